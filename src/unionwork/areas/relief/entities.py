"""A household, a person in it, a helper's pairing with it, a visit to it."""

from __future__ import annotations

from datetime import date

from unionwork.declare.fields import Private, coded, day, deadline, id_number, integer, phone, ref, text
from unionwork.declare.kinds import Record, Ref, kind

_NUMBER = ("户编号", "户号", "农户编号", "家庭编号", "贫困户编号")


@kind(
    "household",
    "农户",
    label_en="household",
    number="NH{year}{seq:06}",
    number_label=_NUMBER,
    name="head_name",
    lives=("listed_on", "removed_on"),
)
class Household(Record):
    """A household on the village's register, poor or not. Source: 工作体系 POV-01, POV-02."""

    head_name: str = text("户主姓名", ["户主", "户主名字", "农户姓名"], label_en="head of household")
    head_id_number: str | None = id_number("户主身份证号", ["身份证号", "户主身份证号码"], label_en="head's ID number")
    category: str | None = coded(
        "户类型",
        "household_category",
        [
            "农户属性",
            "贫困户属性",
            "贫困类型",
            "农户类型",
            "家庭类型",
            "户属性",
            "贫困户类型",
            "贫困属性",
            "户别",
            "贫困户类别",
            "户类别",
        ],
        label_en="category",
    )
    cause: str | None = coded(
        "致贫原因",
        "poverty_cause",
        ["主要致贫原因", "致贫主因", "风险类型", "致贫返贫原因"],
        private=Private.HEALTH,
        totals=True,
        label_en="cause of poverty",
    )
    village_group: str | None = text(
        "村民小组", ["所在小组", "小组", "组别", "村组", "组", "组名", "所属小组"], label_en="village group"
    )
    size: int | None = integer(
        "家庭人口",
        ["家庭人口数", "家庭成员数", "家庭人数", "人口数", "人口", "家庭总人口"],
        unit="人",
        usual=1,
        label_en="size",
    )
    phone: str | None = phone(label_en="telephone")
    address: str | None = text("家庭住址", ["住址"], private=Private.ADDRESS, label_en="address")
    listed_on: date = day("纳入日期", ["识别日期", "建档日期", "纳入时间"], label_en="listed on")
    publicity_consent_on: date | None = day(
        "同意公示日期",
        ["同意公示", "公示同意日期"],
        label_en="consent to publication on",
        help="户主单独同意公示的日期,纳入时询问;没有同意的不填,公示不列出;撤回同意的清空",
    )
    lifted_on: date | None = day(
        "脱贫日期",
        ["脱贫时间"],
        label_en="lifted on",
        help="脱贫不是退出:这一户留在册上,走访不停;填了以后不计入贫困户和贫困发生率,返贫的清空",
    )
    removed_on: date | None = day("退出日期", ["核减日期", "退出时间"], label_en="removed on")
    removed_reason: str | None = coded("退出原因", "removal_reason", ["核减原因"], label_en="reason of removal")


@kind(
    "person",
    "家庭成员",
    label_en="person of a household",
    number="RY{year}{seq:06}",
    number_label=("人员编号", "成员编号"),
    name="name",
    lives=("joined_on", "left_on"),
)
class Person(Record):
    """A person who belongs to a household on the register. Source: 工作体系 POV-01."""

    household: Ref = ref("户编号", _NUMBER[1:], to="household", label_en="household")
    name: str = text("姓名", ["成员姓名", "家庭成员姓名"], label_en="name")
    relation: str | None = coded(
        "与户主关系", "kinship", ["与户主的关系", "同户主关系", "家庭关系", "关系"], label_en="relation to the head"
    )
    sex: str | None = coded("性别", "sex", ["成员性别"], derived_from="id_number", label_en="sex")
    id_number: str | None = id_number(label_en="ID number")
    born_on: date | None = day(
        "出生日期",
        ["出生年月日", "生日"],
        derived_from="id_number",
        birth=True,
        private=Private.BIRTH,
        label_en="born on",
    )
    health: str | None = coded(
        "健康状况", "health", ["身体状况", "健康情况"], private=Private.HEALTH, label_en="health"
    )
    education: str | None = coded("文化程度", "education", ["学历", "受教育程度"], label_en="education")
    joined_on: date = day("增加日期", ["人员增加日期", "迁入日期"], label_en="joined on")
    left_on: date | None = day("减少日期", ["人员减少日期", "迁出日期"], label_en="left on")
    left_reason: str | None = text("减少原因", ["人员减少原因"], label_en="reason of leaving")


@kind(
    "pairing",
    "结对帮扶",
    label_en="pairing",
    number="JD{year}{seq:05}",
    number_label=("结对编号",),
    name="helper",
    lives=("from_on", "to_on"),
)
class Pairing(Record):
    """A helper and a household, from a day until a day. Source: 工作体系 POV-06."""

    household: Ref = ref("户编号", _NUMBER[1:], to="household", label_en="household")
    helper: str = text(
        "帮扶责任人",
        ["帮扶干部", "帮扶人", "结对干部", "帮扶人姓名", "帮扶责任人姓名", "帮扶联系人", "包户干部", "联户干部"],
        label_en="helper",
    )
    post_level: str | None = coded(
        "帮扶人职级", "post_level", ["职级", "职务级别", "帮扶责任人职级"], label_en="level of post"
    )
    employer: str | None = text("帮扶单位", ["帮扶人单位", "帮扶责任人单位"], label_en="helper's office")
    phone: str | None = phone("帮扶人电话", ["帮扶责任人电话"], label_en="helper's telephone")
    from_on: date = day("结对日期", ["结对时间", "帮扶开始日期"], label_en="from")
    to_on: date | None = day("结对结束日期", ["帮扶结束日期", "移交日期"], label_en="to")
    end_reason: str | None = coded("结对结束原因", "pairing_end_reason", label_en="why it ended")


@kind("visit", "入户走访", label_en="visit", number="ZF{year}{seq:06}", number_label=("走访编号",), name="visitor")
class Visit(Record):
    """A contact of a helper or cadre with a household, by any means. Source: 工作体系 POV-06."""

    household: Ref = ref("户编号", _NUMBER[1:], to="household", label_en="household")
    visitor: str = text(
        "走访人",
        ["走访干部", "入户人", "走访人姓名", "入户干部", "帮扶干部", "帮扶人", "帮扶责任人", "走访人员"],
        label_en="visitor",
    )
    visited_on: date = day(
        "走访日期", ["走访时间", "入户日期", "入户时间", "走访时点", "联系日期"], label_en="visited on"
    )
    means: str | None = coded("走访方式", "visit_means", ["走访形式", "入户方式", "联系形式"], label_en="means")
    needs: str | None = text("反映诉求", ["诉求", "困难诉求"], label_en="needs")
    note: str | None = text("走访记录", ["走访内容", "走访情况"], label_en="note")
    needs_due_on: date | None = deadline(
        "诉求办理期限", ["诉求限办日期"], label_en="needs to be met by", help="走访时答应办理的日期;没有答应的不填"
    )
    resolution: str | None = text("诉求办理结果", ["诉求办理情况", "诉求解决情况"], label_en="how the needs were met")
    resolved_on: date | None = day("诉求办结日期", ["诉求解决日期"], label_en="needs met on")
