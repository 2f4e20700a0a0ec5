"""Old workbooks (.xls): the streams of the compound file, and cells that hold an error value."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from unionwork.exchange.files import broken

_END: Final = 0xFFFFFFFA
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOF, _EOF, _FORMULA, _BOOLERR, _BOUNDSHEET, _FILEPASS = 0x809, 0x0A, 0x06, 0x205, 0x85, 0x2F
# No .xls that Excel writes is larger; beyond it the file is no sheet, whatever it says.
_LARGEST: Final = 1 << 30


def stream_names(path: Path) -> list[str]:
    """The names of the streams in a compound file.

    Raises:
        SheetError: the file is damaged.
    """
    try:
        return [name for name, _, _ in _Compound(path).entries]
    except (struct.error, IndexError, ValueError, UnicodeDecodeError, OSError):
        raise broken(path) from None


def error_cells(path: Path) -> tuple[bool, list[dict[tuple[int, int], str]]]:
    """Whether the workbook wants a password, and per sheet the cells (row, column from 0) with an error value.

    Raises:
        SheetError: the file is damaged.
    """
    try:
        return _scan(_Compound(path).stream("workbook", "book"))
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
            parts.append(self._small[sector * 64 : sector * 64 + 64])
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
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


def _scan(data: bytes) -> tuple[bool, list[dict[tuple[int, int], str]]]:
    sheets: list[int] = []
    found: dict[int, dict[tuple[int, int], str]] = {}
    current: dict[tuple[int, int], str] = {}
    place, end = 0, len(data) - 3
    while place < end:
        sort, length = struct.unpack_from("<HH", data, place)
        body = place + 4
        if sort == _BOF:
            current = found.setdefault(place, {})
        elif sort == _FILEPASS:
            return True, []
        elif sort == _BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", data, body)[0])
        elif sort == _BOOLERR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", data, body)
            if is_error:
                current[row, column] = _ERRORS.get(code, "#ERR")
        elif sort == _FORMULA and length >= 14 and data[body + 12 : body + 14] == b"\xff\xff" and data[body + 6] == 2:
            row, column = struct.unpack_from("<HH", data, body)
            current[row, column] = _ERRORS.get(data[body + 8], "#ERR")
        place = body + length
    return False, [found.get(start, {}) for start in sheets]
