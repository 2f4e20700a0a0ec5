"""Registers by the page: rows without a total, the total apart, how many records each code has, what is linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from unionwork.declare.expressions import Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.errors import UsageError
from unionwork.store.compiler import Scope
from unionwork.store.states import state_of
from unionwork.store.tables import IN_FORCE
from unionwork.work.browsing import finish, narrow, order_by, read_rows
from unionwork.work.organising import Organisations, scope_test
from unionwork.work.session import Session, find_row

_FACET = (Shape.CODE, Shape.DECIDED, Shape.FLAG, Shape.REF)
# A reference may lead to as many records as there are; a list to choose from ends here.
_MOST_FACETS = 200
_SHOWN_LINKS = 20


def list_page(
    session: Session, key: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None,
    after: str | None = None, before: str | None = None, limit: int = 50, sort: str | None = None, offset: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """One page of a register, in its order, without counting the rest.

    By number a page is found from its edge, however far in it lies: `after` a number, or `before` one
    ("" for the last page). By another field (`sort`) it is found by `offset`.

    Returns:
        `kind`, `rows` as `list_records` answers them, `more`: whether others follow in the direction asked.

    Raises:
        UsageError: a limit below 1, or both edges.
        NotPermittedError: a filter or sort of a private field without the right.
    """
    if limit < 1 or offset < 0:
        raise UsageError(f"每页条数 {limit} 至少为 1,起点 {offset} 不能是负数")
    if (after is not None and before is not None) or (sort is not None and (after or before is not None)):
        raise UsageError("翻页只能用一个起点:after、before,按其他字段排序时用 offset")
    kind = session.kind(key)
    with session.reading() as connection:
        organisations, scope, tests = narrow(connection, session, kind, where=where, search=search, org=org)
        order = order_by(session, kind, scope, sort)
        if before is not None:
            order = [scope.row.c.number.desc()]
            tests += [scope.row.c.number < before] if before else []
        elif after:
            tests.append(scope.row.c.number > after)
        rows = read_rows(
            connection, session, kind, scope, tests, order, limit + 1, reveal=False, offset=offset if sort else 0
        )
    shown = [finish(organisations, row) for row in rows[:limit]]
    return {"kind": key, "rows": shown[::-1] if before is not None else shown, "more": len(rows) > limit}


def count_records(
    session: Session, key: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None
) -> int:
    """How many records of a kind are in view, by the same filters as `list_page`."""
    kind = session.kind(key)
    with session.reading() as connection:
        _, scope, tests = narrow(connection, session, kind, where=where, search=search, org=org)
        found = connection.execute(select(func.count()).select_from(scope.source).where(*tests)).scalar_one()
    return int(found)


def list_facets(
    session: Session, key: str, name: str, *, where: Sequence[str] = (), search: str | None = None,
    org: str | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """How many records of those in view each code of a field has, in the order of the vocabulary.

    `name` is a field that holds a code, a decision, yes or no or a reference; `state`, the record's state;
    or `org`, the organisation that owns it. What is not filled in has the code "".

    Returns:
        For each code that occurs: `code`, `label`, `count`.

    Raises:
        UsageError: the field has no codes.
        NotPermittedError: the field is private and the operator may not read it.
    """
    kind = session.kind(key)
    procedure = session.catalogue.procedures.get(key)
    by_state = name == "state" and procedure is not None and not kind.has("state")
    field = None if by_state or name == "org" else kind.field(name)
    if field is not None and field.shape not in _FACET:
        raise UsageError(f"「{field.label}」没有代码,不能分组计数;请选代码、是否或引用字段")
    if field is not None:
        session.require_field(field, f"按「{field.label}」计数", kind)
    with session.reading() as connection:
        organisations, scope, tests = narrow(connection, session, kind, where=where, search=search, org=org)
        if by_state and procedure is not None:
            grouped: Any = state_of(scope, procedure)
        else:
            grouped = scope.row.c.org if field is None else _grouped(scope, field)
        total = func.count().label("total")
        # By its name: a state is worked out with parameters, which PostgreSQL would not know again.
        query = select(grouped.label("facet"), total).select_from(scope.source).where(*tests).group_by("facet")
        if name == "org" or (field is not None and field.shape is Shape.REF):
            query = query.order_by(total.desc()).limit(None if name == "org" else _MOST_FACETS)
        counts = {code: int(count) for code, count in connection.execute(query)}
        listed = _labels(connection, session, kind, name, field, organisations, list(counts))
    if field is not None and field.private is not None:
        session.log_access(f"facets {key}.{name}", sum(counts.values()))
    return [
        {"code": code, "label": label, "count": sum(counts[held] for held in stored)} for stored, code, label in listed
    ]


def list_related(session: Session, key: str, number: str) -> list[dict[str, Any]]:
    """What a record is linked to, both ways: what it refers to, and the records that refer to it.

    Returns:
        `kind`, `label` (of the kind), `field`, `field_label`, `way` ("to" or "from"), `count`, `numbers` (the
        first 20) and `names` (beside them, None where the kind has no name or it is private).
    """
    kind = session.kind(key)
    links: list[dict[str, Any]] = []
    with session.reading() as connection:
        row = find_row(connection, session, kind, number)
        organisations = Organisations.seen(session, connection)
        for field in kind.stored_fields:
            if field.shape is Shape.REF and row[field.column] and session.may_read(field, reveal=False):
                to = session.kind(field.to)
                found = _linked(connection, session, to, session.tables[to.key].c.id == row[field.column], None)
                links += [_link(session, to, field, "to", found)] if found[0] else []
        for other in session.catalogue.kinds.values():
            if other.system:
                continue
            table = session.tables[other.key]
            for field in other.stored_fields:
                if field.shape is Shape.REF and field.to == key:
                    test = table.c[field.column] == row["id"]
                    found = _linked(connection, session, other, test, organisations)
                    links += [_link(session, other, field, "from", found)] if found[0] else []
    return links


def _grouped(scope: Scope, field: Field) -> Any:
    return scope.value(Name((field.key,))).top if field.shape is Shape.DECIDED else scope.row.c[field.column]


def _labels(
    connection: Connection, session: Session, kind: Kind, name: str, field: Field | None,
    organisations: Organisations, stored: Sequence[Any],
) -> list[tuple[tuple[Any, ...], str, str]]:  # fmt: skip
    """What is stored, its code and its words, in the order in which people know the codes."""
    english = session.lang == "en"
    if name == "org":
        return [((org,), organisations.numbers.get(org, ""), organisations.names.get(org, "")) for org in stored]
    if field is None:
        states = session.catalogue.procedures[kind.key].states
        return [
            ((state.key,), state.key, state.label_en if english and state.label_en else state.label)
            for state in states
            if state.key in stored
        ]
    none = "not filled in" if english else "未填"
    empty: list[tuple[tuple[Any, ...], str, str]] = [((None,), "", none)] if None in stored else []
    if field.shape is Shape.FLAG:
        said = ((1, "yes" if english else "是"), (0, "no" if english else "否"))
        return [((value,), word, word) for value, word in said if value in stored] + empty
    if field.shape is Shape.REF:
        target = session.tables[field.to]
        numbers = dict(
            connection.execute(
                select(target.c.id, target.c.number).where(
                    target.c.id.in_([held for held in stored if held]), *session.inside(target.c.org)
                )
            ).all()
        )
        return [((held,), numbers.get(held, ""), numbers.get(held, "")) for held in stored if held] + empty
    vocabulary = session.catalogue.vocabulary(field.vocabulary)
    # A word that was kept as it is and the code that it would have stand together, and are found by the word.
    words = {code: vocabulary.find(code) for code in stored if code is not None and code not in vocabulary.codes}
    known = [code for code in vocabulary.codes if code in stored and code not in words.values()]
    kept = [((word, code) if code in stored else (word,), word, word) for word, code in sorted(words.items())]
    return [((code,), code, vocabulary.label_of(code, session.lang)) for code in known] + kept + empty


def _linked(
    connection: Connection, session: Session, kind: Kind, test: Any, organisations: Organisations | None
) -> tuple[int, list[Any]]:
    """How many records of a kind pass, and the first of them: those in force that the operator may see."""
    table = session.tables[kind.key]
    tests = [table.c.void == IN_FORCE, test, *session.inside(table.c.org)]
    if not session.may("read", kind):
        return 0, []
    if organisations is not None and not kind.system:
        tests += scope_test(session, organisations, None, table.c.org)
    name = kind.named_by
    shown = name if name is not None and session.may_read(name, reveal=False) else None
    columns = [table.c.number, *([table.c[shown.column]] if shown is not None else [])]
    rows = connection.execute(select(*columns).where(*tests).order_by(table.c.number).limit(_SHOWN_LINKS)).all()
    count = len(rows)
    if count == _SHOWN_LINKS:
        count = int(connection.execute(select(func.count()).select_from(table).where(*tests)).scalar_one())
    return count, [(row[0], row[1] if shown is not None else None) for row in rows]


def _link(session: Session, kind: Kind, field: Field, way: str, found: tuple[int, list[Any]]) -> dict[str, Any]:
    english = session.lang == "en"
    return {
        "kind": kind.key, "label": kind.label_en if english else kind.label, "field": field.key,
        "field_label": field.label_en if english else field.label, "way": way, "count": found[0],
        "numbers": [number for number, _ in found[1]], "names": [name for _, name in found[1]],
    }  # fmt: skip
