"""Records as their kinds' own frozen objects, for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, select

from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind, Record, kind_of
from unionwork.errors import ConflictError, RefusedError, ValueRefusedError
from unionwork.store.compiler import Scope
from unionwork.store.journal import image_columns
from unionwork.store.registers import Row, Transaction, refuse_number
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
    """Add or change the record that an object stands for; what typed words may not say, it may not say either.

    Raises:
        ConflictError: somebody changed it since it was read.
        RefusedError: it was voided, or its number is another or taken.
        ValueRefusedError: a value that is new does not fit its field.
        UnknownNameError: its organisation, or a record that it newly points to, is not there.
    """
    from unionwork.work.recording import open_kind

    kind = open_kind(session, kind_of(type(record)).key, "add" if record.id == 0 else "change")
    given = {
        field.column: field.to_store(getattr(record, field.key)) for field in kind.stored_fields if not field.owner
    }
    extra = json.dumps(dict(record.extra), ensure_ascii=False, sort_keys=True) if record.extra else None
    with session.writing(f"save {kind.key} {record.number}".strip()) as change:
        if record.id == 0:
            row = _add(session, change, kind, record, given, extra)
        else:
            row = _change(session, change, kind, record, given, extra)
    return cast(_Entity, to_entity(kind, row))


def _add(
    session: Session, change: Transaction, kind: Kind, record: Record, given: Mapping[str, Any], extra: str | None
) -> Row:
    owner = record.org or Organisations.seen(session, change.connection).root
    values = _read_again(session, change.connection, kind, given, owner)
    refuse_new(session, kind, values)
    session.refuse_outside(change.connection, kind, {**values, "org": owner})
    if record.number and change.rows(kind, session.tables[kind.key].c.number == record.number):
        raise refuse_number(kind, record.number)
    return change.add(kind, [{**values, "number": record.number or None, "org": owner, "extra": extra}])[0]


def _change(
    session: Session, change: Transaction, kind: Kind, record: Record, given: Mapping[str, Any], extra: str | None
) -> Row:
    table = session.tables[kind.key]
    rows = change.rows(kind, table.c.id == record.id, *session.inside(table.c.org))
    if rows and rows[0]["void"] != IN_FORCE:
        raise RefusedError(f"{kind.label} {rows[0]['number']} 已作废,不能再改")
    session.refuse_outside(change.connection, kind, {**given, "org": record.org})
    if not rows or rows[0]["version"] != record.version:
        found = rows[0]["version"] if rows else 0
        raise ConflictError(kind.label, record.number, record.version, found)
    held = rows[0]
    if record.number != held["number"]:
        raise RefusedError(f"编号 {held['number']} 不能修改;如编号有误,请作废本记录后重新登记")
    # What stands there already may come from an old sheet, and stays as it is.
    differing = {name: value for name, value in given.items() if held[name] != value}
    if record.org != held["org"]:
        _refuse_missing(session, change.connection, "组织", "organisation", record.org)
    values = {**given, **_read_again(session, change.connection, kind, differing, record.org)}
    differing = {name: values[name] for name in given if held[name] != values[name]}
    refuse_change(session, change.connection, kind, held, differing.keys())
    return change.change(kind, [(held, {**values, "org": record.org, "extra": extra})])[0]


def _read_again(
    session: Session, connection: Connection, kind: Kind, given: Mapping[str, Any], org: int
) -> dict[str, Any]:
    """Stored values as the fields read them when they are typed.

    Raises:
        ValueRefusedError: one does not fit its field, or one that is needed is missing; names the field.
        UnknownNameError: the organisation, or a record that is pointed to, is not there.
    """
    from unionwork.work.recording import read_value

    _refuse_missing(session, connection, "组织", "organisation", org)
    region = Organisations.seen(session, connection).region_of(org)
    values: dict[str, Any] = {}
    for field in kind.stored_fields:
        if field.column not in given:
            continue
        value = given[field.column]
        if value is not None and field.shape is Shape.REF:
            _refuse_missing(session, connection, field.label, field.to, value)
        elif value is not None:
            value = read_value(session, connection, field, _typed(field, value), region)
        if value is None and field.required:
            raise ValueRefusedError(f"{kind.label}缺少「{field.label}」;请补上")
        values[field.column] = value
    return values


def _typed(field: Field, value: Any) -> str:
    """A stored value as a person would type it; what the column cannot hold as it is."""
    try:
        return str(field.to_json(value))
    except (TypeError, ValueError, ArithmeticError):
        return str(value)


def _refuse_missing(session: Session, connection: Connection, label: str, target: str, record: Any) -> None:
    table = session.tables[target]
    query = select(table.c.id).where(table.c.id == record, table.c.void == IN_FORCE, *session.inside(table.c.org))
    if not isinstance(record, int) or connection.execute(query).first() is None:
        raise session.unknown(label, str(record))


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
