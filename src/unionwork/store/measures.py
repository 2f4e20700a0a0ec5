"""Measures indicators: one number for each organisation, period and breakdown.

Records are aggregated per organisation first and rolled up along the tree of the period's last
day afterwards; only different values (人, not 人次) are counted anew at each ancestor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, cast, func, literal, or_, select

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Expr, Figure, Measure, Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.store.tree import Tree, tree_on

Key = tuple[Any, ...]
# (organisation, breakdown) -> [numerator, denominator]
Sums = dict[tuple[int, Key], list[int]]


@attrs.frozen
class Window:
    """The days a figure is taken over: a flow from `first` to `last`, a stock at the close of `last`.

    Attributes:
        name: the period as it was asked for, "" where none was.
        first: first day as yyyymmdd, 0 for from the beginning.
        last: the day of the figure.
    """

    name: str
    first: int
    last: int


@attrs.frozen(kw_only=True)
class Cell:
    """One measured number.

    Attributes:
        org: id of the organisation.
        window: its days.
        by: the codes of its breakdown, in the order asked for.
        numerator: what was counted; for money in fen.
        denominator: the whole, None where there is none to divide by.
        denominator_from: "own" or "children" where it is a figure of the organisation.
    """

    org: int
    window: Window
    by: Key
    numerator: int
    denominator: int | None
    denominator_from: str = ""


class Measurer:
    """Measures over one connection and one state of the workspace."""

    def __init__(self, connection: Connection, catalogue: Catalogue, tables: Tables) -> None:
        self.connection, self.catalogue, self.tables = connection, catalogue, tables
        self._trees: dict[int, Tree] = {}

    def tree(self, on: int) -> Tree:
        """The tree of a day."""
        if on not in self._trees:
            self._trees[on] = tree_on(self.connection, self.tables, on)
        return self._trees[on]

    def measure(
        self, indicator: Indicator, windows: Sequence[Window], orgs: Sequence[int] | None, by: Sequence[str] = ()
    ) -> list[Cell]:
        """The cells of an indicator for these organisations (None: all) and windows; what is empty is 0."""
        from unionwork.store.cube import months_of

        cells: list[Cell] = []
        fast = months_of(self, indicator, windows, by) if len(windows) > 1 else None
        for window in windows:
            tree = self.tree(window.last)
            wanted = list(tree.order) if orgs is None else [org for org in orgs if org in tree.parents]
            if fast is not None:
                sums = roll_up(fast[window], tree)
            else:
                sums = self._sums(indicator, window, tree, wanted, by)
            denominators = self._figures(indicator, window, tree, wanted)
            cells.extend(self._cells(indicator, window, wanted, by, sums, denominators))
        return cells

    def _sums(self, indicator: Indicator, window: Window, tree: Tree, wanted: Sequence[int], by: Sequence[str]) -> Sums:
        parts = [indicator.counted]
        if isinstance(indicator.denominator, Measure):
            parts.append(indicator.denominator)
        total: Sums = defaultdict(lambda: [0, 0])
        apart = any(part.function == "distinct" for part in parts)
        for place, group in enumerate([[part] for part in parts] if apart else [parts]):
            for org, key, numbers in self._query(indicator, window, tree, wanted, by, group):
                held = total[org, key]
                for offset, number in enumerate(numbers):
                    held[place + offset] += number
        # A distinct count was taken at each organisation over all below it; the rest is summed upward now.
        return total if apart else roll_up(total, tree)

    def _query(
        self, indicator: Indicator, window: Window, tree: Tree, wanted: Sequence[int], by: Sequence[str],
        measures: Sequence[Measure],
    ) -> Iterable[tuple[int, Key, list[int]]]:  # fmt: skip
        scope = self.scope(indicator, window.last)
        tests = [scope.row.c.void == IN_FORCE, *self.window_tests(scope, indicator, window)]
        if indicator.where is not None:
            tests.append(scope.condition(indicator.where))
        if len(measures) == 1 and measures[0].where is not None:
            tests.append(scope.condition(measures[0].where))
        groups = [self.group(scope, indicator, name) for name in by]
        distinct = any(measure.function == "distinct" for measure in measures)
        numbers = [aggregate(scope, measure, alone=len(measures) == 1) for measure in measures]
        # Joins that the expressions asked for are complete only now.
        source, org = scope.source, scope.row.c.org
        if distinct:
            path = self.tables.path
            source = source.join(path, path.c.descendant == org)
            tests += [path.c.from_on <= window.last, path.c.to_on > window.last]
            org = path.c.ancestor
            if len(wanted) < len(tree.parents):
                tests.append(org.in_(list(wanted)))
        elif len(wanted) == 1 and tree.parents.get(wanted[0]) is not None:
            path = self.tables.path
            inside = select(path.c.descendant).where(
                path.c.ancestor == wanted[0], path.c.from_on <= window.last, path.c.to_on > window.last
            )
            tests.append(org.in_(inside))
        query = select(org, *groups, *numbers).select_from(source).where(*tests).group_by(org, *groups)
        for row in self.connection.execute(query):
            key = tuple(row[1 : 1 + len(groups)])
            yield row[0], key, [int(number or 0) for number in row[1 + len(groups) :]]

    def scope(self, indicator: Indicator, on: int) -> Scope:
        """Where an indicator's expressions are compiled."""
        kind = self.catalogue.kind(indicator.of.key)
        return Scope(self.catalogue, self.tables, kind, on, Settings(self.tables, on))

    def window_tests(self, scope: Scope, indicator: Indicator, window: Window) -> list[ColumnElement[bool]]:
        """Which records a window holds, on the raw dates so that an index can answer."""
        if indicator.is_flow:
            field, row = scope.field_at(tuple(indicator.on.split(".")))
            raw = row.c[field.column]
            scale = 100 if field.shape is Shape.MONTH else 1
            # A month is placed at its first day.
            last = window.last // scale
            first = window.first if scale == 1 else (window.first + 99) // 100
            if scale == 100 and window.first % 100 == 1:
                first = window.first // 100
            return [raw >= first, raw <= last] if window.first else [raw <= last]
        start, row = scope.field_at(tuple(indicator.between[0].split(".")))
        end, ending = scope.field_at(tuple(indicator.between[1].split(".")))
        ends = ending.c[end.column]
        return [row.c[start.column] <= window.last, or_(ends.is_(None), ends > window.last)]

    def group(self, scope: Scope, indicator: Indicator, name: str) -> Any:
        """The column that a breakdown groups by."""
        path = indicator.by.get(name)
        value = scope.value(path if path is not None else Name(tuple(name.split("."))))
        return value.top

    def group_field(self, indicator: Indicator, name: str) -> Field:
        """The field that a breakdown groups by."""
        return self._breakdown(indicator, name)[1]

    def _breakdown(self, indicator: Indicator, name: str) -> tuple[Kind, Field]:
        kind = self.catalogue.kind(indicator.of.key)
        path = indicator.by.get(name)
        return resolve(self.catalogue, kind, path.path if path is not None else tuple(name.split(".")))

    def _figures(
        self, indicator: Indicator, window: Window, tree: Tree, wanted: Sequence[int]
    ) -> dict[int, tuple[int | None, str]]:
        if not isinstance(indicator.denominator, Figure):
            return {}
        figure = self.tables["figure"]
        query = (
            select(figure.c.org, figure.c.value)
            .where(figure.c.key == indicator.denominator.key, figure.c.void == IN_FORCE, figure.c.from_on <= window.last)
            .order_by(figure.c.from_on, figure.c.id)
        )
        own = {org: int(value) for org, value in self.connection.execute(query)}
        below: dict[int, int] = {}
        for org in tree.order:
            # Children come first, so a sum over children that have no figure of their own is ready here.
            value = own.get(org, below.get(org))
            parent = tree.parents[org]
            if value is not None and parent is not None:
                below[parent] = below.get(parent, 0) + value
        return {
            org: (own[org], "own") if org in own else (below.get(org), "children" if org in below else "")
            for org in wanted
        }

    def _cells(
        self, indicator: Indicator, window: Window, wanted: Sequence[int], by: Sequence[str], sums: Mapping[Any, list[int]],
        denominators: Mapping[int, tuple[int | None, str]],
    ) -> list[Cell]:  # fmt: skip
        keys: list[Key] = [()]
        if by:
            seen = {key for _, key in sums}
            full: list[Key] = [()]
            for place, name in enumerate(by):
                codes = self.codes(indicator, name, {key[place] for key in seen})
                full = [(*head, code) for head in full for code in codes]
            keys = full
        cells = []
        shares = isinstance(indicator.denominator, Measure)
        for org in wanted:
            figure, whence = denominators.get(org, (None, ""))
            for key in keys:
                top, bottom = sums.get((org, key), (0, 0))
                whole = bottom if shares else figure
                cells.append(
                    Cell(org=org, window=window, by=key, numerator=top, denominator=whole, denominator_from=whence)
                )
        return cells

    def codes(self, indicator: Indicator, name: str, seen: set[Any]) -> list[Any]:
        """The codes of a breakdown: those of the regions in use (of an open vocabulary those in use), then others."""
        kind, field = self._breakdown(indicator, name)
        listed: list[Any] = []
        if field.vocabulary:
            whole = self.catalogue.vocabulary(field.vocabulary)
            used = self._held(kind, field) if whole.open else self._known(field.vocabulary)
            listed = [code for code in whole.codes if code in seen or code in used]
        others = sorted((code for code in seen if code is not None and code not in listed), key=str)
        return [*listed, *others, *([None] if None in seen else [])]

    def _known(self, vocabulary: str) -> set[str]:
        """The codes that the regions of the workspace know."""
        organisation = self.tables["organisation"]
        query = select(organisation.c.region).where(organisation.c.region.is_not(None)).distinct()
        regions = [key for key in self.connection.execute(query).scalars() if key in self.catalogue.regions]
        return {code for key in regions or [""] for code in self.catalogue.vocabulary(vocabulary, key).codes}

    def _held(self, kind: Kind, field: Field) -> set[str]:
        """The codes that records hold."""
        if field.shape is Shape.DECIDED:
            return set()
        table = self.tables[kind.key]
        query = select(table.c[field.column]).where(table.c.void == IN_FORCE).distinct()
        return {code for code in self.connection.execute(query).scalars() if code is not None}


