"""The general options: before or after the command, from the environment, or found in the folder."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.console import a_workspace, ok, run


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A workspace in this test's folder."""
    return a_workspace(tmp_path)


def test_a_general_option_stands_before_or_after_the_command_or_between(place: str) -> None:
    before = ok("-w", place, "--format", "json", "--on", "2024-06-30", "param", "show", "aid.hardship_line")
    between = ok("param", "-w", place, "--format", "json", "--on", "2024-06-30", "show", "aid.hardship_line")
    after = ok("param", "show", "aid.hardship_line", "--workspace", place, "--format=json", "--on", "2024-06-30")
    assert before == between == after
    assert before.json[0]["value"] == 280


def test_the_later_of_two_wins(place: str) -> None:
    assert ok("-w", "nowhere.db", "--format", "csv", "org", "tree", "-w", place, "--format", "json").json
    done = ok("--lang", "en", "org", "tree", "-w", place, "--lang", "zh")
    assert "编号" in done.out
    assert "number" in ok("--lang", "zh", "org", "tree", "-w", place, "--lang", "en").out


def test_a_business_day_reaches_the_work(place: str) -> None:
    ok("-w", place, "org", "change", "ROOT", "--set", "workers=100", "--on", "2024-02-01")
    ok("-w", place, "--on", "2024-03-01", "org", "change", "ROOT", "--set", "workers=200")
    figures = ok("-w", place, "org", "figure", "--format", "json").json
    assert {(row["from"], row["value"]) for row in figures} == {("2024-02-01", 100), ("2024-03-01", 200)}


def test_a_business_day_after_today_is_refused_for_a_write(place: str) -> None:
    done = run("-w", place, "org", "change", "ROOT", "--set", "workers=1", "--on", "2999-01-01")
    assert done.code == 2
    assert "2999-01-01" in done.err


def test_the_operator_is_named_and_must_be_known(place: str) -> None:
    ok(
        "-w",
        place,
        "operator",
        "add",
        "zhang",
        "--name",
        "张红",
        "--role",
        "caseworker",
        "--right",
        "private.read,export",
    )
    ok("-w", place, "--as", "zhang", "org", "change", "ROOT", "--set", "workers=9", "--on", "2024-02-01")
    assert ok("-w", place, "journal", "list", "--limit", "1", "--format", "json").json[0]["who"] == "zhang"
    done = run("-w", place, "--as", "zhag", "org", "tree")
    assert done.code == 2
    assert "zhang" in done.err


def test_the_workspace_may_be_named_by_the_environment(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIONWORK_WORKSPACE", place)
    done = ok("org", "tree")
    assert "样例县总工会" in done.out
    assert done.err == ""
    assert run("-w", "nowhere.db", "org", "tree").code == 3, "an option wins over the environment"


def test_the_only_workspace_of_the_folder_is_used_and_named(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE a (b)").connection.close()
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("CREATE TABLE _meta")
    monkeypatch.chdir(tmp_path)
    done = ok("org", "tree", "--format", "json")
    assert done.json[0]["name"] == "样例县总工会"
    assert "w.db" in done.err


def test_without_a_workspace_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("org", "tree")
    assert (done.code, done.out) == (3, "")
    assert "unionwork init" in done.err
    assert "UNIONWORK_WORKSPACE" in done.err
    assert list(tmp_path.iterdir()) == [], "only init and demo make a workspace"


def test_among_several_workspaces_none_is_guessed(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copy.db").write_bytes(Path(place).read_bytes())
    monkeypatch.chdir(tmp_path)
    done = run("org", "tree")
    assert done.code == 3
    assert "copy.db、w.db" in done.err


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_every_format_gives_the_same_rows(place: str, form: str) -> None:
    ok("-w", place, "org", "add", "红旗镇工会", "--level", "乡镇")
    ok("-w", place, "org", "add", "东山镇工会")
    out = ok("-w", place, "org", "tree", "--format", form).out
    if form == "json":
        names = [row["name"] for row in json.loads(out)]
    elif form == "jsonl":
        names = [json.loads(line)["name"] for line in out.splitlines()]
    elif form == "csv":
        names = [line.split(",")[1] for line in out.splitlines()[1:]]
    else:
        names = [line.split()[1] for line in out.splitlines()[2:]]
    assert names == ["样例县总工会", "红旗镇工会", "东山镇工会"]


def test_an_empty_list_is_empty_data_and_says_what_goes_there(place: str) -> None:
    table = ok("-w", place, "petition", "list")
    assert table.out == ""
    assert "unionwork petition add" in table.err
    assert ok("-w", place, "petition", "list", "--format", "json").json == []
    assert ok("-w", place, "petition", "list", "--format", "jsonl").out == ""
    assert ok("-w", place, "petition", "list", "--format", "csv").out.startswith("number,org,")
    assert "放宽条件" in ok("-w", place, "petition", "list", "--search", "无此人").err
