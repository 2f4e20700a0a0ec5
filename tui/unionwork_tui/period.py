"""Periods: which one is looked at, and choosing another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from unionwork.errors import UsageError
from unionwork.values import Period
from unionwork_tui.grid import Column, Grid, Line
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp


def quarter_of(day: date) -> Period:
    """The quarter that a day lies in."""
    return Period(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def run_up_to(period: Period, count: int) -> list[Period]:
    """So many periods of the same length, this one last."""
    found = [period]
    while len(found) < count and found[0].year > 1:
        found.insert(0, found[0].before())
    return found


def name_of(period: Period) -> str:
    """A period as a person says it."""
    if period.months == 12:
        return say(f"{period.year} 年", f"{period.year}")
    if period.months == 6:
        zh = "上半年" if period.month == 1 else "下半年"
        return say(f"{period.year} 年{zh}", f"{'first' if period.month == 1 else 'second'} half of {period.year}")
    if period.months == 3:
        number = (period.month + 2) // 3
        return say(f"{period.year} 年第 {number} 季度", f"quarter {number} of {period.year}")
    return say(f"{period.year} 年 {period.month} 月", f"{date(period.year, period.month, 1):%Y-%m}")


def choices(day: date) -> list[Period]:
    """The periods that are asked for most on a day: those it lies in, the ones before, and the last year."""
    month, quarter = Period(day.year, day.month, 1), quarter_of(day)
    half, year = Period(day.year, 1 if day.month <= 6 else 7, 6), Period(day.year)
    return [quarter, month, half, year, quarter.before(), month.before(), half.before(), year.before()]


class PeriodSheet(Sheet[str]):
    """Choose a period from a list, or type one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "into_list", show=False)]
    DEFAULT_CSS = """
    PeriodSheet > .sheet { width: 60; }
    PeriodSheet Grid { height: 9; }
    PeriodSheet .wrong { color: $text-error; height: auto; }
    """
    keys_line: ClassVar[Words] = (
        "Enter 用这个期间  ↓ 从列表选  Esc 关闭",
        "Enter take it  ↓ choose from the list  Esc close",
    )
    about: ClassVar[Words] = (
        "输入 2024、2024H1、2024Q4 或 2024-10，或从列表里选。",
        "Type 2024, 2024H1, 2024Q4 or 2024-10, or choose from the list.",
    )

    def __init__(self, now: Period, day: date) -> None:
        super().__init__()
        self._now, self._day = now, day

    def title_text(self) -> str:
        return say("期间", "Period")

    def body(self) -> ComposeResult:
        hint = say("2024、2024H1、2024Q4 或 2024-10", "2024, 2024H1, 2024Q4 or 2024-10")
        yield Input(str(self._now), placeholder=hint)
        yield Static("", classes="wrong", markup=False)
        columns = [
            Column("period", ("期间", "period"), 10), Column("words", ("名称", "name"), 24, grow=1),
        ]  # fmt: skip
        yield Grid(columns)

    def on_mount(self) -> None:
        """Fill the list; the typed period is selected, so that typing replaces it."""
        lines = [Line(str(period), {"period": str(period), "words": name_of(period)}) for period in choices(self._day)]
        self.query_one(Grid).show(lines, at=str(self._now))
        self.query_one(Input).focus()

    def action_into_list(self) -> None:
        """Go from the typed period to the list."""
        if isinstance(self.focused, Input):
            self.query_one(Grid).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the typed period, or say beside it what is wrong."""
        try:
            period = Period.parse(event.value)
        except UsageError as error:
            self._refuse(say(str(error), f"no period {event.value.strip()!r}; type 2024, 2024H1, 2024Q4 or 2024-10"))
            return
        if period.first > self._day:
            zh = f"期间 {period} 在业务日期 {self._day} 之后才开始，还没有数"
            self._refuse(say(zh, f"{period} begins after the business day {self._day}: there are no figures yet"))
            return
        self.dismiss(str(period))

    def _refuse(self, why: str) -> None:
        self.query_one(".wrong", Static).update(why)

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Take the chosen period."""
        self.dismiss(event.key)


def open_period(app: UnionApp, now: Period, done: Callable[[Period], object]) -> None:
    """Ask for a period."""
    workspace = app.workspace
    if workspace is None:
        return

    def chosen(text: str | None) -> None:
        if text:
            done(Period.parse(text))

    app.push_screen(PeriodSheet(now, workspace.session.on), chosen)
