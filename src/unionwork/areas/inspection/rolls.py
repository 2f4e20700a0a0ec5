"""The sheets on which unions keep inspections and findings."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding, Inspection
from unionwork.areas.members.entities import Unit
from unionwork.declare.rolls import BEFORE_ALL_ROLLS, Fill, Roll

ROLLS = (
    Roll(
        key="inspection",
        label="监督检查记录",
        label_en="inspections",
        fills=(
            Fill(
                kind=Unit,
                key=("org", "name"),
                columns={
                    "name": (
                        "受检单位", "被检查单位", "受检企业", "被检单位", "受检单位名称", "单位名称", "企业名称",
                    ),
                },
                fields=("industry",),
                presumed={"opened_on": BEFORE_ALL_ROLLS},
                shared=True,
            ),
            Fill(
                kind=Inspection,
                key=("number",),
                refs={"unit": 0},
                fields=("number", "kind", "inspected_on", "inspectors", "opinion_number", "summary"),
            ),
        ),
        source="工作体系 SAF-01",
    ),
    # The sheet names no organisation: a finding belongs to the one of its inspection.
    Roll(
        key="finding",
        label="隐患整改台账",
        label_en="findings",
        fills=(
            Fill(
                kind=Finding,
                key=("number",),
                fields=(
                    "number", "inspection", "category", "grade", "description", "found_on", "proposed_on", "due_on",
                    "measure", "owner", "answered_on", "rectified_on", "evidence", "escalated_on", "verified_on",
                    "verifier",
                ),
            ),
        ),
        source="工作体系 SAF-03",
    ),
)  # fmt: skip
