"""Tables made from kinds, and the store's own tables (their names begin with `_`, which no kind's can)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

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

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Measure, Name
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind

# Void: 0 in force, 1 voided by a person, 2 taken back with its import (which may bring it again).
IN_FORCE, VOIDED, UNDONE = 0, 1, 2
FOREVER = 99991231
# On SQLite only a plain INTEGER key is the row's own place; any other is an index beside it.
ID = BigInteger().with_variant(Integer(), "sqlite")


class Tables:
    """The tables of a catalogue.

    Attributes:
        metadata: all of them, for creation.
        kinds: kind key to its table.
    """

    def __init__(self, catalogue: Catalogue, *, postgres: bool = False) -> None:
        self.metadata = MetaData()
        self._text = Text(collation="C") if postgres else Text()
        self._hidden: dict[str, tuple[str, ...]] = {}
        self._system()
        self._journal()
        self.kinds = {key: self._kind(kind) for key, kind in sorted(catalogue.kinds.items())}
        covered: dict[tuple[str, str], set[str]] = {}
        for indicator in catalogue.indicators.values():
            kind = catalogue.kind(indicator.of.key)
            dates = [indicator.on] if indicator.is_flow else list(indicator.between)
            if all("." not in date and kind.has(date) for date in dates):
                held = covered.setdefault((kind.key, dates[0]), set())
                held.update(kind.field(name).column for name in (*dates[1:], *_counted(kind, indicator)))
        for (key, date), others in sorted(covered.items()):
            self._cover(catalogue.kind(key), date, others)

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
    def digest(self) -> str:
        """A fingerprint of the kinds' tables, so that an open can see at once that nothing is new."""
        lines = [
            f"{table.name}:" + ",".join(f"{entry.name} {entry.type}" for entry in table.columns)
            + ";" + ",".join(sorted(str(index.name) for index in table.indexes))
            for table in self.metadata.sorted_tables
        ]  # fmt: skip
        return sha256("\n".join(sorted(lines)).encode()).hexdigest()

    def _kind(self, kind: Kind) -> Table:
        columns: list[Column[object]] = []
        for field in kind.stored_fields:
            sort = self._text if field.shape.is_stored_as_text else BigInteger()
            columns.append(Column(field.column, sort))
        table = Table(
            kind.key,
            self.metadata,
            Column("id", ID, primary_key=True, autoincrement=False),
            Column("number", self._text, nullable=False),
            Column("org", BigInteger, nullable=False),
            Column("version", Integer, nullable=False),
            Column("void", SmallInteger, nullable=False),
            *columns,
            Column("extra", self._text),
            Column("digest", LargeBinary),
            UniqueConstraint("number", name=f"uq_{kind.key}_number"),
        )
        for field in kind.stored_fields:
            if field.shape is Shape.REF or field.shape is Shape.ID_NUMBER:
                Index(f"ix_{kind.key}_{field.key}", table.c[field.column], table.c.void)
        if kind.key == "decision":
            Index("ix_decision_subject", table.c.subject, table.c.rule, table.c.from_on)
        if kind.key in ("act", "attachment"):
            Index(f"ix_{kind.key}_subject", table.c.subject, table.c.kind, table.c.void)
        return table

    def _cover(self, kind: Kind, date: str, others: set[str]) -> None:
        """The index from which the figures by organisation and date are read without touching the records."""
        table, field = self.kinds[kind.key], kind.field(date)
        rest = [table.c[name] for name in sorted(others - {field.column})]
        Index(f"ix_{kind.key}_org_{date}", table.c.org, table.c[field.column], *rest, table.c.void)

    def _system(self) -> None:
        """What is derived or counted: marks, counters, the tree's paths, the packs' values."""
        text = self._text
        self.meta = Table(
            "_meta", self.metadata, Column("key", text, primary_key=True), Column("value", text, nullable=False)
        )
        self.counter = Table(
            "_counter",
            self.metadata,
            Column("name", text, primary_key=True),
            Column("last", BigInteger, nullable=False),
        )
        self.path = Table(
            "_path",
            self.metadata,
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
            self.metadata,
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
            self.metadata,
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
            self.metadata,
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
            self.metadata,
            Column("sha256", text, primary_key=True),
            Column("body", LargeBinary, nullable=False),
        )
        self.access = Table(
            "_access",
            self.metadata,
            Column("id", ID, primary_key=True, autoincrement=False),
            Column("at", text, nullable=False),
            Column("who", text, nullable=False),
            Column("surface", text, nullable=False),
            Column("what", text, nullable=False),
            Column("records", BigInteger, nullable=False),
        )


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
