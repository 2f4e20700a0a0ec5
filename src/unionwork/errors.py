"""What can go wrong, one class for each thing a caller may handle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import IntEnum

_LONG_NUMBER = re.compile(r"(\d{6})\d{8,}([\dXx])")
_MOBILE_NUMBER = re.compile(r"(?<![\dA-Za-z])(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def _masked(text: str) -> str:
    return _MOBILE_NUMBER.sub(r"\1****\2", _LONG_NUMBER.sub(r"\1***\2", text))


class ExitCode(IntEnum):
    """What the command line answers to the shell (DESIGN 9)."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    STORE = 3
    PLUGIN = 4
    INTERRUPTED = 130


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, or None where none is like it."""
    found = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.5)
    return found[0] if found else None


def suggest(word: str, known: Iterable[str], limit: int = 8) -> str:
    """The tail of a message about an unknown word: the key it is the label of, the nearest one, or what there is."""
    if isinstance(known, Mapping):
        named = next((key for key, held in known.items() if getattr(held, "label", None) == word), None)
        if named is not None:
            return f"它是名称,键是 {named}"
    names = sorted(set(known))
    close = nearest(word, names)
    if close:
        return f"最接近的是「{close}」"
    shown = "、".join(names[:limit]) + ("……" if len(names) > limit else "")
    return f"可用的有:{shown}" if names else "现在一个也没有"


class UnionworkError(Exception):
    """The root of all errors of unionwork; its text is one line for a person.

    What was typed may be quoted in it, but no number that may be a person's: an ID or account number keeps
    its beginning and end, a mobile number too.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, *args: object) -> None:
        super().__init__(*(_masked(given) if isinstance(given, str) else given for given in args))

    @property
    def message(self) -> str:
        return str(self)


class UsageError(UnionworkError, ValueError):
    """A command or call was worded in a way that cannot be carried out."""

    exit_code = ExitCode.USAGE


class UnknownNameError(UsageError, LookupError):
    """A name that nothing carries: a kind, a field, an indicator, a record, an organisation.

    Attributes:
        what: the sort of thing that was named, in Chinese.
        name: the name as given.
        known: the names there are.
        more: what else may be the reason, such as that it lies outside the operator's scope.
    """

    def __init__(self, what: str, name: str, known: Iterable[str] = (), more: str = "") -> None:
        known = known if isinstance(known, Mapping) else tuple(known)
        self.what, self.name, self.known, self.more = what, name, tuple(known), more
        super().__init__(f"没有{what}「{name}」;{suggest(name, known)}{more}")


class ValueRefusedError(UsageError):
    """A value that its field cannot hold.

    Attributes:
        reason: what is wrong with it and what would be right.
        value: the value as given, already masked where it is private.
    """

    def __init__(self, reason: str, value: str = "") -> None:
        self.reason, self.value = reason, value
        super().__init__(f"「{value}」{reason}" if value else reason)


class SheetError(UsageError):
    """A file of rolls that cannot be read at all."""


class RefusedError(UnionworkError):
    """A rule, a guard or a right refused what was asked."""


class NotPermittedError(RefusedError, PermissionError):
    """The operator lacks a right that the act needs, or has a role that may not do it.

    Attributes:
        operator: the operator's key.
        right: the right that was missing; for a role the act that it may not do.
        roles: the labels of the roles that may, where the operator's own may not.
    """

    def __init__(self, operator: str, right: str, act: str, *, role: str = "", roles: Iterable[str] = ()) -> None:
        self.operator, self.right, self.roles = operator, right, tuple(roles)
        if role:
            wanted = "、".join(self.roles) or "(没有哪个角色可以)"
            told = f"的角色是{role},不能{act};可以的角色:{wanted},请管理员用 operator change {operator} --role 调整"
        else:
            told = f"没有权限 {right},不能{act};请管理员授权后再试(operator grant {operator} {right})"
        super().__init__(f"操作员「{operator}」{told}")


class StepRefusedError(RefusedError):
    """A step that a record may not take now, with everything that stands in its way.

    Attributes:
        number: number of the record.
        reasons: for each obstacle `guard`, `message` and `remedy`.
    """

    def __init__(self, what: str, number: str, reasons: Iterable[Mapping[str, str]]) -> None:
        self.number, self.reasons = number, [dict(reason) for reason in reasons]
        told = ";".join(f"{reason['message']}(办法:{reason['remedy']})" for reason in self.reasons)
        super().__init__(f"{what}:{told}")


class ConflictError(RefusedError):
    """The record was changed by somebody else in between.

    Attributes:
        kind: key of the kind.
        number: number of the record.
        expected: the version the caller had read.
        found: the version that is stored now.
    """

    def __init__(self, kind: str, number: str, expected: int, found: int, by: str = "") -> None:
        self.kind, self.number, self.expected, self.found = kind, number, expected, found
        who = f"(操作员 {by})" if by else ""
        super().__init__(
            f"{kind} {number} 已被他人改动{who}:您读到的是第 {expected} 版,现在是第 {found} 版;"
            f"本次修改未保存,请重新读取后再改"
        )


class StoppedError(UnionworkError):
    """Somebody stopped what was asked before it was done; the transaction it was in left nothing behind."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, reason: str = "已停止,没有保存任何改动") -> None:
        super().__init__(reason)


class StoreError(UnionworkError, OSError):
    """The workspace cannot be opened, is locked, or does not fit this program."""

    exit_code = ExitCode.STORE

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class PluginError(UnionworkError, ImportError):
    """A plugin or a pack cannot be used."""

    exit_code = ExitCode.PLUGIN

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DeclarationError(PluginError, ValueError):
    """A declaration, in Python or in a pack, that does not hold.

    Attributes:
        file: the pack's file, or "" for Python.
        line: the line in that file, counted from 1, or 0.
    """

    def __init__(self, reason: str, *, file: str = "", line: int = 0) -> None:
        self.reason, self.file, self.line = reason, file, line
        place = f"{file} 第 {line} 行:" if file and line else (f"{file}:" if file else "")
        super().__init__(f"{place}{reason}")
