"""Reports: every number has an address that gives it again, and what is said is chosen by the numbers."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from tests.work.county import a_csv, a_pack, an_id, load
from tests.work.hands import hand
from tests.work.remeasuring import measured_again
from unionwork.areas import declarations
from unionwork.core import DECLARED
from unionwork.declare.catalogue import Catalogue
from unionwork.declare.form_checking import check_form
from unionwork.declare.forms import Form, Listing, Section, Sentence
from unionwork.declare.grammar import parse
from unionwork.documents.paper import Grid, Heading, Paper, Paragraph
from unionwork.documents.plain import write_json
from unionwork.errors import DeclarationError, NotPermittedError, UnknownNameError, UsageError
from unionwork.work.reports.conditions import decide
from unionwork.work.reports.drawing import desk_of_organisation
from unionwork.workspace import Workspace

ON = date(2024, 6, 30)
# Inspections in the second half of 2023 and the first of 2024, their target, and petitions that wait with theirs.
TOWNS = {"甲镇": (2, 3, 3, 1, 2), "乙镇": (3, 2, 3, 3, 2), "丙镇": (2, 2, None, 0, None), "丁镇": (0, 1, None, 0, None)}
FORMS = """
[[forms]]
key = "invented.lines"
name = "几行字"
source = "县总工会文件第 1 号"
[[forms.sections]]
title = "检查"
text = \"\"\"
检查 {inspection.count} 次,{inspection.count:change},{inspection.count:target},{inspection.count:rank}。
待办信访 {petition.open} 件,{petition.open:target}。
销号率 {finding.closed_rate}%,{finding.closed_rate:change};{finding.count:parts(grade)}。
困难线 {param.aid.hardship_line} 元。上年同期 {inspection.count.last_year} 次。\"\"\"

[[forms]]
key = "invented.summary"
name = "半年小结"
replaces = "work_summary"
source = "县总工会文件第 1 号"
[[forms.sections]]
title = "职工信访情况"
use = "work_summary:rights"
[[forms.sections]]
title = "检查情况"
sentences = [
    { text = "查了 {inspection.count} 次。", when = "inspection.count >= 3" },
    { text = "只查了 {inspection.count} 次。", when = "inspection.count < 3" },
]

