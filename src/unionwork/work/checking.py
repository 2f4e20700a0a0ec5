"""What ought to hold and does not: the checks, the records that break them, and what histories took over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from unionwork.declare.expressions import Known, Name
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Check
from unionwork.errors import UnknownNameError
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.session import Session
from unionwork.work.taking_over import history_violations

_SEVERITY = {"error": 0, "warning": 1, "hint": 2}


def list_checks(session: Session, keys: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The catalogue: each check of the areas and regions, and each guard that a history ought to have met.

    Returns:
        For each: `check`, `label`, `severity`, `kind`, `kind_label`, `message`, `remedy`, `source`, `step`
        (key of the step whose guard it is, or None) and `owner` (the pack that brings it, or None).

    Raises:
        UnknownNameError: no such check.
    """
    catalogue = session.catalogue
    rows = [_told(session, check, check.of.key, None) for _, check in sorted(catalogue.checks.items()) if check.of]
    named = {row["check"] for row in rows}
    for key, procedure in sorted(catalogue.procedures.items()):
        for step in procedure.steps:
            # A history is asked for what its dates say was done; what a step adds is a record of its own.
            for guard in step.guards if step.sets and not step.adds else ():
                if guard.key not in named:
                    named.add(guard.key)
                    told = _told(session, guard, key, step.key)
                    rows.append({**told, "severity": "warning", "owner": procedure.owner or None})
    for wanted in keys:
        if wanted not in named:
            raise UnknownNameError("检查", wanted, named)
    asked = [row for row in rows if not keys or row["check"] in keys]
    return sorted(asked, key=lambda row: (_SEVERITY[row["severity"]], row["check"]))


def list_checks_here(
    session: Session, keys: Sequence[str] = (), *, kind: str | None = None
) -> list[dict[str, Any]]:  # fmt: skip
    """The catalogue as this workspace has it: without what packs bring whose region is bound nowhere in view.

    A check that is named is told all the same.

    Raises:
        UnknownNameError: no such check, or no such kind.
    """
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
    return [row for row in _of_kind(session, keys, kind) if keys or _is_held(session, organisations, row)]


def list_violations(
    session: Session, keys: Sequence[str] = (), *, org: str | None = None, kind: str | None = None
) -> list[dict[str, Any]]:  # fmt: skip
    """The records for which a check does not hold, gravest first; unknown facts violate nothing.

    Raises:
        UnknownNameError: no such check, or no such kind.
    """
    _of_kind(session, keys, kind)
    rows: list[dict[str, Any]] = []
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        for check, scope, tests in _broken(session, organisations, keys, org, kind):
            columns = [scope.row.c.number, scope.row.c.org]
            found = connection.execute(
                select(*columns).select_from(scope.source).where(*tests).order_by(scope.row.c.number)
            )
            rows += [
                {
                    "check": check.key, "label": check.label, "severity": check.severity, "kind": scope.kind.key,
                    "number": row.number, "message": check.message, "remedy": check.remedy,
                    "org": organisations.numbers.get(row.org), "source": check.source or None,
                }
                for row in found
            ]  # fmt: skip
        rows += _histories(session, organisations, connection, keys, org, kind)
    return sorted(rows, key=lambda row: (_SEVERITY[row["severity"]], row["check"], row["number"]))


def count_violations(
    session: Session, keys: Sequence[str] = (), *, org: str | None = None, kind: str | None = None
) -> list[dict[str, Any]]:  # fmt: skip
    """How many records break each check, gravest first; a check that all records meet is listed with 0.

    The count of a check is None where the operator may not see the register: nobody looked, so it is no 0.

    Raises:
        UnknownNameError: no such check, or no such kind.
    """
    listed = list_checks_here(session, keys, kind=kind)
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        counts = counts_of_broken(connection, session, organisations, keys, org=org, kind=kind)
    may = {key: session.may("read", session.kind(key)) for key in {row["kind"] for row in listed}}
    return [{**row, "count": counts.get(row["check"], 0) if may[row["kind"]] else None} for row in listed]


