"""What can be done with a record now, and what was done: steps with every reason against them, and acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, cast, literal, null, select

from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.store.compiler import Scope
from unionwork.store.registers import Row
from unionwork.store.settings import Settings
from unionwork.store.states import state_of
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.acting import (
    Acted,
    Reason,
    label_of,
    procedure_of,
    read_acted,
    reason,
    refuse_order,
    refuse_person,
    refuse_role,
    refuse_state,
)
from unionwork.work.browsing import reference_numbers
from unionwork.work.forms import StepForm
from unionwork.work.organising import Organisations
from unionwork.work.proceeding import Proceeding
from unionwork.work.rehearsing import broken, mentions, refused_by
from unionwork.work.session import Session, find_row
from unionwork.work.taking_over import TakenOver, taken_over
from unionwork.work.withdrawing import withdrawal_reason


def list_steps(session: Session, key: str, number: str) -> list[dict[str, Any]]:
    """The steps of a record: those of its state first, then the others, each with what refuses it now.

    A guard about a field that the form will fill in is no reason yet.

    Returns:
        As `Casework.steps` says; besides `deadline` where the step computes one: its field and label, the value
        that it writes where nobody gives another, the parameter, and why there is none and it is to be given.

    Raises:
        UnknownNameError: no record carries the number.
        UsageError: the kind has no procedure.
    """
    kind = session.kind(key)
    with session.reading() as connection:
        row = find_row(connection, session, kind, number)
        organisations = Organisations.seen(session, connection)
        procedure = Proceeding.of(session, organisations, kind).at(row["org"])
        acted = read_acted(connection, session.tables, procedure, [row])[row["id"]]
        scope = _foreseen(session, kind, row["id"], {})
        state = str(connection.execute(select(state_of(scope, procedure)).select_from(scope.source)).scalar_one())
        here = [step for step in procedure.steps if state in step.sources]
        others = [step for step in procedure.steps if state not in step.sources]
        return [
            _offer(connection, session, procedure, step, row, state, acted, organisations) for step in (*here, *others)
        ]


def _offer(
    connection: Connection, session: Session, procedure: Procedure, step: Step, row: Row, state: str, acted: Acted,
    organisations: Organisations,
) -> dict[str, Any]:  # fmt: skip
    kind = procedure.of
    form = StepForm(session, connection, kind, step, {}, organisations)
    target = step.target or state
    why: list[Reason] = []
    if row["void"] != IN_FORCE:
        why.append(reason("void", "已作废", "作废的记录不能再办理;请另行登记"))
    elif state not in step.sources:
        why += refuse_state(session, procedure, step, state)
    else:
        why += refuse_role(session, step, kind)
        why += refuse_order(session, procedure, kind, row, acted)
        why += refuse_person(session, step, acted)[0]
        why += _refused_now(connection, session, procedure, step, row, form)
    deadline = _deadline(form, row) if not why else None
    asked = [*step.fills, *step.asks]
    if deadline is not None and deadline["value"] is None and not form.asks_for(deadline["field"]):
        asked.append(deadline["field"])
    return {
        "step": step.key, "label": label_of(session, step), "target": target,
        "target_label": label_of(session, procedure.state(target)), "role": step.role or None,
        "tier": step.tier or None, "allowed": not why, "why": why,
        "fields": [_asked(connection, session, form, step, row, key, deadline) for key in asked],
        "deadline": deadline, "adds": form.kind.key if step.adds else None,
    }  # fmt: skip


def _refused_now(
    connection: Connection, session: Session, procedure: Procedure, step: Step, row: Row, form: StepForm
) -> list[Reason]:
    """The guards that refuse the step whatever the form says; a deadline that is not known is asked for."""
    new, found = form.write(row)[0], list[Reason]()
    asked = {*step.fills, *step.asks}
    if step.deadline is not None and form.deadline(row, new)[0] is None:
        asked.add(step.deadline[0])
    added = form.kind.key if step.adds else ""
    for guard in step.guards:
        if mentions(guard, asked, added):
            continue
        scope = _foreseen(session, procedure.of, row["id"], {} if step.adds else new)
        failing = broken(scope.condition(guard.holds))
        if connection.execute(select(scope.row.c.id).select_from(scope.source).where(failing)).first() is not None:
            found.append(refused_by(guard))
    return found


def _foreseen(session: Session, kind: Kind, record: int, new: Row) -> Scope:
    """One record as a step would leave it, without writing it: a scope whose row has the new values put in."""
    scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
    table = session.tables[kind.key]
    columns = [
        cast(null() if new[held.name] is None else literal(new[held.name]), held.type).label(held.name)
        if held.name in new
        else held
        for held in table.columns
    ]
    seen = select(*columns).where(table.c.id == record).subquery()
    scope.row, scope.source = seen, seen
    return scope


def _deadline(form: StepForm, row: Row) -> dict[str, Any] | None:
    """The deadline that the step writes where nobody gives one; without a value, why it is to be given."""
    step = form.step
    if step.deadline is None:
        return None
    new = form.write(row)[0]
    day, why = form.deadline(row, new)
    field, start = form.kind.field(step.deadline[0]), step.deadline_from
    known = new if step.adds else {**row, **new}
    if not why and start and form.asks_for(start) and known.get(form.kind.field(start).column) is None:
        # The form itself asks for the day that it counts from.
        day = None
    value = number_day(day).isoformat() if day is not None else None
    return {"field": field.key, "label": field.label, "value": value, "parameter": step.deadline[1], "why": why}


def _asked(
    connection: Connection, session: Session, form: StepForm, step: Step, row: Row, key: str,
    deadline: dict[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """A field of the form; what the record holds already is proposed, where it is not private."""
    field = form.kind.field(key)
    value = None
    if not step.adds and field.private is None and field.shape is not Shape.DECIDED:
        value = _shown(connection, session, field, row[field.column])
    required = key in step.fills or (bool(step.adds) and field.required)
    if deadline is not None and deadline["field"] == key:
        value = value if value is not None else deadline["value"]
        required = required or bool(deadline["why"])
    label = field.label if session.lang == "zh" else field.label_en or field.label
    return {"key": key, "label": label, "required": required, "value": value}


def _shown(connection: Connection, session: Session, field: Field, stored: Any) -> Any:
    if field.shape is Shape.REF:
        return reference_numbers(connection, session, field, [stored]).get(stored) if stored else None
    return field.to_json(stored)


def list_acts(session: Session, key: str, number: str) -> list[dict[str, Any]]:
    """What was done on a record, oldest first: acts, also those taken back, and what a sheet took over.

    Returns:
        As `Casework.acts` says; besides `from_label`, `to_label`, `tier`, `added` (number of the record that
        the step added) and `reason` (why it was taken back).

    Raises:
        UnknownNameError: no record carries the number.
        UsageError: the kind has no procedure.
    """
    kind = session.kind(key)
    procedure = procedure_of(session, kind)
    with session.reading() as connection:
        row = find_row(connection, session, kind, number)
        table = session.tables["act"]
        query = select(table).where(table.c.kind == kind.key, table.c.subject == row["id"]).order_by(table.c.id)
        acts = [dict(act) for act in connection.execute(query).mappings()]
        here = Proceeding.of(session, Organisations.seen(session, connection), kind).at(row["org"])
        rows = [
            (taken.day, 0, _taken_over(session, here, taken)) for taken in taken_over(connection, session, here, row)
        ]
        added = _added_numbers(connection, session, acts)
        rows += [(act["on"], act["id"], _act(session, procedure, act, added)) for act in acts]
    return [shown for *_, shown in sorted(rows, key=lambda held: held[:2])]


def _taken_over(session: Session, procedure: Procedure, taken: TakenOver) -> dict[str, Any]:
    step, before = taken.step, taken.came_from
    return {
        "on": number_day(taken.day).isoformat(), "step": step.key, "label": label_of(session, step), "from": before,
        "from_label": _state_label(session, procedure, before), "to": step.target or before,
        "to_label": _state_label(session, procedure, step.target or before), "who": taken.who,
        "note": taken.what, "exception": None, "tier": step.tier or None, "added": None, "taken_over": True,
        "withdrawn": False, "reason": None,
    }  # fmt: skip


def _act(session: Session, procedure: Procedure, act: Row, added: dict[int, str]) -> dict[str, Any]:
    step = next((entry for entry in procedure.steps if entry.key == act["step"]), None)
    return {
        "on": number_day(act["on"]).isoformat(), "step": act["step"],
        # A step that a later version no longer declares is still told, by its key.
        "label": label_of(session, step) if step is not None else act["step"], "from": act["from_state"],
        "from_label": _state_label(session, procedure, act["from_state"]), "to": act["to_state"],
        "to_label": _state_label(session, procedure, act["to_state"]), "who": act["operator"], "note": act["note"],
        "exception": act["exception"], "tier": act["tier"], "added": added.get(act["added"]), "taken_over": False,
        "withdrawn": act["void"] != IN_FORCE, "reason": withdrawal_reason(act),
    }  # fmt: skip


def _state_label(session: Session, procedure: Procedure, key: str | None) -> str | None:
    found = next((state for state in procedure.states if state.key == key), None)
    return label_of(session, found) if found is not None else key


def _added_numbers(connection: Connection, session: Session, acts: Sequence[Row]) -> dict[int, str]:
    found: dict[int, str] = {}
    for key in {act["added_kind"] for act in acts if act["added_kind"] in session.catalogue.kinds}:
        table = session.tables[key]
        ids = [act["added"] for act in acts if act["added_kind"] == key]
        found.update(connection.execute(select(table.c.id, table.c.number).where(table.c.id.in_(ids))).all())
    return found
