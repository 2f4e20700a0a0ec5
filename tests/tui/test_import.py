"""导入、导出: nothing is written before it is confirmed; counts are the library's; it can be stopped and undone."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList, Static

from tests.tui.driving import DAY, LARGE, SMALL, drive, lines, open_app, press, screen_text, settle
from tests.work.county import HARDSHIP, a_csv, a_file, a_wrong_id, an_id
from unionwork import Workspace
from unionwork_tui.app import UnionApp
from unionwork_tui.export_sheet import ExportSheet, open_export
from unionwork_tui.file_sheet import FileSheet, recent_folders
from unionwork_tui.grid import Grid
from unionwork_tui.import_sheet import DONE, RUNNING, SHOWN, STOPPED, UNKNOWN, ImportSheet
from unionwork_tui.importing import Progress
from unionwork_tui.roll_sheet import RollSheet
from unionwork_tui.sheet import TextSheet

pytestmark = pytest.mark.slow


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A workspace without a record."""
    place = tmp_path / "empty.db"
    Workspace.create(place, name="红星县总工会", on=DAY).close()
    return place


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    """A roll of five good rows, one wrong, and a column that nobody declared."""
    folder = tmp_path / "rolls"
    folder.mkdir()
    rows = [[*a_file(index), f"备注{index}"] for index in range(5)]
    rows.append([*a_file(9, 身份证号=a_wrong_id(9)), ""])
    return a_csv(folder / "困难职工.csv", [*HARDSHIP, "自设栏"], rows)


def app_of(pilot: Pilot[Any]) -> UnionApp:
    assert isinstance(pilot.app, UnionApp)
    return pilot.app


async def preview(pilot: Pilot[Any], path: Path) -> ImportSheet:
    """Choose a file as a person does, by typing its path."""
    await press(pilot, "f6")
    assert isinstance(pilot.app.screen, FileSheet)
    pilot.app.screen.query_one(Input).value = str(path)
    await settle(pilot)
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, ImportSheet)
    return pilot.app.screen


def said(sheet: ImportSheet, part: str) -> str:
    return str(sheet.query_one(f"#import-{part}", Static).content)


def journal(place: Path) -> list[Any]:
    with Workspace.open(place, on=DAY) as workspace:
        return [row["batch"] for row in workspace.journal(None)]


def files(place: Path) -> int:
    with Workspace.open(place, on=DAY) as workspace:
        return int(workspace.list("aid_file", limit=0)["total"])


def test_a_preview_tells_what_would_happen_and_writes_nothing(empty: Path, roll: Path) -> None:
    before = journal(empty)

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, roll)
        assert sheet.state == SHOWN
        assert said(sheet, "counts").split() == ["新增", "5", "更新", "0", "未变", "0", "拒绝", "1", "提醒", "0"]
        assert "困难职工档案（认出 8/9 列）  共 6 行" in said(sheet, "heading")
        assert "自设栏" in said(sheet, "details")
        grid = sheet.query_one(Grid)
        assert [grid.text_of("0", key) for key in ("row", "column")] == ["7", "身份证号"]
        # The value is private, so it is masked here as everywhere.
        assert a_wrong_id(9) not in screen_text(app_of(pilot))
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, TextSheet)
        assert "自设栏 → 没有认出，原样保留" in screen_text(app_of(pilot))
        await press(pilot, "escape", "escape")

    drive(open_app(empty), play, size=LARGE)
    assert journal(empty) == before
    assert files(empty) == 0


def test_what_is_confirmed_is_stored_and_can_be_taken_back(empty: Path, roll: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, roll)
        await press(pilot, "f6")
        assert sheet.state == DONE
        [report] = sheet.reports
        assert (report["added"], report["refused"]) == (5, 1)
        assert any(f"#{report['batch']}" in note.message for note in pilot.app._notifications)
        assert files(empty) == 5
        # The file is imported, so the same key does not import it again.
        await press(pilot, "f6")
        assert len(journal(empty)) == 2
        await press(pilot, "f8")
        assert not isinstance(pilot.app.screen, ImportSheet)

    drive(open_app(empty), play)
    assert files(empty) == 0
    with Workspace.open(empty, on=DAY) as workspace:
        assert workspace.verify()["breaks"] == []


def test_a_file_that_changes_nothing_has_nothing_to_confirm(empty: Path, roll: Path) -> None:
    with Workspace.open(empty, on=DAY) as workspace:
        workspace.import_files([roll])
    before = journal(empty)

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, roll)
        assert said(sheet, "counts").split()[5] == "5"
        assert sheet.query_one("#confirm", Button).disabled
        await press(pilot, "f6")
        assert sheet.state == SHOWN
        assert any("没有要新增或更新的行" in note.message for note in pilot.app._notifications)
        await press(pilot, "escape")

    drive(open_app(empty), play)
    assert journal(empty) == before