[[forms]]
key = "invented.letter"
name = "告知书"
of = "aid_file"
source = "县总工会文件第 1 号"
[[forms.sections]]
text = "{name}:您的档案 {number} 于 {filed_on} 建立。身份证号 {id_number},手机 {phone},家庭月收入 {income} 元。"
[[forms.sections]]
text = "您家人口较多。"
when = "family_size > 4"
"""


def fill(folder: Path) -> Path:
    """A county of four towns with inspections in two half-years, petitions that wait, and two findings a half-year."""
    pack = a_pack(folder / "pack", FORMS)
    workspace = Workspace.create(folder / "county.db", region=str(pack), on=date(2020, 1, 1))
    for town in TOWNS:
        workspace.org_add(town)
    workspace = hand(workspace, "admin", ON)
    unit = workspace.add("unit", {"name": "甲厂"})["number"]
    for town, (before, now, wanted, waiting, most) in TOWNS.items():
        for day, times in (("2023-09-01", before), ("2024-03-01", now)):
            for _ in range(times):
                workspace.add("inspection", {"unit": unit, "inspected_on": day}, org=town)
        for _ in range(waiting):
            workspace.add("petition", {"received_on": "2024-02-01", "due_on": "2024-07-20"}, org=town)
        for key, target in (("inspection.count", wanted), ("petition.open", most)):
            if target is not None:
                workspace.set_target(key, str(target), from_on=date(2024, 1, 1), source="责任书", org=town)
    number = workspace.list("inspection", org="甲镇")["rows"][0]["number"]
    header = ("隐患编号", "检查编号", "发现日期", "整改期限", "整改完成日期", "复查销号日期", "隐患等级")
    rows = [
        ("YH1", number, "2023-09-01", "2023-10-01", "2023-09-20", "2023-09-21", "一般"),
        ("YH2", number, "2023-09-01", "2023-10-01", "", "", "一般"),
        ("YH3", number, "2024-03-01", "2024-04-01", "2024-03-20", "2024-03-21", "重大"),
        ("YH4", number, "2024-03-01", "2024-07-01", "2024-03-20", "2024-03-21", "一般"),
    ]
    report = load(workspace, a_csv(folder / "隐患台账.csv", header, rows), org="甲镇")
    assert report["added"] == 4, report["problems"]
    workspace.close()
    return folder / "county.db"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the county."""
    return fill(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def county(filled: Path) -> Iterator[Workspace]:
    """The county, which no test changes."""
    with Workspace.open(filled, on=ON) as workspace:
        yield workspace


@pytest.fixture
def own_county(filled: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The county, for a test that changes it."""
    with Workspace.open(shutil.copy(filled, tmp_path / "county.db"), on=ON) as workspace:
        yield workspace


def words(paper: Paper) -> list[str]:
    """The paragraphs, punctuation in half width."""
    return [normalize("NFKC", block.text) for block in paper.blocks if isinstance(block, Paragraph)]


def headings(paper: Paper) -> list[str]:
    """The headings in order."""
    return [block.text for block in paper.blocks if isinstance(block, Heading)]


def numbers(paper: Paper) -> dict[tuple[str, str, str, str], Any]:
    """Sort, key, part and period of each number of the page's own organisation to the number."""
    return {(a.sort, a.key, a.part, a.period): a.value for a in paper.addresses if a.org == paper.org and not a.by}


@pytest.mark.parametrize(
    ("town", "expected"),
    [
        ("甲镇", "检查3次,比上个半年增加1次,达到目标(3次),在4个同级组织中列第1位。"),
        ("乙镇", "检查2次,比上个半年减少1次,未达目标(3次),差1次,在4个同级组织中并列第2位。"),
        ("丙镇", "检查2次,与上个半年持平,在4个同级组织中并列第2位。"),
        ("丁镇", "检查1次,比上个半年增加1次,在4个同级组织中列第4位。"),
    ],
)
def test_phrases_are_chosen_by_the_numbers(county: Workspace, town: str, expected: str) -> None:
    assert words(county.paper("invented.lines", org=town, period="2024H1"))[0] == expected


@pytest.mark.parametrize(
    ("town", "expected"),
    [
        ("甲镇", "待办信访1件,达到目标(不高于2件)。"),
        ("乙镇", "待办信访3件,未达目标(不高于2件),超出1件。"),
        ("丙镇", "待办信访0件。"),
    ],
)
def test_a_target_that_is_a_ceiling_is_met_from_below(county: Workspace, town: str, expected: str) -> None:
    assert words(county.paper("invented.lines", org=town, period="2024H1"))[1] == expected


def test_shares_change_by_points_and_parts_are_those_that_have_a_number(county: Workspace) -> None:
    paper = county.paper("invented.lines", org="甲镇", period="2024H1")
    assert words(paper)[2] == "销号率100.0%,比上个半年上升50.0个百分点;其中一般1项、重大1项。"


def test_a_sentence_whose_number_has_no_source_is_left_out_and_noted(county: Workspace) -> None:
    paper = county.paper("invented.lines", org="丙镇", period="2024H1")
    said = words(paper)
    assert not any("销号率" in text for text in said)
    assert said[-1] == "困难线280元。"
    assert any("销号率" in note for note in paper.omitted)
    assert any("上年同期" in note for note in paper.omitted)
    # In the half-year before, the register had not begun: 0 inspections then would be no number.
    first = county.paper("invented.lines", org="甲镇", period="2023H2")
    assert words(first)[0].startswith("检查2次,在")
    assert {entry.key for entry in paper.addresses} == {"inspection.count", "petition.open", "aid.hardship_line"}


def test_a_flow_is_not_compared_before_its_period_has_ended(county: Workspace) -> None:
    early = hand(county, "admin", "2024-05-31")
    assert words(early.paper("invented.lines", org="甲镇", period="2024H1"))[0].startswith("检查3次,达到目标")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("inspection.count == 2", True),
        ("inspection.count.previous > inspection.count", False),
        ("finding.closed_rate > 0", None),
        ("finding.closed_rate > 0 and inspection.count > 5", False),
        ("finding.closed_rate > 0 and inspection.count < 5", None),
        ("finding.closed_rate > 0 or inspection.count < 5", True),
        ("finding.closed_rate > 0 or inspection.count > 5", None),
        ("not finding.closed_rate > 0", None),
        ("known(finding.closed_rate)", False),
        ("not known(finding.closed_rate) and known(inspection.count)", True),
        ("inspection.count in (1, 2)", True),
        ("finding.closed_rate in (1, 2)", None),
        ("inspection.count / finding.count > 1", None),
        ("inspection.count + param.aid.hardship_line >= 282", True),
        ("inspection.count.rank == 2 and inspection.count.siblings == 4", True),
    ],
)
def test_conditions_are_decided_in_three_truths(county: Workspace, condition: str, holds: bool | None) -> None:
    session = county.session
    with session.reading() as connection:
        form = session.catalogue.forms["invented.lines"]
        desk = desk_of_organisation(session, connection, form, "丙镇", "2024H1", reveal=False)
        assert decide(desk, parse(condition)) is holds
        assert desk.addresses == [], "what is only asked about has no address"


