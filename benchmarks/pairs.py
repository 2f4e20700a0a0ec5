"""Pairs: two sides of one job run in turn, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import attrs

from benchmarks.apart import Run


@attrs.frozen(kw_only=True)
class Pairing:
    """One row of the results.

    Attributes:
        what: the job.
        peer: what it is compared with.
        target: the highest ratio, ours to the peer's, that is good enough.
        timed: what the clock runs over, on both sides.
        answers: whether both sides must find the same.
        why: what stands between it and its target, told where the target is missed.
    """

    what: str
    peer: str
    target: float
    timed: str
    answers: bool = True
    why: str = ""


@attrs.frozen(kw_only=True)
class Result:
    """A row with its counted runs, pair by pair."""

    pairing: Pairing
    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]

    @property
    def ratios(self) -> list[float]:
        """Ours to the peer's, pair by pair, so that a machine that slows down slows both."""
        return [one.seconds / other.seconds for one, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)

    @property
    def is_met(self) -> bool:
        """Whether the median is within the target."""
        return self.ratio <= self.pairing.target


def run_pairs(
    pairing: Pairing, ours: Callable[[], Run], theirs: Callable[[], Run], *, times: int, warm: bool = True
) -> Result:
    """Run both sides in turn, after one run of each that is not counted.

    Raises:
        ValueError: the sides, or two runs of a side, did not find the same.
    """
    if warm:
        ours(), theirs()
    one: list[Run] = []
    other: list[Run] = []
    for place in range(times):
        # Who goes first changes, so that neither always runs on the other's warm disk.
        sides = [(ours, one), (theirs, other)]
        for work, held in sides if place % 2 == 0 else sides[::-1]:
            held.append(work())
    found = {run.answer for run in (*one, *other)}
    if pairing.answers and len(found) > 1:
        raise ValueError(f"{pairing.what}: the answers differ: {sorted(found)}")
    return Result(pairing=pairing, ours=tuple(one), theirs=tuple(other))
