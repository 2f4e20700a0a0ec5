"""The national base and the four packs: what they set, from where, and that their cases hold."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.areas_words import BASE, PACKS, a_catalogue_of_everything
from unionwork.declare.checking import check_catalogue
from unionwork.regions.cases import cases_of
from unionwork.regions.judging import is_simple, judge

FOLDERS = [BASE, *PACKS.values()]
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.toml"))]


def table_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def values_of(region: str) -> dict[str, Decimal]:
    """Each parameter that a region sets once, with its value."""
    parameters = a_catalogue_of_everything().region(region).parameters
    return {key: held[0].value for key, held in parameters.items() if len(held) == 1}


def test_base_and_packs_hold_together() -> None:
    catalogue = a_catalogue_of_everything()
    check_catalogue(catalogue)
    assert sorted(catalogue.regions) == sorted(["cn", *PACKS])
    assert {catalogue.region(key).extends for key in PACKS} == {"cn"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_value_and_every_word_of_a_pack_names_its_source(path: Path) -> None:
    table = table_of(path)
    entries = [entry for held in table.get("parameters", {}).values() for entry in held]
    entries += [
        entry for noun in ("indicators", "rules", "checks", "targets", "forms") for entry in table.get(noun, [])
    ]
    assert [entry for entry in entries if not entry.get("source", "").strip()] == []


def test_the_base_cites_an_article_or_a_document_and_only_certain_facts() -> None:
    for key, held in a_catalogue_of_everything().region("cn").parameters.items():
        for value in held:
            assert re.search("第.+条|附录|〔", value.source), key
            # Facts that were seen and hold nationwide, for good or from a date to another; none is unsure or regional.
            assert re.match("(比例)?见于(原文|转载),(全国固定|有起止日期)(;|$)", value.note), key


def test_the_base_holds_statutory_numbers() -> None:
    values = values_of("cn")
    assert values["fund.rate"] == 2
    assert values["fund.dues_rate"] == Decimal("0.5")
    assert values["union.committee_members"] == 25
    assert values["labour.overtime_month_hours"] == 36
    assert values["labour.maternity_days"] == 98
    assert values["labour.minimum_age"] == 16


def test_the_base_sets_no_regional_line() -> None:
    assert [key for key in values_of("cn") if key.split(".")[0] in {"aid", "relief", "petition"}] == []


def test_the_packs_set_what_their_documents_say() -> None:
    assert values_of("harbin-daoli") == {"aid.hardship_line": 280, "aid.extreme_line": 245}
    assert values_of("guangfeng") == {
        "relief.quota_county": 3,
        "relief.quota_section": 2,
        "relief.quota_ordinary": 1,
        "relief.target_income": 5000,
    }
    assert values_of("ziyang-haoping") == {
        "relief.visit_months": 1,
        "relief.households_per_helper": 5,
        "relief.stationed_days_year": 220,
        "relief.cadre_days_week": 3,
        "relief.committee_days_week": 5,
        "ziyang_haoping.down_payment": 30000,
    }
    # Its documents state no reply days, so the pack sets none.
    assert values_of("dongguan") == {}


@pytest.mark.parametrize(
    ("region", "vocabulary", "words"),
    [
        ("dongguan", "aid_programme", ["困难职工帮扶", "金秋助学", "求学圆梦"]),
        ("dongguan", "petition_source", ["市总转办", "本级接访"]),
        ("guangfeng", "household_category", ["扶贫户", "扶贫低保户", "纯低保户", "五保户"]),
        ("ziyang-haoping", "household_category", ["贫困户", "一般农户"]),
    ],
)
def test_the_words_of_a_place_are_known_and_shown_as_it_writes_them(
    region: str, vocabulary: str, words: list[str]
) -> None:
    found = a_catalogue_of_everything().vocabulary(vocabulary, region)
    codes = [found.find(word) for word in words]
    assert None not in codes
    assert [found.label_of(code) for code in codes if code] == words


@pytest.mark.parametrize("region", PACKS)
def test_a_pack_has_cases_in_words_with_one_exactly_on_the_line(region: str) -> None:
    cases = a_catalogue_of_everything().region(region).cases
    assert len(cases) >= 4
    assert all(len(str(case["says"])) >= 4 for case in cases)
    assert any(re.search("正好|当天", str(case["says"])) for case in cases)


@pytest.mark.parametrize("region", PACKS)
def test_written_cases_come_out_as_their_authors_say(region: str) -> None:
    catalogue = a_catalogue_of_everything()
    judged = 0
    for case in cases_of(catalogue.region(region), catalogue):
        rule = catalogue.rule(case.rule)
        if case.generated or not is_simple(catalogue, rule):
            continue
        assert judge(catalogue, region, rule, case.record, case.on) == case.expected, case.says
        judged += 1
    assert judged >= 3


def test_an_indicator_of_a_pack_counts_persons_not_files() -> None:
    catalogue = a_catalogue_of_everything()
    persons = [word for word in catalogue.indicators.values() if word.unit == "人" and word.counted.function == "count"]
    assert persons == []


def test_english_names_stand_beside_the_chinese_ones() -> None:
    for path in FILES:
        table = table_of(path)
        entries = [entry for noun in ("indicators", "rules", "forms", "fields") for entry in table.get(noun, [])]
        entries += [term for vocabulary in table.get("vocabularies", []) for term in vocabulary["terms"]]
        assert [entry.get("key", entry.get("code")) for entry in entries if not entry.get("name_en")] == []
