"""Aid to workers in hardship: files, families, applications, payments."""

from __future__ import annotations

from unionwork.areas.aid.checks import CHECKS
from unionwork.areas.aid.duties import DUTIES
from unionwork.areas.aid.entities import AidApplication, AidFamilyMember, AidFile, Payment
from unionwork.areas.aid.forms import FORMS
from unionwork.areas.aid.indicators import INDICATORS
from unionwork.areas.aid.parameters import PARAMETERS
from unionwork.areas.aid.procedures import PROCEDURES
from unionwork.areas.aid.rolls import ROLLS
from unionwork.areas.aid.rules import RULES
from unionwork.areas.aid.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    kind_of(AidFile),
    kind_of(AidFamilyMember),
    kind_of(AidApplication),
    kind_of(Payment),
    *VOCABULARIES,
    *PARAMETERS,
    *RULES,
    *ROLLS,
    *INDICATORS,
    *PROCEDURES,
    *CHECKS,
    *DUTIES,
    *FORMS,
)
"""Everything this area declares."""
