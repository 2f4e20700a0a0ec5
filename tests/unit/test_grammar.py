"""Expressions read by several threads at once, as a library used in a server reads them."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from unionwork.declare.expressions import Expr
from unionwork.declare.grammar import parse

TEXT = " or ".join(f"(category == 'c{place}' and amount > {place})" for place in range(40))
THREADS, TIMES = 8, 10


@pytest.fixture
def interrupted() -> Iterator[None]:
    """Let the other threads go on again and again in the middle of Python's own parser, as a collection may."""

    def give_way(phase: str, info: dict[str, int]) -> None:
        time.sleep(0.0001)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(give_way)


@pytest.mark.usefixtures("interrupted")
def test_threads_that_read_at_once_all_get_their_trees() -> None:
    alone = repr(parse(TEXT))
    with ThreadPoolExecutor(THREADS) as pool:
        # Each thread stands elsewhere on its stack when it reads.
        told = [entry for trees in pool.map(_read_at, range(0, 5 * THREADS, 5)) for entry in trees]
    assert len(told) == THREADS * TIMES
    assert {repr(entry) for entry in told} == {alone}


def _read_at(depth: int) -> list[Expr]:
    return _read_at(depth - 1) if depth else [parse(TEXT) for _ in range(TIMES)]
