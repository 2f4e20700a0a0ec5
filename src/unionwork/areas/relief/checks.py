"""What ought to hold of households, persons, pairings and visits."""

from __future__ import annotations

from unionwork.areas.relief.entities import Household, Pairing, Person, Visit
from unionwork.declare.phrases import alike, fields, has, number_of, param
from unionwork.declare.procedures import Check

h = fields(Household)
p = fields(Person)
g = fields(Pairing)
v = fields(Visit)

_STAYS = ~p.left_on.known()
_STANDS = h.listed_on.known() & ~h.removed_on.known()

_PAIRED = g.from_on.known() & ~g.to_on.known()
_CARRIED = alike(g.helper, _PAIRED)

CHECKS = (
    Check(
        key="household.removed_before_listed",
        label="退出早于纳入",
        of=Household,
        holds=~(h.removed_on.known() & (h.removed_on < h.listed_on)),
        message="退出日期早于纳入日期",
        remedy="核对两个日期",
        source="systems.md POV-03",
    ),
    Check(
        key="household.size_differs",
        label="家庭人口与成员数不符",
        of=Household,
        holds=~(h.size.known() & has("person.household", _STAYS)) | (number_of("person.household", _STAYS) == h.size),
        severity="warning",
        message="登记的家庭人口与在册成员数不一致",
        remedy="核对成员的增减,改正家庭人口",
        source="systems.md POV-02",
    ),
    Check(
        key="household.no_single_head",
        label="户主不是恰好一人",
        of=Household,
        holds=~(_STANDS & has("person.household", _STAYS))
        | (number_of("person.household", _STAYS & p.relation.known() & (p.relation == "02")) == 1),
        severity="warning",
        message="在册成员中没有户主,或有多个户主",
        remedy="核对「与户主关系」一栏",
        source="systems.md POV-01",
    ),
    Check(
        key="household.without_category",
        label="没有户类型",
        of=Household,
        holds=h.category.known(),
        severity="warning",
        message="没有户类型,分类合计会少这一户",
        remedy="补填户类型",
        source="systems.md POV-02",
    ),
    Check(
        key="household.poor_without_helper",
        label="帮扶对象户没有帮扶责任人",
        of=Household,
        holds=~(_STANDS & h.category.known() & (h.category != "ordinary"))
        | has("pairing.household", g.from_on.known() & ~g.to_on.known()),
        severity="hint",
        message="帮扶对象户没有登记帮扶责任人",
        remedy="登记结对帮扶",
        source="systems.md POV-06",
    ),
    Check(
        key="household.several_helpers",
        label="一户有多个帮扶责任人",
        of=Household,
        holds=number_of("pairing.household", g.from_on.known() & ~g.to_on.known()) <= 1,
        severity="hint",
        message="同一户有两个以上在任的帮扶责任人",
        remedy="核对是否已移交;已移交的填写结束日期",
        source="systems.md POV-06",
    ),
    Check(
        key="person.without_id",
        label="成员没有身份证号",
        of=Person,
        holds=p.id_number.known(),
        severity="warning",
        message="没有身份证号,查重时会另算一人",
        remedy="补录身份证号",
        source="systems.md POV-01",
    ),
    Check(
        key="pairing.ends_before_it_begins",
        label="结对止早于起",
        of=Pairing,
        holds=~(g.to_on.known() & (g.to_on < g.from_on)),
        message="结对结束日期早于结对日期",
        remedy="核对两个日期",
        source="systems.md POV-06",
    ),
    Check(
        key="visit.after_removal",
        label="退出后仍登记走访",
        of=Visit,
        holds=~(v.household.removed_on.known() & (v.visited_on > v.household.removed_on)),
        severity="hint",
        message="走访日期在该户退出之后",
        remedy="脱贫后继续走访的不必改;户编号填错的请改正",
        source="systems.md POV-06",
    ),
    Check(
        key="pairing.helper_over_quota",
        label="帮扶人联系户数超过规定",
        of=Pairing,
        holds=~_PAIRED | (param("relief.households_per_helper") >= _CARRIED),
        severity="hint",
        message="这名帮扶人在任联系的户数超过本地区规定",
        remedy="移交一部分户,或核对是否有已移交而未填结束日期的结对",
        source="systems.md POV-06",
    ),
    *(
        Check(
            key=f"pairing.quota_{level}",
            label=f"{label}联系户数与规定不符",
            of=Pairing,
            holds=~_PAIRED | (g.post_level != level) | (param(f"relief.quota_{level}") == _CARRIED),
            severity="hint",
            message=f"这名{label}在任联系的户数与本地区按职级的规定不符",
            remedy="按规定增减联系户,或核对职级和结对起止日期",
            source="systems.md POV-06",
        )
        for level, label in (("county", "县级干部"), ("section", "科级干部"), ("ordinary", "一般干部"))
    ),
)
