"""What a procedure allows, in plain Python: who may take a step on a record, when, and what it becomes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from tests.oracle.meaning import Meaning
from tests.oracle.world import Row, World
from unionwork.declare.expressions import Expr, Name, Related
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step

# Role of an operator to the roles whose steps it takes.
TAKES = {
    "recorder": {"recorder"},
    "caseworker": {"recorder", "caseworker"},
    "approver": {"approver"},
    "inspector": {"inspector", "recorder"},
    "auditor": set[str](),
    "administrator": {"recorder", "caseworker", "approver", "inspector", "auditor", "administrator"},
}
INSPECTED = ("inspection", "finding")


@attrs.frozen(kw_only=True)
class Person:
    """An operator."""

    key: str
    role: str
    tier: int | None = None
    may_approve_own: bool = False


@attrs.frozen(kw_only=True)
class Taken:
    """A step that was taken and not taken back."""

    step: str
    who: str
    on: int
    tier: int
    to_state: str
    before: Row
    after: Row
    added: int | None = None
    exception: bool = False


@attrs.define(kw_only=True)
class Casebook:
    """One record with what was done on it.

    Attributes:
        author: who wrote its current version.
        taken: the steps in force, oldest first.
    """

    procedure: Procedure
    kind: Kind
    author: str
    taken: list[Taken] = attrs.field(factory=list)

    def state(self, world: World, row: Row, on: int) -> str:
        """The last state whose condition holds."""
        meaning = Meaning(world, on)
        found = self.procedure.states[0].key
        for state in self.procedure.states[1:]:
            assert state.when is not None
            if meaning.value(state.when, self.kind, row) is True:
                found = state.key
        return found

    def obstacles(
        self, world: World, row: Row, step: Step, person: Person, on: int, words: dict[str, str]
    ) -> tuple[set[str], Row]:
        """Every guard that refuses a step, and the row that it writes: the record's own, or the one it adds."""
        found: set[str] = set()
        at = self.state(world, row, on)
        if not self.may_take(step, person):
            found.add("role")
        if at not in step.sources:
            found.add("state")
        if self._is_too_early(row, on):
            found.add("order")
        if self.is_alone(step, person) and not person.may_approve_own:
            found.add("second_person")
        new, said = self._written(world, row, step, on, words)
        found |= said
        if "state" in found:
            return found, new
        after = self._world_after(world, row, step, new)
        subject = row if step.adds else new
        missing = self._missing(world, step, new)
        guards = {
            guard.key for guard in step.guards
            if Meaning(after, on).value(guard.holds, self.kind, subject) is not True
            and not (missing and _mentions(guard.holds, missing, step.adds.partition(".")[0]))
        }  # fmt: skip
        found |= guards
        if not found and self.state(after, subject, on) != (step.target or at):
            found.add("target")
        return found, new

    def may_take(self, step: Step, person: Person) -> bool:
        """Whether a step is one of the person's role and tier."""
        if step.role not in TAKES[person.role]:
            return False
        if person.role == "inspector" and step.role == "recorder" and self.kind.key not in INSPECTED:
            return False
        return not (step.tier and person.role == "approver" and person.tier != step.tier)

    def _is_too_early(self, row: Row, on: int) -> bool:
        if any(taken.on > on for taken in self.taken):
            return True
        dated = {field for step in self.procedure.steps if not step.adds for field in step.sets}
        return any((row[self.kind.field(key).column] or 0) > on for key in dated)

    def is_alone(self, step: Step, person: Person) -> bool:
        """Whether a step that asks for a second person would be taken by the one who acted before."""
        if not step.second_person:
            return False
        last = self.taken[-1].who if self.taken else self.author
        tiers: set[str] = set()
        for taken in self.taken:
            tiers = set() if taken.to_state == self.procedure.states[0].key else tiers
            if taken.tier and taken.to_state != self.procedure.states[0].key:
                tiers.add(taken.who)
        return person.key == last or (step.tier > 0 and person.key in tiers)

    def _written(self, world: World, row: Row, step: Step, on: int, words: dict[str, str]) -> tuple[Row, set[str]]:
        kind = self._form(world, step)
        found: set[str] = set()
        given = {kind.field(key).column: stored(kind.field(key), text) for key, text in words.items()}
        given |= {kind.field(key).column: on for key in step.sets}
        given |= {kind.field(key).column: stored(kind.field(key), text) for key, text in step.gives.items()}
        source = row if step.adds else {**row, **given}
        given |= {kind.field(key).column: source[self.kind.field(other).column] for key, other in step.copies.items()}
        if step.deadline is not None and step.deadline[0] not in words:
            key, parameter = step.deadline
            days = Meaning(world, on).parameter(parameter, row["org"])
            column = kind.field(key).column
            start = on
            if step.deadline_from:
                held = given if step.adds else {**row, **given}
                start = held.get(kind.field(step.deadline_from).column) or on
            if step.deadline_from and not step.adds and row[column] is not None:
                pass  # A deadline that stands is left alone.
            elif days is not None:
                given[column] = number(date_of(start) + timedelta(days=int(days)))
            elif step.adds or key not in (*step.fills, *step.asks) or row[column] is None:
                found.add(parameter)
        if step.deadline is not None and step.deadline_from and not step.adds and step.deadline[0] in words:
            column = kind.field(step.deadline[0]).column
            if row[column] is not None and given[column] > row[column]:
                found.add("deadline")
        if step.adds:
            blank = {field.column: None for field in kind.stored_fields}
            pointer = kind.field(step.adds.partition(".")[2]).column
            new = {**blank, "id": -1, "number": "~", "org": row["org"], "void": 0, "version": 1, pointer: row["id"]}
            new |= given
        else:
            new = {**row, **given}
        if self._missing(world, step, new):
            found.add("fills")
        return new, found

    def _missing(self, world: World, step: Step, new: Row) -> set[str]:
        kind = self._form(world, step)
        wanted = {*step.fills, *(field.key for field in kind.stored_fields if step.adds and field.required)}
        return {key for key in wanted if new[kind.field(key).column] is None}

    def _form(self, world: World, step: Step) -> Kind:
        return world.catalogue.kind(step.adds.partition(".")[0]) if step.adds else self.kind

    def _world_after(self, world: World, row: Row, step: Step, new: Row) -> World:
        records = {key: list(rows) for key, rows in world.records.items()}
        if step.adds:
            records.setdefault(step.adds.partition(".")[0], []).append(new)
        else:
            records[self.kind.key] = [new if held["id"] == row["id"] else held for held in records[self.kind.key]]
        return World(world.catalogue, records)


