"""The sheet on which unions keep the funds that units pay."""

from __future__ import annotations

from unionwork.areas.funds.entities import FundReceipt
from unionwork.areas.members.entities import Unit
from unionwork.declare.rolls import BEFORE_ALL_ROLLS, Fill, Roll

ROLLS = (
    Roll(
        key="fund",
        label="工会经费收缴",
        label_en="union funds received",
        org=(("工会名称", "所在工会", "所属工会", "基层工会名称", "基层工会"),),
        fills=(
            Fill(
                kind=Unit,
                key=("org", "name"),
                columns={"name": ("企业名称", "单位名称", "缴费单位", "缴费单位名称", "缴费企业")},
                fields=("return_state",),
                presumed={"opened_on": BEFORE_ALL_ROLLS},
                shared=True,
            ),
            Fill(
                kind=FundReceipt,
                key=("unit", "month"),
                refs={"unit": 0},
                fields=("month", "wages", "amount", "return_state"),
            ),
        ),
        source="工作体系 FND-01",
    ),
)
