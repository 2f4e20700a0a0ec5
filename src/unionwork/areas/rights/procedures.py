"""How a petition is handled: registered, answered, reported."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.phrases import fields
from unionwork.declare.procedures import Check, Procedure, State, Step

f = fields(Petition)

PROCEDURES = (
    Procedure(
        of=Petition,
        states=(
            State(key="received", label="已收到", label_en="received"),
            State(key="assigned", label="办理中", label_en="in hand", when=f.handler_a.known()),
            State(key="answered", label="已答复", label_en="answered", when=f.answered_on.known(), final=True),
            State(
                key="reported",
                label="已答复并上报",
                label_en="answered and reported",
                when=f.answered_on.known() & f.reported_on.known(),
                final=True,
            ),
        ),
        steps=(
            Step(
                key="assign",
                label="交办",
                label_en="assign",
                sources=("received",),
                target="assigned",
                role="registrar",
                fills=("handler_a", "handler_b"),
                deadline=("due_on", "petition.reply_days"),
            ),
            Step(
                key="answer",
                label="答复",
                label_en="answer",
                sources=("assigned",),
                target="answered",
                role="handler",
                fills=("result",),
                sets=("answered_on",),
                guards=(
                    Check(
                        key="petition.result_given",
                        label="答复有结果",
                        holds=f.result.known(),
                        message="没有写明办理结果",
                        remedy="填写办理结果,再登记答复",
                        source="systems.md RGT-01",
                    ),
                ),
            ),
            Step(
                key="report",
                label="上报",
                label_en="report upwards",
                sources=("answered",),
                target="reported",
                role="registrar",
                sets=("reported_on",),
            ),
        ),
        source="systems.md RGT-01",
    ),
)
