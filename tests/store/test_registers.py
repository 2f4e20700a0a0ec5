"""Registers: versions, numbers, ids, dry runs, taking out of force; one contract on both engines."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.oracle.declared import CALL, CATALOGUE, HOME
from tests.store.opening import Store, make_store, open_store
from unionwork.errors import ConflictError, RefusedError
from unionwork.store.registers import Row, Transaction, count_rows, find_ids, history, take_ids

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    made = make_store(store_url, CATALOGUE)
    yield made
    made.engine.dispose()


def a_home(store: Store, **values: Any) -> Row:
    with store.writing() as change:
        return change.add(HOME, [{"org": 1, **values}])[0]


def homes(store: Store) -> list[Row]:
    with store.writing() as change:
        return change.rows(HOME)


def numbers(store: Store) -> list[str]:
    return [row["number"] for row in homes(store)]


def test_a_record_is_given_an_id_a_number_of_the_business_year_and_version_1(store: Store) -> None:
    row = a_home(store, name="甲")
    assert (row["number"], row["version"], row["void"]) == ("H20150001", 1, 0)
    held = homes(store)[0]
    assert held["id"] == row["id"] > 0
    assert held["name"] == "甲"
    assert store.breaks() == []


def test_who_changes_a_version_that_is_no_more_is_refused_and_told_who_was_before(store: Store) -> None:
    read = a_home(store, size=3)
    with store.writing("an") as change:
        change.change(HOME, [(read, {"size": 4})])
    with pytest.raises(ConflictError, match="an") as refused, store.writing("bo") as change:
        change.change(HOME, [(read, {"size": 5})])
    assert (refused.value.expected, refused.value.found) == (1, 2)
    assert [(row["size"], row["version"]) for row in homes(store)] == [(4, 2)]
    assert store.breaks() == []


@pytest.mark.postgres
def test_of_two_sessions_that_change_one_record_at_once_the_second_is_refused(postgres_url: str) -> None:
    store = make_store(postgres_url, CATALOGUE)
    read = a_home(store, size=3)
    with ThreadPoolExecutor(1) as other:
        with store.writing("an") as first:
            first.change(HOME, [(read, {"size": 4})])
            waiting = other.submit(_change_home, store, read)
            # It waits for the row that the first one holds, which is stored at the end of this block.
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
        refused = waiting.exception(30)
    assert isinstance(refused, ConflictError)
    assert "an" in refused.message
    assert [row["size"] for row in homes(store)] == [4]
    store.engine.dispose()


def _change_home(store: Store, read: Row) -> None:
    with store.writing("bo") as change:
        change.change(HOME, [(read, {"size": 5})])


def test_one_refused_change_takes_its_whole_transaction_back(store: Store) -> None:
    read = a_home(store)

    def work(change: Transaction) -> None:
        change.add(CALL, [{"org": 1, "home": read["id"]}])
        change.change(HOME, [({**read, "version": 7}, {"size": 5})])

    with pytest.raises(ConflictError), store.writing() as change:
        work(change)
    with store.taken_back() as connection:
        assert count_rows(connection, store.tables, "call") == 0
    assert store.breaks() == []


def test_a_number_goes_on_after_the_highest_seen(store: Store) -> None:
    a_home(store, number="H20150041")
    a_home(store, number="H20140999")
    a_home(store, number="东-7")
    assert a_home(store)["number"] == "H20150042"


def test_numbers_given_and_numbers_made_in_one_go_do_not_meet(store: Store) -> None:
    with store.writing() as change:
        rows = change.add(HOME, [{"org": 1}, {"org": 1, "number": "H20150002"}, {"org": 1}])
    assert [row["number"] for row in rows] == ["H20150003", "H20150002", "H20150004"]


def test_every_year_begins_anew(store: Store) -> None:
    a_home(store)
    with store.writing(on=20160101) as change:
        assert change.add(HOME, [{"org": 1}])[0]["number"] == "H20160001"


def test_a_kind_without_a_year_in_its_numbers_goes_on_over_the_years(store: Store) -> None:
    for on, wanted in ((20150101, "C00001"), (20160101, "C00002")):
        with store.writing(on=on) as change:
            assert change.add(CALL, [{"org": 1}])[0]["number"] == wanted


def test_a_number_far_too_long_is_kept_but_does_not_use_up_the_numbers(store: Store) -> None:
    a_home(store, number="H2015" + "9" * 25)
    assert a_home(store)["number"] == "H20150001"


def test_a_number_of_a_voided_record_is_never_given_again(store: Store) -> None:
    row = a_home(store)
    with store.writing() as change:
        change.void(HOME, [row])
    assert a_home(store)["number"] == "H20150002"
    with pytest.raises(RefusedError, match="H20150001"):
        a_home(store, number="H20150001")


def test_a_number_that_is_taken_is_refused_with_its_whole_transaction(store: Store) -> None:
    a_home(store, number="H20150001")
    with pytest.raises(RefusedError, match="H20150001"):
        a_home(store, number="H20150001")
    with pytest.raises(RefusedError, match="户"), store.writing() as change:
        change.add(HOME, [{"org": 1, "number": "甲"}, {"org": 1, "number": "甲"}])
    assert numbers(store) == ["H20150001"]


def test_a_transaction_taken_back_leaves_no_gap(store: Store) -> None:
    a_home(store)

    def work(change: Transaction) -> None:
        change.add(HOME, [{"org": 1}])
        raise RuntimeError

    with pytest.raises(RuntimeError), store.writing() as change:
        work(change)
    assert a_home(store)["number"] == "H20150002"


def test_a_dry_run_gives_the_answer_of_the_real_run_and_stores_nothing(store: Store) -> None:
    before = a_home(store, size=1)

    def work(change: Transaction) -> list[tuple[str, int]]:
        rows = [*change.add(HOME, [{"org": 1}, {"org": 1}]), *change.change(HOME, [(before, {"size": 2})])]
        return [(row["number"], row["version"]) for row in rows]

    with store.writing(dry_run=True) as change:
        rehearsed, counted = work(change), dict(change.counts)
    assert [(row["number"], row["version"]) for row in homes(store)] == [("H20150001", 1)]
    with store.taken_back() as connection:
        assert connection.execute(select(func.count()).select_from(store.tables.entry)).scalar_one() == 1
    with store.writing() as change:
        assert (work(change), change.counts) == (rehearsed, counted)
    assert store.breaks() == []


def test_a_voided_record_stays_with_its_history_but_is_found_no_more(store: Store) -> None:
    row = a_home(store, size=3)
    with store.writing("bo") as change:
        change.void(HOME, [row])
    with store.taken_back() as connection:
        assert count_rows(connection, store.tables, "home") == 0
        assert find_ids(connection, store.tables, "home", ["H20150001"]) == {}
        lived = history(connection, store.tables, "home", row["id"])
    assert [(entry["version"], entry["act"], entry["who"]) for entry in lived] == [
        (1, "add", "admin"),
        (2, "void", "bo"),
    ]
    assert lived[0]["image"]["size"] == 3
    assert store.breaks() == []


def test_a_record_taken_back_with_its_import_can_be_brought_again(store: Store) -> None:
    row = a_home(store, size=3)
    with store.writing() as change:
        undone = change.void(HOME, [row], "undo")[0]
    assert undone["void"] == 2
    with store.writing() as change:
        change.change(HOME, [(undone, {"void": 0, "size": 4})], "revive")
    with store.taken_back() as connection:
        assert list(find_ids(connection, store.tables, "home", ["H20150001"])) == ["H20150001"]
    assert [(row["version"], row["size"], row["void"]) for row in homes(store)] == [(3, 4, 0)]
    assert store.breaks() == []


def test_ids_rise_are_shared_by_all_kinds_and_never_come_again(store: Store) -> None:
    with store.writing() as change:
        first = list(take_ids(change.connection, store.tables, 3))
        rows = [*change.add(HOME, [{"org": 1}] * 1), *change.add(CALL, [{"org": 1}])]
    with store.writing() as change:
        last = list(take_ids(change.connection, store.tables, 2))
    seen = [*first, *(row["id"] for row in rows), *last]
    assert seen == sorted(set(seen))


def test_many_threads_give_numbers_without_gaps_or_doubles(store: Store, store_url: str) -> None:
    writers, rounds = 4, 5
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(lambda _: add_homes(store_url, rounds), range(writers)))
    assert sorted(numbers(store)) == [f"H2015{place:04}" for place in range(1, writers * rounds * 2 + 1)]
    assert store.breaks() == []


@pytest.mark.slow
def test_many_processes_give_numbers_without_gaps_or_doubles(store: Store, store_url: str) -> None:
    code = "import sys; from tests.store.test_registers import add_homes; add_homes(sys.argv[1], 6)"
    command = [sys.executable, "-c", code, store_url]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.wait(60), process.communicate()[1]) for process in running] == [(0, b"")] * 3
    assert sorted(numbers(store)) == [f"H2015{place:04}" for place in range(1, 3 * 6 * 2 + 1)]
    assert store.breaks() == []


def add_homes(store_url: str, rounds: int) -> None:
    """Two homes and a call in each of so many transactions, as a program of its own would."""
    store = open_store(store_url, CATALOGUE)
    for _ in range(rounds):
        with store.writing() as change:
            rows = change.add(HOME, [{"org": 1}, {"org": 1}])
            change.add(CALL, [{"org": 1, "home": rows[0]["id"]}])
    store.engine.dispose()
