"""Rewinding: the workspace as it was known at a point of the journal, made again from the after-images."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, Table, event, insert, select

from unionwork.declare.catalogue import Catalogue
from unionwork.errors import StoreError, UnknownNameError, UsageError
from unionwork.store.copying import hidden_columns, with_columns
from unionwork.store.engines import open_engine, reading, writing
from unionwork.store.journal import FIRST, batch_hash, compiled_insert, digest_of, run_many, seal
from unionwork.store.schema import create_in, packs_noted
from unionwork.store.search import fill_index
from unionwork.store.stopping import check_stopped
from unionwork.store.tables import Tables
from unionwork.store.tree import rebuild_paths
from unionwork.values import number_day

LEAST_SIGNS = 8
# The organisations that the operator who looks back may see today.
SCOPE = Table("_scope", MetaData(), Column("id", BigInteger, primary_key=True, autoincrement=False))
_READ = 5_000


@attrs.frozen(kw_only=True)
class Point:
    """A point of the journal: the state after a batch.

    Attributes:
        position: the batch's place in the chain.
        head: its hash, hex.
        at: the real time at which it was written, ISO text.
        business_on: the earliest day that names it, yyyymmdd.
        packs: region to the digest of its pack when the batch was written; None where that was not noted.
    """

    position: int
    head: str
    at: str
    business_on: int
    packs: Mapping[str, str] | None


@attrs.frozen(kw_only=True)
class Erased:
    """A record whose after-image of that time was erased, so that it cannot be shown.

    Attributes:
        kind: the kind's key.
        record: its id.
        version: the version that it had.
        number: its number, "" where no image tells it any more.
    """

    kind: str
    record: int
    version: int
    number: str


def find_point(connection: Connection, tables: Tables, to: int | str) -> Point:
    """The point that a day (yyyymmdd) or a head (hex, at least 8 signs) names.

    A day names the batch after which work went on to a later day: what was recorded before the first batch of
    that day or an earlier one was known by then, whatever day it bears; what was recorded after the first later
    one was not.

    Raises:
        UsageError: nothing was recorded by that day, or the head is too short or fits several batches.
        UnknownNameError: the chain has no such head.
    """
    batch = tables.batch
    if isinstance(to, int):
        position = _last_by(_days(connection, tables), to)
        if position < 1:
            raise UsageError(f"到 {number_day(to)} 为止日志里还没有记录;unionwork journal list 列出各批的业务日期")
    else:
        position = _position_of(connection, tables, to)
    row = connection.execute(select(batch).where(batch.c.position == position)).first()
    if row is None:
        # Row security hides batches of other operators.
        raise _broken(position)
    return Point(
        position=position, head=bytes(row.hash).hex(), at=row.at, business_on=day_of(connection, tables, position) or 0,
        packs=packs_noted(connection, tables, position),
    )  # fmt: skip


def day_of(connection: Connection, tables: Tables, position: int) -> int | None:
    """The earliest day, yyyymmdd, that names the state after a batch; None where there is no batch to be seen."""
    days = _days(connection, tables, position)
    return next((day for day in sorted(set(days)) if days and _last_by(days, day) == len(days)), None)


def _days(connection: Connection, tables: Tables, last: int | None = None) -> list[int]:
    """The business days of the batches, in the order of the chain."""
    batch = tables.batch
    query = select(batch.c.business_on).order_by(batch.c.position)
    if last is not None:
        query = query.where(batch.c.position <= last)
    return list(connection.execute(query).scalars())


def _last_by(days: Sequence[int], wanted: int) -> int:
    """How many batches were recorded by a day; 0 where none was."""
    begun = next((place for place, day in enumerate(days) if day <= wanted), None)
    if begun is None:
        return 0
    return next((place for place in range(begun, len(days)) if days[place] > wanted), len(days))


def _position_of(connection: Connection, tables: Tables, head: str) -> int:
    wanted = head.strip().lower()
    if len(wanted) < LEAST_SIGNS or any(sign not in "0123456789abcdef" for sign in wanted):
        raise UsageError(
            f"「{head}」不是日期,也不是日志头;日期写成 2024-06-30,日志头是报告上印的十六进制数,至少 {LEAST_SIGNS} 位"
        )
    batch = tables.batch
    rows = connection.execute(select(batch.c.position, batch.c.hash)).all()
    found = [row.position for row in rows if bytes(row.hash).hex().startswith(wanted)]
    if not found:
        raise UnknownNameError("日志头", wanted[:16], (), ";这不是同一个台账的日志头,或历史被替换过")
    if len(found) > 1:
        raise UsageError(f"有 {len(found)} 批日志以「{wanted}」开头;请多写几位")
    return int(found[0])


@contextmanager
def rewound(
    source: Engine, held: Tables, catalogue: Catalogue, point: Point, inside: Sequence[int] = ()
) -> Iterator[tuple[Engine, Tables, list[Erased]]]:
    """A workspace in a temporary SQLite file that holds every record as it was known at a point, for reading only.

    Only its owner may read the file, and it is gone when the context is left. `inside` are the organisations
    that are kept in the table `SCOPE`.

    Raises:
        StoreError: the journal does not hold together up to the point, or only a part of it can be seen.
    """
    made = Tables(catalogue)
    with TemporaryDirectory(prefix="unionwork-") as folder:
        path = Path(folder) / "rewound.db"
        # SQLite gives its side files the mode of the file itself.
        path.touch(mode=0o600)
        hasty = ("PRAGMA journal_mode=MEMORY", "PRAGMA synchronous=OFF")
        with _opened(path, *hasty) as target, reading(source) as before, writing(target) as after:
            create_in(after, made, catalogue)
            _copy_chain(before, held, after, made, point)
            erased = _fill(before, held, after, made)
            rebuild_paths(after, made)
            fill_index(after, made, catalogue)
            SCOPE.create(after)
            run_many(after, compiled_insert(after, SCOPE), [(org,) for org in inside])
        with _opened(path, "PRAGMA query_only=ON") as target:
            yield target, made, erased


@contextmanager
def _opened(path: Path, *pragmas: str) -> Iterator[Engine]:
    engine = open_engine(str(path), must_exist=False)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma).close()

    try:
        yield engine
    finally:
        engine.dispose()


def _copy_chain(before: Connection, held: Tables, after: Connection, made: Tables, point: Point) -> None:
    """Copy batches and entries up to a point, and see on the way that nothing of them is missing or changed."""
    batch = held.batch
    batches = before.execute(select(batch).where(batch.c.position <= point.position).order_by(batch.c.position)).all()
    previous = FIRST
    for expected, row in enumerate(batches, start=1):
        facts = row._asdict()
        if row.position != expected or bytes(row.previous) != previous or batch_hash(facts) != bytes(row.hash):
            raise _broken(expected)
        previous = bytes(row.hash)
    if previous.hex() != point.head:
        raise _broken(len(batches) + 1)
    after.execute(insert(made.batch), [row._asdict() for row in batches])
    found = _copy_entries(before, held, after, made, point)
    for row in batches:
        if found.get(row.id) != (row.entries, bytes(row.entries_digest)):
            raise _broken(row.position)


def _copy_entries(
    before: Connection, held: Tables, after: Connection, made: Tables, point: Point
) -> dict[int, tuple[int, bytes]]:
    """Copy the entries; batch to how many it has and the digest over them."""
    entry, batch = held.entry, held.batch
    query = (
        select(*entry.columns)
        .join(batch, batch.c.id == entry.c.batch)
        .where(batch.c.position <= point.position)
        .order_by(batch.c.position, entry.c.place)
    )
    statement = compiled_insert(after, made.entry)
    found: dict[int, tuple[int, bytes]] = {}
    at, count, running = 0, 0, sha256()
    for part in before.execute(query, execution_options={"yield_per": _READ}).partitions(_READ):
        check_stopped(before)
        for number, _, kind, record, version, act, digest, *_ in part:
            if number != at:
                at, count, running = number, 0, sha256()
            count += 1
            running.update(seal(kind, record, version, act, bytes(digest)))
            found[at] = count, running.digest()
        run_many(after, statement, [tuple(row) for row in part])
    return found


def _broken(position: int) -> StoreError:
    return StoreError(
        f"日志到第 {position} 批看不全或被改动过,不能照它还原;请由能看全部日志的操作员来做,并运行 journal verify 查明"
    )


def _fill(before: Connection, held: Tables, after: Connection, made: Tables) -> list[Erased]:
    """Store the last after-image of every record; those that were erased."""
    shapes = {key: _shape(before, held, after, made, key) for key in made.kinds}
    entry = made.entry
    later = entry.alias()
    newer = select(later.c.record).where(later.c.record == entry.c.record, later.c.version > entry.c.version).exists()
    query = select(entry.c.kind, entry.c.record, entry.c.version, entry.c.digest, entry.c.salt, entry.c.body)
    rows: dict[str, list[tuple[Any, ...]]] = {key: [] for key in shapes}
    erased: list[Erased] = []
    found = after.execute(query.where(~newer), execution_options={"yield_per": _READ})
    for part in found.partitions(_READ):
        check_stopped(before)
        for kind, record, version, digest, salt, body in part:
            if kind not in shapes:
                continue
            if body is None:
                number = _number_of(before, held, kind, record)
                erased.append(Erased(kind=kind, record=record, version=version, number=number))
                continue
            if salt is None or digest_of(bytes(salt), body) != bytes(digest):
                raise StoreError(
                    f"{kind} #{record} 第 {version} 版的留底被改动过,不能照它还原;请运行 journal verify 查明"
                )
            image = json.loads(body)
            image["digest"] = digest
            rows[kind].append(tuple(map(image.get, shapes[kind][1])))
        for kind, listed in rows.items():
            run_many(after, shapes[kind][0], listed)
            listed.clear()
    return sorted(erased, key=lambda gone: (gone.kind, gone.number, gone.record))


def _shape(before: Connection, held: Tables, after: Connection, made: Tables, kind: str) -> tuple[str, tuple[str, ...]]:
    """The statement that stores a row of a kind, and its columns; those of regions not loaded now are kept."""
    hidden = [Column(entry["name"], entry["type"]) for entry in hidden_columns(before, held, kind)]
    table = with_columns(after, made[kind], hidden)
    columns = tuple(entry.name for entry in table.columns if entry.computed is None)
    return compiled_insert(after, table), columns


def _number_of(connection: Connection, tables: Tables, kind: str, record: int) -> str:
    table = tables[kind]
    return str(connection.execute(select(table.c.number).where(table.c.id == record)).scalar() or "")
