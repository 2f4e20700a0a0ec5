"""Files that go with records: kept once, known by their digest, masked, verified, copied, exported."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, an_id, load
from unionwork.errors import NotPermittedError, RefusedError, StoreError, UnionworkError, UnknownNameError, UsageError
from unionwork.store.engines import writing
from unionwork.work import attaching
from unionwork.workspace import Workspace, restore

FILE, OTHER = "DA202400001", "DA202400002"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path) as made:
        load(made, a_csv(tmp_path / "files.csv", HARDSHIP, [a_file(1), a_file(2)]))
        yield made


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace on SQLite that keeps its attachments in a folder."""
    place = tmp_path / "beside.db"
    pack = tmp_path / "pack-beside"
    with a_workspace(tmp_path / "only-for-the-pack.db", pack) as other:
        region = str(pack / "invented-pack")
        assert other.regions()
    with Workspace.create(place, region=region, attachments="folder") as made:
        load(made, a_csv(tmp_path / "files.csv", HARDSHIP, [a_file(1), a_file(2)]))
        yield made


def a_photo(folder: Path, name: str = "整改后.png", body: bytes = PHOTO) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def a_finding(workspace: Workspace) -> str:
    """A finding that was just made, found on the day."""
    unit = workspace.add("unit", {"name": "红星机械厂"})["number"]
    inspection = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-12-01"})["number"]
    values = {"inspection": inspection, "found_on": "2024-12-01", "description": "配电箱没有门"}
    return str(workspace.add("finding", values)["number"])


def contents(place: Path) -> list[Path]:
    """The files in the folder of contents beside a workspace."""
    return sorted(path for path in place.with_name(f"{place.stem}.files").rglob("*") if path.is_file())


def sql(workspace: Workspace, statement: str, **values: object) -> None:
    """Change something behind the program's back."""
    with writing(workspace.session.engine) as connection:
        connection.execute(text(statement), values)


def test_a_file_is_kept_with_a_record_and_comes_back_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.attach("aid_file", FILE, a_photo(tmp_path), note="大门口")
    digest = sha256(PHOTO).hexdigest()
    facts = {
        "number": "FJ0000001", "kind": "aid_file", "subject": FILE, "name": "整改后.png", "size": len(PHOTO),
        "sha256": digest, "added_on": "2024-12-31", "who": "admin", "note": "大门口", "place": "database",
    }  # fmt: skip
    assert {key: made[key] for key in facts} == facts
    assert list(workspace.attachments("aid_file", FILE)) == [facts]
    assert list(workspace.attachments("aid_file")) == list(workspace.attachments()) == [facts]
    assert list(workspace.attachments("aid_file", OTHER)) == []
    saved = workspace.save_attachment("FJ0000001", tmp_path / "back.png")
    assert (tmp_path / "back.png").read_bytes() == PHOTO
    assert saved == {
        "number": "FJ0000001", "file": str(tmp_path / "back.png"), "bytes": len(PHOTO), "sha256": digest,
    }  # fmt: skip
    assert workspace.access_log(1)[0]["what"] == "attachment save FJ0000001"
    assert workspace.journal(1)[0]["what"] == f"attach aid_file {FILE}"
    assert workspace.verify()["breaks"] == []


