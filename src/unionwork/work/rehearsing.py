"""A step tried out: its rows are written, every guard is asked once over them all, and they are taken back.

So a guard speaks of the records as the step would leave them, in three-valued logic: what is not known
to hold refuses the step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Connection, case, insert, select, update

from unionwork.declare.expressions import Expr, Name, Related
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Check, Procedure, Step
from unionwork.store.compiler import Scope
from unionwork.store.registers import Row
from unionwork.store.settings import Settings
from unionwork.store.states import state_of
from unionwork.store.tables import IN_FORCE
from unionwork.work.acting import LOT, Reason, label_of, parts, reason
from unionwork.work.session import Session

Sql = ColumnElement[Any]
# No stored record has it, so it tells the rows of the rehearsal from all others in one statement.
_MARK = -1


@attrs.define(kw_only=True, eq=False)
class Candidate:
    """A record that a step is to be taken on.

    Attributes:
        row: the record as it is stored.
        state: the state it is in.
        new: the columns that the step writes, of the record itself or of the one it adds.
        missing: fields of the form that nobody filled in.
        reasons: what refuses the step.
        exception: by which grant it may be taken all the same.
        reached: the state that the step brings it to, once it was tried.
    """

    row: Row
    state: str
    new: Row = attrs.field(factory=dict)
    missing: set[str] = attrs.field(factory=set)
    reasons: list[Reason] = attrs.field(factory=list)
    exception: str | None = None
    reached: str = ""


def rehearse(
    connection: Connection, session: Session, procedure: Procedure, step: Step, candidates: Sequence[Candidate]
) -> None:
    """Add to each candidate the guards that refuse it; records that are refused may influence no other's answer.

    Therefore the rest is tried again without those that were refused, until nobody more is.
    """
    trying = list(candidates)
    while trying:
        savepoint = connection.begin_nested()
        try:
            _write(connection, session, procedure.of.key, step, trying)
            _ask(connection, session, procedure, step, trying)
        finally:
            savepoint.rollback()
        kept = [candidate for candidate in trying if not candidate.reasons]
        if len(kept) == len(trying):
            return
        trying = kept


def mentions(guard: Check, keys: set[str], added: str = "") -> bool:
    """Whether a guard asks for one of these fields, or for records of the kind that the step adds."""
    return any(
        (isinstance(part, Name) and part.path[0] in keys) or (isinstance(part, Related) and part.kind == added)
        for part in guard.holds.walk()
    )


def refused_by(guard: Check) -> Reason:
    """A guard that does not hold, as an obstacle."""
    return reason(guard.key, guard.message, guard.remedy)


def met(condition: Sql) -> Sql:
    """Whether a condition is true, where unknown counts as not."""
    return case((condition, 1), else_=0) == 1


def broken(condition: Sql) -> Sql:
    """Whether a condition is false or unknown."""
    return case((condition, 1), else_=0) == 0


def _write(connection: Connection, session: Session, key: str, step: Step, candidates: Sequence[Candidate]) -> None:
    """Write the rows plainly, without journal, those with the same values in one statement."""
    table = session.tables[key]
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for candidate in candidates:
        new = {} if step.adds else candidate.new
        alike[tuple(sorted(new.items(), key=lambda pair: pair[0]))].append(candidate.row["id"])
    for values, ids in alike.items():
        for part in parts(ids):
            connection.execute(update(table).where(table.c.id.in_(part)).values({**dict(values), "version": _MARK}))
    if step.adds:
        added = session.tables[step.adds.partition(".")[0]]
        names = {name for candidate in candidates for name in candidate.new}
        blank = dict.fromkeys(names)
        rows = [
            {
                **blank, **candidate.new, "id": -place, "number": f"~{place}", "org": candidate.row["org"],
                "version": _MARK, "void": IN_FORCE,
            }
            for place, candidate in enumerate(candidates, start=1)
        ]  # fmt: skip
        connection.execute(insert(added), rows)


def _ask(
    connection: Connection, session: Session, procedure: Procedure, step: Step, candidates: Sequence[Candidate]
) -> None:
    by_id = {candidate.row["id"]: candidate for candidate in candidates}
    added = step.adds.partition(".")[0]
    for guard in step.guards:
        for record in _failing(connection, session, procedure.of, guard.holds, by_id):
            candidate = by_id[record]
            # What nobody filled in is named once, as missing.
            if not (candidate.missing and mentions(guard, candidate.missing, added)):
                candidate.reasons.append(refused_by(guard))
    for record, state in _states(connection, session, procedure, by_id):
        candidate = by_id[record]
        wanted, candidate.reached = step.target or candidate.state, state
        if not procedure.meets(wanted, state) and not candidate.reasons:
            reached, meant = (label_of(session, procedure.state(key)) for key in (state, wanted))
            message = f"办理后会是「{reached}」,而不是「{meant}」"
            remedy = "请核对本件已有的日期和结果是否与这一步相矛盾"
            candidate.reasons.append(reason("target", message, remedy))


def _failing(
    connection: Connection, session: Session, kind: Kind, holds: Expr, by_id: dict[int, Candidate]
) -> Iterator[int]:
    """The written rows for which a condition does not hold: one statement for them all."""
    scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
    condition = broken(scope.condition(holds))
    query = select(scope.row.c.id).select_from(scope.source).where(_written(scope, by_id), condition)
    return iter(connection.execute(query).scalars().all())


def _states(
    connection: Connection, session: Session, procedure: Procedure, by_id: dict[int, Candidate]
) -> Iterator[tuple[int, str]]:
    kind = procedure.of
    scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
    state = state_of(scope, procedure)
    query = select(scope.row.c.id, state).select_from(scope.source).where(_written(scope, by_id))
    return iter([(record, reached) for record, reached in connection.execute(query)])


def _written(scope: Scope, by_id: dict[int, Candidate]) -> Sql:
    """The condition that a row is one of those just written."""
    if len(by_id) <= LOT:
        return scope.row.c.id.in_(by_id)
    return scope.row.c.version == _MARK
