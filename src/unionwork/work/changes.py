"""Changes: what the journal holds after a head, so that a new report can say why it differs from the old one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import Connection, func, select

from unionwork.declare.kinds import Kind
from unionwork.store.journal import head_of
from unionwork.store.rewinding import Point, find_point
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

_MOST_NUMBERS = 20
_LOT = 900
_SORTS = ("added", "changed", "voided")


@attrs.frozen(kw_only=True)
class _Touched:
    """A record that the journal names after the head.

    Attributes:
        id: its id.
        number: its number.
        first: its first version after the head.
        is_void: whether it is out of force now.
    """

    id: int
    number: str
    first: int
    is_void: bool


def changes_since(session: Session, head: str) -> dict[str, Any]:
    """What was recorded after a head, as far as the operator may see the records.

    Returns:
        `head` and `position` given, `to_head` and `to_position` of now, `batches`, `records`, `first_on` and
        `last_on` (business days), `kinds` (kind, label, added, changed, voided, numbers of each, at most 20),
        `organisations` (number, name, what: moved, merged, founded or changed, from, to, on), `parameters` and
        `targets` (key, org, value, from, to, source, what), `imports` (batch, at, who, what, entries). A record
        counts once: as added if it is new and in force, as voided if it went out of force, else as changed.

    Raises:
        UsageError: the head is too short, or fits several batches.
        UnknownNameError: the chain has no such head.
    """
    batch = session.tables.batch
    with session.reading() as connection:
        point = find_point(connection, session.tables, head)
        position, last = head_of(connection, session.tables)
        after = batch.c.position > point.position
        organisations = Organisations.seen(session, connection)
        touched = {
            key: _touched(connection, session, session.kind(key), point)
            for key in sorted(session.catalogue.kinds)
            if session.may("read", session.kind(key))
        }
        kinds = [_counted(connection, session, session.kind(key), held) for key, held in touched.items() if held]
        days = connection.execute(select(func.min(batch.c.business_on), func.max(batch.c.business_on)).where(after))
        first_on, last_on = (number_day(day).isoformat() if day else None for day in days.one())
        return {
            "head": point.head, "position": point.position, "to_head": last, "to_position": position,
            "batches": position - point.position, "records": sum(len(held) for held in touched.values()),
            "first_on": first_on, "last_on": last_on, "kinds": kinds,
            "organisations": _moves(connection, session, organisations, touched),
            "parameters": _set(connection, session, organisations, "param_setting", "key", touched),
            "targets": _set(connection, session, organisations, "target", "indicator", touched),
            "imports": _imports(connection, session, point, touched),
        }  # fmt: skip


def _touched(connection: Connection, session: Session, kind: Kind, point: Point) -> list[_Touched]:
    """The records of a kind with entries after the point, of those in the operator's scope."""
    entry, batch, row = session.tables.entry, session.tables.batch, session.tables[kind.key]
    query = (
        select(row.c.id, row.c.number, row.c.void, func.min(entry.c.version).label("first"))
        .join(entry, entry.c.record == row.c.id)
        .join(batch, batch.c.id == entry.c.batch)
        .where(entry.c.kind == kind.key, batch.c.position > point.position, *session.inside(row.c.org))
        .group_by(row.c.id, row.c.number, row.c.void)
        .order_by(row.c.number)
    )
    return [
        _Touched(id=found.id, number=found.number, first=found.first, is_void=found.void != IN_FORCE)
        for found in connection.execute(query)
    ]


def _counted(connection: Connection, session: Session, kind: Kind, held: list[_Touched]) -> dict[str, Any]:
    void_then = {
        record: image.get("void", IN_FORCE) != IN_FORCE
        for record, image in _images_before(connection, session, kind, [at for at in held if at.is_void]).items()
    }
    sorts: dict[str, list[str]] = {name: [] for name in _SORTS}
    for at in held:
        # What was void then and still is was only changed.
        name = "changed" if at.first > 1 else "added"
        if at.is_void and not void_then.get(at.id, False):
            name = "voided"
        sorts[name].append(at.number)
    label = kind.label if session.lang == "zh" else kind.label_en
    return {
        "kind": kind.key, "label": label, **{name: len(numbers) for name, numbers in sorts.items()},
        "numbers": {name: numbers[:_MOST_NUMBERS] for name, numbers in sorts.items()},
    }  # fmt: skip


def _images_before(
    connection: Connection, session: Session, kind: Kind, held: Iterable[_Touched]
) -> dict[int, Mapping[str, Any]]:
    """Record to its last image at the head; a new record has none, and one that was erased is left out."""
    entry = session.tables.entry
    wanted = {at.id: at.first - 1 for at in held if at.first > 1}
    found: dict[int, Mapping[str, Any]] = {}
    listed = sorted(wanted)
    for start in range(0, len(listed), _LOT):
        part = listed[start : start + _LOT]
        query = select(entry.c.record, entry.c.version, entry.c.body)
        query = query.where(entry.c.kind == kind.key, entry.c.record.in_(part), entry.c.body.is_not(None))
        for record, version, body in connection.execute(query):
            if version == wanted[record]:
                found[record] = json.loads(body)
    return found


