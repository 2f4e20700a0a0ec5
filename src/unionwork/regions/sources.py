"""The TOML files of a pack: read strictly, each entry with its line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path as File
from typing import Any

import attrs

from unionwork.declare.signs import find_wide_sign, without_strings
from unionwork.errors import DeclarationError, UnionworkError
from unionwork.regions.toml_lines import Lines, Path, find_lines
from unionwork.values import parse_day

PACK = "pack.toml"
# A pack that can be installed has the description of its distribution beside its own files.
_NOT_OURS = frozenset({"pyproject.toml"})
_REASONS = (
    ("Cannot overwrite a value", "这个键写了两次,或者前面已经写成了另一种;每个键只写一次"),
    ("Cannot declare", "这张表写了两次;同名的表只写一次(多条并列的写成 [[...]])"),
    ("Cannot mutate immutable", "前面已经写成一整组,不能再分开补写"),
    ("Duplicate inline table key", "这个键写了两次;每个键只写一次"),
    ("Expected '='", "键的后面要写等号"),
    ("Expected ']", "方括号没有成对"),
    ("Unclosed array", "数组的方括号没有成对"),
    ("Unclosed inline table", "花括号没有成对,或里面少了逗号"),
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "这里有不能出现的字符(引号是否写成了中文引号,或没有成对)"),
    ("Invalid statement", "这里看不懂;一行写成 键 = 值"),
    ("Invalid value", "等号后面的值看不懂;文字要加英文引号"),
    ("Invalid initial character", "键只能用英文字母、数字、- 和 _;其他的要加英文引号"),
    ("Expected newline", "一行只写一个键,值的后面不能再有别的"),
    ("Unescaped '\\'", "反斜杠要写两个,或改用单引号"),
)
# What stands behind an equals sign, or as one of several, and begins with a digit.
_VALUE = re.compile(r"[=\[,]\s*([+-]?\d(?:[^\s\]},]|,(?=\d{3}))*(?:[ \t]+[^\x00-\x7f][^\s\]},]*)?)")
_DAY = re.compile(r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?")
_NUMBER = re.compile(r"([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?)(\D*)")


@attrs.frozen
class Source:
    """One file of a pack.

    Attributes:
        name: the path as a message shows it.
        data: what it says.
        text: the text it was read from.
    """

    name: str
    data: Mapping[str, Any]
    text: str = attrs.field(repr=False)

    @cached_property
    def lines(self) -> Lines:
        """Where each entry stands; found only when something is wrong, for it takes as long as reading."""
        return find_lines(self.text)

    def refuse(self, reason: str, path: Path = ()) -> DeclarationError:
        """The error about an entry, with its line."""
        return DeclarationError(reason, file=self.name, line=self.lines.of(path))


def pack_folder(folder: File) -> File:
    """The folder that holds pack.toml: this one, or the only one in it that does (an installable pack).

    Raises:
        DeclarationError: there is none, or more than one.
    """
    if (folder / PACK).is_file():
        return folder
    if not folder.is_dir():
        raise DeclarationError("没有这个文件夹;请检查路径,或写已安装的地区的键", file=str(folder))
    inner = sorted(path.parent for path in folder.glob(f"*/{PACK}"))
    if len(inner) == 1:
        return inner[0]
    what = "没有 pack.toml" if not inner else "里面有几个地区包,请指明其中一个"
    raise DeclarationError(f"{what};可用 unionwork region new 新建一个地区包", file=str(folder))


def read_sources(folder: File) -> list[Source]:
    """The files of a pack, pack.toml first, the others by name.

    Raises:
        DeclarationError: a file is no TOML; says file, line and what to mend.
    """
    names = sorted(pack_files(folder), key=lambda file: (file.name != PACK, file.name))
    return [read_source(file) for file in names]


def read_source(file: File) -> Source:
    """One file.

    Raises:
        DeclarationError: it is no TOML, or cannot be read.
    """
    name = str(file)
    try:
        # Windows Notepad puts a mark before the first character.
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise DeclarationError("不是 UTF-8 编码;请另存为 UTF-8", file=name, line=line) from None
    except OSError as error:
        raise DeclarationError(f"读不了:{error.strerror}", file=name) from None
    return _source(name, text)


@lru_cache(maxsize=256)
def _source(name: str, text: str) -> Source:
    """What a text says; a command asks for the head of a pack, for the pack, and again when it knows its workspace."""
    try:
        # Decimal from the written digits, so that 0.1 stays 0.1.
        data = tomllib.loads(text, parse_float=_finite)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise _syntax_error(text, name, error) from None
    return Source(name, data, text)


def digest_of(folder: File) -> str:
    """SHA-256 over names and contents of a pack's files; line ends do not count, so that Windows agrees."""
    digest = hashlib.sha256()
    for file in pack_files(folder):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def pack_files(folder: File) -> list[File]:
    """The TOML files of a pack, by name."""
    return sorted(file for file in folder.glob("*.toml") if file.is_file() and file.name not in _NOT_OURS)


