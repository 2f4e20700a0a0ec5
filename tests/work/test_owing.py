"""What is owed, by whom, and what waits for whom: the same in rows and in counts, and true to the steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import a_workspace, load
from tests.work.hands import PEOPLE, a_finding, a_household, an_application, hand, with_people
from unionwork.errors import UnknownNameError, UsageError
from unionwork.sample import write_rolls
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)


@pytest.fixture
def county(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    """An empty county with a person for every role, on SQLite and on PostgreSQL."""
    with a_workspace(workspace_location, tmp_path, ON) as workspace:
        yield with_people(workspace)


def waiting(workspace: Workspace, operator: str, on: str | None = None) -> set[tuple[str, str]]:
    """Number and label of what waits for an operator's word."""
    rows = hand(workspace, operator, on).due(mine=True)
    return {(row["number"], row["label"]) for row in rows if row["due"] is None}


def test_an_application_waits_at_one_tier_after_the_other_and_never_for_who_acted_before(county: Workspace) -> None:
    number = an_application(county)
    assert waiting(county, "zhen") == {(number, "待办:镇级初审")}
    assert waiting(county, "shi") == waiting(county, "jing") == waiting(county, "lu") == set()
    hand(county, "zhen", "2024-04-02").do("aid_application", "town_pass", [number])
    assert waiting(county, "zhen") == set()
    (row,) = [row for row in hand(county, "shi").due(mine=True) if row["due"] is None]
    assert (row["duty"], row["since"], row["step"]) == ("step.aid_application.city_pass", "2024-04-02", "city_pass")
    assert (row["overdue_days"], row["kind"], row["org"]) == (0, "aid_application", "ORG0001")
    hand(county, "shi", "2024-05-06").do("aid_application", "city_pass", [number], values={"approved_amount": "3000"})
    assert waiting(county, "jing") == {(number, "待办:发放")}
    hand(county, "jing", "2024-05-07").do("aid_application", "pay", [number], values={"amount": "3000"})
    assert waiting(county, "jing") == waiting(county, "ban") == waiting(county, "sheng") == set()


def test_a_finding_waits_for_another_person_than_who_rectified_it(county: Workspace) -> None:
    number = a_finding(county, due_on="2024-03-20")
    hand(county, "cha", "2024-03-10").do("finding", "rectify", [number], values={"evidence": "照片"})
    assert waiting(county, "cha") == set()
    assert waiting(county, "fu") == {(number, "待办:复查销号")}
    hand(county, "admin").operator_grant("cha", "self_approve")
    assert waiting(county, "cha") == {(number, "待办:复查销号")}


def test_an_extension_that_is_asked_waits_for_a_yes_or_a_no(county: Workspace) -> None:
    number = a_finding(county)
    inspector = hand(county, "cha", "2024-03-02")
    inspector.do("finding", "propose", [number], values={"due_on": "2024-03-20", "owner": "厂长"})
    assert waiting(county, "fu") == set()
    inspector.do(
        "finding", "ask_extension", [number], values={"extension_to": "2024-04-20", "extension_reason": "设备未到"}
    )
    assert waiting(county, "fu") == {(number, "待办:同意延期或不同意延期")}
    assert waiting(county, "cha") == set()


def test_mine_is_what_i_answer_for_and_what_my_role_takes_next(county: Workspace) -> None:
    found = a_finding(county, due_on="2024-03-20", owner="李厂长")
    asked = county.add("petition", {"received_on": "2024-03-01", "petitioner": "周某"})["number"]
    county.set_param("petition.reply_days", "15", from_on=date(2024, 1, 1), source="某文件")
    hand(county, "jing", "2024-03-02").do("petition", "assign", [asked], values={"handler_a": "甲", "handler_b": "乙"})

    def mine(operator: str) -> set[str]:
        return {row["number"] for row in hand(county, operator).due(mine=True) if row["due"]}

    assert {row["number"] for row in county.due()} == {found, asked}
    assert mine("cha") == {found}
    assert mine("jing") == mine("ban") == {asked}
    assert mine("lu") == mine("shen") == mine("zhen") == set()
    county.operator_change("lu", name="李厂长")
    assert mine("lu") == {found}, "a person is named by name too"


def test_windows_and_limits_cut_the_same_list(county: Workspace) -> None:
    days = ["2024-12-01", "2024-12-31", "2025-01-03", "2025-01-20"]
    numbers = [a_finding(county, found_on="2024-11-01", due_on=day) for day in days]

    def due(**window: Any) -> list[str]:
        return [row["number"] for row in county.due(**window)]

    assert due() == due(kind="finding") == numbers
    assert due(within_days=7) == due(to_on=date(2025, 1, 7)) == numbers[:3]
    assert due(from_on=date(2024, 12, 31), to_on=date(2025, 1, 3)) == numbers[1:3]
    assert due(within_days=365, to_on=date(2024, 12, 1)) == numbers[:1]
    assert due(limit=2) == numbers[:2]
    assert due(kind="petition") == due(from_on=date(2026, 1, 1)) == []
    assert county.due()[0]["overdue_days"] == 30
    assert county.due_counts() == {"overdue": 1, "today": 1, "within_7_days": 1, "waiting": 0}
    with pytest.raises(UsageError, match="对调"):
        county.due(from_on=date(2025, 1, 1), to_on=date(2024, 1, 1))
    with pytest.raises(UsageError, match="负数"):
        county.due(limit=-1)
    with pytest.raises(UnknownNameError):
        county.due(kind="nothing")


