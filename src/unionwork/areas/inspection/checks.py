"""What ought to hold of inspections and findings."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding, Inspection
from unionwork.declare.phrases import fields
from unionwork.declare.procedures import Check

i = fields(Inspection)
f = fields(Finding)

CHECKS = (
    Check(
        key="inspection.without_inspectors",
        label="检查没有检查人",
        of=Inspection,
        holds=i.inspectors.known(),
        severity="warning",
        message="没有登记检查人",
        remedy="补填检查人",
        source="systems.md SAF-01",
    ),
    Check(
        key="finding.due_before_found",
        label="期限早于发现",
        of=Finding,
        holds=~(f.due_on.known() & (f.due_on < f.found_on)),
        message="整改期限早于发现日期",
        remedy="核对两个日期",
        source="systems.md SAF-03",
    ),
    Check(
        key="finding.rectified_before_found",
        label="整改早于发现",
        of=Finding,
        holds=~(f.rectified_on.known() & (f.rectified_on < f.found_on)),
        message="整改完成日期早于发现日期",
        remedy="核对两个日期",
        source="systems.md SAF-03",
    ),
    Check(
        key="finding.closed_before_rectified",
        label="销号早于整改",
        of=Finding,
        holds=~(f.verified_on.known() & f.rectified_on.known() & (f.verified_on < f.rectified_on)),
        message="复查销号日期早于整改完成日期",
        remedy="核对两个日期",
        source="systems.md SAF-03",
    ),
    Check(
        key="finding.closed_without_rectification",
        label="未整改而销号",
        of=Finding,
        holds=~f.verified_on.known() | f.rectified_on.known(),
        message="已销号而没有整改完成日期",
        remedy="补录整改完成日期;确未整改的撤回销号",
        source="systems.md SAF-03",
    ),
    Check(
        key="finding.closed_without_evidence",
        label="销号没有证据",
        of=Finding,
        holds=~f.verified_on.known() | f.evidence.known(),
        severity="hint",
        message="已销号而没有登记整改证据",
        remedy="补录整改证据",
        source="systems.md SAF-03, 14",
    ),
    Check(
        key="finding.without_deadline",
        label="没有整改期限",
        of=Finding,
        holds=f.verified_on.known() | f.due_on.known(),
        severity="warning",
        message="未销号而没有整改期限,无法判断是否逾期",
        remedy="与单位商定并补填整改期限",
        source="systems.md SAF-03",
    ),
    Check(
        key="finding.without_owner",
        label="没有责任人",
        of=Finding,
        holds=f.verified_on.known() | f.owner.known(),
        severity="warning",
        message="未销号而没有责任人",
        remedy="补填单位的整改责任人",
        source="systems.md SAF-03",
    ),
    Check(
        key="finding.before_inspection",
        label="发现早于检查",
        of=Finding,
        holds=~(f.found_on < f.inspection.inspected_on),
        severity="warning",
        message="发现日期早于所属检查的日期",
        remedy="核对检查编号和两个日期",
        source="systems.md SAF-03",
    ),
)
