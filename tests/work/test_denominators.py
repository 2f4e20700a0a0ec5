"""What a share is divided by: the body's own figure, the sum of those below, and what is said where parts lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import a_workspace
from tests.work.hands import hand
from unionwork.workspace import Workspace

SHARE = "aid.hardship_share"
ON, LATER = date(2024, 6, 30), date(2024, 9, 1)


@pytest.fixture
def county(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    """A county with the towns 甲 (100 workers, 2 in hardship) and 乙 (no figure, 3 in hardship) and 丙 (nobody)."""
    with a_workspace(workspace_location, tmp_path, ON) as workspace:
        for name in ("甲", "乙", "丙"):
            workspace.org_add(name)
        workspace.org_change("甲", {"workers": "100"}, source="年报")
        for place, town in enumerate(("甲", "甲", "乙", "乙", "乙")):
            facts = {"name": f"职工{place}", "filed_on": "2024-01-02", "income": "100", "family_size": "1"}
            workspace.add("aid_file", facts, org=town)
        workspace.assess_all("aid.grade", accept=True)
        yield workspace


def test_a_body_whose_part_nobody_registered_leaves_no_share_and_is_named(county: Workspace) -> None:
    whole = _share(county)
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (5, None, None)
    assert whole["notes"] == ["「乙」有记录计入分子,没有「workers」的数据,不能计算;请用 org change 登记「workers」"]
    assert _share(county, "甲")["value"] == Decimal("2.0")


def test_a_body_without_records_is_named_and_the_share_stands(county: Workspace) -> None:
    county.org_change("乙", {"workers": "50"}, source="年报")
    whole = _share(county)
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (5, 150, Decimal("3.3"))
    assert whole["notes"][1] == "分母不含「丙」,它们没有「workers」的数据;请用 org change 登记「workers」"
    county.org_change("丙", {"workers": "50"}, source="年报")
    whole = _share(county)
    assert (whole["denominator"], whole["value"], whole["notes"]) == (200, Decimal("2.5"), ["分母取自直接下级之和"])


def test_a_merged_body_brings_its_figure_until_the_other_registers_a_new_one(county: Workspace) -> None:
    county.org_change("乙", {"workers": "50"}, source="年报")
    later = hand(county, "admin", LATER)
    later.org_merge("乙", "甲")
    joined = _share(later, "甲")
    assert (joined["numerator"], joined["denominator"], joined["value"]) == (5, 150, Decimal("3.3"))
    assert joined["notes"] == ["分母加上了后来并入的「乙」;请登记并入以后的「workers」"]
    assert _share(county, "甲")["denominator"] == 100
    later.org_change("甲", {"workers": "148"}, source="年报")
    anew = _share(later, "甲")
    assert (anew["denominator"], anew["notes"]) == (148, [])


def test_a_merged_body_without_a_figure_leaves_no_share(county: Workspace) -> None:
    later = hand(county, "admin", LATER)
    later.org_merge("乙", "甲")
    joined = _share(later, "甲")
    assert (joined["numerator"], joined["value"]) == (5, None)
    assert "「乙」有记录计入分子" in joined["notes"][0]


def _share(workspace: Workspace, org: str | None = None) -> dict[str, Any]:
    (cell,) = workspace.measure([SHARE], org=org)
    return cell
