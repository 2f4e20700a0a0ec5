"""Sheets of the reports: what a form asks for, and the one that writes it into a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.widgets import Input, Label

from unionwork.values import Period
from unionwork_tui.showing import label_of
from unionwork_tui.words import Words, say
from unionwork_tui.writing_sheet import WritingSheet, free_path

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]
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


class WriteSheet(WritingSheet):
    """Asks for the format, the file, and for a letter the numbers of the records."""

    about: ClassVar[Words] = (
        "把报表写成文件，末尾带着每个数的出处。文书写记录的编号，几个用空格隔开；不写就是全部要出的。",
        "Writes the form, with the source of every number at its end. A letter takes numbers of records, or all.",
    )
    formats: ClassVar[Mapping[str, Words]] = {
        "docx": ("Word", "Word"), "html": ("网页", "web page"), "md": ("纯文本", "plain text"),
        "xlsx": ("Excel", "Excel"), "json": ("数据", "data"),
    }  # fmt: skip

    def __init__(self, form: Facts, period: Period) -> None:
        super().__init__()
        self._form, self._period = form, period

    def title_text(self) -> str:
        return say(f"写出 · {label_of(self._form)}", f"Write · {label_of(self._form)}")

    def body(self) -> ComposeResult:
        if self._form["of"]:
            yield Label(say("记录编号（不写就是全部要出的）", "numbers of records (none for all that it is for)"))
            yield Input("", id="write-numbers")
        yield from self.format_fields()
        yield from self.file_fields(str(free_path(label_of(self._form), self._day(), self.format)))
        yield from self.said_fields()

    def _day(self) -> str:
        if not self._form["of"]:
            return str(self._period)
        workspace = self.desk.workspace
        return workspace.session.on.isoformat() if workspace is not None else ""

    def on_mount(self) -> None:
        """Begin at the first box."""
        self.query(Input).first().focus()

    def work(self, path: Path) -> Callable[[Workspace], Facts]:
        """Write the form; what is there and is no earlier report of this form is not overwritten."""
        form, org = self._form, self.desk.scope
        period = None if form["of"] else str(self._period)
        numbers = self.query_one("#write-numbers", Input).value.split() if form["of"] else []

        def call(workspace: Workspace) -> Facts:
            return workspace.write_report(form["form"], path, org=org, period=period, numbers=numbers)

        return call

    def told(self, path: Path, answer: Facts) -> str:
        pages, numbers = answer["pages"], answer["numbers"]
        return say(
            f"已写出 {pages} 份到 {path}，{numbers} 个数有出处",
            f"{pages} written to {path}, {numbers} numbers with a source",
        )


def open_write(app: UnionApp, form: Facts, period: Period) -> None:
    """Ask for a file and write a form into it, for the organisation in view."""
    app.push_screen(WriteSheet(form, period))
