"""From an office's rolls to figures that agree, command by command, on SQLite and on PostgreSQL."""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.console import ON, Done, a_workspace, ok, run, some_rolls
from tests.originals import Originals
from unionwork.sample import Truth


class Line:
    """A workspace with hardship files imported, and the answers.

    Attributes:
        truth: what the rolls must give.
    """

    def __init__(self, folder: Path, place: str | None = None, **style: object) -> None:
        self.truth: Truth = some_rolls(folder, "hardship", **style)
        self.sheet = self.truth.sheets["hardship"]
        self.place = a_workspace(folder, place)
        self.imported = self.run("import", str(self.sheet.path), "--create-orgs", "--format", "json")

    def run(self, *words: str) -> Done:
        """Run a command on this workspace."""
        return run("-w", self.place, *words)

    def ok(self, *words: str) -> Done:
        """Run a command on this workspace that must be done."""
        return ok("-w", self.place, *words)

    def measure(self, *words: str) -> dict[str, object]:
        """The values of indicators, by key."""
        cells = self.ok("indicator", "measure", *words, "--on", ON, "--format", "json").json
        return {cell["indicator"]: cell["value"] for cell in cells}


@pytest.fixture
def line(originals: Originals, workspace_location: str) -> Line:
    """The line on each engine."""
    made = copy(originals.copy("line", workspace_location, lambda place, folder: Line(folder, place)))
    made.place = workspace_location
    return made


def test_rolls_become_the_figures_that_they_hold(line: Line) -> None:
    facts = line.truth.hardship()
    assert (line.imported.code, line.imported.json["added"]) == (0, facts.files)
    line.ok("org", "change", "ROOT", "--set", f"workers={line.truth.workers}", "--on", "2024-06-30")

    proposed = line.ok("assess", "aid.grade", "--all", "--accept", "--on", ON, "--format", "json").json
    assert proposed["outcomes"] == {"extreme": facts.extreme, "hardship": facts.hardship, "none": facts.none}
    assert proposed["accepted"] == facts.files

    found = line.measure("aid.hardship_workers", "aid.extreme_workers", "aid.hardship_share", "--period", "2024-12")
    share = (Decimal(facts.hardship_workers) * 100 / line.truth.workers).quantize(Decimal("0.1"), "ROUND_HALF_UP")
    assert found == {
        "aid.hardship_workers": facts.hardship_workers,
        "aid.extreme_workers": facts.extreme,
        "aid.hardship_share": str(share),
    }
    cells = line.ok("indicator", "measure", "aid.extreme_workers", "--by", "education", "--on", ON, "--format", "json")
    by_education = {cell["by"]["education"]: cell["value"] for cell in cells.json if cell["value"]}
    assert by_education == dict(facts.extreme_education)


def test_a_higher_line_brings_in_exactly_those_below_it_and_leaves_the_past(line: Line) -> None:
    line.ok("assess", "aid.grade", "--all", "--accept", "--on", ON)
    before = line.measure("aid.hardship_workers", "aid.extreme_workers", "--period", "2024-12")
    old, new = line.truth.grades(), line.truth.grades(hardship_line=300)
    entering = sorted(number for number, grade in new.items() if grade != "none" and old[number] == "none")
    assert entering

    tried = line.ok("what-if", "aid.grade", "--set", "aid.hardship_line=300", "--on", ON, "--format", "json").json
    assert (tried["entering"], tried["leaving"], tried["changed"]) == (entering, [], [])
    assert tried["unchanged"] == len(old) - len(entering)
    shown = line.ok("what-if", "aid.grade", "--set", "aid.hardship_line=300", "--on", ON)
    assert [row.split()[1] for row in shown.lines[2:]] == entering
    assert f"进入 {len(entering)}" in shown.err

    line.ok("param", "set", "aid.hardship_line=300", "--from", "2025-01-01", "--source", "样例县〔2025〕1号")
    again = line.ok("assess", "aid.grade", "--all", "--accept", "--on", "2025-06-30", "--format", "json").json
    assert again["outcomes"]["hardship"] == sum(grade == "hardship" for grade in new.values())
    assert line.measure("aid.hardship_workers", "aid.extreme_workers", "--period", "2024-12") == before


