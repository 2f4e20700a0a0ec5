"""Takes steps of the areas' procedures on plain records, apart from the store: guards and states by the oracle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from tests.unit.areas_oracle import Oracle, Registers
from tests.unit.areas_words import a_catalogue_of_everything
from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.values import parse_day

START = date(2024, 3, 1)
Values = dict[str, Any]

_UNIT: Values = {"name": "某厂", "org": "某县"}
BASES: Mapping[str, Values] = {
    "finding": {"inspection": {"unit": _UNIT, "inspected_on": START}, "found_on": START, "description": "配电箱无门"},
    "petition": {"received_on": START, "matter": "拖欠工资"},
    "aid_file": {"name": "张三", "filed_on": START, "id_number": "110101196001010010", "income": 900,
                 "family_size": 3},
    "aid_application": {"name": "张三", "programme": "living", "applied_on": START, "id_number": "110101196001010010"},
    "payment": {"amount": 500, "paid_on": START,
                "application": {"name": "张三", "programme": "living", "applied_on": START}},
    "household": {"head_name": "李四", "listed_on": START, "size": 4},
    "pairing": {"helper": "王五", "from_on": START, "household": {"head_name": "李四", "listed_on": START}},
    "visit": {"visitor": "王五", "visited_on": START, "household": {"head_name": "李四", "listed_on": START}},
}  # fmt: skip
"""A new record of each kind that has a procedure."""

GIVEN: Mapping[str, Any] = {
    "owner": "赵厂长", "verifier": "孙检查员", "measure": "加装箱门", "evidence": "照片 0012",
    "escalated_to": "upper_union", "return_reason": "箱门未锁", "extension_reason": "配件未到",
    "extension_answer": "情况属实", "handler_a": "周甲", "handler_b": "吴乙", "transferred_to": "人社局",
    "result": "已补发工资", "exit_reason": "died", "restore_reason": "死亡登记有误", "refused_reason": "收入超过标准",
    "correction": "补收入证明", "appeal_reason": "收入算错", "appeal_answer": "重新核算", "amount": 500,
    "approved_amount": 500, "receipt": "回单 7", "helper": "王五", "visitor": "王五", "means": "home",
    "removed_reason": "moved", "end_reason": "handed_over", "resolution": "已办低保",
}  # fmt: skip
"""What a person would fill in; dates are counted from the day of the step."""


@attrs.define
class Life:
    """A record, the records that point to it, and the day.

    Attributes:
        record: field to value; "attached" and "decided grade" as the oracle reads them.
        others: records of other kinds, by kind.
        on: the business day.
        parameters: what the region sets.
    """

    kind: str
    record: Values
    others: dict[str, list[Values]] = attrs.field(factory=dict)
    on: date = START
    parameters: dict[str, int] = attrs.field(factory=lambda: {"petition.reply_days": 15})

    @property
    def procedure(self) -> Procedure:
        return catalogue().procedures[self.kind]

    @property
    def state(self) -> str:
        """The last state whose condition holds."""
        oracle = self._oracle()
        held = [
            state.key
            for state in self.procedure.states
            if state.when is None or oracle.value(self.procedure.of, self.record, state.when) is True
        ]
        return held[-1]

    def refusals(self, key: str, **values: Any) -> list[str]:
        """What refuses a step: "state", "fills", and the keys of guards that are false or unknown."""
        step, after = self.procedure.step(key), self._after(key, values)
        if self.state not in step.sources:
            return ["state"]
        target = after.record if not step.adds else after.others[step.adds.split(".")[0]][-1]
        missing = [field for field in step.fills if target.get(field) is None]
        oracle = after._oracle()
        broken = [g.key for g in step.guards if oracle.value(self.procedure.of, after.record, g.holds) is not True]
        return (["fills"] if missing else []) + broken

    def take(self, key: str, **values: Any) -> Life:
        """The record after a step that nothing refuses."""
        assert self.refusals(key, **values) == [], f"{self.kind}.{key} from {self.state}"
        return self._after(key, values)

    def later(self, days: int) -> Life:
        """The same some days on."""
        return attrs.evolve(self, on=self.on + timedelta(days=days))

    def _oracle(self) -> Oracle:
        registers = Registers(catalogue(), "cn", {self.kind: [self.record], **self.others})
        return Oracle(registers, self.on, self.parameters)

    def _after(self, key: str, values: Values) -> Life:
        step = self.procedure.step(key)
        after = Life(self.kind, dict(self.record), {k: list(v) for k, v in self.others.items()}, self.on)
        after.parameters = self.parameters
        for held in after.others.values():
            for place, other in enumerate(held):
                held[place] = {k: after.record if v is self.record else v for k, v in other.items()}
        if step.adds:
            kind, via = step.adds.split(".")
            added: Values = {via: after.record}
            _write(catalogue().kind(kind), step, added, values, self)
            after.others.setdefault(kind, []).append(added)
        else:
            _write(self.procedure.of, step, after.record, values, self)
        return after


def _write(kind: Kind, step: Step, record: Values, values: Values, life: Life) -> None:
    assert set(values) <= {*step.fills, *step.asks}, f"{step.key} does not ask for {set(values)}"
    record.update(values)
    record.update(dict.fromkeys(step.sets, life.on))
    for field, text in step.gives.items():
        record[field] = _read(kind, field, text)
    for field, source in step.copies.items():
        record[field] = record.get(source)
    if step.deadline and step.deadline[0] not in values:
        field, parameter = step.deadline
        stands = bool(step.deadline_from) and record.get(field) is not None
        if not stands:
            start = (record.get(step.deadline_from) if step.deadline_from else None) or life.on
            record[field] = start + timedelta(days=life.parameters[parameter]) if parameter in life.parameters else None


def _read(kind: Kind, field: str, text: str) -> Any:
    if not text:
        return None
    found = kind.field(field)
    if found.shape is Shape.CODE:
        assert text in catalogue().vocabulary(found.vocabulary).codes
        return text
    if found.shape is Shape.FLAG:
        return {"是": True, "否": False}[text]
    return parse_day(text) if found.shape is Shape.DAY else text


def catalogue() -> Catalogue:
    """Everything that is declared."""
    return a_catalogue_of_everything()


def a_life(kind: str, **facts: Any) -> Life:
    """A new record of a kind, with further facts."""
    return Life(kind, {**BASES[kind], **facts})


def good_values(life: Life, step: Step) -> Values:
    """What a careful person fills in for a step."""
    dates = {"due_on": 10, "extension_to": 40}
    found = {field: life.on + timedelta(days=dates[field]) for field in step.fills if field in dates}
    found |= {field: GIVEN[field] for field in step.fills if field not in dates}
    return found | {field: GIVEN[field] for field in step.asks if field in ("evidence", "receipt")}


def ways(life: Life, depth: int) -> Iterator[tuple[Life, Step, Life]]:
    """Every step that careful people can take from a record, and from there on; each state is left once."""
    seen: set[str] = set()
    waiting = [life]
    for _ in range(depth):
        following = []
        for each in waiting:
            if each.state in seen:
                continue
            seen.add(each.state)
            for step in each.procedure.steps:
                if each.state in step.sources and not each.refusals(step.key, **good_values(each, step)):
                    reached = each.take(step.key, **good_values(each, step))
                    yield each, step, reached
                    following.append(reached.later(1))
        waiting = following
