"""The window of a long table: the rows that are held, what lies above and below them, and where the next begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

Row = Mapping[str, Any]
PAGE = 100
MOST = 600


@attrs.frozen(kw_only=True)
class Edge:
    """Where a page is asked from: after or before a number, or at a place; `before=""` is the end.

    Attributes:
        offset: the place of the first row, for a table in another order than by number.
        limit: how many rows.
    """

    after: str | None = None
    before: str | None = None
    offset: int = 0
    limit: int = PAGE


@attrs.define
class Window:
    """Rows of a table that may be any length.

    Attributes:
        by_number: whether the rows stand in the order of their numbers, so that a page is found from its edge.
        rows: those that are held.
        start: the place of the first one among all, None where it is not known.
        above: whether others stand above them.
        below: whether others stand below them.
        cursor: the place of the cursor among those held.
        top: the place of the first one in view among those held.
    """

    by_number: bool = True
    rows: list[Row] = attrs.field(factory=list)
    start: int | None = 0
    above: bool = False
    below: bool = False
    cursor: int = 0
    top: int = 0

    @property
    def row(self) -> Row | None:
        """The row at the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def place(self) -> int | None:
        """The place of the cursor among all rows, from 1; None where it is not known."""
        return self.start + self.cursor + 1 if self.start is not None and self.rows else None

    def edge_below(self) -> Edge | None:
        """Where the rows below begin; None where there are none."""
        if not self.below or not self.rows:
            return None
        if self.by_number:
            return Edge(after=str(self.rows[-1]["number"]))
        return Edge(offset=(self.start or 0) + len(self.rows))

    def edge_above(self) -> Edge | None:
        """Where the rows above end; None where there are none."""
        if not self.above or not self.rows:
            return None
        if self.by_number:
            return Edge(before=str(self.rows[0]["number"]))
        start = self.start or 0
        limit = min(PAGE, start)
        return Edge(offset=start - limit, limit=limit)

    def edge_last(self, total: int | None) -> Edge | None:
        """Where the last page begins; None where that takes a total that is not there."""
        if self.by_number:
            return Edge(before="")
        return Edge(offset=max(total - PAGE, 0)) if total is not None else None

    def is_above(self, edge: Edge) -> bool:
        """Whether what is asked at an edge stands above the rows that are held."""
        return edge.before is not None if self.by_number else edge.offset < (self.start or 0)

    def replace(
        self, edge: Edge, rows: Sequence[Row], *, more: bool, before: Mapping[str, Any] | None = None,
        total: int | None = None,
    ) -> None:  # fmt: skip
        """Hold other rows: those of a page, and those of the page before it where that came along."""
        self.rows, self.top, self.cursor = list(rows), 0, 0
        if before is not None:
            self.rows[:0] = before["rows"]
            self.above, self.below = bool(before["more"]), more
            self.start = None if self.above else 0
        elif edge.before is not None:
            self.above, self.below = more, False
            known = total - len(rows) if total is not None else None
            self.start = known if more else 0
        else:
            self.above, self.below, self.start = edge.offset > 0, more, edge.offset

    def put_below(self, rows: Sequence[Row], *, more: bool) -> None:
        """Take in the rows below; the first ones go where there are too many, those in view stay."""
        self.rows.extend(rows)
        self.below = more
        over = min(len(self.rows) - MOST, self.top, self.cursor)
        if over > 0:
            del self.rows[:over]
            self.cursor -= over
            self.top -= over
            self.above = True
            self.start = None if self.start is None else self.start + over

    def put_above(self, rows: Sequence[Row], *, more: bool, room: int) -> None:
        """Take in the rows above; the last ones go where there are too many, those in view (`room`) stay."""
        self.rows[:0] = rows
        self.cursor += len(rows)
        self.top += len(rows)
        if self.start is not None:
            self.start = max(self.start - len(rows), 0)
        self.above = more if self.by_number else (self.start or 0) > 0
        if not self.above:
            self.start = 0
        keep = max(MOST, max(self.cursor, self.top) + room + 1)
        if len(self.rows) > keep:
            self.below = True
            del self.rows[keep:]

    def show_cursor(self, room: int) -> None:
        """Bring the cursor into view."""
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + room:
            self.top = self.cursor - room + 1
        self.top = max(0, min(self.top, len(self.rows) - room))
