"""The stores that the tests promise one another are real, empty and apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text


def test_a_store_is_empty_and_can_be_written(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE roll (name VARCHAR(20))"))
        connection.execute(text("INSERT INTO roll VALUES ('花名册')"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM roll")).scalars().all() == ["花名册"]
    engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_what_another_wrote(store_url: str, turn: int) -> None:
    engine = create_engine(store_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text(f"CREATE TABLE turn_{turn} (n INTEGER)"))
    engine.dispose()


def test_the_postgres_store_is_a_real_server_that_reads_utf8(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
        assert int(version) >= 160000
        assert connection.execute(text("SHOW server_encoding")).scalar_one() == "UTF8"
    engine.dispose()


def test_a_workspace_location_is_a_path_or_a_postgres_url(workspace_location: str, engine_name: str) -> None:
    if engine_name == "sqlite":
        assert Path(workspace_location).parent.is_dir()
        assert not Path(workspace_location).exists()
    else:
        assert workspace_location.startswith("postgresql+psycopg://")
