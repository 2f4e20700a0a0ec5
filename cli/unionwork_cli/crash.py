"""The report of an internal error: where in the program, never with what data."""

from __future__ import annotations

import platform
import tempfile
import traceback
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PREFIX = "unionwork-error-"
_KEPT = 10


def write_report(error: BaseException) -> Path:
    """Write a report into the temporary folder and drop old ones; the path of the new one."""
    folder = Path(tempfile.gettempdir())
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix=_PREFIX, suffix=".txt", dir=folder, delete=False
    ) as file:
        file.write(report(error))
    _drop_old(folder)
    return Path(file.name)


def report(error: BaseException) -> str:
    """The chain of errors by class and line of code; messages and variables are left out, they may quote a record."""
    try:
        own = version("unionwork")
    except PackageNotFoundError:
        own = "?"
    lines = [f"unionwork {own}, Python {platform.python_version()}, {platform.system()}"]
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


def _drop_old(folder: Path) -> None:
    with suppress(OSError):
        reports = sorted(folder.glob(f"{_PREFIX}*.txt"), key=lambda path: path.stat().st_mtime)
        for path in reports[:-_KEPT]:
            with suppress(OSError):
                path.unlink()
