"""Where each entry of a TOML file stands: the lines that `tomllib` does not give."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress

import attrs

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)


@attrs.frozen
class Lines:
    """The lines of a file's entries.

    Attributes:
        at: path of an entry, such as ("rules", 0, "outcomes", 1, "key"), to its line, counted from 1.
        repeated: line, and line of the first, of each key that is written twice in one table.
    """

    at: Mapping[Path, int]
    repeated: tuple[tuple[int, int, str], ...] = ()

    def of(self, path: Path) -> int:
        """The line of an entry, or of the nearest table around it."""
        while path and path not in self.at:
            path = path[:-1]
        return self.at.get(path, 1)


def find_lines(text: str) -> Lines:
    """The lines of all entries of a TOML text.

    A text that is no TOML gives the entries up to the place where it stops being some.
    """
    scanner = _Scanner(text)
    with suppress(_StopHereError):
        scanner.scan()
    return Lines(scanner.lines, tuple(scanner.repeated))


class _StopHereError(Exception):
    """The text stops being TOML here."""


class _Scanner:
    """Walks over a text once; knows strings, arrays, inline tables and headers, and nothing of values."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.breaks = [place for place, sign in enumerate(text) if sign == "\n"]
        self.lines: dict[Path, int] = {}
        self.repeated: list[tuple[int, int, str]] = []
        self.last: dict[Path, int] = {}
        self.table: Path = ()

    @property
    def line(self) -> int:
        return bisect_right(self.breaks, self.at - 1) + 1

    def scan(self) -> None:
        while self.skip_blank():
            if self.take("[["):
                self.header(repeats=True)
            elif self.take("["):
                self.header(repeats=False)
            else:
                self.pair(self.table)

    def skip_blank(self) -> bool:
        """Step over spaces, lines and comments; whether anything is left."""
        self.at = self.match(_BLANK).end()
        return self.at < len(self.text)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _StopHereError
        return found

    def take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def want(self, sign: str) -> None:
        if not self.take(sign):
            raise _StopHereError

    def header(self, *, repeats: bool) -> None:
        line = self.line
        *outer, last = self.key()
        self.want("]]" if repeats else "]")
        path: Path = ()
        for part in outer:
            path = self.inside((*path, part))
        path = (*path, last)
        if repeats:
            self.last[path] = self.last.get(path, -1) + 1
            self.lines.setdefault(path, line)
            path = self.inside(path)
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
        self.table = path

    def inside(self, path: Path) -> Path:
        """The path of the newest table of an array of tables; any other path as it is."""
        return (*path, self.last[path]) if path in self.last else path

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.at = self.match(_SPACE).end()
            quoted = self.text[self.at : self.at + 1] in {'"', "'"}
            found = self.match(_STRING if quoted else _BARE_KEY)
            self.at = found.end()
            parts.append(_unquote(found[0]) if quoted else found[0])
            self.at = self.match(_SPACE).end()
            if not self.take("."):
                return parts

    def pair(self, table: Path) -> None:
        line = self.line
        path = (*table, *self.key())
        if path in self.lines:
            self.repeated.append((line, self.lines[path], str(path[-1])))
        for length in range(len(table) + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
        self.want("=")
        self.at = self.match(_SPACE).end()
        self.value(path)

    def value(self, path: Path) -> None:
        if self.take("["):
            self.array(path)
        elif self.take("{"):
            self.inline(path)
        else:
            quoted = self.text[self.at : self.at + 1] in {'"', "'"}
            self.at = self.match(_STRING if quoted else _BARE_VALUE).end()

    def array(self, path: Path) -> None:
        place = 0
        while self.skip_blank() and not self.take("]"):
            self.lines.setdefault((*path, place), self.line)
            self.value((*path, place))
            place += 1
            self.skip_blank()
            self.take(",")

    def inline(self, path: Path) -> None:
        while self.skip_blank() and not self.take("}"):
            self.pair(path)
            self.skip_blank()
            self.take(",")


def _unquote(written: str) -> str:
    """What a quoted key stands for."""
    try:
        return str(tomllib.loads(f"key = {written}")["key"])
    except tomllib.TOMLDecodeError:
        raise _StopHereError from None
