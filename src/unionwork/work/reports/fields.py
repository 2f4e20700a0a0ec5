"""The fields of the record that a page is about, in its texts and conditions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from unionwork.declare.fields import Shape
from unionwork.values import number_day
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.entries import Column, columns_of, entry_cell, scope_at
from unionwork.work.reports.page_words import say_day


def say_field(desk: Desk, path: str) -> str:
    """A field of the record in words, hidden where the operator may not read it; "" where it is not filled in."""
    column, stored = _read(desk, path)
    text = entry_cell(desk, column, stored).text
    # In running text a day is written out; a hidden one stays hidden.
    is_day = column.shown.shape is Shape.DAY and stored is not None
    if is_day and desk.may_show(column.shown, column.shown_owner):
        return say_day(number_day(int(stored)), desk.session.lang)
    return text


def value_of_field(desk: Desk, path: str) -> int | Decimal | str | date | bool | None:
    """A field of the record to compare with: yuan, a code, a day; None where it is not filled in or is hidden."""
    column, stored = _read(desk, path)
    field = column.shown
    if stored is None or not desk.may_show(field, column.shown_owner):
        return None
    if field.shape is Shape.MONEY:
        return Decimal(int(stored)) / 100
    found: int | Decimal | str | date | bool | None = field.from_store(stored)
    return found


def _read(desk: Desk, path: str) -> tuple[Column, Any]:
    assert desk.kind is not None
    assert desk.record is not None
    scope = scope_at(desk, desk.kind, desk.session.day)
    column = columns_of(desk, scope, [path])[0]
    query = select(column.value).select_from(scope.source).where(scope.row.c.id == desk.record["id"])
    return column, desk.connection.execute(query).scalar()
