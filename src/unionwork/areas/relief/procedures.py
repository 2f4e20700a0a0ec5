"""How a household stands on the register, how its helper is paired, how the needs told at a visit are met."""

from __future__ import annotations

from unionwork.areas.relief.entities import Household, Pairing, Visit
from unionwork.declare.phrases import fields, has
from unionwork.declare.procedures import Check, Procedure, State, Step

h = fields(Household)
g = fields(Pairing)
v = fields(Visit)

# What people write for "no needs" is no need.
NEEDS_OPEN = v.needs.known() & ~v.needs.is_in("无", "没有", "无诉求", "暂无") & ~v.resolved_on.known()
"""A need that was told and is not met."""

HOUSEHOLD = Procedure(
    of=Household,
    states=(
        State(key="listed", label="在册", label_en="on the register"),
        State(
            key="paired",
            label="已结对",
            label_en="with a helper",
            when=has("pairing.household", g.from_on.known() & ~g.to_on.known()),
        ),
        State(key="removed", label="已退出", label_en="removed", when=h.removed_on.known(), final=True),
    ),
    steps=(
        Step(
            key="pair",
            label="结对",
            label_en="pair with a helper",
            sources=("listed",),
            target="paired",
            role="caseworker",
            fills=("helper",),
            asks=("post_level", "employer", "phone"),
            sets=("from_on",),
            adds="pairing.household",
        ),
        # Whoever is off the register may be visited all the same.
        Step(
            key="visit",
            label="登记走访",
            label_en="record a visit",
            sources=("listed", "paired", "removed"),
            role="recorder",
            fills=("visitor", "means"),
            asks=("needs", "needs_due_on", "note"),
            sets=("visited_on",),
            adds="visit.household",
            guards=(
                Check(
                    key="household.promise_has_needs",
                    label="有办理期限就有诉求",
                    holds=~has("visit.household", v.needs_due_on.known() & ~v.needs.known()),
                    message="填了诉求办理期限,却没有写诉求",
                    remedy="写明诉求,或清空诉求办理期限",
                    source="工作体系 POV-06",
                ),
            ),
        ),
        Step(
            key="remove",
            label="退出",
            label_en="remove",
            sources=("listed", "paired"),
            target="removed",
            role="caseworker",
            fills=("removed_reason",),
            sets=("removed_on",),
            second_person=True,
            guards=(
                Check(
                    key="household.removal_reason_given",
                    label="退出有原因",
                    holds=h.removed_reason.known(),
                    message="没有写明退出原因",
                    remedy="填写退出原因:风险消除、核减、死亡、迁出或并户",
                    source="工作体系 POV-03",
                ),
                Check(
                    key="household.lifted_stays",
                    label="脱贫的不退出",
                    holds=h.removed_reason != "lifted",
                    message="脱贫户要留在册上继续走访,不能以脱贫为由退出",
                    remedy="不办退出,填写脱贫日期,把户类型改为脱贫户",
                    source="四个不摘; 工作体系 POV-06",
                ),
                Check(
                    key="household.promises_kept",
                    label="答应的诉求都已办结",
                    holds=~has("visit.household", NEEDS_OPEN & v.needs_due_on.known()),
                    message="还有答应了办理期限的诉求没有办结",
                    remedy="先办结走访中答应的诉求,再办理退出",
                    source="工作体系 POV-03, POV-06",
                ),
            ),
        ),
    ),
    source="工作体系 POV-01, POV-03, POV-06",
)

PAIRING = Procedure(
    of=Pairing,
    states=(
        State(key="in_force", label="结对中", label_en="in force"),
        State(key="ended", label="已结束", label_en="ended", when=g.to_on.known(), final=True),
    ),
    steps=(
        Step(
            key="end",
            label="结束结对",
            label_en="end the pairing",
            sources=("in_force",),
            target="ended",
            role="caseworker",
            fills=("end_reason",),
            sets=("to_on",),
            guards=(
                Check(
                    key="pairing.ends_after_it_began",
                    label="结束不早于开始",
                    holds=g.to_on >= g.from_on,
                    message="结对结束日期早于结对日期",
                    remedy="业务日期改用结对日期以后的日期",
                    source="工作体系 POV-06",
                ),
            ),
        ),
    ),
    source="工作体系 POV-06",
)

VISIT = Procedure(
    of=Visit,
    states=(
        State(key="recorded", label="已登记", label_en="recorded", final=True),
        State(key="needs_open", label="诉求待办", label_en="needs to be met", when=NEEDS_OPEN),
        State(key="resolved", label="诉求已办结", label_en="needs met", when=v.resolved_on.known(), final=True),
    ),
    steps=(
        Step(
            key="resolve",
            label="办结诉求",
            label_en="record how the needs were met",
            sources=("needs_open",),
            target="resolved",
            role="caseworker",
            fills=("resolution",),
            sets=("resolved_on",),
            guards=(
                Check(
                    key="visit.resolution_given",
                    label="办结有结果",
                    holds=v.resolution.known(),
                    message="没有写明诉求办理结果",
                    remedy="填写怎样办的、结果如何",
                    source="工作体系 POV-06",
                ),
            ),
        ),
    ),
    source="工作体系 POV-06",
)

PROCEDURES = (HOUSEHOLD, PAIRING, VISIT)
