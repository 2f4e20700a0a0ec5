"""The phrases in which expressions are written in Python: `f.found_on`, `param(...)`, `count(...)`."""

from __future__ import annotations

from typing import Any

from unionwork.declare.expressions import (
    Age,
    Alike,
    AlsoIn,
    Attached,
    Block,
    Expr,
    Figure,
    Measure,
    Name,
    On,
    Param,
    Related,
    Repeated,
    node,
)
from unionwork.declare.kinds import Kind, Record, kind_of
from unionwork.errors import DeclarationError, suggest


class FieldSpace:
    """The fields of a kind as nodes: `f = fields(Finding)`, then `f.found_on`."""

    def __init__(self, declared: type[Record] | Kind) -> None:
        self._kind = kind_of(declared)

    def __getattr__(self, key: str) -> Name:
        kind = self._kind
        if key not in {"number", "org"} and not kind.has(key):
            known = [entry.key for entry in kind.fields]
            raise AttributeError(f"{kind.key} 没有字段「{key}」;{suggest(key, known)}")
        return Name((key,))


def fields(declared: type[Record] | Kind) -> Any:
    """The fields of a kind, to build expressions with."""
    return FieldSpace(declared)


on = On()


def param(key: str) -> Param:
    """A regional parameter."""
    return Param(key)


def age(at: Expr = on) -> Age:
    """Full years of the person at a day."""
    return Age(at)


def repeated(field: Expr) -> Repeated:
    """Whether another record of the kind holds the same value, such as the same ID number."""
    return Repeated(_own(field, "repeated"))


def alike(field: Expr, where: Expr | None = None) -> Alike:
    """How many records of the kind hold the same value, such as the households of one helper."""
    return Alike(_own(field, "alike"), where)


def also_in(through: str, field: Expr, where: Expr | None = None) -> AlsoIn:
    """Whether a record of another kind holds the same value: `also_in("household.head_id_number", a.id_number)`."""
    path = through.split(".")
    if len(path) != 2:
        raise DeclarationError("also_in 要写成 种类.字段,例如 household.head_id_number")
    return AlsoIn(path[0], path[1], _own(field, "also_in"), where)


def attached() -> Attached:
    """Whether a file that is in force is attached to the record, such as the photograph of a hazard put right."""
    return Attached()


def _own(field: Expr, function: str) -> Name:
    if not isinstance(field, Name) or len(field.path) != 1:
        raise DeclarationError(f"{function} 要写本种类的一个字段,例如 {function}(id_number)")
    return field


def block_start(months: Expr | int) -> Block:
    """First day of the block of months that holds the day of the figure."""
    return Block("start", node(months))


def block_end(months: Expr | int) -> Block:
    """Last day of the block of months that holds the day of the figure."""
    return Block("end", node(months))


def count(where: Expr | None = None) -> Measure:
    """How many records."""
    return Measure("count", None, where)


def sum_of(value: Expr, where: Expr | None = None) -> Measure:
    """The sum of a number over the records."""
    return Measure("sum", value, where)


def distinct(value: Expr, where: Expr | None = None) -> Measure:
    """How many different values: 人 rather than 人次."""
    return Measure("distinct", value, where)


def figure(key: str) -> Figure:
    """A dated figure of the organisation."""
    return Figure(key)


def _related(want: str, through: Any, where: Expr | None, field: str = "") -> Related:
    if not isinstance(through, Name) or len(through.path) != 2:
        raise DeclarationError('关联须写成 种类.引用字段,例如 related("visit.household")')
    return Related(want, through.path[0], through.path[1], where, field)


def has(through: str, where: Expr | None = None) -> Related:
    """Whether a record points here: `has("visit.household", v.visited_on >= ...)`."""
    return _related("has", Name(tuple(through.split("."))), where)


def number_of(through: str, where: Expr | None = None) -> Related:
    """How many records point here."""
    return _related("count", Name(tuple(through.split("."))), where)


def total_of(through: str, field: str, where: Expr | None = None) -> Related:
    """The sum of a number over the records that point here: `total_of("payment.application", "amount")`."""
    return _related("sum", Name(tuple(through.split("."))), where, field)


def one_of(through: str, field: str, where: Expr | None = None) -> Related:
    """A field of a record that points here."""
    return _related("one", Name(tuple(through.split("."))), where, field)
