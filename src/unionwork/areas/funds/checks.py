"""What ought to hold of the funds that units pay."""

from __future__ import annotations

from unionwork.areas.funds.entities import FundReceipt
from unionwork.declare.phrases import fields, param
from unionwork.declare.procedures import Check

f = fields(FundReceipt)

CHECKS = (
    Check(
        key="fund_receipt.not_positive",
        label="缴纳经费不为正",
        of=FundReceipt,
        holds=f.amount > 0,
        severity="warning",
        message="缴纳经费不是正数",
        remedy="核对金额;退费另行登记",
        source="systems.md FND-01",
    ),
    Check(
        key="fund_receipt.below_rate",
        label="缴纳低于法定比例",
        of=FundReceipt,
        holds=~(f.wages.known() & (f.amount < f.wages * param("fund.rate"))),
        severity="warning",
        message="缴纳经费低于工资总额的法定比例",
        remedy="核对工资总额;属实的,告知单位补缴",
        source="工会法 43",
    ),
    Check(
        key="fund_receipt.without_wages",
        label="没有工资总额",
        of=FundReceipt,
        holds=f.wages.known(),
        severity="hint",
        message="没有工资总额,无法核对缴纳比例",
        remedy="补录工资总额",
        source="systems.md FND-01",
    ),
)
