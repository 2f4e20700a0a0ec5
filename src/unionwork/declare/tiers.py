"""Tiers: an approval that a region puts into a procedure which others declare, and the procedure that results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from unionwork.declare.expressions import Expr, Logic, Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind, kind_of
from unionwork.declare.procedures import Duty, Procedure, State, Step
from unionwork.errors import DeclarationError, suggest

APPROVER: Final = "approver"
RESULTS: Final = "review_result"
_PASSED: Final = "passed"
_REFUSED: Final = "refused"


@attrs.frozen(eq=False, kw_only=True)
class Tier:
    """A tier of approval that holds in one region, and in those that stand on it.

    It brings its fields (`<key>_on`, `<key>_result`, `<key>_note`), the state `<key>_passed` and the steps
    `<key>_pass` and `<key>_refuse`. Its refusal is the refusal of the tiers that are there already, with what they
    ask for, so that an appeal is open against it too; where there is none, it is a last state of its own,
    `<key>_refused`, and the note says why.

    Attributes:
        of: the kind whose procedure it stands in.
        key: its name in code: of its fields, its state and its steps.
        label: its Chinese name, such as 区级复核.
        label_en: its English name.
        after: the state from which records come to this tier before anything else is approved.
        tier: which approvers take it, by the number of their tier.
        deadline: parameter that says within how many days of reaching that state it is to be decided, "" for none.
        from_on: first day it is asked for: what later tiers decided before without it is no fault; None for always.
        source: the document that asks for it.
    """

    of: Kind = attrs.field(converter=kind_of)
    key: str
    label: str
    label_en: str = ""
    after: str
    tier: int
    deadline: str = ""
    from_on: date | None = None
    source: str
    owner: str = ""

    @property
    def passed(self) -> str:
        """The state of what it let pass."""
        return f"{self.key}_{_PASSED}"

    @property
    def due_on(self) -> str:
        """The field by which day it is to be decided; only where it has a deadline."""
        return f"{self.key}_due_on"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that it brings to its kind."""
        english = self.label_en or self.label
        found = [
            Field(key=f"{self.key}_result", label=f"{self.label}结果", label_en=f"result of {english}",
                  shape=Shape.CODE, vocabulary=RESULTS, owner=self.owner),
            Field(key=f"{self.key}_on", label=f"{self.label}日期", label_en=f"{english} on", shape=Shape.DAY,
                  owner=self.owner),
            Field(key=f"{self.key}_note", label=f"{self.label}意见", label_en=f"note of {english}", shape=Shape.TEXT,
                  owner=self.owner),
        ]  # fmt: skip
        if self.deadline:
            label, label_en = f"{self.label}期限", f"{english} due on"
            due = Field(
                key=self.due_on, label=label, label_en=label_en, shape=Shape.DAY, planned=True, owner=self.owner
            )
            found.append(due)
        return tuple(found)

    @property
    def results(self) -> tuple[str, str]:
        """The fields that tell whether it has decided; cleared where a record starts anew."""
        return f"{self.key}_result", f"{self.key}_on"

    def said(self, result: str) -> Expr:
        """The condition that it gave a result, on a day that has come."""
        given, day = (Name((key,)) for key in self.results)
        return Logic("and", (day.known(), given.known(), given == result))

    def duty(self, procedure: Procedure, at: str) -> Duty:
        """What its approvers owe while a record waits for it in the state `at` of a procedure."""
        place = [state.key for state in procedure.states].index(at)
        waits = [Name((self.due_on,)).known(), ~Name((self.results[1],)).known()]
        waits += [state.when for state in procedure.states[place : place + 1] if state.when is not None]
        waits += [~state.when for state in procedure.states[place + 1 :] if state.when is not None]
        label_en = self.label_en or self.label
        return Duty(
            key=f"{self.of.key}.{self.key}", label=self.label, label_en=label_en, of=self.of,
            owed=Logic("and", tuple(waits)), due=Name((self.due_on,)), parameter=self.deadline, source=self.source,
            owner=self.owner,
        )  # fmt: skip


