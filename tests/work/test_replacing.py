"""What a write never replaces, and what stands in the access log before anything leaves."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from fcntl import F_SETPIPE_SZ, fcntl
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from tests.work.county import HARDSHIP, a_csv, a_file, load
from tests.work.paperwork import Small, a_small_county
from unionwork.errors import StoreError, UnionworkError, UsageError
from unionwork.store.engines import writing
from unionwork.workspace import Workspace

Write = Callable[[Workspace, Path], object]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Small]:
    made = a_small_county(tmp_path / "w.db", tmp_path)
    with made.workspace:
        yield made


def writers(own: Small, attachment: str) -> dict[str, Write]:
    """Every way to write a file or folder of which a person names the place."""
    return {
        "export csv": lambda w, path: w.export("aid_file", path, format="csv"),
        "export xlsx": lambda w, path: w.export("aid_file", path, format="xlsx"),
        "export json": lambda w, path: w.export("aid_file", path, format="json"),
        "template": lambda w, path: w.template("aid_file.register", path),
        "figures": lambda w, path: w.write_figures(path, ["aid.files"], periods=["2024"]),
        "report": lambda w, path: w.write_report("aid.statistics", path, format="docx", period="2024"),
        "letter": lambda w, path: w.write_report("aid.grade_reasons", path, format="json", numbers=own.files[:1]),
        "attachment": lambda w, path: w.save_attachment(attachment, path),
        "attachments": lambda w, path: w.export_attachments("aid_file", path),
        "evidence": lambda w, path: w.evidence("aid_file", own.files[0], path),
        "snapshot": lambda w, path: w.snapshot(path),
        "backup": lambda w, path: w.backup(path),
    }


def test_no_write_replaces_a_workspace_or_what_is_no_plain_file(own: Small, tmp_path: Path) -> None:
    (tmp_path / "证明.txt").write_bytes(b"proof")
    attachment = str(own.workspace.attach("aid_file", own.files[0], tmp_path / "证明.txt")["number"])
    # A template and a figures book ask for this ending.
    other = tmp_path / "台账.xlsx"
    with Workspace.create(other, region="cn") as held:
        before = held.verify()["head"]
        held.org_add("甲乡")
        assert (tmp_path / "台账.xlsx-wal").stat().st_size, "the workspace is in use"
        pipe, link = tmp_path / "pipe.xlsx", tmp_path / "link.xlsx"
        os.mkfifo(pipe)
        link.symlink_to(other)
        kept = {path: path.read_bytes() for path in (other, tmp_path / "台账.xlsx-wal")}
        for name, write in writers(own, attachment).items():
            for place in (*kept, link, pipe):
                with pytest.raises(UnionworkError):
                    write(own.workspace, place)
                assert link.is_symlink(), name
                assert pipe.is_fifo(), name
                assert {path: path.read_bytes() for path in kept} == kept, name
        assert held.verify(before)["breaks"] == []
    assert not list(tmp_path.glob(".*")), "no part is left"


def test_an_import_writes_no_problems_over_its_own_sheet_or_a_workspace(own: Small, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path / "花名册.csv", HARDSHIP, [a_file(1), a_file(2, 建档日期="明天")])
    bytes_before, batches = sheet.read_bytes(), len(own.workspace.journal(None))
    (tmp_path / "同一张.csv").symlink_to(sheet)
    for place, said in (
        (sheet, "就是要导入的这张表"),
        (tmp_path / "同一张.csv", "就是要导入"),
        (tmp_path / "w.db", "台账"),
    ):
        with pytest.raises(UsageError, match=said):
            own.workspace.import_files([sheet], problems=place)
    assert sheet.read_bytes() == bytes_before
    assert len(own.workspace.journal(None)) == batches, "nothing is stored before that is said"
    assert own.workspace.verify()["breaks"] == []
    report = load(own.workspace, sheet, problems=tmp_path / "问题.xlsx")
    assert len(report["problems"]) > 0
    assert (tmp_path / "问题.xlsx").is_file()


def test_an_export_is_in_the_access_log_when_its_first_row_leaves(own: Small, tmp_path: Path) -> None:
    load(own.workspace, a_csv(tmp_path / "more.csv", HARDSHIP, [a_file(index) for index in range(10, 40)]))
    reading, writing_end = os.pipe()
    # What does not fit waits in the writer until somebody reads it.
    fcntl(writing_end, F_SETPIPE_SZ, 4096)
    ended: list[BaseException] = []

    def export() -> None:
        try:
            own.workspace.export("aid_file", "-", format="json", reveal=True)
        except BaseException as error:
            ended.append(error)

    stream = os.fdopen(writing_end, "wb", buffering=0)
    shown = io.TextIOWrapper(stream)
    with contextlib.redirect_stdout(shown):
        writer = Thread(target=export)
        writer.start()
        got = b""
        while len(got) < 200:
            got += os.read(reading, 200)
        last = own.workspace.access_log(1)
        os.close(reading)
        writer.join(30)
    shown.detach()
    stream.close()
    assert [(row["what"], row["records"]) for row in last] == [("export aid_file --reveal -", len(own.files) + 30)]
    assert [type(error) for error in ended] == [BrokenPipeError], "the reader left before the last row"


def test_attachments_are_noted_before_the_first_leaves(own: Small, tmp_path: Path) -> None:
    for place, number in enumerate(own.files[:2]):
        (tmp_path / f"{place}.txt").write_bytes(b"proof %d" % place)
        own.workspace.attach("aid_file", number, tmp_path / f"{place}.txt")
    with writing(own.workspace.session.engine) as connection:
        connection.execute(text("UPDATE _file SET body = :body WHERE body = :old"), {"body": b"x", "old": b"proof 1"})
    # The first is written; the second is not what its digest says.
    with pytest.raises(StoreError, match="被改动过"):
        own.workspace.export_attachments("aid_file", tmp_path / "out")
    last = own.workspace.access_log(1)[0]
    assert (last["what"].startswith("export attachments aid_file"), last["records"]) == (True, 2)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder in which nobody can make a file")
def test_letters_and_backups_are_noted_before_they_are_written(own: Small) -> None:
    with pytest.raises(StoreError, match="写不了"):
        own.workspace.write_report("aid.grade_reasons", "/proc/信.docx", numbers=own.files[:1], reveal=True)
    assert own.workspace.access_log(1)[0]["what"] == "report aid.grade_reasons --reveal /proc/信.docx"
    with pytest.raises(StoreError, match=r"写不了「/proc/备份\.db」"):
        own.workspace.backup("/proc/备份.db")
    assert own.workspace.access_log(1)[0]["what"] == "backup 备份.db"
