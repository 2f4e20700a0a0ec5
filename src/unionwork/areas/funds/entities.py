"""What a unit paid into the union funds for a month."""

from __future__ import annotations

from unionwork.declare.fields import coded, money, month, ref
from unionwork.declare.kinds import Record, Ref, kind
from unionwork.values import Money


@kind(
    "fund_receipt",
    "经费收缴",
    label_en="fund receipt",
    number="JF{year}{seq:06}",
    number_label=("收缴编号", "缴费编号"),
)
class FundReceipt(Record):
    """The union funds that a unit paid for a month, on its wage total. Source: 工作体系 FND-01; law: 工会法 43."""

    unit: Ref = ref("企业名称", ["单位名称", "缴费单位", "缴费单位名称"], to="unit", label_en="unit")
    month: str = month(
        "所属月份",
        ["费款所属期", "所属期", "缴费月份", "月份", "所属时期", "缴费所属期", "缴费所属月份", "所属年月"],
        label_en="month",
    )
    wages: Money | None = money(
        "工资总额",
        ["职工工资总额", "全部职工工资总额", "工资总额(元)", "月工资总额", "应付工资总额", "计费工资总额"],
        label_en="wage total",
    )
    amount: Money = money(
        "缴纳经费",
        [
            "实缴经费",
            "实缴金额",
            "缴费金额",
            "拨缴经费",
            "缴纳金额",
            "工会经费",
            "上缴经费",
            "实缴工会经费",
            "实缴经费(万元)",
            "缴纳经费(万元)",
        ],
        label_en="funds paid",
    )
    return_state: str | None = coded(
        "返还手续",
        "return_state",
        ["返还手续情况", "返还状态", "返还办理情况"],
        label_en="return procedure",
        help="收缴当月的返还手续;单位档案里的是最近一次登记的",
    )