def test_one_file_is_explained_with_both_sides_of_every_test(line: Line) -> None:
    number = next(iter(line.truth.grades()))
    file = next(file for file in line.truth.records.hardship if file.number == number)
    told = line.ok("assess", "aid.grade", number, "--on", ON, "--format", "json").json
    assert (told["rule"], told["subject"], told["on"]) == ("aid.grade", number, ON)
    assert told["outcome"] == line.truth.grades()[number]
    per_head = Decimal(file.income_fen) / file.family_size / 100
    lines = {"aid.extreme_line": Decimal(245), "aid.hardship_line": Decimal(280)}
    for test in told["tests"]:
        right = lines.pop(test["parameter"])
        assert {"name", "result", "left", "operator", "right", "distance", "parameter", "from", "source"} <= set(test)
        assert Decimal(test["right"]) == right
        assert abs(Decimal(test["left"]) - per_head) <= Decimal("0.005")
        assert test["result"] == ("passed" if per_head <= right else "failed")
        assert (test["from"], test["source"]) == ("2024-01-01", "样例县〔2024〕1号")
    assert lines == {}
    page = line.ok("assess", "aid.grade", number, "--on", ON).out
    assert "aid.hardship_line" in page
    assert "样例县〔2024〕1号" in page


def test_a_person_may_decide_otherwise_with_a_reason(line: Line) -> None:
    number = next(number for number, grade in line.truth.grades().items() if grade == "none")
    refused = line.run("assess", "aid.grade", number, "--accept", "--outcome", "hardship", "--on", ON)
    assert refused.code == 1
    assert "--reason" in refused.err
    tried = line.ok("assess", "aid.grade", number, "--accept", "--dry-run", "--on", ON, "--format", "json")
    assert (tried.json["decided"], "没有保存" in tried.err) == ("none", True)
    assert line.measure("aid.hardship_workers") == {"aid.hardship_workers": 0}
    words = ("--accept", "--outcome", "hardship", "--reason", "入户核实", "--on", ON, "--format", "json")
    decided = line.ok("assess", "aid.grade", number, *words).json
    assert (decided["proposed"], decided["decided"], decided["reason"]) == ("none", "hardship", "入户核实")
    assert line.measure("aid.hardship_workers") == {"aid.hardship_workers": 1}


def test_a_sheet_with_bad_rows_is_stored_but_for_them_and_answers_one(tmp_path: Path, workspace_location: str) -> None:
    line = Line(tmp_path, workspace_location, dirty=True)
    report = line.imported.json
    assert line.imported.code == 1
    assert report["rows"] == line.sheet.rows
    assert report["added"] == line.truth.hardship().files
    assert report["unchanged"] == len(line.sheet.repeated)
    assert report["refused"] == len(line.sheet.refused) > 0
    named = {(problem["row"], "".join(problem["column"].split())) for problem in report["problems"]}
    assert named == {(refusal.row, "".join(refusal.column.split())) for refusal in line.sheet.refused}
    assert all(problem["value"] and problem["reason"] for problem in report["problems"])

    again = line.run("import", str(line.sheet.path), "--problems", str(tmp_path / "bad.xlsx"))
    assert again.code == 1
    assert [line for line in again.err.splitlines() if line.startswith("退回")] != []
    assert f"第 {line.sheet.refused[0].row} 行" in again.err
    assert (tmp_path / "bad.xlsx").stat().st_size > 0
    row = again.lines[2]
    assert row.split()[-6:] == [str(line.sheet.rows), "0", "0", str(report["rows"] - report["refused"]),
                                str(report["refused"]), "0"]  # fmt: skip
    # No whole ID number stands in what is printed.
    ids = [file.person.id_number for file in line.truth.records.hardship]
    assert [number for number in ids if number in again.err + line.imported.out] == []


def test_the_same_sheet_again_changes_nothing(line: Line) -> None:
    again = line.ok("import", str(line.sheet.path), "--create-orgs", "--format", "json").json
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, line.sheet.rows)
    assert line.ok("journal", "verify", "--format", "json").json["breaks"] == []


