"""Chooses a sheet to import: folders open as they are chosen, the folders of last time come first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from unionwork_tui.attach_sheet import entries
from unionwork_tui.picking import ListInput
from unionwork_tui.settings import read_settings, remember
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

ROLLS: Final = (".xlsx", ".xlsm", ".xls", ".csv", ".json")
_MOST_FOLDERS: Final = 5


def recent_folders() -> list[str]:
    """The folders of the last imports that are still there, the last first."""
    return [held for held in read_settings().get("import_folders", []) if Path(held).is_dir()]


def remember_folder(folder: Path) -> None:
    """Remember a folder that something was imported from."""
    text = str(folder.absolute())
    remember("import_folders", [text, *(held for held in recent_folders() if held != text)][:_MOST_FOLDERS])


class FileSheet(Sheet[Path]):
    """Chooses a roll by its path; only folders and files that can be imported are listed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False, priority=True)]
    DEFAULT_CSS = """
    FileSheet OptionList { height: auto; max-height: 14; min-height: 3; border: none; }
    FileSheet .refused { color: $text-error; height: auto; }
    FileSheet .lead { color: $text-muted; height: auto; }
    """
    keys_line: ClassVar[Words] = (
        "↑↓ 选择  Enter 进入文件夹或预览文件  Tab 补全  Esc 取消",
        "↑↓ choose  Enter open or preview  Tab complete  Esc cancel",
    )
    about: ClassVar[Words] = (
        "选一份花名册：xlsx、xls、csv，或本程序导出的 json。先预览，确认以前什么都不写入。",
        "Choose a roll: xlsx, xls, csv, or json that this program wrote. It is previewed; nothing is written before.",
    )

    def __init__(self, start: Path) -> None:
        super().__init__()
        self._start = start

    def title_text(self) -> str:
        return say("导入：选一份花名册", "Import: choose a roll")

    def body(self) -> ComposeResult:
        listed = OptionList(markup=False)
        zh = "输入路径，或从列表里选。列出文件、文件夹和最近用过的文件夹。"
        lead = say(zh, "Type a path, or choose from the files, the folders and the recent folders.")
        yield Static(lead, classes="lead", markup=False)
        yield ListInput(listed, value=f"{self._start}/".replace("//", "/"), select_on_focus=False)
        yield listed
        yield Static("", classes="refused", markup=False)

    def on_mount(self) -> None:
        """List the folder of last time."""
        box = self.query_one(Input)
        box.focus()
        # A path that is typed takes the place of the folder; an arrow or Tab keeps it.
        box.select_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what the path may go on to."""
        listed = self.query_one(OptionList)
        listed.clear_options()
        typed = event.value
        found = [path for path in entries(typed) if path.is_dir() or path.suffix.lower() in ROLLS]
        # Files are what is wanted here, so they come before folders.
        found.sort(key=lambda path: path.is_dir())
        for path in found:
            listed.add_option(Option(f"{path.name}/" if path.is_dir() else path.name, id=str(path)))
        # A folder of last time that stands in the list already is not listed twice.
        listed_already = {Path(typed or ".").expanduser().absolute(), *(path.absolute() for path in found)}
        for folder in recent_folders():
            if typed.endswith("/") and Path(folder) not in listed_already:
                listed.add_option(Option(say(f"最近：{folder}/", f"recent: {folder}/"), id=folder))
        listed.highlighted = 0 if listed.option_count else None
        text = "" if found else say("这里没有可以导入的文件，也没有文件夹", "no rolls and no folders here")
        self.query_one(".refused", Static).update(text)

    def action_complete(self) -> None:
        """Take what is marked in the list into the path."""
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self._go(Path(str(listed.get_option_at_index(listed.highlighted).id)))

    def _go(self, path: Path) -> None:
        box = self.query_one(Input)
        box.value = f"{path}/" if path.is_dir() else str(path)
        box.cursor_position = len(box.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go into a folder, or take a file."""
        path = Path(str(event.option_id))
        self._go(path)
        if path.is_file():
            self.dismiss(path)


def open_file(app: UnionApp, chosen: Callable[[Path], object]) -> None:
    """Ask for a roll."""

    def done(path: Path | None) -> None:
        if path is not None:
            remember_folder(path.parent)
            chosen(path)

    folders = recent_folders()
    beside = Path(app.place).parent if app.place and "://" not in app.place else Path.cwd()
    app.push_screen(FileSheet(Path(folders[0]) if folders else beside.absolute()), done)
