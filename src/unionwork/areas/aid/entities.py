"""A hardship file with its family, an application for aid, a payment."""

from __future__ import annotations

from datetime import date

from unionwork.declare.fields import (
    Private,
    coded,
    day,
    decided,
    flag,
    id_number,
    integer,
    money,
    phone,
    ref,
    text,
)
from unionwork.declare.kinds import Record, Ref, kind
from unionwork.values import Money


@kind(
    "aid_file",
    "困难职工档案",
    label_en="hardship file",
    number="BF{year}{seq:05}",
    number_label=("档案编号", "档案号", "建档编号", "困难职工编号", "职工编号", "档案序号"),
    name="name",
    lives=("filed_on", "exited_on"),
)
class AidFile(Record):
    """The file of a worker in hardship, with the income of the household. Source: 工作体系 AID-01, AID-03."""

    name: str = text("姓名", ["职工姓名", "困难职工姓名"], label_en="name")
    sex: str | None = coded("性别", "sex", ["职工性别"], derived_from="id_number", label_en="sex")
    id_number: str | None = id_number(aliases=["居民身份证号", "居民身份证号码", "职工身份证号"], label_en="ID number")
    born_on: date | None = day(
        "出生日期",
        ["出生年月日", "生日"],
        derived_from="id_number",
        birth=True,
        private=Private.BIRTH,
        label_en="born on",
    )
    employer: str | None = text("工作单位", ["所在单位", "单位名称", "用人单位", "企业名称"], label_en="employer")
    employer_state: str | None = coded(
        "企业状况",
        "employer_state",
        ["单位状况", "企业经营状况", "单位经营状况", "企业生产状况"],
        label_en="state of the employer",
    )
    education: str | None = coded("学历", "education", ["文化程度", "受教育程度"], label_en="education")
    family_size: int | None = integer(
        "家庭人口",
        ["家庭人口数", "家庭成员数", "家庭人数", "共同生活人口", "家庭总人口", "家庭人口(人)"],
        unit="人",
        usual=1,
        label_en="family size",
    )
    income: Money | None = money(
        "家庭月总收入",
        [
            "家庭月收入",
            "家庭月收入合计",
            "家庭月总收入(元)",
            "家庭总月收入",
            "全家月收入",
            "家庭月总收入合计",
            "家庭月均总收入",
        ],
        private=Private.INCOME,
        least=0,
        label_en="income of the household a month",
        help="共同生活的全部家庭成员一个月的收入合计",
    )
    cause: str | None = coded(
        "主要致困原因",
        "hardship_cause",
        ["致困主要原因", "第一致困原因", "致困原因", "困难原因", "主要困难原因", "致困主因"],
        private=Private.HEALTH,
        totals=True,
        label_en="main cause",
    )
    cause_second: str | None = coded(
        "次要致困原因",
        "hardship_cause",
        ["致困次要原因", "第二致困原因", "其他致困原因", "次要困难原因", "致困次因"],
        private=Private.HEALTH,
        totals=True,
        label_en="second cause",
    )
    filed_on: date = day("建档日期", ["建档时间", "立档日期", "立档时间", "建卡日期"], label_en="filed on")
    phone: str | None = phone("手机号码", ["移动电话", "本人电话"], label_en="telephone")
    health: str | None = coded(
        "健康状况", "health", ["身体状况", "健康情况"], private=Private.HEALTH, label_en="health"
    )
    household_registration: str | None = text("户口类型", ["户口性质"], label_en="household registration")
    address: str | None = text("家庭住址", ["住址"], private=Private.ADDRESS, label_en="address")
    bank_account: str | None = text("银行卡号", ["银行账号"], private=Private.ACCOUNT, label_en="bank account")
    can_self_help: bool | None = flag("有无自救能力", ["自救能力"], label_en="able to help themselves")
    reviewed_on: date | None = day("年审日期", ["最近年审日期", "复核日期"], label_en="reviewed on")
    exited_on: date | None = day("退出日期", ["退档日期", "脱困日期", "注销日期"], label_en="exited on")
    exit_reason: str | None = coded(
        "退出原因",
        "aid_exit_reason",
        ["退档原因", "脱困原因"],
        label_en="reason of exit",
        help="脱困一般指家庭人均月收入连续六个月高于当地城市低保标准;程序不计算,由人核实后判断,以当地规定为准",
    )
    restored_on: date | None = day("撤销退出日期", ["恢复档案日期"], label_en="exit taken back on")
    restore_reason: str | None = text("撤销退出原因", label_en="why the exit was taken back")
    grade: str | None = decided("困难类别", rule="aid.grade", vocabulary="hardship_grade", label_en="grade")


