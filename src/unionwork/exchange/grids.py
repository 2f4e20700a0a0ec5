"""Grids: a file of rolls as sheets of plain cells, each row with the number that Excel shows.

Stable: `read_book`, `Book`, `Sheet`, `Cell`, `CellProblem`, `is_blank`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import attrs

from unionwork.errors import SheetError
from unionwork.exchange.files import ALLOWED, Sort, lock_beside, sort_of


@attrs.frozen
class CellProblem:
    """What stands in the place of a value that a cell does not have.

    Attributes:
        text: what the cell shows, such as #N/A; "" where it shows nothing.
        reason: why it has no value, and what to do.
    """

    text: str
    reason: str


# The sheets that a template carries beside its table: never data.
AID_SHEETS = frozenset({"填写说明", "填写选项"})
# A date cell is a date, or a datetime where it has a time of day; an empty cell is "" or None.
Cell = str | int | float | bool | date | datetime | time | timedelta | CellProblem | None
Row = tuple[int, list[Cell]]


@attrs.frozen(kw_only=True, eq=False)
class Sheet:
    """One sheet.

    Attributes:
        name: its name; the file's own name where the format has no sheets.
        book: the name of its file.
        sort: the format of its file.
        is_hidden: whether Excel hides it.
        read: starts reading from its first row.
    """

    name: str
    book: str
    sort: Sort
    is_hidden: bool = False
    read: Callable[[], Iterator[Row]]

    def rows(self) -> Iterator[Row]:
        """Every row from the first one on, blank ones too: its number as Excel shows it, and its cells."""
        return self.read()


@attrs.frozen(kw_only=True, eq=False)
class Book:
    """What a file holds.

    Attributes:
        path: the file.
        sort: its format, told by its content.
        sheets: its sheets that have content, hidden ones too, in their order.
        notes: what the user should know about how it was read.
    """

    path: Path
    sort: Sort
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read_book(path: Path | str) -> Book:
    """The sheets of a file: .xlsx, .xls, CSV in UTF-8, UTF-16 or GB18030, or JSON.

    Raises:
        SheetError: the file cannot be read, or nothing is in it; the message says what to do.
    """
    path = Path(path)
    sort = sort_of(path)
    notes: list[str] = []
    if lock_beside(path):
        notes.append(f"{path.name} 正在 Excel 中打开,读到的是上次保存的内容")
    named = path.suffix.lower().lstrip(".")
    if named in {"xlsx", "xls", "xlsm", "csv", "json", "et"} and named != sort and (named, sort) not in _SAME:
        notes.append(f"{path.name} 名为 .{named},内容其实是 {sort.upper()},已按 {sort.upper()} 读取")
    if sort in (Sort.XLSX, Sort.XLS):
        from unionwork.exchange.workbooks import read_workbook

        sheets = read_workbook(path, sort, notes)
    else:
        from unionwork.exchange.texts import read_csv, read_json

        sheets = [read_csv(path) if sort is Sort.CSV else read_json(path)]
    sheets = [sheet for sheet in sheets if sheet.name not in AID_SHEETS] or sheets
    filled = tuple(sheet for sheet in sheets if any(not is_blank(cell) for _, cells in sheet.rows() for cell in cells))
    if not filled:
        raise SheetError(f"{path.name} 里没有任何内容(工作表都是空的);{ALLOWED};请检查是否选错了文件")
    for sheet in filled:
        if sheet.is_hidden:
            notes.append(f"{path.name} 的工作表「{sheet.name}」是隐藏的,也读取了")
    return Book(path=path, sort=sort, sheets=filled, notes=tuple(notes))


_SAME = frozenset({("xlsm", Sort.XLSX), ("et", Sort.XLS), ("xls", Sort.XLS)})


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
