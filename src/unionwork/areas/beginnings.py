"""Checks of every register: a first date that lies ahead, so that the record is counted nowhere until then."""

from __future__ import annotations

from collections.abc import Iterable

from unionwork.declare.catalogue import Declared
from unionwork.declare.expressions import Name
from unionwork.declare.fields import Field
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Check


def checks_of_beginnings(declared: Iterable[Declared]) -> list[Check]:
    """A check for each kind whose records begin on a day."""
    kinds = (word for word in declared if isinstance(word, Kind) and not word.system)
    return [_check_of(kind, kind.begins) for kind in kinds if kind.begins is not None]


def _check_of(kind: Kind, field: Field) -> Check:
    first, label = Name((field.key,)), field.label
    return Check(
        key=f"{kind.key}.begins_ahead",
        label=f"{label}在以后",
        of=kind,
        holds=~first.entered() | first.known(),
        severity="warning",
        message=f"{label}晚于业务日期,到那天才计入",
        remedy=f"核对{label}的年份;写错的改正",
        source=f"引擎的口径:{label}到了才计入",
    )
