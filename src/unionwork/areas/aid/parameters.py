"""What regions set for aid; the values stand in their packs."""

from __future__ import annotations

from unionwork.declare.parameters import Parameter

PARAMETERS = (
    Parameter(
        key="aid.hardship_line",
        label="困难职工人均月收入线",
        label_en="hardship line",
        unit="元/人·月",
        help="家庭人均月收入在这条线以下(含本数)的,建议认定为困难职工",
    ),
    Parameter(
        key="aid.extreme_line",
        label="特困职工人均月收入线",
        label_en="extreme hardship line",
        unit="元/人·月",
        help="家庭人均月收入在这条线以下(含本数)的,建议认定为特困职工",
    ),
    Parameter(
        key="aid.review_months",
        label="困难职工档案复核周期",
        label_en="months between two reviews of a hardship file",
        unit="个月",
        help="每个周期内须复核一次;12 表示每个公历年一次",
    ),
    Parameter(
        key="aid.notice_days",
        label="帮扶申请公示天数",
        label_en="days of a public notice of applications",
        unit="天",
        help="当地文件规定的公示天数;没有规定的,公示上不写天数",
    ),
)
