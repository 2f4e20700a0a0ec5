"""Problems: what is wrong with a cell or a row, and the workbook that gives it back to be corrected.

Stable: `Problem`, `ERROR`, `WARNING`, `write_problem_book`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import attrs

from unionwork.errors import SheetError
from unionwork.exchange.amounts import MONEY_UNITS
from unionwork.exchange.grids import Cell, CellProblem
from unionwork.exchange.headings import REMARK_HEADER, money_factor

if TYPE_CHECKING:
    from unionwork.exchange.grids import Sheet
    from unionwork.exchange.layouts import Column, Layout
    from unionwork.exchange.rows import RowReading

ERROR: Final = "error"
WARNING: Final = "warning"
_BAD, _DOUBTFUL = "FFFFC7CE", "FFFFEB9C"
# Excel grows slow with more notes than this; the last column tells every problem anyway.
_MOST_COMMENTS: Final = 2_000


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        row: the row's number as Excel shows it.
        column: the header of its column, "" where the whole row is meant.
        value: the value as given, masked where it is private.
        reason: what is wrong and what to do.
        level: "error" refuses the row, "warning" does not.
        index: the column's place counted from 0, or None.
        sheet: the name of the sheet, where a file has several.
    """

    row: int
    column: str
    value: str
    reason: str
    level: str = ERROR
    index: int | None = None
    sheet: str = ""

    @property
    def said(self) -> str:
        """The problem in one line, without the value."""
        return f"{self.column}:{self.reason}" if self.column else self.reason


def problem_places(target: Path, source: Path, sheets: Sequence[str]) -> list[Path]:
    """Where workbooks of problems go: the first into the target, those of further sheets beside it under their names.

    Raises:
        SheetError: one of them would replace the source itself, or what is never replaced (`refuse_target`).
    """
    from unionwork.exchange.archives import refuse_target

    places = [target, *(target.with_name(f"{target.stem}-{name}{target.suffix}") for name in sheets)]
    for place in places:
        try:
            if place.exists() and place.samefile(source):
                raise SheetError(f"问题表不能写到「{place}」:它就是要导入的这张表;请换一个文件名")
            refuse_target(place)
        except OSError as error:
            raise SheetError(f"写不了问题表「{place}」({error.strerror or error});请换一个位置") from None
    return places


def write_problem_book(
    target: Path | str | BinaryIO,
    sheet: Sheet,
    layout: Layout,
    readings: Iterable[tuple[RowReading, Sequence[Problem]]],
) -> int:
    """Writes the refused rows as they were and gives their count; the corrected file can be imported again.

    Bad cells are coloured and carry a note; a last column says all that is wrong with the row and where it
    stood. Values stay as the user gave them, private ones too: it is the user's own sheet, for the user
    alone, and must be kept like it.

    Raises:
        SheetError: the file cannot be written.
    """
    from unionwork.exchange.archives import new_sheet, save_workbook, target_stream
    from unionwork.exchange.writing import sheet_title

    held = list(readings)
    with target_stream(target) as stream, new_sheet(sheet_title(sheet.name)) as (book, page):
        _write_page(page, layout, held)
        save_workbook(book, stream)
    return len(held)


def _write_page(page: Any, layout: Layout, held: Sequence[tuple[RowReading, Sequence[Problem]]]) -> None:
    from unionwork.exchange.writing import TypedCells, bold_cell, column_name, column_widths

    width = max([layout.width, *(len(reading.cells) for reading, _ in held)])
    headers = [*_headers(layout, width), REMARK_HEADER]
    page.freeze_panes = "A2"
    sample = [[*_plain(reading.cells, width), _remark(reading, problems)] for reading, problems in held[:100]]
    for place, wide in enumerate(column_widths(headers, sample), start=1):
        page.column_dimensions[column_name(place)].width = wide
    page.append([bold_cell(page, name) for name in headers])
    cells = TypedCells(page)
    comments = 0
    for reading, problems in held:
        row = [cells.cell(place, value) for place, value in enumerate(_plain(reading.cells, width))]
        for place, said, colour in _marks(problems):
            comments += 1
            row[place] = _marked(page, row[place], said if comments <= _MOST_COMMENTS else "", colour)
        page.append([*row, cells.cell(width, _remark(reading, problems))])


def _headers(layout: Layout, width: int) -> list[str]:
    """The headers under which the columns are found again; a unit that stood above the table goes with them."""
    names = [""] * width
    money = {column.index for column in _money_columns(layout)}
    for column in layout.columns:
        name = column.header
        if column.index in money and column.factor != 1 and money_factor(name) is None:
            unit = next(word for word, factor in MONEY_UNITS.items() if factor == column.factor)
            name = f"{name}({unit})"
        names[column.index] = name
    return names


def _money_columns(layout: Layout) -> Iterable[Column]:
    from unionwork.declare.fields import Shape

    for fill, columns in zip(layout.roll.fills, layout.fills, strict=True):
        for key, column in columns.items():
            if key != "number" and fill.kind.field(key).shape is Shape.MONEY:
                yield column


def _plain(cells: Sequence[Cell], width: int) -> list[Any]:
    """The cells as they were; a formula without a value leaves an empty cell to be filled in."""
    values = [None if isinstance(cell, CellProblem) else cell for cell in cells]
    return [*values, *[None] * (width - len(values))]


def _remark(reading: RowReading, problems: Sequence[Problem]) -> str:
    return f"原第 {reading.row} 行:" + ";".join(problem.said for problem in problems)


def _marks(problems: Sequence[Problem]) -> list[tuple[int, str, str]]:
    """For each cell that has a problem its place, what is wrong, and the colour of the worst of it."""
    said: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.index is not None:
            said.setdefault(problem.index, []).append(problem)
    return [
        (
            place,
            "\n".join(problem.reason for problem in found),
            _BAD if any(problem.level == ERROR for problem in found) else _DOUBTFUL,
        )
        for place, found in sorted(said.items())
    ]


def _marked(page: Any, value: Any, said: str, colour: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import Cell as OpenCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = WriteOnlyCell(page)
    if isinstance(value, OpenCell):
        cell.value, cell.number_format = value.value, value.number_format
        cell.data_type = value.data_type
    else:
        cell.value = value
    cell.fill = PatternFill("solid", fgColor=colour)
    if said:
        cell.comment = Comment(said, "unionwork", width=260, height=80)
    return cell
