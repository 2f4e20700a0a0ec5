"""Old workbooks (.xls): the streams of the compound file, and cells that hold an error value."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from unionwork.exchange.files import broken

_END: Final = 0xFFFFFFFA
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_STRINGS, _DIMENSIONS = 0xFC, 0x200
_BOF, _FORMULA, _BOOLERR, _BOUNDSHEET, _FILEPASS = 0x809, 0x06, 0x205, 0x85, 0x2F
# The records of cells with content: formula, rich text, shared text, several numbers, number, text, error, number.
_CELLS: Final = frozenset({_FORMULA, 0xD6, 0xFD, 0xBD, 0x203, 0x204, _BOOLERR, 0x27E})
_HEADER: Final = struct.Struct("<HH")
# No .xls that Excel writes is larger; beyond it the file is no sheet, whatever it says.
_LARGEST: Final = 1 << 30


@attrs.frozen(kw_only=True)
class Survey:
    """What an old workbook holds beside what calamine tells.

    Attributes:
        is_protected: whether it wants a password.
        cells: how many cells the rectangles of all its sheets have.
        errors: for each sheet the cells (row, column from 0) with an error value, and its text.
    """

    is_protected: bool
    cells: int
    errors: tuple[Mapping[tuple[int, int], str], ...]


def stream_names(path: Path) -> list[str]:
    """The names of the streams in a compound file.

    Raises:
        SheetError: the file is damaged.
    """
    try:
        return [name for name, _, _ in _Compound(path).entries]
    except (struct.error, IndexError, ValueError, UnicodeDecodeError, OSError):
        raise broken(path) from None


def survey(path: Path) -> Survey:
    """What calamine does not tell of an old workbook, or would stumble over.

    Raises:
        SheetError: the file is damaged.
    """
    try:
        return _survey(_Compound(path).stream("workbook", "book"))
    except (struct.error, IndexError, ValueError, UnicodeDecodeError, OSError):
        raise broken(path) from None


class _Compound:
    """A compound file (OLE2): sectors chained by an allocation table, and a directory of streams."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        self._data = path.read_bytes()
        shift, small_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("sector size")
        self._size = 1 << shift
        first_directory, self._cutoff, first_small = (
            struct.unpack_from("<I", self._data, place)[0] for place in (48, 56, 60)
        )
        self._table = self._read_table()
        self.entries = self._read_directory(self._chain(first_directory))
        self._small_table = self._numbers(self._chain(first_small)) if first_small < _END else ()
        self._small = self._chain(self._root) if self._root < _END else b""

    def stream(self, *names: str) -> bytes:
        """The content of the first stream that has one of the names."""
        for wanted in names:
            for name, start, size in self.entries:
                if name.casefold() == wanted:
                    return self._content(start, size)
        raise ValueError("no such stream")

    def _content(self, start: int, size: int) -> bytes:
        if size >= self._cutoff:
            return self._chain(start)[:size]
        parts: list[bytes] = []
        for sector in _follow(start, self._small_table):
            if sector * 64 + 64 > len(self._small):
                raise ValueError("sector past the end")
            parts.append(self._small[sector * 64 : sector * 64 + 64])
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start + self._size > len(self._data):
            raise ValueError("sector past the end")
        return self._data[start : start + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self._table))

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _read_table(self) -> tuple[int, ...]:
        places = list(struct.unpack_from("<109I", self._data, 76))
        more = struct.unpack_from("<I", self._data, 68)[0]
        seen: set[int] = set()
        while more < _END and more not in seen:
            seen.add(more)
            numbers = self._numbers(self._sector(more))
            places.extend(numbers[:-1])
            more = numbers[-1]
        return self._numbers(b"".join(self._sector(place) for place in places if place < _END))

    def _read_directory(self, data: bytes) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        self._root = _END
        for place in range(0, len(data) - 127, 128):
            length, sort = struct.unpack_from("<HB", data, place + 64)
            start, size = struct.unpack_from("<II", data, place + 116)
            name = data[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le")
            if sort == 5:
                self._root = start
            elif sort == 2:
                found.append((name, start, size))
        return found


def _follow(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """The sectors of a chain; a chain that bites its tail is damage."""
    left = len(table) + 1
    while start < _END:
        yield start
        start = table[start]
        left -= 1
        if left < 0:
            raise ValueError("endless chain")


def _survey(data: bytes) -> Survey:
    sheets: list[int] = []
    found: dict[int, dict[tuple[int, int], str]] = {}
    current: dict[tuple[int, int], str] = {}
    place, end, rows, columns, cells = 0, len(data) - 3, 0, 0, 0
    while place < end:
        sort, length = _HEADER.unpack_from(data, place)
        body = place + 4
        if sort in _CELLS:
            row, column = _HEADER.unpack_from(data, body)
            if column > 255 or length < 6:
                raise ValueError("no such column")
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if sort == _BOOLERR and data[body + 7]:
                current[row, column] = _ERRORS.get(data[body + 6], "#ERR")
            elif sort == _FORMULA and data[body + 12 : body + 14] == b"\xff\xff" and data[body + 6] == 2:
                current[row, column] = _ERRORS.get(data[body + 8], "#ERR")
        elif sort == _BOF:
            current = found.setdefault(place, {})
            cells, rows, columns = cells + rows * columns, 0, 0
        elif sort == _FILEPASS:
            return Survey(is_protected=True, cells=0, errors=())
        elif sort in (_STRINGS, _DIMENSIONS):
            _doubt(sort, data, body)
        elif sort == _BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", data, body)[0])
            if sheets[-1] >= len(data):
                raise ValueError("sheet past the end")
        place = body + length
    return Survey(
        is_protected=False, cells=cells + rows * columns, errors=tuple(found.get(start, {}) for start in sheets)
    )


def _doubt(sort: int, data: bytes, body: int) -> None:
    """Refuses counts that cannot be: calamine believes them, and ends the process when memory runs out."""
    if sort == _STRINGS:
        # A text takes three bytes at least.
        if struct.unpack_from("<I", data, body + 4)[0] * 3 > len(data):
            raise ValueError("too many texts")
        return
    top, bottom, left, right = struct.unpack_from("<IIHH", data, body)
    if bottom > 65536 or right > 256 or top > bottom or left > right:
        raise ValueError("no such cells")
