"""A snapshot of a workspace, and the same questions asked of it by DuckDB."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from benchmarks.apart import Run
from benchmarks.assessing import RULE, answer
from benchmarks.county import ON
from benchmarks.cube import NINE, Cells, digest, quarters
from unionwork.snapshot import Snapshot
from unionwork.store.assessments import Assessor
from unionwork.store.measures import Measurer
from unionwork.workspace import Workspace


def take(folder: Path, place: str) -> None:
    """Write the snapshot of a workspace, with the incomes that the rule asks for."""
    with Workspace.open(place, on=ON) as workspace:
        workspace.snapshot(folder, reveal=True)


def measure_by_duckdb(folder: str) -> Run:
    """The cube by this library on DuckDB; the snapshot being open."""
    with Snapshot.open(folder) as held:
        session = held.session
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


def count_by_duckdb(folder: str) -> Run:
    """How many files each outcome is proposed for; the snapshot being open."""
    with Snapshot.open(folder) as held:
        session = held.session
        started = perf_counter()
        with session.reading() as connection:
            rule = session.catalogue.rule(RULE)
            assessor = Assessor(session.catalogue, session.tables, rule, session.day, connection=connection)
            outcomes = assessor.counts(connection)
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=answer(outcomes, {}))
