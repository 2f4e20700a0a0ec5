"""How many members and units there are, and how far unions reach."""

from __future__ import annotations

from unionwork.areas.members.entities import Member, Unit
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, distinct, fields, figure, param, sum_of

m = fields(Member)
u = fields(Unit)

INDICATORS = (
    Indicator(
        key="member.members",
        label="会员",
        label_en="members",
        unit="人",
        of=Member,
        between=(m.joined_on, m.left_on),
        measure=distinct(m.id_number),
        by={"unit": m.unit.name, "industry": m.unit.industry},
        better="higher",
        source="工作体系 MEM-02",
    ),
    Indicator(
        key="member.joined",
        label="新发展会员",
        label_en="members recruited",
        unit="人",
        of=Member,
        on=m.joined_on,
        measure=distinct(m.id_number),
        better="higher",
        source="工作体系 MEM-01",
    ),
    Indicator(
        key="member.rate",
        label="入会率",
        label_en="membership rate",
        unit="%",
        of=Member,
        between=(m.joined_on, m.left_on),
        numerator=distinct(m.id_number),
        denominator=figure("workers"),
        better="higher",
        help="会员 ÷ 组织登记的职工数;两者的口径和日期应一致",
        source="工作体系 ORG-03",
    ),
    Indicator(
        key="unit.with_union",
        label="新建会单位",
        label_en="units that founded a union",
        unit="个",
        of=Unit,
        on=u.union_founded_on,
        measure=count(),
        better="higher",
        help="建会日期在本期的单位;到期末共有多少见「已建会单位」",
        source="工作体系 ORG-02",
    ),
    Indicator(
        key="unit.unionised",
        label="已建会单位",
        label_en="units with a union",
        unit="个",
        of=Unit,
        between=(u.opened_on, u.closed_on),
        measure=count(u.has_union | (~u.has_union.known() & u.union_founded_on.known())),
        better="higher",
        help="期末没有注销、登记为已建会的单位;没有登记是否建会而有建会日期的也计入",
        source="工作体系 ORG-02, ORG-03",
    ),
    Indicator(
        key="unit.due_without_union",
        label="应建未建单位",
        label_en="units due a union and without one",
        unit="个",
        of=Unit,
        between=(u.opened_on, u.closed_on),
        measure=count((u.workers_count >= param("union.unit_workers")) & ~u.has_union),
        better="lower",
        help="职工人数达到本地起点而登记为未建会的单位",
        source="工作体系 ORG-02, ORG-03",
    ),
    Indicator(
        key="unit.workers",
        label="单位职工",
        label_en="workers of units",
        unit="人",
        of=Unit,
        between=(u.opened_on, u.closed_on),
        measure=sum_of(u.workers_count),
        source="工作体系 ORG-02",
    ),
)
