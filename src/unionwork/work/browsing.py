"""Reading the registers: lists with filters, one record, its history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Compare, Const, Expr, Known, Name, Not
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure
from unionwork.errors import DeclarationError, UnknownNameError, UsageError, ValueRefusedError, suggest
from unionwork.exchange.cells import read_cell
from unionwork.exchange.marks import Mark
from unionwork.store.compiler import Scope
from unionwork.store.registers import history
from unionwork.store.search import search_test
from unionwork.store.settings import Settings
from unionwork.store.states import state_of
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.organising import Organisations, scope_test
from unionwork.work.session import Session, find_row

_FILTER = re.compile(r"\s*([a-z][a-z0-9_.]*)\s*(!=|<=|>=|==|=|<|>)\s*(.*?)\s*", re.DOTALL)
_ASK = 900
OWN = ("number", "org")
STATE = "state"


def list_records(
    session: Session, key: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None,
    limit: int | None = 50, after: str | None = None, sort: str | None = None, reveal: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The records of a kind that are in force, with how many there are in all.

    Returns:
        `rows` as plain values (codes, numbers of references, ISO dates); a private value is None
        and its field is named in `hidden`. `next` is the number to go on after, or None.

    Raises:
        NotPermittedError: a filter, sort or reveal of a private field without the right.
    """
    kind = session.kind(key)
    if limit is not None and limit < 0:
        raise UsageError(f"条数 {limit} 不能是负数;不限条数请不写")
    if reveal:
        session.require("private.read", f"查看{kind.label}的个人信息")
    with session.reading() as connection:
        organisations, scope, tests = narrow(connection, session, kind, where=where, search=search, org=org)
        order = order_by(session, kind, scope, sort)
        total = connection.execute(select(func.count()).select_from(scope.source).where(*tests)).scalar_one()
        if after is not None and sort is None:
            tests.append(scope.row.c.number > after)
        rows = read_rows(connection, session, kind, scope, tests, order, limit, reveal=reveal)
    if reveal:
        session.log_access(f"list {key}", len(rows))
    shown = [finish(organisations, row) for row in rows]
    last = shown[-1]["number"] if shown and limit is not None and len(shown) == limit and sort is None else None
    return {"kind": key, "total": int(total), "rows": shown, "next": last}


def narrow(
    connection: Connection, session: Session, kind: Kind, *, where: Sequence[str] = (), search: str | None = None,
    org: str | None = None,
) -> tuple[Organisations, Scope, list[Any]]:  # fmt: skip
    """The one place that says which records of a kind are in view: in force, of the organisation, matching.

    Raises:
        NotPermittedError: a filter of a private field without the right.
    """
    session.allow("read", kind)
    organisations = Organisations.seen(session, connection)
    scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
    scope.inside = session.inside
    tests = [scope.row.c.void == IN_FORCE, *scope_test(session, organisations, org, scope.row.c.org)]
    tests += [filter_test(session, scope, kind, text) for text in where]
    if search:
        postgres = connection.dialect.name == "postgresql"
        private = {field.key for field in kind.fields if session.may_read(field, reveal=True, kind=kind)}
        tests.append(search_test(scope, kind, search, private=private, postgres=postgres, guarded=session.worker.login))
    return organisations, scope, tests


def show_record(session: Session, key: str, number: str, *, reveal: bool = False) -> dict[str, Any]:
    """One record.

    Raises:
        UnknownNameError: no record carries the number.
    """
    kind = session.kind(key)
    if reveal:
        session.require("private.read", f"查看{kind.label}的个人信息")
    with session.reading() as connection:
        found = find_row(connection, session, kind, number)
        organisations = Organisations.seen(session, connection)
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        rows = read_rows(connection, session, kind, scope, [scope.row.c.id == found["id"]], [], 1, reveal=reveal)
    if reveal:
        session.log_access(f"show {key} {number}", 1)
    return finish(organisations, rows[0])


