"""Imports that die, and imports that meet: all rows or none, and no damage."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from unionwork.workspace import Workspace

ROWS = 800
# Keeps the modules loaded, so that most of a child's life is the import itself.
_FORKS = """
import os, signal, sys, time
from unionwork.workspace import Workspace
import unionwork.work.importing
for line in sys.stdin:
    place, sheet, life = line.rstrip().split("\\t")
    child = os.fork()
    if child == 0:
        with Workspace.open(place) as workspace:
            workspace.import_files([sheet], create_orgs=True)
        os._exit(0)
    if float(life):
        time.sleep(float(life))
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("over", flush=True)
"""
_IMPORT = """
import sys
from unionwork.workspace import Workspace
from unionwork.errors import UnionworkError
with Workspace.open(sys.argv[1], on=__import__("datetime").date(2024, 12, 31)) as workspace:
    print("open", flush=True)
    sys.stdin.readline()
    try:
        report = workspace.import_files([sys.argv[2]], create_orgs=True)[0]
    except UnionworkError as error:
        print(type(error).__name__, error, flush=True)
        sys.exit(1)
    print(report["added"], flush=True)
"""


def a_child(place: str, sheet: Path) -> subprocess.Popen[str]:
    """A process that has opened the workspace and waits for a line to begin its import."""
    child = subprocess.Popen(
        [sys.executable, "-c", _IMPORT, place, str(sheet)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n", child.stderr and child.stderr.read()
    return child


def begin(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def sheet_of(path: Path, first: int, count: int) -> Path:
    return a_csv(path, HARDSHIP, (a_file(i, 所属工会=f"第{i % 7}工会") for i in range(first, first + count)))


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_all_rows_or_none(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    a_workspace(empty, tmp_path).close()
    sheet = sheet_of(tmp_path / "a.csv", 1, ROWS)
    moments = random.Random(7)
    outcomes = []
    span = 0.0
    with subprocess.Popen(
        [sys.executable, "-c", _FORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        for attempt in range(22):
            place = tmp_path / f"{attempt}.db"
            shutil.copyfile(empty, place)
            # The first one warms up, the second tells how long an import takes; they live.
            life = moments.uniform(0.05, 1) * span if attempt >= 2 else 0
            started = time.monotonic()
            server.stdin.write(f"{place}\t{sheet}\t{life}\n")
            server.stdin.flush()
            assert server.stdout.readline() == "over\n"
            span = time.monotonic() - started if attempt == 1 else span
            with Workspace.open(place) as workspace:
                outcomes.append((workspace.list("aid_file", limit=0)["total"], len(workspace.org_tree())))
                assert workspace.verify()["breaks"] == []
    assert outcomes[:2] == [(ROWS, 8)] * 2
    assert set(outcomes) <= {(ROWS, 8), (0, 1)}
    assert (0, 1) in outcomes, "no import was killed in the middle"
    # What was killed in the middle is imported as if nothing had been.
    with Workspace.open(tmp_path / f"{outcomes.index((0, 1))}.db") as workspace:
        assert load(workspace, sheet)["added"] == ROWS
        assert workspace.verify()["breaks"] == []


@pytest.mark.slow
def test_two_imports_at_once_are_both_stored_or_one_is_told_why_not(workspace_location: str, tmp_path: Path) -> None:
    a_workspace(workspace_location, tmp_path).close()
    sheets = [sheet_of(tmp_path / f"{first}.csv", first, ROWS // 2) for first in (1, 50_001)]
    children = [a_child(workspace_location, sheet) for sheet in sheets]
    for child in children:
        begin(child)
    said = [child.communicate(timeout=120)[0] for child in children]
    stored = said.count(f"{ROWS // 2}\n")
    assert stored >= 1
    refused = [one for one in said if one != f"{ROWS // 2}\n"]
    assert all(one.startswith(("StoreError", "RefusedError")) and "Traceback" not in one for one in refused)
    with Workspace.open(workspace_location) as workspace:
        assert workspace.list("aid_file", limit=0)["total"] == stored * (ROWS // 2)
        assert workspace.verify()["breaks"] == []
        names = [row["name"] for row in workspace.org_tree()]
        assert len(names) >= 8


def test_a_locked_workspace_says_so_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from unionwork.errors import StoreError
    from unionwork.store import engines

    monkeypatch.setattr(engines, "_BUSY_SECONDS", 0.2)
    place = tmp_path / "w.db"
    a_workspace(place, tmp_path).close()
    holder = sqlite3.connect(place, isolation_level=None)
    with Workspace.open(place) as workspace:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="正被另一个程序写入"):
            load(workspace, sheet_of(tmp_path / "a.csv", 1, 5))
        holder.execute("ROLLBACK")
        holder.close()
        assert load(workspace, tmp_path / "a.csv")["added"] == 5
