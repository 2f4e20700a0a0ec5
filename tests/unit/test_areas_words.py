"""What the areas declare holds together, has both labels, and keeps private what is private."""

from __future__ import annotations

import re

import pytest

from tests.unit.areas_words import kinds_of_the_areas, the_areas_alone
from unionwork.areas import declarations
from unionwork.declare.checking import Checker, check_catalogue
from unionwork.declare.fields import Field, Private, Shape
from unionwork.declare.grammar import parse
from unionwork.declare.kinds import Kind
from unionwork.declare.phrases import also_in, fields
from unionwork.declare.speaking import Speaker
from unionwork.errors import DeclarationError

AREAS = the_areas_alone()
KINDS = kinds_of_the_areas()
FIELDS = [(kind, field) for kind in KINDS for field in kind.fields]
ENGLISH = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,'()/%-]*")


def test_every_expression_of_the_areas_holds_together() -> None:
    check_catalogue(AREAS)


def test_the_kinds_that_the_rolls_need_are_there() -> None:
    assert {kind.key for kind in KINDS} == {
        "aid_application", "aid_family_member", "aid_file", "finding", "fund_receipt", "household", "inspection",
        "member", "pairing", "payment", "person", "petition", "unit", "visit",
    }  # fmt: skip


def test_the_declarations_come_in_the_same_order_each_time() -> None:
    assert [word.key for word in declarations()] == [word.key for word in declarations()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_kind_has_both_labels_a_source_and_a_number_of_its_own(kind: Kind) -> None:
    assert ENGLISH.fullmatch(kind.label_en)
    assert "Source: 工作体系" in kind.doc
    assert "{year}" in kind.number
    assert "{seq:" in kind.number
    assert [other.key for other in AREAS.kinds.values() if other.number == kind.number] == [kind.key]


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{kind.key}.{field.key}" for kind, field in FIELDS])
def test_a_field_has_both_labels(kind: Kind, field: Field) -> None:
    assert not ENGLISH.fullmatch(field.label)
    assert ENGLISH.fullmatch(field.label_en), f"{kind.key}.{field.key}: {field.label_en}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_no_two_fields_of_a_kind_go_by_one_label(kind: Kind) -> None:
    labels = [field.label for field in kind.fields]
    assert len(set(labels)) == len(labels)


def test_every_term_state_and_word_has_both_labels() -> None:
    silent = [
        f"{vocabulary.key}.{entry.code}"
        for vocabulary in AREAS.vocabularies.values()
        for entry in vocabulary.terms
        if not ENGLISH.fullmatch(entry.label_en)
    ]
    for words in (AREAS.indicators, AREAS.rules, AREAS.duties, AREAS.rolls, AREAS.checklists, AREAS.parameters):
        silent += [key for key, word in words.items() if not ENGLISH.fullmatch(word.label_en)]
    for procedure in AREAS.procedures.values():
        entries = (*procedure.states, *procedure.steps)
        silent += [f"{procedure.key}.{entry.key}" for entry in entries if not ENGLISH.fullmatch(entry.label_en)]
    assert silent == []


def test_what_is_private_carries_its_class() -> None:
    wanted = {
        "id_number": Private.ID_NUMBER, "head_id_number": Private.ID_NUMBER, "phone": Private.PHONE,
        "income": Private.INCOME, "health": Private.HEALTH, "born_on": Private.BIRTH,
        "bank_account": Private.ACCOUNT, "address": Private.ADDRESS,
    }  # fmt: skip
    open_to_all = [
        f"{kind.key}.{field.key}"
        for kind, field in FIELDS
        if field.key in wanted
        and field.private is not wanted[field.key]
        and (kind.key, field.key) != ("unit", "address")
    ]
    assert open_to_all == []


def test_a_birthday_is_derived_from_the_id_number_and_ages_count_from_it() -> None:
    births = [(kind, field) for kind, field in FIELDS if field.key == "born_on"]
    assert len(births) == 4
    for kind, field in births:
        assert field.birth
        assert kind.field(field.derived_from).shape is Shape.ID_NUMBER


def test_a_deadline_is_known_before_it_comes() -> None:
    planned = {f"{kind.key}.{field.key}" for kind, field in FIELDS if field.planned}
    extended = {f"{key}.{field}" for key in ("finding", "petition") for field in ("extension_to", "extended_from")}
    assert planned == {"finding.due_on", "petition.due_on", "visit.needs_due_on", *extended}


def test_parameters_have_no_value_in_the_areas() -> None:
    assert [key for key, parameter in AREAS.parameters.items() if parameter.values] == []


def test_there_are_checks_enough_and_each_says_what_is_wrong_and_what_to_do() -> None:
    assert len(AREAS.checks) >= 40
    assert [key for key, check in AREAS.checks.items() if len(check.message) < 5 or len(check.remedy) < 5] == []
    assert {check.severity for check in AREAS.checks.values()} == {"error", "warning", "hint"}


def test_every_figure_names_where_it_comes_from() -> None:
    words = [*AREAS.indicators.values(), *AREAS.rules.values(), *AREAS.checks.values(), *AREAS.duties.values()]
    assert [word.key for word in words if not word.source] == []


def test_every_condition_can_be_read_out_in_chinese() -> None:
    for check in AREAS.checks.values():
        assert check.of is not None
        said = Speaker(AREAS, check.of).say(check.holds)
        assert re.search("[一-鿿]", said), check.key
        assert "Related" not in said


def test_tiers_of_an_application_act_in_order() -> None:
    procedure = AREAS.procedures["aid_application"]
    tiers = {step.key: (step.tier, step.sources) for step in procedure.steps if step.tier}
    assert tiers["town_pass"] == (1, ("applied",))
    assert tiers["city_pass"] == (2, ("town_passed",))
    assert tiers["province_pass"] == (3, ("city_passed",))
    into_paid = [step for step in procedure.steps if step.target == "paid"]
    assert [step.sources for step in into_paid] == [("city_passed", "province_passed")]


def test_no_step_takes_a_finding_to_closed_without_evidence_and_a_second_person() -> None:
    closing = [step for step in AREAS.procedures["finding"].steps if step.target == "closed"]
    assert [step.sources for step in closing] == [("rectified",)]
    assert all(step.second_person and step.guards for step in closing)


def test_unions_propose_and_never_order() -> None:
    steps = [step.label for procedure in AREAS.procedures.values() for step in procedure.steps]
    assert [label for label in steps if "责令" in label or "处罚" in label] == []


def test_the_inspection_checklist_cites_law_and_article_for_every_item() -> None:
    items = AREAS.checklists["inspection.labour"].items
    assert len(items) >= 25
    assert [item.key for item in items if not re.search(r"\d|附录", item.source) or not item.limit] == []


def test_words_across_registers_are_read_said_and_refused_where_they_do_not_fit() -> None:
    kind = AREAS.kind("aid_file")
    checker, speaker = Checker(AREAS, kind, "试"), Speaker(AREAS, kind)
    also = parse("also_in(person.id_number, id_number, not known(left_on))")
    total = parse("total_of(aid_family_member.aid_file, income)")
    assert (checker.sort(also).name, checker.sort(total).name) == ("truth", "money")
    assert speaker.say(also) == "身份证号也在家庭成员(并非(已有减少日期))的身份证号"
    assert speaker.say(total) == "合计:困难职工家庭成员的月收入"
    for text, said in (
        ("also_in(nobody.id_number, id_number)", "没有种类「nobody」"),
        ("also_in(person.income, id_number)", "没有字段「income」"),
        ("also_in(household.size, id_number)", "不能和"),
        ("also_in(person.id_number, grade)", "由认定产生"),
        ("total_of(aid_family_member.aid_file, name) > 1", "这里要数或金额"),
    ):
        with pytest.raises(DeclarationError, match=said):
            checker.sort(parse(text))
    with pytest.raises(DeclarationError, match=r"种类\.字段"):
        also_in("person", fields(kind).id_number)
