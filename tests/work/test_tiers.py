"""A region puts a tier into the core's procedure: it holds there, for the right approvers, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.cli.console import run
from tests.work.county import a_csv, a_workspace, an_id, load
from tests.work.hands import an_application, hand, refusals, with_people
from unionwork import Workspace
from unionwork.errors import RefusedError

ON = date(2024, 12, 31)
TIER = """
[[tiers]]
of = "aid_application"
key = "district"
name = "区级复核"
name_en = "district"
after = "town_passed"
tier = 2
deadline = "invented.review_days"
source = "示意文件"

[[new_parameters]]
key = "invented.review_days"
name = "复核天数"
unit = "天"

[[parameters."invented.review_days"]]
value = 5
unit = "天"
from = 2000-01-01
source = "示意文件"
"""


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    """A county with the tier, a neighbour of another region, and one more approver of the second tier."""
    with a_workspace(workspace_location, tmp_path, ON) as made:
        pack = tmp_path / "invented-pack" / "pack.toml"
        pack.write_text(pack.read_text(encoding="utf-8") + TIER, encoding="utf-8")
    with Workspace.open(workspace_location, on=ON) as made:
        with_people(made).operator_add("fuhe", role="approver", tier=2)
        made.org_add("邻县", region="cn")
        yield made


def passed_in_town(workspace: Workspace, **values: str) -> str:
    """The number of an application that the town's union let pass on the 4th of March."""
    number = an_application(hand(workspace, "lu", "2024-03-01"), **values)
    hand(workspace, "zhen", "2024-03-04").do("aid_application", "town_pass", [number])
    return number


def test_an_application_goes_through_the_tier_by_three_people_and_does_not_skip_it(workspace: Workspace) -> None:
    number = passed_in_town(workspace)
    shi, fuhe = hand(workspace, "shi", "2024-03-06"), hand(workspace, "fuhe", "2024-03-05")
    here = [step["step"] for step in shi.steps("aid_application", number) if step["allowed"]]
    assert here == ["district_pass", "district_refuse"]
    said = refusals(shi, "aid_application", "city_pass", number)
    assert said.keys() == {"state"}
    assert "district_pass" in said["state"]
    assert "role" in refusals(hand(workspace, "zhen", "2024-03-05"), "aid_application", "district_pass", number)
    jing = hand(workspace, "jing", "2024-03-05")
    assert "state" in refusals(jing, "aid_application", "pay", number, {"amount": "500"})

    note = {"district_note": "属实"}
    assert fuhe.do("aid_application", "district_pass", [number], values=note)["done"] == [number]
    held = shi.show("aid_application", number)
    assert (held["state"], held["district_result"], held["district_on"]) == ("district_passed", "passed", "2024-03-05")
    later = hand(workspace, "fuhe", "2024-03-06")
    assert "second_person" in refusals(later, "aid_application", "city_pass", number)
    assert shi.do("aid_application", "city_pass", [number])["done"] == [number]
    acts = [(act["step"], act["from"], act["to"], act["tier"]) for act in shi.acts("aid_application", number)]
    assert acts == [
        ("town_pass", "applied", "town_passed", 1), ("district_pass", "town_passed", "district_passed", 2),
        ("city_pass", "district_passed", "city_passed", 2),
    ]  # fmt: skip
    assert workspace.verify()["breaks"] == []


def test_its_refusal_needs_a_reason_and_ends_the_matter_but_for_an_appeal(workspace: Workspace) -> None:
    number = passed_in_town(workspace)
    fuhe = hand(workspace, "fuhe", "2024-03-05")
    assert refusals(fuhe, "aid_application", "district_refuse", number).keys() == {"fills"}
    fuhe.do("aid_application", "district_refuse", [number], values={"refused_reason": "收入超过标准"})
    assert fuhe.show("aid_application", number)["state"] == "refused"
    assert "state" in refusals(hand(workspace, "shi", "2024-03-06"), "aid_application", "city_pass", number)
    hand(workspace, "ban", "2024-03-07").do("aid_application", "appeal", [number], values={"appeal_reason": "算错了"})
    answer = {"appeal_answer": "重新审核"}
    hand(workspace, "sheng", "2024-03-08").do("aid_application", "reconsider", [number], values=answer)
    again = fuhe.show("aid_application", number)
    assert (again["state"], again["district_result"]) == ("applied", None)


def test_papers_that_a_later_tier_sent_back_do_not_come_to_the_tier_again(workspace: Workspace) -> None:
    number = passed_in_town(workspace)
    hand(workspace, "fuhe", "2024-03-05").do("aid_application", "district_pass", [number])
    shi = hand(workspace, "shi", "2024-03-06")
    shi.do("aid_application", "city_return", [number], values={"correction": "补收入证明"})
    hand(workspace, "jing", "2024-03-07").do("aid_application", "city_resubmit", [number])
    assert shi.show("aid_application", number)["state"] == "district_passed"
    assert hand(workspace, "shi", "2024-03-08").do("aid_application", "city_pass", [number])["done"] == [number]


