"""Taking an import back: what it added goes out of force, what it changed gets its old values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError
from unionwork.store.registers import Row, Transaction
from unionwork.store.tables import IN_FORCE
from unionwork.work.acting import parts
from unionwork.work.pointing import refuse_pointed_at
from unionwork.work.session import Session


def undo_import(session: Session, batch: int, *, dry_run: bool = False) -> dict[str, Any]:
    """Take back everything that a batch did, as long as nothing moved on since.

    Raises:
        RefusedError: a record was changed since, or another points to it; names the first ones.
    """
    entry, journal = session.tables.entry, session.tables.batch
    # No id is larger; the driver would break on it.
    session.allow("undo")
    if not 0 < batch < 2**63:
        raise RefusedError(f"批次 {batch} 不是一次导入;请用 unionwork journal list 查看批次号")
    with session.writing(f"import undo {batch}", dry_run=dry_run) as change:
        connection = change.connection
        held = connection.execute(select(journal.c.what).where(journal.c.id == batch)).scalar()
        if held is None or not held.startswith("import ") or held.startswith("import undo"):
            raise RefusedError(f"批次 {batch} 不是一次导入;请用 unionwork journal list 查看批次号")
        voided = restored = 0
        kinds = connection.execute(select(entry.c.kind).where(entry.c.batch == batch).distinct()).scalars().all()
        steps = []
        for key in sorted(kinds):
            kind = session.kind(key)
            table = session.tables[key]
            acts = _acts_of(session, connection, batch, key)
            rows = change.rows(kind, table.c.id.in_(select(entry.c.record).where(entry.c.batch == batch)))
            _refuse_outside(session, change, kind, rows)
            stepped = _stepped_on(session, connection, key, [row["id"] for row in rows])
            moved = [
                row["number"] for row in rows
                if row["version"] != acts[row["id"]][1] or stepped.get(row["id"], 0) >= acts[row["id"]][1]
            ]  # fmt: skip
            if moved:
                raise RefusedError(
                    f"不能撤回:{kind.label} {'、'.join(moved[:5])} 等 {len(moved)} 条在导入之后又改动过;"
                    f"请先处理这些记录"
                )
            steps.append((kind, rows, acts))
        taken = {row["id"] for kind, rows, acts in steps for row in rows if acts[row["id"]][2] in ("add", "revive")}
        restored_ids = {row["id"] for _, rows, _ in steps for row in rows} - taken
        refuse_pointed_at(session, connection, [kind for kind, _, _ in steps], taken, restored_ids)
        for kind, rows, acts in steps:
            new = [row for row in rows if acts[row["id"]][2] in ("add", "revive")]
            old = [row for row in rows if acts[row["id"]][2] not in ("add", "revive")]
            change.void(kind, new, "undo")
            voided += len(new)
            for row in old:
                body = connection.execute(
                    select(entry.c.body).where(
                        entry.c.kind == kind.key, entry.c.record == row["id"], entry.c.version == acts[row["id"]][0] - 1
                    )
                ).scalar()
                if body is None:
                    raise RefusedError(f"{kind.label} {row['number']} 的上一版留底已清除,不能撤回")
                image = json.loads(body)
                back = {name: image.get(name) for name in row if name not in ("id", "version", "digest")}
                change.change(kind, [(row, back)], "restore")
                restored += 1
        return {"batch": batch, "voided": voided, "restored": restored}


def _acts_of(session: Session, connection: Connection, batch: int, kind: str) -> dict[int, tuple[int, int, str]]:
    """Record to the first and last version that a batch made of it, and its first act: what to go back to."""
    entry = session.tables.entry
    query = select(entry.c.record, entry.c.version, entry.c.act).where(entry.c.batch == batch, entry.c.kind == kind)
    acts: dict[int, tuple[int, int, str]] = {}
    for record, version, act in connection.execute(query.order_by(entry.c.version)):
        first = acts.get(record)
        acts[record] = (first[0], version, first[2]) if first else (version, version, act)
    return acts


def _refuse_outside(session: Session, change: Transaction, kind: Kind, rows: Sequence[Row]) -> None:
    """An import that reached beyond the operator's scope is not this operator's to take back."""
    if session.worker.org is None:
        return
    table = session.tables[kind.key]
    listed = [row["id"] for row in rows]
    for start in range(0, len(listed), 900):
        part = listed[start : start + 900]
        query = select(func.count()).select_from(table).where(table.c.id.in_(part), *session.inside(table.c.org))
        if change.connection.execute(query).scalar_one() != len(part):
            raise RefusedError("这次导入含有您的范围之外的记录;请管理全部组织的操作员撤回")


def _stepped_on(session: Session, connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, int]:
    """Record to the version on which the last step was taken; a step that adds a record makes none of its own."""
    act = session.tables["act"]
    found: dict[int, int] = {}
    for part in parts(ids):
        query = select(act.c.subject, func.max(act.c.before)).where(
            act.c.kind == kind, act.c.subject.in_(part), act.c.void == IN_FORCE
        )
        found.update((subject, before) for subject, before in connection.execute(query.group_by(act.c.subject)))
    return found