def aggregate(scope: Scope, measure: Measure, *, alone: bool) -> Any:
    """What a measure counts, as an aggregate; standing alone, its condition is in WHERE already."""
    where = None if alone or measure.where is None else scope.condition(measure.where)
    if measure.function == "count":
        return func.count() if where is None else func.sum(case((where, 1), else_=0))
    assert measure.value is not None
    value = scope.value(measure.value)
    if measure.function == "sum":
        top = value.top if where is None else case((where, value.top), else_=0)
        # A sum of 64-bit numbers is wider on PostgreSQL; figures stay whole numbers on every engine.
        return cast(func.coalesce(func.sum(top), 0), BigInteger)
    held = value.top if where is None else case((where, value.top))
    blank = value.top.is_(None) if where is None else and_(where, value.top.is_(None))
    # Who has no identity on record counts as a person of his own.
    return func.count(held.distinct()) + func.coalesce(func.sum(case((blank, literal(1)), else_=literal(0))), 0)


def roll_up(sums: Mapping[tuple[int, Key], list[int]], tree: Tree) -> Sums:
    """The sums of every organisation with all below it."""
    by_org: dict[int, dict[Key, list[int]]] = defaultdict(dict)
    for (org, key), numbers in sums.items():
        by_org[org][key] = list(numbers)
    for org in tree.order:
        parent = tree.parents[org]
        if parent is None or org not in by_org:
            continue
        above = by_org[parent]
        for key, numbers in by_org[org].items():
            held = above.get(key)
            if held is None:
                above[key] = list(numbers)
            else:
                for place, number in enumerate(numbers):
                    held[place] += number
    return {(org, key): numbers for org, held in by_org.items() if org in tree.parents for key, numbers in held.items()}


def is_fixed(catalogue: Catalogue, indicator: Indicator, *parts: Expr | None) -> bool:
    """Whether expressions mean the same on every day, so that all periods can be read in one pass."""
    from unionwork.declare.expressions import Age, Block, On, Param, Related

    kind = catalogue.kind(indicator.of.key)
    for part in parts:
        for at in part.walk() if part is not None else ():
            if isinstance(at, Age | Block | On | Param | Related):
                return False
            if isinstance(at, Name):
                field = resolve(catalogue, kind, at.path)[1]
                if field.shape in (Shape.DAY, Shape.MONTH, Shape.DECIDED) and not field.planned:
                    return False
    return True
