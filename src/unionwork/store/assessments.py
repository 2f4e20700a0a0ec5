"""Rules as one statement over any number of records: an outcome, and a result for each test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Arithmetic
from unionwork.declare.rules import UNKNOWN, Rule, Test
from unionwork.store.compiler import Scope, Value
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE, Tables

_READ = 5_000


@attrs.frozen(kw_only=True)
class Side:
    """One side of a test: an exact quotient (fen for money), a day as yyyymmdd, or a text or code.

    Attributes:
        top: numerator, None where it is unknown; for texts the text itself.
        bottom: denominator.
        sort: number, money, day, text or truth.
    """

    top: int | str | None
    bottom: int | None
    sort: str

    @property
    def is_number(self) -> bool:
        """Whether there is an amount to show and a distance to take."""
        return self.sort in ("number", "money") and isinstance(self.top, int) and bool(self.bottom)

    @property
    def amount(self) -> Decimal | None:
        """The value: yuan for money; None where it is unknown."""
        if not self.is_number:
            return None
        exact = Decimal(self.top or 0) / Decimal(self.bottom or 1)
        return exact / 100 if self.sort == "money" else exact


@attrs.frozen(kw_only=True)
class Tested:
    """A test of one record.

    Attributes:
        test: the declaration.
        outcome: the outcome it belongs to.
        result: "passed", "failed" or "unknown".
    """

    test: Test
    outcome: str
    result: str
    left: Side
    right: Side


@attrs.frozen(eq=False)
class Assessed:
    """A record with what the rule proposes.

    A register of a million records is assessed faster than its reasons can be turned into objects, so
    they stay as the statement gave them until they are asked for.
    """

    _values: Sequence[Any]
    _assessor: Assessor

    @property
    def id(self) -> int:
        """Id of the record."""
        return int(self._values[0])

    @property
    def number(self) -> str:
        """Its number."""
        return str(self._values[1])

    @property
    def org(self) -> int:
        """Id of its organisation."""
        return int(self._values[2])

    @property
    def outcome(self) -> str:
        """Key of the outcome; "unknown" where facts are missing, "" where none fits."""
        return str(self._values[3])

    @property
    def tests(self) -> tuple[Tested, ...]:
        """Every test of the rule with both sides."""
        return self._assessor.tests_of(self._values)


class Assessor:
    """Assesses records by a rule as of a day.

    Args:
        overrides: parameters assumed to have another value, as (top, bottom).
        connection: lets parameters that are the same everywhere be bound as values; faster, and no other answer.
    """

    def __init__(
        self, catalogue: Catalogue, tables: Tables, rule: Rule, on: int,
        overrides: Mapping[str, tuple[int, int]] | None = None, connection: Connection | None = None,
    ) -> None:  # fmt: skip
        self.catalogue, self.tables, self.rule, self.on = catalogue, tables, rule, on
        self.kind = catalogue.kind(rule.of.key)
        self.scope = Scope(catalogue, tables, self.kind, on, Settings(tables, on, dict(overrides or {}), connection))
        self.sides: list[tuple[Value, Value]] = []
        self.results: list[ColumnElement[Any]] = []
        for test in rule.tests:
            left = self.scope.value(Arithmetic("/", test.left, test.per) if test.per is not None else test.left)
            right = self.scope.value(test.right)
            # Compared as whole products, so a household exactly on the line is on the line.
            self.results.append(self.scope.compare(test.operator, left, right))
            self.sides.append((left, right))
        self.outcome = self._outcome()

    def _outcome(self) -> ColumnElement[Any]:
        """The first outcome whose tests all pass; a missing fact that could change it makes it unknown."""
        branches: list[tuple[Any, Any]] = []
        place = 0
        for outcome in self.rule.outcomes:
            tests = self.results[place : place + len(outcome.all_of)]
            place += len(outcome.all_of)
            if not tests:
                return case(*branches, else_=literal(outcome.key)) if branches else literal(outcome.key)
            whole = and_(*tests)
            branches += [(whole, literal(outcome.key)), (whole.is_(None), literal(UNKNOWN))]
        return case(*branches, else_=literal(""))

    def population(self) -> list[ColumnElement[bool]]:
        """The records in force on the day."""
        row = self.scope.row
        tests: list[ColumnElement[bool]] = [row.c.void == IN_FORCE]
        if self.kind.lives:
            start, end = (row.c[self.kind.field(key).column] for key in self.kind.lives)
            tests += [start <= self.on, or_(end.is_(None), end > self.on)]
        return tests

    def counts(self, connection: Connection, *conditions: Any) -> dict[str, int]:
        """How many records each outcome is proposed for."""
        inner = (
            select(self.outcome.label("outcome"))
            .select_from(self.scope.source)
            .where(*self.population(), *conditions)
            .subquery()
        )
        rows = connection.execute(select(inner.c.outcome, func.count()).group_by(inner.c.outcome))
        found = {outcome: int(number) for outcome, number in rows}
        known = {outcome.key: found.pop(outcome.key, 0) for outcome in self.rule.outcomes}
        return {**known, **found}

    def records(
        self, connection: Connection, *conditions: Any, lived: bool = True, limit: int | None = None
    ) -> Iterator[Assessed]:
        """Each record with its outcome and every test, in the order of their ids."""
        row = self.scope.row
        columns: list[Any] = [row.c.id, row.c.number, row.c.org, self.outcome]
        for (left, right), result in zip(self.sides, self.results, strict=True):
            columns += [case((result, 1), (result.is_(None), 2), else_=0)]
            for side in (left, right):
                columns += [side.top, literal(side.bottom) if isinstance(side.bottom, int) else side.bottom]
        tests = self.population() if lived else [row.c.void == IN_FORCE]
        query = (
            select(*columns).select_from(self.scope.source).where(*tests, *conditions).order_by(row.c.id).limit(limit)
        )
        found = connection.execute(query, execution_options={"yield_per": _READ})
        for part in found.partitions(_READ):
            for values in part:
                yield Assessed(values, self)

    def outcomes(self, connection: Connection, *conditions: Any) -> dict[int, tuple[str, str]]:
        """Record id to (number, outcome)."""
        row = self.scope.row
        query = (
            select(row.c.id, row.c.number, self.outcome)
            .select_from(self.scope.source)
            .where(*self.population(), *conditions)
        )
        return {record: (number, outcome) for record, number, outcome in connection.execute(query)}

    def tests_of(self, values: Sequence[Any]) -> tuple[Tested, ...]:
        """The tests of a row of the statement."""
        rest = values[4:]
        tests: list[Tested] = []
        place = 0
        for declared in self.rule.outcomes:
            for test in declared.all_of:
                held, a, b, c, d = rest[place * 5 : place * 5 + 5]
                left, right = self.sides[place]
                place += 1
                tests.append(
                    Tested(
                        test=test,
                        outcome=declared.key,
                        result=("failed", "passed", "unknown")[held],
                        left=_side(a, b, left),
                        right=_side(c, d, right),
                    )
                )
        return tuple(tests)


def _side(top: Any, bottom: Any, value: Value) -> Side:
    whole = value.sort in ("number", "money", "day", "ref")
    return Side(
        top=int(top) if whole and top is not None else top,
        bottom=None if bottom is None else int(bottom),
        sort=value.sort,
    )
