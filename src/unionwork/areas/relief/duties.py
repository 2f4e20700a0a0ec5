"""What helpers owe their households."""

from __future__ import annotations

from unionwork.areas.relief.entities import Household, Pairing, Visit
from unionwork.areas.relief.procedures import NEEDS_OPEN
from unionwork.declare.phrases import block_end, block_start, fields, has, one_of, param
from unionwork.declare.procedures import Duty

h = fields(Household)
g = fields(Pairing)
v = fields(Visit)

_MONTHS = param("relief.visit_months")
_IN_FORCE = g.from_on.known() & ~g.to_on.known()

DUTIES = (
    Duty(
        key="relief.visit",
        label="走访帮扶户",
        label_en="visit to a household",
        of=Household,
        owed=h.listed_on.known()
        & ~h.removed_on.known()
        & has("pairing.household", _IN_FORCE)
        & ~has("visit.household", v.visited_on >= block_start(_MONTHS)),
        due=block_end(_MONTHS),
        responsible=one_of("pairing.household", "helper", _IN_FORCE),
        parameter="relief.visit_months",
        source="工作体系 POV-06",
    ),
    Duty(
        key="relief.needs",
        label="办结走访中答应的诉求",
        label_en="needs promised at a visit",
        of=Visit,
        owed=NEEDS_OPEN & v.needs_due_on.known(),
        due=v.needs_due_on,
        responsible=v.visitor,
        source="工作体系 POV-06",
    ),
)
