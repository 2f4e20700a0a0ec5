"""What a hurried or a barred person meets: keys too early, Esc while it works, rights that are missing, wrong names."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from tests.tui.driving import DAY, SMALL, ToldApp, drive, lines, open_app, press, screen_text, settle
from tests.work.hands import a_unit
from unionwork import Workspace
from unionwork_tui import drafts
from unionwork_tui.export_sheet import ExportSheet
from unionwork_tui.file_sheet import FileSheet, remember_folder
from unionwork_tui.first_run import OPEN, FirstSheet
from unionwork_tui.footer import KeyLine
from unionwork_tui.importing import remedy_text
from unionwork_tui.leaving import LeaveSheet
from unionwork_tui.palette import ChoiceSheet
from unionwork_tui.record_form import NewSheet
from unionwork_tui.regions import RegionsPane
from unionwork_tui.registers import RegistersPane
from unionwork_tui.reopening import DraftSheet
from unionwork_tui.sheet import Sheet, TextSheet
from unionwork_tui.writing_sheet import with_ending

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with an administrator, an inspector and an auditor, a unit, a finding and a parameter."""
    place = tmp_path_factory.mktemp("office") / "office.db"
    with Workspace.create(place, name="红星县总工会", on=DAY) as workspace:
        workspace.operator_add("cha", role="inspector")
        workspace.operator_add("shen", role="auditor")
        check = workspace.add("inspection", {"unit": a_unit(workspace), "inspected_on": "2024-01-05"})["number"]
        workspace.add("finding", {"inspection": check, "found_on": "2024-01-05", "description": "出口上锁"})
        key = workspace.params()[0]["key"]
        workspace.set_param(key, "245", from_on=DAY, source="县总工会文件")
    return place


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Path:
    """A copy of the office that a test may change."""
    for path in made.parent.glob("office.db*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "office.db"


def app_of(pilot: Pilot[Any]) -> ToldApp:
    assert isinstance(pilot.app, ToldApp)
    return pilot.app


def registers(pilot: Pilot[Any]) -> RegistersPane:
    pane = app_of(pilot).front
    assert isinstance(pane, RegistersPane)
    return pane


# Too early


def test_keys_that_are_pressed_while_the_workspace_opens_fall_into_no_box(office: Path) -> None:
    app = open_app(office)

    async def scene() -> None:
        async with app.run_test(size=SMALL) as pilot:
            assert app.workspace is None
            await pilot.press("3", "3", "3")
            await settle(pilot)
            assert app.front is not None
            assert app.front.key == "indicators"
            await press(pilot, "1")
            assert app.base.query_one("#word", Input).value == ""
            assert "筛选" not in str(app.base.query_one("#counts", Static).content)

    try:
        asyncio.run(scene())
    finally:
        app.close_workspace()


def test_a_sheet_still_begins_at_its_first_field(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "f6")
        assert isinstance(app_of(pilot).screen, FileSheet)
        assert isinstance(app_of(pilot).focused, Input)

    drive(open_app(office), play)


# The folder of last time


def test_a_recent_folder_that_stands_in_the_list_is_listed_once(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "县里" / "名册"
    folder.mkdir(parents=True)
    remember_folder(folder)
    remember_folder(tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "f6")
        sheet = app_of(pilot).screen
        for typed in (f"{tmp_path}/县里/", f"{tmp_path}/", f"{folder}/"):
            sheet.query_one(Input).value = typed
            await settle(pilot)
            ids = [str(option.id) for option in sheet.query_one(OptionList).options]
            assert len(ids) == len(set(ids))
        # Where one is already is no place to go to.
        assert ids == [str(tmp_path)]

    drive(open_app(office), play)


# While something is written


def test_the_question_of_leaving_follows_what_is_being_written(office: Path) -> None:
    app, done = open_app(office), threading.Event()

    async def scene() -> None:
        async with app.run_test(size=SMALL) as pilot:
            await settle(pilot)
            assert app.front is not None
            app.ask(app.front, lambda _: done.wait(30), lambda _: None, group="import")
            await pilot.press("ctrl+q")
            await pilot.pause()
            assert isinstance(app.screen, LeaveSheet)
            assert "全部退回" in screen_text(app)
            done.set()
            # Enter in this very moment answers a question that does not stand any more.
            while app.questions.running():
                await asyncio.sleep(0.01)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, LeaveSheet)
            assert "退出不会撤回" in screen_text(app)
            assert "全部退回" not in screen_text(app)
            await pilot.press("enter")
            await pilot.pause()
            assert app._exit

    try:
        asyncio.run(scene())
    finally:
        app.close_workspace()


def test_a_form_that_is_stored_below_another_sheet_closes_when_that_one_is_gone(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app, answers = app_of(pilot), list[Any]()
        form = Sheet[str]()
        app.push_screen(form, answers.append)
        above = TextSheet("上面", "还在")
        app.push_screen(above)
        await settle(pilot)
        form.finish("存好了")
        await settle(pilot)
        assert app.screen is above
        assert answers == []
        await press(pilot, "escape")
        assert answers == ["存好了"]
        assert app.screen is app.base

    drive(open_app(office), play)


class EndlessSheet(ExportSheet):
    """An export that takes for ever."""

    def work(self, path: Path) -> Callable[[Workspace], Mapping[str, Any]]:
        def call(workspace: Workspace) -> Mapping[str, Any]:
            with workspace.session.reading() as connection:
                query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
                return {"rows": connection.exec_driver_sql(query).scalar(), "hidden": False}

        return call


def test_esc_stops_a_file_that_is_being_written_and_the_sheet_says_so(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "隐患.csv"

    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        app.push_screen(EndlessSheet("finding", [], ""))
        await settle(pilot)
        sheet = app.screen
        sheet.query_one("#write-path", Input).value = str(target)
        await pilot.press("f7")
        await pilot.pause(0.5)
        assert "写出中" in screen_text(app)
        assert "Esc 停止" in lines(app, sheet=True)[-2]
        await pilot.press("escape")
        await settle(pilot, 30)
        assert app.screen is sheet
        assert "已停止，没有写出文件" in screen_text(app)
        assert "F7" in lines(app, sheet=True)[-2]
        await press(pilot, "escape")
        assert app.screen is app.base
        # The workspace may be asked again.
        await press(pilot, "2")
        assert registers(pilot).table.rows

    drive(open_app(office), play)
    assert not target.exists()


def test_a_dot_in_a_name_is_no_ending() -> None:
    known = ExportSheet.formats
    assert with_ending(Path("报告2024.上半年"), "csv", known) == Path("报告2024.上半年.csv")
    assert with_ending(Path("报告2024.上半年.XLSX"), "csv", known) == Path("报告2024.上半年.csv")
    assert with_ending(Path(), "csv", known) == Path()


def test_under_a_sheet_the_bottom_line_names_only_keys_that_hold_there(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        line = app.base.query_one(KeyLine)
        before = line.shown_keys()
        assert "steps" in before
        await press(pilot, "f6")
        assert line.shown_keys() == ["help", "palette", "light", "quit"]
        assert "F9" not in lines(app)[-1]
        await press(pilot, "escape")
        assert line.shown_keys() == before

    drive(open_app(office), play)


# Rights


def test_a_register_that_may_not_be_read_shows_nothing_of_the_one_before(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "2", "f10")
        app.open_record("finding")
        await settle(pilot)
        pane = registers(pilot)
        assert [row["description"] for row in pane.table.rows] == ["出口上锁"]
        app.open_record("petition", "XF2024-001")
        await settle(pilot)
        assert not pane.table.rows
        assert pane.table_column.border_title == "信访"
        shown = screen_text(app)
        assert "您无权查看这类台账" in shown
        assert "出口上锁" not in shown
        for action in ("open", "change", "new", "export"):
            assert "查看信访" in str(pane.refusal(action))
        # It stays so when one comes back, and another kind is one key away.
        await press(pilot, "1", "2")
        assert "您无权查看这类台账" in screen_text(app)
        app.open_record("finding")
        await settle(pilot)
        assert "出口上锁" in screen_text(app)
        assert pane.refusal("change") is None

    drive(open_app(office, operator="cha"), play)


def test_who_may_only_read_is_refused_before_a_form_opens(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app_of(pilot).open_record("finding")
        await settle(pilot)
        await press(pilot, "f4")
        assert not isinstance(app_of(pilot).screen, NewSheet)
        assert "登记问题隐患" in app_of(pilot).told[-1]

    drive(open_app(office, operator="shen"), play)


def test_the_palette_lists_only_what_the_operator_may_see(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+p")
        sheet = app_of(pilot).screen
        assert isinstance(sheet, ChoiceSheet)
        offered = {choice.also for choice in sheet._choices}
        assert "finding" in offered
        assert not {"petition", "aid_file"} & offered
        assert not [key for key in offered if key.startswith("aid.")]

    drive(open_app(office, operator="cha"), play)


def test_the_dated_values_of_a_parameter_say_that_they_may_not_be_seen(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "6")
        pane = app_of(pilot).front
        assert isinstance(pane, RegionsPane)
        await pilot.pause(0.3)
        await settle(pilot)
        told = str(pane.query_one("#dated Static", Static).content)
        assert "您无权查看各单位定过的值" in told
        assert "还没有定过" not in told
        await press(pilot, "f2")
        assert app_of(pilot).screen is app_of(pilot).base
        assert "设置参数" in app_of(pilot).told[-1]
        await press(pilot, "enter")
        assert app_of(pilot).screen is app_of(pilot).base

    drive(open_app(office, operator="cha"), play)


def test_a_draft_is_offered_to_the_operator_who_typed_it_and_to_no_other(office: Path) -> None:
    drafts.keep(drafts.owner(str(office), "admin"), "petition.new", {"content": "拖欠工资"})

    async def hers(pilot: Pilot[Any]) -> None:
        assert isinstance(app_of(pilot).screen, DraftSheet)

    async def anothers(pilot: Pilot[Any]) -> None:
        assert app_of(pilot).screen is app_of(pilot).base
        assert "拖欠工资" not in screen_text(app_of(pilot))

    drive(open_app(office, operator="cha"), anothers)
    drive(open_app(office, operator="shen"), anothers)
    # What may not be read any more is passed over.
    drafts.keep(drafts.owner(str(office), "cha"), "petition.new", {"content": "拖欠工资"})
    drive(open_app(office, operator="cha"), anothers)
    drive(open_app(office), hers)


def test_a_draft_is_found_again_from_another_folder(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leave_a_draft(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        drafts.keep(drafts.owner_of(app), "finding.new", {"description": "灯坏了"})
        assert app.place == str(office)

    async def again(pilot: Pilot[Any]) -> None:
        assert isinstance(app_of(pilot).screen, DraftSheet)
        assert "灯坏了" in screen_text(app_of(pilot))

    monkeypatch.chdir(office.parent)
    drive(open_app(office.name), leave_a_draft)
    monkeypatch.chdir(tmp_path.parent)
    drive(open_app(), again)


# Wrong names


def test_an_operator_who_is_not_there_is_chosen_from_those_who_are(office: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        sheet = app.screen
        assert isinstance(sheet, ChoiceSheet)
        assert "没有操作员「nobody」" in screen_text(app)
        assert [choice.label for choice in sheet.found] == ["admin", "cha", "shen"]
        await press(pilot, "down", "enter")
        assert app.workspace is not None
        assert app.workspace.session.worker.key == "cha"
        assert app.screen is app.base

    drive(open_app(office, operator="nobody"), play)


def test_a_place_that_cannot_be_opened_is_proposed_again(tmp_path: Path) -> None:
    place = tmp_path / "坏的.db"
    place.write_bytes(b"no workspace")

    async def play(pilot: Pilot[Any]) -> None:
        sheet = app_of(pilot).screen
        assert isinstance(sheet, FirstSheet)
        assert sheet.way == OPEN
        assert sheet.query_one("#where", Input).value == str(place)
        assert sheet.query_one("#region").disabled
        # Another way has a place of its own, and what was refused is there again when one comes back.
        await press(pilot, "left")
        assert sheet.query_one("#where", Input).value.endswith("台账.db")
        await press(pilot, "right")
        assert sheet.query_one("#where", Input).value == str(place)

    drive(open_app(place), play)


def test_a_union_of_ones_own_needs_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    async def play(pilot: Pilot[Any]) -> None:
        sheet = app_of(pilot).screen
        assert isinstance(sheet, FirstSheet)
        await press(pilot, "right", "enter", "enter", "enter", "enter")
        assert app_of(pilot).screen is sheet
        assert "请写单位全称" in screen_text(app_of(pilot))
        assert app_of(pilot).focused is sheet.query_one("#name")

    drive(open_app(), play)


# Words


def test_the_organisations_are_said_to_be_read_before_they_are(office: Path) -> None:
    async def early(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        tree = app.base.query_one(RegistersPane).orgs
        assert "读取中" in str(tree.render_label(tree.root, tree.rich_style, tree.rich_style))
        tree.put([])
        assert "没有组织" in str(tree.render_label(tree.root, tree.rich_style, tree.rich_style))

    drive(open_app(office), early)


def test_a_row_that_is_refused_says_what_becomes_of_it() -> None:
    refused = {"level": "error", "reason": "校验码应为 6"}
    assert remedy_text(refused) == "校验码应为 6 → 该行未导入；改正后再次导入同一文件即可"
    assert remedy_text({**refused, "level": "warning"}) == "校验码应为 6"
