"""Help about the place where the cursor is: what it is for, and its keys with their command lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from unionwork_tui.actions import ACTIONS
from unionwork_tui.cutting import wrap
from unionwork_tui.keys import display, keys_of, shown_key
from unionwork_tui.pane import Pane
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

Part = str | tuple[str, str]
_WIDE: Final = 100
# Signs that a person reads; the names of the others say nothing to him.
_READ: Final = {"question_mark": "?", "slash": "/", "ideographic_comma": "、", "fullwidth_solidus": "／",
                "fullwidth_question_mark": "？"}  # fmt: skip


class HelpSheet(Sheet[None]):
    """What the place is for, then its keys."""

    keys_line: ClassVar[Words] = ("↑↓ 翻看  Esc 关闭", "↑↓ scroll  Esc close")
    DEFAULT_CSS = """
    HelpSheet > .sheet { height: 95%; }
    HelpSheet VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    """

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text)


def open_help(app: UnionApp) -> None:
    """Open the help about the sheet on top, or about the place in front."""
    on_top = app.screen
    if isinstance(on_top, HelpSheet):
        return
    if isinstance(on_top, ModalScreen):
        if isinstance(on_top, Sheet):
            about = say(*on_top.about)
            parts: list[Part] = [f"{about}\n\n"] if about else []
            app.push_screen(HelpSheet(on_top.title_text() or say("帮助", "Help"),
                                      Content.assemble(*parts, *_keys_of_sheet(on_top))))  # fmt: skip
        return
    pane = app.front
    if pane is not None:
        app.push_screen(HelpSheet(say(*pane.words), Content.assemble(*_of_pane(app, pane))))


def _keys_of_sheet(sheet: Sheet[object]) -> list[Part]:
    return [
        (say("按键\n", "Keys\n"), "bold $text-accent"),
        *(f"{part}\n" for part in say(*sheet.keys_line).split("  ")),
    ]


def _of_pane(app: UnionApp, pane: Pane) -> list[Part]:
    wide = app.size.width >= _WIDE
    about = "\n".join(wrap(pane.help_text(), min(app.size.width * 9 // 10, 110) - 5))
    parts: list[Part] = [about, "\n\n", (say("这里的按键\n", "Keys here\n"), "bold $text-accent")]
    own = [key for key, _ in app.possible() if key in pane.offers]
    refused = dict(app.possible())
    for key in own:
        parts += _line(key, refused[key], wide)
    parts += ["\n", (say("处处可用的按键\n", "Keys everywhere\n"), "bold $text-accent")]
    for key in refused:
        if key not in own:
            parts += _line(key, None, wide)
    last = len(app.panes())
    parts += [
        (_fit(f"1-{last}", 16), "bold"), say("到各个窗格\n", "the places\n"),
        (_fit("Esc", 16), "bold"), say("返回；正在读取时停止读取\n", "back; stops what is being read\n"),
        (_fit("Tab", 16), "bold"), say("到下一处\n", "to the next part\n"),
    ]  # fmt: skip
    return parts


def _line(key: str, refusal: str | None, wide: bool) -> list[Part]:
    action = ACTIONS[key]
    others = [_READ.get(other) or display(other) for other in keys_of(key)[1:]]
    shown = " ".join([shown_key(key), *others])
    dim = "$text-disabled" if refusal else ""
    parts: list[Part] = [
        (_fit(shown, 16), "bold $text-disabled" if refusal else "bold"),
        (_fit(say(*action.words), 10), dim), (say(*action.help), dim),
    ]  # fmt: skip
    if refusal:
        parts += [(say(f"  现在不能：{refusal}", f"  not now: {refusal}"), "$text-warning")]
    between = "   " if wide else "\n" + " " * 26
    return [*parts, between, (action.command, "$text-muted"), "\n"]


def _fit(text: str, width: int) -> str:
    return text + " " * max(width - cell_len(text), 1)
