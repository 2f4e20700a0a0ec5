"""The same cube by Ibis on the same PostgreSQL: summed per organisation, then over the tree."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import ibis
import pandas as pd

from benchmarks.apart import Run
from benchmarks.cube import NINE, Cells, Measured, digest, quarters


def measure_by_ibis(address: str) -> Run:
    """The cube by Ibis; the connection being open."""
    connection = ibis.connect(address)
    windows = ibis.memtable(pd.DataFrame([(w.first, w.last) for w in quarters()], columns=["first", "last"]))
    started = perf_counter()
    path = connection.table("_path")
    standing = windows.join(path, (path.from_on <= windows["last"]) & (path.to_on > windows["last"]))
    tree = standing.select("last", above="ancestor", org="descendant")
    every = connection.to_pandas(tree.filter(tree.above == tree.org).select("org", "last"))
    cells: Cells = {}
    for figure in NINE:
        found = connection.to_pandas(_figure(figure, connection.table(figure.table), windows, tree))
        cells[figure.key] = _filled(every, found)
    seconds = perf_counter() - started
    connection.disconnect()
    return Run(seconds=seconds, answer=digest(cells))


def _figure(figure: Measured, register: Any, windows: Any, tree: Any) -> Any:
    """A figure as one expression: organisation, last day, what is counted, the whole."""
    rows = register.filter(register.void == 0)
    if figure.only is not None:
        rows = rows.filter(rows[figure.only[0]] == figure.only[1])
    if figure.supported:
        rows = rows.filter(rows.category.notnull() & (rows.category != "ordinary"))
    if figure.between is None:
        within = (rows[figure.on] >= windows["first"]) & (rows[figure.on] <= windows["last"])
    else:
        start, end = rows[figure.between[0]], rows[figure.between[1]]
        within = (start <= windows["last"]) & (end.isnull() | (end > windows["last"]))
    held = rows.select(*{*figure.columns}).join(windows, within)
    if figure.identity:
        above = held.join(tree, ["org", "last"])
        person = above[figure.identity]
        persons = above.group_by(org="above", last="last").agg(top=person.nunique() + person.isnull().sum())
        return persons.mutate(whole=0)
    by = held.group_by("org", "last")
    if figure.closed:
        closed = (held[figure.closed] <= held["last"]).fill_null(False)
        sums = by.agg(top=closed.sum(), whole=held.count())
    else:
        sums = by.agg(top=held[figure.value].sum() if figure.value else held.count()).mutate(whole=0)
    joined = sums.join(tree, ["org", "last"])
    return joined.group_by(org="above", last="last").agg(top=joined.top.sum(), whole=joined.whole.sum())


def _filled(every: pd.DataFrame, found: pd.DataFrame) -> list[tuple[int, int, int, int]]:
    """A cell for every organisation; what is empty is 0."""
    made = every.merge(found, how="left", on=["org", "last"]).fillna(0).astype("int64")
    return list(zip(made.org.tolist(), made["last"].tolist(), made.top.tolist(), made.whole.tolist(), strict=True))
