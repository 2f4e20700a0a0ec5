"""Operators: added, changed, granted and taken out of force, each time with a line in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.work.county import a_workspace
from unionwork.errors import NotPermittedError, RefusedError, UnknownNameError, UsageError
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)


@pytest.fixture
def office(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path, ON) as workspace:
        workspace.org_add("甲镇工会")
        workspace.org_add("乙镇工会")
        yield workspace


def as_(office: Workspace, key: str) -> Workspace:
    return Workspace.open(_place(office), operator=key, on=ON)


def _place(office: Workspace) -> str:
    url = office.session.engine.url
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=False)


def test_an_operator_carries_role_tier_scope_and_rights_into_a_session(office: Workspace) -> None:
    made = office.operator_add("wang", name="王平", role="审批", tier=2, rights=["export"], org="甲镇工会")
    assert {key: made[key] for key in ("key", "name", "role", "tier", "rights")} == {
        "key": "wang", "name": "王平", "role": "approver", "tier": 2, "rights": ["export"],
    }  # fmt: skip
    with as_(office, "wang") as wang:
        worker = wang.session.worker
        assert (worker.name, worker.role, worker.tier, worker.rights) == ("王平", "approver", 2, {"export"})
        assert wang.org_tree()[0]["name"] == "甲镇工会"


def test_each_change_of_an_operator_is_in_the_journal_and_holds(office: Workspace) -> None:
    office.operator_add("li", name="李")
    office.operator_grant("li", "private.read")
    office.operator_grant("li", "private.read")
    office.operator_change("li", role="caseworker", org="乙镇工会", name="李红")
    office.operator_revoke("li", "private.read")
    assert office.operators()[-1] == {
        "key": "li", "name": "李红", "role": "caseworker", "tier": None, "rights": [],
        "org": {row["name"]: row["number"] for row in office.org_tree()}["乙镇工会"],
    }  # fmt: skip
    voided = office.operator_void("li", "退休")
    assert (voided["void"], voided["reason"]) == (True, "退休")
    assert [row["key"] for row in office.operators()] == ["admin"]
    said = [row["what"] for row in office.journal()]
    # What is granted twice is written once.
    assert said[:5] == [
        "operator void li: 退休", "operator revoke li private.read", "operator change li",
        "operator grant li private.read", "operator add li",
    ]  # fmt: skip
    assert office.verify()["breaks"] == []
    with pytest.raises(UnknownNameError):
        as_(office, "li")


def test_a_dry_run_of_each_stores_nothing(office: Workspace) -> None:
    office.operator_add("li")
    head = office.verify()["head"]
    assert office.operator_add("neu", dry_run=True)["key"] == "neu"
    assert office.operator_grant("li", "export", dry_run=True)["rights"] == ["export"]
    assert office.operator_revoke("admin", "export", dry_run=True)["rights"] == [
        "admin",
        "private.read",
        "self_approve",
    ]
    assert office.operator_change("li", role="auditor", dry_run=True)["role"] == "auditor"
    assert office.operator_void("li", "x", dry_run=True)["void"] is True
    assert office.verify()["head"] == head
    assert [row["role"] for row in office.operators()] == ["administrator", "recorder"]


def test_the_last_who_may_manage_operators_stays(office: Workspace) -> None:
    office.operator_add("part", role="administrator", rights=["admin"], org="甲镇工会")
    office.operator_add("half", role="administrator")
    for lose in (
        lambda: office.operator_void("admin", "x"),
        lambda: office.operator_revoke("admin", "admin"),
        lambda: office.operator_change("admin", role="recorder"),
        lambda: office.operator_change("admin", org="甲镇工会"),
    ):
        with pytest.raises(RefusedError, match="最后一个"):
            lose()
    office.operator_grant("half", "admin")
    assert office.operator_void("admin", "换人")["void"] is True


@pytest.mark.parametrize("role", ["recorder", "caseworker", "approver", "inspector", "auditor"])
def test_only_an_administrator_with_the_right_manages_operators(office: Workspace, role: str) -> None:
    office.operator_add("x", role=role, rights=["admin"])
    office.operator_add("bare", role="administrator")
    for key in ("x", "bare"):
        with as_(office, key) as other:
            for ask in (
                lambda o=other: o.operator_add("y"),
                lambda o=other: o.operator_grant("x", "export"),
                lambda o=other: o.operator_revoke("x", "admin"),
                lambda o=other: o.operator_change("x", name="z"),
                lambda o=other: o.operator_void("x", "z"),
            ):
                with pytest.raises(NotPermittedError) as refused:
                    ask()
                wanted = "administrator" if key == "x" else "operator grant bare admin"
                assert wanted in str(refused.value)


def test_nobody_grants_what_he_has_not(office: Workspace) -> None:
    office.operator_add("part", role="administrator", rights=["admin"])
    with as_(office, "part") as part:
        with pytest.raises(NotPermittedError, match=r"private\.read"):
            part.operator_grant("part", "private.read")
        with pytest.raises(NotPermittedError, match="export"):
            part.operator_add("z", rights=["export"])


def test_a_scoped_administrator_makes_operators_only_within(office: Workspace) -> None:
    office.operator_add("part", role="administrator", rights=["admin"], org="甲镇工会")
    office.operator_add("other", org="乙镇工会")
    with as_(office, "part") as part:
        assert part.operator_add("neu")["org"] == part.org_tree()[0]["number"]
        for ask in (
            lambda: part.operator_add("out", org="乙镇工会"),
            lambda: part.operator_change("part", org="乙镇工会"),
            lambda: part.operator_grant("other", "admin"),
            lambda: part.operator_void("admin", "x"),
        ):
            with pytest.raises(UnknownNameError, match="范围之外"):
                ask()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"key": "a b", "role": "boss"}, "boss"),
        ({"key": "a", "rights": ["all"]}, "all"),
        ({"key": " "}, "代号"),
        ({"key": "a,b"}, "逗号"),
        ({"key": "a", "tier": 1}, "审批人"),
        ({"key": "a", "role": "approver", "tier": 0}, "从 1 起"),
        ({"key": "长" * 21}, "字节"),
    ],
)
def test_a_wrong_operator_is_refused_and_told_why(office: Workspace, values: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        office.operator_add(**values)  # type: ignore[arg-type]


def test_an_approver_who_gets_another_role_loses_the_tier(office: Workspace) -> None:
    office.operator_add("wang", role="approver", tier=2)
    assert office.operator_change("wang", role="caseworker")["tier"] is None


def test_no_operator_can_be_saved_past_the_commands(office: Workspace) -> None:
    from unionwork.core.entities import Operator

    with pytest.raises(RefusedError):
        office.save(Operator(key="eve", role="administrator", rights="admin"))
    with pytest.raises(RefusedError):
        office.add("operator", {"key": "eve", "role": "administrator", "rights": "admin"})
    with pytest.raises(RefusedError):
        office.change("operator", "OP001", {"rights": "admin"})
