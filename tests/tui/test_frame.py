"""The frame: one table of actions, the bottom line, places, going back, the palette, jump, help, leaving."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import click
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.driving import LARGE, SMALL, ToldApp, drive, open_app, press, screen_text, settle
from unionwork_cli.main import program
from unionwork_tui import drafts
from unionwork_tui.actions import ACTIONS, COMMON, Action
from unionwork_tui.app import OVER_A_SHEET, UnionApp
from unionwork_tui.footer import KeyLine
from unionwork_tui.grid import Grid
from unionwork_tui.header import PlaceLine
from unionwork_tui.help_sheet import HelpSheet
from unionwork_tui.jump import JumpSheet
from unionwork_tui.leaving import LeaveSheet
from unionwork_tui.palette import ChoiceSheet
from unionwork_tui.places import PLACES
from unionwork_tui.sheet import Sheet, TextSheet, tell
from unionwork_tui.today import TodayPane

pytestmark = pytest.mark.slow

SAMPLES = {
    "KIND": "finding", "NUMBER": "YH20240001", "OTHER": "YH20240002", "STEP": "rectify", "RULE": "aid.grade",
    "KEY": "finding.count", "ORG": "ORG0001", "WORD": "pdx", "FIELD=VALUE": "grade=major",
}  # fmt: skip


def app_of(pilot: Pilot[Any]) -> ToldApp:
    assert isinstance(pilot.app, ToldApp)
    return pilot.app


# The table of actions


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_every_action_has_a_key_words_and_help_in_both_languages(action: Action) -> None:
    assert action.keys
    assert len(action.keys[0]) > 1, "a bare letter does not pass an input method"
    for text in (*action.words, *action.help):
        assert text.strip()
    assert cell_len(action.words[0]) <= 10


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_every_action_has_a_command_that_does_the_same(action: Action, tmp_path: Path) -> None:
    words = shlex.split(action.command)
    if words == ["exit"]:
        return
    (tmp_path / "roll.xlsx").write_bytes(b"")
    words = [SAMPLES.get(word, word) for word in words]
    words = [str(tmp_path / "roll.xlsx") if word == "FILE" else word for word in words]
    assert words[0] == "unionwork"
    command: click.Command = program
    context = click.Context(program, info_name="unionwork", obj=None)
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        _, found, rest = command.resolve_command(context, rest)
        assert found is not None, f"{action.command}: no such command"
        command, context = found, click.Context(found, parent=context, info_name=found.name)
    if "--help" not in rest:
        command.make_parser(context).parse_args(list(rest))


def test_no_key_belongs_to_two_actions() -> None:
    keys = [key for action in ACTIONS.values() for key in action.keys]
    assert sorted(keys) == sorted(set(keys))


def test_every_pane_carries_out_what_it_offers() -> None:
    for pane in PLACES:
        for key in pane.offers:
            assert key in ACTIONS, f"{pane.key} offers {key}, which is not in the table"
            done = hasattr(pane, f"act_{key}") or hasattr(UnionApp, f"act_{key}")
            assert done or key == "open", f"{pane.key} has no act_{key}"
    for key in COMMON:
        assert hasattr(UnionApp, f"act_{key}")


# The bottom line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_bottom_line_has_at_most_seven_keys_at_80_columns_and_help_first(sample: Path, lang: str) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        for digit in range(1, len(PLACES) + 1):
            await press(pilot, str(digit))
            line = app.query_one(KeyLine)
            shown = line.shown_keys()
            assert shown[:2] == ["help", "palette"], f"place {digit}"
            assert len(shown) <= 7
            text = str(line.render())
            assert cell_len(text.rstrip()) <= 80
            for key in shown:
                assert f"{ACTIONS[key].shown} {ACTIONS[key].words[lang == 'en']}" in text

    drive(open_app(sample, lang=lang), play, size=SMALL)


def test_a_wide_terminal_shows_more_keys(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert len(app_of(pilot).query_one(KeyLine).shown_keys()) > 7

    drive(open_app(sample), play, size=LARGE)


def test_a_refused_key_is_greyed_and_pressing_it_says_why(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+f", *"zzzz")
        assert dict(app.possible())["open"] == "没有选中的事项"
        await press(pilot, "f9")
        assert "没有选中的事项" in app.told

    drive(open_app(sample), play)


# Places and going back


def test_digits_lead_to_the_places_and_esc_leads_back(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        for digit, pane in enumerate(PLACES, start=1):
            await press(pilot, str(digit))
            assert app.front is not None
            assert app.front.key == pane.key
        await press(pilot, "1", "3", "escape")
        assert app.front is not None
        assert app.front.key == "today"

    drive(open_app(sample), play)


def test_full_width_digits_and_signs_act_as_the_plain_ones(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "fullwidth_digit_three")
        assert app.front is not None
        assert app.front.key == PLACES[2].key
        await press(pilot, "1", "fullwidth_question_mark")
        assert isinstance(app.screen, HelpSheet)
        await press(pilot, "escape")
        for sign in ("ideographic_comma", "fullwidth_solidus"):
            await press(pilot, sign)
            assert isinstance(app.focused, Input), sign
            await press(pilot, "escape")

    drive(open_app(sample), play)


def test_a_letter_does_not_act_while_an_input_has_the_focus_and_a_function_key_does(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+f", "s", "i", "question_mark")
        word = app.focused
        assert isinstance(word, Input)
        assert word.value == "si?"
        assert not isinstance(app.screen, Sheet)
        await press(pilot, "f1")
        assert isinstance(app.screen, HelpSheet)

    drive(open_app(sample), play)


def test_the_record_of_a_row_opens_in_its_register_and_esc_comes_back_to_the_row(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "down", "down")
        today = app.front
        assert isinstance(today, TodayPane)
        row = today.row
        assert row is not None
        await press(pilot, "enter")
        assert app.front is not None
        assert app.front.key == "registers"
        assert row["number"] in screen_text(app)
        for _ in range(4):
            await press(pilot, "escape")
            if app.front.key == "today":
                break
        assert app.front is today
        assert today.row == row
        assert isinstance(app.focused, Grid)

    drive(open_app(sample), play)


def test_the_first_record_can_be_named_when_the_program_is_started(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        assert app.front is not None
        assert app.front.key == "registers"
        assert "YH20240003" in screen_text(app)

    drive(open_app(sample, kind="finding", number="YH20240003"), play)


# Language, colours, keys


def test_the_language_changes_on_the_fly_and_the_place_stays(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+u")
        assert "overdue" in screen_text(app)
        assert "Tue" in screen_text(app)
        await press(pilot, "3", "ctrl+u")
        assert app.front is not None
        assert app.front.key == PLACES[2].key
        assert "帮助" in screen_text(app)

    drive(open_app(sample), play)


def test_light_and_dark_change_and_are_remembered(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+b")
        assert not app_of(pilot).current_theme.dark

    async def again(pilot: Pilot[Any]) -> None:
        assert not app_of(pilot).current_theme.dark

    drive(open_app(sample), play)
    drive(open_app(sample), again)


def test_keys_can_be_chosen_in_a_file(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "keys.toml").write_text('[keys]\njump = "f12"\nscope = "f1"\nnosuch = "f2"\n', encoding="utf-8")

    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        told = " ".join(app.told)
        assert "nosuch" in told
        assert "F1" in told
        await press(pilot, "ctrl+o")
        assert not isinstance(app.screen, JumpSheet)
        await press(pilot, "f12")
        assert isinstance(app.screen, JumpSheet)
        await press(pilot, "escape", "f1")
        assert isinstance(app.screen, HelpSheet)
        assert "F12" in str(app.screen._text)

    try:
        drive(open_app(sample), play)
    finally:
        (folder / "keys.toml").unlink()
        from unionwork_tui.keys import read_keys

        read_keys()


def test_a_click_on_a_tab_or_on_a_key_does_what_it_says(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await pilot.click("TabLine", offset=(12, 0))
        await settle(pilot)
        assert app.front is not None
        assert app.front.key == PLACES[1].key
        await pilot.click("KeyLine", offset=(2, 0))
        await settle(pilot)
        assert isinstance(app.screen, HelpSheet)

    drive(open_app(sample), play)


# Today


def test_words_narrow_what_is_due_by_initials_too_and_esc_clears(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        today = app.front
        assert isinstance(today, TodayPane)
        grid = today.query_one(Grid)
        everything = len(grid.keys)
        await press(pilot, "ctrl+f", *"dfxf")
        assert 0 < len(grid.keys) < everything
        assert all("petition" in key for key in grid.keys)
        await press(pilot, "escape")
        assert len(grid.keys) == everything

    drive(open_app(sample), play)


def test_the_counts_are_those_of_the_workspace(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        assert app.workspace is not None
        counts = app.workspace.due_counts()
        assert counts["overdue"] > 0
        assert f"逾期 {counts['overdue']:,}" in screen_text(app)
        assert f"待我审批 {counts['waiting']:,}" in screen_text(app)

    drive(open_app(sample), play)


# The palette, jump, help


def test_the_palette_finds_a_command_by_initials_and_shows_its_command_line(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+p", *"xjyh")
        sheet = app.screen
        assert isinstance(sheet, ChoiceSheet)
        assert sheet.found[0].label == "新建问题隐患"
        assert sheet.found[0].command == "unionwork finding add FIELD=VALUE"
        await press(pilot, "escape", "ctrl+p", *"dr")
        assert isinstance(app.screen, ChoiceSheet)
        assert app.screen.found[0].label == "导入"
        assert app.screen.found[0].side == "F6"

    drive(open_app(sample), play)


def test_the_palette_lists_only_what_can_be_done_now(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+f", *"zzzz", "ctrl+p")
        assert isinstance(app.screen, ChoiceSheet)
        labels = {choice.label for choice in app.screen.found}
        assert "办理" not in labels
        assert "刷新" in labels

    drive(open_app(sample), play)


def test_the_palette_reaches_a_record_by_number_and_an_organisation_by_initials(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+p", *"YH20240004")
        await pilot.pause(0.4)
        await settle(pilot)
        assert isinstance(app.screen, ChoiceSheet)
        assert app.screen.found[0].label.startswith("YH20240004")
        await press(pilot, "enter")
        assert app.front is not None
        assert app.front.key == "registers"
        await press(pilot, "1", "ctrl+e", *"gyyghlhh", "enter")
        assert app.scope is not None
        assert "工业园工会联合会" in app.query_one(PlaceLine).place
        rows = app.front.query_one(Grid).keys
        assert app.workspace is not None
        narrowed = app.workspace.due(within_days=30, org=app.scope)
        assert len([row for row in rows if "step." not in row]) == len(narrowed)

    drive(open_app(sample), play)


def test_over_a_sheet_the_palette_offers_only_what_makes_sense_there(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        tell(app, "题", "一段话")
        await settle(pilot)
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, ChoiceSheet)
        expected = {ACTIONS[key].words[0] for key in OVER_A_SHEET if key != "palette"}
        assert {choice.label for choice in app.screen.found} == expected
        await press(pilot, "escape")
        assert isinstance(app.screen, TextSheet)

    drive(open_app(sample), play)


def test_jump_puts_a_letter_on_every_place_and_its_letter_leads_there(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+o")
        sheet = app.screen
        assert isinstance(sheet, JumpSheet)
        assert len(sheet.targets) >= len(PLACES) + 1
        letter = sheet.targets[-1].letter
        await press(pilot, letter)
        assert app.front is not None
        assert app.front.key == PLACES[-1].key
        await press(pilot, "ctrl+o", "escape")
        assert app.front.key == PLACES[-1].key
        await press(pilot, "1", "ctrl+o", "enter")
        assert isinstance(app.focused, Grid)

    drive(open_app(sample), play)


def test_help_is_about_the_place_in_front_and_the_focus_comes_back(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        focused = app.focused
        await press(pilot, "f1")
        text = str(app.screen._text)  # type: ignore[attr-defined]
        for expected in ("逾期", "F9", "unionwork KIND do STEP NUMBER", "下一步"):
            assert expected in text
        await press(pilot, "escape")
        assert app.focused is focused

    drive(open_app(sample), play)


@pytest.mark.parametrize(("place", "words"), [("indicators", "indicators"), ("checks", "checks")])
def test_the_palette_leads_to_an_indicator_and_to_a_check(sample: Path, place: str, words: str) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        assert app.workspace is not None
        declared = getattr(app.workspace.loaded.catalogue, words)
        key = sorted(declared)[len(declared) // 2]
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, ChoiceSheet)
        app.screen.query_one(Input).value = declared[key].label
        await settle(pilot)
        assert app.screen.found[0].also == key
        await press(pilot, "enter")
        assert app.front is not None
        assert app.front.key == place
        assert any(grid.key == key for grid in app.front.query(Grid))

    drive(open_app(sample), play)


def endless(workspace: Any) -> Any:
    with workspace.session.reading() as connection:
        query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        return connection.exec_driver_sql(query).scalar()


def test_a_long_wait_says_its_seconds_and_esc_stops_it_while_the_old_rows_stay(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        today = app.front
        assert isinstance(today, TodayPane)
        rows = today.query_one(Grid).keys
        app.ask(today, endless, print, group="endless")
        while not app.query_one(PlaceLine).waiting:
            await pilot.pause(0.1)
        assert "读取中" in app.query_one(PlaceLine).waiting
        assert today.query_one(Grid).keys == rows
        await pilot.press("escape")
        await settle(pilot)
        assert today.query_one(Grid).keys == rows
        assert app.screen is app.base, "stopping is no error"
        await press(pilot, "ctrl+l")
        assert today.query_one(Grid).keys == rows

    drive(open_app(sample), play)


# Leaving


def test_ctrl_c_never_leaves_and_says_which_key_does(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = app_of(pilot)
        await press(pilot, "ctrl+c")
        assert app.is_running
        assert "Ctrl+Q" in " ".join(app.told)

    drive(open_app(sample), play)


class TypedSheet(Sheet[None]):
    """A form in which something was typed."""

    def body(self) -> Any:
        yield Input()

    def unsaved(self) -> bool:
        return bool(self.query_one(Input).value)

    def keep_draft(self) -> None:
        drafts.keep(self.desk.place, "finding.new", {"description": self.query_one(Input).value})


def test_leaving_asks_only_when_something_is_unsaved_and_keeps_it_as_a_draft(sample: Path) -> None:
    app = open_app(sample)

    async def play(pilot: Pilot[Any]) -> None:
        app.push_screen(TypedSheet())
        await settle(pilot)
        await press(pilot, "a", "ctrl+q")
        assert isinstance(app.screen, LeaveSheet)
        await press(pilot, "escape")
        assert isinstance(app.screen, TypedSheet)
        await pilot.press("ctrl+q")
        await pilot.pause()
        await pilot.press("enter")

    drive_to_the_end(app, play)
    assert drafts.take(str(sample), "finding.new") == {"description": "a"}


def drive_to_the_end(app: UnionApp, play: Any) -> None:
    """As `drive`, for a scene that leaves the program."""
    import asyncio

    async def scene() -> None:
        async with app.run_test(size=SMALL) as pilot:
            await settle(pilot)
            await play(pilot)

    asyncio.run(scene())
    app.close_workspace()


# So long that no import of it is done before it is left.
LONG = 200_000
QUIT = """
import asyncio, sys
from datetime import date
from time import monotonic
from unionwork_tui.app import UnionApp
from unionwork_tui.leaving import let_go

