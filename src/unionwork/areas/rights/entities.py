"""A petition: a letter, visit or call with a complaint."""

from __future__ import annotations

from datetime import date

from unionwork.declare.fields import coded, day, deadline, integer, text
from unionwork.declare.kinds import Record, kind


@kind(
    "petition",
    "信访",
    label_en="petition",
    number="XF{year}{seq:03}",
    number_label=("编号", "信访编号", "登记编号", "台账编号", "来信来访编号"),
    name="matter",
)
class Petition(Record):
    """A petition, received here or handed down, with its two officers. Source: 工作体系 RGT-01."""

    source: str | None = coded(
        "来源", "petition_source", ["信访来源", "受理来源", "事件来源", "信访渠道"], label_en="source"
    )
    received_on: date = day(
        "收到日期",
        [
            "受理日期",
            "登记日期",
            "来信来访日期",
            "来访日期",
            "收到时间",
            "信访日期",
            "信访时间",
            "来访时间",
            "登记时间",
        ],
        label_en="received on",
    )
    petitioner: str | None = text(
        "信访人", ["来访人", "信访人姓名", "反映人", "上访人", "信访人员", "来信来访人"], label_en="petitioner"
    )
    people: int | None = integer("人数", ["涉及人数", "来访人数", "信访人数", "人次"], unit="人", label_en="people")
    employer: str | None = text(
        "用人单位",
        ["被反映单位", "涉事单位", "涉及单位", "涉事企业", "被诉单位", "涉及企业", "工作单位"],
        label_en="employer",
    )
    matter: str | None = text(
        "事项",
        ["信访事项", "反映事项", "反映问题", "诉求事项", "信访内容", "反映内容", "事由", "主要诉求"],
        label_en="matter",
    )
    handler_a: str | None = text(
        "承办人A",
        ["主办人", "承办人1", "经办人A", "A岗", "承办人", "承办人(A)", "A岗承办人", "主办人员"],
        label_en="officer A",
    )
    handler_b: str | None = text(
        "承办人B", ["协办人", "承办人2", "经办人B", "B岗", "承办人(B)", "B岗承办人", "协办人员"], label_en="officer B"
    )
    due_on: date | None = deadline(
        "办理期限",
        ["办结期限", "答复期限", "办理时限", "应答复日期", "办理截止日期", "答复时限", "限办日期"],
        label_en="reply due on",
    )
    answered_on: date | None = day(
        "答复日期", ["答复时间", "回复日期", "办结日期", "回复时间", "办结时间", "反馈日期"], label_en="answered on"
    )
    result: str | None = text(
        "办理结果", ["处理结果", "办理情况", "办结情况", "处理情况", "答复情况"], label_en="result"
    )
    reported_on: date | None = day("上报日期", ["报告日期", "报送日期"], label_en="reported on")
    assigned_on: date | None = day("交办日期", ["分办日期"], label_en="assigned on")
    transferred_on: date | None = day("转送日期", ["转交日期"], label_en="passed on to another body on")
    transferred_to: str | None = text("转送部门", ["转交部门"], label_en="body it was passed on to")
    escalated_on: date | None = day("提请督办日期", label_en="escalated on")
    extension_asked_on: date | None = day("延期申请日期", label_en="extension asked on")
    extension_to: date | None = deadline("申请延至", label_en="extension asked until")
    extension_reason: str | None = text("延期理由", label_en="reason of the extension")
    extension_granted_on: date | None = day("同意延期日期", label_en="extension granted on")
    extension_refused_on: date | None = day("不同意延期日期", label_en="extension refused on")
    extension_answer: str | None = text("延期答复", label_en="answer on the extension")
    extended_from: date | None = deadline("延期前期限", label_en="deadline before the extension")
