"""What attachments hold, by digest: in the database, or in a folder beside a SQLite workspace.

The same content is kept once. It is there before a record that names it is stored: a crash may
leave content that nothing names, never a name without content.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, LargeBinary, bindparam, select, text

from unionwork.errors import StoreError
from unionwork.store.journal import Break
from unionwork.store.stopping import check_stopped
from unionwork.store.tables import Tables

DATABASE, FOLDER = "database", "folder"
PLACES = (DATABASE, FOLDER)
# The mark of a workspace that says where new content goes.
MARK = "attachments"
_LEAST_SIGNS = 64


def folder_beside(workspace: Path) -> Path:
    """The folder of contents of a workspace file: w.db has w.files."""
    return workspace.with_name(f"{workspace.stem}.files")


def folder_of(engine: Engine) -> Path | None:
    """The folder of contents beside a workspace; None where there can be none."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return folder_beside(Path(name))


class Contents:
    """The contents of one workspace.

    Attributes:
        folder: where they lie that are not in the database; None on PostgreSQL.
    """

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection, self.tables = connection, tables
        self.folder = folder_of(connection.engine)

    def place(self) -> str:
        """Where new content goes: database or folder."""
        meta = self.tables.meta
        said = self.connection.execute(select(meta.c.value).where(meta.c.key == MARK)).scalar()
        return FOLDER if said == FOLDER and self.folder is not None else DATABASE

    def keep(self, body: bytes, *, dry_run: bool = False) -> tuple[str, str]:
        """Keep a content and give its digest (hex) and where it is kept; inside an open transaction."""
        digest, place = sha256(body).hexdigest(), self.place()
        if place == DATABASE:
            self._insert(digest, body)
        elif not dry_run:
            assert self.folder is not None
            target = path_in(self.folder, digest)
            if not target.is_file() or sha256(target.read_bytes()).hexdigest() != digest:
                write_whole(target, body)
        return digest, place

    def read(self, digest: str) -> bytes | None:
        """A content, wherever it is; None where it is gone."""
        file = self.tables.file
        held = self.connection.execute(select(file.c.body).where(file.c.sha256 == digest)).scalar()
        if held is not None:
            return bytes(held)
        path = path_in(self.folder, digest) if self.folder is not None and len(digest) == _LEAST_SIGNS else None
        return path.read_bytes() if path is not None and path.is_file() else None

    def take_in(self, folder: Path) -> int:
        """Take the contents of a folder into the database, as far as records name them; how many."""
        taken = 0
        for digest in sorted(self.named() - self._held()):
            path = path_in(folder, digest)
            if path.is_file():
                self._insert(digest, path.read_bytes())
                taken += 1
        return taken

    def named(self) -> set[str]:
        """The digests that records name, voided ones too."""
        return set(self.connection.execute(select(self.tables["attachment"].c.sha256).distinct()).scalars())

    def unnamed(self) -> list[str]:
        """The digests of contents that no record names: left by a program that died, and harmless."""
        return sorted((self._held() | set(digests_in(self.folder))) - self.named())

    def _held(self) -> set[str]:
        return set(self.connection.execute(select(self.tables.file.c.sha256)).scalars())

    def _insert(self, digest: str, body: bytes) -> None:
        # Without a target, so that a server asks for no right to see contents of other scopes.
        statement = text("INSERT INTO _file (sha256, body) VALUES (:digest, :body) ON CONFLICT DO NOTHING")
        self.connection.execute(
            statement.bindparams(bindparam("body", type_=LargeBinary())), {"digest": digest, "body": body}
        )


def verify_contents(connection: Connection, tables: Tables) -> Iterator[Break]:
    """Every attachment whose content is gone, or is not what its digest says."""
    table, contents = tables["attachment"], Contents(connection, tables)
    rows = connection.execute(select(table.c.number, table.c.sha256).order_by(table.c.number)).all()
    sound: dict[str, str] = {}
    for number, digest in rows:
        check_stopped(connection)
        if digest not in sound:
            body = contents.read(digest)
            sound[digest] = "missing" if body is None else "" if sha256(body).hexdigest() == digest else "changed"
        if sound[digest]:
            told = {"missing": "的内容不在了(库里和附件文件夹里都没有)", "changed": "的内容被改动过,与摘要不符"}
            yield Break(
                what=sound[digest], kind="attachment", number=number,
                message=f"附件 {number} {told[sound[digest]]};请从备份恢复",
            )  # fmt: skip


def copy_named(connection: Connection, tables: Tables, target: Path) -> int:
    """Copy the contents that lie in the folder and that records name into another folder; how many."""
    source, copied = folder_of(connection.engine), 0
    if source is None or not source.is_dir():
        return copied
    for digest in sorted(Contents(connection, tables).named()):
        path = path_in(source, digest)
        if path.is_file():
            write_whole(path_in(target, digest), path.read_bytes())
            copied += 1
    return copied


def path_in(folder: Path, digest: str) -> Path:
    """Where a content lies in a folder: ab/abcdef..."""
    return folder / digest[:2] / digest


def digests_in(folder: Path | None) -> Iterator[str]:
    """The digests of the contents in a folder."""
    if folder is not None and folder.is_dir():
        yield from (path.name for path in folder.glob("??/*") if len(path.name) == _LEAST_SIGNS)


def write_whole(target: Path, body: bytes) -> None:
    """Write a file so that under its name there is never a part of it.

    Raises:
        StoreError: it cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(f"写不了「{target}」({error.strerror});请检查文件夹权限和磁盘空间") from None
