"""Tables whose columns are figures: organisations down, or the codes of a breakdown down."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from unionwork.declare.forms import Section, Table
from unionwork.documents.paper import Block, Cell, Grid, Run
from unionwork.work.reports.agreeing import AT_LEAST, EXACT, Sum, disagree
from unionwork.work.reports.breakdowns import adds_up, codes_of, field_of
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.lines import (
    Column,
    Line,
    columns_of,
    heading,
    lines_of,
    note_of,
    number_at,
    number_cell,
)

_WORDS = {
    "zh": {
        "org": "单位", "total": "合计", "own": "本级", "zero": "没有列出的各项均为 0。",
        "once": "「{}」按人(单位)不重复计:在几处都有记录的,合计只计一次,所以合计不一定等于各项之和。",
    },
    "en": {
        "org": "organisation", "total": "total", "own": "its own", "zero": "What is not listed is 0.",
        "once": "{} counts each person (unit) once, so the total need not be the sum of the lines.",
    },
}  # fmt: skip


def draw_by_orgs(desk: Desk, table: Table) -> list[Block]:
    """A table with the direct subordinates as lines and the organisation's own numbers as the total.

    Where records belong to the organisation itself they stand in a line of their own (本级), so that what
    adds up is seen to add up; what counts persons once need not, and that is said.
    """
    words = _WORDS[desk.session.lang]
    lines = [line for line in lines_of(desk, table) if line.indicator]
    columns = columns_of(desk, table, lines)
    places = [(line, column) for line in lines for column in columns]
    children = desk.children()
    total = [number_at(desk, line, column) for line, column in places]
    own = [_own(desk, line, column) if adds_up(desk.indicator(line.indicator), column.part) and column.is_measured
           else None for line, column in places]  # fmt: skip
    below = [[number_at(desk, line, column, org=org) for line, column in places] for org in children]
    has_own = bool(children) and any(number is not None and number.amount for number in own)
    body = [_line(desk, words["total"], places, total, bold=True)]
    if has_own:
        body.append(_line(desk, words["own"], places, own, none=""))
    for org, numbers in zip(children, below, strict=True):
        body.append(_line(desk, desk.organisations.names[org], places, numbers))
    sums, notes = [], []
    for at, (line, column) in enumerate(places):
        parts = [(desk.organisations.names[org], row[at]) for org, row in zip(children, below, strict=True)]
        if own[at] is not None and parts:
            parts = [(words["own"], own[at]), *parts] if has_own else parts
            sums.append(Sum(label=line.label, column=column.label, whole=total[at], parts=parts))
        elif column.is_measured and _is_once(desk, line.indicator) and _differs(total[at], [part for _, part in parts]):
            notes.append(note_of(words["once"].format(line.label)))
    head = _heads(desk, words["org"], lines, columns)
    notes = [*disagree(desk, table.title, sums), *dict.fromkeys(notes)]
    notes += [note_of(table.note)] if table.note else []
    widths = [10, *(max(4, min(len(_title(desk, line)), 8)) for line, _ in places)]
    return [Grid(title=table.title, head=head, body=body, widths=widths, notes=notes)]


def draw_by_codes(desk: Desk, section: Section) -> list[Block]:
    """The indicators of a section broken down by its field: a line for each code, the total first."""
    words = _WORDS[desk.session.lang]
    lines = [Line(name=key, label=desk.label_of(desk.indicator(key)), indicator=key) for key in section.indicators]
    codes: dict[str, str] = {}
    for line in lines:
        codes.update(dict(codes_of(desk, line.indicator, section.by)))
    plain = Column(part="value", label=words["total"])
    columns = {code: Column(part="value", label=label, field=section.by, code=code) for code, label in codes.items()}
    kept = [
        code
        for code in codes
        if any((number := number_at(desk, line, columns[code], silent=True)) and number.amount for line in lines)
    ]
    total = [number_at(desk, line, plain) for line in lines]
    numbers = {code: [_coded(desk, line, columns[code]) for line in lines] for code in kept}
    body = [_line(desk, words["total"], [(line, plain) for line in lines], total, bold=True)]
    for code in kept:
        body.append(_line(desk, codes[code], [(line, columns[code]) for line in lines], numbers[code]))
    sums, notes = [], []
    for at, line in enumerate(lines):
        word = desk.indicator(line.indicator)
        parts = [(codes[code], numbers[code][at]) for code in kept]
        if parts and not word.is_share:
            must = EXACT if adds_up(word) else AT_LEAST
            sums.append(Sum(label=line.label, column=words["total"], whole=total[at], parts=parts, must=must))
        if _is_once(desk, line.indicator) and _differs(total[at], [part for _, part in parts]):
            notes.append(note_of(words["once"].format(line.label)))
    left = len(kept) < len(codes)
    field = field_of(desk, section.indicators[0], section.by)
    head = (tuple(heading(text) for text in (desk.label_of(field), *(_title(desk, line) for line in lines))),)
    notes = [*disagree(desk, section.title, sums), *notes, *([note_of(words["zero"])] if left else [])]
    widths = [12, *(max(5, min(len(line.label), 10)) for line in lines)]
    return [Grid(head=head, body=body, widths=widths, notes=notes)]


def _own(desk: Desk, line: Line, column: Column) -> Known | None:
    """The number of the records that belong to the organisation itself, not to one below it."""
    if column.part not in ("value", "numerator") or number_at(desk, line, column, silent=True) is None:
        return None
    own = attrs.evolve(line, by={**line.by, "org": str(desk.org)})
    found = number_at(desk, own, column, silent=True)
    if found is None:
        return Known(amount=0, unit=desk.indicator(line.indicator).unit)
    return number_at(desk, own, column) if found.amount else found


def _coded(desk: Desk, line: Line, column: Column) -> Known | None:
    """The number of a code; an indicator that has a number and never saw the code counts 0 of it."""
    found = number_at(desk, line, column)
    word = desk.indicator(line.indicator)
    if found is None and not word.is_share and desk.figure(line.indicator, silent=True) is not None:
        return Known(amount=0, unit=word.unit)
    return found


def _line(
    desk: Desk, label: str, places: Sequence[tuple[Line, Column]], numbers: Sequence[Known | None], *,
    bold: bool = False, none: str | None = None,
) -> tuple[Cell, ...]:  # fmt: skip
    cells = [Cell(runs=(Run(label),), bold=bold)]
    for (line, column), number in zip(places, numbers, strict=True):
        if number is None and none is not None:
            cells.append(Cell(bold=bold))
        else:
            unit = desk.indicator(line.indicator).unit
            cells.append(number_cell(desk, number, column, unit=unit, bold=bold))
    return tuple(cells)


def _heads(desk: Desk, first: str, lines: Sequence[Line], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """One heading line where each figure has one column, else two: the figures, and below them their columns."""
    top = (heading(first), *(heading(_title(desk, line), len(columns)) for line in lines))
    if len(columns) == 1:
        return [top]
    return [top, (heading(""), *(heading(column.label) for _ in lines for column in columns))]


def _title(desk: Desk, line: Line) -> str:
    unit = desk.indicator(line.indicator).unit
    return f"{line.label}({unit})" if unit else line.label


def _is_once(desk: Desk, key: str) -> bool:
    word = desk.indicator(key)
    return not word.is_share and word.counted.function == "distinct"


def _differs(total: Known | None, parts: Sequence[Known | None]) -> bool:
    known = [part.amount for part in parts if part is not None]
    return total is not None and bool(known) and sum(known) != total.amount
