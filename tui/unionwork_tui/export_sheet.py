"""The sheet that writes the register in view into a file, and says what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from unionwork.errors import NotPermittedError, UnionworkError
from unionwork_tui.showing import label_of
from unionwork_tui.words import Words, say
from unionwork_tui.writing_sheet import WritingSheet, free_path

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]


class ExportSheet(WritingSheet):
    """Asks for the format, the file, and whether private values go out."""

    DEFAULT_CSS = """
    ExportSheet #export-said { height: auto; }
    ExportSheet #export-reveal { margin-top: 1; }
    """
    about: ClassVar[Words] = (
        "把眼前的台账写成文件，筛选和搜索照样有效。隐私内容默认隐藏；每次导出都留下记录。",
        "Writes the register in view, filtered as it is. Private values are hidden; every export is logged.",
    )
    formats: ClassVar[Mapping[str, Words]] = {
        "xlsx": ("Excel", "Excel"),
        "csv": ("csv", "csv"),
        "json": ("json", "json"),
    }

    def __init__(self, kind: str, where: Sequence[str], search: str, org: str | None = None) -> None:
        super().__init__()
        self._kind, self._where, self._search, self._org = kind, list(where), search, org
        self._reveal = False
        self._warned = ""

    def title_text(self) -> str:
        return say("导出", "Export")

    def body(self) -> ComposeResult:
        yield Static("", id="export-said", markup=False)
        yield from self.format_fields()
        yield from self.file_fields()
        yield Button("", id="export-reveal", compact=True)
        yield from self.said_fields()

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
            box = self.query_one("#write-path", Input)
            if not box.value:
                box.value = str(free_path(label_of(described), session.on.isoformat(), self.format))

        self.query_one("#write-path", Input).focus()
        self.desk.ask(self, call, show, group="count", failed=self.refuse)

    def _count(self, workspace: Workspace) -> int:
        org = self._org or self.desk.scope
        return workspace.count(self._kind, where=self._where, search=self._search or None, org=org)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The button beside the formats lets private values out."""
        if event.button.id == "export-reveal" and self.since is None:
            self._reveal = not self._reveal
            self.mark()

    def mark(self) -> None:
        super().mark()
        private = say("写出隐私内容（要有权限，并留下记录）", "write private values (needs the right; is logged)")
        # A label is markup, in which a bracket is a sign of its own.
        self.query_one("#export-reveal", Button).label = Content(f"[{'x' if self._reveal else ' '}] {private}")

    def warning(self, path: Path) -> str:
        """A file that is there already is overwritten only after a second Enter."""
        if not path.exists() or self._warned == str(path):
            return ""
        self._warned = str(path)
        return say(f"「{path.name}」已经有了；再按一次就覆盖它", f"{path.name} is there already; again overwrites it")

    def work(self, path: Path) -> Callable[[Workspace], Facts]:
        kind, where, search, org = self._kind, self._where, self._search, self._org or self.desk.scope
        reveal = self._reveal

        def call(workspace: Workspace) -> Facts:
            return workspace.export(kind, path, where=where, search=search or None, org=org, reveal=reveal)

        return call

    def told(self, path: Path, answer: Facts) -> str:
        covered = answer["hidden"] and not self._reveal
        hidden = say("，隐私内容已隐藏", "; private values hidden") if covered else ""
        return say(f"已写出 {answer['rows']:,} 条到 {path}{hidden}", f"{answer['rows']:,} written to {path}{hidden}")

    def refuse(self, error: UnionworkError) -> None:
        super().refuse(error)
        if isinstance(error, NotPermittedError):
            self._reveal = False
            self.mark()


def open_export(app: UnionApp, kind: str, where: Sequence[str] = (), search: str = "", org: str | None = None) -> None:
    """Ask for a file and write the register in view into it; of the organisation `org` where it is narrowed to one."""
    app.push_screen(ExportSheet(kind, where, search, org))
