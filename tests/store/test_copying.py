"""Backups, restores, and a workspace carried from SQLite to PostgreSQL and back."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.oracle.declared import CATALOGUE, HOME, a_catalogue
from tests.store.opening import make_store, open_store
from tests.store.test_journal import EAST, write_some
from unionwork.errors import RefusedError, StoreError
from unionwork.store.copying import copy_into
from unionwork.store.engines import open_engine
from unionwork.store.schema import settle
from unionwork.workspace import Workspace, restore

ON = date(2024, 6, 30)


def a_workspace(place: str) -> Workspace:
    """A workspace with an organisation, a figure, a setting and a move."""
    made = Workspace.create(place, region="cn", name="县总工会", on=ON)
    made.org_add("甲乡")
    made.org_add("乙厂", parent="甲乡")
    made.org_change("甲乡", {"workers": "120"})
    made.org_move("乙厂", "ROOT")
    return made


def told(held: Workspace) -> list[Any]:
    """What a person sees of a workspace."""
    return [held.verify(), held.org_tree(), held.figures(), held.operators(), held.journal(), held.kinds()]


def test_a_backup_put_elsewhere_is_the_same_workspace(workspace_location: str, tmp_path: Path) -> None:
    with a_workspace(workspace_location) as made:
        before = told(made)
        answer = made.backup(tmp_path / "backup.db")
    assert answer["head"] == before[0]["head"]
    restore(tmp_path / "backup.db", tmp_path / "again.db")
    with Workspace.open(tmp_path / "again.db", on=ON) as again:
        assert told(again) == before
        assert before[0]["breaks"] == []
        again.org_add("丙乡")
        assert again.verify(answer["head"])["breaks"] == []
        assert len({row["number"] for row in again.org_tree()}) == 4


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Every file that is written meanwhile ends there, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_workspace_in_use_is_restored_with_all_that_was_stored(tmp_path: Path) -> None:
    source = tmp_path / "台账 #1.db"
    a_workspace(str(source)).close()
    with Workspace.open(source, on=ON) as open_elsewhere:
        before = open_elsewhere.verify()["head"]
        with Workspace.open(source, on=ON) as other:
            other.org_add("新单位甲")
        assert Path(f"{source}-wal").stat().st_size, "what was stored last lies in the log"
        restore(source, tmp_path / "again.db")
        expected = told(open_elsewhere)
        with Workspace.open(tmp_path / "again.db", on=ON) as again:
            assert told(again) == expected
            assert again.verify(before)["breaks"] == []
        assert "新单位甲" in {row["name"] for row in open_elsewhere.org_tree()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.db", "台账 #1.db"]


def test_a_plain_copy_is_restored_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    a_workspace(str(tmp_path / "w.db")).close()
    (tmp_path / "copy.db").write_bytes((tmp_path / "w.db").read_bytes())
    before = (tmp_path / "copy.db").read_bytes()
    restore(tmp_path / "copy.db", tmp_path / "again.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.db", "copy.db", "w.db"]
    assert (tmp_path / "copy.db").read_bytes() == before
    with Workspace.open(tmp_path / "again.db", on=ON) as again:
        assert again.verify()["breaks"] == []


def test_a_backup_or_restore_that_fails_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    source, out = tmp_path / "w.db", tmp_path / "out"
    out.mkdir()
    a_workspace(str(source)).close()
    with Workspace.open(source, on=ON) as made:
        with files_no_larger_than(200_000), pytest.raises(StoreError, match=r"写不了「.*out/a\.db」\(.*没有留下半份"):
            made.backup(out / "a.db")
        assert list(out.iterdir()) == []
        assert made.backup(out / "a.db")["head"] == made.verify()["head"]
    size = source.stat().st_size
    with files_no_larger_than(size - 1), pytest.raises(StoreError, match=r"写不了「.*out/b\.db」"):
        restore(source, out / "b.db")
    assert [path.name for path in out.iterdir()] == ["a.db"]
    restore(out / "a.db", out / "b.db")
    with Workspace.open(out / "b.db", on=ON) as again:
        assert again.verify()["breaks"] == []


def test_a_restore_whose_attachments_cannot_be_copied_leaves_nothing(tmp_path: Path) -> None:
    source, out = tmp_path / "w.db", tmp_path / "out"
    out.mkdir()
    with Workspace.create(source, region="cn", attachments="folder", on=ON) as made:
        unit = made.add("unit", {"name": "甲厂"})["number"]
        (tmp_path / "photo.png").write_bytes(b"photo" * 400_000)
        made.attach("unit", unit, tmp_path / "photo.png")
        limit = source.stat().st_size + 1_000_000
        for act in (made.backup, lambda place: restore(source, place)):
            with files_no_larger_than(limit), pytest.raises(StoreError):
                act(out / "a.db")
            assert list(out.iterdir()) == []
        assert made.backup(out / "a.db")["attachment_files"] == 1
    assert restore(out / "a.db", out / "b.db")["attachment_files"] == 1
    assert sorted(path.name for path in out.iterdir()) == ["a.db", "a.files", "b.db", "b.files"]


@pytest.mark.postgres
def test_a_backup_put_on_a_server_is_the_same_workspace_and_comes_back(postgres_url: str, tmp_path: Path) -> None:
    with a_workspace(str(tmp_path / "w.db")) as made:
        before = told(made)
        made.backup(tmp_path / "backup.db")
    restore(tmp_path / "backup.db", postgres_url)
    with Workspace.open(postgres_url, on=ON) as served:
        assert told(served) == before
        served.org_add("丙乡")
        after = told(served)
        assert after[0]["breaks"] == []
        served.backup(tmp_path / "back.db")
    with Workspace.open(tmp_path / "back.db", on=ON) as back:
        assert told(back) == after


def test_a_backup_overwrites_nothing(workspace_location: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    with Workspace.create(workspace_location, region="cn", on=ON) as made, pytest.raises(RefusedError):
        made.backup(taken)
    assert taken.read_text() == "mine"


def test_a_restore_overwrites_no_workspace(workspace_location: str, tmp_path: Path) -> None:
    with a_workspace(workspace_location) as made:
        before = told(made)
        made.backup(tmp_path / "backup.db")
    with pytest.raises(StoreError):
        restore(tmp_path / "backup.db", workspace_location)
    with Workspace.open(workspace_location, on=ON) as held:
        assert told(held) == before


@pytest.mark.postgres
def test_a_copy_that_breaks_off_leaves_the_place_empty(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_store(str(tmp_path / "w.db"), CATALOGUE)
    write_some(source)
    with source.engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE _path")
    target = open_engine(postgres_url)
    with pytest.raises(StoreError, match="_path"):
        copy_into(source.engine, source.tables, target, CATALOGUE)
    whole = make_store(str(tmp_path / "whole.db"), CATALOGUE)
    copy_into(whole.engine, whole.tables, target, CATALOGUE)
    for engine in (source.engine, whole.engine, target):
        engine.dispose()


@pytest.fixture
def stores(postgres_url: str, tmp_path: Path) -> tuple[str, str]:
    """A place for a SQLite store and one for a PostgreSQL store."""
    return str(tmp_path / "w.db"), postgres_url


@pytest.mark.parametrize("forth", [True, False], ids=["to a server", "to a file"])
def test_a_copy_keeps_what_a_removed_region_left(stores: tuple[str, str], forth: bool) -> None:
    here, there = stores if forth else stores[::-1]
    first = make_store(here, a_catalogue(regions=(EAST,)))
    write_some(first)
    kind = first.catalogue.kind("home")
    with first.writing() as change:
        change.change(kind, [(row, {"x_east_warm": 3}) for row in change.rows(kind)])
    first.engine.dispose()
    without = open_store(here, CATALOGUE)
    settle(without.engine, without.tables, CATALOGUE)
    target = open_engine(there, must_exist=False)
    copy_into(without.engine, without.tables, target, CATALOGUE)
    copied = open_store(there, CATALOGUE)
    assert copied.breaks() == []
    with copied.writing() as change:
        added = change.add(HOME, [{"org": 1}])[0]
    assert added["number"] == "H20150003"
    assert copied.breaks() == []
    back = open_store(there, a_catalogue(regions=(EAST,)))
    settle(back.engine, back.tables, back.catalogue)
    with back.taken_back() as connection:
        assert sorted(connection.execute(select(back.tables["home"].c.x_east_warm)).scalars(), key=str) == [3, 3, None]
    assert back.breaks() == []
    for engine in (without.engine, target, copied.engine, back.engine):
        engine.dispose()
