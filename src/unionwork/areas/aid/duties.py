"""What is owed on hardship files and payments."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFile, Payment
from unionwork.declare.phrases import block_end, block_start, fields, param
from unionwork.declare.procedures import Duty

a = fields(AidFile)
p = fields(Payment)

_MONTHS = param("aid.review_months")

DUTIES = (
    Duty(
        key="aid.review",
        label="困难职工档案年审",
        label_en="review of a hardship file",
        of=AidFile,
        owed=~a.exited_on.known()
        & (a.filed_on < block_start(_MONTHS))
        & (~a.reviewed_on.known() | (a.reviewed_on < block_start(_MONTHS))),
        due=block_end(_MONTHS),
        parameter="aid.review_months",
        source="工作体系 AID-01",
    ),
    # The bank vouches for a transfer; cash and goods are signed for.
    Duty(
        key="aid.receipt",
        label="帮扶发放签收",
        label_en="receipt for a payment of aid",
        of=Payment,
        owed=p.means.known() & p.means.is_in("cash", "goods") & ~p.received_on.known() & ~p.returned_on.known(),
        due=p.paid_on,
        responsible=p.payee,
        source="工作体系 AID-18, AID-23",
    ),
)
