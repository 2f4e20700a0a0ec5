"""An official's day, wholly on the screens: what the page 一天的工作 does by commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from tests.tui.driving import DAY, LARGE, drive, open_app, press, screen_text, settle
from tests.tui.test_forms import box_of, the_state
from tests.tui.test_import import preview
from tests.tui.test_indicators import look_at
from tests.tui.test_registers import in_register, typed
from tests.work.county import HARDSHIP, a_csv, a_file
from unionwork import Workspace
from unionwork_tui.behind_sheet import BehindSheet
from unionwork_tui.grid import Grid
from unionwork_tui.import_sheet import DONE
from unionwork_tui.registers import RegistersPane
from unionwork_tui.step_form import StepSheet, StepsSheet

OPEN = "YH20240006"
PEOPLE = {
    "li": ("inspector", None), "zhao": ("inspector", None), "wang": ("caseworker", None),
    "sun": ("caseworker", None), "chen": ("approver", 1), "liu": ("approver", 2),
}  # fmt: skip


async def take(pilot: Pilot[Any], step: str, **fields: str) -> None:
    """Take a step on the record in view: F9, the step among those listed, its fields, Ctrl+S."""
    await press(pilot, "f9")
    if isinstance(pilot.app.screen, StepsSheet):
        listed = pilot.app.screen.query_one(OptionList)
        place = [option.id for option in listed.options].index(step)
        await press(pilot, *["down"] * place, "enter")
    assert isinstance(pilot.app.screen, StepSheet), screen_text(pilot.app)  # type: ignore[arg-type]
    for key, text in fields.items():
        box_of(pilot, key).focus()
        await typed(pilot, text)
    await press(pilot, "ctrl+s")


def by(place: Path, who: str, number: str, step: str, *, kind: str = "finding", **fields: str) -> None:
    """One step on one record, by one operator, on the screen."""

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert pane.record.number == number
        await take(pilot, step, **fields)
        assert not isinstance(pilot.app.screen, StepSheet), screen_text(pane.desk)

    in_register(place, play, kind=kind, number=number, size=LARGE, operator=who)


@pytest.mark.slow
def test_the_whole_day_is_done_on_the_screens(sample: Path, tmp_path: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        for key, (role, tier) in PEOPLE.items():
            workspace.operator_add(key, role=role, tier=tier)
        waiting = [row for row in workspace.due(kind="aid_application", mine=True) if row["step"] == "town_pass"]
        petition = workspace.list("petition", where=["state=assigned"], limit=1)["rows"][0]["number"]
    application = waiting[0]["number"]

    _look_at_what_is_due(sample)
    _close_a_hazard(sample, tmp_path)

    by(sample, "wang", petition, "answer", kind="petition", result="已协调单位支付")
    assert the_state(sample, petition, "petition") == "answered"

    by(sample, "chen", application, "town_pass", kind="aid_application")
    assert the_state(sample, application, "aid_application") == "town_passed"
    by(sample, "liu", application, "city_pass", kind="aid_application", approved_amount="3000")
    assert the_state(sample, application, "aid_application") == "city_passed"
    with Workspace.open(sample, on=DAY) as workspace:
        assert [act["who"] for act in workspace.acts("aid_application", application)] == ["chen", "liu"]
    by(sample, "sun", application, "pay", kind="aid_application", amount="3000")
    assert the_state(sample, application, "aid_application") == "paid"

    by(sample, "wang", "NH0001", "visit", kind="household", visitor="王平", means="入户", needs="危房改造")
    with Workspace.open(sample, on=DAY) as workspace:
        assert workspace.list("visit", where=["household=NH0001", "visitor=王平"])["rows"][0]["needs"] == "危房改造"

    _import_a_roll(sample, tmp_path)
    _look_behind_a_number(sample)
    with Workspace.open(sample, on=DAY) as workspace:
        assert workspace.verify()["breaks"] == []


def _look_at_what_is_due(place: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        grid = pilot.app.query_one(Grid)
        assert any(OPEN in str(key) for key in grid.keys)
        assert "逾期" in screen_text(pilot.app)  # type: ignore[arg-type]
        await press(pilot, "enter")
        assert "办理" in screen_text(pilot.app)  # type: ignore[arg-type]

    drive(open_app(place, operator="li"), play, size=LARGE)


def _close_a_hazard(place: Path, folder: Path) -> None:
    """The first person attaches the evidence and records the rectification; only a second one can close it."""
    photograph = folder / "整改后.txt"
    photograph.write_text("照片", encoding="utf-8")

    async def rectify(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "ctrl+a")
        pilot.app.screen.query_one(Input).value = str(photograph)
        await settle(pilot)
        await press(pilot, "enter")
        assert pane.read is not None
        assert [file["name"] for file in pane.read.files] == ["整改后.txt"]
        await take(pilot, "rectify", measure="补签合同")
        assert the_state(place, OPEN) == "rectified"
        assert "须由第二人办理" in "".join(screen_text(pane.desk).split()).replace("│", "")

    in_register(place, rectify, number=OPEN, size=LARGE, operator="li")
    by(place, "zhao", OPEN, "close", verifier="赵强")
    assert the_state(place, OPEN) == "closed"


def _import_a_roll(place: Path, folder: Path) -> None:
    roll = a_csv(folder / "困难职工档案-新增.csv", HARDSHIP, (a_file(index) for index in range(500, 505)))
    with Workspace.open(place, on=DAY) as workspace:
        before = workspace.list("aid_file", limit=1)["total"]

    async def play(pilot: Pilot[Any]) -> None:
        sheet = await preview(pilot, roll)
        assert "5" in screen_text(pilot.app)  # type: ignore[arg-type]
        sheet.query_one("#confirm", Button).press()
        await settle(pilot)
        assert sheet.state == DONE

    drive(open_app(place, operator="wang"), play, size=LARGE)
    with Workspace.open(place, on=DAY) as workspace:
        assert workspace.list("aid_file", limit=1)["total"] == before + 5


def _look_behind_a_number(place: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await look_at(pilot, "finding.closed_rate")
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, BehindSheet)
        await press(pilot, "left")
        with Workspace.open(place, on=DAY) as workspace:
            counted = [row["number"] for row in workspace.behind("finding.closed_rate", period="2024Q4")["rows"]]
        assert sheet.query_one(Grid).keys == counted

    drive(open_app(place), play, size=LARGE)