def test_organisations_that_are_not_there_are_founded_only_when_asked(empty: Path, tmp_path: Path) -> None:
    path = a_csv(tmp_path / "名册.csv", HARDSHIP, [a_file(index, 所属工会="新镇总工会") for index in range(3)])

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, path)
        assert said(sheet, "counts").split()[7] == "3"
        assert "3 行写的组织还没有" in said(sheet, "refused")
        assert "--create-orgs" not in screen_text(app_of(pilot))
        await press(pilot, "f4")
        assert said(sheet, "counts").split()[1] == "3"
        assert said(sheet, "refused") == ""
        await press(pilot, "f6")
        assert sheet.state == DONE
        await press(pilot, "escape")

    drive(open_app(empty), play)
    with Workspace.open(empty, on=DAY) as workspace:
        assert [row["name"] for row in workspace.org_tree()] == ["红星县总工会", "新镇总工会"]


def test_a_file_that_is_no_roll_says_why_and_lets_one_choose(empty: Path, tmp_path: Path) -> None:
    path = a_csv(tmp_path / "名册.csv", ["甲", "乙"], [["1", "2"]])

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, path)
        assert sheet.state == UNKNOWN
        assert "找不到任何花名册的表头" in said(sheet, "refused")
        await press(pilot, "f6")
        assert sheet.state == UNKNOWN
        await press(pilot, "f2")
        chooser = pilot.app.screen
        assert isinstance(chooser, RollSheet)
        chooser.query_one(Grid).go_to("hardship")
        await press(pilot, "enter")
        # Read as that roll, it is told what that roll needs.
        assert "可以识别的花名册:困难职工档案(hardship)" in said(sheet, "refused")
        assert sheet.state == UNKNOWN
        await press(pilot, "escape")

    drive(open_app(empty), play)


def test_problems_are_saved_beside_the_file_and_nothing_is_overwritten(empty: Path, roll: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await preview(pilot, roll)
        await press(pilot, "f7", "f7", "escape")

    drive(open_app(empty), play)
    made = sorted(path.name for path in roll.parent.glob("*.xlsx"))
    assert made == ["困难职工-问题.xlsx", "困难职工-问题1.xlsx"]
    assert files(empty) == 0


@pytest.mark.slow
def test_an_import_that_is_stopped_leaves_nothing(empty: Path, tmp_path: Path) -> None:
    path = a_csv(tmp_path / "很长.csv", HARDSHIP, (a_file(index) for index in range(60_000)))
    before = journal(empty)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "f6")
        pilot.app.screen.query_one(Input).value = str(path)
        await settle(pilot)
        await pilot.press("enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, ImportSheet)
        await settle(pilot, 180)
        assert sheet.state == SHOWN
        sheet.query_one("#confirm", Button).press()
        for _ in range(200):
            await asyncio.sleep(0.02)
            if sheet.state == RUNNING:
                break
        assert sheet.state == RUNNING
        assert "停止" in str(sheet.query_one("#confirm", Button).label)
        since = monotonic()
        await pilot.click("#confirm")
        await settle(pilot, 60)
        assert sheet.state == STOPPED
        assert monotonic() - since < 10
        assert "没有保存任何改动" in said(sheet, "refused")
        # Work goes on afterwards.
        assert app_of(pilot).workspace is not None
        await press(pilot, "escape", "3")
        assert app_of(pilot).front is not None

    drive(open_app(empty), play)
    assert journal(empty) == before
    assert files(empty) == 0


def test_the_list_offers_rolls_and_folders_only_and_remembers_the_folder(empty: Path, roll: Path) -> None:
    (roll.parent / "说明.docx").write_text("x", encoding="utf-8")
    (roll.parent / "下级").mkdir()

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "f6")
        sheet = pilot.app.screen
        assert isinstance(sheet, FileSheet)
        sheet.query_one(Input).value = f"{roll.parent}/"
        await settle(pilot)
        listed = [str(option.prompt) for option in sheet.query_one(OptionList).options]
        assert listed == ["困难职工.csv", "下级/"]
        await press(pilot, "enter", "escape", "f6")
        assert pilot.app.screen.query_one(Input).value == f"{roll.parent}/"
        await press(pilot, "escape")

    drive(open_app(empty), play)
    assert recent_folders() == [str(roll.parent)]


