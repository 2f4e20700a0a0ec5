"""Deciding the conditions of a form from numbers that are known; what is missing leaves them undecided."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from unionwork.declare.expressions import Among, Arithmetic, Compare, Const, Expr, Known, Logic, Name, Not
from unionwork.declare.form_words import FIELD, FIGURE, PAGE, PARAM, Names
from unionwork.errors import DeclarationError
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.fields import value_of_field
from unionwork.work.reports.numbers import number_of
from unionwork.work.reports.page_words import say_page_word

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def decide(desk: Desk, condition: Expr | None) -> bool | None:
    """Whether a condition holds for the page; None where a number that decides it is missing. No condition holds.

    The numbers are only asked about, so they get no address.
    """
    if condition is None:
        return True
    found = _value(desk, condition)
    return None if found is None else bool(found)


def is_about_nothing_kept(desk: Desk, condition: Expr | None) -> bool:
    """Whether all that a condition lacks are figures of registers that were never kept: of them nothing is to say."""
    window, names = desk.window(desk.period), Names(catalogue=desk.session.catalogue, kind=desk.kind)
    for at in condition.walk() if condition is not None else ():
        if not isinstance(at, Name) or _named(desk, at) is not None:
            continue
        word = names.find(".".join(at.path))
        if word.sort != FIGURE or window is None or desk.has_begun(desk.indicator(word.key), window.last):
            return False
    return True


def _value(desk: Desk, at: Expr) -> Any:
    match at:
        case Const():
            return at.value
        case Name():
            return _named(desk, at)
        case Compare():
            left, right = _value(desk, at.left), _value(desk, at.right)
            return None if left is None or right is None else _COMPARE[at.operator](left, right)
        case Among():
            value = _value(desk, at.value)
            return None if value is None else any(value == entry.value for entry in at.among)
        case Logic():
            return _joined(at.operator, (_value(desk, item) for item in at.items))
        case Not():
            value = _value(desk, at.item)
            return None if value is None else not value
        case Known():
            return _value(desk, at.item) is not None
        case Arithmetic():
            return _computed(at.operator, _value(desk, at.left), _value(desk, at.right))
    raise DeclarationError(f"报表的条件里不能用 {type(at).__name__}")


def _joined(sign: str, truths: Iterable[bool | None]) -> bool | None:
    """and / or: one that decides is enough, whatever is missing beside it."""
    decisive = sign == "or"
    found = list(truths)
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def _computed(sign: str, left: Any, right: Any) -> Decimal | None:
    if left is None or right is None:
        return None
    one, other = Decimal(left), Decimal(right)
    if sign == "/":
        # As everywhere in the language: unknown where the divisor is not above 0.
        return one / other if other > 0 else None
    return {"+": one + other, "-": one - other, "*": one * other}[sign]


def _named(desk: Desk, at: Name) -> Any:
    word = Names(catalogue=desk.session.catalogue, kind=desk.kind).find(".".join(at.path))
    if word.sort == PAGE:
        return say_page_word(desk, word.key, desk.session.lang)
    if word.sort == FIELD:
        return value_of_field(desk, word.key)
    if word.sort == PARAM:
        found = desk.param(word.key, silent=True)
    else:
        found = number_of(desk, word.key, word.part, silent=True)
    return None if found is None else found.amount
