"""The first page of those whose name holds two given signs, with how many there are in all."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from time import perf_counter

from benchmarks.apart import Run
from benchmarks.county import ON
from unionwork.workspace import Workspace

# Two signs of a given name, a surname with a sign, and one that nobody bears.
WORDS = ("志远", "王伟", "文博", "李娜", "龙凤")
_PAGE = 50


def search_here(place: str) -> Run:
    """Through the list of a register, the workspace being open."""
    with Workspace.open(place, on=ON) as workspace:
        workspace.list("member", search=WORDS[-1], limit=_PAGE)
        started = perf_counter()
        found = [workspace.list("member", search=word, limit=_PAGE) for word in WORDS]
        seconds = perf_counter() - started
    pages = [(page["total"], [row["number"] for row in page["rows"]]) for page in found]
    return Run(seconds=seconds, answer=_answer(pages))


def search_there(place: str) -> Run:
    """By LIKE over number and name, as a script would; the connection being open."""
    match = "FROM member WHERE void = 0 AND (name LIKE ? OR number LIKE ?)"
    with sqlite3.connect(place) as connection:
        connection.execute(f"SELECT count(*) {match}", ("%龙凤%",) * 2).fetchone()
        started = perf_counter()
        pages: list[tuple[int, list[str]]] = []
        for word in WORDS:
            like = (f"%{word}%",) * 2
            (total,) = connection.execute(f"SELECT count(*) {match}", like).fetchone()
            found = connection.execute(f"SELECT * {match} ORDER BY number LIMIT ?", (*like, _PAGE)).fetchall()
            pages.append((total, [row[1] for row in found]))
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=_answer(pages))


def _answer(pages: list[tuple[int, list[str]]]) -> str:
    return f"hits {[total for total, _ in pages]}, {sha256(repr(pages).encode()).hexdigest()[:16]}"
