"""Creates a workspace's tables, adds what new declarations need, and mirrors the packs' parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, inspect, select, text, update
from sqlalchemy.schema import CreateColumn

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.parameters import to_ratio
from unionwork.errors import StoreError
from unionwork.store.engines import writing
from unionwork.store.journal import Break
from unionwork.store.rowsecurity import is_bound, is_secured, secure
from unionwork.store.search import create_index, is_indexed
from unionwork.store.tables import FOREVER, Tables
from unionwork.values import day_number

# What this program writes; `migrations` brings an older workspace up to it.
FORMAT = 3
# The mark of the packs that held after a batch, followed by its position.
_NOTED = "packs@"


def create(engine: Engine, tables: Tables, catalogue: Catalogue) -> None:
    """Make the tables of a new workspace.

    Raises:
        StoreError: there is one already.
    """
    with writing(engine) as connection:
        create_in(connection, tables, catalogue)


def create_in(connection: Connection, tables: Tables, catalogue: Catalogue) -> None:
    """Make the tables inside an open transaction.

    Raises:
        StoreError: there is a workspace already.
    """
    if inspect(connection).has_table("_meta"):
        raise StoreError(f"「{connection.engine.url.database}」已经是一个工作区;请换一个文件名,或直接使用它")
    if connection.dialect.name == "postgresql":
        connection.execute(text("CREATE SEQUENCE _ids"))
    tables.metadata.create_all(connection)
    connection.execute(insert(tables.counter), [{"name": "id", "last": 0}])
    connection.execute(insert(tables.meta), [{"key": "format", "value": str(FORMAT)}])
    create_index(connection, tables, catalogue)
    _stamp(connection, tables)
    mirror(connection, tables, catalogue)
    secure(connection, tables, catalogue)


def settle(engine: Engine, tables: Tables, catalogue: Catalogue) -> None:
    """Bring an existing workspace up to this program, its kinds and its packs; nothing is ever dropped.

    Raises:
        StoreError: it is no workspace, or a newer program wrote it.
    """
    with writing(engine) as connection:
        # Another process may have done it while this one waited for the lock.
        held = stamps(connection, tables)
        if connection.dialect.name == "postgresql" and is_bound(connection):
            raise StoreError("本程序或地区包比工作区新;请管理员先用工作区拥有者的数据库账号打开一次,操作员再用")
        if int(held["format"]) < FORMAT:
            from unionwork.store.migrations import migrate

            migrate(connection, int(held["format"]), FORMAT)
        if held.get("tables") != tables.digest:
            _add_missing(connection, tables)
            _stamp(connection, tables)
        if not is_indexed(connection):
            create_index(connection, tables, catalogue)
        if held.get("packs") != packs_digest(catalogue):
            mirror(connection, tables, catalogue)
        if not is_secured(connection, tables, catalogue):
            secure(connection, tables, catalogue)


def is_settled(connection: Connection, tables: Tables, catalogue: Catalogue) -> bool:
    """Whether the workspace fits this program, its kinds and its packs.

    Raises:
        StoreError: it is no workspace, or a newer program wrote it.
    """
    held = stamps(connection, tables)
    if int(held["format"]) > FORMAT:
        raise StoreError(f"工作区是更新的版本写的(格式 {held['format']},本程序到 {FORMAT});请升级 unionwork")
    marks = (FORMAT, tables.digest, packs_digest(catalogue))
    if (int(held["format"]), held.get("tables"), held.get("packs")) != marks:
        return False
    return is_secured(connection, tables, catalogue)


def stamps(connection: Connection, tables: Tables) -> dict[str, str]:
    """The marks of the workspace: its format, and the fingerprints of its tables and packs."""
    held = {row.key: row.value for row in connection.execute(select(tables.meta))}
    if "format" not in held:
        raise StoreError("这不是 unionwork 工作区,或没有初始化;请先 unionwork init")
    return held


def packs_digest(catalogue: Catalogue) -> str:
    """A fingerprint of all packs together."""
    return ",".join(f"{key}:{region.digest}" for key, region in sorted(catalogue.regions.items()))


def mirror(connection: Connection, tables: Tables, catalogue: Catalogue) -> None:
    """Write the packs' dated values, flattened along `extends`, where SQL resolves them."""
    rows = _mirror_of(catalogue)
    connection.execute(delete(tables.pack_parameter))
    if rows:
        connection.execute(insert(tables.pack_parameter), rows)
    put(connection, tables, "packs", packs_digest(catalogue))
    last = connection.execute(select(func.coalesce(func.max(tables.batch.c.position), 0))).scalar_one()
    put(connection, tables, f"{_NOTED}{int(last):012}", packs_digest(catalogue))


