"""Upkeep: organisations, the journal and who tampered with it, operators, backups, regions, systems."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.console import a_region, a_workspace, ok, run, some_rolls


def tampered(place: str, statement: str) -> None:
    """Change a SQLite workspace past the program."""
    connection = sqlite3.connect(place)
    with connection:
        assert connection.execute(statement).rowcount != 0
    connection.close()


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A workspace with a few petitions."""
    truth = some_rolls(tmp_path, "petition")
    place = a_workspace(tmp_path)
    ok("-w", place, "import", str(truth.sheets["petition"].path))
    return place


def test_init_says_what_it_made_and_what_comes_next(tmp_path: Path) -> None:
    place = str(tmp_path / "w.db")
    tried = ok("init", place, "--region", "cn", "--dry-run")
    assert "没有保存" in tried.err
    assert list(tmp_path.iterdir()) == []
    made = ok("init", place, "--region", "cn", "--name", "某县总工会", "--format", "json")
    assert made.json == {"workspace": place, "name": "某县总工会", "number": "ORG0001", "region": "cn"}
    assert "import" in made.err
    assert run("init", place, "--region", "cn").code == 3, "nothing is overwritten"
    assert ok("-w", place, "operator", "list", "--format", "json").json[0]["role"] == "administrator"


def test_organisations_are_founded_moved_merged_and_remembered(workspace_location: str, tmp_path: Path) -> None:
    place = a_workspace(tmp_path, workspace_location)
    for name, level in (("东山镇工会", "乡镇"), ("西山镇工会", "乡镇")):
        made = ok("-w", place, "org", "add", name, "--level", level, "--from", "2024-01-01", "--format", "json").json
        assert (made["name"], made["parent"], made["level"]) == (name, "ORG0001", "township")
    ok("-w", place, "org", "add", "红旗厂工会", "--parent", "东山镇工会", "--from", "2024-01-01")
    tried = ok("-w", place, "org", "move", "红旗厂工会", "--to", "西山镇工会", "--on", "2024-07-01", "--dry-run")
    assert "没有保存" in tried.err
    ok("-w", place, "org", "move", "红旗厂工会", "--to", "西山镇工会", "--on", "2024-07-01")
    ok("-w", place, "org", "merge", "东山镇工会", "--into", "西山镇工会", "--on", "2024-09-01")

    def parents(on: str) -> dict[str, str]:
        rows = ok("-w", place, "org", "tree", "--on", on, "--format", "json").json
        names = {row["number"]: row["name"] for row in rows}
        return {row["name"]: names.get(row["parent"], "") for row in rows if row["parent"]}

    assert parents("2024-06-30")["红旗厂工会"] == "东山镇工会"
    assert parents("2024-07-01")["红旗厂工会"] == "西山镇工会"
    assert parents("2024-09-01")["东山镇工会"] == "西山镇工会"
    drawn = ok("-w", place, "org", "tree", "西山镇工会", "--on", "2024-09-01").lines[2:]
    assert [line.split()[1] for line in drawn] == ["西山镇工会", "东山镇工会", "红旗厂工会"]
    assert "    东山镇工会" in drawn[1]
    assert run("-w", place, "org", "move", "ROOT", "--to", "东山镇工会").code == 1
    assert run("-w", place, "org", "add", "西山镇工会").code == 1