def test_an_import_that_is_tried_or_taken_back_leaves_nothing(line: Line) -> None:
    batch = line.imported.json["batch"]
    tried = line.ok("import", "undo", str(batch), "--dry-run", "--format", "json")
    assert "没有保存" in tried.err
    assert line.ok("aid_file", "list", "--limit", "1", "--format", "json").json != []
    undone = line.ok("import", "undo", str(batch), "--format", "json").json
    # The organisations that the sheet named go with its rows.
    unions = len({file.union for file in line.truth.records.hardship})
    assert (undone["batch"], undone["restored"]) == (batch, 0)
    assert undone["voided"] == tried.json["voided"] >= line.sheet.rows + unions
    assert len(line.ok("org", "tree", "--format", "json").json) == 1
    assert line.ok("aid_file", "list", "--format", "json").json == []
    again = line.ok("import", str(line.sheet.path), "--create-orgs", "--dry-run", "--format", "json")
    assert "没有保存" in again.err
    assert line.ok("aid_file", "list", "--format", "json").json == []
    assert line.run("import", "undo", str(batch)).code == 1


def test_several_files_are_imported_by_one_command(tmp_path: Path) -> None:
    truth = some_rolls(tmp_path, "inspection", "finding", "petition")
    place = a_workspace(tmp_path)
    files = [str(truth.sheets[key].path) for key in ("inspection", "finding", "petition")]
    reports = ok("-w", place, "import", *files, "--format", "json").json
    assert [report["roll"] for report in reports] == ["inspection", "finding", "petition"]
    assert [report["added"] for report in reports] == [truth.sheets[report["roll"]].rows for report in reports]
    table = run("-w", place, "import", *files)
    assert len(table.lines) == 2 + len(files)
    facts = truth.finding()
    keys = ("finding.count", "finding.major", "finding.closed", "finding.overdue")
    cells = ok("-w", place, "indicator", "measure", *keys, "--period", "2024", "--on", ON, "--format", "json").json
    assert [cell["value"] for cell in cells] == [facts.findings, facts.major, facts.closed, facts.overdue]


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    truth = some_rolls(tmp_path, "petition")
    place = a_workspace(tmp_path)
    bad = tmp_path / "bad.xlsx"
    bad.touch()
    good = str(truth.sheets["petition"].path)
    done = run("-w", place, "import", str(bad), good, str(tmp_path / "none.csv"), "--format", "json")
    assert done.code == 2
    assert [report["added"] for report in done.json] == [truth.sheets["petition"].rows]
    assert [name in done.err for name in ("bad.xlsx", "none.csv")] == [True, True]
    assert done.err.count("unionwork: ") == 2


def test_the_problems_of_several_files_lie_in_workbooks_of_their_own(tmp_path: Path) -> None:
    line = Line(tmp_path, dirty=True)
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(line.sheet.path.read_bytes())
    done = line.run("import", str(line.sheet.path), str(other), "--problems", str(tmp_path / "bad.xlsx"))
    assert done.code == 1
    written = {path.name for path in tmp_path.glob("bad*.xlsx")}
    assert written == {f"bad-{line.sheet.path.stem}.xlsx", "bad-另一份.xlsx"}
    assert [name for name in written if name not in done.err] == []


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_a_register_goes_out_comes_in_and_goes_out_the_same(tmp_path: Path, form: str) -> None:
    line = Line(tmp_path)
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
    done = line.ok("export", "aid_file", "-o", str(first), "--reveal", "--format", "json").json
    assert (done["rows"], done["file"]) == (line.sheet.rows, str(first))
    (tmp_path / "other").mkdir()
    place = a_workspace(tmp_path / "other")
    ok("-w", place, "import", str(first), "--create-orgs")
    ok("-w", place, "export", "aid_file", "-o", str(second), "--reveal")
    assert first.read_bytes() == second.read_bytes()


def test_an_export_without_a_file_goes_to_stdout(line: Line) -> None:
    done = line.ok("export", "aid_file", "--where", "education=专科")
    head, *rows = done.out.lstrip("\ufeff").splitlines()
    assert head.startswith("档案编号,")
    assert len(rows) == sum(file.education == "专科" for file in line.truth.records.hardship)
    assert [file.phone for file in line.truth.records.hardship if file.phone in done.out] == []
    assert "--reveal" in done.err
    assert len(line.ok("export", "aid_file", "--format", "json").json) == line.sheet.rows
    assert line.ok("export", "aid_file", "--org", "ROOT", "--format", "csv").out.count("\n") == line.sheet.rows + 1


def test_a_template_is_recognised_as_its_roll(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    made = line.ok("template", "petition", "-o", str(path), "--format", "json").json
    assert (made["roll"], made["file"]) == ("petition", str(path))
    assert path.stat().st_size > 0
    assert line.run("template", "petitions", "-o", str(path)).code == 2
