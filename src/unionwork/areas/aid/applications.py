"""How an application moves on: the tiers act in order, each another person, and none is skipped before payment."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidApplication, Payment
from unionwork.declare.expressions import Expr, Logic
from unionwork.declare.phrases import fields, has, total_of
from unionwork.declare.procedures import Check, Procedure, State, Step

q = fields(AidApplication)
p = fields(Payment)

_SOURCE = "工作体系 AID-08"
PAID = has("payment.application", p.paid_on.known() & ~p.returned_on.known())
"""A payment that was made and did not come back."""

# Tier, its name in fields and states, its name on paper, the state from which it acts.
_TIERS = (
    (1, "town", "镇级初审", "applied"),
    (2, "city", "市级审核", "town_passed"),
    (3, "province", "省级审核", "city_passed"),
)
_UNION = {"town": "the town's union", "city": "the city's union", "province": "the province's union"}
_RESULTS = tuple(field for _, tier, _, _ in _TIERS for field in (f"{tier}_result", f"{tier}_on"))


def _said(tier: str, result: str) -> Expr:
    """A tier that gave a result, on a day that has come."""
    day, given = getattr(q, f"{tier}_on"), getattr(q, f"{tier}_result")
    return Logic("and", (day.known(), given.known(), given == result))


def _says(key: str, label: str, holds: Expr, message: str, remedy: str, source: str = _SOURCE) -> Check:
    key = f"aid_application.{key}"
    return Check(key=key, label=label, holds=holds, message=message, remedy=remedy, source=source)


REFUSED = _said("town", "refused") | _said("city", "refused") | _said("province", "refused")
"""Refused by one of the three tiers."""
TO_BE_SHOWN = _said("town", "passed") & ~REFUSED & ~q.withdrawn_on.known() & ~PAID
"""Passed by the town and still open, so that people may object: neither refused, withdrawn nor paid."""

_REAL_NAME = _says(
    "real_name",
    "审核实行实名制",
    q.id_number.known(),
    "没有身份证号,不能审核",
    "补录申请人身份证号:帮扶实行实名制",
    "总工发〔2015〕20号 3",
)


def _tier(number: int, tier: str, label: str, before: str) -> tuple[Step, ...]:
    """What a tier can do: pass, refuse, send back for correction; and what brings it the corrected papers."""
    guards = (_REAL_NAME,) if number == 1 else ()
    asks = () if number == 1 else ("approved_amount",) if number == 3 else ("approved_amount", "needs_province")
    day = (f"{tier}_on",)
    return (
        Step(
            key=f"{tier}_pass",
            label=f"{label}通过",
            label_en=f"pass, {tier}",
            sources=(before,),
            target=f"{tier}_passed",
            role="approver",
            asks=asks,
            sets=day,
            gives={f"{tier}_result": "passed"},
            second_person=True,
            tier=number,
            guards=guards,
        ),
        Step(
            key=f"{tier}_refuse",
            label=f"{label}不通过",
            label_en=f"refuse, {tier}",
            sources=(before,),
            target="refused",
            role="approver",
            fills=("refused_reason",),
            sets=day,
            gives={f"{tier}_result": "refused"},
            second_person=True,
            tier=number,
        ),
        # Sending papers back approves nothing, so it is no act at the tier: the same person may pass them later.
        Step(
            key=f"{tier}_return",
            label=f"{label}退回补正",
            label_en=f"send back for correction, {tier}",
            sources=(before,),
            target=f"{tier}_returned",
            role="approver",
            fills=("correction",),
            sets=day,
            gives={f"{tier}_result": "returned"},
        ),
        Step(
            key=f"{tier}_resubmit",
            label=f"补正后重报({label})",
            label_en=f"resubmit, {tier}",
            sources=(f"{tier}_returned",),
            target=before,
            role="caseworker",
            sets=("resubmitted_on",),
            gives={f"{tier}_result": "", f"{tier}_on": ""},
        ),
    )


def _states() -> tuple[State, ...]:
    found = [State(key="applied", label="已申请", label_en="applied")]
    for _, tier, label, _ in _TIERS:
        returned, passed = f"{label}退回补正", "初审通过" if tier == "town" else f"{label}通过"
        returned_en = f"sent back by {_UNION[tier]}"
        found += [
            State(key=f"{tier}_returned", label=returned, label_en=returned_en, when=_said(tier, "returned")),
            State(
                key=f"{tier}_passed", label=passed, label_en=f"passed by {_UNION[tier]}", when=_said(tier, "passed")
            ),
        ]  # fmt: skip
    appealed = q.appealed_on.known() & ~q.appeal_answered_on.known()
    return (
        *found,
        State(key="refused", label="不予通过", label_en="refused", when=REFUSED, final=True),
        State(key="appealed", label="申诉待复核", label_en="appealed", when=appealed),
        State(
            key="withdrawn", label="申请人已撤回", label_en="withdrawn", when=q.withdrawn_on.known(), final=True
        ),
        State(key="paid", label="已发放", label_en="paid", when=PAID, final=True),
    )  # fmt: skip


_SET_AMOUNT = Step(
    key="set_amount",
    label="核定金额",
    label_en="set the amount approved",
    sources=("city_passed", "province_passed"),
    role="approver",
    fills=("approved_amount",),
    second_person=True,
    guards=(
        _says(
            "amount_positive",
            "核定金额是正数",
            q.approved_amount.known() & (q.approved_amount > 0),
            "核定金额不是正数",
            "填写大于零的金额;不同意的办理不通过",
        ),
    ),
)

_SEND_UP = Step(
    key="send_up",
    label="报省级审核",
    label_en="send up to the province's union",
    sources=("city_passed",),
    role="caseworker",
    gives={"needs_province": "是"},
)

_CANCEL = Step(
    key="cancel",
    label="申请人撤回",
    label_en="withdrawn by the applicant",
    sources=("applied", "town_returned", "town_passed", "city_returned", "city_passed", "province_returned"),
    target="withdrawn",
    role="caseworker",
    asks=("withdrawal_reason",),
    sets=("withdrawn_on",),
)

_APPEAL = (
    Step(
        key="appeal",
        label="登记申诉",
        label_en="record an appeal",
        sources=("refused",),
        target="appealed",
        role="caseworker",
        fills=("appeal_reason",),
        sets=("appealed_on",),
        gives={"appeal_answered_on": "", "appeal_answer": ""},
    ),
    Step(
        key="uphold",
        label="维持不予通过",
        label_en="uphold the refusal",
        sources=("appealed",),
        target="refused",
        role="approver",
        fills=("appeal_answer",),
        sets=("appeal_answered_on",),
        second_person=True,
    ),
    Step(
        key="reconsider",
        label="撤销决定,重新审核",
        label_en="reconsider from the first tier",
        sources=("appealed",),
        target="applied",
        role="approver",
        fills=("appeal_answer",),
        sets=("appeal_answered_on",),
        gives={**dict.fromkeys(_RESULTS, ""), "approved_amount": "", "needs_province": ""},
        second_person=True,
    ),
)

_PAY = Step(
    key="pay",
    label="发放",
    label_en="pay",
    sources=("city_passed", "province_passed"),
    target="paid",
    role="caseworker",
    fills=("amount",),
    asks=("payee", "bank_account", "source", "means"),
    sets=("paid_on",),
    adds="payment.application",
    second_person=True,
    withdrawable=False,
    guards=(
        _says(
            "payment_positive",
            "发放金额是正数",
            ~has("payment.application", ~(p.amount > 0)),
            "发放金额不是正数",
            "填写大于零的金额;退款用发放记录的步骤「退款」登记",
            "工作体系 AID-23",
        ),
        _says(
            "payment_within_approval",
            "发放合计不超过核定金额",
            ~q.approved_amount.known()
            | (total_of("payment.application", "amount", ~p.returned_on.known()) <= q.approved_amount),
            "发放合计超过核定金额",
            "把金额改为不超过核定金额;确需增加的,先由审批人办理步骤「核定金额」",
        ),
        _says(
            "last_tier_passed",
            "须省级审核的省级已通过",
            ~(q.needs_province.known() & q.needs_province) | _said("province", "passed"),
            "须省级审核的申请,省级还没有通过",
            "等省级审核通过后再发放",
        ),
        _says(
            "paid_to_a_file_in_force",
            "依据的档案在申请时没有退出",
            ~q.file.exited_on.known() | (q.file.exited_on > q.applied_on),
            "申请所依据的困难职工档案在申请前已经退出",
            "核对档案;档案退出有误的先撤销退出,否则不能发放",
            "总工发〔2015〕20号 3:依档帮扶",
        ),
    ),
)

AID_APPLICATION = Procedure(
    of=AidApplication,
    states=_states(),
    steps=(*(step for entry in _TIERS for step in _tier(*entry)), _SET_AMOUNT, _SEND_UP, _CANCEL, *_APPEAL, _PAY),
    source="工作体系 AID-08",
)
