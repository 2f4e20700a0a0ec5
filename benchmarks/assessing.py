"""Every hardship file assessed as of a day: the outcome, and for each test both sides and the result."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

from benchmarks.apart import Run
from benchmarks.county import ON
from unionwork.store.assessments import Assessor
from unionwork.workspace import Workspace

RULE = "aid.grade"


def assess_here(place: str) -> Run:
    """Each record with all its tests unfolded, streamed; the workspace being open."""
    with Workspace.open(place, on=ON) as workspace:
        session = workspace.session
        started = perf_counter()
        outcomes: Counter[str] = Counter()
        results: Counter[tuple[str, str]] = Counter()
        with session.reading() as connection:
            assessor = Assessor(session.catalogue, session.tables, session.catalogue.rule(RULE), session.day)
            for found in assessor.records(connection):
                outcomes[found.outcome] += 1
                for tested in found.tests:
                    results[tested.outcome, tested.result] += 1
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=answer(outcomes, results))


def stream_here(place: str) -> Run:
    """Each record with its outcome; its tests lie in the row that is streamed, and are not unfolded."""
    with Workspace.open(place, on=ON) as workspace:
        session = workspace.session
        started = perf_counter()
        with session.reading() as connection:
            assessor = Assessor(session.catalogue, session.tables, session.catalogue.rule(RULE), session.day)
            outcomes = Counter(found.outcome for found in assessor.records(connection))
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=answer(outcomes, {}))


def count_here(place: str) -> Run:
    """How many records each outcome is proposed for; the workspace being open."""
    with Workspace.open(place, on=ON) as workspace:
        session = workspace.session
        started = perf_counter()
        with session.reading() as connection:
            assessor = Assessor(session.catalogue, session.tables, session.catalogue.rule(RULE), session.day)
            outcomes = assessor.counts(connection)
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=answer(outcomes, {}))


def answer(outcomes: dict[str, int], results: dict[tuple[str, str], int]) -> str:
    """One line for both sides."""
    parts = [f"{key} {count}" for key, count in sorted(outcomes.items()) if count]
    tests = [f"{test} {result} {count}" for (test, result), count in sorted(results.items()) if count]
    return "; ".join([", ".join(parts), ", ".join(tests)])
