"""On PostgreSQL an operator is a database role, and the server itself holds the scope: two real connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors as refused
from sqlalchemy.engine import make_url

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from unionwork.errors import NotPermittedError, StoreError, UnknownNameError
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)
INSIDE, OUTSIDE = "DA202400001", "DA202400002"


@pytest.fixture
def county(postgres_url: str, tmp_path: Path) -> Iterator[Workspace]:
    """Two townships, a file in each, and an operator for everything in the first."""
    with a_workspace(postgres_url, tmp_path, ON) as workspace:
        workspace.org_add("甲镇工会")
        workspace.org_add("乙镇工会")
        workspace.org_add("甲厂工会", parent="甲镇工会")
        rows = [a_file(1, 姓名="甲镇人", 所属工会="甲厂工会"), a_file(2, 姓名="乙镇人", 所属工会="乙镇工会")]
        load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, rows))
        workspace.operator_add("li", role="caseworker", org="甲镇工会", rights=["private.read", "export"])
        yield workspace


def address(workspace: Workspace, role: str) -> str:
    """The workspace as somebody else logs in to it."""
    return make_url(str(workspace.session.engine.url)).set(username=role).render_as_string(hide_password=False)


@contextmanager
def raw(workspace: Workspace, role: str) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection of a role: what it can do without this program."""
    with psycopg.connect(address(workspace, role).replace("+psycopg", "")) as connection:
        yield connection


def numbers(connection: psycopg.Connection[Any]) -> list[str]:
    return [row[0] for row in connection.execute("SELECT number FROM aid_file ORDER BY number")]


def test_raw_sql_of_an_operator_sees_only_the_scope(county: Workspace) -> None:
    with raw(county, "uw_li") as connection:
        assert numbers(connection) == [INSIDE]
        names = {row[0] for row in connection.execute("SELECT name FROM organisation")}
        assert "乙镇工会" not in names
        assert {"甲镇工会", "甲厂工会"} <= names
        bodies = [row[0] for row in connection.execute("SELECT body FROM _entry WHERE kind = 'aid_file'")]
        assert len(bodies) == 1
        assert "乙镇人" not in "".join(bodies)


def test_raw_sql_of_an_operator_changes_nothing_outside_the_scope(county: Workspace) -> None:
    with raw(county, "uw_li") as connection:
        done = connection.execute(f"UPDATE aid_file SET name = '改' WHERE number = '{OUTSIDE}'")
        assert done.rowcount == 0
        with pytest.raises(refused.InsufficientPrivilege):
            connection.execute("UPDATE aid_file SET org = (SELECT min(id) FROM organisation)")
        connection.rollback()
        with pytest.raises(refused.InsufficientPrivilege):
            connection.execute("DELETE FROM aid_file")
    assert county.show("aid_file", OUTSIDE)["name"] == "乙镇人"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE _batch SET who = 'admin'",
        "DELETE FROM _batch",
        "UPDATE _entry SET body = '{}'",
        "DELETE FROM _entry",
        "DELETE FROM _path",
        "UPDATE _meta SET value = '0'",
        "UPDATE operator SET org = (SELECT min(id) FROM organisation)",
        "UPDATE operator SET role = 'administrator'",
        "INSERT INTO operator SELECT id + 1000, 'OPX', org, 1, 0, 'eve', '', 'administrator', 'admin' FROM operator",
        "SELECT signs FROM _name",
        "ALTER TABLE aid_file DISABLE ROW LEVEL SECURITY",
        "SET SESSION AUTHORIZATION postgres",
    ],
)
def test_raw_sql_of_an_operator_reaches_neither_journal_nor_rights(county: Workspace, statement: str) -> None:
    with raw(county, "uw_li") as connection:
        touched = 0
        with suppress(refused.InsufficientPrivilege):
            touched = connection.execute(statement.encode()).rowcount
        assert touched == 0
    assert county.verify()["breaks"] == []


