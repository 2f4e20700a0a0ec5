"""Chooses the roll that a file is to be read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.app import ComposeResult

from unionwork_tui.grid import Column, Grid, Line
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

Facts = Mapping[str, Any]
_COLUMNS: Final = (
    Column("label", ("花名册", "roll"), 24, grow=1),
    Column("key", ("键", "key"), 24, grow=1),
)


class RollSheet(Sheet[str]):
    """The layouts that an import knows."""

    DEFAULT_CSS = """
    RollSheet > .sheet { width: 70; height: 80%; }
    """
    keys_line: ClassVar[Words] = ("↑↓ 选择  Enter 按它读取  Esc 取消", "↑↓ choose  Enter read as it  Esc cancel")
    about: ClassVar[Words] = (
        "没有自动认出时，指定按哪一种花名册读取。缺的列会逐个指出。",
        "Where a file was not recognised, name the roll that it is. Missing columns are named one by one.",
    )

    def __init__(self, now: str) -> None:
        super().__init__()
        self._now = now

    def title_text(self) -> str:
        return say("按哪一种花名册读取", "Read as which roll")

    def body(self) -> ComposeResult:
        yield Grid(_COLUMNS, empty=say("没有花名册", "no rolls"))

    def on_mount(self) -> None:
        """List the rolls."""

        def show(rolls: Sequence[Facts]) -> None:
            lines: list[Line] = []
            for register, words in ((False, ("花名册", "rolls")), (True, ("本程序导出的台账", "exported registers"))):
                rows = [row for row in rolls if row["register"] == register]
                if rows:
                    lines.append(Line("", {"": say(*words)}))
                lines += [Line(row["key"], {"label": f" {row['label']}", "key": row["key"]}) for row in rows]
            grid = self.query_one(Grid)
            grid.show(lines, at=self._now)
            grid.focus()

        self.desk.ask(self.query_one(Grid), lambda workspace: workspace.rolls(), show, group="rolls")

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Take the roll."""
        self.dismiss(event.key)
