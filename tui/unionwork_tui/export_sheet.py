"""The sheet that writes the register in view into a file, and says what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from unionwork.errors import NotPermittedError, UnionworkError
from unionwork_tui.settings import read_settings, remember
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import label_of
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]
FORMATS: Final[dict[str, Words]] = {
    "xlsx": ("Excel", "Excel"), "csv": ("csv", "csv"), "json": ("json", "json"),
}  # fmt: skip


class ExportSheet(Sheet[Path]):
    """Asks for the format, the file, and whether private values go out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", show=False), Binding("f7", "save", show=False)]
    DEFAULT_CSS = """
    ExportSheet > .sheet { width: 76; }
    ExportSheet Label { color: $text-muted; margin-top: 1; }
    ExportSheet #export-said { height: auto; }
    ExportSheet #export-refused { color: $text-error; height: auto; }
    ExportSheet Horizontal { height: 1; }
    ExportSheet Button { margin: 0 2 0 0; width: auto; min-width: 8; }
    ExportSheet #export-reveal { margin-top: 1; }
    """
    keys_line: ClassVar[Words] = ("F7 或 ^S 写出文件  Tab 下一项  Esc 取消", "F7 or ^S write it  Tab next  Esc cancel")
    about: ClassVar[Words] = (
        "把眼前的台账写成文件，筛选和搜索照样有效。隐私内容默认隐藏；每次导出都留下记录。",
        "Writes the register in view, filtered as it is. Private values are hidden; every export is logged.",
    )

    def __init__(self, kind: str, where: Sequence[str], search: str, org: str | None = None) -> None:
        super().__init__()
        self._kind, self._where, self._search, self._org = kind, list(where), search, org
        self._format = "xlsx"
        self._reveal = False
        self._writing = False
        self._warned = ""

    def title_text(self) -> str:
        return say("导出", "Export")

    def body(self) -> ComposeResult:
        yield Static("", id="export-said", markup=False)
        yield Label(say("格式", "format"))
        with Horizontal():
            for key in FORMATS:
                yield Button("", id=f"format-{key}", compact=True)
        yield Label(say("文件", "file"))
        yield Input("", id="export-path")
        yield Button("", id="export-reveal", compact=True)
        yield Static("", id="export-refused", markup=False)

    def on_mount(self) -> None:
        """Say what will be written."""
        kind, where, search, org = self._kind, self._where, self._search, self._org or self.desk.scope

        def call(workspace: Workspace) -> tuple[Facts, int, str]:
            tree = workspace.org_tree(org)
            return workspace.describe(kind), self._count(workspace), tree[0]["name"] if tree else ""

        def show(answer: tuple[Facts, int, str]) -> None:
            described, count, name = answer
            workspace = self.desk.workspace
            assert workspace is not None
            session = workspace.session
            narrowed = [*where, *([say(f"搜索「{search}」", f"search {search!r}")] if search else [])]
            rows = (
                (
                    say("台账", "register"),
                    say(f"{label_of(described)} {count:,} 条", f"{label_of(described)}: {count:,}"),
                ),
                (say("范围", "of"), say(f"{name}及下属", f"{name} and all below")),
                (say("筛选", "filter"), say("，", ", ").join(narrowed) or say("没有", "none")),
                (say("截至", "as of"), session.on.isoformat()),
                (say("操作员", "by"), session.worker.key),
            )
            text = "\n".join(f"{key}{say('：', ': ')}{value}" for key, value in rows)
            self.query_one("#export-said", Static).update(text)
            box = self.query_one("#export-path", Input)
            if not box.value:
                box.value = str(free_path(label_of(described), session.on.isoformat(), self._format))

        self._mark()
        self.query_one("#export-path", Input).focus()
        self.desk.ask(self, call, show, group="count", failed=self._refuse)

    def _count(self, workspace: Workspace) -> int:
        org = self._org or self.desk.scope
        return workspace.count(self._kind, where=self._where, search=self._search or None, org=org)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A format says the file's ending; the other button lets private values out."""
        key = event.button.id or ""
        if key == "export-reveal":
            self._reveal = not self._reveal
        else:
            self._format = key.removeprefix("format-")
            box = self.query_one("#export-path", Input)
            if box.value:
                box.value = str(Path(box.value).with_suffix(f".{self._format}"))
        self._mark()

    def _mark(self) -> None:
        """Say in signs, not by colour alone, what is chosen."""
        for key, words in FORMATS.items():
            self.query_one(f"#format-{key}", Button).label = f"({'*' if key == self._format else ' '}) {say(*words)}"
        private = say("写出隐私内容（要有权限，并留下记录）", "write private values (needs the right; is logged)")
        # A label is markup, in which a bracket is a sign of its own.
        self.query_one("#export-reveal", Button).label = Content(f"[{'x' if self._reveal else ' '}] {private}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter writes."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Write the file; one that is there already is overwritten only after a second Enter."""
        if self._writing:
            return
        path = Path(self.query_one("#export-path", Input).value.strip()).expanduser()
        if not path.name:
            self._say(say("请写文件名", "give the name of a file"))
            return
        if path.suffix.lower().lstrip(".") not in FORMATS:
            path = path.with_name(f"{path.name}.{self._format}")
        if path.exists() and self._warned != str(path):
            self._warned = str(path)
            self._say(
                say(f"「{path.name}」已经有了；再按一次就覆盖它", f"{path.name} is there already; again overwrites it")
            )
            return
        kind, where, search, org = self._kind, self._where, self._search, self._org or self.desk.scope
        reveal = self._reveal
        self._writing = True
        self._say("")

        def call(workspace: Workspace) -> Facts:
            return workspace.export(kind, path, where=where, search=search or None, org=org, reveal=reveal)

        def done(answer: Facts) -> None:
            self._writing = False
            remember("export_folder", str(path.parent.absolute()))
            hidden = say("，隐私内容已隐藏", "; private values hidden") if answer["hidden"] and not reveal else ""
            self.desk.tell_done(
                say(f"已写出 {answer['rows']:,} 条到 {path}{hidden}", f"{answer['rows']:,} written to {path}{hidden}")
            )
            if self.is_current:
                self.dismiss(path)

        self.desk.ask(self, call, done, group="export", failed=self._refuse)

    def _refuse(self, error: UnionworkError) -> None:
        self._writing = False
        self._say(str(error))
        if isinstance(error, NotPermittedError):
            self._reveal = False
            self._mark()

    def _say(self, text: str) -> None:
        self.query_one("#export-refused", Static).update(text)


def free_path(label: str, day: str, form: str) -> Path:
    """A name that is free, in the folder of the last export."""
    held = Path(read_settings().get("export_folder", ""))
    folder = held if held.is_dir() and str(held) != "." else Path.cwd()
    names = [f"{label}-{day}{f'-{number}' if number else ''}.{form}" for number in range(100)]
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[0])


def open_export(app: UnionApp, kind: str, where: Sequence[str] = (), search: str = "", org: str | None = None) -> None:
    """Ask for a file and write the register in view into it; of the organisation `org` where it is narrowed to one."""
    app.push_screen(ExportSheet(kind, where, search, org))
