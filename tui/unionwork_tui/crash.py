"""The report of an internal error: where in the program, never with what data."""

from __future__ import annotations

import os
import platform
import traceback
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from unionwork_tui.drafts import state_folder, write_private
from unionwork_tui.words import say

_PREFIX: Final = "error-"
KEPT: Final = 10


def write_report(error: BaseException) -> Path | None:
    """Write a report into the state folder and drop old ones; its path, None where nothing can be written."""
    with suppress(OSError):
        folder = state_folder() / "reports"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
        path = folder / f"{_PREFIX}{stamp}-{os.getpid()}.txt"
        write_private(path, report(error))
        for old in sorted(folder.glob(f"{_PREFIX}*.txt"))[:-KEPT]:
            with suppress(OSError):
                old.unlink()
        return path
    return None


def farewell(error: BaseException) -> str:
    """Write a report, and say in words that the program ends and where the report lies."""
    name, path = type(error).__name__, write_report(error)
    text = say(f"unionwork：程序内部出错（{name}），已退出；没保存的改动没有写入。",
               f"unionwork: internal error ({name}); what was unsaved was not written.")  # fmt: skip
    if path is not None:
        text += say(f"\n报告不含任何数据，写在：\n{path}", f"\nA report without any data was written to:\n{path}")
    return text


def report(error: BaseException) -> str:
    """The chain of errors by class and line of code; messages and variables are left out, they may quote a record."""
    system = f"Python {platform.python_version()}, {platform.system()}"
    lines = [f"unionwork {_version('unionwork')}, textual {_version('textual')}, {system}"]
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__name__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join([*lines, ""])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