def test_a_region_replaces_the_form_takes_parts_over_and_orders_them_anew(county: Workspace) -> None:
    paper = county.paper("work-summary", org="甲镇", period="2024H1")
    assert paper.form == "invented.summary"
    assert paper.title == "甲镇2024年上半年半年小结"
    assert headings(paper) == ["职工信访情况", "检查情况"]
    assert words(paper)[1] == "查了3次。"
    assert words(county.paper("work_summary", org="丁镇", period="2024H1"))[-1] == "只查了1次。"


def test_every_number_is_given_again_by_its_address(county: Workspace, tmp_path: Path) -> None:
    for form in ("invented.lines", "invented.summary"):
        for org in ("ROOT", *TOWNS):
            paper = county.paper(form, org=org, period="2024H1")
            assert paper.addresses
            for address in paper.addresses:
                assert measured_again(county, address) == address.value, address
            places = {run.place for run in paper.runs() if run.place}
            assert places <= {address.place for address in paper.addresses}
    written = tmp_path / "稿.json"
    written.write_bytes(write_json(paper))
    answer = county.recheck(written)
    assert (answer["numbers"], answer["same"], answer["changed"]) == (len(paper.addresses), len(paper.addresses), [])


def test_a_changed_record_changes_exactly_what_counts_it(own_county: Workspace, tmp_path: Path) -> None:
    county = own_county
    before = county.paper("invented.lines", org="甲镇", period="2024H1")
    report = tmp_path / "上一稿.json"
    report.write_bytes(write_json(before))
    one = county.list("inspection", org="甲镇", where=["inspected_on>=2024-01-01"])["rows"][0]["number"]
    counted = {
        key
        for key in {address.key for address in before.addresses if address.sort == "indicator"}
        if one in {row["number"] for row in county.behind(key, org="甲镇", period="2024H1")["rows"]}
    }
    county.void("inspection", one, "重复登记")
    after = county.paper("invented.lines", org="甲镇", period="2024H1", against=report)
    old, new = numbers(before), numbers(after)
    differing = {slot for slot in old.keys() | new.keys() if old.get(slot) != new.get(slot)}
    assert {key for _, key, _, _ in differing} == counted == {"inspection.count"}
    assert words(before)[1:] == words(after)[1 : len(words(before))]
    assert words(after)[0] == "检查2次,与上个半年持平,未达目标(3次),差1次,在4个同级组织中并列第1位。"

    # The new page says what has changed, and why.
    assert headings(after)[-1] == "与上一稿相比"
    grid = after.blocks[-1]
    assert isinstance(grid, Grid)
    line = [cell.text for cell in grid.body[0]]
    assert (line[3], line[4]) == ("3次", "2次")
    assert one in line[5]
    changed = county.recheck(report)["changed"]
    assert {(entry["label"], entry["then"], entry["now"]) for entry in changed} >= {("监督检查次数", 3, 2)}
    assert all("作废" in entry["why"] for entry in changed)


def test_an_old_report_comes_back_to_the_digit_after_a_move_and_a_late_correction(
    own_county: Workspace, tmp_path: Path
) -> None:
    county = own_county
    before = county.paper("invented.lines", period="2024H1")
    report = tmp_path / "上一稿.json"
    report.write_bytes(write_json(before))
    of_town = tmp_path / "丙镇.json"
    of_town.write_bytes(write_json(county.paper("invented.lines", org="丙镇", period="2024H1")))
    later = hand(county, "admin", "2024-08-01")
    county.org_move("丁镇", "丙镇")
    later.set_param("aid.hardship_line", "300", from_on=date(2024, 6, 1), source="县总工会文件第 9 号")
    unit = later.list("unit")["rows"][0]["number"]
    later.add("inspection", {"unit": unit, "inspected_on": "2024-06-20"}, org="丁镇")

    with later.as_of(before.head, on=ON) as then:
        again = then.paper("invented.lines", period="2024H1")
    assert [attribute.value for attribute in again.addresses] == [entry.value for entry in before.addresses]
    assert again.blocks == before.blocks
    assert again.head == before.head

    new = hand(county, "admin", ON).paper("invented.lines", period="2024H1", against=report)
    grid = new.blocks[-1]
    assert isinstance(grid, Grid)
    told = {cells[0].text: normalize("NFKC", cells[5].text) for cells in grid.body}
    assert "新增1条" in told["监督检查次数"]
    assert any("300" in why for why in told.values())
    assert not any("划入" in why for why in told.values()), "the county as a whole lost and won nothing by it"
    moved = hand(county, "admin", ON).paper("invented.lines", org="丙镇", period="2024H1", against=of_town).blocks[-1]
    assert isinstance(moved, Grid)
    assert all("丁镇划入丙镇" in cells[5].text for cells in moved.body if cells[0].text.startswith("监督检查"))
    with pytest.raises(UsageError, match="期间"):
        county.paper("invented.lines", period="2023H2", against=report)


