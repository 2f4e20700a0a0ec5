"""Reports on the command line: drawn, written in every format, checked again; what does not go together is said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.console import ON, a_workspace, ok, run, some_rolls

pytestmark = pytest.mark.slow

SUMMARY = ("report", "write", "work-summary", "--period", "2024H2", "--on", ON)
LETTER = ("report", "write", "inspection.opinion_letter", "--on", ON)
SIGNS = {"docx": b"PK", "xlsx": b"PK", "html": b"<!DOCTYPE html>", "md": b"# ", "json": b"{"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of inspections, hazards and petitions, with a target; no test changes it."""
    folder = tmp_path_factory.mktemp("county")
    truth = some_rolls(folder, "inspection", "finding", "petition", seed=3, size=0.2)
    place = a_workspace(folder)
    sheets = [str(truth.sheets[key].path) for key in ("inspection", "finding", "petition")]
    ok("-w", place, "import", *sheets, "--create-orgs", "--on", ON)
    ok("-w", place, "target", "set", "finding.closed_rate=90", "--from", "2024-01-01", "--source", "责任书", "--on", ON)
    return Path(place)


@pytest.fixture
def place(county: Path, tmp_path: Path) -> str:
    """A copy of the county's workspace that a test may change."""
    return str(shutil.copy(county, tmp_path / "w.db"))


def test_the_forms_are_listed_and_one_is_read_out(county: Path) -> None:
    rows = {row["form"]: row for row in ok("-w", str(county), "report", "list", "--format", "json").json}
    assert rows["petition.reply"]["of"] == "petition"
    assert "工作总结" in ok("-w", str(county), "report", "list").out
    assert "work summary" in ok("-w", str(county), "report", "list", "--lang", "en").out
    asked = ok("-w", str(county), "report", "show", "work-summary", "--format", "json").json
    rate = next(ask for part in asked["sections"] for ask in part["asks"] if ask["indicator"] == "finding.closed_rate")
    read_out = ok("-w", str(county), "report", "show", "work_summary", "--org", "ROOT").out
    assert f"{rate['name']}  finding.closed_rate" in read_out
    assert rate["definition"] in read_out
    assert "认定的理由：aid.grade" in ok("-w", str(county), "report", "show", "aid.entitlement-card").out


def test_the_facts_name_who_asks_and_which_differ(county: Path) -> None:
    facts = ok("-w", str(county), "report", "facts", "--format", "json").json
    assert any(len({asked["form"] for asked in fact["asked_by"]}) > 1 for fact in facts)
    differing = ok("-w", str(county), "report", "facts", "--differs", "--format", "json").json
    assert differing == [fact for fact in facts if fact["differs"]]


def test_a_report_is_printed_with_the_figures_of_the_workspace(county: Path) -> None:
    done = ok("-w", str(county), *SUMMARY, "-o", "-")
    measured = ok("-w", str(county), "indicator", "measure", "finding.closed_rate", "--period", "2024H2", "--on", ON,
                  "--format", "json").json  # fmt: skip
    assert f"销号率{measured[0]['value']}%" in done.out
    assert "未达目标（90%）" in done.out
    assert "没有写" in done.err, "what is left out is told beside the page"
    data = ok("-w", str(county), *SUMMARY, "--format", "json").json
    assert data["title"] in done.out
    assert data["addresses"]
    assert ok("-w", str(county), *SUMMARY, "-o", "-").out == done.out


