"""What rules propose and why; and that nobody without the right sees an amount or an ID number anywhere."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.work.county import (
    HARDSHIP,
    POVERTY,
    a_csv,
    a_file,
    a_person,
    a_workspace,
    a_wrong_id,
    an_id,
    load,
)
from unionwork.errors import NotPermittedError, UnionworkError, UsageError
from unionwork.sample import Truth, write_rolls
from unionwork.workspace import Workspace

SECRET = 90_001
INCOME = "734.56"
BORN = f"{an_id(SECRET)[6:10]}-{an_id(SECRET)[10:12]}-{an_id(SECRET)[12:14]}"


@attrs.frozen(kw_only=True)
class County:
    """A workspace with the hardship files of a sample and what counting them gives."""

    truth: Truth
    workspace: Workspace
    place: Path


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    folder = tmp_path_factory.mktemp("county")
    truth = write_rolls(folder / "rolls", seed=80, size=0.3, year=2024, rolls=["hardship"])
    with a_workspace(folder / "w.db", folder, truth.on) as workspace:
        load(workspace, truth.sheets["hardship"].path)
        secret = a_file(SECRET, 姓名="秘密人", 家庭月总收入=INCOME, 所属工会="保密工会", 家庭人口=1)
        load(workspace, a_csv(folder / "secret.csv", HARDSHIP, [secret]))
        load(workspace, a_csv(folder / "home.csv", POVERTY, [a_person("PK1", 8, 与户主关系="户主")]))
        workspace.accept("aid.grade", f"DA2024{SECRET:05}")
        workspace.operator_add("li", name="李")
        yield County(truth=truth, workspace=workspace, place=folder / "w.db")


@pytest.fixture
def clerk(county: County) -> Iterator[Workspace]:
    """The same workspace in the hands of an operator without any right."""
    with Workspace.open(county.place, operator="li", on=county.truth.on) as workspace:
        assert workspace.session.worker.rights == frozenset()
        yield workspace


def test_what_if_names_exactly_those_whom_counting_names(county: County) -> None:
    held = county.truth.grades()
    moves = random.Random(3)
    for _ in range(12):
        low = moves.choice([240, 245, 246, 250, 279, moves.randint(100, 300)])
        high = max(low, moves.choice([280, 281, 300, 245, moves.randint(100, 340)]))
        values = {"aid.hardship_line": str(high), "aid.extreme_line": str(low)}
        answer = county.workspace.what_if("aid.grade", values)
        new = county.truth.grades(hardship_line=high, extreme_line=low)
        known = {key: [n for n in answer[key] if n in held] for key in ("entering", "leaving", "changed")}
        assert known == {
            "entering": sorted(n for n in held if held[n] == "none" and new[n] != "none"),
            "leaving": sorted(n for n in held if held[n] != "none" and new[n] == "none"),
            "changed": sorted(n for n in held if "none" not in (held[n], new[n]) and held[n] != new[n]),
        }
        assert answer["unchanged"] + sum(len(answer[key]) for key in known) == len(held) + 1


def test_what_if_stores_nothing(county: County) -> None:
    head = county.workspace.verify()["head"]
    county.workspace.what_if("aid.grade", {"aid.hardship_line": "500"})
    assert county.workspace.verify()["head"] == head


def test_what_if_refuses_a_parameter_that_the_rule_does_not_use(county: County) -> None:
    with pytest.raises(UsageError, match=r"aid\.hardship_line"):
        county.workspace.what_if("aid.grade", {"relief.visit_months": "2"})


def test_one_assessment_shows_amounts_a_head_distance_and_source(county: County) -> None:
    for file in county.truth.records.hardship[:25]:
        answer = county.workspace.assess("aid.grade", file.number)
        assert answer["outcome"] == county.truth.grades()[file.number]
        mean = Decimal(file.income_fen) / 100 / file.family_size
        for test, line in zip(answer["tests"], (245, 280), strict=True):
            assert test["left"] == mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert (test["operator"], test["right"]) == ("<=", line)
            assert test["distance"] == (mean - line).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert test["result"] == ("passed" if mean <= line else "failed")
            assert (test["from"], test["source"]) == ("2000-01-01", "县总工会文件第 1 号")


def test_a_file_without_income_is_unknown_names_what_is_missing_and_is_not_decided(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path) as workspace:
        load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 家庭月总收入=""), a_file(2)]))
        answer = workspace.assess("aid.grade", "DA202400001")
        assert answer["outcome"] == "unknown"
        assert "家庭月总收入" in answer["missing"]
        assert workspace.assess_all("aid.grade")["outcomes"]["unknown"] == 1
        assert workspace.assess_all("aid.grade", accept=True)["accepted"] == 1
        assert workspace.show("aid_file", "DA202400001")["grade"] is None


def test_an_unknown_outcome_names_only_what_is_missing(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path) as workspace:
        load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 家庭月总收入="")]))
        assert workspace.assess("aid.grade", "DA202400001")["missing"] == ["家庭月总收入"]


# Private values


def secrets() -> list[str]:
    """What no answer for an operator without the right may hold."""
    return [an_id(SECRET), an_id(8), f"138{SECRET:08}", INCOME, "73456", "489.56", BORN, BORN.replace("-", "")]


def assert_silent(*answers: Any) -> None:
    text = json.dumps(answers, ensure_ascii=False, default=str)
    assert [secret for secret in secrets() if secret in text] == []


def test_lists_records_and_histories_hide_every_private_value(county: County, clerk: Workspace) -> None:
    number = f"DA2024{SECRET:05}"
    row = clerk.show("aid_file", number)
    assert {"id_number", "income", "phone", "born_on"} <= set(row["hidden"])
    listed = [clerk.list(kind["key"], limit=None) for kind in clerk.kinds()]
    assert_silent(row, listed, clerk.history("aid_file", number), clerk.journal(), clerk.due(), clerk.check())
    assert an_id(SECRET) in json.dumps(county.workspace.show("aid_file", number, reveal=True), default=str)


def test_decisions_and_the_other_registers_of_the_core_hide_every_private_value(clerk: Workspace) -> None:
    assert clerk.list("decision", limit=0)["total"] == 1
    assert_silent([clerk.list(key, limit=None) for key in clerk.session.catalogue.kinds])


def test_an_assessment_without_the_right_says_the_result_and_no_amount_of_the_person(clerk: Workspace) -> None:
    answer = clerk.assess("aid.grade", f"DA2024{SECRET:05}")
    assert answer["outcome"] == "none"
    assert [(test["left"], test["distance"]) for test in answer["tests"]] == [(None, None)] * 2
    assert_silent(answer)


@pytest.mark.parametrize(
    "ask",
    [
        lambda w: w.list("aid_file", where=[f"id_number={an_id(SECRET)}"]),
        lambda w: w.list("aid_file", where=["income<=734.56"]),
        lambda w: w.list("aid_file", where=["income="]),
        lambda w: w.list("aid_file", where=["phone!="]),
        lambda w: w.list("person", where=["household.head_id_number!="]),
        lambda w: w.list("aid_file", sort="income"),
        lambda w: w.list("aid_file", sort="-id_number"),
        lambda w: w.list("aid_file", reveal=True),
        lambda w: w.show("aid_file", f"DA2024{SECRET:05}", reveal=True),
        lambda w: w.measure(["aid.files"], by=["id_number"]),
        lambda w: w.measure(["aid.files"], by=["income"]),
        lambda w: w.measure(["relief.persons"], by=["household.head_id_number"]),
        lambda w: w.measure(["aid.files"], by=["health"]),
    ],
)
def test_filters_sorting_breakdowns_and_reveals_of_private_fields_need_the_right(clerk: Workspace, ask: Any) -> None:
    with pytest.raises(NotPermittedError) as refused:
        ask(clerk)
    assert_silent(str(refused.value))


def test_records_as_objects_need_the_right(clerk: Workspace) -> None:
    from unionwork.areas.aid.entities import AidFile

    with pytest.raises(NotPermittedError):
        list(clerk.records(AidFile))
    with pytest.raises(NotPermittedError):
        clerk.get(AidFile, f"DA2024{SECRET:05}")


def test_a_search_by_id_number_or_telephone_finds_nobody_without_the_right(county: County, clerk: Workspace) -> None:
    for words in (an_id(SECRET), f"138{SECRET:08}"):
        assert county.workspace.list("aid_file", search=words)["total"] == 1
        assert clerk.list("aid_file", search=words)["total"] == 0
        assert county.workspace.list("aid_file", search=words[:-1])["total"] == 0


def test_reads_of_private_values_are_logged_with_who_and_how_many(county: County) -> None:
    number = f"DA2024{SECRET:05}"
    before = len(county.workspace.access_log(limit=1000))
    county.workspace.show("aid_file", number, reveal=True)
    county.workspace.assess("aid.grade", number)
    rows = county.workspace.access_log(limit=1000)
    assert len(rows) == before + 2
    assert {(row["who"], row["records"]) for row in rows[:2]} == {("admin", 1)}
    assert_silent(rows)


def test_no_message_about_a_refused_row_shows_an_id_number_or_a_telephone(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path) as workspace:
        rows = [
            a_file(SECRET, 身份证号=a_wrong_id(SECRET)),
            a_file(8, 手机号码=f"138{SECRET:08}9"),
            a_file(9),
            a_file(9, 身份证号=an_id(SECRET)),
            a_file(10, 身份证号=f"{an_id(SECRET)} 补"),
            a_file(11, 所属工会="不存在的工会"),
        ]
        report = load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, rows), create_orgs=False)
        assert report["refused"] >= 4
        people = [a_person("PK1", SECRET, 与户主关系="户主"), a_person("PK2", SECRET, 姓名="别人")]
        twice = load(workspace, a_csv(tmp_path / "b.csv", POVERTY, people))
        assert twice["refused"] == 1
        text = json.dumps([report, twice, workspace.journal()], ensure_ascii=False, default=str)
        for secret in (an_id(SECRET), a_wrong_id(SECRET), f"138{SECRET:08}", an_id(SECRET)[:14]):
            assert secret not in text


def test_no_error_about_a_single_record_shows_the_id_number(county: County, clerk: Workspace) -> None:
    number = f"DA2024{SECRET:05}"
    wrong = a_wrong_id(SECRET)
    attempts: list[Any] = [
        lambda: county.workspace.change("aid_file", number, {"id_number": wrong}),
        lambda: county.workspace.add("aid_file", {"name": "甲", "id_number": wrong, "filed_on": "2024-01-01"}),
        lambda: county.workspace.list("aid_file", where=[f"id_number={wrong}"]),
        lambda: clerk.list("aid_file", where=[f"id_number={wrong}"]),
    ]
    for attempt in attempts:
        with pytest.raises(UnionworkError) as refused:
            attempt()
        assert wrong not in str(refused.value)


def test_a_database_error_never_quotes_the_row(county: County) -> None:
    from sqlalchemy import text

    from unionwork.errors import StoreError

    statement = text(f"INSERT INTO aid_file (id, id_number) VALUES (1, '{an_id(SECRET)}')")
    with pytest.raises(StoreError) as refused, county.workspace.session.writing("attempt") as change:
        change.connection.execute(statement)
    assert an_id(SECRET) not in str(refused.value)
    assert "没有任何改动被保存" in str(refused.value)


def test_the_journal_never_says_a_private_value_in_what_was_done(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path, date(2024, 12, 31)) as workspace:
        load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(SECRET)]))
        number = f"DA2024{SECRET:05}"
        workspace.change("aid_file", number, {"id_number": an_id(9), "phone": f"139{SECRET:08}", "income": "12345.67"})
        shown = json.dumps(
            [workspace.journal(), workspace.history("aid_file", number)], ensure_ascii=False, default=str
        )
        for secret in (an_id(9), an_id(SECRET), f"139{SECRET:08}", "12345"):
            assert secret not in shown
