"""The same workspace in the hands of several people, on the days they work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest

from tests.work.county import an_id
from unionwork.errors import StepRefusedError
from unionwork.work.session import worker_of
from unionwork.workspace import Workspace

# Key, role, tier: one person for every role, and a second one where a second person is asked for.
PEOPLE = (
    ("lu", "recorder", None),
    ("jing", "caseworker", None),
    ("ban", "caseworker", None),
    ("cha", "inspector", None),
    ("fu", "inspector", None),
    ("zhen", "approver", 1),
    ("shi", "approver", 2),
    ("sheng", "approver", 3),
    ("shen", "auditor", None),
)


def with_people(workspace: Workspace) -> Workspace:
    """The workspace with an operator for every role; none of them may approve what they did themselves."""
    for key, role, tier in PEOPLE:
        workspace.operator_add(key, role=role, tier=tier)
    return workspace


def hand(workspace: Workspace, operator: str, on: str | date | None = None) -> Workspace:
    """The workspace as an operator holds it on a day."""
    with workspace.session.reading() as connection:
        worker = worker_of(connection, workspace.session.tables, operator)
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return Workspace(attrs.evolve(workspace.session, worker=worker, on=day or workspace.session.on), workspace.loaded)


def refusals(workspace: Workspace, kind: str, step: str, number: str, values: Mapping[str, str] | None = None) -> Any:
    """Guard to remedy of everything that refuses a step on one record."""
    with pytest.raises(StepRefusedError) as caught:
        workspace.do(kind, step, [number], values=values)
    assert caught.value.number == number
    for reason in caught.value.reasons:
        assert reason["message"] in str(caught.value)
        assert reason["remedy"] in str(caught.value)
    return {reason["guard"]: reason["remedy"] for reason in caught.value.reasons}


def a_unit(workspace: Workspace) -> str:
    """The number of a unit."""
    return str(workspace.add("unit", {"name": "甲厂"})["number"])


def a_finding(workspace: Workspace, found_on: str = "2024-03-01", **values: str) -> str:
    """The number of a finding at an inspection of a unit."""
    unit = a_unit(workspace)
    inspection = workspace.add("inspection", {"unit": unit, "inspected_on": found_on})["number"]
    facts = {"inspection": inspection, "found_on": found_on, "description": "配电箱无盖板", **values}
    return str(workspace.add("finding", facts)["number"])


def an_application(workspace: Workspace, **values: str) -> str:
    """The number of an application for aid whose applicant can be told from others."""
    facts = {
        "programme": "hardship_aid", "name": "赵某", "applied_on": "2024-03-01", "id_number": an_id(7),
        **values,
    }  # fmt: skip
    return str(workspace.add("aid_application", facts)["number"])


def a_household(workspace: Workspace) -> str:
    """The number of a household on the register."""
    return str(workspace.add("household", {"head_name": "钱某", "listed_on": "2024-01-01"})["number"])
