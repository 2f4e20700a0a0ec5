"""The dated values of a pack: known parameter, right unit, one after the other without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from unionwork.declare.catalogue import Catalogue
from unionwork.errors import suggest

if TYPE_CHECKING:
    from unionwork.regions.packs import Found


def check_values(values: Iterable[tuple[str, Found]], catalogue: Catalogue) -> None:
    """Check the dated values of a pack.

    Raises:
        DeclarationError: an unknown parameter, another unit, two values on one day, a gap or an overlap.
    """
    by_key: dict[str, list[Found]] = {}
    for key, entry in values:
        parameter = catalogue.parameters.get(key)
        if parameter is None:
            raise entry.refuse(f"没有参数「{key}」;{suggest(key, catalogue.parameters)}")
        if entry.made.unit != parameter.unit:
            raise entry.refuse(f"参数 {key} 的单位是「{parameter.unit}」,这里写的是「{entry.made.unit}」", "unit")
        by_key.setdefault(key, []).append(entry)
    for key, entries in by_key.items():
        _check_order(key, sorted(entries, key=lambda entry: entry.made.from_on))


def _check_order(key: str, entries: list[Found]) -> None:
    for before, after in pairwise(entries):
        start, end = after.made.from_on, before.made.to_on
        if start == before.made.from_on:
            raise after.refuse(f"参数 {key}:自 {start} 起有两个值;每个起期只能有一个", "from")
        # A value without an end holds until the next one begins.
        if end is not None and end > start:
            raise after.refuse(f"参数 {key}:自 {start} 起的值与前一个重叠(前一个到 {end} 才止)", "from")
        if end is not None and end < start:
            raise after.refuse(f"参数 {key}:{end} 到 {start} 之间没有值;请补上,或改前一个的 to", "from")