def test_private_values_are_hidden_on_a_page_of_a_record(own_county: Workspace, tmp_path: Path) -> None:
    county = own_county
    header = ("档案编号", "姓名", "身份证号", "手机号码", "家庭月总收入", "家庭人口", "建档日期")
    row = ("DA202400001", "赵一一", an_id(90_001), "13987650123", "7345.67", "5", "2024-03-01")
    load(county, a_csv(tmp_path / "困难职工档案.csv", header, [row]), org="甲镇")
    paper = county.paper("invented.letter", numbers=["DA202400001"])
    printed = json.dumps(paper.plain(), default=str, ensure_ascii=False)
    for planted in (an_id(90_001), "13987650123", "7345.67"):
        assert planted not in printed
    assert words(paper)[0].count("已隐藏") == 3
    assert words(paper)[1] == "您家人口较多。"
    assert paper.org_name == "甲镇"
    shown = county.paper("invented.letter", numbers=["DA202400001"], reveal=True)
    assert an_id(90_001) in words(shown)[0]
    county.operator_add("lu", role="recorder")
    with pytest.raises(NotPermittedError):
        hand(county, "lu", ON).paper("invented.letter", numbers=["DA202400001"], reveal=True)


def test_an_operator_sees_the_numbers_of_the_scope_and_names_nobody_outside(
    own_county: Workspace, tmp_path: Path
) -> None:
    county = own_county
    county.operator_add("jia", role="caseworker", org="甲镇")
    mine = hand(county, "jia", ON)
    paper = mine.paper("invented.lines", period="2024H1")
    assert paper.org_name == "甲镇"
    assert words(paper)[0] == "检查3次,比上个半年增加1次,达到目标(3次)。"
    printed = json.dumps(paper.plain(), default=str, ensure_ascii=False)
    assert not any(town in printed for town in TOWNS if town != "甲镇")
    with pytest.raises(UnknownNameError):
        mine.paper("invented.lines", org="乙镇", period="2024H1")


def test_what_a_role_may_not_measure_is_left_out_and_said(own_county: Workspace) -> None:
    own_county.operator_add("cha", role="inspector")
    mine = hand(own_county, "cha", ON)
    paper = mine.paper("invented.summary", org="甲镇", period="2024H1")
    assert headings(paper) == ["检查情况"]
    assert any("职工信访情况" in note for note in paper.omitted)
    own_county.operator_add("yi", role="inspector", org="乙镇")
    with pytest.raises(UnknownNameError):
        hand(own_county, "yi", ON).paper("invented.summary", org="甲镇", period="2024H1")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (Section(title="一", text="共 {petition.recieved} 件。"), "petition.received"),
        (Section(title="一", text="共 {petition.received.valu} 件。"), "value"),
        (Section(title="一", text="共 {petition.received:chang} 件。"), "change"),
        (Section(title="一", text="{petition.received:rank}。"), "better"),
        (Section(title="一", text="{petition.received:parts(colour)}。"), "colour"),
        (Section(title="一", text="共 {petition.received 件。"), "第 3 个字符"),
        (Section(title="一", text="{matter}。"), "不能写记录的字段"),
        (Section(title="一", text="{param.aid.hardship_lin}。"), "aid.hardship_line"),
        (Section(title="一", use="work_summary:right"), "rights"),
        (Section(title="一", use="work_summary:rights", text="多写"), "text"),
        (Section(title="一", sentences=[Sentence(text="好。", when=parse("petition.received > 'a'"))]), "文字"),
        (Section(title="一", when=parse("age(on) > 3")), "Age"),
        (Section(title="一", when=parse("petition.received")), "真假"),
        (Section(title="一", indicators=["petition.received"], by="colour"), "colour"),
        (Section(title="一", checklist="inspection.labor"), "inspection.labour"),
    ],
)  # fmt: skip
def test_a_form_that_names_what_is_not_there_is_refused_when_it_is_declared(form: Section, told: str) -> None:
    catalogue = Catalogue.of([*DECLARED, *declarations()])
    with pytest.raises(DeclarationError, match=told):
        check_form(catalogue, Form(key="planning.wrong", label="错", sections=[form]))


