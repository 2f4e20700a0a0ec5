"""Layouts: where the columns of a roll stand in one sheet.

Stable: `Column`, `Layout`.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from unionwork.declare.rolls import Roll


@attrs.frozen(kw_only=True)
class Column:
    """One column of a sheet.

    Attributes:
        index: its place, counted from 0.
        header: its header on one line; under it the same column is found again.
        factor: for money, the yuan that a bare number stands for: 1, or 10000 for 万元.
    """

    index: int
    header: str
    factor: int = 1


@attrs.frozen(kw_only=True, eq=False)
class Layout:
    """How one sheet carries a roll.

    Attributes:
        roll: the roll.
        sheet: the name of the sheet.
        header_rows: the rows, as Excel numbers them, that make the header; the last one is the lowest.
        fills: for each of `Roll.fills` field key ("number" too) to its column; empty where the sheet
            does not carry that fill.
        org: the columns that name the organisation, from the upper to the lower one.
        unknown: columns with a header that nothing declares.
        ignored: columns that are not read: 序号, and the remarks of a problem workbook.
        columns: every column with a header, by its place.
        above: what the rows above the header say, so that a repeated title is known again.
        warnings: what the user should know about the header.
    """

    roll: Roll
    sheet: str
    header_rows: tuple[int, ...]
    fills: tuple[Mapping[str, Column], ...]
    org: tuple[Column, ...] = ()
    unknown: tuple[Column, ...] = ()
    ignored: tuple[Column, ...] = ()
    columns: tuple[Column, ...] = ()
    above: frozenset[tuple[str, ...]] = frozenset()
    warnings: tuple[str, ...] = ()

    @property
    def header_row(self) -> int:
        """The lowest row of the header."""
        return self.header_rows[-1]

    @property
    def first_row(self) -> int:
        """The first row that may hold data."""
        return self.header_row + 1

    @property
    def width(self) -> int:
        """How many columns the header has, counted to its last one."""
        return max((column.index for column in self.columns), default=-1) + 1

    @property
    def matched(self) -> frozenset[int]:
        """The places of the columns that are read into fields or name the organisation."""
        fields = {column.index for fill in self.fills for column in fill.values()}
        return frozenset(fields | {column.index for column in self.org})
