"""Merging a duplicate into the record that stays: one person, one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError, UsageError
from unionwork.store.registers import Row, Transaction
from unionwork.store.tables import IN_FORCE, VOIDED
from unionwork.values import mask_id
from unionwork.work.doing import lock_rows
from unionwork.work.drafting import write_extra
from unionwork.work.governing import governed_in
from unionwork.work.pointing import references
from unionwork.work.reading import to_entity
from unionwork.work.session import Session, find_row

MERGED = "并入"
# Who or what a record is: where these contradict each other there are two, not one.
_IDENTITIES = (Shape.ID_NUMBER, Shape.CREDIT_CODE)


def merge_records(
    session: Session, key: str, number: str, into: str, reason: str, *, dry_run: bool = False
) -> dict[str, Any]:
    """Merge a duplicate into the record that stays, in one transaction.

    Only gaps of the record that stays are filled, and never a field that a step governs. What points to
    the duplicate points to the record that stays from now on; its attachments, acts and decisions move
    too. The duplicate is voided and names the other.

    Returns:
        `kind`, `number`, `into`, `reason`, `moved` (kind to how many records), `filled` (fields), `kept` (what
        the duplicate said otherwise: `field`, `label`, `stays`, `given_up`, both None with `hidden` where
        it is private), `left` (numbers of decisions and attachments that stay with the duplicate), `notes`
        and `batch` (None on a dry run).

    Raises:
        RefusedError: they are not two records in force of one kind, they are not the same person or body, or
            the duplicate has gone further in its procedure.
    """
    kind = session.kind(key)
    if kind.system:
        raise RefusedError(f"「{kind.label}」不能这样合并;组织请用 org merge")
    session.allow("merge", kind)
    if not reason.strip():
        raise UsageError("合并要写明理由")
    if number == into:
        raise UsageError(f"{kind.label} {number} 不能并入它自己;请写明两个不同的编号")
    with session.writing(f"merge {key} {number} into {into}: {reason.strip()}", dry_run=dry_run) as change:
        ids = [find_row(change.connection, session, kind, name)["id"] for name in (number, into)]
        lock_rows(change.connection, session, kind, ids)
        duplicate, stays = (_in_force(change.connection, session, kind, name) for name in (number, into))
        merging = _Merging(session, change, kind, duplicate, stays)
        merging.refuse_two()
        merging.refuse_further()
        merging.fill()
        merging.move()
        merging.close()
    return {
        "kind": key, "number": number, "into": into, "reason": reason.strip(), "moved": merging.moved,
        "filled": merging.filled, "kept": merging.kept, "left": merging.left, "notes": merging.notes,
        "batch": None if dry_run else change.batch,
    }  # fmt: skip


class _Merging:
    """One merge, step by step."""

    def __init__(self, session: Session, change: Transaction, kind: Kind, duplicate: Row, stays: Row) -> None:
        self.session, self.change, self.kind = session, change, kind
        self.duplicate, self.stays = duplicate, stays
        self.moved: dict[str, int] = {}
        self.filled: list[str] = []
        self.kept: list[dict[str, Any]] = []
        self.left: list[str] = []
        self.notes: list[str] = []

    def refuse_two(self) -> None:
        """Refuse two different persons or bodies."""
        for field in self.kind.stored_fields:
            one, other = self.duplicate[field.column], self.stays[field.column]
            if field.shape in _IDENTITIES and one is not None and other is not None and one != other:
                shown = [mask_id(str(value)) if field.private else str(value) for value in (one, other)]
                raise RefusedError(
                    f"{self._named()}的「{field.label}」不同({shown[0]} 和 {shown[1]}),不是同一个,没有合并;"
                    "请先核对,其中一个有误的先改正"
                )

    def refuse_further(self) -> None:
        """Refuse where the duplicate was moved on by a step that the record that stays has not taken."""
        governed = governed_in(self.session.catalogue, self.kind).fixed
        for key, steps in governed.items():
            column = self.kind.field(key).column
            if self.duplicate[column] is not None and self.stays[column] is None:
                step = steps[0]
                raise RefusedError(
                    f"{self.kind.label} {self.duplicate['number']} 已办「{step.label}」,{self.stays['number']} 还没有"
                    f"(「{self.kind.field(key).label}」空着);合并不能代替办理,请改为把 {self.stays['number']} "
                    f"并入 {self.duplicate['number']},或先给 {self.stays['number']} 办理 {step.key}"
                )

    def fill(self) -> None:
        """Fill the gaps of the record that stays; it gets a version even where there is none to fill."""
        governed = governed_in(self.session.catalogue, self.kind).fields
        new: dict[str, Any] = {}
        for field in self.kind.stored_fields:
            one, other = self.duplicate[field.column], self.stays[field.column]
            points_home = field.shape is Shape.REF and field.to == self.kind.key
            if points_home and other == self.duplicate["id"]:
                new[field.column] = None
                self.notes.append(f"「{field.label}」原指向被并的记录,已清空")
            elif one is None or one == other or (points_home and one == self.stays["id"]):
                continue
            elif other is None and field.key not in governed:
                new[field.column] = one
                self.filled.append(field.key)
            else:
                self.kept.append(self._kept(field, other, one))
        extra = json.loads(self.stays["extra"] or "{}")
        given = {
            name: value for name, value in json.loads(self.duplicate["extra"] or "{}").items() if name not in extra
        }
        given.pop(MERGED, None)
        if given:
            new["extra"] = write_extra({**extra, **given})
            self.filled.extend(given)
        # A version of its own, so that no act of the duplicate is taken for the last of this one.
        stored = self.change.change(self.kind, [(self.stays, new)], "merge")[0]
        to_entity(self.kind, stored)

    def move(self) -> None:
        """Let what points to the duplicate point to the record that stays."""
        record, target = self.duplicate["id"], self.stays["id"]
        ours = (record, target)
        for other in self.session.catalogue.kinds.values():
            table = self.session.tables[other.key]
            for field in references(other, (self.kind.key,)):
                rows = self.change.rows(other, table.c[field.column] == record, table.c.void == IN_FORCE)
                self._move(other, [(row, {field.column: target}) for row in rows if row["id"] not in ours])
        for name in ("attachment", "act", "decision"):
            self._move_history(self.session.kind(name))

    def close(self) -> None:
        """Take the duplicate out of force; it says where it went."""
        extra = {**json.loads(self.duplicate["extra"] or "{}"), MERGED: self.stays["number"]}
        self.change.change(self.kind, [(self.duplicate, {"void": VOIDED, "extra": write_extra(extra)})], "void")

    def _move_history(self, other: Kind) -> None:
        table = self.session.tables[other.key]
        here = (table.c.kind == self.kind.key, table.c.subject == self.duplicate["id"])
        there = self.change.rows(
            other, table.c.kind == self.kind.key, table.c.subject == self.stays["id"], table.c.void == IN_FORCE
        )
        new: dict[str, Any] = {"subject": self.stays["id"], "org": self.stays["org"]}
        moving: list[tuple[Row, dict[str, Any]]] = []
        staying: list[str] = []
        for row in self.change.rows(other, *here):
            if other.key == "act":
                # Acts that were taken back move too, so that the whole history stands in one place; their
                # versions were those of the duplicate.
                moving.append((row, {**new, "before": 0, "after": 0}))
            elif row["void"] == IN_FORCE:
                if any(_collides(other.key, row, held) for held in there):
                    staying.append(row["number"])
                else:
                    moving.append((row, new))
        self._move(other, moving)
        self.left.extend(staying)
        if staying and other.key == "decision":
            listed = "、".join(staying)
            self.notes.append(f"认定 {listed} 与留下的记录的认定在时间上重叠,没有移过去,仍在作废的记录上")

    def _move(self, other: Kind, changes: list[tuple[Row, dict[str, Any]]]) -> None:
        if changes:
            self.change.change(other, changes, "merge")
            self.moved[other.key] = self.moved.get(other.key, 0) + len(changes)

    def _kept(self, field: Field, stays: Any, given_up: Any) -> dict[str, Any]:
        told: dict[str, Any] = {"field": field.key, "label": field.label, "stays": None, "given_up": None}
        if field.private is not None:
            return {**told, "hidden": ["stays", "given_up"]}
        return {**told, "stays": self._plain(field, stays), "given_up": self._plain(field, given_up)}

    def _plain(self, field: Field, value: Any) -> Any:
        if field.shape is Shape.REF and value is not None:
            table = self.session.tables[field.to]
            return self.change.connection.execute(select(table.c.number).where(table.c.id == value)).scalar()
        return field.to_json(value)

    def _named(self) -> str:
        return f"{self.kind.label} {self.duplicate['number']} 和 {self.stays['number']} "


def _collides(kind: str, row: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether the record that stays has the same file, or a decision by the rule at the same time."""
    if kind == "attachment":
        return bool(row["sha256"] == held["sha256"])
    return (
        row["rule"] == held["rule"]
        and (held["to_on"] is None or row["from_on"] < held["to_on"])
        and (row["to_on"] is None or held["from_on"] < row["to_on"])
    )


def _in_force(connection: Connection, session: Session, kind: Kind, number: str) -> Row:
    row = find_row(connection, session, kind, number)
    if row["void"] != IN_FORCE:
        raise RefusedError(f"{kind.label} {number} 已作废,不能合并;请写明在册的记录")
    return row
