"""However a run ends: one line, the right exit code, no traceback, nothing lost, nobody's data shown."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import pytest

from tests.cli.console import a_workspace, ok, run, some_rolls
from unionwork_cli import crash, output

SECRET = "990101199001010017"


def start(*words: str, **more: object) -> subprocess.Popen[bytes]:
    """The program as a process of its own."""
    command = [sys.executable, "-m", "unionwork_cli", *words]
    # What runs in the background of a shell is deaf to an interrupt, and would pass that on.
    hear = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, preexec_fn=hear, **pipes, **more)  # type: ignore[call-overload]  # noqa: PLW1509


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """Makes a command fail from inside with any error; reports go to this test's folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail_with(error: BaseException) -> None:
        def raises(*_: object, **__: object) -> None:
            name = SECRET
            raise error from KeyError(name)

        monkeypatch.setattr(output, "write_rows", raises)

    return fail_with


def test_an_internal_error_shows_no_data_and_writes_a_report(failing, tmp_path: Path) -> None:
    failing(RuntimeError(f"row {SECRET} is bad"))
    done = run("systems")
    assert (done.code, done.out) == (3, "")
    (line,) = done.err.splitlines()
    assert line.startswith("unionwork: 程序内部出错（RuntimeError）")
    (path,) = tmp_path.glob("unionwork-error-*.txt")
    assert str(path) in line
    report = path.read_text(encoding="utf-8")
    assert "RuntimeError" in report
    assert "KeyError" in report
    assert "systems.py" in report
    assert SECRET not in report + line
    assert path.stat().st_mode & 0o077 == 0, "others on this machine cannot read it"


def test_old_reports_are_dropped(failing, tmp_path: Path) -> None:
    failing(RuntimeError())
    for _ in range(13):
        run("systems")
    assert len(list(tmp_path.glob("unionwork-error-*.txt"))) == 10


def test_a_report_names_every_link_of_the_chain_and_ends() -> None:
    first, second = ValueError(SECRET), TypeError(SECRET)
    first.__cause__, second.__context__ = second, first
    text = crash.report(first)
    assert (text.count("ValueError"), text.count("TypeError"), SECRET in text) == (1, 1, False)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), EOFError()])
def test_an_interrupted_run_answers_130(failing, error: BaseException) -> None:
    failing(error)
    done = run("systems")
    assert done.code == 130
    assert done.err.strip().endswith("已中断")


def test_a_reader_that_leaves_is_no_error(failing) -> None:
    for words in (("systems",), ("--help",), ("systems", "--format", "json")):
        with start(*words) as process:
            process.stdout.close()  # type: ignore[union-attr]
            assert process.stderr.read() == b"", words  # type: ignore[union-attr]
            assert process.wait(60) == 0, words
    failing(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert run("systems").code == 0


def test_a_file_that_cannot_be_written_is_named(failing) -> None:
    failing(PermissionError(errno.EACCES, "Permission denied", "out.csv"))
    done = run("systems")
    assert done.code == 3
    assert "out.csv" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_process_that_is_interrupted_stops_at_once_and_stores_nothing(tmp_path: Path) -> None:
    truth = some_rolls(tmp_path, "hardship", size=8)
    place = a_workspace(tmp_path)
    log = Path(f"{place}-wal")
    assert not log.exists(), "nobody has the workspace open"
    process = start("-w", place, "import", str(truth.sheets["hardship"].path), "--create-orgs")
    limit = time.monotonic() + 60
    while not log.exists() and time.monotonic() < limit:
        time.sleep(0.01)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()
    assert ok("-w", place, "aid_file", "list", "--format", "json").json == []
    assert ok("-w", place, "journal", "verify", "--format", "json").json["breaks"] == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.xlsx"),
        (b"a,b\n1,2\n", "csv.xlsx"),
        (b"\x00\x01\x02", "noise.csv"),
        (b"PK\x03\x04broken", "broken.xlsx"),
        (b"", "empty.csv"),
        (b"hello", "roll.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked.xlsx"),
    ],
)
def test_a_file_that_is_no_roll_is_told_in_one_line(tmp_path: Path, content: bytes, name: str) -> None:
    place = a_workspace(tmp_path)
    path = tmp_path / name
    path.write_bytes(content)
    done = run("-w", place, "import", str(path))
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert name in line


