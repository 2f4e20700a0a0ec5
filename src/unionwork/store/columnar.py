"""Columnar engines over Parquet files: the statements of the store, compiled for DuckDB, asked of it or of Spark.

An engine made here is a SQLAlchemy engine like any other, but it can only be read. What is compiled is
PostgreSQL's dialect with two differences: whole numbers are divided by `//`, and every bound number is 64 bits wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

from sqlalchemy import BigInteger, Engine, Integer, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.pool import NullPool

from unionwork.errors import StoreError
from unionwork.store.columnar_files import Written
from unionwork.store.stopping import make_stoppable

Rows = Sequence[tuple[Any, ...]]
_MANY = 10_000
# Tables of up to so many rows are taken into memory when a snapshot is opened.
_SMALL = 20_000


class ColumnarError(Exception):
    """What an engine says when it cannot run a statement; SQLAlchemy wraps it as it does any driver's."""


class Driver(Protocol):
    """One conversation with an engine."""

    def run(self, statement: str, values: Sequence[Any]) -> tuple[Sequence[str], Rows | None]:
        """Run a statement; the names of its columns, and all its rows, or None where `more` gives them."""

    def more(self, count: int) -> Rows:
        """The next rows, at most so many; all that are left where the count is below 0."""

    def interrupt(self) -> None:
        """Break off what runs, from another thread."""

    def close(self) -> None:
        """End it."""


class DuckDriver:
    """A conversation with DuckDB."""

    def __init__(self, duck: Any) -> None:
        self.duck = duck

    def run(self, statement: str, values: Sequence[Any]) -> tuple[Sequence[str], Rows | None]:
        self.duck.execute(statement, list(values))
        return [column[0] for column in self.duck.description or ()], None

    def more(self, count: int) -> Rows:
        found: Rows = self.duck.fetchall() if count < 0 else self.duck.fetchmany(count)
        return found

    def interrupt(self) -> None:
        self.duck.interrupt()

    def close(self) -> None:
        self.duck.close()


class _Cursor:
    """What SQLAlchemy asks of a driver's cursor."""

    rowcount = -1
    lastrowid = None
    arraysize = 1

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.description: list[tuple[Any, ...]] | None = None
        # Rows that came and were not handed out yet: those from `_at` on.
        self._held: Rows = ()
        self._at = 0

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        try:
            names, rows = self.driver.run(statement, values)
        except Exception as error:
            # Each engine has errors of its own; the text may quote a value, and is not shown to anybody.
            raise ColumnarError(str(error)) from error
        self._held, self._at = rows or (), 0
        self.description = [(name, None, None, None, None, None, None) for name in names]

    def fetchone(self) -> tuple[Any, ...] | None:
        if self._at == len(self._held):
            self._held, self._at = self.driver.more(_MANY), 0
        if not self._held:
            return None
        self._at += 1
        return self._held[self._at - 1]

    def fetchmany(self, size: int = 1) -> Rows:
        if self._at == len(self._held):
            return self.driver.more(size)
        found = self._held[self._at : self._at + size]
        self._at += len(found)
        return found

    def fetchall(self) -> Rows:
        found = [*self._held[self._at :], *self.driver.more(-1)]
        self._at = len(self._held)
        return found

    def close(self) -> None:
        self._held, self._at = (), 0


class _Connection:
    """What SQLAlchemy asks of a driver's connection; there is nothing to commit."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def cursor(self) -> _Cursor:
        return _Cursor(self.driver)

    def interrupt(self) -> None:
        self.driver.interrupt()

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        pass

    def close(self) -> None:
        self.driver.close()


class _Compiler(PGCompiler):
    def visit_floordiv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        del operator
        return f"{self.process(binary.left, **kw)} // {self.process(binary.right, **kw)}"

    def render_bind_cast(self, type_: Any, dbapi_type: Any, sqltext: str) -> str:
        del type_, dbapi_type
        # Not every reader of SQL knows `?::BIGINT`.
        return f"CAST({sqltext} AS BIGINT)"


class _Whole(BigInteger):
    """A bound number is cast, so that no engine takes it for a narrower one."""

    render_bind_cast = True


class ColumnarDialect(PGDialect):
    """PostgreSQL's words for an engine that is asked through `Driver`."""

    name = "columnar"
    driver = "columnar"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_server_side_cursors = False
    bind_typing = BindTyping.RENDER_CASTS
    statement_compiler = _Compiler
    colspecs = {**PGDialect.colspecs, Integer: _Whole}  # noqa: RUF012 - as the dialect itself has it
    insert_executemany_returning = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """The names that SQLAlchemy looks for in a driver."""
        return SimpleNamespace(paramstyle="qmark", Error=ColumnarError, apilevel="2.0", threadsafety=1)

    def initialize(self, connection: Any) -> None:
        """Nothing is asked of the engine: it has no catalogue of its own."""
        del connection

    def get_isolation_level_values(self, dbapi_conn: Any) -> Any:
        """Files that nobody writes to look the same throughout."""
        del dbapi_conn
        return ("REPEATABLE READ",)

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        """The only one there is."""
        del dbapi_connection
        return "REPEATABLE READ"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:
        """The only one there is."""
        return self.get_isolation_level(dbapi_conn)

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """Nothing to do."""

    def reset_isolation_level(self, dbapi_conn: Any) -> None:
        """Nothing to do."""


registry.register("columnar", __name__, "ColumnarDialect")


def engine_over(connect: Callable[[], Driver], dispose: Callable[[], None]) -> Engine:
    """A SQLAlchemy engine over conversations with a columnar one; it can be stopped as every engine of the store."""
    engine = create_engine("columnar://", creator=lambda: _Connection(connect()), poolclass=NullPool)
    event.listen(engine, "engine_disposed", lambda _: dispose())
    make_stoppable(engine)
    return engine


def open_duckdb(folder: Path, files: Iterable[Written]) -> Engine:
    """An engine of DuckDB, in this process, over the Parquet files of a folder.

    Raises:
        StoreError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise StoreError("没有安装 DuckDB;请运行 pip install unionwork[fast]") from None
    root = duckdb.connect(":memory:")
    # Answers do not depend on the order of the rows, so DuckDB need not keep it.
    root.execute("SET preserve_insertion_order = false")
    for entry in files:
        found = root.read_parquet(str(folder / entry.file))
        if entry.rows > _SMALL:
            found.create_view(entry.table)
        else:
            # The tree and the parameters are asked for again and again.
            found.create(entry.table)
    return engine_over(lambda: DuckDriver(root.cursor()), root.close)
