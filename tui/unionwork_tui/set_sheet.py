"""Sheets that set one value: a target or a parameter, with the document it rests on; and one that asks for a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Label, Static

from unionwork.values import Period
from unionwork_tui.figures import unit_word
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import label_of
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]
Store = Callable[["Workspace", str, date, str, bool], Facts]


class SetSheet(Sheet[bool]):
    """A value, since when it holds, and by which document; it is tried before it is stored."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", show=False)]
    DEFAULT_CSS = """
    SetSheet > .sheet { width: 72; }
    SetSheet Label { color: $text-muted; margin-top: 1; }
    SetSheet .wrong { color: $text-error; height: auto; }
    """
    keys_line: ClassVar[Words] = ("Enter 下一格  ^S 保存  Esc 取消", "Enter next  ^S save  Esc cancel")
    about: ClassVar[Words] = (
        "写明数值、从哪一天起、依据的文件。同一天再写一次就是更正。",
        "A value, since when, and the document it rests on. The same day again corrects it.",
    )

    def __init__(self, title: str, unit: str, value: str, from_on: date, store: Store) -> None:
        super().__init__()
        self._title, self._unit, self._value, self._from_on, self._store = title, unit, value, from_on, store

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        unit = say(f"（{self._unit}）", f" ({self._unit})") if self._unit else ""
        rows = (
            ("value", say(f"数值{unit}", f"value{unit}"), self._value),
            ("from", say("从哪一天起", "from"), self._from_on.isoformat()),
            ("source", say("依据的文件", "the document it rests on"), ""),
        )
        for key, label, text in rows:
            yield Label(label)
            yield Input(text, id=f"set-{key}")
            yield Static("", classes="wrong", id=f"wrong-{key}", markup=False)

    def unsaved(self) -> bool:
        return bool(self._text("source")) or self._text("value") != self._value

    def on_mount(self) -> None:
        """Begin with the value."""
        self.query_one("#set-value").focus()

    def _text(self, key: str) -> str:
        return self.query_one(f"#set-{key}", Input).value.strip()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, and saves at the last."""
        if event.input.id == "set-source":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Try it, and store it."""
        for key in ("value", "from", "source"):
            self._refuse(key, "")
        if not self._text("value"):
            self._refuse("value", say("请写一个数", "give a number"))
            return
        try:
            from_on = date.fromisoformat(self._text("from"))
        except ValueError:
            self._refuse("from", say("日期写成 2024-01-31 这样", "a day is written 2024-01-31"))
            return
        if not self._text("source"):
            self._refuse("source", say("请写明依据的文件", "name the document it rests on"))
            return
        value, source = self._text("value"), self._text("source")

        def call(workspace: Workspace) -> Facts:
            self._store(workspace, value, from_on, source, True)
            return self._store(workspace, value, from_on, source, False)

        def done(answer: Facts) -> None:
            self.desk.tell_done(
                say(f"已保存：{answer['label']} {value} {self._unit}，{from_on} 起",
                    f"stored: {answer['label']} {value} {self._unit} from {from_on}")
            )  # fmt: skip
            self.finish(True)

        self.desk.ask(self, call, done, group="write set", failed=lambda error: self._refuse("value", str(error)))

    def _refuse(self, key: str, why: str) -> None:
        self.query_one(f"#wrong-{key}", Static).update(why)
        if why:
            self.query_one(f"#set-{key}").focus()


def open_target(app: UnionApp, indicator: Facts, period: Period, done: Callable[[], object]) -> None:
    """Set what an indicator ought to reach, for the organisation in view."""
    org = app.scope

    def store(workspace: Workspace, value: str, from_on: date, source: str, dry_run: bool) -> Facts:
        return workspace.set_target(
            indicator["key"], value, from_on=from_on, source=source, org=org, dry_run=dry_run
        )  # fmt: skip

    title = say(f"定目标：{label_of(indicator)}", f"Target: {label_of(indicator)}")
    _open(app, SetSheet(title, unit_word(indicator["unit"]), "", date(period.year, 1, 1), store), done)


def open_parameter(app: UnionApp, parameter: Facts, done: Callable[[], object]) -> None:
    """Set a parameter, for the organisation in view and those below it."""
    workspace = app.workspace
    if workspace is None:
        return
    org = app.scope

    def store(workspace: Workspace, value: str, from_on: date, source: str, dry_run: bool) -> Facts:
        return workspace.set_param(
            parameter["key"], value, from_on=from_on, source=source, org=org, dry_run=dry_run
        )  # fmt: skip

    held = "" if parameter["value"] is None else str(parameter["value"])
    title = say(f"定参数：{parameter['label']}", f"Parameter: {parameter['label']}")
    _open(app, SetSheet(title, unit_word(parameter["unit"]), held, workspace.session.on, store), done)


def _open(app: UnionApp, sheet: SetSheet, done: Callable[[], object]) -> None:
    def closed(stored: bool | None) -> None:
        if stored:
            done()

    app.push_screen(sheet, closed)


class WordSheet(Sheet[str]):
    """Asks for one word."""

    DEFAULT_CSS = """
    WordSheet > .sheet { width: 60; }
    """
    keys_line: ClassVar[Words] = ("Enter 确定，留空为全部  Esc 取消", "Enter OK, empty for all  Esc cancel")

    def __init__(self, title: str, word: str) -> None:
        super().__init__()
        self._title, self._word = title, word

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        hint = say("汉字、拼音、首字母或键", "name or key")
        yield Input(self._word, placeholder=hint)

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the word."""
        self.dismiss(event.value.strip())


def open_word(app: UnionApp, title: str, word: str, done: Callable[[str], object]) -> None:
    """Ask for a word."""

    def closed(found: str | None) -> None:
        if found is not None:
            done(found)

    app.push_screen(WordSheet(title, word), closed)
