"""What a petitioner is given: that the petition was received, and how it was handled."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.forms import Form, Section, Sentence
from unionwork.declare.phrases import fields

f = fields(Petition)

_SOURCE = "工作体系 RGT-01"

FORMS = (
    Form(
        key="petition.receipt",
        label="信访受理告知单",
        label_en="receipt of a petition",
        title="信访受理告知单",
        of=Petition,
        layout="letter",
        addressee="{petitioner}",
        sections=(
            Section(
                key="received",
                sentences=(
                    Sentence(text="{org}于 {received_on} 收到您的信访,编号 {number}。"),
                    Sentence(text="反映事项:{matter}。", when=f.matter.known()),
                    Sentence(text="承办人:{handler_a}。", when=f.handler_a.known()),
                    Sentence(text="办理期限:{due_on}。", when=f.due_on.known() & ~f.answered_on.known()),
                    Sentence(
                        text="已于 {transferred_on} 转送{transferred_to}。",
                        when=f.transferred_on.known() & f.transferred_to.known(),
                    ),
                ),
            ),
        ),
        signed_by=("经办人",),
        source=_SOURCE,
    ),
    Form(
        key="petition.reply",
        label="信访答复意见",
        label_en="reply to a petition",
        title="信访答复意见",
        of=Petition,
        when=f.answered_on.known(),
        layout="letter",
        addressee="{petitioner}",
        sections=(
            Section(
                key="reply",
                sentences=(
                    Sentence(text="您于 {received_on} 提出的信访(编号 {number})已经办理。"),
                    Sentence(text="反映事项:{matter}。", when=f.matter.known()),
                    Sentence(text="办理结果:{result}。", when=f.result.known()),
                    Sentence(text="答复日期:{answered_on}。", when=f.answered_on.known()),
                ),
            ),
        ),
        signed_by=("经办人", "信访人签收"),
        source=_SOURCE,
    ),
)
