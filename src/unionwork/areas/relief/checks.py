"""What ought to hold of households, persons, pairings and visits."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFile
from unionwork.areas.relief.entities import Household, Pairing, Person, Visit
from unionwork.areas.relief.procedures import NEEDS_OPEN
from unionwork.declare.phrases import alike, also_in, fields, has, number_of, on, one_of, param, repeated
from unionwork.declare.procedures import Check

h = fields(Household)
p = fields(Person)
g = fields(Pairing)
v = fields(Visit)
a = fields(AidFile)

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
        source="工作体系 POV-03",
    ),
    Check(
        key="household.size_differs",
        label="家庭人口与成员数不符",
        of=Household,
        holds=~(h.size.known() & has("person.household", _STAYS)) | (number_of("person.household", _STAYS) == h.size),
        severity="warning",
        message="登记的家庭人口与在册成员数不一致",
        remedy="核对成员的增减,改正家庭人口",
        source="工作体系 POV-02",
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
        source="工作体系 POV-01",
    ),
    Check(
        key="household.without_category",
        label="没有户类型",
        of=Household,
        holds=h.category.known(),
        severity="warning",
        message="没有户类型,分类合计会少这一户",
        remedy="补填户类型",
        source="工作体系 POV-02",
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
        source="工作体系 POV-06",
    ),
    Check(
        key="household.several_helpers",
        label="一户有多个帮扶责任人",
        of=Household,
        holds=number_of("pairing.household", g.from_on.known() & ~g.to_on.known()) <= 1,
        severity="hint",
        message="同一户有两个以上在任的帮扶责任人",
        remedy="核对是否已移交;已移交的填写结束日期",
        source="工作体系 POV-06",
    ),
    Check(
        key="person.without_id",
        label="成员没有身份证号",
        of=Person,
        holds=p.id_number.known(),
        severity="warning",
        message="没有身份证号,查重时会另算一人",
        remedy="补录身份证号",
        source="工作体系 POV-01",
    ),
    Check(
        key="pairing.ends_before_it_begins",
        label="结对止早于起",
        of=Pairing,
        holds=~(g.to_on.known() & (g.to_on < g.from_on)),
        message="结对结束日期早于结对日期",
        remedy="核对两个日期",
        source="工作体系 POV-06",
    ),
    Check(
        key="visit.after_removal",
        label="退出后仍登记走访",
        of=Visit,
        holds=~(v.household.removed_on.known() & (v.visited_on > v.household.removed_on)),
        severity="hint",
        message="走访日期在该户退出之后",
        remedy="脱贫后继续走访的不必改;户编号填错的请改正",
        source="工作体系 POV-06",
    ),
    Check(
        key="pairing.helper_over_quota",
        label="帮扶人联系户数超过规定",
        of=Pairing,
        holds=~_PAIRED | (param("relief.households_per_helper") >= _CARRIED),
        severity="hint",
        message="这名帮扶人在任联系的户数超过本地区规定",
        remedy="移交一部分户,或核对是否有已移交而未填结束日期的结对",
        source="工作体系 POV-06",
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
            source="工作体系 POV-06",
        )
        for level, label in (("county", "县级干部"), ("section", "科级干部"), ("ordinary", "一般干部"))
    ),
    Check(
        key="household.same_head",
        label="两户同一户主",
        of=Household,
        holds=~h.head_id_number.known() | ~repeated(h.head_id_number),
        severity="warning",
        message="同一户主身份证号在另一户里也有",
        remedy="核对是否分户或重复登记;重复的合并成一户",
        source="工作体系 POV-01",
    ),
    Check(
        key="household.head_differs",
        label="户主身份证号与成员不符",
        of=Household,
        holds=~h.head_id_number.known()
        | ~has(
            "person.household",
            _STAYS & p.id_number.known() & (p.relation == "02") & (p.id_number != p.household.head_id_number),
        ),
        severity="warning",
        message="户主身份证号和成员里户主的不同",
        remedy="核对户主是否已变更,改正户主姓名和身份证号",
        source="工作体系 POV-01",
    ),
    Check(
        key="household.size_not_positive",
        label="家庭人口不足一人",
        of=Household,
        holds=~(h.size.known() & (h.size < 1)),
        message="家庭人口不足一人",
        remedy="户主也计入,至少填 1;整户消亡的办理退出",
        source="工作体系 POV-02",
    ),
    Check(
        key="household.removed_without_reason",
        label="退出没有原因",
        of=Household,
        holds=~h.removed_on.known() | h.removed_reason.known(),
        severity="warning",
        message="已退出而没有原因",
        remedy="补填退出原因",
        source="工作体系 POV-03",
    ),
    Check(
        key="household.visited_before_pairing",
        label="结对以前就有走访",
        of=Household,
        holds=~(one_of("visit.household", "visited_on") < one_of("pairing.household", "from_on")),
        severity="hint",
        message="最早的走访早于最早的结对",
        remedy="核对走访日期和结对日期;结对前由村干部走访的不必改",
        source="工作体系 POV-06",
    ),
    Check(
        key="household.also_in_aid",
        label="户主同时有困难职工档案",
        of=Household,
        holds=h.removed_on.known() | ~also_in("aid_file.id_number", h.head_id_number, ~a.exited_on.known()),
        severity="hint",
        message="户主同时是工会在档的困难职工",
        remedy="与工会比对,避免同一项目重复帮扶;符合两边条件的不必改",
        source="工作体系 AID-06, POV-14",
    ),
    Check(
        key="person.two_households",
        label="一人在两户",
        of=Person,
        holds=p.left_on.known() | ~p.id_number.known() | (alike(p.id_number, _STAYS) <= 1),
        severity="warning",
        message="同一身份证号在两条在册成员里",
        remedy="核对属于哪一户:婚嫁、分户的在原户填写减少日期,重复的作废一条",
        source="工作体系 POV-01, POV-03",
    ),
    Check(
        key="person.left_before_joined",
        label="减少早于增加",
        of=Person,
        holds=~(p.left_on.known() & (p.left_on < p.joined_on)),
        message="成员减少日期早于增加日期",
        remedy="核对两个日期",
        source="工作体系 POV-03",
    ),
    Check(
        key="person.left_without_reason",
        label="减少没有原因",
        of=Person,
        holds=~p.left_on.known() | p.left_reason.known(),
        severity="hint",
        message="成员已减少而没有原因",
        remedy="补填减少原因(出生、死亡、婚嫁、迁移等)",
        source="工作体系 POV-03",
    ),
    Check(
        key="pairing.after_removal",
        label="退出以后才结对",
        of=Pairing,
        holds=~(g.household.removed_on.known() & (g.from_on >= g.household.removed_on)),
        severity="hint",
        message="结对日期在该户退出之后",
        remedy="核对两个日期,或户编号是否填错",
        source="工作体系 POV-06",
    ),
    Check(
        key="visit.before_listing",
        label="纳入以前就有走访",
        of=Visit,
        holds=~(v.visited_on < v.household.listed_on),
        severity="hint",
        message="走访日期早于该户纳入日期",
        remedy="核对走访日期和户编号;识别阶段的入户不必改",
        source="工作体系 POV-06",
    ),
    Check(
        key="visit.needs_overdue",
        label="答应的诉求逾期",
        of=Visit,
        holds=~(NEEDS_OPEN & v.needs_due_on.known() & (v.needs_due_on < on)),
        message="答应的办理期限已过,诉求还没有办结",
        remedy="立即办理并办结;办不了的向农户说明,并写进办理结果",
        source="工作体系 POV-06",
    ),
    Check(
        key="visit.resolved_before_visit",
        label="办结早于走访",
        of=Visit,
        holds=~(v.resolved_on.known() & (v.resolved_on < v.visited_on)),
        message="诉求办结日期早于走访日期",
        remedy="核对两个日期",
        source="工作体系 POV-06",
    ),
    Check(
        key="visit.resolved_without_result",
        label="办结没有结果",
        of=Visit,
        holds=~v.resolved_on.known() | v.resolution.known(),
        severity="warning",
        message="诉求已办结而没有写办理结果",
        remedy="补填诉求办理结果",
        source="工作体系 POV-06",
    ),
)
