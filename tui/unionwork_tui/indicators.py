"""The indicators: figures, targets and courses, each open to the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from unionwork.errors import ExitCode, NotPermittedError, UnionworkError
from unionwork.values import Period
from unionwork_tui.figures import (
    measure_each,
    parts_text,
    target_cell,
    value_cell,
)
from unionwork_tui.grid import Cell, Column, Grid, Line
from unionwork_tui.matching import matches
from unionwork_tui.pane import Pane
from unionwork_tui.period import name_of, open_period, quarter_of, run_up_to
from unionwork_tui.showing import label_of
from unionwork_tui.signs import plain_signs, spark
from unionwork_tui.telling import behind_text, lacks, meaning, note_text, side_by_side
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace

Facts = Mapping[str, Any]
_COURSE: Final = 12
_AT_ONCE: Final = 12
# Courses are dearer: a few at a time, so that they come while one looks.
_COURSES_AT_ONCE: Final = 4
_COLUMNS: Final = (
    Column("label", ("指标", "indicator"), 17, grow=1),
    Column("value", ("本期", "now"), 15, right=True),
    Column("target", ("目标", "target"), 9, right=True, keep=1),
    Column("before", ("上期", "before"), 13, right=True, keep=3),
    Column("year", ("去年同期", "year before"), 13, right=True, keep=4),
    Column("course", ("近 12 期", "last 12"), 12, keep=1),
    Column("parts", ("数 / 分母", "part / whole"), 14, right=True, keep=2),
)


class Held(NamedTuple):
    """What is known of an indicator's figures in a period; None where the operator may not see them."""

    now: Sequence[Facts] | None
    before: Sequence[Facts] | None
    year: Sequence[Facts] | None


