"""Expressions as text: what is refused for want of brackets, and texts that several threads read at once."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from unionwork.declare.expressions import Compare, Expr, Logic
from unionwork.declare.grammar import ExpressionError, parse

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


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a and b or c", 1), ("c or a and b", 6), ("(a and b or c)", 2), ("(a == 1) and b or c", 1),
        ("c or (a) and (b)", 6), ("a == '户' or not b and c", 13), ("count(a > 1 and b == '(' or c)", 7),
    ],
)  # fmt: skip
def test_and_beside_or_without_brackets_is_refused_with_its_place(text: str, at: int) -> None:
    with pytest.raises(ExpressionError, match=f"第 {at} 个字符处:and 和 or 混用要加括号"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["(a and b) or c", "c or (a and b) or (d)", "(a or b) and c", "a and b and c", "((a)) or ((b) and (c))",
     "a or 1 < b < 3", "a == 'x and y or z'"],
)  # fmt: skip
def test_with_brackets_or_one_word_alone_it_is_read(text: str) -> None:
    assert isinstance(parse(text), Logic | Compare)


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