@kind(
    "aid_family_member",
    "困难职工家庭成员",
    label_en="family member of a hardship file",
    number="BFC{year}{seq:06}",
    number_label=("成员编号",),
    name="name",
)
class AidFamilyMember(Record):
    """A person who lives together with the worker of a hardship file. Source: 工作体系 AID-01."""

    aid_file: Ref = ref("档案编号", ["困难职工编号", "档案号"], to="aid_file", label_en="hardship file")
    name: str = text("姓名", ["成员姓名", "家庭成员姓名"], label_en="name")
    relation: str | None = coded("与职工关系", "kinship", ["关系", "与本人关系"], label_en="relation")
    sex: str | None = coded("性别", "sex", derived_from="id_number", label_en="sex")
    id_number: str | None = id_number(label_en="ID number")
    born_on: date | None = day(
        "出生日期", ["生日"], derived_from="id_number", birth=True, private=Private.BIRTH, label_en="born on"
    )
    income: Money | None = money("月收入", ["本人月收入"], private=Private.INCOME, least=0, label_en="income a month")
    health: str | None = coded("健康状况", "health", ["身体状况"], private=Private.HEALTH, label_en="health")
    # Most who go to school are children: the fields are private for all, as the age need not be known.
    employer_or_school: str | None = text(
        "单位或学校", ["工作单位或学校", "就读学校"], private=Private.MINOR, label_en="employer or school"
    )
    school_stage: str | None = coded(
        "在读阶段",
        "school_stage",
        ["学段", "就读阶段"],
        private=Private.MINOR,
        totals=True,
        label_en="stage of school",
    )


