"""Causes that tell an illness, what tells of children: hidden of a person, told as totals; masks; birthdays ahead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import HARDSHIP, POVERTY, a_csv, a_file, a_person, a_workspace, load
from tests.work.paperwork import EAST, ON, Small, a_desk, a_small_county, grids
from unionwork.declare.form_words import Names
from unionwork.declare.forms import Row, Section, Table
from unionwork.errors import DeclarationError, NotPermittedError, UnionworkError
from unionwork.store.measures import UNLISTED
from unionwork.values import IdNumber, mask_id, mask_phone
from unionwork.work.reports.tables import draw_table
from unionwork.workspace import Workspace

SAID, SCHOOL = "尘肺三期确诊", "杏花坡实验小学"
CAUSES = [("aid_file", "cause"), ("aid_file", "cause_second"), ("household", "cause")]
OF_CHILDREN = [("aid_family_member", "employer_or_school"), ("aid_family_member", "school_stage")]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    folder = tmp_path_factory.mktemp("county")
    made = a_small_county(str(folder / "w.db"), folder)
    facts = {"name": "钱戊", "filed_on": "2024-10-01", "cause": SAID, "cause_second": "serious_illness"}
    made.workspace.add("aid_file", facts, org=EAST)
    household = made.workspace.add(
        "household", {"head_name": "孙户主", "listed_on": "2024-01-01", "cause": "disability"}
    )
    made.workspace.add("person", {"household": household["number"], "name": "孙户主", "joined_on": "2024-01-01"})
    member = {"aid_file": made.files[0], "name": "小明", "employer_or_school": SCHOOL, "school_stage": "primary"}
    made.workspace.add("aid_family_member", member)
    made.workspace.operator_add("li", name="李")
    made.workspace.operator_add("wu", name="吴", role="caseworker", rights=["export"])
    yield made
    made.workspace.close()


@pytest.fixture
def clerk(small: Small) -> Iterator[Workspace]:
    """The county in the hands of somebody without any right."""
    place = str(small.workspace.session.engine.url.database)
    with Workspace.open(place, operator="li", on=ON) as workspace:
        yield workspace


def told(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, default=str)


@pytest.mark.parametrize(("kind", "field"), [*CAUSES, *OF_CHILDREN])
def test_nobody_without_the_right_reads_filters_sorts_or_counts_them(clerk: Workspace, kind: str, field: str) -> None:
    for row in clerk.list(kind, limit=None)["rows"]:
        assert row[field] is None
        assert clerk.show(kind, row["number"])[field] is None
    assert any(field in row["hidden"] for row in clerk.list(kind, limit=None)["rows"])
    asks: list[Callable[[], Any]] = [
        lambda: clerk.list(kind, where=[f"{field}=serious_illness"]),
        lambda: clerk.list(kind, where=[f"{field}="]),
        lambda: clerk.list(kind, sort=field),
        lambda: clerk.show(kind, clerk.list(kind)["rows"][0]["number"], reveal=True),
    ]
    if field != "employer_or_school":
        asks.append(lambda: clerk.facets(kind, field))
    for ask in asks:
        with pytest.raises(NotPermittedError):
            ask()


def test_a_reference_does_not_lead_around(clerk: Workspace) -> None:
    for kind, where in (("person", "household.cause=disability"), ("aid_application", "file.cause=laid_off")):
        with pytest.raises(NotPermittedError):
            clerk.list(kind, where=[where])


def test_an_export_that_is_not_revealed_has_no_cause_and_no_school(small: Small, tmp_path: Path) -> None:
    place = str(small.workspace.session.engine.url.database)
    with Workspace.open(place, operator="wu", on=ON) as office:
        for kind in ("aid_file", "household", "aid_family_member"):
            path = tmp_path / f"{kind}.csv"
            office.export(kind, path)
            text = path.read_text(encoding="utf-8-sig")
            assert "***" in text
            assert not {word for word in ("患重特大疾病", "下岗失业", "因残", SAID, SCHOOL, "小学") if word in text}


@pytest.mark.parametrize(("kind", "field"), [*CAUSES, *OF_CHILDREN])
def test_no_form_that_is_public_may_write_or_count_them(small: Small, kind: str, field: str) -> None:
    catalogue = small.workspace.session.catalogue
    names = Names(catalogue=catalogue, public=True)
    with pytest.raises(DeclarationError, match="个人信息"):
        names.field(catalogue.kind(kind), field)
    if kind == "aid_file":
        with pytest.raises(DeclarationError, match="个人信息"):
            names.breakdown(catalogue.indicator("aid.files"), field)


def test_everybody_who_may_measure_is_told_the_totals_by_cause(small: Small, clerk: Workspace) -> None:
    asked: dict[str, Any] = {"period": "2024", "by": ["cause"]}
    mine = {row["by_code"]["cause"]: row["value"] for row in clerk.measure(["aid.files"], **asked)}
    assert {code: value for code, value in mine.items() if value} == {
        "laid_off": 2, "serious_illness": 1, UNLISTED: 1, None: 1
    }  # fmt: skip
    for key in ("aid.files", "relief.persons"):
        assert told(clerk.measure([key], **asked)) == told(small.workspace.measure([key], **asked))
    assert {"cause", "cause_second"} <= set(clerk.indicator("aid.files")["by"])
    crossed = clerk.measure(["aid.files"], period="2024", by=["cause", "grade"])
    assert sum(row["value"] for row in crossed) == 5


def test_words_of_somebodys_own_are_in_no_total(small: Small, clerk: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    for workspace in (clerk, small.workspace):
        assert SAID not in told(workspace.measure(["aid.files"], by=["cause"], all_orgs=True))
        drawn = told(workspace.paper("aid.statistics", period="2024").plain())
        assert "患重特大疾病" in drawn
        assert SAID not in drawn
    assert clerk.write_figures(book, ["aid.files"], periods=["2024"], by=["cause"])["cells"]


@pytest.mark.parametrize("beside", ["name", "number", "employer", "filed_on", "id_number"])
def test_no_total_says_whose_cause_it_is(clerk: Workspace, beside: str) -> None:
    assert clerk.measure(["aid.files"], by=["cause"])
    for by in (["cause", beside], [beside, "cause"], ["cause_second", "org", beside]):
        with pytest.raises(NotPermittedError):
            clerk.measure(["aid.files"], by=by)


def test_no_form_says_whose_cause_it_is(small: Small, clerk: Workspace) -> None:
    row = Row(indicator="aid.files", each="name", by={"cause": "serious_illness"})
    section = Section(title="表", table=Table(rows=[row]))
    with a_desk(small.workspace) as desk:
        assert "赵乙" in str(grids(draw_table(desk, section)))
    with a_desk(clerk) as desk, pytest.raises(NotPermittedError):
        draw_table(desk, section)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("239990198502245019", "239990***********9"),
        ("239990850224001", "239990********1"),
        ("", ""),
        ("12", "***"),
        ("H1234567", "********"),
        ("E12345678", "*********"),
        ("23999019850224", "**************"),
        ("23999019850224501", "23999************"),
        ("6222029876501234567", "622202*************"),
    ],
)
def test_of_what_is_no_full_id_number_at_most_a_third_is_shown(number: str, shown: str) -> None:
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13987650123", "139****0123"),
        ("045112345678", "045*****5678"),
        ("88881234", "******34"),
        ("123456", "****56"),
        ("12345", "*****"),
        ("1", "***"),
        ("", ""),
        ("13987650123/88881234", "139****0123/******34"),
        ("88881234转801", "************"),
    ],
)
def test_of_what_is_no_full_telephone_number_at_most_a_third_is_shown(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


def an_id_born(day: str) -> str:
    first = f"239990{day}123"
    return first + IdNumber.check_sign(first)


def test_who_is_born_after_the_business_day_is_refused_at_entry(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path, date(2024, 6, 30)) as workspace:
        facts = {"name": "未来人", "filed_on": "2024-01-01"}
        for wrong in ({"id_number": an_id_born("20990101")}, {"born_on": "2099-01-01"}, {"born_on": "2024-07-01"}):
            with pytest.raises(UnionworkError, match="晚于业务日期 2024-06-30") as refused:
                workspace.add("aid_file", facts | wrong)
            assert "2099" not in str(refused.value)
        added = workspace.add("aid_file", facts | {"id_number": an_id_born("20240630")})
        assert workspace.show("aid_file", added["number"], reveal=True)["born_on"] == "2024-06-30"
        assert workspace.list("aid_file", where=["born_on<2099-01-01"])["total"] == 1


def test_who_is_born_after_the_business_day_is_refused_in_a_sheet(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "w.db", tmp_path, date(2024, 6, 30)) as workspace:
        files = a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1), a_file(2, 身份证号=an_id_born("20990101"))])
        people = a_csv(tmp_path / "b.csv", POVERTY, [a_person("PK1", 3, 身份证号=an_id_born("20990101"))])
        for path, kept in ((files, 1), (people, 0)):
            report = load(workspace, path)
            assert (report["added"], report["refused"]) == (kept, 1)
            told_why = [one["reason"] for one in report["problems"] if one["level"] == "error"]
            assert len(told_why) == 1
            assert "晚于业务日期 2024-06-30" in told_why[0]


def test_a_birthday_may_not_lie_after_the_day_that_is_given() -> None:
    with pytest.raises(UnionworkError, match="晚于业务日期 2024-06-29"):
        IdNumber.parse(an_id_born("20240630"), date(2024, 6, 29))
    assert IdNumber.parse(an_id_born("20240630"), date(2024, 6, 30)).born_on == date(2024, 6, 30)
