"""How many workers are in hardship, why, and what was applied for, passed and paid."""

from __future__ import annotations

from unionwork.areas.aid.applications import TO_BE_SHOWN
from unionwork.areas.aid.entities import AidApplication, AidFile, Payment
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, distinct, fields, figure, has, sum_of

a = fields(AidFile)
q = fields(AidApplication)
p = fields(Payment)

_IN_FILE = (a.filed_on, a.exited_on)
# 困难职工 as a figure includes 特困职工.
_IN_HARDSHIP = a.grade.is_in("extreme", "hardship")
_PASSED = (
    (q.city_result == "passed")
    & q.city_on.known()
    & ~(q.province_result.known() & q.province_on.known() & (q.province_result == "refused"))
)
_REFUSED = (
    (q.town_result.known() & q.town_on.known() & (q.town_result == "refused"))
    | (q.city_result.known() & q.city_on.known() & (q.city_result == "refused"))
    | (q.province_result.known() & q.province_on.known() & (q.province_result == "refused"))
)
_KEPT = ~p.returned_on.known()
_PAID = has("payment.application", p.paid_on.known() & _KEPT)

INDICATORS = (
    Indicator(
        key="aid.hardship_workers",
        label="困难职工",
        label_en="workers in hardship",
        unit="人",
        of=AidFile,
        between=_IN_FILE,
        measure=distinct(a.id_number, _IN_HARDSHIP),
        better="lower",
        help="含特困职工;按期末有效的认定计",
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.extreme_workers",
        label="特困职工",
        label_en="workers in extreme hardship",
        unit="人",
        of=AidFile,
        between=_IN_FILE,
        measure=distinct(a.id_number, a.grade == "extreme"),
        better="lower",
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.hardship_share",
        label="困难职工占职工比例",
        label_en="share of workers in hardship",
        unit="%",
        of=AidFile,
        between=_IN_FILE,
        numerator=distinct(a.id_number, _IN_HARDSHIP),
        denominator=figure("workers"),
        decimals=1,
        better="lower",
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.files",
        label="在档档案",
        label_en="hardship files held",
        unit="份",
        of=AidFile,
        between=_IN_FILE,
        measure=count(),
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.filed",
        label="新建档",
        label_en="hardship files opened",
        unit="份",
        of=AidFile,
        on=a.filed_on,
        measure=count(),
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.exited",
        label="退出档案",
        label_en="hardship files closed",
        unit="份",
        of=AidFile,
        on=a.exited_on,
        measure=count(),
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.undecided",
        label="未认定档案",
        label_en="hardship files without a decision",
        unit="份",
        of=AidFile,
        between=_IN_FILE,
        measure=count(~a.grade.known()),
        better="lower",
        source="工作体系 AID-01",
    ),
    Indicator(
        key="aid.applications",
        label="帮扶申请",
        label_en="applications for aid",
        unit="件",
        of=AidApplication,
        on=q.applied_on,
        measure=count(),
        source="工作体系 AID-08",
    ),
    Indicator(
        key="aid.applications_passed",
        label="审核通过的申请",
        label_en="applications passed",
        unit="件",
        of=AidApplication,
        on=q.applied_on,
        measure=count(_PASSED),
        help="市级工会审核通过、且没有被省级工会否定的;省级尚未审核的计入",
        source="工作体系 AID-08",
    ),
    Indicator(
        key="aid.applications_refused",
        label="未通过的申请",
        label_en="applications refused",
        unit="件",
        of=AidApplication,
        on=q.applied_on,
        measure=count(_REFUSED),
        help="任何一级不通过的",
        source="工作体系 AID-08",
    ),
    Indicator(
        key="aid.applications_waiting",
        label="办理中的申请",
        label_en="applications waiting",
        unit="件",
        of=AidApplication,
        on=q.applied_on,
        measure=count(~_REFUSED & ~_PAID & ~q.withdrawn_on.known()),
        better="lower",
        help="没有被否定、没有撤回、也还没有发放的;发放以后又退款的,重新计入",
        source="工作体系 AID-08",
    ),
    Indicator(
        key="aid.notice_unconsented",
        label="未同意公示的申请",
        label_en="applications left out of the public notice for want of consent",
        unit="件",
        of=AidApplication,
        on=q.town_on,
        measure=count(TO_BE_SHOWN & ~q.publicity_consent_on.known()),
        help="本期初审通过、没有被否定、没有撤回、也还没有发放的申请中,没有同意公示日期的;公示不列出",
        source="工作体系 PLN-12, AID-08; 个人信息保护法 25",
    ),
    Indicator(
        key="aid.paid_amount",
        label="帮扶发放金额",
        label_en="aid paid",
        unit="元",
        of=Payment,
        on=p.paid_on,
        measure=sum_of(p.amount),
        by={"programme": p.application.programme},
        help="按发放日期计,后来退款的也在内;退回的另列帮扶退款金额",
        source="工作体系 AID-08, AID-23",
    ),
    Indicator(
        key="aid.returned_amount",
        label="帮扶退款金额",
        label_en="aid that came back",
        unit="元",
        of=Payment,
        on=p.returned_on,
        measure=sum_of(p.amount),
        by={"programme": p.application.programme},
        better="lower",
        help="本期退回的;发放金额按发放日期计,不因以后退款而改",
        source="工作体系 AID-23",
    ),
    Indicator(
        key="aid.payments",
        label="帮扶发放笔数",
        label_en="payments of aid",
        unit="笔",
        of=Payment,
        on=p.paid_on,
        measure=count(_KEPT),
        by={"programme": p.application.programme},
        help="到期末没有退款的",
        source="工作体系 AID-08, AID-23",
    ),
    Indicator(
        key="aid.paid_persons",
        label="获得帮扶的人",
        label_en="persons paid",
        unit="人",
        of=Payment,
        on=p.paid_on,
        measure=distinct(p.application.id_number, _KEPT),
        by={"programme": p.application.programme},
        help="到期末至少有一笔发放没有退款的人",
        source="工作体系 AID-08, AID-23",
    ),
)
