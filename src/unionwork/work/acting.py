"""The acts on records: who acted last, who at a tier, when; and what stands in the way of a step beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, State, Step
from unionwork.errors import UsageError, suggest
from unionwork.store.registers import Row
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.values import number_day
from unionwork.work.session import Session

Reason = dict[str, str]
SELF_APPROVE = "self_approve"
# One statement may name so many.
LOT = 900


@attrs.define(kw_only=True)
class Acted:
    """What was done on one record by acts that are in force.

    Attributes:
        last: operator of the last act; without an act, the author of the record's current version.
        last_on: business date of the latest act as yyyymmdd, 0 where there is none.
        tiers: who acted at a tier since the record was last sent back to its first state.
        count: how many acts there are.
    """

    last: str = ""
    last_on: int = 0
    tiers: set[str] = attrs.field(factory=set)
    count: int = 0


def procedure_of(session: Session, kind: Kind) -> Procedure:
    """The procedure of a kind, over the kind as the catalogue has it: with the fields that regions added.

    Raises:
        UsageError: it has none; names the kinds that do.
    """
    found = session.catalogue.procedures.get(kind.key)
    if found is None:
        raise UsageError(f"{kind.label}没有办理流程;{suggest(kind.key, session.catalogue.procedures)}")
    return attrs.evolve(found, of=kind)


def label_of(session: Session, word: State | Step) -> str:
    """The name of a state or a step in the session's language."""
    return word.label if session.lang == "zh" else word.label_en or word.label


def parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in lots that one statement may name."""
    listed = list(ids)
    return (listed[start : start + LOT] for start in range(0, len(listed), LOT))


def read_acted(connection: Connection, tables: Tables, procedure: Procedure, rows: Sequence[Row]) -> dict[int, Acted]:
    """What was done on records: a statement for some hundred of them, never one for each."""
    act, entry, batch, kind = tables["act"], tables.entry, tables.batch, procedure.of
    found = {row["id"]: Acted() for row in rows}
    columns = (act.c.subject, act.c.operator, act.c.on, act.c.tier, act.c.to_state)
    for part in parts(found):
        query = select(*columns).where(act.c.kind == kind.key, act.c.subject.in_(part), act.c.void == IN_FORCE)
        for subject, operator, on, tier, reached in connection.execute(query.order_by(act.c.id)):
            acted = found[subject]
            acted.last, acted.last_on, acted.count = operator, max(acted.last_on, on), acted.count + 1
            if reached == procedure.states[0].key:
                acted.tiers.clear()
            elif tier:
                acted.tiers.add(operator)
    versions = {row["id"]: row["version"] for row in rows if not found[row["id"]].count}
    for part in parts(versions):
        wrote = select(entry.c.record, entry.c.version, batch.c.who).join(batch, batch.c.id == entry.c.batch)
        wrote = wrote.where(entry.c.kind == kind.key, entry.c.record.in_(part))
        for record, version, who in connection.execute(wrote):
            if version == versions[record]:
                found[record].last = who
    return found


def refuse_role(session: Session, step: Step, kind: Kind) -> list[Reason]:
    """Why the operator's role may not take a step."""
    said = session.refuse_step(step, kind)
    return [reason("role", said, "请由有此角色的操作员办理")] if said else []


def refuse_state(session: Session, procedure: Procedure, step: Step, state: str) -> list[Reason]:
    """Why a record's state does not lead to a step; names the steps that lead there."""
    if state in step.sources:
        return []
    now = label_of(session, procedure.state(state))
    wanted = [f"「{label_of(session, procedure.state(key))}」" for key in step.sources]
    leading = [other for other in procedure.steps if other.target in step.sources and other.key != step.key]
    nearer = [other for other in leading if state in other.sources] or leading
    named = [f"{other.key}({label_of(session, other)})" for other in nearer]
    if session.lang == "zh":
        message = f"现在是「{now}」,须先到{'或'.join(wanted)}"
        remedy = f"先办理 {'或'.join(named)}" if named else "没有步骤回到那里:本件已办过这一步,或要先补齐资料、完成认定"
    else:
        message = f"it is 「{now}」 and must first be {' or '.join(wanted)}"
        remedy = (
            f"take {' or '.join(named)} first" if named else "no step leads there: it was taken, or facts are missing"
        )
    return [reason("state", message, remedy)]


def refuse_order(
    session: Session, procedure: Procedure, kind: Kind, row: Mapping[str, Any], acted: Acted
) -> list[Reason]:
    """Why the business date comes too early: after an earlier act, or a date that an earlier step wrote."""
    if acted.last_on > session.day:
        latest = number_day(acted.last_on).isoformat()
        message = f"业务日期 {session.on} 早于上一次办理的日期 {latest}"
        return [reason("order", message, f"业务日期改用 {latest} 或以后")]
    for field in dated_fields(procedure, kind):
        held = row.get(field.column)
        if held is not None and held > session.day:
            on = number_day(held).isoformat()
            message = f"业务日期 {session.on} 早于已登记的「{field.label}」{on}"
            return [reason("order", message, f"业务日期改用 {on} 或以后;如「{field.label}」登记有误,请先更正")]
    return []


def dated_fields(procedure: Procedure, kind: Kind) -> list[Any]:
    """The day fields of the kind itself that its steps date."""
    keys = dict.fromkeys(key for step in procedure.steps if not step.adds for key in step.sets)
    return [field for key in keys if (field := kind.field(key)).shape is Shape.DAY]


def refuse_person(session: Session, step: Step, acted: Acted) -> tuple[list[Reason], str | None]:
    """Why another person has to take a step; or the exception by which the same person may."""
    if not step.second_person:
        return [], None
    me = session.worker.key
    if step.tier and me in acted.tiers:
        message = f"操作员「{me}」已在别的级次办理过本件,各级须由不同的人办理"
    elif acted.last == me:
        message = f"上一次经手的就是操作员「{me}」,「{label_of(session, step)}」须由第二人办理"
    else:
        return [], None
    if SELF_APPROVE in session.worker.rights:
        return [], SELF_APPROVE
    return [reason("second_person", message, f"请另一名操作员办理;确无他人时由管理员授权 {SELF_APPROVE}")], None


def reason(guard: str, message: str, remedy: str) -> Reason:
    """An obstacle, as every surface shows it."""
    return {"guard": guard, "message": message, "remedy": remedy}
