"""The few words that writers add to a page, in Chinese and English."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "sources": ("数据来源", "Sources of the numbers"),
    "inner": ("以下供核对，不随文发出", "For checking; not sent with the paper"),
    "place": ("编号", "No."),
    "label": ("名称", "Name"),
    "number": ("数值", "Number"),
    "org": ("组织", "Organisation"),
    "period": ("期间", "Period"),
    "on": ("截至", "As of"),
    "key": ("指标", "Indicator"),
    "region": ("地区", "Region"),
    "command": ("重新计算", "Measure again"),
    "head": ("记录日志头", "Journal head"),
    "head_on": ("日志头的业务日期", "Business day of the head"),
    "as_of": ("记录回到", "Records taken back to"),
    "digest": ("参数摘要", "Digest of the parameters"),
    "again": ("重现命令", "To write it again"),
    "omitted": ("缺数据而未写的内容", "Not written for want of data"),
    "file": ("文件", "FILE"),
    "value": ("", ""),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "target": ("目标", "target"),
    "rank": ("名次", "rank"),
    "siblings": ("同级个数", "siblings"),
    "missing": ("无数据", "no data"),
    "unit": ("计量单位：", "Unit: "),
    "reporter": ("填报单位：", "Reported by: "),
    "form_number": ("表号：", "Form no.: "),
    "made_by": ("制定机关：", "Made by: "),
    "approved_by": ("批准（备案）机关：", "Approved by: "),
    "approval": ("批准（备案）文号：", "Approval no.: "),
    "valid_until": ("有效期至：", "Valid until: "),
    "sent_on": ("报出日期：", "Sent on: "),
    "chief": ("单位负责人", "Head of unit"),
    "statistician": ("统计负责人", "Head of statistics"),
    "filler": ("填表人", "Filled in by"),
    "phone": ("联系电话", "Telephone"),
    "notes": ("说明", "Notes"),
    "note": ("注：", "Note: "),
    "table": ("表", "Table"),
    "colon": ("：", ": "),
    "unit_in": ("（单位：", " ("),
    "unit_out": ("）", ")"),
}


def word(key: str, lang: str) -> str:
    """A word of the page in its language."""
    chinese, english = _WORDS[key]
    return chinese if lang == "zh" else english


def signature_label(label: str, lang: str) -> str:
    """What stands before the room for a signature: 填表人 becomes 填表人：."""
    text = label.rstrip()
    return text if text.endswith(("：", ":")) or "：" in text else f"{text}{word('colon', lang)}"
