"""Region pack: 上饶市广丰区."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from unionwork import hookimpl


@hookimpl
def regions() -> Iterable[Path]:
    """The folder of this pack."""
    return [Path(__file__).parent]
