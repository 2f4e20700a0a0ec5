"""Opens a form again that was left half filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from unionwork_tui import drafts
from unionwork_tui.rights import why_not
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp


class DraftSheet(Sheet[str]):
    """Offers a draft: go on with it, throw it away, or leave it for later."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer('go_on')", show=False), Binding("delete", "answer('drop')", show=False),
    ]  # fmt: skip
    keys_line: ClassVar[Words] = ("Enter 接着填  Del 丢掉  Esc 以后再说", "Enter go on  Del throw away  Esc later")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def title_text(self) -> str:
        return say("上次没填完", "Left unfinished")

    def body(self) -> ComposeResult:
        yield Static(self._text, markup=False)

    def action_answer(self, answer: str) -> None:
        """Answer with what was chosen."""
        self.dismiss(answer)


def offer_last(app: UnionApp) -> None:
    """Offer the form that the operator left half filled, the latest one of a kind that he may still see."""
    for name in reversed(drafts.names(drafts.owner_of(app))):
        if not why_not(app.workspace, "read", name.removesuffix(".new").split("/")[0]):
            offer(app, name)
            return


def offer(app: UnionApp, name: str) -> None:
    """Offer a draft of the operator."""
    owner = drafts.owner_of(app)
    kind, number, step = (*name.removesuffix(".new").split("/"), "", "")[:3]
    if app.workspace is None or kind not in app.workspace.loaded.catalogue.kinds:
        drafts.drop(owner, name)
        return
    declared = app.workspace.loaded.catalogue.kinds[kind]
    label = say(declared.label, declared.label_en or declared.label)
    values = "，".join(word for word in drafts.take(owner, name).values() if word)[:60]

    def answered(answer: str | None) -> None:
        if answer == "drop":
            drafts.drop(owner, name)
        elif answer == "go_on":
            open_form(app, kind, number, step)

    what = number or say("新建", "new")
    app.push_screen(DraftSheet(f"{label}  {what}\n{values}"), answered)


def open_form(app: UnionApp, kind: str, number: str, step: str) -> None:
    """Open the form of a step, of a change, or of a new record; it takes its draft by itself."""
    if step:
        from unionwork_tui.step_form import open_step

        open_step(app, kind, number, step)
    elif number:
        from unionwork_tui.record_form import open_change

        open_change(app, kind, number)
    else:
        from unionwork_tui.record_form import open_new

        open_new(app, kind)
