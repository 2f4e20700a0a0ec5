"""Tables made from kinds, and the store's own tables (their names begin with `_`, which no kind's can)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.types import TypeEngine

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Measure, Name
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind

# Void: 0 in force, 1 voided by a person, 2 taken back with its import (which may bring it again).
IN_FORCE, VOIDED, UNDONE = 0, 1, 2
FOREVER = 99991231
_Sort: TypeAlias = TypeEngine[Any]
# On SQLite only a plain INTEGER key is the row's own place; any other is an index beside it.
ID = BigInteger().with_variant(Integer(), "sqlite")
_BIG = BigInteger()
# What the columns that every kind has must hold; those of its fields may be empty.
_RULES: dict[str, dict[str, Any]] = {
    "id": {"primary_key": True, "autoincrement": False},
    **{name: {"nullable": False} for name in ("number", "org", "version", "void")},
}


class Tables:
    """The tables of a catalogue.

    Attributes:
        kinds: kind key to its table.
    """

    def __init__(self, catalogue: Catalogue, *, postgres: bool = False) -> None:
        self._text: _Sort = Text(collation="C") if postgres else Text()
        self._hidden: dict[str, tuple[str, ...]] = {}
        self._made = MetaData()
        self._system()
        self._journal()
        self._catalogue, self._covering = catalogue, _covering(catalogue)
        self.kinds: Mapping[str, Table] = _WhenAsked(sorted(catalogue.kinds), self._kind)

    def __getitem__(self, kind: str) -> Table:
        return self.kinds[kind]

    def hidden(self, connection: Connection, kind: str) -> tuple[str, ...]:
        """The columns of a kind that were added by a region which is not loaded now.

        Nobody sees them, but records keep them, and their digests cover them.
        """
        if kind not in self._hidden:
            known = {entry.name for entry in self.kinds[kind].columns}
            held = inspect(connection).get_columns(kind)
            names = (entry["name"] for entry in held if not entry.get("computed"))
            self._hidden[kind] = tuple(sorted(name for name in names if name not in known))
        return self._hidden[kind]

    @property
    def metadata(self) -> MetaData:
        """All the tables, for creation."""
        for _ in self.kinds.values():
            pass
        return self._made

    @cached_property
    def digest(self) -> str:
        """A fingerprint of all tables, so that an open can see at once that nothing is new."""
        lines = [
            _line(table.name, ((entry.name, entry.type) for entry in table.columns), map(_name_of, table.indexes))
            for table in (self.meta, self.counter, self.path, self.pack_parameter, self.batch, self.entry, self.file,
                          self.access)
        ]  # fmt: skip
        # Of the kinds only what their tables would be: most commands ask for a few of them.
        lines += [_line(key, self._columns(kind), self._indexes(kind)) for key, kind in self._catalogue.kinds.items()]
        return sha256("\n".join(sorted(lines)).encode()).hexdigest()

    def _kind(self, key: str) -> Table:
        kind = self._catalogue.kind(key)
        columns = [Column(name, sort, **_RULES.get(name, {})) for name, sort in self._columns(kind)]
        table = Table(key, self._made, *columns, UniqueConstraint("number", name=f"uq_{key}_number"))
        for name, indexed in self._indexes(kind).items():
            Index(name, *(table.c[column] for column in indexed))
        return table

    def _columns(self, kind: Kind) -> list[tuple[str, _Sort]]:
        own: list[tuple[str, _Sort]] = [
            (field.column, self._text if field.shape.is_stored_as_text else _BIG) for field in kind.stored_fields
        ]
        head: list[tuple[str, _Sort]] = [
            ("id", ID), ("number", self._text), ("org", _BIG), ("version", Integer()), ("void", SmallInteger()),
        ]  # fmt: skip
        return [*head, *own, ("extra", self._text), ("digest", LargeBinary())]

    def _indexes(self, kind: Kind) -> dict[str, tuple[str, ...]]:
        """Name of each index to its columns."""
        made: dict[str, tuple[str, ...]] = {
            f"ix_{kind.key}_{field.key}": (field.column, "void")
            for field in kind.stored_fields
            if field.shape is Shape.REF or field.shape is Shape.ID_NUMBER
        }
        if kind.key == "decision":
            made["ix_decision_subject"] = ("subject", "rule", "from_on")
        if kind.key in ("act", "attachment"):
            made[f"ix_{kind.key}_subject"] = ("subject", "kind", "void")
        # From these the figures by organisation and date are read without touching the records.
        for date, others in self._covering.get(kind.key, {}).items():
            column = kind.field(date).column
            made[f"ix_{kind.key}_org_{date}"] = ("org", column, *sorted(others - {column}), "void")
        return made

    def _system(self) -> None:
        """What is derived or counted: marks, counters, the tree's paths, the packs' values."""
        text = self._text
        self.meta = Table(
            "_meta", self._made, Column("key", text, primary_key=True), Column("value", text, nullable=False)
        )
        self.counter = Table(
            "_counter",
            self._made,
            Column("name", text, primary_key=True),
            Column("last", BigInteger, nullable=False),
        )
        self.path = Table(
            "_path",
            self._made,
            Column("ancestor", BigInteger, nullable=False),
            Column("descendant", BigInteger, nullable=False),
            Column("distance", Integer, nullable=False),
            Column("from_on", Integer, nullable=False),
            Column("to_on", Integer, nullable=False),
            Index("ix__path_ancestor", "ancestor", "from_on"),
            Index("ix__path_descendant", "descendant", "from_on"),
        )
        self.pack_parameter = Table(
            "_pack_parameter",
            self._made,
            Column("region", text, nullable=False),
            Column("key", text, nullable=False),
            Column("rank", Integer, nullable=False),
            Column("from_on", Integer, nullable=False),
            Column("to_on", Integer, nullable=False),
            Column("value", text, nullable=False),
            Column("top", BigInteger, nullable=False),
            Column("bottom", BigInteger, nullable=False),
            Column("source", text, nullable=False),
            Column("origin", text, nullable=False),
            Column("digest", text, nullable=False),
            Index("ix__pack_parameter_key", "key", "region"),
        )

    def _journal(self) -> None:
        """What the journal and the access log keep."""
        text = self._text
        self.batch = Table(
            "_batch",
            self._made,
            Column("id", ID, primary_key=True, autoincrement=False),
            Column("position", BigInteger, nullable=False, unique=True),
            Column("entries", BigInteger, nullable=False),
            Column("entries_digest", LargeBinary, nullable=False),
            Column("at", text, nullable=False),
            Column("business_on", Integer, nullable=False),
            Column("who", text, nullable=False),
            Column("surface", text, nullable=False),
            Column("what", text, nullable=False),
            Column("previous", LargeBinary, nullable=False),
            Column("hash", LargeBinary, nullable=False),
        )
        self.entry = Table(
            "_entry",
            self._made,
            Column("batch", BigInteger, primary_key=True, autoincrement=False),
            Column("place", BigInteger, primary_key=True, autoincrement=False),
            Column("kind", text, nullable=False),
            Column("record", BigInteger, nullable=False),
            Column("version", Integer, nullable=False),
            Column("act", text, nullable=False),
            Column("digest", LargeBinary, nullable=False),
            Column("salt", LargeBinary),
            Column("body", text),
            Index("ix__entry_record", "record", "version"),
            # Entries are written in the order of their key, so on SQLite the key is the table.
            sqlite_with_rowid=False,
        )
        # What attachments hold, each content once.
        self.file = Table(
            "_file",
            self._made,
            Column("sha256", text, primary_key=True),
            Column("body", LargeBinary, nullable=False),
        )
        self.access = Table(
            "_access",
            self._made,
            Column("id", ID, primary_key=True, autoincrement=False),
            Column("at", text, nullable=False),
            Column("who", text, nullable=False),
            Column("surface", text, nullable=False),
            Column("what", text, nullable=False),
            Column("records", BigInteger, nullable=False),
        )


def _covering(catalogue: Catalogue) -> dict[str, dict[str, set[str]]]:
    """Kind key to the dates that indicators count it by, each with the columns that are read beside it."""
    found: dict[str, dict[str, set[str]]] = {}
    for indicator in catalogue.indicators.values():
        kind = catalogue.kind(indicator.of.key)
        dates = [indicator.on] if indicator.is_flow else list(indicator.between)
        if all("." not in date and kind.has(date) for date in dates):
            held = found.setdefault(kind.key, {}).setdefault(dates[0], set())
            held.update(kind.field(name).column for name in (*dates[1:], *_counted(kind, indicator)))
    return found


def _counted(kind: Kind, indicator: Indicator) -> Iterator[str]:
    """The numbers and codes of the kind itself that an indicator adds up or asks for."""
    parts = [part for part in (indicator.counted, indicator.denominator) if isinstance(part, Measure)]
    asked = [
        indicator.where,
        *(part.where for part in parts),
        *(part.value for part in parts if part.function == "sum"),
    ]
    for expression in asked:
        for at in expression.walk() if expression is not None else ():
            if isinstance(at, Name) and len(at.path) == 1 and kind.has(at.path[0]):
                field = kind.field(at.path[0])
                if field.shape in (Shape.CODE, Shape.DAY, Shape.FLAG) or field.shape.is_number:
                    yield field.key


class _WhenAsked(Mapping[str, Table]):
    """Tables that are made when they are asked for; by one thread at a time, as the metadata holds each name once."""

    def __init__(self, keys: Iterable[str], make: Callable[[str], Table]) -> None:
        self._keys, self._make, self._lock = dict.fromkeys(keys), make, Lock()
        self._tables: dict[str, Table] = {}

    def __getitem__(self, key: str) -> Table:
        if key not in self._tables:
            if key not in self._keys:
                raise KeyError(key)
            with self._lock:
                if key not in self._tables:
                    self._tables[key] = self._make(key)
        return self._tables[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def _line(name: str, columns: Iterable[tuple[str, _Sort]], indexes: Iterable[str]) -> str:
    """What a table is, for the fingerprint."""
    return f"{name}:{','.join(f'{column} {_said(sort)}' for column, sort in columns)};{','.join(sorted(indexes))}"


def _said(sort: _Sort) -> str:
    """A type as SQL says it. It would take a compiler each time, and there are hundreds of columns of six types."""
    key = type(sort).__name__, getattr(sort, "collation", None)
    if key not in _SAID:
        _SAID[key] = str(sort)
    return _SAID[key]


_SAID: dict[tuple[str, str | None], str] = {}


def _name_of(index: Index) -> str:
    return str(index.name)
