"""The records behind a number, from which each can be opened in its register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from unionwork.errors import UnionworkError
from unionwork.values import Period
from unionwork_tui.grid import Column, Grid, Line
from unionwork_tui.period import name_of
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import Showing, label_of
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]
_PAGE: Final = 200
_SHAPES: Final = {"day": 10, "month": 7, "flag": 4, "decided": 10, "coded": 12, "money": 14, "integer": 8}
_MOST_COLUMNS: Final = 9


class BehindSheet(Sheet[str]):
    """The records that a figure counts, and on the other side those that a share lacks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right", "turn", show=False),
        Binding("tab", "turn", show=False),
    ]
    DEFAULT_CSS = """
    BehindSheet > .sheet { width: 96%; max-width: 160; height: 90%; }
    BehindSheet .sides { height: 1; }
    """
    keys_line: ClassVar[Words] = (
        "Enter 打开记录  ←→ 计入的／没有计入的  Esc 关闭", "Enter open the record  ←→ counted / not counted  Esc close",
    )  # fmt: skip
    about: ClassVar[Words] = (
        "一个数是由这些记录数出来的，条件与指标完全相同。左右键在计入的和没有计入的之间换。",
        "The records that a number was counted from, under the very same conditions.",
    )

    def __init__(self, indicator: Facts, period: Period, *, rest: bool, org: str | None = None) -> None:
        super().__init__()
        self._indicator, self._period, self._rest, self._org = indicator, period, rest, org
        self._has_rest = rest
        self._next: str | None = None
        self._rows: list[Facts] = []
        self._showing: Showing | None = None

    def title_text(self) -> str:
        return f"{label_of(self._indicator)} · {name_of(self._period)}"

    def body(self) -> ComposeResult:
        yield Static("", classes="sides", markup=False)
        yield Grid([Column("number", ("编号", "number"), 12)])

    def on_mount(self) -> None:
        """Read the first page."""
        self.query_one(Grid).focus()
        self._read(None)

    def _read(self, after: str | None) -> None:
        key, org, period = self._indicator["key"], self._org or self.desk.scope, str(self._period)
        which = "rest" if self._rest else "numerator"

        def call(workspace: Workspace) -> tuple[Facts, Facts, dict[str, str]]:
            found = workspace.behind(key, org=org, period=period, which=which, after=after, limit=_PAGE)
            orgs = {row["number"]: row["name"] for row in workspace.org_tree()} if after is None else {}
            return found, workspace.describe(found["kind"]), orgs

        def show(answer: tuple[Facts, Facts, dict[str, str]]) -> None:
            found, described, orgs = answer
            if after is None or self._showing is None:
                self._rows, self._showing = [], Showing(described, orgs)
            self._rows += found["rows"]
            self._next, self._has_rest = found["next"], found["has_rest"]
            self._show(found["total"])

        self.desk.ask(self.query_one(Grid), call, show, group="behind", failed=self._fail)

    def _fail(self, error: UnionworkError) -> None:
        self.query_one(Grid).empty = str(error)
        self.query_one(Grid).show([])

    def _show(self, total: int) -> None:
        grid, showing = self.query_one(Grid), self._showing
        assert showing is not None
        keys = showing.columns(self._rows)[:_MOST_COLUMNS]
        columns = [
            Column(key, (showing.heading(key),) * 2, self._width(showing, key), right=showing.is_number(key),
                   grow=0 if key in ("number", "state_label") else 1, keep=0 if key == "number" else place)
            for place, key in enumerate(keys)
        ]  # fmt: skip
        lines = [Line(row["number"], {key: showing.cell(key, row) for key in keys}) for row in self._rows]
        grid.empty = say("没有这样的记录。", "There are no such records.")
        if self._has_rest:
            grid.empty += say("\n按 ←→ 看另一边。", "\n←→ shows the other side.")
        grid.show(lines, columns=columns)
        counted, lacking = say("计入的", "counted"), say("没有计入的", "not counted")
        which = lacking if self._rest else counted
        other = f"   {say('←→ 换到', '←→ to')} {counted if self._rest else lacking}" if self._has_rest else ""
        shown = "" if len(self._rows) == total else say(f"，已显示 {len(self._rows)} 条", f", {len(self._rows)} shown")
        text = say(f"{showing.label} · {which} {total} 条{shown}{other}",
                   f"{showing.label}: {total} {which}{shown}{other}")  # fmt: skip
        self.query_one(".sides", Static).update(Content(text))

    def _width(self, showing: Showing, key: str) -> int:
        if key not in showing.fields:
            return 12
        return max(_SHAPES.get(showing.fields[key]["shape"], 14), 8)

    def action_turn(self) -> None:
        """Look at the other side: what is counted, or what is not."""
        if not self._has_rest:
            self.notify(say("这个数没有“没有计入”的一边", "this number has no other side"))
            return
        self._rest = not self._rest
        self._read(None)

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Near the end the next page is read."""
        if self._next is not None and self._rows and event.key in [row["number"] for row in self._rows[-30:]]:
            after, self._next = self._next, None
            self._read(after)

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Open the record."""
        self.dismiss(event.key)


def open_behind(app: UnionApp, indicator: Facts, period: Period, *, rest: bool = False, org: str | None = None) -> None:
    """Show the records behind an indicator's figure, of `org` or of what is in view; the chosen one opens."""

    def chosen(number: str | None) -> None:
        if number:
            app.open_record(indicator["of"], number)

    app.push_screen(BehindSheet(indicator, period, rest=rest, org=org), chosen)
