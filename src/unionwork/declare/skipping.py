"""Tiers that were skipped: a sheet may bring a record that later tiers decided and a region's own tier never saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from unionwork.declare.expressions import Expr, Logic, Name, Related
from unionwork.declare.fields import Shape
from unionwork.declare.procedures import Check, Procedure, Step
from unionwork.declare.tiers import Tier


def reached(procedure: Procedure, steps: Iterable[Step]) -> frozenset[str]:
    """The states that steps lead to, from those that facts alone bring a record into: where no step leads."""
    listed = list(steps)
    led = {step.target for step in procedure.steps if step.target}
    found = {state.key for state in procedure.states if state.key not in led} | {procedure.states[0].key}
    ahead = list(found)
    while ahead:
        at = ahead.pop()
        for step in listed:
            if at in step.sources and step.target and step.target not in found:
                found.add(step.target)
                ahead.append(step.target)
    return frozenset(found)


def behind(procedure: Procedure, tier: Tier) -> frozenset[str]:
    """The states of a procedure that no step leads to but past a tier; what the tier passed is among them."""
    passing = procedure.step(f"{tier.key}_pass")
    return reached(procedure, procedure.steps) - reached(
        procedure, (step for step in procedure.steps if step is not passing)
    )  # fmt: skip


def skip_key(tier: Tier) -> str:
    """The key of the check that a tier brings."""
    return f"{tier.of.key}.{tier.key}_skipped"


def skip_check(procedure: Procedure, tier: Tier) -> Check | None:
    """The check that lists the records which came past a tier without its result; None where nothing lies behind it.

    What went on before the tier's `from_on` breaks nothing, whatever followed: the tier was not asked for then.
    """
    later = list(_later(procedure, tier))
    if not later:
        return None
    met = [Name((tier.results[0],)).known(), ~_any([_taken(procedure, step) for step in later])]
    if tier.from_on is not None:
        met += [_taken(procedure, step, before=tier.from_on) for step in later]
    return Check(
        key=skip_key(tier), label=f"越过{tier.label}", of=tier.of, holds=_any(met),
        message=f"后面已经审批或办理,却没有{tier.label}的结果",
        remedy=f"在花名册里补上「{tier.label}结果」「{tier.label}日期」两栏再导入;确实没有办过的,先办再补录",
        source=tier.source, owner=tier.owner,
    )  # fmt: skip


def _later(procedure: Procedure, tier: Tier) -> Iterator[Step]:
    """The dated steps that only follow a tier."""
    past = behind(procedure, tier)
    for step in procedure.steps:
        onward = step.target and (step.target in past or procedure.state(step.target).final)
        # What clears a value goes back; it says nothing of how far the record came.
        back = any(not text for text in step.gives.values())
        if onward and not back and step.sets and past.issuperset(step.sources):
            yield step


def _taken(procedure: Procedure, step: Step, *, before: date | None = None) -> Expr:
    """The condition that the facts of a record are those of a step, and that it was taken before a day."""
    day = Name((step.sets[0],))
    parts: list[Expr] = [day.known(), *([day < before] if before is not None else [])]
    if step.adds:
        kind, _, pointer = step.adds.partition(".")
        parts = [Related("has", kind, pointer, _all(parts))]
    else:
        codes = [key for key, text in step.gives.items() if procedure.of.field(key).shape is Shape.CODE]
        parts += [part for key in codes for part in (Name((key,)).known(), Name((key,)) == step.gives[key])]
    when = procedure.state(step.target).when
    return _all([*([when] if when is not None else []), *parts])


def _all(parts: list[Expr]) -> Expr:
    return Logic("and", tuple(parts)) if len(parts) > 1 else parts[0]


def _any(parts: list[Expr]) -> Expr:
    return Logic("or", tuple(parts)) if len(parts) > 1 else parts[0]
