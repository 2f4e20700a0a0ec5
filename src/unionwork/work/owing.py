"""What is owed by when, and what ought to hold and does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from unionwork.errors import UnknownNameError
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.values import day_number, number_day
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.params import Resolved, resolve_params
from unionwork.work.session import Session

_SEVERITY = {"error": 0, "warning": 1, "hint": 2}


def list_due(session: Session, *, within_days: int | None = None, org: str | None = None) -> list[dict[str, Any]]:
    """Everything owed on the business day, soonest first; `within_days` also leaves out what is due later.

    Without `within_days` all open duties are listed, overdue or not.
    """
    rows: list[dict[str, Any]] = []
    limit = day_number(session.on + timedelta(days=within_days)) if within_days is not None else None
    with session.reading() as connection:
        organisations = Organisations.read(connection, session.tables, session.day)
        resolved: dict[tuple[str, int], Resolved | None] = {}
        for _, duty in sorted(session.catalogue.duties.items()):
            kind = session.kind(duty.of.key)
            scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
            held_here = owner_test(session, organisations, duty.owner, scope.row.c.org)
            if held_here is None:
                continue
            owed = scope.condition(duty.owed)
            due = scope.value(duty.due).top
            columns = [scope.row.c.number, scope.row.c.org, due.label("due")]
            if duty.responsible is not None:
                columns.append(scope.value(duty.responsible).top.label("responsible"))
            tests = [scope.row.c.void == IN_FORCE, owed, due.is_not(None), *held_here]
            tests += scope_test(session, organisations, org, scope.row.c.org)
            if kind.named_by is not None:
                columns.append(scope.row.c[kind.named_by.column].label("named"))
            if limit is not None:
                tests.append(due <= limit)
            for row in connection.execute(select(*columns).select_from(scope.source).where(*tests)).mappings():
                key = (duty.parameter, row["org"])
                if duty.parameter and key not in resolved:
                    resolved[key] = resolve_params(connection, session, [duty.parameter], row["org"]).get(
                        duty.parameter
                    )
                held = resolved.get(key) if duty.parameter else None
                day = number_day(row["due"])
                rows.append(
                    {
                        "due": day.isoformat(), "duty": duty.key,
                        "label": duty.label if session.lang == "zh" else duty.label_en or duty.label,
                        "kind": kind.key, "number": row["number"], "what": row.get("named") or row["number"],
                        "responsible": row.get("responsible"), "overdue_days": max((session.on - day).days, 0),
                        "org": organisations.numbers.get(row["org"]), "org_name": organisations.names.get(row["org"]),
                        "parameter": duty.parameter or None, "value": held.value if held else None,
                        "source": held.source if held else duty.source or None,
                    }
                )  # fmt: skip
    return sorted(rows, key=lambda row: (row["due"], row["duty"], row["number"]))


def list_violations(session: Session, keys: Sequence[str] = (), *, org: str | None = None) -> list[dict[str, Any]]:
    """The records for which a check does not hold, gravest first; unknown facts violate nothing.

    Raises:
        UnknownNameError: no such check.
    """
    checks = session.catalogue.checks
    for key in keys:
        if key not in checks:
            raise UnknownNameError("检查", key, checks)
    rows: list[dict[str, Any]] = []
    with session.reading() as connection:
        organisations = Organisations.read(connection, session.tables, session.day)
        for key, check in sorted(checks.items()):
            if check.of is None or (keys and key not in keys):
                continue
            kind = session.kind(check.of.key)
            scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
            held_here = owner_test(session, organisations, check.owner, scope.row.c.org)
            if held_here is None:
                continue
            broken = scope.condition(check.holds)
            tests = [
                scope.row.c.void == IN_FORCE,
                ~broken,
                *held_here,
                *scope_test(session, organisations, org, scope.row.c.org),
            ]
            columns = [scope.row.c.number, scope.row.c.org]
            found = connection.execute(
                select(*columns).select_from(scope.source).where(*tests).order_by(scope.row.c.number)
            )
            rows += [
                {
                    "check": key, "label": check.label, "severity": check.severity, "kind": kind.key,
                    "number": row.number, "message": check.message, "remedy": check.remedy,
                    "org": organisations.numbers.get(row.org),
                    "source": check.source or None,
                }
                for row in found
            ]  # fmt: skip
    return sorted(rows, key=lambda row: (_SEVERITY[row["severity"]], row["check"], row["number"]))
