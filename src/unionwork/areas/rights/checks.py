"""What ought to hold of petitions."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.phrases import fields
from unionwork.declare.procedures import Check

f = fields(Petition)

CHECKS = (
    Check(
        key="petition.answered_before_received",
        label="答复早于收到",
        of=Petition,
        holds=~(f.answered_on.known() & (f.answered_on < f.received_on)),
        message="答复日期早于收到日期",
        remedy="核对两个日期",
        source="systems.md RGT-01",
    ),
    Check(
        key="petition.due_before_received",
        label="期限早于收到",
        of=Petition,
        holds=~(f.due_on.known() & (f.due_on < f.received_on)),
        message="办理期限早于收到日期",
        remedy="核对两个日期",
        source="systems.md RGT-01",
    ),
    Check(
        key="petition.without_deadline",
        label="没有办理期限",
        of=Petition,
        holds=f.answered_on.known() | f.due_on.known(),
        severity="warning",
        message="未答复而没有办理期限,无法判断是否逾期",
        remedy="补填办理期限",
        source="systems.md RGT-01",
    ),
    Check(
        key="petition.same_officer",
        label="AB 岗是同一人",
        of=Petition,
        holds=~(f.handler_a.known() & f.handler_b.known() & (f.handler_a == f.handler_b)),
        severity="hint",
        message="承办人 A 和 B 是同一人,替补不起作用",
        remedy="B 岗改填另一人",
        source="systems.md RGT-01",
    ),
    Check(
        key="petition.answered_without_result",
        label="答复没有结果",
        of=Petition,
        holds=~f.answered_on.known() | f.result.known(),
        severity="warning",
        message="已答复而没有办理结果",
        remedy="补填办理结果",
        source="systems.md RGT-01",
    ),
)
