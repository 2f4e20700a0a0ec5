"""The sheet on which unions keep petitions."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.rolls import Fill, Roll

ROLLS = (
    Roll(
        key="petition",
        label="信访台账",
        label_en="petitions",
        fills=(
            Fill(
                kind=Petition,
                key=("number",),
                fields=(
                    "number", "source", "received_on", "petitioner", "people", "employer", "matter", "handler_a",
                    "handler_b", "due_on", "answered_on", "result", "reported_on",
                ),
            ),
        ),
        source="工作体系 RGT-01",
    ),
)  # fmt: skip
