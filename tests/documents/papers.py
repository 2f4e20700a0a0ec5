"""Pages made by hand for the tests of the writers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from unionwork.declare.forms import FormHead
from unionwork.documents.paper import (
    Address,
    Break,
    Cell,
    Diagram,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Run,
    Series,
)

ORG = "红星县总工会"
HEAD = "3f9c2a7d5e8b4c1f"
SENTENCE = "今年以来，县总工会坚持把困难职工帮扶工作摆在突出位置，逐户建档、逐户走访、逐户核实，做到底数清、情况明。"


def an_address(place: int, **changes: Any) -> Address:
    given: dict[str, Any] = {
        "sort": "indicator", "key": "aid.hardship_workers", "label": "困难职工人数", "org": "HX", "org_name": ORG,
        "period": "2024H1", "on": "2024-06-30", "value": 1286, "unit": "人", "region": "invented",
    }  # fmt: skip
    return Address(place=place, **{**given, **changes})


def text(*pieces: str | Run, **how: Any) -> Paragraph:
    return Paragraph(runs=[piece if isinstance(piece, Run) else Run(piece) for piece in pieces], **how)


def cell(content: str | Run, **how: Any) -> Cell:
    return Cell(runs=[content if isinstance(content, Run) else Run(content)], **how)


def a_number(shown: str, amount: int | Decimal, place: int = 0) -> Cell:
    decimals = len(shown.partition(".")[2])
    form = "0" + ("." + "0" * decimals if decimals else "")
    return Cell(runs=[Run(shown, place)], align="right", amount=amount, form=form)


def a_paper(*blocks: Any, **changes: Any) -> Paper:
    given: dict[str, Any] = {
        "form": "planning.work_summary", "label": "工作总结", "title": f"{ORG}2024年上半年工作总结", "org": "HX",
        "org_name": ORG, "period": "2024H1", "on": "2024-07-05", "head": HEAD, "head_on": "2024-07-04",
        "region": "invented", "digest": "ab12" * 8,
    }  # fmt: skip
    return Paper(blocks=blocks, **{**given, **changes})


def a_grid(**changes: Any) -> Grid:
    given: dict[str, Any] = {
        "title": "指标完成情况",
        "head": [[cell("指标"), cell("本期"), cell("目标"), cell("上年同期")]],
        "body": [
            [cell("困难职工人数（人）"), a_number("1286", 1286, 1), cell("无数据"), a_number("1350", 1350, 2)],
            [cell("其中：特困职工", indent=1), a_number("320", 320, 3), cell("无数据"), cell("无数据")],
            [
                cell("隐患销号率（%）"), a_number("96.5", Decimal("96.5"), 4), a_number("95.0", Decimal("95.0")),
                cell("无数据"),
            ],
        ],
    }  # fmt: skip
    return Grid(**{**given, **changes})


def a_diagram(**changes: Any) -> Diagram:
    given: dict[str, Any] = {
        "title": "困难职工人数变化",
        "unit": "人",
        "categories": ["2022H1", "2022H2", "2023H1", "2023H2", "2024H1"],
        "series": [
            Series(label="困难职工", values=[1510, 1444, 1350, None, 1286], places=[0, 0, 2, 0, 1]),
            Series(label="特困职工", values=[402, 377, 350, 333, 320], places=[0, 0, 0, 0, 3]),
        ],
    }
    return Diagram(**{**given, **changes})


ADDRESSES = (
    an_address(1),
    an_address(2, period="2023H1", on="2023-06-30", value=1350),
    an_address(3, by={"grade": "extreme"}, value=320),
    an_address(
        4, key="inspection.closed_rate", label="隐患销号率", value=Decimal("96.5"), unit="%", part="value",
    ),
)  # fmt: skip


def a_summary(pages: int = 1) -> Paper:
    """A long work summary: all levels, a table, two charts, figures that are linked."""
    blocks: list[Any] = []
    for page in range(pages):
        blocks += [
            Heading(text="主要做法"),
            Heading(text="摸清底数，建立档案", level=2),
            text(SENTENCE * 2),
            text("截至6月底，全县在档困难职工", Run("1286", 1), "人，比上年同期下降", Run("4.7"), "%。"),
            Heading(text="逐户核实", level=3),
            text(SENTENCE),
            Heading(text="入户时间", level=4),
            text(SENTENCE * 3),
        ]
        if page == 0:
            blocks += [a_grid(), Heading(text="变化情况"), a_diagram(), a_diagram(form="line", title="两项对比")]
    return a_paper(*blocks, addressee="市总工会", addresses=ADDRESSES, omitted=["劳动争议调解成功率:没有数据"])


def a_statistical_form(columns: int = 3) -> Paper:
    marks = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"][:columns]
    grid = a_grid(
        title="", unit="",
        head=[
            [cell("指标名称"), cell("代码"), *(cell(f"第{mark}季度") for mark in marks)],
            [cell("甲"), cell("乙"), *(cell(str(place + 1)) for place in range(columns))],
        ],
        body=[
            [cell("困难职工"), cell("01", align="center"), *(a_number("1286", 1286, 1) for _ in marks)],
            [cell("其中：特困职工", indent=1), cell("02", align="center"), *(a_number("320", 320, 3) for _ in marks)],
            [cell("合计", bold=True), cell("03", align="center"), *(a_number("1606", 1606) for _ in marks)],
        ],
    )  # fmt: skip
    head = FormHead(number="困帮基1表", made_by="县总工会", valid_until="2025年12月", unit="人")
    return a_paper(
        grid, layout="statistics", title="困难职工情况统计表", statistics=head, addresses=ADDRESSES,
        form="aid.statistics", label="困难职工情况统计表", notes=["空白不是零。"],
    )  # fmt: skip


def some_letters(count: int = 2) -> Paper:
    blocks: list[Any] = []
    for place in range(count):
        if place:
            blocks.append(Break())
        blocks += [
            text(f"经检查，你单位存在下列第{place + 1}组隐患，建议在规定期限内整改。"),
            Heading(text="隐患"),
            text("配电箱未接地。"),
        ]
    return a_paper(
        *blocks, form="inspection.opinion", label="意见书", layout="letter", title="劳动保护监督检查意见书",
        addressee="红星机械厂", addresses=ADDRESSES[:1], signed_by=["检查员"],
    )  # fmt: skip