@pytest.mark.parametrize(
    "section",
    [
        Section(text="{name} {id_number}。"),
        Section(text="{aid.hardship_workers:parts(born_on)}。"),
        Section(listing=Listing(of=Catalogue.of([*DECLARED, *declarations()]).kind("aid_file"), columns=["phone"])),
        Section(rule="aid.grade"),
    ],
)
def test_a_public_form_can_name_nothing_private(section: Section) -> None:
    catalogue = Catalogue.of([*DECLARED, *declarations()])
    form = Form(key="aid.wrong", label="错", of=catalogue.kind("aid_file"), public=True, sections=[section])
    with pytest.raises(DeclarationError, match="公开的报表"):
        check_form(catalogue, form)


def test_what_cannot_be_drawn_is_refused_with_what_to_do(county: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="work_summary"):
        county.paper("work-sumary", period="2024H1")
    with pytest.raises(UsageError, match="期间"):
        county.paper("invented.lines")
    with pytest.raises(UsageError, match="业务日期"):
        county.paper("invented.lines", period="2025")
    with pytest.raises(UsageError, match="不能指定记录"):
        county.paper("invented.lines", period="2024H1", numbers=["XF1"])
    with pytest.raises(UsageError, match="没有一条"):
        county.paper("invented.letter")


def test_parts_of_a_share_that_are_money_are_given_in_yuan(own_county: Workspace, tmp_path: Path) -> None:
    county = own_county
    unit = county.list("unit")["rows"][0]["number"]
    county.add("fund_receipt", {"unit": unit, "month": "2024-03", "amount": "20.50", "wages": "1025"})
    session = county.session
    with session.reading() as connection:
        form = session.catalogue.forms["invented.lines"]
        desk = desk_of_organisation(session, connection, form, None, "2024H1", reveal=False)
        top, bottom = (desk.figure("fund.rate", part=part) for part in ("numerator", "denominator"))
    assert top is not None
    assert bottom is not None
    assert (top.amount, top.unit, bottom.amount) == (Decimal("20.5"), "元", Decimal(1025))


def test_a_page_is_drawn_on_both_stores(workspace_location: str, tmp_path: Path) -> None:
    pack = a_pack(tmp_path / "pack", FORMS)
    with Workspace.create(workspace_location, region=str(pack), on=ON) as workspace:
        unit = workspace.add("unit", {"name": "甲厂"})["number"]
        for day in ("2023-09-01", "2024-03-01", "2024-04-01"):
            workspace.add("inspection", {"unit": unit, "inspected_on": day})
        paper = workspace.paper("invented.lines", period="2024H1")
        assert words(paper)[0] == "检查2次,比上个半年增加1次。"
        assert (paper.head, paper.head_on) == (workspace.verify()["head"], ON.isoformat())
        assert paper.digest


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 17])
def test_every_number_of_a_drawn_world_is_given_again_by_its_address(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    pack = a_pack(tmp_path / "pack")
    with Workspace.create(tmp_path / "drawn.db", region=str(pack), on=date(2020, 1, 1)) as made:
        towns = [made.org_add(f"镇{place}", level="township")["number"] for place in range(draw.randint(2, 5))]
        towns += [
            made.org_add(f"村{place}", parent=draw.choice(towns))["number"] for place in range(draw.randint(0, 3))
        ]
        workspace = hand(made, "admin", ON)
        unit = workspace.add("unit", {"name": "甲厂"})["number"]
        for _ in range(draw.randint(8, 15)):
            day = (date(2023, 1, 1) + timedelta(days=draw.randrange(547))).isoformat()
            town = draw.choice(towns)
            inspection = workspace.add("inspection", {"unit": unit, "inspected_on": day}, org=town)["number"]
            for _ in range(draw.randint(0, 2)):
                workspace.add("finding", {"inspection": inspection, "found_on": day, "due_on": "2024-06-01"}, org=town)
            workspace.add("petition", {"received_on": day, "people": str(draw.randint(1, 9))}, org=town)
            facts = {"unit": unit, "month": day[:7], "amount": str(draw.randint(1, 900)), "wages": "50000"}
            workspace.add("fund_receipt", facts, org=town)
        workspace.org_move(towns[-1], towns[0])
        for key in ("finding.closed_rate", "finding.overdue", "inspection.count"):
            workspace.set_target(key, str(draw.randint(1, 90)), from_on=date(2024, 1, 1), source="责任书")
        for org, period in (("ROOT", "2024H1"), (towns[0], "2024Q2")):
            paper = workspace.paper("work-summary", org=org, period=period)
            for address in paper.addresses:
                assert measured_again(workspace, address) == address.value, address
