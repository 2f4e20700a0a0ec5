"""How records are spoken of: fields by key or label, codes in words, hidden values said to be hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from unionwork_cli.language import Words, say
from unionwork_cli.output import Shown

_OWN = ("number", "org")
_STATE = "state"
_STATE_WORDS = ("状态", "state")


class RecordView:
    """The records of one kind, as a person reads and writes them.

    Attributes:
        described: what `Workspace.describe` says of the kind.
    """

    def __init__(self, described: Mapping[str, Any]) -> None:
        self.described = described

    def key(self, name: str) -> str:
        """The key of a field that is named by its key or its label."""
        for field in self.described["fields"]:
            if name in (field["label"], field["label_en"]):
                return str(field["key"])
        return _STATE if name in _STATE_WORDS and self.states else name

    @property
    def states(self) -> dict[str, str]:
        """The states of the kind, key to label; none where it has no procedure."""
        return {state["key"]: _label(state) for state in self.described["states"]}

    def condition(self, text: str) -> str:
        """A condition or a sort with the field's key in the place of its label."""
        found = re.match(r"(-?\s*)([^=!<>]+?)(\s*(?:[=!<>].*)?)$", text, re.DOTALL)
        if not found:
            return text
        key, rest = self.key(found[2]), found[3]
        if key == _STATE:
            # A state may be named by its label, as a code may.
            sign, value = re.match(r"(\s*[=!<>]*\s*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
            rest = sign + next((state for state, label in self.states.items() if value == label), value)
        return f"{found[1]}{key}{rest}"

    def values(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Fields and their values, each field once, at least one."""
        found: dict[str, str] = {}
        for name, value in pairs:
            key = self.key(name)
            if key in found:
                raise _refused(f"字段 {key} 写了两次", f"field {key} is given twice")
            found[key] = value
        if not found:
            raise _refused("请写出 字段=值", "give FIELD=VALUE")
        return found

    def only(self, row: Mapping[str, Any], wanted: Sequence[str]) -> Mapping[str, Any]:
        """The wanted fields of a record, all where none is named; which of them are hidden is kept."""
        if not wanted:
            return row
        for key in wanted:
            if key not in row:
                known = say("、", ", ").join(row)
                raise _refused(f"没有字段「{key}」；可用：{known}", f"no field {key!r}; there are: {known}")
        hidden = [key for key in row.get("hidden", ()) if key in wanted]
        return {**{key: row[key] for key in wanted}, "hidden": hidden}

    def columns(self, rows: Sequence[Mapping[str, Any]], *, only_used: bool) -> list[str]:
        """The columns of a list; for a person, without those that no record fills."""
        own = [*_OWN, _STATE] if self.states else _OWN
        keys = [*own, *(field["key"] for field in self.described["fields"])]
        if not only_used:
            return [*keys, "version", "hidden"]
        return [key for key in keys if any(row.get(key) is not None or key in row.get("hidden", ()) for row in rows)]

    def shown(self) -> Shown:
        """Codes as their labels, and what is hidden said to be so."""
        fields = self.described["fields"]
        codes = {field["key"]: {code["code"]: _label(code) for code in field["codes"]} for field in fields}

        codes[_STATE] = self.states

        def record(row: Mapping[str, Any]) -> dict[str, Any]:
            told = {key: codes[key].get(value, value) if codes.get(key) else value for key, value in row.items()}
            return {**told, **{key: say("隐藏", "hidden") for key in row.get("hidden", ()) if key in row}}

        return Shown(headings={field["key"]: _label(field) for field in fields}, record=record)

    def empty(self, *, filtered: bool) -> Words:
        """What an empty list means, and what fills it."""
        key, label = self.described["key"], self.described["label"]
        name = self.described["label_en"] or key
        if filtered:
            return f"没有符合条件的{label}；放宽条件再试", f"no {name} matches; widen the conditions"
        return (
            f"还没有{label}；unionwork import 花名册.xlsx 导入，或 unionwork {key} add 新增",
            f"no {name} yet; unionwork import ROLL.xlsx, or unionwork {key} add",
        )


def filled(row: Mapping[str, Any]) -> list[str]:
    """The columns of one record, for a page about it."""
    return [key for key in row if key not in ("hidden", "state_label")]


def _label(word: Mapping[str, Any]) -> str:
    return say(word["label"], word.get("label_en") or word["label"])


def _refused(zh: str, en: str) -> click.UsageError:
    return click.UsageError(say(zh, en), click.get_current_context())
