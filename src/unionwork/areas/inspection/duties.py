"""What is owed on findings."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding
from unionwork.declare.phrases import fields, on
from unionwork.declare.procedures import Duty

f = fields(Finding)

_OPEN = ~f.verified_on.known()
_UNMENDED = _OPEN & ~f.rectified_on.known()

DUTIES = (
    Duty(
        key="finding.rectification",
        label="隐患整改并复查销号",
        label_en="rectification and closing of a finding",
        of=Finding,
        owed=_OPEN & f.due_on.known(),
        due=f.due_on,
        responsible=f.owner,
        source="工作体系 SAF-03",
    ),
    # A finding that came with a deadline was proposed before; one without either waits for the union.
    Duty(
        key="finding.proposal",
        label="对隐患提出整改建议",
        label_en="proposal owed for a finding",
        of=Finding,
        owed=_UNMENDED & ~f.proposed_on.known() & ~f.due_on.known() & ~f.escalated_on.known(),
        due=f.found_on,
        source="工会法 24, 25; 安全生产法 60",
    ),
    Duty(
        key="finding.extension",
        label="答复延期申请",
        label_en="answer to a request for a later deadline",
        of=Finding,
        owed=_UNMENDED
        & f.extension_asked_on.known()
        & ~f.extension_granted_on.known()
        & ~f.extension_refused_on.known(),
        due=f.due_on,
        source="工作体系 SAF-03",
    ),
    Duty(
        key="finding.escalation",
        label="逾期未整改的隐患上报",
        label_en="escalation of an overdue finding",
        of=Finding,
        owed=_UNMENDED & f.proposed_on.known() & (f.due_on < on) & ~f.escalated_on.known(),
        due=f.due_on,
        source="工会法 23; 工作体系 SAF-03",
    ),
)
