"""Rates of union funds and dues; the dated values stand in region packs."""

from __future__ import annotations

from unionwork.declare.parameters import Parameter

PARAMETERS = (
    Parameter(
        key="fund.rate",
        label="工会经费拨缴比例",
        label_en="rate of union funds",
        unit="%",
        help="单位每月按全部职工工资总额拨缴工会经费的比例",
    ),
    Parameter(
        key="fund.dues_rate",
        label="会费比例",
        label_en="rate of dues",
        unit="%",
        help="会员按月工资收入缴纳会费的比例",
    ),
)
