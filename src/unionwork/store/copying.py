"""Copies a whole workspace from one engine to another, ids and journal as they are."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, delete, func, insert, inspect, select, text, update

from unionwork.declare.catalogue import Catalogue
from unionwork.errors import StoreError
from unionwork.store.engines import open_engine, reading, writing
from unionwork.store.schema import create
from unionwork.store.search import fill_index
from unionwork.store.tables import Tables

_MANY = 5_000


def copy_workspace(source: Engine, tables: Tables, path: Path, catalogue: Catalogue) -> None:
    """Copy a workspace into a new SQLite file."""
    target = open_engine(str(path), must_exist=False)
    copy_into(source, tables, target, catalogue)
    target.dispose()


def copy_into(source: Engine, held: Tables, target: Engine, catalogue: Catalogue) -> None:
    """Copy every table of a workspace into an empty place of another engine.

    Raises:
        StoreError: there is a workspace already.
    """
    made = Tables(catalogue, postgres=target.dialect.name == "postgresql")
    create(target, made, catalogue)
    with reading(source) as before, writing(target) as after:
        for table in held.metadata.sorted_tables:
            if not inspect(before).has_table(table.name):
                raise StoreError(f"来源缺少数据表 {table.name};请先用本程序打开一次来源工作区")
            other = made.metadata.tables[table.name]
            names = [entry.name for entry in table.columns if entry.computed is None]
            after.execute(delete(other))
            result = before.execute(
                select(*(table.c[name] for name in names)), execution_options={"yield_per": _MANY}
            )
            for part in result.partitions(_MANY):
                after.execute(insert(other), [dict(zip(names, row, strict=True)) for row in part])
        fill_index(after, made, catalogue)
        highest = max(
            int(after.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
            for table in (*made.kinds.values(), made.batch, made.access)
        )
        if after.dialect.name == "postgresql":
            after.execute(text("SELECT setval('_ids', :last)"), {"last": max(highest, 1)})
        counter = made.counter
        done = after.execute(update(counter).where(counter.c.name == "id").values(last=highest))
        if not done.rowcount:
            after.execute(insert(counter).values(name="id", last=highest))
