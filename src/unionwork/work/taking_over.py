"""History that sheets brought: which steps it stands for, and what their guards would have wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, not_, select

from unionwork.declare.expressions import Expr, Name, On
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.exchange.cells import read_cell
from unionwork.store.compiler import Scope, Sql
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.work.acting import procedure_of
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.rehearsing import broken, met
from unionwork.work.session import Session

_PREFIX = "接收的历史:"


def history_violations(
    session: Session, organisations: Organisations, connection: Connection, keys: Sequence[str], org: str | None
) -> list[dict[str, Any]]:
    """Records whose taken-over steps do not meet their guards; rows as those of `list_violations`.

    A guard is asked as of the business day, but for its own date, which is the one that the sheet gave;
    `keys` are those of the guards that are asked, all where there is none.
    """
    rows: list[dict[str, Any]] = []
    for key in sorted(session.catalogue.procedures):
        kind = session.kind(key)
        procedure = procedure_of(session, kind)
        for step in procedure.steps:
            for guard in step.guards:
                if step.adds or not step.sets or (keys and guard.key not in keys):
                    continue
                scope = _scope(session, kind)
                held_here = owner_test(session, organisations, procedure.owner, scope.row.c.org)
                if held_here is None:
                    continue
                wanted = scope.condition(on_the_day_of(guard.holds, step.sets[0]))
                tests = [
                    scope.row.c.void == IN_FORCE, *taken_over_tests(session, scope, procedure, step), broken(wanted),
                    *held_here, *scope_test(session, organisations, org, scope.row.c.org),
                ]  # fmt: skip
                query = select(scope.row.c.number, scope.row.c.org).select_from(scope.source).where(*tests)
                rows += [
                    {
                        "check": guard.key, "label": guard.label, "severity": "warning", "kind": kind.key,
                        "number": row.number, "message": f"{_PREFIX}{guard.message}", "remedy": guard.remedy,
                        "org": organisations.numbers.get(row.org), "source": guard.source or None,
                    }
                    for row in connection.execute(query.order_by(scope.row.c.number))
                ]  # fmt: skip
    return rows


def taken_over(
    connection: Connection, session: Session, procedure: Procedure, record: int
) -> Iterator[tuple[Step, int]]:
    """The steps that a record's history stands for, with the day of each as yyyymmdd."""
    for step in procedure.steps:
        if step.sets and not step.adds:
            scope = _scope(session, procedure.of)
            tests = taken_over_tests(session, scope, procedure, step)
            day = scope.row.c[procedure.of.field(step.sets[0]).column]
            query = select(day).select_from(scope.source).where(scope.row.c.id == record, *tests)
            found = connection.execute(query).scalar()
            if found is not None:
                yield step, int(found)
        elif step.adds and step.sets:
            yield from ((step, day) for day in _arrived(connection, session, step, record))


def taken_over_tests(session: Session, scope: Scope, procedure: Procedure, step: Step) -> list[Sql]:
    """The conditions that a record went through a step before it came here.

    The step's day is there, no act of a step that writes this day is, and what the step gives is what
    the record holds; of several steps that fit, the first counts.
    """
    kind, act = procedure.of, session.tables["act"]
    dated = step.sets[0]
    column = scope.row.c[kind.field(dated).column]
    alike = [other for other in procedure.steps if not other.adds and dated in other.sets]
    acted = select(act.c.id).where(
        act.c.kind == kind.key, act.c.subject == scope.row.c.id, act.c.void == IN_FORCE,
        act.c.step.in_([other.key for other in alike]),
    )  # fmt: skip
    tests: list[Sql] = [column.is_not(None), column <= session.day, not_(acted.correlate(scope.row).exists())]
    tests += _gifts(session, scope, kind, step)
    for other in alike:
        if other is step:
            break
        if other.sets[0] == dated:
            held = _gifts(session, scope, kind, other)
            tests.append(not_(_all(held)) if held else column.is_(None))
    return tests


def on_the_day_of(at: Expr, field: str) -> Expr:
    """An expression whose business date is a field's; what it asks of other kinds' records is left as it is."""
    if isinstance(at, On):
        return Name((field,))
    changes: dict[str, Any] = {}
    if not isinstance(at, Name) and at.parts:
        for attribute in attrs.fields(type(at)):
            held = getattr(at, attribute.name)
            if isinstance(held, Expr):
                changes[attribute.name] = on_the_day_of(held, field)
            elif isinstance(held, tuple):
                changes[attribute.name] = tuple(
                    on_the_day_of(part, field) if isinstance(part, Expr) else part for part in held
                )
    return attrs.evolve(at, **changes) if changes else at


def _scope(session: Session, kind: Kind) -> Scope:
    return Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))


def _gifts(session: Session, scope: Scope, kind: Kind, step: Step) -> list[Sql]:
    """The conditions that a record holds what a step gives; what it clears may have been filled in again."""
    found: list[Sql] = []
    for key, text in step.gives.items():
        if text:
            field = kind.field(key)
            vocabulary = session.catalogue.vocabulary(field.vocabulary) if field.vocabulary else None
            found.append(met(scope.row.c[field.column] == read_cell(field, text, vocabulary).value))
    return found


def _all(tests: Sequence[Sql]) -> Sql:
    first, *rest = tests
    for test in rest:
        first = first & test
    return first


def _arrived(connection: Connection, session: Session, step: Step, record: int) -> list[int]:
    """The days of records that point here and that no act added."""
    key, _, pointer = step.adds.partition(".")
    kind, act = session.kind(key), session.tables["act"]
    table = session.tables[key]
    day = table.c[kind.field(step.sets[0]).column]
    added = select(act.c.id).where(act.c.added == table.c.id, act.c.added_kind == key)
    query = select(day).where(
        table.c[kind.field(pointer).column] == record, table.c.void == IN_FORCE, day.is_not(None),
        day <= session.day, not_(added.correlate(table).exists()),
    )  # fmt: skip
    return [int(found) for found in connection.execute(query.order_by(day)).scalars()]


def origin(connection: Connection, session: Session, kind: Kind, record: int) -> Mapping[str, str]:
    """Who first entered a record, and what that was called."""
    entry, batch = session.tables.entry, session.tables.batch
    query = (
        select(batch.c.who, batch.c.what)
        .join(entry, entry.c.batch == batch.c.id)
        .where(entry.c.kind == kind.key, entry.c.record == record)
        .order_by(entry.c.version)
        .limit(1)
    )
    found = connection.execute(query).first()
    return {"who": found.who, "what": found.what} if found else {"who": "", "what": ""}
