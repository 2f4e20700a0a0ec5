"""How a finding moves on: the union proposes and demands correction, it does not order."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding
from unionwork.declare.phrases import fields, on
from unionwork.declare.procedures import Check, Procedure, State, Step

f = fields(Finding)
_OPEN = ("found", "proposed", "answered", "escalated")

_STATES = (
    State(key="found", label="已发现", label_en="found"),
    State(key="proposed", label="已提出整改建议", label_en="rectification proposed", when=f.proposed_on.known()),
    State(key="answered", label="单位已答复", label_en="answered", when=f.answered_on.known()),
    State(key="escalated", label="已报上级工会或提请政府", label_en="escalated", when=f.escalated_on.known()),
    State(key="rectified", label="已整改待复查", label_en="rectified", when=f.rectified_on.known()),
    State(key="closed", label="已销号", label_en="closed", when=f.verified_on.known(), final=True),
)

_STEPS = (
    Step(
        key="propose",
        label="提出整改建议",
        label_en="propose rectification",
        sources=("found",),
        target="proposed",
        role="inspector",
        fills=("due_on", "owner"),
        sets=("proposed_on",),
        guards=(
            Check(
                key="finding.due_after_finding",
                label="整改期限不早于发现日期",
                holds=f.due_on >= f.found_on,
                message="整改期限早于发现日期",
                remedy="与单位商定一个发现日期之后的整改日期",
                source="systems.md SAF-03",
            ),
        ),
    ),
    Step(
        key="answer",
        label="登记单位答复",
        label_en="record the unit's answer",
        sources=("proposed", "escalated"),
        target="answered",
        role="inspector",
        fills=("measure",),
        sets=("answered_on",),
    ),
    Step(
        key="rectify",
        label="登记整改完成",
        label_en="record rectification",
        sources=_OPEN,
        target="rectified",
        role="inspector",
        fills=("evidence",),
        sets=("rectified_on",),
    ),
    Step(
        key="close",
        label="复查销号",
        label_en="close after a check",
        sources=("rectified",),
        target="closed",
        role="verifier",
        fills=("verifier",),
        sets=("verified_on",),
        second_person=True,
        guards=(
            Check(
                key="finding.evidence_for_closing",
                label="销号有证据",
                holds=f.evidence.known(),
                message="没有整改证据,不能销号",
                remedy="补录整改证据(照片编号、文件名称等),再复查销号",
                source="systems.md SAF-03",
            ),
            Check(
                key="finding.rectified_before_closing",
                label="先整改后销号",
                holds=f.rectified_on.known(),
                message="没有整改完成日期,不能销号",
                remedy="先登记整改完成",
                source="systems.md SAF-03",
            ),
        ),
    ),
    Step(
        key="escalate",
        label="报上级工会或提请政府",
        label_en="escalate",
        sources=("found", "proposed", "answered"),
        target="escalated",
        role="inspector",
        sets=("escalated_on",),
        guards=(
            Check(
                key="finding.overdue_before_escalation",
                label="逾期才上报",
                holds=(f.due_on < on) | (f.grade == "major"),
                message="整改期限还没有过,也不是重大隐患",
                remedy="期限过后仍未整改,再报上级工会或提请政府处理",
                source="工会法 23",
            ),
        ),
    ),
)

PROCEDURES = (Procedure(of=Finding, states=_STATES, steps=_STEPS, source="systems.md SAF-03; 工会法 23, 25"),)
