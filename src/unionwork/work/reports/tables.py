"""Tables of figures: lines and columns measured, with 其中 lines and totals that must agree."""

from __future__ import annotations

from collections.abc import Sequence

from unionwork.declare.forms import Row, Section, Table
from unionwork.documents.paper import Block, Cell, Grid, Run
from unionwork.work.reports.agreeing import AT_LEAST, EXACT, WITHIN, Sum, disagree
from unionwork.work.reports.breakdowns import adds_up
from unionwork.work.reports.crosstables import draw_by_codes, draw_by_orgs
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.lines import (
    HEADINGS,
    Column,
    Line,
    columns_of,
    heading,
    lines_of,
    note_of,
    number_at,
    number_cell,
)


def draw_indicators(desk: Desk, section: Section) -> list[Block]:
    """The plain table of a section's indicators; broken down by a field where the section says so."""
    if not section.indicators:
        return []
    if section.by:
        return draw_by_codes(desk, section)
    table = Table(rows=[Row(indicator=key) for key in section.indicators])
    return [_by_figures(desk, table)]


def draw_table(desk: Desk, section: Section) -> list[Block]:
    """The table of a section; totals that do not agree are said below it and kept in the desk's disagreements."""
    if section.table is None:
        return []
    if section.table.lines == "orgs":
        return draw_by_orgs(desk, section.table)
    return [_by_figures(desk, section.table)]


def _by_figures(desk: Desk, table: Table) -> Grid:
    lines = lines_of(desk, table)
    columns = columns_of(desk, table, lines)
    units = {desk.indicator(line.indicator).unit for line in lines if line.indicator}
    coded = desk.form.layout == "statistics" or any(line.code for line in lines)
    several = len(units) > 1 or desk.form.layout == "statistics"
    words = HEADINGS[desk.session.lang]
    titles = [words["name"], *([words["code"]] if coded else []), *([words["unit"]] if several else [])]
    head = [tuple(heading(text) for text in (*titles, *(column.label for column in columns)))]
    if desk.form.layout == "statistics":
        marks = [*"甲乙丙"[: len(titles)], *(str(place + 1) for place in range(len(columns)))]
        head.append(tuple(heading(text) for text in marks))
    numbers = [[number_at(desk, line, column) for column in columns] for line in lines]
    body = []
    for line, row in zip(lines, numbers, strict=True):
        unit = desk.indicator(line.indicator).unit if line.indicator else ""
        cells = [_label(desk, line)]
        cells += [Cell(runs=(Run(line.code),) if line.code else (), align="center")] if coded else []
        cells += [Cell(runs=(Run(unit),) if unit else (), align="center")] if several else []
        for number, column in zip(row, columns, strict=True):
            cells.append(number_cell(desk, number, column, unit=unit) if line.indicator else Cell())
        body.append(tuple(cells))
    sums = _sums(desk, table, lines, columns, numbers)
    notes = [*disagree(desk, table.title, sums), *([note_of(table.note)] if table.note else [])]
    widths = [14, *([4] if coded else []), *([5] if several else []), *(max(len(c.label), 5) for c in columns)]
    unit = units.pop() if len(units) == 1 and not several else ""
    return Grid(title=table.title, unit=unit, head=head, body=body, widths=widths, notes=notes)


def _label(desk: Desk, line: Line) -> Cell:
    text = f"{HEADINGS[desk.session.lang]['of_which']}{line.label}" if line.first else line.label
    return Cell(runs=(Run(text),) if text else (), indent=min(line.depth, 2), bold=not line.indicator)


def _sums(
    desk: Desk, table: Table, lines: Sequence[Line], columns: Sequence[Column],
    numbers: Sequence[Sequence[Known | None]],
) -> list[Sum]:  # fmt: skip
    """What of a table must agree: `adds`, `within`, the lines of `each` and the columns of a breakdown."""
    found: list[Sum] = []
    for place, column in enumerate(columns):
        if not column.is_measured:
            continue
        held = {line.name: (line.label, row[place]) for line, row in zip(lines, numbers, strict=True) if line.name}
        for row in table.rows:
            label, whole = held.get(row.name, ("", None))
            if row.adds:
                found.append(Sum(label=label, column=column.label, whole=whole, parts=[held[key] for key in row.adds]))
            if row.within:
                above, number = held[row.within]
                found.append(Sum(label=above, column=column.label, whole=number, parts=[(label, whole)], must=WITHIN))
            made = [
                (line.label, values[place])
                for line, values in zip(lines, numbers, strict=True)
                if line.made and line.parent == row.name
            ]
            if made and not desk.indicator(row.indicator).is_share:
                must = EXACT if adds_up(desk.indicator(row.indicator)) else AT_LEAST
                found.append(Sum(label=label, column=column.label, whole=whole, parts=made, must=must))
    return found + _across(desk, lines, columns, numbers)


def _across(
    desk: Desk, lines: Sequence[Line], columns: Sequence[Column], numbers: Sequence[Sequence[Known | None]]
) -> list[Sum]:
    """The columns of a breakdown against the number that they break down."""
    plain = next((place for place, column in enumerate(columns) if column.part == "value" and not column.field), None)
    if plain is None:
        return []
    found = []
    for field in dict.fromkeys(column.field for column in columns if column.field):
        places = [place for place, column in enumerate(columns) if column.field == field]
        for line, row in zip(lines, numbers, strict=True):
            if not line.indicator or desk.indicator(line.indicator).is_share:
                continue
            parts = [(columns[place].label, row[place]) for place in places]
            must = EXACT if adds_up(desk.indicator(line.indicator)) else AT_LEAST
            found.append(Sum(label=line.label, column=columns[plain].label, whole=row[plain], parts=parts, must=must))
    return found
