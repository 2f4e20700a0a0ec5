"""The dirt of office sheets: spaces, full-width digits, days as text, rows that must be refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import cycle
from random import Random
from typing import Final

import attrs

from unionwork.sample.hardship import HardshipFile
from unionwork.sample.layout import Form

Cell = str | int | float | date | None

CHECK_DIGIT: Final = "check_digit"
NUMERIC_ID: Final = "numeric_id"
NO_SUCH_DAY: Final = "no_such_day"

_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_SPELLINGS: Final = (
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month:02}.{0.day:02}",
    "{0.year}{0.month:02}{0.day:02}",
    "{0.year}-{0.month:02}-{0.day:02}",
)


@attrs.frozen(kw_only=True)
class Spoiled:
    """A cell that no reader may accept.

    Attributes:
        label: the usual header of the column.
        kind: check_digit, numeric_id or no_such_day.
        cell: what stands there instead.
    """

    label: str
    kind: str
    cell: Cell


class Dirt:
    """Dirties cells here and there, in ways that change no meaning; each kind in turn."""

    def __init__(self, rng: Random, rows: int) -> None:
        self._rng = rng
        # A short sheet gets more of it, so that every kind is there.
        self._share = min(0.2, max(0.01, 10 / max(rows, 1)))
        self._spellings = cycle(_SPELLINGS)
        self._frames = cycle((" {}\u3000", "{} ", "\u3000{}", " {} "))

    def header(self, label: str) -> str:
        """The header, in three of ten cases with spaces around it."""
        return self._framed(label) if self._rng.random() < 0.3 else label

    def cell(self, form: Form, cell: Cell) -> Cell:
        """The cell, or now and then the same thing written badly."""
        if cell is None or self._rng.random() >= self._share:
            return cell
        if isinstance(cell, date):
            return next(self._spellings).format(cell)
        if form in {"count", "money"}:
            return str(cell).translate(_WIDE)
        return self._framed(str(cell))

    def _framed(self, text: str) -> str:
        return next(self._frames).format(text)


def spoil_files(rng: Random, files: Sequence[HardshipFile]) -> dict[int, Spoiled]:
    """Which files to spoil, by position: most in the check digit, one in each other way."""
    wrong = max(3, len(files) // 313)
    # A number that ends in X would be text in any sheet; it cannot have lost digits.
    digits = [index for index, file in enumerate(files) if file.person.id_number.isdigit()]
    numeric = rng.choice(digits)
    others = [index for index in range(len(files)) if index != numeric]
    dayless, *chosen = rng.sample(others, min(wrong + 1, len(others)))
    spoiled = {
        numeric: Spoiled(label="身份证号", kind=NUMERIC_ID, cell=int(files[numeric].person.id_number)),
        dayless: Spoiled(label="建档日期", kind=NO_SUCH_DAY, cell=f"{files[dayless].filed_on.year}年6月31日"),
    }
    for index in chosen:
        right = files[index].person.id_number
        sign = rng.choice([sign for sign in "0123456789X" if sign != right[-1]])
        spoiled[index] = Spoiled(label="身份证号", kind=CHECK_DIGIT, cell=right[:-1] + sign)
    return spoiled
