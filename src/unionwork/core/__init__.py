"""What every workspace has: organisations, the dated tree, figures, operators, decisions, targets."""

from __future__ import annotations

from unionwork.core.entities import Decision, Figure, Operator, Organisation, ParamSetting, Placement, Target
from unionwork.core.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    *(kind_of(entity) for entity in (Organisation, Placement, Figure, Operator, Decision, Target, ParamSetting)),
    *VOCABULARIES,
)
