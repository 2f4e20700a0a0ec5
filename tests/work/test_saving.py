"""Saving an object: what typed words may not say, it may not say either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.work.county import a_workspace
from tests.work.hands import a_finding
from unionwork.areas.aid.entities import AidFile
from unionwork.areas.inspection.entities import Finding
from unionwork.areas.rights.entities import Petition
from unionwork.errors import RefusedError, UnionworkError, UnknownNameError, ValueRefusedError
from unionwork.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path / "w.db", tmp_path, date(2024, 12, 31)) as opened:
        opened.add("petition", {"received_on": "2024-03-01", "petitioner": "周某", "people": "3", "source": "市总转办"})
        yield opened


def held(workspace: Workspace) -> Petition:
    return workspace.get(Petition, "XF2024001")


def test_what_fits_is_saved_as_its_field_reads_it(workspace: Workspace) -> None:
    saved = workspace.save(attrs.evolve(held(workspace), people=5, source="本级接访", matter=" 欠薪 "))
    assert (saved.people, saved.source, saved.matter, saved.version) == (5, "reception", "欠薪", 2)
    assert held(workspace) == saved
    added = workspace.save(Petition(received_on=date(2024, 4, 1), petitioner="吴某", source="reception"))
    assert (added.number, added.source) == ("XF2024002", "reception")
    assert workspace.verify()["breaks"] == []


@pytest.mark.parametrize(
    ("values", "error", "named"),
    [
        ({"people": -5}, ValueRefusedError, "不能小于 0"),
        ({"people": "三"}, ValueRefusedError, "不是数字"),
        ({"received_on": "2024-02-31"}, ValueRefusedError, "收到日期"),
        ({"received_on": None}, ValueRefusedError, "缺少「收到日期」"),
        ({"org": 999_999}, UnknownNameError, "999999"),
        ({"number": "XF2024009"}, RefusedError, "不能修改"),
    ],
)
def test_what_a_change_refuses_a_save_refuses(
    workspace: Workspace, values: dict[str, Any], error: type[UnionworkError], named: str
) -> None:
    before = held(workspace)
    with pytest.raises(error, match=named):
        workspace.save(attrs.evolve(before, **values))
    assert held(workspace) == before


def test_a_code_of_no_vocabulary_and_a_record_that_is_not_there_are_refused(workspace: Workspace) -> None:
    with pytest.raises(ValueRefusedError, match="代码表"):
        workspace.save(AidFile(name="吴某", filed_on=date(2024, 3, 1), sex="nosuchcode"))
    number = a_finding(workspace)
    finding = workspace.get(Finding, number)
    with pytest.raises(UnknownNameError, match="检查"):
        workspace.save(attrs.evolve(finding, inspection=999_999))
    assert workspace.show("finding", number)["version"] == 1


def test_a_voided_record_is_not_saved(workspace: Workspace) -> None:
    workspace.void("petition", "XF2024001", "重复")
    with pytest.raises(RefusedError, match="已作废,不能再改"):
        workspace.save(attrs.evolve(held(workspace), matter="改了作废的"))


def test_a_number_that_is_taken_is_refused(workspace: Workspace) -> None:
    with pytest.raises(RefusedError, match="XF2024001"):
        workspace.save(Petition(number="XF2024001", received_on=date(2024, 4, 1), petitioner="吴某"))
