"""A workspace of format 1 is brought up to this program's when it is opened, and its journal holds."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select, text, update

from tests.originals import Originals
from unionwork.errors import StoreError
from unionwork.store.engines import open_engine, writing
from unionwork.store.schema import FORMAT
from unionwork.workspace import Workspace

ON = date(2024, 6, 30)


def of_format_1(place: str, folder: Path) -> None:
    """Make a workspace as format 1 wrote it: batches without a surface, no log of reads."""
    with Workspace.create(place, region="cn", name="县总工会", on=ON) as made:
        made.org_add("甲乡")
        made.org_add("乙乡", dry_run=True)
        assert made.verify()["breaks"] == []
        with writing(made.session.engine) as connection:
            age(connection, made)


@pytest.fixture
def old_workspace(originals: Originals, workspace_location: str) -> str:
    """A workspace as format 1 wrote it."""
    originals.copy("format 1", workspace_location, of_format_1)
    return workspace_location


def age(connection: Connection, made: Workspace) -> None:
    """Make a fresh workspace one of format 1."""
    batch, meta = made.session.tables.batch, made.session.tables.meta
    previous = bytes(32)
    for row in connection.execute(select(batch).order_by(batch.c.position)).all():
        stated = [row.id, row.position, row.entries, row.at, row.business_on, row.who, row.what]
        written = json.dumps(stated, ensure_ascii=False, separators=(",", ":"))
        head = sha256(written.encode() + bytes(row.entries_digest) + previous).digest()
        connection.execute(update(batch).where(batch.c.id == row.id).values(previous=previous, hash=head))
        previous = head
    connection.execute(text("ALTER TABLE _batch DROP COLUMN surface"))
    connection.execute(text("DROP TABLE _access"))
    connection.execute(update(meta).where(meta.c.key == "format").values(value="1"))
    connection.execute(update(meta).where(meta.c.key == "tables").values(value="of format 1"))


def test_an_old_workspace_opens_and_its_journal_holds(old_workspace: str) -> None:
    with Workspace.open(old_workspace, on=ON) as held:
        found = held.verify()
        assert found["breaks"] == []
        assert [row["surface"] for row in held.journal()] == [""] * found["batches"]
        assert [row["name"] for row in held.org_tree()] == ["县总工会", "甲乡"]
        assert held.access_log() == []


def test_work_goes_on_in_a_migrated_workspace(old_workspace: str) -> None:
    with Workspace.open(old_workspace, on=ON) as held:
        head = held.verify()["head"]
        held.org_add("丙乡")
        held.session.log_access("test", 1)
    with Workspace.open(old_workspace, on=ON) as again:
        assert again.verify(head)["breaks"] == []
        assert again.journal()[0]["surface"] == "library"
        assert len(again.access_log()) == 1
        assert {row["number"] for row in again.org_tree()} == {"ORG0001", "ORG0002", "ORG0003"}


def test_a_surface_written_into_an_old_batch_is_named(old_workspace: str) -> None:
    with Workspace.open(old_workspace, on=ON) as held:
        batch = held.session.tables.batch
        with writing(held.session.engine) as connection:
            connection.execute(update(batch).where(batch.c.position == 1).values(surface="cli"))
        assert [(entry["what"], entry["number"]) for entry in held.verify()["breaks"]] == [("batch", "1")]


def test_the_migrated_tables_have_the_columns_of_new_ones(old_workspace: str) -> None:
    with Workspace.open(old_workspace, on=ON) as held:
        seen, tables = inspect(held.session.engine), held.session.tables
        for table in (tables.batch, tables.access, tables.entry, tables.meta):
            columns = {entry["name"]: entry["nullable"] for entry in seen.get_columns(table.name)}
            assert columns == {column.name: bool(column.nullable) for column in table.columns}


def test_a_step_that_fails_leaves_the_old_workspace_as_it_was(
    old_workspace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from unionwork.store import migrations

    def fail(operations: object) -> None:
        real(operations)
        raise RuntimeError("power cut")

    real = migrations.STEPS[2]
    monkeypatch.setitem(migrations.STEPS, 2, fail)
    with pytest.raises(RuntimeError):
        Workspace.open(old_workspace, on=ON)
    monkeypatch.undo()
    with Workspace.open(old_workspace, on=ON) as held:
        assert held.verify()["breaks"] == []


@pytest.mark.parametrize(("written", "meant"), [(str(FORMAT + 1), "升级"), ("0", "格式 0")])
def test_a_format_that_this_program_does_not_know_is_refused(workspace_location: str, written: str, meant: str) -> None:
    Workspace.create(workspace_location, region="cn", on=ON).close()
    engine = open_engine(workspace_location)
    with writing(engine) as connection:
        connection.execute(text("UPDATE _meta SET value = :value WHERE key = 'format'"), {"value": written})
    engine.dispose()
    with pytest.raises(StoreError, match=meant):
        Workspace.open(workspace_location)
