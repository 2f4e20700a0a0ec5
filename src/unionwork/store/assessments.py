"""Rules as one statement over any number of records: an outcome, and a result for each test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Arithmetic
from unionwork.declare.rules import UNKNOWN, Rule, Test
from unionwork.store.compiler import Scope, Value
from unionwork.store.settings import Settings
from unionwork.store.stopping import check_stopped
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
        self._columns: list[Any] = [self.scope.row.c.id, self.scope.row.c.number, self.scope.row.c.org, self.outcome]
        self._places: dict[tuple[str, str], int] = {}
        # For each test where its result stands, and for each side its top and bottom: a place or a constant.
        self._plan: list[tuple[int, list[tuple[int, Any]]]] = []
        for test, result, (left, right) in zip(rule.tests, self.results, self.sides, strict=True):
            self._columns.append(_verdict(result))
            verdict = len(self._columns) - 1
            asked = repr((test.left, test.per))
            sides = [(asked, "top", left.top), (asked, "bottom", left.bottom)]
            sides += [(repr(test.right), "top", right.top), (repr(test.right), "bottom", right.bottom)]
            self._plan.append((verdict, [self._fetch(*side) for side in sides]))

    def _outcome(self) -> ColumnElement[Any]:
        """The first outcome whose tests all pass; a missing fact that could change it makes it unknown."""
        last, tested = "", []
        place = 0
        for outcome in self.rule.outcomes:
            tests = self.results[place : place + len(outcome.all_of)]
            place += len(outcome.all_of)
            if not tests:
                last = outcome.key
                break
            tested.append((outcome.key, and_(*tests)))
        found: ColumnElement[Any] = literal(last)
        for key, whole in reversed(tested):
            # CASE x WHEN ... weighs the tests once; neither true nor false is unknown.
            found = case((true(), literal(key)), (false(), found), value=whole, else_=literal(UNKNOWN))
        return found

    def _fetch(self, expression: str, half: str, part: Any) -> tuple[int, Any]:
        """A half of a side: its place in the row, or (-1, its value) where it is the same for all.

        Several tests often ask the same of a record; that is told by the expressions as they are written.
        """
        if isinstance(part, int):
            return -1, part
        if isinstance(part, BindParameter):
            return -1, part.value
        if (expression, half) not in self._places:
            self._places[expression, half] = len(self._columns)
            self._columns.append(part)
        return self._places[expression, half], None

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
        tests = self.population() if lived else [row.c.void == IN_FORCE]
        query = (
            select(*self._columns)
            .select_from(self.scope.source)
            .where(*tests, *conditions)
            .order_by(row.c.id)
            .limit(limit)
        )
        ordered = query.order_by(row.c.id).limit(limit)
        found = connection.execute(ordered, execution_options={"yield_per": _READ})
        for part in found.partitions(_READ):
            check_stopped(connection)
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
        tests: list[Tested] = []
        for number, (declared, test) in enumerate((o, t) for o in self.rule.outcomes for t in o.all_of):
            verdict, parts = self._plan[number]
            a, b, c, d = (held if place < 0 else values[place] for place, held in parts)
            left, right = self.sides[number]
            tests.append(
                Tested(
                    test=test,
                    outcome=declared.key,
                    result=("failed", "passed", "unknown")[values[verdict]],
                    left=_side(a, b, left),
                    right=_side(c, d, right),
                )
            )
        return tuple(tests)


def _verdict(result: ColumnElement[Any]) -> ColumnElement[Any]:
    """1 passed, 0 failed, 2 unknown."""
    return case((true(), literal_column("1")), (false(), literal_column("0")), value=result, else_=literal_column("2"))


def _side(top: Any, bottom: Any, value: Value) -> Side:
    whole = value.sort in ("number", "money", "day", "ref")
    return Side(
        top=int(top) if whole and top is not None else top,
        bottom=None if bottom is None else int(bottom),
        sort=value.sort,
    )
