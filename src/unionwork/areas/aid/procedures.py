"""How a hardship file and an application move on; tiers act in order and none is skipped."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidApplication, AidFile, Payment
from unionwork.declare.expressions import Expr, Logic
from unionwork.declare.phrases import fields, has
from unionwork.declare.procedures import Check, Procedure, State, Step

a = fields(AidFile)
q = fields(AidApplication)
p = fields(Payment)

_PAID = has("payment.application", p.paid_on.known())


def _passed(result: Expr, day: Expr) -> Expr:
    """A tier that has passed it, on a day that has come."""
    return Logic("and", (day.known(), result.known(), result == "passed"))


def _refused(result: Expr, day: Expr) -> Expr:
    """A tier that has refused it, on a day that has come."""
    return Logic("and", (day.known(), result.known(), result == "refused"))


def _says(key: str, holds: Expr, message: str, remedy: str) -> Check:
    return Check(key=key, label=message, holds=holds, message=message, remedy=remedy, source="systems.md AID-08")


def _tier(number: int, tier: str, label: str, before: str, target: str) -> tuple[Step, Step]:
    """The two answers that a tier can give: pass and refuse."""
    result = getattr(q, f"{tier}_result")
    fills, sets = (f"{tier}_result",), (f"{tier}_on",)
    passes = Step(
        key=f"{tier}_pass",
        label=f"{label}通过",
        label_en=f"{tier} passes",
        sources=(before,),
        target=target,
        role=f"{tier}_reviewer",
        fills=fills,
        sets=sets,
        second_person=number > 1,
        tier=number,
        guards=(
            _says(f"aid_application.{tier}_passed", result == "passed", f"{label}结果不是「通过」", "结果填「通过」"),
        ),
    )
    refuses = Step(
        key=f"{tier}_refuse",
        label=f"{label}不通过",
        label_en=f"{tier} refuses",
        sources=(before,),
        target="refused",
        role=f"{tier}_reviewer",
        fills=(*fills, "refused_reason"),
        sets=sets,
        second_person=number > 1,
        tier=number,
        guards=(
            _says(
                f"aid_application.{tier}_refused", result == "refused", f"{label}结果不是「不通过」", "结果填「不通过」"
            ),
            _says(f"aid_application.{tier}_reason", q.refused_reason.known(), "没有写明不通过的原因", "填写不通过原因"),
        ),
    )
    return passes, refuses


AID_FILE = Procedure(
    of=AidFile,
    states=(
        State(key="filed", label="已建档待认定", label_en="filed, not yet graded"),
        State(key="graded", label="已认定", label_en="graded", when=a.grade.known()),
        State(key="exited", label="已退出", label_en="exited", when=a.exited_on.known(), final=True),
    ),
    steps=(
        Step(
            key="review",
            label="年审",
            label_en="review",
            sources=("filed", "graded"),
            target="graded",
            role="aid_clerk",
            sets=("reviewed_on",),
            guards=(
                Check(
                    key="aid_file.review_complete",
                    label="年审资料齐全",
                    holds=a.income.known() & a.family_size.known(),
                    message="年审时缺家庭收入或家庭人口",
                    remedy="补录家庭月总收入和家庭人口,再重新认定",
                    source="systems.md AID-01",
                ),
            ),
        ),
        Step(
            key="exit",
            label="退出档案",
            label_en="exit",
            sources=("filed", "graded"),
            target="exited",
            role="aid_clerk",
            fills=("exit_reason",),
            sets=("exited_on",),
            second_person=True,
            guards=(
                Check(
                    key="aid_file.exit_reason_given",
                    label="退出有原因",
                    holds=a.exit_reason.known(),
                    message="没有写明退出原因",
                    remedy="填写退出原因:脱困、解困、死亡、精准识别退出或迁出",
                    source="facts.md 2.3",
                ),
            ),
        ),
    ),
    source="systems.md AID-01; facts.md 2.3",
)

AID_APPLICATION = Procedure(
    of=AidApplication,
    states=(
        State(key="applied", label="已申请", label_en="applied"),
        State(
            key="town_passed",
            label="初审通过",
            label_en="passed by the town's union",
            when=_passed(q.town_result, q.town_on),
        ),
        State(
            key="city_passed",
            label="市级审核通过",
            label_en="passed by the city's union",
            when=_passed(q.city_result, q.city_on),
        ),
        State(
            key="province_passed",
            label="省级审核通过",
            label_en="passed by the province's union",
            when=_passed(q.province_result, q.province_on),
        ),
        State(
            key="refused",
            label="不予通过",
            label_en="refused",
            when=_refused(q.town_result, q.town_on)
            | _refused(q.city_result, q.city_on)
            | _refused(q.province_result, q.province_on),
            final=True,
        ),
        State(key="paid", label="已发放", label_en="paid", when=_PAID, final=True),
    ),
    steps=(
        *_tier(1, "town", "镇级初审", "applied", "town_passed"),
        *_tier(2, "city", "市级审核", "town_passed", "city_passed"),
        *_tier(3, "province", "省级审核", "city_passed", "province_passed"),
        Step(
            key="pay",
            label="发放",
            label_en="pay",
            sources=("city_passed", "province_passed"),
            target="paid",
            role="cashier",
            second_person=True,
            guards=(
                _says("aid_application.payment_booked", _PAID, "还没有登记发放记录", "先登记帮扶发放的金额和日期"),
            ),
        ),
    ),
    source="systems.md AID-08",
)

PROCEDURES = (AID_FILE, AID_APPLICATION)
