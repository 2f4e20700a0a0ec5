"""What is owed by when: duties of the areas and regions, counted, windowed, and picked out for one operator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from unionwork.declare.procedures import Duty
from unionwork.errors import UsageError
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.values import day_number, number_day
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.params import Resolved
from unionwork.work.session import Session
from unionwork.work.waiting import count_waiting, list_waiting, next_step_test

Sql = ColumnElement[Any]
_WEEK = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Window:
    """What part of the duties is asked for.

    Attributes:
        from_on: leaves out what was due before.
        to_on: leaves out what is due later.
        org: an organisation with all below it.
        kind: key of the one kind that is asked for.
        mine: only what falls to the operator of the session.
        limit: at most so many, the soonest ones.
    """

    from_on: date | None = None
    to_on: date | None = None
    org: str | None = None
    kind: str | None = None
    mine: bool = False
    limit: int | None = None


@attrs.frozen(kw_only=True)
class _Owed:
    """A duty as a statement: its records, the day each is due, and the conditions."""

    duty: Duty
    scope: Scope
    due: Sql
    responsible: Sql | None
    tests: list[Sql]


def list_due(session: Session, window: Window) -> list[dict[str, Any]]:
    """Everything owed on the business day, soonest first, then what waits for the operator without a date.

    Returns:
        For each: `due`, `duty`, `label`, `kind`, `number`, `what`, `responsible`, `overdue_days`, `org`,
        `org_name`, `parameter`, `value`, `source`, `step` and `since` (both None but for what waits).
    """
    _check(session, window)
    rows: list[dict[str, Any]] = []
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        held: dict[str, dict[int, Resolved]] = {}
        for owed in _duties(session, organisations, window):
            columns = [owed.scope.row.c.number, owed.scope.row.c.org, owed.due.label("due")]
            if owed.responsible is not None:
                columns.append(owed.responsible.label("responsible"))
            named_by = owed.scope.kind.named_by
            if named_by is not None:
                columns.append(owed.scope.row.c[named_by.column].label("named"))
            query = select(*columns).select_from(owed.scope.source).where(*owed.tests)
            if window.limit is not None:
                query = query.order_by(owed.due, owed.scope.row.c.number).limit(window.limit)
            parameter = owed.duty.parameter
            for row in connection.execute(query).mappings():
                if parameter and parameter not in held:
                    held[parameter] = _values_everywhere(connection, session, parameter)
                value = held[parameter].get(row["org"]) if parameter else None
                rows.append(_plain(session, organisations, owed.duty, dict(row), value))
        rows.sort(key=lambda row: (row["due"], row["duty"], row["number"]))
        if window.mine and window.from_on is None:
            rows += list_waiting(
                connection, session, organisations, org=window.org, kind=window.kind, limit=window.limit
            )
    return rows if window.limit is None else rows[: window.limit]


def count_due(session: Session, *, org: str | None = None, mine: bool = False) -> dict[str, int]:
    """How many duties are overdue, due today and due within seven days, and how many records wait for the operator."""
    found = {"overdue": 0, "today": 0, "within_7_days": 0, "waiting": 0}
    week = day_number(session.on + _WEEK)
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        for owed in _duties(session, organisations, Window(org=org, mine=mine, to_on=session.on + _WEEK)):
            due = owed.due
            ranges = {
                "overdue": due < session.day,
                "today": due == session.day,
                "within_7_days": and_(due > session.day, due <= week),
            }
            counts = [func.count(case((test, 1))).label(name) for name, test in ranges.items()]
            row = connection.execute(select(*counts).select_from(owed.scope.source).where(*owed.tests)).one()
            for name in ranges:
                found[name] += int(getattr(row, name))
        found["waiting"] = count_waiting(connection, session, organisations, org=org)
    return found


@attrs.frozen(kw_only=True)
class DutyCount:
    """How often a duty is owed, and the earliest day by which (yyyymmdd)."""

    duty: Duty
    count: int
    earliest: int


def count_by_duty(
    connection: Connection, session: Session, organisations: Organisations, window: Window
) -> list[DutyCount]:
    """The duties of a window that are owed at all, in one state of the workspace, by key."""
    found: list[DutyCount] = []
    for owed in _duties(session, organisations, window):
        query = select(func.count(), func.min(owed.due)).select_from(owed.scope.source).where(*owed.tests)
        count, earliest = connection.execute(query).one()
        if count:
            found.append(DutyCount(duty=owed.duty, count=int(count), earliest=int(earliest)))
    return found


def _check(session: Session, window: Window) -> None:
    if window.kind is not None:
        session.kind(window.kind)
    if window.from_on and window.to_on and window.from_on > window.to_on:
        raise UsageError(f"起日 {window.from_on} 在止日 {window.to_on} 之后;请把两个日期对调")
    if window.limit is not None and window.limit < 0:
        raise UsageError(f"条数 {window.limit} 不能是负数;不限条数请不写")


def _duties(session: Session, organisations: Organisations, window: Window) -> Iterator[_Owed]:
    """The duties that are asked for, each as a statement."""
    for _, duty in sorted(session.catalogue.duties.items()):
        if window.kind is not None and duty.of.key != window.kind:
            continue
        kind = session.kind(duty.of.key)
        if not session.may("read", kind):
            continue
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        scope.begun_only = True
        held_here = owner_test(session, organisations, duty.owner, scope.row.c.org)
        if held_here is None:
            continue
        owed, due = scope.condition(duty.owed), scope.value(duty.due).top
        responsible = scope.value(duty.responsible).top if duty.responsible is not None else None
        tests = [*scope.standing(), owed, due.is_not(None), *held_here]
        tests += scope_test(session, organisations, window.org, scope.row.c.org)
        if window.from_on is not None:
            tests.append(due >= day_number(window.from_on))
        if window.to_on is not None:
            tests.append(due <= day_number(window.to_on))
        if window.mine:
            tests.append(_falls_to(session, organisations, scope, responsible))
        yield _Owed(duty=duty, scope=scope, due=due, responsible=responsible, tests=tests)


def _falls_to(session: Session, organisations: Organisations, scope: Scope, responsible: Sql | None) -> Sql:
    """The condition that a duty is the operator's: named as responsible, or allowed to take the next step."""
    next_step = next_step_test(session, organisations, scope)
    if responsible is None:
        return next_step
    names: Sequence[str] = [name for name in (session.worker.key, session.worker.name) if name]
    return or_(responsible.in_(names), next_step)


def _values_everywhere(connection: Connection, session: Session, parameter: str) -> dict[int, Resolved]:
    """The value of a parameter that holds on the business day, for every organisation that has one."""
    ranked = Settings(session.tables, session.day).candidates(parameter).subquery()
    found = connection.execute(select(ranked).where(ranked.c.place == 1))
    return {
        row.org: Resolved(
            value=row.value, from_on=number_day(row.from_on).isoformat(), source=row.source, origin=row.origin
        )
        for row in found
    }


def _plain(
    session: Session, organisations: Organisations, duty: Duty, row: dict[str, Any], held: Resolved | None
) -> dict[str, Any]:
    day = number_day(row["due"])
    return {
        "due": day.isoformat(), "duty": duty.key,
        "label": duty.label if session.lang == "zh" else duty.label_en or duty.label,
        "kind": duty.of.key, "number": row["number"], "what": row.get("named") or row["number"],
        "responsible": row.get("responsible"), "overdue_days": max((session.on - day).days, 0),
        "org": organisations.numbers.get(row["org"]), "org_name": organisations.names.get(row["org"]),
        "parameter": duty.parameter or None, "value": held.value if held else None,
        "source": held.source if held else duty.source or None, "step": None, "since": None,
    }  # fmt: skip
