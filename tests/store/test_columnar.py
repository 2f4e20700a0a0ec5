"""Random figures and rules over random worlds are the same on SQLite, on PostgreSQL and on DuckDB, cell by cell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, literal, select

from tests.oracle.declared import CATALOGUE, HOME, RULE
from tests.oracle.drawing import DAYS, days, worlds
from tests.oracle.world import World
from tests.store.opening import Store
from tests.store.test_figures import Asked, breakdowns, periods, windows_of
from unionwork.declare.checking import check_word
from unionwork.declare.expressions import Expr, Name
from unionwork.declare.grammar import parse
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, distinct, repeated
from unionwork.errors import RefusedError, StoppedError
from unionwork.store.assessments import Assessor
from unionwork.store.columnar import open_duckdb
from unionwork.store.columnar_files import Taken, whole, write_tables
from unionwork.store.columnar_guard import Holdings, guard
from unionwork.store.engines import reading
from unionwork.store.measures import Measurer
from unionwork.store.stopping import stop_of
from unionwork.store.sums import Window
from unionwork.store.tables import Tables

QUICK = settings(max_examples=15, suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.explain})
THOROUGH = settings(QUICK, max_examples=60)
_NEEDED = ("home", "call", "organisation", "placement", "decision", "attachment", "param_setting", "figure")


def taken_of(tables: Tables, *hashed: str) -> list[Taken]:
    """All that figures of the small world can ask for; of some columns of homes only a digest."""
    found = whole([*(tables[kind] for kind in _NEEDED), tables.path, tables.pack_parameter])
    home = found[0]
    columns = tuple(name for name in home.columns if name not in hashed)
    return [attrs.evolve(home, columns=columns, hashed=hashed), *found[1:]]


@contextmanager
def in_duckdb(connection: Connection, taken: list[Taken]) -> Iterator[Connection]:
    """What a connection sees, written to Parquet and read by DuckDB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_tables(connection, taken, folder)
        engine = open_duckdb(folder, files)
        columns = {(entry.table, column) for entry in files for column in entry.columns}
        hashed = {("home", column) for column in taken[0].hashed}
        guard(engine, Holdings(columns=frozenset(columns), hashed=frozenset(hashed)))
        with reading(engine) as made:
            yield made
        engine.dispose()


def check_same(stores: tuple[Store, Store], world: World, asked: Asked, windows: list[Window]) -> None:
    """All cells of a figure, all windows read together and the last of them apart, on every engine."""
    check_word(CATALOGUE, asked.word)

    def cells(connection: Connection, tables: Tables) -> list[Any]:
        measurer = Measurer(connection, CATALOGUE, tables)
        whole = [measurer.measure(asked.word, asked_for, None, asked.by) for asked_for in (windows, windows[-1:])]
        part = measurer.measure(asked.word, windows[-1:], [max(measurer.tree(windows[-1].last).order)], asked.by)
        return [*whole, part]

    lite, postgres = stores
    with lite.holding(world) as connection:
        wanted = cells(connection, lite.tables)
        with in_duckdb(connection, taken_of(lite.tables)) as duck:
            assert cells(duck, lite.tables) == wanted, "DuckDB is not SQLite"
    with postgres.holding(world) as connection:
        assert cells(connection, postgres.tables) == wanted, "PostgreSQL is not SQLite"


@pytest.mark.postgres
@QUICK
@given(world=worlds(homes=6, calls=8), asked=breakdowns(), months=periods, on=st.sampled_from(DAYS[3:]))
def test_a_figure_is_the_same_on_every_engine(
    shared_stores: tuple[Store, Store], world: World, asked: Asked, months: int, on: int
) -> None:
    check_same(shared_stores, world, asked, windows_of(months, on))


@pytest.mark.slow
@pytest.mark.postgres
@THOROUGH
@given(world=worlds(homes=6, calls=8), asked=breakdowns(), months=periods, on=st.sampled_from(DAYS[3:]))
def test_many_more_figures_are_the_same_on_every_engine(
    shared_stores: tuple[Store, Store], world: World, asked: Asked, months: int, on: int
) -> None:
    check_same(shared_stores, world, asked, windows_of(months, on))


def assessed(connection: Connection, tables: Tables, on: int) -> Any:
    """Every home by the rule, with both sides of its test, and how many there are of each outcome."""
    assessor = Assessor(CATALOGUE, tables, RULE, on, connection=connection)
    found = [(entry.number, entry.outcome, entry.tests) for entry in assessor.records(connection)]
    return found, assessor.counts(connection)


@pytest.mark.postgres
@settings(QUICK, max_examples=8)
@given(world=worlds(homes=8, calls=0), on=days)
def test_a_rule_finds_the_same_on_every_engine_with_the_same_reasons(
    shared_stores: tuple[Store, Store], world: World, on: int
) -> None:
    lite, postgres = shared_stores
    with lite.holding(world) as connection:
        wanted = assessed(connection, lite.tables, on)
        with in_duckdb(connection, taken_of(lite.tables)) as duck:
            assert assessed(duck, lite.tables, on) == wanted
    with postgres.holding(world) as connection:
        assert assessed(connection, postgres.tables, on) == wanted


