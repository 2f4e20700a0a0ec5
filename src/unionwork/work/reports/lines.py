"""The lines and columns of tables of figures, and the cells of their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from unionwork.declare.forms import Row, Table
from unionwork.documents.paper import Cell, Paragraph, Run
from unionwork.work.reports.breakdowns import codes_of
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.numbers import POINTS, earlier_period, number_of
from unionwork.work.reports.punctuation import is_chinese, official

HEADINGS = {
    "zh": {
        "value": "数值", "numerator": "分子", "denominator": "分母", "target": "目标", "gap": "与目标相差",
        "previous": "上期", "change": "比上期增减", "last_year": "上年同期", "change_last_year": "比上年同期增减",
        "rank": "位次", "name": "指标名称", "code": "代码", "unit": "计量单位", "of_which": "其中:",
    },
    "en": {
        "value": "value", "numerator": "numerator", "denominator": "denominator", "target": "target",
        "gap": "from the target", "previous": "period before", "change": "change", "last_year": "a year before",
        "change_last_year": "change on the year", "rank": "rank", "name": "indicator", "code": "code",
        "unit": "unit", "of_which": "of which: ",
    },
}  # fmt: skip
NO_DATA = {"zh": "无数据", "en": "no data"}
NOT_APPLICABLE = "-"
# Columns in which a missing number means that nothing could be measured; in the others there is just none.
MEASURED = ("value", "numerator", "previous", "last_year")


@attrs.frozen(kw_only=True)
class Line:
    """A line of a table, or a figure across where organisations are the lines.

    Attributes:
        name: how other lines name it; "" for a line that `each` made.
        parent: the name of the line of which it is a part, "" for none.
        made: whether `each` made it, so that its siblings and it make up the parent.
        first: whether it is the first of its parent's parts.
    """

    name: str
    label: str
    code: str = ""
    indicator: str = ""
    by: Mapping[str, str] = attrs.field(factory=dict)
    depth: int = 0
    parent: str = ""
    made: bool = False
    first: bool = False


@attrs.frozen(kw_only=True)
class Column:
    """A column of numbers: a part of the figure, or (with `field`) its records of one code."""

    part: str
    label: str
    field: str = ""
    code: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether its numbers are counts and sums, so that totals can be held against parts."""
        return bool(self.field) or self.part in MEASURED


def lines_of(desk: Desk, table: Table) -> list[Line]:
    """The lines of a table in order, those of `each` among them."""
    rows = {row.name: row for row in table.rows if row.name}
    found: list[Line] = []
    begun: set[str] = set()
    for row in table.rows:
        label = row.label or (desk.label_of(desk.indicator(row.indicator)) if row.indicator else "")
        line = Line(
            name=row.name, label=label, code=row.code, indicator=row.indicator, by=dict(row.by),
            depth=_depth(rows, row), parent=row.within, first=bool(row.within) and row.within not in begun,
        )  # fmt: skip
        begun.add(row.within)
        found.append(line)
        if row.each and row.indicator:
            for place, (code, said) in enumerate(codes_of(desk, row.indicator, row.each)):
                found.append(
                    attrs.evolve(
                        line, name="", label=said, code=f"{row.code}{place + 1:02}" if row.code else "",
                        by={**line.by, row.each: code}, depth=line.depth + 1, parent=row.name, made=True,
                        first=place == 0,
                    )
                )  # fmt: skip
    return found


def columns_of(desk: Desk, table: Table, lines: Sequence[Line]) -> list[Column]:
    """The columns of numbers of a table in order, one for each code of a breakdown."""
    words = HEADINGS[desk.session.lang]
    found: list[Column] = []
    for name in table.columns:
        if not name.startswith("by:"):
            found.append(Column(part=name, label=words[name]))
            continue
        field = name.removeprefix("by:")
        codes: dict[str, str] = {}
        for key in dict.fromkeys(line.indicator for line in lines if line.indicator):
            codes.update(dict(codes_of(desk, key, field)))
        found += [Column(part="value", label=label, field=field, code=code) for code, label in codes.items()]
    return found


def number_at(desk: Desk, line: Line, column: Column, *, org: int | None = None, silent: bool = False) -> Known | None:
    """The number of a line in a column, with its address; None where it has none."""
    if not line.indicator:
        return None
    key, by = line.indicator, dict(line.by)
    if column.field:
        return desk.figure(key, org=org, by={**by, column.field: column.code}, silent=silent)
    if not by:
        return number_of(desk, key, column.part, org=org, silent=silent)
    if column.part in ("value", "numerator", "denominator"):
        return desk.figure(key, part=column.part, org=org, by=by, silent=silent)
    if column.part in ("previous", "last_year") and desk.period is not None:
        if number_of(desk, key, column.part, org=org, silent=True) is None:
            # Where the register was not kept yet, a part of it is no 0 either.
            return None
        period = earlier_period(desk.period, column.part)
        return desk.figure(key, org=org, period=period, by=by, silent=silent)
    # What is set or ranked for an indicator does not hold for a part of its records.
    return None


def number_cell(desk: Desk, number: Known | None, column: Column, *, unit: str = "", bold: bool = False) -> Cell:
    """The cell of a number; what is missing is said and never 0."""
    if number is None:
        text = NO_DATA[desk.session.lang] if column.is_measured else NOT_APPLICABLE
        return Cell(runs=(Run(text),), align="right", bold=bold)
    decimals = len(number.text.partition(".")[2])
    points = (Run(f" {POINTS if desk.session.lang == 'zh' else 'points'}"),) if number.unit == POINTS != unit else ()
    return Cell(
        runs=(number.run, *points), align="right", bold=bold, amount=number.amount,
        form="0." + "0" * decimals if decimals else "0",
    )  # fmt: skip


def note_of(text: str) -> Paragraph:
    """A note below a table."""
    return Paragraph(runs=(Run(official(text) if is_chinese(text) else text),), indent=False, small=True)


def heading(text: str, columns: int = 1) -> Cell:
    """A cell of a heading line."""
    return Cell(runs=(Run(text),) if text else (), align="center", columns=columns)


def _depth(rows: Mapping[str, Row], row: Row) -> int:
    depth, above, seen = 0, row.within, {row.name}
    while above and above not in seen:
        seen.add(above)
        depth, above = depth + 1, rows[above].within
    return depth
