"""Figures and checks count what their legal terms mean: poor, lifted out of poverty, member, union, letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.areas_words import PACKS, a_catalogue_of_everything
from tests.work.county import a_csv, a_workspace, an_id, load
from unionwork import Workspace

ON = date(2024, 12, 31)
# Category to whether its households are poor; all but the first are objects of relief.
CATEGORIES = {
    "一般农户": False, "贫困户": True, "低保贫困户": True, "五保户": True, "脱贫户": False, "脱贫不稳定户": False,
    "边缘易致贫户": False, "突发严重困难户": False, "扶贫户": True, "纯低保户": True,
}  # fmt: skip


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path, ON) as made:
        yield made


def figure(workspace: Workspace, key: str, period: str = "2024") -> Decimal | int | None:
    (row,) = workspace.measure([key], period=period)
    value: Decimal | int | None = row["value"]
    return value


def a_family(workspace: Workspace, index: int, category: str, **facts: str) -> str:
    """The number of a household of two, one of whom stands on the register by name and ID number."""
    home = workspace.add(
        "household",
        {"head_name": f"户主{index}", "category": category, "size": "2", "listed_on": "2015-01-01", **facts},
    )["number"]
    person = {"household": home, "name": f"户主{index}", "relation": "02", "id_number": an_id(index)}
    workspace.add("person", {**person, "joined_on": "2015-01-01"})
    return str(home)


def test_poverty_incidence_counts_the_poor_and_nobody_else(workspace: Workspace) -> None:
    workspace.org_change("ROOT", {"rural_population": "100"})
    for index, category in enumerate(CATEGORIES, start=1):
        a_family(workspace, index, category)
    a_family(workspace, 99, "贫困户", lifted_on="2020-12-31")
    poor, helped = sum(CATEGORIES.values()), len(CATEGORIES)
    assert figure(workspace, "relief.incidence") == poor
    assert figure(workspace, "relief.poor_households") == poor
    assert figure(workspace, "relief.poor_members") == 2 * poor
    assert figure(workspace, "relief.supported_households") == helped
    assert figure(workspace, "relief.supported_members") == 2 * helped
    assert figure(workspace, "relief.households") == helped + 1
    (before,) = workspace.measure(["relief.poor_households"], period="2020-11")
    assert before["value"] == poor + 1, "not lifted yet"


def test_a_lifted_household_stays_on_the_register_and_is_still_owed_its_visits(
    workspace: Workspace, tmp_path: Path
) -> None:
    header = ("户编号", "户主姓名", "户类型", "家庭人口", "纳入日期", "脱贫日期", "帮扶责任人")
    rows: list[list[Any]] = [
        ["H1", "甲", "脱贫户", 3, "2015-01-01", "2019-12-31", "王某"],
        ["H2", "乙", "贫困户", 2, "2015-01-01", "", "王某"],
    ]
    load(workspace, a_csv(tmp_path / "h.csv", header, rows))
    lifted = workspace.show("household", "H1")
    assert (lifted["lifted_on"], lifted["removed_on"]) == ("2019-12-31", None)
    assert figure(workspace, "relief.households") == 2
    assert figure(workspace, "relief.visits_owed", "2024-12") == 2
    assert sorted(row["number"] for row in workspace.due() if row["duty"] == "relief.visit") == ["H1", "H2"]
    assert (figure(workspace, "relief.lifted", "2019"), figure(workspace, "relief.removed", "2019")) == (1, 0)
    assert {row["check"] for row in workspace.check() if row["kind"] == "household" and row["number"] == "H1"} == set()


def test_units_founded_in_a_period_and_units_that_have_a_union_are_two_figures(workspace: Workspace) -> None:
    for name, facts in {
        "早建厂": {"has_union": "是", "union_founded_on": "2010-05-01"},
        "新建厂": {"has_union": "是", "union_founded_on": "2024-05-01"},
        "未登记厂": {"union_founded_on": "2012-05-01"},
        "未建厂": {"has_union": "否"},
        "注销厂": {"has_union": "是", "closed_on": "2020-01-01"},
    }.items():
        workspace.add("unit", {"name": name, "opened_on": "2000-01-01", **facts})
    assert figure(workspace, "unit.with_union") == 1
    assert figure(workspace, "unit.unionised") == 3


def test_members_who_left_do_not_make_a_committee_due(workspace: Workspace) -> None:
    workspace.set_param("union.committee_members", "2", from_on=date(2020, 1, 1), source="试")
    unit = workspace.add("unit", {"name": "甲厂", "has_union": "否"})["number"]
    for index in range(3):
        left = {} if index == 0 else {"left_on": "2022-01-01"}
        facts = {"unit": unit, "name": f"会员{index}", "id_number": an_id(index), "joined_on": "2021-01-01"}
        workspace.add("member", {**facts, **left})
    assert workspace.check(["unit.committee_due"]) == []
    workspace.add("member", {"unit": unit, "name": "会员九", "id_number": an_id(9), "joined_on": "2024-01-01"})
    assert [row["number"] for row in workspace.check(["unit.committee_due"])] == [unit]


def test_the_yearly_total_of_a_household_is_not_taken_for_its_net_income(tmp_path: Path) -> None:
    header = ("户编号", "户主姓名", "户类型", "家庭人口", "纳入日期")
    row = ["H1", "甲", "扶贫户", 2, "2015-01-01"]
    with Workspace.create(tmp_path / "w.db", region=str(PACKS["guangfeng"]), on=ON) as workspace:
        load(workspace, a_csv(tmp_path / "total.csv", (*header, "家庭年总收入"), [[*row, 12_000]]))
        assert workspace.assess("guangfeng.target_income", "H1")["outcome"] == "unknown"
        load(workspace, a_csv(tmp_path / "net.csv", (*header, "家庭年纯收入"), [[*row, 12_000]]))
        assert workspace.assess("guangfeng.target_income", "H1")["outcome"] == "reached"


def test_labels_say_what_is_measured() -> None:
    catalogue = a_catalogue_of_everything()
    assert catalogue.indicator("finding.closed_rate").label == "隐患销号率"
    assert catalogue.indicator("unit.with_union").label == "新建会单位"
    below = (
        catalogue.indicator("daoli.extreme_men_under_50").label,
        catalogue.indicator("daoli.extreme_women_under_40").label,
    )
    assert below == ("特困职工:不满 50 岁的男性", "特困职工:不满 40 岁的女性")
    items = {item.key: item for item in catalogue.checklists["inspection.labour"].items}
    assert "498号 9" in items["juvenile_work"].source, "registration does not stand in the Labour Law"
    assert not catalogue.kind("inspection").field("opinion_number").aliases.count("建议书编号")
