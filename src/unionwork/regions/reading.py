"""Reads a TOML table as a declared class: one reader for every noun, driven by the classes themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from unionwork.declare.expressions import Const, Expr
from unionwork.declare.grammar import parse
from unionwork.declare.kinds import Kind
from unionwork.declare.rules import Test
from unionwork.errors import DeclarationError, UnionworkError, suggest
from unionwork.regions.sources import Source
from unionwork.regions.toml_lines import Path

_Class = TypeVar("_Class")

# How packs spell an attribute; the attribute's own name is understood as well.
_SPELLED = {"label": "name", "label_en": "name_en", "from_on": "from", "to_on": "to"}
# Set by the reader, never by a file.
_OURS = frozenset({"owner"})
_PLAIN: dict[type, tuple[tuple[type, ...], str]] = {
    str: ((str,), "文字(加英文引号)"),
    bool: ((bool,), "true 或 false"),
    int: ((int,), "整数"),
    Decimal: ((int, Decimal), "数字"),
    date: ((date,), "日期,如 2009-06-30(不加引号)"),
}


class TableReader:
    """Reads the tables of one file.

    Attributes:
        source: the file.
        kinds: the kinds that `of = "..."` may name, with the fields that the pack adds.
        owner: key of the pack.
        nodes: each expression and test that was read, with its path, to find the line of a later complaint.
    """

    def __init__(self, source: Source, kinds: Mapping[str, Kind], owner: str) -> None:
        self.source, self.kinds, self.owner = source, kinds, owner
        self.nodes: list[tuple[Path, Expr | Test]] = []

    def read(self, cls: type[_Class], table: object, path: Path) -> _Class:
        """An object of a declared attrs class.

        Raises:
            DeclarationError: a key it does not have, one that is missing, a value of another sort,
                or what the class itself refuses; with file and line.
        """
        if not isinstance(table, dict):
            raise self.source.refuse(f"「{path[-1] if path else ''}」要写成一张表", path)
        declared: Any = cls
        spelled, hints = spelling(declared), _hints(declared)
        values: dict[str, Any] = {}
        for key, raw in table.items():
            name = spelled.get(key)
            if name is None:
                hint = _inside(declared, key, path) or suggest(key, table_keys(declared))
                raise self.source.refuse(f"没有键「{key}」;{hint}", (*path, key))
            if name in values:
                raise self.source.refuse(f"「{key}」和「{_shown(name, cls)}」说的是同一件事;只留一个", (*path, key))
            values[name] = self.value(hints[name], raw, (*path, key))
        self._complete(cls, values, path)
        if "owner" in attrs.fields_dict(declared):
            values["owner"] = self.owner
        try:
            made: _Class = cls(**values)
        except UnionworkError as error:
            raise self.source.refuse(_reason(error), path) from None
        except ValueError as error:
            raise self.source.refuse(_choice(error), path) from None
        if isinstance(made, Test):
            self.nodes.append((path, made))
        return made

    def _complete(self, cls: type, values: Mapping[str, Any], path: Path) -> None:
        for attribute in attrs.fields(cls):
            if attribute.init and attribute.default is attrs.NOTHING and attribute.name not in values:
                raise self.source.refuse(f"缺少「{_shown(attribute.name, cls)}」", path)
            given = values.get(attribute.name)
            if attribute.default is attrs.NOTHING and isinstance(given, str) and not given.strip():
                raise self.source.refuse(f"「{_shown(attribute.name, cls)}」不能是空的", (*path, attribute.name))

    def value(self, hint: Any, raw: object, path: Path) -> Any:
        """A TOML value as an attribute of that type holds it."""
        origin, inner = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return self._either([entry for entry in inner if entry is not NoneType], raw, path)
        if origin is tuple:
            return self._sequence(inner, raw, path)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            if not isinstance(raw, dict):
                raise self._wrong(path, "一张表,如 {a = 1}")
            return {key: self.value(inner[1], entry, (*path, key)) for key, entry in raw.items()}
        if hint is Any:
            return raw
        if issubclass(hint, Kind):
            return self._kind(raw, path)
        if issubclass(hint, Expr):
            return self._expression((hint,), raw, path)
        if issubclass(hint, Enum):
            return self._member(hint, raw, path)
        if attrs.has(hint):
            return self.read(hint, raw, path)
        return self._plain(hint, raw, path)

    def _either(self, options: list[Any], raw: object, path: Path) -> Any:
        if len(options) == 1:
            return self.value(options[0], raw, path)
        if all(isinstance(option, type) and issubclass(option, Expr) for option in options):
            return self._expression(tuple(options), raw, path)
        for option in options:
            if isinstance(raw, _PLAIN[option][0]) and not isinstance(raw, bool):
                return raw
        raise self._wrong(path, "或".join(_PLAIN[option][1] for option in options))

    def _sequence(self, inner: tuple[Any, ...], raw: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise self._wrong(path, '一组,如 ["a", "b"]')
        if inner[-1] is Ellipsis:
            return tuple(self.value(inner[0], entry, (*path, place)) for place, entry in enumerate(raw))
        if len(raw) != len(inner):
            raise self._wrong(path, f"一组 {len(inner)} 个")
        return tuple(self.value(hint, raw[place], (*path, place)) for place, hint in enumerate(inner))

    def _plain(self, hint: type, raw: object, path: Path) -> Any:
        if hint not in _PLAIN:
            raise self.source.refuse(f"「{path[-1]}」只能在 Python 里声明", path)
        allowed, words = _PLAIN[hint]
        # To Python a truth is an integer and an instant is a day; to people they are not.
        misfit = (isinstance(raw, bool) and hint is not bool) or isinstance(raw, datetime)
        if misfit or not isinstance(raw, allowed):
            raise self._wrong(path, words)
        return Decimal(raw) if hint is Decimal else raw  # type: ignore[arg-type]

    def _kind(self, raw: object, path: Path) -> Kind:
        key = self._plain(str, raw, path)
        if key not in self.kinds:
            raise self.source.refuse(f"没有种类「{key}」;{suggest(key, self.kinds)}", path)
        return self.kinds[key]

    def _member(self, hint: type[Enum], raw: object, path: Path) -> Enum:
        known = {str(member.value): member for member in hint}
        key = self._plain(str, raw, path)
        if key not in known:
            raise self.source.refuse(f"「{path[-1]}」没有「{key}」这一种;{suggest(key, known)}", path)
        return known[key]

    def _expression(self, wanted: tuple[type[Expr], ...], raw: object, path: Path) -> Expr:
        made: Expr
        if isinstance(raw, str):
            try:
                made = parse(raw)
            except DeclarationError as error:
                raise self.source.refuse(_reason(error), path) from None
        elif isinstance(raw, bool | int | Decimal) or type(raw) is date:
            made = Const(raw)
        else:
            raise self._wrong(path, "表达式(加英文引号)")
        if not isinstance(made, wanted):
            names = "、".join(_EXPRESSIONS.get(entry.__name__, entry.__name__) for entry in wanted)
            raise self._wrong(path, names)
        self.nodes.append((path, made))
        return made

    def _wrong(self, path: Path, wanted: str) -> DeclarationError:
        return self.source.refuse(f"「{_last_key(path)}」要写{wanted}", path)


_EXPRESSIONS = {
    "Measure": "统计,如 count(...)、sum(...)、distinct(...)",
    "Figure": "组织数据,如 figure('workers')",
    "Name": "字段,如 category 或 household.category",
}


def table_keys(cls: type) -> list[str]:
    """The keys that a table of a class may have, as packs spell them."""
    return [_shown(entry, cls) for entry in dict.fromkeys(spelling(cls).values())]


@cache
def spelling(cls: type[Any]) -> Mapping[str, str]:
    """Each spelling of a key to the attribute it sets."""
    names = [entry.name for entry in attrs.fields(cls) if entry.init and entry.name not in _OURS]
    spelled = {name: name for name in names}
    spelled.update({_SPELLED[name]: name for name in names if _SPELLED.get(name, name) not in names})
    return spelled


@cache
def _hints(cls: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(cls)


def _inside(cls: type[Any], key: str, path: Path) -> str:
    """Where a key stands that a table does not have and the tables in it do; "" where they do not either."""
    declared: Any = cls
    for name, hint in _hints(declared).items():
        inner: Any = next((entry for entry in get_args(hint) if isinstance(entry, type) and attrs.has(entry)), None)
        if get_origin(hint) is not tuple or inner is None or key not in spelling(inner):
            continue
        tables = ".".join([*(part for part in path if isinstance(part, str)), _shown(name, cls)])
        nested = get_origin(_hints(inner)[spelling(inner)[key]]) is tuple
        return f"它写在 {name} 里:[[{tables}.{key}]]" if nested else f"它写在 [[{tables}]] 里"
    return ""


def _shown(name: str, cls: type) -> str:
    spelled = _SPELLED.get(name, name)
    return spelled if spelled in spelling(cls) and spelling(cls)[spelled] == name else name


def _last_key(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _reason(error: UnionworkError) -> str:
    return error.reason if isinstance(error, DeclarationError) else str(error)


def _choice(error: ValueError) -> str:
    """What an attrs validator over a list of choices refused, in words."""
    if len(error.args) == 4:
        _, attribute, options, given = error.args
        known = [str(option) for option in options if option != ""]
        return f"「{attribute.name}」不能是「{given}」;可用的有:{'、'.join(known)}"
    return str(error)
