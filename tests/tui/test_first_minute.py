"""A newcomer's first minute: from the launch to the first step done, in ten keys, each of them on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.driving import SMALL, ToldApp, drive, lines, open_app, press, screen_text, settle
from unionwork_tui import drafts
from unionwork_tui.first_run import FirstSheet
from unionwork_tui.grid import Grid
from unionwork_tui.reopening import DraftSheet
from unionwork_tui.today import TodayPane

MOST_KEYS = 10
SHOWN = {"enter": "Enter", "f9": "F9", "down": "↓", "ctrl+s": "^S", "f6": "F6"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, with nothing in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


class Newcomer:
    """Presses only keys that stand on the screen, and counts them.

    Attributes:
        pressed: the keys so far; a sign typed into a field counts as one.
    """

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.pressed: list[str] = []

    async def press(self, key: str) -> None:
        """Press a key that the screen names in its last lines or in the line of keys of the sheet on top."""
        keys_line = getattr(self.pilot.app.screen, "keys_line", None)
        shown = keys_line[0] if keys_line is not None else "\n".join(lines(self.pilot.app)[-5:])  # type: ignore[arg-type]
        assert SHOWN[key] in shown, f"{key} is not on the screen: {shown}"
        self.pressed.append(key)
        await press(self.pilot, key)

    async def type(self, sign: str) -> None:
        """Type a sign into the field that has the focus."""
        assert isinstance(self.pilot.app.focused, Input)
        self.pressed.append(sign)
        await press(self.pilot, sign)


@pytest.mark.slow
def test_from_the_launch_to_the_first_step_done_takes_at_most_ten_keys(home: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ToldApp)
        assert isinstance(app.screen, FirstSheet)
        newcomer = Newcomer(pilot)
        for _ in range(3):
            await newcomer.press("enter")
        await settle(pilot, 120)
        assert app.workspace is not None
        assert app.place.startswith(str(home))
        today = app.front
        assert isinstance(today, TodayPane)
        overdue = app.workspace.due_counts()["overdue"]
        assert overdue > 0
        assert f"逾期 {overdue}" in screen_text(app)
        row = today.row
        assert row is not None
        await newcomer.press("f9")
        await newcomer.press("down")
        await newcomer.press("enter")
        await newcomer.type("1")
        await newcomer.press("ctrl+s")
        assert len(newcomer.pressed) <= MOST_KEYS, newcomer.pressed
        acts = app.workspace.acts(row["kind"], row["number"])
        assert [act["step"] for act in acts if not act["taken_over"]] == ["rectify"]
        assert "F8" in " ".join(app.told)
        assert app.front is today

    drive(open_app(on=None), play, size=SMALL)


def test_the_sheet_stands_before_anything_is_read_and_takes_three_enters(home: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        sheet = pilot.app.screen
        assert isinstance(sheet, FirstSheet)
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        for expected in ("样例县", "我的单位", "全国"):
            assert expected in text
        # The screen may cut a long path; the field holds it whole.
        assert any(field.value.startswith(str(home)) for field in sheet.query(Input))
        await pilot.press("escape")
        assert pilot.app.screen is sheet, "without a workspace there is nothing to go back to"

    drive(open_app(on=None), play)


def test_a_workspace_of_ones_own_is_made_for_a_region_found_by_initials(home: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ToldApp)
        await press(pilot, "right", "enter", "enter")
        region = app.focused
        assert isinstance(region, Input)
        assert region.id == "region"
        region.value = ""
        await press(pilot, *"dgs")
        assert "选定：东莞市" in screen_text(app)
        await press(pilot, "enter")
        name = app.focused
        assert isinstance(name, Input)
        name.value = "松湖镇总工会"
        await press(pilot, "enter")
        await settle(pilot, 60)
        assert app.workspace is not None
        (root,) = app.workspace.org_tree()
        assert (root["name"], root["region"]) == ("松湖镇总工会", "dongguan")
        assert "没有到期的事项" in screen_text(app)
        assert "F6" in screen_text(app)

    drive(open_app(on=None), play)


def test_a_place_that_cannot_be_opened_is_explained_and_asked_for_again(home: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app.screen, FirstSheet)
        assert "没有工作区" in screen_text(pilot.app)  # type: ignore[arg-type]

    drive(open_app(home / "没有.db", on=None), play)


def test_the_second_launch_opens_the_last_workspace_on_what_is_due(sample: Path) -> None:
    async def first(pilot: Pilot[Any]) -> None:
        assert "逾期" in screen_text(pilot.app)  # type: ignore[arg-type]

    async def second(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ToldApp)
        assert app.place == str(sample)
        assert isinstance(app.front, TodayPane)
        assert isinstance(app.focused, Grid)

    drive(open_app(sample, on=None), first)
    drive(open_app(on=None), second)


def test_the_second_launch_offers_the_form_that_was_left_half_filled(sample: Path) -> None:
    drafts.keep(drafts.owner(str(sample), "admin"), "finding/YH20240027/rectify", {"evidence": "照片 3 张"})

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ToldApp)
        assert isinstance(app.screen, DraftSheet)
        assert "照片 3 张" in screen_text(app)
        await press(pilot, "enter")
        assert "登记整改" in screen_text(app)
        assert "照片 3 张" in screen_text(app)

    async def drop(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app.screen, DraftSheet)
        await press(pilot, "delete")

    drive(open_app(sample, on=None), play)
    drive(open_app(sample, on=None), drop)
    assert drafts.names(drafts.owner(str(sample), "admin")) == []


def test_the_line_of_keys_can_be_dismissed_for_good(sample: Path) -> None:
    async def dismiss(pilot: Pilot[Any]) -> None:
        assert "不再显示" in screen_text(pilot.app)  # type: ignore[arg-type]
        await press(pilot, "delete")
        assert "不再显示" not in screen_text(pilot.app)  # type: ignore[arg-type]

    async def later(pilot: Pilot[Any]) -> None:
        assert "不再显示" not in screen_text(pilot.app)  # type: ignore[arg-type]

    drive(open_app(sample, on=None), dismiss)
    drive(open_app(sample, on=None), later)


def test_a_sample_that_was_left_halfway_is_not_taken_for_a_whole_one(home: Path) -> None:
    half = home / "unionwork" / ".样例县.1"
    half.mkdir(parents=True)
    (half / "红星县.db").write_bytes(b"")

    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app.screen, FirstSheet)

    drive(open_app(on=None), play)
    assert not (home / "unionwork" / "样例县").exists()
