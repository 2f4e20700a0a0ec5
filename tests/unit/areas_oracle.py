"""Reads made-up rolls by their declared fills and evaluates declared figures, in plain Python and without a store."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import (
    Age,
    Alike,
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
    Measure,
    Name,
    Not,
    On,
    Param,
    Related,
    Repeated,
)
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill, Roll
from unionwork.declare.vocabularies import fold
from unionwork.regions.judging import judge
from unionwork.values import IdNumber, last_day

Values = dict[str, Any]
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@attrs.define
class Registers:
    """The records that rolls filled, by kind; a reference holds the record itself."""

    catalogue: Catalogue
    region: str
    records: dict[str, list[Values]] = attrs.field(factory=dict)
    _found: dict[tuple[str, tuple[object, ...]], Values] = attrs.field(factory=dict)

    def take(self, roll: Roll, labels: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Fill the registers from the rows of a sheet with these headers."""
        places = [_places(fill, labels) for fill in roll.fills]
        upper = [labels.index(header) for column in roll.org for header in column if header in labels]
        for row in rows:
            org = "/".join(str(row[place]) for place in upper)
            filled: list[Values | None] = []
            head = self._is_head(roll, places, row)
            for fill, columns in zip(roll.fills, places, strict=True):
                filled.append(self._fill(fill, columns, row, filled, org, head))

    def _is_head(self, roll: Roll, places: Sequence[Mapping[str, int]], row: Sequence[Any]) -> bool:
        marks = [fill.head for fill in roll.fills if fill.head]
        for field, code in marks:
            for fill, columns in zip(roll.fills, places, strict=True):
                if field in columns:
                    return bool(self._value(fill.kind.field(field), row[columns[field]]) == code)
        return True

    def _fill(
        self,
        fill: Fill,
        columns: Mapping[str, int],
        row: Sequence[Any],
        before: Sequence[Values | None],
        org: str,
        head: bool,
    ) -> Values | None:
        values: Values = {"org": org, **fill.presumed, **fill.fixed}
        for key, place in columns.items():
            field = None if key == "number" else fill.kind.field(key)
            values[key] = row[place] if field is None else self._value(field, row[place])
        values.update({field: before[place] for field, place in fill.refs.items()})
        if any(values.get(key) is None for key in fill.when):
            return None
        _derive(fill.kind, values)
        slot = (fill.kind.key, tuple(_hashable(values[key]) for key in fill.key))
        known = self._found.get(slot)
        if known is None:
            known = self._found[slot] = values
            self.records.setdefault(fill.kind.key, []).append(values)
        elif head or not fill.head:
            known.update({key: value for key, value in values.items() if value is not None})
        return known

    def _value(self, field: Field, cell: Any) -> Any:
        if cell is None:
            return None
        if field.shape is Shape.CODE:
            return self.catalogue.vocabulary(field.vocabulary, self.region).find(str(cell)) or str(cell)
        if field.shape is Shape.REF:
            return self._found[(field.to, (cell,))]
        return str(cell) if field.shape.is_stored_as_text else cell


def _places(fill: Fill, labels: Sequence[str]) -> dict[str, int]:
    folded = [fold(label) for label in labels]
    found = {}
    for key, headers in fill.headers().items():
        for header in headers:
            if fold(header) in folded:
                found[key] = folded.index(fold(header))
                break
    return found


def _derive(kind: Kind, values: Values) -> None:
    for field in kind.fields:
        given = values.get(field.derived_from) if field.derived_from else None
        if given and values.get(field.key) is None:
            number = IdNumber.parse(given)
            values[field.key] = number.born_on if field.birth else number.sex


def _hashable(value: Any) -> object:
    return id(value) if isinstance(value, dict) else value


