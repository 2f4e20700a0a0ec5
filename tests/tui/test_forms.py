"""Forms and sheets over a record: what they propose, what they refuse and where they say it, what they keep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.tui.driving import DAY, LARGE, press, screen_text, settle
from tests.tui.test_registers import in_register, numbers, typed
from unionwork import Workspace
from unionwork.errors import StepRefusedError
from unionwork_tui import drafts
from unionwork_tui.ask_sheet import AskSheet
from unionwork_tui.field_input import FieldInput, FieldRow
from unionwork_tui.form import FieldForm, fields_in
from unionwork_tui.form_sheet import FormSheet
from unionwork_tui.record_form import ChangeSheet, NewSheet
from unionwork_tui.registers import RegistersPane
from unionwork_tui.sheet import TextSheet
from unionwork_tui.step_form import StepSheet, StepsSheet
from unionwork_tui.why_sheet import WhySheet

pytestmark = pytest.mark.slow

WAITING = "YH20240005"


def sheet_of(pilot: Pilot[Any]) -> FormSheet:
    sheet = pilot.app.screen
    assert isinstance(sheet, FormSheet), sheet
    return sheet


def row_of(pilot: Pilot[Any], key: str) -> FieldRow:
    row = sheet_of(pilot).form.row(key)
    assert row is not None, key
    return row


def box_of(pilot: Pilot[Any], key: str) -> FieldInput:
    return row_of(pilot, key).query_one(FieldInput)


def toasts(pane: RegistersPane) -> str:
    return "\n".join(notice.message for notice in pane.desk._notifications)


def the_state(place: Path, number: str, kind: str = "finding") -> str:
    with Workspace.open(place, on=DAY) as workspace:
        return str(workspace.show(kind, number)["state"])


# Steps


def test_a_step_is_taken_in_a_few_keys_and_says_its_journal_number_and_the_way_back(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert the_state(sample, WAITING) == "rectified"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, StepSheet)
        assert "已整改待复查 → 已销号" in screen_text(pane.desk)
        await typed(pilot, "周敏")
        await press(pilot, "enter")
        await typed(pilot, "照片3号")
        await press(pilot, "ctrl+s")
        assert the_state(sample, WAITING) == "closed"
        with Workspace.open(sample, on=DAY) as workspace:
            batch = workspace.journal(1)[0]["batch"]
            assert workspace.acts("finding", WAITING)[-1]["step"] == "close"
        assert f"已办理「复查销号」 · 日志 #{batch} · F8 撤回" in toasts(pane)
        # The page shows what holds now.
        assert pane.record.number == WAITING
        assert "已销号" in screen_text(pane.desk)
        assert pane.refusal("withdraw") is None
        await press(pilot, "f8")
        assert isinstance(pilot.app.screen, AskSheet)
        await typed(pilot, "看错了")
        await press(pilot, "ctrl+s")
        assert the_state(sample, WAITING) == "rectified"
        assert "已撤回「复查销号」" in toasts(pane)

    in_register(sample, play, number=WAITING)


def test_a_refused_step_shows_the_librarys_guard_and_remedy_beside_its_field(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        with pytest.raises(StepRefusedError) as refused:
            workspace.do("finding", "close", [WAITING], values={"verifier": "周敏"})
        (reason,) = refused.value.reasons

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "enter")
        await typed(pilot, "周敏")
        await press(pilot, "ctrl+s")
        error = row_of(pilot, "evidence").error
        assert error == f"{reason['message']}；{reason['remedy']}"
        assert pilot.app.focused is box_of(pilot, "evidence")
        assert "".join(error.split())[:10] in "".join(screen_text(pane.desk).split())
        # What was typed stays, and nothing was written.
        assert box_of(pilot, "verifier").value == "周敏"
        assert the_state(sample, WAITING) == "rectified"

    in_register(sample, play, number=WAITING)


def test_the_list_of_steps_has_the_allowed_first_and_says_why_not_the_others(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        steps = {step["step"]: step for step in workspace.steps("finding", WAITING)}

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f9")
        sheet = pilot.app.screen
        assert isinstance(sheet, StepsSheet)
        listed = sheet.query_one(OptionList)
        order = [str(option.id) for option in listed.options]
        allowed = [steps[key]["allowed"] for key in order]
        assert allowed == sorted(allowed, reverse=True)
        assert set(order) == set(steps)
        refused = next(key for key in order if not steps[key]["allowed"])
        listed.highlighted = order.index(refused)
        await press(pilot, "enter")
        assert steps[refused]["why"][0]["message"] in toasts(pane)
        assert pilot.app.screen is sheet
        await press(pilot, "home", "enter")
        assert isinstance(pilot.app.screen, StepSheet)

    in_register(sample, play, number=WAITING)


def test_a_step_that_adds_a_record_asks_for_the_fields_of_that_record(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        found = next(
            (row["number"], step["step"], step["adds"])
            for kind in ("aid_application",)
            for row in workspace.list(kind, limit=None)["rows"]
            for step in workspace.steps(kind, row["number"])
            if step["adds"] and step["allowed"]
        )
    number, step, adds = found

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        from unionwork_tui.step_form import open_step

        open_step(pane.desk, "aid_application", number, step)
        await settle(pilot)
        with Workspace.open(sample, on=DAY) as workspace:
            own = {field["key"] for field in workspace.describe(adds)["fields"]}
        asked = {row.field["key"] for row in sheet_of(pilot).form.rows()} - {"_note"}
        assert asked
        assert asked <= own

    in_register(sample, play, kind="aid_application", number=number)


def test_a_deadline_that_is_not_computed_is_marked_explained_and_typed_in(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.add("petition", {"received_on": "2024-12-20", "matter": "欠薪"})["number"]
        assign = next(step for step in workspace.steps("petition", number) if step["step"] == "assign")
    (why,) = assign["deadline"]["why"]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        from unionwork_tui.step_form import open_step

        open_step(pane.desk, "petition", number, "assign")
        await settle(pilot)
        assert row_of(pilot, "due_on").field["required"]
        assert "".join(why["message"].split()) in "".join(screen_text(pane.desk).split())
        for key, text in (("handler_a", "甲"), ("handler_b", "乙")):
            box_of(pilot, key).value = text
        await press(pilot, "ctrl+s")
        assert the_state(sample, number, "petition") == "received"
        box_of(pilot, "due_on").value = "2025-01-06"
        await press(pilot, "ctrl+s")
        with Workspace.open(sample, on=DAY) as workspace:
            shown = workspace.show("petition", number)
        assert (shown["state"], shown["due_on"]) == ("assigned", "2025-01-06")

    in_register(sample, play, kind="petition", number=number, size=LARGE)


# Adding and changing


def test_a_record_is_added_by_typing_pieces_initials_and_names(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f4")
        assert isinstance(pilot.app.screen, NewSheet)
        keys = [row.field["key"] for row in sheet_of(pilot).form.rows()]
        # What steps write is not asked for here.
        assert not {"proposed_on", "rectified_on", "verified_on"} & set(keys)
        await press(pilot, "ctrl+s")
        assert row_of(pilot, "inspection").error == row_of(pilot, "found_on").error == "必须填写"
        assert pilot.app.focused is box_of(pilot, "inspection")
        await typed(pilot, "JC2024003")
        assert row_of(pilot, "inspection").query_one(OptionList).display
        await press(pilot, "enter")
        assert pilot.app.focused is box_of(pilot, "found_on")
        await press(pilot, "down")
        assert box_of(pilot, "found_on").value == DAY.isoformat()
        box_of(pilot, "category").focus()
        await typed(pilot, "ldht")
        await press(pilot, "enter")
        assert box_of(pilot, "category").value == "劳动合同"
        box_of(pilot, "grade").focus()
        await press(pilot, "down", "down", "enter")
        assert box_of(pilot, "grade").value == "重大"
        await press(pilot, "ctrl+s")
        assert "已新增问题隐患" in toasts(pane)
        assert "日志 #" in toasts(pane)
        number = pane.record.number
        assert number is not None
        with Workspace.open(sample, on=DAY) as workspace:
            row = workspace.show("finding", number)
        assert (row["inspection"], row["category"], row["grade"]) == ("JC2024003", "contract", "major")
        await press(pilot, "escape")
        assert pane.table.row is not None
        assert pane.table.row["number"] == number

    in_register(sample, play)


def test_an_error_of_the_library_stands_beside_its_field(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f4")
        form = sheet_of(pilot).form
        form.fill({"inspection": "JC2024003", "found_on": "昨天", "grade": "大得很"})
        await press(pilot, "ctrl+s")
        errors = {row.field["key"]: row.error for row in form.rows() if row.error}
        assert len(errors) == 1
        ((key, text),) = errors.items()
        assert key in ("found_on", "grade")
        assert str(box_of(pilot, key).value) in text
        assert pilot.app.focused is box_of(pilot, key)
        form.fill({"found_on": "20241231", "grade": ""})
        box_of(pilot, "found_on").focus()
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, NewSheet)

    in_register(sample, play)


def test_a_change_writes_only_what_differs(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        with Workspace.open(sample, on=DAY) as workspace:
            before = workspace.show("finding", WAITING)
        await press(pilot, "f2")
        form = sheet_of(pilot).form
        assert form.changed() == {}
        await press(pilot, "ctrl+s")
        assert "没有改动" in screen_text(pane.desk)
        row_of(pilot, "description").query_one(FieldInput).take("改过的描述")
        row_of(pilot, "grade").query_one(FieldInput).take("")
        assert form.changed() == {"description": "改过的描述", "grade": ""}
        await press(pilot, "ctrl+s")
        with Workspace.open(sample, on=DAY) as workspace:
            after = workspace.show("finding", WAITING)
        assert (after["description"], after["grade"]) == ("改过的描述", None)
        same = set(before) - {"description", "grade", "version"}
        assert {key: after[key] for key in same} == {key: before[key] for key in same}

    in_register(sample, play, number=WAITING)


def test_enter_on_a_field_of_the_page_opens_the_form_there(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        pane.record.highlighted = next(
            at for at, line in enumerate(pane.record._lines_of) if line.facts.get("key") == "description"
        )
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ChangeSheet)
        assert pilot.app.focused is box_of(pilot, "description")

    in_register(sample, play, number=WAITING)


def test_a_conflict_names_both_versions_keeps_the_form_and_lets_a_person_decide(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f2")
        box_of(pilot, "description").take("我的描述")
        with Workspace.open(sample, on=DAY) as other:
            version = other.show("finding", WAITING)["version"]
            other.change("finding", WAITING, {"grade": "major"})
        await press(pilot, "ctrl+s")
        text = re.sub(r"[│\s]", "", screen_text(pane.desk))
        assert f"您读到的是第{version}版，现在是第{version + 1}版" in text
        assert "重大" in row_of(pilot, "grade").error
        assert box_of(pilot, "description").value == "我的描述"
        await press(pilot, "ctrl+s")
        with Workspace.open(sample, on=DAY) as workspace:
            row = workspace.show("finding", WAITING)
        assert (row["description"], row["grade"]) == ("我的描述", "major")

    in_register(sample, play, number=WAITING, size=LARGE)


def test_an_unsaved_form_survives_as_a_draft_without_private_fields(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f4")
        sheet_of(pilot).form.fill({"name": "李四", "id_number": "110101199003070011", "employer": "某厂"})
        assert sheet_of(pilot).unsaved()
        await press(pilot, "escape")
        assert "草稿" in toasts(pane)
        assert drafts.take(drafts.owner(str(sample), "admin"), "aid_file.new") == {"name": "李四", "employer": "某厂"}
        await press(pilot, "f4")
        assert box_of(pilot, "name").value == "李四"
        assert box_of(pilot, "id_number").value == ""
        box_of(pilot, "filed_on").take("2024-12-01")
        await press(pilot, "ctrl+s")
        assert drafts.take(drafts.owner(str(sample), "admin"), "aid_file.new") == {}

    in_register(sample, play, kind="aid_file")


def test_a_hidden_value_is_not_in_the_form_and_stays_when_nothing_is_typed_over_it(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.list("aid_file")["rows"][0]["number"]
        secret = workspace.show("aid_file", number, reveal=True)["id_number"]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f2")
        assert box_of(pilot, "id_number").value == ""
        assert "已隐藏" in box_of(pilot, "id_number").placeholder
        box_of(pilot, "employer").take("另一家厂")
        await press(pilot, "ctrl+s")
        with Workspace.open(sample, on=DAY) as workspace:
            row = workspace.show("aid_file", number, reveal=True)
        assert (row["id_number"], row["employer"]) == (secret, "另一家厂")

    in_register(sample, play, kind="aid_file", number=number)


FIELDS = [
    {"key": "found_on", "label": "发现日期"},
    {"key": "grade", "label": "等级"},
    {"key": "evidence", "label": "整改证据"},
]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("字段「发现日期」(found_on):「昨天」看不懂", ["found_on"]),
        ("问题隐患缺少「等级、发现日期」;请补上", ["found_on", "grade"]),
        ("「发现日期」必须填写,不能清空", ["found_on"]),
        ("「等级」由步骤 x 写入", ["grade"]),
        ("别的错误", []),
        ("没有整改证据,不能销号", []),
    ],
)
def test_a_refusal_is_placed_by_the_fields_that_it_names(message: str, expected: Sequence[str]) -> None:
    assert fields_in(message, FIELDS) == expected


def test_a_guard_is_placed_also_where_it_names_a_field_without_brackets() -> None:
    assert fields_in("没有整改证据,不能销号", FIELDS, loosely=True) == ["evidence"]
    # Two signs may be a piece of anything.
    assert fields_in("等级不对", FIELDS, loosely=True) == []


# Why


def test_why_shows_both_sides_how_far_and_where_from(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.list("aid_file")["rows"][0]["number"]
        answer = workspace.assess("aid.grade", number)

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, WhySheet)
        text = screen_text(pane.desk)
        assert f"建议：{answer['outcome_label']}" in text
        for test in answer["tests"]:
            assert f"{test['left']:,} ≤ {test['right']:,} 元" in text
            assert f"{abs(test['distance']):,}" in text or test["distance"] == 0
            assert str(test["parameter"]) in text
            assert f"自 {test['from']}" in text
            assert ("✓" if test["result"] == "passed" else "✗") in text

    in_register(sample, play, kind="aid_file", number=number)


def test_a_proposal_is_accepted_or_decided_otherwise_with_a_reason(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.list("aid_file", where=["grade=hardship"])["rows"][0]["number"]

    def decided() -> str:
        with Workspace.open(sample, on=DAY) as workspace:
            return str(workspace.show("aid_file", number)["grade"])

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f3", "down", "enter")
        assert isinstance(pilot.app.screen, AskSheet)
        await typed(pilot, "tk")
        await press(pilot, "enter")
        assert box_of(pilot, "outcome").value == "特困职工"
        await press(pilot, "ctrl+s")
        assert row_of(pilot, "reason").error == "必须填写"
        await typed(pilot, "重病")
        await press(pilot, "ctrl+s")
        assert decided() == "extreme"
        assert f"已认定 {number}：特困职工" in toasts(pane)
        await press(pilot, "ctrl+y", "enter")
        assert decided() == "hardship"

    in_register(sample, play, kind="aid_file", number=number)


def test_what_if_tells_who_would_move_and_writes_nothing(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.list("aid_file")["rows"][0]["number"]
        expected = workspace.what_if("aid.grade", {"aid.hardship_line": "200", "aid.extreme_line": "245"})
        last = workspace.journal(1)[0]["batch"]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f3", "end", "enter")
        assert isinstance(pilot.app.screen, AskSheet)
        box_of(pilot, "aid.hardship_line").take("200")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, TextSheet)
        text = screen_text(pane.desk)
        assert f"不再纳入 {len(expected['leaving'])} 条" in text
        assert f"不变 {expected['unchanged']} 条" in text
        with Workspace.open(sample, on=DAY) as workspace:
            assert workspace.journal(1)[0]["batch"] == last

    in_register(sample, play, kind="aid_file", number=number)


def test_amounts_are_hidden_from_whoever_may_not_read_them(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        workspace.operator_add("li", name="李", role="caseworker")
        number = workspace.list("aid_file")["rows"][0]["number"]
        tests = workspace.assess("aid.grade", number)["tests"]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, WhySheet)
        text = screen_text(pane.desk)
        assert "隐藏" in text
        for test in tests:
            assert f"{test['left']:,}" not in text

    in_register(sample, play, kind="aid_file", number=number, operator="li")


def test_a_form_is_no_place_for_letters_that_are_actions(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        held = numbers(pane)
        await press(pilot, "f4")
        box_of(pilot, "description").focus()
        await typed(pilot, "nesyix123")
        assert box_of(pilot, "description").value == "nesyix123"
        assert isinstance(pilot.app.screen, NewSheet)
        await press(pilot, "escape")
        assert numbers(pane) == held

    in_register(sample, play)


def test_a_form_of_every_kind_opens_and_fits_the_screen(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        kinds = [kind["key"] for kind in workspace.kinds() if not workspace.describe(kind["key"])["added_by"]]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        from unionwork_tui.record_form import open_new

        for kind in kinds:
            open_new(pane.desk, kind)
            await settle(pilot)
            form = sheet_of(pilot).form
            assert isinstance(form, FieldForm)
            assert form.rows()
            assert "^S 保存" in screen_text(pane.desk)
            await press(pilot, "escape")

    in_register(sample, play)
