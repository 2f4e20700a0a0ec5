"""The procedures of the areas: where steps lead, what each guard refuses, that none skips a tier or a second person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.unit.area_steps import BASES, START, Life, a_life, catalogue, good_values, ways
from unionwork.areas import declarations
from unionwork.declare.procedures import Procedure, State, Step

PROCEDURES = {word.key: word for word in declarations() if isinstance(word, Procedure)}
STEPS = [(procedure, step) for procedure in PROCEDURES.values() for step in procedure.steps]
STATES = [(procedure, state) for procedure in PROCEDURES.values() for state in procedure.states]
A_DAY = START + timedelta(days=3)


def step_id(entry: tuple[Procedure, Step | State]) -> str:
    return f"{entry[0].key}.{entry[1].key}"


def openings(kind: str) -> list[Life]:
    """New records from which together every state can be reached by steps and by facts that steps do not write."""
    facts: dict[str, list[dict[str, Any]]] = {
        "finding": [{"grade": "major"}, {"grade": "major", "due_on": A_DAY}],
        "petition": [{"source": "collective"}],
        "aid_file": [{}, {"decided grade": "extreme"}],
        "visit": [{}, {"needs": "想办低保"}],
    }
    return [a_life(kind, **each) for each in facts.get(kind, [{}])]


def walked(kind: str) -> list[tuple[Life, Step, Life]]:
    return [way for opening in openings(kind) for way in ways(opening, 12)]


def test_each_kind_with_a_life_of_its_own_has_a_procedure() -> None:
    assert set(PROCEDURES) == set(BASES)


@pytest.mark.parametrize("kind", PROCEDURES)
def test_a_step_leads_where_it_says_from_every_state_it_starts_from(kind: str) -> None:
    taken = walked(kind)
    for before, step, after in taken:
        assert after.state == (step.target or before.state), f"{kind}.{step.key} from {before.state}"
    wanted = {(state, step.key) for step in PROCEDURES[kind].steps for state in step.sources}
    assert {(before.state, step.key) for before, step, _ in taken} == wanted


@pytest.mark.parametrize("kind", PROCEDURES)
def test_every_state_is_reached(kind: str) -> None:
    reached = {life.state for life in openings(kind)} | {after.state for _, _, after in walked(kind)}
    assert reached == {state.key for state in PROCEDURES[kind].states}


@pytest.mark.parametrize("entry", STATES, ids=step_id)
def test_a_state_that_is_not_final_has_a_step_out(entry: tuple[Procedure, State]) -> None:
    procedure, state = entry
    leaving = [step for step in procedure.steps if state.key in step.sources and step.target not in ("", state.key)]
    assert leaving or state.final


@pytest.mark.parametrize("entry", STEPS, ids=step_id)
def test_a_step_names_fields_roles_and_reasons(entry: tuple[Procedure, Step]) -> None:
    procedure, step = entry
    kind = catalogue().kind(step.adds.split(".")[0] if step.adds else procedure.key)
    assert [field for field in (*step.fields, *step.copies.values()) if not kind.has(field)] == []
    assert step.role in {"recorder", "caseworker", "approver", "inspector"}
    assert step.role == "approver" or step.tier == 0
    assert [
        g.key for g in step.guards if not (g.message and g.remedy and g.source and g.key.startswith(kind_of(g)))
    ] == []
    # A step that says nothing of what it did could not be told from one that was not taken.
    assert step.sets or step.fills or step.gives or step.copies


def kind_of(guard: Any) -> str:
    area = guard.key.split(".")[0]
    assert area in BASES
    return str(area)


def test_a_guard_is_one_condition_wherever_it_stands() -> None:
    said: dict[str, str] = {}
    for _, step in STEPS:
        for guard in step.guards:
            assert said.setdefault(guard.key, guard.message) == guard.message


def in_state(kind: str, state: str, **facts: Any) -> Life:
    """A record that steps brought into a state, and then further facts."""
    for life in openings(kind):
        if life.state == state:
            return later_with(life, facts)
    for _, _, after in walked(kind):
        if after.state == state:
            return later_with(after, facts)
    raise AssertionError(f"no way to {state}")


def later_with(life: Life, facts: dict[str, Any]) -> Life:
    found = life.later(1)
    found.record.update(facts)
    return found


def passed(**facts: Any) -> Life:
    return in_state("aid_application", "city_passed", **facts)


# Guard, the record, the step, and what is filled in beside or instead of what a careful person would.
REFUSED: list[tuple[str, Life, str, dict[str, Any]]] = [
    ("finding.due_after_finding", a_life("finding"), "propose", {"due_on": START - timedelta(days=1)}),
    ("finding.due_after_proposal", a_life("finding").later(5), "propose", {"due_on": START + timedelta(days=4)}),
    ("finding.evidence_for_rectification", in_state("finding", "proposed"), "rectify", {"evidence": None}),
    ("finding.evidence_for_closing", in_state("finding", "rectified", evidence=None), "close", {"evidence": None}),
    ("finding.verifier_not_owner", in_state("finding", "rectified", owner="赵厂长"), "close", {"verifier": "赵厂长"}),
    ("finding.overdue_before_escalation", in_state("finding", "proposed", grade="general"), "escalate", {}),
    ("finding.overdue_before_escalation", in_state("finding", "proposed", grade=None, due_on=None), "escalate", {}),
    ("finding.extension_has_deadline", in_state("finding", "proposed", due_on=None), "ask_extension", {}),
    (
        "finding.extension_later",
        in_state("finding", "proposed", due_on=START + timedelta(days=30)),
        "ask_extension",
        {"extension_to": START + timedelta(days=30)},
    ),
    ("finding.extension_asked", in_state("finding", "extension_asked", extension_reason=None), "grant_extension", {}),
    ("finding.extension_still_ahead", in_state("finding", "extension_asked").later(90), "grant_extension", {}),
    ("finding.deadline_ahead", in_state("finding", "answered"), "set_deadline", {"due_on": START}),
    ("petition.two_officers", a_life("petition"), "assign", {"handler_b": "周甲"}),
    ("petition.two_officers", in_state("petition", "assigned"), "reassign", {"handler_a": "吴乙"}),
    ("petition.due_after_receipt", a_life("petition"), "assign", {"due_on": START - timedelta(days=1)}),
    ("petition.result_given", in_state("petition", "assigned"), "answer", {"result": None}),
    ("petition.overdue_before_escalation", in_state("petition", "assigned", source="phone"), "escalate", {}),
    ("petition.extension_has_deadline", in_state("petition", "assigned", due_on=None), "ask_extension", {}),
    ("petition.extension_later", in_state("petition", "assigned"), "ask_extension", {"extension_to": START}),
    ("petition.extension_asked", in_state("petition", "extension_asked", extension_reason=None), "grant_extension", {}),
    ("petition.extension_still_ahead", in_state("petition", "extension_asked").later(90), "grant_extension", {}),
    ("petition.deadline_ahead", in_state("petition", "assigned"), "set_deadline", {"due_on": START}),
    ("aid_file.review_complete", in_state("aid_file", "graded", income=None), "review", {}),
    ("aid_file.review_of_a_person", in_state("aid_file", "graded", id_number=None), "review", {}),
    ("aid_file.exit_reason_given", in_state("aid_file", "graded"), "exit", {"exit_reason": None}),
    ("aid_file.reviewed_before_lifting", in_state("aid_file", "graded", reviewed_on=None), "exit",
     {"exit_reason": "lifted"}),
    ("aid_file.lifted_by_its_grade",
     in_state("aid_file", "graded", reviewed_on=START - timedelta(days=400), **{"decided grade": "hardship"}), "exit",
     {"exit_reason": "lifted"}),
    ("aid_file.graded_before_restoring", in_state("aid_file", "exited", **{"decided grade": "none"}), "restore", {}),
    ("aid_application.real_name", a_life("aid_application", id_number=None), "town_pass", {}),
    ("aid_application.amount_positive", passed(), "set_amount", {"approved_amount": 0}),
    ("aid_application.payment_positive", passed(), "pay", {"amount": -1}),
    ("aid_application.payment_within_approval", passed(approved_amount=400), "pay", {}),
    ("aid_application.last_tier_passed", passed(needs_province=True), "pay", {}),
    (
        "aid_application.paid_to_a_file_in_force",
        passed(file={"name": "张三", "filed_on": date(2020, 1, 1), "exited_on": date(2023, 1, 1)}),
        "pay",
        {},
    ),
    ("payment.receipt_given", a_life("payment"), "sign", {"receipt": None}),
    ("household.removal_reason_given", a_life("household"), "remove", {"removed_reason": None}),
    ("household.lifted_stays", a_life("household"), "remove", {"removed_reason": "lifted"}),
    ("pairing.ends_after_it_began", a_life("pairing", from_on=START + timedelta(days=9)), "end", {}),
    ("visit.resolution_given", a_life("visit", needs="想办低保"), "resolve", {"resolution": None}),
    ("household.promise_has_needs", a_life("household"), "visit", {"needs_due_on": A_DAY}),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "life", "step", "values"), REFUSED, ids=[f"{row[0]}-{row[2]}" for row in REFUSED])
def test_a_guard_refuses_what_it_must(guard: str, life: Life, step: str, values: dict[str, Any]) -> None:
    filled = {**good_values(life, life.procedure.step(step)), **values}
    assert guard in life.refusals(step, **filled)


def test_every_guard_has_a_case_that_it_refuses() -> None:
    shown = {row[0] for row in REFUSED} | {"household.promises_kept", "finding.rectified_before_closing"}
    assert {guard.key for _, step in STEPS for guard in step.guards} == shown


def test_a_file_that_is_still_graded_is_lifted_only_after_a_review_of_this_round() -> None:
    old = START - timedelta(days=400)
    life = a_life("aid_file", reviewed_on=old, **{"decided grade": "extreme"})
    life.parameters = {"aid.review_months": 12}
    assert life.refusals("exit", exit_reason="lifted") == ["aid_file.lifted_by_its_grade"]
    assert life.take("exit", exit_reason="died").state == "exited"
    graded_anew = a_life("aid_file", reviewed_on=old, **{"decided grade": "none"})
    assert graded_anew.take("exit", exit_reason="lifted").state == "exited"
    reviewed = life.take("review").later(1)
    assert reviewed.take("exit", exit_reason="lifted").state == "exited"
    reviewed.parameters = {"petition.reply_days": 15}
    assert reviewed.refusals("exit", exit_reason="lifted") == ["aid_file.lifted_by_its_grade"], "no round is set"


def test_a_household_with_a_promise_that_is_not_kept_stays_on_the_register() -> None:
    life = a_life("household").take("visit", visitor="王五", means="home", needs="修屋顶", needs_due_on=A_DAY)
    assert life.refusals("remove", removed_reason="risk_gone") == ["household.promises_kept"]
    life.others["visit"][0]["resolved_on"] = START
    assert life.take("remove", removed_reason="risk_gone").state == "removed"


def test_a_visit_that_says_there_are_no_needs_leaves_nothing_to_do() -> None:
    assert a_life("visit", needs="无").state == "recorded"
    assert a_life("visit", needs="修屋顶").state == "needs_open"


def test_a_photograph_is_evidence_as_well_as_words() -> None:
    life = a_life("finding", attached=True).take("rectify").later(1)
    assert life.take("close", verifier="孙检查员").state == "closed"


def test_no_finding_is_closed_that_was_not_put_right() -> None:
    life = a_life("finding", evidence="照片")
    assert life.refusals("close", verifier="孙检查员") == ["state"]
    closing = [step for step in PROCEDURES["finding"].steps if step.target == "closed"]
    assert [(step.sources, step.second_person) for step in closing] == [(("rectified",), True)]


def test_a_granted_extension_takes_the_place_of_the_deadline_and_keeps_the_old_one() -> None:
    life = in_state("finding", "proposed")
    due = life.record["due_on"]
    until = due + timedelta(days=20)
    asked = life.take("ask_extension", extension_to=until, extension_reason="配件未到")
    assert asked.record["due_on"] == due
    granted = asked.later(1).take("grant_extension")
    assert (granted.record["due_on"], granted.record["extended_from"]) == (until, due)
    assert granted.state == "extended"


def test_a_refused_extension_leaves_the_deadline_and_may_be_asked_for_again() -> None:
    life = in_state("petition", "extension_asked")
    due = life.record["due_on"]
    refused = life.take("refuse_extension", extension_answer="理由不足")
    assert (refused.state, refused.record["due_on"]) == ("extension_refused", due)
    again = refused.later(1).take("ask_extension", extension_to=due + timedelta(days=5), extension_reason="证人外出")
    assert again.state == "extension_asked"


def test_whoever_grants_an_extension_is_another_person_and_nothing_comes_between() -> None:
    for kind in ("finding", "petition"):
        steps = [step for step in PROCEDURES[kind].steps if step.key in ("grant_extension", "refuse_extension")]
        assert [(step.sources, step.second_person) for step in steps] == [(("extension_asked",), True)] * 2
        # A second person is another than the last: so nobody else may act while the request waits.
        staying = [step.key for step in PROCEDURES[kind].steps if "extension_asked" in step.sources and not step.target]
        assert staying == []


def test_a_check_that_fails_starts_the_rectification_anew() -> None:
    life = in_state("finding", "escalated")
    mended = life.take("rectify", evidence="照片").later(1)
    sent_back = mended.take("return", return_reason="箱门未锁")
    assert sent_back.state == "returned"
    assert sent_back.record["rectified_on"] is None
    assert sent_back.later(1).take("rectify").later(1).take("close", verifier="孙检查员").state == "closed"


def test_a_petition_is_due_so_many_days_after_it_was_received_unless_a_day_is_given_or_stands() -> None:
    life = a_life("petition").later(2)
    officers = {"handler_a": "周甲", "handler_b": "吴乙"}
    assert life.take("assign", **officers).record["due_on"] == START + timedelta(days=15)
    assert life.take("assign", **officers, due_on=A_DAY).record["due_on"] == A_DAY
    stands = a_life("petition", due_on=START + timedelta(days=3)).later(2)
    assert stands.take("assign", **officers).record["due_on"] == START + timedelta(days=3)
    life.parameters.clear()
    assert life.refusals("assign", **officers) == ["petition.due_after_receipt"]


def test_tiers_act_in_order_each_another_person_and_none_is_skipped() -> None:
    steps = PROCEDURES["aid_application"].steps
    passing = {step.key: (step.tier, step.sources, step.second_person) for step in steps if step.tier}
    assert passing == {
        "town_pass": (1, ("applied",), True), "town_refuse": (1, ("applied",), True),
        "city_pass": (2, ("town_passed",), True), "city_refuse": (2, ("town_passed",), True),
        "province_pass": (3, ("city_passed",), True), "province_refuse": (3, ("city_passed",), True),
    }  # fmt: skip
    into_paid = [step for step in steps if step.target == "paid"]
    assert [(step.sources, step.second_person, step.withdrawable) for step in into_paid] == [
        (("city_passed", "province_passed"), True, False)
    ]


def test_a_tier_that_refuses_says_so_in_the_result() -> None:
    life = in_state("aid_application", "town_passed").take("city_refuse", refused_reason="收入超过标准")
    assert (life.record["city_result"], life.record["city_on"], life.state) == ("refused", life.on, "refused")


def test_papers_that_were_sent_back_come_to_the_tier_that_asked() -> None:
    life = in_state("aid_application", "town_passed").take("city_return", correction="补收入证明")
    assert life.state == "city_returned"
    back = life.later(3).take("city_resubmit")
    assert (back.state, back.record["town_result"], back.record["city_result"]) == ("town_passed", "passed", None)


def test_an_appeal_that_succeeds_starts_at_the_first_tier() -> None:
    life = in_state("aid_application", "appealed").take("reconsider", appeal_answer="重新核算")
    assert life.state == "applied"
    assert [life.record[f"{tier}_result"] for tier in ("town", "city", "province")] == [None, None, None]
    upheld = in_state("aid_application", "appealed").take("uphold", appeal_answer="维持")
    assert upheld.state == "refused"


def test_money_that_came_back_can_be_paid_again_within_what_was_approved() -> None:
    life = passed(approved_amount=500).take("pay", amount=500).later(1)
    assert life.state == "paid"
    life.others["payment"][0]["returned_on"] = life.on
    assert life.state == "city_passed"
    assert life.take("pay", amount=500).state == "paid"
    assert life.refusals("pay", amount=500.01) == ["aid_application.payment_within_approval"]


def test_an_application_that_needs_the_province_is_paid_after_the_province_passed() -> None:
    life = passed(needs_province=True)
    assert life.refusals("pay", amount=500) == ["aid_application.last_tier_passed"]
    assert life.take("province_pass").later(1).take("pay", amount=500).state == "paid"


def test_a_history_on_a_sheet_gives_its_state() -> None:
    facts = [
        ("finding", {"due_on": A_DAY}, "found"),
        ("finding", {"rectified_on": A_DAY}, "rectified"),
        ("finding", {"rectified_on": A_DAY, "verified_on": A_DAY}, "closed"),
        ("petition", {"handler_a": "周甲"}, "assigned"),
        ("petition", {"handler_a": "周甲", "answered_on": A_DAY}, "answered"),
        ("aid_application", {"town_result": "passed", "town_on": A_DAY}, "town_passed"),
        ("aid_application", {"town_result": "returned", "town_on": A_DAY}, "town_returned"),
        ("aid_application", {"town_result": "passed"}, "applied"),
        ("aid_file", {"exited_on": A_DAY}, "exited"),
        ("household", {"removed_on": A_DAY}, "removed"),
        ("household", {"category": "lifted", "lifted_on": A_DAY}, "listed"),
        ("pairing", {"to_on": A_DAY}, "ended"),
    ]  # fmt: skip
    for kind, record, state in facts:
        assert a_life(kind, **record).later(9).state == state


def test_unions_propose_and_never_order() -> None:
    assert [step.label for _, step in STEPS if "责令" in step.label or "处罚" in step.label] == []
