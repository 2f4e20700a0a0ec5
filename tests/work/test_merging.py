"""One person, one file: a duplicate is merged into the record that stays, and nothing is lost or skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, an_id, load
from unionwork.errors import NotPermittedError, RefusedError, UnknownNameError, UsageError
from unionwork.workspace import Workspace

WHY = "同一户登记了两次"


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path) as made:
        yield made


def a_household(workspace: Workspace, name: str = "王五", **values: str) -> str:
    return str(workspace.add("household", {"head_name": name, "listed_on": "2024-01-01", **values})["number"])


def a_visit(workspace: Workspace, household: str, day: str) -> str:
    """A visit by the step that adds one."""
    with_day = Workspace.open(_place(workspace), on=workspace.session.on.fromisoformat(day))
    with with_day:
        done = with_day.do("household", "visit", [household], values={"visitor": "李四", "means": "visit"})
    return str(done["added"][0])


def _place(workspace: Workspace) -> str:
    url = workspace.session.engine.url
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=False)


def show(workspace: Workspace, kind: str, number: str) -> dict[str, Any]:
    return dict(workspace.show(kind, number, reveal=True))


def a_paper(folder: Path, name: str, body: bytes) -> Path:
    (folder / name).write_bytes(body)
    return folder / name


def test_what_points_to_the_duplicate_points_to_the_record_that_stays(workspace: Workspace, tmp_path: Path) -> None:
    stays, duplicate = a_household(workspace), a_household(workspace)
    first, second = a_visit(workspace, duplicate, "2024-03-01"), a_visit(workspace, stays, "2024-04-01")
    person = {"household": duplicate, "name": "王小五", "id_number": an_id(5), "joined_on": "2024-01-01"}
    number = workspace.add("person", person)["number"]
    workspace.attach("household", duplicate, a_paper(tmp_path, "门.png", b"door"))
    before = workspace.verify()
    tried = workspace.merge("household", duplicate, stays, WHY, dry_run=True)
    assert workspace.verify() == before
    done = workspace.merge("household", duplicate, stays, WHY)
    assert {**tried, "batch": done["batch"]} == done
    assert done["moved"] == {"visit": 1, "person": 1, "attachment": 1, "act": 1}
    assert (done["filled"], done["left"], done["notes"]) == ([], [], [])
    assert {row["number"] for row in workspace.list("visit", where=[f"household={stays}"])["rows"]} == {first, second}
    assert show(workspace, "person", number)["household"] == stays
    assert [row["subject"] for row in workspace.attachments("household")] == [stays]
    assert [act["on"] for act in workspace.acts("household", stays) if act["step"] == "visit"] == [
        "2024-03-01",
        "2024-04-01",
    ]
    assert workspace.list("household")["total"] == 1
    assert show(workspace, "household", duplicate)["void"] is True
    batch = workspace.journal(1)[0]
    assert batch["batch"] == done["batch"]
    assert batch["what"] == f"merge household {duplicate} into {stays}: {WHY}"
    assert workspace.verify()["breaks"] == []


def test_gaps_are_filled_and_what_differs_is_kept_and_said(workspace: Workspace) -> None:
    stays = a_household(workspace, "王五", size="3", address="村东")
    duplicate = a_household(workspace, "王伍", size="4", village_group="二组", address="村西", cause="因病")
    done = workspace.merge("household", duplicate, stays, WHY)
    assert set(done["filled"]) == {"village_group", "cause"}
    held = show(workspace, "household", stays)
    assert (held["size"], held["village_group"], held["head_name"]) == (3, "二组", "王五")
    told = {row["field"]: row for row in done["kept"]}
    assert set(told) == {"size", "head_name", "address"}
    assert (told["size"]["stays"], told["size"]["given_up"]) == (3, 4)
    assert (told["head_name"]["stays"], told["head_name"]["given_up"]) == ("王五", "王伍")
    # Where somebody lives is private.
    assert told["address"] == {
        "field": "address", "label": "家庭住址", "stays": None, "given_up": None, "hidden": ["stays", "given_up"],
    }  # fmt: skip
    assert "村西" not in json.dumps(done, ensure_ascii=False, default=str)
    extra = image(workspace, "household", duplicate)["extra"]
    assert json.loads(extra)["并入"] == stays


def image(workspace: Workspace, kind: str, number: str) -> dict[str, Any]:
    """The stored row of a record."""
    session = workspace.session
    table = session.tables[kind]
    with session.reading() as connection:
        return dict(connection.execute(table.select().where(table.c.number == number)).mappings().one())


def test_columns_that_nobody_declared_are_gathered(workspace: Workspace, tmp_path: Path) -> None:
    rows = [[*a_file(index), note] for index, note in ((1, "甲"), (2, ""))]
    load(workspace, a_csv(tmp_path / "a.csv", (*HARDSHIP, "备注栏"), rows))
    rows = [[*a_file(2, 身份证号=an_id(1)), "低保"]]
    load(workspace, a_csv(tmp_path / "b.csv", (*HARDSHIP, "补充栏"), rows))
    done = workspace.merge("aid_file", "DA202400002", "DA202400001", WHY)
    assert "补充栏" in done["filled"]
    assert json.loads(image(workspace, "aid_file", "DA202400001")["extra"]) == {"备注栏": "甲", "补充栏": "低保"}


def test_two_different_persons_are_not_merged(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1), a_file(2), a_file(3, 身份证号="")]))
    with pytest.raises(RefusedError, match="不是同一个") as refused:
        workspace.merge("aid_file", "DA202400002", "DA202400001", WHY)
    assert an_id(1) not in str(refused.value)
    assert an_id(2) not in str(refused.value)
    assert workspace.list("aid_file")["total"] == 3
    done = workspace.merge("aid_file", "DA202400001", "DA202400003", WHY)
    assert "id_number" in done["filled"]
    assert show(workspace, "aid_file", "DA202400003")["id_number"] == an_id(1)


def test_merges_that_cannot_be_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    one, other = a_household(workspace), a_household(workspace)
    for number, into, reason, error, message in (
        (one, one, WHY, UsageError, "它自己"),
        (one, other, " ", UsageError, "理由"),
        (one, "NH999", WHY, UnknownNameError, "NH999"),
    ):
        with pytest.raises(error, match=message):
            workspace.merge("household", number, into, reason)
    with pytest.raises(RefusedError, match="org merge"):
        workspace.merge("organisation", "ORG0001", "ORG0002", WHY)
    workspace.merge("household", one, other, WHY)
    for number, into in ((one, other), (other, one)):
        with pytest.raises(RefusedError, match="已作废"):
            workspace.merge("household", number, into, WHY)
    workspace.operator_add("li", role="recorder")
    third = a_household(workspace)
    with (
        Workspace.open(_place(workspace), operator="li", on=workspace.session.on) as clerk,
        pytest.raises(NotPermittedError),
    ):
        clerk.merge("household", third, other, WHY)
    assert workspace.verify()["breaks"] == []


def test_a_merge_is_no_way_round_a_step(workspace: Workspace, tmp_path: Path) -> None:
    unit = workspace.add("unit", {"name": "红星机械厂"})["number"]
    inspection = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-12-01"})["number"]
    values = {"inspection": inspection, "found_on": "2024-12-01", "description": "配电箱没有门"}
    fresh, moved = (workspace.add("finding", values)["number"] for _ in range(2))
    workspace.do("finding", "propose", [moved], values={"due_on": "2025-01-31", "owner": "赵六"})
    with pytest.raises(RefusedError, match="合并不能代替办理") as refused:
        workspace.merge("finding", moved, fresh, WHY)
    assert f"并入 {moved}" in str(refused.value)
    assert workspace.show("finding", fresh)["proposed_on"] is None
    done = workspace.merge("finding", fresh, moved, WHY)
    assert done["moved"] == {}
    assert workspace.show("finding", moved)["state"] == "proposed"
    assert workspace.verify()["breaks"] == []


def test_an_act_of_the_duplicate_is_not_withdrawn_from_the_record_that_stays(workspace: Workspace) -> None:
    stays, duplicate = a_household(workspace), a_household(workspace)
    a_visit(workspace, duplicate, "2024-03-01")
    workspace.merge("household", duplicate, stays, WHY)
    before = image(workspace, "household", stays)
    with pytest.raises(RefusedError):
        workspace.withdraw("household", stays)
    assert image(workspace, "household", stays) == before
    assert workspace.list("visit")["total"] == 1


def test_decisions_move_unless_they_overlap(workspace: Workspace, tmp_path: Path) -> None:
    rows = [a_file(1), a_file(2, 身份证号=an_id(1)), a_file(3, 身份证号=an_id(1))]
    load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, rows))
    stays, duplicate, later = "DA202400001", "DA202400002", "DA202400003"
    workspace.accept("aid.grade", duplicate)
    done = workspace.merge("aid_file", duplicate, stays, WHY)
    assert done["moved"] == {"decision": 1}
    assert show(workspace, "aid_file", stays)["grade"] is not None
    workspace.accept("aid.grade", later)
    done = workspace.merge("aid_file", later, stays, WHY)
    assert done["left"] == ["JD0000002"]
    assert "JD0000002" in done["notes"][0]
    assert done["moved"] == {}
    decisions = workspace.list("decision")["rows"]
    assert len({row["subject"] for row in decisions}) == 2
    assert workspace.verify()["breaks"] == []


def test_the_same_file_is_not_on_the_record_twice_after_a_merge(workspace: Workspace, tmp_path: Path) -> None:
    stays, duplicate = a_household(workspace), a_household(workspace)
    workspace.attach("household", stays, a_paper(tmp_path, "门.png", b"door"))
    workspace.attach("household", duplicate, a_paper(tmp_path, "同.png", b"door"))
    workspace.attach("household", duplicate, a_paper(tmp_path, "窗.png", b"window"))
    done = workspace.merge("household", duplicate, stays, WHY)
    assert done["left"] == ["FJ0000002"]
    assert done["moved"] == {"attachment": 1}
    assert {row["name"] for row in workspace.attachments("household", stays)} == {"门.png", "窗.png"}
    assert workspace.verify()["breaks"] == []


def test_a_merged_record_is_found_under_its_own_name_only(workspace: Workspace) -> None:
    stays, duplicate = a_household(workspace, "王五"), a_household(workspace, "王伍")
    workspace.merge("household", duplicate, stays, WHY)
    assert workspace.list("household", search="王伍")["total"] == 0
    assert workspace.list("household", search="王五")["total"] == 1
