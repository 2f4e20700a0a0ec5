"""The same cube by Polars, written by hand over the same Parquet files: grouped, and the tree joined on."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import polars as pl

from benchmarks.apart import Run
from benchmarks.cube import NINE, Measured, digest, quarters

_KEYS = ["org", "last"]


def measure_by_polars(folder: str) -> Run:
    """The cube by Polars from a snapshot's files."""
    place = Path(folder)
    started = perf_counter()
    tree = _tree(pl.read_parquet(place / "store-path.parquet"))
    every = tree.filter(pl.col("above") == pl.col("org")).select(_KEYS)
    tables = {figure.table: pl.scan_parquet(place / f"{figure.table}.parquet") for figure in NINE}
    asked = [_cells(figure, tables[figure.table], tree.lazy(), every.lazy()) for figure in NINE]
    # One plan for all of them: what several read is read once.
    found = pl.collect_all(asked)
    cells = {
        figure.key: list(frame.select("org", "last", "top", "whole").iter_rows())
        for figure, frame in zip(NINE, found, strict=True)
    }
    seconds = perf_counter() - started
    return Run(seconds=seconds, answer=digest(cells))


def _tree(paths: pl.DataFrame) -> pl.DataFrame:
    """For each last day every organisation (`org`) with those above it and itself (`above`)."""
    return pl.concat(
        paths.filter((pl.col("from_on") <= window.last) & (pl.col("to_on") > window.last)).select(
            above="ancestor", org="descendant", last=pl.lit(window.last, pl.Int64)
        )
        for window in quarters()
    )


def _cells(figure: Measured, frame: pl.LazyFrame, tree: pl.LazyFrame, every: pl.LazyFrame) -> pl.LazyFrame:
    frame = frame.filter(pl.col("void") == 0)
    if figure.only is not None:
        frame = frame.filter(pl.col(figure.only[0]) == figure.only[1])
    if figure.supported:
        frame = frame.filter(pl.col("category") != "ordinary")
    frame = frame.select(figure.columns)
    if figure.identity:
        # Numbers are compared faster than texts; 0 is nobody.
        known = pl.col(figure.identity)
        frame = frame.with_columns(person=pl.when(known.is_null()).then(0).otherwise(known.rank("dense")))
        made = _distinct(figure, frame, tree)
    else:
        made = _sums(figure, frame, tree)
    # What is empty is 0, and there is a cell for every organisation.
    return every.join(made, on=_KEYS, how="left").with_columns(pl.col("top", "whole").fill_null(0).cast(pl.Int64))


def _within(figure: Measured, frame: pl.LazyFrame, first: int, last: int) -> pl.LazyFrame:
    """The records that a window holds."""
    if figure.between is None:
        return frame.filter(pl.col(figure.on).is_between(first, last))
    start, end = figure.between
    return frame.filter((pl.col(start) <= last) & (pl.col(end).is_null() | (pl.col(end) > last)))


def _sums(figure: Measured, frame: pl.LazyFrame, tree: pl.LazyFrame) -> pl.LazyFrame:
    """Summed per organisation first, then once more over all that stand below."""
    parts = []
    for window in quarters():
        part = _within(figure, frame, window.first, window.last).group_by("org")
        if figure.closed:
            closed = (pl.col(figure.closed) <= window.last).sum()
            sums = part.agg(top=closed, whole=pl.len())
        else:
            sums = part.agg(top=pl.col(figure.value).sum() if figure.value else pl.len(), whole=pl.lit(0).first())
        parts.append(sums.with_columns(last=pl.lit(window.last, pl.Int64), top=pl.col("top").cast(pl.Int64)))
    return _upward(pl.concat(parts), tree)


def _upward(sums: pl.LazyFrame, tree: pl.LazyFrame) -> pl.LazyFrame:
    joined = tree.join(sums, on=_KEYS)
    return joined.group_by(org="above", last="last").agg(pl.col("top").sum(), pl.col("whole").sum())


def _distinct(figure: Measured, frame: pl.LazyFrame, tree: pl.LazyFrame) -> pl.LazyFrame:
    """Different identities at each organisation and all below it; who has none counts as one."""
    parts = []
    for window in quarters():
        part = _within(figure, frame, window.first, window.last)
        above = tree.filter(pl.col("last") == window.last).select("above", "org")
        held = part.select("org", "person").join(above, on="org")
        found = held.group_by(org="above").agg(
            top=pl.col("person").filter(pl.col("person") > 0).n_unique() + (pl.col("person") == 0).sum()
        )
        parts.append(found.with_columns(last=pl.lit(window.last, pl.Int64), whole=pl.lit(0)))
    return pl.concat(parts)
