"""Records as their kinds' own frozen objects, for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import select

from unionwork.declare.kinds import Kind, Record, kind_of
from unionwork.errors import ConflictError
from unionwork.store.compiler import Scope
from unionwork.store.journal import image_columns
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.work.browsing import filter_test
from unionwork.work.governing import refuse_change, refuse_new
from unionwork.work.organising import Organisations
from unionwork.work.session import Session, find_row

_Entity = TypeVar("_Entity", bound=Record)


def read_entities(session: Session, entity: type[_Entity], where: Sequence[str] = ()) -> Iterator[_Entity]:
    """The records of a kind that are in force, by number.

    Raises:
        NotPermittedError: the kind has private fields and the operator may not read them.
    """
    kind = _allowed(session, entity)
    with session.reading() as connection:
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        tests = [scope.row.c.void == IN_FORCE, *session.inside(scope.row.c.org)]
        tests += [filter_test(session, scope, kind, text) for text in where]
        names = image_columns(kind)
        query = select(*(scope.row.c[name] for name in names)).select_from(scope.source).where(*tests)
        rows = connection.execute(query.order_by(scope.row.c.number)).all()
    if any(field.private for field in kind.fields):
        session.log_access(f"records {kind.key}", len(rows))
    for row in rows:
        yield cast(_Entity, to_entity(kind, dict(zip(names, row, strict=True))))


def read_entity(session: Session, entity: type[_Entity], number: str) -> _Entity:
    """One record.

    Raises:
        UnknownNameError: no record carries the number.
    """
    kind = _allowed(session, entity)
    with session.reading() as connection:
        row = find_row(connection, session, kind, number)
    if any(field.private for field in kind.fields):
        session.log_access(f"get {kind.key} {number}", 1)
    return cast(_Entity, to_entity(kind, row))


def save_entity(session: Session, record: _Entity) -> _Entity:
    """Add or change the record that an object stands for.

    Raises:
        ConflictError: somebody changed it since it was read.
    """
    from unionwork.work.recording import open_kind

    kind = open_kind(session, kind_of(type(record)).key, "add" if record.id == 0 else "change")
    values = {
        field.column: field.to_store(getattr(record, field.key)) for field in kind.stored_fields if not field.owner
    }
    extra = json.dumps(dict(record.extra), ensure_ascii=False, sort_keys=True) if record.extra else None
    with session.writing(f"save {kind.key} {record.number}".strip()) as change:
        if record.id == 0:
            refuse_new(session, kind, values)
            owner = record.org or Organisations.seen(session, change.connection).root
            session.refuse_outside(change.connection, kind, {**values, "org": owner})
            row = change.add(kind, [{**values, "number": record.number or None, "org": owner, "extra": extra}])[0]
        else:
            table = session.tables[kind.key]
            held = change.rows(kind, table.c.id == record.id, *session.inside(table.c.org))
            session.refuse_outside(change.connection, kind, {**values, "org": record.org})
            if not held or held[0]["version"] != record.version:
                found = held[0]["version"] if held else 0
                raise ConflictError(kind.label, record.number, record.version, found)
            differing = {name for name, value in values.items() if held[0][name] != value}
            refuse_change(session, change.connection, kind, held[0], differing)
            row = change.change(kind, [(held[0], {**values, "org": record.org, "extra": extra})])[0]
    return cast(_Entity, to_entity(kind, row))


def to_entity(kind: Kind, row: dict[str, Any]) -> Record:
    """A stored row as its kind's object; what the class demands across fields is checked."""
    values = {field.key: field.from_store(row.get(field.column)) for field in kind.stored_fields if not field.owner}
    extra = json.loads(row["extra"]) if row.get("extra") else {}
    return kind.entity(
        id=row["id"], number=row["number"], org=row["org"], version=row["version"], extra=extra, **values
    )


def _allowed(session: Session, entity: type[Record]) -> Kind:
    kind = session.kind(kind_of(entity).key)
    session.allow("read", kind)
    for field in kind.fields:
        # A frozen object is whole: what may not be shown cannot be left out of it.
        session.require_field(field, f"读取{kind.label}的「{field.label}」", kind)
    return kind
