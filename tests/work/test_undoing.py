"""Taking an import back: only as long as nothing moved on, and so that everything is as before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.work.county import (
    HARDSHIP,
    POVERTY,
    a_csv,
    a_file,
    a_person,
    a_workspace,
    everything,
    figures,
    load,
    record,
)
from unionwork.errors import RefusedError
from unionwork.sample import write_rolls
from unionwork.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path / "w.db", tmp_path) as opened:
        yield opened


def files(path: Path, *rows: list[object]) -> Path:
    return a_csv(path, HARDSHIP, rows)


def test_an_import_taken_back_and_run_again_gives_the_same_records_under_the_same_numbers(
    workspace_location: str, tmp_path: Path
) -> None:
    truth = write_rolls(tmp_path / "rolls", seed=60, size=0.02, year=2024)
    with a_workspace(workspace_location, tmp_path) as workspace:
        start = everything(workspace)
        for key in ("poverty", "fund", "application"):
            sheet = truth.sheets[key].path
            before = everything(workspace)
            first = load(workspace, sheet)
            after = everything(workspace)
            undone = workspace.undo_import(first["batch"])
            assert undone["restored"] == 0
            assert everything(workspace) == before
            second = load(workspace, sheet)
            assert {**second, "batch": 0} == {**first, "batch": 0}
            assert everything(workspace) == after
            assert load(workspace, sheet)["batch"] is None
            workspace.undo_import(second["batch"])
        assert everything(workspace) == start
        assert workspace.verify()["breaks"] == []


def test_figures_after_an_import_was_taken_back_are_those_before_it(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1), a_file(2)))
    report = load(workspace, files(tmp_path / "b.csv", a_file(3, 所属工会="机械厂工会"), a_file(4)))
    assert figures(workspace, "aid.files") == {"aid.files": 4}
    workspace.undo_import(report["batch"])
    assert figures(workspace, "aid.files") == {"aid.files": 2}
    assert [row["name"] for row in workspace.org_tree()] == ["红星县"]


def test_taking_back_changes_restores_every_value(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, files(tmp_path / "a.csv", a_file(1), a_file(2), a_file(3)))
    before = everything(workspace)
    changed = [
        a_file(1, 家庭月总收入=1, 手机号码="清空", 所属工会="机械厂工会"),
        a_file(2, 姓名="改名"),
        a_file(3),
        a_file(4),
    ]
    report = load(workspace, files(tmp_path / "b.csv", *changed))
    answer = workspace.undo_import(report["batch"])
    assert (answer["restored"], everything(workspace)) == (2, before)
    assert workspace.verify()["breaks"] == []


def test_a_dry_run_of_taking_back_answers_the_same_and_does_nothing(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1), a_file(2)))
    before = everything(workspace)
    told = workspace.undo_import(report["batch"], dry_run=True)
    assert everything(workspace) == before
    assert workspace.undo_import(report["batch"]) == told


def test_what_was_taken_back_does_not_come_again_with_another_sheet(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1, 家庭人口=9)))
    workspace.undo_import(report["batch"])
    load(workspace, files(tmp_path / "b.csv", a_file(1, 家庭人口="", 手机号码="")))
    held = record(workspace, "aid_file", "DA202400001")
    assert (held["family_size"], held["phone"]) == (None, None)


def test_an_import_is_not_taken_back_once_a_record_of_it_was_changed(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1), a_file(2)))
    workspace.change("aid_file", "DA202400002", {"family_size": "5"})
    before = everything(workspace)
    with pytest.raises(RefusedError, match="DA202400002"):
        workspace.undo_import(report["batch"])
    assert everything(workspace) == before


def test_an_import_is_taken_back_only_once(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1)))
    workspace.undo_import(report["batch"])
    with pytest.raises(RefusedError):
        workspace.undo_import(report["batch"])


def test_only_an_import_is_taken_back(workspace: Workspace) -> None:
    for batch in (workspace.journal()[0]["batch"], 999_999):
        with pytest.raises(RefusedError, match="不是一次导入"):
            workspace.undo_import(batch)


def test_records_that_others_point_to_are_not_taken_back_and_the_others_are_named(
    workspace: Workspace, tmp_path: Path
) -> None:
    report = load(workspace, a_csv(tmp_path / "a.csv", POVERTY, [a_person("PK1", 1, 与户主关系="户主")]))
    load(workspace, a_csv(tmp_path / "b.csv", ("户编号", "走访人", "走访日期"), [("PK1", "甲", "2024-05-01")]))
    (visit,) = workspace.list("visit")["rows"]
    with pytest.raises(RefusedError, match=visit["number"]):
        workspace.undo_import(report["batch"])
    workspace.void("visit", visit["number"], "登记错误")
    assert workspace.undo_import(report["batch"])["voided"] > 0


def test_files_with_a_decision_are_not_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1)))
    workspace.assess_all("aid.grade", accept=True)
    with pytest.raises(RefusedError, match="认定"):
        workspace.undo_import(report["batch"])


@pytest.mark.parametrize("bond", ["figure", "parameter", "operator", "child", "record"])
def test_an_organisation_that_something_hangs_on_is_not_taken_back(
    bond: str, workspace: Workspace, tmp_path: Path
) -> None:
    report = load(workspace, files(tmp_path / "a.csv", a_file(1, 所属工会="机械厂工会")))
    if bond == "figure":
        workspace.org_change("机械厂工会", {"workers": "100"})
    elif bond == "parameter":
        workspace.set_param("aid.hardship_line", "300", from_on=date(2024, 1, 1), source="文件", org="机械厂工会")
    elif bond == "operator":
        workspace.operator_add("li", org="机械厂工会")
    elif bond == "child":
        workspace.org_add("一车间工会", parent="机械厂工会")
    else:
        load(workspace, files(tmp_path / "b.csv", a_file(2, 所属工会="机械厂工会")))
    with pytest.raises(RefusedError, match="还指向"):
        workspace.undo_import(report["batch"])
    assert "机械厂工会" in [row["name"] for row in workspace.org_tree()]
    assert len(workspace.figures()) == (bond == "figure")
