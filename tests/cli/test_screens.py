"""The commands that open the interface: what they need, and what they say where it cannot be opened."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.console import a_workspace, run


@pytest.mark.parametrize(("command", "library"), [("tui", "textual"), ("serve", "textual"), ("serve", "textual_serve")])
def test_without_its_libraries_the_interface_says_what_to_install(
    command: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    done = run(command)
    assert (done.code, done.out) == (2, "")
    assert library in done.err
    assert "pip install 'unionwork[tui]'" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_without_a_terminal_nothing_is_opened() -> None:
    done = run("tui")
    assert (done.code, done.out) == (2, "")
    assert "终端" in done.err


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--no-open", "--port", str(port))
    assert (done.code, done.out) == (3, "")
    assert str(port) in done.err
    assert run("serve", "--port", "99999").code == 3


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a pseudo terminal is a thing of POSIX")
def test_in_a_terminal_the_interface_opens_on_the_workspace(tmp_path: Path) -> None:
    import pty

    place = a_workspace(tmp_path)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "unionwork_cli", "-w", place, "tui"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "TERM": "xterm-256color",
             "PYTHONUTF8": "1"},
    )  # fmt: skip
    os.close(theirs)
    drawn = b""
    until = time.monotonic() + 60
    try:
        while "样例县总工会" not in drawn.decode("utf-8", "ignore") and time.monotonic() < until:
            if select.select([ours], [], [], 1)[0]:
                drawn += os.read(ours, 65536)
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode("utf-8", "ignore"))
        assert "样例县总工会" in shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)
