"""Keeping the workspace: journal, access log, backup, restore."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import URL, NullPool, create_engine, func, or_, select

from unionwork.errors import RefusedError, StoreError
from unionwork.sqlite_files import BESIDE, is_sqlite
from unionwork.store.files import Contents, copy_named, digests_in, folder_beside, path_in, verify_contents, write_whole
from unionwork.store.journal import head_of, verify
from unionwork.store.schema import verify_packs
from unionwork.values import number_day
from unionwork.work.session import Session

_REASONS = {
    "full": "磁盘已满", "disk I/O error": "磁盘读写出错,可能已满", "unable to open": "打不开", "readonly": "只读",
    "malformed": "来源已损坏", "not a database": "来源已损坏", "locked": "正被另一个程序写入",
}  # fmt: skip


def list_batches(session: Session, limit: int | None = 50) -> list[dict[str, Any]]:
    """The last batches of the journal, newest first: all, or for most roles the operator's own."""
    batch = session.tables.batch
    own = _who_test(session, batch.c.who, session.may("journal"))
    with session.reading() as connection:
        rows = connection.execute(select(batch).where(*own).order_by(batch.c.position.desc()).limit(limit)).all()
    return [
        {
            "batch": row.id, "position": row.position, "at": row.at,
            "business_on": number_day(row.business_on).isoformat(),
            "who": row.who, "surface": row.surface, "what": row.what, "entries": row.entries,
            "hash": bytes(row.hash).hex(),
        }
        for row in rows
    ]  # fmt: skip


def _who_test(session: Session, who: Any, oversees: bool) -> tuple[Any, ...]:
    """Whose lines of a log an operator sees: his own; who oversees, those of the operators of his scope."""
    if not oversees:
        return (who == session.worker.key,)
    operator = session.tables["operator"]
    seen = session.inside(operator.c.org)
    return (or_(who == session.worker.key, who.in_(select(operator.c.key).where(*seen))),) if seen else ()


def _refuse_part(session: Session, act: str) -> None:
    """What is only true of the whole workspace is not done by one who sees a part."""
    session.allow(act)
    if session.worker.org is not None:
        raise RefusedError("您的范围不是全部组织,只看到一部分;请管理全部组织的管理员来做")


def verify_journal(session: Session, head: str | None = None) -> dict[str, Any]:
    """Walk batches, entries, records, the packs' values and the contents of attachments, and name every disagreement.

    `hints` in the answer are no breaks: contents that a program which died left without a record.

    Args:
        session: who asks, where.
        head: a head that was printed earlier, whole or its beginning; it must still be in the chain.
    """
    _refuse_part(session, "verify")
    batch = session.tables.batch
    with session.reading() as connection:
        breaks = [
            {"what": entry.what, "kind": entry.kind, "number": entry.number, "message": entry.message}
            for entry in chain(
                verify(connection, session.tables, session.catalogue),
                verify_packs(connection, session.tables, session.catalogue),
                verify_contents(connection, session.tables),
            )
        ]
        loose = Contents(connection, session.tables).unnamed()
        position, last = head_of(connection, session.tables)
        entries = connection.execute(select(func.count()).select_from(session.tables.entry)).scalar_one()
        if head is not None:
            hashes = [bytes(value).hex() for value in connection.execute(select(batch.c.hash)).scalars()]
            if len(head) < 8 or not any(value.startswith(head.lower()) for value in hashes):
                breaks.append(
                    {
                        "what": "head", "kind": "", "number": head[:16],
                        "message": f"链条里没有所给的日志头 {head[:16]}…:这不是同一个工作区,或历史被替换过",
                    }
                )  # fmt: skip
    hints = [f"有 {len(loose)} 份附件内容没有记录用到(程序中断时留下的),不影响使用"] if loose else []
    return {"head": last, "batches": position, "entries": int(entries), "breaks": breaks, "hints": hints}


def list_access(session: Session, limit: int | None = 50) -> list[dict[str, Any]]:
    """The last reads of private data and exports, newest first: all, or for most roles the operator's own."""
    access = session.tables.access
    own = _who_test(session, access.c.who, session.may("access"))
    with session.reading() as connection:
        rows = connection.execute(select(access).where(*own).order_by(access.c.id.desc()).limit(limit)).all()
    return [
        {"at": row.at, "who": row.who, "surface": row.surface, "what": row.what, "records": row.records} for row in rows
    ]


def backup(session: Session, path: Path) -> dict[str, Any]:
    """Copy the workspace, as of one moment, into a file of its own; for PostgreSQL into a SQLite workspace.

    Attachments that lie in a folder beside the workspace are copied into one beside the backup.

    Raises:
        RefusedError: the file exists, or the folder for its attachments.
        StoreError: it cannot be written; nothing is left behind.
    """
    _refuse_part(session, "backup")
    for taken in (path, folder_beside(path)):
        if taken.exists():
            raise RefusedError(f"「{taken}」已经存在,备份不会覆盖它;请换一个文件名")
    if not path.parent.is_dir():
        raise StoreError(f"文件夹「{path.parent}」不存在;请先建好文件夹")
    # Noted before it can be read, as every export is.
    session.log_access(f"backup {path.name}", 0)
    with _made_whole(path) as (part, folder):
        if session.engine.dialect.name == "sqlite":
            with closing(sqlite3.connect(str(session.engine.url.database))) as source:
                _copy_database(source, part)
        else:
            from unionwork.store.copying import copy_workspace

            copy_workspace(session.engine, session.tables, part, session.catalogue)
        # After the records: what they name is there by then, and content is never taken away.
        with session.reading() as connection:
            files = copy_named(connection, session.tables, folder)
        position, head = _head_in(part, session)
    return {
        "file": str(path), "head": head, "batches": position, "bytes": path.stat().st_size,
        "attachment_files": files,
    }  # fmt: skip


