"""Amounts: whole numbers, quantities with decimals, and money in fen."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite
from typing import Final

from unionwork.errors import ValueRefusedError
from unionwork.exchange.grids import Cell
from unionwork.exchange.marks import Warned
from unionwork.exchange.wording import half_width

# Yuan that a unit stands for; the longer word is tried first.
MONEY_UNITS: Final = {"亿元": 100_000_000, "万元": 10_000, "千元": 1_000, "百元": 100, "元": 1}
_COUNT_UNITS: Final = frozenset("人名口户个家次件项条岁天日月年间台套亩米%起处") | {"平方米", "㎡", "m2", "小时"}
_NUMBER: Final = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(?:[eE]\+?(\d{1,2}))?")
_MONEY: Final = re.compile(r"(\(?)([-+]?)[¥$]?([-+]?[\d,.]+)(亿元|万元|千元|百元|元整?|万|亿)?(\)?)")
# Noise of binary fractions is far below it, and a real third decimal far above.
_NOISE: Final = Decimal("0.000001")
_MOST: Final = 10**15


def integer_reader(unit: str = "") -> Callable[[Cell], int | Warned]:
    """The reader of whole numbers; a unit behind the number is taken off."""

    def read(value: Cell) -> int | Warned:
        if value.__class__ is float and value.is_integer() and 0 <= value < _MOST:
            return int(value)
        number = _number(value, unit)
        if number != number.to_integral_value():
            raise ValueRefusedError("应为整数;请改正", str(value))
        return _with_sign(int(number), value)

    return read


def quantity_reader(decimals: int, unit: str = "") -> Callable[[Cell], int | Warned]:
    """The reader of numbers with a fixed count of decimals; gives the number times 10**decimals."""

    def read(value: Cell) -> int | Warned:
        scaled = _number(value, unit).scaleb(decimals)
        return _with_sign(_rounded(scaled, f"最多 {decimals} 位小数;请改正", value), value)

    return read


def money_reader(factor: int = 1) -> Callable[[Cell], int | Warned]:
    """The reader of money; gives fen. `factor` is the yuan that a bare number's unit stands for."""
    scale = factor * 100

    def read(value: Cell) -> int | Warned:
        if value.__class__ is float and 0 <= value < 1e9:
            exact = value * scale
            fen = round(exact)
            if -0.0001 < exact - fen < 0.0001:
                return fen
        amount = _money(value, factor)
        return _with_sign(_rounded(amount * 100, "金额最多精确到分;请改正", value), value)

    return read


def _rounded(number: Decimal, reason: str, value: Cell) -> int:
    near = number.to_integral_value(rounding=ROUND_HALF_EVEN)
    if abs(number - near) > _NOISE * 100:
        raise ValueRefusedError(reason, str(value))
    if abs(near) >= _MOST:
        raise ValueRefusedError("数字大得不合常理;请核对单位和位数", str(value))
    return int(near)


def _with_sign(number: int, value: Cell) -> int | Warned:
    if abs(number) >= _MOST:
        raise ValueRefusedError("数字大得不合常理;请核对单位和位数", str(value))
    return Warned(number, "是负数,请核对") if number < 0 else number


def _number(value: Cell, unit: str) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _decimal_of(value)
    text = half_width(str(value)) if isinstance(value, str) else ""
    digits = re.match(r"[-+]?[\d.,]+(?:[eE]\+?\d+)?", text)
    rest = text[digits.end() :] if digits else ""
    if digits and (not rest or rest == half_width(unit) or rest in _COUNT_UNITS):
        number = _decimal(digits[0])
        if number is not None:
            return number
    raise ValueRefusedError("不是数字;请只填数字", str(value))


def _money(value: Cell, factor: int) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _decimal_of(value) * factor
    text = half_width(str(value)) if isinstance(value, str) else ""
    found = _MONEY.fullmatch(text)
    number = _decimal(found[2] + found[3]) if found and not (found[2] and found[3][0] in "+-") else None
    if found is None or number is None or bool(found[1]) != bool(found[5]):
        raise ValueRefusedError("不是金额;请只填数字,如 1234.50", str(value))
    unit = found[4] or ""
    own = {"元整": 1, "万": 10_000, "亿": 100_000_000, **MONEY_UNITS}.get(unit, factor)
    return (-number if found[1] else number) * own


def _decimal_of(value: float) -> Decimal:
    if not isfinite(value):
        raise ValueRefusedError("不是数字;请只填数字", str(value))
    return Decimal(repr(value))


def _decimal(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(text)
    if not found or not (found[2] or found[3]) or len(text) > 40:
        return None
    number = Decimal(f"{found[1]}{(found[2] or '0').replace(',', '')}{found[3] or ''}")
    return number.scaleb(int(found[4])) if found[4] else number
