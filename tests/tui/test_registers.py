"""The registers: every kind opens, moves, narrows, says where it stands, and shows a record."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from rich.cells import cell_len
from sqlalchemy import insert
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.tui.driving import DAY, LARGE, SMALL, drive, open_app, press, screen_text, settle
from unionwork import Workspace
from unionwork_tui.app import UnionApp
from unionwork_tui.ask_sheet import AskSheet
from unionwork_tui.attach_sheet import AttachSheet, entries
from unionwork_tui.cutting import cut, wrap
from unionwork_tui.export_sheet import ExportSheet
from unionwork_tui.filters import FilterSheet
from unionwork_tui.form import FieldForm
from unionwork_tui.kind_sheet import KindSheet
from unionwork_tui.merge_sheet import MergeSheet
from unionwork_tui.registers import RegistersPane
from unionwork_tui.sheet import TextSheet
from unionwork_tui.table import WindowTable
from unionwork_tui.today import TodayPane
from unionwork_tui.window import MOST, PAGE, Edge, Window

pytestmark = pytest.mark.slow

Play = Callable[[RegistersPane, Pilot[Any]], Awaitable[None]]
# What may stand in Latin letters on a Chinese screen beside numbers and codes.
LATIN = {"unionwork", "Excel", "Enter", "Esc", "Tab", "admin", "zh", "F", "P", "S"}


def pane_of(pilot: Pilot[Any]) -> RegistersPane:
    app = pilot.app
    assert isinstance(app, UnionApp)
    assert isinstance(app.front, RegistersPane), app.front
    return app.front


def in_register(
    place: Path, play: Play, *, kind: str = "finding", number: str | None = None,
    size: tuple[int, int] = SMALL, **more: Any,
) -> None:  # fmt: skip
    """Play a scene in a register that is open."""

    async def scene(pilot: Pilot[Any]) -> None:
        pane = await opened(pilot)
        await play(pane, pilot)

    drive(open_app(place, kind=kind, number=number, **more), scene, size=size)


async def opened(pilot: Pilot[Any], seconds: float = 20) -> RegistersPane:
    end = monotonic() + seconds
    app = pilot.app
    assert isinstance(app, UnionApp)
    while not isinstance(app.front, RegistersPane) or app.front.showing is None or app.front.table.busy:
        assert monotonic() < end, "no register came to the front"
        await pilot.pause(0.02)
    await settle(pilot)
    return app.front


async def typed(pilot: Pilot[Any], text: str) -> None:
    for sign in text:
        await pilot.press(sign)
    await pilot.pause(0.25)
    await settle(pilot)


def numbers(pane: RegistersPane) -> list[str]:
    return [str(row["number"]) for row in pane.table.rows]


def title(pane: RegistersPane) -> str:
    return str(pane.query_one("#table-column").border_title)


# Every kind


@pytest.mark.parametrize(
    ("lang", "size"),
    [
        # Either language and either size once: the rows are the same in all four.
        pytest.param("zh", SMALL, id="zh-80x24"),
        pytest.param("en", LARGE, id="en-120x40"),
    ],
)
def test_every_kind_opens_with_its_rows_its_count_and_a_record(sample: Path, lang: str, size: tuple[int, int]) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        kinds = {kind["key"]: kind for kind in workspace.kinds()}

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        for key, kind in kinds.items():
            pane.desk.open_record(key)
            await settle(pilot)
            assert title(pane).startswith(kind["label" if lang == "zh" else "label_en"])
            assert f"{kind['records']:,}" in title(pane)
            assert len(pane.table.rows) == min(kind["records"], PAGE)
            text = screen_text(pane.desk)
            assert "None" not in text
            if kind["records"]:
                await press(pilot, "enter")
                assert pane.record.number == numbers(pane)[0]
                await press(pilot, "escape")
            else:
                assert ("还没有" if lang == "zh" else "yet") in text

    in_register(sample, play, size=size, lang=lang)


def test_chinese_screens_hold_no_english_words(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        for kind in ("finding", "aid_file", "member"):
            pane.desk.open_record(kind)
            await settle(pilot)
            for keys in ((), ("f10",), ("ctrl+k",), ("f4",)):
                await press(pilot, *keys)
                text = re.sub(
                    r"unionwork \w+ list.*|[a-z_]+[<>!]?=\S+|\bDA?\w*\d+|\b[A-Z]{2,}\d+", "", screen_text(pane.desk)
                )
                words = set(re.findall(r"[A-Za-z]{2,}", text)) - LATIN
                assert not words, (kind, keys, words)
                await press(pilot, *(["escape"] if keys else []))

    in_register(sample, play, size=LARGE)


# Moving


def test_the_keys_move_through_all_rows_and_the_frame_says_where(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        whole = [row["number"] for row in workspace.list("visit", limit=None)["rows"]]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        table = pane.table
        assert numbers(pane) == whole[:PAGE]
        await press(pilot, "end")
        assert table.row is not None
        assert table.row["number"] == whole[-1]
        assert table.window.place == len(whole)
        assert str(len(whole)) in str(pane.query_one("#table-column").border_subtitle)
        await press(pilot, "pageup", "pageup")
        assert table.row["number"] == whole[-1 - 2 * (table.size.height - 2)]
        await press(pilot, "home", "down", "down")
        assert table.row["number"] == whole[2]
        for _ in range(12):
            await press(pilot, "pagedown")
        assert table.row["number"] == whole[2 + 12 * (table.size.height - 2)]
        assert table.window.place == 3 + 12 * (table.size.height - 2)

    in_register(sample, play, kind="visit")


@pytest.mark.slow
def test_a_long_way_down_and_up_again_meets_every_row_once(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        whole = [row["number"] for row in workspace.list("visit", limit=None)["rows"]]
    assert len(whole) > MOST

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        table, seen = pane.table, []
        while table.window.place != len(whole):
            table.action_move(7)
            await settle(pilot)
            assert table.row is not None
            assert table.window.place is not None
            assert table.row["number"] == whole[table.window.place - 1]
            assert len(table.rows) <= MOST
            seen.append(table.window.place)
        assert seen[:3] == [8, 15, 22]
        while table.window.place != 1:
            table.action_move(-7)
            await settle(pilot)
            assert table.row is not None
            assert table.window.place is not None
            assert table.row["number"] == whole[table.window.place - 1]

    in_register(sample, play, kind="visit")


def test_columns_move_sideways_behind_the_first(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        first = pane.table.shown_columns()
        await press(pilot, "right")
        second = pane.table.shown_columns()
        assert first[0] == second[0] == "number"
        assert first[1] not in second
        for _ in range(20):
            await press(pilot, "right")
        assert pane.table.shown_columns()[-1] == "org"
        for line in screen_text(pane.desk).splitlines():
            assert cell_len(line) <= SMALL[0]

    in_register(sample, play)


def test_a_window_keeps_its_place_while_rows_come_and_go() -> None:
    window = Window()
    window.replace(Edge(), [{"number": f"{index:05}"} for index in range(PAGE)], more=True)
    for start in range(PAGE, 3000, PAGE):
        window.cursor = window.top = len(window.rows) - 1
        held = window.row
        window.put_below([{"number": f"{index:05}"} for index in range(start, start + PAGE)], more=True)
        assert window.row is held
        assert window.place == start
        assert len(window.rows) <= MOST
    while window.above:
        window.cursor = window.top = 0
        held, place = window.row, window.place
        first = int(window.rows[0]["number"])
        window.put_above(
            [{"number": f"{index:05}"} for index in range(first - PAGE, first)], more=first > PAGE, room=20
        )
        assert (window.row, window.place) == (held, place)
        assert window.below
    assert window.rows[0]["number"] == "00000"


# Narrowing


def test_search_waits_for_the_typing_to_end_and_finds_by_initials(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        expected = [row["number"] for row in workspace.list("finding", search="aq", limit=None)["rows"]]
        total = workspace.count("finding")

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+f")
        await typed(pilot, "aq")
        assert numbers(pane) == expected
        assert 0 < len(expected) < total
        assert f"{total} 条，已筛选 {len(expected)}" in title(pane)
        # Letters that are actions elsewhere are only letters here.
        assert pane.query_one("#search-line", Input).value == "aq"
        await press(pilot, "enter")
        assert pane.screen.focused is pane.table
        await press(pilot, "escape")
        assert len(pane.table.rows) == total
        assert pane.query_one("#search-line", Input).value == ""

    in_register(sample, play)


def test_a_newer_search_voids_the_older_ones_answer(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        pane.look(pane.looking.with_search("粉尘"))
        pane.look(pane.looking.with_search("安全"))
        await settle(pilot)
        assert {"安全" in row["description"] for row in pane.table.rows} == {True}

    in_register(sample, play)


def test_filters_count_narrow_stand_in_the_frame_and_clear(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        major = workspace.count("finding", where=["grade=major"])
        closed = workspace.count("finding", where=["grade=major", "state=closed"])

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+k")
        sheet = pilot.app.screen
        assert isinstance(sheet, FilterSheet)
        fields = sheet.query_one("#filter-fields", OptionList)
        fields.highlighted = fields.get_option_index("grade")
        await settle(pilot)
        counts = {row["code"]: row["count"] for row in sheet._found}
        assert counts["major"] == major
        await press(pilot, "right", "down", "down", "enter")
        assert pane.looking.where == ("grade=major",)
        assert len(pane.table.rows) == major
        fields.highlighted = fields.get_option_index("state")
        await settle(pilot)
        assert {row["code"]: row["count"] for row in sheet._found}["closed"] == closed
        sheet.query_one("#filter-free", Input).focus()
        await typed(pilot, "nosuch=1")
        await press(pilot, "enter")
        assert "nosuch" in screen_text(pane.desk)
        assert pane.looking.where == ("grade=major",)
        sheet.query_one("#filter-free", Input).value = "found_on>=2024-06-01"
        await press(pilot, "enter")
        assert pane.looking.where == ("grade=major", "found_on>=2024-06-01")
        assert "--where 'grade=major' --where 'found_on>=2024-06-01'" in pane.looking.line()
        await press(pilot, "escape")
        assert "等级：重大" in title(pane)
        await press(pilot, "ctrl+k", "ctrl+x", "escape")
        assert not pane.looking.narrowed
        assert "已筛选" not in title(pane)

    in_register(sample, play)


def test_the_order_is_chosen_among_the_filters(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        expected = [row["number"] for row in workspace.list("visit", sort="-visited_on", limit=None)["rows"]]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+k")
        sheet = pilot.app.screen
        assert isinstance(sheet, FilterSheet)
        fields = sheet.query_one("#filter-fields", OptionList)
        fields.highlighted = fields.get_option_index("_sort")
        await settle(pilot)
        codes = sheet.query_one("#filter-codes", OptionList)
        codes.highlighted = 1 + [row["code"] for row in sheet._found].index("-visited_on")
        codes.focus()
        await press(pilot, "enter", "escape")
        assert numbers(pane) == expected[:PAGE]
        await press(pilot, "end")
        assert pane.table.row is not None
        assert pane.table.row["number"] == expected[-1]
        await press(pilot, "up", "home")
        assert pane.table.row["number"] == expected[0]

    in_register(sample, play, kind="visit")


def test_what_a_filter_hides_can_be_shown_again_with_enter(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+f")
        await typed(pilot, "qqqqqq")
        assert not pane.table.rows
        text = screen_text(pane.desk)
        assert "没有符合条件的问题隐患" in text
        assert "按 Enter 清除全部条件" in text
        await press(pilot, "enter")
        assert pane.screen.focused is pane.table
        await press(pilot, "enter")
        assert pane.table.rows
        assert pane.query_one("#search-line", Input).value == ""

    in_register(sample, play)


def test_a_view_that_is_refused_leaves_the_rows_of_before(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        held = numbers(pane)
        pane.show("finding", where=["nosuch=1"])
        await settle(pilot)
        assert numbers(pane) == held
        assert "nosuch" in pane.table.failure

    in_register(sample, play)


def test_the_tree_counts_the_records_and_narrows_the_register(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        tree = workspace.org_tree()
        total = workspace.count("aid_file")
        by_org = {node["number"]: workspace.count("aid_file", org=node["number"]) for node in tree[:8]}

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert pane.orgs.count_of(tree[0]["number"]) == total
        for number, count in by_org.items():
            assert pane.orgs.count_of(number) == count
        await press(pilot, "left")
        assert pane.screen.focused is pane.orgs
        await press(pilot, "down", "enter")
        chosen = tree[1]
        assert pane.looking.org == chosen["number"]
        assert len(pane.table.rows) == by_org[chosen["number"]]
        assert chosen["name"] in title(pane)
        assert pane.screen.focused is pane.table
        await press(pilot, "left", "home", "enter")
        assert len(pane.table.rows) == min(total, PAGE)

    in_register(sample, play, kind="aid_file")


def test_another_kind_is_found_by_its_initials(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, KindSheet)
        await typed(pilot, "knzg")
        await press(pilot, "enter")
        assert pane.looking.kind == "aid_file"
        assert title(pane).startswith("困难职工档案 300 条")

    in_register(sample, play)


def test_an_export_is_of_what_is_in_view(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "left", "down", "enter")
        name, count = pane.looking.org_name, len(pane.table.rows)
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, ExportSheet)
        text = screen_text(pane.desk)
        assert name in text
        assert f"{count} " in text

    in_register(sample, play, kind="aid_file")


# Records


def test_a_record_opens_over_the_table_and_beside_it_where_there_is_room(sample: Path) -> None:
    async def small(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert not pane.record.display or not pane.query_one("#record-column").display
        await press(pilot, "down", "enter")
        assert pane.query_one("#record-column").display
        assert not pane.query_one("#table-column").display
        assert pane.record.number == numbers(pane)[1]
        await press(pilot, "escape")
        assert pane.query_one("#table-column").display
        assert pane.screen.focused is pane.table

    async def large(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        for name in ("#org-column", "#table-column", "#record-column"):
            assert pane.query_one(name).display
        await press(pilot, "down", "down")
        await pilot.pause(0.2)
        await settle(pilot)
        assert pane.record.number == numbers(pane)[2]

    in_register(sample, small)
    in_register(sample, large, size=LARGE)


def test_from_another_place_escape_goes_back_there(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, UnionApp)
        assert isinstance(app.front, TodayPane)
        await press(pilot, "enter")
        pane = pane_of(pilot)
        assert pane.record.number is not None
        await press(pilot, "escape")
        assert isinstance(app.front, TodayPane)

    drive(open_app(sample), play)


def test_what_is_linked_opens_and_escape_comes_back(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        finding = workspace.list("finding")["rows"][0]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        lines = [line for line in pane.record._lines_of if line.sort == "link"]
        assert [line.facts["number"] for line in lines] == [finding["inspection"]]
        pane.follow(lines[0])
        await settle(pilot)
        assert (pane.looking.kind, pane.record.number) == ("inspection", finding["inspection"])
        back = [line for line in pane.record._lines_of if line.sort == "link" and line.facts["kind"] == "finding"]
        assert finding["number"] in [line.facts["number"] for line in back]
        await press(pilot, "escape")
        assert (pane.looking.kind, pane.record.number) == ("finding", finding["number"])

    in_register(sample, play, number=finding["number"])


def test_private_values_are_hidden_until_they_are_revealed_and_that_is_logged(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        number = workspace.list("aid_file")["rows"][0]["number"]
        secret = workspace.show("aid_file", number, reveal=True)["id_number"]
        before = len(workspace.access_log(limit=None))

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert secret not in screen_text(pane.desk)
        assert "隐藏" in screen_text(pane.desk)
        await press(pilot, "ctrl+r")
        pane.record.highlighted = next(
            at for at, line in enumerate(pane.record._lines_of) if line.facts.get("key") == "id_number"
        )
        await settle(pilot)
        assert secret in screen_text(pane.desk)

    in_register(sample, play, kind="aid_file", number=number, size=LARGE)
    with Workspace.open(sample, on=DAY) as workspace:
        assert len(workspace.access_log(limit=None)) == before + 1


def test_without_the_right_nothing_private_shows_and_the_reason_is_said(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        workspace.operator_add("li", name="李", role="caseworker")
        number = workspace.list("aid_file")["rows"][0]["number"]
        private = [field["key"] for field in workspace.describe("aid_file")["fields"] if field["private"]]
        shown = workspace.show("aid_file", number, reveal=True)
        secrets = {str(shown[key]) for key in private if shown[key] is not None}
        income = f"{shown['income']:,}"

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert "private.read" in (pane.refusal("reveal") or "")
        for keys in (("ctrl+r",), ("f3",), ("escape",), ("f2",), ("escape",), ("ctrl+k",)):
            await press(pilot, *keys)
            text = screen_text(pane.desk)
            assert not [secret for secret in (*secrets, income) if len(secret) > 4 and secret in text]

    in_register(sample, play, kind="aid_file", number=number, size=LARGE, operator="li")


def test_a_record_is_voided_with_a_reason(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        number = numbers(pane)[0]
        await press(pilot, "ctrl+d")
        sheet = pilot.app.screen
        assert isinstance(sheet, AskSheet)
        await press(pilot, "ctrl+s")
        row = sheet.query_one(FieldForm).row("reason")
        assert row is not None
        assert row.error == "必须填写"
        await typed(pilot, "重复登记")
        await press(pilot, "ctrl+s")
        assert number not in numbers(pane)
        with Workspace.open(sample, on=DAY) as workspace:
            assert workspace.show("visit", number)["void"]

    in_register(sample, play, kind="visit")


def test_what_cannot_be_done_says_why(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert pane.refusal("steps") is None
        assert "没有可撤回的" in (pane.refusal("withdraw") or "")
        pane.desk.open_record("inspection")
        await settle(pilot)
        for action in ("steps", "withdraw", "accept", "why"):
            assert "监督检查" in (pane.refusal(action) or ""), action
        await press(pilot, "f9")
        assert any("监督检查没有办理流程" in notice.message for notice in pane.desk._notifications)
        pane.desk.open_record("member")
        await settle(pilot)
        assert "没有选中的记录" in (pane.refusal("open") or "")

    in_register(sample, play, number="YH20240001")


def test_the_states_are_told_where_no_rule_is(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, TextSheet)
        assert "✓ 已销号" in screen_text(pane.desk)

    in_register(sample, play)


def test_a_file_is_attached_and_listed(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "照片"
    folder.mkdir()
    (folder / "现场.txt").write_text("整改后", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+a")
        sheet = pilot.app.screen
        assert isinstance(sheet, AttachSheet)
        sheet.query_one(Input).value = str(tmp_path / "照")
        await settle(pilot)
        await press(pilot, "tab")
        assert sheet.query_one(Input).value == f"{folder}/"
        await press(pilot, "enter")
        assert [file["name"] for file in pane.read.files] == ["现场.txt"] if pane.read else False
        pane.record.highlighted = pane.record.option_count - 1
        await settle(pilot)
        assert "现场.txt" in screen_text(pane.desk)

    in_register(sample, play, number="YH20240001")


def test_paths_are_completed_folders_first_and_nothing_breaks_on_what_is_not_there(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "zz").mkdir()
    assert [path.name for path in entries(f"{tmp_path}/")] == ["zz", "a.txt", "b.txt"]
    assert [path.name for path in entries(f"{tmp_path}/A")] == ["a.txt"]
    assert [path.name for path in entries(f"{tmp_path}/.h")] == [".hidden"]
    assert entries(f"{tmp_path}/nowhere/x") == []


def test_a_duplicate_is_merged_after_a_rehearsal(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        stays = workspace.add("unit", {"name": "配电箱厂"})["number"]
        double = workspace.add("unit", {"name": "配电箱二厂", "contact": "某人"})["number"]

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+g")
        sheet = pilot.app.screen
        assert isinstance(sheet, MergeSheet)
        form = sheet.query_one(FieldForm)
        form.fill({"into": stays, "reason": "同一单位登记两次"})
        await press(pilot, "ctrl+s")
        assert "预演" in screen_text(pane.desk)
        with Workspace.open(sample, on=DAY) as workspace:
            assert not workspace.show("unit", double).get("void")
        await press(pilot, "ctrl+s")
        assert pane.record.number == stays
        with Workspace.open(sample, on=DAY) as workspace:
            assert workspace.show("unit", double)["void"]

    in_register(sample, play, kind="unit", number=double)


def test_the_language_changes_and_the_view_stays(sample: Path) -> None:
    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "down", "down")
        pane.look(pane.looking.with_condition("grade", "grade=general", "等级：一般"))
        await settle(pilot)
        count = len(pane.table.rows)
        await press(pilot, "ctrl+u")
        again = await opened(pilot)
        assert again.looking.where == ("grade=general",)
        assert len(again.table.rows) == count
        assert "finding" in title(again)

    in_register(sample, play)


# Cells


@pytest.mark.parametrize("text", ["安全出口堆放货物", "a安b全", "", "plain", "全角，标点。", "两\n行\x1b[31m"])
@pytest.mark.parametrize("width", [0, 1, 2, 3, 7, 40])
def test_texts_are_cut_and_wrapped_to_cells(text: str, width: int) -> None:
    for right in (False, True):
        assert cell_len(cut(text, width, right=right)) == width
    for line in wrap(text, width):
        # Closing punctuation may not begin a line, so the sign before it comes along.
        assert cell_len(line) <= max(width, 4)
    joined = "".join(wrap(text, max(width, 4))).replace(" ", "")
    assert joined == re.sub(r"\s", "", "".join(sign if sign.isprintable() else " " for sign in text))


# How long a long register takes


def fill(place: Path, rows: int) -> None:
    """Made-up units straight into the table: nothing here is about the journal."""
    with Workspace.open(place, on=DAY) as workspace:
        table = workspace.session.tables["unit"]
        first = 10_000_000
        with workspace.session.engine.begin() as connection:
            org = workspace.session.tables["organisation"]
            root = connection.execute(org.select().order_by(org.c.id).limit(1)).mappings().one()["id"]
            for start in range(0, rows, 10_000):
                connection.execute(
                    insert(table),
                    [
                        {
                            "id": first + index, "number": f"DZ{index:09}", "org": root, "version": 1, "void": 0,
                            "name": f"第{index}厂", "digest": b"",
                        }
                        for index in range(start, min(start + 10_000, rows))
                    ],
                )  # fmt: skip


def seconds_to_rows(place: Path) -> float:
    """The best of some openings of the register of units, from the call to the first rows."""
    took: list[float] = []

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, UnionApp)
        for _ in range(5):
            app.open_record("finding")
            await settle(pilot)
            pane = pane_of(pilot)
            begun = monotonic()
            app.open_record("unit")
            while not (pane.table.rows and pane.table.rows[0]["number"].startswith("D") and not pane.table.busy):
                await asyncio.sleep(0.001)
            took.append(monotonic() - begun)
            # The count comes by itself, later; a person does not wait for it.
            await settle(pilot, 60)

    drive(open_app(place), play)
    return min(took)


@pytest.mark.slow
def test_a_register_of_two_hundred_thousand_opens_as_fast_as_one_of_fifty(tmp_path: Path) -> None:
    places = {}
    for rows in (50, 200_000):
        place = tmp_path / f"{rows}.db"
        with Workspace.create(place, on=date(2024, 12, 31)) as workspace:
            unit = workspace.add("unit", {"name": "某厂"})["number"]
            inspection = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-01-05"})["number"]
            workspace.add("finding", {"inspection": inspection, "found_on": "2024-01-05"})
        fill(place, rows)
        places[rows] = place
    few, many = (seconds_to_rows(places[rows]) for rows in (50, 200_000))
    # A tenth of a second is what no person notices; below it the two are alike whatever their ratio.
    assert many <= max(few * 1.5, few + 0.1), (few, many)


def test_the_table_shows_no_rows_of_a_source_that_was_never_opened() -> None:
    assert WindowTable().rows == []
