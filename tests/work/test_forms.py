"""Tables, lists, letters and notices: every number is what the office measures, and nothing private gets out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from tests.work.county import an_id
from tests.work.hands import hand
from tests.work.paperwork import EAST, SHOP, WEST, Small, a_desk, a_small_county, cells, grids, said
from unionwork.areas.aid.entities import AidFile
from unionwork.areas.inspection.entities import Finding
from unionwork.declare.form_checking import check_form
from unionwork.declare.forms import Chart, Form, Listing, Row, Section, Table
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, distinct, fields
from unionwork.documents.paper import Diagram, Paper
from unionwork.documents.sources import command_again
from unionwork.errors import DeclarationError, NotPermittedError, RefusedError, UsageError
from unionwork.work.organising import Organisations
from unionwork.work.reports.agreeing import Sum, disagree
from unionwork.work.reports.checklists import draw_checklist
from unionwork.work.reports.desk import Known
from unionwork.work.reports.diagrams import draw_chart
from unionwork.work.reports.listings import draw_listing
from unionwork.work.reports.reasons import draw_rule
from unionwork.work.reports.rechecking import remeasure
from unionwork.work.reports.tables import draw_indicators, draw_table
from unionwork.workspace import Workspace

a = fields(AidFile)
PRIVATE = ("尘肺三期确诊", "槐树巷十七号院", "13800000000", *(an_id(place) for place in range(1, 5)))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """The county, of which tests only read."""
    folder = tmp_path_factory.mktemp("small")
    made = a_small_county(folder / "w.db", folder)
    with made.workspace:
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Small]:
    """The county, for a test that writes in it."""
    made = a_small_county(tmp_path / "w.db", tmp_path)
    with made.workspace:
        yield made


def a_table(workspace: Workspace, table: Table, **about: str) -> tuple[list[list[str]], list[str], list[str]]:
    """The lines of a table, its notes, and what does not agree."""
    with a_desk(workspace, **about) as desk:
        [grid] = grids(draw_table(desk, Section(title="表", table=table)))
        return cells(grid), [note.text for note in grid.notes], desk.disagreements


def measured(workspace: Workspace, paper: Paper) -> None:
    """Every number that a page writes is the one that is measured from its address.

    The notice of applications lists by a condition that cannot be typed as filters; its count is compared elsewhere.
    """
    assert paper.addresses
    asked = [entry for entry in paper.addresses if paper.form != "aid.notice" or entry.sort != "list"]
    again = remeasure(workspace.session, asked)
    assert again == {address.place: address.value for address in asked}
    written = {run.place: run.text for run in paper.runs() if run.place}
    for address in paper.addresses:
        if address.sort != "indicator" or address.part != "value":
            continue
        rows = workspace.measure(
            [address.key], org=address.org, period=address.period or None, by=list(address.by)
        )  # fmt: skip
        [row] = [r for r in rows if {k: "" if v is None else str(v) for k, v in r["by_code"].items()} == address.by]
        assert row["value"] == address.value, address
        assert Decimal(written[address.place]) == address.value, address


def test_the_statistical_form_agrees_with_what_is_measured(small: Small) -> None:
    paper = small.workspace.paper("aid.statistics", period="2024H1")
    measured(small.workspace, paper)
    [grid] = grids(paper)
    lines = {line[1]: line for line in cells(grid)}
    assert [cell.text for cell in grid.head[1]] == ["甲", "乙", "丙", "1", "2", "3", "4"]
    assert (lines["03"][0], lines["03"][3]) == ("在档档案", "2"), "two files were opened in the first half year"
    parts = [line for code, line in lines.items() if code.startswith("03") and code != "03"]
    assert parts[0][0].startswith("其中:")
    assert sum(int(line[3]) for line in parts) == 2
    assert paper.statistics is not None
    assert paper.statistics.approval == "", "no approval number is invented"
    assert paper.disagreements == ()


def test_what_is_missing_is_said_and_never_0(small: Small) -> None:
    paper = small.workspace.paper("aid.statistics", period="2024H1")
    first = cells(grids(paper)[0])[0]
    assert first[3:] == ["无数据", "无数据", "无数据", "-"], (
        "nobody was decided on by June; before that there was no register"
    )


def test_organisations_are_lines_and_their_own_records_stand_apart(small: Small) -> None:
    workspace = small.workspace
    table = Table(title="各镇", rows=[Row(indicator="aid.files"), Row(indicator="aid.hardship_share")], lines="orgs")
    lines, notes, wrong = a_table(workspace, table)
    assert lines == [["合计", "4", "1.0"], [EAST, "2", "无数据"], [WEST, "2", "无数据"]]
    assert (notes, wrong) == ([], [])
    lines, _, wrong = a_table(workspace, table, org=EAST)
    assert lines[:3] == [["合计", "2", "无数据"], ["本级", "2", ""], [SHOP, "0", "无数据"]]
    assert wrong == []


def test_a_person_in_two_towns_is_one_and_the_table_says_why(own: Small) -> None:
    twice = {"name": "赵甲", "id_number": an_id(1), "family_size": "3", "income": "600", "filed_on": "2024-10-01"}
    own.workspace.add("aid_file", twice, org=WEST)
    own.workspace.assess_all("aid.grade", accept=True)
    table = Table(rows=[Row(indicator="aid.hardship_workers")], lines="orgs")
    lines, notes, wrong = a_table(own.workspace, table)
    assert [line[1] for line in lines] == ["2", "2", "1"]
    assert len(notes) == 1
    assert "合计只计一次" in notes[0]
    assert wrong == []


@pytest.mark.parametrize(
    ("rows", "said_below"),
    [
        ((Row(indicator="finding.count", adds=["finding.major", "finding.closed"]), Row(indicator="finding.major"),
          Row(indicator="finding.closed")), "合计是1，相差2"),
        ((Row(indicator="finding.major"), Row(indicator="finding.count", within="finding.major")), "大于它所属的"),
    ],
)  # fmt: skip
def test_totals_that_do_not_agree_are_said_with_both_numbers(
    small: Small, rows: tuple[Row, ...], said_below: str
) -> None:
    _, notes, wrong = a_table(small.workspace, Table(title="错表", rows=rows))
    assert len(notes) == len(wrong) == 1
    assert said_below in notes[0]
    assert "3" in notes[0]
    assert "1" in notes[0]


def test_a_table_that_adds_up_has_nothing_below_it(small: Small) -> None:
    rows = (
        Row(key="all", indicator="finding.count", adds=["major", "rest"]),
        Row(key="major", indicator="finding.count", by={"grade": "major"}, within="all"),
        Row(key="rest", indicator="finding.count", by={"grade": "general"}, within="all"),
    )
    _, notes, wrong = a_table(small.workspace, Table(rows=rows), org=EAST)
    assert (notes, wrong) == ([], [])


def test_a_breakdown_stands_below_its_total(small: Small) -> None:
    with a_desk(small.workspace) as desk:
        section = Section(indicators=["aid.files", "aid.hardship_workers"], by="cause")
        [grid] = grids(draw_indicators(desk, section))
    assert [cell.text for cell in grid.head[0]] == ["主要致困原因", "在档档案(份)", "困难职工(人)"]
    assert cells(grid) == [
        ["合计", "4", "2"], ["下岗失业", "2", "1"], ["患重特大疾病", "1", "1"], ["未填", "1", "0"],
    ]  # fmt: skip
    assert desk.disagreements == []


def test_columns_may_be_the_codes_of_a_field(small: Small) -> None:
    table = Table(rows=[Row(indicator="finding.count")], columns=["value", "by:grade", "last_year", "rank"])
    with a_desk(small.workspace) as desk:
        [grid] = grids(draw_table(desk, Section(table=table)))
    heads = [cell.text for cell in grid.head[0]]
    line = dict(zip(heads, cells(grid)[0], strict=True))
    assert line["数值"] == "3"
    assert line["一般"] == "1"
    assert line["重大"] == "1"
    assert line["未填"] == "1"
    assert (line["上年同期"], line["位次"]) == ("无数据", "-")


def test_a_breakdown_by_a_private_field_takes_the_right_and_never_gets_published(small: Small) -> None:
    section = Section(indicators=["aid.files"], by="health")
    with a_desk(small.workspace, public=True) as desk, pytest.raises(RefusedError, match="个人信息"):
        draw_indicators(desk, section)
    small.workspace.operator_add("plain", role="caseworker") if "plain" not in _keys(small.workspace) else None
    with a_desk(hand(small.workspace, "plain")) as desk, pytest.raises(NotPermittedError):
        draw_indicators(desk, section)


def _keys(workspace: Workspace) -> set[str]:
    return {row["key"] for row in workspace.operators()}


def test_the_letter_lists_the_findings_of_its_inspection_alone(small: Small) -> None:
    paper = small.workspace.paper("inspection.opinion-letter", numbers=[small.inspection])
    assert paper.addressee == "甲厂"
    [grid] = grids(paper)
    assert [line[1] for line in cells(grid)] == list(small.findings)
    assert "别处的隐患" not in said(paper)
    [address] = [address for address in paper.addresses if address.sort == "list"]
    assert (address.value, address.where.split(" 且 ")[0]) == (2, f"inspection={small.inspection}")
    listed = small.workspace.list("finding", where=address.where.split(" 且 "))
    assert listed["total"] == 2, "the filters of the address find the same records"
    assert "建议" in said(paper)
    assert "责令" not in said(paper)


def test_every_form_of_the_core_can_be_measured_again(small: Small) -> None:
    numbers: dict[str, int] = {}
    for key, form in small.workspace.session.catalogue.forms.items():
        # Nobody has answered the petition yet.
        if not form.owner and key != "petition.reply":
            paper = small.workspace.paper(key, period=None if form.of else "2024H1")
            numbers[key] = len(paper.addresses)
            if paper.addresses:
                measured(small.workspace, paper)
    assert numbers["inspection.opinion_letter"] == 2, "a list for each letter"
    assert numbers["aid.statistics"] >= 10, "without the three that ask for a decision, of which there was none by June"


def test_every_inspection_with_findings_gets_its_letter(small: Small) -> None:
    paper = small.workspace.paper("inspection.opinion_letter")
    assert len(grids(paper)) == 2
    assert paper.title == "劳动保护监督检查意见书"


def test_a_listing_says_how_many_are_left_out(small: Small) -> None:
    listing = Listing(of=Finding, columns=["number", "inspection.unit", "found_on"], sort="-found_on", limit=1)
    with a_desk(small.workspace) as desk:
        [grid] = grids(draw_listing(desk, Section(listing=listing)))
    assert cells(grid)[0][2:] == ["甲厂", "2024-05-01"], "a reference shows the name of what it points to"
    assert grid.notes[0].text == "共3条，列出1条，其余2条未列出。"
    assert desk.addresses[0].value == 3


def test_a_listing_knows_no_record_that_begins_after_its_period(small: Small) -> None:
    listing = Listing(of=AidFile, columns=["number"], where=a.cause.known())
    for period, total in (("2024-01", 0), ("2024H1", 2), ("2024", 3)):
        with a_desk(small.workspace, period) as desk:
            draw_listing(desk, Section(listing=listing))
        assert desk.addresses[0].value == total
        assert small.workspace.list("aid_file", where=desk.addresses[0].where.split(" 且 "))["total"] == total


def test_the_public_notice_masks_names_and_has_nothing_private(small: Small) -> None:
    paper = small.workspace.paper("aid.notice", period="2024H1", reveal=True)
    [grid] = grids(paper)
    assert cells(grid) == [["1", "欧*", EAST, "金秋助学", "1234.50"]]
    assert "孙" not in said(paper), "who was refused is not made public"
    assert not [text for text in (*PRIVATE, "欧阳申请") if text in said(paper)]
    assert any("公示期" in line for line in paper.omitted), "no number of days is made up"


CONSENT = {"publicity_consent_on": 20240305}
SHOWN = {"town_result": "passed", "town_on": 20240310}
CITY = {**SHOWN, "city_result": "passed", "city_on": 20240401}


def test_the_notice_lists_only_who_consented_and_is_still_open(own: Small) -> None:
    applications = {
        "未同意": SHOWN,
        "已同意": {**SHOWN, **CONSENT},
        "市已通过": {**CITY, **CONSENT},
        "市未通过": {**CITY, **CONSENT, "city_result": "refused"},
        "撤回了": {**SHOWN, **CONSENT, "withdrawn_on": 20240501},
        "发放了": {**CITY, **CONSENT},
        "退款了": {**CITY, **CONSENT},
        "七月被否": {**SHOWN, **CONSENT, "city_result": "refused", "city_on": 20240701},
        "七月同意": {**SHOWN, "publicity_consent_on": 20240701},
    }
    session = own.workspace.session
    with session.writing("applications") as change:
        east = Organisations.seen(session, change.connection).find(EAST)
        base = {"org": east, "number": None, "programme": "golden_autumn", "applied_on": 20240305}
        rows = [{**base, "name": name, **facts} for name, facts in applications.items()]
        made = dict(zip(applications, change.add(session.kind("aid_application"), rows), strict=True))
        for name, returned in (("发放了", None), ("退款了", 20240602)):
            payment = {"org": east, "number": None, "application": made[name]["id"], "amount": 100, "paid_on": 20240601}
            change.add(session.kind("payment"), [{**payment, "returned_on": returned}])
    for period, names, left_out in (
        ("2024H1", ["欧", "已", "市", "退", "七"], 2),
        ("2024-03", ["欧", "已", "市", "市", "撤", "发", "退", "七"], 2),
        ("2024H2", [], 0),
    ):
        paper = own.workspace.paper("aid.notice", period=period)
        assert sorted(line[1] for grid in grids(paper) for line in cells(grid)) == sorted(f"{n}*" for n in names)
        assert (f"另有{left_out}件没有本人同意公示的记录" in said(paper).replace("\n", "")) == (left_out > 0), period
        measured(own.workspace, paper)
        counts = {address.sort: address.value for address in paper.addresses}
        assert counts == {"list": len(names)} | ({"indicator": left_out} if left_out else {})


def test_the_notice_of_households_lists_only_who_consented_and_is_still_on_the_register(own: Small) -> None:
    base = {"category": "poor", "listed_on": "2024-02-01", "size": "3"}
    consent = {"publicity_consent_on": "2024-02-01"}
    workspace = own.workspace
    workspace.add("household", {**base, "head_name": "甲同意", **consent}, org=EAST)
    workspace.add("household", {**base, "head_name": "乙未同意"}, org=EAST)
    gone = workspace.add("household", {**base, "head_name": "丙退出", **consent}, org=EAST)["number"]
    workspace.do("household", "remove", [str(gone)], values={"removed_reason": "moved"})
    paper = workspace.paper("relief.notice", period="2024")
    [grid] = grids(paper)
    assert [line[1] for line in cells(grid)] == ["甲*"]
    assert "另有1户没有本人同意公示的记录" in said(paper).replace("\n", "")
    measured(workspace, paper)


def test_the_notice_says_its_days_where_a_document_sets_them(own: Small) -> None:
    own.workspace.set_param("aid.notice_days", "5", from_on=date(2024, 1, 1), source="县文件")
    paper = own.workspace.paper("aid.notice", period="2024H1")
    assert "公示期5天" in said(paper).replace("\n", "")
    assert [address.where for address in paper.addresses if address.sort == "param"] == ["县文件"]


@pytest.mark.parametrize("column", ["id_number", "phone", "health", "file.address"])
def test_a_public_list_refuses_a_private_column(small: Small, column: str) -> None:
    kind = "aid_application" if "." in column or column == "id_number" else "aid_file"
    listing = Listing(of=small.workspace.session.kind(kind), columns=["name", column])
    with a_desk(small.workspace, public=True) as desk, pytest.raises(RefusedError, match="公开"):
        draw_listing(desk, Section(listing=listing))


@pytest.mark.parametrize(
    ("listing", "why"),
    [
        (Listing(of=AidFile, columns=["name", "phone"]), "个人信息"),
        (Listing(of=AidFile, columns=["name"], where=a.health == "serious"), "个人信息"),
        (Listing(of=AidFile, columns=["name"], on="name"), "日期字段"),
    ],
)
def test_a_public_list_that_would_tell_what_is_private_is_refused_when_declared(
    small: Small, listing: Listing, why: str
) -> None:
    form = Form(key="t.list", label="名单", public=True, sections=[Section(title="名单", listing=listing)])
    with pytest.raises(DeclarationError, match=why):
        check_form(small.workspace.session.catalogue, form)


def test_private_columns_are_hidden_without_reveal(small: Small) -> None:
    listing = Listing(of=AidFile, columns=["name", "id_number", "phone", "income", "health"])
    with a_desk(small.workspace) as desk:
        [grid] = grids(draw_listing(desk, Section(listing=listing)))
        assert cells(grid)[0][1:] == ["赵甲", *["已隐藏"] * 4]
        assert cells(grid)[3][4] == "", "what is not filled in is empty, not hidden"
        [grid] = grids(draw_listing(attrs.evolve(desk, reveal=True), Section(listing=listing)))
        assert cells(grid)[0][2:5] == [an_id(1), "13800000000", "600"]


def test_an_operator_lists_and_counts_only_his_own_scope(workspace_location: str, tmp_path: Path) -> None:
    small = a_small_county(workspace_location, tmp_path)
    with small.workspace:
        small.workspace.operator_add("east", role="caseworker", org=EAST)
        own = hand(small.workspace, "east")
        listing = Listing(of=AidFile, columns=["number", "org"])
        with a_desk(own) as desk:
            [grid] = grids(draw_listing(desk, Section(listing=listing)))
        assert [line[1] for line in cells(grid)] == list(small.files[:2])
        lines, _, _ = a_table(own, Table(rows=[Row(indicator="aid.files")], lines="orgs"))
        assert lines == [["合计", "2"], ["本级", "2"], [SHOP, "0"]]
        for form, number in (("inspection.opinion_letter", None), ("aid.grade_reasons", small.files[0])):
            paper = own.paper(form, numbers=[number] if number else ())
            assert WEST not in said(paper)
            assert "别处的隐患" not in said(paper)
        measured(own, own.paper("aid.statistics", period="2024"))


def test_the_why_sheet_shows_both_sides_only_to_whom_may_see_them(small: Small) -> None:
    hidden = small.workspace.paper("aid.grade_reasons", numbers=[small.files[1]])
    shown = small.workspace.paper("aid.grade_reasons", numbers=[small.files[1]], reveal=True)
    [extreme, hardship] = cells(grids(shown)[0])
    assert extreme == ["家庭人均月收入", "特困职工", "260.00元", "不超过", "245元", "15.00元", "不符合",
                       "2000-01-01起:县总工会文件第 1 号"]  # fmt: skip
    assert hardship[5:7] == ["-20.00元", "符合"]
    assert [line[2:7] for line in cells(grids(hidden)[0])] == [
        ["已隐藏", "不超过", "245元", "已隐藏", "不符合"], ["已隐藏", "不超过", "280元", "已隐藏", "符合"],
    ]  # fmt: skip
    assert "建议认定为：困难职工" in said(hidden)
    assert "认定由人作出" in said(hidden)
    assert not [text for text in PRIVATE if text in said(hidden)]


def test_the_why_sheet_names_what_is_missing(small: Small) -> None:
    paper = small.workspace.paper("aid.grade_reasons", numbers=[small.files[3]], reveal=True)
    assert "资料不全" in said(paper)
    assert "还缺：家庭月总收入" in said(paper)
    assert [line[6] for line in cells(grids(paper)[0])] == ["不能判断", "不能判断"]
    assert "还没有作出认定" in said(paper)


def test_a_rule_is_drawn_only_for_its_own_records(small: Small) -> None:
    with a_desk(small.workspace) as desk, pytest.raises(UsageError, match="aid_file"):
        draw_rule(desk, Section(rule="aid.grade"))


def test_the_card_says_what_was_decided_and_by_which_document_but_no_diagnosis(small: Small) -> None:
    paper = small.workspace.paper("aid.entitlement_card", numbers=[small.files[0]])
    text = said(paper)
    assert "赵甲" in text
    assert "困难类别是特困职工" in text
    assert "县总工会文件第 1 号" in text
    assert not [planted for planted in PRIVATE if planted in text]
    assert [line[1:3] for line in cells(grids(paper)[1])] == [[small.application, "金秋助学"]]
    assert "大病救助" in text
    assert "法律援助" not in text, "the rules of December 2022 do not have it"
    assert "2015" not in text
    cards = small.workspace.paper("aid.entitlement_card")
    assert said(cards).count("困难类别是") == 2 * 2, "only who was decided to be in hardship gets a card"


def test_a_petitioner_gets_a_receipt_that_promises_no_date_of_its_own(small: Small) -> None:
    paper = small.workspace.paper("petition.receipt", numbers=[small.petition])
    assert paper.addressee == "钱信访"
    assert f"编号{small.petition}" in said(paper)
    assert "办理期限" not in said(paper)


def test_a_checklist_leaves_room_for_what_is_found(small: Small) -> None:
    checklist = small.workspace.session.catalogue.checklists["inspection.labour"]
    with a_desk(small.workspace) as desk:
        [grid] = grids(draw_checklist(desk, Section(checklist="inspection.labour")))
    assert [line[1] for line in cells(grid)] == [item.label for item in checklist.items]
    assert {line[4] for line in cells(grid)} == {""}


def test_a_chart_has_an_address_for_every_value(small: Small) -> None:
    # The register was begun in 2024: the four quarters before it are gaps.
    for across, categories, gaps in (("periods", 8, 4), ("orgs", 2, 0), ("cause", 3, 0)):
        with a_desk(small.workspace, "2024Q4") as desk:
            [chart] = draw_chart(desk, Section(chart=Chart(indicators=["aid.files"], across=across)))
        assert isinstance(chart, Diagram)
        assert len(chart.categories) == categories
        assert len(desk.addresses) == categories - gaps
        values = {address.place: address.value for address in desk.addresses}
        [series] = chart.series
        assert [values.get(place) for place in series.places] == list(series.values)
    assert chart.categories == ("下岗失业", "患重特大疾病", "未填")


def test_a_chart_without_data_is_left_out_and_noted(small: Small) -> None:
    with a_desk(small.workspace) as desk:
        assert draw_chart(desk, Section(chart=Chart(title="空图", indicators=["aid.files"], across="orgs"))) != []
        empty = Chart(title="空图", indicators=["aid.hardship_share"], across="orgs")
        assert draw_chart(desk, Section(chart=empty)) == []
    assert desk.omitted == ["图「空图」没有数据,没有画"]


def test_forms_that_ask_for_one_fact_by_two_definitions_are_told(small: Small) -> None:
    workspace = small.workspace
    facts = {fact["fact"]: fact for fact in workspace.facts()}
    assert not [fact for fact in facts.values() if fact["differs"]]
    assert {"aid.statistics", "work_summary"} <= {entry["form"] for entry in facts["困难职工"]["asked_by"]}
    session = workspace.session
    same = Indicator(
        key="test.same", label="特困者", unit="人", of=AidFile, between=(a.filed_on, a.exited_on),
        where=a.grade == "extreme", measure=distinct(a.id_number),
    )  # fmt: skip
    other = attrs.evolve(same, key="test.other", label="困难职工", where=None, measure=count())
    catalogue = attrs.evolve(
        session.catalogue, indicators={**session.catalogue.indicators, same.key: same, other.key: other}
    )
    form = attrs.evolve(
        catalogue.forms["aid.statistics"],
        key="test.form",
        sections=[Section(title="新", indicators=[same.key, other.key])],
    )
    catalogue = attrs.evolve(catalogue, forms={**catalogue.forms, form.key: form})
    planted = Workspace(attrs.evolve(session, catalogue=catalogue), workspace.loaded).facts()
    [one] = [fact for fact in planted if "test.same" in fact["indicators"]]
    assert set(one["indicators"]) == {"aid.extreme_workers", "test.same"}, "one definition under two names is one fact"
    assert {"特困职工", "特困者"} <= set(one["names"])
    assert not one["differs"]
    differing = [fact for fact in planted if fact["differs"]]
    assert sorted(fact["indicators"] for fact in differing) == [["aid.files", "test.other"], ["aid.hardship_workers"]]


def test_a_form_is_read_out_with_the_definition_of_every_number(small: Small) -> None:
    listed = {form["form"]: form for form in small.workspace.forms()}
    assert all(form["label_en"] != form["label"] for form in listed.values() if form["owner"] == "core")
    shown = small.workspace.form("aid.statistics")
    [section] = shown["sections"]
    assert len(section["asks"]) == 13
    assert section["asks"][1]["definition"].startswith("困难职工档案:不重复数(身份证号)[困难类别等于「特困职工」]")
    assert (
        small.workspace.form("aid.entitlement-card")["when"]
        == "(困难类别属于「特困职工」、「困难职工」且并非(已有退出日期))"
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (Row(indicator="aid.files", by={"sex": "男人"}), "没有代码「男人」"),
        (Row(indicator="aid.files", by={"cause": "患重特大疾病"}), "「患重特大疾病」要写代码 serious_illness"),
        (Row(indicator="aid.files", by={"cauze": "serious_illness"}), "不能按「cauze」分组"),
    ],
)
def test_a_row_that_names_a_code_that_is_none_is_refused_when_declared(small: Small, row: Row, told: str) -> None:
    form = Form(key="x.y", label="x", sections=[Section(table=Table(title="表", rows=[row]))])
    with pytest.raises(DeclarationError, match=told):
        check_form(small.workspace.session.catalogue, form)


def test_a_row_that_breaks_nothing_down_is_refused() -> None:
    with pytest.raises(DeclarationError, match="还要写 indicator"):
        Table(title="表", rows=[Row(label="合计", each="cause")])


def test_a_row_and_a_column_do_not_break_down_by_one_field() -> None:
    with pytest.raises(DeclarationError, match="用了同一个字段"):
        Table(title="表", rows=[Row(indicator="aid.files", each="cause")], columns=["by:cause"])


def test_the_command_that_draws_a_letter_again_names_its_records(small: Small) -> None:
    numbers = [row["number"] for row in small.workspace.list("aid_file", limit=2)["rows"]]
    paper = small.workspace.paper("aid.grade_reasons", numbers=numbers)
    assert f"aid.grade_reasons {' '.join(numbers)} --on" in command_again(paper)


def test_a_total_with_a_missing_part_is_said_not_to_be_checked(small: Small) -> None:
    whole = Known(amount=7, unit="份")
    with a_desk(small.workspace, period="2024") as desk:
        assert disagree(desk, "表", [Sum(label="合计", column="数值", whole=whole, parts=[("甲", None)])]) == []
        assert desk.disagreements == []
        assert desk.omitted == ["「合计」的数值没有核对合计:「甲」没有数据"]
