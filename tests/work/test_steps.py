"""Taking steps: one record or many, with every guard, by the right people, in order, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import attrs
import pytest
from sqlalchemy import Integer, literal, select

from tests.work.county import a_csv, a_workspace, load
from tests.work.hands import a_finding, a_household, a_unit, an_application, hand, refusals, with_people
from unionwork.areas.inspection.entities import Finding
from unionwork.errors import ConflictError, RefusedError, StepRefusedError, UnknownNameError, UsageError
from unionwork.store.engines import open_engine
from unionwork.work.organising import Organisations
from unionwork.work.rehearsing import broken, met
from unionwork.work.taking_over import history_violations
from unionwork.workspace import Workspace

PROPOSAL = {"due_on": "2024-04-01", "owner": "王五"}


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path) as opened:
        yield with_people(opened)


def rectified(workspace: Workspace) -> str:
    """A finding that was proposed and put right by the inspector cha."""
    number = a_finding(workspace)
    hand(workspace, "cha", "2024-03-05").do("finding", "propose", [number], values=PROPOSAL)
    hand(workspace, "cha", "2024-03-20").do("finding", "rectify", [number], values={"evidence": "照片 3 张"})
    return number


def passed_by_two_tiers(workspace: Workspace, number: str) -> None:
    hand(workspace, "zhen", "2024-03-02").do("aid_application", "town_pass", [number])
    hand(workspace, "shi", "2024-03-03").do("aid_application", "city_pass", [number])


def violations(workspace: Workspace, *keys: str) -> list[tuple[str, str]]:
    with workspace.session.reading() as connection:
        organisations = Organisations.seen(workspace.session, connection)
        rows = history_violations(workspace.session, organisations, connection, keys, None)
    assert all(row["severity"] == "warning" and row["message"].startswith("接收的历史:") for row in rows)
    return [(row["check"], row["number"]) for row in rows]


def test_a_hazard_goes_from_found_to_closed_through_the_hands_of_two_people(workspace: Workspace) -> None:
    number = a_finding(workspace)
    assert workspace.show("finding", number)["state"] == "found"
    hand(workspace, "cha", "2024-03-05").do("finding", "propose", [number], values=PROPOSAL)
    hand(workspace, "cha", "2024-03-20").do(
        "finding", "rectify", [number], values={"evidence": "照片"}, note="电话核实"
    )
    answer = hand(workspace, "fu", "2024-03-25").do("finding", "close", [number], values={"verifier": "复查人"})
    assert {key: answer[key] for key in ("kind", "step", "label", "done", "refused", "added")} == {
        "kind": "finding", "step": "close", "label": "复查销号", "done": [number], "refused": [], "added": [],
    }  # fmt: skip
    assert answer["batch"] == workspace.journal(1)[0]["batch"]
    shown = workspace.show("finding", number)
    dates = ("proposed_on", "due_on", "rectified_on", "verified_on", "state", "state_label")
    assert [shown[key] for key in dates] == [
        "2024-03-05", "2024-04-01", "2024-03-20", "2024-03-25", "closed", "已销号",
    ]  # fmt: skip
    acts = workspace.acts("finding", number)
    assert [(act["step"], act["from"], act["to"], act["who"], act["on"], act["note"]) for act in acts] == [
        ("propose", "found", "proposed", "cha", "2024-03-05", None),
        ("rectify", "proposed", "rectified", "cha", "2024-03-20", "电话核实"),
        ("close", "rectified", "closed", "fu", "2024-03-25", None),
    ]
    assert not any(act["taken_over"] or act["withdrawn"] or act["exception"] for act in acts)
    assert workspace.verify()["breaks"] == []


def test_who_acted_last_may_not_take_the_step_of_a_second_person(workspace: Workspace) -> None:
    number = rectified(workspace)
    found = refusals(hand(workspace, "cha"), "finding", "close", number, {"verifier": "复查人"})
    assert list(found) == ["second_person"]
    assert "self_approve" in found["second_person"]
    assert workspace.show("finding", number)["state"] == "rectified"


def test_self_approval_is_a_grant_and_stays_visible(workspace: Workspace) -> None:
    number = rectified(workspace)
    workspace.operator_grant("cha", "self_approve")
    hand(workspace, "cha").do("finding", "close", [number], values={"verifier": "复查人"})
    assert [act["exception"] for act in workspace.acts("finding", number)] == [None, None, "self_approve"]
    # Where another person acts, the grant is not used and nothing is said of it.
    other = rectified(workspace)
    workspace.operator_grant("fu", "self_approve")
    hand(workspace, "fu").do("finding", "close", [other], values={"verifier": "复查人"})
    assert workspace.acts("finding", other)[-1]["exception"] is None


def test_without_an_act_the_last_person_is_whoever_wrote_the_record(workspace: Workspace) -> None:
    number = an_application(hand(workspace, "ban"))
    workspace.operator_change("ban", role="approver", tier=1)
    assert list(refusals(hand(workspace, "ban"), "aid_application", "town_pass", number)) == ["second_person"]
    hand(workspace, "zhen").do("aid_application", "town_pass", [number])


def test_a_role_that_does_not_take_the_step_is_told_which_does(workspace: Workspace) -> None:
    number = rectified(workspace)
    for person in ("lu", "jing", "shen", "zhen"):
        with pytest.raises(StepRefusedError, match="监督检查") as caught:
            hand(workspace, person).do("finding", "close", [number], values={"verifier": "复查人"})
        assert [reason["guard"] for reason in caught.value.reasons] == ["role"]


def test_an_approver_acts_at_the_own_tier_only(workspace: Workspace) -> None:
    number = an_application(workspace)
    assert list(refusals(hand(workspace, "shi"), "aid_application", "town_pass", number)) == ["role"]
    hand(workspace, "zhen").do("aid_application", "town_pass", [number])
    assert list(refusals(hand(workspace, "sheng"), "aid_application", "city_pass", number)) == ["role"]


def test_one_person_cannot_pass_two_tiers_even_with_others_between(workspace: Workspace) -> None:
    number = an_application(hand(workspace, "jing"))
    hand(workspace, "zhen").do("aid_application", "town_pass", [number])
    workspace.operator_change("zhen", tier=2)
    workspace.operator_add("zhong", role="approver", tier=2)
    hand(workspace, "zhong").do("aid_application", "city_return", [number], values={"correction": "补收入证明"})
    hand(workspace, "jing").do("aid_application", "city_resubmit", [number])
    found = refusals(hand(workspace, "zhen"), "aid_application", "city_pass", number)
    assert list(found) == ["second_person"]
    # Sending back approves nothing, so whoever sent it back may pass it now.
    hand(workspace, "zhong").do("aid_application", "city_pass", [number])
    assert workspace.show("aid_application", number)["state"] == "city_passed"


def test_an_application_that_is_considered_anew_begins_with_clean_tiers(workspace: Workspace) -> None:
    number = an_application(hand(workspace, "jing"))
    hand(workspace, "zhen").do("aid_application", "town_pass", [number])
    hand(workspace, "shi").do("aid_application", "city_refuse", [number], values={"refused_reason": "收入超线"})
    hand(workspace, "jing").do("aid_application", "appeal", [number], values={"appeal_reason": "收入算错"})
    hand(workspace, "sheng").do("aid_application", "reconsider", [number], values={"appeal_answer": "重算"})
    hand(workspace, "zhen").do("aid_application", "town_pass", [number])
    hand(workspace, "shi").do("aid_application", "city_pass", [number])
    assert workspace.show("aid_application", number)["state"] == "city_passed"


def test_what_has_to_be_filled_in_is_named_and_may_stand_in_the_record_already(workspace: Workspace) -> None:
    number = a_finding(workspace)
    inspector = hand(workspace, "cha", "2024-03-05")
    found = refusals(inspector, "finding", "propose", number)
    assert found == {"fills": "请填写 due_on=... owner=..."}
    assert refusals(inspector, "finding", "propose", number, {"due_on": "  ", "owner": "清空"}) == found
    owned = a_finding(workspace, owner="王五")
    inspector.do("finding", "propose", [owned], values={"due_on": "2024-04-01"})
    assert workspace.show("finding", owned)["owner"] == "王五"


def test_a_field_that_the_step_does_not_ask_for_is_refused_with_those_it_asks_for(workspace: Workspace) -> None:
    number = a_finding(workspace)
    with pytest.raises(UnknownNameError, match="propose") as caught:
        workspace.do("finding", "propose", [number], values={**PROPOSAL, "verified_on": "2024-03-01"})
    assert set(caught.value.known) == {"due_on", "owner", "measure", "grade", "category"}
    with pytest.raises(UnknownNameError, match="close"):
        workspace.do("finding", "clse", [number])
    with pytest.raises(UsageError, match="没有办理流程"):
        workspace.do("unit", "close", [a_unit(workspace)])
    with pytest.raises(UnknownNameError, match="YH20249999"):
        workspace.do("finding", "propose", [number, "YH20249999"], values=PROPOSAL)
    with pytest.raises(UsageError, match="--where"):
        workspace.do("finding", "propose", values=PROPOSAL)
    with pytest.raises(UsageError, match="明天"):
        workspace.do("finding", "propose", [number], values={**PROPOSAL, "due_on": "明天"})


def test_a_guard_is_asked_of_the_record_as_it_would_be_and_a_refusal_stores_nothing(workspace: Workspace) -> None:
    number = a_finding(workspace)
    before, head = workspace.show("finding", number), workspace.verify()["head"]
    found = refusals(
        hand(workspace, "cha", "2024-03-05"), "finding", "propose", number, {**PROPOSAL, "due_on": "2024-02-01"}
    )
    assert set(found) == {"finding.due_after_finding", "finding.due_after_proposal"}
    assert workspace.show("finding", number) == before
    assert workspace.acts("finding", number) == []
    assert workspace.verify() == {**workspace.verify(), "head": head, "breaks": []}


def test_a_condition_that_is_unknown_refuses_as_one_that_is_false(workspace: Workspace) -> None:
    unknown = literal(None, Integer) == 1
    with workspace.session.reading() as connection:
        row = connection.execute(select(broken(unknown), met(unknown), broken(literal(1) == 1), met(literal(1) == 1)))
        assert [bool(value) for value in row.one()] == [True, False, False, True]


def test_a_step_from_a_wrong_state_names_the_step_that_leads_there(workspace: Workspace) -> None:
    number = a_finding(workspace)
    found = refusals(hand(workspace, "fu"), "finding", "close", number, {"verifier": "复查人"})
    assert list(found) == ["state"]
    assert "rectify" in found["state"]


def test_a_step_that_would_not_lead_where_it_says_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    procedures = workspace.session.catalogue.procedures
    propose, *others = procedures["finding"].steps
    steps = [attrs.evolve(propose, target="closed"), *others]
    monkeypatch.setitem(procedures, "finding", attrs.evolve(procedures["finding"], steps=steps))
    number = a_finding(workspace)
    assert list(refusals(hand(workspace, "cha", "2024-03-05"), "finding", "propose", number, PROPOSAL)) == ["target"]
    assert workspace.show("finding", number)["state"] == "found"


def test_of_many_those_that_a_guard_refuses_are_named_and_the_others_done(workspace: Workspace) -> None:
    early, late = a_finding(workspace, "2024-03-01"), a_finding(workspace, "2024-05-01")
    done = rectified(workspace)
    answer = hand(workspace, "cha", "2024-05-02").do(
        "finding", "propose", where=["found_on>=2024-01-01"], values={"due_on": "2024-05-02", "owner": "王五"}
    )
    assert answer["done"] == [early, late]
    assert [(row["number"], row["guard"]) for row in answer["refused"]] == [(done, "state")]
    assert [workspace.show("finding", number)["state"] for number in (early, late, done)] == [
        "proposed", "proposed", "rectified",
    ]  # fmt: skip
    named = hand(workspace, "cha", "2024-05-03").do("finding", "answer", [early, done], values={"measure": "加盖"})
    assert (named["done"], [row["number"] for row in named["refused"]]) == ([early], [done])
    none = hand(workspace, "cha").do("finding", "answer", where=["found_on<2000-01-01"], values={"measure": "加盖"})
    assert (none["done"], none["refused"], none["batch"]) == ([], [], None)


def test_more_records_than_one_statement_names_are_guarded_one_by_one(workspace: Workspace, tmp_path: Path) -> None:
    unit = a_unit(workspace)
    inspection = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-03-01"})["number"]
    header = ("隐患编号", "检查编号", "发现日期", "责任人")
    rows = [
        (f"YH2024{place:04}", inspection, "2024-03-01" if place % 10 else "2024-06-01", "王五")
        for place in range(1, 1201)
    ]
    load(workspace, a_csv(tmp_path / "many.csv", header, rows), roll="finding.register")
    answer = hand(workspace, "cha", "2024-04-01").do(
        "finding", "propose", where=["state=found"], values={"due_on": "2024-05-01"}
    )
    assert len(answer["done"]) == 1080
    assert {(row["number"], row["guard"]) for row in answer["refused"]} == {
        (number, "finding.due_after_finding") for number, _, found_on, _ in rows if found_on == "2024-06-01"
    }
    assert workspace.list("finding", where=["state=proposed"], limit=0)["total"] == 1080
    assert workspace.verify()["breaks"] == []


def test_a_dry_run_answers_the_same_and_stores_nothing(workspace: Workspace) -> None:
    number = a_finding(workspace)
    inspector, head = hand(workspace, "cha", "2024-03-05"), workspace.verify()["head"]
    tried = inspector.do("finding", "propose", [number], values=PROPOSAL, dry_run=True)
    assert (tried["done"], tried["batch"], workspace.verify()["head"]) == ([number], None, head)
    assert workspace.acts("finding", number) == []
    assert {**inspector.do("finding", "propose", [number], values=PROPOSAL), "batch": None} == tried


def test_a_business_date_before_an_earlier_act_or_date_is_refused(workspace: Workspace) -> None:
    number = rectified(workspace)
    found = refusals(hand(workspace, "fu", "2024-03-19"), "finding", "close", number, {"verifier": "复查人"})
    assert "2024-03-20" in found["order"]
    hand(workspace, "fu", "2024-03-20").do("finding", "close", [number], values={"verifier": "复查人"})


def test_a_deadline_is_computed_once_from_the_region_parameter_and_its_absence_is_named(workspace: Workspace) -> None:
    facts = {"received_on": "2024-03-01", "matter": "欠薪", "source": "reception"}
    officers = {"handler_a": "甲", "handler_b": "乙"}
    first = workspace.add("petition", facts)["number"]
    clerk = hand(workspace, "jing", "2024-03-02")
    found = refusals(clerk, "petition", "assign", first, officers)
    assert "param set petition.reply_days=" in found["petition.reply_days"]
    clerk.do("petition", "assign", [first], values={**officers, "due_on": "2024-03-20"})
    assert workspace.show("petition", first)["due_on"] == "2024-03-20"
    second, third = (workspace.add("petition", facts)["number"] for _ in range(2))
    workspace.set_param("petition.reply_days", "60", from_on=date(2024, 1, 1), source="县信访办文件")
    offered = {step["step"]: step for step in clerk.steps("petition", second)}["assign"]
    assert offered["deadline"] == {
        "field": "due_on", "label": "办理期限", "value": "2024-04-30", "parameter": "petition.reply_days", "why": [],
    }  # fmt: skip
    clerk.do("petition", "assign", [second], values=officers)
    workspace.set_param("petition.reply_days", "30", from_on=date(2024, 3, 3), source="县信访办文件 2 号")
    hand(workspace, "jing", "2024-03-04").do("petition", "assign", [third], values=officers)
    assert [workspace.show("petition", number)["due_on"] for number in (second, third)] == ["2024-04-30", "2024-03-31"]


def test_a_request_for_a_later_deadline_is_granted_by_another_and_keeps_the_old_one(workspace: Workspace) -> None:
    number = a_finding(workspace)
    cha, fu = hand(workspace, "cha", "2024-03-05"), hand(workspace, "fu", "2024-03-06")
    cha.do("finding", "propose", [number], values=PROPOSAL)
    cha.do("finding", "ask_extension", [number], values={"extension_to": "2024-05-01", "extension_reason": "等配件"})
    assert list(refusals(cha, "finding", "grant_extension", number)) == ["second_person"]
    fu.do("finding", "grant_extension", [number])
    shown = workspace.show("finding", number)
    assert (shown["state"], shown["due_on"], shown["extended_from"]) == ("extended", "2024-05-01", "2024-04-01")


def test_the_state_stands_in_lists_records_and_filters_in_both_languages(workspace: Workspace) -> None:
    number, other = rectified(workspace), a_finding(workspace)
    rows = {row["number"]: (row["state"], row["state_label"]) for row in workspace.list("finding")["rows"]}
    assert rows == {number: ("rectified", "已整改待复查"), other: ("found", "已发现")}
    english = Workspace(attrs.evolve(workspace.session, lang="en"), workspace.loaded)
    assert english.show("finding", number)["state_label"] == "rectified"
    for text in ("state=rectified", "state=已整改待复查", "state!=found"):
        assert [row["number"] for row in workspace.list("finding", where=[text])["rows"]] == [number]
    with pytest.raises(UsageError, match="rectified"):
        workspace.list("finding", where=["state=rectifed"])
    # Looked back from a day before the step, the record is in the state of that day.
    assert hand(workspace, "cha", "2024-03-19").show("finding", number)["state"] == "proposed"


def test_steps_offers_what_can_be_done_and_says_why_the_rest_cannot(workspace: Workspace) -> None:
    number = rectified(workspace)
    offered = {step["step"]: step for step in hand(workspace, "fu").steps("finding", number)}
    assert offered["close"]["allowed"]
    assert offered["close"]["why"] == []
    assert offered["close"]["fields"] == [
        {"key": "verifier", "label": "复查人", "required": True, "value": None},
        {"key": "evidence", "label": "整改证据", "required": False, "value": "照片 3 张"},
    ]
    assert [why["guard"] for why in offered["propose"]["why"]] == ["state"]
    assert list(offered)[:2] == ["close", "return"]
    mine = {step["step"]: step for step in hand(workspace, "cha").steps("finding", number)}
    assert [why["guard"] for why in mine["close"]["why"]] == ["second_person"]
    nobody = {step["step"]: step for step in hand(workspace, "shen").steps("finding", number)}
    assert [why["guard"] for why in nobody["close"]["why"]] == ["role"]


def test_steps_names_a_guard_that_no_form_can_satisfy_and_no_other(workspace: Workspace) -> None:
    number = a_finding(workspace)
    early = hand(workspace, "cha", "2024-03-05")
    early.do("finding", "propose", [number], values=PROPOSAL)
    offered = {step["step"]: step for step in early.steps("finding", number)}
    assert [why["guard"] for why in offered["escalate"]["why"]] == ["finding.overdue_before_escalation"]
    assert offered["rectify"]["allowed"]
    late = {step["step"]: step for step in hand(workspace, "cha", "2024-04-02").steps("finding", number)}
    assert late["escalate"]["allowed"]


def test_what_a_step_writes_has_no_other_way_in(workspace: Workspace) -> None:
    number = a_finding(workspace)
    for act in (
        lambda: workspace.change("finding", number, {"verified_on": "2024-03-05"}),
        lambda: workspace.add(
            "finding", {"inspection": "JC2024001", "found_on": "2024-03-01", "verified_on": "2024-03-02"}
        ),
        lambda: workspace.save(attrs.evolve(workspace.get(Finding, number), verified_on=date(2024, 3, 5))),
        lambda: workspace.save(
            attrs.evolve(workspace.get(Finding, number), id=0, number="", verified_on=date(2024, 3, 5))
        ),
    ):
        with pytest.raises(RefusedError, match=r"「复查销号日期」由步骤 .*close\(复查销号\)"):
            act()
    assert workspace.show("finding", number)["version"] == 1
    workspace.change("finding", number, {"grade": "major"})


def test_a_computed_field_is_open_to_correction_until_the_first_step(workspace: Workspace) -> None:
    number = a_finding(workspace)
    workspace.change("finding", number, {"due_on": "2024-03-15"})
    hand(workspace, "cha", "2024-03-05").do("finding", "propose", [number], values={"owner": "王五"})
    assert workspace.show("finding", number)["due_on"] == "2024-03-15"
    with pytest.raises(RefusedError, match="「整改期限」由步骤"):
        workspace.change("finding", number, {"due_on": "2030-01-01"})
    saved = attrs.evolve(workspace.get(Finding, number), due_on=date(2030, 1, 1))
    with pytest.raises(RefusedError, match="「整改期限」由步骤"):
        workspace.save(saved)


def test_a_payment_comes_only_from_the_step_that_pays(workspace: Workspace) -> None:
    number = an_application(hand(workspace, "jing"))
    with pytest.raises(RefusedError, match="aid_application do pay"):
        workspace.add("payment", {"application": number, "amount": "500", "paid_on": "2024-03-02"})
    passed_by_two_tiers(workspace, number)
    clerk = hand(workspace, "jing", "2024-03-10")
    assert set(refusals(clerk, "aid_application", "pay", number)) == {"fills"}
    paid = clerk.do("aid_application", "pay", [number], values={"amount": "500", "payee": "赵某"})
    (payment,) = paid["added"]
    shown = workspace.show("payment", payment)
    assert (shown["application"], shown["paid_on"], str(shown["amount"]), shown["state"]) == (
        number, "2024-03-10", "500.00", "booked",
    )  # fmt: skip
    assert workspace.show("aid_application", number)["state"] == "paid"
    assert workspace.acts("aid_application", number)[-1]["added"] == payment
    other = an_application(hand(workspace, "jing"))
    for field, value in (("paid_on", "2024-01-01"), ("amount", "5000"), ("application", other)):
        with pytest.raises(RefusedError, match="do pay"):
            workspace.change("payment", payment, {field: value})
    with pytest.raises(RefusedError, match="不可撤回"):
        clerk.void("payment", payment, "登错")
    with pytest.raises(RefusedError, match="不可撤回"):
        hand(workspace, "jing").withdraw("aid_application", number)


def test_a_step_that_adds_meets_its_guards_with_the_record_it_adds(workspace: Workspace) -> None:
    number = an_application(hand(workspace, "jing"))
    hand(workspace, "zhen", "2024-03-02").do("aid_application", "town_pass", [number])
    hand(workspace, "shi", "2024-03-03").do(
        "aid_application", "city_pass", [number], values={"approved_amount": "1000"}
    )
    clerk = hand(workspace, "jing", "2024-03-10")
    assert list(refusals(clerk, "aid_application", "pay", number, {"amount": "1000.01"})) == [
        "aid_application.payment_within_approval"
    ]
    assert workspace.list("payment")["total"] == 0
    clerk.do("aid_application", "pay", [number], values={"amount": "1000"})


def test_the_last_act_is_taken_back_and_the_record_is_as_before(workspace: Workspace) -> None:
    number = rectified(workspace)
    before = workspace.show("finding", number)
    closer = hand(workspace, "fu", "2024-03-25")
    closer.do("finding", "close", [number], values={"verifier": "复查人"})
    with pytest.raises(RefusedError, match="fu"):
        hand(workspace, "cha").withdraw("finding", number)
    answer = closer.withdraw("finding", number, reason="看错了照片")
    assert (answer["step"], answer["state"], answer["voided"]) == ("close", "rectified", None)
    assert workspace.show("finding", number) == {**before, "version": before["version"] + 2}
    last = workspace.acts("finding", number)[-1]
    assert (last["step"], last["withdrawn"], last["reason"]) == ("close", True, "看错了照片")
    # The act before is now the last; taking that one back too leads to the state before it.
    hand(workspace, "cha").withdraw("finding", number)
    assert workspace.show("finding", number)["state"] == "proposed"
    workspace.withdraw("finding", number)
    with pytest.raises(RefusedError, match="没有可以撤回"):
        workspace.withdraw("finding", number)
    assert workspace.show("finding", number)["owner"] is None
    assert workspace.verify()["breaks"] == []


def test_an_act_is_not_taken_back_once_the_record_says_something_else(workspace: Workspace) -> None:
    number = rectified(workspace)
    workspace.change("finding", number, {"measure": "加装盖板"})
    with pytest.raises(RefusedError, match="整改措施"):
        hand(workspace, "cha").withdraw("finding", number)
    workspace.change("finding", number, {"measure": ""})
    hand(workspace, "cha").withdraw("finding", number)


def test_taking_a_step_back_takes_back_the_record_it_added_unless_that_moved_on(workspace: Workspace) -> None:
    number = a_household(workspace)
    clerk = hand(workspace, "jing", "2024-03-01")
    (pairing,) = clerk.do("household", "pair", [number], values={"helper": "帮扶甲"})["added"]
    assert workspace.show("household", number)["state"] == "paired"
    with pytest.raises(RefusedError, match="household withdraw"):
        workspace.void("pairing", pairing, "登错")
    with pytest.raises(RefusedError, match="household do pair"):
        workspace.add("pairing", {"household": number, "helper": "帮扶乙", "from_on": "2024-03-01"})
    assert clerk.withdraw("household", number)["voided"] == pairing
    assert workspace.show("household", number)["state"] == "listed"
    (second,) = clerk.do("household", "pair", [number], values={"helper": "帮扶乙"})["added"]
    hand(workspace, "jing", "2024-04-01").do("pairing", "end", [second], values={"end_reason": "adjusted"})
    with pytest.raises(RefusedError, match=second):
        hand(workspace, "jing").withdraw("household", number)


HEADER = ("隐患编号", "检查编号", "发现日期", "整改完成日期", "复查销号日期", "整改措施", "责任人")


def sheet(path: Path, inspection: str, *rows: tuple[str, ...]) -> Path:
    return a_csv(path, HEADER, [(number, inspection, *rest) for number, *rest in rows])


def test_a_history_that_a_sheet_brings_is_taken_over_and_its_guards_are_checked(
    workspace: Workspace, tmp_path: Path
) -> None:
    number = a_finding(workspace)
    inspection = workspace.show("finding", number)["inspection"]
    path = sheet(
        tmp_path / "old.csv", inspection,
        ("YH20240100", "2024-03-01", "2024-03-10", "2024-03-12", "", "王五"),
        ("YH20240101", "2024-03-01", "2024-03-10", "", "", "王五"),
        ("YH20240102", "2024-03-01", "", "", "", "王五"),
    )  # fmt: skip
    load(workspace, path, roll="finding.register")
    acts = workspace.acts("finding", "YH20240100")
    assert [(act["step"], act["on"], act["who"], act["taken_over"]) for act in acts] == [
        ("rectify", "2024-03-10", "admin", True), ("close", "2024-03-12", "admin", True),
    ]  # fmt: skip
    assert all("old.csv" in act["note"] for act in acts)
    assert violations(workspace, "finding.evidence_for_rectification") == [
        ("finding.evidence_for_rectification", "YH20240100"), ("finding.evidence_for_rectification", "YH20240101"),
    ]  # fmt: skip
    assert ("finding.evidence_for_closing", "YH20240100") in violations(workspace)
    # A step taken here is no history.
    workspace.change("finding", "YH20240101", {"evidence": "照片"})
    hand(workspace, "fu").do("finding", "close", ["YH20240101"], values={"verifier": "复查人"})
    assert ("finding.evidence_for_closing", "YH20240101") not in violations(workspace)
    assert [act["taken_over"] for act in workspace.acts("finding", "YH20240101")] == [True, False]


def test_a_guard_over_the_day_is_asked_of_the_day_that_the_history_gives(workspace: Workspace, tmp_path: Path) -> None:
    number = a_finding(workspace)
    inspection = workspace.show("finding", number)["inspection"]
    header = ("隐患编号", "检查编号", "发现日期", "整改期限", "上报日期")
    rows = [
        ("YH20240100", inspection, "2024-03-01", "2024-04-01", "2024-03-20"),
        ("YH20240101", inspection, "2024-03-01", "2024-04-01", "2024-04-20"),
    ]
    load(workspace, a_csv(tmp_path / "up.csv", header, rows), roll="finding.register")
    key = "finding.overdue_before_escalation"
    assert violations(workspace, key) == [(key, "YH20240100")]


def test_a_sheet_never_moves_a_record_that_was_moved_here(workspace: Workspace, tmp_path: Path) -> None:
    number = rectified(workspace)
    inspection = workspace.show("finding", number)["inspection"]
    before = workspace.show("finding", number)
    row = (number, "2024-03-01", "2024-03-08", "2024-03-30", "加装盖板", "赵六")
    report = load(workspace, sheet(tmp_path / "again.csv", inspection, row), roll="finding.register")
    assert (report["changed"], report["refused"], report["warnings"]) == (1, 0, 2)
    assert {problem["column"] for problem in report["problems"]} == {"整改完成日期", "复查销号日期"}
    after = workspace.show("finding", number)
    assert after == {**before, "measure": "加装盖板", "owner": "赵六", "version": before["version"] + 1}
    again = load(workspace, sheet(tmp_path / "again.csv", inspection, row), roll="finding.register")
    assert (again["changed"], again["batch"]) == (0, None)


def test_a_sheet_does_not_pay_an_application_that_was_moved_here(workspace: Workspace, tmp_path: Path) -> None:
    number, other = (an_application(hand(workspace, "jing")) for _ in range(2))
    hand(workspace, "zhen", "2024-03-02").do("aid_application", "town_pass", [number])
    header = ("申请编号", "项目", "姓名", "申请日期", "不通过原因", "金额", "发放日期")
    rows = [(at, "困难职工帮扶", "赵某", "2024-03-01", "备注", "800", "2024-03-09") for at in (number, other)]
    report = load(workspace, a_csv(tmp_path / "paid.csv", header, rows), roll="application")
    assert [row["application"] for row in workspace.list("payment")["rows"]] == [other]
    assert (report["refused"], report["warnings"], report["changed"]) == (0, 1, 1)
    assert workspace.show("aid_application", number)["state"] == "town_passed"
    assert workspace.show("aid_application", number)["refused_reason"] == "备注"
    (payment,) = workspace.list("payment")["rows"]
    header = ("发放编号", "申请编号", "金额", "发放日期")
    single = a_csv(tmp_path / "one.csv", header, [("FF202400900", number, "800", "2024-03-09")])
    refused = load(workspace, single, roll="payment.register")
    assert (refused["refused"], refused["added"]) == (1, 0)
    assert "do pay" in refused["problems"][0]["reason"]
    assert workspace.list("payment")["rows"] == [payment]


def test_an_import_is_not_taken_back_under_a_step_that_was_taken_on_what_it_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    header = ("申请编号", "项目", "姓名", "申请日期", "镇总初审", "初审日期", "市总审核", "审核日期", "不通过原因")
    row = ("SQ20240900", "困难职工帮扶", "赵某", "2024-03-01", "通过", "2024-03-02", "通过", "2024-03-03")
    load(workspace, a_csv(tmp_path / "one.csv", header, [(*row, "")]), roll="application")
    second = load(workspace, a_csv(tmp_path / "two.csv", header, [(*row, "备注")]), roll="application")
    hand(workspace, "jing").do("aid_application", "pay", ["SQ20240900"], values={"amount": "100"})
    with pytest.raises(RefusedError, match="SQ20240900"):
        workspace.undo_import(second["batch"])
    assert workspace.show("aid_application", "SQ20240900")["refused_reason"] == "备注"


def test_two_people_who_take_the_same_step_at_once_do_not_both_succeed(
    workspace: Workspace, workspace_location: str
) -> None:
    number = rectified(workspace)
    start = Barrier(2)

    def close(person: str) -> Any:
        engine = open_engine(workspace_location)
        own = hand(workspace, person, "2024-03-25")
        office = Workspace(attrs.evolve(own.session, engine=engine), own.loaded)
        start.wait()
        try:
            return office.do("finding", "close", [number], values={"verifier": "复查人"})["done"]
        except (StepRefusedError, ConflictError) as error:
            return str(error)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(close, ("fu", "admin")))
    assert sorted(answer == [number] for answer in answers) == [False, True]
    assert [act["step"] for act in workspace.acts("finding", number)] == ["propose", "rectify", "close"]
    assert workspace.verify()["breaks"] == []


def test_two_people_cannot_both_pay_one_application(workspace: Workspace, workspace_location: str) -> None:
    number = an_application(hand(workspace, "lu"))
    passed_by_two_tiers(workspace, number)
    start = Barrier(2)

    def pay(person: str) -> bool:
        engine = open_engine(workspace_location)
        own = hand(workspace, person, "2024-03-25")
        office = Workspace(attrs.evolve(own.session, engine=engine), own.loaded)
        start.wait()
        try:
            return bool(office.do("aid_application", "pay", [number], values={"amount": "100"})["done"])
        except (StepRefusedError, ConflictError):
            return False
        finally:
            engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(pay, ("jing", "ban"))) == [False, True]
    assert workspace.list("payment")["total"] == 1
