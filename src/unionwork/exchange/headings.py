"""Headings: the texts above a column, as they are compared, and the unit of money they name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import attrs

from unionwork.declare.vocabularies import fold
from unionwork.exchange.amounts import MONEY_UNITS
from unionwork.exchange.grids import Cell, CellProblem
from unionwork.exchange.wording import tidy, whole

# A column of remarks that a problem workbook adds, and that an import passes over.
REMARK_HEADER: Final = "问题(导入时不读)"
_IGNORED: Final = frozenset({"序号", "序", "顺序号", "行号", "no", "no.", "№", fold(REMARK_HEADER)})
_UNITS: Final = (
    "亿元|万元|千元|百元|元|人|名|口|户|个|家|次|岁|周岁|天|日|年|月|件|项|亩|米|平方米|㎡|m2|小时|%|间|台|套|分|度"
)
_HINTS: Final = (
    r"必填|选填|可不填|18位|年月日|年-月-日|年月|yyyy.*|请.*|填.*|如.*|例.*|限.*|按.*|[^()/]{1,4}(?:/[^()/]{1,4}){1,2}"
)
_BRACKETS: Final = re.compile(
    rf"[(\[【〔](?:单位:?)?(?P<unit>{_UNITS}|{_HINTS})(?:/(?:人|月|年|户|人月|人·月))*[)\]】〕]"
)
_MARKS: Final = re.compile(r"^[*★☆●#]+|[*★☆●#::]+$")
_UNIT_NOTE: Final = re.compile(r"(?:^|[(\s])(?:计量|金额|货币|资金)?单位:\s*([^\s)]+)")
_LOOSE: Final = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_BARE_UNIT: Final = re.compile(rf"(?:{_UNITS})")


@attrs.frozen
class Heading:
    """The header texts of one column.

    Attributes:
        printed: all its lines as one.
        names: the names under which it is compared, the likeliest first.
        texts: for each of the names, what is printed.
        factor: the yuan of the unit in its brackets, or None.
        is_ignored: whether it only numbers the rows or carries remarks.
    """

    printed: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    factor: int | None
    is_ignored: bool


def heading(lines: Sequence[str]) -> Heading:
    """The heading made of the lines above a column, the upper one first; "" where a line has nothing."""
    # Spaces between Chinese signs, and breaks within a cell, are for looks.
    lines = [_LOOSE.sub("", line) for line in lines]
    written = [line for place, line in enumerate(lines) if line and line not in lines[:place]]
    printed = "".join(written)
    if len(written) > 1 and _BARE_UNIT.fullmatch(fold(written[-1])):
        # The lower line only says the unit.
        written = [*written[:-2], f"{written[-2]}({written[-1]})"]
        printed = "".join(written)
    # The whole first, then without the outer lines: a title above is not part of the name.
    candidates = ["".join(written[start:]) for start in range(len(written))]
    named = {plain_name(text): text for text in reversed(candidates)}
    names = tuple(reversed(named))
    factors = [factor for text in reversed(written) if (factor := money_factor(text)) is not None]
    return Heading(
        printed,
        names,
        tuple(named[name] for name in names),
        factors[0] if factors else None,
        bool(names) and names[-1] in _IGNORED,
    )


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A header as it is compared: folded, without units and hints in brackets, stars and a colon at its end."""
    folded = fold(text)
    if folded in _IGNORED:
        return folded
    name = _MARKS.sub("", folded)
    name = _MARKS.sub("", _BRACKETS.sub("", name))
    return name or folded


def money_factor(text: str) -> int | None:
    """The yuan that the unit in a header's brackets stands for, or None where it names none."""
    for found in _BRACKETS.finditer(fold(text)):
        if found["unit"] in MONEY_UNITS:
            return MONEY_UNITS[found["unit"]]
    return None


def noted_factor(texts: Sequence[str]) -> int | None:
    """The yuan of the unit that a row above the header names, as in 计量单位:万元; None where none does."""
    for text in texts:
        for found in _UNIT_NOTE.finditer(unicodedata.normalize("NFKC", text).strip()):
            for word in re.split("[、,/和及]", fold(found[1])):
                if word in MONEY_UNITS:
                    return MONEY_UNITS[word]
    return None


def header_text(cell: Cell) -> str:
    """A cell of a header on one line; "" for an empty one."""
    if cell is None or isinstance(cell, CellProblem | bool):
        return ""
    if isinstance(cell, int | float):
        return whole(cell)
    return tidy(cell) if isinstance(cell, str) else ""


def is_unit_line(texts: Sequence[str]) -> bool:
    """Whether a line below the header only says units: 元, (万元), 人."""
    filled = [text for text in texts if text]
    return bool(filled) and all(_BARE_UNIT.fullmatch(fold(text).strip("()[]")) for text in filled)
