"""Registers: adding, changing, voiding and finding records, every change with its journal entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import attrs
from sqlalchemy import Connection, Engine, Table, column, func, select, text, update
from sqlalchemy.exc import IntegrityError

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.kinds import Kind
from unionwork.errors import ConflictError, RefusedError
from unionwork.store.engines import writing
from unionwork.store.journal import Author, Journal, compiled_insert, image_columns, run_many, write_image
from unionwork.store.numbers import Numbers
from unionwork.store.search import index_names, rename
from unionwork.store.tables import IN_FORCE, UNDONE, VOIDED, Tables
from unionwork.store.tree import rebuild_paths

Row = dict[str, Any]
_MANY = 10_000


@attrs.frozen(kw_only=True)
class Changed:
    """What a transaction did to one record; plugins see it.

    Attributes:
        act: add, change, void, undo, revive.
        before: the stored row, None for a new one.
        after: the row as it is stored now.
    """

    kind: str
    act: str
    before: Row | None
    after: Row

    @property
    def id(self) -> int:
        """Id of the record."""
        return int(self.after["id"])

    @property
    def number(self) -> str:
        """Number of the record."""
        return str(self.after["number"])


class Transaction:
    """One transaction: what is done here is stored whole, or not at all.

    Attributes:
        batch: the id under which the journal keeps it.
        changes: how many records it touched, by kind and act.
    """

    def __init__(self, connection: Connection, catalogue: Catalogue, tables: Tables, author: Author) -> None:
        self.connection, self.catalogue, self.tables, self.author = connection, catalogue, tables, author
        self.batch = take_ids(connection, tables, 1)[0]
        self.journal = Journal(connection, tables, author, self.batch)
        self.numbers = Numbers(connection, tables)
        self.counts: dict[tuple[str, str], int] = {}
        self._inserts: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {}
        self.watchers: list[Callable[[list[Changed]], None]] = []

    def add(self, kind: Kind, rows: Sequence[Row], act: str = "add") -> list[Row]:
        """Store new rows (column to stored value); each is given an id, a number where it has none, and version 1.

        Raises:
            RefusedError: a number is taken.
        """
        if not rows:
            return []
        ids = take_ids(self.connection, self.tables, len(rows))
        year = self.author.on // 10000
        self.numbers.give(kind, rows, year)
        statement, order, columns = self._insert(kind)
        empty: Row = dict.fromkeys(order)
        imaged, inserted = itemgetter(*columns), itemgetter(*order)
        images: list[tuple[int, int, str]] = []
        whole: list[Row] = []
        for record, row in zip(ids, rows, strict=True):
            row.update(id=record, version=1, void=IN_FORCE)
            row["extra"] = row.get("extra") or None
            full = {**empty, **row}
            whole.append(full)
            images.append((record, 1, write_image(columns, imaged(full))))
        self._watch(kind, act, ((None, full) for full in whole))
        for row, full, digest in zip(rows, whole, self.journal.note(kind.key, act, images), strict=True):
            row["digest"] = full["digest"] = digest
        try:
            run_many(self.connection, statement, [inserted(full) for full in whole])
        except IntegrityError as error:
            # Ids come from the store, so all that two records can share is a number.
            listed = "、".join(str(row["number"]) for row in rows[:3]) + (" 等" if len(rows) > 3 else "")
            raise refuse_number(kind, listed) from error
        if kind.named_by is not None:
            name = kind.named_by.column
            index_names(self.connection, [(row["id"], row.get(name)) for row in rows])
        self._count(kind, act, len(rows))
        return list(rows)

    def change(self, kind: Kind, changes: Iterable[tuple[Row, Mapping[str, Any]]], act: str = "change") -> list[Row]:
        """Change stored rows: pairs of the row as it was read and the columns that get new values.

        Raises:
            ConflictError: a row has another version by now.
        """
        table = self.tables[kind.key]
        hidden = self.tables.hidden(self.connection, kind.key)
        columns = tuple(sorted((*image_columns(kind), *hidden)))
        pairs = [(row, {**row, **new, "version": row["version"] + 1}) for row, new in changes]
        if hidden:
            self._fill_hidden(table, hidden, [new for _, new in pairs])
        self._watch(kind, act, pairs)
        images = [
            (new["id"], new["version"], write_image(columns, [new.get(name) for name in columns])) for _, new in pairs
        ]
        for (old, new), digest in zip(pairs, self.journal.note(kind.key, act, images), strict=True):
            new["digest"] = digest
            values = {name: new.get(name) for name in (*columns, "digest") if name != "id" and name not in hidden}
            done = self.connection.execute(
                update(table).where(table.c.id == old["id"], table.c.version == old["version"]).values(**values)
            )
            if done.rowcount != 1:
                raise self._conflict(kind, old)
            if kind.named_by is not None and old.get(kind.named_by.column) != new.get(kind.named_by.column):
                rename(self.connection, old["id"], old.get(kind.named_by.column), new.get(kind.named_by.column))
        self._count(kind, act, len(pairs))
        return [new for _, new in pairs]

    def _fill_hidden(self, table: Table, hidden: Sequence[str], rows: Sequence[Row]) -> None:
        """Give rows what the columns of regions that are not loaded hold, for their images."""
        held = {row["id"]: row for row in rows}
        listed = sorted(held)
        for start in range(0, len(listed), 900):
            query = select(table.c.id, *(column(name) for name in hidden))
            query = query.where(table.c.id.in_(listed[start : start + 900]))
            for record, *values in self.connection.execute(query):
                held[record].update(zip(hidden, values, strict=True))

    def void(self, kind: Kind, rows: Iterable[Row], act: str = "void") -> list[Row]:
        """Take rows out of force; they stay, with their history."""
        return self.change(kind, [(row, {"void": UNDONE if act == "undo" else VOIDED}) for row in rows], act)

    def rows(self, kind: Kind, *conditions: Any) -> list[Row]:
        """The stored rows for which the conditions hold, voided ones too."""
        table = self.tables[kind.key]
        names = (*image_columns(kind), "digest")
        query = select(*(table.c[name] for name in names)).where(*conditions).order_by(table.c.id)
        return [dict(zip(names, row, strict=True)) for row in self.connection.execute(query)]

    def _conflict(self, kind: Kind, old: Row) -> ConflictError:
        table, entry, batch = self.tables[kind.key], self.tables.entry, self.tables.batch
        found = self.connection.execute(select(table.c.version).where(table.c.id == old["id"])).scalar() or 0
        who = self.connection.execute(
            select(batch.c.who)
            .join(entry, entry.c.batch == batch.c.id)
            .where(entry.c.record == old["id"], entry.c.version == found)
        ).scalar()
        return ConflictError(kind.label, old["number"], old["version"], found, who or "")

    def _insert(self, kind: Kind) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        if kind.key not in self._inserts:
            table = self.tables[kind.key]
            order = tuple(entry.name for entry in table.columns if entry.computed is None)
            self._inserts[kind.key] = (compiled_insert(self.connection, table), order, image_columns(kind))
        return self._inserts[kind.key]

    def _count(self, kind: Kind, act: str, number: int) -> None:
        self.counts[kind.key, act] = self.counts.get((kind.key, act), 0) + number

    def _watch(self, kind: Kind, act: str, pairs: Iterable[tuple[Row | None, Row]]) -> None:
        if self.watchers:
            seen = [Changed(kind=kind.key, act=act, before=old, after=dict(new)) for old, new in pairs]
            for watcher in self.watchers:
                watcher(seen)

    def touched(self, kind: str) -> bool:
        """Whether a record of a kind was touched."""
        return any(key == kind for key, _ in self.counts)


@contextmanager
def transaction(
    engine: Engine, catalogue: Catalogue, tables: Tables, author: Author, *, dry_run: bool = False
) -> Iterator[Transaction]:
    """A transaction: the tree's paths and the journal's batch are closed just before commit.

    With `dry_run` everything is done and then taken back, so that the answer is the real one.
    """
    rehearsal = _RehearsalError()
    try:
        with writing(engine) as connection:
            made = Transaction(connection, catalogue, tables, author)
            yield made
            if made.touched("placement"):
                rebuild_paths(connection, tables)
            if dry_run:
                raise rehearsal
            made.journal.close()
    except _RehearsalError as raised:
        if raised is not rehearsal:
            raise


class _RehearsalError(Exception):
    """Ends a dry run so that nothing is stored."""


def take_ids(connection: Connection, tables: Tables, count: int) -> Sequence[int]:
    """So many new ids, rising; ids are shared by all kinds and never reused."""
    if connection.dialect.name == "postgresql":
        # A sequence never makes two writers wait for each other; their ids may interleave.
        found = connection.execute(text("SELECT nextval('_ids') FROM generate_series(1, :count)"), {"count": count})
        return [int(number) for number in found.scalars()]
    counter = tables.counter
    last = connection.execute(
        update(counter).where(counter.c.name == "id").values(last=counter.c.last + count).returning(counter.c.last)
    ).scalar_one()
    return range(int(last) - count + 1, int(last) + 1)


def find_ids(connection: Connection, tables: Tables, kind: str, numbers: Sequence[str]) -> dict[str, int]:
    """Number to id of the records of a kind that are in force."""
    table = tables[kind]
    found: dict[str, int] = {}
    for start in range(0, len(numbers), 900):
        part = numbers[start : start + 900]
        query = select(table.c.number, table.c.id).where(table.c.number.in_(part), table.c.void == IN_FORCE)
        found.update((row.number, row.id) for row in connection.execute(query))
    return found


def count_rows(connection: Connection, tables: Tables, kind: str, *conditions: Any) -> int:
    """How many records of a kind are in force, of those for which the conditions hold."""
    table = tables[kind]
    query = select(func.count()).select_from(table).where(table.c.void == IN_FORCE, *conditions)
    return connection.execute(query).scalar_one()


def history(connection: Connection, tables: Tables, kind: str, record: int) -> list[dict[str, Any]]:
    """Every version of a record: who, when, what, and the image where it was not erased."""
    entry, batch = tables.entry, tables.batch
    query = (
        select(
            entry.c.version, entry.c.act, batch.c.at, batch.c.business_on, batch.c.who, batch.c.surface, batch.c.what,
            batch.c.id.label("batch"), entry.c.body,
        )
        .join(batch, batch.c.id == entry.c.batch)
        .where(entry.c.kind == kind, entry.c.record == record)
        .order_by(entry.c.version)
    )  # fmt: skip
    return [
        {
            **{key: value for key, value in row._asdict().items() if key != "body"},
            "image": json.loads(row.body or "null"),
        }
        for row in connection.execute(query)
    ]


def refuse_number(kind: Kind, number: str) -> RefusedError:
    """A number that is taken."""
    return RefusedError(f"{kind.label} {number} 已经存在(编号不重复使用);请换一个编号,或修改原记录")
