"""Workbooks: .xlsx and .xls read through calamine, with what calamine leaves out put back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from unionwork.errors import SheetError
from unionwork.exchange.files import Sort, broken, protected
from unionwork.exchange.grids import Cell, CellProblem, Row, Sheet
from unionwork.exchange.oldbooks import survey
from unionwork.exchange.parts import Extent, column_letters, measure, sheet_parts, valueless_cells

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, SheetMetadata

# calamine holds the whole rectangle between the first and the last cell, and ends the process when
# memory runs out: a stray cell in XFD1048576 must never reach it.
_MOST_CELLS: Final = 24_000_000
_MOST_COLUMNS: Final = 500
_Problems = Mapping[int, Mapping[int, CellProblem]]


def read_workbook(path: Path, sort: Sort, notes: list[str]) -> list[Sheet]:
    """The work sheets of a workbook, empty ones too, in their order; adds to the notes.

    Raises:
        SheetError: it is damaged or protected.
    """
    reader = _XlsxSource(path, notes) if sort is Sort.XLSX else _XlsSource(path)
    found: list[Sheet] = []
    with reading(path):
        from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

        with path.open("rb") as file:
            # Given the open file, calamine goes by the content and not by the name's ending.
            book = load_workbook(file)
            for place, facts in enumerate(book.sheets_metadata):
                if facts.typ is not SheetTypeEnum.WorkSheet:
                    continue
                found.append(
                    Sheet(
                        name=facts.name,
                        book=path.name,
                        sort=sort,
                        is_hidden=facts.visible is not SheetVisibleEnum.Visible,
                        read=reader.rows_of(place, facts, partial(book.get_sheet_by_index, place)),
                    )
                )
    return found


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns every failure inside into one clear SheetError.

    Raises:
        SheetError: something inside failed.
    """
    try:
        yield
    except SheetError:
        raise
    except MemoryError:
        raise SheetError(f"{path.name} 太大,内存不够;请分成几个文件再导入") from None
    except PermissionError:
        raise SheetError(f"{path.name} 读到一半被占用;请关闭 Excel 后再导入") from None
    except Exception as error:
        raise (protected(path) if type(error).__name__ == "PasswordError" else broken(path)) from None
    except BaseException as error:
        # A panic of the reader is no Exception; leaving the program by Ctrl-C still is possible.
        if type(error).__name__ == "PanicException":
            raise broken(path) from None
        raise


class _XlsxSource:
    """Where the rows of an .xlsx come from, and which of its cells have no value."""

    def __init__(self, path: Path, notes: list[str]) -> None:
        self._path, self._notes = path, notes
        self._parts = sheet_parts(path)

    def rows_of(self, _: int, facts: SheetMetadata, load: Callable[[], CalamineSheet]) -> Callable[[], Iterator[Row]]:
        part = self._parts.get(facts.name)
        if part is None:
            raise broken(self._path)
        extent = measure(self._path, part)
        problems = _problems(valueless_cells(self._path, part)) if extent.is_marked else {}
        if extent.columns > 26 and extent.rows * extent.columns > _MOST_CELLS:
            return self._far_rows(facts.name, extent, problems)
        return _held_rows(load(), problems)

    def _far_rows(self, name: str, extent: Extent, problems: _Problems) -> Callable[[], Iterator[Row]]:
        far = f"{column_letters(extent.columns)}{extent.rows}"
        self._notes.append(
            f"{self._path.name} 的工作表「{name}」在很远的地方({far} 附近)还有单元格,读得慢"
            f",且只读前 {_MOST_COLUMNS} 列;建议删去右边和下边多余的行列再保存"
        )
        return lambda: _rows(lambda: _stream(self._path, name), problems, [])


class _XlsSource:
    """Where the rows of an .xls come from."""

    def __init__(self, path: Path) -> None:
        found = survey(path)
        if found.is_protected:
            raise protected(path)
        if found.cells > _MOST_CELLS:
            raise SheetError(
                f"{path.name} 在很远的行列里还有单元格,内存装不下;请删去右边和下边多余的行列,或另存为 .xlsx 再导入"
            )
        self._errors = found.errors

    def rows_of(self, place: int, _: SheetMetadata, load: Callable[[], CalamineSheet]) -> Callable[[], Iterator[Row]]:
        problems = _problems(self._errors[place] if place < len(self._errors) else {})
        return _held_rows(load(), problems)


def _held_rows(sheet: CalamineSheet, problems: _Problems) -> Callable[[], Iterator[Row]]:
    merges = sheet.merged_cell_ranges or []
    # calamine counts rows from the first one, but columns from the first that is filled.
    left = sheet.start[1] if sheet.start else 0
    if not left:
        return lambda: _rows(sheet.iter_rows, problems, merges)
    margin = [""] * left
    return lambda: _rows(lambda: ([*margin, *cells] for cells in sheet.iter_rows()), problems, merges)


def _problems(cells: Mapping[tuple[int, int], str]) -> dict[int, dict[int, CellProblem]]:
    found: dict[int, dict[int, CellProblem]] = {}
    for (row, column), text in cells.items():
        reason = (
            f"公式的结果是错误值 {text};请在 Excel 里改正公式,或直接填写数值"
            if text
            else "公式还没有算出结果;请用 Excel 打开并保存一次,或直接填写数值"
        )
        found.setdefault(row, {})[column] = CellProblem(text, reason)
    return found


def _rows(
    start: Callable[[], Iterator[list[Any]]],
    problems: _Problems,
    merges: list[tuple[tuple[int, int], tuple[int, int]]],
) -> Iterator[Row]:
    """Rows from the first on; a cell merged over several rows holds its value in each of them."""
    tall: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in merges:
        if bottom > top:
            tall.setdefault(top, []).append((left, bottom))
    if not tall and not problems:
        yield from enumerate(start(), start=1)
        return
    held: dict[int, tuple[Cell, int]] = {}
    place = -1
    for place, cells in enumerate(start()):
        _mend(place, cells, problems, held)
        for column, bottom in tall.get(place, ()):
            if column < len(cells):
                held[column] = cells[column], bottom
        yield place + 1, cells
    for row in sorted(row for row in problems if row > place):
        below: list[Cell] = []
        _mend(row, below, problems, {})
        yield row + 1, below


def _mend(place: int, cells: list[Cell], problems: _Problems, held: dict[int, tuple[Cell, int]]) -> None:
    for column, problem in problems.get(place, {}).items():
        if column >= len(cells):
            cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = problem
    for column, (value, bottom) in list(held.items()):
        if place > bottom:
            del held[column]
        elif column < len(cells) and cells[column] in ("", None):
            cells[column] = value


def _stream(path: Path, name: str) -> Iterator[list[Cell]]:
    """The rows of a sheet that reaches too far to be held: slow, but in flat memory."""
    with reading(path):
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book[name]
            sheet.reset_dimensions()
            for cells in sheet.iter_rows(values_only=True):
                yield _cut(cells[:_MOST_COLUMNS])
        finally:
            book.close()


def _cut(cells: tuple[Any, ...]) -> list[Cell]:
    """The cells up to the last one that is filled."""
    blank = sum(1 for _ in itertools.takewhile(lambda cell: cell is None, reversed(cells)))
    return list(cells[: len(cells) - blank])
