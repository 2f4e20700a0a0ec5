"""How a declaration takes several things: any sequence in, a tuple kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def listed(given: Iterable[Any]) -> tuple[Any, ...]:
    """A sequence as a tuple, so that what is declared cannot change."""
    return tuple(given)
