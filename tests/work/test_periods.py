"""Figures of a period stay what they were, whatever happens after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, figures, load
from unionwork.sample import write_rolls
from unionwork.workspace import Workspace

SAFETY = ("inspection.count", "finding.count", "finding.closed", "finding.overdue", "finding.closed_rate")


@pytest.fixture
def place(workspace_location: str, tmp_path: Path) -> str:
    a_workspace(workspace_location, tmp_path, date(2024, 12, 31)).close()
    return workspace_location


def at(place: str, on: date) -> Workspace:
    return Workspace.open(place, on=on)


def test_a_finding_closed_in_the_next_year_is_still_open_in_the_figures_of_this_one(place: str, tmp_path: Path) -> None:
    truth = write_rolls(tmp_path / "r", seed=70, size=0.2, year=2023, rolls=["inspection", "finding"])
    with at(place, date(2023, 12, 31)) as workspace:
        for sheet in truth.sheets.values():
            load(workspace, sheet.path)
        before = figures(workspace, *SAFETY, period="2023")
    still_open = [one for one in truth.records.finding if one.verified_on is None]
    assert still_open
    numbers = {one.number for one in still_open}
    with at(place, date(2024, 1, 20)) as workspace:
        workspace.do("finding", "rectify", where=["rectified_on="], values={"evidence": "照片"})
    with at(place, date(2024, 2, 1)) as workspace:
        given = {"verifier": "复查人", "evidence": "照片"}
        assert set(workspace.do("finding", "close", where=["verified_on="], values=given)["done"]) == numbers
        assert figures(workspace, *SAFETY, period="2023") == before
        # Measured as of now without a period, they are closed.
        open_now = workspace.list("finding", where=["verified_on="], limit=0)["total"]
    assert open_now == 0
    with at(place, date(2023, 12, 31)) as workspace:
        assert figures(workspace, *SAFETY, period="2023") == before


def test_assessing_anew_by_another_line_leaves_the_year_before(place: str, tmp_path: Path) -> None:
    truth = write_rolls(tmp_path / "r", seed=71, size=0.15, year=2009, rolls=["hardship"])
    keys = ("aid.hardship_workers", "aid.extreme_workers")
    with at(place, date(2009, 12, 31)) as workspace:
        load(workspace, truth.sheets["hardship"].path)
        workspace.assess_all("aid.grade", accept=True)
        before = figures(workspace, *keys, period="2009")
        grades = {row["number"]: row["grade"] for row in workspace.list("aid_file", limit=None)["rows"]}
    with at(place, date(2010, 6, 30)) as workspace:
        workspace.set_param("aid.hardship_line", "300", from_on=date(2010, 1, 1), source="县总工会文件第 2 号")
        workspace.assess_all("aid.grade", accept=True)
        facts = truth.hardship(hardship_line=300)
        after = figures(workspace, *keys, period="2010-06")
        assert after == {"aid.hardship_workers": facts.hardship_workers, "aid.extreme_workers": facts.extreme}
        assert after != before
        assert figures(workspace, *keys, period="2009") == before
        assert figures(workspace, *keys, period="2009-12") == before
    with at(place, date(2009, 12, 31)) as workspace:
        assert {row["number"]: row["grade"] for row in workspace.list("aid_file", limit=None)["rows"]} == grades
        assert workspace.assess_all("aid.grade")["outcomes"]["hardship"] == truth.hardship().hardship


def test_a_decision_corrected_on_its_own_day_counts_once(place: str, tmp_path: Path) -> None:
    with at(place, date(2024, 6, 30)) as workspace:
        load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 家庭月总收入=735)]))
        workspace.assess_all("aid.grade", accept=True)
        workspace.accept("aid.grade", "DA202400001", outcome="hardship", reason="入户核实后收入较高")
        grades = figures(workspace, "aid.hardship_workers", "aid.extreme_workers")
        assert grades == {"aid.hardship_workers": 1, "aid.extreme_workers": 0}
        assert len(workspace.list("decision")["rows"]) == 1


def cube(workspace: Workspace, *periods: str) -> list[dict[str, Any]]:
    """Every organisation of the tree of each period."""
    keys = ("aid.files", "aid.hardship_workers", "aid.filed")
    return [
        {name: row[name] for name in ("indicator", "org", "period", "value", "numerator", "denominator")}
        for period in periods
        for row in workspace.measure(keys, period=period, all_orgs=True)
    ]


def test_after_a_move_and_a_merger_last_years_cube_is_to_the_digit_as_before(place: str, tmp_path: Path) -> None:
    towns = ("青禾镇", "云杉镇")
    quarters = ("2023", "2023Q1", "2023-12", "2023H2")
    with at(place, date(2023, 12, 31)) as workspace:
        for town in towns:
            workspace.org_add(town)
        for index, (town, union) in enumerate([(towns[0], "甲工会"), (towns[0], "乙工会"), (towns[1], "丙工会")]):
            workspace.org_add(union, parent=town)
            rows = [
                a_file(index * 10 + i, 所属工会=union, 建档日期=f"2023-{1 + i}-15", 家庭月总收入=500 + 50 * i)
                for i in range(index + 4)
            ]
            load(workspace, a_csv(tmp_path / f"{index}.csv", HARDSHIP, rows), create_orgs=False)
        workspace.assess_all("aid.grade", accept=True)
        before = cube(workspace, *quarters)
        subtree = figures(workspace, "aid.files", org="青禾镇", period="2023")
        assert subtree == {"aid.files": 9}
    with at(place, date(2024, 3, 1)) as workspace:
        workspace.org_move("乙工会", "云杉镇")
        workspace.org_merge("甲工会", "丙工会")
    with at(place, date(2024, 12, 31)) as workspace:
        assert cube(workspace, *quarters) == before
        assert figures(workspace, "aid.files", org="青禾镇", period="2023") == subtree
        assert figures(workspace, "aid.files", org="青禾镇", period="2024") == {"aid.files": 0}
        assert figures(workspace, "aid.files", org="云杉镇", period="2024") == {"aid.files": 15}
        assert figures(workspace, "aid.files", org="丙工会", period="2024") == {"aid.files": 10}
        assert figures(workspace, "aid.files", org="青禾镇", period="2024-02") == {"aid.files": 9}
        (row,) = workspace.measure(["aid.files"], period="2024")
        assert any("2024-03-01" in note for note in row["notes"])
        assert workspace.verify()["breaks"] == []
