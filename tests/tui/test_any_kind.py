"""A kind that a plugin declares has its register, forms, steps and help on the screens, without a line for it there."""

from __future__ import annotations

import importlib.metadata
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import DAY, LARGE, SMALL, press, screen_text, settle
from tests.tui.test_registers import in_register, title, typed
from unionwork import Workspace
from unionwork_tui.field_input import FieldInput
from unionwork_tui.filters import FilterSheet
from unionwork_tui.record_form import NewSheet
from unionwork_tui.registers import RegistersPane
from unionwork_tui.step_form import StepSheet

pytestmark = pytest.mark.slow

PLUGIN = '''
from __future__ import annotations

from datetime import date

from unionwork import (
    Check, Money, Private, Procedure, Record, Ref, State, Step, Term, Vocabulary, coded, day, fields, flag, hookimpl,
    kind, money, ref, text,
)

@kind("loan", "互助借款", label_en="mutual loan", number="JK{year}{seq:04}", name="borrower")
class Loan(Record):
    """A loan of a mutual fund. Source: made up for a test."""

    borrower: str = text("借款人", label_en="borrower")
    unit: Ref | None = ref("借款人单位", to="unit", label_en="unit of the borrower")
    purpose: str | None = coded("用途", "loan_purpose", label_en="purpose")
    amount: Money = money("借款金额", label_en="amount")
    urgent: bool | None = flag("急用", label_en="urgent")
    account: str | None = text("收款账号", private=Private.ACCOUNT, label_en="account")
    lent_on: date = day("借出日期", label_en="lent on")
    receipt: str | None = text("还款凭证", label_en="receipt")
    repaid_on: date | None = day("还清日期", label_en="repaid on")


f = fields(Loan)
PURPOSES = Vocabulary(
    key="loan_purpose", label="借款用途", source="made up",
    terms=(Term(code="illness", label="治病"), Term(code="school", label="上学"), Term(code="house", label="修房")),
)
PROCEDURE = Procedure(
    of=Loan,
    states=(
        State(key="lent", label="已借出", label_en="lent"),
        State(key="repaid", label="已还清", label_en="repaid", when=f.repaid_on.known(), final=True),
    ),
    steps=(
        Step(
            key="repay", label="登记还清", label_en="record repayment", sources=("lent",), target="repaid",
            role="caseworker", asks=("receipt",), sets=("repaid_on",),
            guards=(
                Check(
                    key="loan.receipt", label="还款有凭证", holds=f.receipt.known(),
                    message="没有还款凭证,不能登记还清", remedy="填写收据号", source="made up",
                ),
            ),
        ),
    ),
    source="made up",
)


@hookimpl
def kinds():
    return [Loan]


@hookimpl
def declarations():
    return [PURPOSES, PROCEDURE]
'''
SECRET = "6222020200112233445"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin as an installed distribution would bring it, and a workspace's packs beside nothing else."""
    (tmp_path / "loans_for_a_test.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    real = importlib.metadata.entry_points

    def entry_points(**chosen: Any) -> Any:
        own = EntryPoint("loans", "loans_for_a_test", "unionwork")
        return [*real(**chosen), own] if chosen.get("group") == "unionwork" else real(**chosen)

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)


@pytest.fixture
def loans(sample: Path, plugin: None) -> tuple[Path, str]:
    """A workspace with one loan, and its number."""
    with Workspace.open(sample, on=DAY) as workspace:
        assert workspace.notices == []
        unit = workspace.page("unit")["rows"][0]["number"]
        row = workspace.add(
            "loan",
            {"borrower": "王五", "unit": unit, "purpose": "illness", "amount": "3000", "lent_on": "2024-05-06",
             "account": SECRET},
        )  # fmt: skip
    return sample, str(row["number"])


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_register_and_record_show(loans: tuple[Path, str], size: tuple[int, int], lang: str) -> None:
    place, _ = loans

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        assert title(pane) == ("互助借款 1 条" if lang == "zh" else "mutual loan 1")
        text = screen_text(pane.desk)
        for word in ("王五", "已借出", "治病", "3,000.00") if lang == "zh" else ("王五", "lent"):
            assert word in text
        await press(pilot, "enter")
        text = screen_text(pane.desk)
        assert "登记还清" in text if lang == "zh" else "record repayment" in text
        assert SECRET not in text
        await press(pilot, "f1")
        assert ("台账" if lang == "zh" else "table for each kind") in screen_text(pane.desk)

    in_register(place, play, kind="loan", size=size, lang=lang)


