"""Random expressions over random records mean in SQL what they mean in plain Python, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from tests.oracle.declared import CALL, CATALOGUE, HOME
from tests.oracle.drawing import amounts, conditions, dates, days, worlds
from tests.oracle.meaning import Meaning
from tests.oracle.printing import same, write
from tests.oracle.shortness import Short
from tests.oracle.world import World
from tests.store.opening import Store
from unionwork.declare.checking import Checker
from unionwork.declare.expressions import Expr
from unionwork.declare.grammar import parse
from unionwork.declare.kinds import Kind
from unionwork.declare.phrases import count, distinct, figure, sum_of
from unionwork.declare.speaking import Speaker
from unionwork.store.compiler import Scope, Settings
from unionwork.store.tables import IN_FORCE

QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.explain})
THOROUGH = settings(QUICK, max_examples=150)
kinds = st.sampled_from([HOME, CALL])


@attrs.frozen(repr=False)
class Placed(Short):
    """An expression and the kind that it stands on."""

    kind: Kind
    at: Expr

    def __repr__(self) -> str:
        return f"{self.kind.key}: {write(self.at)}"

    def __iter__(self) -> Iterator[Any]:
        yield from (self.kind, self.at)


@st.composite
def several(draw: st.DrawFn) -> list[Placed]:
    """Some expressions of every sort, each with the kind that it stands on."""
    found = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(kinds)
        sort = st.sampled_from(["number", "money"]).flatmap(lambda name, kind=kind: amounts(kind, name))
        found.append(Placed(kind, draw(conditions(kind) | conditions(kind) | sort | dates(kind))))
    return found


def compiled(connection: Connection, store: Store, kind: Kind, at: Expr, on: int) -> dict[int, Any]:
    """Record to the value that SQL gives, in the form in which the oracle gives it."""
    scope = Scope(store.catalogue, store.tables, kind, on, Settings(store.tables, on))
    value = scope.value(at)
    bottom = [] if isinstance(value.bottom, int) else [value.bottom]
    query = select(scope.row.c.id, value.top, *bottom).select_from(scope.source).where(scope.row.c.void == IN_FORCE)
    rows = connection.execute(query).all()
    assert len({row[0] for row in rows}) == len(rows), "a join doubled a record"
    return {row[0]: _plain(value.sort, row[1], row[2] if bottom else value.bottom) for row in rows}


def _plain(sort: str, top: Any, bottom: Any) -> Any:
    if top is None or bottom is None:
        return None
    if sort == "truth":
        return bool(top)
    if sort in ("number", "money"):
        assert isinstance(top, int), f"{top!r} is not exact"
        return Fraction(top, bottom * 100 if sort == "money" else bottom)
    return top


def check_meanings(stores: tuple[Store, Store], world: World, on: int, expressions: list[Placed]) -> None:
    meaning = Meaning(world, on)
    for store in stores:
        with store.holding(world) as connection:
            for kind, at in expressions:
                note(f"{store.engine.dialect.name} {kind.key}: {write(at)}")
                Checker(CATALOGUE, kind, "test").sort(at)
                wanted = {row["id"]: meaning.value(at, kind, row) for row in world.in_force(kind.key)}
                assert compiled(connection, store, kind, at, on) == wanted


@pytest.mark.postgres
@QUICK
@given(world=worlds(), on=days, expressions=several())
def test_an_expression_means_in_sql_what_it_means_in_python(
    shared_stores: tuple[Store, Store], world: World, on: int, expressions: list[Placed]
) -> None:
    check_meanings(shared_stores, world, on, expressions)


@pytest.mark.slow
@pytest.mark.postgres
@THOROUGH
@given(world=worlds(), on=days, expressions=several())
def test_many_more_expressions_mean_the_same(
    shared_stores: tuple[Store, Store], world: World, on: int, expressions: list[Placed]
) -> None:
    check_meanings(shared_stores, world, on, expressions)


@given(expressions=several())
def test_a_tree_written_as_text_is_read_back_as_the_same_tree(expressions: list[Placed]) -> None:
    for _, at in expressions:
        assert same(parse(write(at)), at), write(at)


@given(expressions=several())
def test_a_measure_written_as_text_is_read_back_as_the_same_measure(expressions: list[Placed]) -> None:
    for _, at in expressions:
        for measure in (
            count(),
            count(at),
            sum_of(at),
            sum_of(at, at),
            distinct(at),
            distinct(at, at),
            figure("workers"),
        ):
            assert same(parse(write(measure)), measure), write(measure)


@pytest.mark.parametrize(
    "written", ["name == '王　小明'", "name == 'a  b'", 'name == "a\'  b"', "name in ('a  b', 'c')"]
)
def test_the_spaces_of_a_text_in_quotes_are_kept(written: str) -> None:
    inside = written.replace('"', "'").split("'", 1)[1].rsplit("'", 1)[0].split("', '")[0]
    assert repr(inside)[1:-1] in repr(parse(f"  {written}\n"))


def test_a_negative_number_may_stand_in_a_list() -> None:
    assert same(parse("size in (-1, 2, -0.5)"), parse("size in [-1, 2, -0.5]"))
    assert "-1" in repr(parse("size in (-1, 2)"))


@given(expressions=several())
def test_every_expression_can_be_said_in_both_languages(expressions: list[Placed]) -> None:
    for kind, at in expressions:
        for lang in ("zh", "en"):
            assert Speaker(CATALOGUE, kind, lang).say(at).strip()


def test_a_field_reached_through_a_reference_is_said_by_its_label() -> None:
    assert "人数" in Speaker(CATALOGUE, HOME).say(parse("one_of(call.home, home.size)"))


def test_an_age_says_at_which_day() -> None:
    speaker = Speaker(CATALOGUE, HOME)
    assert speaker.say(parse("age(joined_on)")) != speaker.say(parse("age(due_on)"))
