"""What waits for an operator: records whose next step is his, and that need a tier or a second person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Connection, String, and_, func, literal, not_, or_, select, true
from sqlalchemy import false as never

from unionwork.declare.procedures import Check, Procedure, Step
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.store.states import state_of
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.acting import SELF_APPROVE, label_of
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.proceeding import Proceeding
from unionwork.work.rehearsing import mentions
from unionwork.work.session import Session

Sql = ColumnElement[Any]


@attrs.frozen(kw_only=True)
class _Waiting:
    """The records in one state for which the operator has the same few steps to choose from."""

    procedure: Procedure
    steps: tuple[Step, ...]
    state: str
    scope: Scope
    tests: list[Sql]


def next_step_test(session: Session, organisations: Organisations, scope: Scope) -> Sql:
    """The condition that a record is in a state from which the operator may take a step."""
    if scope.kind.key not in session.catalogue.procedures:
        return never()
    found: list[Sql] = []
    proceeding = Proceeding.of(session, organisations, scope.kind)
    for procedure in proceeding.procedures:
        steps = [step for step in procedure.steps if session.refuse_step(step, scope.kind) is None]
        states = sorted({source for step in steps for source in step.sources})
        if states:
            here = proceeding.here(procedure, scope.row.c.org)
            found.append(and_(state_of(scope, procedure).in_(states), *here))
    return or_(never(), *found)


def list_waiting(
    connection: Connection, session: Session, organisations: Organisations, *, org: str | None = None,
    kind: str | None = None, limit: int | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The records that wait for the operator, the longest waiting first; rows as those of `list_due`."""
    rows: list[dict[str, Any]] = []
    for waiting in _each_waiting(session, organisations, org, kind):
        scope, own = waiting.scope, waiting.scope.kind
        since = _since(session, waiting)
        columns = [scope.row.c.number, scope.row.c.org, since.label("since")]
        if own.named_by is not None:
            columns.append(scope.row.c[own.named_by.column].label("named"))
        query = select(*columns).select_from(scope.source).where(*waiting.tests)
        if limit is not None:
            query = query.order_by(since.asc().nulls_first(), scope.row.c.number).limit(limit)
        rows += [_plain(session, organisations, waiting, dict(row)) for row in connection.execute(query).mappings()]
    return sorted(rows, key=lambda row: (row["since"] or "", row["duty"], row["number"]))


def count_waiting(
    connection: Connection, session: Session, organisations: Organisations, *, org: str | None = None
) -> int:
    """How many records wait for the operator, as `list_waiting` lists them."""
    return sum(
        int(connection.execute(select(func.count()).select_from(each.scope.source).where(*each.tests)).scalar_one())
        for each in _each_waiting(session, organisations, org, None)
    )


def _each_waiting(
    session: Session, organisations: Organisations, org: str | None, kind: str | None
) -> Iterator[_Waiting]:
    for key in sorted(session.catalogue.procedures):
        own = session.kind(key)
        if (kind is not None and key != kind) or not session.may("read", own):
            continue
        proceeding = Proceeding.of(session, organisations, own)
        for procedure in proceeding.procedures:
            for state, steps in _asked_of_me(session, procedure):
                scope = Scope(
                    session.catalogue, session.tables, own, session.day, Settings(session.tables, session.day)
                )
                held_here = owner_test(session, organisations, procedure.owner, scope.row.c.org)
                if held_here is None:
                    continue
                tests = [*scope.standing(), state_of(scope, procedure) == state, *held_here]
                tests += proceeding.here(procedure, scope.row.c.org)
                tests += scope_test(session, organisations, org, scope.row.c.org)
                tests += [_is_another_person(session, scope, steps[0].tier), _may_be_taken(scope, steps)]
                yield _Waiting(procedure=procedure, steps=steps, state=state, scope=scope, tests=tests)


def _asked_of_me(session: Session, procedure: Procedure) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """The steps that wait for the operator's word, by state and tier."""
    for state in procedure.states:
        mine = [] if state.final else [
            step for step in _asked_of_another(procedure, state.key)
            if session.refuse_step(step, procedure.of) is None
        ]  # fmt: skip
        for tier in sorted({step.tier for step in mine}):
            yield state.key, tuple(step for step in mine if step.tier == tier)