def test_the_journal_is_whole_and_lists_what_was_done(place: str) -> None:
    rows = ok("-w", place, "journal", "list", "--format", "json").json
    assert [row["position"] for row in rows] == list(range(len(rows), 0, -1))
    assert {"batch", "at", "business_on", "who", "surface", "what", "entries", "hash"} <= set(rows[0])
    assert len(ok("-w", place, "journal", "list", "--limit", "1", "--format", "jsonl").lines) == 1
    verified = ok("-w", place, "journal", "verify", "--format", "json").json
    assert (verified["breaks"], verified["head"], verified["batches"]) == ([], rows[0]["hash"], len(rows))
    assert ok("-w", place, "journal", "verify", "--head", rows[1]["hash"][:16]).code == 0
    assert "全部一致" in ok("-w", place, "journal", "verify").err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE petition SET people = people + 1 WHERE number = (SELECT min(number) FROM petition)",
        "DELETE FROM petition WHERE number = (SELECT min(number) FROM petition)",
        "UPDATE _entry SET version = version + 7 WHERE record = (SELECT max(record) FROM _entry)",
    ],
)
def test_whoever_changes_the_file_past_the_program_is_found(place: str, statement: str) -> None:
    number = ok("-w", place, "petition", "list", "--limit", "1", "--format", "json").json[0]["number"]
    tampered(place, statement)
    found = run("-w", place, "journal", "verify", "--format", "json")
    assert found.code == 1
    assert found.json["breaks"]
    if "petition" in statement:
        assert {entry["number"] for entry in found.json["breaks"]} == {number}
    page = run("-w", place, "journal", "verify")
    assert page.code == 1
    assert f"{len(found.json['breaks'])} 处不一致" in page.err
    assert found.json["breaks"][0]["message"] in page.out


def test_a_head_that_is_not_in_the_chain_is_a_break(place: str) -> None:
    assert run("-w", place, "journal", "verify", "--head", "0" * 64).code == 1


def test_operators_have_only_the_rights_they_were_given(place: str) -> None:
    tried = ok("-w", place, "operator", "add", "li", "--role", "caseworker", "--dry-run")
    assert "没有保存" in tried.err
    ok("-w", place, "operator", "add", "li", "--name", "李华", "--role", "经办", "--right", "export")
    rows = {row["key"]: row for row in ok("-w", place, "operator", "list", "--format", "json").json}
    assert (rows["li"]["name"], rows["li"]["role"], rows["li"]["rights"]) == ("李华", "caseworker", ["export"])
    assert run("-w", place, "operator", "add", "li").code == 1
    assert run("-w", place, "operator", "add", "wu", "--right", "fly").code == 2
    ok("-w", place, "--as", "li", "export", "petition")
    ok("-w", place, "operator", "add", "wu")
    assert run("-w", place, "--as", "wu", "export", "petition").code == 1
    assert run("-w", place, "--as", "wu", "operator", "add", "ma").code == 1


def test_a_backup_is_restored_as_a_workspace_with_the_same_head(place: str, tmp_path: Path) -> None:
    made = ok("-w", place, "backup", str(tmp_path / "a.bak"), "--format", "json").json
    assert made["head"] == ok("-w", place, "journal", "verify", "--format", "json").json["head"]
    restored = str(tmp_path / "restored.db")
    ok("restore", str(tmp_path / "a.bak"), restored)
    for words in (("petition", "list", "--limit", "0"), ("org", "tree"), ("journal", "list")):
        assert ok("-w", restored, *words, "--format", "json").json == ok("-w", place, *words, "--format", "json").json
    assert ok("-w", restored, "journal", "verify", "--head", made["head"]).code == 0
    assert run("-w", place, "backup", str(tmp_path / "a.bak")).code == 1, "nothing is overwritten"


def test_parameters_are_shown_with_their_document_and_set_for_one_organisation(place: str) -> None:
    ok("-w", place, "org", "add", "东山镇工会")
    words = ("param", "set", "aid.hardship_line=320", "--from", "2024-06-01", "--source", "东山〔2024〕3号")
    ok("-w", place, *words, "--org", "东山镇工会", "--dry-run")
    ok("-w", place, *words, "--org", "东山镇工会")

    def shown(org: str, on: str) -> tuple[object, object]:
        words = ("param", "show", "aid.hardship_line", "--org", org, "--on", on, "--format", "json")
        (row,) = ok("-w", place, *words).json
        return row["value"], row["source"]

    assert shown("东山镇工会", "2024-05-31") == (280, "样例县〔2024〕1号")
    assert shown("东山镇工会", "2024-06-01") == (320, "东山〔2024〕3号")
    assert shown("ROOT", "2024-06-01") == (280, "样例县〔2024〕1号")
    everything = ok("-w", place, "param", "show", "--format", "json").json
    assert all(row["source"] for row in everything if row["value"] is not None)
    assert run("-w", place, "param", "set", "aid.hardship_line=1", "--from", "2024-01-01").code == 2


