"""Compiles expressions to SQLAlchemy Core; the only place where an expression gets a meaning.

Every value is exact: numbers are compared as quotients of integers, multiplied across, so no
engine's division or rounding can change an answer. Conditions have three truths, as in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import NamedFromClause

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.checking import field_of
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
    Name,
    Not,
    On,
    Param,
    Related,
    Repeated,
)
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.parameters import to_ratio
from unionwork.errors import DeclarationError
from unionwork.store.likeness import count_alike, is_also_in, is_attached, is_repeated
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.values import day_number, last_day

Sql = ColumnElement[Any]
_BLOCKS = (1, 2, 3, 4, 6, 12)
_OPERATORS = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


Inside = Callable[[Any], Sequence[Sql]]


def everywhere(_: Any) -> Sequence[Sql]:
    """No condition on where a record lies."""
    return ()


@attrs.frozen(eq=False)
class Value:
    """A compiled value: `top` / `bottom`, where only numbers have a bottom other than 1.

    Attributes:
        sort: number, money, day, text, truth or ref.
        top: the SQL; for money in fen.
        bottom: what it is divided by: an integer, or SQL that is above 0 or unknown.
        written: whether it is a number written in the expression (beside money it means yuan).
    """

    sort: str
    top: Sql
    bottom: int | Sql = 1
    written: Decimal | None = None


class Scope:
    """Where an expression is compiled: the rows of one kind, as of one day.

    Attributes:
        row: the kind's table under a name of its own.
        source: that table with every join that the expressions asked for so far.
        inside: the conditions that a record lies in the asker's scope, given the column of its organisation;
            a path into what lies outside leads nowhere.
        begun_only: whether the records asked for beside (`has`, `number_of`, `alike`) also have begun by the day:
            so for what is told of a past day; a step looks at all there are.
    """

    def __init__(self, catalogue: Catalogue, tables: Tables, kind: Kind, on: int, settings: Settings) -> None:
        self.catalogue, self.tables, self.kind, self.on, self.settings = catalogue, tables, kind, on, settings
        self.row: NamedFromClause = tables[kind.key].alias()
        self.source: FromClause = self.row
        self.inside: Inside = everywhere
        self.begun_only = False
        self._joined: dict[tuple[str, ...], NamedFromClause] = {}
        self._params: dict[str, Any] = {}

    def over(self, kind: Kind) -> Scope:
        """The rows of another kind, or of this kind again, as of the same day."""
        other = Scope(self.catalogue, self.tables, kind, self.on, self.settings)
        other.begun_only = self.begun_only
        return other

    def standing(self) -> tuple[Sql, ...]:
        """The conditions of a record that the day knows: in force, and not begun after it."""
        first, held = self.kind.begins, self.row.c.void == IN_FORCE
        if first is None:
            return (held,)
        begun = self.row.c[first.column]
        return (held, or_(begun.is_(None), begun <= self.on))

    def counted(self) -> tuple[Sql, ...]:
        """The conditions of a record that is asked for beside another."""
        return self.standing() if self.begun_only else (self.row.c.void == IN_FORCE,)

    def column(self, field: Field, row: FromClause | None = None) -> Sql:
        """The raw column of a field."""
        found: Sql = (self.row if row is None else row).c[field.column]
        return found

    def condition(self, at: Expr) -> Sql:
        """A condition as SQL: true, false or null for unknown."""
        value = self.value(at)
        return value.top

    def value(self, at: Expr) -> Value:
        """A node as SQL."""
        match at:
            case Name():
                return self._name(at)
            case Const():
                return self._constant(at)
            case Param():
                return self._param(at)
            case On():
                return Value("day", literal(self.on, BigInteger))
            case Age():
                return self._age(at)
            case Block():
                return self._block(at)
            case Arithmetic():
                return self._arithmetic(at)
            case Compare():
                return Value("truth", self.compare(at.operator, self.value(at.left), self.value(at.right)))
            case Among():
                left = self.value(at.value)
                tests = [self.compare("==", left, self.value(entry)) for entry in at.among]
                return Value("truth", or_(false(), *tests) if tests else false())
            case Logic():
                parts = [self.condition(item) for item in at.items]
                return Value("truth", and_(*parts) if at.operator == "and" else or_(*parts))
            case Not():
                return Value("truth", not_(self.condition(at.item)))
            case Known():
                return Value("truth", self._known(at))
            case Repeated():
                return Value("truth", is_repeated(self, at))
            case Alike():
                return Value("number", count_alike(self, at))
            case AlsoIn():
                return Value("truth", is_also_in(self, at))
            case Attached():
                return Value("truth", is_attached(self))
            case Related():
                return self._related(at)
        raise DeclarationError(f"表达式里不能用 {type(at).__name__}")

    def field_at(self, path: tuple[str, ...]) -> tuple[Field, FromClause]:
        """The field at the end of a path and the joined table that holds it."""
        kind, row = self.kind, self.row
        for place, part in enumerate(path[:-1]):
            key = path[: place + 1]
            step = field_of(kind, part)
            target = self.catalogue.kind(step.to)
            if key not in self._joined:
                other = self.tables[target.key].alias()
                held = row.c[step.column]
                there = and_(other.c.id == held, other.c.void == IN_FORCE, *self.inside(other.c.org))
                self.source = self.source.outerjoin(other, there)
                self._joined[key] = other
            kind, row = target, self._joined[key]
        return field_of(kind, path[-1]), row

    def _name(self, at: Name) -> Value:
        field, row = self.field_at(at.path)
        if field.shape is Shape.DECIDED:
            return Value("text", self._decided(at.path, field, row))
        raw: Sql = row.c[field.column]
        match field.shape:
            case Shape.DAY:
                return Value("day", raw if field.planned else case((raw <= self.on, raw)))
            case Shape.MONTH:
                first = raw * 100 + 1
                return Value("day", case((first <= self.on, first)))
            case Shape.MONEY:
                return Value("money", raw)
            case Shape.INTEGER:
                return Value("number", raw)
            case Shape.QUANTITY:
                return Value("number", raw, 10**field.decimals)
            case Shape.FLAG:
                return Value("truth", raw == 1)
            case Shape.REF:
                return Value("ref", raw)
        return Value("text", raw)

    def _decided(self, path: tuple[str, ...], field: Field, row: FromClause) -> Sql:
        key = (*path, "decided")
        if key not in self._joined:
            decision = self.tables["decision"].alias()
            self.source = self.source.outerjoin(
                decision,
                and_(
                    decision.c.subject == row.c.id,
                    decision.c.rule == field.rule,
                    decision.c.void == IN_FORCE,
                    decision.c.from_on <= self.on,
                    or_(decision.c.to_on.is_(None), decision.c.to_on > self.on),
                ),
            )
            self._joined[key] = decision
        found: Sql = self._joined[key].c.decided
        return found

    def _constant(self, at: Const) -> Value:
        given = at.value
        if isinstance(given, bool):
            return Value("truth", true() if given else false())
        if isinstance(given, date):
            return Value("day", literal(day_number(given), BigInteger))
        if isinstance(given, int | Decimal):
            exact = Decimal(given)
            top, bottom = to_ratio(exact, "")
            return Value("number", literal(top, BigInteger), bottom, written=exact)
        return Value("text", literal(given))

    def _param(self, at: Param) -> Value:
        sort = "money" if self.catalogue.parameter(at.key).is_money else "number"
        if at.key not in self._params:
            held = self.settings.of(at.key)
            if held.table is None:
                self._params[at.key] = (held.top, held.bottom)
            else:
                joined = held.table.alias()
                self.source = self.source.outerjoin(joined, joined.c.org == self.row.c.org)
                self._params[at.key] = (joined.c.top, joined.c.bottom)
        top, bottom = self._params[at.key]
        return Value(sort, top, bottom)

    def _age(self, at: Age) -> Value:
        birth = self.kind.birth
        if birth is None:
            raise DeclarationError(f"{self.kind.label}没有出生日期,不能用 age")
        born = self.column(birth)
        day = self.value(at.at).top
        # yyyymmdd subtracts to whole years: 20090630 - 19590701 is 499929, so 49.
        tests = [born <= day] if isinstance(at.at, On) else [born <= day, born <= self.on]
        return Value("number", case((and_(*tests), (day - born) // 10000)))

    def _block(self, at: Block) -> Value:
        months = self.value(at.months)
        year, month = self.on // 10000, self.on // 100 % 100
        edges = {}
        for size in _BLOCKS:
            first = (month - 1) // size * size + 1
            end = last_day(year, first + size - 1)
            edges[size] = year * 10000 + first * 100 + 1 if at.edge == "start" else day_number(end)
        tests = [(months.top == months.bottom * size, literal(edge, BigInteger)) for size, edge in edges.items()]
        return Value("day", case(*tests))

    def _arithmetic(self, at: Arithmetic) -> Value:
        left, right = self.value(at.left), self.value(at.right)
        if at.operator in "+-":
            left, right = _beside(left, right)
            if isinstance(left.bottom, int) and isinstance(right.bottom, int) and left.bottom == right.bottom:
                top = left.top + right.top if at.operator == "+" else left.top - right.top
                return Value(left.sort, top, left.bottom)
            one, other = left.top * right.bottom, right.top * left.bottom
            return Value(
                left.sort, one + other if at.operator == "+" else one - other, _times(left.bottom, right.bottom)
            )
        sort = "money" if "money" in (left.sort, right.sort) else "number"
        if at.operator == "*":
            return Value(sort, left.top * right.top, _times(left.bottom, right.bottom))
        if left.sort == right.sort == "money":
            sort = "number"
        # Unknown rather than an error where the divisor is not above 0.
        divisor = case((right.top > 0, right.top))
        return Value(sort, left.top * right.bottom, _times(left.bottom, divisor))

    def compare(self, operator: str, left: Value, right: Value) -> Sql:
        left, right = _beside(left, right)
        one, other = left.top, right.top
        if _differ(left.bottom, right.bottom):
            one = one * right.bottom if _not_one(right.bottom) else one
            other = other * left.bottom if _not_one(left.bottom) else other
        elif not isinstance(left.bottom, int):
            one = one + literal(0, BigInteger) * left.bottom
        result: Sql = _OPERATORS[operator](one, other)
        return result

    def _known(self, at: Known) -> Sql:
        if isinstance(at.item, Name):
            field, row = self.field_at(at.item.path)
            if at.at_all and field.shape is not Shape.DECIDED:
                return row.c[field.column].is_not(None)
            if field.shape in (Shape.DAY, Shape.MONTH) and not field.planned:
                raw: Sql = row.c[field.column]
                limit = self.on if field.shape is Shape.DAY else self.on // 100
                return and_(raw.is_not(None), raw <= limit)
        value = self.value(at.item)
        there = value.top.is_not(None)
        return there if isinstance(value.bottom, int) else and_(there, value.bottom.is_not(None))

    def _related(self, at: Related) -> Value:
        other = self.catalogue.kind(at.kind)
        inner = self.over(other)
        tests = [inner.row.c[other.field(at.via).column] == self.row.c.id, *inner.counted()]
        if at.where is not None:
            tests.append(inner.condition(at.where))
        if at.want == "one":
            value = inner.value(Name(tuple(at.field.split("."))))
            truth = value.sort == "truth"
            # PostgreSQL has no smallest truth.
            least = func.min(case((value.top, 1), (not_(value.top), 0)) if truth else value.top)
            query = select(least).select_from(inner.source).where(*tests)
            found = query.correlate(self.row).scalar_subquery()
            return Value(value.sort, found == 1 if truth else found, value.bottom)
        if at.want == "sum":
            value = inner.value(Name(tuple(at.field.split("."))))
            # PostgreSQL adds whole numbers up to a decimal one.
            added = cast(func.coalesce(func.sum(value.top), 0), BigInteger)
            query = select(added).select_from(inner.source).where(*tests)
            return Value(value.sort, query.correlate(self.row).scalar_subquery(), value.bottom)
        if at.want == "count":
            query = select(func.count()).select_from(inner.source).where(*tests)
            return Value("number", query.correlate(self.row).scalar_subquery())
        return Value("truth", exists(select(literal(1)).select_from(inner.source).where(*tests).correlate(self.row)))


def _beside(left: Value, right: Value) -> tuple[Value, Value]:
    """A number written beside money is meant in yuan."""
    if left.sort == "money" and right.written is not None:
        return left, _yuan(right.written)
    if right.sort == "money" and left.written is not None:
        return _yuan(left.written), right
    return left, right


def _yuan(amount: Decimal) -> Value:
    top, bottom = to_ratio(amount, "元")
    return Value("money", literal(top, BigInteger), bottom)


def _times(one: int | Sql, other: int | Sql) -> int | Sql:
    if isinstance(one, int) and one == 1:
        return other
    if isinstance(other, int) and other == 1:
        return one
    return one * other


def _not_one(bottom: int | Sql) -> bool:
    return not (isinstance(bottom, int) and bottom == 1)


def _differ(one: int | Sql, other: int | Sql) -> bool:
    return not (isinstance(one, int) and isinstance(other, int) and one == other) and one is not other