def test_it_is_taken_back_as_any_other_step(workspace: Workspace) -> None:
    number = passed_in_town(workspace)
    fuhe = hand(workspace, "fuhe", "2024-03-05")
    fuhe.do("aid_application", "district_pass", [number])
    assert fuhe.withdraw("aid_application", number)["state"] == "town_passed"
    assert fuhe.show("aid_application", number)["state"] == "town_passed"


def test_a_neighbour_of_another_region_keeps_the_procedure_of_the_core(workspace: Workspace) -> None:
    ours = passed_in_town(workspace)
    facts = {"programme": "hardship_aid", "name": "钱某", "applied_on": "2024-03-01", "id_number": an_id(8)}
    theirs = str(hand(workspace, "lu", "2024-03-01").add("aid_application", facts, org="邻县")["number"])
    hand(workspace, "zhen", "2024-03-04").do("aid_application", "town_pass", [theirs])
    shi = hand(workspace, "shi", "2024-03-06")
    offered = {step["step"] for step in shi.steps("aid_application", theirs)}
    assert "city_pass" in offered
    assert not {"district_pass", "district_refuse"} & offered
    assert "state" in refusals(shi, "aid_application", "district_pass", theirs)
    done = shi.do("aid_application", "city_pass", where=["applied_on=2024-03-01"])
    assert (done["done"], [row["number"] for row in done["refused"]]) == ([theirs], [ours])


def test_it_waits_for_its_own_approvers_with_the_day_by_which(workspace: Workspace) -> None:
    ours = passed_in_town(workspace)

    def due(key: str) -> list[tuple[str, str | None, str]]:
        rows = hand(workspace, key, "2024-03-06").due(mine=True)
        return [(row["duty"], row["due"], row["number"]) for row in rows if row["kind"] == "aid_application"]

    owed, waits = "aid_application.district", "step.aid_application.district_pass"
    assert due("fuhe") == due("shi") == [(owed, "2024-03-09", ours), (waits, None, ours)]
    assert due("sheng") == due("zhen") == []
    hand(workspace, "fuhe", "2024-03-05").do("aid_application", "district_pass", [ours])
    assert due("fuhe") == []
    assert due("shi") == [("step.aid_application.city_pass", None, ours)]


def test_the_day_by_which_is_given_by_hand_only_where_it_cannot_be_computed(workspace: Workspace) -> None:
    by_hand = {"district_due_on": "2024-03-15"}
    numbers = [an_application(hand(workspace, "lu", "2024-03-01"), id_number=an_id(place)) for place in (1, 2)]
    approver = hand(workspace, "zhen", "2024-03-04")
    assert list(refusals(approver, "aid_application", "town_pass", numbers[0], by_hand)) == ["deadline"]
    approver.do("aid_application", "town_pass", [numbers[0]])
    workspace.set_param("invented.review_days", "5.5", from_on=date(2024, 3, 2), source="示意文件 2 号")
    assert list(refusals(approver, "aid_application", "town_pass", numbers[1])) == ["invented.review_days"]
    approver.do("aid_application", "town_pass", [numbers[1]], values=by_hand)
    days = [workspace.show("aid_application", number)["district_due_on"] for number in numbers]
    assert days == ["2024-03-09", "2024-03-15"]


def test_nobody_writes_its_result_but_its_steps(workspace: Workspace) -> None:
    number = passed_in_town(workspace)
    with pytest.raises(RefusedError, match="district_pass"):
        workspace.change("aid_application", number, {"district_result": "passed"})


def test_the_command_line_says_the_same(workspace: Workspace, workspace_location: str) -> None:
    number = passed_in_town(workspace)

    def said(*words: str) -> str:
        done = run("-w", workspace_location, "--on", "2024-03-05", "--as", "fuhe", "aid_application", *words)
        return f"{done.code} {done.out} {done.err}"

    assert "district_pass" in said("steps", number)
    assert said("do", "city_pass", number).startswith("1 ")
    assert said("do", "district_pass", number).startswith("0 ")
    again = said("do", "district_pass", number)
    assert again.startswith("1 ")
    assert "区级复核通过" in again
    assert "区级复核通过" in said("acts", number)
    assert number in said("list", "--where", "state=区级复核通过")


SHEET = (
    *("申请编号", "姓名", "身份证号", "所属工会", "帮扶项目", "申请日期"),
    *("初审结果", "初审日期", "审核结果", "审核日期"),
)
SKIPPED = "aid_application.district_skipped"


def sheet_rows(*days: str) -> list[list[str]]:
    """Applications that the city's union let pass on these days, with no word of the district."""
    return [
        [f"SQ2023{place:05}", f"申请{place}", an_id(50 + place), "红星县", "困难职工帮扶", "2023-01-02", "通过",
         "2023-02-01", "通过" if day else "", day]
        for place, day in enumerate(days, start=1)
    ]  # fmt: skip


