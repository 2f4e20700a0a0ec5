"""Fields: what one entry of a paper form is called, holds, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from unionwork.declare.sequences import listed
from unionwork.values import Money, day_number, number_day

METADATA = "unionwork"


class Shape(StrEnum):
    """The form in which a field is written, read and stored.

    Stored as: text and codes as text; DAY as yyyymmdd, MONTH as yyyymm, MONEY in fen,
    QUANTITY times 10**decimals, FLAG as 0 or 1, all integers; REF and ORG as the id.
    DECIDED has no column: it is read from the decision in force.
    """

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    MONTH = "month"
    INTEGER = "integer"
    QUANTITY = "quantity"
    MONEY = "money"
    FLAG = "flag"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    PHONE = "phone"
    REF = "ref"
    DECIDED = "decided"

    @property
    def is_number(self) -> bool:
        """Whether arithmetic is possible on it."""
        return self in (Shape.INTEGER, Shape.QUANTITY, Shape.MONEY)

    @property
    def is_stored_as_text(self) -> bool:
        """Whether its column is text."""
        return self in (Shape.TEXT, Shape.CODE, Shape.ID_NUMBER, Shape.CREDIT_CODE, Shape.PHONE)


class Private(StrEnum):
    """Classes of personal data (个人信息保护法 28); masked on every surface by default."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    HEALTH = "health"
    INCOME = "income"
    ACCOUNT = "account"
    MINOR = "minor"
    ADDRESS = "address"
    BIRTH = "birth"


@attrs.frozen(kw_only=True)
class Field:
    """One field of a kind.

    Attributes:
        key: its name in code, in commands and as a column.
        label: its Chinese name, the usual header in sheets.
        label_en: its English name; the Chinese one where none is given.
        shape: see Shape.
        aliases: other headers that offices print for it.
        unit: the unit that is shown, such as 人 or 元.
        vocabulary: for CODE and DECIDED, key of the vocabulary.
        private: the class of personal data it holds, or None.
        totals: for a private code, whether everybody who may measure may be told how many records have each code;
            whose they are stays hidden, and words that are in no vocabulary are counted together.
        help: one sentence for the person who fills it in.
        required: whether a record must have it.
        decimals: for QUANTITY, how many decimals it keeps.
        least: for INTEGER and MONEY (in fen), the smallest number that is allowed, None for any; counts are not
            below 0, while money may be taken back unless its field says otherwise.
        usual: for a count of persons that amounts are divided by, the smallest that makes sense; a smaller one is
            taken with a hint. None for any.
        planned: for DAY, a date set in advance (a deadline): known before it comes.
        to: for REF, the key of the kind it points to.
        rule: for DECIDED, the rule whose decision in force it shows.
        derived_from: the ID number field that gives it where the sheet has none.
        birth: whether `age(on)` counts from it.
        owner: key of the pack that added it, "" for the kind's own.
    """

    key: str = ""
    label: str
    label_en: str = ""
    shape: Shape
    aliases: tuple[str, ...] = attrs.field(default=(), converter=listed)
    unit: str = ""
    vocabulary: str = ""
    private: Private | None = None
    totals: bool = False
    help: str = ""
    required: bool = False
    decimals: int = 0
    least: int | None = attrs.field()
    usual: int | None = None
    planned: bool = False
    to: str = ""
    rule: str = ""
    derived_from: str = ""
    birth: bool = False
    owner: str = ""

    @least.default
    def _count_from_nothing(self) -> int | None:
        return 0 if self.shape is Shape.INTEGER else None

    @property
    def column(self) -> str:
        """Its column; a region's own is kept apart by the pack's key."""
        return f"x_{self.owner.replace('-', '_')}_{self.key}" if self.owner else self.key

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which sheets may carry it, its label first."""
        return (self.label, *self.aliases)

    def to_store(self, value: Any) -> Any:
        """A Python value as its column holds it."""
        if value is None:
            return None
        if isinstance(value, date):
            return day_number(value)
        if isinstance(value, Money):
            return value.fen
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, Decimal):
            return int(value.scaleb(self.decimals).to_integral_value())
        if self.shape is Shape.MONTH and isinstance(value, str):
            return int(value[:4]) * 100 + int(value[5:7])
        return value

    def from_store(self, stored: Any) -> Any:
        """The Python value that a column's content stands for."""
        if stored is None:
            return None
        if self.shape is Shape.DAY:
            return number_day(stored)
        if self.shape is Shape.MONTH:
            return f"{stored // 100:04}-{stored % 100:02}"
        if self.shape is Shape.MONEY:
            return Money(stored)
        if self.shape is Shape.QUANTITY:
            return Decimal(stored).scaleb(-self.decimals)
        if self.shape is Shape.FLAG:
            return bool(stored)
        return stored

    def to_json(self, stored: Any) -> Any:
        """The plain value of a column's content: ISO dates, yuan as a Decimal with two decimals."""
        value = self.from_store(stored)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Money):
            return Decimal(str(value))
        return value


