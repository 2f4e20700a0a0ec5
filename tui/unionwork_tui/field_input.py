"""One line of a form: the label, the input with what it may hold, and the error beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Blur
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from unionwork_tui.choices import Choices
from unionwork_tui.cutting import cut, wrap
from unionwork_tui.matching import matches
from unionwork_tui.pane import desk
from unionwork_tui.showing import label_of
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace

Field = Mapping[str, Any]
_FEW = 4
_OFFERED = 8
_TYPING = 0.2


def label_with_mark(field: Field) -> str:
    """The label of a field, with the sign of those that must be filled in."""
    return f"{label_of(field)} *" if field["required"] else label_of(field)


class FieldInput(Input):
    """The input of a field: proposes codes as they are typed, today for a day, records for a reference.

    Attributes:
        field: its declaration.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False),
        Binding("up", "up", show=False),
        Binding("enter", "take", show=False, priority=False),
        Binding("escape", "fold", show=False),
    ]

    class Left(Message):
        """Enter was pressed and nothing is left to choose."""

        def __init__(self, field_input: FieldInput) -> None:
            super().__init__()
            self._input = field_input

        @property
        def control(self) -> FieldInput:
            """The input."""
            return self._input

    def __init__(self, field: Field, value: str, *, hidden: bool, today: str) -> None:
        self.field, self._today = field, today
        super().__init__(value, placeholder=_hint(field, hidden=hidden, today=today), compact=True)
        self._found: list[tuple[str, str]] = []
        self._quiet = value
        self._soon: Timer | None = None

    @property
    def word(self) -> str:
        """What is filled in, in words that the workspace reads."""
        typed = self.value.strip()
        if not typed or self.field["shape"] != "code":
            if self.field["shape"] == "ref" and typed:
                exact = [taken for shown, taken in self._found if typed in (taken, shown.removeprefix(taken).strip())]
                return exact[0] if len(exact) == 1 else typed
            return typed
        known = {label_of(code): code["code"] for code in self.field["codes"]}
        if typed in known:
            return str(known[typed])
        fitting = [code["code"] for code in self.field["codes"] if _fits(typed, code)]
        return str(fitting[0]) if len(fitting) == 1 else typed

    def take(self, text: str) -> None:
        """Fill in words without a proposal."""
        self._quiet = text
        self.value = text
        self.cursor_position = len(text)

    # Proposing

    @property
    def _list(self) -> OptionList:
        return self.query_ancestor(FieldRow).query_one(OptionList)

    @property
    def proposing(self) -> bool:
        """Whether proposals are in view."""
        return bool(self._list.display)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed narrows the proposals."""
        event.stop()
        self.query_ancestor(FieldRow).say_error("")
        if event.value == self._quiet or not self.has_focus:
            return
        self._quiet = event.value
        self._propose(event.value)

    def _propose(self, typed: str) -> None:
        shape = self.field["shape"]
        if shape in ("code", "flag"):
            self._offer([(label_of(code), label_of(code)) for code in _codes(self.field) if _fits(typed, code)])
        elif shape == "ref":
            if self._soon is not None:
                self._soon.stop()
            self._soon = self.set_timer(_TYPING, lambda: self._seek(typed))

    def _seek(self, typed: str) -> None:
        field = self.field

        def call(workspace: Workspace) -> list[tuple[str, str]]:
            return find_records(workspace, str(field["to"]), typed)

        desk(self).ask(self, call, self._offer, group="propose", failed=lambda _: None)

    def _offer(self, found: Sequence[tuple[str, str]]) -> None:
        self._found = list(found)
        listed = self._list
        listed.clear_options()
        listed.add_options([Option(shown) for shown, _ in self._found])
        listed.highlighted = 0 if self._found else None
        listed.display = bool(self._found) and self.has_focus

    def action_down(self) -> None:
        """Into the proposals; for a day, today."""
        if self.proposing:
            self._list.action_cursor_down()
        elif self.field["shape"] == "day" and not self.value:
            self.take(self._today)
        elif self.field["shape"] in ("code", "flag", "ref"):
            # All of them, whatever is filled in.
            self._propose("")
        else:
            self.screen.focus_next()

    def action_up(self) -> None:
        """Up in the proposals, or to the field above."""
        if self.proposing:
            self._list.action_cursor_up()
        else:
            self.screen.focus_previous()

    def action_take(self) -> None:
        """Take the proposal at the cursor, else go on."""
        if self.proposing and self._list.highlighted is not None:
            self.choose(self._list.highlighted)
        self.fold()
        self.post_message(self.Left(self))

    def choose(self, place: int) -> None:
        """Take a proposal."""
        self.take(self._found[place][1])

    def action_fold(self) -> None:
        """Esc closes the proposals first."""
        if self.proposing:
            self.fold()
        else:
            self.screen.action_close()  # type: ignore[attr-defined]

    def fold(self) -> None:
        """Close the proposals."""
        if self._soon is not None:
            self._soon.stop()
        self._list.display = False

    def on_blur(self, event: Blur) -> None:
        """What is not looked at closes; a piece of a name that means one code becomes it."""
        del event
        self.fold()
        typed = self.value.strip()
        if self.field["shape"] in ("code", "flag") and typed:
            labels = [label_of(code) for code in _codes(self.field) if _fits(typed, code)]
            if len(labels) == 1:
                self.take(labels[0])


class FieldRow(Vertical):
    """A line of a form.

    Attributes:
        field: the declaration of the field.
        hidden: whether it holds something that may not be read here.
    """

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow Horizontal { height: 1; }
    FieldRow .field-label { width: auto; height: 1; color: $text-muted; }
    FieldRow FieldInput { width: 1fr; background: $foreground 7%; }
    FieldRow FieldInput:focus { background: $foreground 15%; }
    FieldRow .field-unit { width: auto; color: $text-muted; }
    FieldRow OptionList { display: none; height: auto; max-height: 8; border: none; background: $panel; }
    FieldRow .field-error { display: none; height: auto; color: $text-error; }
    FieldRow .field-error.said { display: block; }
    """

    def __init__(self, field: Field, value: str, labels: int, *, hidden: bool, today: str) -> None:
        super().__init__()
        self.field, self.hidden = field, hidden
        self._first, self._labels, self._today = value, labels, today
        self._error = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(cut(label_with_mark(self.field), self._labels) + "  ", classes="field-label", markup=False)
            yield FieldInput(self.field, self._first, hidden=self.hidden, today=self._today)
            unit = self.field["unit"] or (say("元", "yuan") if self.field["shape"] == "money" else "")
            yield Static(f" {unit}" if unit else "", classes="field-unit", markup=False)
        listed = Choices()
        listed.can_focus = False
        listed.styles.margin = (0, 0, 0, self._labels + 2)
        yield listed
        error = Static("", classes="field-error", markup=False)
        error.styles.margin = (0, 0, 0, self._labels + 2)
        yield error

    @property
    def typed(self) -> str:
        """What stands in the input."""
        return self.query_one(FieldInput).value

    @property
    def value(self) -> str:
        """What is filled in, in words that the workspace reads."""
        return self.query_one(FieldInput).word

    @property
    def error(self) -> str:
        """The error beside the field, "" for none."""
        return self._error

    def say_error(self, text: str) -> None:
        """Show an error; "" takes it away."""
        self._error = text
        place = self.query_one(".field-error", Static)
        room = (self.size.width or 60) - self._labels - 2
        place.update("\n".join(wrap(text, room)) if text else "")
        place.set_class(bool(text), "said")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A proposal was clicked."""
        event.stop()
        box = self.query_one(FieldInput)
        box.choose(event.option_index)
        box.fold()
        box.focus()


def find_records(workspace: Workspace, kind: str, typed: str) -> list[tuple[str, str]]:
    """Records that a reference may point to: the words to show, and the number to take."""
    if kind == "organisation":
        found = [node for node in workspace.org_tree() if matches(typed, node["name"], node["number"])]
        return [(f"{node['number']} {node['name']}", node["number"]) for node in found[:_OFFERED]]
    described = workspace.describe(kind)
    name = described["name"]
    rows = workspace.page(kind, search=typed.strip() or None, limit=_OFFERED)["rows"]
    return [(f"{row['number']} {row.get(name) or ''}".strip(), row["number"]) for row in rows]


def _codes(field: Field) -> Sequence[Mapping[str, Any]]:
    if field["shape"] == "flag":
        return (
            {"code": "是", "label": "是", "label_en": "yes"},
            {"code": "否", "label": "否", "label_en": "no"},
        )  # fmt: skip
    return list(field["codes"])


def _fits(typed: str, code: Mapping[str, Any]) -> bool:
    return matches(typed, code["label"], code.get("label_en") or "", code["code"])


def _hint(field: Field, *, hidden: bool, today: str) -> str:
    """What may stand in a field, in the field itself while it is empty."""
    if hidden:
        return say("已隐藏；填写则覆盖", "hidden; what you type replaces it")
    codes = _codes(field)
    if codes and len(codes) <= _FEW:
        return " / ".join(label_of(code) for code in codes)
    if codes:
        return say(f"{len(codes)} 项可选：↓ 或输入名称、首字母", f"{len(codes)} choices: ↓ or type")
    hints = {
        "day": say(f"{today or '年-月-日'}；↓ 填当天", f"{today or 'YYYY-MM-DD'}; ↓ fills it in"),
        "month": say("如 2024-12", "such as 2024-12"),
        "ref": say("编号或名称，↓ 列出", "number or name, ↓ lists them"),
    }
    return hints.get(str(field["shape"]), str(field.get("help") or ""))
