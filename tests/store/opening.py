"""Makes stores of the small world, and puts a world in one for the length of an example."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import attrs
from sqlalchemy import Connection, Engine

from tests.oracle.shortness import Short
from tests.oracle.world import World
from unionwork.declare.catalogue import Catalogue
from unionwork.store.engines import open_engine
from unionwork.store.journal import Author, Break, verify
from unionwork.store.registers import Transaction, transaction
from unionwork.store.schema import create
from unionwork.store.tables import Tables


@attrs.frozen(repr=False)
class Store(Short):
    """An open store and what is declared in it."""

    engine: Engine
    catalogue: Catalogue
    tables: Tables

    def __repr__(self) -> str:
        # hypothesis prints what a test was given, again and again.
        return self.engine.dialect.name

    @contextmanager
    def holding(self, world: World) -> Iterator[Connection]:
        """A connection that sees a world; it is taken back afterwards."""
        with self.taken_back() as connection:
            world.store(connection, self.tables)
            yield connection

    @contextmanager
    def taken_back(self) -> Iterator[Connection]:
        """A connection whose changes are not kept."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self, who: str = "admin", on: int = 20150630, *, dry_run: bool = False) -> Iterator[Transaction]:
        """A transaction in somebody's name."""
        author = Author(who=who, surface="library", on=on, at="2016-01-01T00:00:00+00:00", what="test")
        with transaction(self.engine, self.catalogue, self.tables, author, dry_run=dry_run) as made:
            yield made

    def breaks(self) -> list[Break]:
        """What `journal verify` finds."""
        with self.taken_back() as connection:
            return list(verify(connection, self.tables, self.catalogue))


def open_store(place: str, catalogue: Catalogue, *, must_exist: bool = True) -> Store:
    """A store at a path or an address."""
    engine = open_engine(place.removeprefix("sqlite:///"), must_exist=must_exist)
    return Store(engine, catalogue, Tables(catalogue, postgres=engine.dialect.name == "postgresql"))


def make_store(place: str, catalogue: Catalogue) -> Store:
    """A new store with its tables."""
    store = open_store(place, catalogue, must_exist=False)
    create(store.engine, store.tables, catalogue)
    return store
