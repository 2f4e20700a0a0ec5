"""指标: the figures on the screen are those of the library, and each opens the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.driving import DAY, LARGE, SMALL, drive, lines, open_app, press, screen_text, settle
from unionwork import Workspace
from unionwork.values import Period
from unionwork_tui.app import UnionApp
from unionwork_tui.behind_sheet import BehindSheet
from unionwork_tui.figures import amount, target_cell, value_cell
from unionwork_tui.grid import Grid
from unionwork_tui.indicators import IndicatorsPane
from unionwork_tui.period import PeriodSheet, choices, run_up_to
from unionwork_tui.set_sheet import SetSheet
from unionwork_tui.sheet import TextSheet
from unionwork_tui.signs import spark

pytestmark = pytest.mark.slow

RATE = "finding.closed_rate"


def pane_of(pilot: Pilot[Any]) -> IndicatorsPane:
    assert isinstance(pilot.app, UnionApp)
    pane = pilot.app.front
    assert isinstance(pane, IndicatorsPane)
    return pane


async def look_at(pilot: Pilot[Any], key: str) -> IndicatorsPane:
    await press(pilot, "3")
    pane = pane_of(pilot)
    pane.grid.go_to(key)
    await settle(pilot)
    await pilot.pause(0.3)
    await settle(pilot)
    return pane


def text(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell[0]


@pytest.mark.parametrize("period", ["2024Q4", "2024", "2024H1", "2024-10"])
def test_the_figures_on_the_screen_are_the_librarys(sample: Path, period: str) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "3", "ctrl+x")
        pilot.app.screen.query_one(Input).value = period
        await press(pilot, "enter")
        pane, asked = pane_of(pilot), Period.parse(period)
        seen = pane.grid.keys_in_view
        assert len(seen) > 10
        with Workspace.open(sample, on=DAY) as workspace:
            better = {row["key"]: row["better"] for row in workspace.indicators()}
            for column, entry in (("value", asked), ("before", asked.before()), ("year", asked.year_before())):
                for cell in workspace.measure(seen, period=str(entry)):
                    assert pane.grid.text_of(cell["indicator"], column) == text(value_cell([cell]))
            for cell in workspace.measure(seen, period=period):
                key = cell["indicator"]
                assert pane.grid.text_of(key, "target") == text(target_cell([cell], better[key]))
                run = [str(held) for held in run_up_to(asked, 12)]
                assert pane.grid.text_of(key, "course") == spark(workspace.course([key], run)[key])

    drive(open_app(sample), play, size=LARGE)


def test_a_course_is_what_each_of_its_periods_measures(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        keys = [row["key"] for row in workspace.indicators()]
        for last in ("2024Q4", "2024"):
            run = [str(held) for held in run_up_to(Period.parse(last), 5)]
            course = workspace.course(keys, run)
            for place, period in enumerate(run):
                for cell in workspace.measure(keys, period=period):
                    assert course[cell["indicator"]][place] == cell["value"]


def test_only_the_figures_in_view_are_asked_for(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "3")
        pane = pane_of(pilot)
        filled = [key for key in pane.grid.keys if pane.grid.text_of(key, "value")]
        assert filled
        assert len(filled) < len(pane.grid.keys) / 2
        await press(pilot, "end")
        last = pane.grid.keys[-1]
        assert pane.grid.key == last
        assert pane.grid.text_of(last, "value") != ""

    drive(open_app(sample), play)


def test_what_is_missing_says_so_and_is_never_nought(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await look_at(pilot, RATE)
        # In the year before there was no finding: nothing to divide by.
        assert pane.grid.text_of(RATE, "year") == "无数据"
        assert pane.grid.text_of(RATE, "value") not in ("", "0 %")

    drive(open_app(sample), play)


def test_what_may_not_be_seen_is_said_to_be_hidden(sample: Path) -> None:
    with Workspace.open(sample) as workspace:
        workspace.operator_add("inspector1", role="inspector")

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "3")
        pane = pane_of(pilot)
        pane.grid.go_to("aid.hardship_workers")
        await settle(pilot)
        assert pane.grid.text_of("aid.hardship_workers", "value") == "已隐藏"
        assert pane.refusal("open") == "这个数无权查看"
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, BehindSheet)
        pane.grid.go_to(RATE)
        await settle(pilot)
        assert pane.grid.text_of(RATE, "value").endswith("%")

    drive(open_app(sample, operator="inspector1"), play)


def test_a_number_opens_the_records_that_it_was_counted_from(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await look_at(pilot, RATE)
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, BehindSheet)
        with Workspace.open(sample, on=DAY) as workspace:
            [cell] = workspace.measure([RATE], period="2024Q4")
            rest = [row["number"] for row in workspace.behind(RATE, period="2024Q4", which="rest")["rows"]]
            counted = [row["number"] for row in workspace.behind(RATE, period="2024Q4")["rows"]]
        assert cell["denominator"] == len(rest) + len(counted)
        assert sheet.query_one(Grid).keys == rest
        await press(pilot, "left")
        assert sheet.query_one(Grid).keys == counted
        await press(pilot, "right", "down", "enter")
        assert isinstance(pilot.app, UnionApp)
        assert pilot.app.front is not None
        assert pilot.app.front.key == "registers"
        assert rest[1] in screen_text(pilot.app)
        await press(pilot, "escape")
        assert pilot.app.front is pane

    drive(open_app(sample), play, size=LARGE)


def test_a_wrong_period_is_explained_and_changes_nothing(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "3", "f5")
        pane = pane_of(pilot)
        for typed, why in (("2024Q5", "看不懂"), ("2031", "还没有数")):
            pilot.app.screen.query_one(Input).value = typed
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, PeriodSheet)
            assert why in str(pilot.app.screen.query_one(".wrong", Static).content)
        await press(pilot, "escape")
        assert str(pane.period) == "2024Q4"
        await press(pilot, "ctrl+x", "down", "end", "enter")
        assert str(pane.period) == "2023"

    drive(open_app(sample), play)


def test_the_list_of_periods_holds_none_that_lies_ahead() -> None:
    for day in (date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1), DAY):
        listed = choices(day)
        assert all(period.first <= day for period in listed)
        assert len(set(map(str, listed))) == len(listed)
        assert sum(period.first <= day <= period.last for period in listed) == 4


def test_a_target_is_set_with_its_document_and_says_whether_it_is_reached(sample: Path) -> None:
    with Workspace.open(sample) as workspace:
        before = workspace.targets()

    async def play(pilot: Pilot[Any]) -> None:
        pane = await look_at(pilot, RATE)
        await press(pilot, "f2")
        sheet = pilot.app.screen
        assert isinstance(sheet, SetSheet)
        sheet.query_one("#set-value", Input).value = "95"
        await press(pilot, "ctrl+s")
        assert "依据" in str(sheet.query_one("#wrong-source", Static).content)
        with Workspace.open(sample) as workspace:
            assert workspace.targets() == before
        sheet.query_one("#set-source", Input).value = "年度责任书"
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, SetSheet)
        assert pane.grid.text_of(RATE, "target") == "95 ✗未达"
        with Workspace.open(sample) as workspace:
            [target] = [entry for entry in workspace.targets() if entry not in before]
        assert (target["indicator"], target["value"], target["source"]) == (RATE, 95, "年度责任书")

    drive(open_app(sample), play)


def test_a_value_that_is_none_is_refused_beside_its_field(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await look_at(pilot, RATE)
        await press(pilot, "f2")
        sheet = pilot.app.screen
        sheet.query_one("#set-value", Input).value = "很高"
        sheet.query_one("#set-source", Input).value = "年度责任书"
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, SetSheet)
        assert "很高" in str(sheet.query_one("#wrong-value", Static).content)
        await press(pilot, "escape")

    drive(open_app(sample), play)


def test_what_an_indicator_means_is_read_out(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await look_at(pilot, RATE)
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, TextSheet)
        assert isinstance(pilot.app, UnionApp)
        shown = screen_text(pilot.app)
        assert "除以" in shown
        assert RATE in shown

    drive(open_app(sample), play)


def test_the_organisations_below_are_told_with_their_figures(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await look_at(pilot, "aid.files")
        told = str(pane.query_one("#below Static", Static).content)
        with Workspace.open(sample, on=DAY) as workspace:
            cells = workspace.measure(["aid.files"], period="2024Q4", children=True)[1:]
        best = max(cells, key=lambda cell: cell["value"])
        assert best["org_name"] in told
        assert amount(best["value"]) in told

    drive(open_app(sample), play, size=LARGE)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 20), (200, 50)])
def test_no_line_is_wider_than_the_terminal(sample: Path, lang: str, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, UnionApp)
        await press(pilot, "3")
        told: Sequence[str] = lines(pilot.app)
        assert max(map(cell_len, told)) <= size[0]
        assert pane_of(pilot).grid.shown_columns[:2] == ["label", "value"]

    drive(open_app(sample, lang=lang), play, size=size)


def test_a_search_finds_by_initials_and_an_empty_one_shows_all(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "3")
        pane = pane_of(pilot)
        every = len(pane.grid.keys)
        await press(pilot, "ctrl+f")
        pilot.app.screen.query_one(Input).value = "yhxhl"
        await press(pilot, "enter")
        assert pane.grid.keys == [RATE]
        await press(pilot, "ctrl+f")
        pilot.app.screen.query_one(Input).value = "没有这个"
        await press(pilot, "enter")
        assert pane.grid.keys == []
        assert isinstance(pilot.app, UnionApp)
        assert "没有指标含「没有这个」" in screen_text(pilot.app)
        await press(pilot, "ctrl+f")
        pilot.app.screen.query_one(Input).value = ""
        await press(pilot, "enter")
        assert len(pane.grid.keys) == every

    drive(open_app(sample), play)
