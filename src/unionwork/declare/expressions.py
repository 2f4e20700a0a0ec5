"""Conditions and amounts: one small language, as a tree that Python operators or text build.

The tree is only ever compiled to SQL (`unionwork.store.compiler`) or read out
(`unionwork.declare.speaking`); nothing here computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from unionwork.errors import DeclarationError

Literal = str | int | bool | date | Decimal


@attrs.frozen(eq=False)
class Expr:
    """A node of the tree. `==` builds a comparison, so a node has no truth of its own."""

    def __bool__(self) -> bool:
        raise DeclarationError("表达式没有真假:请用 & | ~ 连接条件(文本中写 and or not),不要用 and、or、if")

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # a node is no key of a dict

    def __eq__(self, other: object) -> Any:
        return Compare("==", self, node(other))

    def __ne__(self, other: object) -> Any:
        return Compare("!=", self, node(other))

    def __lt__(self, other: Any) -> Compare:
        return Compare("<", self, node(other))

    def __le__(self, other: Any) -> Compare:
        return Compare("<=", self, node(other))

    def __gt__(self, other: Any) -> Compare:
        return Compare(">", self, node(other))

    def __ge__(self, other: Any) -> Compare:
        return Compare(">=", self, node(other))

    def __add__(self, other: Any) -> Arithmetic:
        return Arithmetic("+", self, node(other))

    def __sub__(self, other: Any) -> Arithmetic:
        return Arithmetic("-", self, node(other))

    def __mul__(self, other: Any) -> Arithmetic:
        return Arithmetic("*", self, node(other))

    def __rmul__(self, other: Any) -> Arithmetic:
        return Arithmetic("*", node(other), self)

    def __truediv__(self, other: Any) -> Arithmetic:
        return Arithmetic("/", self, node(other))

    def __and__(self, other: Expr) -> Logic:
        return Logic("and", (self, node(other)))

    def __or__(self, other: Expr) -> Logic:
        return Logic("or", (self, node(other)))

    def __invert__(self) -> Not:
        return Not(self)

    def known(self) -> Known:
        """Whether it has a value by the day of the figure."""
        return Known(self)

    def entered(self) -> Known:
        """Whether anybody wrote it, a date that is still to come included."""
        return Known(self, at_all=True)

    def is_in(self, *values: Literal) -> Among:
        """Whether it is one of the values."""
        return Among(self, tuple(Const(value) for value in values))

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The nodes directly below."""
        return ()

    def walk(self) -> Iterator[Expr]:
        """This node and all below it. What stands inside a `Related` belongs to another kind and is left out."""
        yield self
        for part in self.parts:
            yield from part.walk()


@attrs.frozen(eq=False)
class Name(Expr):
    """A field, or a field of the record that a reference points to: ("household", "category")."""

    path: tuple[str, ...]

    def __getattr__(self, key: str) -> Name:
        if key.startswith("_"):
            raise AttributeError(key)
        return Name((*self.path, key))


@attrs.frozen(eq=False)
class Const(Expr):
    """A value written in the expression; a number beside money means yuan."""

    value: Literal


@attrs.frozen(eq=False)
class Param(Expr):
    """The regional parameter of that key at the day of the figure."""

    key: str


@attrs.frozen(eq=False)
class On(Expr):
    """The day of the figure itself."""


@attrs.frozen(eq=False)
class Age(Expr):
    """Full years from the kind's birthday to a day."""

    at: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.at,)


@attrs.frozen(eq=False)
class Block(Expr):
    """The first ("start") or last ("end") day of the block of calendar months that holds the day of the figure.

    Blocks of 1, 3, 6 and 12 months are months, quarters, half-years and years.
    """

    edge: str
    months: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.months,)


@attrs.frozen(eq=False)
class Arithmetic(Expr):
    """+ - * / of two numbers; a quotient is kept exact, and unknown where the divisor is not above 0."""

    operator: str
    left: Expr
    right: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@attrs.frozen(eq=False)
class Compare(Expr):
    """== != < <= > >= of two values; unknown where either is."""

    operator: str
    left: Expr
    right: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@attrs.frozen(eq=False)
class Among(Expr):
    """Whether a value is one of those listed."""

    value: Expr
    among: tuple[Const, ...]

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.value, *self.among)


@attrs.frozen(eq=False)
class Logic(Expr):
    """and / or of conditions, with unknown as a third truth."""

    operator: str
    items: tuple[Expr, ...]

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.items


@attrs.frozen(eq=False)
class Not(Expr):
    """The opposite; unknown stays unknown."""

    item: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.item,)


@attrs.frozen(eq=False)
class Known(Expr):
    """Whether a value is there; always yes or no. A past date counts as known from its day on.

    Attributes:
        item: the value.
        at_all: for a field, whether it is asked if anybody wrote it at all: then a date counts before its day too.
    """

    item: Expr
    at_all: bool = False

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.item,)


@attrs.frozen(eq=False)
class Repeated(Expr):
    """Whether another record of the kind, in force, holds the same value; unknown where there is none."""

    field: Name

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.field,)


@attrs.frozen(eq=False)
class Alike(Expr):
    """How many records of the kind, in force, hold the same value as this one, itself among them.

    Attributes:
        field: the field, such as a helper's name.
        where: only records for which this holds, or None.
    """

    field: Name
    where: Expr | None = None

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.field,) if self.where is None else (self.field, self.where)


@attrs.frozen(eq=False)
class Attached(Expr):
    """Whether a file that is in force was attached to the record by the day of the figure; always yes or no."""


@attrs.frozen(eq=False)
class AlsoIn(Expr):
    """Whether a record of a kind, in force, holds the value of a field of this one; unknown where it holds none.

    Attributes:
        kind: key of the kind that is looked through, such as the register of households.
        held: its field, such as the head's ID number.
        field: the field of this record.
        where: only records of that kind for which this holds, or None.
    """

    kind: str
    held: str
    field: Name
    where: Expr | None = None

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.field,)


@attrs.frozen(eq=False)
class Related(Expr):
    """The records of another kind that point here: whether there is one, how many, their sum, or a field of the first.

    Attributes:
        want: "has", "count", "sum" or "one".
        kind: key of that kind.
        via: its reference that points to this record.
        where: a condition over it, or None.
        field: for "one", the field that is read, the smallest value where there are several; for "sum", the
            number that is added up, 0 where there is none.
    """

    want: str
    kind: str
    via: str
    where: Expr | None = None
    field: str = ""


@attrs.frozen(eq=False)
class Figure(Expr):
    """A dated figure of the organisation, such as its workers; stands only in a denominator."""

    key: str


@attrs.frozen(eq=False)
class Measure(Expr):
    """What an indicator counts over the records of an organisation.

    Attributes:
        function: "count" (records), "sum" (of `value`), "distinct" (different `value`s; an unknown one
            counts as a record of its own).
        value: the expression, None for count.
        where: only records for which this holds, or None.
    """

    function: str
    value: Expr | None = None
    where: Expr | None = None

    @property
    def parts(self) -> tuple[Expr, ...]:
        return tuple(part for part in (self.value, self.where) if part is not None)


def node(value: object) -> Expr:
    """A value as a node."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, str | int | bool | date | Decimal):
        return Const(value)
    raise DeclarationError(f"表达式里不能用 {value!r};可以用文字、整数、小数(Decimal)、日期和字段")
