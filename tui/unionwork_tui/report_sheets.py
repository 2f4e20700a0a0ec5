"""Sheets of the reports: what a form asks for, and the one that writes it into a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label, Static

from unionwork.errors import UnionworkError
from unionwork.values import Period
from unionwork_tui.export_sheet import free_path
from unionwork_tui.settings import remember
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import label_of
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]
FORMATS: Final[dict[str, Words]] = {
    "docx": ("Word", "Word"), "html": ("网页", "web page"), "md": ("纯文本", "plain text"),
    "xlsx": ("Excel", "Excel"), "json": ("数据", "data"),
}  # fmt: skip

_HELD: Final[dict[str, Words]] = {
    "listing": ("一张名单", "a list of records"), "checklist": ("一张检查表", "a checklist"),
    "rule": ("认定的建议和理由", "what is proposed, with reasons"), "chart": ("一张图", "a chart"),
    "draws": ("由核对、事项和目标得出", "drawn from checks, duties and targets"),
}  # fmt: skip
_WORD: Final = re.compile(r"\{[^{}]*\}")


def _plain(text: str) -> str:
    """A text with a gap for each word that the record fills in."""
    return _WORD.sub("……", text)


def asked_for(told: Facts) -> str:
    """What a form asks for, in words, part by part."""
    lines = [say(f"出处：{told['source']}", f"source: {told['source']}")] if told["source"] else []
    if told["when"]:
        lines.append(say(f"用于：{told['when']}", f"for: {told['when']}"))
    for section in told["sections"]:
        lines += ["", *([section["title"]] if section["title"] else [])]
        lines += [f"  {ask['name']}：{ask['definition']}" for ask in section["asks"]]
        if not section["asks"]:
            texts = [section["text"], *(sentence["text"] for sentence in section["sentences"])]
            lines += [f"  {_plain(text)}" for text in texts if text]
        lines += [f"  {say(*words)}" for key, words in _HELD.items() if section[key]]
    return "\n".join(lines)


class WriteSheet(Sheet[Path]):
    """Asks for the format, the file, and for a letter the numbers of the records."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", show=False), Binding("f7", "save", show=False)]
    DEFAULT_CSS = """
    WriteSheet > .sheet { width: 76; }
    WriteSheet Label { color: $text-muted; margin-top: 1; }
    WriteSheet #write-refused { color: $text-error; height: auto; }
    WriteSheet Horizontal { height: 1; }
    WriteSheet Button { margin: 0 2 0 0; width: auto; min-width: 8; }
    """
    keys_line: ClassVar[Words] = ("F7 或 ^S 写出文件  Tab 下一项  Esc 取消", "F7 or ^S write it  Tab next  Esc cancel")
    about: ClassVar[Words] = (
        "把报表写成文件，末尾带着每个数的出处。文书写记录的编号，几个用空格隔开；不写就是全部要出的。",
        "Writes the form, with the source of every number at its end. A letter takes numbers of records, or all.",
    )

    def __init__(self, form: Facts, period: Period) -> None:
        super().__init__()
        self._form, self._period = form, period
        self._format = "docx"
        self._writing = False

    def title_text(self) -> str:
        return say(f"写出 · {label_of(self._form)}", f"Write · {label_of(self._form)}")

    def body(self) -> ComposeResult:
        if self._form["of"]:
            yield Label(say("记录编号（不写就是全部要出的）", "numbers of records (none for all that it is for)"))
            yield Input("", id="write-numbers")
        yield Label(say("格式", "format"))
        with Horizontal():
            for key in FORMATS:
                yield Button("", id=f"write-{key}", compact=True)
        yield Label(say("文件", "file"))
        yield Input(str(free_path(label_of(self._form), self._day(), self._format)), id="write-path")
        yield Static("", id="write-refused", markup=False)

    def _day(self) -> str:
        if not self._form["of"]:
            return str(self._period)
        workspace = self.desk.workspace
        return workspace.session.on.isoformat() if workspace is not None else ""

    def on_mount(self) -> None:
        """Mark the format; begin at the first box."""
        self._mark()
        self.query(Input).first().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A format says the file's ending."""
        self._format = (event.button.id or "").removeprefix("write-")
        box = self.query_one("#write-path", Input)
        if box.value:
            box.value = str(Path(box.value).with_suffix(f".{self._format}"))
        self._mark()

    def _mark(self) -> None:
        """Say in signs, not by colour alone, what is chosen."""
        for key, words in FORMATS.items():
            self.query_one(f"#write-{key}", Button).label = f"({'*' if key == self._format else ' '}) {say(*words)}"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter writes."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Write the file; what is there and is no earlier report of this form is not overwritten."""
        if self._writing:
            return
        path = Path(self.query_one("#write-path", Input).value.strip()).expanduser()
        if not path.name:
            self._say(say("请写文件名", "give the name of a file"))
            return
        if path.suffix.lower().lstrip(".") not in FORMATS:
            path = path.with_name(f"{path.name}.{self._format}")
        form, org = self._form, self.desk.scope
        period = None if form["of"] else str(self._period)
        numbers = self.query_one("#write-numbers", Input).value.split() if form["of"] else []
        self._writing = True
        self._say("")

        def call(workspace: Workspace) -> Facts:
            return workspace.write_report(form["form"], path, org=org, period=period, numbers=numbers)

        def done(answer: Facts) -> None:
            self._writing = False
            remember("export_folder", str(path.parent.absolute()))
            pages, numbers = answer["pages"], answer["numbers"]
            self.desk.tell_done(
                say(f"已写出 {pages} 份到 {path}，{numbers} 个数有出处",
                    f"{pages} written to {path}, {numbers} numbers with a source")
            )  # fmt: skip
            if self.is_current:
                self.dismiss(path)

        # The file comes whole or not at all, so leaving may stop it.
        self.desk.ask(self, call, done, group="export", failed=self._refuse)

    def _refuse(self, error: UnionworkError) -> None:
        self._writing = False
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.query_one("#write-refused", Static).update(text)


def open_write(app: UnionApp, form: Facts, period: Period) -> None:
    """Ask for a file and write a form into it, for the organisation in view."""
    app.push_screen(WriteSheet(form, period))
