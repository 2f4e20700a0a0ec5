"""Belonging: a record and all that belongs to it, by the references that are declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError
from unionwork.store.registers import Row
from unionwork.work.acting import parts
from unionwork.work.session import Session

MOST = 10_000
# What is kept of any record, by its kind and id.
BY_SUBJECT = ("act", "decision", "attachment")
# What is kept of an organisation beside the registers.
_OF_ORGANISATION = ("figure", "target", "param_setting")


@attrs.frozen(kw_only=True)
class Belonging:
    """What belongs to a record.

    Attributes:
        reasons: kind to id of a record to why it is here, in words; voided records too.
        left_out: labels of the kinds that the operator may not carry out; none of their records is here.
    """

    reasons: dict[str, dict[int, str]] = attrs.field(factory=dict)
    left_out: list[str] = attrs.field(factory=list)

    def take(self, kind: str, ids: Iterable[int], why: str) -> set[int]:
        """Take records in; those that were not here yet."""
        held = self.reasons.setdefault(kind, {})
        new = {record for record in ids if record not in held}
        held.update(dict.fromkeys(sorted(new), why))
        if self.count > MOST:
            raise RefusedError(f"属于它的记录超过 {MOST} 条,装不进一个证据夹;请按其中的单位、农户或档案分别来做")
        return new

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(len(held) for held in self.reasons.values())


def gather(connection: Connection, session: Session, kind: Kind, row: Row) -> Belonging:
    """A record, what it refers to, what refers to it and to that in turn, with the acts, decisions and attachments.

    An organisation has the records that it owns. Nothing is followed down again from what the record itself
    refers to, so the brothers of a record do not belong to it.

    Raises:
        RefusedError: it is more than `MOST`.
    """
    found = Belonging()
    found.take(kind.key, [row["id"]], "本件")
    new = {kind.key: {int(row["id"])}}
    if kind.key == "organisation":
        for other in _carried(session, found):
            if not other.system or other.key in _OF_ORGANISATION:
                ids = _ids(connection, session, other, "org", [row["id"]])
                new[other.key] = new.get(other.key, set()) | found.take(other.key, ids, f"归{kind.label}所有")
        found.take("placement", _ids(connection, session, session.kind("placement"), "organisation", [row["id"]]),
                   "隶属关系")  # fmt: skip
    while any(new.values()):
        new = _below(connection, session, found, new)
    _above(connection, session, found, kind, row)
    for key in BY_SUBJECT:
        _by_subject(connection, session, found, session.kind(key))
    return found


def _carried(session: Session, found: Belonging) -> Iterator[Kind]:
    """The kinds whose records the operator may read and carry out."""
    for _, kind in sorted(session.catalogue.kinds.items()):
        if session.may("read", kind) and session.may("export", kind):
            yield kind
        elif kind.label not in found.left_out:
            found.left_out.append(kind.label)


def _below(connection: Connection, session: Session, found: Belonging, new: dict[str, set[int]]) -> dict[str, set[int]]:
    """What refers to records that were just taken in."""
    taken: dict[str, set[int]] = {}
    for kind in _carried(session, found):
        for field in _references(kind):
            if not kind.system and new.get(field.to):
                ids = _ids(connection, session, kind, field.column, new[field.to])
                why = f"属于{session.kind(field.to).label}(「{field.label}」)"
                taken[kind.key] = taken.get(kind.key, set()) | found.take(kind.key, ids, why)
    return taken


def _above(connection: Connection, session: Session, found: Belonging, kind: Kind, row: Row) -> None:
    """What the record refers to, and that in turn."""
    for field in _references(kind):
        target = session.kind(field.to)
        if row[field.column] is None or target.system or not session.may("export", target):
            continue
        for record in found.take(
            target.key, _ids(connection, session, target, "id", [row[field.column]]), f"{kind.label}的「{field.label}」"
        ):
            table = session.tables[target.key]
            above = connection.execute(select(table).where(table.c.id == record)).mappings().one()
            _above(connection, session, found, target, dict(above))


def _by_subject(connection: Connection, session: Session, found: Belonging, kind: Kind) -> None:
    table = session.tables[kind.key]
    if not (session.may("read", kind) and session.may("export", kind)):
        found.left_out.append(kind.label)
        return
    for key, held in list(found.reasons.items()):
        label = session.kind(key).label
        for part in parts(held):
            query = select(table.c.id).where(table.c.kind == key, table.c.subject.in_(part))
            found.take(kind.key, connection.execute(query).scalars(), f"{label}的{kind.label}")


def _references(kind: Kind) -> list[Field]:
    return [field for field in kind.stored_fields if field.shape is Shape.REF]


def _ids(connection: Connection, session: Session, kind: Kind, column: str, values: Iterable[Any]) -> list[int]:
    table = session.tables[kind.key]
    found: list[int] = []
    for part in parts(values):
        query = select(table.c.id).where(table.c[column].in_(part), *session.inside(table.c.org))
        found += connection.execute(query.order_by(table.c.id)).scalars()
    return found
