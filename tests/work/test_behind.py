"""A number opens the records behind it: as many as were counted, the same ones that a filter finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from unionwork.errors import UnknownNameError, UsageError
from unionwork.sample import demo_rolls
from unionwork.workspace import Workspace

pytestmark = pytest.mark.slow

PERIODS = (None, "2024H1", "2024Q4")
RATE = "finding.closed_rate"


@pytest.fixture
def county(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    truth = demo_rolls(tmp_path)
    Workspace.create(workspace_location, name="红星县总工会").close()
    with Workspace.open(workspace_location, on=truth.on) as workspace:
        for key in ("hardship", "petition", "fund", "inspection", "finding", "poverty", "visit"):
            workspace.import_files([truth.sheets[key].path], create_orgs=True)
        workspace.org_change("ROOT", {"workers": str(truth.workers)})
        workspace.set_param("aid.hardship_line", "280", from_on=date(2024, 1, 1), source="测试")
        workspace.set_param("aid.extreme_line", "245", from_on=date(2024, 1, 1), source="测试")
        workspace.assess_all("aid.grade", accept=True)
        yield workspace


def numbers(found: dict[str, Any]) -> list[str]:
    return [row["number"] for row in found["rows"]]


@pytest.mark.slow
def test_as_many_records_lie_behind_a_count_as_it_says(county: Workspace) -> None:
    functions: set[str] = set()
    nonzero = 0
    orgs = [None, *(row["number"] for row in county.org_tree()[1:3])]
    for period in PERIODS:
        for org in orgs:
            for cell in county.measure([row["key"] for row in county.indicators()], org=org, period=period):
                if cell["numerator"] is None:
                    assert "没有值" in cell["notes"][0]
                    continue
                function = county.session.catalogue.indicator(cell["indicator"]).counted.function
                found = county.behind(cell["indicator"], org=org, period=period, limit=3)
                functions.add(function)
                nonzero += bool(found["total"])
                if function == "count":
                    assert found["total"] == cell["numerator"], (cell["indicator"], org, period)
                elif function == "distinct":
                    # A person with two records is one person.
                    assert found["total"] >= cell["numerator"], (cell["indicator"], org, period)
                else:
                    assert bool(found["total"]) >= bool(cell["numerator"])
    assert functions == {"count", "distinct", "sum"}
    assert nonzero > 100


def test_the_rest_of_a_share_is_what_its_numerator_lacks(county: Workspace) -> None:
    [cell] = county.measure([RATE], period="2024")
    closed, rest = county.behind(RATE, period="2024", limit=None), county.behind(RATE, period="2024", which="rest")
    listed = county.list("finding", where=["found_on>=2024-01-01", "verified_on="], limit=None)
    assert cell["denominator"] > cell["numerator"] > 0
    assert rest["total"] == cell["denominator"] - cell["numerator"] == listed["total"]
    assert numbers(rest) == numbers(listed)
    assert set(numbers(rest)).isdisjoint(numbers(closed))


def test_the_records_come_page_by_page(county: Workspace) -> None:
    whole = numbers(county.behind(RATE, period="2024", limit=None))
    read: list[str] = []
    after = None
    while True:
        page = county.behind(RATE, period="2024", limit=7, after=after)
        read += numbers(page)
        after = page["next"]
        if after is None:
            break
    assert read == whole
    assert len(read) > 7


def test_private_values_stay_hidden_behind_a_number(county: Workspace) -> None:
    rows = county.behind("aid.hardship_workers", limit=20)["rows"]
    assert rows
    assert all(row["id_number"] is None and "id_number" in row["hidden"] for row in rows)


def test_a_record_counts_where_its_organisation_stood_at_the_end_of_the_period(county: Workspace) -> None:
    owners = {row["org"] for row in county.list("aid_file", limit=None)["rows"]}
    moved, home = sorted(owners - {"ORG0001"})[:2]
    before = {org: county.behind("aid.files", org=org, limit=None)["total"] for org in (moved, home)}
    assert before[moved] > 0
    county.org_move(moved, home)
    after = {org: county.behind("aid.files", org=org, limit=None)["total"] for org in (moved, home)}
    assert after == {moved: before[moved], home: before[home] + before[moved]}
    assert county.behind("aid.files", org=home, period="2024-11", limit=None)["total"] <= before[home]


def test_what_has_no_rest_says_so(county: Workspace) -> None:
    for key in ("finding.count", "aid.hardship_share", "fund.rate", "relief.households_per_helper"):
        with pytest.raises(UsageError, match="没有差额"):
            county.behind(key, which="rest")
        assert county.behind(key)["has_rest"] is False
    assert county.behind(RATE)["has_rest"] is True
    with pytest.raises(UsageError, match="numerator"):
        county.behind(RATE, which="whole")


def test_unknown_indicators_and_periods_ahead_are_refused(county: Workspace) -> None:
    with pytest.raises(UnknownNameError):
        county.behind("finding.closedrate")
    with pytest.raises(UsageError):
        county.behind(RATE, period="2031")