app = UnionApp(sys.argv[1], on=date(2024, 12, 31))

def count_long(workspace):
    with workspace.session.reading() as connection:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        return connection.exec_driver_sql(endless).scalar()

def import_long(workspace):
    return workspace.import_files([sys.argv[3]], create_orgs=True)

async def scene():
    async with app.run_test(size=(80, 24)) as pilot:
        while app.workspace is None or app.questions.running():
            await pilot.pause(0.05)
        work = {"query": count_long, "import": import_long}[sys.argv[2]]
        app.ask(app.front, work, print, group=sys.argv[2])
        await pilot.pause(1.0)
        assert app.questions.running(), "it was done too soon"
        await pilot.press("ctrl+q")
        await pilot.pause()
        if sys.argv[2] == "import":
            await pilot.press("enter")
        print("LEFT", monotonic(), flush=True)

asyncio.run(scene())
let_go(app)
"""


@pytest.mark.parametrize("work", ["query", "import"])
def test_leaving_takes_less_than_half_a_second_while_work_runs(sample: Path, tmp_path: Path, work: str) -> None:
    from time import monotonic

    from unionwork import Workspace

    roll = tmp_path / "困难职工档案-大.csv"
    with Workspace.open(sample) as workspace:
        before = workspace.list("aid_file", limit=1)["total"]
    _write_long_roll(roll)
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(QUIT), str(sample), work, str(roll)],
        capture_output=True, text=True, timeout=60, env={**os.environ}, check=False,
    )  # fmt: skip
    ended = monotonic()
    assert run.returncode == 0, run.stderr[-2000:]
    left = float(run.stdout.split("LEFT ")[1].split()[0])
    assert ended - left < 0.5
    with Workspace.open(sample) as workspace:
        assert workspace.list("aid_file", limit=1)["total"] == before
        assert workspace.verify()["breaks"] == []


def _write_long_roll(path: Path) -> None:
    """A roll of hardship files that takes a while to read."""
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["档案编号", "姓名", "性别", "建档日期", "家庭人口", "家庭月收入"])
        for place in range(LONG):
            writer.writerow([f"DL2009{place:06}", "王桂兰", "女", "2009-06-30", 3, "786.00"])


# Drafts and crashes


def test_a_draft_survives_and_only_its_owner_may_read_it(state: Path) -> None:
    drafts.keep("台账.db", "finding/YH1/rectify", {"evidence": "照片 3 张"})
    assert drafts.take("台账.db", "finding/YH1/rectify") == {"evidence": "照片 3 张"}
    assert drafts.take("别的.db", "finding/YH1/rectify") == {}
    (path,) = (state / "drafts").glob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    drafts.drop("台账.db", "finding/YH1/rectify")
    assert drafts.names("台账.db") == []


def test_a_crash_leaves_no_traceback_and_a_report_without_values(
    sample: Path, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "230103197001011234"
    app = open_app(sample)

    async def play(pilot: Pilot[Any]) -> None:
        def fail(_: object) -> None:
            raise ValueError(secret)

        assert app.front is not None
        app.ask(app.front, fail, print)
        while app.is_running:
            await pilot.pause(0.05)

    with pytest.raises(ValueError, match=secret):
        drive_to_the_end(app, play)
    told = "".join(capsys.readouterr())
    assert "Traceback" not in told
    assert secret not in told
    assert app.return_code == 3
    (report,) = (state / "reports").glob("*.txt")
    assert report.name in told.replace("\n", "")
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert secret not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_ten_reports_are_kept(state: Path) -> None:
    from unionwork_tui.crash import KEPT, write_report

    paths = [write_report(ValueError(place)) for place in range(KEPT + 3)]
    kept = sorted((state / "reports").glob("*.txt"))
    assert kept == sorted(path for path in paths[-KEPT:] if path is not None)
