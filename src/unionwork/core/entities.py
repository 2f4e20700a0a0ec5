"""The kinds that every workspace has, whatever its areas and regions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from unionwork.declare.fields import Private, coded, day, integer, quantity, ref, text
from unionwork.declare.kinds import Record, Ref, kind


@kind("organisation", "组织", label_en="organisation", number="ORG{seq:04}", name="name", system=True)
class Organisation(Record):
    """A union body, from the federation of a territory down to a workshop union. Source: 工作体系 ORG-01."""

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
    tier: int | None = integer("审批级次", label_en="tier", help="审批人在第几级审批,如 1 为初审;别的角色不填")


@kind("act", "办理记录", label_en="act", number="BL{seq:08}", system=True)
class Act(Record):
    """A step that a person took on a record. A history that a sheet brought has none: it is taken over."""

    kind: str = text("种类", label_en="kind")
    subject: int = integer("对象", label_en="subject")
    step: str = text("步骤", label_en="step")
    from_state: str = text("原状态", label_en="from state")
    to_state: str = text("新状态", label_en="to state")
    on: date = day("日期", label_en="on")
    operator: str = text("操作员", label_en="operator")
    tier: int | None = integer("审批级次", label_en="tier")
    note: str | None = text("说明", label_en="note")
    exception: str | None = text("例外", label_en="exception", help="self_approve:凭自我审批的授权,没有第二人")
    before: int = integer("办理前版本", label_en="version before")
    after: int = integer("办理后版本", label_en="version after")
    added_kind: str | None = text("新增种类", label_en="kind added")
    added: int | None = integer("新增记录", label_en="record added")


@kind("attachment", "附件", label_en="attachment", number="FJ{seq:07}", name="name", system=True)
class Attachment(Record):
    """A file that goes with a record, such as the photograph of a hazard put right; known by its digest."""

    kind: str = text("种类", label_en="kind")
    subject: int = integer("对象", label_en="subject")
    name: str = text("文件名", label_en="file name", help="名称里像身份证号、账号、手机号的长串数字以 * 遮盖")
    full_name: str | None = text("原文件名", label_en="original name", private=Private.ID_NUMBER)
    size: int = integer("字节数", unit="字节", label_en="bytes")
    sha256: str = text("摘要", label_en="SHA-256")
    place: str = text("存放", label_en="kept in", help="database 在库内,folder 在工作区旁的文件夹")
    added_on: date = day("日期", label_en="added on")
    note: str | None = text("说明", label_en="note")


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