def test_a_trial_keeps_nothing(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.attach("aid_file", FILE, a_photo(tmp_path), dry_run=True)
    assert made["batch"] is None
    assert made["sha256"] == sha256(PHOTO).hexdigest()
    assert list(workspace.attachments()) == []
    assert workspace.verify()["hints"] == []


def test_the_same_content_is_kept_once_and_the_same_file_refused_on_one_record(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    with pytest.raises(RefusedError, match=r"FJ0000001「整改后\.png」"):
        workspace.attach("aid_file", FILE, a_photo(tmp_path, "同一张.png"))
    workspace.attach("aid_file", OTHER, a_photo(tmp_path, "同一张.png"))
    with workspace.session.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM _file")).scalar_one() == 1
    workspace.void_attachment("FJ0000001", "传错了")
    assert workspace.attach("aid_file", FILE, a_photo(tmp_path))["number"] == "FJ0000003"
    assert workspace.verify()["breaks"] == []


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("空.png", b"", "是空的"),
        ("大.bin", None, "超过 50 MB"),
        ("a\tb.png", PHOTO, "控制字符"),
        ("\u202egnp.exe", PHOTO, "控制字符"),
        ("..", PHOTO, "要有文件名"),
        ("长" * 201, PHOTO, "最多 200 个"),
    ],
)
def test_files_that_cannot_be_kept_are_refused(
    workspace: Workspace, tmp_path: Path, name: str, body: bytes | None, message: str
) -> None:
    path = tmp_path / "source"
    with path.open("wb") as file:
        if body is None:
            file.truncate(attaching.MOST + 1)
        else:
            file.write(body)
    with pytest.raises(UnionworkError, match=message):
        workspace.attach("aid_file", FILE, path, name=name)
    assert list(workspace.attachments()) == []


def test_what_is_not_there_is_said(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"读不了文件「没有\.png」"):
        workspace.attach("aid_file", FILE, tmp_path / "没有.png")
    with pytest.raises(UsageError, match="是一个文件夹"):
        workspace.attach("aid_file", FILE, tmp_path)
    with pytest.raises(UnknownNameError, match="DA202499999"):
        workspace.attach("aid_file", "DA202499999", a_photo(tmp_path))
    with pytest.raises(UnknownNameError, match="附件「FJ0000009」"):
        workspace.save_attachment("FJ0000009", tmp_path / "x")
    workspace.void("aid_file", OTHER, "登记错了")
    with pytest.raises(RefusedError, match="已作废,不能再附文件"):
        workspace.attach("aid_file", OTHER, a_photo(tmp_path))


def test_folders_are_taken_off_a_name(workspace: Workspace, tmp_path: Path) -> None:
    photo = a_photo(tmp_path)
    assert workspace.attach("aid_file", FILE, photo, name=r"C:\图片\门口.png")["name"] == "门口.png"
    assert workspace.attach("aid_file", OTHER, photo, name="../../etc/passwd")["name"] == "passwd"
    workspace.save_attachment("FJ0000002", tmp_path)
    assert (tmp_path / "passwd").read_bytes() == PHOTO


def test_an_id_number_in_a_name_is_masked_on_every_surface(workspace: Workspace, tmp_path: Path) -> None:
    secret, phone, account = an_id(77), "13812345678", "6222021234567890123"
    name = f"{secret}身份证 {phone} {account}.png"
    answers = [workspace.attach("aid_file", FILE, a_photo(tmp_path, name))]
    answers += workspace.attachments("aid_file", FILE)
    answers += workspace.list("attachment")["rows"]
    answers += [workspace.show("attachment", "FJ0000001"), *workspace.history("attachment", "FJ0000001")]
    answers += workspace.journal()
    with pytest.raises(RefusedError) as refused:
        workspace.attach("aid_file", FILE, tmp_path / name)
    workspace.export("attachment", tmp_path / "out.csv")
    shown = f"{answers}{refused.value}{(tmp_path / 'out.csv').read_text(encoding='utf-8-sig')}"
    for planted in (secret, phone, account, secret[6:14]):
        assert planted not in shown
    assert "身份证" in shown
    assert workspace.list("attachment", search="身份证")["total"] == 1
    for planted in (secret, phone, account):
        assert workspace.list("attachment", search=planted)["total"] == 0
    assert workspace.attachments("aid_file", FILE, reveal=True)[0]["name"] == name
    assert workspace.access_log(1)[0]["what"] == f"attachments aid_file {FILE} --reveal"


