"""Finding records by a piece of their name or number; private numbers only whole, and with the right."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind
from unionwork.store.compiler import Scope


def search_test(scope: Scope, kind: Kind, words: str, *, private: bool) -> ColumnElement[bool]:
    """The condition that a record's name or number holds the words, or its ID or telephone is exactly that."""
    sought = words.strip()
    row = scope.row
    tests: list[Any] = [row.c.number.contains(sought, autoescape=True)]
    if kind.named_by is not None:
        tests.append(row.c[kind.named_by.column].contains(sought, autoescape=True))
    if private:
        for field in kind.stored_fields:
            if field.shape in (Shape.ID_NUMBER, Shape.PHONE):
                tests.append(row.c[field.column] == sought.upper())
    return or_(*tests)
