"""Planning and reports: what a union body says it has done."""

from __future__ import annotations

from unionwork.areas.planning.forms import FORMS
from unionwork.declare.catalogue import Declared

DECLARED: tuple[Declared, ...] = (*FORMS,)
"""Everything this area declares."""
