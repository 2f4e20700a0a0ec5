"""Organisations: names that stand, figures that are numbers, trees without circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from unionwork.errors import RefusedError, UnionworkError, UsageError, ValueRefusedError
from unionwork.work.organising import Organisations, place
from unionwork.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path / "w.db", tmp_path) as opened:
        for name in ("甲工会", "乙工会"):
            opened.org_add(name)
        yield opened


@pytest.mark.parametrize("name", ["", "   ", "甲/乙", "乙工会"])
def test_a_name_that_is_none_or_taken_is_refused_and_the_workspace_goes_on_working(
    name: str, workspace: Workspace
) -> None:
    with pytest.raises((ValueRefusedError, RefusedError)):
        workspace.org_change("甲工会", {"name": name})
    with pytest.raises((ValueRefusedError, RefusedError)):
        workspace.org_add(name)
    assert [row["name"] for row in workspace.org_tree()] == ["红星县", "甲工会", "乙工会"]


@pytest.mark.parametrize(
    "values", [{"workers": "-5"}, {"workers": "²"}, {"workers": "9" * 30}, {"workers": ""}, {"workres": "5"}]
)
def test_a_figure_that_is_no_number_is_a_usage_error(values: Mapping[str, str], workspace: Workspace) -> None:
    with pytest.raises(UsageError):
        workspace.org_change("甲工会", values)
    assert workspace.figures() == []


def test_a_figure_of_the_same_day_is_corrected_one_of_another_day_added(workspace: Workspace, tmp_path: Path) -> None:
    workspace.org_change("甲工会", {"workers": "100"})
    workspace.org_change("甲工会", {"workers": "120"})
    with Workspace.open(tmp_path / "w.db", on=date(2023, 1, 1)) as earlier:
        earlier.org_change("甲工会", {"workers": "90"})
    assert [(row["from"], row["value"]) for row in workspace.figures("甲工会")] == [
        ("2024-12-31", 120),
        ("2023-01-01", 90),
    ]


def test_no_organisation_is_moved_or_merged_below_itself(workspace: Workspace) -> None:
    workspace.org_add("一车间", parent="甲工会")
    for move in (workspace.org_move, workspace.org_merge):
        for org, to in (("甲工会", "甲工会"), ("甲工会", "一车间"), ("ROOT", "甲工会")):
            with pytest.raises(RefusedError):
                move(org, to)
    assert workspace.verify()["breaks"] == []


def test_a_move_before_an_earlier_one_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    workspace.org_move("甲工会", "乙工会")
    with Workspace.open(tmp_path / "w.db", on=date(2024, 1, 1)) as earlier, pytest.raises(RefusedError):
        earlier.org_move("甲工会", "ROOT")


def test_an_organisation_is_filtered_by_number_or_name(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 所属工会="甲工会"), a_file(2, 所属工会="乙工会")]))
    number = workspace.list("aid_file")["rows"][0]["org"]
    for words in (f"org={number}", "org=甲工会", "org!=乙工会"):
        assert [row["number"] for row in workspace.list("aid_file", where=[words])["rows"]] == ["DA202400001"]
    with pytest.raises(UsageError):
        workspace.list("aid_file", where=["org>甲工会"])


def test_a_change_that_changes_nothing_makes_no_version(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1)]))
    head = workspace.verify()["head"]
    same = workspace.change("aid_file", "DA202400001", {"family_size": "3", "name": "职工1"})
    assert (same["version"], workspace.verify()["head"]) == (1, head)


@pytest.mark.parametrize("batch", [0, -1, 10**30])
def test_a_batch_number_that_is_none_is_refused(batch: int, workspace: Workspace) -> None:
    with pytest.raises(UnionworkError):
        workspace.undo_import(batch)


def test_a_negative_limit_is_a_usage_error(workspace: Workspace) -> None:
    with pytest.raises(UsageError):
        workspace.list("aid_file", limit=-1)


@pytest.mark.parametrize("name", ["ROOT", "ORG0002", "ORG12345"])
def test_a_name_that_would_be_taken_for_a_number_is_refused(name: str, workspace: Workspace) -> None:
    for act in (lambda: workspace.org_add(name), lambda: workspace.org_change("甲工会", {"name": name})):
        with pytest.raises(ValueRefusedError, match="请写组织的名称"):
            act()


def test_what_was_merged_is_left_alone_from_then_on(workspace: Workspace, tmp_path: Path) -> None:
    workspace.org_add("丙工会")
    workspace.org_merge("甲工会", "乙工会")
    with Workspace.open(tmp_path / "w.db", on=date(2025, 2, 10)) as later:
        for act in (
            lambda: later.org_merge("甲工会", "丙工会"),
            lambda: later.org_merge("丙工会", "甲工会"),
            lambda: later.org_move("甲工会", "ROOT"),
            lambda: later.org_move("丙工会", "甲工会"),
            lambda: later.org_add("一车间", parent="甲工会"),
        ):
            with pytest.raises(RefusedError, match="「甲工会」已于 2024-12-31 并入「乙工会」"):
                act()
        later.org_move("乙工会", "丙工会")
        assert [row["name"] for row in later.org_tree("丙工会")] == ["丙工会", "乙工会", "甲工会"]


def test_a_merger_is_taken_back_on_its_own_day(workspace: Workspace) -> None:
    workspace.org_merge("甲工会", "乙工会")
    workspace.org_move("甲工会", "ROOT")
    workspace.org_add("一车间", parent="甲工会")
    workspace.org_merge("乙工会", "甲工会")
    assert workspace.verify()["breaks"] == []


def test_only_what_was_merged_is_said_to_be_merged(workspace: Workspace, tmp_path: Path) -> None:
    head = workspace.journal(1)[0]["hash"]
    workspace.org_merge("甲工会", "乙工会")
    numbers = {row["name"]: row["number"] for row in workspace.org_tree()}
    root, one, two = numbers["红星县"], numbers["甲工会"], numbers["乙工会"]
    told = [{"number": one, "what": "merged", "from": root, "to": two, "on": "2024-12-31"}]

    def since(at: Workspace) -> list[dict[str, str]]:
        rows = at.changes_since(head)["organisations"]
        return [{key: value for key, value in row.items() if key != "name"} for row in rows]

    assert since(workspace) == told
    # A workspace in which the merged body was put elsewhere later, as could be done once.
    with Workspace.open(tmp_path / "w.db", on=date(2025, 2, 10)) as later:
        with later.session.writing("org move") as change:
            organisations = Organisations.seen(later.session, change.connection)
            place(change, later.session, organisations.find("甲工会"), organisations.root, later.session.day)
        assert since(later) == [
            {**told[0], "from": None},
            {"number": one, "what": "moved", "from": two, "to": root, "on": "2025-02-10"},
        ]


def test_a_breakdown_by_organisation_gives_numbers(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 所属工会="甲工会"), a_file(2, 所属工会="乙工会")]))
    numbers = {row["name"]: row["number"] for row in workspace.org_tree()}
    cells = workspace.measure(["aid.files"], by=["org"])
    assert sorted((cell["by"]["org"], cell["by_code"]["org"], cell["value"]) for cell in cells) == [
        (number, number, 1) for number in sorted((numbers["甲工会"], numbers["乙工会"]))
    ]
