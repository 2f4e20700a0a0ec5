"""The why and why-not sheet of a record: what a rule proposes, test by test, and what was decided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import or_, select

from unionwork.declare.forms import Section
from unionwork.declare.rules import Rule
from unionwork.documents.paper import Block, Cell, Grid, Paragraph, Run
from unionwork.errors import UsageError
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.assessing import outcome_label, propose
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.entries import HIDDEN
from unionwork.work.reports.punctuation import is_chinese, official

_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "heads": ("比较项", "对应结果", "本人情况", "要求", "标准", "差额", "结论", "依据"),
        "result": {"passed": "符合", "failed": "不符合", "unknown": "不能判断"},
        "<": "低于", "<=": "不超过", ">": "高于", ">=": "不低于", "==": "等于", "!=": "不等于",
        "proposed": "按「{rule}」和{on}有效的标准,建议认定为:{outcome}。",
        "none": "按「{rule}」和{on}有效的标准,没有可以建议的结果。",
        "unknown": "资料不全,暂不能提出建议。还缺:{missing}。请补齐后重新评定。",
        "decided": "现行认定:{outcome},自{on}起,由{operator}作出。",
        "reason": "与建议不同,理由:{reason}", "undecided": "还没有作出认定。",
        "person": "以上是按标准得出的建议,认定由人作出并签字负责。",
        "from": "{on}起:{source}", "no_value": "本地区没有值", "blank": "未填",
    },
    "en": {
        "heads": ("what is compared", "for", "the record", "asked", "standard", "apart", "result", "source"),
        "result": {"passed": "met", "failed": "not met", "unknown": "cannot be told"},
        "<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "is", "!=": "is not",
        "proposed": "By {rule} and the standards in force on {on} the proposal is: {outcome}.",
        "none": "By {rule} and the standards in force on {on} there is nothing to propose.",
        "unknown": "Facts are missing, so nothing is proposed yet: {missing}. Fill them in and assess again.",
        "decided": "Decision in force: {outcome}, from {on}, by {operator}.",
        "reason": "Other than proposed, because: {reason}", "undecided": "Nobody has decided yet.",
        "person": "This is a proposal by the standards; a person decides and signs.",
        "from": "from {on}: {source}", "no_value": "no value for this region", "blank": "not stated",
    },
}  # fmt: skip
_WIDTHS = (10, 6, 7, 6, 7, 7, 6, 14)


def draw_rule(desk: Desk, section: Section) -> list[Block]:
    """What a rule proposes for the page's record: every test with both sides, its distance, its document.

    Both sides are hidden unless private values are shown. What is missing is named. The decision in force
    stands below, for the rule only proposes.

    Raises:
        UsageError: the page is about no record of the rule's kind.
        NotPermittedError: the operator's role may not assess records of the kind.
    """
    if not section.rule:
        return []
    session = desk.session
    rule = session.catalogue.rule(section.rule)
    if desk.kind is None or desk.record is None or desk.kind.key != rule.of.key:
        raise UsageError(
            f"规则 {rule.key} 评定的是{rule.of.label},报表「{desk.form.label}」不按它出;请把 of 改为 {rule.of.key}"
        )
    session.allow("assess", desk.kind)
    words = _WORDS[session.lang]
    private = [field for field in desk.kind.fields if field.private is not None]
    shown = desk.reveal and not desk.form.public and all(desk.may_show(field, desk.kind) for field in private)
    found = propose(desk.connection, session, rule, desk.record, reveal=shown)
    body = [_line(desk, rule, test) for test in found["tests"]]
    head = tuple(Cell(runs=(Run(text),), align="center") for text in words["heads"])
    facts = {"rule": desk.label_of(rule), "on": found["on"], "outcome": found["outcome_label"]}
    if found.get("missing") and found["outcome"] == "unknown":
        text = words["unknown"].format(missing="、".join(found["missing"]))
    else:
        text = words["proposed" if found["outcome"] else "none"].format(**facts)
    blocks: list[Block] = [_said(text)]
    if body:
        blocks.append(Grid(head=(head,), body=body, widths=_WIDTHS))
    blocks += [_said(line) for line in _decided(desk, rule)]
    return [*blocks, attrs.evolve(_said(words["person"]), indent=False, small=True)]


def _said(text: str) -> Paragraph:
    return Paragraph(runs=(Run(official(text) if is_chinese(text) else text),))


def _line(desk: Desk, rule: Rule, test: dict[str, Any]) -> tuple[Cell, ...]:
    words = _WORDS[desk.session.lang]
    hidden = test.get("hidden", ())
    held = desk.param(test["parameter"]) if test["parameter"] else None
    place = held.place if held is not None else 0
    if test["source"]:
        source = words["from"].format(on=test["from"], source=test["source"])
    else:
        source = words["no_value"] if test["parameter"] else ""
    return (
        _text(test["name"]),
        _text(outcome_label(desk.session, rule, test["outcome"])),
        _side(desk, test, "left", hidden),
        _text(words[test["operator"]]),
        # The standard itself is public; only what it is held against is private.
        _side(desk, test, "right", hidden if not place else (), held.text if held is not None else None, place),
        _side(desk, test, "distance", hidden),
        _text(words["result"][test["result"]]),
        _text(source),
    )


def _side(desk: Desk, test: dict[str, Any], which: str, hidden: Any, known: str | None = None, place: int = 0) -> Cell:
    lang = desk.session.lang
    if which in hidden:
        return _text(HIDDEN[lang])
    value = known if known is not None else test[which]
    if value is None:
        return _text("" if which == "distance" else _WORDS[lang]["blank"])
    if isinstance(value, Decimal) and not test["unit"] and value == int(value):
        value = int(value)
    return Cell(runs=(Run(str(value), place), Run(test["unit"])), align="right")


def _text(text: str) -> Cell:
    return Cell(runs=(Run(text),) if text else ())


def _decided(desk: Desk, rule: Rule) -> list[str]:
    """The decision in force on the business day, in words."""
    assert desk.record is not None
    words, session = _WORDS[desk.session.lang], desk.session
    decision = session.tables["decision"]
    query = (
        select(decision.c.decided, decision.c.proposed, decision.c.reason, decision.c.operator, decision.c.from_on)
        .where(decision.c.subject == desk.record["id"], decision.c.rule == rule.key, decision.c.void == IN_FORCE)
        .where(decision.c.from_on <= session.day, or_(decision.c.to_on.is_(None), decision.c.to_on > session.day))
        .order_by(decision.c.from_on.desc())
        .limit(1)
    )
    row = desk.connection.execute(query).first()
    if row is None:
        return [words["undecided"]]
    outcome = outcome_label(session, rule, row.decided)
    operator = session.tables["operator"]
    known = select(operator.c.name).where(operator.c.key == row.operator, operator.c.void == IN_FORCE)
    name = desk.connection.execute(known).scalar() or row.operator
    said = words["decided"].format(outcome=outcome, on=number_day(row.from_on).isoformat(), operator=name)
    return [said, words["reason"].format(reason=row.reason)] if row.reason else [said]