def test_a_target_stands_beside_its_figure(place: str) -> None:
    words = ("target", "set", "petition.late=0", "--from", "2024-01-01", "--source", "年度责任书")
    ok("-w", place, *words, "--dry-run")
    assert ok("-w", place, "target", "list", "--format", "json").json == []
    ok("-w", place, *words)
    (row,) = ok("-w", place, "target", "list", "--format", "json").json
    assert (row["indicator"], row["source"]) == ("petition.late", "年度责任书")
    cells = ok("-w", place, "indicator", "measure", "petition.late", "--period", "2024", "--format", "json").json
    assert float(cells[0]["target"]) == 0


def test_what_is_due_agrees_with_the_rolls(tmp_path: Path) -> None:
    truth = some_rolls(tmp_path, "inspection", "finding", size=1.0)
    place = a_workspace(tmp_path)
    ok("-w", place, "import", *(str(truth.sheets[key].path) for key in ("inspection", "finding")))
    rows = ok("-w", place, "due", "--within", "0d", "--on", "2024-12-31", "--format", "json").json
    overdue = [row for row in rows if row["kind"] == "finding" and row["due"] < "2024-12-31"]
    assert len(overdue) == truth.finding().overdue > 0
    assert {"due", "duty", "kind", "number", "what", "responsible", "overdue_days", "org", "source"} <= set(rows[0])
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    more = ok("-w", place, "due", "--within", "400天", "--on", "2024-12-31", "--format", "json").json
    assert len(more) >= len(rows)
    table = ok("-w", place, "due", "--on", "2024-12-31", "--within", "30").out
    assert overdue[0]["number"] in table
    assert "没有到期" in ok("-w", place, "due", "--on", "2020-01-01", "--within", "1d").err


def test_checks_name_the_records_that_do_not_agree(place: str, tmp_path: Path) -> None:
    number = "XF2024901"
    sheet = tmp_path / "错.csv"
    sheet.write_text(f"编号,收到日期,答复日期\n{number},2024-06-01,2024-05-01\n", encoding="utf-8")
    ok("-w", place, "import", str(sheet), "--roll", "petition")
    rows = ok("-w", place, "check", "--format", "json").json
    (row,) = [row for row in rows if row["number"] == number and row["severity"] == "error"]
    assert row["message"]
    assert row["remedy"]
    only = ok("-w", place, "check", row["check"], "--format", "json").json
    assert {entry["check"] for entry in only} == {row["check"]}
    assert number in ok("-w", place, "check", row["check"]).out
    assert run("-w", place, "check", "no.such").code == 2
    counted = ok("-w", place, "check", "--summary", "--format", "json").json
    assert {entry["check"]: entry["count"] for entry in counted}[row["check"]] == len(only)
    assert all(entry["count"] for entry in counted)
    assert sum(entry["count"] for entry in counted) == len(rows)
    listed = {entry["check"]: entry for entry in ok("-w", place, "check", "--list", "--format", "json").json}
    assert {entry["check"] for entry in rows} <= set(listed)
    assert all(entry["label"] and entry["message"] and entry["remedy"] for entry in listed.values())
    assert sum(entry["step"] is None for entry in listed.values()) >= 40
    assert [entry["check"] for entry in ok("-w", place, "check", row["check"], "--list", "--format", "json").json] == [
        row["check"]
    ]
    assert run("-w", place, "check", "no.such", "--list").code == 2
    assert run("-w", place, "check", "--list", "--summary").code == 2


def test_indicators_are_listed_and_explained(place: str) -> None:
    keys = {row["key"] for row in ok("-w", place, "indicator", "list", "--format", "json").json}
    assert {"aid.hardship_share", "petition.received", "finding.closed_rate"} <= keys
    told = ok("-w", place, "indicator", "show", "aid.hardship_share", "--format", "json").json
    assert told["unit"] == "%"
    assert "职工" in ok("-w", place, "indicator", "show", "aid.hardship_share").out