def test_a_sheet_that_skips_the_tier_is_listed_until_it_says_what_the_tier_decided(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = sheet_rows("2023-03-01", "")
    load(workspace, a_csv(tmp_path / "台账.csv", SHEET, rows), create_orgs=False)
    theirs = [["SQ202300009", *row[1:3], "邻县", *row[4:]] for row in rows[:1]]
    load(workspace, a_csv(tmp_path / "邻县.csv", SHEET, theirs), create_orgs=False)
    ours = passed_in_town(workspace)
    found = workspace.check([SKIPPED])
    assert [(row["number"], row["severity"]) for row in found] == [("SQ202300001", "error")]
    assert "区级复核" in found[0]["message"]
    assert workspace.check(["aid_application.tier_skipped"]) == []

    late = a_csv(tmp_path / "补.csv", (*SHEET, "区级复核结果", "区级复核日期"), [[*rows[0], "通过", "2023-02-20"]])
    load(workspace, late, create_orgs=False)
    assert workspace.check([SKIPPED]) == []
    hand(workspace, "fuhe", "2024-03-05").do("aid_application", "district_pass", [ours])
    hand(workspace, "shi", "2024-03-06").do("aid_application", "city_pass", [ours])
    assert workspace.check([SKIPPED]) == []


def test_what_was_decided_before_the_tier_was_asked_for_is_not_listed(
    workspace: Workspace, workspace_location: str, tmp_path: Path
) -> None:
    load(workspace, a_csv(tmp_path / "台账.csv", SHEET, sheet_rows("2023-03-01", "2023-04-01")), create_orgs=False)
    for number in ("SQ202300001", "SQ202300002"):
        hand(workspace, "jing", "2024-03-05").do("aid_application", "pay", [number], values={"amount": "500"})
    pack = tmp_path / "invented-pack" / "pack.toml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("tier = 2\n", "tier = 2\nfrom = 2023-04-01\n"), encoding="utf-8")
    with Workspace.open(workspace_location, on=ON) as again:
        assert [row["number"] for row in again.check([SKIPPED])] == ["SQ202300002"]


def test_what_a_sheet_took_over_names_the_import_that_brought_it_and_no_state_it_was_never_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    first, second = sheet_rows("", ""), sheet_rows("2023-03-01", "")
    load(hand(workspace, "lu"), a_csv(tmp_path / "一月.csv", SHEET, first), create_orgs=False)
    load(hand(workspace, "jing"), a_csv(tmp_path / "三月.csv", SHEET, second), create_orgs=False)
    told = workspace.acts("aid_application", "SQ202300001")
    acts = [(act["step"], act["from"], act["to"], act["who"]) for act in told]
    assert acts == [
        ("town_pass", "applied", "town_passed", "lu"), ("city_pass", "town_passed", "city_passed", "jing"),
    ]  # fmt: skip
    assert ["一月" in told[0]["note"], "三月" in told[1]["note"]] == [True, True]


def test_pages_of_help_know_the_steps_and_fields_of_the_workspace_that_is_named(
    workspace: Workspace, workspace_location: str
) -> None:
    del workspace
    named = ("--workspace", workspace_location)
    for page in (run(*named, "aid_application", "do", "--help"), run("aid_application", "do", "--help", *named)):
        assert "district_pass" in page.out
        assert "steps 编号" not in page.out
    assert "district_result" in run(*named, "aid_application", "--help").out
    assert "district_result" in run(*named, "aid_application", "list", "--help").out
    for bare in (run("aid_application", "do", "--help"), run("-w", "no-such.db", "aid_application", "do", "--help")):
        assert (bare.code, "district_pass" in bare.out) == (0, False)
        assert "aid_application steps 编号" in bare.out


def test_without_its_pack_the_data_stay_and_the_core_goes_on(
    workspace: Workspace, workspace_location: str, tmp_path: Path
) -> None:
    number = passed_in_town(workspace)
    hand(workspace, "fuhe", "2024-03-05").do("aid_application", "district_pass", [number])
    pack = tmp_path / "invented-pack" / "pack.toml"
    whole = pack.read_text(encoding="utf-8")
    pack.write_text(whole.replace(TIER, ""), encoding="utf-8")
    with Workspace.open(workspace_location, on=ON) as bare:
        assert bare.show("aid_application", number)["state"] == "town_passed"
        assert [act["step"] for act in bare.acts("aid_application", number)] == ["town_pass", "district_pass"]
    pack.write_text(whole, encoding="utf-8")
    with Workspace.open(workspace_location, on=ON) as again:
        held = again.show("aid_application", number)
        assert (held["state"], held["district_on"]) == ("district_passed", "2024-03-05")
        assert again.verify()["breaks"] == []
