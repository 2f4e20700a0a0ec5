"""The parameters that an indicator asks for and that organisations have no value of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select

from unionwork.declare.expressions import AlsoIn, Expr, Known, Param, Related
from unionwork.declare.indicators import Indicator
from unionwork.store.settings import Settings
from unionwork.store.sums import Window
from unionwork.store.tables import IN_FORCE

if TYPE_CHECKING:
    from unionwork.store.measures import Measurer


@attrs.frozen(kw_only=True)
class Gap:
    """A parameter that lacks a value where an indicator asks for it.

    Attributes:
        key: the parameter.
        lacking: the organisations with records to measure that have no value of it.
        is_whole: whether nobody who has such records has one, so that there is no number at all.
    """

    key: str
    lacking: tuple[int, ...] = ()
    is_whole: bool


def read_gaps(
    measurer: Measurer, indicator: Indicator, window: Window, wanted: Sequence[int]
) -> dict[int, tuple[Gap, ...]]:
    """The gaps of each organisation that has any, on the last day of a window.

    What has no records there lacks a parameter where neither it nor anybody below it has a value.
    """
    keys = _asked(indicator.counted, indicator.denominator, indicator.where)
    if not keys:
        return {}
    tree = measurer.tree(window.last)
    holders = {key: _holders(measurer, key, window.last) for key in sorted(keys)}
    if all(tree.parents.keys() <= held for held in holders.values()):
        return {}
    recorded = sorted(_recorded(measurer, indicator, window))
    found: dict[int, tuple[Gap, ...]] = defaultdict(tuple)
    for key, held in holders.items():
        lacking: dict[int, list[int]] = defaultdict(list)
        served: set[int] = set()
        for org in recorded:
            for above in tree.above(org):
                if org in held:
                    served.add(above)
                else:
                    lacking[above].append(org)
        reached = {above for org in held for above in tree.above(org)}
        for org in wanted:
            if lacking[org] or org not in reached:
                gap = Gap(key=key, lacking=tuple(lacking[org]), is_whole=org not in served)
                found[org] = (*found[org], gap)
    return found


def _asked(*parts: Expr | None) -> set[str]:
    """The parameters that expressions need; one that they ask about themselves (`known`) is none of them."""
    nodes = [at for part in parts if part is not None for at in _every(part)]
    minded = {inner.key for at in nodes if isinstance(at, Known) for inner in at.walk() if isinstance(inner, Param)}
    return {at.key for at in nodes if isinstance(at, Param)} - minded


def _every(root: Expr) -> Iterator[Expr]:
    """All nodes, those over records of other kinds as well."""
    for at in root.walk():
        yield at
        if isinstance(at, Related | AlsoIn) and at.where is not None:
            yield from _every(at.where)


def _holders(measurer: Measurer, key: str, on: int) -> set[int]:
    """The organisations for which a parameter has a value."""
    ranked = Settings(measurer.tables, on).candidates(key).subquery()
    return set(measurer.connection.execute(select(ranked.c.org).where(ranked.c.place == 1)).scalars())


def _recorded(measurer: Measurer, indicator: Indicator, window: Window) -> set[int]:
    """The organisations that own records of a window."""
    scope = measurer.scope(indicator, window.last)
    tests = [scope.row.c.void == IN_FORCE, *measurer.window_tests(scope, indicator, window)]
    tests += measurer.inside(scope.row.c.org)
    if indicator.where is not None and not _asked(indicator.where):
        tests.append(scope.condition(indicator.where))
    query = select(scope.row.c.org).select_from(scope.source).where(*tests).distinct()
    return set(measurer.connection.execute(query).scalars())
