"""The declared figures give what plain counting of made-up rolls gives."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.unit.areas_oracle import Oracle, Registers, decide
from tests.unit.areas_words import a_catalogue_of_everything
from unionwork.declare.expressions import Name
from unionwork.sample import HEADERS, Truth, write_rolls

YEAR_START = date(2024, 1, 1)
YEAR_END = date(2024, 12, 31)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """Rolls of one invented county, clean."""
    folder: Path = tmp_path_factory.mktemp("rolls")
    return write_rolls(folder, seed=42, size=0.3)


def filled(truth: Truth, region: str, *rolls: str) -> Registers:
    """The registers after these rolls, in this order."""
    registers = Registers(a_catalogue_of_everything(), region)
    for key in rolls:
        rows = [record.cells() for record in getattr(truth.records, key)]
        registers.take(registers.catalogue.roll(key), list(HEADERS[key]), rows)
    return registers


class Figures:
    """Asks for one figure of registers, for a period until a day."""

    def __init__(self, registers: Registers, on: date = YEAR_END, start: date = YEAR_START, **parameters: int):
        self.oracle = Oracle(registers, on, {key.replace("__", "."): value for key, value in parameters.items()})
        self.start = start

    def __getitem__(self, key: str) -> int:
        word = self.oracle.registers.catalogue.indicator(key)
        return int(self.oracle.measure(word, self.start)[0])

    def by(self, key: str, field: str) -> dict[str, int]:
        """The figure by a field, under the words of the region; empty cells left out."""
        catalogue, region = self.oracle.registers.catalogue, self.oracle.registers.region
        word = catalogue.indicator(key)
        path = word.by.get(field, Name((field,)))
        kind = word.of
        for part in path.path[:-1]:
            kind = catalogue.kind(kind.field(part).to)
        vocabulary = catalogue.vocabulary(kind.field(path.path[-1]).vocabulary, region)
        cells = self.oracle.cells(word, self.start, path)
        return {vocabulary.label_of(str(code)): value for code, value in cells.items() if value}


def test_hardship_files_give_both_grades_and_the_four_groups(truth: Truth) -> None:
    registers = filled(truth, "harbin-daoli", "hardship")
    decide(registers, "aid.grade", YEAR_END)
    figures, facts = Figures(registers), truth.hardship()
    assert figures["aid.files"] == facts.files > 200
    assert figures["aid.hardship_workers"] == facts.hardship_workers > 0
    assert figures["aid.extreme_workers"] == facts.extreme > 0
    assert figures["aid.hardship_share"] == facts.hardship_workers
    assert figures["aid.undecided"] == 0
    assert figures["daoli.extreme_men_under_50"] == facts.extreme_men_under_50
    assert figures["daoli.extreme_men_50_up"] == facts.extreme_men_50_up
    assert figures["daoli.extreme_women_under_40"] == facts.extreme_women_under_40
    assert figures["daoli.extreme_women_40_up"] == facts.extreme_women_40_up
    table = {label: value for label, value in facts.extreme_education.items() if value}
    assert figures.by("aid.extreme_workers", "education") == table


def test_no_file_counts_before_it_was_opened(truth: Truth) -> None:
    registers = filled(truth, "harbin-daoli", "hardship")
    half = date(2024, 6, 30)
    opened = sum(file.filed_on <= half for file in truth.records.hardship)
    assert 0 < opened < len(truth.records.hardship)
    assert Figures(registers, half)["aid.files"] == opened


def test_poverty_rolls_give_households_and_persons_by_category(truth: Truth) -> None:
    figures, facts = Figures(filled(truth, "guangfeng", "poverty")), truth.poverty()
    assert figures["relief.households"] == facts.households
    assert figures["relief.persons"] == facts.persons
    assert figures["relief.incidence"] == facts.persons
    assert figures.by("relief.households", "category") == {key: of[0] for key, of in facts.categories.items()}
    assert figures.by("relief.persons", "category") == {key: of[1] for key, of in facts.categories.items()}


def test_a_household_takes_the_values_of_its_head(truth: Truth) -> None:
    registers = filled(truth, "guangfeng", "poverty")
    heads = {member.household: member.head for member in truth.records.poverty}
    assert {one["number"]: one["head_name"] for one in registers.records["household"]} == heads


def test_petitions_are_counted_by_source_late_and_missed(truth: Truth) -> None:
    figures, facts = Figures(filled(truth, "dongguan", "petition")), truth.petition()
    assert figures["petition.received"] == facts.total
    assert figures["petition.transferred"] == facts.transferred
    assert figures.by("petition.received", "source") == {"市总转办": facts.transferred, "本级接访": facts.received}
    assert figures["petition.late"] == facts.late > 0
    assert figures["petition.missed"] == facts.missed > 0
    assert figures["petition.open"] == facts.missed + facts.in_hand
    assert figures["petition.people"] == facts.persons


def test_a_reply_after_the_day_is_not_yet_known_on_it(truth: Truth) -> None:
    registers = filled(truth, "dongguan", "petition")
    for on in (date(2024, 3, 31), date(2024, 9, 30), YEAR_END):
        figures = Oracle(registers, on)
        word = registers.catalogue.indicator("petition.late")
        assert figures.measure(word, YEAR_START)[0] == truth.petition(on).late


def test_applications_are_counted_as_far_as_their_tiers_came(truth: Truth) -> None:
    figures, facts = Figures(filled(truth, "dongguan", "application")), truth.application()
    programmes = facts.programmes
    assert len(programmes) == 3
    for key, attribute in {
        "aid.applications": "applied",
        "aid.applications_passed": "passed",
        "aid.applications_refused": "refused",
        "aid.payments": "paid",
        "aid.paid_amount": "paid_fen",
    }.items():
        expected = {name: getattr(one, attribute) for name, one in programmes.items() if getattr(one, attribute)}
        assert figures.by(key, "programme") == expected, key
    waiting = figures.by("aid.applications_waiting", "programme")
    assert waiting["求学圆梦"] >= programmes["求学圆梦"].waiting_province > 0
    total = sum(one.applied - one.refused - one.paid for one in programmes.values())
    assert figures["aid.applications_waiting"] == total


def test_receipts_give_amounts_and_units_by_their_return_procedure(truth: Truth) -> None:
    figures, facts = Figures(filled(truth, "dongguan", "fund")), truth.fund()
    assert figures["fund.received_amount"] == facts.received_fen
    assert figures["fund.paying_units"] == facts.units
    assert figures.by("fund.paying_units", "return_state") == dict(facts.return_states)
    mean = figures.oracle.measure(figures.oracle.registers.catalogue.indicator("fund.monthly_mean"), YEAR_START)
    assert mean == (facts.received_fen, len(facts.months))


def test_households_and_visits_give_who_is_owed_one(truth: Truth) -> None:
    registers = filled(truth, "ziyang-haoping", "household", "visit")
    households, visits = truth.household(), truth.visit()
    figures = Figures(registers, relief__visit_months=1)
    assert figures["relief.households"] == households.households
    assert figures["relief.members"] == households.persons
    assert figures["relief.poor_households"] == households.poor_households
    assert figures["relief.poor_members"] == households.poor_persons
    assert figures["relief.helpers"] == len(households.helpers)
    assert figures.by("relief.households", "category")["贫困户"] == households.poor_households
    assert figures["relief.visits_owed"] == len(visits.without_contact) > 0
    word = registers.catalogue.duties["relief.visit"]
    owing = [
        one["number"]
        for one in registers.records["household"]
        if figures.oracle.value(registers.catalogue.kind("household"), one, word.owed)
    ]
    assert tuple(sorted(owing)) == tuple(sorted(visits.without_contact))


def test_without_a_round_no_visit_is_owed(truth: Truth) -> None:
    assert Figures(filled(truth, "cn", "household", "visit"))["relief.visits_owed"] == 0


@pytest.mark.parametrize("on", [date(2024, 6, 30), date(2024, 10, 15), YEAR_END])
def test_findings_are_counted_as_they_stand_on_the_day(truth: Truth, on: date) -> None:
    registers, facts = filled(truth, "cn", "inspection", "finding"), truth.finding(on)
    figures = Figures(registers, on)
    assert figures["finding.count"] == facts.findings > 0
    assert figures["finding.major"] == facts.major
    assert figures["finding.closed"] == facts.closed
    assert figures["finding.rectified"] == facts.rectified
    assert figures["finding.overdue"] == facts.overdue
    rate = registers.catalogue.indicator("finding.closed_rate")
    assert figures.oracle.measure(rate, YEAR_START) == (facts.closed, facts.findings)


def test_inspections_count_each_unit_once(truth: Truth) -> None:
    figures, facts = Figures(filled(truth, "cn", "inspection")), truth.inspection()
    assert figures["inspection.count"] == facts.inspections
    assert figures["inspection.units"] == facts.units < facts.inspections
    assert figures.by("inspection.count", "kind") == dict(facts.kinds)
    assert figures.by("inspection.count", "industry") == dict(facts.industries)


def test_clean_rolls_violate_no_check_that_is_an_error(truth: Truth) -> None:
    registers = filled(truth, "cn", "hardship", "petition", "application", "fund", "household", "visit", "inspection")
    oracle = Oracle(registers, date(2025, 12, 31))
    broken: dict[str, int] = {}
    for check in registers.catalogue.checks.values():
        if check.owner or check.severity != "error" or check.of is None:
            continue
        for one in registers.records.get(check.of.key, []):
            if oracle.value(check.of, one, check.holds) is False:
                broken[check.key] = broken.get(check.key, 0) + 1
    assert broken == {}


def state_of(kind: str, one: dict[str, Any], on: date) -> str:
    """The last state of a record whose condition holds."""
    catalogue = a_catalogue_of_everything()
    oracle = Oracle(Registers(catalogue, "cn"), on)
    procedure = catalogue.procedures[kind]
    return [
        state.key
        for state in procedure.states
        if state.when is None or oracle.value(procedure.of, one, state.when) is True
    ][-1]


def test_the_state_of_a_finding_follows_its_dates() -> None:
    one = {
        "found_on": date(2024, 3, 1),
        "proposed_on": date(2024, 3, 2),
        "rectified_on": date(2024, 3, 9),
        "verified_on": date(2024, 3, 12),
    }
    days = (1, 2, 8, 9, 11, 12)
    states = [state_of("finding", one, date(2024, 3, day)) for day in days]
    assert states == ["found", "proposed", "proposed", "rectified", "rectified", "closed"]


def test_an_application_refused_after_it_passed_a_tier_is_refused() -> None:
    one = {
        "applied_on": date(2024, 3, 1),
        "town_result": "passed",
        "town_on": date(2024, 3, 5),
        "city_result": "refused",
        "city_on": date(2024, 3, 20),
    }
    assert state_of("aid_application", one, date(2024, 3, 19)) == "town_passed"
    assert state_of("aid_application", one, date(2024, 3, 20)) == "refused"


@pytest.mark.parametrize(
    ("wages", "amount", "holds"), [(43_700_000, 874_000, True), (43_700_000, 873_999, False), (None, 1, True)]
)
def test_funds_below_the_statutory_rate_are_noticed(wages: int | None, amount: int, holds: bool) -> None:
    catalogue = a_catalogue_of_everything()
    check = catalogue.checks["fund_receipt.below_rate"]
    assert check.of is not None
    oracle = Oracle(Registers(catalogue, "cn"), YEAR_END, {"fund.rate": Fraction(2, 100)})
    assert oracle.value(check.of, {"wages": wages, "amount": amount}, check.holds) is holds


def test_the_oracle_can_tell_a_wrong_figure_from_a_right_one(truth: Truth) -> None:
    figures, facts = Figures(filled(truth, "cn", "inspection", "finding"), date(2024, 6, 30)), truth.finding()
    assert figures["finding.closed"] != facts.closed
