"""A record moves on by commands: steps, do, what is refused and why, withdraw, acts, files, merge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import Done, a_workspace, ok, run
from tests.originals import Originals

ON = ("--on", "2024-12-31")
PEOPLE = (("li", "inspector"), ("zhao", "inspector"), ("wang", "caseworker"), ("lu", "recorder"))


def with_findings(place: str, folder: Path) -> None:
    """Make a workspace with three findings and the people who work on them."""
    a_workspace(folder, place)
    for key, role in PEOPLE:
        ok("-w", place, "operator", "add", key, "--role", role)
    ok("-w", place, "unit", "add", "name=甲厂")
    unit = ok("-w", place, "unit", "list", "--format", "json").json[0]["number"]
    inspection = ok("-w", place, "inspection", "add", f"unit={unit}", "inspected_on=2024-03-01", "--format", "json")
    for day in ("2024-03-01", "2024-03-02", "2024-05-01"):
        facts = (f"inspection={inspection.json['number']}", f"found_on={day}", "description=通道堵塞")
        ok("-w", place, "finding", "add", *facts)


@pytest.fixture
def place(originals: Originals, sqlite_path: Path) -> str:
    """A workspace with three findings and the people who work on them."""
    originals.copy("findings", str(sqlite_path), with_findings)
    return str(sqlite_path)


def numbers(place: str) -> list[str]:
    """The numbers of the findings."""
    return [row["number"] for row in ok("-w", place, "finding", "list", "--format", "json").json]


def do(place: str, who: str, *words: str) -> Done:
    """Take a step on findings."""
    return run("-w", place, "--as", who, *ON, "finding", "do", *words)


def test_a_record_moves_from_state_to_state_by_two_people(place: str, tmp_path: Path) -> None:
    first, *_ = numbers(place)
    photograph = tmp_path / "整改后.jpg"
    photograph.write_bytes(b"\xff\xd8 not really a picture")
    offered = ok("-w", place, "--as", "li", *ON, "finding", "steps", first, "--format", "json").json
    assert [step["step"] for step in offered if step["allowed"]][:2] == ["propose", "rectify"]
    page = ok("-w", place, "--as", "li", *ON, "finding", "steps", first).out
    assert "复查销号" in page
    assert "现在是「已发现」" in page
    assert "监督检查" in page, "a role is told by its name"

    tried = do(place, "li", "rectify", first, "evidence=照片 1", "--dry-run", "--format", "json")
    assert (tried.code, tried.json["done"], tried.json["batch"]) == (0, [first], None)
    assert "没有保存" in tried.err
    attach = ("finding", "attach", first, str(photograph))
    attached = ok("-w", place, "--as", "li", *ON, *attach, "--format", "json").json
    assert (attached["name"], attached["size"]) == ("整改后.jpg", photograph.stat().st_size)
    assert do(place, "li", "rectify", first).code == 0
    shown = ok("-w", place, "finding", "show", first, "--format", "json").json
    assert (shown["state"], shown["rectified_on"]) == ("rectified", "2024-12-31")

    refused = do(place, "li", "close", first, "verifier=李芳", "--format", "json")
    assert refused.code == 1
    assert refused.json["done"] == []
    (reason,) = refused.json["refused"]
    assert (reason["number"], reason["guard"]) == (first, "second_person")
    assert first in refused.err
    assert reason["message"] in refused.err
    assert reason["remedy"] in refused.err
    done = do(place, "zhao", "close", first, "verifier=赵强", "--note", "合格", "--format", "json")
    assert (done.code, done.json["label"]) == (0, "复查销号")

    acts = ok("-w", place, "finding", "acts", first, "--format", "json").json
    assert [(act["step"], act["who"], act["to"]) for act in acts] == [
        ("rectify", "li", "rectified"), ("close", "zhao", "closed"),
    ]  # fmt: skip
    table = ok("-w", place, "finding", "acts", first).out
    assert "已整改待复查" in table
    assert "合格" in table

    back = ok("-w", place, "--as", "zhao", *ON, "finding", "withdraw", first, "--reason", "填错", "--format", "json")
    assert back.json
    assert ok("-w", place, "finding", "show", first, "--format", "json").json["state"] == "rectified"
    assert run("-w", place, "--as", "zhao", *ON, "finding", "withdraw", first).code == 1, "that act is another's"
    assert ok("-w", place, "journal", "verify").code == 0


def test_many_records_move_at_once_and_each_refusal_is_told(place: str) -> None:
    first, second, third = numbers(place)
    done = do(place, "li", "rectify", first, third, "evidence=照片", "--format", "json")
    assert (done.code, done.json["done"]) == (0, [first, third])
    mixed = do(place, "zhao", "close", first, second, "verifier=赵强", "--format", "json")
    assert mixed.code == 1
    assert mixed.json["done"] == [first]
    assert {reason["number"] for reason in mixed.json["refused"]} == {second}
    assert f"退回 {second}（state）" in mixed.err
    rest = do(place, "zhao", "close", "--where", "状态=已整改待复查", "verifier=赵强")
    assert rest.code == 0
    assert third in rest.out
    listed = ok("-w", place, "finding", "list", "--where", "state=closed", "--format", "json").json
    assert [row["number"] for row in listed] == [first, third]
    assert [row["state_label"] for row in listed] == ["已销号", "已销号"]
    found = ok("-w", place, "finding", "list", "--where", "状态=已发现", "--fields", "number,state")
    assert "已发现" in found.out
    assert second in found.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("rectify",), 2, "--where"),
        (("clos", "YH1"), 2, "close"),
        (("rectify", "YH20249999"), 2, "YH2024"),
        (("rectify", "{0}", "owner=甲"), 2, "owner"),
        (("rectify", "{0}", "evidence=一", "evidence=二"), 2, "两次"),
        (("rectify", "--where", "colour=red"), 2, "colour"),
    ],
)
def test_a_wrongly_worded_step_is_told_what_there_is(place: str, words: tuple[str, ...], code: int, told: str) -> None:
    first = numbers(place)[0]
    done = do(place, "li", *(word.replace("{0}", first) for word in words))
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_a_role_takes_only_its_steps(place: str) -> None:
    first = numbers(place)[0]
    done = do(place, "lu", "rectify", first, "evidence=照片")
    assert done.code == 1
    assert "监督检查" in done.err
    assert ok("-w", place, "finding", "show", first, "--format", "json").json["state"] == "found"


def test_the_page_of_do_lists_the_steps_with_what_they_ask_for() -> None:
    page = ok("finding", "do", "--help").out
    assert "close" in page
    assert "verifier 复查人" in page
    assert "unionwork finding do propose YH" in page
    english = ok("finding", "do", "--lang", "en", "--help").out
    assert "another person" in english
    assert run("unit", "do", "x").code == 2, "a kind without a procedure has no steps"


def test_files_are_listed_saved_and_voided(place: str, tmp_path: Path) -> None:
    first, second, _ = numbers(place)
    paper = tmp_path / "记录.pdf"
    paper.write_bytes(b"%PDF not really")
    ok("-w", place, "finding", "attach", first, str(paper), "--note", "现场")
    assert run("-w", place, "finding", "attach", first, str(tmp_path / "没有.pdf")).code != 0
    (row,) = ok("-w", place, "finding", "attachments", first, "--format", "json").json
    assert (row["subject"], row["name"], row["note"]) == (first, "记录.pdf", "现场")
    assert ok("-w", place, "finding", "attachments", "--format", "json").json == [row]
    assert "没有附件" in ok("-w", place, "finding", "attachments", second).err
    saved = tmp_path / "取出.pdf"
    ok("-w", place, "attachment", "save", row["number"], "-o", str(saved))
    assert saved.read_bytes() == paper.read_bytes()
    assert run("-w", place, "--as", "li", "attachment", "save", row["number"], "-o", str(tmp_path / "x")).code == 1
    ok("-w", place, "attachment", "void", row["number"], "--reason", "传错", "--dry-run")
    ok("-w", place, "attachment", "void", row["number"], "--reason", "传错")
    assert ok("-w", place, "finding", "attachments", first, "--format", "json").json == []


def test_a_duplicate_is_merged_into_the_record_that_stays(place: str) -> None:
    ok("-w", place, "unit", "add", "name=甲厂(重复)")
    stays, twice = [row["number"] for row in ok("-w", place, "unit", "list", "--format", "json").json]
    assert run("-w", place, "unit", "merge", twice, "--into", stays).code == 2, "a reason is asked for"
    tried = ok("-w", place, "unit", "merge", twice, "--into", stays, "--reason", "同一家", "--dry-run")
    assert "没有保存" in tried.err
    merged = ok("-w", place, "unit", "merge", twice, "--into", stays, "--reason", "同一家", "--format", "json").json
    assert (merged["number"], merged["into"]) == (twice, stays)
    assert [row["number"] for row in ok("-w", place, "unit", "list", "--format", "json").json] == [stays]
    assert run("-w", place, "unit", "merge", stays, "--into", stays, "--reason", "x").code != 0


def test_operators_are_changed_granted_and_taken_out_of_force(place: str) -> None:
    ok("-w", place, "org", "add", "东山镇工会")
    made = ok("-w", place, "operator", "add", "wu", "--role", "approver", "--tier", "2", "--org", "东山镇工会",
              "--format", "json").json  # fmt: skip
    assert (made["role"], made["tier"]) == ("approver", 2)
    ok("-w", place, "operator", "grant", "wu", "export", "--dry-run")
    ok("-w", place, "operator", "grant", "wu", "export")
    ok("-w", place, "operator", "change", "wu", "--name", "吴明", "--tier", "1")

    def row() -> dict[str, object]:
        rows = ok("-w", place, "operator", "list", "--format", "json").json
        return {entry["key"]: entry for entry in rows}.get("wu", {})

    assert (row()["name"], row()["tier"], row()["rights"]) == ("吴明", 1, ["export"])
    ok("-w", place, "operator", "revoke", "wu", "export")
    assert row()["rights"] == []
    assert run("-w", place, "operator", "change", "wu").code == 2
    assert run("-w", place, "operator", "grant", "wu", "fly").code == 2
    ok("-w", place, "operator", "void", "wu", "--reason", "调离")
    assert run("-w", place, "--as", "wu", "finding", "list").code != 0
    assert run("-w", place, "operator", "void", "admin", "--reason", "x").code == 1, "the last administrator stays"


def test_what_is_mine_is_listed_and_counted(place: str) -> None:
    first, *_ = numbers(place)
    assert do(place, "li", "rectify", first, "evidence=照片").code == 0
    mine = ok("-w", place, "--as", "zhao", *ON, "due", "--mine", "--format", "json").json
    assert [(row["number"], row["since"]) for row in mine if row["due"] is None] == [(first, "2024-12-31")]
    table = ok("-w", place, "--as", "zhao", *ON, "due", "--mine").out
    assert "待办:复查销号" in table
    assert "等待起" in table
    own = ok("-w", place, "--as", "li", *ON, "due", "--mine", "--format", "json").json
    assert [row["number"] for row in own] == [row["number"] for row in mine if row["due"]]
    assert run("-w", place, "due", "--from", "2024-12-31", "--to", "2024-01-01").code == 2
    assert run("-w", place, "due", "--kind", "nothing").code == 2


def test_attachments_may_lie_in_a_folder_beside_the_workspace(tmp_path: Path) -> None:
    place = str(tmp_path / "w.db")
    ok("init", place, "--region", "cn", "--attachments", "folder")
    ok("-w", place, "unit", "add", "name=甲厂")
    number = ok("-w", place, "unit", "list", "--format", "json").json[0]["number"]
    paper = tmp_path / "证照.txt"
    paper.write_text("证照", encoding="utf-8")
    ok("-w", place, "unit", "attach", number, str(paper))
    kept = [file for file in tmp_path.rglob("*") if file.is_file() and file.read_bytes() == paper.read_bytes()]
    assert len(kept) == 2
    assert run("init", str(tmp_path / "x.db"), "--region", "cn", "--attachments", "cloud").code == 2
