"""What the law says about labour and safety; the dated values stand in region packs."""

from __future__ import annotations

from unionwork.declare.parameters import Parameter


def _law(key: str, label: str, label_en: str, unit: str, decides: str) -> Parameter:
    return Parameter(key=f"labour.{key}", label=label, label_en=label_en, unit=unit, help=decides)


PARAMETERS = (
    _law("day_hours", "标准日工作时间", "standard hours a day", "小时/天", "职工每日工作时间"),
    _law("week_hours", "标准周工作时间", "standard hours a week", "小时/周", "职工每周工作时间"),
    _law("overtime_day_hours", "日延长工作时间", "overtime a day", "小时/天", "一般情况下每日延长工作时间的上限"),
    _law(
        "overtime_day_hours_special",
        "特殊原因日延长工作时间",
        "overtime a day for special reasons",
        "小时/天",
        "因特殊原因需要延长时每日的上限",
    ),
    _law("overtime_month_hours", "月延长工作时间", "overtime a month", "小时/月", "每月延长工作时间的上限"),
    _law("rest_days_week", "每周休息日", "rest days a week", "天/周", "用人单位应当保证的每周休息日"),
    _law("overtime_pay", "延长工作时间工资", "pay for overtime", "%", "延长工作时间的工资与正常工资之比"),
    _law("rest_day_pay", "休息日工资", "pay on a rest day", "%", "休息日工作又不能补休的工资与正常工资之比"),
    _law("holiday_pay", "法定休假日工资", "pay on a statutory holiday", "%", "法定休假日工作的工资与正常工资之比"),
    _law("statutory_holidays", "全体公民放假天数", "paid statutory holidays", "天/年", "全体公民放假的节日天数"),
    _law(
        "annual_leave_1", "年休假(工龄 1 至 10 年)", "annual leave, 1 to 10 years", "天/年", "累计工作满 1 年不满 10 年"
    ),
    _law(
        "annual_leave_10",
        "年休假(工龄 10 至 20 年)",
        "annual leave, 10 to 20 years",
        "天/年",
        "累计工作满 10 年不满 20 年",
    ),
    _law("annual_leave_20", "年休假(工龄 20 年以上)", "annual leave, 20 years and more", "天/年", "累计工作满 20 年"),
    _law("contract_months", "订立书面劳动合同的期限", "months to a written contract", "个月", "自用工之日起"),
    _law("probation_pay", "试用期工资", "pay on probation", "%", "与劳动合同约定工资之比,且不低于当地最低工资"),
    _law("part_time_day_hours", "非全日制日工作时间", "part-time hours a day", "小时/天", "同一用人单位平均每日"),
    _law("part_time_week_hours", "非全日制周工作时间", "part-time hours a week", "小时/周", "同一用人单位每周累计"),
    _law("part_time_pay_days", "非全日制工资结算周期", "part-time pay cycle", "天", "劳动报酬结算支付周期最长"),
    _law("contract_keep_years", "已解除合同文本保存年限", "years ended contracts are kept", "年", "至少保存备查"),
    _law("layoff_notice_days", "裁员提前说明天数", "days of notice of layoffs", "天", "提前向工会或者全体职工说明情况"),
    _law("layoff_persons", "须说明的裁员人数", "persons of a layoff to be explained", "人", "裁减人员达到这个人数"),
    _law(
        "layoff_share", "须说明的裁员比例", "share of a layoff to be explained", "%", "裁减人员占职工总数达到这个比例"
    ),
    _law(
        "wage_ledger_years", "农民工工资台账保存年限", "years the wage ledger is kept", "年", "书面工资支付台账至少保存"
    ),
    _law("minimum_age", "最低就业年龄", "minimum age", "周岁", "禁止招用未满这个年龄的未成年人"),
    _law(
        "juvenile_age",
        "未成年工年龄上限",
        "age below which a worker is juvenile",
        "周岁",
        "未满这个年龄的劳动者是未成年工",
    ),
    _law("maternity_days", "产假", "maternity leave", "天", "女职工生育享受的产假"),
    _law("maternity_days_before_birth", "产前休假", "maternity leave before birth", "天", "产假中产前可以休的天数"),
    _law("maternity_days_difficult", "难产增加产假", "further leave for a difficult birth", "天", "难产的增加产假"),
    _law(
        "maternity_days_twin", "多胞胎增加产假", "further leave for each further baby", "天", "每多生育一个婴儿增加产假"
    ),
    _law(
        "miscarriage_days_early",
        "流产产假(不满 4 个月)",
        "leave after an early miscarriage",
        "天",
        "怀孕未满 4 个月流产",
    ),
    _law("miscarriage_days_late", "流产产假(满 4 个月)", "leave after a late miscarriage", "天", "怀孕满 4 个月流产"),
    _law("nursing_hours", "每日哺乳时间", "nursing time a day", "小时/天", "对哺乳未满 1 周岁婴儿的女职工"),
    _law(
        "lifting_kg_frequent", "女职工连续负重", "lifting by women, often", "公斤", "每小时负重 6 次以上,每次负重上限"
    ),
    _law("lifting_kg_rare", "女职工间断负重", "lifting by women, at times", "公斤", "间断负重,每次负重上限"),
    _law(
        "safety_staff_workers",
        "须设安全管理机构的从业人数",
        "workers that need safety staff",
        "人",
        "一般行业超过这个人数",
    ),
    _law("accident_report_hours", "事故报告时限", "hours to report an accident", "小时", "单位负责人接到报告后"),
)
