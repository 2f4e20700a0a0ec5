"""Measures indicators: one number for each organisation, period and breakdown.

Records are aggregated per organisation first and rolled up along the tree of the period's last
day afterwards; only different values (人, not 人次) are counted anew at each ancestor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Connection, Label, case, false, not_, or_, select

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Figure, Measure, Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.store.compiler import Inside, Scope, everywhere
from unionwork.store.cube import pass_over
from unionwork.store.denominators import Denominator, read_denominators
from unionwork.store.gaps import Gap, read_gaps
from unionwork.store.settings import Settings
from unionwork.store.sums import Holders, Key, Sums, Window, aggregate, count_once, divide, is_fixed, roll_up
from unionwork.store.tables import FOREVER, IN_FORCE, Tables
from unionwork.store.tree import Tree, tree_on

# The code under which private words that are in no vocabulary are counted together.
UNLISTED = "代码表以外"

_NONE = Denominator(value=None, whence="")


@attrs.frozen(kw_only=True)
class Cell:
    """One measured number.

    Attributes:
        org: id of the organisation.
        window: its days.
        by: the codes of its breakdown, in the order asked for.
        numerator: what was counted; for money in fen.
        denominator: the whole, None where there is none to divide by.
        figure: where it comes from, where it is a figure that organisations registered.
        scale: what the numerator is divided by, other than 1 for a sum of numbers with decimals.
        denominator_scale: the same of the denominator.
        gaps: the parameters that it asks for and that the organisation or bodies below it have no value of.
    """

    org: int
    window: Window
    by: Key
    numerator: int
    denominator: int | None
    figure: Denominator = _NONE
    scale: int = 1
    denominator_scale: int = 1
    gaps: tuple[Gap, ...] = ()

    @property
    def has_value(self) -> bool:
        """Whether what was counted says anything: not where a parameter that decides it has no value."""
        return not any(gap.is_whole for gap in self.gaps)


class Measurer:
    """Measures over one connection and one state of the workspace.

    Args:
        inside: the conditions that what is counted lies in the asker's scope, given the column of its organisation.
    """

    def __init__(
        self, connection: Connection, catalogue: Catalogue, tables: Tables,
        inside: Inside = everywhere,
    ) -> None:  # fmt: skip
        self.connection, self.catalogue, self.tables, self.inside = connection, catalogue, tables, inside
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
        wanted = {
            window: [org for org in (tree.order if orgs is None else orgs) if org in tree.parents]
            for window, tree in ((window, self.tree(window.last)) for window in windows)
        }
        totals: dict[Window, Sums] = {window: {} for window in windows}
        for places, parts, repeating in divide(indicator):
            fast = pass_over(self, indicator, parts, windows, by) if len(windows) > 1 else None
            holders = self._holders(indicator, repeating, windows, wanted, by) if repeating is not None else {}
            for window in windows:
                tree = self.tree(window.last)
                own = fast[window] if fast is not None else self._own(indicator, parts, window, wanted[window], by)
                apart = count_once(holders[window], tree, own) if window in holders else {}
                for sums in (roll_up(own, tree), apart):
                    for cell, numbers in sums.items():
                        held = totals[window].setdefault(cell, [0, 0])
                        for place, number in zip(places, numbers, strict=False):
                            held[place] += number
        cells: list[Cell] = []
        for window in windows:
            denominators = self._denominators(indicator, window)
            cells.extend(self._cells(indicator, window, wanted[window], by, totals[window], denominators))
        return cells

    def _own(
        self, indicator: Indicator, parts: Sequence[Measure], window: Window, wanted: Sequence[int], by: Sequence[str]
    ) -> Sums:
        """What each organisation's own records amount to in one window."""
        scope = self.scope(indicator, window.last)
        tests = self._tests(scope, indicator, window, wanted)
        if len(parts) == 1 and parts[0].where is not None:
            tests.append(scope.condition(parts[0].where))
        groups = self.groups(scope, indicator, by)
        numbers = [aggregate(scope, part, alone=len(parts) == 1) for part in parts]
        # Joins that the expressions asked for are complete only now.
        org = scope.row.c.org
        query = select(org, *groups, *numbers).select_from(scope.source).where(*tests)
        query = query.group_by(org, *(group.name for group in groups))
        width = 1 + len(groups)
        return {
            (row[0], tuple(row[1:width])): [int(number or 0) for number in row[width:]]
            for row in self.connection.execute(query)
        }

    def _holders(
        self, indicator: Indicator, part: Measure, windows: Sequence[Window],
        wanted: Mapping[Window, Sequence[int]], by: Sequence[str],
    ) -> dict[Window, Holders]:  # fmt: skip
        """For each window the values that several records hold, with the organisations of those records."""
        assert part.value is not None
        dates = [indicator.on] if indicator.is_flow else list(indicator.between)
        groups = [indicator.by.get(name, Name(tuple(name.split(".")))) for name in by]
        steady = is_fixed(self.catalogue, indicator, part.value, indicator.where, part.where, *groups)
        if len(windows) == 1 or not steady or any("." in date for date in dates):
            return {
                window: self._read_holders(indicator, part, window, wanted[window], by, ())[0] for window in windows
            }
        whole = Window("", 0, FOREVER)
        rows = self._read_holders(indicator, part, whole, (), by, dates)[1]
        kind = self.catalogue.kind(indicator.of.key)
        # A month is placed at its first day.
        months = [kind.field(date).shape is Shape.MONTH for date in dates]
        found: dict[Window, Holders] = {window: defaultdict(list) for window in windows}
        for key, org, stored in rows:
            days = [day * 100 + 1 if month and day else day for day, month in zip(stored, months, strict=True)]
            for window, held in found.items():
                if indicator.is_flow:
                    inside = window.first <= days[0] <= window.last
                else:
                    inside = days[0] <= window.last and (days[1] is None or days[1] > window.last)
                if inside:
                    held[key].append(org)
        return found

    def _read_holders(
        self, indicator: Indicator, part: Measure, window: Window, wanted: Sequence[int], by: Sequence[str],
        dates: Sequence[str],
    ) -> tuple[Holders, list[tuple[Any, int, list[Any]]]]:  # fmt: skip
        assert part.value is not None
        scope = self.scope(indicator, window.last)
        anywhen = [scope.row.c.void == IN_FORCE, *self.inside(scope.row.c.org)]
        tests = anywhen if dates else self._tests(scope, indicator, window, wanted)
        if dates:
            columns = [scope.column(scope.kind.field(date)) for date in dates]
            tests.append(columns[0].is_not(None))
            if indicator.where is not None:
                tests.append(scope.condition(indicator.where))
        else:
            columns = []
        if part.where is not None:
            tests.append(scope.condition(part.where))
        groups = self.groups(scope, indicator, by)
        value = scope.value(part.value).top
        query = select(scope.row.c.org, value, *columns, *groups).select_from(scope.source).where(*tests)
        rows: list[tuple[Any, int, list[Any]]] = []
        held: Holders = defaultdict(list)
        for org, identity, *rest in self.connection.execute(query):
            key = (tuple(rest[len(dates) :]), identity)
            if dates:
                rows.append((key, org, rest[: len(dates)]))
            else:
                held[key].append(org)
        return held, rows

    def _tests(self, scope: Scope, indicator: Indicator, window: Window, wanted: Sequence[int]) -> list[Any]:
        """The records of a window, of one organisation's part of the tree where only that is asked for."""
        tests: list[Any] = [scope.row.c.void == IN_FORCE, *self.window_tests(scope, indicator, window)]
        tests += self.inside(scope.row.c.org)
        if indicator.where is not None:
            tests.append(scope.condition(indicator.where))
        if len(wanted) == 1 and self.tree(window.last).parents.get(wanted[0]) is not None:
            path = self.tables.path
            inside = select(path.c.descendant).where(
                path.c.ancestor == wanted[0], path.c.from_on <= window.last, path.c.to_on > window.last
            )
            tests.append(scope.row.c.org.in_(inside))
        return tests

    def behind(self, indicator: Indicator, window: Window, org: int, *, rest: bool = False) -> tuple[Scope, list[Any]]:
        """Where the records that a number of an organisation was counted from are read, and the conditions on them.

        With `rest` they are not those above the line but those that are only below it.
        """
        scope = self.scope(indicator, window.last)
        tests = self._tests(scope, indicator, window, ())
        above = indicator.counted.where
        counted = indicator.denominator if rest else indicator.counted
        assert isinstance(counted, Measure)
        if counted.where is not None:
            tests.append(scope.condition(counted.where))
        if counted.function == "sum" and counted.value is not None:
            tests.append(scope.value(counted.value).top.is_not(None))
        if rest:
            # What is unknown above the line does not count there, so it is among the rest.
            tests.append(false() if above is None else case((scope.condition(above), 1), else_=0) == 0)
        path = self.tables.path
        inside = select(path.c.descendant).where(
            path.c.ancestor == org, path.c.from_on <= window.last, path.c.to_on > window.last
        )
        return scope, [*tests, scope.row.c.org.in_(inside)]

    def scope(self, indicator: Indicator, on: int) -> Scope:
        """Where an indicator's expressions are compiled."""
        kind = self.catalogue.kind(indicator.of.key)
        found = Scope(self.catalogue, self.tables, kind, on, Settings(self.tables, on))
        found.inside = self.inside
        return found

    def window_tests(self, scope: Scope, indicator: Indicator, window: Window) -> list[ColumnElement[bool]]:
        """Which records a window holds, on the raw dates so that an index can answer."""
        if indicator.is_flow:
            field, row = scope.field_at(tuple(indicator.on.split(".")))
            raw, first, last = row.c[field.column], window.first, last_of(field, window)
            if field.shape is Shape.MONTH:
                # A month is placed at its first day.
                first = (first + 98) // 100
            return [raw >= first, raw <= last] if window.first else [raw <= last]
        start, row = scope.field_at(tuple(indicator.between[0].split(".")))
        end, ending = scope.field_at(tuple(indicator.between[1].split(".")))
        ends = ending.c[end.column]
        return [row.c[start.column] <= last_of(start, window), or_(ends.is_(None), ends > last_of(end, window))]

    def groups(self, scope: Scope, indicator: Indicator, by: Sequence[str]) -> list[Label[Any]]:
        """The columns that breakdowns group by, under names: PostgreSQL takes no expression twice for the same."""
        return [self.group(scope, indicator, name).label(f"_by_{place}") for place, name in enumerate(by)]

    def group(self, scope: Scope, indicator: Indicator, name: str) -> Any:
        """The column that a breakdown groups by, as the field is stored."""
        path = indicator.by.get(name)
        top = scope.value(path if path is not None else Name(tuple(name.split(".")))).top
        field = self.group_field(indicator, name)
        if field.shape is Shape.FLAG:
            return case((top, 1), (not_(top), 0))
        if field.totals:
            # Words of somebody's own may say more of a person than any code.
            return case((top.in_(self.catalogue.vocabulary(field.vocabulary).codes), top), (top.is_not(None), UNLISTED))
        return top // 100 if field.shape is Shape.MONTH else top

    def group_field(self, indicator: Indicator, name: str) -> Field:
        """The field that a breakdown groups by."""
        return self._breakdown(indicator, name)[1]

    def _breakdown(self, indicator: Indicator, name: str) -> tuple[Kind, Field]:
        kind = self.catalogue.kind(indicator.of.key)
        path = indicator.by.get(name)
        return resolve(self.catalogue, kind, path.path if path is not None else tuple(name.split(".")))

    def _denominators(self, indicator: Indicator, window: Window) -> dict[int, Denominator]:
        if not isinstance(indicator.denominator, Figure):
            return {}
        key, tree = indicator.denominator.key, self.tree(window.last)
        return read_denominators(self.connection, self.tables, self.inside, key, window.last, tree)

    def _cells(
        self, indicator: Indicator, window: Window, wanted: Sequence[int], by: Sequence[str],
        sums: Mapping[Any, list[int]],
        denominators: Mapping[int, Denominator],
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
        scale, whole_scale = (self.scale(indicator, part) for part in (indicator.counted, indicator.denominator))
        counted = {org for (org, _), numbers in sums.items() if numbers[0]}
        gaps = read_gaps(self, indicator, window, wanted)
        for org in wanted:
            whole = denominators.get(org, _NONE)
            # Whoever is counted above the line and missing below it would make the share too high.
            short = tuple(org for org in whole.lacking if org in counted)
            held = attrs.evolve(whole, lacking=short) if short else whole
            figure = None if short else held.value
            for key in keys:
                top, bottom = sums.get((org, key), (0, 0))
                cells.append(
                    Cell(
                        org=org, window=window, by=key, numerator=top, denominator=bottom if shares else figure,
                        figure=held, scale=scale, denominator_scale=whole_scale, gaps=gaps.get(org, ()),
                    )
                )  # fmt: skip
        return cells

    def scale(self, indicator: Indicator, part: Measure | Figure | None) -> int:
        """What a sum is divided by."""
        if not isinstance(part, Measure) or part.function != "sum" or part.value is None:
            return 1
        bottom = self.scope(indicator, 0).value(part.value).bottom
        return bottom if isinstance(bottom, int) else 1

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
        query = select(table.c[field.column]).where(table.c.void == IN_FORCE, *self.inside(table.c.org))
        query = query.distinct()
        return {code for code in self.connection.execute(query).scalars() if code is not None}


def last_of(field: Field, window: Window) -> int:
    """The last stored date of a field that lies within a window."""
    return window.last // 100 if field.shape is Shape.MONTH else window.last
