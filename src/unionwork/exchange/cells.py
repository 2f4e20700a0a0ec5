"""Cells: one cell of a sheet to the value that its field stores.

Stable: `reader_for`, `read_cell`, `Reading`, `Warned`, `CLEAR`, `LEAVE`, `mask`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Final

import attrs

from unionwork.declare.fields import Field, Private, Shape
from unionwork.declare.vocabularies import Vocabulary, fold
from unionwork.errors import ValueRefusedError, nearest
from unionwork.exchange.amounts import integer_reader, money_reader, quantity_reader
from unionwork.exchange.days import read_day, read_month
from unionwork.exchange.grids import Cell, CellProblem
from unionwork.exchange.marks import CLEAR, LEAVE, Mark, Warned
from unionwork.exchange.numbers import read_credit_code, read_id_number, read_phone
from unionwork.exchange.wording import EMPTY_WORDS, tidy, whole
from unionwork.values import born_ahead, day_number, mask_id, mask_phone

__all__ = ["CLEAR", "LEAVE", "Mark", "Reader", "Reading", "Warned", "mask", "read_cell", "reader_for", "telling_ahead"]

Stored = str | int
Read = Stored | Mark | Warned | None
Reader = Callable[[Cell], Read]

_YES: Final = frozenset(fold(word) for word in ("是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "1.0"))
_NO: Final = frozenset(fold(word) for word in ("否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0", "0.0"))
_HIDDEN: Final = frozenset({"已隐藏", "hidden"})
# An ID number, whole or with signs too few or too many, and the number of a bank card.
_ID_LIKE: Final = re.compile(r"(?<!\d)\d{15,}[Xx]?(?!\d)")
_PHONE_LIKE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# Beyond so many different values a column is not worth remembering, and memory stays flat.
_REMEMBERED: Final = 20_000


@attrs.frozen
class Reading:
    """What a cell holds.

    Attributes:
        value: the stored value; None for an empty cell and LEAVE for a masked one (both leave what is
            stored), CLEAR for one that empties it.
        warning: what the user should look at, or "".
    """

    value: Stored | Mark | None
    warning: str = ""


def read_cell(
    field: Field, value: Cell, vocabulary: Vocabulary | None = None, factor: int = 1, on: date | None = None
) -> Reading:
    """What one cell holds.

    Args:
        field: what the column holds.
        value: the cell.
        vocabulary: the codes of the field, for one that has some.
        factor: the yuan that a unit of the column stands for (10000 for 万元).
        on: the business day, after which nobody was born; not asked where none is given.

    Raises:
        ValueRefusedError: the field cannot hold it; a private value is masked.
    """
    read = reader_for(field, vocabulary, factor, on)(value)
    return Reading(read.value, read.warning) if isinstance(read, Warned) else Reading(read)


def reader_for(field: Field, vocabulary: Vocabulary | None = None, factor: int = 1, on: date | None = None) -> Reader:
    """The function that reads the cells of one column; it gives what `Reading.value` says, or a Warned.

    The function raises ValueRefusedError for a cell that the field cannot hold, private values masked.
    """
    plain = _plain_reader(field, vocabulary, factor, on)
    is_text = field.shape in (Shape.TEXT, Shape.REF)
    may_be_masked = field.private is not None or not is_text
    if is_text:
        return _text_reader(field, may_be_masked)
    return _remembering(_guarded(field, plain)) if _repeats(field) else _guarded(field, plain)


def telling_ahead(read: Reader, on: date) -> Reader:
    """The reader of a record's first day: one that is still to come is taken and told, for nothing counts it yet."""
    last, said = day_number(on), f"晚于业务日期 {on},到那天才计入;请核对"

    def told(value: Cell) -> Read:
        day = read(value)
        return Warned(day, said) if isinstance(day, int) and day > last else day

    return told


def mask(field: Field, value: Cell) -> str:
    """A cell's content as a message may show it."""
    text = value.text if isinstance(value, CellProblem) else _shown(value)
    if field.private is None or not text:
        # A row whose cells have slipped carries an ID number under any header.
        text = _ID_LIKE.sub(lambda found: mask_id(found[0]), text[:60])
        text = _PHONE_LIKE.sub(lambda found: mask_phone(found[0]), text)
        return text if len(text) <= 40 else f"{text[:40]}……"
    if field.private is Private.PHONE:
        return mask_phone(text)
    # A name or a diagnosis has few signs: even its length is all that is told.
    return mask_id(text) if field.private is Private.ID_NUMBER else "*" * min(len(text), 6)


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return whole(value)
    return str(value).strip()


def _repeats(field: Field) -> bool:
    return field.shape not in (Shape.ID_NUMBER, Shape.PHONE)


