"""The journal: what was changed, by whom, when; and whether anything was changed behind its back.

One entry a changed record, with a salted digest of the record after the change; one batch a
transaction, chained to the batch before. Only the chain's end is locked, and only at commit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import attrs
from sqlalchemy import Connection, Table, and_, column, func, insert, select, text

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.kinds import Kind
from unionwork.store.stopping import check_stopped
from unionwork.store.tables import Tables

FIRST = bytes(32)
_READ = 5_000


@attrs.frozen(kw_only=True)
class Author:
    """Who acts, through which surface, on which business day, and what it is called.

    Attributes:
        who: the operator's key.
        surface: cli, tui, library.
        on: the business day as yyyymmdd.
        at: the real clock, ISO text with zone.
        what: the act, such as "import 困难职工档案.xlsx".
    """

    who: str
    surface: str
    on: int
    at: str
    what: str


@attrs.frozen(kw_only=True)
class Break:
    """A place where records and journal do not agree.

    Attributes:
        what: changed, removed, smuggled, entry, batch, version, parameter.
        kind: the kind's key, "" for a batch.
        number: the record's number, or the batch.
        message: the finding in words.
    """

    what: str
    kind: str
    number: str
    message: str


def image_columns(kind: Kind) -> tuple[str, ...]:
    """The columns that an image holds, in the order in which it is written."""
    return tuple(sorted(("id", "number", "org", "version", "void", "extra", *(f.column for f in kind.stored_fields))))


def write_image(columns: Sequence[str], values: Sequence[Any]) -> str:
    """The canonical text of a record: unknown values left out, so a field added later changes nothing."""
    # JSON by hand, since a row holds only whole numbers and texts: an encoder is made anew for each call.
    parts = [
        f'"{column}":{value}' if value.__class__ is int else f'"{column}":{_quote(str(value))}'
        for column, value in zip(columns, values, strict=True)
        if value is not None
    ]
    return f"{{{','.join(parts)}}}"


_quote = json.encoder.encode_basestring

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def digest_of(salt: bytes, image: str) -> bytes:
    """The salted digest of an image."""
    return sha256(salt + image.encode()).digest()


class Journal:
    """Writes the entries of one transaction and closes its batch."""

    def __init__(self, connection: Connection, tables: Tables, author: Author, batch: int) -> None:
        self.connection, self.tables, self.author, self.batch = connection, tables, author, batch
        self.count = 0
        self._running = sha256()
        self._insert = compiled_insert(connection, tables.entry)

    def note(self, kind: str, act: str, records: Iterable[tuple[int, int, str]]) -> list[bytes]:
        """Write an entry for each (record id, version, image) and give the records' digests, in order."""
        listed = list(records)
        salts = os.urandom(16 * len(listed))
        digests: list[bytes] = []
        rows: list[tuple[Any, ...]] = []
        for place, (record, version, image) in enumerate(listed):
            salt = salts[place * 16 : place * 16 + 16]
            digest = sha256(salt + image.encode()).digest()
            self.count += 1
            rows.append((self.batch, self.count, kind, record, version, act, digest, salt, image))
            self._running.update(seal(kind, record, version, act, digest))
            digests.append(digest)
        run_many(self.connection, self._insert, rows)
        return digests

    def close(self) -> bytes | None:
        """Chain the batch to the one before, holding the end of the chain until commit; None if nothing was done."""
        if not self.count:
            return None
        if self.connection.dialect.name == "postgresql":
            # Two transactions must not both follow the same batch; readers are not held up.
            self.connection.execute(text("SELECT pg_advisory_xact_lock(7412590301)"))
        batch = self.tables.batch
        query: Any = select(batch.c.position, batch.c.hash).order_by(batch.c.position.desc()).limit(1)
        if self.connection.dialect.name == "postgresql":
            # Row security hides other operators' batches; the end of the chain is for all.
            query = text("SELECT position, hash FROM uw_last_batch()")
        last = self.connection.execute(query).first()
        position, previous = (last.position + 1, bytes(last.hash)) if last else (1, FIRST)
        facts = {
            "id": self.batch, "position": position, "entries": self.count, "entries_digest": self._running.digest(),
            "at": self.author.at, "business_on": self.author.on, "who": self.author.who,
            "surface": self.author.surface, "what": self.author.what, "previous": previous,
        }  # fmt: skip
        head = batch_hash(facts)
        self.connection.execute(insert(batch).values(**facts, hash=head))
        return head