@attrs.define
class Oracle:
    """Evaluates expressions over the registers as they are known on a day, with unknown as None.

    A record that holds True under "attached" has an attachment.
    """

    registers: Registers
    on: date
    parameters: Mapping[str, int | Fraction] = attrs.field(factory=dict)

    def measure(self, word: Indicator, start: date) -> tuple[Any, Any]:
        """Numerator and denominator (None for an organisation's figure) of the period from a day to `on`."""
        kind = word.of
        taken = [
            one
            for one in self.registers.records.get(kind.key, [])
            if self._counts(word, kind, one, start) and (word.where is None or self.value(kind, one, word.where))
        ]
        below = word.denominator
        return (
            self.total(kind, taken, word.counted),
            self.total(kind, taken, below) if isinstance(below, Measure) else None,
        )

    def cells(self, word: Indicator, start: date, by: Expr) -> dict[Any, Any]:
        """The indicator broken down by an expression."""
        keys = {self.value(word.of, one, by) for one in self.registers.records.get(word.of.key, [])}
        found = {}
        for key in keys:
            same = by.known() & (by == key)
            only = same if word.where is None else word.where & same
            found[key] = self.measure(attrs.evolve(word, where=only), start)[0]
        return found

    def _counts(self, word: Indicator, kind: Kind, one: Values, start: date) -> bool:
        if word.is_flow:
            day = self.value(kind, one, Name((word.on,)))
            if isinstance(day, int):
                return start.year * 100 + start.month <= day <= self.on.year * 100 + self.on.month
            return day is not None and start <= day <= self.on
        first, last = (self.value(kind, one, Name(tuple(key.split(".")))) for key in word.between)
        return first is not None and last is None

    def total(self, kind: Kind, taken: Sequence[Values], measure: Measure) -> int:
        """What a measure gives over records."""
        held = [one for one in taken if measure.where is None or self.value(kind, one, measure.where) is True]
        if measure.function == "count":
            return len(held)
        assert measure.value is not None
        values = [self.value(kind, one, measure.value) for one in held]
        if measure.function == "sum":
            return sum(value for value in values if value is not None)
        # An unknown one counts as a record of its own.
        return len({_hashable(value) for value in values if value is not None}) + values.count(None)

    def value(self, kind: Kind, one: Values, at: Expr) -> Any:
        """The value of an expression over a record; None where it is unknown."""
        match at:
            case Name():
                return self._field(kind, one, at.path)
            case Const():
                return at.value
            case Param():
                return self.parameters.get(at.key)
            case On():
                return self.on
            case Age():
                birth = kind.birth
                born = self._field(kind, one, (birth.key,)) if birth else None
                return None if born is None else _age(born, self.value(kind, one, at.at))
            case Block():
                months = self.value(kind, one, at.months)
                if months is None:
                    return None
                first = (self.on.month - 1) // int(months) * int(months) + 1
                if at.edge == "start":
                    return date(self.on.year, first, 1)
                return last_day(self.on.year, first + int(months) - 1)
            case Compare():
                left, right = self.value(kind, one, at.left), self.value(kind, one, at.right)
                return None if left is None or right is None else _COMPARE[at.operator](left, right)
            case Arithmetic():
                left, right = self.value(kind, one, at.left), self.value(kind, one, at.right)
                return None if left is None or right is None else _ARITHMETIC[at.operator](left, right)
            case Among():
                value = self.value(kind, one, at.value)
                return None if value is None else value in {entry.value for entry in at.among}
            case Logic():
                return _join(at.operator, [self.value(kind, one, item) for item in at.items])
            case Not():
                inner = self.value(kind, one, at.item)
                return None if inner is None else not inner
            case Known():
                return self.value(kind, one, at.item) is not None
            case Attached():
                return bool(one.get("attached"))
            case Repeated():
                value = self.value(kind, one, at.field)
                return None if value is None else self._same(kind, at.field, value, None) > 1
            case Alike():
                value = self.value(kind, one, at.field)
                return None if value is None else self._same(kind, at.field, value, at.where)
            case AlsoIn():
                value, other = self.value(kind, one, at.field), self.registers.catalogue.kind(at.kind)
                return None if value is None else self._same(other, Name((at.held,)), value, at.where) > 0
            case Related():
                held = list(self._related(one, at))
                if at.want in ("has", "count"):
                    return bool(held) if at.want == "has" else len(held)
                other, path = self.registers.catalogue.kind(at.kind), Name(tuple(at.field.split(".")))
                values = [value for entry in held if (value := self.value(other, entry, path)) is not None]
                return sum(values) if at.want == "sum" else min(values, default=None)
        raise AssertionError(f"the oracle does not know {type(at).__name__}")

    def _same(self, kind: Kind, field: Expr, value: Any, where: Expr | None) -> int:
        """How many records of a kind hold a value."""
        return sum(
            self.value(kind, other, field) == value and (where is None or self.value(kind, other, where) is True)
            for other in self.registers.records.get(kind.key, [])
        )

    def _field(self, kind: Kind, one: Values, path: Sequence[str]) -> Any:
        key, *rest = path
        if key in ("number", "org"):
            return one.get(key)
        field = kind.field(key)
        if field.shape is Shape.DECIDED:
            return one.get(f"decided {key}")
        value = one.get(key)
        if value is None:
            return None
        if rest:
            return self._field(self.registers.catalogue.kind(field.to), value, rest)
        is_later = field.shape is Shape.DAY and not field.planned and value > self.on
        return None if is_later else value

    def _related(self, one: Values, at: Related) -> Iterator[Values]:
        kind = self.registers.catalogue.kind(at.kind)
        for other in self.registers.records.get(at.kind, []):
            if other.get(at.via) is one and (at.where is None or self.value(kind, other, at.where) is True):
                yield other


def decide(registers: Registers, rule_key: str, on: date) -> None:
    """Give each record the outcome of a rule, as a person would who accepts every proposal."""
    rule = registers.catalogue.rule(rule_key)
    fields = [field for field in rule.of.fields if field.rule == rule_key]
    for one in registers.records[rule.of.key]:
        record = {key: value for key, value in one.items() if isinstance(value, int | str)}
        for field in fields:
            one[f"decided {field.key}"] = judge(registers.catalogue, registers.region, rule, record, on)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _join(word: str, values: Sequence[Any]) -> bool | None:
    decisive = word == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive
