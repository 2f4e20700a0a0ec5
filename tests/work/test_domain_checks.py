"""Every check of the areas names the record that does not hold, on a real store, and no record that does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import a_workspace, an_id
from unionwork import Workspace
from unionwork.areas import declarations
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Check

ON = date(2024, 12, 31)
Facts = Mapping[str, Any]
CHECKS = [word.key for word in declarations() if isinstance(word, Check)]

# Stored forms: days as yyyymmdd, money in fen. "@kind" points to a new record of that kind.
GOOD: Mapping[str, Facts] = {
    "unit": {"name": "某厂", "industry": "C", "workers_count": 50, "has_union": 1, "opened_on": 20000101},
    "member": {"name": "会员", "id_number": "?", "unit": "@unit", "joined_on": 20150101, "born_on": 19700101},
    "fund_receipt": {"unit": "@unit", "month": 202401, "wages": 10_000_000, "amount": 200_000},
    "inspection": {"unit": "@unit", "inspected_on": 20240301, "inspectors": "孙检查员"},
    "finding": {"inspection": "@inspection", "grade": "general", "category": "wages", "found_on": 20240301,
                "due_on": 20250131, "owner": "赵厂长"},
    "petition": {"source": "letter", "received_on": 20241201, "handler_a": "周甲", "handler_b": "吴乙",
                 "due_on": 20250131},
    "aid_file": {"name": "职工", "id_number": "?", "family_size": 3, "income": 90_000, "cause": "laid_off",
                 "filed_on": 20200101},
    "aid_family_member": {"aid_file": "@aid_file", "name": "家属", "id_number": "?", "income": 10_000},
    "aid_application": {"programme": "living", "name": "职工", "id_number": "?", "applied_on": 20240601},
    "payment": {"application": "@passed", "amount": 50_000, "paid_on": 20240901},
    "household": {"head_name": "户主", "category": "ordinary", "listed_on": 20160101},
    "person": {"household": "@household", "name": "户主", "id_number": "?", "relation": "02", "joined_on": 20160101},
    "pairing": {"household": "@household", "helper": "?", "from_on": 20160101},
    "visit": {"household": "@peopled", "visitor": "王五", "visited_on": 20240901},
}  # fmt: skip
PASSED: Facts = {"town_result": "passed", "town_on": 20240610, "city_result": "passed", "city_on": 20240620}
HEAD = ("person", "household", {})
CLOSED: Facts = {"rectified_on": 20240401, "verified_on": 20240402, "evidence": "照片", "verifier": "孙检查员"}

# The kind, its facts, and the records that point to it as (kind, reference, facts).
BROKEN: Mapping[str, tuple[Any, ...]] = {
    "member.same_person": ("member", {"id_number": an_id(9001)}, ("twin", {})),
    "member.without_id": ("member", {"id_number": None}),
    "member.left_before_joined": ("member", {"left_on": 20140101}),
    "member.under_age": ("member", {"born_on": 20100101}),
    "member.left_a_closed_unit": ("member", {"unit": ("unit", {"closed_on": 20200101})}),
    "member.hardship_without_file": ("member", {"hardship": 1}),
    "unit.committee_due": ("unit", {"has_union": 0}, ("member", "unit", {}), ("member", "unit", {})),
    "unit.founded_without_flag": ("unit", {"has_union": 0, "union_founded_on": 20100101}),
    "unit.same_credit_code": ("unit", {"credit_code": "91350100M000100Y43"}, ("twin", {})),
    "unit.without_industry": ("unit", {"industry": None}),
    "unit.closed_before_opened": ("unit", {"closed_on": 19990101}),
    "unit.union_before_unit": ("unit", {"union_founded_on": 19990101}),
    "unit.members_exceed_workers": ("unit", {"workers_count": 1}, ("member", "unit", {}), ("member", "unit", {})),
    "fund_receipt.not_positive": ("fund_receipt", {"amount": 0}),
    "fund_receipt.below_rate": ("fund_receipt", {"amount": 199_999}),
    "fund_receipt.without_wages": ("fund_receipt", {"wages": None}),
    "fund_receipt.unit_closed": ("fund_receipt", {"unit": ("unit", {"closed_on": 20231231})}),
    "fund_receipt.more_than_wages": ("fund_receipt", {"amount": 10_000_001}),
    "fund_receipt.return_state_differs": (
        "fund_receipt", {"return_state": "complete", "unit": ("unit", {"return_state": "incomplete"})},
    ),
    "inspection.without_inspectors": ("inspection", {"inspectors": None}),
    "inspection.unit_closed": ("inspection", {"unit": ("unit", {"closed_on": 20240301})}),
    "finding.due_before_found": ("finding", {"due_on": 20240229}),
    "finding.rectified_before_found": ("finding", {"rectified_on": 20240229}),
    "finding.closed_before_rectified": ("finding", {**CLOSED, "verified_on": 20240331}),
    "finding.closed_without_rectification": ("finding", {**CLOSED, "rectified_on": None}),
    "finding.closed_without_evidence": ("finding", {**CLOSED, "evidence": None}),
    "finding.closed_without_verifier": ("finding", {**CLOSED, "verifier": None}),
    "finding.verifier_is_owner": ("finding", {**CLOSED, "verifier": "赵厂长"}),
    "finding.without_deadline": ("finding", {"due_on": None}),
    "finding.without_owner": ("finding", {"owner": None}),
    "finding.before_inspection": ("finding", {"found_on": 20240229}),
    "finding.without_grade": ("finding", {"grade": None}),
    "finding.without_category": ("finding", {"category": None}),
    "finding.proposed_before_found": ("finding", {"proposed_on": 20240229}),
    "finding.answered_before_proposed": ("finding", {"proposed_on": 20240303, "answered_on": 20240302}),
    "finding.major_not_escalated": ("finding", {"grade": "major", "due_on": 20241230}),
    "finding.escalated_nowhere": ("finding", {"escalated_on": 20240501}),
    "finding.extension_shortens": ("finding", {"extended_from": 20250201}),
    "petition.answered_before_received": ("petition", {"answered_on": 20241130, "result": "已办"}),
    "petition.due_before_received": ("petition", {"due_on": 20241130}),
    "petition.without_deadline": ("petition", {"due_on": None}),
    "petition.same_officer": ("petition", {"handler_b": "周甲"}),
    "petition.answered_without_result": ("petition", {"answered_on": 20241210}),
    "petition.reported_before_answered": ("petition", {"answered_on": 20241210, "reported_on": 20241209}),
    "petition.without_officer": ("petition", {"handler_a": None}),
    "petition.without_source": ("petition", {"source": None}),
    "petition.late": ("petition", {"due_on": 20241209, "answered_on": 20241210}),
    "petition.missed": ("petition", {"due_on": 20241230}),
    "petition.collective_unmarked": ("petition", {"people": 5}),
    "petition.transferred_nowhere": ("petition", {"transferred_on": 20241210}),
    "aid_file.same_person": ("aid_file", {"id_number": an_id(9002)}, ("twin", {})),
    "aid_file.exit_before_filing": ("aid_file", {"exited_on": 20191231}),
    "aid_file.income_missing": ("aid_file", {"income": None}),
    "aid_file.family_size": ("aid_file", {"family_size": 0}),
    "aid_file.members_exceed_size": ("aid_file", {"family_size": 1}, *[("aid_family_member", "aid_file", {})] * 2),
    "aid_file.cause_twice": ("aid_file", {"cause_second": "laid_off"}),
    "aid_file.exited_without_reason": ("aid_file", {"exited_on": 20240101}),
    "aid_file.without_id": ("aid_file", {"id_number": None}),
    "aid_file.member_of_another": (
        "aid_file", {"id_number": an_id(9003)}, ("beside", "aid_family_member", {"id_number": an_id(9003)}),
    ),
    "aid_file.also_in_relief": (
        "aid_file", {"id_number": an_id(9004)}, ("beside", "person", {"id_number": an_id(9004)}),
    ),
    "aid_file.members_income": (
        "aid_file", {"income": 19_999}, *[("aid_family_member", "aid_file", {})] * 2,
    ),
    "aid_file.not_eligible_in_force": ("aid_file", {}, ("decided", "aid.grade", "none")),
    "aid_file.lifted_but_graded": (
        "aid_file", {"exited_on": 20240601, "exit_reason": "lifted"}, ("decided", "aid.grade", "extreme"),
    ),
    "aid_file.reviewed_before_filing": ("aid_file", {"reviewed_on": 20191231}),
    "aid_file.without_cause": ("aid_file", {"cause": None}),
    "aid_file.reason_without_exit": ("aid_file", {"exit_reason": "lifted"}),
    "aid_family_member.same_person": ("aid_family_member", {"id_number": an_id(9005)}, ("twin", {})),
    "aid_application.tier_skipped": ("aid_application", {"city_result": "passed", "city_on": 20240701}),
    "aid_application.tier_order": ("aid_application", {**PASSED, "city_on": 20240609}),
    "aid_application.refused_without_reason": (
        "aid_application", {"town_result": "refused", "town_on": 20240701},
    ),
    "aid_application.paid_without_pass": ("aid_application", {}, ("payment", "application", {})),
    "aid_application.other_person": ("aid_application", {"file": ("aid_file", {})}),
    "aid_application.file_exited": ("aid_application", {"file": ("aid_file", {"exited_on": 20240601})}),
    "aid_application.without_id": ("aid_application", {"id_number": None}),
    "aid_application.results_contradict": ("aid_application", {**PASSED, "town_result": "refused"}),
    "aid_application.result_without_date": ("aid_application", {**PASSED, "city_on": None}),
    "aid_application.paid_over_approval": (
        "aid_application", {**PASSED, "approved_amount": 99_999}, *[("payment", "application", {})] * 2,
    ),
    "aid_application.paid_after_withdrawal": (
        "aid_application", {**PASSED, "withdrawn_on": 20240801}, ("payment", "application", {}),
    ),
    "aid_application.paid_after_refusal": (
        "aid_application", {**PASSED, "city_result": "refused"}, ("payment", "application", {}),
    ),
    "payment.not_positive": ("payment", {"amount": 0}),
    "payment.before_application": ("payment", {"paid_on": 20240531}),
    "payment.received_before_paid": ("payment", {"received_on": 20240831}),
    "payment.returned_before_paid": ("payment", {"returned_on": 20240831}),
    "payment.returned_without_reason": ("payment", {"returned_on": 20240902}),
    "payment.in_cash": ("payment", {"means": "cash"}),
    "payment.other_payee": ("payment", {"payee": "别人"}),
    "household.removed_before_listed": ("household", {"removed_on": 20151231}),
    "household.size_differs": ("household", {"size": 2}, HEAD),
    "household.no_single_head": ("household", {}, HEAD, HEAD),
    "household.without_category": ("household", {"category": None}),
    "household.poor_without_helper": ("household", {"category": "poor"}),
    "household.several_helpers": ("household", {}, *[("pairing", "household", {})] * 2),
    "household.same_head": ("household", {"head_id_number": an_id(9006)}, ("twin", {})),
    "household.head_differs": ("household", {"head_id_number": an_id(9007)}, HEAD),
    "household.size_not_positive": ("household", {"size": 0}),
    "household.removed_without_reason": ("household", {"removed_on": 20240101}),
    "household.removed_as_lifted": ("household", {"removed_on": 20240101, "removed_reason": "lifted"}),
    "household.lifted_before_listed": ("household", {"lifted_on": 20151231}),
    "household.lifted_without_date": ("household", {"category": "lifted"}),
    "household.visited_before_pairing": (
        "household", {}, ("pairing", "household", {"from_on": 20240902}), ("visit", "household", {}),
    ),
    "household.also_in_aid": (
        "household", {"head_id_number": an_id(9008)}, ("beside", "aid_file", {"id_number": an_id(9008)}),
    ),
    "person.without_id": ("person", {"id_number": None}),
    "person.two_households": ("person", {"id_number": an_id(9009)}, ("twin", {})),
    "person.left_before_joined": ("person", {"left_on": 20151231}),
    "person.left_without_reason": ("person", {"left_on": 20200101}),
    "pairing.ends_before_it_begins": ("pairing", {"to_on": 20151231}),
    "pairing.after_removal": ("pairing", {"household": ("household", {"removed_on": 20160101})}),
    "pairing.helper_over_quota": ("pairing", {"helper": "忙人"}, ("twin", {}), ("twin", {})),
    "pairing.quota_county": ("pairing", {"post_level": "county"}),
    "pairing.quota_section": ("pairing", {"post_level": "section"}),
    "pairing.quota_ordinary": ("pairing", {"post_level": "ordinary"}),
    "visit.after_removal": ("visit", {"household": ("household", {"removed_on": 20240831})}),
    "visit.before_listing": ("visit", {"visited_on": 20151231}),
    "visit.needs_overdue": ("visit", {"needs": "修屋顶", "needs_due_on": 20241230}),
    "visit.resolved_before_visit": ("visit", {"needs": "修屋顶", "resolved_on": 20240831}),
    "visit.resolved_without_result": ("visit", {"needs": "修屋顶", "resolved_on": 20240902}),
}  # fmt: skip
KINDS = [word for word in declarations() if isinstance(word, Kind) and word.begins is not None]
BROKEN = {**BROKEN, **{f"{kind.key}.begins_ahead": (kind.key, {kind.begins.key: 20250101}) for kind in KINDS}}
LIMITS = {
    "union.committee_members": "2", "petition.collective_people": "5", "relief.households_per_helper": "2",
    "relief.quota_county": "3", "relief.quota_section": "2", "relief.quota_ordinary": "2",
}  # fmt: skip


class Planter:
    """Stores records past the front door, as an old or a careless sheet might have brought them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.count = workspace, 0

    def plant(self, change: Any, name: str, facts: Facts) -> dict[str, Any]:
        """A record that is good but for the facts given."""
        if name == "passed":
            return self.plant(change, "aid_application", {**PASSED, **facts})
        if name == "peopled":
            made = self.plant(change, "household", facts)
            self.plant(change, "person", {"household": made["id"]})
            return made
        self.count += 1
        mine = self.count
        session = self.workspace.session
        row: dict[str, Any] = {"number": None, "org": self.org(change)}
        for key, value in {**GOOD[name], **facts}.items():
            row[key] = self._value(change, key, value, mine)
        return dict(change.add(session.kind(name), [row])[0])

    def org(self, change: Any) -> int:
        table = self.workspace.session.tables["organisation"]
        return int(change.connection.execute(table.select().with_only_columns(table.c.id)).scalars().first())

    def broken(self, change: Any, case: Sequence[Any]) -> str:
        """The record of a case with what points to it or lies beside it; its number."""
        kind, facts, *others = case
        made = self.plant(change, kind, facts)
        for other in others:
            if other[0] == "twin":
                self.plant(change, kind, facts)
            elif other[0] == "beside":
                self.plant(change, other[1], other[2])
            elif other[0] == "decided":
                self._decide(change, kind, made["id"], other[1], other[2])
            else:
                self.plant(change, other[0], {other[1]: made["id"], **other[2]})
        return str(made["number"])

    def _value(self, change: Any, key: str, value: Any, mine: int) -> Any:
        if value == "?":
            return an_id(mine) if key == "id_number" else f"{key}{mine}"
        if isinstance(value, str) and value.startswith("@"):
            return self.plant(change, value[1:], {})["id"]
        return self.plant(change, *value)["id"] if isinstance(value, tuple) else value

    def _decide(self, change: Any, kind: str, subject: int, rule: str, outcome: str) -> None:
        row = {
            "number": None, "org": self.org(change), "kind": kind, "subject": subject, "rule": rule,
            "proposed": outcome, "decided": outcome, "from_on": 20240101, "operator": "x", "basis": "[]",
        }  # fmt: skip
        change.add(self.workspace.session.kind("decision"), [row])


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path, ON) as made:
        for key, value in LIMITS.items():
            made.set_param(key, value, from_on=date(2022, 1, 1), source="试")
        yield made


