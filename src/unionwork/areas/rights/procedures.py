"""How a petition is handled: received, assigned to two officers, answered in time, reported."""

from __future__ import annotations

from unionwork.areas.extensions import extension_states, extension_steps
from unionwork.areas.rights.entities import Petition
from unionwork.declare.phrases import fields, on
from unionwork.declare.procedures import Check, Procedure, State, Step

f = fields(Petition)

_SOURCE = "工作体系 RGT-01"
_IN_HAND = ("assigned", "extended", "extension_refused")

_STATES = (
    State(key="received", label="已收到", label_en="received"),
    State(key="assigned", label="办理中", label_en="in hand", when=f.handler_a.known()),
    *extension_states(f),
    State(key="escalated", label="已提请上级督办", label_en="escalated", when=f.escalated_on.known()),
    State(
        key="transferred",
        label="已转送有关部门",
        label_en="passed on to another body",
        when=f.transferred_on.known(),
        final=True,
    ),
    State(key="answered", label="已答复", label_en="answered", when=f.answered_on.known(), final=True),
    State(
        key="reported",
        label="已答复并上报",
        label_en="answered and reported",
        when=f.answered_on.known() & f.reported_on.known(),
        final=True,
    ),
)

_TWO_OFFICERS = Check(
    key="petition.two_officers",
    label="AB 岗是两个人",
    holds=f.handler_a.known() & f.handler_b.known() & (f.handler_a != f.handler_b),
    message="承办人 A 和 B 是同一人",
    remedy="B 岗改填另一人,A 岗不在时由其接办",
    source=_SOURCE,
)

_ASSIGN = (
    Step(
        key="assign",
        label="交办",
        label_en="assign",
        sources=("received",),
        target="assigned",
        role="caseworker",
        fills=("handler_a", "handler_b"),
        asks=("due_on",),
        sets=("assigned_on",),
        deadline=("due_on", "petition.reply_days"),
        deadline_from="received_on",
        guards=(
            _TWO_OFFICERS,
            Check(
                key="petition.due_after_receipt",
                label="办理期限不早于收到日期",
                holds=f.due_on.known() & (f.due_on >= f.received_on),
                message="没有办理期限,或办理期限早于收到日期",
                remedy="填写收到日期以后的办理期限;本地规定以天计的,设置参数 petition.reply_days 后从收到日期起算",
                source=_SOURCE,
            ),
        ),
    ),
    Step(
        key="reassign",
        label="改派",
        label_en="reassign",
        sources=(*_IN_HAND, "escalated"),
        role="caseworker",
        fills=("handler_a", "handler_b"),
        guards=(_TWO_OFFICERS,),
    ),
    Step(
        key="transfer",
        label="转送有关部门",
        label_en="pass on to another body",
        sources=("received", *_IN_HAND),
        target="transferred",
        role="caseworker",
        fills=("transferred_to",),
        sets=("transferred_on",),
    ),
)

_ESCALATE = Step(
    key="escalate",
    label="提请上级督办",
    label_en="escalate",
    sources=_IN_HAND,
    target="escalated",
    role="caseworker",
    sets=("escalated_on",),
    guards=(
        Check(
            key="petition.overdue_before_escalation",
            label="逾期或集体访才提请督办",
            holds=(f.due_on.known() & (f.due_on < on)) | (f.source.known() & (f.source == "collective")),
            message="办理期限还没有过,也不是集体访",
            remedy="先在期限内办理;期限过后仍办不了的,再提请上级督办",
            source=_SOURCE,
        ),
    ),
)

_ANSWER = (
    Step(
        key="answer",
        label="答复",
        label_en="answer",
        sources=(*_IN_HAND, "extension_asked", "escalated"),
        target="answered",
        role="caseworker",
        fills=("result",),
        sets=("answered_on",),
        guards=(
            Check(
                key="petition.result_given",
                label="答复有结果",
                holds=f.result.known(),
                message="没有写明办理结果",
                remedy="填写办理结果,再登记答复",
                source=_SOURCE,
            ),
        ),
    ),
    Step(
        key="report",
        label="上报",
        label_en="report upwards",
        sources=("answered",),
        target="reported",
        role="caseworker",
        sets=("reported_on",),
    ),
)

PROCEDURES = (
    Procedure(
        of=Petition,
        states=_STATES,
        steps=(
            *_ASSIGN,
            *extension_steps(f, "petition", sources=_IN_HAND, role="caseworker", source=_SOURCE),
            *_ANSWER,
            _ESCALATE,
        ),
        source=_SOURCE,
    ),
)
