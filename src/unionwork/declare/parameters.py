"""Parameters: dated values with unit and source document, held for a region."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError

_MONEY_UNITS = {"分": 1, "元": 100, "万元": 1_000_000}


@attrs.frozen(kw_only=True)
class DatedValue:
    """A value of a parameter from a day on.

    Attributes:
        value: the number, in the parameter's unit.
        from_on: first day it holds.
        to_on: first day it no longer holds, None while open.
        source: the document it was taken from.
        note: what a reader should know, such as how sure the source is.
    """

    value: Decimal
    from_on: date
    to_on: date | None = None
    source: str
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.source.strip():
            raise DeclarationError(f"自 {self.from_on} 起的值 {self.value} 没有依据(source);每个值都要写明文件")
        if self.to_on is not None and self.to_on <= self.from_on:
            raise DeclarationError(f"值 {self.value} 的止期 {self.to_on} 不在起期 {self.from_on} 之后")


@attrs.frozen(kw_only=True)
class Parameter:
    """A number that regions set and rules read.

    Attributes:
        key: area.name.
        label: its Chinese name.
        unit: unit of its values; 元, 万元 (also 元/人·月) make it money, % and 倍 a share.
        label_en: its English name.
        values: the dated values that this declaration brings.
        help: what it decides.
        owner: key of the pack that brings the values, "" for none.
    """

    key: str
    label: str
    unit: str
    label_en: str = ""
    values: tuple[DatedValue, ...] = attrs.field(default=(), converter=listed)
    help: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        starts = [entry.from_on for entry in self.values]
        if len(set(starts)) != len(starts):
            raise DeclarationError(f"参数 {self.key}:同一天起有两个值;每个起期只能有一个值")

    @property
    def is_money(self) -> bool:
        """Whether its values are amounts of money."""
        return money_factor(self.unit) is not None


def money_factor(unit: str) -> int | None:
    """How many fen one of the unit is: 元/人·月 gives 100; None where the unit is no money."""
    return _MONEY_UNITS.get(unit.split("/", maxsplit=1)[0].strip())


def to_ratio(value: Decimal, unit: str) -> tuple[int, int]:
    """A value as the store compares it: integer and scale, money in fen, % as a share of one.

    280 yuan gives (28000, 1), 1.5 times (15, 10), 80 % (80, 100).
    """
    factor = money_factor(unit)
    exact = value * factor if factor else value
    exponent = exact.normalize().as_tuple().exponent
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    scale = 10**places * (100 if unit == "%" else 1)
    return int(exact.scaleb(places)), scale
