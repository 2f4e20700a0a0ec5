"""What an expression means, in plain Python: three truths (None is unknown), exact numbers, money in yuan."""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.world import Row, World
from unionwork.declare.expressions import (
    Age,
    AlsoIn,
    Among,
    Arithmetic,
    Attached,
    Block,
    Compare,
    Const,
    Expr,
    Known,
    Logic,
    Name,
    Not,
    On,
    Param,
    Related,
    Repeated,
)
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_FACTORS = {"元": Fraction(1), "万元": Fraction(10_000), "分": Fraction(1, 100), "%": Fraction(1, 100)}


class Meaning:
    """The world as it is known at the close of a day (yyyymmdd)."""

    def __init__(self, world: World, on: int) -> None:
        self.world, self.on = world, on

    def value(self, at: Expr, kind: Kind, row: Row) -> Any:
        """The value of an expression for one record: bool, Fraction, day (int), text (or id), or None."""
        match at:
            case Const():
                return _constant(at.value)
            case On():
                return self.on
            case Name():
                return self.name(at.path, kind, row)
            case Param():
                return self.parameter(at.key, row["org"])
            case Age():
                return self.age(row["born_on"], self.value(at.at, kind, row))
            case Block():
                return self.block(at.edge, self.value(at.months, kind, row))
            case Arithmetic():
                return _calculate(at.operator, self.value(at.left, kind, row), self.value(at.right, kind, row))
            case Compare():
                return _compare(at.operator, self.value(at.left, kind, row), self.value(at.right, kind, row))
            case Among():
                held = self.value(at.value, kind, row)
                return _either([_compare("==", held, _constant(entry.value)) for entry in at.among])
            case Logic():
                parts = [self.value(item, kind, row) for item in at.items]
                return _both(parts) if at.operator == "and" else _either(parts)
            case Not():
                return _opposite(self.value(at.item, kind, row))
            case Known():
                return self.value(at.item, kind, row) is not None
            case Repeated():
                held = self.value(at.field, kind, row)
                others = [other for other in self.world.in_force(kind.key) if other["id"] != row["id"]]
                return None if held is None else held in [self.value(at.field, kind, other) for other in others]
            case AlsoIn():
                held, other = self.value(at.field, kind, row), self.world.catalogue.kind(at.kind)
                entries = [
                    entry for entry in self.world.in_force(at.kind)
                    if at.where is None or self.value(at.where, other, entry) is True
                ]  # fmt: skip
                return None if held is None else held in [self.name((at.held,), other, entry) for entry in entries]
            case Attached():
                return any(
                    (file["kind"], file["subject"]) == (kind.key, row["id"]) and file["added_on"] <= self.on
                    for file in self.world.in_force("attachment")
                )
            case Related():
                return self.related(at, row)
        raise AssertionError(f"no meaning is written down for {at!r}")

    def name(self, path: tuple[str, ...], kind: Kind, row: Row) -> Any:
        first, *rest = path
        if first == "org":
            held, to = row["org"], "organisation"
        elif first == "number" and not kind.has("number"):
            return row["number"]
        else:
            field = kind.field(first)
            held, to = self.field(field, row), field.to
        if not rest:
            return held
        other = self.world.get(to, held)
        return None if other is None else self.name(tuple(rest), self.world.catalogue.kind(to), other)

    def field(self, field: Field, row: Row) -> Any:
        if field.shape is Shape.DECIDED:
            return self.decided(field.rule, row["id"])
        raw = row[field.column]
        if raw is None:
            return None
        match field.shape:
            case Shape.DAY:
                return raw if field.planned or raw <= self.on else None
            case Shape.MONTH:
                return raw * 100 + 1 if raw * 100 + 1 <= self.on else None
            case Shape.MONEY:
                return Fraction(raw, 100)
            case Shape.QUANTITY:
                return Fraction(raw, 10**field.decimals)
            case Shape.INTEGER:
                return Fraction(raw)
            case Shape.FLAG:
                return raw == 1
        return raw

    def decided(self, rule: str, subject: int) -> str | None:
        for row in self.world.in_force("decision"):
            if row["subject"] == subject and row["rule"] == rule and _holds(row, self.on):
                return str(row["decided"])
        return None

    def age(self, born: int | None, at: int | None) -> Fraction | None:
        if born is None or at is None or born > at or born > self.on:
            return None
        years = at // 10000 - born // 10000
        return Fraction(years - 1 if at % 10000 < born % 10000 else years)

    def block(self, edge: str, months: Fraction | None) -> int | None:
        if months not in (1, 2, 3, 4, 6, 12):
            return None
        year, month = self.on // 10000, self.on // 100 % 100
        size = int(months)
        first = next(start for start in range(1, 13, size) if start <= month < start + size)
        last = first + size - 1
        return year * 10000 + (first * 100 + 1 if edge == "start" else last * 100 + monthrange(year, last)[1])

    def parameter(self, key: str, org: int) -> Fraction | None:
        """The nearest organisation upward decides: its own setting, then its region, then what that extends."""
        unit = self.world.catalogue.parameter(key).unit.split("/")[0]
        for above in self.world.upward(org, self.on):
            own = [
                row for row in self.world.in_force("param_setting")
                if row["org"] == above and row["key"] == key and _holds(row, self.on)
            ]  # fmt: skip
            if own:
                newest = max(own, key=lambda row: row["from_on"])
                return Fraction(newest["value"]) * _FACTORS.get(unit, 1)
            body = self.world.get("organisation", above)
            region = body["region"] if body else None
            while region:
                declared = self.world.catalogue.regions[region]
                begun = [entry for entry in declared.parameters.get(key, ()) if _day(entry.from_on) <= self.on]
                if begun:
                    newest_entry = max(begun, key=lambda entry: entry.from_on)
                    if newest_entry.to_on is None or self.on < _day(newest_entry.to_on):
                        return Fraction(newest_entry.value) * _FACTORS.get(unit, 1)
                region = declared.extends
        return None

    def related(self, at: Related, row: Row) -> Any:
        other = self.world.catalogue.kind(at.kind)
        pointing = [entry for entry in self.world.in_force(at.kind) if entry[at.via] == row["id"]]
        found = [entry for entry in pointing if at.where is None or self.value(at.where, other, entry) is True]
        if at.want == "has":
            return bool(found)
        if at.want == "count":
            return Fraction(len(found))
        values = [self.name(tuple(at.field.split(".")), other, entry) for entry in found]
        known = [value for value in values if value is not None]
        return sum(known, Fraction(0)) if at.want == "sum" else min(known, default=None)


def _holds(row: Row, on: int) -> bool:
    return row["from_on"] <= on and (row["to_on"] is None or on < row["to_on"])


def _day(day: date) -> int:
    return int(day.strftime("%Y%m%d"))


def _constant(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return _day(value)
    return Fraction(value) if isinstance(value, int | Decimal) else value


def _calculate(sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right > 0 else None


def _compare(sign: str, left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else _COMPARE[sign](left, right)


def _both(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _either(parts: list[bool | None]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False


def _opposite(part: bool | None) -> bool | None:
    return None if part is None else not part
