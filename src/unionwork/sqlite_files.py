"""How a SQLite database looks from outside: its first bytes, and what lies beside one that is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

BESIDE: Final = ("-wal", "-shm", "-journal")
_FIRST: Final = b"SQLite format 3\x00"


def is_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite database, by its first bytes.

    Raises:
        OSError: it is not there, is no file or cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(_FIRST)) == _FIRST
