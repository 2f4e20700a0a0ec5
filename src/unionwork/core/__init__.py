"""What every workspace has: organisations, the dated tree, figures, operators, decisions, acts, attachments."""

from __future__ import annotations

from unionwork.core.entities import (
    Act,
    Attachment,
    Decision,
    Figure,
    Operator,
    Organisation,
    ParamSetting,
    Placement,
    Target,
)
from unionwork.core.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

_ENTITIES = (Organisation, Placement, Figure, Operator, Decision, Target, ParamSetting, Act, Attachment)

DECLARED: tuple[Declared, ...] = (*(kind_of(entity) for entity in _ENTITIES), *VOCABULARIES)
