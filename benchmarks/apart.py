"""Runs one side of a comparison in a process of its own, so that neither warms or burdens the other."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec

import attrs

P = ParamSpec("P")


@attrs.frozen(kw_only=True)
class Run:
    """One timed run.

    Attributes:
        seconds: of the job alone, by the wall clock.
        answer: what it found; both sides must find the same.
        peak: highest memory of its process, in MB.
    """

    seconds: float
    answer: str
    peak: float = 0.0


def run_apart(work: Callable[P, Run], *args: P.args, **kwargs: P.kwargs) -> Run:
    """Run `work` in a fresh interpreter; it times its own job, so starting up does not count."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, work, *args, **kwargs).result()


def _measured(work: Callable[P, Run], *args: P.args, **kwargs: P.kwargs) -> Run:
    found = work(*args, **kwargs)
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return attrs.evolve(found, peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