def test_figures_are_broken_down_and_add_up(place: str) -> None:
    words = ("indicator", "measure", "petition.received", "--period", "2024", "--on", "2024-12-31", "--format")
    (whole,) = ok("-w", place, *words, "json").json
    parts = ok("-w", place, *words, "json", "--by", "source").json
    assert sum(cell["value"] for cell in parts) == whole["value"] > 0
    assert set(parts[0]) >= {"indicator", "org", "period", "by", "by_code", "value", "numerator", "unit", "target"}
    csv = ok("-w", place, *words, "csv", "--by", "source").lines
    assert csv[0].split(",")[5:7] == ["source", "value"]
    assert sum(int(line.split(",")[6]) for line in csv[1:]) == whole["value"]
    assert run("-w", place, "indicator", "measure", "petition.received", "--by", "colour").code == 2
    assert run("-w", place, "indicator", "measure", "petition.received", "--period", "2024-13").code == 2


def test_regions_and_plugins_are_listed_without_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    regions = ok("region", "list", "--format", "json").json
    assert "cn" in {row["key"] for row in regions}
    shown = ok("region", "show", "cn", "--format", "json").json
    assert all(value["source"] for value in shown["parameters"])
    assert shown["parameters"][0]["key"] in ok("region", "show", "cn").out
    plugins = ok("plugin", "list", "--format", "json").json
    assert plugins[0]["name"] == "unionwork"
    assert {row["state"] for row in plugins} == {"on"}
    assert list(tmp_path.iterdir()) == []
    assert run("region", "show", "nowhere").code == 2


def test_a_new_region_passes_its_test_and_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = ok("region", "new", "my-county", "--name", "某县", "--format", "json").json
    assert Path(made["folder"]).is_dir()
    tested = ok("region", "test", made["folder"], "--format", "json").json
    assert (tested["failed"], tested["gaps"]) == ([], [])
    assert ok("region", "show", "./my-county", "--format", "json").json["name"] == "某县"
    missing = run("region", "show", "./their-county")
    assert (missing.code, "没有这个文件夹" in missing.err) == (run("region", "test", "./their-county").code, True)
    ok("init", "w.db", "--region", made["folder"])
    assert run("region", "new", "my-county").code != 0, "nothing is overwritten"


def test_a_region_whose_cases_fail_answers_one_and_says_which(tmp_path: Path) -> None:
    pack = a_region(tmp_path)
    assert ok("region", "test", str(pack)).code == 0
    (pack / "cases.toml").write_text(
        '[[cases]]\nrule = "aid.grade"\non = 2024-06-30\nrecord = { income = "786", family_size = 3 }\n'
        'expect = "extreme"\nsays = "人均 262 元，在特困线以上"\n',
        encoding="utf-8",
    )
    done = run("region", "test", str(pack))
    assert done.code == 1
    assert "人均 262 元" in done.out
    told = run("region", "test", str(pack), "--format", "json").json
    assert [(case["expected"], case["got"]) for case in told["failed"]] == [("extreme", "hardship")]


def test_the_systems_of_work_are_listed_with_how_far_each_is_covered() -> None:
    rows = ok("systems", "--format", "json").json
    assert len(rows) == 178
    assert {row["state"] for row in rows} <= {"full", "part", "none"}
    assert any("aid_file" in row["kinds"] for row in rows)
    assert "aid_file" in ok("systems").out


def test_a_register_that_may_not_be_seen_is_named_and_never_called_sound(place: str) -> None:
    ok("-w", place, "operator", "add", "jian", "--role", "inspector")
    listed = ok("-w", place, "--as", "jian", "check", "--list", "--kind", "petition", "--format", "json").json
    key = listed[0]["check"]
    for words in (("check",), ("check", "--summary"), ("check", key)):
        assert "您无权查看" in ok("-w", place, "--as", "jian", *words).err
    told = ok("-w", place, "--as", "jian", "check", "--kind", "petition")
    assert f"您无权查看「信访」，它们的 {len(listed)} 项没有核对" in told.err
    counted = ok("-w", place, "--as", "jian", "check", "--summary", key, "--format", "json").json
    assert [row["count"] for row in counted] == [None]
    assert "您无权查看" not in ok("-w", place, "check", "--kind", "petition").err
