"""The terminal interface of unionwork: screens and widgets, no rule and no SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date


def launch(
    place: str = "", *, operator: str | None = None, on: date | None = None, lang: str = "zh",
    kind: str | None = None, number: str | None = None,
) -> int:  # fmt: skip
    """Open the terminal interface and wait until it is left.

    Args:
        place: the workspace; "" asks for one, or opens the last.
        operator: key of the operator at work.
        on: the business day; today where none is given.
        lang: zh or en.
        kind: key of a register to open on.
        number: number of a record of it.

    Returns:
        The exit code.
    """
    from unionwork_tui.app import UnionApp
    from unionwork_tui.leaving import let_go

    app = UnionApp(place, operator=operator, on=on, lang=lang, kind=kind, number=number)
    try:
        app.run()
    finally:
        let_go(app)
    return app.return_code or 0


def serve(
    place: str = "", *, operator: str | None = None, on: date | None = None, lang: str = "zh", port: int = 0,
    opens: bool = True, tell: Callable[[str], None] = print,
) -> int:  # fmt: skip
    """Show the same interface in the browser of this machine, until it is stopped.

    Args:
        place: the workspace; "" lets the person choose.
        operator: key of the operator at work.
        on: the business day; today where none is given.
        lang: zh or en.
        port: of 127.0.0.1, 0 for any free one.
        opens: whether to open the browser.
        tell: takes the address, which is good once.

    Returns:
        The exit code.
    """
    from unionwork_tui.serving import serve as serve_page

    return serve_page(place, operator=operator, on=on, lang=lang, port=port, opens=opens, tell=tell)
