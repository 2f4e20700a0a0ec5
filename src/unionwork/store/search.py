"""Finding records by a piece of their name or number; private numbers only whole, and with the right.

Names are indexed sign by sign (a word index finds no two-sign Chinese name): in an FTS5 table on
SQLite, as positions of a tsvector on PostgreSQL. The index only narrows the choice; the name itself
decides, so the hits are those of a plain comparison.

Behind the signs stand the pinyin initials, in pairs that overlap: 配电箱 is pd dx. Pairs that follow
each other are the letters themselves, so for initials the index alone is exact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, inspect, literal_column, or_, select, text

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind
from unionwork.pinyin import initials
from unionwork.store.compiler import Scope
from unionwork.store.tables import Tables

_BATCH = 10_000
# No telephone number is shorter.
_LEAST_DIGITS = 7
_LEAST_LETTERS = 2


def search_test(
    scope: Scope, kind: Kind, words: str, *, private: Collection[str], postgres: bool, guarded: bool = False
) -> ColumnElement[bool]:
    """The condition that a record's name or number holds the words, or its ID or telephone is exactly that.

    `private` are the keys of the private fields that may be searched; `guarded` is whether row security
    holds, under which nobody reads the index itself.
    Two Latin letters or more are also the initials of signs that follow each other in the name.
    """
    sought = words.strip()
    row = scope.row
    tests: list[Any] = []
    if sought.isascii():
        tests.append(row.c.number.contains(sought, autoescape=True))
    if kind.named_by is not None:
        name = row.c[kind.named_by.column].contains(sought, autoescape=True)
        signs = _signs(sought)
        tests.append(and_(row.c.id.in_(_indexed(signs, postgres=postgres, guarded=guarded)), name) if signs else name)
        if sought.isascii() and sought.isalpha() and len(sought) >= _LEAST_LETTERS:
            tests.append(row.c.id.in_(_indexed(_pairs(sought), postgres=postgres, guarded=guarded)))
    if private and len(sought) >= _LEAST_DIGITS and sought.isascii() and any(sign.isdigit() for sign in sought):
        for field in kind.stored_fields:
            if field.shape in (Shape.ID_NUMBER, Shape.PHONE) and field.key in private:
                tests.append(row.c[field.column] == sought.upper())
    return or_(*tests) if tests else row.c.number.contains(sought, autoescape=True)


def is_indexed(connection: Connection) -> bool:
    """Whether the workspace has an index of names."""
    return inspect(connection).has_table("_name")


def create_index(connection: Connection, tables: Tables, catalogue: Catalogue) -> None:
    """Make the index of names from all records."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("CREATE TABLE _name (id bigint PRIMARY KEY, signs tsvector NOT NULL)"))
        connection.execute(text("CREATE INDEX ix__name ON _name USING gin (signs)"))
    else:
        connection.execute(text("CREATE VIRTUAL TABLE _name USING fts5(signs, content='', detail=full)"))
    fill_index(connection, tables, catalogue)


def fill_index(connection: Connection, tables: Tables, catalogue: Catalogue) -> None:
    """Take all records into an empty index."""
    for kind in catalogue.kinds.values():
        if kind.named_by is None:
            continue
        table = tables[kind.key]
        query = select(table.c.id, table.c[kind.named_by.column])
        for part in connection.execute(query, execution_options={"yield_per": _BATCH}).partitions(_BATCH):
            index_names(connection, part)


def index_names(connection: Connection, names: Iterable[Sequence[Any]]) -> None:
    """Take in (id, name) of new records."""
    if connection.dialect.name == "postgresql":
        rows: list[tuple[Any, Any]] = [(record, _vector(_tokens(name))) for record, name in names if name]
        statement = "INSERT INTO _name (id, signs) VALUES (%s, %s::tsvector)"
    else:
        rows = [(record, " ".join(_tokens(name))) for record, name in names if name]
        statement = "INSERT INTO _name (rowid, signs) VALUES (?, ?)"
    if rows:
        connection.exec_driver_sql(statement, rows)


def rename(connection: Connection, record: int, before: str | None, after: str | None) -> None:
    """Take in another name of a record."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DELETE FROM _name WHERE id = :id"), {"id": record})
    elif before:
        # A table without content must be told what it is to forget.
        forget = text("INSERT INTO _name (_name, rowid, signs) VALUES ('delete', :id, :signs)")
        connection.execute(forget, {"id": record, "signs": " ".join(_tokens(before))})
    index_names(connection, [(record, after)])


def _indexed(signs: Sequence[str], *, postgres: bool, guarded: bool) -> Any:
    """The ids of the records whose names hold the signs one after the other."""
    if postgres:
        query = text("SELECT id FROM _name WHERE signs @@ CAST(:signs AS tsquery)")
        if guarded:
            query = text("SELECT id FROM uw_named(CAST(:signs AS tsquery)) AS found(id)")
        return query.bindparams(signs=" <-> ".join(f"'{sign}'" for sign in signs)).columns(id=literal_column("id").type)
    query = text("SELECT rowid FROM _name WHERE _name MATCH :signs")
    return query.bindparams(signs='"' + " ".join(signs) + '"').columns(rowid=literal_column("rowid").type)


def _signs(words: str) -> list[str]:
    """The letters and digits of a text; what else stands in a name is no part of the index."""
    return [sign for sign in words.casefold() if sign.isalnum()]


def _pairs(words: str) -> list[str]:
    """The initials of a text, each with the next."""
    return [one + next_one for one, next_one in pairwise(initials(words))]


def _tokens(name: str) -> list[str]:
    """What the index holds of a name."""
    return [*_signs(name), *_pairs(name)]


def _vector(signs: Sequence[str]) -> str:
    """The text of a tsvector: each token with its places."""
    places: dict[str, list[int]] = {}
    for place, sign in enumerate(signs, start=1):
        places.setdefault(sign, []).append(place)
    return " ".join(f"'{sign}':{','.join(map(str, held))}" for sign, held in places.items())
