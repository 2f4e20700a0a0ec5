"""How a payment of aid moves on: booked, signed for, or sent back by the bank."""

from __future__ import annotations

from unionwork.areas.aid.entities import Payment
from unionwork.declare.phrases import attached, fields
from unionwork.declare.procedures import Check, Procedure, State, Step

p = fields(Payment)

PAYMENT = Procedure(
    of=Payment,
    states=(
        State(key="booked", label="已发放待签收", label_en="paid, not signed for"),
        State(key="received", label="已签收", label_en="signed for", when=p.received_on.known(), final=True),
        State(key="returned", label="已退款", label_en="money returned", when=p.returned_on.known(), final=True),
    ),
    steps=(
        Step(
            key="sign",
            label="签收",
            label_en="sign for",
            sources=("booked",),
            target="received",
            role="caseworker",
            asks=("receipt",),
            sets=("received_on",),
            guards=(
                Check(
                    key="payment.receipt_given",
                    label="签收有凭证",
                    holds=p.receipt.known() | attached(),
                    message="没有签收凭证",
                    remedy="填写签收凭证(签收单编号或银行回单号),或附上签收单",
                    source="工作体系 AID-18, AID-23",
                ),
            ),
        ),
        Step(
            key="return",
            label="退款",
            label_en="record money that came back",
            sources=("booked", "received"),
            target="returned",
            role="caseworker",
            fills=("return_reason",),
            sets=("returned_on",),
            second_person=True,
        ),
    ),
    source="工作体系 AID-08, AID-23",
)