def test_without_the_rights_nothing_private_comes_out(
    workspace: Workspace, workspace_location: str, tmp_path: Path
) -> None:
    workspace.operator_add("li", role="recorder")
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    with Workspace.open(workspace_location, operator="li", on=workspace.session.on) as clerk:
        assert [row["number"] for row in clerk.attachments("aid_file", FILE)] == ["FJ0000001"]
        with pytest.raises(NotPermittedError, match=r"private\.read"):
            clerk.save_attachment("FJ0000001", tmp_path / "x.png")
        with pytest.raises(NotPermittedError):
            clerk.attachments("aid_file", reveal=True)
        with pytest.raises(NotPermittedError):
            clerk.export_attachments("aid_file", tmp_path / "out")
    assert not (tmp_path / "x.png").exists()
    assert not (tmp_path / "out").exists()


def test_an_attachment_is_known_to_expressions_from_its_day_on(workspace: Workspace, tmp_path: Path) -> None:
    from unionwork.declare.grammar import parse
    from unionwork.store.compiler import Scope, Settings

    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    session = workspace.session

    def with_file(day: int) -> set[str]:
        scope = Scope(session.catalogue, session.tables, session.kind("aid_file"), day, Settings(session.tables, day))
        from sqlalchemy import select

        query = select(scope.row.c.number).select_from(scope.source).where(scope.condition(parse("attached()")))
        with session.reading() as connection:
            return set(connection.execute(query).scalars())

    assert with_file(20241230) == set()
    assert with_file(20241231) == {FILE}
    workspace.void_attachment("FJ0000001", "传错了")
    assert with_file(20241231) == set()


def test_the_ground_of_a_step_is_not_taken_away(workspace: Workspace, tmp_path: Path) -> None:
    number = a_finding(workspace)
    with pytest.raises(RefusedError, match="证据"):
        workspace.do("finding", "rectify", [number])
    workspace.attach("finding", number, a_photo(tmp_path))
    workspace.do("finding", "rectify", [number])
    with pytest.raises(RefusedError, match="rectify"):
        workspace.void_attachment("FJ0000001", "传错了")
    workspace.attach("finding", number, a_photo(tmp_path, "另一张.png", PHOTO + b"2"))
    workspace.void_attachment("FJ0000001", "传错了")
    with pytest.raises(RefusedError, match="以这个附件为据"):
        workspace.void_attachment("FJ0000002", "传错了")
    workspace.withdraw("finding", number)
    workspace.void_attachment("FJ0000002", "传错了")
    assert workspace.verify()["breaks"] == []


def test_verification_names_contents_that_are_gone_or_changed(workspace: Workspace, tmp_path: Path) -> None:
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    workspace.attach("aid_file", OTHER, a_photo(tmp_path, "二.png", b"two"))
    sql(workspace, "UPDATE _file SET body = :body WHERE sha256 = :sha", body=b"other", sha=sha256(b"two").hexdigest())
    sql(workspace, "DELETE FROM _file WHERE sha256 = :sha", sha=sha256(PHOTO).hexdigest())
    sql(workspace, "INSERT INTO _file (sha256, body) VALUES (:sha, :body)", sha=sha256(b"loose").hexdigest(), body=b"l")
    found = workspace.verify()
    named = [(row["what"], row["kind"], row["number"]) for row in found["breaks"]]
    assert named == [("missing", "attachment", "FJ0000001"), ("changed", "attachment", "FJ0000002")]
    assert found["hints"] == ["有 1 份附件内容没有记录用到(程序中断时留下的),不影响使用"]
    for number, message in (("FJ0000001", "不在了"), ("FJ0000002", "被改动过")):
        with pytest.raises(StoreError, match=message):
            workspace.save_attachment(number, tmp_path / "x.png")
    assert not (tmp_path / "x.png").exists()


def test_a_record_whose_digest_was_swapped_is_named(workspace: Workspace, tmp_path: Path) -> None:
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    workspace.attach("aid_file", OTHER, a_photo(tmp_path, "二.png", b"two"))
    sql(workspace, "UPDATE attachment SET sha256 = :sha WHERE number = 'FJ0000001'", sha=sha256(b"two").hexdigest())
    assert [(row["what"], row["number"]) for row in workspace.verify()["breaks"]] == [("changed", "FJ0000001")]


