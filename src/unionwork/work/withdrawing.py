"""Taking back the last act on a record: it gets the image it had before, and the act goes out of force."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure
from unionwork.errors import RefusedError
from unionwork.store.registers import Row, Transaction
from unionwork.store.tables import IN_FORCE, VOIDED
from unionwork.work.acting import label_of, procedure_of
from unionwork.work.doing import lock_rows
from unionwork.work.pointing import refuse_pointed_at
from unionwork.work.session import Session, find_row

_REASON = "撤回理由"


def withdraw_act(
    session: Session, key: str, number: str, *, reason: str | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Take back the last act on a record, as long as nothing followed; by whoever took it, or an administrator.

    Returns:
        `kind`, `number`, `step`, `label`, `state` (where the record is again), `voided` (number of the record
        that the step had added, or None) and `batch` (None on a dry run).

    Raises:
        RefusedError: says what is in the way.
    """
    kind = session.kind(key)
    procedure = procedure_of(session, kind)
    said = (reason or "").strip()
    with session.writing(f"withdraw {key} {number}" + (f": {said}" if said else ""), dry_run=dry_run) as change:
        connection = change.connection
        lock_rows(connection, session, kind, [find_row(connection, session, kind, number)["id"]])
        row = find_row(connection, session, kind, number)
        act = _last_act(change, session, kind, row)
        step = next((entry for entry in procedure.steps if entry.key == act["step"]), None)
        if step is None or not step.withdrawable:
            label = label_of(session, step) if step is not None else act["step"]
            raise RefusedError(f"{kind.label} {number} 的「{label}」不可撤回;如有错误,请按流程办理更正的步骤")
        if session.worker.key != act["operator"] and session.worker.role != "administrator":
            raise RefusedError(
                f"{kind.label} {number} 的「{label_of(session, step)}」由操作员「{act['operator']}」办理;"
                "只能由本人或管理员撤回"
            )
        _refuse_followed(connection, session, kind, row, act)
        voided = _void_added(change, session, act)
        image = _image(connection, session, kind, row, act["before"])
        back = {name: image.get(name) for name in row if name not in ("id", "version", "digest")}
        if any(row[name] != value for name, value in back.items()):
            change.change(kind, [({**row}, back)], "withdraw")
        extra = json.dumps({_REASON: said}, ensure_ascii=False) if said else None
        change.change(session.kind("act"), [(act, {"void": VOIDED, "extra": extra})], "void")
        batch = change.batch if not dry_run else None
    return {
        "kind": key, "number": number, "step": step.key, "label": label_of(session, step),
        "state": act["from_state"], "voided": voided, "batch": batch,
    }  # fmt: skip


def withdrawal_reason(act: Row) -> str | None:
    """Why an act was taken back, as its record keeps it."""
    held = json.loads(act["extra"]) if act.get("extra") else {}
    found = held.get(_REASON)
    return str(found) if found else None


def _last_act(change: Transaction, session: Session, kind: Kind, row: Row) -> Row:
    if row["void"] != IN_FORCE:
        raise RefusedError(f"{kind.label} {row['number']} 已作废,不能撤回它的办理")
    table = session.tables["act"]
    last = (
        select(table.c.id)
        .where(table.c.kind == kind.key, table.c.subject == row["id"], table.c.void == IN_FORCE)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    found = change.rows(session.kind("act"), table.c.id == last.scalar_subquery())
    if not found:
        raise RefusedError(f"{kind.label} {row['number']} 在本系统没有办理过步骤,没有可以撤回的")
    return found[0]


def _refuse_followed(connection: Connection, session: Session, kind: Kind, row: Row, act: Row) -> None:
    """Refuse where the record says something else by now than right after the act."""
    if row["version"] == act["after"]:
        return
    left = _image(connection, session, kind, row, act["after"])
    changed = [field.label for field in kind.stored_fields if row.get(field.column) != left.get(field.column)] + (
        ["组织"] if row["org"] != left.get("org") else []
    )
    if changed:
        raise RefusedError(
            f"不能撤回:{kind.label} {row['number']} 在办理之后改动过「{'、'.join(changed)}」;请先把它改回原样"
        )


def _image(connection: Connection, session: Session, kind: Kind, row: Row, version: int) -> dict[str, Any]:
    """What the record held in a version."""
    if version == row["version"]:
        return dict(row)
    entry = session.tables.entry
    query = select(entry.c.body).where(
        entry.c.kind == kind.key, entry.c.record == row["id"], entry.c.version == version
    )
    body = connection.execute(query).scalar()
    if body is None:
        raise RefusedError(f"{kind.label} {row['number']} 第 {version} 版的留底已清除,不能撤回")
    return dict(json.loads(body))


def _void_added(change: Transaction, session: Session, act: Row) -> str | None:
    """Take the record that the step added out of force, if nobody touched it or built on it."""
    if act["added"] is None:
        return None
    kind = session.kind(act["added_kind"])
    table = session.tables[kind.key]
    added = change.rows(kind, table.c.id == act["added"])[0]
    if added["void"] != IN_FORCE:
        return None
    if added["version"] != 1:
        raise RefusedError(f"不能撤回:办理时新增的{kind.label} {added['number']} 后来又改动过;请先撤回那些改动")
    procedure: Procedure | None = session.catalogue.procedures.get(kind.key)
    if procedure is not None:
        acts = session.tables["act"]
        taken = change.rows(
            session.kind("act"), acts.c.kind == kind.key, acts.c.subject == added["id"], acts.c.void == IN_FORCE
        )
        if taken:
            raise RefusedError(f"不能撤回:办理时新增的{kind.label} {added['number']} 已继续办理;请先撤回它的办理")
    refuse_pointed_at(session, change.connection, [kind], {added["id"]})
    change.void(kind, [added])
    return str(added["number"])