def restore_file(backup_path: Path, place: Path) -> dict[str, Any]:
    """Put a backup in a place where there is no workspace yet; a workspace that is in use is taken as it stands.

    Raises:
        StoreError: the backup is none, the place is taken, or it cannot be written; nothing is left behind.
    """
    if not backup_path.is_file():
        raise StoreError(f"没有备份「{backup_path}」;请检查路径")
    try:
        known = is_sqlite(backup_path)
    except OSError as error:
        raise StoreError(f"读不了备份「{backup_path}」({_reason(error)});请检查文件权限") from None
    if not known:
        raise StoreError(f"「{backup_path}」不是 unionwork 的备份(不是 SQLite 文件)")
    for taken in (place, folder_beside(place)):
        if taken.exists():
            raise StoreError(f"「{taken}」已经存在,恢复不会覆盖它;请换一个位置")
    if not place.parent.is_dir():
        raise StoreError(f"文件夹「{place.parent}」不存在;请先建好文件夹")
    with _made_whole(place) as (part, folder):
        with closing(_open_to_read(backup_path)) as source:
            _refuse_broken(source, backup_path)
            _copy_database(source, part)
        held, files = folder_beside(backup_path), 0
        for digest in digests_in(held):
            write_whole(path_in(folder, digest), path_in(held, digest).read_bytes())
            files += 1
    return {
        "file": str(place), "from": str(backup_path), "bytes": place.stat().st_size, "attachment_files": files,
    }  # fmt: skip


@contextmanager
def _made_whole(place: Path) -> Iterator[tuple[Path, Path]]:
    """A file, and a folder for attachments, that take their names once both are whole; else nothing is left.

    Raises:
        StoreError: they cannot be written.
    """
    token = secrets.token_hex(8)
    part, folder = place.with_name(f".{token}.part"), place.with_name(f".{token}.files")
    try:
        try:
            yield part, folder
            if folder.is_dir():
                folder.rename(folder_beside(place))
                folder = folder_beside(place)
            part.rename(place)
        except BaseException:
            # Half a copy would look like a backup.
            for tail in ("", *BESIDE):
                part.with_name(part.name + tail).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except StoreError as error:
        if token not in str(error):
            raise
        # What a person asked for is the place, not the file on the way to it.
        raise StoreError(str(error).replace(str(part), str(place)).replace(str(folder), str(place))) from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"写不了「{place}」({_reason(error)});没有留下半份文件,请检查磁盘空间和文件夹权限") from error


def _reason(error: OSError | sqlite3.Error) -> str:
    """Why the system or the database could not go on, in words."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    text = str(error)
    return next((told for sign, told in _REASONS.items() if sign in text), text)


def _copy_database(source: sqlite3.Connection, part: Path) -> None:
    """Copy a database as of one moment, what is in its log too, into a file that needs no log."""
    with closing(sqlite3.connect(str(part))) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE").close()


def _open_to_read(path: Path) -> sqlite3.Connection:
    """A database that is not to be changed, with the log beside it, if there is one."""
    # Who may write takes away the empty log that opening makes; where there is one, it is another's and stays as it is.
    in_use = any(path.with_name(path.name + tail).exists() for tail in BESIDE)
    address = f"{path.absolute().as_uri()}?mode={'ro' if in_use else 'rw'}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error) or any(path.with_name(path.name + tail).exists() for tail in BESIDE):
            raise StoreError(
                f"读不了「{path}」:它正被另一个程序写入,或旁边的日志文件(-wal)并不进来;"
                "请稍后再试,或把它连同 -wal 文件复制到本机硬盘再恢复"
            ) from None
        # Where nothing can be written beside it, nobody works in it either.
        return sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    except sqlite3.DatabaseError:
        # What is wrong with it is found out and told by the one who asked.
        pass
    return connection


def _refuse_broken(source: sqlite3.Connection, path: Path) -> None:
    """Let through only a database that is sound and a workspace; what is read later is read of the same state."""
    try:
        source.execute("BEGIN")
        known = source.execute("SELECT count(*) FROM sqlite_master WHERE name = '_meta'").fetchone()[0]
        sound = source.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        sound, known = False, 0
    if not sound or not known:
        raise StoreError(f"「{path}」已损坏或不是 unionwork 的备份;请换另一份备份")


def _head_in(part: Path, session: Session) -> tuple[int, str]:
    """Position and hash of the last batch that a copy holds: others may have written meanwhile."""
    engine = create_engine(URL.create("sqlite", database=str(part)), poolclass=NullPool)
    with engine.connect() as connection:
        return head_of(connection, session.tables)
