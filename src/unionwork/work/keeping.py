"""Keeping the workspace: operators, journal, backup, restore."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from unionwork.errors import RefusedError, StoreError, UnknownNameError, UsageError
from unionwork.store.engines import is_sqlite
from unionwork.store.journal import head_of, verify
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.organising import Organisations
from unionwork.work.session import RIGHTS, Session


def list_operators(session: Session) -> list[dict[str, Any]]:
    """The operators with their role, rights and organisation."""
    table = session.tables["operator"]
    with session.reading() as connection:
        organisations = Organisations.read(connection, session.tables, session.day)
        rows = connection.execute(select(table).where(table.c.void == IN_FORCE).order_by(table.c.id)).all()
    return [
        {
            "key": row.key, "name": row.name, "role": row.role,
            "rights": [right for right in (row.rights or "").split(",") if right],
            "org": organisations.numbers.get(row.org),
        }
        for row in rows
    ]  # fmt: skip


def add_operator(
    session: Session, key: str, *, name: str | None = None, role: str = "recorder", rights: Sequence[str] = (),
    org: str | None = None, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Add an operator with explicit rights.

    Raises:
        RefusedError: the key is taken.
        UnknownNameError: no such role or right.
    """
    vocabulary = session.catalogue.vocabulary("operator_role")
    code = vocabulary.find(role)
    if code is None:
        raise UnknownNameError("角色", role, vocabulary.codes)
    for right in rights:
        if right not in RIGHTS:
            raise UnknownNameError("权限", right, RIGHTS)
    if not key.strip() or "," in key:
        raise UsageError("操作员代号不能为空,也不能含逗号")
    session.require("admin", "增加操作员")
    kind, table = session.kind("operator"), session.tables["operator"]
    with session.writing(f"operator add {key}", dry_run=dry_run) as change:
        if change.rows(kind, table.c.key == key, table.c.void == IN_FORCE):
            raise RefusedError(f"操作员「{key}」已经存在;请换一个代号")
        organisations = Organisations.read(change.connection, session.tables, session.day)
        at = organisations.find(org)
        change.add(kind, [{"org": at, "key": key, "name": name, "role": code, "rights": ",".join(sorted(rights))}])
    return {"key": key, "name": name, "role": code, "rights": sorted(rights), "org": organisations.numbers[at]}


def list_batches(session: Session, limit: int | None = 50) -> list[dict[str, Any]]:
    """The last batches of the journal, newest first."""
    batch = session.tables.batch
    with session.reading() as connection:
        rows = connection.execute(select(batch).order_by(batch.c.position.desc()).limit(limit)).all()
    return [
        {
            "batch": row.id, "position": row.position, "at": row.at,
            "business_on": number_day(row.business_on).isoformat(),
            "who": row.who, "surface": row.surface, "what": row.what, "entries": row.entries,
            "hash": bytes(row.hash).hex(),
        }
        for row in rows
    ]  # fmt: skip


def verify_journal(session: Session, head: str | None = None) -> dict[str, Any]:
    """Walk batches, entries and records in both directions and name every disagreement.

    Args:
        session: who asks, where.
        head: a head that was printed earlier, whole or its beginning; it must still be in the chain.
    """
    batch = session.tables.batch
    with session.reading() as connection:
        breaks = [
            {"what": entry.what, "kind": entry.kind, "number": entry.number, "message": entry.message}
            for entry in verify(connection, session.tables, session.catalogue)
        ]
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
    return {"head": last, "batches": position, "entries": int(entries), "breaks": breaks}


def list_access(session: Session, limit: int | None = 50) -> list[dict[str, Any]]:
    """The last reads of private data and exports, newest first."""
    access = session.tables.access
    with session.reading() as connection:
        rows = connection.execute(select(access).order_by(access.c.id.desc()).limit(limit)).all()
    return [
        {"at": row.at, "who": row.who, "surface": row.surface, "what": row.what, "records": row.records} for row in rows
    ]


def backup(session: Session, path: Path) -> dict[str, Any]:
    """Copy the workspace, as of one moment, into a file of its own; for PostgreSQL into a SQLite workspace.

    Raises:
        RefusedError: the file exists.
    """
    session.require("export", "备份工作区")
    if path.exists():
        raise RefusedError(f"「{path}」已经存在,备份不会覆盖它;请换一个文件名")
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
    session.log_access(f"backup {path.name}", 0)
    return {"file": str(path), "head": head, "batches": position, "bytes": path.stat().st_size}


def restore_file(backup_path: Path, place: Path) -> dict[str, Any]:
    """Put a backup in a place where there is no workspace yet.

    Raises:
        StoreError: the backup is none, or the place is taken.
    """
    if not backup_path.is_file():
        raise StoreError(f"没有备份「{backup_path}」;请检查路径")
    if not is_sqlite(backup_path):
        raise StoreError(f"「{backup_path}」不是 unionwork 的备份(不是 SQLite 文件)")
    if place.exists():
        raise StoreError(f"「{place}」已经存在,恢复不会覆盖它;请换一个位置")
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
    return {"file": str(place), "from": str(backup_path), "bytes": place.stat().st_size}
