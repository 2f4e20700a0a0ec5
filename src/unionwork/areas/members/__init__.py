"""Members and the units that employ them."""

from __future__ import annotations

from unionwork.areas.members.checks import CHECKS
from unionwork.areas.members.entities import Member, Unit
from unionwork.areas.members.indicators import INDICATORS
from unionwork.areas.members.parameters import PARAMETERS
from unionwork.areas.members.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    kind_of(Unit),
    kind_of(Member),
    *VOCABULARIES,
    *PARAMETERS,
    *INDICATORS,
    *CHECKS,
)
"""Everything this area declares."""
