"""An inspection of a unit and a hazard or breach found there."""

from __future__ import annotations

from datetime import date

from unionwork.declare.fields import coded, day, deadline, ref, text
from unionwork.declare.kinds import Record, Ref, kind


@kind(
    "inspection",
    "监督检查",
    label_en="inspection",
    number="JC{year}{seq:03}",
    number_label=("检查编号", "检查记录编号", "检查号"),
)
class Inspection(Record):
    """A labour-protection supervision inspection of a unit. Source: 工作体系 SAF-01; law: 工会法 24-27."""

    kind: str | None = coded(
        "检查类型",
        "inspection_kind",
        ["检查类别", "检查形式", "检查方式", "检查性质", "检查种类"],
        label_en="kind of inspection",
    )
    unit: Ref = ref("受检单位", ["被检查单位", "受检企业", "被检单位"], to="unit", label_en="unit inspected")
    inspected_on: date = day("检查日期", ["检查时间", "监督检查日期"], label_en="inspected on")
    inspectors: str | None = text(
        "检查人", ["检查人员", "检查员", "监督检查员", "检查组成员", "监督员"], label_en="inspectors"
    )
    opinion_number: str | None = text("意见书编号", ["意见书文号"], label_en="number of the opinion")
    summary: str | None = text("检查情况", ["检查内容"], label_en="summary")


@kind(
    "finding",
    "问题隐患",
    label_en="finding",
    number="YH{year}{seq:04}",
    number_label=("隐患编号", "隐患号", "问题编号", "隐患序号"),
    name="description",
)
class Finding(Record):
    """A hazard or breach found at an inspection. Source: 工作体系 SAF-03; law: 工会法 25, 安全生产法 60."""

    inspection: Ref = ref(
        "检查编号", ["检查记录编号", "所属检查编号", "检查号"], to="inspection", label_en="inspection"
    )
    category: str | None = coded(
        "类别",
        "hazard_category",
        ["隐患类别", "问题类别", "隐患类型", "问题类型", "问题分类", "隐患分类"],
        label_en="category",
    )
    grade: str | None = coded(
        "等级",
        "hazard_grade",
        ["隐患等级", "隐患级别", "问题等级", "隐患分级", "风险等级", "隐患等次"],
        label_en="grade",
    )
    description: str | None = text(
        "问题描述",
        ["隐患内容", "问题内容", "存在问题", "隐患描述", "问题隐患", "隐患问题", "隐患情况", "问题"],
        label_en="description",
    )
    found_on: date = day(
        "发现日期", ["发现时间", "查出日期", "排查日期", "检查发现日期", "登记日期"], label_en="found on"
    )
    proposed_on: date | None = day("提出整改建议日期", ["建议日期"], label_en="rectification proposed on")
    due_on: date | None = deadline(
        "整改期限",
        ["整改时限", "限期整改日期", "要求整改日期", "整改截止日期", "整改到期日", "整改完成期限", "限期"],
        label_en="requested by",
        help="工会建议的整改日期;工会提出建议、要求纠正,不下达限期整改指令",
    )
    measure: str | None = text("整改措施", ["整改建议"], label_en="measure")
    owner: str | None = text("责任人", ["整改责任人", "责任人姓名", "整改负责人", "单位责任人"], label_en="owner")
    answered_on: date | None = day("单位答复日期", ["单位答复时间"], label_en="unit answered on")
    rectified_on: date | None = day(
        "整改完成日期",
        ["完成整改日期", "整改完成时间", "实际整改日期", "完成日期", "整改日期", "整改时间", "整改落实日期"],
        label_en="rectified on",
    )
    evidence: str | None = text("整改证据", ["佐证材料", "整改佐证"], label_en="evidence")
    escalated_on: date | None = day("上报日期", ["报上级工会日期", "提请政府日期"], label_en="escalated on")
    verified_on: date | None = day(
        "复查销号日期",
        ["销号日期", "销号时间", "复查日期", "复查销号时间", "闭环日期", "验收销号日期", "复查时间"],
        label_en="closed on",
    )
    verifier: str | None = text("复查人", ["销号人"], label_en="verifier")
    escalated_to: str | None = coded("上报去向", "escalation_body", label_en="escalated to")
    returned_on: date | None = day("复查退回日期", ["退回整改日期"], label_en="returned on")
    return_reason: str | None = text("复查退回原因", ["复查意见"], label_en="reason of the return")
    extension_asked_on: date | None = day("延期申请日期", label_en="extension asked on")
    extension_to: date | None = deadline("申请延至", label_en="extension asked until")
    extension_reason: str | None = text("延期理由", label_en="reason of the extension")
    extension_granted_on: date | None = day("同意延期日期", label_en="extension granted on")
    extension_refused_on: date | None = day("不同意延期日期", label_en="extension refused on")
    extension_answer: str | None = text("延期答复", label_en="answer on the extension")
    extended_from: date | None = deadline("延期前期限", label_en="deadline before the extension")
