"""Parts of an .xlsx: how far a sheet reaches, and its cells whose formula has no value."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import attrs

from unionwork.errors import SheetError
from unionwork.exchange.files import broken

# RuntimeError is what zipfile says of a part with a password; a compression it does not know is one too.
_ZIP_FAULTS: Final = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError)
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 512
# A sheet of a million rows takes less than one of these; a zip bomb takes more.
_LARGEST: Final = 4 << 30
_LARGEST_INDEX: Final = 32 << 20
# What spreadsheets write; and, four times slower, all that XML allows.
_ROW: Final = re.compile(rb'<row [^>]*?r="(\d{1,9})"'), re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr=[\"'](\d{1,9})")
_WIDE: Final = re.compile(rb' r="([A-Z]{2,9})\d'), re.compile(rb"\sr=[\"']([A-Za-z]{2,9})\d")
_MARKS: Final = (b"<f", b'"e"'), (b"<f", b'"e"', b"'e'", b":f>", b":f ", b":f/")
_UNUSUAL: Final = re.compile(rb"<\w+:sheetData|\sr='")
_CELL: Final = re.compile(rb"<(?:(\w+):)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>)")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is)(?:\s[^>]*)?(/?)>([^<]*)")
_REFERENCE: Final = re.compile(rb"\sr=[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")


@attrs.frozen(kw_only=True)
class Extent:
    """How far the cells of a sheet reach.

    Attributes:
        rows: the last row that is written, counted from 1.
        columns: the last column, counted from 1; at least 26.
        is_marked: whether some cell has a formula or an error value.
    """

    rows: int
    columns: int
    is_marked: bool


def sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name to the name of the part that holds its cells.

    Raises:
        SheetError: the workbook is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            book = _parse(archive, names["xl/workbook.xml"])
            links = _parse(archive, names["xl/_rels/workbook.xml.rels"])
    except (KeyError, ElementTree.ParseError, *_ZIP_FAULTS):
        raise broken(path) from None
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.iter() if link.get("Target")}
    found: dict[str, str] = {}
    for entry in book.iter():
        if entry.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((value for key, value in entry.attrib.items() if key.rpartition("}")[2] == "id"), "")
        target = targets.get(link, "").replace("\\", "/")
        target = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        part = names.get(target.lower())
        if part is not None:
            found[entry.get("name", "")] = part
    return found


def measure(path: Path, part: str) -> Extent:
    """How far the cells of a part reach, without reading their values.

    Raises:
        SheetError: the part is damaged or absurdly large.
    """
    rows, wide, is_marked, style = 0, set[bytes](), False, 0
    tail = b""
    for chunk in _chunks(path, part):
        text = tail + chunk
        style = style or int(_UNUSUAL.search(text, 0, 8192) is not None)
        rows = max(rows, max(map(int, _ROW[style].findall(text)), default=0))
        wide.update(_WIDE[style].findall(text))
        is_marked = is_marked or any(mark in text for mark in _MARKS[style])
        tail = text[-_OVERLAP:]
    return Extent(rows=rows, columns=max(map(column_number, wide), default=26), is_marked=is_marked)


def valueless_cells(path: Path, part: str) -> dict[tuple[int, int], str]:
    """The cells (row, column from 0) with an error value (its text) or a formula without any value ("").

    Raises:
        SheetError: the part is damaged or absurdly large.
    """
    found: dict[tuple[int, int], str] = {}
    tail = b""
    for chunk in _chunks(path, part):
        held = tail + chunk
        end = 0
        for cell in _CELL.finditer(held):
            end = cell.end()
            content = cell[3] or b""
            is_error = b't="e"' in cell[2] or b"t='e'" in cell[2]
            if not is_error and not _FORMULA.search(content):
                continue
            value = _VALUE.search(content)
            text = value[2].decode("utf-8", "replace") if value else ""
            reference = _REFERENCE.search(cell[2])
            # A formula whose result is the empty text says so; without a word it was never computed.
            if reference and (is_error or not (text or b'"str"' in cell[2] or b"'str'" in cell[2])):
                found[int(reference[2]) - 1, column_number(reference[1]) - 1] = text
        tail = held[end:]
        if len(tail) > 4 * _CHUNK:
            tail = tail[-_OVERLAP:]
    return found


def column_number(letters: bytes) -> int:
    """A column's place counted from 1: A is 1, AA is 27."""
    number = 0
    for sign in letters.upper():
        number = number * 26 + sign - 64
    return number


def column_letters(number: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _parse(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > _LARGEST_INDEX:
        raise ValueError("too large")
    return ElementTree.fromstring(archive.read(name))


def _chunks(path: Path, part: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            if archive.getinfo(part).file_size > _LARGEST:
                raise SheetError(f"{path.name} 解开后超过 4 GB,不像一张正常的表;请删去多余的内容,或分成几个文件再导入")
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (KeyError, *_ZIP_FAULTS) as error:
        if isinstance(error, SheetError):
            raise
        raise broken(path) from None