def test_progress_tells_rows_a_second_and_what_is_left() -> None:
    progress = Progress()
    since = progress._since
    assert "读取中 2 秒" in progress.text(since + 2)
    progress.take("名册", 5_000, 20_000)
    told = progress.text(since + 5)
    assert "25%" in told
    assert "1,000 行/秒" in told
    assert "还要约 15 秒" in told
    progress.take("名册", 20_000, 20_000)
    assert "100%" in progress.text(since + 20)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_fits_the_terminal(empty: Path, roll: Path, lang: str, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, roll)
        told = lines(app_of(pilot))
        assert max(map(cell_len, told)) <= size[0]
        # Its keys are in view, and all buttons.
        for widget in (sheet.query_one(".keys"), *sheet.query(Button)):
            if widget.display:
                assert sheet.region.contains_region(widget.region), widget
        await press(pilot, "escape")

    drive(open_app(empty, lang=lang), play, size=size)


# Exports


async def export(pilot: Pilot[Any], *facts: Any) -> ExportSheet:
    open_export(app_of(pilot), *facts)
    await settle(pilot)
    assert isinstance(pilot.app.screen, ExportSheet)
    return pilot.app.screen


def test_an_export_says_what_it_holds_and_holds_just_that(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "隐患.csv"

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await export(pilot, "finding", ["grade=major"], "")
        told = str(sheet.query_one("#export-said", Static).content)
        for part in ("问题隐患", "红星县总工会及下属", "grade=major", "2024-12-31", "admin"):
            assert part in told
        sheet.query_one("#write-path", Input).value = str(target)
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, ExportSheet)

    drive(open_app(sample), play)
    with Workspace.open(sample, on=DAY) as workspace:
        wanted = [row["number"] for row in workspace.list("finding", where=["grade=major"], limit=None)["rows"]]
    with target.open(encoding="utf-8-sig") as file:
        assert [row[0] for row in csv.reader(file)][1:] == wanted
    assert wanted


def test_a_search_narrows_an_export(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "隐患.csv"

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await export(pilot, "finding", [], "出口")
        sheet.query_one("#write-path", Input).value = str(target)
        await press(pilot, "f7")

    drive(open_app(sample), play)
    with Workspace.open(sample, on=DAY) as workspace:
        wanted = [row["number"] for row in workspace.list("finding", search="出口", limit=None)["rows"]]
        whole = workspace.list("finding", limit=0)["total"]
    with target.open(encoding="utf-8-sig") as file:
        assert [row[0] for row in csv.reader(file)][1:] == wanted
    assert 0 < len(wanted) < whole


@pytest.mark.parametrize("reveal", [False, True])
def test_private_values_go_out_only_when_asked_for(sample: Path, tmp_path: Path, reveal: bool) -> None:
    target = tmp_path / "档案.json"
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.list("aid_file", limit=1, reveal=True)["rows"][0]["id_number"]

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await export(pilot, "aid_file")
        await pilot.click("#format-json")
        await settle(pilot)
        assert sheet.query_one("#write-path", Input).value.endswith(".json")
        if reveal:
            await pilot.click("#export-reveal")
            assert "[x]" in str(sheet.query_one("#export-reveal", Button).label)
        sheet.query_one("#write-path", Input).value = str(target)
        await press(pilot, "f7")

    drive(open_app(sample), play)
    assert (number in target.read_text(encoding="utf-8")) is reveal


def test_who_may_not_export_is_told_so_and_no_file_appears(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "隐患.csv"
    with Workspace.open(sample) as workspace:
        workspace.operator_add("recorder1", role="recorder")

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await export(pilot, "finding")
        sheet.query_one("#write-path", Input).value = str(target)
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, ExportSheet)
        assert "export" in str(sheet.query_one("#write-refused", Static).content)
        await press(pilot, "escape")

    drive(open_app(sample, operator="recorder1"), play)
    assert not target.exists()


def test_a_file_that_is_there_is_overwritten_only_when_asked_twice(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "隐患.csv"
    target.write_text("旧", encoding="utf-8")

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await export(pilot, "finding")
        sheet.query_one("#write-path", Input).value = str(target)
        await press(pilot, "f7")
        assert target.read_text(encoding="utf-8") == "旧"
        assert "已经有了" in str(sheet.query_one("#write-refused", Static).content)
        await press(pilot, "f7")
        assert not isinstance(pilot.app.screen, ExportSheet)

    drive(open_app(sample), play)
    assert target.read_text(encoding="utf-8-sig") != "旧"


def test_a_row_in_the_preview_never_shows_a_whole_id_number(empty: Path, tmp_path: Path) -> None:
    twice = [a_file(1), a_file(2, 身份证号=an_id(1), 家庭人口="三")]
    path = a_csv(tmp_path / "名册.csv", HARDSHIP, twice)

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, path)
        assert sheet.query_one(Grid).keys
        assert an_id(1) not in screen_text(app_of(pilot))
        await press(pilot, "escape")

    drive(open_app(empty), play, size=LARGE)
