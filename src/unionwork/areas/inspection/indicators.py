"""How much is inspected, what is found, and how much of it is put right."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding, Inspection
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, distinct, fields, on

i = fields(Inspection)
f = fields(Finding)

_OVERDUE = ~f.verified_on.known() & f.due_on.known() & (f.due_on < on)
_BY_INSPECTION = {"industry": f.inspection.unit.industry, "kind": f.inspection.kind}

INDICATORS = (
    Indicator(
        key="inspection.count",
        label="监督检查次数",
        label_en="inspections",
        unit="次",
        of=Inspection,
        on=i.inspected_on,
        measure=count(),
        by={"industry": i.unit.industry},
        better="higher",
        source="工作体系 SAF-01",
    ),
    Indicator(
        key="inspection.units",
        label="受检单位",
        label_en="units inspected",
        unit="家",
        of=Inspection,
        on=i.inspected_on,
        measure=distinct(i.unit),
        by={"industry": i.unit.industry},
        better="higher",
        help="同一单位在一个时期内只计一次",
        source="工作体系 SAF-01",
    ),
    Indicator(
        key="finding.count",
        label="发现问题隐患",
        label_en="findings",
        unit="项",
        of=Finding,
        on=f.found_on,
        measure=count(),
        by=_BY_INSPECTION,
        source="工作体系 SAF-03",
    ),
    Indicator(
        key="finding.major",
        label="重大隐患",
        label_en="major findings",
        unit="项",
        of=Finding,
        on=f.found_on,
        measure=count(f.grade == "major"),
        by=_BY_INSPECTION,
        better="lower",
        source="工作体系 SAF-03",
    ),
    Indicator(
        key="finding.closed",
        label="已销号隐患",
        label_en="findings closed",
        unit="项",
        of=Finding,
        on=f.found_on,
        measure=count(f.verified_on.known()),
        by=_BY_INSPECTION,
        better="higher",
        help="本期发现、到期末已复查销号的",
        source="工作体系 SAF-03",
    ),
    Indicator(
        key="finding.rectified",
        label="已整改待复查隐患",
        label_en="findings rectified, not yet checked",
        unit="项",
        of=Finding,
        on=f.found_on,
        measure=count(f.rectified_on.known() & ~f.verified_on.known()),
        by=_BY_INSPECTION,
        source="工作体系 SAF-03",
    ),
    Indicator(
        key="finding.overdue",
        label="逾期未销号隐患",
        label_en="findings overdue",
        unit="项",
        of=Finding,
        on=f.found_on,
        measure=count(_OVERDUE),
        by=_BY_INSPECTION,
        better="lower",
        help="整改期限早于统计日而没有复查销号的;期限就是统计日的不算逾期",
        source="工作体系 SAF-03",
    ),
    Indicator(
        key="finding.closed_rate",
        label="隐患销号率",
        label_en="close-out rate of findings",
        unit="%",
        of=Finding,
        on=f.found_on,
        numerator=count(f.verified_on.known()),
        denominator=count(),
        by=_BY_INSPECTION,
        decimals=1,
        better="higher",
        help="本期发现、到期末已复查销号的 ÷ 本期发现的;已整改、等待复查的不算销号",
        source="工作体系 SAF-03",
    ),
)
