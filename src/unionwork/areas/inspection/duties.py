"""What is owed on findings."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding
from unionwork.declare.phrases import fields
from unionwork.declare.procedures import Duty

f = fields(Finding)

DUTIES = (
    Duty(
        key="finding.rectification",
        label="隐患整改并复查销号",
        label_en="rectification and closing of a finding",
        of=Finding,
        owed=~f.verified_on.known() & f.due_on.known(),
        due=f.due_on,
        responsible=f.owner,
        source="systems.md SAF-03",
    ),
)
