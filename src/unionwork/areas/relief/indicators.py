"""How many households and persons are on the register, and whether their helpers come."""

from __future__ import annotations

from unionwork.areas.relief.entities import Household, Pairing, Person, Visit
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import block_start, count, distinct, fields, figure, has, param, sum_of

h = fields(Household)
p = fields(Person)
g = fields(Pairing)
v = fields(Visit)

_ON_REGISTER = (h.listed_on, h.removed_on)
_IN_FAMILY = (p.joined_on, p.left_on)
_HOUSEHOLD_HELD = p.household.listed_on.known() & ~p.household.removed_on.known()
_MONTHS = param("relief.visit_months")
_PAIRED = has("pairing.household", g.from_on.known() & ~g.to_on.known())
_VISITED = has("visit.household", v.visited_on >= block_start(_MONTHS))

INDICATORS = (
    Indicator(
        key="relief.households",
        label="在册户",
        label_en="households on the register",
        unit="户",
        of=Household,
        between=_ON_REGISTER,
        measure=count(),
        source="工作体系 POV-02",
    ),
    Indicator(
        key="relief.poor_households",
        label="帮扶对象户",
        label_en="households that are objects of relief",
        unit="户",
        of=Household,
        between=_ON_REGISTER,
        measure=count(h.category.known() & (h.category != "ordinary")),
        better="lower",
        help="在册户减去一般农户",
        source="工作体系 POV-02",
    ),
    Indicator(
        key="relief.members",
        label="在册户人口",
        label_en="members of households by their stated size",
        unit="人",
        of=Household,
        between=_ON_REGISTER,
        measure=sum_of(h.size),
        help="按户登记的家庭人口相加,不查重",
        source="工作体系 POV-02",
    ),
    Indicator(
        key="relief.poor_members",
        label="帮扶对象户人口",
        label_en="members of poor households by their stated size",
        unit="人",
        of=Household,
        between=_ON_REGISTER,
        measure=sum_of(h.size, h.category.known() & (h.category != "ordinary")),
        better="lower",
        help="按户登记的家庭人口相加,不查重",
        source="工作体系 POV-02",
    ),
    Indicator(
        key="relief.persons",
        label="在册人口",
        label_en="persons on the register",
        unit="人",
        of=Person,
        between=_IN_FAMILY,
        where=_HOUSEHOLD_HELD,
        measure=distinct(p.id_number),
        by={
            "category": p.household.category,
            "cause": p.household.cause,
            "village_group": p.household.village_group,
        },
        help="按身份证号查重",
        source="工作体系 POV-02",
    ),
    Indicator(
        key="relief.incidence",
        label="贫困发生率",
        label_en="poverty incidence",
        unit="%",
        of=Person,
        between=_IN_FAMILY,
        where=_HOUSEHOLD_HELD & p.household.category.known() & (p.household.category != "ordinary"),
        numerator=distinct(p.id_number),
        denominator=figure("rural_population"),
        decimals=1,
        better="lower",
        help="帮扶对象户的在册人口 ÷ 农村人口",
        source="工作体系 POV-02, POV-04",
    ),
    Indicator(
        key="relief.listed",
        label="新纳入户",
        label_en="households listed",
        unit="户",
        of=Household,
        on=h.listed_on,
        measure=count(),
        source="工作体系 POV-03",
    ),
    Indicator(
        key="relief.removed",
        label="退出户",
        label_en="households removed",
        unit="户",
        of=Household,
        on=h.removed_on,
        measure=count(),
        source="工作体系 POV-03",
    ),
    Indicator(
        key="relief.helpers",
        label="帮扶责任人",
        label_en="helpers",
        unit="人",
        of=Pairing,
        between=(g.from_on, g.to_on),
        measure=distinct(g.helper),
        help="按姓名查重;同名的请在姓名后注明单位",
        source="工作体系 POV-06",
    ),
    Indicator(
        key="relief.households_per_helper",
        label="帮扶责任人人均联系户数",
        label_en="households a helper",
        unit="户/人",
        of=Pairing,
        between=(g.from_on, g.to_on),
        numerator=count(),
        denominator=distinct(g.helper),
        decimals=1,
        source="工作体系 POV-06",
    ),
    Indicator(
        key="relief.unpaired_households",
        label="无帮扶责任人的户",
        label_en="poor households without a helper",
        unit="户",
        of=Household,
        between=_ON_REGISTER,
        measure=count(h.category.known() & (h.category != "ordinary") & ~_PAIRED),
        better="lower",
        source="工作体系 POV-06",
    ),
    Indicator(
        key="relief.visits",
        label="走访次数",
        label_en="visits",
        unit="次",
        of=Visit,
        on=v.visited_on,
        measure=count(),
        by={"category": v.household.category},
        better="higher",
        source="工作体系 POV-06",
    ),
    Indicator(
        key="relief.visits_owed",
        label="本期欠走访户",
        label_en="households owed a visit in the round",
        unit="户",
        of=Household,
        between=_ON_REGISTER,
        # The comparison keeps a place without a set round out of the count.
        measure=count((_MONTHS > 0) & _PAIRED & ~_VISITED),
        better="lower",
        help="有帮扶责任人、而本走访周期内(到统计日)没有任何方式走访记录的户",
        source="工作体系 POV-06",
    ),
)
