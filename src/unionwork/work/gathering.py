"""Gathers what a whole sheet says of the records that many of its rows name: a household, a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from unionwork.declare.rolls import Fill, Roll
from unionwork.exchange.rows import RowReading
from unionwork.work.drafting import Key


@attrs.frozen(eq=False)
class Shared:
    """What a whole sheet says of a record that many of its rows name, gathered before any row is planned.

    Attributes:
        row: the row that speaks for it: the head's, else the first.
        values: what that row states, then what the others add.
    """

    row: int
    values: Mapping[str, Any]
    is_headed: bool


class Gathered:
    """What the rows of one sheet say together.

    So the outcome depends neither on the place of the head's row nor on where a batch of rows ends.
    """

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.places = [place for place, fill in enumerate(roll.fills) if fill.shared or fill.head is not None]
        self._held: dict[int, dict[Key, Shared]] = {place: {} for place in self.places}

    def take(self, readings: Iterable[RowReading]) -> None:
        """Take in the rows that are read without an error."""
        for reading in readings:
            for place in self.places:
                values = reading.fills[place]
                if values is not None and not reading.is_refused:
                    self._take(place, reading, values)

    def of(self, place: int, reading: RowReading, values: Mapping[str, Any]) -> Shared | None:
        """What the sheet says of the record that a row names at a place of the roll; None if only this row may."""
        held = self._held.get(place)
        return held.get(_sheet_key(self.roll.fills[place], reading, values)) if held is not None else None

    def _take(self, place: int, reading: RowReading, values: Mapping[str, Any]) -> None:
        fill, held = self.roll.fills[place], self._held[place]
        headed = fill.head is not None and any(part.get(fill.head[0]) == fill.head[1] for part in reading.fills if part)
        key = _sheet_key(fill, reading, values)
        before = held.get(key)
        if before is None:
            held[key] = Shared(reading.row, dict(values), headed)
        elif headed and not before.is_headed:
            held[key] = Shared(reading.row, {**before.values, **values}, True)
        elif not values.keys() <= before.values.keys():
            held[key] = Shared(before.row, {**values, **before.values}, before.is_headed)


def _sheet_key(fill: Fill, reading: RowReading, values: Mapping[str, Any]) -> Key:
    """What names a shared record in a row, as the sheet writes it."""
    return tuple(reading.org if name == "org" else values.get(name) for name in fill.key)
