"""What ought to hold of applications for aid and of payments."""

from __future__ import annotations

from unionwork.areas.aid.applications import PAID
from unionwork.areas.aid.entities import AidApplication, Payment
from unionwork.declare.phrases import fields, total_of
from unionwork.declare.procedures import Check

q = fields(AidApplication)
p = fields(Payment)

CHECKS_OF_APPLICATIONS = (
    Check(
        key="aid_application.tier_skipped",
        label="越级审核",
        of=AidApplication,
        holds=~(q.city_result.known() & ~q.town_result.known()) & ~(q.province_result.known() & ~q.city_result.known()),
        message="上一级已有结果,下一级却没有",
        remedy="补录下一级的审核结果和日期",
        source="工作体系 AID-08",
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
        source="工作体系 AID-08",
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
        source="工作体系 AID-08",
    ),
    Check(
        key="aid_application.paid_without_pass",
        label="未通过而已发放",
        of=AidApplication,
        holds=~PAID | (q.city_result.known() & (q.city_result == "passed")),
        message="没有市级审核通过,却已发放",
        remedy="核查发放依据;补录审核结果,或追回款项",
        source="工作体系 AID-08",
    ),
    Check(
        key="payment.not_positive",
        label="发放金额不为正",
        of=Payment,
        holds=p.amount > 0,
        message="发放金额不是正数",
        remedy="核对金额;退款另行登记并说明",
        source="工作体系 AID-23",
    ),
    Check(
        key="payment.before_application",
        label="发放早于申请",
        of=Payment,
        holds=~(p.paid_on < p.application.applied_on),
        message="发放日期早于申请日期",
        remedy="核对两个日期",
        source="工作体系 AID-08",
    ),
    Check(
        key="aid_application.other_person",
        label="申请人不是档案本人",
        of=AidApplication,
        holds=~(q.id_number.known() & q.file.id_number.known() & (q.id_number != q.file.id_number)),
        severity="warning",
        message="申请人的身份证号和所依据档案的不同",
        remedy="核对档案编号;为家庭成员申请的,以建档职工本人的名义办理",
        source="工作体系 AID-08",
    ),
    Check(
        key="aid_application.file_exited",
        label="档案退出后申请",
        of=AidApplication,
        holds=~(q.file.exited_on.known() & (q.applied_on >= q.file.exited_on)),
        message="申请日期在所依据档案退出之后",
        remedy="依档帮扶:核对档案是否误退;确已退出的不予帮扶",
        source="总工发〔2015〕20号 3",
    ),
    Check(
        key="aid_application.without_id",
        label="申请没有身份证号",
        of=AidApplication,
        holds=q.id_number.known(),
        severity="warning",
        message="没有身份证号,同一人重复申请查不出来",
        remedy="补录申请人身份证号",
        source="总工发〔2015〕20号 3",
    ),
    Check(
        key="aid_application.results_contradict",
        label="下级不通过而上级通过",
        of=AidApplication,
        holds=~(
            ((q.town_result == "refused") & (q.city_result == "passed"))
            | ((q.city_result == "refused") & (q.province_result == "passed"))
        ),
        message="下一级不通过,上一级却通过了",
        remedy="核对各级结果;经申诉重新审核的,从初审起重新办理",
        source="工作体系 AID-08",
    ),
    Check(
        key="aid_application.result_without_date",
        label="有结果没有日期",
        of=AidApplication,
        holds=(~q.town_result.known() | q.town_on.entered())
        & (~q.city_result.known() | q.city_on.entered())
        & (~q.province_result.known() | q.province_on.entered()),
        severity="warning",
        message="有审核结果而没有审核日期,不能算已审核",
        remedy="补录审核日期",
        source="工作体系 AID-08",
    ),
    Check(
        key="aid_application.paid_over_approval",
        label="发放超过核定",
        of=AidApplication,
        holds=~q.approved_amount.known()
        | (total_of("payment.application", "amount", ~p.returned_on.known()) <= q.approved_amount),
        message="发放合计超过核定金额",
        remedy="核对发放金额;多发的办理退款",
        source="工作体系 AID-08, AID-23",
    ),
    Check(
        key="aid_application.paid_after_withdrawal",
        label="撤回后仍发放",
        of=AidApplication,
        holds=~q.withdrawn_on.known() | ~PAID,
        message="申请人已撤回,却有发放",
        remedy="核查发放依据,追回款项",
        source="工作体系 AID-08",
    ),
    Check(
        key="aid_application.paid_after_refusal",
        label="不通过而发放",
        of=AidApplication,
        holds=~PAID | ~((q.city_result == "refused") | (q.province_result == "refused")),
        message="市级或省级不通过,却有发放",
        remedy="核查发放依据;补录复核结果,或追回款项",
        source="工作体系 AID-08",
    ),
    Check(
        key="payment.received_before_paid",
        label="签收早于发放",
        of=Payment,
        holds=~(p.received_on.known() & (p.received_on < p.paid_on)),
        message="签收日期早于发放日期",
        remedy="核对两个日期",
        source="工作体系 AID-23",
    ),
    Check(
        key="payment.returned_before_paid",
        label="退款早于发放",
        of=Payment,
        holds=~(p.returned_on.known() & (p.returned_on < p.paid_on)),
        message="退款日期早于发放日期",
        remedy="核对两个日期",
        source="工作体系 AID-23",
    ),
    Check(
        key="payment.returned_without_reason",
        label="退款没有原因",
        of=Payment,
        holds=~p.returned_on.known() | p.return_reason.known(),
        severity="warning",
        message="已退款而没有原因",
        remedy="补填退款原因",
        source="工作体系 AID-23",
    ),
    Check(
        key="payment.in_cash",
        label="以现金发放",
        of=Payment,
        holds=~(p.means.known() & (p.means == "cash")),
        severity="hint",
        message="以现金发放;帮扶款应打入本人账户",
        remedy="改为打入本人账户;确须现金的留存签收凭证",
        source="工作体系 AID-23",
    ),
    Check(
        key="payment.other_payee",
        label="收款人不是申请人",
        of=Payment,
        holds=~(p.payee.known() & (p.payee != p.application.name)),
        severity="warning",
        message="收款人和申请人不是同一人",
        remedy="帮扶款应打入本人账户;代领的附委托书",
        source="工作体系 AID-23",
    ),
)