@attrs.frozen(eq=False, kw_only=True)
class TieredProcedure(Procedure):
    """A procedure with the tiers of regions in it.

    Attributes:
        core: the procedure without them.
        carries: state that a tier passed to the state it came after: a step that leads back there finds it here.
        sources: step of a tier to the document that asks for the tier.
    """

    core: Procedure
    carries: Mapping[str, str] = attrs.field(factory=dict)
    sources: Mapping[str, str] = attrs.field(factory=dict)

    def meets(self, wanted: str, state: str) -> bool:
        """Whether a record in a state is where a step leads, or further only by tiers that stand."""
        while state != wanted and state in self.carries:
            state = self.carries[state]
        return state == wanted

    def source_of(self, step: str) -> str:
        """The document that a step, by its key, comes from: that of its tier, else that of the procedure."""
        return self.sources.get(step, self.source)


def core_of(procedure: Procedure) -> Procedure:
    """A procedure as it was declared, without the tiers of any region."""
    return procedure.core if isinstance(procedure, TieredProcedure) else procedure


def place_tiers(tiers: Iterable[Tier]) -> Iterator[tuple[Tier, str]]:
    """Each tier of a region, in order, with the state it really starts from: several after one state form a line."""
    taken: dict[str, str] = {}
    for tier in tiers:
        at = tier.after
        while at in taken:
            at = taken[at]
        taken[at] = tier.passed
        yield tier, at


def put_tiers(
    procedure: Procedure, kind: Kind, placed: Iterable[tuple[Tier, str]], *, beside: bool = False
) -> Procedure:
    """A procedure with tiers in it; what led onward from the state of a tier starts from what it passed.

    Args:
        procedure: as it was declared.
        kind: its kind with the fields of the tiers.
        placed: the tiers, each with the state it starts from.
        beside: also leaves every step where it started: the whole of what several regions have.

    Raises:
        DeclarationError: a state that is not there or has nothing after it, a key that is taken.
    """
    facts = {entry.name: getattr(procedure, entry.name) for entry in attrs.fields(Procedure)}
    made = TieredProcedure(**{**facts, "of": kind}, core=procedure)
    for tier, at in placed:
        made = _put(made, tier, at, beside=beside)
    return made


def waits_for_tiers(procedure: Procedure, step: Step) -> bool:
    """Whether a step depends on what was approved before it.

    What changes no state does not, nor what ends the matter and is open from its first state on, such as a
    withdrawal by the applicant.
    """
    if step.tier or step.second_person or step.adds:
        return True
    return bool(step.target) and not (
        procedure.state(step.target).final and procedure.states[0].key in step.sources
    )  # fmt: skip


def misfit(procedure: Procedure, tier: Tier, at: str, *, beside: bool = False) -> tuple[str, str] | None:
    """Why a tier cannot stand in a procedure: the attribute that is wrong, and the reason; None where it can."""
    states = [state.key for state in procedure.states]
    if at not in states:
        return "after", f"{procedure.of.label}的流程没有状态「{at}」;{suggest(at, states)}"
    if procedure.state(at).final:
        reason = f"状态「{at}」({procedure.state(at).label})已经办结,后面不能再加审批;请写办结以前的状态"
        return "after", reason
    if tier.tier < 1:
        return "tier", f"审批级次从 1 起,不能是 {tier.tier};请写由第几级审批人办理"
    steps = {step.key for step in procedure.steps}
    taken = [f"状态 {key}" for key in (tier.passed, f"{tier.key}_{_REFUSED}") if key in states]
    taken += [f"步骤 {key}" for key in (f"{tier.key}_pass", f"{tier.key}_refuse") if key in steps]
    if taken:
        return "key", f"{procedure.of.label}的流程已经有{taken[0]};请换一个键"
    dated = at != states[0] and any(_is_dated_by(step, at) for step in procedure.steps)
    if tier.deadline and not dated and not beside:
        return "deadline", f"没有空着期限的步骤通到状态「{at}」,算不出期限;请去掉 deadline,或写别的 after"
    return None