def _finite(written: str) -> Decimal:
    number = Decimal(written)
    if not number.is_finite():
        raise ValueError(f"{written} 不是数")
    return number


def _syntax_error(text: str, name: str, error: Exception) -> DeclarationError:
    said = str(error)
    if not isinstance(error, tomllib.TOMLDecodeError):
        reason = "嵌套太深" if isinstance(error, RecursionError) else said
        return DeclarationError(reason, file=name, line=_line_of_number(text))
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    written = text.splitlines() or [""]
    line, column = (int(found[1]), int(found[2])) if found else (len(written), len(written[-1]) + 1)
    if said.startswith(("Cannot overwrite", "Duplicate inline table key")):
        again = [entry for entry in find_lines(text).repeated if entry[0] <= line]
        if again:
            at, first, key = again[-1]
            return DeclarationError(f"键「{key}」写了两次(第一次在第 {first} 行);只留一个", file=name, line=at)
    day = _wrong_day(written[min(line, len(written)) - 1])
    if day or said.startswith("Invalid date or datetime"):
        return DeclarationError(day or "日期或时间不存在;日期写成 2009-06-30", file=name, line=line)
    guess = _mistyped(written[min(line, len(written)) - 1], column)
    if guess is not None:
        column, reason = guess
        return DeclarationError(f"第 {column} 个字符附近:{reason}", file=name, line=line)
    reason = next((ours for theirs, ours in _REASONS if theirs in said), "语法不对")
    return DeclarationError(f"第 {column} 个字符附近:{reason}", file=name, line=line)


def _mistyped(written: str, column: int) -> tuple[int, str] | None:
    """The column and the words for what people type where TOML wants something else; None where it is none of it.

    A day as 2024/7/1, a number with its unit or with commas, a comma, quote or bracket typed in Chinese.
    """
    wide = find_wide_sign(written)
    if wide is not None:
        return wide.at + 1, wide.says
    plain = without_strings(written)
    for found in _VALUE.finditer(plain):
        if not found.start(1) <= column - 1 <= found.end(1):
            continue
        day = _DAY.fullmatch(found[1])
        if day is not None:
            return found.start(1) + 1, f"「{found[1]}」不是 TOML 的日期;{_as_day(day)}"
        number = _NUMBER.fullmatch(found[1])
        if number is not None:
            digits = number[1].replace(",", "").lstrip("0") or "0"
            if found[1] == digits:
                continue
            more = ",单位另写在 unit 里" if number[2] else ",前面不加 0,中间不加逗号"
            return found.start(1) + 1, f"「{found[1]}」不是 TOML 的数字;数值只写数字,如 {digits}{more}"
    return None


def _as_day(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    try:
        return f"日期写成 {date(year, month, day).isoformat()}"
    except ValueError:
        return "日期写成 2024-07-01"


def _wrong_day(line: str) -> str:
    """What is wrong with a date of this line that is no day of the calendar; "" where there is none."""
    for found in re.finditer(r"=\s*(\d{4}-\d{2}-\d{2})", line):
        try:
            parse_day(found[1])
        except UnionworkError as error:
            return str(error)
    return ""


def _line_of_number(text: str) -> int:
    found = re.search(r"=\s*[+-]?(?:inf|nan)\b", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
