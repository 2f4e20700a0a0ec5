"""Signs that stand for words and figures, and plain ones for consoles that show the others two cells wide."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

YES: Final = "✓"
NO: Final = "✗"
_PLAIN: Final = {YES: "+", NO: "x"}
_BARS: Final = "▁▂▃▄▅▆▇█"


def plain_signs() -> bool:
    """Whether signs of doubtful width are to be left out (UNIONWORK_PLAIN=1), for consoles that show them two wide."""
    return os.environ.get("UNIONWORK_PLAIN", "") not in ("", "0")


def sign(wanted: str, plain: str = "") -> str:
    """A sign, or a plain letter for it where plain signs are asked for."""
    return plain or _PLAIN.get(wanted, wanted) if plain_signs() else wanted


def spark(values: Sequence[Decimal | int | None]) -> str:
    """A row of bars, the lowest value the lowest bar, a space where there is no value.

    "" where fewer than two values are there, or plain signs are asked for.
    """
    held = [value for value in values if value is not None]
    if plain_signs() or len(held) < 2:
        return ""
    low, high = min(held), max(held)
    span = Decimal(high - low) or Decimal(1)
    return "".join(" " if value is None else _BARS[int(Decimal(value - low) / span * 7)] for value in values)
