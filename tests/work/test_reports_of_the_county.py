"""The work summary of the sample county: in time, and every number of it given again by its address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest

from tests.work.remeasuring import measured_again
from unionwork.documents.paper import Heading, Paper, Paragraph
from unionwork.sample import demo_rolls
from unionwork.workspace import Workspace

pytestmark = pytest.mark.slow

SECONDS = 5


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The county of the sample rolls, assessed, with two targets."""
    folder = tmp_path_factory.mktemp("county")
    truth = demo_rolls(folder)
    book = folder / "county.db"
    Workspace.create(book, region="cn").close()
    with Workspace.open(book, on=truth.on) as workspace:
        facts = {"workers": str(truth.workers), "rural_population": str(truth.rural_population)}
        workspace.org_change("ROOT", facts)
        first = date(truth.on.year, 1, 1)
        for key, value in (("aid.hardship_line", "280"), ("aid.extreme_line", "245"), ("relief.visit_months", "1")):
            workspace.set_param(key, value, from_on=first, source="县总工会文件第 1 号")
        for roll in sorted(truth.sheets, key=lambda key: (key in ("finding", "visit"), key)):
            workspace.import_files([truth.sheets[roll].path], create_orgs=True)
        workspace.assess_all("aid.grade", accept=True)
        for key, value in (("finding.closed_rate", "90"), ("finding.overdue", "5")):
            workspace.set_target(key, value, from_on=first, source="县总工会年度目标")
        yield workspace


def text_below(paper: Paper, title: str) -> str:
    """What stands below a heading."""
    at = next(place for place, block in enumerate(paper.blocks) if isinstance(block, Heading) and block.text == title)
    found = []
    for block in paper.blocks[at + 1 :]:
        if isinstance(block, Heading):
            break
        if isinstance(block, Paragraph):
            found.append(block.text)
    return normalize("NFKC", "\n".join(found))


def a_busy_town(workspace: Workspace) -> str:
    """The subordinate with the most households on the register."""
    rows = workspace.measure(["relief.households"], period="2024H1", children=True)
    return str(max(rows[1:], key=lambda row: (row["value"], row["org"]))["org"])


def test_the_half_year_summary_is_written_in_time_and_says_what_the_records_say(county: Workspace) -> None:
    begun = time.process_time()
    paper = county.paper("work-summary", period="2024H2")
    taken = time.process_time() - begun
    print(f"work summary of the county: {taken:.1f} s, {len(paper.addresses)} numbers")
    assert taken < SECONDS
    assert [block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1] == [
        "工作开展情况和成效", "指标完成情况", "存在的问题", "下一步打算",
    ]  # fmt: skip
    rate, before = (
        county.measure(["finding.closed_rate"], period=period)[0]["value"] for period in ("2024H2", "2024H1")
    )
    said = text_below(paper, "劳动保护监督检查")
    assert f"销号率{rate}%" in said
    assert f"{'上升' if rate > before else '下降'}{abs(rate - before)}个百分点" in said
    assert f"未达目标(90%),差{90 - rate}个百分点" in said
    assert "销号率" in text_below(paper, "存在的问题")
    assert f"由{rate}%提高到90%以上" in text_below(paper, "下一步打算")
    assert county.paper("work-summary", period="2024H2") == paper


@pytest.mark.parametrize(("whole", "period"), [(True, "2024H2"), (False, "2024H1")])
def test_every_number_of_the_summary_is_given_again_by_its_address(county: Workspace, whole: bool, period: str) -> None:
    paper = county.paper("work-summary", org=None if whole else a_busy_town(county), period=period)
    assert len(paper.addresses) > 15
    for address in paper.addresses:
        assert measured_again(county, address) == address.value, address


def _numbers(paper: Paper) -> dict[tuple[Any, ...], Any]:
    return {(a.sort, a.key, a.part, a.period, tuple(sorted(a.by.items()))): a.value for a in paper.addresses}


def _kind(workspace: Workspace, sort: str, key: str) -> str:
    catalogue = workspace.session.catalogue
    table: Any = {"indicator": catalogue.indicators, "check": catalogue.checks, "duty": catalogue.duties}[sort]
    return str(table[key].of.key)


def test_no_private_value_of_the_county_stands_on_its_summary(county: Workspace) -> None:
    paper = county.paper("work-summary", period="2024H2")
    printed = str(paper.plain())
    for kind in ("aid_file", "household", "person", "aid_application", "petition"):
        fields = [field.key for field in workspace_fields(county, kind)]
        for row in county.list(kind, limit=None, reveal=True)["rows"]:
            for key in fields:
                if isinstance(row[key], str) and len(row[key]) > 7:
                    assert row[key] not in printed


def workspace_fields(workspace: Workspace, kind: str) -> list[Any]:
    """The private fields of a kind that hold text."""
    return [field for field in workspace.session.catalogue.kind(kind).fields if field.private is not None]


def test_a_petition_that_is_voided_changes_only_what_is_said_of_petitions(county: Workspace) -> None:
    before = county.paper("work-summary", period="2024H2")
    gone = county.behind("petition.open", period="2024H2")["rows"][0]["number"]
    county.void("petition", gone, "重复登记")
    after = county.paper("work-summary", period="2024H2")
    for title in ("劳动保护监督检查", "困难职工帮扶", "农村困难家庭帮扶", "工会经费收缴"):
        assert text_below(before, title) == text_below(after, title)
    old, new = (_numbers(paper) for paper in (before, after))
    differing = {slot for slot in old.keys() | new.keys() if old.get(slot) != new.get(slot)}
    kinds = {_kind(county, sort, key) for sort, key, *_ in differing}
    assert differing
    assert kinds == {"petition"}
    assert any(key == "petition.open" for _, key, *_ in differing)
