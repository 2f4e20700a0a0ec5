"""What ought to hold of members and units."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFile
from unionwork.areas.members.entities import Member, Unit
from unionwork.declare.phrases import age, also_in, fields, number_of, on, param, repeated
from unionwork.declare.procedures import Check

m = fields(Member)
u = fields(Unit)
a = fields(AidFile)

_MEMBERS = number_of("member.unit", ~m.left_on.known())

CHECKS = (
    Check(
        key="member.same_person",
        label="一人多个会籍",
        of=Member,
        holds=~m.id_number.known() | ~repeated(m.id_number),
        severity="warning",
        message="同一身份证号在另一条会员记录里也有",
        remedy="核对是否转会:原会籍填写离会日期;重复登记的作废一条",
        source="工作体系 MEM-01",
    ),
    Check(
        key="member.without_id",
        label="会员没有身份证号",
        of=Member,
        holds=m.id_number.known(),
        severity="warning",
        message="没有身份证号,实名制统计会把他另算一人",
        remedy="补录身份证号",
        source="工作体系 MEM-01",
    ),
    Check(
        key="member.left_before_joined",
        label="退会早于入会",
        of=Member,
        holds=~(m.left_on.known() & m.joined_on.known() & (m.left_on < m.joined_on)),
        message="退会日期早于入会日期",
        remedy="核对两个日期",
        source="工作体系 MEM-01",
    ),
    Check(
        key="member.under_age",
        label="未满十六周岁的会员",
        of=Member,
        holds=~(m.born_on.known() & (age(on) < param("labour.minimum_age"))),
        message="年龄未到法定最低就业年龄",
        remedy="核对身份证号;如属实,按使用童工线索处理",
        source="劳动法 15",
    ),
    Check(
        key="unit.committee_due",
        label="应当建立工会委员会",
        of=Unit,
        holds=~(u.has_union.known() & ~u.has_union & (param("union.committee_members") <= _MEMBERS)),
        severity="warning",
        message="本单位在册会员已达到应当建立基层工会委员会的人数,却登记为未建会",
        remedy="指导建会,或更正建会情况",
        source="工会法 11",
    ),
    Check(
        key="unit.founded_without_flag",
        label="有建会日期而未登记建会",
        of=Unit,
        holds=~(u.union_founded_on.known() & u.has_union.known() & ~u.has_union),
        severity="warning",
        message="填了建会日期,「是否建会」却是否",
        remedy="核对后改正其中一项",
        source="工作体系 ORG-02",
    ),
    Check(
        key="member.left_a_closed_unit",
        label="单位注销后会籍未转",
        of=Member,
        holds=m.left_on.known() | ~m.unit.closed_on.known(),
        severity="warning",
        message="用人单位已注销,会员还登记在那里",
        remedy="转会的填写离会日期并在新单位登记;失业的转入户籍所在地工会",
        source="工作体系 MEM-01",
    ),
    Check(
        key="member.hardship_without_file",
        label="困难职工没有档案",
        of=Member,
        holds=~(m.hardship.known() & m.hardship) | also_in("aid_file.id_number", m.id_number, ~a.exited_on.known()),
        severity="hint",
        message="会员登记为困难职工,却没有在档的困难职工档案",
        remedy="先建档、后帮扶:核实后建档;已不困难的改正会员记录",
        source="总工发〔2015〕20号 3",
    ),
    Check(
        key="unit.same_credit_code",
        label="两个单位同一信用代码",
        of=Unit,
        holds=~u.credit_code.known() | ~repeated(u.credit_code),
        severity="warning",
        message="同一统一社会信用代码在另一个单位里也有",
        remedy="核对是否同一单位;重复登记的合并成一个",
        source="工作体系 ORG-02; GB 32100",
    ),
    Check(
        key="unit.without_industry",
        label="单位没有行业",
        of=Unit,
        holds=u.industry.known(),
        severity="hint",
        message="没有行业,按行业分的合计会少这个单位",
        remedy="按国民经济行业门类补填行业",
        source="工作体系 ORG-03",
    ),
    Check(
        key="unit.closed_before_opened",
        label="注销早于成立",
        of=Unit,
        holds=~(u.closed_on.known() & (u.closed_on < u.opened_on)),
        message="单位的注销日期早于成立日期",
        remedy="核对两个日期",
        source="工作体系 ORG-02",
    ),
    Check(
        key="unit.union_before_unit",
        label="建会早于单位成立",
        of=Unit,
        holds=~(u.union_founded_on.known() & (u.union_founded_on < u.opened_on)),
        severity="warning",
        message="建会日期早于单位成立日期",
        remedy="核对两个日期",
        source="工作体系 ORG-02",
    ),
    Check(
        key="unit.members_exceed_workers",
        label="会员多于职工",
        of=Unit,
        holds=~u.workers_count.known() | (u.workers_count >= _MEMBERS),
        severity="warning",
        message="在册会员比职工人数还多",
        remedy="核对职工人数;已离会的会员填写离会日期",
        source="工作体系 ORG-03",
    ),
)
