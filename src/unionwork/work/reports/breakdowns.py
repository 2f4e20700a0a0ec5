"""The codes by which an indicator is broken down on a page, with what they are called."""

from __future__ import annotations

from typing import Any

from unionwork.declare.checking import resolve
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.errors import RefusedError
from unionwork.work.measuring import require_breakdown
from unionwork.work.reports.desk import Desk

_MISSING = {"zh": "未填", "en": "not stated"}
_YES = {"zh": ("否", "是"), "en": ("no", "yes")}


def field_of(desk: Desk, key: str, name: str) -> Field:
    """The field by which an indicator is broken down.

    Raises:
        DeclarationError: it has none such.
        NotPermittedError: it is private and the operator may not read it.
        RefusedError: it is private and the form is public.
    """
    session, word = desk.session, desk.indicator(key)
    path = word.by[name].path if name in word.by else tuple(name.split("."))
    field = resolve(session.catalogue, session.kind(word.of.key), path)[1]
    if field.private is not None and desk.form.public:
        raise RefusedError(f"报表「{desk.form.label}」是公开的,不能按个人信息「{field.label}」分组;请改用别的字段")
    require_breakdown(session, word, [name])
    return field


def codes_of(desk: Desk, key: str, name: str) -> list[tuple[str, str]]:
    """The codes of a breakdown with their labels, in their order; "" for records without one."""
    field = field_of(desk, key, name)
    found: dict[str, str] = {}
    for cell in desk.cells(key, by=(name,)):
        code = cell.by[0]
        found.setdefault("" if code is None else str(code), say_code(desk, field, code))
    return list(found.items())


def say_code(desk: Desk, field: Field, code: Any) -> str:
    """A code of a breakdown in words."""
    session = desk.session
    if code is None:
        return _MISSING[session.lang]
    if field.vocabulary:
        known = str(code) in session.catalogue.vocabulary(field.vocabulary, desk.region).codes
        return session.catalogue.label_of(field, str(code), session.lang, desk.region if known else "")
    if field.shape is Shape.FLAG:
        return _YES[session.lang][bool(code)]
    if field.shape is Shape.REF and field.to == "organisation":
        return desk.organisations.names.get(code, "")
    return str(field.to_json(code))


def adds_up(word: Indicator, part: str = "value") -> bool:
    """Whether the numbers of parts that hold no record in common add up to the number of the whole."""
    if part == "denominator" or (word.is_share and part != "numerator"):
        return False
    return word.counted.function != "distinct"
