"""What is owed on petitions."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.phrases import fields
from unionwork.declare.procedures import Duty

f = fields(Petition)

DUTIES = (
    Duty(
        key="petition.reply",
        label="答复信访",
        label_en="answer to a petition",
        of=Petition,
        owed=~f.answered_on.known() & f.due_on.known(),
        due=f.due_on,
        responsible=f.handler_a,
        source="systems.md RGT-01",
    ),
)
