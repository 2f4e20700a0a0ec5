"""A small county on whose figures and registers forms are drawn, and a way to draw any form on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import attrs

from tests.work.county import a_workspace, an_id
from unionwork.declare.forms import Form, Section
from unionwork.documents.paper import Block, Grid, Paper, Paragraph
from unionwork.values import Period, day_number
from unionwork.work.organising import Organisations
from unionwork.work.reports.desk import Desk
from unionwork.work.session import find_row
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)
EAST, WEST, SHOP = "东镇工会", "西镇工会", "东厂工会"
# Town, income of the household, cause, filed on: per head 200, 260, 300, unknown.
FILES = (
    (EAST, "600", "laid_off", "2024-02-01"),
    (EAST, "780", "serious_illness", "2024-03-01"),
    (WEST, "900", "laid_off", "2024-08-01"),
    (WEST, "", "", "2024-09-01"),
)


@attrs.frozen(kw_only=True)
class Small:
    """The county with the numbers of what stands in it."""

    workspace: Workspace
    files: tuple[str, ...]
    inspection: str
    findings: tuple[str, ...]
    application: str
    petition: str


def a_small_county(place: str | Path, folder: Path) -> Small:
    """Two towns and a factory below one of them, four hardship files, an inspection with two findings, a payment."""
    workspace = a_workspace(place, folder, ON)
    workspace.org_add(EAST)
    workspace.org_add(WEST)
    workspace.org_add(SHOP, parent=EAST)
    workspace.org_change("ROOT", {"workers": "200"})
    files = []
    for place_, (org, income, cause, filed) in enumerate(FILES):
        facts = {
            "name": f"赵{'甲乙丙丁'[place_]}", "id_number": an_id(place_ + 1), "family_size": "3", "income": income,
            "cause": cause, "filed_on": filed, "phone": f"1380000000{place_}", "address": "槐树巷十七号院",
            "health": "尘肺三期确诊", "sex": "1",
        }  # fmt: skip
        facts = {key: value for key, value in facts.items() if value}
        files.append(str(workspace.add("aid_file", facts, org=org)["number"]))
    workspace.assess_all("aid.grade", accept=True)
    unit = workspace.add("unit", {"name": "甲厂"})["number"]
    inspection = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-03-01"}, org=EAST)["number"]
    other = workspace.add("inspection", {"unit": unit, "inspected_on": "2024-05-01"}, org=WEST)["number"]
    findings = [
        workspace.add(
            "finding",
            {"inspection": inspection, "found_on": "2024-03-01", "description": said, "grade": grade},
            org=EAST,
        )["number"]
        for said, grade in (("配电箱无盖板", "general"), ("通道堵塞", "major"))
    ]
    workspace.add("finding", {"inspection": other, "found_on": "2024-05-01", "description": "别处的隐患"}, org=WEST)
    application = _applications(workspace, files[0])
    petition = workspace.add(
        "petition", {"petitioner": "钱信访", "matter": "拖欠工资", "received_on": "2024-02-02"}, org=WEST
    )["number"]
    return Small(
        workspace=workspace, files=tuple(files), inspection=str(inspection), findings=tuple(map(str, findings)),
        application=str(application), petition=str(petition),
    )  # fmt: skip


def _applications(workspace: Workspace, file: str) -> str:
    """One application that the town passed and one that it refused, as a sheet of history would bring them."""
    with workspace.session.writing("applications") as change:
        seen = Organisations.seen(workspace.session, change.connection)
        own = find_row(change.connection, workspace.session, workspace.session.kind("aid_file"), file)
        passed = {
            "org": seen.find(EAST), "number": None, "programme": "golden_autumn", "name": "欧阳申请",
            "id_number": an_id(1), "file": own["id"], "applied_on": 20240305, "publicity_consent_on": 20240305,
            "town_result": "passed", "town_on": 20240310, "approved_amount": 123450,
        }  # fmt: skip
        refused = {
            "org": seen.find(WEST), "number": None, "programme": "golden_autumn", "name": "孙落选",
            "applied_on": 20240306, "town_result": "refused", "town_on": 20240311,
        }  # fmt: skip
        rows = [change.add(workspace.session.kind("aid_application"), [row])[0] for row in (passed, refused)]
    return str(rows[0]["number"])


@contextmanager
def a_desk(
    workspace: Workspace, period: str | None = "2024", *, org: str | None = None, public: bool = False,
    layout: str = "official",
) -> Iterator[Desk]:  # fmt: skip
    """A desk for an organisation and a period, with a form that has nothing on it yet."""
    session = workspace.session
    with session.reading() as connection:
        asked = Period.parse(period) if period else None
        on = None if asked is None else min(day_number(asked.last), session.day)
        organisations = Organisations.seen(session, connection, on)
        at = organisations.find(org)
        yield Desk(
            session=session, connection=connection, organisations=organisations, org=at, period=asked,
            region=organisations.region_of(at),
            form=Form(key="test", label="试表", public=public, layout=layout, sections=[Section(title="空")]),
        )  # fmt: skip


def grids(blocks: Paper | list[Block]) -> list[Grid]:
    """The tables of a page, or of what a drawer gave."""
    found = blocks.blocks if isinstance(blocks, Paper) else blocks
    return [block for block in found if isinstance(block, Grid)]


def cells(grid: Grid) -> list[list[str]]:
    """The body of a table as texts."""
    return [[cell.text for cell in line] for line in grid.body]


def said(paper: Paper) -> str:
    """All that can be read on a page, its addresses and notes too."""
    texts = [run.text for run in paper.runs()]
    texts += [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    return "\n".join([*texts, paper.title, paper.addressee, *paper.notes, *paper.omitted, str(paper.addresses)])
