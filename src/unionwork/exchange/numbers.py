"""Numbers of persons and units: ID numbers, credit codes, telephone numbers; never taken from a number cell blindly."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from unionwork.errors import ValueRefusedError
from unionwork.exchange.grids import Cell
from unionwork.exchange.marks import Warned
from unionwork.exchange.wording import half_width, whole
from unionwork.values import CreditCode, IdNumber

_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_MANY: Final = re.compile(r"[,;/、]|或")


def read_id_number(value: Cell, on: date | None = None) -> str | Warned:
    """The ID number that a text cell holds, of somebody born by a day (None: by today).

    Raises:
        ValueRefusedError: a numeric cell, whose digits past the fifteenth are lost; or it does not hold.
    """
    if not isinstance(value, str):
        raise ValueRefusedError(
            "是数字格式的单元格,15 位以后的数字已经丢失;请把这一列设成文本格式,再照证件重新填写", _digits(value)
        )
    text = half_width(value).lstrip("'‘’`").upper()
    if _SCIENTIFIC.fullmatch(text):
        raise ValueRefusedError("已变成科学计数,后面的数字已经丢失;请把这一列设成文本格式,再照证件重新填写", text)
    number = IdNumber.parse(text, on)
    if len(text) == 15:
        return Warned(number.text, "是 15 位旧号码,已换成 18 位")
    return number.text


def read_credit_code(value: Cell) -> str:
    """The credit code that a text cell holds.

    Raises:
        ValueRefusedError: a numeric cell, or it does not hold.
    """
    if not isinstance(value, str):
        raise ValueRefusedError(
            "是数字格式的单元格,15 位以后的数字已经丢失;请把这一列设成文本格式,再照证书重新填写", _digits(value)
        )
    text = half_width(value).lstrip("'‘’`").upper()
    if _SCIENTIFIC.fullmatch(text):
        raise ValueRefusedError("已变成科学计数,后面的数字已经丢失;请把这一列设成文本格式,再照证书重新填写", text)
    return CreditCode.parse(text).text


def read_phone(value: Cell) -> str | Warned:
    """The telephone number that a cell holds, digits only; one that looks wrong is kept with a warning.

    Raises:
        ValueRefusedError: no digit is in it.
    """
    if value.__class__ is str and len(value) == 11 and value.isascii() and value.isdigit():
        return value
    text = half_width(_digits(value) if not isinstance(value, str) else value).lstrip("'‘’`")
    if _SCIENTIFIC.fullmatch(text):
        raise ValueRefusedError("已变成科学计数,后面的数字已经丢失;请把这一列设成文本格式再填写", text)
    if not any(sign.isdigit() for sign in text):
        raise ValueRefusedError("不是电话号码;请只填数字", text)
    parts = [part for part in _MANY.split(text) if part]
    if len(parts) > 1:
        return Warned("/".join(_plain(part) for part in parts), "一格里有几个号码,已一起保留")
    number = _plain(text)
    if not number.isdigit():
        return Warned(number, "电话号码里有数字以外的字,请核对")
    if not (len(number) == 11 or 7 <= len(number) <= 12):
        return Warned(number, f"电话号码有 {len(number)} 位,请核对")
    return number


def _plain(text: str) -> str:
    text = re.sub(r"[-()\u2010-\u2015\u2212]", "", text)
    return text[-11:] if re.fullmatch(r"(?:\+?86)1\d{10}", text) else text


def _digits(value: Cell) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return whole(value)