def _declare(shape: Shape, label: str, aliases: Iterable[str], default: Any = attrs.NOTHING, **facts: Any) -> Any:
    field = Field(label=label, shape=shape, aliases=tuple(aliases), **facts)
    return attrs.field(default=default, metadata={METADATA: field})


def text(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """Free text."""
    return _declare(Shape.TEXT, label, aliases, **facts)


def coded(label: str, vocabulary: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A code of a vocabulary."""
    return _declare(Shape.CODE, label, aliases, vocabulary=vocabulary, **facts)


def day(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A day on which something happened; after the day of a figure it counts as unknown."""
    return _declare(Shape.DAY, label, aliases, **facts)


def deadline(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A day set in advance, known before it comes."""
    return _declare(Shape.DAY, label, aliases, planned=True, **facts)


def month(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A month, written 2015-01."""
    return _declare(Shape.MONTH, label, aliases, **facts)


def integer(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A whole number."""
    return _declare(Shape.INTEGER, label, aliases, **facts)


def quantity(label: str, aliases: Iterable[str] = (), *, decimals: int, **facts: Any) -> Any:
    """A number with a fixed count of decimals, such as square metres."""
    return _declare(Shape.QUANTITY, label, aliases, decimals=decimals, **facts)


def money(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """An amount of yuan, exact to the fen."""
    return _declare(Shape.MONEY, label, aliases, unit="元", **facts)


def flag(label: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """Yes or no."""
    return _declare(Shape.FLAG, label, aliases, **facts)


def id_number(label: str = "身份证号", aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A citizen's ID number; private."""
    names = ("身份证号码", "公民身份号码", "公民身份证号", "身份证", "证件号码", "身份号码", *aliases)
    return _declare(Shape.ID_NUMBER, label, names, private=Private.ID_NUMBER, **facts)


def credit_code(label: str = "统一社会信用代码", aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A unit's unified social credit code."""
    return _declare(Shape.CREDIT_CODE, label, ("社会信用代码", "信用代码", *aliases), **facts)


def phone(label: str = "联系电话", aliases: Iterable[str] = (), **facts: Any) -> Any:
    """A telephone number; private."""
    names = ("手机号码", "手机号", "手机", "电话", "联系方式", "电话号码", "联系电话", *aliases)
    others = tuple(name for name in names if name != label)
    return _declare(Shape.PHONE, label, others, private=Private.PHONE, **facts)


def ref(label: str, aliases: Iterable[str] = (), *, to: str, **facts: Any) -> Any:
    """The record of another kind (`to`, its key), named in sheets by its number."""
    return _declare(Shape.REF, label, aliases, to=to, **facts)


def decided(label: str, *, rule: str, vocabulary: str, aliases: Iterable[str] = (), **facts: Any) -> Any:
    """What the decision in force says; never a column of its own, so never rewritten."""
    return _declare(Shape.DECIDED, label, aliases, None, rule=rule, vocabulary=vocabulary, **facts)
