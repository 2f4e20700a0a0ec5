"""What unionwork itself brings, through the same hooks as any plugin: the core, its areas, the national base."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from unionwork.declare.catalogue import Declared
from unionwork.regions.hookspecs import hookimpl


@hookimpl
def declarations() -> Iterable[Declared]:
    """The kinds of the core and all words of the areas."""
    from unionwork.areas import declarations as area_words
    from unionwork.core import DECLARED

    return [*DECLARED, *area_words()]


@hookimpl
def regions() -> Iterable[Path]:
    """The national base."""
    return [Path(__file__).parent / "cn"]
