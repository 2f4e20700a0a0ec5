"""What a worker in hardship is given, what is made public, and the statistical form of the year."""

from __future__ import annotations

from unionwork.areas.aid.applications import TO_BE_SHOWN
from unionwork.areas.aid.entities import AidApplication, AidFile, Payment
from unionwork.declare.forms import Form, FormHead, Listing, Row, Section, Sentence, Table
from unionwork.declare.grammar import parse
from unionwork.declare.phrases import fields

a = fields(AidFile)
q = fields(AidApplication)

_CARD = Form(
    key="aid.entitlement_card",
    label="困难职工帮扶明白卡",
    label_en="entitlement card of a worker in hardship",
    title="困难职工帮扶明白卡",
    of=AidFile,
    when=a.grade.is_in("extreme", "hardship") & ~a.exited_on.known(),
    layout="card",
    sections=(
        Section(
            key="grade",
            sentences=(
                Sentence(text="{name}:您的档案编号是 {number},{filed_on} 建档。"),
                Sentence(text="经{org}认定,您的困难类别是{grade}。", when=a.grade.known()),
            ),
        ),
        Section(key="why", title="认定依据", rule="aid.grade"),
        Section(
            key="programmes",
            title="可以申请的帮扶",
            text="生活救助、子女助学、大病救助、职业培训、职业介绍。"
            "项目名称依据全国总工会 2022 年 12 月的《中央财政职工困难帮扶资金项目管理实施细则》;"
            "现行有哪些项目、能否申请、金额和时限以当地现行规定为准,请向{org}询问。",
        ),
        Section(
            key="applications",
            title="已提出的申请",
            listing=Listing(of=AidApplication, columns=("number", "programme", "applied_on", "approved_amount")),
        ),
        Section(
            key="payments",
            title="已发放的帮扶",
            listing=Listing(of=Payment, columns=("application.programme", "paid_on", "amount"), sort="paid_on"),
        ),
    ),
    signed_by=("经办人", "本人签收"),
    notes=("情况有变化的,请及时告诉{org}。",),
    source="工作体系 AID-07; 中央财政职工困难帮扶资金项目管理实施细则(2022-12)",
)

_REASONS = Form(
    key="aid.grade_reasons",
    label="困难职工认定依据表",
    label_en="why a worker is or is not in hardship",
    title="困难职工认定依据表",
    of=AidFile,
    sections=(
        Section(
            key="who",
            title="基本情况",
            sentences=(
                Sentence(text="{name},档案编号 {number},{filed_on} 建档。"),
                Sentence(text="工作单位:{employer}。", when=a.employer.known()),
                Sentence(text="家庭人口 {family_size} 人。", when=a.family_size.known()),
                Sentence(text="{exited_on} 退出档案。", when=a.exited_on.known()),
            ),
        ),
        Section(key="why", title="认定依据", rule="aid.grade"),
    ),
    signed_by=("经办人", "审核人"),
    source="工作体系 AID-02",
)

_NOTICE = Form(
    key="aid.notice",
    label="帮扶申请公示",
    label_en="public notice of applications for aid",
    public=True,
    layout="notice",
    sections=(
        Section(key="opening", text="{period} 初审通过的帮扶申请如下,现予公示。"),
        Section(
            key="list",
            listing=Listing(
                of=AidApplication,
                columns=("name", "org", "programme", "approved_amount"),
                where=TO_BE_SHOWN & q.publicity_consent_on.known(),
                on="town_on",
                sort="town_on",
            ),
        ),
        Section(
            key="unconsented",
            sentences=(
                Sentence(
                    text="另有 {aid.notice_unconsented} 件没有本人同意公示的记录,未列出。",
                    when=parse("aid.notice_unconsented > 0"),
                ),
            ),
        ),
        Section(key="objections", text="对公示内容有异议的,请向{org}反映。公示期 {param.aid.notice_days} 天。"),
    ),
    source="工作体系 PLN-12, AID-08; 个人信息保护法 25:公示须有本人的单独同意",
)

_STATISTICS = Form(
    key="aid.statistics",
    label="困难职工情况统计表",
    label_en="statistics of workers in hardship",
    title="困难职工情况统计表",
    layout="statistics",
    head=FormHead(number="帮扶内1表", made_by="工会内部统计"),
    sections=(
        Section(
            key="table",
            table=Table(
                rows=(
                    Row(key="hardship", indicator="aid.hardship_workers", code="01"),
                    Row(key="extreme", indicator="aid.extreme_workers", code="02", within="hardship"),
                    Row(key="files", indicator="aid.files", code="03", each="cause"),
                    Row(key="undecided", indicator="aid.undecided", code="04"),
                    Row(key="filed", indicator="aid.filed", code="05"),
                    Row(key="exited", indicator="aid.exited", code="06"),
                    Row(key="applications", indicator="aid.applications", code="07"),
                    Row(key="passed", indicator="aid.applications_passed", code="08", within="applications"),
                    Row(key="refused", indicator="aid.applications_refused", code="09", within="applications"),
                    Row(key="waiting", indicator="aid.applications_waiting", code="10", within="applications"),
                    Row(key="persons", indicator="aid.paid_persons", code="11"),
                    Row(key="payments", indicator="aid.payments", code="12"),
                    Row(key="amount", indicator="aid.paid_amount", code="13"),
                ),
                columns=("value", "previous", "last_year", "change_last_year"),
                note="困难职工含特困职工;审核通过而尚未发放的申请,同时计入办理中;"
                "获得帮扶的人和发放笔数不含已退款的,发放金额按发放日期计,含后来退款的。",
            ),
        ),
    ),
    signed_by=("单位负责人", "统计负责人", "填表人"),
    source="工作体系 PLN-07, AID-01, AID-03, AID-08",
)

FORMS = (_CARD, _REASONS, _NOTICE, _STATISTICS)
