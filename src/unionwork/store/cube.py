"""The quick way to many periods: one pass over the records, then sums in memory.

Only for indicators whose conditions mean the same on every day; all others are measured day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, literal, select

from unionwork.declare.expressions import Measure
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.store.compiler import Scope
from unionwork.store.sums import Key, Sums, Window, aggregate, is_fixed
from unionwork.store.tables import IN_FORCE

if TYPE_CHECKING:
    from unionwork.store.measures import Measurer

# (organisation, breakdown, span) -> one number for each part
_Spans = list[tuple[int, Key, int, list[int]]]


def pass_over(
    measurer: Measurer, indicator: Indicator, parts: Sequence[Measure], windows: Sequence[Window], by: Sequence[str]
) -> dict[Window, Sums] | None:
    """The sums of each window per organisation, from one pass over the records; None where that is not possible."""
    expressions = [indicator.where, *(part.value for part in parts), *(part.where for part in parts)]
    dates = (indicator.on,) if indicator.is_flow else indicator.between
    if any("." in date for date in dates):
        return None
    groups = [indicator.by.get(name) for name in by]
    if not is_fixed(measurer.catalogue, indicator, *expressions, *groups):
        return None
    if any(name not in indicator.by and not is_plain(measurer, indicator, name) for name in by):
        return None
    if indicator.is_flow:
        return _flows(measurer, indicator, parts, windows, by)
    return _stocks(measurer, indicator, parts, windows, by)


def is_plain(measurer: Measurer, indicator: Indicator, name: str) -> bool:
    """Whether a breakdown is the same on every day."""
    return measurer.group_field(indicator, name).shape not in (Shape.DECIDED, Shape.DAY, Shape.MONTH)


def _flows(
    measurer: Measurer, indicator: Indicator, parts: Sequence[Measure], windows: Sequence[Window], by: Sequence[str]
) -> dict[Window, Sums]:
    """Each record falls into one span between two edges; a window is made of spans, windows may overlap."""
    edges = sorted({edge for window in windows for edge in (window.first, window.last + 1)})
    scope = measurer.scope(indicator, edges[-1])
    day = _placed(scope, scope.kind.field(indicator.on))
    found = _read(measurer, scope, indicator, parts, by, day, edges, [])
    made: dict[Window, Sums] = {window: {} for window in windows}
    inside = [
        [sums for window, sums in made.items() if window.first <= low and high <= window.last + 1]
        for low, high in pairwise(edges)
    ]
    for org, key, span, numbers in found:
        for sums in inside[span]:
            _add(sums, (org, key), numbers, 1)
    return made


def _stocks(
    measurer: Measurer, indicator: Indicator, parts: Sequence[Measure], windows: Sequence[Window], by: Sequence[str]
) -> dict[Window, Sums]:
    """What began by a window's last day less what had ended by it; what ended before it began never was."""
    lasts = sorted({window.last + 1 for window in windows})
    edges = [0, *lasts]
    changes: list[Sums] = [{} for _ in lasts]
    for sign in (1, -1):
        scope = measurer.scope(indicator, edges[-1])
        start, end = (_placed(scope, scope.kind.field(date)) for date in indicator.between)
        if sign == 1:
            found = _read(measurer, scope, indicator, parts, by, start, edges, [end.is_(None) | (end > start)])
        else:
            found = _read(measurer, scope, indicator, parts, by, end, edges, [start.is_not(None), end > start])
        for org, key, span, numbers in found:
            _add(changes[span], (org, key), numbers, sign)
    standing: Sums = {}
    at: dict[int, Sums] = {}
    for last, change in zip(lasts, changes, strict=True):
        for cell, numbers in change.items():
            _add(standing, cell, numbers, 1)
        at[last] = {cell: list(numbers) for cell, numbers in standing.items()}
    return {window: {cell: list(numbers) for cell, numbers in at[window.last + 1].items()} for window in windows}


def _placed(scope: Scope, field: Field) -> ColumnElement[Any]:
    """A date as a day; a month is placed at its first day."""
    raw = scope.column(field)
    return raw * 100 + 1 if field.shape is Shape.MONTH else raw


def _read(
    measurer: Measurer, scope: Scope, indicator: Indicator, parts: Sequence[Measure], by: Sequence[str],
    day: ColumnElement[Any], edges: Sequence[int], tests: list[Any],
) -> _Spans:  # fmt: skip
    """The sums of each organisation and span: the span of a day is the place of the last edge not after it."""
    tests = [scope.row.c.void == IN_FORCE, day >= edges[0], day < edges[-1], *measurer.inside(scope.row.c.org), *tests]
    if indicator.where is not None:
        tests.append(scope.condition(indicator.where))
    if len(parts) == 1 and parts[0].where is not None:
        tests.append(scope.condition(parts[0].where))
    groups = measurer.groups(scope, indicator, by)
    numbers = [aggregate(scope, part, alone=len(parts) == 1) for part in parts]
    branches = [(day < edge, literal(place)) for place, edge in enumerate(edges[1:-1])]
    last = literal(len(edges) - 2)
    span = (case(*branches, else_=last) if branches else last).label("_span")
    query = (
        select(scope.row.c.org, span, *groups, *numbers)
        .select_from(scope.source)
        .where(*tests)
        .group_by(scope.row.c.org, span.name, *(group.name for group in groups))
    )
    width = 2 + len(groups)
    return [
        (row[0], tuple(row[2:width]), int(row[1]), [int(number or 0) for number in row[width:]])
        for row in measurer.connection.execute(query)
    ]


def _add(sums: Sums, cell: tuple[int, Key], numbers: Sequence[int], sign: int) -> None:
    held = sums.setdefault(cell, [0] * len(numbers))
    for place, number in enumerate(numbers):
        held[place] += sign * number
