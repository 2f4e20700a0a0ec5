"""Rows: the data rows of a sheet read into the fields of its roll, with all that is wrong in each.

Stable: `read_rows`, `RowReading`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from unionwork.declare.fields import Field, Shape
from unionwork.declare.rolls import Fill
from unionwork.declare.vocabularies import Vocabulary
from unionwork.errors import ValueRefusedError
from unionwork.exchange.cells import CLEAR, LEAVE, Reader, Warned, mask, reader_for, telling_ahead
from unionwork.exchange.derived import Derivation, derivations
from unionwork.exchange.files import Sort
from unionwork.exchange.grids import Cell, Sheet, is_blank
from unionwork.exchange.headings import header_text
from unionwork.exchange.layouts import Column, Layout
from unionwork.exchange.parts import column_letters
from unionwork.exchange.problems import ERROR, WARNING, Problem
from unionwork.exchange.skipping import Skipper

_NUMBER = Field(key="number", label="编号", shape=Shape.TEXT)
_TEXT = Field(key="text", label="文本", shape=Shape.TEXT)
Values = dict[str, str | int | None]


@attrs.frozen(kw_only=True, eq=False)
class RowReading:
    """One data row.

    Attributes:
        row: its number as Excel shows it.
        fills: for each of `Roll.fills` field key to stored value; a key that is absent leaves what is
            stored, None empties it. The fill itself is None where the row has no such record.
        org: the names of the organisation from the upper to the lower one; () where the row has none.
        extra: header to text of the columns that nobody declared, where they hold something.
        problems: all that is wrong with the row; an error refuses it.
        cells: the cells as they were, for the problem workbook.
    """

    row: int
    fills: tuple[Values | None, ...]
    org: tuple[str, ...]
    extra: Mapping[str, str]
    problems: Sequence[Problem]
    cells: Sequence[Cell]

    @property
    def is_refused(self) -> bool:
        """Whether an error refuses it."""
        return any(problem.level == ERROR for problem in self.problems)


@attrs.frozen(kw_only=True, eq=False)
class _Entry:
    """One column read for one field."""

    key: str
    field: Field
    column: Column
    read: Reader
    is_wanted: bool


@attrs.frozen(kw_only=True, eq=False)
class _Part:
    """How one fill is read."""

    fill: Fill
    entries: tuple[_Entry, ...]
    when: frozenset[str]
    derived: tuple[Derivation, ...]


def read_rows(
    layout: Layout, sheet: Sheet, vocabularies: Mapping[str, Vocabulary], on: date | None = None
) -> Iterator[RowReading]:
    """Every data row of the sheet; blank, total, foot, and repeated header rows are passed over.

    `vocabularies` holds those that the fields name by key; a field whose vocabulary is not in it keeps
    its words as they are. `on` is the business day, after which nobody was born; not asked where none is given.
    """
    parts = [
        _part(fill, columns, vocabularies, on) for fill, columns in zip(layout.roll.fills, layout.fills, strict=True)
    ]
    orgs = [(column, reader_for(_TEXT)) for column in layout.org]
    unknown = [(column, reader_for(_TEXT)) for column in layout.unknown]
    skip = Skipper(layout)
    width = max((len(layout.columns) and layout.width), 1)
    for number, cells in sheet.rows():
        if number < layout.first_row or skip.is_no_record(cells):
            continue
        short = width - len(cells)
        padded = [*cells, *[None] * short] if short > 0 else cells
        problems: list[Problem] = []
        fills = tuple(_read_part(part, number, padded, problems) for part in parts)
        names = _read_texts(orgs, number, padded, problems)
        extra = _read_texts(unknown, number, padded, problems, level=WARNING)
        if short < 0:
            _read_beyond(sheet, number, cells, width, extra, problems)
        yield RowReading(
            row=number, fills=fills, org=tuple(names.values()), extra=extra, problems=problems, cells=cells
        )


def _part(fill: Fill, columns: Mapping[str, Column], vocabularies: Mapping[str, Vocabulary], on: date | None) -> _Part:
    given = {*fill.fixed, *fill.presumed}
    entries: list[_Entry] = []
    for key, column in columns.items():
        field = _NUMBER if key == "number" else fill.kind.field(key)
        wanted = key in fill.key or (field.required and not field.derived_from)
        read = reader_for(field, vocabularies.get(field.vocabulary), column.factor, on)
        if on is not None and field == fill.kind.begins and not field.planned:
            read = telling_ahead(read, on)
        entries.append(
            _Entry(
                key=key,
                field=field,
                column=column,
                read=read,
                is_wanted=wanted and key not in given,
            )
        )
    return _Part(
        fill=fill,
        entries=tuple(entries),
        when=frozenset(fill.when),
        derived=derivations(fill, columns, vocabularies),
    )


def _read_part(part: _Part, row: int, cells: Sequence[Cell], problems: list[Problem]) -> Values | None:
    if not part.entries:
        return None
    values: Values = {}
    empty: list[_Entry] = []
    found: list[Problem] = []
    has_record = True
    for entry in part.entries:
        cell = cells[entry.column.index]
        try:
            value = entry.read(cell)
        except ValueRefusedError as refused:
            found.append(_problem(entry, row, refused.value, refused.reason, ERROR))
            continue
        kind = value.__class__
        if kind is str or kind is int:
            values[entry.key] = value  # type: ignore[assignment]
            continue
        if isinstance(value, Warned):
            found.append(_problem(entry, row, mask(entry.field, cell), value.warning, WARNING))
            value = value.value
            if value is not None:
                values[entry.key] = value
                continue
        if value is LEAVE:
            continue
        if value is CLEAR and not entry.is_wanted and entry.key not in part.when:
            values[entry.key] = None
        elif entry.key in part.when:
            has_record = False
        elif entry.is_wanted:
            empty.append(entry)
    if not has_record:
        # What stands in the other columns belongs to no record; only what cannot be read is told.
        problems.extend(problem for problem in found if problem.level == ERROR)
        return None
    found.extend(_problem(entry, row, "", "不能为空;请补填", ERROR) for entry in empty)
    for derivation in part.derived:
        warning = derivation.complete(values)
        if warning is not None:
            found.append(Problem(row=row, column=derivation.header, value="", reason=warning, level=WARNING))
    problems.extend(found)
    return values


def _problem(entry: _Entry, row: int, value: str, reason: str, level: str) -> Problem:
    return Problem(
        row=row, column=entry.column.header, value=value, reason=reason, level=level, index=entry.column.index
    )


def _read_texts(
    columns: Sequence[tuple[Column, Reader]],
    row: int,
    cells: Sequence[Cell],
    problems: list[Problem],
    level: str = ERROR,
) -> dict[str, str]:
    """Header to text of the filled cells of these columns."""
    found: dict[str, str] = {}
    for column, read in columns:
        try:
            value = read(cells[column.index])
        except ValueRefusedError as refused:
            problems.append(
                Problem(
                    row=row,
                    column=column.header,
                    value=refused.value,
                    reason=refused.reason,
                    level=level,
                    index=column.index,
                )
            )
            continue
        if isinstance(value, str):
            name = (
                column.header if column.header not in found else f"{column.header}({column_letters(column.index + 1)})"
            )
            found[name] = value
    return found


def _read_beyond(
    sheet: Sheet, row: int, cells: Sequence[Cell], width: int, extra: dict[str, str], problems: list[Problem]
) -> None:
    """Cells to the right of the header: kept; in a CSV they mean that the cells of the row have slipped."""
    beyond = [(place, cell) for place, cell in enumerate(cells[width:], start=width) if not is_blank(cell)]
    if beyond and sheet.sort is Sort.CSV:
        reason = f"这一行比表头多出 {len(beyond)} 格,多半是某一格里的逗号没有加引号,各列已错位;请改正"
        problems.append(Problem(row=row, column="", value="", reason=reason, level=ERROR))
        return
    for place, cell in beyond:
        if text := header_text(cell):
            extra[f"{column_letters(place + 1)} 列"] = text
