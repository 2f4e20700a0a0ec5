"""Runs one side of a comparison in a process of its own, so that neither warms or burdens the other."""

from __future__ import annotations

import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import attrs


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


def run_apart(work: str, *arguments: Any) -> Run:
    """Run `work` ("module:function") in a fresh interpreter; it times its own job, so starting up does not count."""
    found: Run = _call_apart(_measured, work, *arguments)
    return found


def build_apart(work: str, *arguments: Any) -> None:
    """Make data in a process of its own: this one stays small, so that what it starts is measured rightly."""
    _call_apart(_called, work, *arguments)


def _call_apart(call: Any, *arguments: Any) -> Any:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *arguments).result()


def _measured(work: str, *arguments: Any) -> Run:
    found: Run = _called(work, *arguments)
    return attrs.evolve(found, peak=_peak())


def _called(work: str, *arguments: Any) -> Any:
    module, _, name = work.partition(":")
    return getattr(import_module(f"benchmarks.{module}"), name)(*arguments)


def _peak() -> float:
    """Highest memory of this process in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What the system counts for a finished process begins with its parent's size; this does not.
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
