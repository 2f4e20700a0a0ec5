"""检查、地区: counts and rows are the library's, parameters are set with their documents, packs say what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.driving import DAY, LARGE, SMALL, drive, lines, open_app, press, screen_text, settle
from tests.work.county import a_pack
from unionwork import Workspace
from unionwork_tui.app import UnionApp
from unionwork_tui.checks import ChecksPane
from unionwork_tui.region_sheet import RegionSheet
from unionwork_tui.regions import RegionsPane
from unionwork_tui.set_sheet import SetSheet
from unionwork_tui.sheet import TextSheet

pytestmark = pytest.mark.slow


def app_of(pilot: Pilot[Any]) -> UnionApp:
    assert isinstance(pilot.app, UnionApp)
    return pilot.app


async def checks(pilot: Pilot[Any]) -> ChecksPane:
    await press(pilot, "4")
    pane = app_of(pilot).front
    assert isinstance(pane, ChecksPane)
    await settle(pilot, 60)
    return pane


async def regions(pilot: Pilot[Any]) -> RegionsPane:
    await press(pilot, "6")
    pane = app_of(pilot).front
    assert isinstance(pane, RegionsPane)
    await pilot.pause(0.3)
    await settle(pilot)
    return pane


async def stand_on(pilot: Pilot[Any], pane: ChecksPane, key: str) -> None:
    pane.catalogue.go_to(key)
    await pilot.pause(0.3)
    await settle(pilot)


def counts(place: Path, org: str | None = None) -> dict[str, int]:
    with Workspace.open(place, on=DAY) as workspace:
        return {row["check"]: row["count"] for row in workspace.check_counts(org=org)}


def test_every_check_is_listed_with_its_count_the_broken_ones_first(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await checks(pilot)
        wanted = counts(sample)
        shown = {key: int(pane.catalogue.text_of(key, "count").replace(",", "")) for key in pane.catalogue.keys}
        assert shown == wanted
        assert any(wanted.values())
        with Workspace.open(sample, on=DAY) as workspace:
            severities = {row["check"]: row["severity"] for row in workspace.checks()}
        order = [(("error", "warning", "hint").index(severities[key]), not wanted[key]) for key in pane.catalogue.keys]
        assert order == sorted(order)
        # Who has not moved stands on the first that is broken.
        assert pane.catalogue.key == pane.catalogue.keys[0]

    drive(open_app(sample), play)


def test_the_records_of_a_check_are_shown_with_what_to_do_and_open(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await checks(pilot)
        broken = next(key for key, count in counts(sample).items() if count > 1)
        await stand_on(pilot, pane, broken)
        with Workspace.open(sample, on=DAY) as workspace:
            rows = workspace.check([broken])
        assert pane.rows.keys == [row["number"] for row in rows]
        told = str(pane.query_one("#remedy", Static).content)
        assert rows[0]["message"] in told
        assert rows[0]["remedy"] in told
        await press(pilot, "enter")
        assert pane.rows.has_focus
        await press(pilot, "down", "enter")
        assert app_of(pilot).front is not pane
        assert rows[1]["number"] in screen_text(app_of(pilot))
        await press(pilot, "escape")
        assert app_of(pilot).front is pane

    drive(open_app(sample), play, size=LARGE)


def test_a_check_that_all_records_meet_says_so(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await checks(pilot)
        await stand_on(pilot, pane, next(key for key, count in counts(sample).items() if not count))
        assert pane.rows.keys == []
        assert "全部成立，没有这样的记录。" in screen_text(app_of(pilot))

    drive(open_app(sample), play)


@pytest.mark.slow
def test_checks_keep_to_the_organisation_in_view(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        org = next(row["number"] for row in workspace.org_tree() if row["depth"] == 1)

    async def play(pilot: Pilot[Any]) -> None:
        pane = await checks(pilot)
        app_of(pilot).set_scope(org)
        await settle(pilot, 60)
        shown = {key: int(pane.catalogue.text_of(key, "count").replace(",", "")) for key in pane.catalogue.keys}
        assert shown == counts(sample, org)
        assert shown != counts(sample)

    drive(open_app(sample), play)


@pytest.mark.parametrize("digit", ["4", "6"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 20)])
def test_no_line_is_wider_than_the_terminal(sample: Path, digit: str, lang: str, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, digit)
        await settle(pilot, 60)
        assert max(map(cell_len, lines(app_of(pilot)))) <= size[0]

    drive(open_app(sample, lang=lang), play, size=size)


# Regions


def test_parameters_are_shown_as_they_hold_and_those_not_set_say_so(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await regions(pilot)
        with Workspace.open(sample, on=DAY) as workspace:
            rows = workspace.params()
        assert sorted(pane.params.keys) == sorted(row["key"] for row in rows)
        for row in rows:
            shown = pane.params.text_of(row["key"], "value")
            assert (shown == "未定") is (row["value"] is None)
            assert pane.params.text_of(row["key"], "source") == (row["source"] or "")
        held = [row["value"] is not None for row in sorted(rows, key=lambda row: pane.params.keys.index(row["key"]))]
        assert held == sorted(held, reverse=True)

    drive(open_app(sample), play)


def test_a_parameter_is_set_with_its_document_and_its_history_stays(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await regions(pilot)
        pane.params.go_to("aid.hardship_line")
        await press(pilot, "f2")
        sheet = pilot.app.screen
        assert isinstance(sheet, SetSheet)
        assert sheet.query_one("#set-value", Input).value == "280"
        sheet.query_one("#set-value", Input).value = "300"
        sheet.query_one("#set-from", Input).value = "2024-12-99"
        sheet.query_one("#set-source", Input).value = "县总工会文件"
        await press(pilot, "ctrl+s")
        assert "2024-01-31" in str(sheet.query_one("#wrong-from", Static).content)
        sheet.query_one("#set-from", Input).value = "2024-12-01"
        await press(pilot, "ctrl+s")
        await pilot.pause(0.3)
        await settle(pilot)
        assert pane.params.text_of("aid.hardship_line", "value") == "300 元/人·月"
        told = str(pane.query_one("#dated Static", Static).content).splitlines()
        assert told[0].startswith("2024-12-01 起  300")
        assert "县总工会文件" in told[0]
        assert told[1].startswith("2024-01-01 起  280")

    drive(open_app(sample), play)


def test_who_may_not_set_a_parameter_is_told_so(sample: Path) -> None:
    with Workspace.open(sample) as workspace:
        workspace.operator_add("recorder1", role="recorder")
        before = workspace.params("aid.hardship_line")

    async def play(pilot: Pilot[Any]) -> None:
        pane = await regions(pilot)
        pane.params.go_to("aid.hardship_line")
        await press(pilot, "f2")
        assert not isinstance(pilot.app.screen, SetSheet)
        assert any("administrator" in note.message or "管理员" in note.message for note in pilot.app._notifications)

    drive(open_app(sample, operator="recorder1"), play)
    with Workspace.open(sample) as workspace:
        assert workspace.params("aid.hardship_line") == before


def test_regions_and_plugins_are_listed_and_a_region_is_tested(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        pane = await regions(pilot)
        with Workspace.open(sample, on=DAY) as workspace:
            wanted = [f"region {row['key']}" for row in workspace.regions()]
            wanted += [f"plugin {row['name']}" for row in workspace.plugins()]
        assert pane.packs.keys == wanted
        pane.packs.focus()
        pane.packs.go_to("region dongguan")
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, RegionSheet)
        assert "dongguan.petition_reply" in str(sheet.query_one("#region-text", Static).content)
        await pilot.press("f9")
        await settle(pilot, 60)
        told = str(sheet.query_one(".result", Static).content)
        assert told.startswith("✓ 用例")
        await press(pilot, "escape")
        pane.packs.go_to("plugin unionwork")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TextSheet)
        assert "启用" in screen_text(app_of(pilot))

    drive(open_app(sample), play, size=LARGE)


def test_a_pack_beside_the_workspace_is_shown_and_tested_where_it_lies(tmp_path: Path) -> None:
    place = tmp_path / "county.db"
    Workspace.create(place, region=str(a_pack(tmp_path / "pack")), on=DAY).close()

    async def play(pilot: Pilot[Any]) -> None:
        pane = await regions(pilot)
        assert pane.params.text_of("aid.hardship_line", "source") == "县总工会文件第 1 号"
        pane.params.go_to("aid.hardship_line")
        await pilot.pause(0.3)
        await settle(pilot)
        assert "红星县" in str(pane.query_one("#dated Static", Static).content)
        pane.packs.focus()
        pane.packs.go_to("region invented")
        await press(pilot, "enter")
        await pilot.press("f9")
        await settle(pilot, 60)
        assert "用例" in str(pilot.app.screen.query_one(".result", Static).content)
        await press(pilot, "escape")

    drive(open_app(place), play, size=LARGE)


def test_a_check_of_a_register_that_may_not_be_seen_says_so_and_never_0(sample: Path) -> None:
    with Workspace.open(sample, on=DAY) as workspace:
        workspace.operator_add("inspector1", role="inspector")

    async def play(pilot: Pilot[Any]) -> None:
        pane = await checks(pilot)
        key = next(row["check"] for row in pane._checks.values() if row["kind"] == "aid_file")
        await stand_on(pilot, pane, key)
        text = screen_text(app_of(pilot))
        assert "无权" in text
        assert "没有核对" in text
        assert "全部成立" not in text

    drive(open_app(sample, operator="inspector1"), play, size=LARGE)
