"""Workspaces that many tests begin with: made once by every process of a run, and copied for each test."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine import URL, make_url

Made = TypeVar("Made")


class Originals:
    """The workspaces made so far, each on each engine.

    Attributes:
        folder: where those on SQLite lie, and what else they need.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[str, str], tuple[str, Any]] = {}

    def copy(self, name: str, place: str, make: Callable[[str, Path], Made]) -> Made:
        """Put a copy of a workspace in a place, and give what `make` gave.

        Args:
            name: by which the same is found again.
            place: a path where no file is, or the address of an empty database; nobody is connected to it.
            make: makes the workspace in a place, with an empty folder for what else it needs, and leaves it closed.
        """
        server = server_of(make_url(place)) if "://" in place else ""
        if (name, server) not in self._made:
            folder = self.folder / uuid.uuid4().hex
            folder.mkdir()
            origin = new_database(place) if server else str(folder / "original.db")
            self._made[name, server] = origin, make(origin, folder)
        origin, made = self._made[name, server]
        if server:
            copy_database(origin, place)
        else:
            for file in Path(origin).parent.glob("original.db*"):
                shutil.copy(file, place + file.name.removeprefix("original.db"))
        return made  # type: ignore[no-any-return]


def server_of(address: URL) -> str:
    """The address at which databases of the same server are made."""
    return address.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)


def new_database(place: str) -> str:
    """The address of a new database, which lives as long as the server."""
    address = make_url(place).set(database=f"o{uuid.uuid4().hex[:16]}")
    _execute(server_of(address), f"CREATE DATABASE {address.database} STRATEGY FILE_COPY")
    return address.render_as_string(hide_password=False)


def copy_database(origin: str, place: str) -> None:
    """Let an empty database be a copy of another one, to which nobody is connected."""
    source, target = make_url(origin).database, make_url(place).database
    create = f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY"
    _execute(server_of(make_url(place)), f"DROP DATABASE {target}", create)


def _execute(server: str, *statements: str) -> None:
    """Run statements that cannot stand in a transaction."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
