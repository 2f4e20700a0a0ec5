"""The layout of official papers: GB/T 9704-2012 in numbers, and how its levels and days are written.

Source: GB/T 9704-2012 (in force since 2012-07-01): A4, a type area of 156 x 225 mm with 22 lines of 28
characters of 16 points, the levels 一、 (一) 1. (1), an Arabic day without leading zeros.
"""

from __future__ import annotations

from typing import Final

import attrs
from wcwidth import wcswidth

# In twips, twentieths of a point: the page, and the margins top, right, bottom, left.
PAGE: Final = (11906, 16838)
MARGINS: Final = (2098, 1474, 1984, 1587)
# A wide table lies on its side: what was the binding side is its head.
LANDSCAPE_MARGINS: Final = (1587, 2098, 1474, 1984)
# 579, not 580: with 580 the 22nd line falls off the page.
LINE_PITCH: Final = 579
# In twips: 28 characters of 16 points in 156 mm stand 15.75 points apart. A grid of characters (linesAndChars) says
# the same to Word, but LibreOffice gives a character that is wider than its cell two cells.
CHARACTER_SPACE: Final = -5
LINES: Final = 22
CHARACTERS: Final = 28
# One character of the grid.
CHARACTER: Final = 315
TITLE_CHARACTERS: Final = 20

# The fonts are licensed: a paper names them and carries none, each with what may stand for it.
TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
KAI_FONT: Final = "楷体_GB2312"
HEI_FONT: Final = "黑体"
SONG_FONT: Final = "宋体"
FALLBACKS: Final = {TITLE_FONT: "宋体", BODY_FONT: "仿宋", KAI_FONT: "楷体", HEI_FONT: "SimHei", SONG_FONT: "SimSun"}
# By level, in points: all of 16.
LEVEL_FONTS: Final = (HEI_FONT, KAI_FONT, BODY_FONT, BODY_FONT)

_DIGITS: Final = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """A number from 1 to 9999 in Chinese: 十, 十二, 二十, 一百零一; a longer one stays in figures."""
    if not 0 < number < 10000:
        return str(number)
    written, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            # Ten to nineteen are said without the one in front.
            said = "" if unit == "十" and digit == 1 and not written else _DIGITS[digit]
            written += ("零" if gap and written else "") + said + unit
        gap = not digit
    return written


def written_day(on: str, lang: str = "zh") -> str:
    """An ISO day as a paper is dated: 2026年1月5日; in English it stays as it is."""
    if lang != "zh" or not on:
        return on
    year, month, day = on.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def width_of(text: str) -> int:
    """How many columns a text takes, of which a Chinese character takes two."""
    width = wcswidth(text)
    return width if width >= 0 else len(text)


def characters_of(text: str) -> float:
    """How many characters of the grid a text takes: a digit is half of one."""
    return width_of(text) / 2


@attrs.define
class Levels:
    """Numbers the headings of a paper in order: 一、 (一) 1. (1), in English 1. 1.1 1.1.1 (1)."""

    lang: str = "zh"
    _counts: list[int] = attrs.field(factory=lambda: [0, 0, 0, 0])

    def number(self, level: int) -> str:
        """The number of the next heading of a level from 1 to 4, with the sign behind it."""
        place = min(max(level, 1), 4) - 1
        self._counts[place] += 1
        self._counts[place + 1 :] = [0] * (3 - place)
        count = self._counts[place]
        if place == 3:
            return f"（{count}）" if self.lang == "zh" else f"({count}) "
        if self.lang != "zh":
            return ".".join(str(held or 1) for held in self._counts[: place + 1]) + (". " if place == 0 else " ")
        return (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.")[place]


@attrs.frozen(kw_only=True)
class SignatureIndents:
    """How far the two lines of a signature without seal stand in from the right, in characters."""

    name: float
    day: float


def signature_indents(name: str, day: str) -> SignatureIndents:
    """The name stands two characters in; the day below begins two characters to the right of the name.

    Where the day is too long for that, it stands two characters in itself, and the name further.
    """
    behind = characters_of(name) - characters_of(day)
    if behind >= 2:
        return SignatureIndents(name=2, day=behind)
    return SignatureIndents(name=4 - behind, day=2)


def title_lines(title: str, org_name: str = "") -> list[str]:
    """A title in the lines in which it stands: a long one is parted behind the organisation's name.

    An empty line is none; a title that its form parts already keeps its lines.
    """
    lines = [line.strip() for line in title.splitlines() if line.strip()]
    if len(lines) != 1 or characters_of(lines[0]) <= TITLE_CHARACTERS:
        return lines or [""]
    rest = lines[0].removeprefix(org_name)
    return [org_name, rest] if org_name and rest and rest != lines[0] else lines
