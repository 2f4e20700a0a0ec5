"""Opening a workspace: in a thread, with the frame standing already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from unionwork.errors import UnionworkError
from unionwork_tui.header import PlaceLine
from unionwork_tui.settings import day_of, remember_place
from unionwork_tui.words import spoken

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp


def open_place(app: UnionApp, place: str, *, then: Callable[[], object] | None = None) -> None:
    """Open a workspace in place of the one that is open; `then` is done when it shows what is due."""

    def read() -> Workspace:
        from unionwork import Workspace

        on = app.on_day or day_of(place)
        return Workspace.open(place, operator=app.operator_key, on=on, surface="tui", lang=spoken())

    def opened(workspace: Workspace) -> None:
        if app.workspace is not None:
            app.workspace.close()
        app.workspace, app.place, app.scope = workspace, place, None
        remember_place(place)
        app.show_header()
        for notice in dict.fromkeys(workspace.notices):
            app.notify(notice, severity="warning", markup=False)
        app.action_go(app.panes()[0].key)
        kind, number = app.first_record
        app.first_record = (None, None)
        if kind:
            app.open_record(kind, number)
        if then is not None:
            then()

    def failed(error: UnionworkError) -> None:
        from unionwork_tui.first_run import ask_place

        ask_place(app, str(error))

    app.questions.put(app.base.query_one(PlaceLine), read, opened, group="open", failed=failed)
