"""A unit that employs workers, and a member of the union."""

from __future__ import annotations

from datetime import date

from unionwork.declare.fields import (
    Private,
    coded,
    credit_code,
    day,
    flag,
    id_number,
    integer,
    phone,
    ref,
    text,
)
from unionwork.declare.kinds import Record, Ref, kind


@kind(
    "unit",
    "用人单位",
    label_en="unit",
    number="DW{year}{seq:05}",
    number_label=("单位编号", "企业编号"),
    name="name",
    lives=("opened_on", "closed_on"),
)
class Unit(Record):
    """An employer: an enterprise, institution, organ or social body. Source: 工作体系 ORG-02, ORG-03, FND-01."""

    name: str = text(
        "单位名称",
        [
            "企业名称", "用人单位", "受检单位", "被检查单位", "受检企业", "被检单位", "缴费单位", "缴费单位名称",
            "缴费企业", "工作单位",
        ],
        label_en="name",
    )  # fmt: skip
    credit_code: str | None = credit_code(label_en="credit code")
    industry: str | None = coded("行业", "industry", ["所属行业", "行业类别", "行业分类"], label_en="industry")
    ownership: str | None = coded(
        "单位类别", "ownership", ["单位性质", "企业性质", "经济类型", "登记注册类型"], label_en="ownership"
    )
    workers_count: int | None = integer(
        "职工人数", ["职工数", "职工总数", "在岗职工人数", "从业人数"], unit="人", label_en="workers"
    )
    has_union: bool | None = flag("是否建会", ["已建会", "建会情况", "是否建立工会"], label_en="has a union")
    union_founded_on: date | None = day("建会日期", ["建会时间", "工会成立日期"], label_en="union founded on")
    return_state: str | None = coded(
        "返还手续", "return_state", ["返还手续情况", "返还状态", "返还办理情况"], label_en="return procedure"
    )
    address: str | None = text("地址", ["单位地址", "企业地址"], label_en="address")
    contact: str | None = text("联系人", label_en="contact")
    phone: str | None = phone(label_en="telephone")
    opened_on: date | None = day("成立日期", ["注册日期"], label_en="opened on")
    closed_on: date | None = day("注销日期", ["关停日期"], label_en="closed on")


@kind(
    "member",
    "会员",
    label_en="member",
    number="HY{year}{seq:06}",
    number_label=("会员编号", "会员号", "会员证号", "会员卡号"),
    name="name",
    lives=("joined_on", "left_on"),
)
class Member(Record):
    """A member of the union on the real-name roll. Source: 工作体系 MEM-01; law: 工会法 3."""

    name: str = text("姓名", ["会员姓名", "职工姓名"], label_en="name")
    sex: str | None = coded("性别", "sex", derived_from="id_number", label_en="sex")
    born_on: date | None = day(
        "出生日期",
        ["出生年月日", "生日"],
        derived_from="id_number",
        birth=True,
        private=Private.BIRTH,
        label_en="born on",
    )
    id_number: str | None = id_number(label_en="ID number")
    kind_of_member: str | None = coded(
        "会员类别", "member_kind", ["会员类型", "职工类别", "用工形式"], label_en="kind of member"
    )
    unit: Ref | None = ref("用人单位", ["工作单位", "所在单位"], to="unit", label_en="unit")
    union_group: str | None = text("工会小组", ["班组"], label_en="union group")
    joined_on: date | None = day("入会日期", ["入会时间"], label_en="joined on")
    left_on: date | None = day("退会日期", ["离会日期", "转出日期"], label_en="left on")
    education: str | None = coded("学历", "education", ["文化程度", "受教育程度"], label_en="education")
    trade: str | None = text("工种", ["岗位", "职业工种"], label_en="trade")
    phone: str | None = phone(label_en="telephone")
    hardship: bool | None = flag("是否困难职工", ["困难职工"], label_en="hardship worker")
    model_worker: bool | None = flag("是否劳模", ["劳模"], label_en="model worker")
