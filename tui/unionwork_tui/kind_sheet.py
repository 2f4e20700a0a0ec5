"""The kinds of registers, found by typing a piece of the name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from unionwork_tui.choices import Choices
from unionwork_tui.cutting import cut
from unionwork_tui.finding import score
from unionwork_tui.picking import ListInput
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import label_of
from unionwork_tui.words import say


class KindSheet(Sheet[str]):
    """Chooses a kind; answers its key."""

    keys_line: ClassVar[tuple[str, str]] = ("↑↓ 选择  Enter 打开  Esc 关闭", "↑↓ choose  Enter open  Esc close")
    DEFAULT_CSS = """
    KindSheet > .sheet { max-width: 64; }
    KindSheet OptionList { height: auto; max-height: 18; }
    """

    def __init__(self, kinds: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._kinds = kinds

    def title_text(self) -> str:
        return say("台账种类", "kinds of registers")

    def body(self) -> ComposeResult:
        listed = Choices()
        yield ListInput(listed, placeholder=say("名称、拼音或首字母", "name"))
        yield listed

    def on_mount(self) -> None:
        self._fill("")

    def _fill(self, word: str) -> None:
        listed = self.query_one(OptionList)
        listed.clear_options()
        width = max((cell_len(label_of(kind)) for kind in self._kinds), default=10) + 2
        for kind in sorted(self._kinds, key=lambda kind: -_fit(word, kind)):
            if _fit(word, kind):
                count = say(f"{kind['records']:,} 条", f"{kind['records']:,}")
                content = Content.assemble(cut(label_of(kind), width), (count.rjust(10), "$text-muted"))
                listed.add_option(Option(content, id=kind["key"]))
        if not listed.option_count:
            listed.add_option(Option(say("没有这样的台账", "no such register"), disabled=True))
        listed.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def _fit(word: str, kind: Mapping[str, Any]) -> int:
    return max(score(word, str(kind[name])) for name in ("label", "label_en", "key"))
