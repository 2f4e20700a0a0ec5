"""The domain, a package an area, declared in exactly the words that a region uses."""

from __future__ import annotations

from unionwork.areas import aid, funds, inspection, members, planning, relief, rights
from unionwork.declare.catalogue import Declared

__all__ = ["declarations"]


def declarations() -> list[Declared]:
    """Everything that the areas declare."""
    areas = (members, inspection, rights, aid, relief, funds, planning)
    return [word for area in areas for word in area.DECLARED]