class IndicatorsPane(Pane):
    """The indicators with their figures of a period."""

    key: ClassVar[str] = "indicators"
    words: ClassVar[Words] = ("指标", "Indicators")
    about: ClassVar[Words] = (
        """\
各项指标本期、上期和去年同期的数，与目标对照。只算看得见的行。
Enter 看一个数背后的记录；F3 读出口径；^X 换期间；F2 定目标。下面一栏是所选指标按下属组织的数。
没有数的写“无数据”，无权看的写“已隐藏”，都不写成 0。""",
        """\
The figures of a period, the period before and the year before, beside their targets.
Enter shows the records behind a number, F3 what it means, ^X another period, F2 sets a target.
A missing figure says so, a hidden one too; neither is ever 0.""",
    )
    offers: ClassVar[tuple[str, ...]] = ("open", "period", "why", "change", "search", "scope", "import")
    DEFAULT_CSS = """
    IndicatorsPane Grid { border: round $border; border-title-color: $text; }
    IndicatorsPane #below { height: auto; max-height: 9; border: round $border; padding: 0 1; }
    IndicatorsPane #below { border-title-color: $text; }
    IndicatorsPane #below Static { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._period: Period | None = None
        self._listed: dict[str, Facts] = {}
        self._held: dict[str, Held] = {}
        self._courses: dict[str, Sequence[Decimal | int | None]] = {}
        self._busy = False
        self._round = 0
        self._word = ""
        self._pause: Timer | None = None
        self._wanted = ""

    def compose(self) -> ComposeResult:
        yield Grid(_COLUMNS, empty=say("还没有指标。地区包和插件可以声明指标。",
                                       "No indicators yet. Regions and plugins may declare some."))  # fmt: skip
        with VerticalScroll(id="below", can_focus=False):
            yield Static("", markup=False)

    @property
    def grid(self) -> Grid:
        """The table."""
        return self.query_one(Grid)

    @property
    def period(self) -> Period:
        """The period that is looked at."""
        workspace = self.desk.workspace
        if self._period is None and workspace is not None:
            self._period = quarter_of(workspace.session.on)
        return self._period or Period(2024)

    def memo(self) -> tuple[str, str]:
        """The period and the row."""
        return str(self.period), self.grid.key

    def recall(self, memo: tuple[str, str]) -> None:
        """Take the period and the row back."""
        self._period, self._wanted = Period.parse(memo[0]), memo[1]

    def enter(self) -> None:
        """Read the indicators and the figures in view anew; old figures stay until new ones are there."""
        self._round += 1
        self._held, self._courses, self._busy = {}, {}, False
        self._title()

        def listed(answer: tuple[Sequence[Facts], Sequence[Facts]]) -> None:
            indicators, kinds = answer
            self._listed = {row["key"]: row for row in indicators}
            self._group(kinds)

        self.ask(lambda workspace: (workspace.indicators(), workspace.kinds()), listed, group="list")

    def _group(self, kinds: Sequence[Facts]) -> None:
        """Show the indicators by the register that they count, those that match the search."""
        old = {key: self._cells(key) for key in self._listed if key in self.grid.keys}
        lines: list[Line] = []
        known = {kind["key"]: label_of(kind) for kind in kinds}
        others = {row["of"]: say("其他", "others") for row in self._listed.values() if row["of"] not in known}
        groups: dict[str, list[str]] = {}
        for kind, label in {**known, **others}.items():
            groups.setdefault(label, []).append(kind)
        for label, members in groups.items():
            rows = [row for row in self._listed.values() if row["of"] in members and self._matches(row)]
            if rows:
                lines.append(Line("", {"": label}))
                lines += [Line(row["key"], {"label": f" {label_of(row)}", **old.get(row["key"], {})}) for row in rows]
        # A search that finds nothing says how to leave it.
        if self._word and not lines:
            zh = f"没有指标含「{self._word}」。^F 改搜索词，留空则全部列出。"
            self.grid.empty = say(zh, f"No indicator has {self._word!r}. ^F changes the word; an empty one lists all.")
        self.grid.show(lines, at=self._wanted)
        self._wanted = ""
        self._title()
        self.desk.show_keys()

    def _cells(self, key: str) -> dict[str, Cell]:
        """The texts that stand in a row now."""
        return {column.key: self.grid.text_of(key, column.key) for column in _COLUMNS if column.key != "label"}

    def _matches(self, row: Facts) -> bool:
        return matches(self._word, label_of(row), row["key"])

    def _title(self) -> None:
        parts = [say("指标", "Indicators"), name_of(self.period)]
        if self._listed:
            parts.insert(1, say(f"{len(self.grid.keys)} 项", f"{len(self.grid.keys)}"))
        if self._word:
            parts.append(say(f"搜索「{self._word}」", f"search {self._word!r}"))
        self.grid.border_title = Content(" · ".join(parts))

    # Figures

    def on_grid_seen(self, event: Grid.Seen) -> None:
        """Ask for the figures of the rows in view that are not known yet."""
        event.stop()
        self._ask_next()

    def _ask_next(self) -> None:
        if self._busy or not self._listed or self.desk.workspace is None:
            return
        view, period, org, turn = self.grid.keys_in_view, self.period, self.desk.scope, self._round
        figures = [key for key in view if key not in self._held][:_AT_ONCE]
        courses = [key for key in view if key in self._held and key not in self._courses][:_COURSES_AT_ONCE]
        # Figures come before courses; the row at the cursor comes first.
        if figures:
            self._busy = True
            self.desk.ask(
                self.grid, lambda workspace: _figures(workspace, figures, org, period),
                lambda answer: self._take_figures(turn, answer), group="figures", failed=self._fail,
            )  # fmt: skip
        elif courses and not plain_signs():
            self._busy = True
            self.desk.ask(
                self.grid, lambda workspace: _courses(workspace, courses, org, period),
                lambda answer: self._take_courses(turn, answer), group="figures", failed=self._fail,
            )  # fmt: skip

    def _fail(self, error: UnionworkError) -> None:
        self._busy = False
        if error.exit_code != ExitCode.INTERRUPTED:
            self.desk.tell_error(error)

    def _take_figures(self, turn: int, answer: Mapping[str, Held]) -> None:
        if turn != self._round:
            return
        self._busy = False
        self._held.update(answer)
        for key, held in answer.items():
            row = self._listed[key]
            now = held.now[0] if held.now else None
            self.grid.change(key, {
                "value": value_cell(held.now), "target": target_cell(held.now, row["better"]),
                "before": value_cell(held.before), "year": value_cell(held.year),
                "parts": parts_text(now, row["in_fen"]) if now else "",
            })  # fmt: skip
        if self.grid.key in answer:
            self._break_down()
        self.desk.show_keys()
        self._ask_next()

    def _take_courses(self, turn: int, answer: Mapping[str, Sequence[Decimal | int | None]]) -> None:
        if turn != self._round:
            return
        self._busy = False
        self._courses.update(answer)
        for key, values in answer.items():
            self.grid.change(key, {"course": spark(values)})
        self._ask_next()

    # The row at the cursor

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Break the figure at the cursor down, once the cursor rests."""
        event.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(0.15, self._break_down)

    def _break_down(self) -> None:
        key, period, org = self.grid.key, self.period, self.desk.scope
        held = self._held.get(key)
        if held is None or not held.now:
            self._below(key, [])
            return

        def show(cells: Sequence[Facts]) -> None:
            if self.grid.key == key:
                self._below(key, cells[1:])

        self.ask(
            lambda workspace: workspace.measure([key], org=org, period=str(period), children=True), show,
            group="children", failed=lambda _: self._below(key, []),
        )  # fmt: skip

    def _below(self, key: str, cells: Sequence[Facts]) -> None:
        """Say what stands behind the row at the cursor: its children, the worst first, and its notes."""
        below = self.query_one("#below")
        if not key:
            below.border_title = Content("")
            self.query_one("#below Static", Static).update("")
            return
        row, held = self._listed[key], self._held.get(key)
        below.border_title = Content(say(f"{label_of(row)} · 按下属", f"{label_of(row)} · by organisation"))
        now = held.now[0] if held and held.now else None
        known = [cell for cell in cells if cell["value"] is not None]
        # A count of nothing is no news, a share of 0 is.
        some = [cell for cell in known if cell["value"] or cell["denominator"] is not None]
        some.sort(key=lambda cell: cell["value"], reverse=row["better"] != "higher")
        room = max(self.size.height // 6, 2)
        lines = side_by_side(some, max(self.size.width - 4, 20), room) if some else []
        rest = []
        if len(known) > len(some):
            nought = len(known) - len(some)
            zh = f"其余 {nought} 个下属为 0" if some else f"{nought} 个下属都为 0"
            rest.append(say(zh, f"{nought} {'others' if some else 'organisations'} have 0"))
        if len(cells) > len(known):
            rest.append(say(f"{len(cells) - len(known)} 个下属无数据", f"{len(cells) - len(known)} have no data"))
        if rest:
            lines.append(say("，", ", ").join(rest))
        if not cells and now is not None:
            lines.append(say("没有下属组织", "no organisations below"))
        if now is not None:
            lines += [note_text(note) for note in now["notes"]]
            lines.append(behind_text(row, now))
        elif held is not None and held.now is None:
            lines.append(say("这个指标所用的内容无权查看", "you may not see what this indicator counts"))
        self.query_one("#below Static", Static).update("\n".join(lines))

    def _now(self) -> Facts | None:
        held = self._held.get(self.grid.key)
        return held.now[0] if held and held.now else None

    def refusal(self, action: str) -> str | None:
        """Why something cannot be done with the row at the cursor."""
        if action in ("open", "why", "change") and not self.grid.key:
            return say("先选一个指标", "choose an indicator first")
        held = self._held.get(self.grid.key)
        if action == "open" and held is not None and held.now is None:
            return say("这个数无权查看", "you may not see this figure")
        return None

    # Actions

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Enter."""
        event.stop()
        refusal = self.refusal("open")
        if refusal is not None:
            self.notify(refusal, severity="warning")
            return
        self.act_open()

    def act_open(self) -> None:
        """Show the records behind the figure at the cursor."""
        from unionwork_tui.behind_sheet import open_behind

        now = self._now()
        rest = bool(now) and now is not None and lacks(self._listed[self.grid.key], now)
        open_behind(self.desk, self._listed[self.grid.key], self.period, rest=rest)

    def act_period(self) -> None:
        """Look at another period."""

        def chosen(period: Period) -> None:
            self._period = period
            self.enter()

        open_period(self.desk, self.period, chosen)

    def act_why(self) -> None:
        """Read out what the indicator means."""
        from unionwork_tui.sheet import tell

        key = self.grid.key
        title = label_of(self._listed[key])
        self.ask(lambda workspace: workspace.indicator(key), lambda told: tell(self.desk, title, meaning(told)))

    def act_change(self) -> None:
        """Set the target of the indicator at the cursor."""
        from unionwork_tui.set_sheet import open_target

        open_target(self.desk, self._listed[self.grid.key], self.period, self.enter)

    def act_search(self) -> None:
        """Show only the indicators whose name has a word."""
        from unionwork_tui.set_sheet import open_word

        def found(word: str) -> None:
            self._word = word
            self.enter()

        open_word(self.desk, say("搜索指标", "Search the indicators"), self._word, found)

    def act_import(self) -> None:
        """Import a roll."""
        self.desk.act_import()

    def act_scope(self) -> None:
        """Narrow to an organisation."""
        self.desk.act_scope()

    def find(self, word: str) -> list[tuple[str, Callable[[], object]]]:
        """The indicators whose name has the word."""
        rows = [row for row in self._listed.values() if matches(word, label_of(row), row["key"])]
        return [(label_of(row), partial(self.grid.go_to, row["key"])) for row in rows[:20]]


def _figures(workspace: Workspace, keys: Sequence[str], org: str | None, period: Period) -> dict[str, Held]:
    asked = [period, period.before(), period.year_before()]
    answers = [measure_each(workspace, keys, org=org, period=str(entry)) for entry in asked]
    return {key: Held(*(answer[key] for answer in answers)) for key in keys}


def _courses(
    workspace: Workspace, keys: Sequence[str], org: str | None, period: Period
) -> dict[str, Sequence[Decimal | int | None]]:
    periods = [str(entry) for entry in run_up_to(period, _COURSE)]
    try:
        return workspace.course(keys, periods, org=org)
    except NotPermittedError:
        found: dict[str, Sequence[Decimal | int | None]] = {key: [] for key in keys}
        for key in keys:
            with suppress(NotPermittedError):
                found |= workspace.course([key], periods, org=org)
        return found