def test_a_duty_tells_the_value_that_holds_where_its_record_is(county: Workspace) -> None:
    for town in ("甲镇工会", "乙镇工会"):
        county.org_add(town)
    county.set_param("relief.visit_months", "3", from_on=date(2024, 1, 1), source="乙镇 2024 年第 3 号", org="乙镇工会")
    for town in ("甲镇工会", "乙镇工会"):
        number = a_household(county)
        county.change("household", number, {"org": town})
        hand(county, "jing", "2024-02-01").do("household", "pair", [number], values={"helper": "孙某"})
    told = {row["org_name"]: (row["value"], row["source"]) for row in county.due(kind="household")}
    assert told["甲镇工会"] == ("1", "县总工会文件第 1 号")
    assert told["乙镇工会"] == ("3", "乙镇 2024 年第 3 号")


@pytest.fixture(scope="module")
def rolls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The rolls of an invented county as history, with a person for every role."""
    folder = tmp_path_factory.mktemp("rolls")
    keys = ("inspection", "finding", "petition", "application", "hardship", "household", "visit")
    truth = write_rolls(folder / "rolls", seed=41, size=0.3, rolls=keys)
    with a_workspace(folder / "w.db", folder, ON) as workspace:
        load(workspace, *(truth.sheets[key].path for key in keys))
        yield with_people(workspace)


@pytest.mark.parametrize("operator", [key for key, *_ in PEOPLE] + ["admin"])
def test_the_counts_are_those_of_the_rows(rolls: Workspace, operator: str) -> None:
    workspace = hand(rolls, operator)
    for mine in (False, True):
        rows = workspace.due(mine=True) if mine else workspace.due()
        days = [date.fromisoformat(row["due"]) for row in rows if row["due"]]
        assert workspace.due_counts(mine=mine) == {
            "overdue": sum(day < ON for day in days),
            "today": days.count(ON),
            "within_7_days": sum(ON < day <= ON + timedelta(days=7) for day in days),
            "waiting": sum(row["due"] is None for row in workspace.due(mine=True)),
        }
    dated = [row["due"] for row in workspace.due(mine=True) if row["due"]]
    assert dated == sorted(dated)
    assert {row["number"] for row in workspace.due(mine=True) if row["due"]} <= {
        row["number"] for row in workspace.due()
    }


@pytest.mark.slow
@pytest.mark.parametrize("operator", ["zhen", "shi", "sheng", "cha", "jing", "lu", "shen"])
def test_what_waits_for_an_operator_is_what_the_steps_offer_him(rolls: Workspace, operator: str) -> None:
    """Every record of the rolls is asked for its steps, one by one, in the words of another part of the program."""
    workspace = hand(rolls, operator)
    listed = {(row["kind"], row["number"]) for row in workspace.due(mine=True) if row["due"] is None}
    asked = {"aid_application": ("tier", "pay", "uphold"), "finding": ("close", "grant_extension")}
    offered = set()
    for kind, keys in asked.items():
        readable = workspace.session.may("read", workspace.session.kind(kind))
        for row in workspace.list(kind, limit=None)["rows"] if readable else ():
            for step in workspace.steps(kind, row["number"]):
                by_tier = step["tier"] and "tier" in keys
                if step["allowed"] and (by_tier or step["step"] in keys):
                    offered.add((kind, row["number"]))
    # A step whose business date comes too early is told by the step, not by the list.
    early = {
        (kind, number)
        for kind, number in listed - offered
        if any(why["guard"] == "order" for step in workspace.steps(kind, number) for why in step["why"])
    }
    assert {entry for entry in listed if entry[0] in asked} - early == offered
    if operator in ("zhen", "shi", "cha"):
        assert offered


def test_checks_of_a_kind_are_counted_as_they_are_listed(rolls: Workspace) -> None:
    rows = rolls.check()
    counts = {row["check"]: row["count"] for row in rolls.check_counts()}
    assert sum(counts.values()) == len(rows) > 0
    for key in {row["check"] for row in rows}:
        assert counts[key] == sum(row["check"] == key for row in rows)
        assert [row["number"] for row in rolls.check([key])] == [row["number"] for row in rows if row["check"] == key]
    assert set(counts) == {row["check"] for row in rolls.checks()}
    kinds = {row["kind"] for row in rows}
    assert len(kinds) > 1
    for kind in kinds:
        assert rolls.check(kind=kind) == [row for row in rows if row["kind"] == kind]
        assert {row["kind"] for row in rolls.checks(kind=kind)} == {kind}
        assert sum(row["count"] for row in rolls.check_counts(kind=kind)) == sum(row["kind"] == kind for row in rows)
    with pytest.raises(UnknownNameError):
        rolls.check(kind="no_such")
    with pytest.raises(UnknownNameError):
        rolls.check_counts(["no.such"])
