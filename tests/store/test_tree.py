"""The dated tree, and the parameters that are resolved along it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Connection, select

from tests.oracle.declared import CATALOGUE, PARAMETERS
from tests.oracle.drawing import DAYS, days, worlds
from tests.oracle.meaning import Meaning
from tests.oracle.world import World
from tests.store.opening import Store
from unionwork.errors import RefusedError
from unionwork.store.settings import Settings
from unionwork.store.tree import changes_between, tree_on

QUICK = settings(max_examples=30, suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.explain})


def a_world(*regions: str | None) -> World:
    """Organisations 1, 2, 3 ... bound to these regions; nobody stands anywhere yet."""
    world = World(CATALOGUE)
    for region in regions:
        world.add("organisation", name="甲", region=region)
    return world


def stand(world: World, org: int, parent: int | None, start: int = 20000101, end: int | None = None) -> None:
    world.add("placement", org=org, organisation=org, parent=parent, from_on=start, to_on=end)


def setting(world: World, org: int, number: str, start: int, end: int | None = None) -> None:
    world.add(
        "param_setting", org=org, key="home.line", value=number, top=int(number) * 100, bottom=1,
        from_on=start, to_on=end, source="文件",
    )  # fmt: skip


def lines(connection: Connection, store: Store, on: int) -> dict[int, int]:
    """Organisation to the line that holds for it, in fen."""
    ranked = Settings(store.tables, on).candidates("home.line").subquery()
    rows = connection.execute(select(ranked.c.org, ranked.c.top, ranked.c.bottom).where(ranked.c.place == 1))
    return {org: top // bottom for org, top, bottom in rows}


@pytest.fixture(params=[0, 1], ids=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, shared_stores: tuple[Store, Store]) -> Store:
    return shared_stores[request.param]


def test_an_organisation_stands_from_its_first_day_until_before_its_last(store: Store) -> None:
    world = a_world(None, None, None)
    stand(world, 1, None)
    stand(world, 2, 1)
    stand(world, 3, 1, 20150101, 20150630)
    stand(world, 3, 2, 20150630, 20151231)
    with store.holding(world) as connection:
        found = {
            on: tree_on(connection, store.tables, on).parents
            for on in (20141231, 20150101, 20150629, 20150630, 20151231)
        }
    assert found == {
        20141231: {1: None, 2: 1},
        20150101: {1: None, 2: 1, 3: 1},
        20150629: {1: None, 2: 1, 3: 1},
        20150630: {1: None, 2: 1, 3: 2},
        20151231: {1: None, 2: 1},
    }


def test_what_stood_below_a_merged_organisation_goes_with_it(store: Store) -> None:
    world = a_world(None, None, None, None)
    stand(world, 1, None)
    stand(world, 2, 1)
    stand(world, 3, 1, 20000101, 20150701)
    stand(world, 3, 2, 20150701)
    stand(world, 4, 3)
    with store.holding(world) as connection:
        before, after = (tree_on(connection, store.tables, on) for on in (20150630, 20150701))
    assert (before.below(2), before.below(3)) == ({2}, {3, 4})
    assert (after.below(2), after.children(1), after.depth(4)) == ({2, 3, 4}, [2], 3)
    assert after.above(4) == [4, 3, 2, 1]


def test_a_circle_is_refused(store: Store) -> None:
    world = a_world(None, None, None)
    stand(world, 1, None)
    stand(world, 2, 3, 20150101)
    stand(world, 3, 2, 20150301)
    with pytest.raises(RefusedError, match="2015-03-01"), store.holding(world):
        pass


def test_an_organisation_below_itself_is_refused(store: Store) -> None:
    world = a_world(None)
    stand(world, 1, 1)
    with pytest.raises(RefusedError), store.holding(world):
        pass


def test_two_organisations_may_change_places_in_time(store: Store) -> None:
    world = a_world(None, None, None)
    stand(world, 1, None)
    stand(world, 2, 1, 20000101, 20150701)
    stand(world, 3, 2, 20000101, 20150701)
    stand(world, 3, 1, 20150701)
    stand(world, 2, 3, 20150701)
    with store.holding(world) as connection:
        trees = [tree_on(connection, store.tables, on).parents for on in (20150630, 20150701)]
    assert trees == [{1: None, 2: 1, 3: 2}, {1: None, 2: 3, 3: 1}]


def test_two_parents_on_one_day_are_refused(store: Store) -> None:
    world = a_world(None, None, None)
    stand(world, 1, None)
    stand(world, 2, 1)
    stand(world, 3, 1)
    stand(world, 3, 2, 20150701)
    with pytest.raises(RefusedError, match="2015-07-01"), store.holding(world):
        pass


def test_the_days_on_which_the_tree_changed_are_those_after_the_first_up_to_the_last(store: Store) -> None:
    world = a_world(None, None)
    stand(world, 1, None)
    stand(world, 2, 1, 20150101, 20150630)
    with store.holding(world) as connection:
        asked = [(20150101, 20151231), (20141231, 20150629), (20141231, 20150630)]
        found = [changes_between(connection, store.tables, first, last) for first, last in asked]
    assert found == [[20150630], [20150101], [20150101, 20150630]]


@pytest.mark.postgres
@QUICK
@given(world=worlds(homes=1, calls=0))
def test_paths_and_trees_agree_on_every_day(shared_stores: tuple[Store, Store], world: World) -> None:
    for store in shared_stores:
        path = store.tables.path
        with store.holding(world) as connection:
            for on in DAYS:
                query = select(path.c.descendant, path.c.ancestor, path.c.distance)
                rows = connection.execute(query.where(path.c.from_on <= on, path.c.to_on > on)).all()
                wanted = {
                    (org, above, distance)
                    for org in world.parents(on)
                    for distance, above in enumerate(world.upward(org, on))
                }
                assert sorted(tuple(row) for row in rows) == sorted(wanted)
                tree = tree_on(connection, store.tables, on)
                assert tree.parents == world.parents(on)
                assert all(
                    tree.order.index(org) < tree.order.index(up) for org, up in tree.parents.items() if up is not None
                )


@pytest.mark.postgres
@QUICK
@given(world=worlds(homes=1, calls=0), on=days)
def test_a_parameter_is_the_nearest_one_upward_on_its_day(
    shared_stores: tuple[Store, Store], world: World, on: int
) -> None:
    meaning = Meaning(world, on)
    for store in shared_stores:
        with store.holding(world) as connection:
            for parameter in PARAMETERS:
                ranked = Settings(store.tables, on).candidates(parameter.key).subquery()
                rows = connection.execute(
                    select(ranked.c.org, ranked.c.top, ranked.c.bottom).where(ranked.c.place == 1)
                )
                factor = 100 if parameter.is_money else 1
                found = {row.org: row for row in rows}
                for org in world.parents(on):
                    wanted = meaning.parameter(parameter.key, org)
                    row = found.pop(org, None)
                    assert (row is None) == (wanted is None)
                    assert row is None or row.top == wanted * factor * row.bottom
                assert not found, "an organisation that does not stand has a value"


def test_an_own_setting_comes_before_the_region_and_a_nearer_region_before_a_farther_setting(store: Store) -> None:
    world = a_world("north", "south", None)
    stand(world, 1, None)
    stand(world, 2, 1)
    stand(world, 3, 2)
    with store.holding(world) as connection:
        assert lines(connection, store, 20150615) == {1: 2000, 2: 3000, 3: 3000}
    setting(world, 1, "22", 20150601)
    with store.holding(world) as connection:
        assert lines(connection, store, 20150615) == {1: 2200, 2: 3000, 3: 3000}
    setting(world, 2, "33", 20150601)
    with store.holding(world) as connection:
        assert lines(connection, store, 20150615) == {1: 2200, 2: 3300, 3: 3300}


def test_a_value_that_ended_falls_back_to_what_the_region_extends(store: Store) -> None:
    world = a_world("south")
    stand(world, 1, None)
    with store.holding(world) as connection:
        found = {
            on: lines(connection, store, on) for on in (20141231, 20150101, 20150331, 20151230, 20151231, 20160101)
        }
    assert found == {
        20141231: {}, 20150101: {1: 2000}, 20150331: {1: 3000}, 20151230: {1: 3000}, 20151231: {1: 2000},
        20160101: {1: 2550},
    }  # fmt: skip


def test_a_setting_of_today_does_not_change_last_year(store: Store) -> None:
    world = a_world("north", None)
    stand(world, 1, None)
    stand(world, 2, 1)
    with store.holding(world) as connection:
        before = lines(connection, store, 20151231)
    setting(world, 1, "99", 20160101)
    with store.holding(world) as connection:
        assert lines(connection, store, 20151231) == before == {1: 2000, 2: 2000}
        assert lines(connection, store, 20160101) == {1: 9900, 2: 9900}


def test_an_organisation_that_moved_takes_the_parameters_of_where_it_stands(store: Store) -> None:
    world = a_world(None, "north", "south", None)
    stand(world, 1, None)
    stand(world, 2, 1)
    stand(world, 3, 1)
    stand(world, 4, 2, 20000101, 20150701)
    stand(world, 4, 3, 20150701)
    with store.holding(world) as connection:
        assert (lines(connection, store, 20150630)[4], lines(connection, store, 20150701)[4]) == (2000, 3000)
