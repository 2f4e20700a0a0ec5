"""Texts: CSV in whatever encoding offices save it, and the JSON that this program exports."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from unionwork.errors import SheetError
from unionwork.exchange.files import Sort
from unionwork.exchange.grids import Cell, Row, Sheet

_CHUNK: Final = 1 << 20
_FIRST_SIGNS: Final = ("'", "=")
_DELIMITERS: Final = (",", "\t", ";")
_QUOTED: Final = re.compile(r'="([^"]*)"')
_GUARDED: Final = re.compile(r"'+[=+\-@]")


def read_csv(path: Path) -> Sheet:
    """The one sheet of a CSV file, every cell text; encoding and delimiter are found out.

    Raises:
        SheetError: the encoding cannot be found out, or a quotation mark is left open.
    """
    encoding = encoding_of(path)
    delimiter = _delimiter_of(path, encoding)
    return Sheet(name=path.stem, book=path.name, sort=Sort.CSV, read=lambda: _csv_rows(path, encoding, delimiter))


def read_json(path: Path) -> Sheet:
    """The one sheet of a JSON file: a list of objects, whose keys are the headers.

    Raises:
        SheetError: it is no such list.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            records = json.load(file)
    except UnicodeDecodeError:
        raise SheetError(f"{path.name} 不是 UTF-8 编码的 JSON;请重新导出") from None
    except json.JSONDecodeError as error:
        raise SheetError(f"{path.name} 第 {error.lineno} 行不是正确的 JSON;请重新导出,或改用 .xlsx") from None
    except (RecursionError, ValueError):
        raise SheetError(f"{path.name} 不是本程序能读的 JSON;请重新导出,或改用 .xlsx") from None
    except OSError as error:
        raise SheetError(f"读 {path.name} 时出错({error.strerror});请复制到本机再导入") from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise SheetError(f"{path.name} 里应是一列记录,每条形如 {{列名: 值}};请重新导出,或改用 .xlsx")
    headers = list(dict.fromkeys(key for record in records for key in record))
    return Sheet(name=path.stem, book=path.name, sort=Sort.JSON, read=lambda: _json_rows(headers, records))


def guard(text: str) -> str:
    """A text as CSV carries it: where a spreadsheet would take it for a formula, an apostrophe goes before it.

    Texts that already begin with apostrophes and such a sign get one more, so that `unguard` gives every
    text back as it was.
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") or _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given; other systems write ="00123" for a text of digits."""
    if text.startswith("'"):
        return text[1:] if _GUARDED.match(text) else text
    quoted = _QUOTED.fullmatch(text)
    return quoted[1] if quoted else text


def encoding_of(path: Path) -> str:
    """The encoding of a text file: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030.

    Raises:
        SheetError: it is none of them.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        if _first_fault(path, "utf-16") is None:
            return "utf-16"
        raise SheetError(f"{path.name} 的 UTF-16 编码有错;请用 Excel 打开后另存为 .xlsx 再导入")
    # A BOM before a body in GB18030 comes from programs that glue files together.
    fault = _first_fault(path, "utf-8-sig")
    if fault is None:
        return "utf-8-sig"
    other = _first_fault(path, "gb18030", skip=3 if head.startswith(codecs.BOM_UTF8) else 0)
    if other is None:
        return "gb18030"
    raise SheetError(
        f"{path.name} 第 {max(fault, other)} 行附近有无法识别的字符(既不是 UTF-8 也不是 GB18030,"
        f"或两种编码混在一起);请用 Excel 打开核对后另存为 .xlsx 再导入"
    )


def _first_fault(path: Path, encoding: str, skip: int = 0) -> int | None:
    """The line on which decoding fails, or None; a sign that no text has is a failure too."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        file.seek(skip)
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
            if "\x00" in text:
                return line + text[: text.index("\x00")].count("\n")
            line += text.count("\n")
            if not chunk:
                return None


def _open(path: Path, encoding: str) -> io.TextIOWrapper:
    file = path.open("rb")
    if encoding == "gb18030" and file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, newline="")


def _delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter that parts most of the first rows, and into most columns; the comma where none does."""
    with _open(path, encoding) as file:
        head = "".join(line for _, line in zip(range(50), iter(lambda: file.readline(_CHUNK), ""), strict=False))
    parted: dict[str, tuple[int, int]] = {}
    for delimiter in _DELIMITERS:
        try:
            found = sorted(len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row)
        except csv.Error:
            found = []
        parted[delimiter] = sum(width > 1 for width in found), found[len(found) // 2] if found else 0
    return max(_DELIMITERS, key=lambda delimiter: parted[delimiter])


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    number = 0
    try:
        with _open(path, encoding) as file:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=True), start=1):
                yield number, [unguard(cell) if cell[:1] in _FIRST_SIGNS else cell for cell in cells]
    except csv.Error:
        raise SheetError(
            f"{path.name} 第 {number + 1} 行附近的引号没有配对,后面的内容都被当成了一格;请补上引号,或另存为 .xlsx"
        ) from None
    except (UnicodeDecodeError, OSError):
        raise SheetError(f"{path.name} 读到第 {number + 1} 行时出错,文件可能正在被改动;请稍后再导入") from None


def _json_rows(headers: list[str], records: list[dict[str, Any]]) -> Iterator[Row]:
    yield 1, list(headers)
    for number, record in enumerate(records, start=2):
        yield number, [_json_cell(record.get(key)) for key in headers]


def _json_cell(value: Any) -> Cell:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str | int | float | bool) else None