@kind(
    "aid_application",
    "帮扶申请",
    label_en="application for aid",
    number="SQ{year}{seq:04}",
    number_label=("申请编号", "申请号", "申请单号"),
    name="name",
)
class AidApplication(Record):
    """An application for aid with the results of the tiers that acted on it. Source: 工作体系 AID-08, AID-09."""

    programme: str = coded(
        "项目",
        "aid_programme",
        ["帮扶项目", "申请项目", "项目名称", "救助项目", "帮扶类别", "帮扶类型", "救助类别", "申请类别"],
        label_en="programme",
    )
    name: str = text("姓名", ["申请人姓名", "申请人", "受助人", "受助人姓名"], label_en="name")
    id_number: str | None = id_number(aliases=["申请人身份证号"], label_en="ID number")
    file: Ref | None = ref("困难职工档案", ["困难职工档案编号"], to="aid_file", label_en="hardship file")
    applied_on: date = day("申请日期", ["申请时间", "提交日期", "申请受理日期", "受理日期"], label_en="applied on")
    publicity_consent_on: date | None = day(
        "同意公示日期",
        ["同意公示", "公示同意日期"],
        label_en="consent to publication on",
        help="本人单独同意公示的日期,受理申请时询问;没有同意的不填,公示不列出;撤回同意的清空",
    )
    town_result: str | None = coded(
        "镇总初审",
        "review_result",
        ["初审结果", "镇级初审", "初审意见", "乡镇初审", "镇街初审", "初审", "镇级审核", "镇总审核", "镇总工会初审"],
        label_en="result of the town's union",
    )
    town_on: date | None = day(
        "初审日期", ["初审时间", "镇级初审日期", "镇总初审日期", "镇总初审时间"], label_en="town's union on"
    )
    city_result: str | None = coded(
        "市总审核",
        "review_result",
        [
            "审核结果",
            "市级审核",
            "审核意见",
            "县总审核",
            "区总审核",
            "审核",
            "市总工会审核",
            "县级审核",
            "区级审核",
            "复审结果",
        ],
        label_en="result of the city's union",
    )
    city_on: date | None = day(
        "审核日期", ["审核时间", "市级审核日期", "市总审核日期", "市总审核时间", "复审日期"], label_en="city's union on"
    )
    province_result: str | None = coded(
        "省总审核", "review_result", ["省级审核", "终审结果", "省总终审"], label_en="result of the province's union"
    )
    province_on: date | None = day("省总审核日期", ["省级审核日期", "终审日期"], label_en="province's union on")
    sheet_state: str | None = text(
        "台账状态",
        ["状态", "当前状态", "办理状态", "申请状态", "办理进度"],
        label_en="state as the sheet says",
        help="台账上写的状态,原样保留;办理到哪一步由审核结果和日期得出",
    )
    refused_reason: str | None = text(
        "不通过原因",
        ["未通过原因", "退回原因", "不予通过原因", "不通过理由", "未通过理由"],
        label_en="reason of refusal",
    )
    correction: str | None = text("补正要求", ["补正内容", "需补充材料"], label_en="what is to be corrected")
    resubmitted_on: date | None = day("补正日期", ["重新提交日期"], label_en="resubmitted on")
    needs_province: bool | None = flag(
        "是否须省级审核", label_en="needs the province's union", help="须省级审核的,省级通过以前不能发放"
    )
    approved_amount: Money | None = money("核定金额", ["批准金额", "审批金额"], least=0, label_en="amount approved")
    withdrawn_on: date | None = day("撤回日期", ["申请人撤回日期"], label_en="withdrawn on")
    withdrawal_reason: str | None = text("撤回原因", label_en="reason of the withdrawal")
    appealed_on: date | None = day("申诉日期", ["复核申请日期"], label_en="appealed on")
    appeal_reason: str | None = text("申诉理由", label_en="reason of the appeal")
    appeal_answered_on: date | None = day("申诉答复日期", label_en="appeal answered on")
    appeal_answer: str | None = text("申诉答复", label_en="answer to the appeal")


@kind("payment", "帮扶发放", label_en="payment of aid", number="FF{year}{seq:05}", number_label=("发放编号",))
class Payment(Record):
    """Money that was paid on an application. Source: 工作体系 AID-08, AID-23."""

    application: Ref = ref("申请编号", ["申请号", "申请单号"], to="aid_application", label_en="application")
    amount: Money = money(
        "金额",
        ["发放金额", "帮扶金额", "救助金额", "补助金额", "帮扶款", "助学金额", "发放金额(元)"],
        label_en="amount",
    )
    paid_on: date = day(
        "发放日期", ["发放时间", "拨付日期", "拨付时间", "发款日期", "打款日期", "到账日期"], label_en="paid on"
    )
    payee: str | None = text("收款人", ["领款人"], label_en="payee")
    bank_account: str | None = text(
        "收款账号", ["银行卡号", "银行账号"], private=Private.ACCOUNT, label_en="bank account"
    )
    source: str | None = coded("资金来源", "fund_source", ["经费来源"], label_en="source of the money")
    means: str | None = coded("发放方式", "payment_means", ["支付方式"], label_en="means of payment")
    received_on: date | None = day("签收日期", ["领取日期", "签领日期"], label_en="received on")
    receipt: str | None = text("签收凭证", ["领取凭证", "签收单编号"], label_en="receipt")
    returned_on: date | None = day("退款日期", ["资金退回日期"], label_en="money returned on")
    return_reason: str | None = text("退款原因", ["资金退回原因"], label_en="reason of the return")
