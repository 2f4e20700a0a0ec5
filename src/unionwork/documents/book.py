"""The tables of a paper as .xlsx: a sheet a table, numbers as numbers, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from unionwork.documents.marks import WRITER, identifier_of
from unionwork.documents.ooxml import is_wide, shares_of
from unionwork.documents.paper import Cell, Grid, Paper
from unionwork.documents.sources import COLUMNS, list_facts, list_sources
from unionwork.documents.wording import word
from unionwork.errors import UsageError
from unionwork.exchange.archives import save_workbook
from unionwork.exchange.writing import column_name, escaped, sheet_title

_PORTRAIT_A4: Final = 9
_FORMATS: Final = {"0": "#,##0", "0.0": "#,##0.0", "0.00": "#,##0.00"}


def write_book(paper: Paper) -> bytes:
    """The tables of a paper as a workbook, and a sheet that says where each number comes from.

    Raises:
        UsageError: the paper has no table.
    """
    from openpyxl import Workbook

    grids = [block for block in paper.blocks if isinstance(block, Grid) and (block.head or block.body)]
    if not grids:
        raise UsageError(f"「{paper.label}」里没有表,写不成 .xlsx;请改用 .docx、.html 或 .md")
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for place, grid in enumerate(grids, start=1):
        default = paper.label if len(grids) == 1 else f"{word('table', paper.lang)}{place}"
        sheet = book.create_sheet(_free_title(grid.title or default, taken))
        _write_grid(sheet, grid, paper)
    _write_sources(book.create_sheet(_free_title(word("sources", paper.lang), taken)), paper)
    properties = book.properties
    properties.identifier, properties.title, properties.lastModifiedBy = identifier_of(paper.form), paper.title, WRITER
    stream = io.BytesIO()
    save_workbook(book, stream)
    return stream.getvalue()


def _free_title(wanted: str, taken: set[str]) -> str:
    """A sheet's name that no other sheet has, whatever the case."""
    title, count = sheet_title(wanted), 2
    while title.casefold() in taken:
        tail = f" {count}"
        title, count = sheet_title(wanted)[: 31 - len(tail)] + tail, count + 1
    taken.add(title.casefold())
    return title


def _write_grid(sheet: Any, grid: Grid, paper: Paper) -> None:
    from openpyxl.styles import Alignment, Font

    shares = shares_of(grid)
    width = max(len(shares), 1)
    _put_text(sheet.cell(1, 1), "".join(paper.title.split("\n")))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    if width > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    unit = grid.unit or (paper.statistics.unit if paper.statistics is not None else "")
    told = [f"{word('reporter', paper.lang)}{paper.org_name}", paper.period]
    told += [f"{word('unit', paper.lang)}{unit}"] if unit else []
    _put_text(sheet.cell(2, 1), "    ".join(part for part in told if part))
    row = 3
    for line in grid.head:
        _write_line(sheet, row, line, head=True)
        row += 1
    sheet.freeze_panes = f"B{row}" if width > 2 else f"A{row}"
    for line in grid.body:
        _write_line(sheet, row, line, head=False)
        row += 1
    for note in grid.notes:
        _put_text(sheet.cell(row, 1), note.text)
        row += 1
    for place, share in enumerate(shares, start=1):
        sheet.column_dimensions[column_name(place)].width = min(max(share * 2 + 3, 8), 60)
    sheet.print_title_rows = f"1:{2 + len(grid.head)}"
    sheet.page_setup.paperSize = _PORTRAIT_A4
    sheet.page_setup.orientation = "landscape" if is_wide(grid) else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_line(sheet: Any, row: int, line: Sequence[Cell], *, head: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin")
    place = 1
    for cell in line:
        span = max(cell.columns, 1)
        target = sheet.cell(row, place)
        if cell.amount is not None and not head:
            target.value = cell.amount
            target.number_format = _FORMATS.get(cell.form, cell.form or "General")
        else:
            _put_text(target, cell.text)
        align = "center" if head else cell.align
        target.alignment = Alignment(
            horizontal=align, vertical="center", wrap_text=True, indent=0 if head else cell.indent
        )
        target.font = Font(bold=head or cell.bold)
        for column in range(place, place + span):
            sheet.cell(row, column).border = Border(left=thin, right=thin, top=thin, bottom=thin)
        if span > 1:
            sheet.merge_cells(start_row=row, end_row=row, start_column=place, end_column=place + span - 1)
        place += span


def _put_text(target: Any, text: str) -> None:
    """Text stays text, whatever it begins with."""
    if text:
        target.value = escaped(text)
        target.data_type = "s"


def _write_sources(sheet: Any, paper: Paper) -> None:
    from openpyxl.styles import Font

    for place, key in enumerate((*COLUMNS, "command"), start=1):
        _put_text(sheet.cell(1, place), word(key, paper.lang))
        sheet.cell(1, place).font = Font(bold=True)
    row = 2
    for source in list_sources(paper):
        for place, text in enumerate((*source.cells, source.command), start=1):
            _put_text(sheet.cell(row, place), text)
        row += 1
    for label, value in list_facts(paper):
        row += 1
        _put_text(sheet.cell(row, 1), label)
        _put_text(sheet.cell(row, 2), value)
    for place, width in enumerate((8, 28, 14, 24, 12, 12, 28, 16, 70), start=1):
        sheet.column_dimensions[column_name(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.paperSize = _PORTRAIT_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
