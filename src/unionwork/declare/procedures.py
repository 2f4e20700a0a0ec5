"""Procedures and duties: the states of a kind, the steps between them, and what is owed by a date."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from unionwork.declare.expressions import Expr
from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind, Record, kind_of
from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError, UnknownNameError, suggest


def _kind_or_none(given: type[Record] | Kind | None) -> Kind | None:
    return kind_of(given) if given is not None else None


@attrs.frozen(eq=False, kw_only=True)
class State:
    """A state that the dated facts of a record put it in.

    Attributes:
        key: its name in code.
        label: its Chinese name.
        when: the condition that puts a record there; None for the first state.
        final: whether nothing more is owed in it.
    """

    key: str
    label: str
    label_en: str = ""
    when: Expr | None = None
    final: bool = False


@attrs.frozen(eq=False, kw_only=True)
class Check:
    """A condition that ought to hold: as a guard it refuses a step, as a check it lists violations.

    Attributes:
        key: area.name.
        label: what is checked.
        of: the kind, None for a guard inside a procedure.
        holds: the condition.
        severity: "error", "warning" or "hint".
        message: what is wrong where it does not hold.
        remedy: what to do about it.
        source: where it comes from.
    """

    key: str
    label: str
    of: Kind | None = attrs.field(default=None, converter=_kind_or_none)
    holds: Expr
    severity: str = attrs.field(default="error", validator=attrs.validators.in_(("error", "warning", "hint")))
    message: str
    remedy: str
    source: str = ""
    owner: str = ""


@attrs.frozen(eq=False, kw_only=True)
class Step:
    """An act that moves a record on.

    Attributes:
        key: how the command line names it.
        label: its Chinese name.
        sources: keys of the states it starts from.
        target: key of the state it leads to; "" where the record stays in its state.
        role: the operator role that takes it (vocabulary operator_role); the permission table says who else may.
        fills: fields that must be given.
        asks: fields that may be given.
        sets: day fields that the step's business date fills in.
        gives: field to the value that the step writes, as a person would write it; "" clears the field.
        copies: field to the field of the same record whose value it takes over.
        deadline: the field that the step computes, with the parameter that says how many days after its start; a
            person may give the day where the form asks for it, and where it cannot be computed.
        deadline_from: the day field, of the record that the deadline is written on, from which it is counted; where
            that is empty, and for "", from the step's own date. A step that has it leaves a deadline that stands
            alone: a later one is an extension, which another grants.
        guards: conditions that refuse it.
        second_person: whether another person than the last one must take it; at a tier, another than at every tier.
        tier: its place among tiers, 0 where it is none.
        adds: "kind.field": the step adds a record of that kind whose reference `field` points to this one;
            `fills`, `asks`, `sets`, `gives`, `deadline` and `deadline_from` are then fields of the added record.
        withdrawable: whether it can be taken back while nothing has followed.
    """

    key: str
    label: str
    label_en: str = ""
    sources: tuple[str, ...] = attrs.field(converter=listed)
    target: str = ""
    role: str = ""
    fills: tuple[str, ...] = attrs.field(default=(), converter=listed)
    asks: tuple[str, ...] = attrs.field(default=(), converter=listed)
    sets: tuple[str, ...] = attrs.field(default=(), converter=listed)
    gives: Mapping[str, str] = attrs.field(factory=dict)
    copies: Mapping[str, str] = attrs.field(factory=dict)
    deadline: tuple[str, str] | None = None
    deadline_from: str = ""
    guards: tuple[Check, ...] = attrs.field(default=(), converter=listed)
    second_person: bool = False
    tier: int = 0
    adds: str = ""
    withdrawable: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field it writes, in the order of the form."""
        last = (self.deadline[0],) if self.deadline else ()
        return tuple(dict.fromkeys((*self.fills, *self.asks, *self.sets, *self.gives, *self.copies, *last)))


