"""The commands of a kind: list, show, add, change, void, history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.console import Done, a_workspace, ok, run, some_rolls
from tests.originals import Originals


def with_petitions(place: str, folder: Path) -> None:
    """Make a workspace with petitions."""
    truth = some_rolls(folder, "petition", size=1.0)
    ok("-w", a_workspace(folder, place), "import", str(truth.sheets["petition"].path))


@pytest.fixture
def place(originals: Originals, workspace_location: str) -> str:
    """A workspace with petitions, on each engine."""
    originals.copy("petitions", workspace_location, with_petitions)
    return workspace_location


def added(place: str, *words: str) -> Done:
    """One more petition."""
    values = ("received_on=2024-05-01", "source=来信", "matter=拖欠工资", "petitioner=王小明")
    return ok("-w", place, "petition", "add", *values, *words, "--format", "json")


def test_a_list_shows_some_and_says_how_to_see_the_others(place: str) -> None:
    everything = ok("-w", place, "petition", "list", "--limit", "0", "--format", "json").json
    assert len(everything) == 60
    assert [row["number"] for row in everything] == sorted(row["number"] for row in everything)
    first = ok("-w", place, "petition", "list", "--limit", "7", "--format", "json")
    assert first.json == everything[:7]
    assert "共 60 条，显示 7 条" in first.err
    assert f"--after {everything[6]['number']}" in first.err
    second = ok("-w", place, "petition", "list", "--limit", "7", "--after", everything[6]["number"], "--format", "json")
    assert second.json == everything[7:14]
    assert len(ok("-w", place, "petition", "list", "--format", "json").json) == 50


def test_a_list_is_filtered_searched_and_sorted(place: str) -> None:
    rows = ok("-w", place, "petition", "list", "--limit", "0", "--format", "json").json
    code = rows[0]["source"]
    wanted = [row["number"] for row in rows if row["source"] == code and row["received_on"] >= "2024-06-01"]
    words = ("--where", f"source={code}", "--where", "received_on>=2024-06-01", "--limit", "0", "--format", "json")
    assert [row["number"] for row in ok("-w", place, "petition", "list", *words).json] == wanted
    chinese = ("--where", f"来源={code}", "--where", "收到日期>=2024-06-01", "--limit", "0", "--format", "json")
    assert [row["number"] for row in ok("-w", place, "petition", "list", *chinese).json] == wanted
    latest = ok("-w", place, "petition", "list", "--sort=-received_on", "--limit", "1", "--format", "json").json
    assert latest[0]["received_on"] == max(row["received_on"] for row in rows)
    found = ok("-w", place, "petition", "list", "--search", rows[3]["number"], "--format", "json").json
    assert [row["number"] for row in found] == [rows[3]["number"]]


def test_a_person_reads_labels_and_a_program_reads_codes(place: str) -> None:
    number = added(place).json["number"]
    row = ok("-w", place, "petition", "show", number, "--format", "json").json
    assert row["source"] == "letter" or row["source"].isascii()
    page = ok("-w", place, "petition", "show", number).out
    assert "来信" in page
    assert "拖欠工资" in page
    fields = ok("-w", place, "petition", "list", "--fields", "number,来源", "--limit", "1", "--format", "jsonl").lines
    assert list(json.loads(fields[0])) == ["number", "source", "hidden"]
    assert run("-w", place, "petition", "list", "--fields", "colour").code == 2


def test_a_record_is_added_changed_and_voided_and_remembers_it(place: str) -> None:
    row = added(place).json
    assert row["version"] == 1
    number = row["number"]
    changed = ok("-w", place, "petition", "change", number, "--set", "matter=工伤", "people=3", "--format", "json").json
    assert (changed["matter"], changed["people"], changed["version"]) == ("工伤", 3, 2)
    cleared = ok("-w", place, "petition", "change", number, "people=", "--version", "2", "--format", "json").json
    assert (cleared["people"], cleared["version"]) == (None, 3)
    ok("-w", place, "petition", "void", number, "--reason", "重复登记")
    assert ok("-w", place, "petition", "list", "--search", number, "--format", "json").json == []
    assert ok("-w", place, "petition", "show", number, "--format", "json").json["void"] is True
    history = ok("-w", place, "petition", "history", number, "--format", "json").json
    assert [(entry["version"], entry["surface"]) for entry in history] == [(at, "cli") for at in (1, 2, 3, 4)]
    assert "重复登记" in history[3]["what"]
    assert run("-w", place, "petition", "change", number, "people=1").code == 1
    assert added(place).json["number"] > number, "a number is never used again"


def test_what_is_only_tried_is_not_stored(place: str) -> None:
    before = ok("-w", place, "petition", "list", "--limit", "0", "--format", "json").json
    number = before[0]["number"]
    for words in (
        ("add", "received_on=2024-05-01", "source=来信", "matter=欠薪"),
        ("change", number, "matter=改"),
        ("void", number, "--reason", "重复"),
    ):
        done = ok("-w", place, "petition", *words, "--dry-run")
        assert "没有保存" in done.err
        assert done.out
    assert ok("-w", place, "petition", "list", "--limit", "0", "--format", "json").json == before


def test_what_another_changed_is_not_overwritten(place: str) -> None:
    number = added(place).json["number"]
    ok("-w", place, "petition", "change", number, "people=3", "--version", "1")
    done = run("-w", place, "petition", "change", number, "people=4", "--version", "1")
    assert (done.code, done.out) == (1, "")
    assert number in done.err
    assert ok("-w", place, "petition", "show", number, "--format", "json").json["people"] == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add",), 2, "字段=值"),
        (("add", "matter=欠薪"), 2, "收到日期"),
        (("add", "received_on=2024-06-31"), 2, "30 天"),
        (("add", "received_on=2024-06-01", "received_on=2024-06-02"), 2, "两次"),
        (("change", "XF1900001", "people=1"), 2, "XF1900001"),
        (("show", "XF1900001"), 2, "XF1900001"),
        (("void", "XF1900001", "--reason", " "), 2, "理由"),
        (("add", "received_on=2024-06-01", "colour=red"), 2, "colour"),
        (("list", "--where", "people=many"), 2, "people"),
    ],
)
def test_a_bad_value_is_refused_in_one_line(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    place = a_workspace(tmp_path)
    done = run("-w", place, "petition", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err or said == "people"
    assert len(done.err.splitlines()) == 1


def test_private_values_read_hidden_and_never_as_nothing(tmp_path: Path) -> None:
    truth = some_rolls(tmp_path, "hardship")
    place = a_workspace(tmp_path)
    ok("-w", place, "import", str(truth.sheets["hardship"].path), "--create-orgs")
    file = truth.records.hardship[0]
    row = ok("-w", place, "aid_file", "show", file.number, "--format", "json").json
    assert (row["id_number"], row["income"]) == (None, None)
    assert {"id_number", "income", "phone"} <= set(row["hidden"])
    assert ok("-w", place, "aid_file", "show", file.number).out.count("隐藏") == len(row["hidden"])
    page = ok("-w", place, "aid_file", "list", "--fields", "number,家庭月总收入", "--limit", "1").lines
    assert page[2].split() == [file.number, "隐藏"]
    csv = ok("-w", place, "aid_file", "list", "--limit", "1", "--format", "csv").lines
    assert csv[0].endswith(",hidden")
    assert "income" in csv[1]
    revealed = ok("-w", place, "aid_file", "show", file.number, "--reveal", "--format", "json").json
    assert (revealed["id_number"], revealed["hidden"]) == (file.person.id_number, [])

    ok("-w", place, "operator", "add", "clerk")
    for words in (("show", file.number, "--reveal"), ("list", "--where", "income>0"), ("list", "--sort", "income")):
        done = run("-w", place, "--as", "clerk", "aid_file", *words)
        assert (done.code, done.out) == (1, "")
        assert "private.read" in done.err
    told = ok("-w", place, "--as", "clerk", "assess", "aid.grade", file.number, "--on", "2024-12-31")
    assert "隐藏" in told.out


def test_what_every_workspace_keeps_of_itself_is_only_read_here(tmp_path: Path) -> None:
    place = a_workspace(tmp_path)
    assert ok("-w", place, "decision", "list", "--format", "json").json == []
    assert run("-w", place, "decision", "add", "rule=aid.grade").code == 2


def test_the_kinds_are_listed_and_described(place: str) -> None:
    kinds = {row["key"]: row for row in ok("-w", place, "kinds", "--format", "json").json}
    assert kinds["petition"]["records"] == 60
    assert kinds["petition"]["label"] == "信访"
    described = ok("-w", place, "kinds", "petition", "--format", "json").json
    assert {"received_on", "source"} <= {field["key"] for field in described["fields"]}
    assert described["states"]
    assert "received_on" in ok("-w", place, "kinds", "petition").out
