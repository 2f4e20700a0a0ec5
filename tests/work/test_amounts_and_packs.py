"""Numbers that a person types, and the packs' values in the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from unionwork.errors import UsageError, ValueRefusedError
from unionwork.store.engines import writing
from unionwork.workspace import Workspace

LINE = "aid.hardship_line"


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path) as opened:
        yield opened


WAYS: dict[str, Callable[[Workspace, str], Any]] = {
    "param": lambda w, text: w.set_param(LINE, text, from_on=date(2024, 1, 1), source="文件"),
    "target": lambda w, text: w.set_target("aid.files", text, from_on=date(2024, 1, 1), source="文件"),
    "what-if": lambda w, text: w.what_if("aid.grade", {LINE: text}),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1e999", "大得不合常理"), ("9" * 22, "大得不合常理"), ("1e-999", "最多 6 位小数"),
        ("0.1234567", "最多 6 位小数"),
        ("三百", "不是数字;请只写数字,如 280"), ("nan", "不是数字"), ("", "不是数字"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_meant_is_refused_with_an_example(
    workspace: Workspace, way: str, text: str, named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        WAYS[way](workspace, text)


def test_the_largest_and_the_finest_number_are_kept_whole(workspace: Workspace) -> None:
    for text in ("9999999999.999999", "0.000001", "1e3", "280.50"):
        WAYS["param"](workspace, text)
        WAYS["target"](workspace, text)
        (row,) = workspace.params(LINE)
        assert row["value"] == Decimal(text)
    WAYS["what-if"](workspace, "9999999999.999999")


def test_a_line_below_nothing_and_an_income_below_nothing_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    for way in ("param", "what-if"):
        with pytest.raises(UsageError, match="不能小于 0"):
            WAYS[way](workspace, "-1")
    load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1)]))
    with pytest.raises(ValueRefusedError, match="不能小于 0") as caught:
        workspace.change("aid_file", "DA202400001", {"income": "-987"})
    assert "987" not in str(caught.value)


def test_half_of_a_pair_is_a_line_for_a_person_wherever_it_is_typed(workspace: Workspace) -> None:
    torn = "甲\udce4"
    for act in (
        lambda: workspace.list("aid_file", search=torn),
        lambda: workspace.org_add(torn),
        lambda: workspace.set_param(LINE, "1", from_on=date(2024, 1, 1), source=torn),
    ):
        with pytest.raises(UsageError, match="不成字的编码"):
            act()
    assert workspace.verify()["breaks"] == []


def change_value(workspace: Workspace) -> Any:
    table = workspace.session.tables.pack_parameter
    return update(table).where(table.c.key == LINE).values(value="9999", top=999900)


def take_away(workspace: Workspace) -> Any:
    table = workspace.session.tables.pack_parameter
    return delete(table).where(table.c.key == LINE)


def add_another(workspace: Workspace) -> Any:
    table = workspace.session.tables.pack_parameter
    columns = [column for column in table.columns if column.name != "from_on"]
    later = select(*columns, (table.c.from_on + 1).label("from_on")).where(table.c.key == LINE)
    return insert(table).from_select([*(column.name for column in columns), "from_on"], later)


@pytest.mark.parametrize("hand", [change_value, take_away, add_another])
def test_a_pack_s_value_changed_behind_the_program_is_named(
    workspace: Workspace, hand: Callable[[Workspace], Any]
) -> None:
    assert workspace.verify()["breaks"] == []
    with writing(workspace.session.engine) as connection:
        connection.execute(hand(workspace))
    breaks = workspace.verify()["breaks"]
    assert {(found["what"], found["number"]) for found in breaks} == {("parameter", LINE)}
    assert any("地区包「invented」" in found["message"] for found in breaks)