def verify_packs(connection: Connection, tables: Tables, catalogue: Catalogue) -> Iterator[Break]:
    """The values of parameters that are not those of the packs, where the packs are the ones that were mirrored."""
    if stamps(connection, tables).get("packs") != packs_digest(catalogue):
        return
    columns = [column.name for column in tables.pack_parameter.columns]
    wanted = Counter(tuple(row[name] for name in columns) for row in _mirror_of(catalogue))
    held = Counter(tuple(row) for row in connection.execute(select(*tables.pack_parameter.columns)))
    region, key = columns.index("region"), columns.index("key")
    for pack, parameter in sorted({(row[region], row[key]) for row in ((wanted - held) + (held - wanted))}):
        yield Break(
            what="parameter", kind="", number=str(parameter),
            message=f"参数 {parameter} 在工作区里的值与地区包「{pack}」写的不同:被绕过程序改动过",
        )  # fmt: skip


def _mirror_of(catalogue: Catalogue) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for key in sorted(catalogue.regions):
        for rank, region in enumerate(catalogue.lineage(key)):
            for parameter in sorted(region.parameters):
                unit = catalogue.parameter(parameter).unit
                rows.extend(_mirrored(key, rank, parameter, unit, region))
    return rows


def packs_noted(connection: Connection, tables: Tables, position: int) -> dict[str, str] | None:
    """Region to the digest of its pack when a batch was written; None where nobody noted it."""
    meta = tables.meta
    query = select(meta.c.value).where(meta.c.key >= _NOTED, meta.c.key < f"{_NOTED}{position:012}")
    noted = connection.execute(query.order_by(meta.c.key.desc()).limit(1)).scalar()
    return None if noted is None else dict(part.rsplit(":", 1) for part in noted.split(",") if part)


def _mirrored(key: str, rank: int, parameter: str, unit: str, region: Any) -> list[dict[str, Any]]:
    values = sorted(region.parameters[parameter], key=lambda entry: entry.from_on)
    rows = []
    for place, entry in enumerate(values):
        top, bottom = to_ratio(entry.value, unit)
        following = day_number(values[place + 1].from_on) if place + 1 < len(values) else FOREVER
        ends = min(day_number(entry.to_on) if entry.to_on else FOREVER, following)
        rows.append(
            {
                "region": key, "key": parameter, "rank": rank, "from_on": day_number(entry.from_on), "to_on": ends,
                "value": str(entry.value), "top": top, "bottom": bottom, "source": entry.source,
                "origin": region.key, "digest": region.digest,
            }
        )  # fmt: skip
    return rows


def put(connection: Connection, tables: Tables, key: str, value: str) -> None:
    """Set a mark of the workspace."""
    meta = tables.meta
    done = connection.execute(update(meta).where(meta.c.key == key).values(value=value))
    if not done.rowcount:
        connection.execute(insert(meta).values(key=key, value=value))


def _stamp(connection: Connection, tables: Tables) -> None:
    put(connection, tables, "tables", tables.digest)


def _add_missing(connection: Connection, tables: Tables) -> None:
    """Add tables, columns and indexes that are declared now and were not before."""
    tables.metadata.create_all(connection)
    seen = inspect(connection)
    prepare = connection.dialect.identifier_preparer
    for table in tables.metadata.sorted_tables:
        held = {entry["name"] for entry in seen.get_columns(table.name)}
        for column in table.columns:
            if column.name not in held:
                made = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {prepare.format_table(table)} ADD COLUMN {made}"))
        indexed = {entry["name"] for entry in seen.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in indexed:
                index.create(connection, checkfirst=True)
