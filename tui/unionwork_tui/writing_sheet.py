"""A sheet that writes a file: its format and its path; Esc stops what is being written."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label, Static

from unionwork.errors import ExitCode, UnionworkError
from unionwork_tui.asking import PATIENCE
from unionwork_tui.settings import read_settings, remember
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace

Facts = Mapping[str, Any]
STOP_KEYS: Final[Words] = ("Esc 停止，不留半个文件", "Esc stop; no half file stays")


class WritingSheet(Sheet[Path]):
    """Asks for the format and the file, and stays until the file is there, refused or stopped.

    Attributes:
        formats: the endings that can be written, each with its words.
        format: the one that is chosen.
        since: the moment the writing began, None while nothing is being written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", show=False), Binding("f7", "save", show=False)]
    DEFAULT_CSS = """
    WritingSheet > .sheet { width: 76; }
    WritingSheet Label { color: $text-muted; margin-top: 1; }
    WritingSheet #write-running { color: $text-muted; height: 1; display: none; }
    WritingSheet #write-running.-open { display: block; }
    WritingSheet #write-refused { color: $text-error; height: auto; }
    WritingSheet Horizontal { height: 1; }
    WritingSheet Button { margin: 0 2 0 0; width: auto; min-width: 8; }
    """
    keys_line: ClassVar[Words] = ("F7 或 ^S 写出文件  Tab 下一项  Esc 取消", "F7 or ^S write it  Tab next  Esc cancel")
    formats: ClassVar[Mapping[str, Words]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.format = next(iter(self.formats), "")
        self.since: float | None = None
        self._stopping = False

    # What a sheet of its own says

    @abstractmethod
    def work(self, path: Path) -> Callable[[Workspace], Facts]:
        """What writes the file."""

    @abstractmethod
    def told(self, path: Path, answer: Facts) -> str:
        """What is said of the file when it is there."""

    def warning(self, path: Path) -> str:
        """Why a file is not written at the first time of asking; "" where nothing speaks against it."""
        del path
        return ""

    # The fields

    def format_fields(self) -> ComposeResult:
        """The formats, as buttons."""
        yield Label(say("格式", "format"))
        with Horizontal():
            for key in self.formats:
                yield Button("", id=f"format-{key}", compact=True)

    def file_fields(self, path: str = "") -> ComposeResult:
        """The box of the path, and what is said about the writing."""
        yield Label(say("文件", "file"))
        yield Input(path, id="write-path")

    def said_fields(self) -> ComposeResult:
        """How long it is being written, and why it was not."""
        yield Static("", id="write-running", markup=False)
        yield Static("", id="write-refused", markup=False)

    def on_mount(self) -> None:
        """Mark the format; count the seconds."""
        self.mark()
        self.set_interval(PATIENCE, self._tick)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A format says the file's ending."""
        key = event.button.id or ""
        if not key.startswith("format-"):
            return
        self.format = key.removeprefix("format-")
        box = self.query_one("#write-path", Input)
        if box.value and not box.value.endswith("/"):
            box.value = str(with_ending(Path(box.value), self.format, self.formats))
        self.mark()

    def mark(self) -> None:
        """Say in signs, not by colour alone, what is chosen."""
        for key, words in self.formats.items():
            self.query_one(f"#format-{key}", Button).label = f"({'*' if key == self.format else ' '}) {say(*words)}"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter writes."""
        event.stop()
        self.action_save()

    # Writing

    def action_save(self) -> None:
        """Write the file."""
        if self.since is not None:
            return
        path = Path(self.query_one("#write-path", Input).value.strip()).expanduser()
        if not path.name:
            self.say(say("请写文件名", "give the name of a file"))
            return
        if path.suffix.lower().lstrip(".") not in self.formats:
            path = path.with_name(f"{path.name}.{self.format}")
        warning = self.warning(path)
        self.say(warning)
        if warning:
            return
        self.since, self._stopping = monotonic(), False
        self._show_keys()

        def done(answer: Facts) -> None:
            self._settle()
            remember("export_folder", str(path.parent.absolute()))
            self.desk.tell_done(self.told(path, answer))
            self.finish(path)

        # The file comes whole or not at all, so leaving may stop it.
        self.desk.ask(self, self.work(path), done, group="export", failed=self.refuse)

    def action_close(self) -> None:
        """Stop the writing; where nothing is being written, close."""
        if self.since is None:
            super().action_close()
        elif self.desk.workspace is not None:
            self._stopping = True
            self.desk.workspace.session.stop()
            self._tick()

    def refuse(self, error: UnionworkError) -> None:
        """It was not written; the sheet stays, with what was filled in."""
        self._settle()
        if error.exit_code == ExitCode.INTERRUPTED:
            self.say(say("已停止，没有写出文件。F7 再写一次，Esc 关闭。",
                         "Stopped, no file was written. F7 writes it again, Esc closes."))  # fmt: skip
        else:
            self.say(str(error))

    def say(self, text: str) -> None:
        """What speaks against it."""
        self.query_one("#write-refused", Static).update(text)

    def _settle(self) -> None:
        if self._stopping and self.desk.workspace is not None:
            self.desk.workspace.session.resume()
        self.since, self._stopping = None, False
        self._show_keys()
        self._tick()

    def _show_keys(self) -> None:
        words = self.keys_line if self.since is None else STOP_KEYS
        self.query_one(".keys", Static).update(say(*words))

    def _tick(self) -> None:
        line = self.query_one("#write-running", Static)
        line.set_class(self.since is not None, "-open")
        if self.since is not None:
            seconds = monotonic() - self.since
            line.update(
                say("正在停止…", "stopping…") if self._stopping
                else say(f"写出中 {seconds:.0f} 秒", f"writing, {seconds:.0f} s")
            )  # fmt: skip


def with_ending(path: Path, ending: str, known: Mapping[str, Words]) -> Path:
    """The path with the ending of a format; what follows a dot in a name is an ending only where it is a known one."""
    if not path.name:
        return path
    stem = path.stem if path.suffix.lower().lstrip(".") in known else path.name
    return path.with_name(f"{stem}.{ending}")


def free_path(label: str, day: str, form: str) -> Path:
    """A name that is free, in the folder of the last export."""
    held = Path(read_settings().get("export_folder", ""))
    folder = held if held.is_dir() and str(held) != "." else Path.cwd()
    names = [f"{label}-{day}{f'-{number}' if number else ''}.{form}" for number in range(100)]
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[0])