def test_it_is_found_among_the_kinds_and_its_codes_among_the_filters(loans: tuple[Path, str]) -> None:
    place, number = loans

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f10")
        await typed(pilot, "hzjk")
        await press(pilot, "enter")
        assert pane.looking.kind == "loan"
        await press(pilot, "ctrl+k")
        sheet = pilot.app.screen
        assert isinstance(sheet, FilterSheet)
        assert {key for key, _ in sheet._fields()} == {"state", "purpose", "urgent", "_sort"}
        await press(pilot, "right", "down", "enter", "escape")
        assert pane.looking.where == ("state=lent",)
        assert [row["number"] for row in pane.table.rows] == [number]

    in_register(place, play)


def test_its_form_is_made_from_the_declaration(loans: tuple[Path, str]) -> None:
    place, _ = loans

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f4")
        sheet = pilot.app.screen
        assert isinstance(sheet, NewSheet)
        rows = {row.field["key"]: row for row in sheet.form.rows()}
        # What the step dates is the step's.
        assert set(rows) == {
            "borrower", "unit", "purpose", "amount", "urgent", "account", "lent_on", "receipt", "org",
        }  # fmt: skip
        assert [key for key, row in rows.items() if row.field["required"]] == ["borrower", "amount", "lent_on"]
        assert rows["purpose"].query_one(FieldInput).placeholder == "治病 / 上学 / 修房"
        sheet.form.fill(
            {"borrower": "赵六", "amount": "一千多", "lent_on": "20240601", "purpose": "sx", "urgent": "是"}
        )
        await press(pilot, "ctrl+s")
        assert "一千多" in rows["amount"].error
        sheet.form.fill({"amount": "1,200.50"})
        await press(pilot, "ctrl+s")
        with Workspace.open(place, on=DAY) as workspace:
            row = workspace.list("loan", search="赵六")["rows"][0]
        assert (row["purpose"], str(row["amount"]), row["urgent"]) == ("school", "1200.50", True)

    in_register(place, play, kind="loan")


def test_its_step_is_refused_by_its_guard_and_taken_when_that_holds(loans: tuple[Path, str]) -> None:
    place, number = loans

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        await press(pilot, "f9", "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, StepSheet)
        await press(pilot, "ctrl+s")
        row = sheet.form.row("receipt")
        assert row is not None
        assert row.error == "没有还款凭证,不能登记还清；填写收据号"
        await typed(pilot, "收据7")
        await press(pilot, "ctrl+s")
        await settle(pilot)
        with Workspace.open(place, on=DAY) as workspace:
            assert workspace.show("loan", number)["state"] == "repaid"
        assert "已还清" in screen_text(pane.desk)

    in_register(place, play, kind="loan")


def test_its_private_field_is_on_no_screen_until_it_is_revealed(loans: tuple[Path, str]) -> None:
    place, number = loans

    async def play(pane: RegistersPane, pilot: Pilot[Any]) -> None:
        for keys in (("enter",), ("f2",), ("escape", "f9"), ("escape", "ctrl+g"), ("escape", "ctrl+k"), ("escape",)):
            await press(pilot, *keys)
            assert SECRET not in screen_text(pane.desk)
        await press(pilot, "ctrl+r")
        assert SECRET in screen_text(pane.desk)

    in_register(place, play, kind="loan", number=number, size=LARGE)
