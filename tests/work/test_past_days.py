"""A past day knows nothing of what came after it: neither as a duty, nor in a check, nor in a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from tests.work.hands import a_finding, a_household, an_application, hand, with_people
from unionwork.workspace import Workspace


@pytest.fixture
def county(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    """An empty county with a person for every role, on SQLite and on PostgreSQL."""
    with a_workspace(workspace_location, tmp_path, date(2024, 12, 31)) as workspace:
        yield with_people(workspace)


def broken(workspace: Workspace, check: str, **asked: Any) -> list[str]:
    return [row["number"] for row in workspace.check([check], **asked)]


def test_what_was_not_found_yet_is_neither_owed_nor_checked(county: Workspace) -> None:
    early = a_finding(county, found_on="2024-03-01", due_on="2024-03-20")
    late = a_finding(county, found_on="2024-08-01", due_on="2024-08-20")
    then, on_the_day = hand(county, "admin", "2024-06-30"), hand(county, "admin", "2024-08-01")
    assert [row["number"] for row in then.due()] == [early]
    assert [row["number"] for row in on_the_day.due()] == [early, late]
    assert then.due_counts() == {"overdue": 1, "today": 0, "within_7_days": 0, "waiting": 0}
    assert broken(then, "finding.without_owner") == [early]
    assert broken(on_the_day, "finding.without_owner") == [early, late]


def test_the_records_that_a_check_looks_at_beside_keep_to_the_day_too(county: Workspace) -> None:
    house = a_household(county)
    county.change("household", house, {"size": "1"})
    for number, joined in enumerate(("2024-02-01", "2024-08-01"), start=1):
        county.add("person", {"household": house, "name": f"第{number}人", "relation": "02", "joined_on": joined})
    assert broken(hand(county, "admin", "2024-06-30"), "household.size_differs") == []
    assert broken(hand(county, "admin", "2024-08-01"), "household.size_differs") == [house]


def test_a_value_held_twice_is_held_twice_only_from_the_second_on(county: Workspace, tmp_path: Path) -> None:
    twins = [a_file(1, 建档日期="2024-02-01"), a_file(1, 建档日期="2024-08-01", 档案编号="DA202400002")]
    load(county, a_csv(tmp_path / "a.csv", HARDSHIP, twins))
    check = "aid_file.same_person"
    assert broken(hand(county, "admin", "2024-06-30"), check) == []
    assert broken(county, check) == ["DA202400001", "DA202400002"]


def test_a_result_whose_date_is_still_to_come_is_not_said_to_lack_one(county: Workspace) -> None:
    number = an_application(county)
    hand(county, "zhen", "2024-08-02").do("aid_application", "town_pass", [number])
    assert broken(hand(county, "admin", "2024-06-30"), "aid_application.result_without_date") == []


def test_a_report_written_in_time_does_not_change_for_what_is_received_later(county: Workspace, tmp_path: Path) -> None:
    paper = tmp_path / "p.json"
    petition = {"petitioner": "甲", "matter": "欠薪", "source": "本级接访", "people": "1"}
    then = hand(county, "admin", "2024-06-30")
    then.add("petition", {**petition, "received_on": "2024-06-20", "due_on": "2024-07-05"})
    then.write_report("work_summary", paper, period="2024H1")
    later = hand(county, "admin", "2024-08-10")
    later.add("petition", {**petition, "received_on": "2024-08-01", "due_on": "2024-08-16"})
    assert later.recheck(paper)["changed"] == []
