"""How a household stands on the register."""

from __future__ import annotations

from unionwork.areas.relief.entities import Household, Pairing
from unionwork.declare.phrases import fields, has
from unionwork.declare.procedures import Check, Procedure, State, Step

h = fields(Household)
g = fields(Pairing)

PROCEDURES = (
    Procedure(
        of=Household,
        states=(
            State(key="listed", label="在册", label_en="on the register"),
            State(
                key="paired",
                label="已结对",
                label_en="with a helper",
                when=has("pairing.household", g.from_on.known() & ~g.to_on.known()),
            ),
            State(key="removed", label="已退出", label_en="removed", when=h.removed_on.known(), final=True),
        ),
        steps=(
            Step(
                key="remove",
                label="退出",
                label_en="remove",
                sources=("listed", "paired"),
                target="removed",
                role="relief_clerk",
                fills=("removed_reason",),
                sets=("removed_on",),
                second_person=True,
                guards=(
                    Check(
                        key="household.removal_reason_given",
                        label="退出有原因",
                        holds=h.removed_reason.known(),
                        message="没有写明退出原因",
                        remedy="填写退出原因:脱贫、核减、死亡、迁出或并户",
                        source="systems.md POV-03",
                    ),
                ),
            ),
        ),
        source="systems.md POV-01, POV-03",
    ),
)