def _put(procedure: TieredProcedure, tier: Tier, at: str, *, beside: bool) -> TieredProcedure:
    wrong = misfit(procedure, tier, at, beside=beside)
    if wrong is not None:
        raise DeclarationError(f"地区 {tier.owner} 的审批 {tier.key}:{wrong[1]}")
    refusal = next(
        (step for step in procedure.core.steps if step.tier and procedure.state(step.target).final), None
    )  # fmt: skip
    own = _steps(tier, at, refusal)
    moved = [_behind(procedure, step, tier, at, beside=beside) for step in procedure.steps]
    place = next((index for index, step in enumerate(procedure.steps) if at in step.sources), len(moved))
    return attrs.evolve(
        procedure, states=_states(procedure, tier, at, refusal), steps=(*moved[:place], *own, *moved[place:]),
        carries={**procedure.carries, tier.passed: at},
        sources={**procedure.sources, **{step.key: tier.source for step in own}},
    )  # fmt: skip


def _states(procedure: Procedure, tier: Tier, at: str, refusal: Step | None) -> tuple[State, ...]:
    """The states with what the tier passed right behind the one it starts from, and its refusals where refusals are."""
    english = tier.label_en or tier.label
    own = [
        State(key=tier.passed, label=f"{tier.label}通过", label_en=f"passed, {english}", when=tier.said(_PASSED))
    ]  # fmt: skip
    refused = tier.said(_REFUSED)
    if refusal is None:
        label, label_en = f"{tier.label}不通过", f"refused, {english}"
        own.append(State(key=f"{tier.key}_{_REFUSED}", label=label, label_en=label_en, when=refused, final=True))
    found: list[State] = []
    for state in procedure.states:
        if refusal is not None and state.key == refusal.target and state.when is not None:
            found.append(attrs.evolve(state, when=state.when | refused))
        else:
            found.append(state)
        found += own if state.key == at else []
    return tuple(found)


def _steps(tier: Tier, at: str, refusal: Step | None) -> tuple[Step, Step]:
    """What the tier can do: pass, and refuse as the tiers that are there already refuse."""
    english, note, (result, day) = tier.label_en or tier.label, f"{tier.key}_note", tier.results
    passing = Step(
        key=f"{tier.key}_pass", label=f"{tier.label}通过", label_en=f"pass, {english}", sources=(at,),
        target=tier.passed, role=APPROVER, asks=(note,), sets=(day,), gives={result: _PASSED}, second_person=True,
        tier=tier.tier,
    )  # fmt: skip
    refusing = attrs.evolve(
        passing, key=f"{tier.key}_refuse", label=f"{tier.label}不通过", label_en=f"refuse, {english}",
        target=refusal.target if refusal is not None else f"{tier.key}_{_REFUSED}",
        fills=refusal.fills if refusal is not None else (note,), asks=(note,) if refusal is not None else (),
        gives={result: _REFUSED},
    )  # fmt: skip
    return passing, refusing


def _behind(procedure: TieredProcedure, step: Step, tier: Tier, at: str, *, beside: bool) -> Step:
    """A step of the procedure as it is with the tier in its way."""
    changes: dict[str, Any] = {}
    # Beside each other, tiers of different regions do not wait for one another.
    apart = beside and step.key not in {other.key for other in procedure.core.steps}
    if at in step.sources and not apart:
        here = (at, tier.passed) if beside or not waits_for_tiers(procedure, step) else (tier.passed,)
        changes["sources"] = tuple(
            key for source in step.sources for key in (here if source == at else (source,))
        )  # fmt: skip
    if _starts_anew(procedure, step, at):
        changes["gives"] = {**step.gives, **dict.fromkeys(tier.results, "")}
    if tier.deadline and _is_dated_by(step, at):
        changes["deadline"] = (tier.due_on, tier.deadline)
    return attrs.evolve(step, **changes) if changes else step


def _is_dated_by(step: Step, at: str) -> bool:
    """Whether a step can say by which day a tier is to decide: it leads there and has no deadline to compute yet."""
    return step.target == at and step.deadline is None and not step.adds


def _starts_anew(procedure: Procedure, step: Step, at: str) -> bool:
    """Whether a step takes a record back to before a state: to the first one, or by clearing what the state is from."""
    if step.adds or step.tier:
        return False
    when = procedure.state(at).when
    named = {part.path[0] for part in when.walk() if isinstance(part, Name)} if when is not None else set()
    return step.target == procedure.states[0].key or any(step.gives.get(key) == "" for key in named)
