"""What a snapshot can answer: a statement that needs what the files do not hold is refused before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
from sqlalchemy import Column, Engine, Table, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, ClauseElement
from sqlalchemy.sql.functions import FunctionElement

from unionwork.errors import RefusedError

# (table, column)
Place = tuple[str, str]
_AGGREGATES = ("min", "max", "sum")
_ALLOWED = (operators.is_, operators.is_not)
_PAIRED = (operators.eq, operators.ne, operators.in_op, operators.not_in_op)


@attrs.frozen(kw_only=True)
class Holdings:
    """What the files of a snapshot hold.

    Attributes:
        columns: every column that a file holds.
        hashed: those of which it holds a digest in place of the value.
        missing: columns that stayed behind because of what they hold.
        name: a column in the words of the office.
    """

    columns: frozenset[Place]
    hashed: frozenset[Place] = frozenset()
    missing: frozenset[Place] = frozenset()
    name: Callable[[Place], str] = ".".join


def guard(engine: Engine, held: Holdings) -> None:
    """Let an engine run only what these files can answer; a statement is looked at once, whatever is bound to it."""
    passed: set[str] = set()

    @event.listens_for(engine, "before_cursor_execute")
    def look(_connection: Any, _cursor: Any, text: str, _values: Any, context: Any, *_: Any) -> None:
        if text not in passed and context.compiled is not None:
            check(context.compiled.statement, held)
            passed.add(text)


def check(statement: ClauseElement, held: Holdings) -> None:
    """Refuse a statement that needs what is not there.

    Raises:
        RefusedError: a column is not in the files, or a digest would be taken for the value.
    """
    for at in visitors.iterate(statement):
        if isinstance(at, BinaryExpression):
            _check_pair(at, held)
        elif isinstance(at, FunctionElement) and at.name in _AGGREGATES:
            # The least of several digests is not the digest of the least.
            _refuse_value(at, held)
        for place in places_of(at) if isinstance(at, Column) else ():
            if place in held.missing:
                raise RefusedError(
                    f"快照里没有「{held.name(place)}」(个人信息,没有带出);请查原工作区,或由有权的人用 --reveal 重做快照"
                )
            if place not in held.columns:
                raise RefusedError(f"快照里没有「{held.name(place)}」;请查原工作区,或按现在的声明重做快照")


def places_of(at: Any) -> Iterator[Place]:
    """The stored columns that a column stands for, through any alias and subquery."""
    for found in at.base_columns:
        if isinstance(found, Column) and isinstance(found.table, Table):
            yield found.table.name, found.name


def _check_pair(at: BinaryExpression[Any], held: Holdings) -> None:
    sides = [_is_hashed(side, held) for side in (at.left, at.right)]
    if not any(sides) or at.operator in _ALLOWED:
        return
    if at.operator not in _PAIRED or not all(sides):
        _refuse_value(at, held)


def _is_hashed(side: Any, held: Holdings) -> bool:
    """Whether a side is a column that was replaced by its digest, or a list of such."""
    found = side
    while not isinstance(found, Column) and getattr(found, "element", None) is not None:
        found = found.element
    columns = getattr(found, "selected_columns", None)
    asked = [found] if columns is None else list(columns)
    return any(place in held.hashed for entry in asked if hasattr(entry, "base_columns") for place in places_of(entry))


def _refuse_value(at: ClauseElement, held: Holdings) -> None:
    for part in visitors.iterate(at):
        for place in places_of(part) if isinstance(part, Column) else ():
            if place in held.hashed:
                raise RefusedError(
                    f"快照里「{held.name(place)}」只有摘要,只能数不同的、找重复的;"
                    "请查原工作区,或由有权的人用 --reveal 重做快照"
                )
