"""What regions set for petitions; the values stand in their packs."""

from __future__ import annotations

from unionwork.declare.parameters import Parameter

PARAMETERS = (
    Parameter(
        key="petition.reply_days",
        label="信访答复天数",
        label_en="days to answer a petition",
        unit="天",
        help="收到后应在这些天内答复,从收到日期起算;没有规定的、以工作日规定的,办理期限由承办人填写",
    ),
    Parameter(
        key="petition.collective_people",
        label="集体访人数",
        label_en="people of a collective petition",
        unit="人",
        help="信访人数达到这个数的按集体访统计",
    ),
)
