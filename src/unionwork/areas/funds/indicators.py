"""What units pay into the union funds."""

from __future__ import annotations

from unionwork.areas.funds.entities import FundReceipt
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, distinct, fields, sum_of

f = fields(FundReceipt)
_BY_UNIT = {"industry": f.unit.industry, "ownership": f.unit.ownership}

INDICATORS = (
    Indicator(
        key="fund.received_amount",
        label="收缴经费",
        label_en="union funds received",
        unit="元",
        of=FundReceipt,
        on=f.month,
        measure=sum_of(f.amount),
        by=_BY_UNIT,
        better="higher",
        source="工作体系 FND-01",
    ),
    Indicator(
        key="fund.paying_units",
        label="缴费单位",
        label_en="units that paid",
        unit="家",
        of=FundReceipt,
        on=f.month,
        measure=distinct(f.unit, f.amount > 0),
        by=_BY_UNIT,
        better="higher",
        help="一个时期内缴过费的单位,只计一次;按返还手续分组时看每次收缴当月的手续",
        source="工作体系 FND-01",
    ),
    Indicator(
        key="fund.receipts",
        label="缴费笔数",
        label_en="receipts of union funds",
        unit="笔",
        of=FundReceipt,
        on=f.month,
        measure=count(),
        by=_BY_UNIT,
        source="工作体系 FND-01",
    ),
    Indicator(
        key="fund.wages",
        label="缴费工资总额",
        label_en="wage total of the units that paid",
        unit="元",
        of=FundReceipt,
        on=f.month,
        measure=sum_of(f.wages),
        by=_BY_UNIT,
        source="工作体系 FND-01",
    ),
    Indicator(
        key="fund.rate",
        label="实缴比例",
        label_en="funds received as a share of wages",
        unit="%",
        of=FundReceipt,
        on=f.month,
        numerator=sum_of(f.amount),
        denominator=sum_of(f.wages),
        decimals=2,
        better="higher",
        help="收缴经费 ÷ 工资总额;法定比例见参数 fund.rate",
        source="工作体系 FND-01",
    ),
    Indicator(
        key="fund.monthly_mean",
        label="月均收缴经费",
        label_en="funds received, mean of a month",
        unit="元",
        of=FundReceipt,
        on=f.month,
        numerator=sum_of(f.amount),
        denominator=distinct(f.month),
        decimals=2,
        source="工作体系 FND-01",
    ),
)
