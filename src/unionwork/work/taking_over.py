"""History that sheets brought: which steps it stands for, and what their guards would have wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, not_, select

from unionwork.declare.expressions import Expr, Name, On
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.declare.tiers import TieredProcedure
from unionwork.exchange.cells import read_cell
from unionwork.store.compiler import Scope, Sql
from unionwork.store.registers import Row
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.work.acting import procedure_of
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.rehearsing import broken, met
from unionwork.work.session import Session

_PREFIX = "接收的历史:"


def history_violations(
    session: Session, organisations: Organisations, connection: Connection, keys: Sequence[str], org: str | None,
    only: str | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Records whose taken-over steps do not meet their guards; rows as those of `list_violations`.

    A guard is asked as of the business day, but for its own date, which is the one that the sheet gave;
    `keys` are those of the guards that are asked, all where there is none; `only` is the key of one kind.
    """
    rows: list[dict[str, Any]] = []
    for key in sorted(session.catalogue.procedures):
        if only is not None and key != only:
            continue
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
                    *scope.standing(), *taken_over_tests(session, scope, procedure, step), broken(wanted),
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


@attrs.frozen(kw_only=True)
class TakenOver:
    """A step that a record's history stands for.

    Attributes:
        step: of the procedure that its organisation has.
        day: of the step, as yyyymmdd.
        came_from: key of the state it started from, None where that is not known.
        who: the operator who brought its day here.
        what: what that batch was called, such as an import.
    """

    step: Step
    day: int
    came_from: str | None
    who: str
    what: str


def taken_over(
    connection: Connection, session: Session, procedure: Procedure, row: Row
) -> Iterator[TakenOver]:  # fmt: skip
    """The steps that a record's history stands for, each with who brought it."""
    kind, scope, record = procedure.of, _scope(session, procedure.of), int(row["id"])
    for step in procedure.steps:
        if not step.sets:
            continue
        if step.adds:
            added = session.kind(step.adds.partition(".")[0])
            for arrived, day in _arrived(connection, session, step, record):
                before = _came_from(connection, scope, procedure, step, record)
                who, what = _brought(connection, session, added, arrived, [])
                yield TakenOver(step=step, day=day, came_from=before, who=who, what=what)
            continue
        day = row[kind.field(step.sets[0]).column]
        # Most records went through few steps: only a day that is there is worth a question.
        if day is None or day > session.day:
            continue
        query = select(scope.row.c.id).select_from(scope.source).where(scope.row.c.id == record)
        if connection.execute(query.where(*taken_over_tests(session, scope, procedure, step))).first() is not None:
            before = _came_from(connection, scope, procedure, step, record)
            columns = [kind.field(key).column for key in (step.sets[0], *step.gives)]
            who, what = _brought(connection, session, kind, record, columns)
            yield TakenOver(step=step, day=int(day), came_from=before, who=who, what=what)


def _came_from(
    connection: Connection, scope: Scope, procedure: Procedure, step: Step, record: int
) -> str | None:  # fmt: skip
    """The state that a step started from; one that a region's tier passed counts only where the tier did pass it."""
    if len(step.sources) != 1:
        return None
    at = step.sources[0]
    carries = procedure.carries if isinstance(procedure, TieredProcedure) else {}
    while at in carries:
        when = procedure.state(at).when
        holds = [met(scope.condition(when))] if when is not None else []
        query = select(scope.row.c.id).select_from(scope.source).where(scope.row.c.id == record, *holds)
        if connection.execute(query).first() is not None:
            break
        at = carries[at]
    return at


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


def _arrived(connection: Connection, session: Session, step: Step, record: int) -> list[tuple[int, int]]:
    """The records that point here and that no act added, each with its day."""
    key, _, pointer = step.adds.partition(".")
    kind, act = session.kind(key), session.tables["act"]
    table = session.tables[key]
    day = table.c[kind.field(step.sets[0]).column]
    added = select(act.c.id).where(act.c.added == table.c.id, act.c.added_kind == key)
    query = select(table.c.id, day.label("day")).where(
        table.c[kind.field(pointer).column] == record, table.c.void == IN_FORCE, day.is_not(None),
        day <= session.day, not_(added.correlate(table).exists()),
    )  # fmt: skip
    return [(int(row.id), int(row.day)) for row in connection.execute(query.order_by(day))]


def _brought(
    connection: Connection, session: Session, kind: Kind, record: int, columns: Sequence[str]
) -> tuple[str, str]:
    """Who brought the values that columns of a record hold now, and what that was called.

    It is the version from which on they stood; where the journal no longer holds what a version was, the first.
    """
    entry, batch = session.tables.entry, session.tables.batch
    query = (
        select(batch.c.who, batch.c.what, entry.c.body)
        .join(entry, entry.c.batch == batch.c.id)
        .where(entry.c.kind == kind.key, entry.c.record == record)
        .order_by(entry.c.version)
    )
    found: tuple[str, str] | None = None
    held: list[Any] | None = None
    for row in connection.execute(query):
        values = held
        if row.body:
            image = json.loads(row.body)
            values = [image.get(column) for column in columns]
        if found is None or (held is not None and values != held):
            found = (row.who, row.what)
        held = values
    return found or ("", "")
