"""Random indicators over random dated trees give the figures that plain Python reckons, on both engines."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.declared import CALL, CATALOGUE, HOME
from tests.oracle.drawing import DAYS, conditions, worlds
from tests.oracle.figures import Cells, Figures
from tests.oracle.printing import write
from tests.oracle.shortness import Short
from tests.oracle.world import World
from tests.store.opening import Store
from unionwork.declare.checking import check_word
from unionwork.declare.expressions import Expr, Measure, Name
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.phrases import count, distinct, figure, sum_of
from unionwork.store.measures import Cell, Measurer
from unionwork.store.sums import Window
from unionwork.values import Period, day_number

QUICK = settings(max_examples=25, suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.explain})
THOROUGH = settings(QUICK, max_examples=100)
_FLOWS = {
    "home": ["joined_on", "left_on", "due_on", "since", "near.joined_on"],
    "call": ["called_on", "paid_for", "home.joined_on"],
}
_STOCKS = {
    "home": [("joined_on", "left_on"), ("since", "till"), ("joined_on", "due_on"), ("near.joined_on", "left_on")],
    "call": [("called_on", "ended_on"), ("home.joined_on", "ended_on"), ("paid_for", "ended_on")],
}
_BY = {
    "home": ["grade", "outcome", "poor", "near.grade", "nearby", "joined_on", "since", "size"],
    "call": ["sort", "kept", "home.grade", "home.outcome", "nearby", "called_on"],
}
_NEARBY = {"home": Name(("near", "grade")), "call": Name(("home", "near", "outcome"))}
_SUMS = {
    "home": ["size", "income", "area", "near.size"], "call": ["minutes", "given", "weight", "home.income"],
}  # fmt: skip
_VALUES = {
    "home": ["person", "name", "near", "outcome", "near.person", "joined_on", "poor"],
    "call": ["who", "home.person", "home", "paid_for", "given"],
}


@st.composite
def measures(draw: st.DrawFn, kind: Kind) -> Measure:
    where: Expr | None = draw(st.none() | conditions(kind, 1))
    form = draw(st.sampled_from(["count", "sum", "distinct"]))
    if form == "count":
        return count(where)
    if form == "sum":
        return sum_of(Name(tuple(draw(st.sampled_from(_SUMS[kind.key])).split("."))), where)
    values = st.sampled_from(_VALUES[kind.key])
    return distinct(Name(tuple(draw(values).split("."))), where)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    kind = draw(st.sampled_from([HOME, CALL]))
    facts: dict[str, Any] = {"by": {"nearby": _NEARBY[kind.key]}}
    if draw(st.booleans()):
        facts["on"] = draw(st.sampled_from(_FLOWS[kind.key]))
    else:
        facts["between"] = draw(st.sampled_from(_STOCKS[kind.key]))
    if draw(st.booleans()):
        facts["where"] = draw(conditions(kind, 1))
    counted = draw(measures(kind))
    if draw(st.booleans()):
        facts["measure"] = counted
    else:
        facts.update(numerator=counted, denominator=draw(measures(kind) | st.just(figure("people"))))
    return Indicator(key="test.figure", label="数", unit="件", of=kind, **facts)


def windows_of(months: int, on: int) -> list[Window]:
    """The periods of so many months that had begun by a day; the last is cut off there."""
    asked = [period for year in (2015, 2016) for period in Period(year).split(months)]
    begun = [period for period in asked if day_number(period.first) <= on]
    return [Window(str(entry), day_number(entry.first), min(day_number(entry.last), on)) for entry in begun]


def plain(indicator: Indicator, cells: list[Cell]) -> Cells:
    """Measured cells in the form in which the oracle gives them; money in yuan."""
    parts = (indicator.counted, indicator.denominator)
    money = [
        isinstance(part, Measure) and part.function == "sum" and write(part.value).split(".")[-1] in ("income", "given")
        for part in parts
        if part is not None
    ] + [False]  # fmt: skip
    found: Cells = {}
    for cell in cells:
        top = Fraction(cell.numerator, cell.scale * (100 if money[0] else 1))
        whole = cell.denominator
        bottom = None if whole is None else Fraction(whole, cell.denominator_scale * (100 if money[1] else 1))
        key = (cell.org, cell.window.name, cell.by)
        assert key not in found, "a cell was given twice"
        found[key] = (top, bottom)
    return found


def check_figures(
    stores: tuple[Store, Store], world: World, word: Indicator, windows: list[Window], by: list[str]
) -> None:
    check_word(CATALOGUE, word)
    oracle = Figures(world, word)
    wanted = oracle.cells(windows, by)
    for store in stores:
        with store.holding(world) as connection:
            measurer = Measurer(connection, CATALOGUE, store.tables)
            together = plain(word, measurer.measure(word, windows, None, by))
            for key, cell in wanted.items():
                nothing = cell[0] == 0 and (cell[1] == 0 or not isinstance(word.denominator, Measure))
                assert key in together or nothing, f"{store.engine.dialect.name} has no cell {key}"
            for (org, name, codes), cell in together.items():
                assert all(type(code) in (str, int, type(None)) for code in codes)
                window = next(entry for entry in windows if entry.name == name)
                empty = (Fraction(0), oracle.whole(org, [], window))
                assert cell == wanted.get((org, name, codes), empty), (store.engine.dialect.name, org, name, codes)
            apart = [cell for window in windows for cell in measurer.measure(word, [window], None, by)]
            for key, cell in plain(word, apart).items():
                assert together.get(key, (0, cell[1])) == cell, (
                    f"{store.engine.dialect.name}: the quick way differs at {key}"
                )
            for org in list(measurer.tree(windows[-1].last).parents)[:2]:
                alone = plain(word, measurer.measure(word, windows[-1:], [org], by))
                for key, cell in alone.items():
                    assert together.get(key, (0, cell[1])) == cell, (
                        f"{store.engine.dialect.name}: measured alone, {key} differs"
                    )


periods = st.sampled_from([1, 3, 6, 12])


@attrs.frozen(repr=False)
class Asked(Short):
    """An indicator and its breakdown."""

    word: Indicator
    by: list[str]

    def __repr__(self) -> str:
        word = self.word
        parts = (word.counted, word.denominator, word.where)
        texts = [write(part) for part in parts if part is not None]
        return f"{word.of.key} on {word.on} between {word.between} by {self.by}: {texts}"


@st.composite
def breakdowns(draw: st.DrawFn) -> Asked:
    word = draw(indicators())
    return Asked(word, draw(st.lists(st.sampled_from(_BY[word.of.key]), max_size=2, unique=True)))


@pytest.mark.postgres
@QUICK
@given(world=worlds(homes=6, calls=8), asked=breakdowns(), months=periods, on=st.sampled_from(DAYS[3:]))
def test_a_figure_is_what_the_records_say_at_the_close_of_its_day(
    shared_stores: tuple[Store, Store], world: World, asked: Asked, months: int, on: int
) -> None:
    check_figures(shared_stores, world, asked.word, windows_of(months, on), asked.by)


@pytest.mark.slow
@pytest.mark.postgres
@THOROUGH
@given(world=worlds(homes=6, calls=8), asked=breakdowns(), months=periods, on=st.sampled_from(DAYS[3:]))
def test_many_more_figures_are_what_the_records_say(
    shared_stores: tuple[Store, Store], world: World, asked: Asked, months: int, on: int
) -> None:
    check_figures(shared_stores, world, asked.word, windows_of(months, on), asked.by)
