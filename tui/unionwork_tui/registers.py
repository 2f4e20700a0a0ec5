"""The registers: organisation tree, table and record side by side, for every kind that is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from unionwork_tui.looking import Looking
from unionwork_tui.pane import Pane
from unionwork_tui.record import Read, RecordView
from unionwork_tui.record_acts import RecordActs
from unionwork_tui.register_reading import RegisterReading
from unionwork_tui.register_view import kind_told, nothing_told
from unionwork_tui.showing import Showing, label_of
from unionwork_tui.table import WindowTable
from unionwork_tui.tree import OrgTree
from unionwork_tui.words import say

if TYPE_CHECKING:
    pass

_WIDE = 100
# A person who holds an arrow key does not wait for every record on the way.
_SETTLE = 0.12
_TYPING = 0.2


class RegistersPane(RegisterReading, RecordActs, Pane):
    """The registers of all kinds."""

    key = "registers"
    words = ("台账", "Registers")
    about = (
        (
            "一类台账一张表：左边选组织，中间是记录，右边是这条记录的内容、办理、经过和关联。\n"
            "F10 换一类台账；^F 搜索，^K 按代码筛选；Enter 打开记录，F9 办理下一步，Esc 返回。"
        ),
        (
            "A table for each kind: the organisations at the left, the records, and the record at the cursor.\n"
            "F10 another kind; ^F search, ^K filter; Enter opens the record, F9 takes the next step, Esc goes back."
        ),
    )
    offers = (
        "open", "steps", "search", "kind", "new", "filter", "change", "why", "import", "export", "withdraw", "void",
        "attach", "merge", "accept", "reveal",
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "inside_back", show=False)]
    DEFAULT_CSS = """
    RegistersPane Horizontal { height: 1fr; }
    RegistersPane .column { border: round $foreground 30%; border-title-color: $text; height: 1fr; }
    RegistersPane .column:focus-within { border: round $accent; }
    RegistersPane #org-column { width: 29; }
    RegistersPane #table-column { width: 1fr; }
    RegistersPane #record-column { width: 36%; max-width: 72; min-width: 38; }
    RegistersPane #search-line { display: none; height: 1; border: none; padding: 0 1; }
    RegistersPane #search-line.open { display: block; }
    RegistersPane.narrow .column { display: none; }
    RegistersPane.narrow #org-column, RegistersPane.narrow #record-column {
        width: 1fr; max-width: 100%; min-width: 0;
    }
    RegistersPane.narrow.at-tree #org-column { display: block; }
    RegistersPane.narrow.at-table #table-column { display: block; }
    RegistersPane.narrow.at-record #record-column { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.looking = Looking()
        self.showing: Showing | None = None
        self.read: Read | None = None
        self._kinds: Sequence[Mapping[str, Any]] = ()
        self.counts: tuple[int, int] | None = None
        self.known: dict[str, Mapping[str, Any]] = {}
        self.shown_kind = ""
        self._visitor = False
        self._trail: list[tuple[Looking, str | None]] = []
        self._soon: Timer | None = None
        self._typed: Timer | None = None
        self.at_first: str | None = None
        self.barred = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(classes="column", id="org-column") as orgs:
                orgs.border_title = say("组织", "organisations")
                yield OrgTree(id="org-tree")
            with Vertical(classes="column", id="table-column"):
                search = Input(placeholder=say("搜索：名称、编号或首字母", "search a name or number"), id="search-line")
                search.compact = True
                yield search
                yield WindowTable(id="register-table")
            with Vertical(classes="column", id="record-column"):
                yield RecordView(id="record-view")

    def on_mount(self) -> None:
        self.add_class("at-table")
        self.table.say_instead(say("读取中…", "reading…"))

    @property
    def table(self) -> WindowTable:
        """The register."""
        return self.query_one(WindowTable)

    @property
    def orgs(self) -> OrgTree:
        """The organisations."""
        return self.query_one(OrgTree)

    @property
    def record(self) -> RecordView:
        """The record in view."""
        return self.query_one(RecordView)

    @property
    def search_line(self) -> Input:
        """Where words are sought."""
        return self.query_one("#search-line", Input)

    @property
    def table_column(self) -> Widget:
        """The frame around the register."""
        return self.query_one("#table-column")

    @property
    def record_column(self) -> Widget:
        """The frame around the record."""
        return self.query_one("#record-column")

    @property
    def is_narrow(self) -> bool:
        """Whether only one column fits."""
        return self.has_class("narrow")

    # Coming and going

    def focus_start(self) -> None:
        """The table is where one begins."""
        (self.record if self.has_class("at-record") else self.table).focus()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < _WIDE, "narrow")

    def enter(self) -> None:
        """Read the register in view again, keeping the cursor; the first time, choose one."""
        # Somebody may have changed what is declared or who stands below whom.
        self.known.clear()
        self.read_tree()
        if self.looking.kind:
            row = self.table.row if self.shown_kind == self.looking.kind else None
            self.load(at=str(row["number"]) if row else None)
            return
        self.ask(lambda workspace: workspace.kinds(), self._begin, group="kinds")

    def _begin(self, kinds: Sequence[Mapping[str, Any]]) -> None:
        self._kinds = kinds
        if self.looking.kind:
            return
        held = [kind for kind in kinds if kind["records"]] or list(kinds)
        if held:
            self.show(held[0]["key"], visiting=False)

    def help_text(self) -> str:
        """What registers are for, and what is declared of the kind in view."""
        about = super().help_text()
        return f"{about}\n\n{kind_told(self.showing)}" if self.showing is not None else about

    def memo(self) -> Any:
        """The view, for the screens in another language."""
        row = self.table.row
        return self.looking, row["number"] if row else None

    def recall(self, memo: Any) -> None:
        """Take the view back."""
        if memo is not None:
            self.looking, self.at_first = memo

    def show(self, kind: str, number: str | None = None, where: Sequence[str] = (), *, visiting: bool = True) -> None:
        """Show a register, narrowed by conditions, and a record of it."""
        held = self.looking
        self.looking = Looking(kind=kind, where=tuple(where), org=held.org, org_name=held.org_name)
        if kind != held.kind:
            self.forget_record()
        self._visitor = visiting and number is not None
        self._trail = []
        self.load(at=number)
        self.face("record" if number is not None and not self.barred else "table")
        if number is not None:
            self.read_now(number)

    def face(self, column: str) -> None:
        """Turn to a column: tree, table or record."""
        for name in ("tree", "table", "record"):
            self.set_class(name == column, f"at-{name}")
        widget = {"tree": self.orgs, "table": self.table, "record": self.record}[column]
        if self.desk.front is self and not self.desk.screen.is_modal:
            widget.focus()
        if column == "record" and self.table.row is not None and self.record.number is None:
            self.read_now(str(self.table.row["number"]))
        self.desk.show_keys()

    def action_inside_back(self) -> None:
        """Back inside the pane; where nothing is left to go back from, the program takes Esc."""
        focused = self.screen.focused
        if isinstance(focused, Input):
            self._close_search()
        elif self._trail:
            self.looking, number = self._trail.pop()
            self.load(at=number)
            if number is not None:
                self.read_now(number)
        elif self._visitor:
            self._visitor = False
            raise SkipAction
        elif focused is self.record or focused is self.orgs:
            self.face("table")
        elif self.looking.search:
            self._close_search()
        else:
            raise SkipAction

    # What arrives

    def on_window_table_filled(self, event: WindowTable.Filled) -> None:
        event.stop()
        if event.table.failure:
            self.desk.notify(event.table.failure, severity="error", markup=False)
        if not event.table.rows:
            self.forget_record()
            if self.showing is not None:
                event.table.say_instead(event.table.failure or nothing_told(self.showing, self.looking))
        self.say_place()
        self.desk.show_keys()

    # The record at the cursor

    def on_window_table_moved(self, event: WindowTable.Moved) -> None:
        event.stop()
        self.say_place()
        if self._soon is not None:
            self._soon.stop()
        if event.row is None:
            return
        number = str(event.row["number"])
        if self.is_narrow and not self.has_class("at-record"):
            self.forget_record()
        elif self.record.number != number:
            self._soon = self.set_timer(_SETTLE, lambda: self.read_now(number))
        self.desk.show_keys()

    def on_window_table_opened(self, event: WindowTable.Opened) -> None:
        event.stop()
        self.act_open()

    def on_window_table_leaving(self, event: WindowTable.Leaving) -> None:
        event.stop()
        self.face("tree")

    def on_org_tree_leaving(self, event: OrgTree.Leaving) -> None:
        event.stop()
        self.face("table")

    def on_org_tree_chosen(self, event: OrgTree.Chosen) -> None:
        event.stop()
        self.look(self.looking.of_org(event.org, event.name))
        self.face("table")

    def on_record_view_chosen(self, event: RecordView.Chosen) -> None:
        event.stop()
        self.follow(event.line)

    # Searching

    def act_search(self) -> None:
        """Ctrl+F."""
        if self.is_narrow:
            self.face("table")
        line = self.search_line
        line.add_class("open")
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typed is not None:
            self._typed.stop()
        word = event.value.strip()
        if word != self.looking.search:
            self._typed = self.set_timer(_TYPING, lambda: self.look(self.looking.with_search(word)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            event.input.remove_class("open")
        self.table.focus()

    def _close_search(self) -> None:
        line = self.search_line
        line.remove_class("open")
        line.value = ""
        self.table.focus()
        if self.looking.search:
            self.look(self.looking.with_search(""))

    def act_kind(self) -> None:
        """F10."""
        from unionwork_tui.kind_sheet import KindSheet

        def then(kinds: Sequence[Mapping[str, Any]]) -> None:
            self._kinds = kinds
            self.desk.push_screen(KindSheet(kinds), self._switch)

        self.ask(lambda workspace: workspace.kinds(), then, group="kinds")

    def _switch(self, kind: str | None) -> None:
        if kind:
            self.show(kind, visiting=False)

    def find(self, word: str) -> list[tuple[str, Any]]:
        """The kinds whose names hold a word."""
        from unionwork_tui.matching import matches

        return [
            (
                say(f"台账：{label_of(kind)}", f"register: {label_of(kind)}"),
                lambda key=kind["key"]: self.desk.open_record(key),
            )
            for kind in self._kinds
            if matches(word, kind["label"], kind["label_en"], kind["key"])
        ]
