"""What is owed on hardship files."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFile
from unionwork.declare.phrases import block_end, block_start, fields, param
from unionwork.declare.procedures import Duty

a = fields(AidFile)

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
        source="systems.md AID-01",
    ),
)
