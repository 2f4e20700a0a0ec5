"""How a finding moves on: the union proposes and demands correction, it does not order."""

from __future__ import annotations

from unionwork.areas.extensions import CLEARED, extension_states, extension_steps
from unionwork.areas.inspection.entities import Finding
from unionwork.declare.phrases import attached, fields, on
from unionwork.declare.procedures import Check, Procedure, State, Step

f = fields(Finding)

_SOURCE = "工作体系 SAF-03"
_IN_HAND = ("proposed", "answered", "returned", "extended", "extension_refused")
_ANEW = {"rectified_on": "", "escalated_on": "", "escalated_to": "", "extended_from": "", **CLEARED}
"""A check that fails starts the rectification anew; what was before stands in the acts."""

_STATES = (
    State(key="found", label="已发现", label_en="found"),
    State(key="proposed", label="已提出整改建议", label_en="rectification proposed", when=f.proposed_on.known()),
    State(key="answered", label="单位已答复", label_en="answered", when=f.answered_on.known()),
    State(key="returned", label="复查退回", label_en="returned after a check", when=f.returned_on.known()),
    *extension_states(f),
    State(key="escalated", label="已报上级工会或提请政府", label_en="escalated", when=f.escalated_on.known()),
    State(key="rectified", label="已整改待复查", label_en="rectified", when=f.rectified_on.known()),
    State(key="closed", label="已销号", label_en="closed", when=f.verified_on.known(), final=True),
)

_PROPOSE = Step(
    key="propose",
    label="提出整改建议",
    label_en="propose rectification",
    sources=("found",),
    target="proposed",
    role="inspector",
    fills=("due_on", "owner"),
    asks=("measure", "grade", "category"),
    sets=("proposed_on",),
    guards=(
        Check(
            key="finding.due_after_finding",
            label="整改期限不早于发现日期",
            holds=f.due_on.known() & (f.due_on >= f.found_on),
            message="整改期限早于发现日期",
            remedy="与单位商定一个发现日期之后的整改日期",
            source=_SOURCE,
        ),
        Check(
            key="finding.due_after_proposal",
            label="整改期限不早于提出建议的日期",
            holds=f.due_on.known() & (f.due_on >= on),
            message="整改期限早于提出建议的日期",
            remedy="改填建议当天或以后的整改日期;补录以前的建议请用 --on 写明当时的日期",
            source=_SOURCE,
        ),
    ),
)

_ANSWERS = (
    Step(
        key="answer",
        label="登记单位答复",
        label_en="record the unit's answer",
        sources=("proposed",),
        target="answered",
        role="inspector",
        fills=("measure",),
        sets=("answered_on",),
    ),
    Step(
        key="answer_later",
        label="补记单位答复",
        label_en="record a later answer of the unit",
        sources=("returned", "extended", "extension_refused", "escalated"),
        role="inspector",
        fills=("measure",),
        sets=("answered_on",),
    ),
)

_ESCALATE = Step(
    key="escalate",
    label="报上级工会或提请政府",
    label_en="escalate",
    sources=("found", *_IN_HAND),
    target="escalated",
    role="inspector",
    fills=("escalated_to",),
    sets=("escalated_on",),
    guards=(
        Check(
            key="finding.overdue_before_escalation",
            label="逾期或重大隐患才上报",
            holds=(f.due_on.known() & (f.due_on < on)) | (f.grade.known() & (f.grade == "major")),
            message="整改期限还没有过,也不是重大隐患",
            remedy="期限过后仍未整改,再报上级工会或提请政府处理;确属重大隐患的,先改正等级",
            source="工会法 23; 安全生产法 41",
        ),
    ),
)

_EVIDENCE = f.evidence.known() | attached()

_RECTIFY = Step(
    key="rectify",
    label="登记整改完成",
    label_en="record rectification",
    sources=("found", *_IN_HAND, "extension_asked", "escalated"),
    target="rectified",
    role="inspector",
    asks=("evidence", "measure"),
    sets=("rectified_on",),
    guards=(
        Check(
            key="finding.evidence_for_rectification",
            label="整改完成有证据",
            holds=_EVIDENCE,
            message="没有整改证据,不能登记整改完成",
            remedy="填写整改证据(照片编号、文件名称等),或附上整改后的照片",
            source="工作体系 SAF-03, 14",
        ),
    ),
)

_CLOSE = Step(
    key="close",
    label="复查销号",
    label_en="close after a check",
    sources=("rectified",),
    target="closed",
    role="inspector",
    fills=("verifier",),
    asks=("evidence",),
    sets=("verified_on",),
    second_person=True,
    guards=(
        Check(
            key="finding.evidence_for_closing",
            label="销号有证据",
            holds=_EVIDENCE,
            message="没有整改证据,不能销号",
            remedy="填写整改证据(照片编号、文件名称等),或附上整改后的照片,再复查销号",
            source="工作体系 SAF-03, 14",
        ),
        Check(
            key="finding.rectified_before_closing",
            label="先整改后销号",
            holds=f.rectified_on.known(),
            message="没有整改完成日期,不能销号",
            remedy="先登记整改完成",
            source=_SOURCE,
        ),
        Check(
            key="finding.verifier_not_owner",
            label="复查人不是整改责任人",
            holds=f.verifier.known() & (~f.owner.known() | (f.verifier != f.owner)),
            message="复查人和整改责任人是同一人",
            remedy="由工会的监督检查员复查,复查人改填另一人",
            source=_SOURCE,
        ),
    ),
)

_BACK = (
    Step(
        key="return",
        label="复查不合格退回",
        label_en="return after a check that failed",
        sources=("rectified",),
        target="returned",
        role="inspector",
        fills=("return_reason",),
        asks=("due_on",),
        sets=("returned_on",),
        gives=_ANEW,
    ),
    Step(
        key="reopen",
        label="撤销销号",
        label_en="reopen",
        sources=("closed",),
        target="returned",
        role="inspector",
        fills=("return_reason", "due_on"),
        sets=("returned_on",),
        gives={"verified_on": "", "verifier": "", **_ANEW},
        second_person=True,
    ),
)

PROCEDURES = (
    Procedure(
        of=Finding,
        states=_STATES,
        steps=(
            _PROPOSE,
            *_ANSWERS,
            *extension_steps(f, "finding", sources=_IN_HAND, role="inspector", source=_SOURCE),
            _RECTIFY,
            _CLOSE,
            *_BACK,
            _ESCALATE,
        ),
        source="工作体系 SAF-03; 工会法 23, 25",
    ),
)
