"""What is owed on petitions."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.phrases import fields
from unionwork.declare.procedures import Duty

f = fields(Petition)

_OPEN = ~f.answered_on.known() & ~f.transferred_on.known()

DUTIES = (
    Duty(
        key="petition.reply",
        label="答复信访",
        label_en="answer to a petition",
        of=Petition,
        owed=_OPEN & f.due_on.known(),
        due=f.due_on,
        responsible=f.handler_a,
        source="工作体系 RGT-01",
    ),
    Duty(
        key="petition.assignment",
        label="信访交办",
        label_en="assignment of a petition",
        of=Petition,
        owed=_OPEN & ~f.handler_a.known() & ~f.due_on.known(),
        due=f.received_on,
        source="工作体系 RGT-01",
    ),
    Duty(
        key="petition.extension",
        label="答复延期申请",
        label_en="answer to a request for a later deadline",
        of=Petition,
        owed=_OPEN & f.extension_asked_on.known() & ~f.extension_granted_on.known() & ~f.extension_refused_on.known(),
        due=f.due_on,
        source="工作体系 RGT-01",
    ),
)
