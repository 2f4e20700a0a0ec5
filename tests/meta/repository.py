"""What the repository holds: its files and its packages, for the tests that read them."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_ROOTS = ("src", "cli", "tui")
PACKS = tuple(sorted(path for path in (ROOT / "plugins").iterdir() if path.is_dir()))


def files(*roots: str, suffixes: Iterable[str] = ()) -> Iterator[Path]:
    """Every file that is kept in the repository, below `roots` (default: all of it), in order."""
    wanted = frozenset(suffixes)
    for root in roots or (".",):
        top = ROOT / root
        for path in _kept():
            if path.is_relative_to(top) and (not wanted or path.suffix in wanted):
                yield path


@cache
def text_of(path: Path) -> str:
    """The text of a file; a file that is not text has none to search."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def shown(path: Path) -> str:
    """The path as a reader of a failure wants it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def project_of(folder: Path) -> dict[str, object]:
    """The `project` table of the pyproject.toml in a folder."""
    return dict(tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter of its own, from a folder that is not on its path."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


@cache
def _kept() -> tuple[Path, ...]:
    """All files but those that a tool made: .gitignore names the folder they lie in, or it is git's own."""
    found: list[Path] = []
    for folder, below, names in os.walk(ROOT):
        # The walk never enters them: an environment holds more files than everything else together.
        below[:] = [name for name in below if name != ".git" and name not in _MADE_FOLDERS]
        found += [Path(folder, name) for name in names if not name.endswith((".pyc", ".pyo"))]
    return tuple(sorted(found))


_MADE_FOLDERS = frozenset(
    line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line.endswith("/")
)
