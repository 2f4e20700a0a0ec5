"""Where everything of an office sheet goes: header, columns, blank rows, copies."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from random import Random

import attrs

from unionwork.sample.dirt import Cell, Dirt
from unionwork.sample.layout import Column, Layout


@attrs.frozen(kw_only=True)
class Style:
    """How an office keeps its sheets: with other headers and order, and with or without dirt."""

    other: bool = False
    dirty: bool = False


@attrs.frozen(kw_only=True)
class Plan:
    """Where everything of one sheet goes, decided before a row is written.

    Attributes:
        order: positions of the columns from left to right.
        printed: the header of each column, in the order of the layout.
        head: the rows above the data.
        copies: positions of the rows that come again at the end.
        blanks: a blank row stands before each of these data rows, in order.
    """

    layout: Layout
    style: Style
    order: tuple[int, ...]
    printed: tuple[str, ...]
    head: tuple[tuple[Cell, ...], ...]
    copies: tuple[int, ...]
    blanks: tuple[int, ...]

    def row_number(self, index: int) -> int:
        """The row of the sheet on which a data row stands, both counted from their first (0, 1)."""
        return len(self.head) + 1 + index + bisect_right(self.blanks, index)


def make_plan(layout: Layout, rng: Random, style: Style, dirt: Dirt | None, *, rows: int, whole: Sequence[int]) -> Plan:
    """Decide the place of everything; only `whole` rows may be copied."""
    two_lines = style.other and any(column.block for column in layout.columns)
    labels = tuple(_label(column, rng, style.other) for column in layout.columns)
    printed = tuple(dirt.header(label) for label in labels) if dirt and not two_lines else labels
    order = _order(layout, rng) if style.other else tuple(range(len(layout.columns)))
    header = _two_lines(layout, order, printed) if two_lines else ([printed[i] for i in order],)
    head: list[tuple[Cell, ...]] = [
        (("序号" if line is header[0] else None, *line, "备注" if line is header[0] else None))
        if style.other
        else tuple(line)
        for line in header
    ]
    if style.dirty:
        head = [(layout.title,), ("填报单位:(盖章)", None, "计量单位:元"), *head]
    return Plan(
        layout=layout,
        style=style,
        order=order,
        printed=printed,
        head=tuple(head),
        copies=tuple(rng.sample(whole, min(7, len(whole) // 4))) if style.dirty else (),
        blanks=tuple(sorted(rng.sample(range(1, rows), min(3, max(0, rows - 1))))) if style.other else (),
    )


def _label(column: Column, rng: Random, other: bool) -> str:
    if not other:
        return column.label
    return "".join(column.block) if column.block else rng.choice(column.aliases)


def _order(layout: Layout, rng: Random) -> tuple[int, ...]:
    """The columns shuffled; those under one upper header stay together."""
    groups: dict[object, list[int]] = {}
    for position, column in enumerate(layout.columns):
        groups.setdefault(column.block[0] if column.block else position, []).append(position)
    shuffled = list(groups.values())
    while len(shuffled) > 1 and [group[0] for group in shuffled] == sorted(group[0] for group in shuffled):
        rng.shuffle(shuffled)
    return tuple(position for group in shuffled for position in group)


def _two_lines(
    layout: Layout, order: Sequence[int], printed: Sequence[str]
) -> tuple[list[str | None], list[str | None]]:
    """Upper and lower line of the header; an upper header stands over the first of its columns."""
    upper: list[str | None] = []
    lower: list[str | None] = []
    above = ""
    for position in order:
        block = layout.columns[position].block
        if block is None:
            upper.append(printed[position])
            lower.append(None)
        else:
            upper.append(block[0] if block[0] != above else None)
            lower.append(block[1])
        above = block[0] if block else ""
    return upper, lower
