"""Text tables measured in cells: a Chinese sign takes two."""

from __future__ import annotations

from collections.abc import Sequence

_GAP = "  "


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    # What our texts are made of is counted at once; the tables of wcwidth take longer to load than all else.
    wide = sum("\u4e00" <= sign <= "\u9fa5" or "\u3001" <= sign <= "\u3011" or "\uff01" <= sign <= "\uff5e"
               for sign in text)  # fmt: skip
    if wide + sum(map(str.isascii, text)) == len(text):
        return len(text) + wide
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """A text filled up with spaces to so many cells."""
    space = " " * (width - cells(text))
    return space + text if right else text + space


def clean(text: str) -> str:
    """A text without signs that move the cursor or speak to the terminal."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " for sign in text)


def lay_out(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool], width: int | None = None
) -> tuple[list[str], int]:
    """The lines of a table, and how many columns at its right end did not fit.

    Args:
        headings: over each column.
        rows: a text for each column.
        numbers: whether a column is set to the right.
        width: the cells of the terminal; None writes all columns.
    """
    rows = [[clean(text) for text in row] for row in rows]
    widths = [max([cells(heading), *(cells(row[place]) for row in rows)]) for place, heading in enumerate(headings)]
    kept = _fitting(widths, width)
    lines = [
        _GAP.join(pad(row[place], widths[place], right=numbers[place]) for place in range(kept)).rstrip()
        for row in (headings, ["-" * each for each in widths], *rows)
    ]
    return lines, len(widths) - kept


def _fitting(widths: Sequence[int], width: int | None) -> int:
    if width is None:
        return len(widths)
    used = 0
    for place, each in enumerate(widths):
        used += each + (len(_GAP) if place else 0)
        if used > width and place >= 2:
            return place
    return len(widths)
