"""What ought to hold of members and units."""

from __future__ import annotations

from unionwork.areas.members.entities import Member, Unit
from unionwork.declare.phrases import age, fields, number_of, on, param, repeated
from unionwork.declare.procedures import Check

m = fields(Member)
u = fields(Unit)

CHECKS = (
    Check(
        key="member.same_person",
        label="一人多个会籍",
        of=Member,
        holds=~m.id_number.known() | ~repeated(m.id_number),
        severity="warning",
        message="同一身份证号在另一条会员记录里也有",
        remedy="核对是否转会:原会籍填写离会日期;重复登记的作废一条",
        source="systems.md MEM-01",
    ),
    Check(
        key="member.without_id",
        label="会员没有身份证号",
        of=Member,
        holds=m.id_number.known(),
        severity="warning",
        message="没有身份证号,实名制统计会把他另算一人",
        remedy="补录身份证号",
        source="systems.md MEM-01",
    ),
    Check(
        key="member.left_before_joined",
        label="退会早于入会",
        of=Member,
        holds=~(m.left_on.known() & m.joined_on.known() & (m.left_on < m.joined_on)),
        message="退会日期早于入会日期",
        remedy="核对两个日期",
        source="systems.md MEM-01",
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
        holds=~(u.has_union.known() & ~u.has_union & (number_of("member.unit") >= param("union.committee_members"))),
        severity="warning",
        message="本单位会员已达到应当建立基层工会委员会的人数,却登记为未建会",
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
        source="systems.md ORG-02",
    ),
)