def stored(field: Field, text: str) -> Any:
    """A word as its column holds it."""
    if text == "":
        return None
    match field.shape:
        case Shape.DAY:
            return int(text.replace("-", ""))
        case Shape.MONEY:
            return int(Decimal(text) * 100)
        case Shape.INTEGER:
            return int(text)
        case Shape.FLAG:
            return int(text == "是")
    return text


def number(day: date) -> int:
    """A day as yyyymmdd."""
    return int(f"{day:%Y%m%d}")


def date_of(day: int) -> date:
    """The day of yyyymmdd."""
    return date(day // 10000, day // 100 % 100, day % 100)


def tiers_behind(procedure: Procedure) -> dict[str, set[int]]:
    """State to the tiers that lie on every way to it from the first state; a state that no step reaches has none."""
    everything = {step.tier for step in procedure.steps if step.tier}
    behind = {state.key: set(everything) for state in procedure.states}
    first = procedure.states[0].key
    behind[first] = set()
    moved = True
    while moved:
        moved = False
        for step in procedure.steps:
            for source in step.sources:
                target = step.target or source
                found = behind[target] & (behind[source] | ({step.tier} if step.tier else set()))
                if found != behind[target]:
                    behind[target], moved = found, True
    reached = {step.target for step in procedure.steps}
    return {key: tiers for key, tiers in behind.items() if key == first or key in reached}


def _mentions(holds: Expr, keys: set[str], added: str) -> bool:
    return any(
        (isinstance(part, Name) and part.path[0] in keys) or (isinstance(part, Related) and part.kind == added)
        for part in holds.walk()
    )
