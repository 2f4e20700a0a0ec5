"""Every way of tampering with records or journal is named by `verify`, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update

from tests.oracle.declared import CALL, CATALOGUE, HOME, a_catalogue
from tests.store.opening import Store, make_store, open_store
from unionwork.declare.catalogue import FieldAddition, Region
from unionwork.declare.fields import Field, Shape
from unionwork.store.journal import Break, verify
from unionwork.store.schema import settle

Hand = Callable[[Connection, Store], Any]


@pytest.fixture(scope="module")
def written_stores(shared_stores: tuple[Store, Store]) -> tuple[Store, Store]:
    """Stores with three batches: two homes and a call; one home changed; the call voided."""
    for store in shared_stores:
        write_some(store)
    return shared_stores


def write_some(store: Store) -> None:
    with store.writing("an") as change:
        rows = change.add(HOME, [{"org": 1, "name": "甲", "size": 3, "number": f"H2015000{place}"} for place in (1, 2)])
        change.add(CALL, [{"org": 1, "number": "C00001", "home": rows[0]["id"], "minutes": 5, "who": "张"}])
    with store.writing("bo") as change:
        row = change.rows(HOME, store.tables["home"].c.number == "H20150001")[0]
        change.change(HOME, [(row, {"size": 4, "income": 280_00})])
    with store.writing("bo") as change:
        change.void(CALL, change.rows(CALL))


def home(store: Store, number: str = "H20150001") -> tuple[Table, Any]:
    table = store.tables["home"]
    return table, table.c.number == number


def set_home(**values: Any) -> Hand:
    def hand(connection: Connection, store: Store) -> None:
        table, here = home(store)
        connection.execute(update(table).where(here).values(**values))

    return hand


def set_entry(where: str, **values: Any) -> Hand:
    def hand(connection: Connection, store: Store) -> None:
        entry = store.tables.entry
        done = connection.execute(update(entry).where(entry.c.act == where, entry.c.kind == "home").values(**values))
        assert done.rowcount

    return hand


def set_batch(position: int, **values: Any) -> Hand:
    def hand(connection: Connection, store: Store) -> None:
        batch = store.tables.batch
        assert connection.execute(update(batch).where(batch.c.position == position).values(**values)).rowcount == 1

    return hand


def remove_home(connection: Connection, store: Store) -> None:
    table, here = home(store)
    connection.execute(delete(table).where(here))


def smuggle_home(connection: Connection, store: Store) -> None:
    table, here = home(store)
    row = dict(connection.execute(select(table).where(here)).mappings().one())
    names = {column.name for column in table.columns if column.computed is None}
    copied = {name: value for name, value in row.items() if name in names}
    connection.execute(insert(table).values(**{**copied, "id": 999_999, "number": "H20150009"}))


def roll_back_home(connection: Connection, store: Store) -> None:
    """The record as it was in its first version, with the digest of then."""
    table, here = home(store)
    entry = store.tables.entry
    record = connection.execute(select(table.c.id).where(here)).scalar_one()
    first = select(entry.c.digest).where(entry.c.kind == "home", entry.c.record == record, entry.c.version == 1)
    digest = connection.execute(first).scalar_one()
    connection.execute(update(table).where(here).values(size=3, income=None, version=1, digest=digest))


def copy_home_over_another(connection: Connection, store: Store) -> None:
    table, here = home(store)
    row = connection.execute(select(table).where(here)).mappings().one()
    connection.execute(
        update(table).where(home(store, "H20150002")[1]).values(version=row["version"], digest=row["digest"])
    )


def swap_entry_versions(connection: Connection, store: Store) -> None:
    entry = store.tables.entry
    record = connection.execute(select(entry.c.record).where(entry.c.act == "change")).scalar_one()
    mine = (entry.c.record == record, entry.c.kind == "home")
    for old, new in ((1, 99), (2, 1), (99, 2)):
        connection.execute(update(entry).where(*mine, entry.c.version == old).values(version=new))


def remove_entry(connection: Connection, store: Store) -> None:
    entry = store.tables.entry
    connection.execute(delete(entry).where(entry.c.act == "change"))


def add_entry(connection: Connection, store: Store) -> None:
    entry = store.tables.entry
    row = dict(connection.execute(select(entry).where(entry.c.act == "change")).mappings().one())
    connection.execute(insert(entry).values(**{**row, "place": 2, "version": 3}))


def remove_last_batch(connection: Connection, store: Store) -> None:
    batch = store.tables.batch
    connection.execute(delete(batch).where(batch.c.position == 3))


def remove_last_batch_and_its_entries(connection: Connection, store: Store) -> None:
    batch, entry = store.tables.batch, store.tables.entry
    last = connection.execute(select(batch.c.id).where(batch.c.position == 3)).scalar_one()
    connection.execute(delete(entry).where(entry.c.batch == last))
    connection.execute(delete(batch).where(batch.c.id == last))


def remove_middle_batch_and_its_entries(connection: Connection, store: Store) -> None:
    batch, entry = store.tables.batch, store.tables.entry
    middle = connection.execute(select(batch.c.id).where(batch.c.position == 2)).scalar_one()
    connection.execute(delete(entry).where(entry.c.batch == middle))
    connection.execute(delete(batch).where(batch.c.id == middle))


def swap_batches(connection: Connection, store: Store) -> None:
    batch = store.tables.batch
    for old, new in ((2, 99), (3, 2), (99, 3)):
        connection.execute(update(batch).where(batch.c.position == old).values(position=new))


@attrs.frozen
class Tampering:
    """A hand on the database, and what must be named: a sort of break and, where it has one, a number."""

    hand: Hand
    what: str
    number: str = ""


TAMPERINGS = {
    "a number changed": Tampering(set_home(size=5), "changed", "H20150001"),
    "a value taken away": Tampering(set_home(income=None), "changed", "H20150001"),
    "a value filled in": Tampering(set_home(person="1"), "changed", "H20150001"),
    "the number of a record": Tampering(set_home(number="H20150008"), "changed", "H20150008"),
    "its organisation": Tampering(set_home(org=2), "changed", "H20150001"),
    "voided": Tampering(set_home(void=1), "changed", "H20150001"),
    "its other columns": Tampering(set_home(extra='{"a":1}'), "changed", "H20150001"),
    "its digest": Tampering(set_home(digest=bytes(32)), "changed", "H20150001"),
    "its digest taken away": Tampering(set_home(digest=None), "changed", "H20150001"),
    "a later version": Tampering(set_home(version=3), "smuggled", "H20150001"),
    "an earlier version": Tampering(set_home(version=1), "version", "H20150001"),
    "rolled back": Tampering(roll_back_home, "version", "H20150001"),
    "removed": Tampering(remove_home, "removed", "H20150001"),
    "smuggled in": Tampering(smuggle_home, "smuggled", "H20150009"),
    "another's version and digest": Tampering(copy_home_over_another, "smuggled", "H20150002"),
    "the body of an entry": Tampering(set_entry("change", body='{"size":9}'), "entry"),
    "the salt of an entry": Tampering(set_entry("change", salt=bytes(16)), "entry"),
    "the salt taken from a body": Tampering(set_entry("change", salt=None), "entry"),
    "the body taken from a salt": Tampering(set_entry("change", body=None), "entry"),
    "salt and body taken away": Tampering(set_entry("change", salt=None, body=None), "entry"),
    "the digest of an entry": Tampering(set_entry("change", digest=bytes(32)), "entry"),
    "the act of an entry": Tampering(set_entry("change", act="restore"), "entry"),
    "the version of an entry": Tampering(set_entry("change", version=7), "entry"),
    "the kind of an entry": Tampering(set_entry("change", kind="call"), "entry"),
    "the record of an entry": Tampering(set_entry("change", record=999_999), "entry"),
    "versions swapped in the journal": Tampering(swap_entry_versions, "entry"),
    "an entry removed": Tampering(remove_entry, "entry", "2"),
    "an entry added": Tampering(add_entry, "entry", "2"),
    "who": Tampering(set_batch(2, who="cy"), "batch", "2"),
    "when": Tampering(set_batch(2, at="2016-01-02T00:00:00+00:00"), "batch", "2"),
    "the business date": Tampering(set_batch(2, business_on=20150629), "batch", "2"),
    "the surface": Tampering(set_batch(2, surface="cli"), "batch", "2"),
    "the surface taken away": Tampering(set_batch(2, surface=""), "batch", "2"),
    "what was done": Tampering(set_batch(2, what="other"), "batch", "2"),
    "how many entries": Tampering(set_batch(2, entries=2), "batch", "2"),
    "the digest of the entries": Tampering(set_batch(2, entries_digest=bytes(32)), "batch", "2"),
    "the batch before": Tampering(set_batch(2, previous=bytes(32)), "batch", "2"),
    "the hash": Tampering(set_batch(2, hash=bytes(32)), "batch", "2"),
    "the hash of the last batch": Tampering(set_batch(3, hash=bytes(32)), "batch", "3"),
    "the id of a batch": Tampering(set_batch(2, id=999_999), "batch", "2"),
    "the last batch removed": Tampering(remove_last_batch, "entry"),
    "the last batch removed with its entries": Tampering(remove_last_batch_and_its_entries, "smuggled", "C00001"),
    "a batch removed from the middle": Tampering(remove_middle_batch_and_its_entries, "batch", "2"),
    "batches swapped": Tampering(swap_batches, "batch", "2"),
}


def breaks_after(store: Store, hand: Hand) -> list[Break]:
    with store.taken_back() as connection:
        hand(connection, store)
        return list(verify(connection, store.tables, store.catalogue))


@pytest.mark.postgres
@pytest.mark.parametrize("engine", [0, 1], ids=["sqlite", "postgres"])
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_named(written_stores: tuple[Store, Store], engine: int, name: str) -> None:
    tampering = TAMPERINGS[name]
    found = breaks_after(written_stores[engine], tampering.hand)
    named = [entry for entry in found if entry.what == tampering.what and tampering.number in ("", entry.number)]
    assert named, f"{tampering.what} {tampering.number} not among {found}"
    assert all(entry.message for entry in found)


@pytest.mark.postgres
def test_an_untouched_store_has_no_break(written_stores: tuple[Store, Store]) -> None:
    assert [store.breaks() for store in written_stores] == [[], []]


def erase(connection: Connection, store: Store) -> None:
    connection.execute(update(store.tables.entry).values(salt=None, body=None))


@pytest.mark.postgres
def test_a_record_changed_under_an_entry_that_was_blanked_does_not_pass(written_stores: tuple[Store, Store]) -> None:
    def hand(connection: Connection, store: Store) -> None:
        set_entry("change", salt=None, body=None)(connection, store)
        set_home(size=5)(connection, store)

    for store in written_stores:
        (found,) = breaks_after(store, hand)
        assert found.what == "entry"
        assert "被绕过程序清空" in found.message


@pytest.mark.postgres
def test_a_record_removed_after_its_images_were_erased_is_still_named(written_stores: tuple[Store, Store]) -> None:
    def hand(connection: Connection, store: Store) -> None:
        erase(connection, store)
        remove_home(connection, store)

    for store in written_stores:
        found = {entry.what for entry in breaks_after(store, hand)}
        assert found == {"entry", "removed"}


WARM = Field(key="warm", label="供暖", shape=Shape.INTEGER, owner="east")
EAST = Region(key="east", name="东", digest="e1", fields=(FieldAddition(kind="home", field=WARM),))


@pytest.fixture
def reopened(store_url: str) -> Iterator[Callable[..., Store]]:
    """Opens the same store again and again, each time with other regions."""
    opened: list[Store] = []

    def reopen(*regions: Region) -> Store:
        store = open_store(store_url, a_catalogue(regions=regions))
        opened.append(store)
        settle(store.engine, store.tables, store.catalogue)
        return store

    made = make_store(store_url, CATALOGUE)
    write_some(made)
    made.engine.dispose()
    yield reopen
    for store in opened:
        store.engine.dispose()


def test_a_column_that_a_region_adds_later_breaks_no_older_digest(reopened: Callable[..., Store]) -> None:
    store = reopened(EAST)
    assert store.breaks() == []
    with store.writing() as change:
        kind = store.catalogue.kind("home")
        row = change.rows(kind, home(store)[1])[0]
        change.change(kind, [(row, {"x_east_warm": 3})])
    assert store.breaks() == []
    found = breaks_after(store, set_home(x_east_warm=4))
    assert [(entry.what, entry.number) for entry in found] == [("changed", "H20150001")]


def test_a_removed_region_leaves_its_data_and_the_journal_still_agrees(reopened: Callable[..., Store]) -> None:
    store = reopened(EAST)
    kind = store.catalogue.kind("home")
    with store.writing() as change:
        rows = change.rows(kind)
        change.change(kind, [(row, {"x_east_warm": 3}) for row in rows])
    without = reopened()
    assert without.breaks() == []
    with without.writing() as change:
        kind = without.catalogue.kind("home")
        change.change(kind, [(change.rows(kind, home(without)[1])[0], {"size": 9})])
    assert without.breaks() == []
    again = reopened(EAST)
    assert again.breaks() == []
    with again.taken_back() as connection:
        table = again.tables["home"]
        assert set(connection.execute(select(table.c.x_east_warm)).scalars()) == {3}
