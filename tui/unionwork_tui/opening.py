"""Opening a workspace: in a thread, with the frame standing already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from unionwork.errors import UnionworkError, UnknownNameError
from unionwork_tui.header import PlaceLine
from unionwork_tui.settings import day_of, remember_place, whole_place
from unionwork_tui.words import say, spoken

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp


def open_place(app: UnionApp, place: str, *, then: Callable[[], object] | None = None) -> None:
    """Open a workspace in place of the one that is open; `then` is done when it shows what is due."""
    # By its whole path, since drafts are kept under it and the next launch may come from another folder.
    place = whole_place(place)

    def read() -> Workspace:
        from unionwork import Workspace

        on = app.on_day or day_of(place)
        return Workspace.open(place, operator=app.operator_key, on=on, surface="tui", lang=spoken())

    def opened(workspace: Workspace) -> None:
        began = app.workspace is None
        if app.workspace is not None:
            app.workspace.close()
        app.workspace, app.place, app.scope = workspace, place, None
        remember_place(place)
        app.show_header()
        for notice in dict.fromkeys(workspace.notices):
            app.notify(notice, severity="warning", markup=False)
        # Who has gone to another place while the first workspace opened wants to be there.
        app.action_go(app.front.key if began and app.front is not None else app.panes()[0].key)
        kind, number = app.first_record
        app.first_record = (None, None)
        if kind:
            app.open_record(kind, number)
        if then is not None:
            then()

    def failed(error: UnionworkError) -> None:
        from unionwork_tui.first_run import OPEN, ask_place

        if isinstance(error, UnknownNameError) and error.what == "操作员" and error.known:
            _ask_operator(app, place, error, then)
        else:
            ask_place(app, str(error), way=OPEN, where=place)

    app.questions.put(app.base.query_one(PlaceLine), read, opened, group="open", failed=failed)


def _ask_operator(app: UnionApp, place: str, error: UnknownNameError, then: Callable[[], object] | None) -> None:
    """Let a person choose one of the operators there are, where the one that was named is none of them."""
    from unionwork_tui.first_run import OPEN, ask_place
    from unionwork_tui.palette import Choice, ChoiceSheet

    def take(key: str) -> None:
        app.operator_key = key
        open_place(app, place, then=then)

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            choice.do()
        else:
            ask_place(app, str(error), way=OPEN, where=place)

    choices = [
        Choice(key, lambda key=key: take(key), "", f"unionwork --as {key} tui")  # type: ignore[misc]
        for key in error.known
    ]  # fmt: skip
    title = say(f"没有操作员「{error.name}」，请选一位", f"no operator {error.name}: choose one")
    app.push_screen(ChoiceSheet(title, choices, side=("", "")), chosen)
