"""Keeping the workspace: journal, access log, backup, restore."""

from __future__ import annotations

import shutil
import sqlite3
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select

from unionwork.errors import RefusedError, StoreError
from unionwork.store.engines import is_sqlite
from unionwork.store.files import Contents, copy_named, digests_in, folder_beside, path_in, verify_contents, write_whole
from unionwork.store.journal import head_of, verify
from unionwork.values import number_day
from unionwork.work.session import Session


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
    """Walk batches, entries, records and the contents of attachments, and name every disagreement.

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
                verify(connection, session.tables, session.catalogue), verify_contents(connection, session.tables)
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
    """
    _refuse_part(session, "backup")
    for taken in (path, folder_beside(path)):
        if taken.exists():
            raise RefusedError(f"「{taken}」已经存在,备份不会覆盖它;请换一个文件名")
    if not path.parent.is_dir():
        raise StoreError(f"文件夹「{path.parent}」不存在;请先建好文件夹")
    with session.reading() as connection:
        position, head = head_of(connection, session.tables)
    if session.engine.dialect.name == "sqlite":
        source = sqlite3.connect(str(session.engine.url.database))
        target = sqlite3.connect(str(path))
        with source, target:
            source.backup(target)
        # A backup is one file: what the log holds is written into it.
        target.execute("PRAGMA journal_mode=DELETE").close()
        target.close()
        source.close()
    else:
        from unionwork.store.copying import copy_workspace

        copy_workspace(session.engine, session.tables, path, session.catalogue)
    try:
        # After the records: what they name is there by then, and content is never taken away.
        with session.reading() as connection:
            files = copy_named(connection, session.tables, folder_beside(path))
    except BaseException:
        # Half a copy would look like a backup.
        path.unlink(missing_ok=True)
        shutil.rmtree(folder_beside(path), ignore_errors=True)
        raise
    session.log_access(f"backup {path.name}", 0)
    return {
        "file": str(path), "head": head, "batches": position, "bytes": path.stat().st_size,
        "attachment_files": files,
    }  # fmt: skip


def restore_file(backup_path: Path, place: Path) -> dict[str, Any]:
    """Put a backup in a place where there is no workspace yet.

    Raises:
        StoreError: the backup is none, or the place is taken.
    """
    if not backup_path.is_file():
        raise StoreError(f"没有备份「{backup_path}」;请检查路径")
    if not is_sqlite(backup_path):
        raise StoreError(f"「{backup_path}」不是 unionwork 的备份(不是 SQLite 文件)")
    for taken in (place, folder_beside(place)):
        if taken.exists():
            raise StoreError(f"「{taken}」已经存在,恢复不会覆盖它;请换一个位置")
    if not place.parent.is_dir():
        raise StoreError(f"文件夹「{place.parent}」不存在;请先建好文件夹")
    checked = sqlite3.connect(f"file:{backup_path}?mode=ro", uri=True)
    try:
        sound = checked.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        known = checked.execute("SELECT count(*) FROM sqlite_master WHERE name = '_meta'").fetchone()[0]
    except sqlite3.DatabaseError:
        sound, known = False, 0
    finally:
        checked.close()
    if not sound or not known:
        raise StoreError(f"「{backup_path}」已损坏或不是 unionwork 的备份;请换另一份备份")
    shutil.copyfile(backup_path, place)
    source, files = folder_beside(backup_path), 0
    for digest in digests_in(source):
        write_whole(path_in(folder_beside(place), digest), path_in(source, digest).read_bytes())
        files += 1
    return {
        "file": str(place), "from": str(backup_path), "bytes": place.stat().st_size, "attachment_files": files,
    }  # fmt: skip
