"""Copies a whole workspace from one engine to another, ids and journal as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    Text,
    column,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from unionwork.declare.catalogue import Catalogue
from unionwork.errors import StoreError
from unionwork.store.engines import open_engine, reading, writing
from unionwork.store.files import DATABASE, MARK, Contents, folder_of
from unionwork.store.schema import create_in, put
from unionwork.store.search import fill_index
from unionwork.store.tables import Tables

_MANY = 5_000


def copy_workspace(source: Engine, tables: Tables, path: Path, catalogue: Catalogue) -> None:
    """Copy a workspace into a new SQLite file."""
    target = open_engine(str(path), must_exist=False)
    try:
        copy_into(source, tables, target, catalogue)
    except BaseException:
        target.dispose()
        # Half a copy would look like a backup.
        path.unlink(missing_ok=True)
        raise
    target.dispose()


def copy_into(source: Engine, held: Tables, target: Engine, catalogue: Catalogue) -> None:
    """Copy every table of a workspace into an empty place of another engine.

    Raises:
        StoreError: there is a workspace already.
    """
    made = Tables(catalogue, postgres=target.dialect.name == "postgresql")
    with _let_go(target), reading(source) as before, writing(target) as after:
        create_in(after, made, catalogue)
        for table in held.metadata.sorted_tables:
            if not inspect(before).has_table(table.name):
                raise StoreError(f"来源缺少数据表 {table.name};请先用本程序打开一次来源工作区")
            other = made.metadata.tables[table.name]
            names = [entry.name for entry in table.columns if entry.computed is None]
            columns: list[Any] = [table.c[name] for name in names]
            after.execute(delete(other))
            if table.name in held.kinds:
                kept = [Column(entry["name"], entry["type"]) for entry in hidden_columns(before, held, table.name)]
                other = with_columns(after, other, kept)
                columns += [column(entry.name) for entry in kept]
            # A content may be large: one at a time.
            many = 1 if table is held.file else _MANY
            result = before.execute(select(*columns).select_from(table), execution_options={"yield_per": many})
            for part in result.partitions(many):
                rows = [dict(zip((entry.name for entry in columns), row, strict=True)) for row in part]
                after.execute(insert(other), rows)
        fill_index(after, made, catalogue)
        _take_files_in(source, after, made)
        highest = max(
            int(after.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
            for table in (*made.kinds.values(), made.batch, made.access)
        )
        # A kind whose plugin is gone has its ids in the journal still.
        noted = after.execute(select(func.coalesce(func.max(made.entry.c.record), 0))).scalar_one()
        highest = max(highest, int(noted))
        if after.dialect.name == "postgresql":
            after.execute(text("SELECT setval('_ids', :last)"), {"last": max(highest, 1)})
        counter = made.counter
        done = after.execute(update(counter).where(counter.c.name == "id").values(last=highest))
        if not done.rowcount:
            after.execute(insert(counter).values(name="id", last=highest))


def _take_files_in(source: Engine, after: Connection, made: Tables) -> None:
    """What lay in a folder beside the source lies in the copy itself, which so is whole."""
    folder = folder_of(source)
    if folder is not None and folder.is_dir():
        Contents(after, made).take_in(folder)
    put(after, made, MARK, DATABASE)


@contextmanager
def _let_go(engine: Engine) -> Iterator[None]:
    """Keep no connection to a place that refused the copy: its caller may never come back to close it."""
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def hidden_columns(connection: Connection, tables: Tables, kind: str) -> list[Any]:
    """The columns of regions that are not loaded now, with their types."""
    hidden = tables.hidden(connection, kind)
    return [entry for entry in inspect(connection).get_columns(kind) if entry["name"] in hidden] if hidden else []


def with_columns(connection: Connection, made: Table, columns: list[Column[Any]]) -> Table:
    """A table that was just made, with further columns."""
    if not columns:
        return made
    stored = [Column(entry.name, entry.type) for entry in made.columns if entry.computed is None]
    wider = Table(made.name, MetaData(), *stored)
    for entry in columns:
        # Text and whole numbers are all that a field is stored as, so the type needs no engine's name.
        sort = Text() if isinstance(entry.type, Text) else BigInteger()
        wider.append_column(Column(entry.name, sort))
        name = connection.dialect.identifier_preparer.quote(entry.name)
        word = "TEXT" if isinstance(sort, Text) else "BIGINT"
        connection.execute(text(f"ALTER TABLE {made.name} ADD COLUMN {name} {word}"))
    return wider
