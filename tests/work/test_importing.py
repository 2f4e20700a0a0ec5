"""Importing: what a sheet adds, changes and leaves; which rows it refuses, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import (
    HARDSHIP,
    POVERTY,
    a_csv,
    a_file,
    a_person,
    a_workspace,
    a_wrong_id,
    an_id,
    an_xlsx,
    everything,
    load,
    record,
)
from unionwork.sample import write_rolls
from unionwork.work import importing
from unionwork.workspace import Workspace

FUND = ("企业名称", "工会名称", "所属月份", "工资总额", "缴纳经费", "返还手续")
VISIT = ("户编号", "走访人", "走访日期", "走访方式")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path / "w.db", tmp_path) as opened:
        yield opened


def counts(report: dict[str, Any]) -> tuple[int, int, int, int]:
    return report["added"], report["changed"], report["unchanged"], report["refused"]


def reasons(report: dict[str, Any], level: str = "error") -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["reason"]) for one in report["problems"] if one["level"] == level]


def files(path: Path, *rows: list[object]) -> Path:
    return a_csv(path, HARDSHIP, rows)


def test_an_import_run_again_adds_changes_and_journals_nothing(workspace_location: str, tmp_path: Path) -> None:
    sheet = files(tmp_path / "a.csv", *(a_file(i, 所属工会="机械厂工会") for i in range(1, 30)))
    with a_workspace(workspace_location, tmp_path) as workspace:
        assert counts(load(workspace, sheet)) == (29, 0, 0, 0)
        head = workspace.verify()["head"]
        again = load(workspace, sheet)
        assert (counts(again), again["batch"], again["records"]) == ((0, 0, 29, 0), None, {})
        assert workspace.verify()["head"] == head


def test_changed_cells_change_exactly_those_records_in_exactly_those_fields(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, files(tmp_path / "a.csv", *(a_file(i) for i in range(1, 21))))
    before = everything(workspace)["aid_file"]
    rows = [a_file(i) for i in range(1, 21)]
    rows[4] = a_file(5, 家庭月总收入="901.55")
    rows[11] = a_file(12, 姓名="改名")
    report = load(workspace, files(tmp_path / "b.csv", *rows))
    assert counts(report) == (0, 2, 18, 0)
    after = everything(workspace)["aid_file"]
    differing = [
        (new["number"], {key for key in new if new[key] != old[key]})
        for old, new in zip(before, after, strict=True)
        if old != new
    ]
    assert differing == [("DA202400005", {"income"}), ("DA202400012", {"name"})]
    assert str(record(workspace, "aid_file", "DA202400005")["income"]) == "901.55"
    assert [record(workspace, "aid_file", f"DA2024000{n}")["version"] for n in ("05", "12", "06")] == [2, 2, 1]


def test_an_empty_cell_leaves_a_value_and_the_word_for_clearing_clears_it(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1), a_file(2)))
    sheet = files(tmp_path / "b.csv", a_file(1, 手机号码="", 家庭人口=""), a_file(2, 手机号码="清空", 家庭人口="清空"))
    assert counts(load(workspace, sheet)) == (0, 1, 1, 0)
    left, cleared = (record(workspace, "aid_file", f"DA2024{i:05}") for i in (1, 2))
    assert (left["phone"], left["family_size"]) == ("13800000001", 3)
    assert (cleared["phone"], cleared["family_size"]) == (None, None)


def test_a_required_field_is_never_cleared(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1)))
    report = load(workspace, files(tmp_path / "b.csv", a_file(1, 姓名="清空")))
    assert counts(report) == (0, 0, 0, 1)
    assert [(row, column) for row, column, _ in reasons(report)] == [(2, "姓名")]
    assert record(workspace, "aid_file", "DA202400001")["name"] == "职工1"


def test_a_masked_cell_leaves_what_is_stored(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1)))
    masked = f"{an_id(1)[:6]}***********{an_id(1)[-1]}"
    report = load(workspace, files(tmp_path / "b.csv", a_file(1, 身份证号=masked, 手机号码="138****0001")))
    assert (counts(report), report["batch"]) == ((0, 0, 1, 0), None)
    assert record(workspace, "aid_file", "DA202400001")["id_number"] == an_id(1)


def test_a_row_that_repeats_a_key_with_other_values_is_refused_and_names_the_first(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = [a_file(1), a_file(2), a_file(1, 家庭月总收入=1), a_file(2)]
    report = load(workspace, files(tmp_path / "a.csv", *rows))
    assert counts(report) == (2, 0, 1, 1)
    ((row, _, reason),) = reasons(report)
    assert row == 4
    assert "第 2 行" in reason
    assert "家庭月总收入" in reason
    assert record(workspace, "aid_file", "DA202400001")["income"] == 900


def test_a_repeating_row_that_fills_what_the_first_left_open_is_refused_not_silently_lost(
    workspace: Workspace, tmp_path: Path
) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1, 手机号码=""), a_file(1)))
    assert counts(report) == (1, 0, 0, 1)
    assert "手机号码" in reasons(report)[0][2]


def test_a_repeating_row_with_another_remark_of_the_office_is_kept_with_a_warning(
    workspace: Workspace, tmp_path: Path
) -> None:
    sheet = a_csv(tmp_path / "a.csv", (*HARDSHIP, "经办备注"), [(*a_file(1), "一"), (*a_file(1), "二")])
    report = load(workspace, sheet)
    assert counts(report) == (1, 0, 1, 0)
    assert [(row, column) for row, column, _ in reasons(report, "warning")] == [(3, "经办备注")]


def test_unknown_columns_are_listed_kept_and_kept_again(workspace: Workspace, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path / "a.csv", (*HARDSHIP, "经办备注"), [(*a_file(1), "材料后补"), (*a_file(2), "")])
    report = load(workspace, sheet)
    assert report["unknown_columns"] == ["经办备注"]
    from unionwork.areas.aid.entities import AidFile

    assert dict(workspace.get(AidFile, "DA202400001").extra) == {"经办备注": "材料后补"}
    assert dict(workspace.get(AidFile, "DA202400002").extra) == {}
    load(workspace, files(tmp_path / "b.csv", a_file(1, 家庭人口=4)))
    assert dict(workspace.get(AidFile, "DA202400001").extra) == {"经办备注": "材料后补"}


def test_a_presumed_date_is_marked_until_a_sheet_states_it(workspace: Workspace, tmp_path: Path) -> None:
    from unionwork.areas.relief.entities import Household

    load(workspace, a_csv(tmp_path / "a.csv", POVERTY, [a_person("PK1", 1, 与户主关系="户主")]))
    presumed = workspace.get(Household, "PK1")
    assert (presumed.listed_on, dict(presumed.extra)) == (date(1949, 10, 1), {"推定": "纳入日期"})
    stated = a_csv(
        tmp_path / "b.csv", (*POVERTY, "纳入日期"), [(*a_person("PK1", 1, 与户主关系="户主"), "2016年5月4日")]
    )
    report = load(workspace, stated)
    assert (counts(report), report["records"]) == ((0, 1, 0, 0), {"household.changed": 1})
    known = workspace.get(Household, "PK1")
    assert (known.listed_on, dict(known.extra)) == (date(2016, 5, 4), {})


def test_an_empty_organisation_cell_leaves_the_record_where_it_is(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1, 所属工会="机械厂工会"), a_file(2, 所属工会="")))
    (union,) = (row["number"] for row in workspace.org_tree() if row["name"] == "机械厂工会")
    report = load(workspace, files(tmp_path / "b.csv", a_file(1), a_file(2)))
    assert counts(report) == (0, 0, 2, 0)
    assert record(workspace, "aid_file", "DA202400001")["org"] == union


def test_another_organisation_in_the_sheet_moves_the_record(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1, 所属工会="甲工会"), a_file(2, 所属工会="乙工会")))
    report = load(workspace, files(tmp_path / "b.csv", a_file(1, 所属工会="乙工会")))
    assert counts(report) == (0, 1, 0, 0)
    rows = workspace.list("aid_file", org="乙工会")["rows"]
    assert [row["number"] for row in rows] == ["DA202400001", "DA202400002"]


def test_an_unknown_organisation_refuses_its_rows_and_offers_the_nearest(workspace: Workspace, tmp_path: Path) -> None:
    workspace.org_add("青禾镇工会联合会")
    rows = [a_file(1, 所属工会="青禾镇工会连合会"), a_file(2, 所属工会="青禾镇工会联合会")]
    report = load(workspace, files(tmp_path / "a.csv", *rows), create_orgs=False)
    assert counts(report) == (1, 0, 0, 1)
    ((row, column, reason),) = reasons(report)
    assert (row, column) == (2, "所属工会")
    assert "青禾镇工会联合会" in reason
    assert len(workspace.org_tree()) == 2


def test_towns_and_villages_are_founded_as_two_levels_once_each(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        a_person("PK1", 1, 乡镇="青禾镇", 村="一村"),
        a_person("PK2", 2, 乡镇="青禾镇", 村="二村"),
        a_person("PK3", 3, 乡镇="云杉镇", 村="一村"),
        a_person("PK4", 4, 乡镇="青禾镇", 村="一村"),
        a_person("PK5", 5, 乡镇="云杉镇", 村=""),
    ]
    load(workspace, a_csv(tmp_path / "a.csv", POVERTY, rows))
    tree = {row["number"]: row for row in workspace.org_tree()}
    names = {row["number"]: row["name"] for row in tree.values()}
    paths = sorted((names.get(row["parent"]), row["name"]) for row in tree.values() if row["parent"])
    assert paths == sorted(
        [("红星县", "青禾镇"), ("红星县", "云杉镇"), ("青禾镇", "一村"), ("青禾镇", "二村"), ("云杉镇", "一村")]
    )
    owners = {row["number"]: row["org"] for row in workspace.list("household")["rows"]}
    assert owners["PK1"] == owners["PK4"] != owners["PK3"]
    assert (names[owners["PK5"]], tree[owners["PK3"]]["parent"]) == ("云杉镇", owners["PK5"])


def test_a_village_name_under_two_towns_without_its_town_is_refused_not_guessed(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", POVERTY, [a_person("PK1", 1), a_person("PK2", 2, 乡镇="云杉镇")]))
    report = load(workspace, a_csv(tmp_path / "b.csv", POVERTY, [a_person("PK3", 3, 乡镇="")]))
    assert counts(report) == (0, 0, 0, 1)
    assert "2 个组织叫「一村」" in reasons(report)[0][2]
    named = load(workspace, a_csv(tmp_path / "c.csv", POVERTY, [a_person("PK3", 3, 乡镇="")]), org="云杉镇")
    assert counts(named) == (1, 0, 0, 0)


def test_the_named_organisation_is_the_parent_of_what_is_founded(workspace: Workspace, tmp_path: Path) -> None:
    workspace.org_add("青禾镇")
    load(workspace, files(tmp_path / "a.csv", a_file(1, 所属工会="机械厂工会"), a_file(2)), org="青禾镇")
    rows = workspace.list("aid_file", org="青禾镇")["rows"]
    assert [row["number"] for row in rows] == ["DA202400001", "DA202400002"]
    tree = {row["name"]: row for row in workspace.org_tree()}
    assert tree["机械厂工会"]["parent"] == tree["青禾镇"]["number"] == rows[1]["org"]


def test_a_row_that_points_to_no_record_is_refused_and_the_others_are_stored(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", POVERTY, [a_person("PK1", 1, 与户主关系="户主")]))
    rows = [("PK9", "甲", "2024-05-01", "入户"), ("PK1", "甲", "2024-05-01", "入户")]
    report = load(workspace, a_csv(tmp_path / "b.csv", VISIT, rows))
    assert counts(report) == (1, 0, 0, 1)
    ((row, column, reason),) = reasons(report)
    assert (row, column) == (2, "户编号")
    assert "PK9" in reason


def test_two_visits_differ_by_their_visitor_or_their_day(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", POVERTY, [a_person("PK1", 1, 与户主关系="户主")]))
    days = [("PK1", who, day, "入户") for who in ("甲", "乙") for day in ("2024-05-01", "2024-05-02")]
    report = load(workspace, a_csv(tmp_path / "b.csv", VISIT, [*days, days[0]]))
    assert counts(report) == (4, 0, 1, 0)


def test_units_of_one_name_under_two_unions_are_two_units(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        ("恒顺厂", "甲工会", "2024-01", 1000, 20, "已完善"),
        ("恒顺厂", "乙工会", "2024-01", 2000, 40, "已完善"),
        ("恒顺厂", "甲工会", "2024-02", 1000, 20, "未完善"),
    ]
    report = load(workspace, a_csv(tmp_path / "a.csv", FUND, rows))
    assert report["records"] == {"unit": 2, "fund_receipt": 3}
    assert [(row, column) for row, column, _ in reasons(report, "warning")] == [(4, "返还手续")]


def test_a_voided_record_does_not_come_back_by_a_sheet(workspace: Workspace, tmp_path: Path) -> None:
    sheet = files(tmp_path / "a.csv", a_file(1), a_file(2))
    load(workspace, sheet)
    workspace.void("aid_file", "DA202400001", "重复建档")
    report = load(workspace, sheet)
    assert counts(report) == (0, 0, 1, 1)
    assert "已作废" in reasons(report)[0][2]


def test_several_sheets_of_one_book_are_each_imported(workspace: Workspace, tmp_path: Path) -> None:
    book = an_xlsx(
        tmp_path / "a.xlsx",
        [HARDSHIP, a_file(1), a_file(2)],
        [("说明", "本表由各工会填报")],
        [HARDSHIP, a_file(3)],
    )
    reports = workspace.import_files([book], create_orgs=True)
    assert [(report["sheet"], report["added"]) for report in reports] == [("表1", 2), ("表3", 1)]
    assert any("表2" in note for note in reports[0]["notes"])


def test_a_dry_run_tells_the_same_and_stores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    sheet = files(tmp_path / "a.csv", a_file(1, 所属工会="甲工会"), a_file(2, 身份证号="1"), a_file(1))
    before = (everything(workspace), workspace.verify()["head"])
    told = load(workspace, sheet, dry_run=True)
    assert (everything(workspace), workspace.verify()["head"]) == before
    done = load(workspace, sheet)
    assert {**told, "batch": None} == {**done, "batch": None}
    assert (told["batch"], counts(done)) == (None, (1, 0, 1, 1))


def test_the_problem_workbook_holds_the_refused_rows_and_can_be_imported_once_corrected(
    workspace: Workspace, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    sheet = files(tmp_path / "a.csv", a_file(1), a_file(2, 身份证号=a_wrong_id(2)), a_file(3, 建档日期="2024-06-31"))
    out = tmp_path / "problems.xlsx"
    assert counts(load(workspace, sheet, problems=out)) == (1, 0, 0, 2)
    book = load_workbook(out)
    page = book.worksheets[0]
    header = [cell.value for cell in page[1]]
    held = {row[header.index("档案编号")].value: row for row in page.iter_rows(min_row=2)}
    assert set(held) == {"DA202400002", "DA202400003"}
    held["DA202400002"][header.index("身份证号")].value = an_id(2)
    held["DA202400003"][header.index("建档日期")].value = "2024-06-30"
    book.save(out)
    assert counts(load(workspace, out)) == (2, 0, 0, 0)


# The end of a batch of rows


@pytest.mark.slow
@pytest.mark.parametrize("size", [4, 13])
def test_rows_split_over_batches_give_the_same_as_one_batch(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = write_rolls(tmp_path / "rolls", seed=50, size=0.02, dirty=True, headers="other", year=2023)
    keys = ("hardship", "application", "poverty", "inspection", "finding")
    whole = _run(tmp_path / "one", [truth.sheets[key].path for key in keys])
    monkeypatch.setattr(importing, "CHUNK", size)
    assert _run(tmp_path / "many", [truth.sheets[key].path for key in keys]) == whole


@pytest.mark.parametrize("size", [1, 2, 100])
def test_contradictions_are_found_across_batches(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", size)
    rows = [
        ("恒顺厂", "甲工会", "2024-01", 1000, 20, ""),
        ("立达厂", "甲工会", "2024-01", 1000, 20, "未完善"),
        ("恒顺厂", "甲工会", "2024-02", 1000, 20, "已完善"),
        ("恒顺厂", "甲工会", "2024-01", 1000, 21, ""),
        ("立达厂", "甲工会", "2024-02", 1000, 20, "已完善"),
    ]
    with a_workspace(tmp_path / "w.db", tmp_path) as workspace:
        sheet = a_csv(tmp_path / "a.csv", FUND, rows)
        report = load(workspace, sheet)
        assert (counts(report), [row for row, _, _ in reasons(report)]) == ((4, 0, 0, 1), [5])
        assert [row for row, _, _ in reasons(report, "warning")] == [6]
        states = {row["name"]: row["return_state"] for row in workspace.list("unit")["rows"]}
        words = workspace.session.catalogue.vocabulary("return_state")
        assert states == {"恒顺厂": words.find("已完善"), "立达厂": words.find("未完善")}
        assert (load(workspace, sheet)["batch"], workspace.verify()["breaks"]) == (None, [])


@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_heads_row_speaks_for_the_household_wherever_it_stands(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", size)
    rows = [
        a_person("PK1", 1, 致贫原因="因残"),
        a_person("PK1", 2),
        a_person("PK2", 3, 与户主关系="户主"),
        a_person("PK1", 4, 与户主关系="户主", 致贫原因="因学"),
        a_person("PK3", 5, 致贫原因="", 户类型="五保户"),
        a_person("PK3", 6, 致贫原因="因灾"),
    ]
    with a_workspace(tmp_path / "w.db", tmp_path) as workspace:
        sheet = a_csv(tmp_path / "a.csv", POVERTY, rows)
        report = load(workspace, sheet)
        assert (counts(report), report["records"]) == ((6, 0, 0, 0), {"household": 3, "person": 6})
        assert [row for row, _, _ in reasons(report, "warning")] == [2, 3, 7]
        words = workspace.session.catalogue.vocabulary("poverty_cause")
        causes = {row["number"]: row["cause"] for row in workspace.list("household", reveal=True)["rows"]}
        assert causes == {"PK1": words.find("因学"), "PK2": words.find("因病"), "PK3": words.find("因灾")}
        assert [row["version"] for row in workspace.list("household")["rows"]] == [1, 1, 1]
        again = load(workspace, sheet)
        assert (counts(again), again["batch"]) == ((0, 0, 6, 0), None)


def _run(folder: Path, sheets: list[Path]) -> tuple[Any, Any]:
    """Reports and registers of a new workspace, without what is given at random or by the clock."""
    folder.mkdir()
    with a_workspace(folder / "w.db", folder) as workspace:
        reports = [{**load(workspace, sheet), "batch": 0} for sheet in sheets]
        again = [load(workspace, sheet)["batch"] for sheet in sheets]
        assert again == [None] * len(sheets)
        assert workspace.verify()["breaks"] == []
        return reports, everything(workspace)
