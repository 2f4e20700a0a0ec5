"""The domain, a package an area, declared in exactly the words that a region uses."""

from __future__ import annotations

from unionwork.areas import aid, funds, inspection, members, planning, relief, rights
from unionwork.areas.beginnings import checks_of_beginnings
from unionwork.declare.catalogue import Declared

__all__ = ["declarations"]


_WORDS = tuple(word for area in (members, inspection, rights, aid, relief, funds, planning) for word in area.DECLARED)
# Made once: packs are read again only where what they stand on is another.
_WHOLE = (*_WORDS, *checks_of_beginnings(_WORDS))


def declarations() -> list[Declared]:
    """Everything that the areas declare."""
    return list(_WHOLE)
