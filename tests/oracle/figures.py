"""What an indicator's figure is, in plain Python: every organisation and window reckoned anew from the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs

from tests.oracle.meaning import Meaning
from tests.oracle.world import Row, World
from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Figure, Measure, Name
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.store.sums import Window

Key = tuple[Any, ...]
Cells = dict[tuple[int, str, Key], tuple[Fraction, Fraction | None]]


@attrs.frozen
class Figures:
    """Figures of one indicator over a world."""

    world: World
    indicator: Indicator

    def cells(self, windows: Sequence[Window], by: Sequence[str]) -> Cells:
        """(organisation, window, codes) to (numerator, denominator), for every cell that has a record."""
        found: Cells = {}
        for window in windows:
            for org in self.world.parents(window.last):
                for key, rows in self.groups(org, window, by).items():
                    found[org, window.name, key] = (
                        self.measured(self.indicator.counted, rows, window),
                        self.whole(org, rows, window),
                    )
        return found

    def groups(self, org: int, window: Window, by: Sequence[str]) -> dict[Key, list[Row]]:
        """The records of an organisation and all below it that fall into a window, by their codes."""
        meaning, kind = Meaning(self.world, window.last), self.indicator.of
        found: dict[Key, list[Row]] = defaultdict(list)
        if not by:
            found[()] = []
        for row in self.world.in_force(kind.key):
            if org not in self.world.upward(row["org"], window.last) or not self.falls_into(row, window):
                continue
            if self.indicator.where is not None and meaning.value(self.indicator.where, kind, row) is not True:
                continue
            paths = [
                self.indicator.by[name] if name in self.indicator.by else Name(tuple(name.split("."))) for name in by
            ]
            found[tuple(self.code(path, meaning.value(path, kind, row)) for path in paths)].append(row)
        return found

    def code(self, path: Name, value: Any) -> Any:
        """A value as its field stores it: 0 and 1, yyyymm for a month."""
        field = resolve(self.world.catalogue, self.indicator.of, path.path)[1]
        if field.shape is Shape.MONTH and value is not None:
            return value // 100
        return int(value) if isinstance(value, bool | Fraction) else value

    def falls_into(self, row: Row, window: Window) -> bool:
        """A flow by its own date; a stock half-open, at the close of the window's last day."""
        if self.indicator.is_flow:
            at = self.day(row, self.indicator.on)
            return at is not None and window.first <= at <= window.last
        start, end = (self.day(row, key) for key in self.indicator.between)
        return start is not None and start <= window.last and (end is None or end > window.last)

    def day(self, row: Row, key: str) -> int | None:
        """The stored date at the end of a path; a month stands for its first day."""
        kind, held = self.indicator.of, row
        *through, last = key.split(".")
        for part in through:
            step = kind.field(part)
            other = self.world.get(step.to, held[part])
            if other is None:
                return None
            kind, held = self.world.catalogue.kind(step.to), other
        raw = held[last]
        return raw * 100 + 1 if raw is not None and kind.field(last).shape is Shape.MONTH else raw

    def measured(self, measure: Measure, rows: Sequence[Row], window: Window) -> Fraction:
        """What a measure counts over these records."""
        meaning, kind = Meaning(self.world, window.last), self.indicator.of
        counted = [row for row in rows if measure.where is None or meaning.value(measure.where, kind, row) is True]
        if measure.function == "count":
            return Fraction(len(counted))
        assert measure.value is not None
        values = [meaning.value(measure.value, kind, row) for row in counted]
        known = [value for value in values if value is not None]
        if measure.function == "sum":
            return sum(known, Fraction(0))
        return Fraction(len(set(known)) + values.count(None))

    def whole(self, org: int, rows: Sequence[Row], window: Window) -> Fraction | None:
        """What stands below the line."""
        if isinstance(self.indicator.denominator, Measure):
            return self.measured(self.indicator.denominator, rows, window)
        if isinstance(self.indicator.denominator, Figure):
            return self.figure(self.indicator.denominator.key, org, window.last)
        return None

    def figure(self, key: str, org: int, on: int) -> Fraction | None:
        """An organisation's own figure at the day, or else the sum of its direct children's."""
        own = [
            row for row in self.world.in_force("figure")
            if row["org"] == org and row["key"] == key and row["from_on"] <= on
        ]  # fmt: skip
        if own:
            return Fraction(max(own, key=lambda row: row["from_on"])["value"])
        below = [self.figure(key, child, on) for child, parent in self.world.parents(on).items() if parent == org]
        known = [value for value in below if value is not None]
        return sum(known, Fraction(0)) if known else None
