"""Judges a record by a rule in plain Python: what cases are computed with, apart from the store's SQL."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Const, Expr, Name, Param
from unionwork.declare.fields import Field, Shape
from unionwork.declare.parameters import DatedValue, money_factor
from unionwork.declare.rules import UNKNOWN, Rule, Test
from unionwork.errors import DeclarationError, UnionworkError, ValueRefusedError
from unionwork.values import CreditCode, IdNumber, Money, day_number, parse_day

Stored = int | str
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def is_simple(catalogue: Catalogue, rule: Rule) -> bool:
    """Whether every test of a rule compares a field of the record with a parameter or a value."""
    return all(
        _is_own_field(catalogue, rule, test.left)
        and isinstance(test.right, Param | Const)
        and (test.per is None or _is_own_field(catalogue, rule, test.per))
        for test in rule.tests
    )


def _is_own_field(catalogue: Catalogue, rule: Rule, at: Expr) -> bool:
    if not isinstance(at, Name) or len(at.path) != 1:
        return False
    shape = resolve(catalogue, catalogue.kind(rule.of.key), at.path)[1].shape
    return shape not in (Shape.REF, Shape.DECIDED)


def judge(catalogue: Catalogue, region: str, rule: Rule, record: Mapping[str, Stored], on: date) -> str:
    """The outcome that a simple rule proposes for a record in stored form; "" where no outcome fits.

    A test whose field or parameter is missing is unknown; an unknown that could change the result gives "unknown".
    """
    for outcome in rule.outcomes:
        results = [_test(catalogue, region, rule, test, record, on) for test in outcome.all_of]
        if all(result is True for result in results):
            return outcome.key
        if False not in results:
            return UNKNOWN
    return ""


def value_at(catalogue: Catalogue, region: str, key: str, on: date) -> DatedValue | None:
    """The value of a parameter that a region has on a day: its own, else that of the region it stands on."""
    for entry in catalogue.lineage(region):
        held = [
            value
            for value in entry.parameters.get(key, ())
            if value.from_on <= on and (value.to_on is None or on < value.to_on)
        ]
        if held:
            return max(held, key=lambda value: value.from_on)
    return None


def line_of(catalogue: Catalogue, key: str, value: DatedValue) -> Fraction:
    """A parameter's value as fields are compared with it: money in fen, a percentage as a share of one."""
    unit = catalogue.parameter(key).unit
    factor = Fraction(1, 100) if unit == "%" else Fraction(money_factor(unit) or 1)
    return Fraction(value.value) * factor


def number_of(field: Field, stored: Stored) -> Fraction | str:
    """A stored value as it is compared: numbers exactly (money in fen), all else as it is."""
    if isinstance(stored, str):
        return stored
    return Fraction(stored, 10**field.decimals if field.shape is Shape.QUANTITY else 1)


def _test(
    catalogue: Catalogue, region: str, rule: Rule, test: Test, record: Mapping[str, Stored], on: date
) -> bool | None:
    """True passed, False failed, None unknown."""
    kind = catalogue.kind(rule.of.key)
    assert isinstance(test.left, Name)
    field = kind.field(test.left.path[0])
    stored = record.get(field.key)
    right = _right(catalogue, region, field, test.right, on)
    if stored is None or right is None:
        return None
    left: Any = number_of(field, stored)
    if test.per is not None:
        assert isinstance(test.per, Name)
        per = record.get(test.per.path[0])
        share = number_of(kind.field(test.per.path[0]), per) if per is not None else None
        if not isinstance(share, Fraction) or share <= 0:
            return None
        left = left / share
    if field.shape is Shape.DAY and not field.planned and left > day_number(on):
        # What happens after the day is not known on it.
        return None
    return _OPERATORS[test.operator](left, right)


def _right(catalogue: Catalogue, region: str, field: Field, at: Expr, on: date) -> Fraction | str | None:
    if isinstance(at, Param):
        value = value_at(catalogue, region, at.key, on)
        return None if value is None else line_of(catalogue, at.key, value)
    assert isinstance(at, Const)
    if isinstance(at.value, date):
        return Fraction(day_number(at.value))
    if isinstance(at.value, str):
        return at.value
    # A number written beside money means yuan.
    return Fraction(at.value) * (100 if field.shape is Shape.MONEY else 1)


def stored_record(catalogue: Catalogue, region: str, rule: Rule, written: Mapping[str, Any]) -> dict[str, Stored]:
    """The values of a case as the store holds them.

    Raises:
        UnionworkError: a field that the kind does not have, or a value that it cannot hold.
    """
    kind = catalogue.kind(rule.of.key)
    stored: dict[str, Stored] = {}
    for key, value in written.items():
        field = kind.field(key)
        try:
            stored[key] = _stored(catalogue, region, field, value)
        except UnionworkError as error:
            raise DeclarationError(f"{field.label}({key}):{error}") from None
    return stored


def _stored(catalogue: Catalogue, region: str, field: Field, value: Any) -> Stored:
    match field.shape:
        case Shape.MONEY:
            return Money.yuan(value if isinstance(value, str | int | Decimal) else str(value)).fen
        case Shape.INTEGER | Shape.QUANTITY:
            return _scaled(field, value)
        case Shape.DAY:
            return day_number(value if isinstance(value, date) else parse_day(str(value)))
        case Shape.MONTH:
            return int(str(field.to_store(_month(str(value)))))
        case Shape.FLAG:
            if not isinstance(value, bool):
                raise ValueRefusedError("要写 true 或 false", str(value))
            return int(value)
        case Shape.CODE:
            return _code(catalogue, region, field, str(value))
        case Shape.ID_NUMBER:
            return IdNumber.parse(str(value)).text
        case Shape.CREDIT_CODE:
            return CreditCode.parse(str(value)).text
        case Shape.REF | Shape.DECIDED:
            raise DeclarationError("案例只有一条记录,不能写引用和认定结果")
    if not isinstance(value, str):
        raise ValueRefusedError("要写文字(加英文引号)", str(value))
    return value


def _scaled(field: Field, value: Any) -> int:
    try:
        if isinstance(value, bool):
            raise ValueError
        number = Decimal(str(value)).scaleb(field.decimals)
        if number != number.to_integral_value():
            raise ValueError
    except (ArithmeticError, ValueError):
        allowed = f"最多 {field.decimals} 位小数" if field.decimals else "整数"
        raise ValueRefusedError(f"要写{allowed}", str(value)) from None
    return int(number)


def _month(text: str) -> str:
    parse_day(f"{text}-01", "月份")
    return text


def _code(catalogue: Catalogue, region: str, field: Field, word: str) -> str:
    vocabulary = catalogue.vocabulary(field.vocabulary, region)
    code = vocabulary.find(word)
    if code is None and not vocabulary.open:
        listed = "、".join(vocabulary.codes[:8])
        raise ValueRefusedError(f"不在代码表「{vocabulary.label}」中;可用的有:{listed}", word)
    return code or word
