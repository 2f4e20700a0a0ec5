"""A figure that cannot be known is none: where a parameter has no value, and where a register was never kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, load
from tests.work.hands import hand
from unionwork import Snapshot
from unionwork.workspace import Workspace

OWED, ON, LAST_YEAR = "relief.visits_owed", date(2024, 12, 31), date(2024, 1, 1)


@pytest.fixture
def county(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    """A county of no region: a household with a helper and without a visit in each of 甲 and 乙, nobody in 丙."""
    with Workspace.create(workspace_location, region="cn", on=ON) as workspace:
        for name in ("甲", "乙", "丙"):
            workspace.org_add(name)
        header = ("户编号", "户主姓名", "户类型", "家庭人口", "纳入日期", "帮扶责任人")
        for town in ("甲", "乙"):
            roll = a_csv(tmp_path / f"{town}.csv", header, [[f"H{town}", "户主", "贫困户", 3, "2015-01-01", "王某"]])
            load(workspace, roll, org=town)
        yield workspace


def test_without_the_parameter_there_is_no_number_and_it_is_said_which_one_is_missing(
    county: Workspace, tmp_path: Path
) -> None:
    cell = _owed(county)
    assert (cell["value"], cell["numerator"], cell["denominator"]) == (None, None, None)
    assert cell["notes"] == ["参数「走访周期」没有值,不能计算;请用 param set 设定 relief.visit_months"]
    assert {_owed(county, town)["value"] for town in ("甲", "乙", "丙")} == {None}
    assert county.course([OWED], ["2023", "2024"]) == {OWED: [None, None]}
    told = county.paper("work_summary", period="2024")
    assert _line(told, "本期欠走访户")[2] == "无数据"
    county.snapshot(tmp_path / "快照", reveal=True)
    with Snapshot.open(tmp_path / "快照") as held:
        assert _owed(held) == cell


def test_where_a_part_has_the_parameter_the_number_stands_and_the_others_are_named(county: Workspace) -> None:
    county.set_param("relief.visit_months", "12", from_on=LAST_YEAR, source="甲镇文件", org="甲")
    cell = _owed(county)
    assert (cell["value"], _owed(county, "甲")["value"], _owed(county, "乙")["value"]) == (1, 1, None)
    assert cell["notes"] == ["不含「乙」,它们的参数「走访周期」没有值;请用 param set 设定 relief.visit_months"]
    assert _owed(county, "甲")["notes"] == []
    assert _owed(county, period="2023")["value"] is None, "the value of 2024 says nothing of 2023"
    county.set_param("relief.visit_months", "12", from_on=LAST_YEAR, source="县文件")
    cell = _owed(county)
    assert (cell["value"], cell["notes"], _owed(county, "丙")["value"]) == (2, [], 0)


def test_what_was_registered_as_collective_is_one_even_where_no_number_of_people_is_set(county: Workspace) -> None:
    for source in ("collective", "reception"):
        county.add(
            "petition",
            {"received_on": "2024-03-01", "source": source, "people": "6", "petitioner": "钱某", "matter": "欠薪"},
        )
    (cell,) = county.measure(["petition.collective"], period="2024")
    assert (cell["value"], cell["notes"]) == (1, [])
    county.set_param("petition.collective_people", "5", from_on=LAST_YEAR, source="县文件")
    assert county.measure(["petition.collective"], period="2024")[0]["value"] == 2


def test_a_register_that_was_never_kept_has_no_data_in_the_period_itself(county: Workspace) -> None:
    said = county.paper("work_summary", period="2024")
    for label in ("走访次数", "已答复信访", "帮扶发放金额"):
        line = _line(said, label)
        assert line[2] == "无数据", label
    county.add("visit", {"household": "H甲", "visited_on": "2023-05-01", "visitor": "王某"}, org="甲")
    assert _line(county.paper("work_summary", period="2024"), "走访次数")[2] == "0"


def test_a_family_of_nobody_has_no_income_a_head_and_only_its_size_is_named(county: Workspace, tmp_path: Path) -> None:
    county.set_param("aid.extreme_line", "245", from_on=LAST_YEAR, source="县文件")
    county.set_param("aid.hardship_line", "280", from_on=LAST_YEAR, source="县文件")
    report = load(county, a_csv(tmp_path / "0.csv", HARDSHIP, [a_file(1, 家庭人口=0, 家庭月总收入=500), a_file(2)]))
    assert [(hint["row"], hint["column"], hint["reason"]) for hint in report["problems"]] == [
        (2, "家庭人口", "是 0,人均算不出;本人也计入,至少填 1")
    ]
    assert (report["added"], report["refused"], report["warnings"]) == (2, 0, 1)
    found = county.assess("aid.grade", "DA202400001")
    assert (found["outcome"], {test["left"] for test in found["tests"]}) == ("unknown", {None})
    assert found["missing"] == ["家庭人口(不大于 0,不能相除)"]


def test_a_first_date_that_lies_ahead_is_told_on_import_and_listed_until_it_comes(
    county: Workspace, tmp_path: Path
) -> None:
    rows = [a_file(1, 建档日期="2099-01-01"), a_file(2, 建档日期="2024-12-31")]
    report = load(county, a_csv(tmp_path / "后.csv", HARDSHIP, rows))
    assert [(hint["row"], hint["column"], hint["level"]) for hint in report["problems"]] == [(2, "建档日期", "warning")]
    assert report["problems"][0]["reason"] == "晚于业务日期 2024-12-31,到那天才计入;请核对"
    listed = county.check(["aid_file.begins_ahead"])
    assert [(row["number"], row["message"]) for row in listed] == [("DA202400001", "建档日期晚于业务日期,到那天才计入")]
    earlier = hand(county, "admin", date(2024, 6, 30))
    assert [row["number"] for row in earlier.check(["aid_file.begins_ahead"])] == ["DA202400001"]
    assert "DA202400002" not in {row["number"] for row in earlier.check()}, "a look at a past day finds no fault in it"


def _owed(source: Workspace | Snapshot, org: str | None = None, period: str = "2024") -> dict[str, Any]:
    (cell,) = source.measure([OWED], org=org, period=period)
    return dict(cell)


def _line(paper: Any, label: str) -> list[str]:
    """The texts of the line of a table that begins with a label."""
    for block in paper.blocks:
        for row in getattr(block, "body", ()):
            texts = ["".join(run.text for run in cell.runs) for cell in row]
            if texts and texts[0] == label:
                return texts
    raise AssertionError(f"no line {label}")
