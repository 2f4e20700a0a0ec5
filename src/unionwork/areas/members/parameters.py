"""What the law says about founding a union; the dated values stand in region packs."""

from __future__ import annotations

from unionwork.declare.parameters import Parameter

PARAMETERS = (
    Parameter(
        key="union.committee_members",
        label="应当建立基层工会委员会的会员人数",
        label_en="members from which a committee must be set up",
        unit="人",
        help="会员达到这个人数就应当建立基层工会委员会;不足的可以单独建、联合建,或选举组织员一人",
    ),
    Parameter(
        key="union.full_time_chair_workers",
        label="可以设专职工会主席的职工人数",
        label_en="workers from which a full-time chair may be set",
        unit="人",
        help="职工达到这个人数的企业、事业单位、社会组织的工会可以设专职工会主席",
    ),
    Parameter(
        key="union.officer_paid_days",
        label="非专职委员占用工作时间",
        label_en="paid days a month of part-time officers",
        unit="个工作日/月",
        help="基层工会非专职委员占用生产或者工作时间参加会议、从事工会工作,每月不超过的工作日,工资照发",
    ),
    Parameter(
        key="union.local_term_years",
        label="地方和产业工会委员会任期",
        label_en="term of local and industrial committees",
        unit="年",
        help="地方各级总工会委员会和产业工会委员会每届任期",
    ),
    Parameter(
        key="union.unit_workers",
        label="应建会企业的职工人数",
        label_en="workers from which a unit is due a union",
        unit="人",
        help="本地规定的应建会起点;没有规定就不计算应建未建",
    ),
)
