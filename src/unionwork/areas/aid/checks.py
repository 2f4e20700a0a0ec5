"""What ought to hold of hardship files, applications and payments."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidApplication, AidFile, Payment
from unionwork.declare.phrases import fields, has, number_of, repeated
from unionwork.declare.procedures import Check

a = fields(AidFile)
q = fields(AidApplication)
p = fields(Payment)

_PAID = has("payment.application", p.paid_on.known())

CHECKS = (
    Check(
        key="aid_file.same_person",
        label="一人多份档案",
        of=AidFile,
        holds=~a.id_number.known() | ~repeated(a.id_number),
        severity="warning",
        message="同一身份证号在另一份档案里也有",
        remedy="核对是否同一人;重复建档的作废一份",
        source="systems.md AID-01",
    ),
    Check(
        key="aid_file.exit_before_filing",
        label="退出早于建档",
        of=AidFile,
        holds=~(a.exited_on.known() & (a.exited_on < a.filed_on)),
        message="退出日期早于建档日期",
        remedy="核对两个日期",
        source="systems.md AID-01",
    ),
    Check(
        key="aid_file.income_missing",
        label="缺收入或人口",
        of=AidFile,
        holds=a.income.known() & a.family_size.known(),
        severity="warning",
        message="缺家庭月总收入或家庭人口,无法认定",
        remedy="入户核实后补录",
        source="systems.md AID-02",
    ),
    Check(
        key="aid_file.family_size",
        label="家庭人口至少一人",
        of=AidFile,
        holds=~(a.family_size.known() & (a.family_size < 1)),
        message="家庭人口不足一人",
        remedy="本人也计入家庭人口,至少填 1",
        source="systems.md AID-01",
    ),
    Check(
        key="aid_file.members_exceed_size",
        label="家庭成员多于家庭人口",
        of=AidFile,
        holds=~(a.family_size.known() & (number_of("aid_family_member.aid_file") > a.family_size)),
        severity="warning",
        message="登记的家庭成员多于家庭人口",
        remedy="核对家庭人口,或注销重复登记的成员",
        source="systems.md AID-01",
    ),
    Check(
        key="aid_file.cause_twice",
        label="两个致困原因相同",
        of=AidFile,
        holds=~(a.cause.known() & a.cause_second.known() & (a.cause == a.cause_second)),
        severity="hint",
        message="主要和次要致困原因相同",
        remedy="次要原因改填另一个,或清空",
        source="systems.md AID-03",
    ),
    Check(
        key="aid_file.exited_without_reason",
        label="退出没有原因",
        of=AidFile,
        holds=~a.exited_on.known() | a.exit_reason.known(),
        severity="warning",
        message="已退出而没有退出原因",
        remedy="补填退出原因",
        source="facts.md 2.3",
    ),
    Check(
        key="aid_application.tier_skipped",
        label="越级审核",
        of=AidApplication,
        holds=~(q.city_result.known() & ~q.town_result.known()) & ~(q.province_result.known() & ~q.city_result.known()),
        message="上一级已有结果,下一级却没有",
        remedy="补录下一级的审核结果和日期",
        source="systems.md AID-08",
    ),
    Check(
        key="aid_application.tier_order",
        label="审核日期倒置",
        of=AidApplication,
        holds=~(q.town_on.known() & (q.town_on < q.applied_on))
        & ~(q.town_on.known() & q.city_on.known() & (q.city_on < q.town_on))
        & ~(q.city_on.known() & q.province_on.known() & (q.province_on < q.city_on)),
        message="后一级的日期早于前一级",
        remedy="核对申请、初审、审核的日期",
        source="systems.md AID-08",
    ),
    Check(
        key="aid_application.refused_without_reason",
        label="不通过而没有原因",
        of=AidApplication,
        holds=~(
            (q.town_result.known() & (q.town_result == "refused"))
            | (q.city_result.known() & (q.city_result == "refused"))
            | (q.province_result.known() & (q.province_result == "refused"))
        )
        | q.refused_reason.known(),
        severity="warning",
        message="不通过,但没有写明原因",
        remedy="补填不通过原因,并告知申请人",
        source="systems.md AID-08",
    ),
    Check(
        key="aid_application.paid_without_pass",
        label="未通过而已发放",
        of=AidApplication,
        holds=~_PAID | (q.city_result.known() & (q.city_result == "passed")),
        message="没有市级审核通过,却已发放",
        remedy="核查发放依据;补录审核结果,或追回款项",
        source="systems.md AID-08",
    ),
    Check(
        key="payment.not_positive",
        label="发放金额不为正",
        of=Payment,
        holds=p.amount > 0,
        message="发放金额不是正数",
        remedy="核对金额;退款另行登记并说明",
        source="systems.md AID-23",
    ),
    Check(
        key="payment.before_application",
        label="发放早于申请",
        of=Payment,
        holds=~(p.paid_on < p.application.applied_on),
        message="发放日期早于申请日期",
        remedy="核对两个日期",
        source="systems.md AID-08",
    ),
)
