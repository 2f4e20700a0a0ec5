"""What takes long can be stopped from another thread: soon, nothing half written, and work goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.work.county import HARDSHIP, POVERTY, a_csv, a_file, a_person, a_workspace, load
from unionwork.errors import ExitCode, StoppedError
from unionwork.store.engines import reading, writing
from unionwork.workspace import Workspace

ROWS = 30_000
# Seconds of this process's own work, so that a busy machine makes no test fail; and by the clock at most.
SOON = 0.5
LONGEST = 15


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path) as made:
        yield made


def stopped(workspace: Workspace, act: Callable[[], object], begun: Callable[[], bool], wait: float = 0.0) -> float:
    """Run an act in another thread, stop it once it has begun, and give the seconds of work until it let go."""
    outcome: list[BaseException | object] = []

    def run() -> None:
        try:
            outcome.append(act())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    limit = time.monotonic() + 60
    while not begun() and thread.is_alive() and time.monotonic() < limit:
        time.sleep(0.002)
    time.sleep(wait)
    assert thread.is_alive(), f"was done before it could be stopped: {outcome}"
    start, worked = time.monotonic(), time.process_time()
    workspace.stop()
    thread.join(60)
    took = time.process_time() - worked
    assert time.monotonic() - start < LONGEST
    assert len(outcome) == 1
    assert isinstance(outcome[0], StoppedError), outcome[0]
    assert outcome[0].exit_code == ExitCode.INTERRUPTED == 130
    return took


class Watched:
    """Whether the engine has begun a statement that holds certain words, and how many such."""

    def __init__(self, workspace: Workspace, words: str, least: int = 1) -> None:
        from sqlalchemy import event

        self.words, self.left = words, least
        event.listen(workspace.session.engine, "before_cursor_execute", self._see)

    def _see(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.left -= self.words in statement

    def __call__(self) -> bool:
        return self.left <= 0


def a_large_sheet(folder: Path) -> Path:
    """A sheet of hardship files."""
    return a_csv(folder / "large.csv", HARDSHIP, (a_file(index) for index in range(ROWS)))


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["reading", "first entries", "second chunk", "late"])
def test_an_import_is_stopped_and_leaves_nothing(workspace: Workspace, tmp_path: Path, moment: str) -> None:
    sheet = a_large_sheet(tmp_path)
    before = workspace.verify()
    least = {"reading": 0, "first entries": 1, "second chunk": 2, "late": 3}[moment]
    begun = Watched(workspace, "INSERT INTO _entry" if least else "", least or 2)
    took = stopped(workspace, lambda: workspace.import_files([sheet]), begun)
    assert took < SOON
    with pytest.raises(StoppedError, match=r"^已停止,没有保存任何改动$"):
        workspace.add("aid_file", {"name": "张三"})
    workspace.resume()
    assert workspace.verify() == before
    assert workspace.list("aid_file")["total"] == 0
    assert workspace.list("aid_file", search="职工")["total"] == 0
    assert load(workspace, a_csv(tmp_path / "small.csv", HARDSHIP, [a_file(1)]))["added"] == 1
    assert workspace.verify()["breaks"] == []


@pytest.mark.slow
def test_a_cube_and_an_assessment_are_stopped(workspace: Workspace, tmp_path: Path) -> None:
    rows = (a_file(index, 所属工会=f"工会{index % 300}") for index in range(ROWS))
    load(workspace, a_csv(tmp_path / "files.csv", HARDSHIP, rows))
    before = workspace.verify()
    keys = [row["key"] for row in workspace.indicators() if row["of"] == "aid_file"]

    def cube() -> None:
        # Over and over, so that it cannot be done before it is stopped.
        while True:
            workspace.measure(keys, by=["grade"], all_orgs=True)

    took = stopped(workspace, cube, Watched(workspace, "GROUP BY"), wait=0.05)
    assert took < SOON
    workspace.resume()

    took = stopped(
        workspace, lambda: workspace.assess_all("aid.grade", accept=True), Watched(workspace, "INSERT INTO decision")
    )
    assert took < SOON
    workspace.resume()
    assert workspace.verify() == before
    assert workspace.list("decision")["total"] == 0
    assert sum(workspace.assess_all("aid.grade")["outcomes"].values()) == ROWS


def test_a_statement_that_runs_for_minutes_is_broken_off(workspace: Workspace) -> None:
    endless = (
        "SELECT pg_sleep(120)"
        if workspace.session.engine.dialect.name == "postgresql"
        else "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    )

    def read() -> None:
        with reading(workspace.session.engine) as connection:
            connection.execute(text(endless)).all()

    def write() -> None:
        with writing(workspace.session.engine) as connection:
            connection.execute(text("UPDATE _meta SET value = 'x' WHERE key = 'packs'"))
            connection.execute(text(endless)).all()

    for act in (read, write):
        begun = Watched(workspace, endless)
        assert stopped(workspace, act, begun, wait=0.1) < SOON
        workspace.resume()
    with workspace.session.reading() as connection:
        packs = connection.execute(text("SELECT value FROM _meta WHERE key = 'packs'")).scalar_one()
    assert packs != "x"


def test_two_calls_are_stopped_at_once(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, a_csv(tmp_path / "home.csv", POVERTY, (a_person(f"PK{index}", index) for index in range(50))))
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            while True:
                workspace.list("household", limit=5)
        except StoppedError as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    workspace.stop()
    for thread in threads:
        thread.join(10)
    assert [str(error) for error in errors] == ["已停止,读取没有完成"] * 2
    workspace.resume()
    assert workspace.list("household", limit=5)["total"] == 50


def test_what_was_stored_before_the_stop_is_said_to_be_stored(workspace: Workspace, tmp_path: Path) -> None:
    first = a_csv(tmp_path / "first.csv", HARDSHIP, [a_file(1)])
    second = a_csv(tmp_path / "second.csv", HARDSHIP, (a_file(index) for index in range(10, 2_000)))
    files: list[str] = []

    def progress(name: str, row: int, total: int) -> None:
        files.append(name)
        if name == "second.csv":
            workspace.stop()

    with pytest.raises(StoppedError, match="前面 1 张表已经保存") as caught:
        workspace.import_files([first, second], progress=progress)
    workspace.resume()
    batch = workspace.journal(1)[0]
    assert str(batch["batch"]) in str(caught.value)
    assert batch["what"] == "import first.csv"
    assert workspace.list("aid_file")["total"] == 1
    assert workspace.verify()["breaks"] == []


def test_a_session_that_was_stopped_begins_nothing_until_it_is_resumed(workspace: Workspace) -> None:
    workspace.stop()
    for ask in (workspace.org_tree, workspace.journal, lambda: workspace.org_add("乙乡")):
        with pytest.raises(StoppedError):
            ask()
    workspace.resume()
    assert len(workspace.org_tree()) == 1