def homes_of(*persons: str | None) -> World:
    """One organisation with a home for each person."""
    world = World(CATALOGUE)
    world.add("organisation", name="甲")
    world.add("placement", org=1, organisation=1, from_on=20000101)
    for person in persons:
        world.add("home", org=1, person=person, name=person, joined_on=20150101, size=1)
    return world


def an_indicator(where: Expr | None = None, **facts: Any) -> Indicator:
    return Indicator(key="test.figure", label="数", unit="户", of=HOME, between=("joined_on", "left_on"), where=where,
                     **{"measure": count(), **facts})  # fmt: skip


DAY = [Window("", 0, 20151231)]


def test_a_digest_counts_as_its_value_did_and_the_value_lies_in_no_file(
    shared_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    store = shared_stores[0]
    persons = ("239990196801013314", "239990196801013314", "239990197512015545", None)
    words = [an_indicator(measure=distinct(Name(("person",)))), an_indicator(repeated(Name(("person",))))]
    words += [an_indicator(Name(("person",)).known())]
    with store.holding(homes_of(*persons)) as connection:
        wanted = [Measurer(connection, CATALOGUE, store.tables).measure(word, DAY, None) for word in words]
        with in_duckdb(connection, taken_of(store.tables, "person", "name")) as duck:
            found = [Measurer(duck, CATALOGUE, store.tables).measure(word, DAY, None) for word in words]
        write_tables(connection, taken_of(store.tables, "person", "name"), tmp_path)
    assert [cells[0].numerator for cells in found] == [3, 2, 3]
    assert found == wanted
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(person.encode() in held for person in persons if person)


@pytest.mark.parametrize(
    "text", ["person == '1'", "person < name", "person in ('1', '2')", "name != person and person > '1'"]
)
def test_a_digest_is_not_taken_for_its_value(shared_stores: tuple[Store, Store], text: str) -> None:
    store = shared_stores[0]
    with store.holding(homes_of("1", "2")) as connection:
        word = an_indicator(parse(text))
        assert Measurer(connection, CATALOGUE, store.tables).measure(word, DAY, None)
        with in_duckdb(connection, taken_of(store.tables, "person")) as duck, pytest.raises(RefusedError, match="摘要"):
            Measurer(duck, CATALOGUE, store.tables).measure(word, DAY, None)


def test_what_is_not_in_the_files_is_refused_by_name(shared_stores: tuple[Store, Store]) -> None:
    store = shared_stores[0]
    taken = taken_of(store.tables)
    taken[0] = attrs.evolve(taken[0], columns=tuple(name for name in taken[0].columns if name != "income"))
    with store.holding(homes_of("1")) as connection, in_duckdb(connection, taken) as duck:
        assert Measurer(duck, CATALOGUE, store.tables).measure(an_indicator(), DAY, None)[0].numerator == 1
        with pytest.raises(RefusedError, match=r"home\.income"):
            Measurer(duck, CATALOGUE, store.tables).measure(an_indicator(parse("income > 1")), DAY, None)


def test_a_number_too_large_is_an_error_and_never_another_number(shared_stores: tuple[Store, Store]) -> None:
    store = shared_stores[0]
    table = store.tables["home"]
    with store.holding(homes_of("1")) as connection, in_duckdb(connection, taken_of(store.tables)) as duck:
        assert duck.execute(select(table.c.size * literal(2**62))).scalar_one() == 2**62
        with pytest.raises(Exception, match=r"[Oo]verflow"):
            duck.execute(select(table.c.size * literal(2**62) * literal(4)))


def test_what_is_voided_stays_behind_and_every_value_comes_back(shared_stores: tuple[Store, Store]) -> None:
    store = shared_stores[0]
    world = homes_of('引号"逗号,换行\n', "", None)
    world.records["home"][0]["area"] = -(2**62)
    world.add("home", org=1, void=1, name="作废")
    table = store.tables["home"]
    query = select(table.c.id, table.c.name, table.c.area).where(table.c.void == 0).order_by(table.c.id)
    with store.holding(world) as connection, in_duckdb(connection, taken_of(store.tables)) as duck:
        assert duck.execute(query).all() == connection.execute(query).all()
        assert duck.execute(select(func.count()).select_from(table)).scalar_one() == 3


def test_a_columnar_engine_can_be_stopped_and_goes_on_afterwards(shared_stores: tuple[Store, Store]) -> None:
    store = shared_stores[0]
    query = select(func.count()).select_from(store.tables["home"])
    with store.holding(homes_of("1")) as connection, in_duckdb(connection, taken_of(store.tables)) as duck:
        stop_of(duck.engine).set()
        with pytest.raises(StoppedError):
            duck.execute(query)
        stop_of(duck.engine).clear()
        assert duck.execute(query).scalar_one() == 1
