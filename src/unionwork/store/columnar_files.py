"""Parquet files of a workspace's tables: written once by DuckDB, never changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import Connection, Integer, Table, select

from unionwork.errors import StoreError
from unionwork.store.stopping import check_stopped
from unionwork.store.tables import IN_FORCE

_MANY = 20_000
_BLOCK = 1 << 20


@attrs.frozen(kw_only=True)
class Taken:
    """What is taken of a table.

    Attributes:
        table: the table.
        columns: the columns that go into the file, as they are.
        hashed: columns of which a digest goes in, so that equal values stay equal and no value lies in the file.
        missing: columns that stay behind because of what they hold.
    """

    table: Table
    columns: tuple[str, ...]
    hashed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Written:
    """One file.

    Attributes:
        table: the table's name.
        file: the file's.
        rows: how many there are.
        sha256: digest of its bytes.
        columns: each column with its sort, BIGINT or VARCHAR.
    """

    table: str
    file: str
    rows: int
    sha256: str
    columns: Mapping[str, str]


def whole(tables: Iterable[Table]) -> list[Taken]:
    """Everything of these tables, as it is."""
    return [Taken(table=table, columns=tuple(column.name for column in table.columns)) for table in tables]


def write_tables(connection: Connection, taken: Sequence[Taken], folder: Path) -> list[Written]:
    """Write the records in force of each table to a Parquet file of its own.

    One secret, which is kept nowhere, goes into the digests of one call: they compare among its files only.

    Raises:
        StoreError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise StoreError("没有安装 DuckDB,不能写 Parquet;请运行 pip install unionwork[fast]") from None
    secret = secrets.token_bytes(32)
    written = []
    with duckdb.connect(":memory:") as duck:
        for entry in taken:
            path = folder / file_of(entry.table.name)
            columns = {name: _sort(entry.table.c[name]) for name in (*entry.columns, *entry.hashed)}
            rows = _fill(connection, duck, entry, columns, secret)
            duck.table("held").write_parquet(str(path), compression="zstd")
            duck.execute("DROP TABLE held")
            digest = digest_of(path)
            written.append(Written(table=entry.table.name, file=path.name, rows=rows, sha256=digest, columns=columns))
    return written


def file_of(table: str) -> str:
    """The name of a table's file. Spark leaves out files whose names begin with `_`, as the store's own tables do."""
    return f"store-{table[1:]}.parquet" if table.startswith("_") else f"{table}.parquet"


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _fill(connection: Connection, duck: Any, taken: Taken, columns: Mapping[str, str], secret: bytes) -> int:
    """Make the table `held` and put in what is taken; how many rows that are."""
    table = taken.table
    words = ", ".join(f'"{name}" {sort}' for name, sort in columns.items())
    duck.execute(f"CREATE TABLE held ({words})")
    query = select(*(table.c[name] for name in columns))
    if "void" in table.c:
        query = query.where(table.c.void == IN_FORCE).order_by(table.c.id)
    appender = duck.appender("held")
    count, places = 0, range(len(taken.columns), len(columns))
    hide = _hider(secret)
    found = connection.execute(query, execution_options={"yield_per": _MANY})
    for part in found.partitions(_MANY):
        check_stopped(connection)
        appender.append_rows(_hidden(part, places, hide) if places else [tuple(row) for row in part])
        count += len(part)
    appender.flush()
    return count


def _sort(column: Any) -> str:
    return "BIGINT" if isinstance(column.type, Integer) else "VARCHAR"


def _hider(secret: bytes) -> Callable[[str], str]:
    """One digest for each value, counted out once for each."""
    known: dict[str, str] = {}

    def hide(value: str) -> str:
        if value not in known:
            known[value] = blake2b(value.encode(), key=secret, digest_size=16).hexdigest()
        return known[value]

    return hide


def _hidden(rows: Sequence[Any], places: Sequence[int], hide: Callable[[str], str]) -> list[list[Any]]:
    found = [list(row) for row in rows]
    for row in found:
        for place in places:
            if row[place] is not None:
                row[place] = hide(row[place])
    return found
