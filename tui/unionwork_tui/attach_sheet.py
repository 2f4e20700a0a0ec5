"""Attachments: choosing a file to keep with a record, and a place to write one to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from unionwork.errors import UnionworkError
from unionwork_tui.ask_sheet import AskSheet, text_field
from unionwork_tui.choices import Choices
from unionwork_tui.form_sheet import Done
from unionwork_tui.picking import ListInput
from unionwork_tui.record_form import logged
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

_MOST = 200


class AttachSheet(Sheet[Mapping[str, Any]]):
    """Chooses a file by its path: folders open as they are chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False, priority=True)]
    keys_line = (
        "输入路径  ↑↓ 选择  Enter 进入文件夹或附上文件  Tab 补全  Esc 取消",
        "type a path  ↑↓ choose  Enter open a folder or attach  Tab completes  Esc cancel",
    )
    about = (
        "把一个文件和这条记录放在一起；内容按指纹保存，之后改不了。",
        "Keeps a file with the record; its content is known by its digest.",
    )
    DEFAULT_CSS = """
    AttachSheet OptionList { height: auto; max-height: 14; min-height: 3; }
    AttachSheet .refused { color: $text-error; height: auto; }
    """

    def __init__(self, kind: str, number: str, done: Done | None, *, start: Path | None = None) -> None:
        super().__init__()
        self._kind, self._number, self._done = kind, number, done
        self._start = start or Path.cwd()

    def title_text(self) -> str:
        return say(f"给 {self._number} 加附件", f"attach to {self._number}")

    def body(self) -> ComposeResult:
        listed = Choices()
        yield ListInput(listed, value=f"{self._start}/", select_on_focus=False)
        yield listed
        yield Static("", classes="refused", markup=False)

    def on_mount(self) -> None:
        self._list(self.query_one(Input).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, typed: str) -> None:
        listed = self.query_one(OptionList)
        listed.clear_options()
        for path in entries(typed):
            listed.add_option(Option(f"{path.name}/" if path.is_dir() else path.name, id=str(path)))
        listed.highlighted = 0 if listed.option_count else None

    def action_complete(self) -> None:
        """Tab."""
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self._go(Path(str(listed.get_option_at_index(listed.highlighted).id)))

    def _go(self, path: Path) -> None:
        box = self.query_one(Input)
        box.value = f"{path}/" if path.is_dir() else str(path)
        box.cursor_position = len(box.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        path = Path(str(event.option_id))
        self._go(path)
        if path.is_file():
            self._keep(path)

    def _keep(self, path: Path) -> None:
        def call(workspace: Workspace) -> Mapping[str, Any]:
            return workspace.attach(self._kind, self._number, path)

        self.desk.ask(self, call, self._attached, group="write", failed=self._refuse)

    def _attached(self, answer: Mapping[str, Any]) -> None:
        self.desk.tell_done(say(f"已附 {answer['name']}", f"attached {answer['name']}") + logged(answer))
        self.finish(answer)
        if self._done is not None:
            self._done(answer)

    def _refuse(self, error: UnionworkError) -> None:
        self.query_one(".refused", Static).update(str(error))


def entries(typed: str) -> list[Path]:
    """The files and folders that a path may go on to, folders first; hidden ones only where a dot is typed."""
    path = Path(typed or ".").expanduser()
    folder, begun = (path, "") if typed.endswith("/") or not typed else (path.parent, path.name)
    try:
        found = [entry for entry in folder.iterdir() if entry.name.casefold().startswith(begun.casefold())]
        found = [entry for entry in found if begun.startswith(".") or not entry.name.startswith(".")]
        return sorted(found, key=lambda entry: (not entry.is_dir(), entry.name.casefold()))[:_MOST]
    except OSError:
        return []


def open_save(app: UnionApp, attachment: Mapping[str, Any]) -> None:
    """Write an attachment into a file; needs the right, and is logged."""
    number = str(attachment["number"])
    target = Path.cwd() / str(attachment["name"])

    def act(workspace: Workspace, given: Mapping[str, str]) -> Mapping[str, Any]:
        return workspace.save_attachment(number, Path(given["path"]).expanduser())

    def done(answer: Mapping[str, Any]) -> None:
        app.tell_done(say(f"已写出 {answer['file']}", f"written to {answer['file']}"))

    lead = say(
        "附件可能含个人信息：取出要有 private.read 权限，并记入查阅日志。",
        "An attachment may hold personal data: taking it out needs private.read, and is logged.",
    )
    fields = [text_field("path", ("写到", "write to"))]
    title = say(f"取出附件 {attachment['name']}", f"take out {attachment['name']}")
    app.push_screen(AskSheet(title, lead, fields, act, done, name=f"save/{number}", values={"path": str(target)}))
