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
        source="工作体系 FND-01",
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
        source="工作体系 FND-01",
    ),
    Check(
        key="fund_receipt.unit_closed",
        label="单位注销后仍缴费",
        of=FundReceipt,
        holds=~(f.unit.closed_on.known() & (f.month > f.unit.closed_on)),
        severity="warning",
        message="所属月份在单位注销之后",
        remedy="核对所属月份和单位的注销日期",
        source="工作体系 FND-01",
    ),
    Check(
        key="fund_receipt.more_than_wages",
        label="缴纳经费超过工资总额",
        of=FundReceipt,
        holds=~(f.wages.known() & (f.amount > f.wages)),
        message="缴纳经费比工资总额还多,多半是单位(元、万元)不同",
        remedy="核对两个金额的单位",
        source="工作体系 FND-01",
    ),
    Check(
        key="fund_receipt.return_state_differs",
        label="返还手续前后不一",
        of=FundReceipt,
        holds=~(f.return_state.known() & (f.return_state == "complete") & (f.unit.return_state == "incomplete")),
        severity="hint",
        message="这笔收缴登记为手续已完善,单位档案里却是未完善",
        remedy="核对返还手续,改正其中一处",
        source="工作体系 FND-01",
    ),
)
