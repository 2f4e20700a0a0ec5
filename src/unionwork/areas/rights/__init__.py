"""Workers' rights: petitions."""

from __future__ import annotations

from unionwork.areas.rights.checks import CHECKS
from unionwork.areas.rights.duties import DUTIES
from unionwork.areas.rights.entities import Petition
from unionwork.areas.rights.forms import FORMS
from unionwork.areas.rights.indicators import INDICATORS
from unionwork.areas.rights.parameters import PARAMETERS
from unionwork.areas.rights.procedures import PROCEDURES
from unionwork.areas.rights.rolls import ROLLS
from unionwork.areas.rights.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    kind_of(Petition),
    *VOCABULARIES,
    *PARAMETERS,
    *ROLLS,
    *INDICATORS,
    *PROCEDURES,
    *CHECKS,
    *DUTIES,
    *FORMS,
)
"""Everything this area declares."""
