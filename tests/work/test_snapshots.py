"""A snapshot answers as the workspace did, holds nothing private unless it was revealed, and can only be read."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, an_id, load
from tests.work.hands import hand
from unionwork import Snapshot
from unionwork.errors import NotPermittedError, RefusedError, StoreError, UsageError
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)
KEYS = (
    "aid.files", "aid.hardship_workers", "aid.hardship_share", "invented.extreme_men_under_50", "finding.closed_rate",
)  # fmt: skip
PERIODS = ("2023", "2024H1", "2024Q4")


def a_county(place: str | Path, folder: Path) -> Workspace:
    """Files of two townships, one of which moved, with a figure, a target, a decision and a person on two rolls."""
    workspace = a_workspace(place, folder, ON)
    rows = [
        a_file(1, 所属工会="甲镇工会", 家庭月总收入=700, 建档日期="2023-02-01"), a_file(2, 所属工会="甲镇工会"),
        a_file(3, 所属工会="乙镇工会", 家庭月总收入=840), a_file(4, 所属工会="乙镇工会", 身份证号=an_id(2)),
        a_file(5, 所属工会="乙镇工会", 家庭月总收入="", 身份证号=""),
    ]  # fmt: skip
    load(workspace, a_csv(folder / "困难职工.csv", HARDSHIP, rows))
    workspace.org_change("甲镇工会", {"workers": "400"}, source="年报")
    workspace.set_target("aid.hardship_share", "3", from_on=date(2024, 1, 1), source="责任书")
    workspace.assess_all("aid.grade", accept=True)
    earlier = hand(workspace, "admin", "2024-07-01")
    earlier.org_move("乙镇工会", "甲镇工会")
    return workspace


@pytest.fixture
def county(workspace_location: str, tmp_path: Path) -> Any:
    with a_county(workspace_location, tmp_path) as workspace:
        yield workspace


@pytest.fixture
def file_county(tmp_path: Path) -> Any:
    with a_county(tmp_path / "w.db", tmp_path) as workspace:
        yield workspace


def figures(source: Workspace | Snapshot) -> list[Any]:
    """Figures of every sort: now, in periods, for all organisations, broken down; and assessments."""
    found: list[Any] = [source.measure(KEYS, all_orgs=True)]
    found += [source.measure(KEYS, period=period, children=True) for period in PERIODS]
    found.append(source.measure(["aid.files", "aid.hardship_workers"], by=["sex", "grade"], org="甲镇工会"))
    found.append(source.course(KEYS, PERIODS))
    found.append(source.assess_all("aid.grade"))
    found.append(source.assess_all("aid.grade", org="甲镇工会"))
    return found


def test_a_snapshot_answers_as_the_workspace_on_the_day_and_before(county: Workspace, tmp_path: Path) -> None:
    made = county.snapshot(tmp_path / "快照", reveal=True)
    earlier = hand(county, "admin", "2024-06-30")
    wanted = figures(county)
    assert any(row["value"] for row in wanted[0])
    assert earlier.measure(KEYS, all_orgs=True) != wanted[0]
    with Snapshot.open(tmp_path / "快照") as held:
        assert figures(held) == wanted
    with Snapshot.open(tmp_path / "快照", on=date(2024, 6, 30)) as held:
        assert held.measure(KEYS, all_orgs=True) == earlier.measure(KEYS, all_orgs=True)
    assert made["head"] == county.verify()["head"]
    logged = county.access_log(1)[0]
    assert (logged["what"], logged["records"]) == (f"snapshot --reveal {tmp_path / '快照'}", made["rows"])


def cells_of(folder: Path) -> set[str]:
    """Every value in every file, as text."""
    found: set[str] = set()
    for path in folder.glob("*.parquet"):
        found.update(str(value) for row in duckdb.read_parquet(str(path)).fetchall() for value in row)
    return found


def test_without_reveal_nothing_private_goes_out_and_persons_are_counted_all_the_same(
    file_county: Workspace, tmp_path: Path
) -> None:
    made = file_county.snapshot(tmp_path / "快照")
    held = cells_of(tmp_path / "快照")
    assert "DA202400001" in held, "the probe finds what is there"
    private = {an_id(1), an_id(2), "70000", "84000", "90000", "13800000001", "职工1", "职工2"}
    assert held & private == set()
    assert not any(value in text for value in private - {"70000", "84000", "90000"} for text in held)
    assert "aid_file.id_number" in made["hashed"]
    assert {"aid_file.income", "decision.basis"} <= set(made["missing"])
    keys = ["aid.files", "aid.hardship_workers", "aid.extreme_workers"]
    with Snapshot.open(tmp_path / "快照") as snapshot:
        assert snapshot.measure(keys, all_orgs=True) == file_county.measure(keys, all_orgs=True)
        with pytest.raises(RefusedError, match=r"家庭月总收入.*--reveal"):
            snapshot.assess_all("aid.grade")
        with pytest.raises(NotPermittedError):
            snapshot.measure(["aid.files"], by=["id_number"])


def test_a_snapshot_asks_for_the_rights_and_for_the_whole(file_county: Workspace, tmp_path: Path) -> None:
    people = {"none": [], "exporter": ["export"], "both": ["export", "private.read"]}
    for key, rights in people.items():
        file_county.operator_add(key, role="auditor", rights=rights)
    file_county.operator_add("inspector", role="inspector", rights=people["both"])
    file_county.operator_add("part", role="caseworker", rights=people["both"], org="甲镇工会")

    def refused(who: str, *, reveal: bool) -> bool:
        folder = tmp_path / f"{who}{reveal}"
        try:
            hand(file_county, who).snapshot(folder, reveal=reveal)
        except (NotPermittedError, RefusedError):
            assert not folder.exists()
            return True
        assert json.loads((folder / "manifest.json").read_text(encoding="utf8"))["made_by"] == who
        return False

    found = {who: (refused(who, reveal=False), refused(who, reveal=True)) for who in (*people, "inspector", "part")}
    assert found == {
        "none": (True, True), "exporter": (False, True), "both": (False, False), "inspector": (True, True),
        "part": (True, True),
    }  # fmt: skip


def test_a_snapshot_that_was_changed_or_is_none_is_not_opened(file_county: Workspace, tmp_path: Path) -> None:
    place = tmp_path / "快照"
    with pytest.raises(StoreError, match="不是快照"):
        Snapshot.open(tmp_path)
    file_county.snapshot(place)
    with pytest.raises(RefusedError, match="已有文件"):
        file_county.snapshot(place)
    with pytest.raises(UsageError, match="重做快照"):
        Snapshot.open(place, on=date(2999, 1, 1))
    with pytest.raises(UsageError, match="spark"):
        Snapshot.open(place, "flink")
    held = place / "aid_file.parquet"
    body = held.read_bytes()
    held.write_bytes(body[:-9] + bytes([body[-9] ^ 1]) + body[-8:])
    with pytest.raises(StoreError, match=r"aid_file\.parquet.*改动"):
        Snapshot.open(place)
    held.unlink()
    with pytest.raises(StoreError, match="缺少"):
        Snapshot.open(place)


def test_a_pack_that_lies_in_a_folder_goes_with_the_snapshot(file_county: Workspace, tmp_path: Path) -> None:
    file_county.snapshot(tmp_path / "快照", reveal=True)
    keys = ["invented.extreme_men_under_50", "aid.files"]
    wanted = file_county.measure(keys)
    shutil.rmtree(tmp_path / "invented-pack")
    with Snapshot.open(tmp_path / "快照") as snapshot:
        assert snapshot.measure(keys) == wanted
    pack = tmp_path / "快照" / "packs" / "invented" / "pack.toml"
    pack.write_text(pack.read_text(encoding="utf8").replace("value = 280", "value = 999"), encoding="utf8")
    with pytest.raises(StoreError, match="invented"):
        Snapshot.open(tmp_path / "快照")


def test_what_breaks_off_leaves_nothing_behind(file_county: Workspace, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    file_county.session.stop()
    with pytest.raises(Exception, match="停止"):
        file_county.snapshot(tmp_path / "快照")
    file_county.session.resume()
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"w.db-wal", "w.db-shm"}
    assert file_county.snapshot(tmp_path / "快照")["rows"] > 0


def test_a_snapshot_can_only_be_read(file_county: Workspace, tmp_path: Path) -> None:
    file_county.snapshot(tmp_path / "快照", reveal=True)
    with Snapshot.open(tmp_path / "快照") as snapshot, pytest.raises(RefusedError, match="只能读"):
        snapshot.session.writing("import")
