"""Wording of cells: spaces, full-width signs, control signs, and numbers that should have been text."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from math import isfinite
from typing import Final

# What offices write into a cell that has nothing to say.
EMPTY_WORDS: Final = frozenset(
    {"-", "--", "\u2014", "\u2014\u2014", "－", "－－", "/", "／", "\\", "无", "暂无", "空", "未填"}
)
_UNSEEN: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BREAKS: Final = re.compile(r"[ \t]*[\r\n\t\v\f\x85\u2028\u2029]+[ \t]*")


def tidy(text: str) -> str:
    """A text on one line: outer spaces (full-width ones too) and signs that nobody sees are gone."""
    text = _BREAKS.sub(" ", text.strip())
    if not text.isprintable():
        text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs") or sign == " ")
        text = text.strip("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff").strip()
    return text.strip()


def half_width(text: str) -> str:
    """A text as numbers and days are read: half-width signs, without spaces and unseen signs."""
    if text.isascii():
        return "".join(text.split())
    return _UNSEEN.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def whole(value: float) -> str:
    """A number as a person would have typed it: 3 for 3.0, all digits for 1.38e10."""
    if isinstance(value, int):
        return str(value)
    if not isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
