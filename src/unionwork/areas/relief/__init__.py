"""Poverty relief: households, their members, helpers and visits."""

from __future__ import annotations

from unionwork.areas.relief.checklists import CHECKLISTS
from unionwork.areas.relief.checks import CHECKS
from unionwork.areas.relief.duties import DUTIES
from unionwork.areas.relief.entities import Household, Pairing, Person, Visit
from unionwork.areas.relief.forms import FORMS
from unionwork.areas.relief.indicators import INDICATORS
from unionwork.areas.relief.parameters import PARAMETERS
from unionwork.areas.relief.procedures import PROCEDURES
from unionwork.areas.relief.rolls import ROLLS
from unionwork.areas.relief.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    kind_of(Household),
    kind_of(Person),
    kind_of(Pairing),
    kind_of(Visit),
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
