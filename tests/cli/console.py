"""Runs the command line in this process and keeps what it answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from click.testing import CliRunner

from unionwork.sample import Truth, write_rolls
from unionwork_cli.main import program

ON = "2024-12-31"
REGION = """\
format = 1
key = "sample-county"
name = "样例县"
extends = "cn"

[[parameters."aid.hardship_line"]]
value = 280
unit = "元/人·月"
from = 2024-01-01
source = "样例县〔2024〕1号"

[[parameters."aid.extreme_line"]]
value = 245
unit = "元/人·月"
from = 2024-01-01
source = "样例县〔2024〕1号"
"""


@attrs.frozen(kw_only=True)
class Done:
    """What a command answered.

    Attributes:
        code: the exit code.
        out: what it wrote to stdout.
        err: what it wrote to stderr.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout as JSON; numbers with decimals as they are written."""
        return json.loads(self.out, parse_float=str)

    @property
    def lines(self) -> list[str]:
        """The lines of its stdout."""
        return self.out.splitlines()


def run(*words: str, env: Mapping[str, str | None] | None = None) -> Done:
    """Run one command; whatever happens, it must end as a command ends."""
    result = CliRunner().invoke(program, list(words), env=env)
    assert isinstance(result.exception, SystemExit | None), result.exception
    return Done(code=result.exit_code, out=result.stdout, err=result.stderr)


def ok(*words: str) -> Done:
    """Run one command that must be done without a complaint."""
    done = run(*words)
    assert done.code == 0, f"{words}: {done.code}\n{done.out}{done.err}"
    return done


def a_region(folder: Path) -> Path:
    """A pack of a made-up county with hardship lines from 2024 on."""
    pack = folder / "sample-county"
    pack.mkdir()
    (pack / "pack.toml").write_text(REGION, encoding="utf-8")
    return pack


def a_workspace(folder: Path, place: str | None = None) -> str:
    """A new workspace of the made-up county."""
    place = place or str(folder / "w.db")
    ok("init", place, "--region", str(a_region(folder)), "--name", "样例县总工会", "--on", "2024-01-01")
    return place


def some_rolls(folder: Path, *rolls: str, seed: int = 7, size: float = 0.1, **style: Any) -> Truth:
    """Rolls of made-up people, with their answers."""
    return write_rolls(folder / "rolls", seed=seed, size=size, rolls=rolls, **style)
