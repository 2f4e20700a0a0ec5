"""The deadline of a step: from which day it counts, when it stands, how a person gives it where it is not computed."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from tests.cli.console import run
from tests.work.county import a_csv, a_workspace, load
from tests.work.hands import hand, refusals, with_people
from unionwork import Procedure, State, Step
from unionwork.areas.aid.entities import AidApplication
from unionwork.areas.rights.entities import Petition
from unionwork.declare.checking import check_word
from unionwork.errors import DeclarationError
from unionwork.workspace import Workspace

OFFICERS = {"handler_a": "甲", "handler_b": "乙"}
HEADER = ("编号", "来源", "收到日期", "信访人", "人数", "用人单位", "事项", "办理期限")
SHEET = ("XF200", "来电", "2024-06-01", "赵六", "1", "甲厂", "欠薪", "2024-06-10")
PARAMETER = "petition.reply_days"
PLUGIN = '''"""Loans whose answer is due in working days, made up for a test."""

from __future__ import annotations

from datetime import date

from unionwork import (
    Parameter, Procedure, Record, Ref, State, Step, day, deadline, fields, hookimpl, kind, ref, text,
)

@kind("loan", "互助借款", label_en="mutual loan", number="JK{year}{seq:04}", name="borrower")
class Loan(Record):
    """A loan of a mutual fund. Source: made up for a test."""

    borrower: str = text("借款人", label_en="borrower")
    asked_on: date | None = day("申请日期", label_en="asked on")
    reply_on: date | None = deadline("答复期限", label_en="reply due on")
    taken_on: date | None = day("受理日期", label_en="taken on")


@kind("reminder", "催办", label_en="reminder", number="CB{year}{seq:04}", name="words")
class Reminder(Record):
    """A reminder of a loan. Source: made up for a test."""

    loan: Ref = ref("借款", to="loan", label_en="loan")
    words: str | None = text("内容", label_en="words")
    sent_on: date | None = day("送达日期", label_en="sent on")
    answer_by: date | None = deadline("回复期限", label_en="answer due on")


f = fields(Loan)
PROCEDURE = Procedure(
    of=Loan,
    states=(
        State(key="asked", label="已申请", label_en="asked"),
        State(key="taken", label="已受理", label_en="taken", when=f.taken_on.known()),
    ),
    steps=(
        Step(
            key="take", label="受理", sources=("asked",), target="taken", role="caseworker", sets=("taken_on",),
            deadline=("reply_on", "loan.reply_days"), deadline_from="asked_on",
        ),
        Step(
            key="remind", label="催办", sources=("taken",), role="caseworker", fills=("words",), asks=("sent_on",),
            adds="reminder.loan", deadline=("answer_by", "loan.answer_days"), deadline_from="sent_on",
        ),
    ),
    source="made up",
)
PARAMETERS = [
    Parameter(key="loan.reply_days", label="答复天数", unit="个工作日"),
    Parameter(key="loan.answer_days", label="回复天数", unit="天"),
]


@hookimpl
def kinds():
    return [Loan, Reminder]


@hookimpl
def declarations():
    return [*PARAMETERS, PROCEDURE]
'''


@pytest.fixture
def workspace(workspace_location: str, tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(workspace_location, tmp_path) as opened:
        yield with_people(opened)


@pytest.fixture
def loans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace with the plugin, as an installed distribution would bring it."""
    (tmp_path / "dated_loans_for_a_test.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    real = importlib.metadata.entry_points

    def entry_points(**chosen: Any) -> Any:
        own = EntryPoint("dated_loans", "dated_loans_for_a_test", "unionwork")
        return [*real(**chosen), own] if chosen.get("group") == "unionwork" else real(**chosen)

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    with Workspace.create(str(tmp_path / "loans.db"), name="红星县总工会", region="cn") as opened:
        assert opened.notices == []
        yield with_people(opened)


def reply_within(workspace: Workspace, days: str, key: str = PARAMETER) -> None:
    workspace.set_param(key, days, from_on=date(2024, 1, 1), source="县信访办文件")


def offered(workspace: Workspace, kind: str, number: str, step: str) -> tuple[Any, dict[str, Any]]:
    """The deadline that a step proposes, and its fields by key."""
    found = next(entry for entry in workspace.steps(kind, number) if entry["step"] == step)
    assert found["allowed"], found["why"]
    return found["deadline"], {field["key"]: field for field in found["fields"]}


def test_a_deadline_that_a_sheet_brought_stands_and_the_petition_stays_overdue(
    workspace: Workspace, tmp_path: Path
) -> None:
    reply_within(workspace, "15")
    load(workspace, a_csv(tmp_path / "petitions.csv", HEADER, [SHEET]), roll="petition")
    clerk = hand(workspace, "jing", "2024-06-20")

    def missed() -> Any:
        return [row["value"] for row in clerk.measure(["petition.missed"], period="2024")]

    assert missed() == [1]
    deadline, form = offered(clerk, "petition", "XF200", "assign")
    assert (deadline["value"], form["due_on"]["value"]) == ("2024-06-10", "2024-06-10")
    late = {**OFFICERS, "due_on": "2024-07-05"}
    assert "另一人同意" in refusals(clerk, "petition", "assign", "XF200", late)["deadline"]
    clerk.do("petition", "assign", ["XF200"], values=OFFICERS)
    shown = clerk.show("petition", "XF200")
    assert (shown["due_on"], shown["extended_from"], missed()) == ("2024-06-10", None, [1])


@pytest.mark.parametrize("due_on", ["2024-06-10", "2024-06-05"])
def test_the_deadline_that_stands_may_be_said_again_or_earlier(workspace: Workspace, due_on: str) -> None:
    facts = {"received_on": "2024-06-01", "matter": "欠薪", "due_on": "2024-06-10"}
    number = workspace.add("petition", facts)["number"]
    hand(workspace, "jing", "2024-06-20").do("petition", "assign", [number], values={**OFFICERS, "due_on": due_on})
    assert workspace.show("petition", number)["due_on"] == due_on


def test_the_days_count_from_the_receipt_and_what_is_proposed_is_what_is_written(workspace: Workspace) -> None:
    reply_within(workspace, "15")
    number = workspace.add("petition", {"received_on": "2024-06-01", "matter": "欠薪"})["number"]
    clerk = hand(workspace, "jing", "2024-06-20")
    deadline, form = offered(clerk, "petition", number, "assign")
    assert (deadline["value"], deadline["why"], form["due_on"]["required"]) == ("2024-06-16", [], False)
    clerk.do("petition", "assign", [number], values=OFFICERS)
    assert clerk.show("petition", number)["due_on"] == form["due_on"]["value"] == "2024-06-16"


@pytest.mark.parametrize("days", ["", "7.5"])
def test_a_deadline_that_cannot_be_counted_is_asked_for_with_the_reason_and_given_by_hand(
    workspace: Workspace, workspace_location: str, days: str
) -> None:
    if days:
        reply_within(workspace, days)
    number = workspace.add("petition", {"received_on": "2024-06-01", "matter": "欠薪"})["number"]
    clerk = hand(workspace, "jing", "2024-06-20")
    deadline, form = offered(clerk, "petition", number, "assign")
    assert (deadline["value"], form["due_on"]["required"]) == (None, True)
    assert [why["guard"] for why in deadline["why"]] == [PARAMETER]
    assert "due_on=日期" in refusals(clerk, "petition", "assign", number, OFFICERS)[PARAMETER]
    words = ("-w", workspace_location, "--on", "2024-06-20", "--as", "jing", "petition")
    assert deadline["why"][0]["message"] in run(*words, "steps", number).out
    refused = run(*words, "do", "assign", number, "handler_a=甲", "handler_b=乙")
    assert (refused.code, "due_on=日期" in refused.err) == (1, True)
    done = run(*words, "do", "assign", number, "handler_a=甲", "handler_b=乙", "due_on=2024-06-24")
    assert (done.code, clerk.show("petition", number)["due_on"]) == (0, "2024-06-24")


def test_working_days_are_never_said_to_be_plain_days_and_the_date_is_given_by_hand(loans: Workspace) -> None:
    reply_within(loans, "15", "loan.reply_days")
    number = loans.add("loan", {"borrower": "王五", "asked_on": "2024-06-01"})["number"]
    clerk = hand(loans, "jing", "2024-06-20")
    deadline, form = offered(clerk, "loan", number, "take")
    assert form == {"reply_on": {"key": "reply_on", "label": "答复期限", "required": True, "value": None}}
    remedy = refusals(clerk, "loan", "take", number)["loan.reply_days"]
    assert remedy == deadline["why"][0]["remedy"] == "按当年的放假安排数出日期,填写 reply_on=日期"
    clerk.do("loan", "take", [number], values={"reply_on": "2024-06-24"})
    assert clerk.show("loan", number)["reply_on"] == "2024-06-24"


def test_an_added_record_counts_from_its_own_day_or_from_the_steps(loans: Workspace) -> None:
    reply_within(loans, "15", "loan.reply_days")
    reply_within(loans, "10", "loan.answer_days")
    number = loans.add("loan", {"borrower": "王五"})["number"]
    clerk = hand(loans, "jing", "2024-06-20")
    clerk.do("loan", "take", [number], values={"reply_on": "2024-06-24"})
    deadline, _ = offered(clerk, "loan", number, "remind")
    assert (deadline["value"], deadline["why"]) == (None, []), "it depends on the day that the form asks for"
    for values, expected in (({}, "2024-06-30"), ({"sent_on": "2024-06-15"}, "2024-06-25")):
        (made,) = clerk.do("loan", "remind", [number], values={"words": "催", **values})["added"]
        assert clerk.show("reminder", made)["answer_by"] == expected
    late = {"words": "催", "answer_by": "2025-01-01"}
    assert list(refusals(clerk, "loan", "remind", number, late)) == ["deadline"], "what is counted is not given"


@pytest.mark.parametrize(
    ("start", "deadline", "said"),
    [
        ("recieved_on", ("due_on", PARAMETER), "没有这个字段;最接近的是「received_on」"),
        ("matter", ("due_on", PARAMETER), "不是可以起算的日期字段"),
        ("due_on", ("due_on", PARAMETER), "不是可以起算的日期字段"),
        ("received_on", None, "却没有 deadline"),
    ],
)
def test_a_start_that_is_no_day_of_the_record_is_refused_where_it_is_declared(
    start: str, deadline: tuple[str, str] | None, said: str
) -> None:
    with pytest.raises(DeclarationError, match=said):
        a_procedure(Petition, deadline=deadline, deadline_from=start)


def test_the_start_of_an_added_record_is_looked_for_in_its_kind(workspace: Workspace) -> None:
    facts = {"adds": "payment.application", "deadline": ("received_on", PARAMETER)}
    catalogue = workspace.session.catalogue
    check_word(catalogue, a_procedure(AidApplication, **facts, deadline_from="paid_on"))
    with pytest.raises(DeclarationError, match="最接近的是「paid_on」"):
        check_word(catalogue, a_procedure(AidApplication, **facts, deadline_from="payd_on"))


def a_procedure(of: type[Any], **facts: Any) -> Procedure:
    step = Step(key="go", label="办理", sources=("first",), **facts)
    return Procedure(of=of, states=(State(key="first", label="开始"),), steps=(step,))


def test_money_that_came_back_is_paid_to_nobody(workspace: Workspace) -> None:
    session = workspace.session
    with session.writing("payments") as change:
        org = change.rows(session.kind("organisation"))[0]["id"]
        passed = {"org": org, "number": None, "programme": "hardship_aid", "applied_on": 20240301}
        passed |= {"city_result": "passed", "city_on": 20240310}
        made = change.add(
            session.kind("aid_application"), [{**passed, "name": "甲", "id_number": name} for name in ("一", "二")]
        )
        change.add(
            session.kind("payment"),
            [
                {"org": org, "number": None, "application": row["id"], "amount": 100, "paid_on": 20240401, **back}
                for row, back in zip(made, ({}, {"returned_on": 20240701, "return_reason": "账号错误"}), strict=True)
            ],
        )
    keys = ["aid.applications", "aid.applications_waiting", "aid.paid_persons", "aid.payments"]

    def figures(period: str) -> list[int]:
        rows = workspace.measure(keys, period=period)
        return [next(row["value"] for row in rows if row["indicator"] == key) for key in keys]

    assert figures("2024") == [2, 1, 1, 1]
    assert figures("2024H1") == [2, 0, 2, 2], "in June nothing had come back yet"
