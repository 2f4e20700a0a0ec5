"""Commands and failures of plugins, found as installed distributions are found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GREETS = """
import click
from unionwork import hookimpl

@hookimpl
def commands(cli):
    @cli.command("greet")
    @click.argument("name")
    def greet(name):
        click.echo(f"你好 {name}")
"""
FAILS_LATE = """
from unionwork import hookimpl

@hookimpl
def commands(cli):
    cli.command("half")(lambda: None)
    raise RuntimeError("not today")
"""


def a_plugin(folder: Path, name: str, code: str) -> None:
    """A distribution with one module, as pip would leave it."""
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[unionwork]\n{name} = {name}\n", encoding="utf-8")


def unionwork(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program as a process that finds the plugins in a folder."""
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "unionwork_cli", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, cwd=folder, check=False)


def test_a_plugin_brings_a_command_of_its_own(tmp_path: Path) -> None:
    a_plugin(tmp_path, "greeter", GREETS)
    done = unionwork(tmp_path, "greet", "世界")
    assert (done.returncode, done.stdout, done.stderr) == (0, "你好 世界\n", "")
    assert unionwork(tmp_path, "greet").returncode == 2


def test_a_plugin_that_fails_while_adding_commands_leaves_none_and_is_named(tmp_path: Path) -> None:
    a_plugin(tmp_path, "late", FAILS_LATE)
    a_plugin(tmp_path, "greeter", GREETS)
    done = unionwork(tmp_path, "half")
    assert done.returncode == 2
    said = done.stderr.splitlines()
    assert len(said) == 2
    assert "late" in said[0]
    assert "not today" in said[0]
    assert "没有命令「half」" in said[1]
    assert unionwork(tmp_path, "greet", "世界").stdout == "你好 世界\n"


def test_plugins_that_cannot_be_loaded_are_named_each_once_and_the_rest_works(tmp_path: Path) -> None:
    a_plugin(tmp_path, "broken", "import nothing_of_that_name\n")
    misspelt = "from unionwork import hookimpl\n\n@hookimpl\ndef regoins():\n    return []\n"
    a_plugin(tmp_path, "misspelt", misspelt)
    a_plugin(tmp_path, "older", f"unionwork_api = 99\n{GREETS}")
    made = unionwork(tmp_path, "init", "w.db", "--region", "cn", "--format", "json")
    assert made.returncode == 0
    told = {
        name: [line for line in made.stderr.splitlines() if name in line] for name in ("broken", "misspelt", "older")
    }
    assert {name: len(lines) for name, lines in told.items()} == {"broken": 1, "misspelt": 1, "older": 1}
    assert "regions" in told["misspelt"][0], "the nearest hook is offered"
    listed = unionwork(tmp_path, "plugin", "list", "--format", "csv")
    off = [line for line in listed.stdout.splitlines() if ",off," in line]
    assert len(off) == 3
    assert listed.returncode == 0


def test_the_first_page_loads_no_plugin(tmp_path: Path) -> None:
    a_plugin(tmp_path, "broken", "raise SystemExit('loaded')\n")
    done = unionwork(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