def test_every_check_has_a_case() -> None:
    assert list(BROKEN) == [key for key in BROKEN if key in CHECKS]
    assert set(BROKEN) == set(CHECKS)


def test_good_records_break_no_check(workspace: Workspace) -> None:
    planter = Planter(workspace)
    with workspace.session.writing("plant") as change:
        for name in ("member", "fund_receipt", "finding", "petition", "aid_family_member", "payment", "visit"):
            planter.plant(change, name, {})
        home = planter.plant(change, "peopled", {"category": "poor", "size": 1})
        planter.plant(change, "pairing", {"household": home["id"]})
    assert [(row["check"], row["number"]) for row in workspace.check()] == []


def test_each_check_names_the_record_that_breaks_it(workspace: Workspace) -> None:
    planter = Planter(workspace)
    with workspace.session.writing("plant") as change:
        planted = {key: planter.broken(change, case) for key, case in BROKEN.items()}
    named = {(row["check"], row["number"]) for row in workspace.check()}
    assert [key for key, number in planted.items() if (key, number) not in named] == []


def test_a_person_is_found_across_the_two_registers(workspace: Workspace) -> None:
    planter = Planter(workspace)
    with workspace.session.writing("plant") as change:
        number = planter.broken(change, BROKEN["aid_file.also_in_relief"])
        planter.plant(change, "person", {"id_number": an_id(9100), "left_on": 20200101, "left_reason": "迁出"})
        planter.plant(change, "aid_file", {"id_number": an_id(9100)})
    assert [row["number"] for row in workspace.check(["aid_file.also_in_relief"])] == [number]
