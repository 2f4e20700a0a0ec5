"""Labour-protection supervision: inspections and what they find."""

from __future__ import annotations

from unionwork.areas.inspection.checklists import CHECKLISTS
from unionwork.areas.inspection.checks import CHECKS
from unionwork.areas.inspection.duties import DUTIES
from unionwork.areas.inspection.entities import Finding, Inspection
from unionwork.areas.inspection.forms import FORMS
from unionwork.areas.inspection.indicators import INDICATORS
from unionwork.areas.inspection.parameters import PARAMETERS
from unionwork.areas.inspection.procedures import PROCEDURES
from unionwork.areas.inspection.rolls import ROLLS
from unionwork.areas.inspection.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    kind_of(Inspection),
    kind_of(Finding),
    *VOCABULARIES,
    *PARAMETERS,
    *ROLLS,
    *INDICATORS,
    *PROCEDURES,
    *CHECKS,
    *DUTIES,
    *CHECKLISTS,
    *FORMS,
)
"""Everything this area declares."""
