"""The kinds that every workspace has, whatever its areas and regions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from unionwork.declare.fields import Private, coded, day, integer, quantity, ref, text
from unionwork.declare.kinds import Record, Ref, kind


@kind("organisation", "组织", label_en="organisation", number="ORG{seq:04}", name="name", system=True)
class Organisation(Record):
    """A union body, from the federation of a territory down to a workshop union. Source: systems.md ORG-01."""

    name: str = text("名称", ["组织名称", "工会名称"], label_en="name")
    level: str | None = coded("层级", "org_level", label_en="level")
    sort: str | None = coded("类型", "org_sort", label_en="sort")
    region: str | None = text("适用地区", label_en="region", help="地区包的键;下级没有写明时沿用上级的")
    founded_on: date | None = day("成立日期", label_en="founded on")
    closed_on: date | None = day("撤销日期", label_en="closed on")
    merged_into: Ref | None = ref("并入", label_en="merged into", to="organisation")
    chair: str | None = text("主席", label_en="chair")


@kind("placement", "隶属关系", label_en="placement", number="PL{seq:06}", lives=("from_on", "to_on"), system=True)
class Placement(Record):
    """Below which organisation a body stands, from a day until a day."""

    organisation: Ref = ref("组织", label_en="organisation", to="organisation")
    parent: Ref | None = ref("上级", label_en="parent", to="organisation")
    from_on: date = day("起", label_en="from")
    to_on: date | None = day("止", label_en="to")


@kind("figure", "组织数据", label_en="figure", number="FG{seq:06}", system=True)
class Figure(Record):
    """A dated number of an organisation, such as its workers or its rural population."""

    key: str = text("项目", label_en="key")
    value: int = integer("数值", label_en="value")
    from_on: date = day("起", label_en="from")
    source: str | None = text("依据", label_en="source")


@kind("operator", "操作员", label_en="operator", number="OP{seq:03}", name="name", system=True)
class Operator(Record):
    """A person who works in the workspace, and the rights that were granted.

    On SQLite naming an operator is a statement, not a login.
    """

    key: str = text("代号", label_en="key")
    name: str | None = text("姓名", label_en="name")
    role: str = coded("角色", "operator_role", label_en="role")
    rights: str = text("权限", label_en="rights", help="以逗号分开:private.read, export, self_approve, admin")


@kind("decision", "认定", label_en="decision", number="JD{seq:07}", lives=("from_on", "to_on"), system=True)
class Decision(Record):
    """What a person decided on a rule's proposal, with what it was based on."""

    kind: str = text("种类", label_en="kind")
    subject: int = integer("对象", label_en="subject")
    rule: str = text("规则", label_en="rule")
    proposed: str = text("建议", label_en="proposed")
    decided: str = text("认定结果", label_en="decided")
    reason: str | None = text("理由", label_en="reason")
    from_on: date = day("起", label_en="from")
    to_on: date | None = day("止", label_en="to")
    operator: str = text("操作员", label_en="operator")
    basis: str = text("依据数据", label_en="basis", private=Private.INCOME, help="各项条件的数值、参数及其依据(JSON)")


@kind("target", "目标", label_en="target", number="MB{seq:05}", lives=("from_on", "to_on"), system=True)
class Target(Record):
    """What an indicator of an organisation ought to reach."""

    indicator: str = text("指标", label_en="indicator")
    value: Decimal = quantity("目标值", decimals=4, label_en="value")
    from_on: date = day("起", label_en="from")
    to_on: date | None = day("止", label_en="to")
    source: str = text("依据", label_en="source")


@kind("param_setting", "参数设置", label_en="parameter setting", number="CS{seq:05}", system=True)
class ParamSetting(Record):
    """A dated value of a parameter that an organisation set for itself and those below it."""

    key: str = text("参数", label_en="key")
    value: str = text("值", label_en="value", help="十进制数,单位见参数")
    top: int = integer("分子", label_en="numerator")
    bottom: int = integer("分母", label_en="denominator")
    from_on: date = day("起", label_en="from")
    to_on: date | None = day("止", label_en="to")
    source: str = text("依据", label_en="source")
