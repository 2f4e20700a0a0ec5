"""Union funds: what units pay and what is returned."""

from __future__ import annotations

from unionwork.areas.funds.checks import CHECKS
from unionwork.areas.funds.entities import FundReceipt
from unionwork.areas.funds.indicators import INDICATORS
from unionwork.areas.funds.parameters import PARAMETERS
from unionwork.areas.funds.rolls import ROLLS
from unionwork.areas.funds.vocabularies import VOCABULARIES
from unionwork.declare.catalogue import Declared
from unionwork.declare.kinds import kind_of

DECLARED: tuple[Declared, ...] = (
    kind_of(FundReceipt),
    *VOCABULARIES,
    *PARAMETERS,
    *ROLLS,
    *INDICATORS,
    *CHECKS,
)
"""Everything this area declares."""
