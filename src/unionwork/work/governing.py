"""What only steps may write: the fields and records that a procedure's states stand on have no other way in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Expr, Name, Related
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.errors import RefusedError
from unionwork.store.compiler import Scope
from unionwork.store.registers import Row
from unionwork.store.settings import Settings
from unionwork.store.states import state_of
from unionwork.store.tables import IN_FORCE
from unionwork.work.acting import parts
from unionwork.work.session import Session


@attrs.frozen(kw_only=True, eq=False)
class Governed:
    """What the steps of all procedures reserve for themselves in one kind.

    Attributes:
        fixed: field to the steps that write it; a state stands on the field, or a step dates it.
        held: field to the steps that write it, open to correction until the first step was taken.
        arrivals: reference field to the procedure of the record it points to and the step that adds such a record.
    """

    fixed: Mapping[str, tuple[Step, ...]]
    held: Mapping[str, tuple[Step, ...]]
    arrivals: Mapping[str, tuple[Procedure, Step]]

    @property
    def fields(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.fixed, *self.held))


def governed_in(catalogue: Catalogue, kind: Kind) -> Governed:
    """What steps govern in a kind."""
    key = kind.key
    fixed: dict[str, list[Step]] = defaultdict(list)
    held: dict[str, list[Step]] = defaultdict(list)
    arrivals: dict[str, tuple[Procedure, Step]] = {}
    own = catalogue.procedures.get(key)
    if own is not None:
        steps = [step for step in own.steps if not step.adds]
        stood_on = {name for state in own.states if state.when is not None for name in _named(state.when)}
        stood_on |= {field for step in steps for field in step.sets}
        computed = {field for step in steps for field in step.fields if field not in (*step.fills, *step.asks)}
        for step in steps:
            for field in step.fields:
                if field in stood_on:
                    fixed[field].append(step)
                elif field in computed:
                    held[field].append(step)
    for procedure in catalogue.procedures.values():
        for step in procedure.steps:
            added, _, pointer = step.adds.partition(".")
            if added != key:
                continue
            counted = _counted((state.when for state in procedure.states), key, pointer)
            if counted is not None:
                arrivals.setdefault(pointer, (procedure, step))
                weighed = _counted((guard.holds for guard in step.guards), key, pointer) or set()
                for field in counted & {*step.sets, *step.gives, *step.copies}:
                    fixed[field].append(step)
                for field in weighed & {*step.fields}:
                    held[field].append(step)
    return Governed(
        fixed={field: tuple(steps) for field, steps in fixed.items()},
        held={field: tuple(steps) for field, steps in held.items() if field not in fixed}, arrivals=arrivals,
    )  # fmt: skip


def refuse_new(session: Session, kind: Kind, row: Mapping[str, Any]) -> None:
    """Refuse a new record that would stand where only a step leads, or that only a step may add.

    Raises:
        RefusedError: names the step to take instead.
    """
    governed = governed_in(session.catalogue, kind)
    for pointer, (procedure, step) in governed.arrivals.items():
        if row.get(kind.field(pointer).column) is not None:
            raise RefusedError(
                f"{kind.label}由 {procedure.of.key}({procedure.of.label})的步骤 {step.key}({step.label})产生,"
                f"不能直接登记;请用 {procedure.of.key} do {step.key}"
            )
    for key, steps in governed.fixed.items():
        if row.get(kind.field(key).column) is not None:
            raise _refused(kind, key, steps)


def refuse_change(session: Session, connection: Connection, kind: Kind, row: Row, new: Collection[str]) -> None:
    """Refuse a change of columns that only a step may write; `new` are those that get another value.

    Raises:
        RefusedError: names the field and the step to take instead.
    """
    governed = governed_in(session.catalogue, kind)
    for key, steps in governed.fixed.items():
        if kind.field(key).column in new:
            raise _refused(kind, key, steps)
    for pointer, (procedure, step) in governed.arrivals.items():
        field = kind.field(pointer)
        if field.column in new:
            raise RefusedError(
                f"「{field.label}」不能改:{procedure.of.label}的状态以它为据;"
                f"请作废本记录后用 {procedure.of.key} do {step.key} 另行登记"
            )
    later = {key: steps for key, steps in governed.held.items() if kind.field(key).column in new}
    if later and not _is_untouched(session, connection, kind, row, governed):
        key, steps = next(iter(later.items()))
        raise _refused(kind, key, steps)


def refuse_void(session: Session, connection: Connection, kind: Kind, row: Row) -> None:
    """Refuse to void a record that a step added: taking the step back is the way, where it can be taken back.

    Raises:
        RefusedError: names the step.
    """
    found = _added_by(session, connection, kind, row)
    if found is None:
        return
    subject, step = found
    if step.withdrawable:
        raise RefusedError(
            f"{kind.label} {row['number']} 由{subject.of.label}的步骤 {step.key}({step.label})产生;"
            f"请用 {subject.of.key} withdraw 撤回该步骤"
        )
    if session.worker.role != "administrator":
        raise RefusedError(
            f"{kind.label} {row['number']} 由{subject.of.label}的步骤 {step.key}({step.label})产生,该步骤不可撤回;"
            "确属误登的,请管理员作废"
        )


def _added_by(session: Session, connection: Connection, kind: Kind, row: Row) -> tuple[Procedure, Step] | None:
    """The step that added a record, and its procedure; None where no step did."""
    act = session.tables["act"]
    for procedure in session.catalogue.procedures.values():
        for step in procedure.steps:
            added, _, pointer = step.adds.partition(".")
            if added != kind.key:
                continue
            own = (act.c.kind == procedure.of.key, act.c.subject == row[kind.field(pointer).column])
            query = select(act.c.id).where(*own, act.c.step == step.key, act.c.added == row["id"])
            if connection.execute(query.where(act.c.void == IN_FORCE)).first() is not None:
                return procedure, step
    return None


def moved_here(session: Session, connection: Connection, kind: str, ids: Iterable[int]) -> set[int]:
    """Those of the records on which a step was taken here."""
    act = session.tables["act"]
    found: set[int] = set()
    for part in parts(ids):
        query = select(act.c.subject).where(act.c.kind == kind, act.c.subject.in_(part), act.c.void == IN_FORCE)
        found.update(connection.execute(query.distinct()).scalars())
    return found


def any_moved(session: Session, connection: Connection, kinds: Collection[str]) -> set[str]:
    """Those of the kinds that have a record on which a step was taken here."""
    act = session.tables["act"]
    query = select(act.c.kind).where(act.c.kind.in_(sorted(kinds)), act.c.void == IN_FORCE).distinct()
    return set(connection.execute(query).scalars()) if kinds else set()


def _is_untouched(session: Session, connection: Connection, kind: Kind, row: Row, governed: Governed) -> bool:
    """Whether a record is in its first state, no step was taken on it, nor on one that it points to and counts for."""
    for pointer, (subject, _) in governed.arrivals.items():
        at = row[kind.field(pointer).column]
        if at and moved_here(session, connection, subject.of.key, [at]):
            return False
    procedure = session.catalogue.procedures.get(kind.key)
    if procedure is None:
        return True
    scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
    state = state_of(scope, procedure)
    at = connection.execute(select(state).select_from(scope.source).where(scope.row.c.id == row["id"])).scalar()
    return at == procedure.states[0].key and not moved_here(session, connection, kind.key, [row["id"]])


def _refused(kind: Kind, key: str, steps: Sequence[Step]) -> RefusedError:
    named = "、".join(f"{step.key}({step.label})" for step in steps)
    ways = " 或 ".join(f"do {step.key}" for step in steps)
    return RefusedError(f"「{kind.field(key).label}」由步骤 {named}写入;请用 {ways}")


def _named(at: Expr) -> set[str]:
    """The record's own fields that an expression asks for."""
    return {part.path[0] for part in at.walk() if isinstance(part, Name)}


def _counted(conditions: Iterable[Expr | None], added: str, pointer: str) -> set[str] | None:
    """The fields of the records that point here on which conditions stand; None where none asks for such records."""
    found: set[str] | None = None
    for condition in conditions:
        for part in condition.walk() if condition is not None else ():
            if isinstance(part, Related) and (part.kind, part.via) == (added, pointer):
                found = (found or set()) | (_named(part.where) if part.where is not None else set())
                if part.field:
                    found.add(part.field.split(".")[0])
    return found
