"""报告: the page on the screen is the library's, a number leads to its records, F7 writes a file that says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from tests.tui.driving import DAY, LARGE, SMALL, ToldApp, drive, lines, open_app, press, screen_text, settle
from tests.tui.test_words import stray_words
from unionwork import Workspace, page_lines
from unionwork_tui.address_sheet import AddressSheet
from unionwork_tui.behind_sheet import BehindSheet
from unionwork_tui.grid import Grid
from unionwork_tui.report_sheets import WriteSheet
from unionwork_tui.reports import ReportsPane
from unionwork_tui.sheet import TextSheet

pytestmark = pytest.mark.slow

SUMMARY = "work_summary"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def app_of(pilot: Pilot[Any]) -> ToldApp:
    assert isinstance(pilot.app, ToldApp)
    return pilot.app


async def reports(pilot: Pilot[Any], form: str = SUMMARY) -> ReportsPane:
    """Go to the place and stand on a form until its page is drawn."""
    await press(pilot, "5")
    pane = app_of(pilot).front
    assert isinstance(pane, ReportsPane)
    pane.listed.go_to(form)
    await drawn(pilot)
    return pane


async def drawn(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    await pilot.pause(0.4)
    await settle(pilot)


def texts(pane: ReportsPane) -> list[str]:
    """The page on the screen, line by line."""
    return [pane.page.text_of(key, "text") for key in pane.page.keys]


async def stand_on(pilot: Pilot[Any], pane: ReportsPane, wanted: str) -> None:
    """Stand on the first line of the page with these words."""
    pane.page.focus()
    pane.page.go_to(next(key for key in pane.page.keys if wanted in pane.page.text_of(key, "text")))
    await settle(pilot)


def page_of(place: Path, pane: ReportsPane, period: str, org: str | None = None) -> list[str]:
    """The lines of the page as the library draws it, as wide as on the screen."""
    with Workspace.open(place, on=DAY) as workspace:
        paper = workspace.paper(SUMMARY, period=period, org=org)
    return [line.text for line in page_lines(paper, pane.page.scrollable_content_region.width - 3)]


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_the_page_is_the_librarys_and_follows_period_and_organisation(sample: Path, size: tuple[int, int]) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        below = next(row["number"] for row in workspace.org_tree() if row["parent"])

    async def play(pilot: Pilot[Any]) -> None:
        pane = await reports(pilot)
        assert len(texts(pane)) > 40
        assert texts(pane) == page_of(sample, pane, "2024H2")
        await press(pilot, "ctrl+x")
        pilot.app.screen.query_one(Input).value = "2024Q1"
        await press(pilot, "enter")
        await drawn(pilot)
        assert texts(pane) == page_of(sample, pane, "2024Q1")
        app_of(pilot).set_scope(below)
        await drawn(pilot)
        assert texts(pane) == page_of(sample, pane, "2024Q1", below)
        assert max(map(cell_len, lines(app_of(pilot)))) <= size[0]

    drive(open_app(sample), play, size=size)


def test_a_number_leads_to_its_sources_and_from_there_to_its_records(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await reports(pilot)
        await stand_on(pilot, pane, "销号率")
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, AddressSheet)
        grid = sheet.query_one(Grid)
        rate = next(key for key in grid.keys if grid.text_of(key, "label") == "隐患销号率")
        with Workspace.open(sample, on=DAY) as workspace:
            value = workspace.measure(["finding.closed_rate"], period="2024H2")[0]["value"]
            numbers = [row["number"] for row in workspace.behind("finding.closed_rate", period="2024H2")["rows"]]
        assert grid.text_of(rate, "value") == f"{value}%"
        grid.go_to(rate)
        await settle(pilot)
        said = str(sheet.query_one("#command", Static).content)
        assert "unionwork indicator measure finding.closed_rate" in said
        assert "--period 2024H2" in said
        await press(pilot, "enter")
        behind = pilot.app.screen
        assert isinstance(behind, BehindSheet)
        assert set(behind.query_one(Grid).keys) <= set(numbers)
        assert behind.query_one(Grid).keys
        await press(pilot, "enter")
        assert app_of(pilot).front.key == "registers"

    drive(open_app(sample), play, size=LARGE)


def test_a_line_without_a_number_says_so_and_f3_says_what_a_form_asks_for(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await reports(pilot)
        await stand_on(pilot, pane, "存在的问题")
        await press(pilot, "enter")
        assert app_of(pilot).told[-1] == "这一行没有数"
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, TextSheet)
        assert "隐患销号率" in screen_text(app_of(pilot))
        await press(pilot, "escape")
        pane.listed.focus()
        pane.listed.go_to("petition.reply")
        await drawn(pilot)
        assert texts(pane) == []
        assert "F7" in screen_text(app_of(pilot))
        await press(pilot, "ctrl+x")
        assert app_of(pilot).told[-1] == "这种文书按记录出，不分期间"

    drive(open_app(sample), play, size=LARGE)


def test_f7_writes_the_report_and_says_where(sample: Path, tmp_path: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await reports(pilot)
        await press(pilot, "f7")
        sheet = pilot.app.screen
        assert isinstance(sheet, WriteSheet)
        assert "(*) Word" in str(sheet.query_one("#format-docx", Button).label)
        sheet.query_one("#format-json", Button).press()
        await settle(pilot)
        path = sheet.query_one("#write-path", Input)
        assert path.value.endswith("工作总结-2024H2.json")
        path.value = str(tmp_path / "总结.docx")
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, WriteSheet)
        assert (tmp_path / "总结.docx").read_bytes().startswith(b"PK")
        assert str(tmp_path / "总结.docx") in app_of(pilot).told[-1]

    drive(open_app(sample), play)


def test_a_letter_takes_the_number_of_a_record_and_a_file_of_others_is_left_alone(sample: Path, tmp_path: Path) -> None:
    mine, others = tmp_path / "意见书.docx", tmp_path / "别人的.docx"
    others.write_bytes(b"PK not ours")

    async def play(pilot: Pilot[Any]) -> None:
        await reports(pilot, "inspection.opinion_letter")
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, WriteSheet)
        sheet.query_one("#write-numbers", Input).value = "JC2024001"
        sheet.query_one("#write-path", Input).value = str(others)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is sheet
        assert str(sheet.query_one("#write-refused", Static).content)
        sheet.query_one("#write-path", Input).value = str(mine)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is not sheet

    drive(open_app(sample), play)
    assert others.read_bytes() == b"PK not ours"
    assert mine.read_bytes().startswith(b"PK")


def test_who_may_not_measure_is_told_so_in_words(sample: Path) -> None:
    with Workspace.open(sample) as workspace:
        workspace.operator_add("cha", role="inspector")

    async def play(pilot: Pilot[Any]) -> None:
        pane = await reports(pilot, "aid.statistics")
        assert texts(pane) == []
        assert "统计" in pane.page.empty
        pane.listed.go_to(SUMMARY)
        await drawn(pilot)
        page = "".join(texts(pane))
        assert "销号率" in page
        assert "帮扶资金" not in page
        assert "没有写" in str(pane.page.border_title)

    drive(open_app(sample, operator="cha"), play, size=LARGE)


@pytest.mark.parametrize("size", [SMALL, (100, 30)])
def test_a_chinese_page_has_no_stray_english_and_fits(sample: Path, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await reports(pilot)
        assert stray_words(app_of(pilot)) == set()
        beside = pane.listed.region.y == pane.page.region.y
        assert beside == (size[0] >= 100)
        assert pane.page.size.height >= 8
        await press(pilot, "f7")
        assert stray_words(app_of(pilot)) == set()
        assert max(map(cell_len, lines(app_of(pilot)))) <= size[0]

    drive(open_app(sample), play, size=size)


def test_an_english_screen_has_english_of_its_own(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await reports(pilot)
        assert not CHINESE.search(str(pane.page.border_title))
        assert "work summary" in pane.listed.text_of(SUMMARY, "label")
        await press(pilot, "f7")
        shown = "\n".join(lines(app_of(pilot), sheet=True))
        assert not CHINESE.search(shown.replace(str(Path.cwd()), ""))

    drive(open_app(sample, lang="en"), play)
