"""A snapshot from the command line: taken, measured, assessed; what does not go together is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import ON, a_workspace, ok, run, some_rolls


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A workspace of hardship files."""
    place = a_workspace(tmp_path)
    truth = some_rolls(tmp_path, "hardship", size=0.05)
    ok("-w", place, "import", str(truth.sheets["hardship"].path), "--create-orgs")
    return place


def test_a_snapshot_is_taken_and_read_in_place_of_the_workspace(place: str, tmp_path: Path) -> None:
    folder = str(tmp_path / "快照")
    told = ok("-w", place, "snapshot", "-o", folder, "--reveal", "--on", ON).out
    assert folder in told
    words = ("indicator", "measure", "aid.files", "aid.hardship_workers", "--by", "sex", "--children")
    found = ok(*words, "--snapshot", folder, "--format", "csv").out
    assert found == ok("-w", place, *words, "--on", ON, "--format", "csv").out
    assert len(found.splitlines()) > 4
    assert "性别" in ok(*words, "--snapshot", folder).out, "a breakdown is told in words"
    counted = ok("assess", "aid.grade", "--all", "--snapshot", folder, "--engine", "duckdb").out
    assert counted == ok("-w", place, "assess", "aid.grade", "--all", "--on", ON).out
    logged = ok("-w", place, "journal", "access", "--limit", "1").out
    assert f"snapshot --reveal {folder}" in logged


def test_what_does_not_go_with_a_snapshot_is_refused(place: str, tmp_path: Path) -> None:
    folder = str(tmp_path / "快照")
    ok("-w", place, "snapshot", "-o", folder, "--on", ON)
    asked = {
        ("assess", "aid.grade", "DA202400001", "--snapshot", folder): 2,
        ("assess", "aid.grade", "--all", "--accept", "--snapshot", folder): 2,
        ("indicator", "measure", "aid.files", "--engine", "duckdb"): 2,
        ("indicator", "measure", "aid.files", "--as-of", "2024-06-30", "--snapshot", folder): 2,
        ("indicator", "measure", "aid.files", "--snapshot", folder, "--engine", "flink"): 2,
        ("indicator", "measure", "aid.files", "--snapshot", folder, "--master", "spark://host:7077"): 2,
        ("assess", "aid.grade", "--all", "--snapshot", folder): 1,
        ("indicator", "measure", "aid.files", "--snapshot", str(tmp_path)): 3,
        ("-w", place, "snapshot", "-o", folder): 1,
    }
    for words, code in asked.items():
        done = run(*words)
        assert (done.code, done.out) == (code, ""), words
        assert done.err.strip()
        assert "Traceback" not in done.err