@pytest.mark.parametrize("form", SIGNS)
def test_a_report_is_written_in_every_format_twice_alike(county: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"总结.{form}"
    told = ok("-w", str(county), *SUMMARY, "-o", str(path), "--dry-run").out
    assert not path.exists()
    assert str(path) in told
    made = ok("-w", str(county), *SUMMARY, "-o", str(path), "--format", "json").json
    assert made["files"] == [str(path)]
    assert made["numbers"] > 10
    first = path.read_bytes()
    assert first.startswith(SIGNS[form])
    ok("-w", str(county), *SUMMARY, "-o", str(path))
    assert path.read_bytes() == first


def test_what_changed_after_a_report_is_found_named_and_can_be_taken_back(place: str, tmp_path: Path) -> None:
    old, new = tmp_path / "总结.json", tmp_path / "更正.md"
    ok("-w", place, *SUMMARY, "-o", str(old))
    assert "每个数都一样" in ok("-w", place, "report", "check", str(old), "--on", ON).err
    unsealed = tmp_path / "早先的.json"
    unsealed.write_text(re.sub(r',\s*"seal": "[^"]+"', "", old.read_text("utf-8")), "utf-8")
    assert "没有封记" in ok("-w", place, "report", "check", str(unsealed), "--on", ON).err
    unsealed.write_text(old.read_text("utf-8").replace("问题隐患", "隐患", 1), "utf-8")
    assert "有人改过" in run("-w", place, "report", "check", str(unsealed), "--on", ON).err
    number = ok("-w", place, "indicator", "behind", "finding.closed_rate", "--period", "2024H2", "--on", ON,
                "--format", "json").json["rows"][0]["number"]  # fmt: skip
    ok("-w", place, "finding", "void", number, "--reason", "重复登记", "--on", "2025-01-10")
    done = run("-w", place, "report", "check", str(old), "--on", "2025-01-10", "--format", "json")
    assert done.code == 1
    changed = {row["label"]: row for row in done.json["changed"]}
    assert number in changed["发现问题隐患"]["why"]
    assert changed["发现问题隐患"]["then"] == changed["发现问题隐患"]["now"] + 1
    shown = run("-w", place, "report", "check", str(old), "--on", "2025-01-10")
    assert (shown.code, "变化的原因" in shown.out) == (1, True)
    assert ok("-w", place, "report", "check", str(old), "--as-of", ON).code == 0
    ok("-w", place, *SUMMARY[:-1], "2025-01-10", "--against", str(old), "-o", str(new))
    assert number in new.read_text("utf-8").replace("\\", "")
    again = ok("-w", place, *SUMMARY, "--as-of", ON).out
    assert "重复登记" not in again
    assert number not in again


def test_letters_go_into_one_file_or_one_each_and_what_is_revealed_is_logged(place: str, tmp_path: Path) -> None:
    rows = ok("-w", place, "inspection", "list", "--format", "json", "--limit", "0").json
    numbers = [row["number"] for row in rows[:2]]
    folder = tmp_path / "意见书"
    folder.mkdir()
    made = ok("-w", place, *LETTER, *numbers, "-o", f"{folder}/", "--format", "json").json
    assert made["pages"] == 2
    assert sorted(map(str, folder.iterdir())) == sorted(made["files"])
    whole = ok("-w", place, *LETTER, "--where", f"number={numbers[0]}", "-o", str(tmp_path / "全部.md")).out
    assert "全部.md" in whole
    petition = ok("-w", place, "petition", "list", "--format", "json", "--limit", "1").json[0]["number"]
    receipt = ("report", "write", "petition.receipt", petition, "-o", "-", "--on", ON, "--reveal")
    ok("-w", place, "operator", "add", "li", "--role", "recorder")
    refused = run("-w", place, "--as", "li", *receipt)
    assert (refused.code, refused.out) == (1, "")
    ok("-w", place, "operator", "add", "wang", "--right", "private.read")
    assert petition in ok("-w", place, "--as", "wang", *receipt).out
    assert "petition.receipt" in ok("-w", place, "journal", "access", "--limit", "1").out


def test_a_book_of_figures_is_written(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "数据.xlsx"
    made = ok("-w", str(county), "report", "write", "figures", "finding.count", "--period", "2024Q3,2024Q4", "--by",
              "grade", "--org", "ROOT", "-o", str(path), "--on", ON, "--format", "json").json  # fmt: skip
    assert made["cells"] > 0
    assert path.read_bytes().startswith(b"PK")


def test_what_cannot_be_done_is_said_with_what_is_near(county: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "总结.docx"
    theirs.write_bytes(b"PK somebody else's")
    figures = ("report", "write", "figures", "finding.count", "--period", "2024", "--on", ON)
    asked = {
        ("report", "show", "work-sumary"): (2, "work_summary"),
        ("report", "write", "work-sumary", "--period", "2024"): (2, "work_summary"),
        ("report", "write", "work-summary", "--on", ON): (2, "2024H1"),
        ("report", "write", "work-summary", "--period", "2030", "--on", ON): (2, "2030"),
        ("report", "write", "work-summary", "--period", "2024,2023"): (2, "--period"),
        (*SUMMARY, "--by", "grade"): (2, "--by"),
        (*SUMMARY, "--org", "不存在工会"): (2, "不存在工会"),
        (*SUMMARY, "-o", str(tmp_path / "没有/总结.docx")): (3, "没有"),
        (*SUMMARY, "-o", str(tmp_path / "总结.pdf")): (2, "docx"),
        (*SUMMARY, "-o", str(theirs)): (1, "总结.docx"),
        (*SUMMARY, "--against", str(tmp_path / "没有.json")): (2, "没有.json"),
        (*SUMMARY, "--as-of", "ffffffffffff"): (2, "ffffffffffff"),
        (*LETTER, "JC209900001"): (2, "JC209900001"),
        (*figures, "-o", "-"): (2, ".xlsx"),
        (*figures, "--reveal", "-o", str(tmp_path / "数据.xlsx")): (2, "--reveal"),
        ("report", "check", str(theirs)): (2, "总结.docx"),
    }
    for words, (code, said) in asked.items():
        done = run("-w", str(county), *words)
        assert (done.code, done.out) == (code, ""), (words, done.err)
        assert said in done.err, (words, done.err)
        assert len(done.err.splitlines()) == 1, (words, done.err)
    assert theirs.read_bytes() == b"PK somebody else's"


def test_tab_offers_forms(county: Path) -> None:
    line = f"unionwork -w {county} report show work"
    env = {"_UNIONWORK_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    assert "work_summary" in run(env=env).out