@attrs.frozen(eq=False, kw_only=True)
class Procedure:
    """The states of a kind and the steps between them; a state is derived, never stored.

    Attributes:
        of: the kind.
        states: in order; a record is in the last one whose `when` holds.
        steps: what can be done.
        source: the system of work and its law.
    """

    of: Kind = attrs.field(converter=kind_of)
    states: tuple[State, ...] = attrs.field(converter=listed)
    steps: tuple[Step, ...] = attrs.field(default=(), converter=listed)
    source: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        keys = [state.key for state in self.states]
        if not self.states or self.states[0].when is not None:
            raise DeclarationError(f"{self.of.key} 的流程:第一个状态不写 when(新记录就在这里)")
        for state in self.states[1:]:
            if state.when is None:
                raise DeclarationError(f"{self.of.key} 的流程:状态 {state.key} 没有 when")
        for step in self.steps:
            for named in (*step.sources, *([step.target] if step.target else [])):
                if named not in keys:
                    raise DeclarationError(f"步骤 {step.key}:没有状态「{named}」;{suggest(named, keys)}")
            # The fields of a record that a step adds are checked when the whole catalogue is there.
            for field in (*step.fields, *step.copies.values()) if not step.adds else ():
                self.of.field(field)
            if not step.adds:
                check_start(step, self.of)

    @property
    def key(self) -> str:
        """A kind has one procedure, so the kind's key is its own."""
        return self.of.key

    def step(self, key: str) -> Step:
        """The step of that key.

        Raises:
            UnknownNameError: it has none such; names the nearest.
        """
        found = self.find(key)
        if found is None:
            raise UnknownNameError(f"步骤({self.of.label})", key, [entry.key for entry in self.steps])
        return found

    def find(self, key: str) -> Step | None:
        """The step of that key, None where it has none such."""
        return next((entry for entry in self.steps if entry.key == key), None)

    def state(self, key: str) -> State:
        """The state of that key."""
        return next(entry for entry in self.states if entry.key == key)

    def meets(self, wanted: str, state: str) -> bool:
        """Whether a record in a state is where a step that leads to `wanted` should bring it."""
        return state == wanted

    def source_of(self, step: str) -> str:
        """The document or system of work that a step, by its key, comes from."""
        del step
        return self.source


def check_start(step: Step, kind: Kind) -> None:
    """Check the field that the deadline of a step counts from, in the kind that the deadline is written on.

    Raises:
        DeclarationError: it is no other day field of the kind, names the nearest; or there is no deadline.
    """
    if not step.deadline_from:
        return
    if step.deadline is None:
        reason = "写了 deadline_from(期限从哪个日期起算),却没有 deadline;请写上 deadline,或去掉 deadline_from"
        raise DeclarationError(f"步骤 {step.key}:{reason}")
    days = [field.key for field in kind.fields if field.shape is Shape.DAY and field.key != step.deadline[0]]
    if step.deadline_from in days:
        return
    wrong = "不是可以起算的日期字段" if kind.has(step.deadline_from) else "没有这个字段"
    hint = suggest(step.deadline_from, days)
    raise DeclarationError(f"步骤 {step.key}:deadline_from 的「{step.deadline_from}」在{kind.label}里{wrong};{hint}")


@attrs.frozen(eq=False, kw_only=True)
class Duty:
    """Something owed by a date.

    Attributes:
        key: area.name.
        label: what is owed, in Chinese.
        of: the kind whose records owe it.
        owed: the condition under which it is still owed.
        due: the day by which.
        responsible: who owes it, None where nobody is named.
        parameter: key of the parameter it comes from, "" where it is the record's own date.
    """

    key: str
    label: str
    label_en: str = ""
    of: Kind = attrs.field(converter=kind_of)
    owed: Expr
    due: Expr
    responsible: Expr | None = None
    parameter: str = ""
    source: str = ""
    owner: str = ""
