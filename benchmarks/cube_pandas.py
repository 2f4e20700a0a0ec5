"""The same cube by pandas: read_sql of the columns it needs, groupby, and the tree joined on."""

from __future__ import annotations

import sqlite3
from time import perf_counter

import pandas as pd

from benchmarks.apart import Run
from benchmarks.cube import NINE, Measured, digest, quarters

_KEYS = ["org", "last"]


def measure_there(place: str) -> Run:
    """The cube by pandas; the connection being open."""
    with sqlite3.connect(place) as connection:
        started = perf_counter()
        tree = _tree(connection)
        held: dict[str, pd.DataFrame] = {}
        for table in dict.fromkeys(figure.table for figure in NINE):
            held[table] = _read(connection, table)
        cells = {figure.key: _cells(figure, held[figure.table], tree) for figure in NINE}
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=digest(cells))


def _read(connection: sqlite3.Connection, table: str) -> pd.DataFrame:
    """The columns that some figure needs, of the records in force; identities as numbers, 0 for none."""
    names = sorted({name for figure in NINE if figure.table == table for name in figure.columns})
    frame = pd.read_sql(f"SELECT {', '.join(names)} FROM {table} WHERE void = 0", connection)  # noqa: S608
    for name in {figure.identity for figure in NINE if figure.table == table and figure.identity}:
        frame[name] = pd.factorize(frame[name])[0] + 1
    return frame


def _tree(connection: sqlite3.Connection) -> pd.DataFrame:
    """For each last day every organisation (`org`) with those above it and itself (`above`)."""
    paths = pd.read_sql("SELECT ancestor AS above, descendant AS org, from_on, to_on FROM _path", connection)
    parts = []
    for window in quarters():
        part = paths[(paths.from_on <= window.last) & (paths.to_on > window.last)]
        parts.append(part[["above", "org"]].assign(last=window.last))
    return pd.concat(parts, ignore_index=True)


def _cells(figure: Measured, frame: pd.DataFrame, tree: pd.DataFrame) -> list[tuple[int, int, int, int]]:
    if figure.only is not None:
        frame = frame[frame[figure.only[0]] == figure.only[1]]
    if figure.supported:
        frame = frame[frame.category.notna() & (frame.category != "ordinary")]
    made = _distinct(figure, frame, tree) if figure.identity else _sums(figure, frame, tree)
    # What is empty is 0, and there is a cell for every organisation.
    every = tree.loc[tree.above == tree.org, _KEYS]
    made = every.merge(made, how="left", on=_KEYS).fillna(0).astype("int64")
    return list(zip(made.org.tolist(), made["last"].tolist(), made.top.tolist(), made.whole.tolist(), strict=True))


def _within(figure: Measured, frame: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The records that a window holds."""
    if figure.between is None:
        return frame[frame[figure.on].between(first, last)]
    start, end = figure.between
    return frame[(frame[start] <= last) & (frame[end].isna() | (frame[end] > last))]


def _sums(figure: Measured, frame: pd.DataFrame, tree: pd.DataFrame) -> pd.DataFrame:
    """Summed per organisation first, then once more over all that stand below."""
    parts = []
    for window in quarters():
        part = _within(figure, frame, window.first, window.last)
        by = part.groupby("org")
        if figure.closed:
            closed = (part[figure.closed] <= window.last).groupby(part.org).sum()
            sums = pd.DataFrame({"top": closed, "whole": by.size()})
        else:
            sums = pd.DataFrame({"top": by[figure.value].sum() if figure.value else by.size(), "whole": 0})
        parts.append(sums.reset_index().assign(last=window.last))
    joined = tree.merge(pd.concat(parts, ignore_index=True), on=_KEYS)
    return joined.groupby(["above", "last"])[["top", "whole"]].sum().reset_index().rename(columns={"above": "org"})


def _distinct(figure: Measured, frame: pd.DataFrame, tree: pd.DataFrame) -> pd.DataFrame:
    """Different identities at each organisation and all below it; who has none counts as one."""
    parts = []
    for window in quarters():
        part = _within(figure, frame, window.first, window.last)
        above = tree.loc[tree["last"] == window.last, ["above", "org"]]
        known = part.loc[part[figure.identity] > 0, ["org", figure.identity]].drop_duplicates()
        persons = above.merge(known, on="org")[["above", figure.identity]].drop_duplicates().groupby("above").size()
        blank = part[part[figure.identity] == 0].groupby("org").size().rename("top").reset_index()
        blanks = above.merge(blank, on="org").groupby("above").top.sum()
        sums = persons.add(blanks, fill_value=0).rename("top").rename_axis("org").reset_index()
        parts.append(sums.assign(last=window.last, whole=0))
    return pd.concat(parts, ignore_index=True)
