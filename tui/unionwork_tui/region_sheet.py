"""The sheet of one region: its dated values, the words it brings, and its test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from unionwork.errors import UnionworkError, UnknownNameError
from unionwork_tui.figures import amount
from unionwork_tui.sheet import Sheet
from unionwork_tui.signs import NO, YES, sign
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace

Facts = Mapping[str, Any]


class RegionSheet(Sheet[None]):
    """What a region brings; F9 runs its cases in the background."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "test", show=False)]
    DEFAULT_CSS = """
    RegionSheet > .sheet { height: 90%; }
    RegionSheet .result { height: auto; color: $text-accent; }
    """
    keys_line: ClassVar[Words] = ("F9 检验这个地区包  ↑↓ 翻看  Esc 关闭", "F9 test this region  ↑↓ read on  Esc close")
    about: ClassVar[Words] = (
        "一个地区包的参数、代码和词条。F9 运行它的用例，标准线上和年度交界的用例自动加上。",
        "What a region brings. F9 runs its cases, with those exactly at each line and at the turn of a year.",
    )

    def __init__(self, key: str, name: str) -> None:
        super().__init__()
        self._key, self._label = key, name
        self._folder = ""

    def title_text(self) -> str:
        return f"{self._label}（{self._key}）" if say("zh", "") else f"{self._label} ({self._key})"

    def body(self) -> ComposeResult:
        yield Static("", classes="result", markup=False)
        with VerticalScroll():
            yield Static("", id="region-text", markup=False)

    def on_mount(self) -> None:
        """Read the region."""

        def show(found: Facts) -> None:
            self._folder = found["folder"]
            self.query_one("#region-text", Static).update(region_text(found))
            self.query_one(VerticalScroll).focus()

        self.desk.ask(self, lambda workspace: workspace.region(self._key), show, group="region")

    def action_test(self) -> None:
        """Run the cases of the region."""
        self._say(say("检验中…", "testing…"))

        def call(workspace: Workspace) -> Facts:
            from unionwork import region_test

            del workspace
            try:
                return region_test(self._key)
            except UnknownNameError:
                # A pack beside the workspace is known by its folder only.
                return region_test(self._folder)

        self.desk.ask(self, call, lambda found: self._say(result_text(found)), group="test", failed=self._fail)

    def _fail(self, error: UnionworkError) -> None:
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.query_one(".result", Static).update(text)


def region_text(found: Facts) -> str:
    """A region as a page to read."""
    lines = [
        f"{say('基于', 'stands on')} {say('、', ', ').join(found['extends'])}" if found["extends"] else "",
        f"{say('文件夹', 'folder')} {found['folder']}",
        f"{say('指纹', 'digest')} {found['digest'][:16]}   {say('用例', 'cases')} {found['cases']}",
    ]
    if found["parameters"]:
        lines += ["", say("参数", "Parameters")]
    for row in found["parameters"]:
        until = say(f" 至 {row['to']}", f" to {row['to']}") if row["to"] else ""
        lines += [
            f"  {row['label']}  {amount(row['value'])} {row['unit']}  {row['from']}{until}",
            f"    {row['source']}",
        ]
    parts = (
        (say("代码表", "Vocabularies"), [f"{row['label']} {row['codes']}" for row in found["vocabularies"]]),
        (say("加的字段", "Fields"), [f"{row['kind']}.{row['key']} {row['label']}" for row in found["fields"]]),
        (say("词条", "Words"), [f"{row['label'] or row['key']}（{row['key']}）" for row in found["words"]]),
    )
    for title, rows in parts:
        if rows:
            lines += ["", title, *(f"  {row}" for row in rows)]
    return "\n".join(line for place, line in enumerate(lines) if line or place)


def result_text(found: Facts) -> str:
    """How a test ended."""
    good = not found["failed"] and not found["gaps"]
    head = say(
        f"用例 {found['cases']} 个（自动加上 {found['generated']} 个），通过 {found['passed']} 个",
        f"{found['passed']} of {found['cases']} cases passed ({found['generated']} of them made)",
    )
    lines = [f"{sign(YES if good else NO)} {head}"]
    for case in found["failed"][:5]:
        lines.append(
            say(f"  {case['on']} {case['says']}：应为 {case['expected']}，实为 {case['got']}",
                f"  {case['on']} {case['says']}: expected {case['expected']}, got {case['got']}")
        )  # fmt: skip
    lines += [say(f"  缺值：{gap}", f"  gap: {gap}") for gap in found["gaps"][:5]]
    return "\n".join(lines)
