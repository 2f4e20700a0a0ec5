"""Forms made from declarations: a line for each field, with what it may hold, and the error beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from unionwork_tui.cutting import wrap
from unionwork_tui.field_input import Field, FieldInput, FieldRow, label_with_mark
from unionwork_tui.showing import Showing
from unionwork_tui.words import Words, say

_NAMED = re.compile(r"字段「([^」]+)」(?:\((\w+)\))?")
# A shorter label may be a piece of another word.
_LEAST_LABEL = 3
_LACKING = re.compile(r"缺少「([^」]+)」|「([^」]+)」必须填写")


class FieldForm(VerticalScroll):
    """Fields to be filled in.

    Attributes:
        fields: what `Workspace.describe` says of each field.
    """

    can_focus = False
    DEFAULT_CSS: ClassVar[str] = """
    FieldForm { height: auto; max-height: 1fr; }
    FieldForm .form-note { color: $text-error; height: auto; display: none; padding: 0 1; }
    FieldForm .form-note.said { display: block; }
    """

    class Submitted(Message):
        """Enter was pressed in the last field."""

    def __init__(
        self, fields: Sequence[Field], values: Mapping[str, Any] | None = None, *, hidden: Iterable[str] = (),
        today: str = "", id: str | None = None,
    ) -> None:  # fmt: skip
        """Make a form.

        Args:
            fields: as `Workspace.describe` lists them; what a rule decides is left out.
            values: what is filled in already, as `Workspace.show` answers it.
            hidden: fields that hold something that may not be read here.
            today: the business day, offered for days.
            id: of the widget.
        """
        super().__init__(id=id)
        self.fields = [field for field in fields if field["shape"] != "decided"]
        self._given = dict(values or {})
        self._hidden, self._today = set(hidden), today
        self._first: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        labels = min(max((cell_len(label_with_mark(field)) for field in self.fields), default=4), 24)
        for field in self.fields:
            shown = as_typed(field, self._given.get(field["key"]))
            self._first[field["key"]] = shown
            yield FieldRow(field, shown, labels, hidden=field["key"] in self._hidden, today=self._today)
        yield Static("", classes="form-note", markup=False)

    def rows(self) -> list[FieldRow]:
        """The lines of the form."""
        return list(self.query(FieldRow))

    def row(self, key: str) -> FieldRow | None:
        """The line of a field."""
        return next((row for row in self.rows() if row.field["key"] == key), None)

    def values(self) -> dict[str, str]:
        """What is filled in, in words that the workspace reads, fields that are empty left out."""
        return {row.field["key"]: row.value for row in self.rows() if row.value}

    def changed(self) -> dict[str, str]:
        """What differs from what was given; "" clears a field."""
        return {
            row.field["key"]: row.value
            for row in self.rows()
            if row.typed.strip() != self._first[row.field["key"]].strip()
        }

    def draft(self) -> dict[str, str]:
        """What was typed, private fields left out, for a draft."""
        held = self.changed()
        return {
            row.field["key"]: row.typed for row in self.rows() if row.field["key"] in held and not row.field["private"]
        }

    def fill(self, values: Mapping[str, str]) -> None:
        """Take words back, from a draft."""
        for row in self.rows():
            if row.field["key"] in values:
                row.query_one(FieldInput).take(values[row.field["key"]])

    def focus_first(self) -> None:
        """Put the cursor into the first field that must be filled in and is not, else into the first."""
        rows = self.rows()
        wanted = [row for row in rows if row.field["required"] and not row.typed]
        for row in (*wanted, *rows):
            row.query_one(FieldInput).focus()
            return

    def clear_errors(self) -> None:
        """Take all errors away."""
        for row in self.rows():
            row.say_error("")
        self.note("")

    def show_error(self, key: str, text: str) -> None:
        """Show an error beside a field, or below the form where it has no such field."""
        row = self.row(key)
        if row is None:
            self.note(text)
            return
        row.say_error(text)

    def note(self, text: str) -> None:
        """Say something about the whole form."""
        note = self.query_one(".form-note", Static)
        note.update("\n".join(wrap(text, (self.size.width or 60) - 2)))
        note.set_class(bool(text), "said")

    def refuse(self, message: str) -> None:
        """Show what the workspace refused, beside the fields that it names, and go to the first of them."""
        self.clear_errors()
        named = fields_in(message, self.fields)
        for key in named:
            self.show_error(key, say("必须填写", "needed") if _LACKING.search(message) else message)
        if not named:
            self.note(message)
        self.go_to(named)

    def go_to(self, keys: Iterable[str]) -> None:
        """Put the cursor into the first of these fields."""
        wanted = set(keys)
        for row in self.rows():
            if row.field["key"] in wanted:
                row.query_one(FieldInput).focus()
                row.scroll_visible(animate=False)
                return

    def lacking(self) -> list[str]:
        """Fields that must be filled in and are not."""
        return [row.field["key"] for row in self.rows() if row.field["required"] and not row.typed and not row.hidden]

    def on_field_input_left(self, event: FieldInput.Left) -> None:
        """Enter goes on to the next field, from the last it submits."""
        event.stop()
        inputs = list(self.query(FieldInput))
        at = inputs.index(event.control)
        if at + 1 < len(inputs):
            inputs[at + 1].focus()
        else:
            self.post_message(self.Submitted())


def fields_in(message: str, fields: Sequence[Field], *, loosely: bool = False) -> list[str]:
    """Keys of the fields that a refusal names, in the order of the form; `loosely` also without brackets."""
    keys = {str(field["key"]) for field in fields}
    labels = {str(field["label"]): str(field["key"]) for field in fields}
    found: set[str] = set()
    for label, key in _NAMED.findall(message):
        found |= {key} & keys or ({labels[label]} if label in labels else set())
    lacking = _LACKING.search(message)
    if lacking is not None:
        found |= {labels[label] for label in (lacking[1] or lacking[2]).split("、") if label in labels}
    if not found:
        found = {key for label, key in labels.items() if f"「{label}」" in message}
    if not found and loosely:
        found = {key for label, key in labels.items() if len(label) >= _LEAST_LABEL and label in message}
    return [str(field["key"]) for field in fields if field["key"] in found]


def as_typed(field: Field, value: Any) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    return (
        Showing({"fields": [field], "key": "", "label": "", "states": []}).word(field["key"], value)
        if field["codes"]
        else str(value)
    )


def org_field(*, required: bool = False) -> dict[str, Any]:
    """The organisation that owns a record, as a field of a form."""
    words: Words = ("所属组织", "organisation")
    return {
        "key": "org", "label": words[0], "label_en": words[1], "shape": "ref", "unit": None, "required": required,
        "private": None, "vocabulary": None, "aliases": [], "codes": [], "owner": None, "to": "organisation",
        "rule": None, "help": None,
    }  # fmt: skip