def test_attachments_are_exported_with_an_index(workspace: Workspace, tmp_path: Path) -> None:
    workspace.attach("aid_file", FILE, a_photo(tmp_path, "=1+1.png"))
    workspace.attach("aid_file", OTHER, a_photo(tmp_path, "b?.txt", b"two"))
    workspace.attach("aid_file", OTHER, a_photo(tmp_path, "c.txt", b"three"))
    done = workspace.export_attachments("aid_file", tmp_path / "out", numbers=[OTHER])
    assert done["files"] == 2
    with (tmp_path / "out" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["number"], row["subject"], row["name"]) for row in rows] == [
        ("FJ0000002", OTHER, "FJ0000002-b_.txt"),
        ("FJ0000003", OTHER, "FJ0000003-c.txt"),
    ]
    for row in rows:
        assert sha256((tmp_path / "out" / row["name"]).read_bytes()).hexdigest() == row["sha256"]
    assert workspace.access_log(1)[0]["records"] == 2
    with pytest.raises(RefusedError, match="已有文件"):
        workspace.export_attachments("aid_file", tmp_path / "out")
    assert workspace.export_attachments("aid_file", tmp_path / "all")["files"] == 3
    picked = workspace.export_attachments("aid_file", tmp_path / "picked", where=[f"number={FILE}"])
    assert picked["files"] == 1