def show_history(session: Session, key: str, number: str) -> list[dict[str, Any]]:
    """Every version of a record: what was done, when, by whom."""
    kind = session.kind(key)
    with session.reading() as connection:
        row = find_row(connection, session, kind, number)
        listed = history(connection, session.tables, key, row["id"])
    for entry in listed:
        entry["business_on"] = number_day(entry["business_on"]).isoformat()
        del entry["image"]
    return listed


def filter_test(session: Session, scope: Scope, kind: Kind, text: str) -> Any:
    """A filter as SQL: `state=closed` asks for the state of the procedure, any other name for a field.

    Raises:
        UsageError: it is worded wrongly, names a state that is none, or its value does not fit the field.
        NotPermittedError: the field is private and the operator may not read it.
    """
    procedure, read = procedure_shown(session, kind), _FILTER.fullmatch(text)
    if procedure is None or not read or read[1] != STATE:
        return scope.condition(read_filter(session, kind, text))
    operator, given = read[2].replace("==", "="), read[3]
    if operator not in ("=", "!="):
        raise UsageError(f"筛选「{text}」:状态只能用 = 或 !=,后面写代码或名称")
    for state in procedure.states:
        if given in (state.key, state.label, state.label_en):
            reached = state_of(scope, procedure)
            return reached == state.key if operator == "=" else reached != state.key
    raise UsageError(f"{kind.label}没有状态「{given}」;{suggest(given, [entry.key for entry in procedure.states])}")


def procedure_shown(session: Session, kind: Kind) -> Procedure | None:
    """The procedure whose state the records of a kind show; none where a field of their own is called state."""
    return None if kind.has(STATE) else session.catalogue.procedures.get(kind.key)


def read_filter(session: Session, kind: Kind, text: str) -> Expr:
    """A filter such as `grade=重大` or `found_on>=2024-01-01` as a condition; an empty value means unknown.

    Raises:
        UsageError: it is worded wrongly, or its value does not fit the field.
        NotPermittedError: the field is private and the operator may not read it.
    """
    read = _FILTER.fullmatch(text)
    if not read:
        raise UsageError(f"筛选「{text}」看不懂;请写成 字段=值,如 grade=major 或 found_on>=2024-01-01")
    name, operator, value = read[1], read[2].replace("==", "="), read[3]
    path = tuple(name.split("."))
    try:
        owner, field = resolve(session.catalogue, kind, path)
    except (DeclarationError, UnknownNameError) as error:
        raise UnknownNameError(f"字段({kind.label})", name, [*OWN, *(entry.key for entry in kind.fields)]) from error
    session.allow("read", owner)
    session.require_field(field, f"按「{field.label}」筛选", owner)
    at: Expr = Name(path)
    if not value:
        known = Known(at)
        return known if operator == "!=" else Not(known)
    if field.shape is Shape.REF and field.to == "organisation":
        by_number, by_name = (Compare("==", Name((*path, key)), Const(value)) for key in ("number", "name"))
        return _named(operator, by_number | by_name, text)
    if field.shape is Shape.REF:
        return Compare(_sign(operator), Name((*path, "number")), Const(value))
    constant = _constant(session, field, value)
    found = Compare(_sign(operator), at, Const(constant))
    if constant == value or not field.vocabulary or operator not in ("=", "!="):
        return found
    # A word that another region has a code for was kept as it is; both are meant.
    kept = Compare(_sign(operator), at, Const(value))
    return found | kept if operator == "=" else found & kept


def _named(operator: str, condition: Expr, text: str) -> Expr:
    if operator not in ("=", "!="):
        raise UsageError(f"筛选「{text}」:组织只能用 = 或 !=,后面写编号或名称")
    return condition if operator == "=" else Not(condition)


def _sign(operator: str) -> str:
    return "==" if operator == "=" else operator


