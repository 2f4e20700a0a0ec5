"""The state of a record: the last state of its procedure whose condition holds, worked out by SQL alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, literal

from unionwork.declare.procedures import Procedure
from unionwork.store.compiler import Scope

Sql = ColumnElement[Any]


def state_of(scope: Scope, procedure: Procedure) -> Sql:
    """The key of the state that each row of a scope is in.

    An unknown condition does not hold. The conditions may join tables to the scope's source, so ask for
    the state before `scope.source` is read.
    """
    first, *later = procedure.states
    tests = [(scope.condition(state.when), literal(state.key)) for state in reversed(later) if state.when is not None]
    return case(*tests, else_=literal(first.key)) if tests else literal(first.key)
