"""How records are spoken of on the screens: fields by their labels, codes in words, what is hidden said to be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from unionwork_tui.words import say, spoken

Row = Mapping[str, Any]
_LONG = ("text",)


def label_of(word: Mapping[str, Any]) -> str:
    """The label of anything that is declared, in the language in use."""
    return str(word["label"] if spoken() == "zh" else word.get("label_en") or word["label"])


def hidden_word() -> str:
    """What stands in the place of a private value."""
    return say("隐藏", "hidden")


class Showing:
    """One kind, as its records are shown.

    Attributes:
        described: what `Workspace.describe` says of the kind.
        fields: its fields by key.
        orgs: number of an organisation to its name, as far as it is known.
    """

    def __init__(self, described: Mapping[str, Any], orgs: Mapping[str, str] | None = None) -> None:
        self.described = described
        self.fields: dict[str, Mapping[str, Any]] = {field["key"]: field for field in described["fields"]}
        self.orgs = orgs if orgs is not None else {}
        self._codes = {
            field["key"]: {code["code"]: label_of(code) for code in field["codes"]} for field in described["fields"]
        }

    @property
    def key(self) -> str:
        """Key of the kind."""
        return str(self.described["key"])

    @property
    def label(self) -> str:
        """The kind in words."""
        return label_of(self.described)

    @property
    def has_states(self) -> bool:
        """Whether its records move through states."""
        return bool(self.described["states"])

    @property
    def name(self) -> str | None:
        """Key of the field that names a record to a person."""
        name = self.described.get("name")
        return str(name) if name and not self.fields[name]["private"] else None

    def value(self, key: str, row: Row) -> str:
        """A field of a record in words; "" where it is not filled in."""
        if key in row.get("hidden", ()):
            return hidden_word()
        return self.word(key, row.get(key))

    def word(self, key: str, value: Any) -> str:
        """A value of a field in words."""
        if value is None or value == "":
            return ""
        if key == "org":
            return self.orgs.get(value, str(value))
        if isinstance(value, bool):
            return say("是", "yes") if value else say("否", "no")
        codes = self._codes.get(key)
        if codes and value in codes:
            return codes[value]
        if isinstance(value, Decimal | int) and self.is_number(key):
            return f"{value:,}"
        return str(value)

    def is_number(self, key: str) -> bool:
        """Whether a field holds an amount."""
        return key in self.fields and self.fields[key]["shape"] in ("money", "integer", "quantity")

    def is_text(self, key: str) -> bool:
        """Whether a field holds words of any length."""
        return key in self.fields and self.fields[key]["shape"] in _LONG

    def title(self, row: Row) -> str:
        """A record in a few words: its number and its name."""
        name = self.value(self.name, row) if self.name else ""
        return f"{row['number']} {name}".strip()

    def state(self, row: Row) -> str:
        """The state of a record in words."""
        return str(row.get("state_label") or "") if self.has_states else ""

    def columns(self, rows: Sequence[Row]) -> list[str]:
        """The columns of a register that say something, what matters most first; private ones stand in the record."""
        filled = [key for key, field in self.fields.items() if not field["private"] and key != self.name]
        filled = [key for key in filled if any(row.get(key) not in (None, "") for row in rows)]
        # A kind without names is known by what it refers to; else the number of another record says little.
        refs_first = self.name is None
        filled.sort(key=lambda key: self._rank(key, refs_first=refs_first))
        state = ["state_label"] if any(row.get("state_label") for row in rows) else []
        name = [self.name] if self.name else []
        return ["number", *name, *state, *filled, "org"]

    def _rank(self, key: str, *, refs_first: bool) -> int:
        shape = self.fields[key]["shape"]
        if shape == "ref":
            return 0 if refs_first else 2
        return 3 if shape in _LONG else 1

    def heading(self, key: str) -> str:
        """The heading of a column."""
        own = {
            "number": say("编号", "number"), "org": say("组织", "organisation"), "state_label": say("状态", "state"),
        }  # fmt: skip
        return own[key] if key in own else label_of(self.fields[key])

    def cell(self, key: str, row: Row) -> str:
        """What stands in a column."""
        if key == "state_label":
            return self.state(row)
        return str(row["number"]) if key == "number" else self.value(key, row)
