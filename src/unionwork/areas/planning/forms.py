"""The work summary: what was done with its results, targets, problems, and what comes next."""

from __future__ import annotations

from unionwork.declare.forms import Form, Row, Section, Sentence, Table
from unionwork.declare.grammar import parse


def _said(when: str, text: str) -> Sentence:
    return Sentence(text=text, when=parse(when))


_ORGANISATION = Section(
    key="organisation",
    title="组织建设和会员发展",
    level=2,
    sentences=(
        _said("unit.with_union > 0", "新建立工会的单位{unit.with_union}个,{unit.with_union:change_last_year}。"),
        _said("member.joined > 0", "新发展会员{member.joined}人,{member.joined:change_last_year}。"),
        _said("member.members > 0", "期末会员{member.members}人,{member.members:change}。"),
        _said("member.rate > 0", "入会率{member.rate}%,{member.rate:change},{member.rate:target},{member.rate:rank}。"),
        _said("unit.due_without_union > 0", "达到建会条件、还没有建会的单位{unit.due_without_union}个。"),
    ),
)
_INSPECTION = Section(
    key="inspection",
    title="劳动保护监督检查",
    level=2,
    sentences=(
        _said(
            "inspection.count > 0",
            "开展劳动保护监督检查{inspection.count}次,受检单位{inspection.units}家;"
            "{inspection.count:change_last_year},{inspection.count:target}。",
        ),
        _said("finding.count > 0", "发现问题隐患{finding.count}项,{finding.count:change_last_year}。"),
        _said("finding.major > 0", "其中重大隐患{finding.major}项。"),
        _said(
            "finding.count > 0",
            "到期末已复查销号{finding.closed}项,销号率{finding.closed_rate}%;{finding.closed_rate:change},"
            "{finding.closed_rate:target},{finding.closed_rate:rank}。",
        ),
        _said("finding.rectified > 0", "已经整改、等待复查{finding.rectified}项。"),
        _said("finding.overdue > 0", "逾期没有销号{finding.overdue}项,{finding.overdue:target}。"),
    ),
)
_RIGHTS = Section(
    key="rights",
    title="职工信访",
    level=2,
    sentences=(
        _said("petition.received > 0", "受理职工信访{petition.received}件,{petition.received:change_last_year}。"),
        _said("petition.transferred > 0", "其中上级转办{petition.transferred}件。"),
        _said("petition.collective > 0", "集体访{petition.collective}件。"),
        _said("petition.received > 0", "已答复{petition.answered}件,未答复{petition.open}件。"),
        _said("petition.late > 0", "逾期答复{petition.late}件,{petition.late:change_last_year}。"),
        _said("petition.missed > 0", "逾期没有答复{petition.missed}件,{petition.missed:target}。"),
    ),
)
_AID = Section(
    key="aid",
    title="困难职工帮扶",
    level=2,
    sentences=(
        _said(
            "aid.hardship_workers > 0",
            "期末在档困难职工{aid.hardship_workers}人,{aid.hardship_workers:change},{aid.hardship_workers:target}。",
        ),
        _said("aid.extreme_workers > 0", "其中特困职工{aid.extreme_workers}人。"),
        _said("aid.hardship_share > 0", "困难职工占职工的{aid.hardship_share}%,{aid.hardship_share:rank}。"),
        _said("aid.filed > 0", "新建档{aid.filed}份。"),
        _said("aid.exited > 0", "退出档案{aid.exited}份。"),
        _said(
            "aid.applications > 0",
            "受理帮扶申请{aid.applications}件,审核通过{aid.applications_passed}件,"
            "未通过{aid.applications_refused}件,办理中{aid.applications_waiting}件。",
        ),
        _said(
            "aid.paid_amount > 0",
            "发放帮扶资金{aid.paid_amount}元,帮扶职工{aid.paid_persons}人;{aid.paid_amount:parts(programme)};"
            "{aid.paid_amount:change_last_year}。",
        ),
        _said("aid.returned_amount > 0", "退回帮扶资金{aid.returned_amount}元。"),
    ),
)
_RELIEF = Section(
    key="relief",
    title="农村困难家庭帮扶",
    level=2,
    sentences=(
        _said(
            "relief.households > 0",
            "期末在册{relief.households}户{relief.members}人,其中帮扶对象户{relief.supported_households}户"
            "{relief.supported_members}人。",
        ),
        _said("relief.poor_households > 0", "贫困户{relief.poor_households}户{relief.poor_members}人。"),
        _said("relief.listed > 0", "新纳入{relief.listed}户。"),
        _said("relief.lifted > 0", "脱贫{relief.lifted}户。"),
        _said("relief.removed > 0", "退出{relief.removed}户。"),
        _said(
            "relief.incidence > 0", "贫困发生率{relief.incidence}%,{relief.incidence:change},{relief.incidence:rank}。"
        ),
        _said("relief.helpers > 0", "结对帮扶责任人{relief.helpers}人,人均联系{relief.households_per_helper}户。"),
        _said("relief.unpaired_households > 0", "没有帮扶责任人的帮扶对象户{relief.unpaired_households}户。"),
        _said("relief.visits > 0", "走访{relief.visits}次,{relief.visits:change_last_year}。"),
        _said("relief.visits_owed > 0", "本走访周期内还没有走访的{relief.visits_owed}户,{relief.visits_owed:target}。"),
    ),
)
_FUNDS = Section(
    key="funds",
    title="工会经费收缴",
    level=2,
    sentences=(
        _said(
            "fund.received_amount > 0",
            "收缴工会经费{fund.received_amount}元,缴费单位{fund.paying_units}家;"
            "{fund.received_amount:change_last_year},{fund.received_amount:target}。",
        ),
        _said("fund.rate > 0", "实缴比例{fund.rate}%,{fund.rate:change},{fund.rate:rank}。"),
    ),
)
_RESULTS = Table(
    title="主要指标完成情况",
    columns=("value", "target", "previous", "last_year", "rank"),
    rows=[
        Row(indicator=key)
        for key in (
            "member.rate", "inspection.count", "finding.closed_rate", "finding.overdue", "petition.answered",
            "petition.missed", "aid.hardship_workers", "aid.paid_amount", "relief.visits", "relief.visits_owed",
            "fund.received_amount", "fund.rate",
        )
    ],
)  # fmt: skip

WORK_SUMMARY = Form(
    key="work_summary",
    label="工作总结",
    label_en="work summary",
    title="{org}{period}工作总结",
    sections=(
        Section(key="work", title="工作开展情况和成效"),
        _ORGANISATION,
        _INSPECTION,
        _RIGHTS,
        _AID,
        _RELIEF,
        _FUNDS,
        Section(key="results", title="指标完成情况", table=_RESULTS),
        Section(key="problems", title="存在的问题", draws="problems"),
        Section(key="next_steps", title="下一步打算", draws="next_steps"),
    ),
    signed_by=("单位负责人", "撰稿人"),
    source="工作体系 PLN-04",
)

FORMS = (WORK_SUMMARY,)
