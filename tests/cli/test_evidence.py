"""Looking back and evidence on the command line: what is printed, what is refused, what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import a_workspace, ok, run


@pytest.fixture
def place(tmp_path: Path) -> str:
    place = a_workspace(tmp_path)
    ok("-w", place, "unit", "add", "name=甲厂", "--on", "2024-02-01")
    ok("-w", place, "unit", "add", "name=乙厂", "--on", "2024-04-01")
    return place


def test_a_list_a_figure_and_what_is_due_can_be_asked_as_of_a_day_or_a_head(place: str) -> None:
    then = ok("-w", place, "unit", "list", "--as-of", "2024-03-01", "--format", "json")
    assert [row["name"] for row in then.json] == ["甲厂"]
    assert "当时所知还原" in then.err
    head = ok("-w", place, "journal", "list", "--format", "json").json[1]["hash"]
    assert ok("-w", place, "unit", "list", "--as-of", head[:12], "--format", "json").json == then.json
    number = then.json[0]["number"]
    assert ok("-w", place, "unit", "show", number, "--as-of", head, "--format", "json").json["name"] == "甲厂"
    for words in (("due",), ("check",), ("indicator", "measure", "inspection.count")):
        ok("-w", place, *words, "--as-of", head)
    told = ok("-w", place, "journal", "since", head, "--format", "json").json
    assert [(row["kind"], row["added"]) for row in told["kinds"]] == [("unit", 1)]
    assert "新增" in ok("-w", place, "journal", "since", head).out
    assert run("-w", place, "unit", "list", "--as-of", "2023-12-31").code == 2
    assert run("-w", place, "unit", "list", "--as-of", "ffffffffffff").code == 2


def test_a_folder_is_written_and_verified_without_a_workspace(place: str, tmp_path: Path) -> None:
    folder = tmp_path / "证据"
    number = ok("-w", place, "unit", "list", "--format", "json").json[0]["number"]
    made = ok("-w", place, "evidence", "unit", number, "-o", str(folder), "--format", "json").json
    found = ok("evidence", "verify", str(folder), "--format", "json").json
    assert (found["digest"], found["breaks"]) == (made["digest"], [])
    assert "全部一致" in ok("evidence", "verify", str(folder)).err
    (folder / "目录.md").write_text("改", encoding="utf8")
    done = run("evidence", "verify", str(folder))
    assert done.code == 1
    assert "目录.md" in done.out
    assert run("-w", place, "evidence", "unit", number).code == 2
    assert run("-w", place, "evidence", "unit", number, "-o", str(folder)).code == 1
    assert run("evidence", "verify", str(tmp_path)).code == 2


def test_an_organisation_is_called_as_its_commands_are(place: str, tmp_path: Path) -> None:
    made = ok("-w", place, "evidence", "org", "ORG0001", "-o", str(tmp_path / "本级"), "--format", "json").json
    assert (made["kind"], made["number"]) == ("organisation", "ORG0001")
    assert "它是名称,键是 unit" in run("-w", place, "evidence", "用人单位", "X", "-o", str(tmp_path / "厂")).err