def test_a_batch_in_another_name_or_that_does_not_hold_is_refused(county: Workspace) -> None:
    columns = "id, position, entries, entries_digest, at, business_on, who, surface, what, previous, hash"
    for who, position in (("admin", "position + 1"), ("li", "position + 1"), ("li", "position + 7")):
        with raw(county, "uw_li") as connection:
            forged = (
                f"INSERT INTO _batch ({columns}) SELECT 999999, {position}, 0, sha256(''), '2024', 20241231, '{who}',"
                " 'cli', 'nothing', hash, sha256('x') FROM uw_last_batch()"
            )
            with pytest.raises(refused.InsufficientPrivilege):
                connection.execute(forged.encode())
    assert county.verify()["breaks"] == []


def test_an_entry_can_not_be_slipped_into_a_closed_batch(county: Workspace) -> None:
    with raw(county, "uw_li") as connection:
        batch = connection.execute("SELECT max(batch) FROM _entry WHERE kind = 'aid_file'").fetchone()
        assert batch is not None
        with pytest.raises(refused.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO _entry (batch, place, kind, record, version, act, digest)"
                " VALUES (%s, 999, 'aid_file', 1, 9, 'change', sha256('x'))",
                (batch[0],),
            )


def test_an_organisation_from_outside_can_not_be_pulled_into_the_scope(county: Workspace) -> None:
    ids = {row["name"]: row["number"] for row in county.org_tree()}
    with county.session.reading() as connection:
        table = county.session.tables["organisation"]
        held = {row.number: row.id for row in connection.execute(table.select())}
    inside, outside = held[ids["甲镇工会"]], held[ids["乙镇工会"]]
    with raw(county, "uw_li") as connection:
        pull = (
            "INSERT INTO placement (id, number, org, version, void, organisation, parent, from_on)"
            f" VALUES (990001, 'PLX', {inside}, 1, 0, {outside}, {inside}, 20000101)"
        )
        with pytest.raises(refused.InsufficientPrivilege):
            connection.execute(pull.encode())
        connection.rollback()
        move = f"UPDATE placement SET organisation = {outside} WHERE organisation <> {inside}"
        with pytest.raises(refused.InsufficientPrivilege):
            connection.execute(move.encode())


def test_a_day_of_work_through_the_library_as_a_database_role(county: Workspace, tmp_path: Path) -> None:
    with Workspace.open(address(county, "uw_li"), on=ON) as li:
        assert li.session.worker.key == "li"
        assert li.session.worker.login
        assert [row["name"] for row in li.org_tree()] == ["甲镇工会", "甲厂工会"]
        assert [row["number"] for row in li.list("aid_file")["rows"]] == [INSIDE]
        made = li.add("aid_file", {"name": "新人", "filed_on": "2024-05-01", "family_size": "2", "income": "500"})
        li.change("aid_file", made["number"], {"name": "新名字"})
        assert li.list("aid_file", search="新名字")["total"] == 1
        assert li.list("aid_file", search="乙镇人")["total"] == 0
        assert li.show("aid_file", INSIDE, reveal=True)["id_number"]
        report = load(li, a_csv(tmp_path / "b.csv", HARDSHIP, [a_file(3, 所属工会="新厂工会"), a_file(4)]))
        assert (report["added"], report["refused"]) == (2, 0)
        assert "新厂工会" in [row["name"] for row in li.org_tree()]
        assert li.measure(["aid.files"])[0]["value"] == 4
        assert li.params("aid.hardship_line")[0]["value"] == 280
        assert li.assess_all("aid.grade")["outcomes"]
        assert li.export("aid_file", tmp_path / "out.csv", reveal=True)["rows"] == 4
        assert [row["version"] for row in li.history("aid_file", made["number"])] == [1, 2]
        assert {row["who"] for row in li.journal()} == {"li"}
        assert {row["who"] for row in li.access_log()} == {"li"}
        again = load(li, a_csv(tmp_path / "c.csv", HARDSHIP, [a_file(2, 姓名="抢占"), a_file(5)]))
        assert (again["added"], again["refused"]) == (1, 1)
        assert "范围之外" in again["problems"][0]["reason"]
        li.undo_import(again["batch"])
        li.undo_import(report["batch"])
        assert li.list("aid_file")["total"] == 2
        with pytest.raises(UnknownNameError):
            li.show("aid_file", OUTSIDE)
    with Workspace.open(county.session.engine.url.render_as_string(hide_password=False), on=ON) as owner:
        assert owner.verify()["breaks"] == []
        assert owner.list("aid_file")["total"] == 3
        assert owner.journal()[0]["who"] == "li"