def test_paths_that_lead_nowhere_are_told_in_one_line(tmp_path: Path) -> None:
    place = a_workspace(tmp_path)
    text = tmp_path / "text.db"
    text.write_text("not a database")
    foreign = tmp_path / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE a (b)")
    connection.close()
    pack = str(tmp_path / "sample-county")
    for words, code in (
        (("-w", str(tmp_path / "none.db"), "org", "tree"), 3),
        (("-w", str(tmp_path), "org", "tree"), 3),
        (("-w", str(text), "org", "tree"), 3),
        (("-w", str(foreign), "org", "tree"), 3),
        (("-w", "mysql://host/db", "org", "tree"), 3),
        (("-w", place, "import", str(tmp_path / "none.xlsx")), 2),
        (("-w", place, "export", "petition", "-o", str(tmp_path / "none" / "a.xlsx")), 2),
        (("-w", place, "export", "petition", "-o", str(tmp_path / "a.pdf")), 2),
        (("-w", place, "backup", str(tmp_path / "none" / "a.bak")), 3),
        (("init", place, "--region", pack), 3),
        (("init", str(tmp_path / "none" / "w.db"), "--region", pack), 3),
        (("init", str(tmp_path / "new.db"), "--region", "nowhere"), 2),
        (("restore", str(tmp_path / "none.bak"), str(tmp_path / "b.db")), 3),
        (("restore", str(text), str(tmp_path / "b.db")), 3),
        (("restore", place, place), 3),
    ):
        done = run(*words)
        assert (done.code, done.out, len(done.err.splitlines())) == (code, "", 1), (words, done)
    made = {path.name for path in tmp_path.iterdir()}
    assert made <= {"w.db", "w.db-wal", "w.db-shm", "text.db", "foreign.db", "sample-county"}


def test_a_workspace_that_another_program_writes_is_told_after_the_wait(tmp_path: Path) -> None:
    place = a_workspace(tmp_path)
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done = run("-w", place, "org", "add", "红旗镇工会")
    other.execute("ROLLBACK")
    other.close()
    assert (done.code, done.out) == (3, "")
    assert "另一个程序" in done.err
    ok("-w", place, "org", "add", "红旗镇工会")


def test_a_plugin_that_is_broken_is_named_once_and_the_rest_works(tmp_path: Path) -> None:
    place = a_workspace(tmp_path)
    broken = tmp_path / "regions" / "broken"
    broken.mkdir(parents=True)
    (broken / "pack.toml").write_text('format = 1\nkey = "broken"\nname = "坏包"\ncolour = "red"\n', encoding="utf-8")
    done = ok("-w", place, "org", "tree")
    assert "样例县总工会" in done.out
    (line,) = done.err.splitlines()
    assert "colour" in line
    assert "4" in line, "the line of the file is named"
    plugins = ok("-w", place, "plugin", "list", "--format", "json").json
    assert [row["state"] for row in plugins if "broken" in row["name"]] == ["off"]


def test_a_pack_given_by_its_path_that_does_not_hold_answers_four(tmp_path: Path) -> None:
    pack = tmp_path / "bad"
    pack.mkdir()
    (pack / "pack.toml").write_text('format = 1\nkey = "bad"\nname = "坏包"\ncolour = "red"\n', encoding="utf-8")
    done = run("init", str(tmp_path / "w.db"), "--region", str(pack))
    assert (done.code, done.out) == (4, "")
    assert "colour" in done.err
    assert not (tmp_path / "w.db").exists()


def test_output_has_no_colour_even_where_a_person_looks_on(tmp_path: Path) -> None:
    place = a_workspace(tmp_path)
    for env in ({"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}):
        for words in (("--help",), ("-w", place, "param", "show"), ("-w", place, "kinds"), ("fnding",)):
            done = run(*words, env=env)
            assert "\x1b" not in done.out + done.err


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo terminals here")
def test_on_a_terminal_a_progress_bar_is_drawn_and_a_table_fits(tmp_path: Path) -> None:
    truth = some_rolls(tmp_path, "hardship", size=12)
    place = a_workspace(tmp_path)
    leader, follower = os.openpty()
    command = [sys.executable, "-m", "unionwork_cli", "-w", place, "import",
               str(truth.sheets["hardship"].path), "--create-orgs"]  # fmt: skip
    done = subprocess.run(command, stderr=follower, stdout=subprocess.PIPE, check=False)
    os.close(follower)
    drawn = os.read(leader, 100_000).decode()
    os.close(leader)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert "困难职工档案.xlsx [" in drawn
    assert "%" in drawn
    quiet = subprocess.run(command, capture_output=True, check=True)
    assert b"%" not in quiet.stderr
