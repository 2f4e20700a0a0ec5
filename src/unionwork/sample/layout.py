"""The nine layouts of office sheets, with other names that offices give the same columns."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import attrs

Form = Literal["text", "count", "money", "day", "month"]


@attrs.frozen(kw_only=True)
class Column:
    """A column of an office sheet.

    Attributes:
        label: the header most offices print.
        form: what a cell holds; money is made in fen and printed in yuan.
        aliases: other headers for the same column.
        block: the upper line and the lower line of a two-line header, or None.
    """

    label: str
    form: Form = "text"
    aliases: tuple[str, ...]
    block: tuple[str, str] | None = None


@attrs.frozen(kw_only=True)
class Layout:
    """The columns of one roll, in the order most offices print them.

    Attributes:
        key: the key of the roll.
        title: the Chinese name, also the name of the file.
        columns: the columns.
        as_csv: other offices keep this one as csv in GB18030.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    as_csv: bool = False

    def position(self, label: str) -> int:
        """Where the column with this usual label stands."""
        return next(i for i, column in enumerate(self.columns) if column.label == label)


def _column(label: str, aliases: str, form: Form = "text", block: tuple[str, str] | None = None) -> Column:
    return Column(label=label, form=form, aliases=tuple(aliases.split()), block=block)


_HARDSHIP = Layout(
    key="hardship",
    title="困难职工档案",
    columns=(
        _column("档案编号", "档案号 建档编号 困难职工编号"),
        _column("姓名", "职工姓名 困难职工姓名"),
        _column("性别", "职工性别"),
        _column("身份证号", "公民身份号码 身份证号码 居民身份证号"),
        _column("所属工会", "所在工会 基层工会名称 工会名称"),
        _column("工作单位", "所在单位 单位名称"),
        _column("企业状况", "单位状况 企业经营状况 单位经营状况"),
        _column("学历", "文化程度 受教育程度"),
        _column("家庭人口", "家庭人口数 家庭成员数", "count"),
        _column("家庭月总收入", "家庭月收入 家庭月收入合计 家庭月总收入(元)", "money"),
        _column("主要致困原因", "致困主要原因 第一致困原因"),
        _column("次要致困原因", "致困次要原因 第二致困原因"),
        _column("建档日期", "建档时间 立档日期", "day"),
        _column("手机号码", "联系电话 手机 移动电话"),
    ),
)
_POVERTY = Layout(
    key="poverty",
    title="贫困人口花名册",
    columns=(
        _column("户编号", "户号 家庭编号 农户编号"),
        _column("户主姓名", "户主 户主名字"),
        _column("姓名", "成员姓名 家庭成员姓名"),
        _column("与户主关系", "与户主的关系 同户主关系 家庭关系"),
        _column("性别", "成员性别"),
        _column("身份证号", "公民身份号码 身份证号码 证件号码"),
        _column("户类型", "农户属性 贫困户属性 贫困类型"),
        _column("乡镇", "所属乡镇 乡(镇) 乡镇名称"),
        _column("村", "行政村 所属村 村名"),
        _column("健康状况", "身体状况 健康情况"),
        _column("致贫原因", "主要致贫原因 致贫主因"),
    ),
)
_PETITION = Layout(
    key="petition",
    title="信访台账",
    as_csv=True,
    columns=(
        _column("编号", "信访编号 登记编号 台账编号"),
        _column("来源", "信访来源 受理来源 事件来源"),
        _column("收到日期", "受理日期 登记日期 来信来访日期", "day"),
        _column("信访人", "来访人 信访人姓名 反映人"),
        _column("人数", "涉及人数 来访人数", "count"),
        _column("用人单位", "被反映单位 涉事单位 涉及单位"),
        _column("事项", "信访事项 反映事项 反映问题"),
        _column("承办人A", "主办人 承办人1 经办人A"),
        _column("承办人B", "协办人 承办人2 经办人B"),
        _column("办理期限", "办结期限 答复期限 办理时限", "day"),
        _column("答复日期", "答复时间 回复日期 办结日期", "day"),
        _column("办理结果", "处理结果 办理情况 办结情况"),
    ),
)
_APPLICATION = Layout(
    key="application",
    title="帮扶申请台账",
    columns=(
        _column("申请编号", "申请号 申请单号"),
        _column("项目", "帮扶项目 申请项目 项目名称"),
        _column("姓名", "申请人姓名 申请人", block=("申请人", "姓名")),
        _column("身份证号", "申请人身份证号 公民身份号码 身份证号码", block=("申请人", "身份证号")),
        _column("所属工会", "所在工会 基层工会"),
        _column("申请日期", "申请时间 提交日期", "day"),
        _column("同意公示日期", "同意公示 公示同意日期", "day"),
        _column("镇总初审", "初审结果 镇级初审 初审意见", block=("初审", "结果")),
        _column("初审日期", "初审时间 镇级初审日期", "day", block=("初审", "日期")),
        _column("市总审核", "审核结果 市级审核 审核意见", block=("审核", "结果")),
        _column("审核日期", "审核时间 市级审核日期", "day", block=("审核", "日期")),
        _column("状态", "当前状态 办理状态"),
        _column("金额", "发放金额 帮扶金额 救助金额", "money", block=("发放", "金额")),
        _column("发放日期", "发放时间 拨付日期", "day", block=("发放", "日期")),
        _column("不通过原因", "未通过原因 退回原因"),
    ),
)
_FUND = Layout(
    key="fund",
    title="工会经费收缴",
    columns=(
        _column("企业名称", "单位名称 缴费单位 缴费单位名称"),
        _column("工会名称", "所在工会 所属工会 基层工会名称"),
        _column("所属月份", "费款所属期 所属期 缴费月份", "month"),
        _column("工资总额", "职工工资总额 全部职工工资总额 工资总额(元)", "money"),
        # Both names carry their unit: this is the column that other offices keep in ten thousands.
        _column("缴纳经费", "实缴经费(万元) 缴纳经费(万元)", "money"),
        _column("返还手续", "返还手续情况 返还状态 返还办理情况"),
    ),
)
_HOUSEHOLD = Layout(
    key="household",
    title="农户台账",
    columns=(
        _column("户编号", "户号 家庭编号 农户编号"),
        _column("户主姓名", "户主 农户姓名"),
        _column("身份证号", "户主身份证号 公民身份号码 身份证号码"),
        _column("户类型", "农户属性 农户类型 家庭类型"),
        _column("村民小组", "所在小组 小组 组别", "count"),
        _column("家庭人口", "家庭人口数 家庭成员数", "count"),
        _column("帮扶责任人", "帮扶干部 帮扶人 结对干部"),
        _column("纳入日期", "识别日期 纳入时间", "day"),
        _column("同意公示日期", "同意公示 公示同意日期", "day"),
    ),
)
_VISIT = Layout(
    key="visit",
    title="入户走访记录",
    columns=(
        _column("户编号", "户号 家庭编号 农户编号"),
        _column("走访人", "走访干部 入户人 走访人姓名"),
        _column("走访日期", "走访时间 入户日期 入户时间", "day"),
        _column("走访方式", "走访形式 入户方式"),
    ),
)
_INSPECTION = Layout(
    key="inspection",
    title="监督检查记录",
    columns=(
        _column("检查编号", "检查记录编号 检查号"),
        _column("检查类型", "检查类别 检查形式"),
        _column("受检单位", "被检查单位 受检企业 被检单位"),
        _column("行业", "所属行业 行业类别"),
        _column("检查日期", "检查时间 监督检查日期", "day"),
        _column("检查人", "检查人员 检查员 监督检查员"),
    ),
)
_FINDING = Layout(
    key="finding",
    title="隐患整改台账",
    columns=(
        _column("隐患编号", "隐患号 问题编号"),
        _column("检查编号", "检查记录编号 所属检查编号 检查号"),
        _column("类别", "隐患类别 问题类别 隐患类型"),
        _column("等级", "隐患等级 隐患级别 问题等级"),
        _column("问题描述", "隐患内容 问题内容 存在问题"),
        _column("发现日期", "发现时间 查出日期 排查日期", "day"),
        _column("整改期限", "整改时限 限期整改日期 要求整改日期", "day"),
        _column("责任人", "整改责任人 责任人姓名"),
        _column("整改完成日期", "完成整改日期 整改完成时间 实际整改日期", "day"),
        _column("复查销号日期", "销号日期 销号时间 复查日期", "day"),
    ),
)

LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        layout.key: layout
        for layout in (
            _HARDSHIP,
            _POVERTY,
            _PETITION,
            _APPLICATION,
            _FUND,
            _HOUSEHOLD,
            _VISIT,
            _INSPECTION,
            _FINDING,
        )
    }
)

HEADERS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        key: MappingProxyType({column.label: column.aliases for column in layout.columns})
        for key, layout in LAYOUTS.items()
    }
)
