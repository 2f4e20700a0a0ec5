"""What other rows hold the same value as a row, and what is attached to it, as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, exists, func, literal, select

from unionwork.declare.checking import field_of
from unionwork.declare.expressions import Alike, AlsoIn, Name, Repeated
from unionwork.store.tables import IN_FORCE

if TYPE_CHECKING:
    from unionwork.store.compiler import Scope

Sql = ColumnElement[Any]


def is_repeated(scope: Scope, at: Repeated) -> Sql:
    """Whether another record of the kind holds the value; null where there is none."""
    name = field_of(scope.kind, at.field.path[0]).column
    inner = scope.over(scope.kind)
    column = inner.row.c[name]
    twice = select(column).where(*inner.counted(), column.is_not(None)).group_by(column).having(func.count() > 1)
    held: Sql = scope.row.c[name]
    # Nothing is not even in an empty list, which SQL answers with no; it stays unknown here.
    return case((held.is_not(None), held.in_(twice)))


def count_alike(scope: Scope, at: Alike) -> Sql:
    """How many records of the kind hold the value; null where there is none. Joined to the scope's source."""
    inner = scope.over(scope.kind)
    field = field_of(scope.kind, at.field.path[0])
    column = inner.column(field)
    tests = [*inner.counted(), column.is_not(None)]
    if at.where is not None:
        tests.append(inner.condition(at.where))
    # Counted once for all values and joined: a count for each record would be quadratic.
    counted = select(column.label("value"), func.count().label("held")).select_from(inner.source).where(*tests)
    same = counted.group_by(column).subquery()
    mine = scope.column(field)
    scope.source = scope.source.outerjoin(same, same.c.value == mine)
    return case((mine.is_not(None), func.coalesce(same.c.held, 0)))


def is_also_in(scope: Scope, at: AlsoIn) -> Sql:
    """Whether a record of the kind looked through holds the value; null where there is none."""
    inner = scope.over(scope.catalogue.kind(at.kind))
    other, mine = inner.value(Name((at.held,))).top, scope.value(at.field).top
    tests = [*inner.counted(), other.is_not(None)]
    if at.where is not None:
        tests.append(inner.condition(at.where))
    return case((mine.is_not(None), mine.in_(select(other).select_from(inner.source).where(*tests))))


def is_attached(scope: Scope) -> Sql:
    """Whether a file in force was attached by the day."""
    file = scope.tables["attachment"].alias()
    query = select(literal(1)).where(
        file.c.kind == scope.kind.key, file.c.subject == scope.row.c.id, file.c.void == IN_FORCE,
        file.c.added_on <= scope.on,
    )  # fmt: skip
    return exists(query.correlate(scope.row))