def _plain_reader(field: Field, vocabulary: Vocabulary | None, factor: int, on: date | None) -> Callable[[Cell], Read]:
    match field.shape:
        case Shape.DAY:
            return _born_by(on) if field.birth else read_day
        case Shape.MONTH:
            return read_month
        case Shape.INTEGER:
            return _at_least(field, integer_reader(field.unit))
        case Shape.QUANTITY:
            return quantity_reader(field.decimals, field.unit)
        case Shape.MONEY:
            return _at_least(field, money_reader(factor))
        case Shape.FLAG:
            return _read_flag
        case Shape.ID_NUMBER:
            return partial(read_id_number, on=on)
        case Shape.CREDIT_CODE:
            return read_credit_code
        case Shape.PHONE:
            return read_phone
        case Shape.CODE | Shape.DECIDED:
            return _code_reader(vocabulary)
        case _:
            return _read_text


def _born_by(on: date | None) -> Callable[[Cell], Read]:
    """Reads a birthday: nobody was born after the business day."""
    if on is None:
        return read_day
    last = day_number(on)

    def read(value: Cell) -> Read:
        day = read_day(value)
        if day > last:
            raise ValueRefusedError(born_ahead("出生日期", on), str(value))
        return day

    return read


def _at_least(field: Field, read: Callable[[Cell], Read]) -> Callable[[Cell], Read]:
    least, usual = field.least, field.usual
    if least is None and usual is None:
        return read

    def bounded(value: Cell) -> Read:
        found = read(value)
        number = found.value if isinstance(found, Warned) else found
        if isinstance(number, int) and least is not None and number < least:
            raise ValueRefusedError(f"不能小于 {least};请改正", str(number))
        if isinstance(number, int) and usual is not None and number < usual:
            return Warned(number, f"是 {number},人均算不出;本人也计入,至少填 {usual}")
        return found

    return bounded


def _guarded(field: Field, plain: Callable[[Cell], Read]) -> Reader:
    """Reads what every shape has in common: empty, 清空, masked, no value; and masks what is refused."""

    def read(value: Cell) -> Read:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            word = value.strip()
            if not word:
                return None
            if word == "清空":
                return CLEAR
            if "***" in word or word in _HIDDEN:
                return LEAVE
        try:
            if isinstance(value, CellProblem):
                raise ValueRefusedError(value.reason, value.text)
            return plain(value)
        except ValueRefusedError as refused:
            if isinstance(value, str) and value.strip() in EMPTY_WORDS:
                return Warned(None, "按空白处理")
            raise ValueRefusedError(refused.reason, mask(field, value)) from None

    return read


def _remembering(read: Reader) -> Reader:
    """Reads every different value once, for columns in which values repeat."""
    known: dict[Cell, Read] = {}

    def look_up(value: Cell) -> Read:
        # True and 1 are one key to a dict and two values to a cell.
        if value.__class__ is bool:
            return read(value)
        try:
            return known[value]
        except KeyError:
            pass
        found = read(value)
        if len(known) < _REMEMBERED:
            known[value] = found
        return found

    return look_up


def _text_reader(field: Field, may_be_masked: bool) -> Reader:
    def read(value: Cell) -> Read:
        if value.__class__ is str:
            text = value.strip() if value.isprintable() else tidy(value)
            if not text:
                return None
            if text == "清空":
                return CLEAR
            if may_be_masked and ("***" in text or text in _HIDDEN):
                return LEAVE
            return text
        if value is None:
            return None
        if isinstance(value, CellProblem):
            raise ValueRefusedError(value.reason, mask(field, value))
        return _read_text(value)

    return read


def _read_text(value: Cell) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return whole(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return tidy(str(value))


def _read_flag(value: Cell) -> Read:
    if isinstance(value, bool):
        return int(value)
    word = fold(whole(value) if isinstance(value, int | float) else str(value))
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise ValueRefusedError("看不出是或否;请填“是”或“否”", str(value))


def _code_reader(vocabulary: Vocabulary | None) -> Callable[[Cell], Read]:
    def read(value: Cell) -> Read:
        text = _read_text(value)
        if vocabulary is None:
            return text
        code = vocabulary.find(text)
        if code is not None:
            return code
        if text in EMPTY_WORDS:
            return Warned(None, "按空白处理")
        if vocabulary.open:
            return Warned(text, f"不在“{vocabulary.label}”的代码表里,已照原样保留")
        raise ValueRefusedError(_not_allowed(vocabulary, text), text)

    return read


def _not_allowed(vocabulary: Vocabulary, text: str) -> str:
    labels = [entry.label for entry in vocabulary.terms]
    close = nearest(text, labels)
    shown = "、".join(labels[:12]) + ("……" if len(labels) > 12 else "")
    guess = f";最接近的是「{close}」" if close else ""
    return f"不在“{vocabulary.label}”的代码表里;可以填:{shown}{guess}"
