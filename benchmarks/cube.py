"""The whole cube: nine figures of every organisation with all below it, for twelve quarters."""

from __future__ import annotations

from hashlib import sha256
from time import perf_counter

import attrs

from benchmarks.apart import Run
from unionwork.store.measures import Measurer
from unionwork.store.sums import Window
from unionwork.workspace import Workspace

# Figure of an indicator: organisation, last day, numerator, denominator (0 where it has none).
Cell = tuple[int, int, int, int]
Cells = dict[str, list[Cell]]


@attrs.frozen(kw_only=True)
class Measured:
    """What one of the nine figures counts, in the words of a table; both sides read it from here.

    Attributes:
        key: the indicator.
        table: the register.
        on: column of a flow's day.
        between: columns of a stock's first day and the day it ends.
        value: column that is added up.
        identity: column of which different values are counted; who has none counts as one.
        only: column and value that a record must have.
        supported: whether the category must be known and another than ordinary.
        closed: whether the part known as closed by the last day stands above all.
    """

    key: str
    table: str
    on: str = ""
    between: tuple[str, str] | None = None
    value: str = ""
    identity: str = ""
    only: tuple[str, str] | None = None
    supported: bool = False
    closed: str = ""

    @property
    def columns(self) -> list[str]:
        """The columns of the register that it needs."""
        named = [self.on, *(self.between or ()), self.value, self.identity, *(self.only or ())[:1], self.closed]
        return ["org", *(name for name in named if name), *(["category"] if self.supported else [])]


_LISTED = ("listed_on", "removed_on")
NINE = (
    Measured(key="member.members", table="member", between=("joined_on", "left_on"), identity="id_number"),
    Measured(key="member.joined", table="member", on="joined_on", identity="id_number"),
    Measured(key="aid.payments", table="payment", on="paid_on"),
    Measured(key="aid.paid_amount", table="payment", on="paid_on", value="amount"),
    Measured(key="finding.major", table="finding", on="found_on", only=("grade", "major")),
    Measured(key="finding.closed_rate", table="finding", on="found_on", closed="verified_on"),
    Measured(key="relief.households", table="household", between=_LISTED),
    Measured(key="relief.supported_members", table="household", between=_LISTED, value="size", supported=True),
    Measured(key="relief.visits", table="visit", on="visited_on"),
)


def quarters() -> list[Window]:
    """Twelve quarters, the last of which ends on the county's day."""
    ends = {1: 31, 4: 30, 7: 30, 10: 31}
    return [
        Window(f"{year}Q{month // 3 + 1}", year * 10000 + month * 100 + 1, year * 10000 + (month + 2) * 100 + end)
        for year in (2023, 2024, 2025)
        for month, end in ends.items()
    ]


def measure_here(place: str) -> Run:
    """The cube by this library: one call for each figure, the workspace being open."""
    with Workspace.open(place) as workspace:
        session = workspace.session
        started = perf_counter()
        cells: Cells = {}
        with session.reading() as connection:
            measurer = Measurer(connection, session.catalogue, session.tables)
            for figure in NINE:
                found = measurer.measure(session.catalogue.indicator(figure.key), quarters(), None)
                cells[figure.key] = [
                    (cell.org, cell.window.last, cell.numerator, cell.denominator or 0) for cell in found
                ]
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=digest(cells))


def digest(cells: Cells) -> str:
    """One line that is the same only where every cell is; how many there are goes before it."""
    listed = sorted((key, *cell) for key, held in cells.items() for cell in held)
    total = sum(cell[3] for cell in listed)
    return f"{len(listed)} cells, numerators {total}, {sha256(repr(listed).encode()).hexdigest()[:16]}"
