"""Evidence: all that belongs to a record in one folder, masked, logged, and every later change to it found."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.work.county import a_workspace
from tests.work.hands import hand
from tests.work.planting import TEXTS, file_text, found_in, plant
from unionwork.errors import NotPermittedError, RefusedError, StoreError, UsageError
from unionwork.exchange.checksums import verify_evidence
from unionwork.store.engines import writing
from unionwork.workspace import Workspace

PHOTO = b"\x89PNG after the rectification"
SAID = "联系 13987650199,证件 239997197001010019"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    name = "postgres_url" if request.param == "postgres" else "sqlite_path"
    with a_workspace(str(request.getfixturevalue(name)), tmp_path / "packs") as made:
        made.operator_add("zhang", name="张红", role="caseworker", rights=("export",))
        made.operator_add("lu", role="recorder", rights=("export", "private.read"))
        made.operator_add("shen", role="auditor", rights=("export", "private.read"))
        yield made


def a_unit(workspace: Workspace, tmp_path: Path) -> tuple[str, str, str]:
    """A unit with an inspection, a finding with a photograph, and a petition of its own; another unit beside it."""
    unit = workspace.add("unit", {"name": "甲厂"})["number"]
    other = workspace.add("unit", {"name": "乙厂"})["number"]
    seen = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-03-01", "summary": SAID})["number"]
    workspace.add("inspection", {"unit": other, "inspected_on": "2024-03-02"})
    facts = {"inspection": seen, "found_on": "2024-03-01", "description": "配电箱无盖板", "owner": "张三"}
    finding = workspace.add("finding", facts)["number"]
    photo = tmp_path / "整改后.png"
    photo.write_bytes(PHOTO)
    workspace.attach("finding", finding, photo, note="整改后")
    hand(workspace, "admin", "2024-03-02").do(
        "finding", "propose", [finding], values={"due_on": "2024-04-01", "measure": "加盖板", "grade": "general"}
    )
    workspace.change("finding", finding, {"owner": "李四"})
    return unit, seen, finding


def all_text(folder: Path) -> str:
    return "\n".join(f"{path.name}\n{file_text(path)}" for path in sorted(folder.rglob("*")) if path.is_file())


def index_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def records_of(folder: Path) -> list[tuple[str, str]]:
    found = [json.loads(path.read_text(encoding="utf8")) for path in (folder / "记录").glob("*.json")]
    return sorted((entry["kind"], entry["record"]["number"]) for entry in found)


def test_the_folder_of_a_unit_holds_what_belongs_to_it_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    unit, seen, finding = a_unit(workspace, tmp_path)
    folder = tmp_path / "证据"
    made = workspace.evidence("unit", unit, folder, reveal=True)
    act, attachment = workspace.list("act")["rows"][0], workspace.attachments()[0]
    assert records_of(folder) == sorted(
        [("unit", unit), ("inspection", seen), ("finding", finding), ("act", act["number"]),
         ("attachment", attachment["number"])]
    )  # fmt: skip
    assert (made["records"], made["attachments"], made["head"]) == (5, 1, workspace.journal(1)[0]["hash"])
    assert (folder / "附件" / f"{attachment['number']}-整改后.png").read_bytes() == PHOTO
    for row in index_of(folder):
        assert sha256((folder / row["文件"]).read_bytes()).hexdigest() == row["文件摘要"]
    told = json.loads((folder / "记录" / f"问题隐患-{finding}.json").read_text(encoding="utf8"))
    versions = workspace.history("finding", finding)
    assert (told["journal"]["version"], told["journal"]["batch"]) == (len(versions), versions[-1]["batch"])
    assert told["record"]["owner"] == "李四"
    assert made["head"] in (folder / "目录.md").read_text(encoding="utf8")


def test_the_timeline_tells_every_version_in_the_order_of_the_chain(workspace: Workspace, tmp_path: Path) -> None:
    unit, seen, finding = a_unit(workspace, tmp_path)
    workspace.void("unit", workspace.add("unit", {"name": "丙厂"})["number"], "重复")
    workspace.evidence("finding", finding, tmp_path / "证据")
    lines = (tmp_path / "证据" / "时间线.md").read_text(encoding="utf8").splitlines()
    told = [line for line in lines if line.startswith("- ")]
    finding_lines = [line for line in told if f"问题隐患 {finding} 第" in line]
    assert [re.findall(r"第 (\d+) 版", line)[0] for line in finding_lines] == [
        str(row["version"]) for row in workspace.history("finding", finding)
    ]
    assert "责任人:张三 → 李四" in finding_lines[-1]
    assert any("办理「" in line and "办理人 admin" in line for line in told)
    batches = [int(found[1]) for line in lines if (found := re.match(r"## .* 第 (\d+) 批", line))]
    assert batches == sorted(set(batches))
    # What the record stands on is there, the unit's other records are not.
    assert records_of(tmp_path / "证据")[-1] == ("unit", unit)
    assert ("inspection", seen) in records_of(tmp_path / "证据")


def test_a_household_comes_with_persons_visits_pairings_and_decisions(workspace: Workspace, tmp_path: Path) -> None:
    house = workspace.add("household", {"head_name": "钱某", "listed_on": "2024-01-01", "phone": "13987650123"})[
        "number"
    ]
    facts = {"household": house, "name": "钱小", "joined_on": "2024-01-01"}
    gone = workspace.add("person", facts)["number"]
    workspace.void("person", gone, "重复")
    workspace.add("person", {**facts, "name": "钱大"})
    workspace.do("household", "pair", [house], values={"helper": "孙某"})
    workspace.do("household", "visit", [house], values={"visitor": "孙某", "means": "home"})
    made = workspace.evidence("household", house, tmp_path / "证据")
    kinds = [kind for kind, _ in records_of(tmp_path / "证据")]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "household": 1, "person": 2, "pairing": 1, "visit": 1, "act": 2
    }  # fmt: skip
    page = (tmp_path / "证据" / "记录" / f"家庭成员-{gone}.md").read_text(encoding="utf8")
    assert "已作废" in page
    told = json.loads((tmp_path / "证据" / "记录" / f"农户-{house}.json").read_text(encoding="utf8"))["record"]
    assert (told["phone"], told["hidden"]) == (None, ["phone"])
    assert "13987650123" not in all_text(tmp_path / "证据")
    assert made["hidden"] is True


def test_nothing_private_leaves_unless_it_is_revealed_with_the_right(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path / "packs") as workspace:
        planted = plant(workspace)
        for role in ("caseworker", "auditor"):
            workspace.operator_add(role, role=role, rights=("export",))
        for who in ("admin", "caseworker", "auditor"):
            office = hand(workspace, who)
            for kind, number in planted.numbers.items():
                folder = tmp_path / f"{who}-{kind}"
                office.evidence(kind, number, folder)
                assert found_in(all_text(folder)) == set(), (who, kind)
                shutil.rmtree(folder)
            with pytest.raises(NotPermittedError):
                hand(workspace, "caseworker").evidence("person", planted.numbers["person"], tmp_path / "x", reveal=True)
        workspace.evidence("aid_file", planted.numbers["aid_file"], tmp_path / "全部", reveal=True)
        assert found_in(all_text(tmp_path / "全部")) == set(TEXTS)
        made = workspace.evidence("aid_file", planted.numbers["aid_file"], tmp_path / "隐去")
        assert (made["attachments"], made["not_copied"]) == (0, [planted.attachment])


def test_numbers_in_free_words_are_masked(workspace: Workspace, tmp_path: Path) -> None:
    unit, _, _ = a_unit(workspace, tmp_path)
    workspace.evidence("unit", unit, tmp_path / "证据")
    assert "139****0199" in all_text(tmp_path / "证据")
    assert not re.search("13987650199|239997197001010019", all_text(tmp_path / "证据"))


def test_every_folder_is_logged_with_the_digest_of_its_list(workspace: Workspace, tmp_path: Path) -> None:
    unit, _, _ = a_unit(workspace, tmp_path)
    made = hand(workspace, "zhang").evidence("unit", unit, tmp_path / "证据")
    assert (made["attachments"], len(made["not_copied"])) == (0, 1)
    logged = workspace.access_log(1)[0]
    assert (logged["who"], logged["records"]) == ("zhang", 5)
    assert logged["what"].startswith(f"evidence unit {unit} ")
    assert logged["what"].endswith(f"sha256:{made['digest']}")
    assert verify_evidence(tmp_path / "证据")["digest"] == made["digest"]


def test_who_may_not_export_gets_no_folder_and_a_failure_leaves_none(workspace: Workspace, tmp_path: Path) -> None:
    unit, _, _ = a_unit(workspace, tmp_path)
    place = tmp_path / "出"
    place.mkdir()
    for who in ("lu", "admin"):
        office = hand(workspace, who)
        if who == "admin":
            with writing(workspace.session.engine) as connection:
                connection.execute(update(workspace.session.tables.file).values(body=b"changed"))
        with pytest.raises(NotPermittedError if who == "lu" else StoreError):
            office.evidence("unit", unit, place / "证据", reveal=True)
        assert list(place.iterdir()) == []
    (place / "已有.txt").write_text("x", encoding="utf8")
    with pytest.raises(RefusedError):
        workspace.evidence("unit", unit, place)
    assert [path.name for path in place.iterdir()] == ["已有.txt"]


def test_whatever_is_done_to_a_folder_is_found(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path / "packs") as workspace:
        unit, _, _ = a_unit(workspace, tmp_path)
        whole = tmp_path / "证据"
        digest = workspace.evidence("unit", unit, whole, reveal=True)["digest"]
    assert verify_evidence(whole) == {
        "folder": str(whole), "files": len(index_of(whole)) + 1, "digest": digest, "breaks": []
    }  # fmt: skip
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "sha256sums.txt"], cwd=whole, check=True)
    photo = next((whole / "附件").iterdir())
    tampered: Any = {
        "changed": lambda: photo.write_bytes(PHOTO + b"!"), "missing": photo.unlink,
        "extra": lambda: (whole / "附件" / "又一张.png").write_bytes(PHOTO),
    }  # fmt: skip
    for what, tamper in tampered.items():
        tamper()
        found = verify_evidence(whole)["breaks"]
        assert what in [entry["what"] for entry in found]
        assert all(entry["file"].startswith("附件/") for entry in found)
    listed = whole / "sha256sums.txt"
    listed.write_text(listed.read_text(encoding="utf8").replace("附件/", "../附件/"), encoding="utf8")
    with pytest.raises(UsageError):
        verify_evidence(whole)
    listed.unlink()
    with pytest.raises(UsageError):
        verify_evidence(whole)