def counts_of_broken(
    connection: Connection, session: Session, organisations: Organisations, keys: Sequence[str] = (), *,
    org: str | None = None, kind: str | None = None,
) -> dict[str, int]:  # fmt: skip
    """How many records break each check, by its key, in one state; what may not be read is left out."""
    counts: dict[str, int] = {}
    for check, scope, tests in _broken(session, organisations, keys, org, kind):
        counted = select(func.count()).select_from(scope.source).where(*tests)
        counts[check.key] = int(connection.execute(counted).scalar_one())
    for row in _histories(session, organisations, connection, keys, org, kind):
        counts[row["check"]] = counts.get(row["check"], 0) + 1
    return counts


def _of_kind(session: Session, keys: Sequence[str], kind: str | None) -> list[dict[str, Any]]:
    """The checks that are asked for, of one kind where one is named."""
    wanted = session.kind(kind).key if kind is not None else None
    return [row for row in list_checks(session, keys) if wanted is None or row["kind"] == wanted]


def _is_held(session: Session, organisations: Organisations, row: Mapping[str, Any]) -> bool:
    """Whether a check looks at records of any organisation in view."""
    column = session.tables[row["kind"]].c.org
    return owner_test(session, organisations, row["owner"] or "", column) is not None


def _broken(
    session: Session, organisations: Organisations, keys: Sequence[str], org: str | None, wanted: str | None
) -> Iterator[tuple[Check, Scope, list[ColumnElement[Any]]]]:
    """The checks that are asked for, each with the condition of the records that break it."""
    for key, check in sorted(session.catalogue.checks.items()):
        if check.of is None or (keys and key not in keys) or (wanted and check.of.key != wanted):
            continue
        kind = session.kind(check.of.key)
        if not session.may("read", kind):
            continue
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        scope.begun_only = True
        held_here = owner_test(session, organisations, check.owner, scope.row.c.org)
        if held_here is None:
            continue
        broken = ~scope.condition(check.holds)
        inside = scope_test(session, organisations, org, scope.row.c.org)
        known = _entered_ahead(session, scope) if _looks_ahead(check, kind) else scope.standing()
        yield check, scope, [*known, broken, *held_here, *inside]


def _looks_ahead(check: Check, kind: Kind) -> bool:
    """Whether a check asks for a first date that is still to come; all others look at records that have begun."""
    first = kind.begins
    return first is not None and any(
        isinstance(at, Known) and at.at_all and isinstance(at.item, Name) and at.item.path == (first.key,)
        for at in check.holds.walk()
    )


def _entered_ahead(session: Session, scope: Scope) -> tuple[ColumnElement[Any], ...]:
    """The records that begin after the last day on which anybody worked: a look at a past day finds no others."""
    first, batch = scope.kind.begins, session.tables.batch
    assert first is not None
    worked = select(func.coalesce(func.max(batch.c.business_on), 0)).scalar_subquery()
    return scope.row.c.void == IN_FORCE, scope.row.c[first.column] > worked


def _histories(
    session: Session, organisations: Organisations, connection: Connection, keys: Sequence[str], org: str | None,
    kind: str | None,
) -> list[dict[str, Any]]:  # fmt: skip
    """What taken-over histories lack, of the kinds that the operator may read."""
    found = history_violations(session, organisations, connection, keys, org, kind)
    return [row for row in found if session.may("read", session.kind(row["kind"]))]


def _told(session: Session, check: Check, kind: str, step: str | None) -> dict[str, Any]:
    held = session.kind(kind)
    return {
        "check": check.key, "label": check.label, "severity": check.severity, "kind": kind,
        "kind_label": held.label if session.lang == "zh" else held.label_en or held.label,
        "message": check.message, "remedy": check.remedy, "source": check.source or None, "step": step,
        "owner": check.owner or None,
    }  # fmt: skip
