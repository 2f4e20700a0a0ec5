"""Writing: tables to .xlsx, CSV and JSON; the same data give the same bytes, and reading gives them back.

Dates are Excel dates in .xlsx (so that they sort and filter) and ISO text elsewhere. Every text is a text:
in .xlsx by its cell type, in CSV by an apostrophe before a sign that would start a formula, which reading
takes off again (see `texts.guard`). CSV is for programs: Excel turns long digits in it into numbers.

Stable: `write_table`, `FORMATS`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from unionwork.errors import UsageError
from unionwork.exchange.archives import new_sheet, save_workbook, target_stream
from unionwork.exchange.texts import guard

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

FORMATS: Final = ("xlsx", "csv", "json")
_BATCH: Final = 2_000
_MEASURED: Final = 200
_LONGEST: Final = 32_767
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")
# Excel reads _x0041_ in a cell as A, and an XML text cannot hold most control signs.
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# A CSV with such signs is taken for a binary file, by Excel and by `files.sort_of`.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FIRST_EXCEL_DAY: Final = date(1900, 3, 1)
_MOST_DIGITS: Final = 10**15
Value = str | int | float | Decimal | bool | date | None


def write_table(
    target: Path | str | BinaryIO,
    format: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str | None = None,
    bom: bool = True,
) -> int:
    """Writes a table and gives the count of its rows; the rows may be any iterator, memory stays flat.

    `title` names the sheet of an .xlsx; `bom` marks a CSV as UTF-8 for Excel.

    Raises:
        UsageError: another format, or two columns of one name in JSON.
        SheetError: the file cannot be written.
        ValueError: a row is not as wide as the headers.
    """
    if format not in FORMATS:
        raise UsageError(f"不能导出成「{format}」;可用的格式:{'、'.join(FORMATS)}")
    if format == "json" and len(set(headers)) < len(headers):
        twice = next(name for name in headers if list(headers).count(name) > 1)
        raise UsageError(f"有两列都叫「{twice}」,不能导出成 json;请改用 xlsx 或 csv,或给其中一列换个名称")
    counted = _Counted(rows, len(headers))
    with target_stream(target) as stream:
        if format == "xlsx":
            write_xlsx(stream, headers, counted, title=title)
        elif format == "csv":
            _write_csv(stream, headers, counted, bom=bom)
        else:
            _write_json(stream, headers, counted)
    return counted.count


def write_xlsx(
    stream: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str | None = None
) -> None:
    """Writes an .xlsx of one sheet: a bold header that stays in sight, columns as wide as their texts."""
    iterator = iter(rows)
    first = list(itertools.islice(iterator, _MEASURED))
    with new_sheet(sheet_title(title)) as (book, sheet):
        sheet.freeze_panes = "A2"
        for place, width in enumerate(column_widths(headers, first), start=1):
            sheet.column_dimensions[column_name(place)].width = width
        sheet.append([bold_cell(sheet, name) for name in headers])
        cells = TypedCells(sheet)
        for row in itertools.chain(first, iterator):
            sheet.append([cells.cell(place, value) for place, value in enumerate(row)])
        save_workbook(book, stream)


def bold_cell(sheet: Any, text: str) -> Cell:
    """A cell of the header."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=escaped(text))
    cell.data_type = "s"
    cell.font = Font(bold=True)
    return cell


class TypedCells:
    """Makes the cells of a sheet: text stays text whatever it begins with, and long digits too."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        # One cell for a column and format, filled anew for each row: a row is written before the next is made.
        self._held: dict[tuple[int, str], Any] = {}

    def cell(self, place: int, value: Value) -> Any:
        """The cell, or the bare value where nothing has to be said about it."""
        if isinstance(value, str):
            return self._text(place, value)
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            return self._styled(place, value, "0" + ("." + "0" * decimals if decimals else ""))
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int) and abs(value) >= _MOST_DIGITS:
            return self._text(place, str(value))
        if isinstance(value, date) and not isinstance(value, datetime) and value < _FIRST_EXCEL_DAY:
            return self._text(place, value.isoformat())
        return value

    def _text(self, place: int, value: str) -> Any:
        if not value:
            return None
        text = escaped(value)
        if len(text) > _LONGEST:
            raise UsageError(
                f"第 {place + 1} 列有一格 {len(text)} 字,超过 Excel 一格 {_LONGEST} 字的上限;请改用 csv 或 json"
            )
        if len(text) > 9 and text.isdigit():
            cell = self._styled(place, text, "@")
        elif text[0] in "=#":
            cell = self._styled(place, text, "General")
        else:
            return text
        cell.data_type = "s"
        return cell

    def _styled(self, place: int, value: Any, number_format: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = self._held.get((place, number_format))
        if cell is None:
            cell = self._held[place, number_format] = WriteOnlyCell(self._sheet)
        cell.value = value
        cell.number_format = number_format
        return cell


def escaped(text: str) -> str:
    """A text as the XML of a sheet holds it."""
    text = _NO_TEXT.sub("\ufffd", text)
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def sheet_title(title: str | None) -> str:
    """A title as Excel allows it for a sheet: 31 signs, none of them []:*?/ or a backslash."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", _NO_TEXT.sub("", title or "")).strip().strip("'")[:31].strip()
    return name or "Sheet1"


def column_widths(headers: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[float]:
    """The width of each column in letters; a Chinese sign is two letters wide."""
    from wcwidth import wcswidth

    for place, name in enumerate(headers):
        texts = [name, *(shown_text(row[place]) for row in rows if place < len(row))]
        widest = max((max(wcswidth(text.partition("\n")[0]), 0) for text in texts), default=0)
        yield float(min(max(widest, 4) + 2, 50))


def column_name(place: int) -> str:
    """The letters of a column counted from 1."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place)


def shown_text(value: Value) -> str:
    """A value as CSV and JSON write it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return _NO_TEXT.sub("\ufffd", str(value))


class _Counted:
    """Rows that are counted, and held to the width of the header, as they pass."""

    def __init__(self, rows: Iterable[Sequence[Value]], width: int) -> None:
        self._rows, self._width, self.count = rows, width, 0

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._rows:
            if len(row) != self._width:
                raise ValueError(f"row {self.count + 1} has {len(row)} cells, the header {self._width}")
            self.count += 1
            yield row


def _write_csv(stream: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Value]], *, bom: bool) -> None:
    from tablib import Dataset

    stream.write(b"\xef\xbb\xbf" if bom else b"")
    for batch in _batches(itertools.chain([headers], rows)):
        # The format is named: tablib must never guess, and its `escape` would drop the first sign.
        text = Dataset(*[[_csv_cell(value) for value in row] for row in batch]).export("csv")
        stream.write(text.encode("utf-8"))


def _csv_cell(value: Value) -> str:
    text = _CONTROL.sub("", shown_text(value))
    return guard(text) if isinstance(value, str) else text


def _write_json(stream: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    from tablib import Dataset

    stream.write(b"[")
    lead = b"\n"
    for batch in _batches(rows):
        data = Dataset(*[[_json_cell(value) for value in row] for row in batch], headers=list(headers))
        stream.write(lead + data.export("json")[1:-1].encode("utf-8"))
        lead = b",\n"
    stream.write(b"\n]\n")


def _json_cell(value: Value) -> str | int | float | bool | None:
    return value if isinstance(value, int | float) or value is None else shown_text(value)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
