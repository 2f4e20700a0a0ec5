"""What a figure is summed from: its days, its parts, its numbers per organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from sqlalchemy import BigInteger, case, cast, func

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.checking import resolve
from unionwork.declare.expressions import (
    Age,
    Alike,
    AlsoIn,
    Attached,
    Block,
    Expr,
    Known,
    Logic,
    Measure,
    Name,
    On,
    Param,
    Related,
    Repeated,
)
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.store.compiler import Scope
from unionwork.store.tree import Tree

Key = tuple[Any, ...]
# (organisation, breakdown) -> one number for each part
Sums = dict[tuple[int, Key], list[int]]
# (breakdown, value) -> the organisation of each record that holds it
Holders = dict[tuple[Key, Any], list[int]]


@attrs.frozen
class Window:
    """The days a figure is taken over: a flow from `first` to `last`, a stock at the close of `last`.

    Attributes:
        name: the period as it was asked for, "" where none was.
        first: first day as yyyymmdd, 0 for from the beginning.
        last: the day of the figure.
    """

    name: str
    first: int
    last: int


def divide(indicator: Indicator) -> Iterator[tuple[list[int], list[Measure], Measure | None]]:
    """The parts of an indicator as they are measured: their places, what adds up, and what repeats.

    Counts and sums go together in one pass. Different values are counted as records first, which adds
    up (who has no identity on record counts as a person of his own); the values that several records
    hold are then looked at one by one, and what they count too much is taken off.
    """
    parts = [indicator.counted]
    if isinstance(indicator.denominator, Measure):
        parts.append(indicator.denominator)
    plain = [place for place, part in enumerate(parts) if part.function != "distinct"]
    if plain:
        yield plain, [parts[place] for place in plain], None
    for place, part in enumerate(parts):
        if part.function != "distinct":
            continue
        value, where = part.value, part.where
        assert value is not None
        known: Expr = Known(value)
        twice = _repeated(indicator, value)
        several = known if twice is None else Logic("and", (known, twice))
        again = Measure("distinct", value, several if where is None else Logic("and", (where, several)))
        yield [place], [Measure("count", None, where)], again


def _repeated(indicator: Indicator, value: Expr) -> Repeated | None:
    """Whether another record holds the value; None where it is no column of the kind, so nobody can look."""
    if not isinstance(value, Name) or len(value.path) != 1:
        return None
    kind, key = indicator.of, value.path[0]
    return None if kind.has(key) and kind.field(key).shape is Shape.DECIDED else Repeated(value)


def aggregate(scope: Scope, measure: Measure, *, alone: bool) -> Any:
    """What a count or sum adds up; standing alone, its condition is in WHERE already."""
    where = None if alone or measure.where is None else scope.condition(measure.where)
    if measure.function == "count":
        return func.count() if where is None else func.sum(case((where, 1), else_=0))
    assert measure.value is not None
    value = scope.value(measure.value)
    top = value.top if where is None else case((where, value.top), else_=0)
    # A sum of 64-bit numbers is wider on PostgreSQL; figures stay whole numbers on every engine.
    return cast(func.coalesce(func.sum(top), 0), BigInteger)


def count_once(holders: Holders, tree: Tree, own: Sums) -> Sums:
    """Take what repeated values count too much off each organisation's own sums, before they are summed upward.

    A value that only one organisation holds then counts one there. A value that several hold counts one
    at each organisation above any of them, which does not add up and is given back apart.
    """
    apart: Sums = defaultdict(lambda: [0])
    for (codes, _), orgs in holders.items():
        for org in orgs:
            own[org, codes][0] -= 1
        different = set(orgs)
        if len(different) == 1:
            own[orgs[0], codes][0] += 1
            continue
        for above in {ancestor for org in different for ancestor in tree.above(org)}:
            apart[above, codes][0] += 1
    return apart


def roll_up(sums: Mapping[tuple[int, Key], list[int]], tree: Tree) -> Sums:
    """The sums of every organisation with all below it."""
    by_org: dict[int, dict[Key, list[int]]] = defaultdict(dict)
    for (org, key), numbers in sums.items():
        by_org[org][key] = list(numbers)
    for org in tree.order:
        parent = tree.parents[org]
        if parent is None or org not in by_org:
            continue
        above = by_org[parent]
        for key, numbers in by_org[org].items():
            held = above.get(key)
            if held is None:
                above[key] = list(numbers)
            else:
                for place, number in enumerate(numbers):
                    held[place] += number
    return {(org, key): numbers for org, held in by_org.items() if org in tree.parents for key, numbers in held.items()}


def is_fixed(catalogue: Catalogue, indicator: Indicator, *parts: Expr | None) -> bool:
    """Whether expressions mean the same on every day, so that all periods can be read in one pass."""
    kind = catalogue.kind(indicator.of.key)
    for part in parts:
        for at in part.walk() if part is not None else ():
            if isinstance(at, Age | Alike | AlsoIn | Attached | Block | On | Param | Related):
                return False
            if isinstance(at, Name):
                field = resolve(catalogue, kind, at.path)[1]
                if field.shape in (Shape.DAY, Shape.MONTH, Shape.DECIDED) and not field.planned:
                    return False
    return True
