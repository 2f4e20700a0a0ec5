"""Writes the rows of an office sheet into a workbook or a csv file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from unionwork.sample.dirt import Cell
from unionwork.sample.plan import Plan


def write_csv(path: Path, plan: Plan, lines: Iterable[Sequence[Cell]]) -> None:
    """Comma-separated text as a Chinese Excel saves it: GB18030, days with slashes."""
    width = len(plan.head[-1])
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        for line in lines:
            cells = [f"{cell.year}/{cell.month}/{cell.day}" if isinstance(cell, date) else cell for cell in line]
            writer.writerow([*cells, *[None] * (width - len(cells))])


def write_xlsx(path: Path, plan: Plan, lines: Iterable[Sequence[Cell]]) -> None:
    """One sheet of a workbook, written row by row; the head stays in view."""
    from openpyxl import Workbook
    from openpyxl.cell import Cell as BookCell
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(plan.layout.title)
    sheet.freeze_panes = f"A{len(plan.head) + 1}"
    # A day needs a number format, which is dear to make: one cell a day serves all rows.
    days: dict[date, BookCell] = {}
    for line in lines:
        cells: list[object] = list(line)
        for position, cell in enumerate(line):
            if isinstance(cell, date):
                if cell not in days:
                    days[cell] = WriteOnlyCell(sheet)
                    days[cell].value = cell
                cells[position] = days[cell]
        sheet.append(cells)
    book.save(path)