def test_an_export_that_finds_a_content_gone_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    workspace.attach("aid_file", OTHER, a_photo(tmp_path, "二.png", b"two"))
    sql(workspace, "DELETE FROM _file WHERE sha256 = :sha", sha=sha256(b"two").hexdigest())
    with pytest.raises(StoreError, match="FJ0000002"):
        workspace.export_attachments("aid_file", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_in_a_folder_contents_lie_under_their_digest(beside: Workspace, tmp_path: Path) -> None:
    made = beside.attach("aid_file", FILE, a_photo(tmp_path))
    digest = sha256(PHOTO).hexdigest()
    place = Path(str(beside.session.engine.url.database))
    assert made["place"] == "folder"
    assert contents(place) == [place.with_name("beside.files") / digest[:2] / digest]
    assert contents(place)[0].read_bytes() == PHOTO
    beside.attach("aid_file", OTHER, a_photo(tmp_path, "二.png"))
    beside.attach("aid_file", OTHER, a_photo(tmp_path, "三.png", b"three"), dry_run=True)
    assert len(contents(place)) == 1
    assert beside.verify()["breaks"] == []
    contents(place)[0].write_bytes(b"changed")
    assert [row["what"] for row in beside.verify()["breaks"]] == ["changed", "changed"]
    # Attaching the right content again puts it right.
    beside.void_attachment("FJ0000001", "重传")
    beside.attach("aid_file", FILE, a_photo(tmp_path))
    assert beside.verify()["breaks"] == []


def test_what_is_not_stored_leaves_at_most_content_that_nothing_names(
    beside: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_photo(tmp_path)
    beside.session.stop()
    with pytest.raises(UnionworkError):
        beside.attach("aid_file", FILE, photo)
    beside.session.resume()
    sql(beside, "CREATE TRIGGER full BEFORE INSERT ON attachment BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(UnionworkError):
        beside.attach("aid_file", FILE, photo)
    sql(beside, "DROP TRIGGER full")
    found = beside.verify()
    assert list(beside.attachments()) == []
    assert found["breaks"] == []
    assert found["hints"] == ["有 1 份附件内容没有记录用到(程序中断时留下的),不影响使用"]


def test_a_backup_holds_the_folder_and_a_restore_brings_it_back(beside: Workspace, tmp_path: Path) -> None:
    beside.attach("aid_file", FILE, a_photo(tmp_path))
    assert beside.backup(tmp_path / "b.db")["attachment_files"] == 1
    with pytest.raises(RefusedError, match="已经存在"):
        beside.backup(tmp_path / "b.db")
    assert restore(tmp_path / "b.db", tmp_path / "again.db")["attachment_files"] == 1
    with Workspace.open(tmp_path / "again.db", on=beside.session.on) as again:
        assert again.verify()["breaks"] == []
        again.save_attachment("FJ0000001", tmp_path / "back.png")
        assert again.attach("aid_file", OTHER, a_photo(tmp_path, "二.png", b"two"))["place"] == "folder"
    assert (tmp_path / "back.png").read_bytes() == PHOTO
    assert len(contents(tmp_path / "again.db")) == 2


def test_a_backup_of_the_database_holds_the_contents(workspace: Workspace, tmp_path: Path) -> None:
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    workspace.backup(tmp_path / "b.db")
    with Workspace.open(tmp_path / "b.db", on=workspace.session.on) as copy:
        assert copy.verify()["breaks"] == []
        copy.save_attachment("FJ0000001", tmp_path / "back.png")
    assert (tmp_path / "back.png").read_bytes() == PHOTO


@pytest.mark.postgres
def test_a_folder_moves_into_the_database_of_a_server(beside: Workspace, tmp_path: Path, postgres_url: str) -> None:
    beside.attach("aid_file", FILE, a_photo(tmp_path))
    beside.backup(tmp_path / "b.db")
    restore(tmp_path / "b.db", postgres_url)
    with Workspace.open(postgres_url, on=beside.session.on) as server:
        assert server.verify()["breaks"] == []
        server.save_attachment("FJ0000001", tmp_path / "back.png")
        assert server.attach("aid_file", OTHER, a_photo(tmp_path, "二.png", b"two"))["place"] == "database"
        server.backup(tmp_path / "home.db")
    assert (tmp_path / "back.png").read_bytes() == PHOTO
    held = sqlite3.connect(tmp_path / "home.db")
    assert held.execute("SELECT count(*) FROM _file").fetchone() == (2,)
    held.close()


def test_a_server_keeps_attachments_in_the_database_only(postgres_url: str) -> None:
    with pytest.raises(UsageError, match="只限 SQLite"):
        Workspace.create(postgres_url, attachments="folder")


def test_an_import_with_attachments_is_not_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    batch = next(row["batch"] for row in workspace.journal() if row["what"].startswith("import"))
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    with pytest.raises(RefusedError, match="附件 FJ0000001"):
        workspace.undo_import(batch)
    workspace.void_attachment("FJ0000001", "传错了")
    workspace.undo_import(batch)
    assert workspace.list("aid_file")["total"] == 0


def test_attachments_outside_the_scope_are_not_there(
    workspace: Workspace, workspace_location: str, tmp_path: Path
) -> None:
    load(workspace, a_csv(tmp_path / "own.csv", HARDSHIP, [a_file(3, 所属工会="甲工会")]))
    workspace.attach("aid_file", FILE, a_photo(tmp_path))
    workspace.attach("aid_file", "DA202400003", a_photo(tmp_path, "二.png", b"two"))
    workspace.operator_add("wang", role="caseworker", org="甲工会", rights=["private.read", "export"])
    with Workspace.open(workspace_location, operator="wang", on=workspace.session.on) as clerk:
        assert [row["number"] for row in clerk.attachments()] == ["FJ0000002"]
        assert clerk.export_attachments("aid_file", tmp_path / "out")["files"] == 1
        for ask in (
            lambda: clerk.attachments("aid_file", FILE),
            lambda: clerk.attach("aid_file", FILE, tmp_path / "二.png"),
            lambda: clerk.save_attachment("FJ0000001", tmp_path / "x.png"),
            lambda: clerk.void_attachment("FJ0000001", "看看"),
            lambda: clerk.merge("aid_file", FILE, "DA202400003", "看看"),
        ):
            with pytest.raises(UnknownNameError, match="范围"):
                ask()
        clerk.save_attachment("FJ0000002", tmp_path / "own.png")
    assert (tmp_path / "own.png").read_bytes() == b"two"