def _asked_of_another(procedure: Procedure, state: str) -> list[Step]:
    """The steps out of a state that wait for somebody's word.

    A step of a tier does. Another second person's step does where it leads on and starts only from states into
    which others brought the record: what is open from the first state on, such as an exit, nobody has asked for.
    """
    entered = {step.target for step in procedure.steps if step.target}
    begun = entered - {procedure.states[0].key} - {each.key for each in procedure.states if each.final}
    return [
        step
        for step in procedure.steps
        if state in step.sources
        and (step.tier or (step.second_person and step.target not in ("", state) and set(step.sources) <= begun))
    ]


def _facts(step: Step) -> list[Check]:
    """The guards about what the record holds already, not about what the step's form will fill in."""
    asked = {*step.fills, *step.asks}
    added = step.adds.partition(".")[0]
    return [guard for guard in step.guards if not mentions(guard, set() if step.adds else asked, added)]


def _may_be_taken(scope: Scope, steps: tuple[Step, ...]) -> Sql:
    """The condition that one of the steps would pass its guards."""
    return or_(*(and_(true(), *(scope.condition(guard.holds) for guard in _facts(step))) for step in steps))


def _is_another_person(session: Session, scope: Scope, tier: int) -> Sql:
    """The condition that the operator is not the one who acted before: at a tier, at any tier."""
    if SELF_APPROVE in session.worker.rights:
        return true()
    act, entry, batch = session.tables["act"], session.tables.entry, session.tables.batch
    own = [act.c.kind == scope.kind.key, act.c.subject == scope.row.c.id, act.c.void == IN_FORCE]
    last = select(act.c.operator).where(*own).order_by(act.c.id.desc()).limit(1).scalar_subquery()
    author = (
        select(batch.c.who)
        .join(entry, entry.c.batch == batch.c.id)
        .where(entry.c.record == scope.row.c.id, entry.c.version == scope.row.c.version)
        .scalar_subquery()
    )
    other: Sql = func.coalesce(last, author, literal("", String)) != session.worker.key
    if not tier:
        return other
    acted = select(act.c.id).where(*own, act.c.tier.is_not(None), act.c.tier > 0, act.c.operator == session.worker.key)
    return and_(other, not_(acted.exists()))


def _since(session: Session, waiting: _Waiting) -> Sql:
    """The day of the last act, else the day that the step into this state wrote."""
    act, row = session.tables["act"], waiting.scope.row
    own = [act.c.kind == waiting.scope.kind.key, act.c.subject == row.c.id, act.c.void == IN_FORCE]
    last = select(func.max(act.c.on)).where(*own).scalar_subquery()
    days = [
        row.c[waiting.scope.kind.field(step.sets[0]).column]
        for step in waiting.procedure.steps
        if step.target == waiting.state and step.sets and not step.adds
    ]
    return func.coalesce(last, *days) if days else last


def _plain(session: Session, organisations: Organisations, waiting: _Waiting, row: dict[str, Any]) -> dict[str, Any]:
    kind, first = waiting.scope.kind, waiting.steps[0]
    return {
        "due": None, "duty": f"step.{kind.key}.{first.key}", "label": _label(session, waiting.steps),
        "kind": kind.key, "number": row["number"], "what": row.get("named") or row["number"], "responsible": None,
        "overdue_days": 0, "org": organisations.numbers.get(row["org"]),
        "org_name": organisations.names.get(row["org"]), "parameter": None, "value": None,
        "source": waiting.procedure.source_of(first.key) or None, "step": first.key,
        "since": number_day(row["since"]).isoformat() if row["since"] else None,
    }  # fmt: skip


def _label(session: Session, steps: tuple[Step, ...]) -> str:
    """What waits: what the steps' names begin with, else all their names."""
    names = [label_of(session, step) for step in steps]
    if session.lang != "zh":
        return f"to do: {' or '.join(names)}"
    shared = "".join(signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, zip(*names, strict=False)))
    return "待办:" + (shared if len(shared) > 1 else "或".join(names))