def _constant(session: Session, field: Field, text: str) -> Any:
    if field.shape is Shape.DECIDED or field.shape is Shape.CODE:
        vocabulary = session.catalogue.vocabulary(field.vocabulary)
        code = vocabulary.find(text)
        if code is None and not vocabulary.open:
            labels = "、".join(f"{term.code}({term.label})" for term in vocabulary.terms[:12])
            raise UsageError(f"「{field.label}」没有「{text}」;可用:{labels}")
        return code or text
    try:
        # A bound of a filter may lie ahead.
        stored = read_cell(field, text, on=date.max).value
    except ValueRefusedError as error:
        raise UsageError(f"「{field.label}」的筛选值{error}") from None
    if stored is None or isinstance(stored, Mark):
        raise UsageError(f"「{field.label}」的筛选值「{text}」看不懂")
    if field.shape is Shape.DAY:
        return number_day(int(stored))
    if field.shape is Shape.MONTH:
        return number_day(int(stored) * 100 + 1)
    return field.to_json(stored)


def order_by(session: Session, kind: Kind, scope: Scope, sort: str | None) -> list[Any]:
    """By number, or by a field (after a - the largest first) and then by number; what is unknown comes last."""
    if sort is None:
        return [scope.row.c.number]
    descending, name = sort.startswith("-"), sort.removeprefix("-")
    column: Any = scope.row.c.number
    if name != "number":
        field = kind.field(name)
        session.require_field(field, f"按「{field.label}」排序", kind)
        column = scope.value(Name((name,))).top
    return [column.desc().nulls_last() if descending else column.asc().nulls_last(), scope.row.c.number]


def read_rows(
    connection: Connection, session: Session, kind: Kind, scope: Scope, tests: Sequence[Any], order: Sequence[Any],
    limit: int | None, *, reveal: bool, offset: int = 0,
) -> list[dict[str, Any]]:  # fmt: skip
    """Rows as plain values, in their order; `finish` makes an answer of each."""
    columns: list[Any] = [scope.row.c.id, scope.row.c.number, scope.row.c.org, scope.row.c.version, scope.row.c.void]
    for field in kind.fields:
        raw = scope.value(Name((field.key,))).top if field.shape is Shape.DECIDED else scope.row.c[field.column]
        columns.append(raw.label(f"f_{field.key}"))
    procedure = procedure_shown(session, kind)
    if procedure is not None:
        columns.append(state_of(scope, procedure).label("s_state"))
    query = select(*columns).select_from(scope.source).where(*tests).order_by(*order)
    if limit is not None:
        query = query.limit(limit)
    if offset:
        query = query.offset(offset)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    numbers = {
        field.key: reference_numbers(connection, session, field, (row[f"f_{field.key}"] for row in rows))
        for field in kind.fields
        if field.shape is Shape.REF
    }
    return [_plain(session, kind, row, numbers, reveal=reveal) for row in rows]


def _plain(
    session: Session, kind: Kind, row: dict[str, Any], numbers: dict[str, dict[int, str]], *, reveal: bool
) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": row["id"], "number": row["number"], "org": row["org"]}
    hidden = []
    for field in kind.fields:
        stored = row[f"f_{field.key}"]
        if not session.may_read(field, reveal=reveal, kind=kind):
            if stored is not None:
                hidden.append(field.key)
            plain[field.key] = None
        elif field.shape is Shape.REF:
            plain[field.key] = numbers[field.key].get(stored) if stored else None
        else:
            plain[field.key] = field.to_json(stored)
    procedure = procedure_shown(session, kind)
    if procedure is not None:
        state = procedure.state(row["s_state"])
        plain[STATE] = state.key
        plain[f"{STATE}_label"] = state.label if session.lang == "zh" else state.label_en or state.label
    plain["version"] = row["version"]
    if row["void"]:
        plain["void"] = True
    plain["hidden"] = hidden
    return plain


def reference_numbers(
    connection: Connection, session: Session, field: Field, ids: Iterable[int | None]
) -> dict[int, str]:
    """Id to number of the records that a reference field points to."""
    table = session.tables[field.to]
    asked = sorted({record for record in ids if record})
    found: dict[int, str] = {}
    for start in range(0, len(asked), _ASK):
        query = select(table.c.id, table.c.number).where(table.c.id.in_(asked[start : start + _ASK]))
        query = query.where(*session.inside(table.c.org))
        found.update(dict(connection.execute(query).all()))
    return found


def finish(organisations: Organisations, row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is answered: its organisation by number."""
    row["org"] = organisations.numbers.get(row["org"])
    del row["id"]
    return row
