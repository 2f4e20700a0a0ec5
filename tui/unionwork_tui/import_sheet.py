"""The sheet that imports a roll: first what would happen, then, once it is confirmed, the import itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Static

from unionwork.errors import ExitCode, SheetError, UnionworkError
from unionwork_tui.file_sheet import open_file
from unionwork_tui.grid import Column, Grid
from unionwork_tui.importing import (
    Progress,
    counts_text,
    details_text,
    heading_text,
    matching_text,
    missing_orgs,
    problem_lines,
    problems_path,
    remedy_text,
)
from unionwork_tui.sheet import Sheet, tell
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

Facts = Mapping[str, Any]
_COLUMNS: Final = (
    Column("level", ("", ""), 4),
    Column("row", ("行", "row"), 6, right=True),
    Column("column", ("列", "column"), 12),
    Column("value", ("原值", "value"), 18, keep=1),
    Column("reason", ("说明", "what is wrong"), 20, grow=1),
)
# What the sheet is doing; the buttons follow from it.
READING, SHOWN, UNKNOWN, RUNNING, DONE, STOPPED = "reading", "shown", "unknown", "running", "done", "stopped"


class ImportSheet(Sheet[bool]):
    """Previews a roll and imports it; nothing is written before F6.

    Attributes:
        state: what it is doing.
        reports: what the preview, or the import, said of each sheet.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "confirm", show=False), Binding("f7", "save_problems", show=False),
        Binding("f4", "orgs", show=False), Binding("f2", "roll", show=False), Binding("f3", "columns", show=False),
        Binding("f8", "undo", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ImportSheet > .sheet { width: 96%; max-width: 130; height: 95%; }
    ImportSheet .part { height: auto; }
    ImportSheet #import-refused { color: $text-error; }
    ImportSheet #import-details { color: $text-muted; max-height: 4; }
    ImportSheet #import-problem { color: $text-muted; height: auto; max-height: 3; }
    ImportSheet #import-buttons { height: 1; margin: 0 0 1 0; }
    ImportSheet #import-buttons Button { margin: 0 1 0 0; min-width: 8; width: auto; }
    """
    keys_line: ClassVar[Words] = (
        "F6 确认导入  F7 存问题表  F4 建组织  F2 花名册  F3 列  Esc 取消",
        "F6 import  F7 problems  F4 organisations  F2 roll  F3 columns  Esc cancel",
    )
    about: ClassVar[Words] = (
        """\
先看会发生什么：新增、更新、未变、拒绝、提醒各多少行，问题逐条列出。按 F6 确认以前什么都不写入。
合格的行都保存，不合格的行不保存；改正后再次导入同一文件即可，已有的不会重复。
导入中按 Esc 停止，停止就全部退回。导入后 F8 撤回。""",
        """\
First what would happen: rows added, changed, unchanged, refused, with warnings. Nothing is written before F6.
Good rows are stored, refused ones are not; correct them and import the same file again.
Esc stops an import and takes it back whole. F8 takes a finished import back.""",
    )

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.state, self.reports = READING, list[Facts]()
        self._path, self._roll, self._create_orgs = path, "", False
        self._seen: Facts | None = None
        self._progress, self._undoing = Progress(), False
        self._problems: list[Facts] = []

    def title_text(self) -> str:
        return say(f"导入 {self._path.name}", f"Import {self._path.name}")

    def body(self) -> ComposeResult:
        yield Static("", id="import-heading", classes="part", markup=False)
        yield Static("", id="import-counts", classes="part", markup=False)
        yield Static("", id="import-refused", classes="part", markup=False)
        with Horizontal(id="import-buttons"):
            yield Button(say("确认导入", "Import"), id="confirm", compact=True, variant="primary")
            yield Button(say("另存问题表", "Save problems"), id="save_problems", compact=True)
            yield Button("", id="orgs", compact=True)
            yield Button(say("换花名册", "Other roll"), id="roll", compact=True)
            yield Button(say("列的对应", "Columns"), id="columns", compact=True)
            yield Button(say("撤回这次导入", "Take it back"), id="undo", compact=True, variant="warning")
        yield Grid(_COLUMNS, id="import-problems")
        yield Static("", id="import-problem", markup=False)
        yield Static("", id="import-details", classes="part", markup=False)

    def on_mount(self) -> None:
        """Look at the file."""
        self.set_interval(0.1, self._show_progress)
        self.query_one(Grid).focus()
        self._preview()

    # What would happen

    def _preview(self) -> None:
        self.state = READING
        self._progress = Progress()
        path, roll, orgs, org, progress = (
            self._path,
            self._roll or None,
            self._create_orgs,
            self.desk.scope,
            self._progress,
        )

        def call(workspace: Workspace) -> tuple[Facts, Sequence[Facts]]:
            seen = workspace.recognise(path, roll=roll)
            reports = workspace.import_files(
                [path], roll=roll, org=org, create_orgs=orgs, dry_run=True, progress=progress.take
            )  # fmt: skip
            return seen, reports

        def show(answer: tuple[Facts, Sequence[Facts]]) -> None:
            self._seen, self.reports = answer[0], list(answer[1])
            self.state = SHOWN
            self._show_all()

        self._show_all()
        self.desk.ask(self, call, show, group="preview", failed=self._fail)

    def _how(self) -> dict[str, Any]:
        """How the file is to be read; progress begins anew."""
        self._progress = Progress()
        return {
            "roll": self._roll or None, "org": self.desk.scope, "create_orgs": self._create_orgs,
            "progress": self._progress.take,
        }  # fmt: skip

    def _fail(self, error: UnionworkError) -> None:
        workspace = self.desk.workspace
        if error.exit_code == ExitCode.INTERRUPTED and workspace is not None:
            workspace.session.resume()
            self.state = STOPPED
            self._show_all(say("已停止，没有保存任何改动。F6 从头再导入，Esc 关闭。",
                               "Stopped, nothing was stored. F6 imports again, Esc closes."))  # fmt: skip
            return
        self.state = UNKNOWN if isinstance(error, SheetError) else STOPPED
        hint = say("\nF2 指定按哪一种花名册读取。", "\nF2 names the roll that it is.") if self.state == UNKNOWN else ""
        self._show_all(f"{error}{hint}")

    def _show_all(self, refused: str = "") -> None:
        """Show what is known now."""
        self.query_one("#import-heading", Static).update(heading_text(self._seen, self.reports, self._path))
        self.query_one("#import-counts", Static).update(counts_text(self.reports) if self.reports else "")
        line = self.query_one("#import-refused", Static)
        if not refused and self.state == SHOWN and not self._create_orgs and missing_orgs(self.reports):
            rows = missing_orgs(self.reports)
            refused = say(
                f"{rows} 行写的组织还没有；F4 一并建立", f"{rows} rows name unknown organisations; F4 founds them"
            )
        if not refused and self.state == SHOWN:
            refused = self.refusal() or ""
        line.update(refused)
        line.display = bool(refused)
        self._problems = [problem for report in self.reports for problem in report["problems"]]
        grid = self.query_one(Grid)
        grid.empty = (
            ""
            if self.state in (READING, UNKNOWN)
            else say("没有问题，每一行都合格。", "No problems: every row is good.")
        )
        grid.show(problem_lines(self._problems))
        self.query_one("#import-details", Static).update(details_text(self._seen, self.reports))
        self._show_buttons()

    def _show_buttons(self) -> None:
        busy = self.state in (READING, RUNNING)
        confirm = self.query_one("#confirm", Button)
        confirm.label = say("停止 Esc", "Stop Esc") if busy else say("确认导入 F6", "Import F6")
        confirm.variant = "error" if busy else "primary"
        confirm.display = self.state != DONE
        confirm.disabled = not busy and self.refusal() is not None
        on = say("是", "yes") if self._create_orgs else say("否", "no")
        self.query_one("#orgs", Button).label = say(f"建没有的组织：{on}", f"found organisations: {on}")
        for key in ("save_problems", "orgs", "roll", "columns"):
            self.query_one(f"#{key}", Button).display = self.state in (SHOWN, STOPPED, UNKNOWN)
        self.query_one("#save_problems", Button).disabled = not self._problems
        self.query_one("#undo", Button).display = self.state == DONE and bool(self._batches())
        keys = self.query_one(".keys", Static)
        if busy:
            keys.update(say("Esc 停止", "Esc stop"))
        elif self.state == DONE:
            keys.update(say("F8 撤回这次导入  Esc 关闭", "F8 take it back  Esc close"))
        else:
            keys.update(say(*self.keys_line))

    def refusal(self) -> str | None:
        """Why nothing can be imported now, in words."""
        if self.state == UNKNOWN:
            return say("没有认出这是哪一种花名册；F2 指定", "not recognised as a roll; F2 names one")
        if self.reports and not any(report["added"] or report["changed"] for report in self.reports):
            return say("没有要新增或更新的行", "no row to add or change")
        return None

    def _show_progress(self) -> None:
        if self.state in (READING, RUNNING):
            what = say("预览", "preview") if self.state == READING else say("导入", "import")
            self.query_one("#import-counts", Static).update(f"{what}  {self._progress.text(monotonic())}")

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Show the problem at the cursor in full."""
        place = int(event.key) if event.key else -1
        text = remedy_text(self._problems[place]) if 0 <= place < len(self._problems) else ""
        self.query_one("#import-problem", Static).update(text)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button does what its key does; the one that started an import stops it."""
        key = event.button.id or ""
        if key == "confirm" and self.state in (READING, RUNNING):
            self._stop()
        else:
            getattr(self, f"action_{key}")()

    # What is done

    def action_confirm(self) -> None:
        """Import."""
        if self.state not in (SHOWN, STOPPED):
            return
        refusal = self.refusal()
        if refusal is not None:
            self.notify(refusal, severity="warning")
            return
        self.state = RUNNING
        self._progress = Progress()
        path, roll, orgs, org, progress = (
            self._path,
            self._roll or None,
            self._create_orgs,
            self.desk.scope,
            self._progress,
        )

        def call(workspace: Workspace) -> Sequence[Facts]:
            return workspace.import_files([path], roll=roll, org=org, create_orgs=orgs, progress=progress.take)

        def done(reports: Sequence[Facts]) -> None:
            self.reports, self.state = list(reports), DONE
            self._show_all()
            batches = say("、", ", ").join(str(batch) for batch in self._batches())
            self.desk.tell_done(
                say(
                    f"已导入 {path.name} · 日志 #{batches} · F8 撤回",
                    f"imported {path.name} · journal #{batches} · F8 undo",
                )
            )
            self.desk.reload()

        self._show_all()
        self.desk.ask(self, call, done, group="import", failed=self._fail)

    def _batches(self) -> list[int]:
        return [report["batch"] for report in self.reports if report["batch"] is not None]

    def _stop(self) -> None:
        if self.desk.workspace is not None:
            self.desk.workspace.session.stop()

    def action_close(self) -> None:
        """Stop what runs, else close; a second time closes after a stop."""
        if self.state in (READING, RUNNING):
            self._stop()
        elif self.app.screen is self and not self._undoing:
            self.dismiss(self.state == DONE)

    def action_orgs(self) -> None:
        """Found organisations that are not there, or do not."""
        if self.state == SHOWN:
            self._create_orgs = not self._create_orgs
            self._preview()

    def action_roll(self) -> None:
        """Read the file as another roll."""
        from unionwork_tui.roll_sheet import RollSheet

        if self.state not in (SHOWN, UNKNOWN, STOPPED):
            return

        def chosen(key: str | None) -> None:
            if key:
                self._roll = key
                self._preview()

        self.desk.push_screen(RollSheet(self._roll), chosen)

    def action_columns(self) -> None:
        """Show which column fills what."""
        if self._seen is not None:
            tell(self.desk, say("列的对应", "Columns"), matching_text(self._seen))

    def action_save_problems(self) -> None:
        """Write the refused rows into a workbook in which the wrong cells are marked."""
        if self.state not in (SHOWN, STOPPED) or not self._problems:
            return
        path, target, how = self._path, problems_path(self._path), self._how()

        def call(workspace: Workspace) -> Sequence[Facts]:
            return workspace.import_files([path], dry_run=True, problems=target, **how)

        def done(reports: Sequence[Facts]) -> None:
            del reports
            self.desk.tell_done(say(f"问题表写在 {target}", f"problems written to {target}"))

        self.desk.ask(self, call, done, group="problems")

    def action_undo(self) -> None:
        """Take the import back."""
        if self.state != DONE or not self._batches() or self._undoing:
            return
        batches, self._undoing = self._batches(), True

        def call(workspace: Workspace) -> list[Facts]:
            # The last sheet may point to records of those before it.
            return [workspace.undo_import(batch) for batch in reversed(batches)]

        def done(answers: Sequence[Facts]) -> None:
            numbers = say("、", ", ").join(str(batch) for batch in batches)
            voided = sum(answer["voided"] for answer in answers)
            self.desk.tell_done(
                say(f"已撤回导入 #{numbers}：作废 {voided} 条", f"import #{numbers} taken back: {voided} voided")
            )
            self.desk.reload()
            self.finish(False)

        def failed(error: UnionworkError) -> None:
            self._undoing = False
            self.desk.tell_error(error)

        self.desk.ask(self, call, done, group="write undo", failed=failed)


def open_import(app: UnionApp) -> None:
    """Ask for a roll, preview it, import it."""
    if app.workspace is not None:
        open_file(app, lambda path: app.push_screen(ImportSheet(path)))
