"""Leaving: at once, and with a question only where something is unsaved or being written."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp


class AskSheet(Sheet[bool]):
    """A question that is answered with Enter or Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "yes", show=False)]
    keys_line: ClassVar[Words] = ("Enter 是  Esc 否", "Enter yes  Esc no")

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        yield Static(self._text, id="asked", markup=False)

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)


class LeaveSheet(AskSheet):
    """Asks whether to leave although something would be lost."""

    keys_line: ClassVar[Words] = ("Enter 退出  Esc 不退出", "Enter leave  Esc stay")

    def __init__(self, title: str, text: str, *, writing: bool = False) -> None:
        super().__init__(title, text)
        self._writing = writing

    def on_mount(self) -> None:
        """Watch what is being written: once it is stored, leaving does not take it back any more."""
        if self._writing:
            self.set_interval(0.1, self._watch)

    def _watch(self) -> bool:
        """Say that the writing has ended; whether it has ended since the question was last read."""
        ended = self._writing and not self.desk.questions.writing
        if ended:
            self._writing = False
            self.query_one("#asked", Static).update(
                say("写入已经结束，结果在这个窗口下面。已保存的，退出不会撤回；要撤回，先按 Esc 回去再按 F8。",
                    "The writing has ended; its result stands below. What is stored stays when you leave; "
                    "to take it back, press Esc, then F8.")
            )  # fmt: skip
        return ended

    def action_yes(self) -> None:
        """Leave, unless what was asked about has changed a moment ago."""
        if not self._watch():
            super().action_yes()


def ask_yes(app: UnionApp, title: str, text: str, yes: Callable[[], Any]) -> None:
    """Ask a question; `yes` is done where the answer is yes."""

    def answered(answer: bool | None) -> None:
        if answer:
            yes()

    app.push_screen(AskSheet(title, text), answered)


def let_go(app: UnionApp) -> None:
    """What is left to do when the screens are gone."""
    app.close_workspace()
    # At its end Python looks through all that was ever made, which takes longer than all the rest of leaving.
    gc.freeze()


def leave(app: UnionApp) -> None:
    """Leave at once, or ask: what was typed becomes a draft, what is being written is taken back."""
    if any(isinstance(screen, LeaveSheet) for screen in app.screen_stack):
        return
    typed, writing = _unsaved(app), app.questions.writing
    if writing:
        why = say("正在写入。退出会停止它，已做的一半全部退回，不会留下残缺的数据。",
                  "Something is being written. Leaving stops it; nothing half done stays.")  # fmt: skip
    elif typed:
        why = say("有没保存的内容。退出会把它留作草稿，下次打开可以接着填（隐私内容不留）。",
                  "Something is unsaved. Leaving keeps it as a draft, without private values.")  # fmt: skip
    else:
        app.leave_now()
        return

    def answered(yes: bool | None) -> None:
        if yes:
            # A form that was stored while the question stood is no draft any more.
            for sheet in _unsaved(app):
                sheet.keep_draft()
            app.leave_now()

    app.push_screen(LeaveSheet(say("退出？", "Leave?"), why, writing=writing), answered)


def _unsaved(app: UnionApp) -> list[Sheet[Any]]:
    sheets = [screen for screen in app.screen_stack if isinstance(screen, Sheet)]
    return [sheet for sheet in sheets if not sheet.finished and sheet.unsaved()]