def _moves(
    connection: Connection, session: Session, organisations: Organisations, touched: Mapping[str, list[_Touched]]
) -> list[dict[str, Any]]:
    """What became of organisations: founded, moved below another, merged into another, or otherwise changed."""
    kind, placed = session.kind("organisation"), session.tables["placement"]
    held = {at.id: at for at in touched.get("organisation", ())}
    before = _images_before(connection, session, kind, held.values())
    rows = _rows_of(connection, session, "organisation", held)
    found: dict[int, dict[str, Any]] = {}
    parted: list[dict[str, Any]] = []
    for org, row in rows.items():
        merged = row["merged_into"] is not None and before.get(org, {}).get("merged_into") is None
        what = "merged" if merged else "changed" if held[org].first > 1 else "founded"
        found[org] = _move(organisations, org, what, None, row["merged_into"] if merged else None, row["closed_on"])
    places = {at.id: at for at in touched.get("placement", ())}
    stood = _images_before(connection, session, session.kind("placement"), places.values())
    for place, row in _rows_of(connection, session, "placement", places).items():
        org = row["organisation"]
        earlier = placed.c.organisation == org, placed.c.to_on == row["from_on"], placed.c.void == IN_FORCE
        previous = connection.execute(select(placed.c.parent).where(*earlier)).scalar()
        if previous is None and stood.get(place, {}).get("parent", row["parent"]) != row["parent"]:
            # Moved on the very day on which it was put there.
            previous = stood[place]["parent"]
        merged = found.get(org, {}).get("what") == "merged"
        if previous is not None and row["void"] == IN_FORCE and row["to_on"] is None:
            here = merged and rows[org]["merged_into"] == row["parent"]
            told = _move(organisations, org, "merged" if here else "moved", previous, row["parent"], row["from_on"])
            if merged and not here:
                # Merged into one body and then put below another, as was possible once.
                parted.append(told)
            else:
                found[org] = told
        elif org in held and held[org].first == 1 and not merged:
            found[org] = _move(organisations, org, "founded", None, row["parent"], row["from_on"])
    return sorted((*found.values(), *parted), key=lambda entry: (str(entry["number"]), str(entry["on"])))


def _move(
    organisations: Organisations, org: int, what: str, above: int | None, to: int | None, on: int | None
) -> dict[str, Any]:
    return {
        "number": organisations.numbers.get(org), "name": organisations.names.get(org), "what": what,
        "from": organisations.numbers.get(above or 0), "to": organisations.numbers.get(to or 0),
        "on": number_day(on).isoformat() if on else None,
    }  # fmt: skip


def _set(
    connection: Connection, session: Session, organisations: Organisations, key: str, name: str,
    touched: Mapping[str, list[_Touched]],
) -> list[dict[str, Any]]:  # fmt: skip
    """The parameters or targets that were set, changed or taken back."""
    kind, held = session.kind(key), {at.id: at for at in touched.get(key, ())}
    return [
        {
            "key": row[name], "org": organisations.numbers.get(row["org"]),
            "value": f"{Decimal(kind.field('value').to_json(row['value'])).normalize():f}",
            **{day: number_day(row[f"{day}_on"]).isoformat() if row[f"{day}_on"] else None for day in ("from", "to")},
            "source": row["source"],
            "what": "voided" if row["void"] != IN_FORCE else "changed" if held[record].first > 1 else "added",
        }
        for record, row in sorted(_rows_of(connection, session, key, held).items())
    ]  # fmt: skip


def _imports(
    connection: Connection, session: Session, point: Point, touched: Mapping[str, list[_Touched]]
) -> list[dict[str, Any]]:
    """The imports, and those taken back: what the operator may see the records of, or did."""
    batch, entry = session.tables.batch, session.tables.entry
    query = select(batch).where(batch.c.position > point.position, batch.c.what.like("import %"))
    seen = {at.id for held in touched.values() for at in held}
    rows = []
    for row in connection.execute(query.order_by(batch.c.position)).all():
        first = connection.execute(select(entry.c.record).where(entry.c.batch == row.id).limit(_LOT)).scalars()
        if session.worker.org is None or row.who == session.worker.key or not seen.isdisjoint(first):
            rows.append({"batch": row.id, "at": row.at, "who": row.who, "what": row.what, "entries": row.entries})
    return rows


def _rows_of(
    connection: Connection, session: Session, key: str, held: Mapping[int, _Touched]
) -> dict[int, dict[str, Any]]:
    table, listed = session.tables[key], sorted(held)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(listed), _LOT):
        query = select(table).where(table.c.id.in_(listed[start : start + _LOT]))
        found.update({row["id"]: dict(row) for row in connection.execute(query).mappings()})
    return found