def test_a_database_role_is_its_operator_and_no_other(county: Workspace) -> None:
    with Workspace.open(address(county, "uw_li"), operator="li", on=ON) as li:
        assert li.session.worker.key == "li"
    with pytest.raises(NotPermittedError, match="数据库账号就是操作员"):
        Workspace.open(address(county, "uw_li"), operator="admin", on=ON)


def test_an_operator_who_was_taken_out_of_force_reaches_nothing(county: Workspace) -> None:
    county.operator_add("go", role="auditor")
    county.operator_void("go", "调离")
    with pytest.raises(StoreError), Workspace.open(address(county, "uw_go"), on=ON):
        pass
    with raw(county, "uw_go") as connection, pytest.raises(refused.InsufficientPrivilege):
        numbers(connection)


def test_an_auditor_reads_everything_and_the_server_lets_him_write_nothing(county: Workspace) -> None:
    county.operator_add("shen", role="auditor")
    with raw(county, "uw_shen") as connection:
        assert numbers(connection) == [INSIDE, OUTSIDE]
        assert connection.execute("UPDATE aid_file SET name = '改'").rowcount == 0
        with pytest.raises(refused.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO aid_file (id, number, org, version, void) SELECT 99999, 'X', org, 1, 0 FROM aid_file"
            )
    with Workspace.open(address(county, "uw_shen"), on=ON) as shen:
        assert shen.verify()["breaks"] == []
        assert {row["who"] for row in shen.journal()} == {"admin"}


def test_an_inspector_does_not_even_see_other_areas_in_the_database(county: Workspace) -> None:
    county.operator_add("jian", role="inspector")
    with raw(county, "uw_jian") as connection:
        assert numbers(connection) == []
        assert connection.execute("SELECT count(*) FROM _entry WHERE kind = 'aid_file'").fetchone() == (0,)


def test_a_scoped_administrator_manages_only_his_own(county: Workspace) -> None:
    county.operator_add("zhen", role="administrator", org="甲镇工会", rights=["admin"])
    with Workspace.open(address(county, "uw_zhen"), on=ON) as zhen:
        made = zhen.operator_add("new", org="甲厂工会")
        # A role that may not make roles adds the operator all the same, and says that there is no login yet.
        assert made["login"] is None
        zhen.org_add("小厂工会", parent="甲厂工会")
        zhen.org_move("小厂工会", "甲镇工会")
        assert {row["key"] for row in zhen.operators()} == {"li", "zhen", "new"}
        with pytest.raises(UnknownNameError):
            zhen.operator_grant("admin", "admin")
    with Workspace.open(county.session.engine.url.render_as_string(hide_password=False), on=ON) as owner:
        assert owner.verify()["breaks"] == []
        tree = {row["name"]: row["parent"] for row in owner.org_tree()}
        assert tree["小厂工会"] == {row["name"]: row["number"] for row in owner.org_tree()}["甲镇工会"]


def test_the_paths_that_the_server_writes_are_those_that_the_program_writes(county: Workspace) -> None:
    from unionwork.store.engines import writing
    from unionwork.store.tree import rebuild_paths

    county.org_add("丙镇工会")
    county.org_move("甲厂工会", "丙镇工会")
    query = "SELECT ancestor, descendant, distance, from_on, to_on FROM _path ORDER BY 2, 3, 4, 1"
    with writing(county.session.engine) as connection:
        rebuild_paths(connection, county.session.tables)
        own = connection.exec_driver_sql(query).all()
        connection.exec_driver_sql("SELECT uw_rebuild_paths()")
        assert connection.exec_driver_sql(query).all() == own
        assert len(own) > 8
