"""The nine rolls of an invented county: what is imported gives the figures that plain counting gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.work.county import a_workspace, by, everything, figures, load, without_zero, yuan
from unionwork.sample import Truth, write_rolls
from unionwork.workspace import Workspace

# Each roll that points to another comes after it.
OFFICE = ("hardship", "petition", "application", "fund", "inspection", "finding", "poverty")
VILLAGE = ("household", "visit")


@attrs.frozen(kw_only=True)
class Case:
    """One way to keep the sheets."""

    seed: int
    year: int
    headers: str
    dirty: bool

    def __str__(self) -> str:
        return f"{self.year}-{self.headers}-{'dirty' if self.dirty else 'clean'}"


CASES = (
    Case(seed=31, year=2024, headers="usual", dirty=False),
    Case(seed=32, year=2023, headers="other", dirty=True),
    pytest.param(Case(seed=33, year=2016, headers="usual", dirty=True), marks=pytest.mark.slow),
    pytest.param(Case(seed=34, year=2020, headers="other", dirty=False), marks=pytest.mark.slow),
)


@attrs.frozen(kw_only=True)
class Line:
    """What was written, and two workspaces that read it: the union office's and the village's."""

    truth: Truth
    office: Workspace
    village: Workspace
    reports: dict[str, dict[str, Any]]

    @property
    def year(self) -> str:
        return str(self.truth.on.year)

    def of(self, key: str) -> Workspace:
        return self.village if key in VILLAGE else self.office


@pytest.fixture(scope="module", params=CASES, ids=str)
def line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """The rolls of one case, imported, assessed and accepted."""
    case: Case = request.param
    folder = tmp_path_factory.mktemp("line")
    truth = write_rolls(
        folder / "rolls", seed=case.seed, size=0.05, dirty=case.dirty, headers=case.headers, year=case.year
    )
    with (
        a_workspace(folder / "office.db", folder / "a", truth.on) as office,
        a_workspace(folder / "village.db", folder / "b", truth.on) as village,
    ):
        reports = {key: load(office, truth.sheets[key].path) for key in OFFICE}
        reports |= {key: load(village, truth.sheets[key].path) for key in VILLAGE}
        office.org_change("ROOT", {"workers": str(truth.workers), "rural_population": str(truth.rural_population)})
        office.assess_all("aid.grade", accept=True)
        yield Line(truth=truth, office=office, village=village, reports=reports)


def test_every_roll_is_recognised_by_its_headers_alone(line: Line) -> None:
    assert {key: report["roll"] for key, report in line.reports.items()} == {key: key for key in line.truth.sheets}


def test_every_row_is_counted_once_and_none_is_lost(line: Line) -> None:
    for key, sheet in line.truth.sheets.items():
        report = line.reports[key]
        counted = {name: report[name] for name in ("rows", "added", "changed", "unchanged", "refused")}
        assert (key, counted) == (
            key,
            {
                "rows": sheet.rows,
                "added": sheet.rows - len(sheet.refused) - len(sheet.repeated),
                "changed": 0,
                "unchanged": len(sheet.repeated),
                "refused": len(sheet.refused),
            },
        )


def test_every_refused_row_is_named_with_row_column_and_reason_and_no_other_is(line: Line) -> None:
    words = {"check_digit": "校验码", "numeric_id": "数字格式", "no_such_day": "不存在"}
    for key, sheet in line.truth.sheets.items():
        errors = [problem for problem in line.reports[key]["problems"] if problem["level"] == "error"]
        assert [(one["row"], one["column"]) for one in errors] == [
            (bad.row, bad.column.strip(" \u3000")) for bad in sheet.refused
        ]
        for error, bad in zip(errors, sheet.refused, strict=True):
            assert words[bad.kind] in error["reason"]
            assert error["value"]


def test_the_value_of_a_refused_id_number_is_shown_masked(line: Line) -> None:
    for problem in line.reports["hardship"]["problems"]:
        assert not any(len(run) > 7 for run in "".join(c if c.isdigit() else " " for c in problem["value"]).split())


def test_refused_files_are_not_in_the_register_and_all_others_are(line: Line) -> None:
    numbers = {row["number"] for row in line.office.list("aid_file", limit=None)["rows"]}
    assert numbers == {file.number for file in line.truth.records.hardship}


def test_grades_are_those_that_counting_gives_record_by_record(line: Line) -> None:
    rows = line.office.list("aid_file", limit=None)["rows"]
    assert {row["number"]: row["grade"] for row in rows} == line.truth.grades()


def test_grades_sexes_ages_and_education_agree(line: Line) -> None:
    facts = line.truth.hardship()
    assert line.office.assess_all("aid.grade")["outcomes"] == {
        "extreme": facts.extreme,
        "hardship": facts.hardship,
        "none": facts.none,
    }
    assert figures(
        line.office,
        "aid.files",
        "aid.hardship_workers",
        "aid.extreme_workers",
        "invented.extreme_men_under_50",
        "invented.extreme_men_50_up",
        "invented.extreme_women_under_40",
        "invented.extreme_women_40_up",
        period=line.year,
    ) == {
        "aid.files": facts.files,
        "aid.hardship_workers": facts.hardship_workers,
        "aid.extreme_workers": facts.extreme,
        "invented.extreme_men_under_50": facts.extreme_men_under_50,
        "invented.extreme_men_50_up": facts.extreme_men_50_up,
        "invented.extreme_women_under_40": facts.extreme_women_under_40,
        "invented.extreme_women_40_up": facts.extreme_women_40_up,
    }
    kept = {row["education"] for row in line.office.list("aid_file", limit=None)["rows"]}
    words = line.office.session.catalogue.vocabulary("education")
    assert kept <= set(words.codes)
    counted = {words.label_of(words.find(word) or word): n for word, n in facts.extreme_education.items()}
    assert by(line.office, "aid.extreme_workers", "education") == counted


def test_the_share_of_workers_is_exact_in_its_parts_and_rounded_half_up(line: Line) -> None:
    (row,) = line.office.measure(["aid.hardship_share"], period=line.year)
    workers = line.truth.hardship().hardship_workers
    assert (row["numerator"], row["denominator"]) == (workers, line.truth.workers)
    assert row["value"] == (Decimal(100 * workers) / line.truth.workers).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_figures_of_an_earlier_day_know_only_what_was_filed_by_then(line: Line) -> None:
    day = date(line.truth.on.year, 6, 30)
    facts = line.truth.hardship(on=day)
    assert figures(line.office, "aid.files", period=f"{line.year}-06") == {"aid.files": facts.files}
    petitions = line.truth.petition(on=day)
    assert figures(line.office, "petition.received", "petition.late", "petition.missed", period=f"{line.year}H1") == {
        "petition.received": petitions.total,
        "petition.late": petitions.late,
        "petition.missed": petitions.missed,
    }
    findings = line.truth.finding(on=day)
    assert figures(line.office, "finding.count", "finding.closed", "finding.overdue", period=f"{line.year}H1") == {
        "finding.count": findings.findings,
        "finding.closed": findings.closed,
        "finding.overdue": findings.overdue,
    }


def test_petitions_agree(line: Line) -> None:
    facts = line.truth.petition()
    assert figures(
        line.office, "petition.received", "petition.late", "petition.missed", "petition.open", "petition.people",
        period=line.year,
    ) == {
        "petition.received": facts.total,
        "petition.late": facts.late,
        "petition.missed": facts.missed,
        "petition.open": facts.missed + facts.in_hand,
        "petition.people": facts.persons,
    }  # fmt: skip
    sources = without_zero({"市总转办": facts.transferred, "本级接访": facts.received})
    assert by(line.office, "petition.received", "source", period=line.year) == sources


def test_applications_agree_programme_by_programme(line: Line) -> None:
    programmes = line.truth.application().programmes
    wanted: dict[str, dict[str, Any]] = {
        "aid.applications": {name: one.applied for name, one in programmes.items()},
        "aid.applications_passed": {name: one.passed for name, one in programmes.items()},
        "aid.applications_refused": {name: one.refused for name, one in programmes.items()},
        "aid.payments": {name: one.paid for name, one in programmes.items()},
        "aid.paid_amount": {name: yuan(one.paid_fen) for name, one in programmes.items()},
    }
    for key, counts in wanted.items():
        assert (key, by(line.office, key, "programme", period=line.year)) == (key, without_zero(counts))


def test_funds_agree_to_the_fen(line: Line) -> None:
    facts = line.truth.fund()
    assert figures(line.office, "fund.received_amount", "fund.paying_units", period=line.year) == {
        "fund.received_amount": yuan(facts.received_fen),
        "fund.paying_units": facts.units,
    }
    states = by(line.office, "fund.paying_units", "return_state", period=line.year)
    assert states == without_zero(facts.return_states)
    for month, fen in facts.months.items():
        period = f"{month // 100}-{month % 100:02}"
        assert figures(line.office, "fund.received_amount", period=period) == {"fund.received_amount": yuan(fen)}


def test_the_monthly_mean_of_funds_divides_what_all_below_paid_by_the_months(line: Line) -> None:
    facts = line.truth.fund()
    (row,) = line.office.measure(["fund.monthly_mean"], period=line.year)
    assert (row["numerator"], row["denominator"]) == (facts.received_fen, len(facts.months))
    assert row["value"] == yuan(facts.monthly_mean_fen)


def test_inspections_and_findings_agree(line: Line) -> None:
    facts, hazards = line.truth.inspection(), line.truth.finding()
    assert figures(
        line.office, "inspection.count", "inspection.units", "finding.count", "finding.major", "finding.closed",
        "finding.overdue", "finding.rectified", period=line.year,
    ) == {
        "inspection.count": facts.inspections,
        "inspection.units": facts.units,
        "finding.count": hazards.findings,
        "finding.major": hazards.major,
        "finding.closed": hazards.closed,
        "finding.overdue": hazards.overdue,
        "finding.rectified": hazards.rectified,
    }  # fmt: skip
    assert by(line.office, "inspection.count", "industry", period=line.year) == facts.industries


def test_poor_households_and_persons_agree_by_category_and_by_town(line: Line) -> None:
    facts = line.truth.poverty()
    assert by(line.office, "relief.households", "category") == {k: v[0] for k, v in facts.categories.items()}
    assert by(line.office, "relief.persons", "category") == {k: v[1] for k, v in facts.categories.items()}
    for town, (households, persons) in facts.towns.items():
        held = figures(line.office, "relief.households", "relief.persons", org=town)
        assert (town, held) == (town, {"relief.households": households, "relief.persons": persons})
    (row,) = line.office.measure(["relief.incidence"])
    assert (row["numerator"], row["denominator"]) == (facts.persons, line.truth.rural_population)


def test_households_helpers_and_visits_owed_agree(line: Line) -> None:
    facts = line.truth.household()
    assert figures(
        line.village, "relief.households", "relief.members", "relief.poor_households", "relief.poor_members",
        "relief.helpers",
    ) == {
        "relief.households": facts.households,
        "relief.members": facts.persons,
        "relief.poor_households": facts.poor_households,
        "relief.poor_members": facts.poor_persons,
        "relief.helpers": len(facts.helpers),
    }  # fmt: skip
    for month in (6, 12):
        visits = line.truth.visit(line.truth.on.year * 100 + month)
        held = figures(line.village, "relief.visits", "relief.visits_owed", period=f"{line.year}-{month:02}")
        assert held == {"relief.visits": visits.in_month, "relief.visits_owed": len(visits.without_contact)}
    owed = [row["number"] for row in line.village.due() if row["duty"] == "relief.visit"]
    assert sorted(owed) == list(line.truth.visit().without_contact)


def test_all_nine_again_change_nothing(line: Line) -> None:
    before = {"office": everything(line.office), "village": everything(line.village)}
    heads = line.office.verify()["head"], line.village.verify()["head"]
    for key, sheet in line.truth.sheets.items():
        report = load(line.of(key), sheet.path)
        counted = (report["batch"], report["added"], report["changed"], report["records"])
        assert (key, counted) == (key, (None, 0, 0, {}))
    assert {"office": everything(line.office), "village": everything(line.village)} == before
    assert (line.office.verify()["head"], line.village.verify()["head"]) == heads


def test_the_journal_of_all_of_it_holds(line: Line) -> None:
    assert line.office.verify()["breaks"] == []
    assert line.village.verify()["breaks"] == []


def test_the_same_sheets_give_the_same_figures_on_either_engine(workspace_location: str, tmp_path: Path) -> None:
    truth = write_rolls(tmp_path / "rolls", seed=40, size=0.05, dirty=True, headers="other", year=2022)
    with a_workspace(workspace_location, tmp_path, truth.on) as office:
        for key in OFFICE:
            load(office, truth.sheets[key].path)
        office.assess_all("aid.grade", accept=True)
        hardship, fund, poverty = truth.hardship(), truth.fund(), truth.poverty()
        assert figures(
            office, "aid.hardship_workers", "aid.extreme_workers", "invented.extreme_women_40_up",
            "fund.received_amount", "relief.persons", "finding.overdue", period="2022",
        ) == {
            "aid.hardship_workers": hardship.hardship_workers,
            "aid.extreme_workers": hardship.extreme,
            "invented.extreme_women_40_up": hardship.extreme_women_40_up,
            "fund.received_amount": yuan(fund.received_fen),
            "relief.persons": poverty.persons,
            "finding.overdue": truth.finding().overdue,
        }  # fmt: skip
        assert load(office, truth.sheets["poverty"].path)["batch"] is None
        assert office.verify()["breaks"] == []