def seal(kind: str, record: int, version: int, act: str, digest: bytes) -> bytes:
    """What a batch's digest takes in for one entry."""
    return f"{kind}|{record}|{version}|{act}|".encode() + digest


def batch_hash(facts: Mapping[str, Any]) -> bytes:
    """The hash of a batch over all that it states and the batch before.

    A batch of format 1 states no surface; one that lost or gained it would state another list.
    """
    keys = (
        "id",
        "position",
        "entries",
        "at",
        "business_on",
        "who",
        *(("surface",) if facts["surface"] else ()),
        "what",
    )
    stated = [facts[key] for key in keys]
    return sha256(_encode(stated).encode() + bytes(facts["entries_digest"]) + bytes(facts["previous"])).digest()


def compiled_insert(connection: Connection, table: Table) -> str:
    """The INSERT of a whole row as the driver takes it, made once and run with plain tuples."""
    columns = {entry.name: entry for entry in table.columns if entry.computed is None}
    return str(insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect))


def run_many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Run a compiled statement for many rows."""
    if rows:
        connection.exec_driver_sql(statement, rows)


def head_of(connection: Connection, tables: Tables) -> tuple[int, str]:
    """Position and hash (hex) of the last batch; (0, zeros) where there is none."""
    batch = tables.batch
    row = connection.execute(select(batch.c.position, batch.c.hash).order_by(batch.c.position.desc()).limit(1)).first()
    return (row.position, bytes(row.hash).hex()) if row else (0, FIRST.hex())


def verify(connection: Connection, tables: Tables, catalogue: Catalogue) -> Iterator[Break]:
    """Every disagreement between batches, entries and records, each named."""
    yield from _verify_chain(connection, tables)
    for key in sorted(catalogue.kinds):
        yield from _verify_records(connection, tables, catalogue.kinds[key])
        yield from _verify_missing(connection, tables, catalogue.kinds[key])


def _verify_chain(connection: Connection, tables: Tables) -> Iterator[Break]:
    batch, entry = tables.batch, tables.entry
    previous, expected = FIRST, 1
    batches = connection.execute(select(batch).order_by(batch.c.position)).all()
    known = {row.id for row in batches}
    for row in batches:
        name = f"第 {row.position} 批({row.what})"
        facts = row._asdict()
        if row.position != expected:
            yield Break(what="batch", kind="", number=str(expected), message=f"日志缺少第 {expected} 批")
        if bytes(row.previous) != previous or batch_hash(facts) != bytes(row.hash):
            yield Break(what="batch", kind="", number=str(row.position), message=f"日志{name}被改动过,链条在此断开")
        running, count = sha256(), 0
        columns = (entry.c.place, entry.c.kind, entry.c.record, entry.c.version, entry.c.act, entry.c.digest)
        query = select(*columns, entry.c.salt, entry.c.body).where(entry.c.batch == row.id).order_by(entry.c.place)
        result = connection.execute(query, execution_options={"yield_per": _READ})
        for part in result.partitions(_READ):
            check_stopped(connection)
            for place, kind, record, version, act, digest, salt, body in part:
                running.update(f"{kind}|{record}|{version}|{act}|".encode() + digest)
                count += 1
                # Nothing in the program takes an image away, so one that is gone was taken by hand: without it
                # a record that was changed behind the journal's back could not be told from one that was not.
                gone = salt is None or body is None
                if gone or sha256(salt + body.encode()).digest() != bytes(digest):
                    yield Break(
                        what="entry", kind=kind, number=str(record),
                        message=f"日志{name}第 {place} 条({kind} #{record} 第 {version} 版)的留底"
                        f"{'被绕过程序清空' if gone else '被改动过'}",
                    )  # fmt: skip
        if count != row.entries or running.digest() != bytes(row.entries_digest):
            yield Break(
                what="entry", kind="", number=str(row.position),
                message=f"日志{name}应有 {row.entries} 条,现有 {count} 条,内容与封存时不符",
            )  # fmt: skip
        previous, expected = bytes(row.hash), row.position + 1
    loose = select(entry.c.batch).where(entry.c.batch.not_in(select(batch.c.id))).distinct()
    for (number,) in connection.execute(loose):
        if number not in known:
            yield Break(what="entry", kind="", number=str(number), message=f"日志有不属于任何一批的条目(批号 {number})")


def _verify_records(connection: Connection, tables: Tables, kind: Kind) -> Iterator[Break]:
    row, entry = tables[kind.key], tables.entry
    hidden = tables.hidden(connection, kind.key)
    columns = tuple(sorted((*image_columns(kind), *hidden)))
    held = and_(entry.c.kind == kind.key, entry.c.record == row.c.id, entry.c.version == row.c.version)
    query = select(
        *(row.c[name] if name in row.c else column(name) for name in columns),
        row.c.digest,
        entry.c.digest.label("noted"),
        entry.c.salt,
    ).select_from(row.outerjoin(entry, held))
    number, record = columns.index("number"), columns.index("id")
    result = connection.execute(query, execution_options={"yield_per": _READ})
    for part in result.partitions(_READ):
        check_stopped(connection)
        for values in part:
            *stored, own, noted, salt = values
            name = f"{kind.label} {stored[number]}"
            if noted is None:
                yield Break(
                    what="smuggled", kind=kind.key, number=str(stored[number]),
                    message=f"{name}(#{stored[record]})在日志里没有来历:绕过程序写入,或版本号被改",
                )  # fmt: skip
                continue
            if own is None or bytes(own) != bytes(noted):
                yield Break(
                    what="changed", kind=kind.key, number=str(stored[number]), message=f"{name} 的校验值与日志不符"
                )
            elif salt is not None and digest_of(bytes(salt), write_image(columns, stored)) != bytes(noted):
                yield Break(
                    what="changed", kind=kind.key, number=str(stored[number]), message=f"{name} 的内容被绕过程序改动过"
                )


def _verify_missing(connection: Connection, tables: Tables, kind: Kind) -> Iterator[Break]:
    row, entry = tables[kind.key], tables.entry
    latest = (
        select(entry.c.record, func.max(entry.c.version).label("version"))
        .where(entry.c.kind == kind.key)
        .group_by(entry.c.record)
        .subquery()
    )
    query = (
        select(latest.c.record, latest.c.version, row.c.version.label("held"), row.c.number, entry.c.body)
        .select_from(
            latest.outerjoin(row, row.c.id == latest.c.record).outerjoin(
                entry,
                and_(entry.c.kind == kind.key, entry.c.record == latest.c.record, entry.c.version == latest.c.version),
            )
        )
        .where(row.c.id.is_(None) | (row.c.version < latest.c.version))
    )
    for record, version, held, number, body in connection.execute(query):
        if held is None:
            known = json.loads(body).get("number", "") if body else ""
            yield Break(
                what="removed", kind=kind.key, number=known or f"#{record}",
                message=f"{kind.label} {known or f'#{record}'} 的记录被绕过程序删除",
            )  # fmt: skip
        else:
            yield Break(
                what="version", kind=kind.key, number=number,
                message=f"{kind.label} {number} 退回了第 {held} 版,日志已到第 {version} 版",
            )  # fmt: skip
