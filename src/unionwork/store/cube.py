"""The quick way to many periods: one pass over the records by month, then sums in memory.

Only for indicators whose conditions mean the same on every day; all others are measured day by day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from unionwork.declare.expressions import Measure
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.store.compiler import Scope
from unionwork.store.sums import Key, Sums, Window, aggregate, is_fixed
from unionwork.store.tables import IN_FORCE

if TYPE_CHECKING:
    from unionwork.store.measures import Measurer

_Months = dict[tuple[int, Key], dict[int, list[int]]]


def months_of(
    measurer: Measurer, indicator: Indicator, parts: Sequence[Measure], windows: Sequence[Window], by: Sequence[str]
) -> dict[Window, Sums] | None:
    """The sums of each window per organisation, from one pass by month; None where that is not possible."""
    expressions = [indicator.where, *(part.value for part in parts), *(part.where for part in parts)]
    dates = (indicator.on,) if indicator.is_flow else indicator.between
    kind = measurer.catalogue.kind(indicator.of.key)
    if any("." in date for date in dates):
        return None
    groups = [indicator.by.get(name) for name in by]
    if not is_fixed(measurer.catalogue, indicator, *expressions, *groups):
        return None
    if any(name not in indicator.by and not is_plain(measurer, indicator, name) for name in by):
        return None
    # Months only add up to windows that begin and end with a month.
    if not all(window.first % 100 == 1 and _ends_month(window.last) for window in windows):
        return None
    if any(kind.field(date).shape not in (Shape.DAY, Shape.MONTH) for date in dates):
        return None
    if indicator.is_flow:
        return _flows(_by_month(measurer, indicator, parts, dates[0], by), windows)
    return _stocks(
        _by_month(measurer, indicator, parts, dates[0], by),
        _by_month(measurer, indicator, parts, dates[1], by, started=dates[0]),
        windows,
    )


def is_plain(measurer: Measurer, indicator: Indicator, name: str) -> bool:
    """Whether a breakdown is the same on every day."""
    return measurer.group_field(indicator, name).shape not in (Shape.DECIDED, Shape.DAY, Shape.MONTH)


def _by_month(
    measurer: Measurer, indicator: Indicator, parts: Sequence[Measure], date: str, by: Sequence[str], started: str = ""
) -> _Months:
    scope = measurer.scope(indicator, 99991231)
    field = scope.kind.field(date)
    month: Any = scope.row.c[field.column if field.shape is Shape.MONTH else f"{field.column}_month"]
    tests = [scope.row.c.void == IN_FORCE, month.is_not(None)]
    if started:
        # What ended without having begun was never in force; one that ended before it began neither.
        begun = _day_of(scope, started)
        tests += [begun.is_not(None), _day_of(scope, date) > begun]
    elif not indicator.is_flow:
        ended = _day_of(scope, indicator.between[1])
        tests.append((ended.is_(None)) | (ended > _day_of(scope, date)))
    if indicator.where is not None:
        tests.append(scope.condition(indicator.where))
    if len(parts) == 1 and parts[0].where is not None:
        tests.append(scope.condition(parts[0].where))
    groups = measurer.groups(scope, indicator, by)
    numbers = [aggregate(scope, part, alone=len(parts) == 1) for part in parts]
    query = (
        select(scope.row.c.org, month, *groups, *numbers)
        .select_from(scope.source)
        .where(*tests)
        .group_by(scope.row.c.org, month, *(group.name for group in groups))
    )
    found: _Months = defaultdict(dict)
    width = 2 + len(groups)
    for row in measurer.connection.execute(query):
        found[row[0], tuple(row[2:width])][row[1]] = [int(number or 0) for number in row[width:]]
    return found


def _day_of(scope: Scope, key: str) -> Any:
    """The day of a date field; a month stands for its first day."""
    field = scope.kind.field(key)
    raw = scope.column(field)
    return raw * 100 + 1 if field.shape is Shape.MONTH else raw


def _flows(months: _Months, windows: Sequence[Window]) -> dict[Window, Sums]:
    made: dict[Window, Sums] = {window: {} for window in windows}
    spans = [(window.first // 100, window.last // 100, made[window]) for window in windows]
    for cell, held in months.items():
        for month, numbers in held.items():
            for low, high, sums in spans:
                if low <= month <= high:
                    _add(sums, cell, numbers)
    return made


def _stocks(starts: _Months, ends: _Months, windows: Sequence[Window]) -> dict[Window, Sums]:
    """Accumulated per organisation: what began by a month's end less what had ended by it.

    A record that ends on a month's very last day is out at its close, and its month says so.
    """
    made: dict[Window, Sums] = {window: {} for window in windows}
    edges = [window.last // 100 for window in windows]
    for sign, months in ((1, starts), (-1, ends)):
        for cell, held in months.items():
            order = sorted(held)
            width = len(next(iter(held.values())))
            running = [[0] * width]
            for month in order:
                running.append([total + number for total, number in zip(running[-1], held[month], strict=True)])
            for window, edge in zip(windows, edges, strict=True):
                numbers = running[bisect_right(order, edge)]
                if any(numbers):
                    _add(made[window], cell, [sign * number for number in numbers])
    return made


def _add(sums: Sums, cell: tuple[int, Key], numbers: list[int]) -> None:
    held = sums.get(cell)
    if held is None:
        sums[cell] = list(numbers)
        return
    for place, number in enumerate(numbers):
        held[place] += number


def _ends_month(day: int) -> bool:
    from unionwork.values import day_number, last_day

    return day == day_number(last_day(day // 10000, day // 100 % 100))
