"""The areas with the national base and the four packs, as one catalogue."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from unionwork import regions
from unionwork.areas import declarations
from unionwork.core import DECLARED
from unionwork.declare.catalogue import Catalogue, Region
from unionwork.declare.kinds import Kind
from unionwork.regions.packs import read_pack

ROOT = Path(__file__).resolve().parents[2]
BASE = Path(regions.__file__).parent / "cn"
PACKS = {
    key: ROOT / "plugins" / key / f"unionwork_{key.replace('-', '_')}"
    for key in ("dongguan", "guangfeng", "harbin-daoli", "ziyang-haoping")
}


@cache
def a_catalogue_of_everything() -> Catalogue:
    """Core, areas, national base and the four packs."""
    words = (*DECLARED, *declarations())
    found: list[Region] = []
    for folder in (BASE, *PACKS.values()):
        found.append(read_pack(folder, Catalogue.of(words, found)))
    return Catalogue.of(words, found)


@cache
def the_areas_alone() -> Catalogue:
    """The areas without base or pack, and of the core what they name: attachments and the operators' roles."""
    named = [word for word in DECLARED if word.key in ("attachment", "operator_role")]
    return Catalogue.of((*declarations(), *named))


@cache
def kinds_of_the_areas() -> tuple[Kind, ...]:
    """The kinds that the areas declare."""
    return tuple(kind for kind in the_areas_alone().kinds.values() if not kind.system)
