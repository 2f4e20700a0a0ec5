"""Reading for the registers pane: what is declared, the organisations, the rows, the counts, one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from unionwork.errors import UnionworkError
from unionwork_tui.looking import Looking
from unionwork_tui.record import Read, read_record
from unionwork_tui.register_view import barred_told, columns_of, refused_told, source_of, title_of
from unionwork_tui.rights import kind_label, why_not
from unionwork_tui.showing import Showing
from unionwork_tui.table import Column
from unionwork_tui.window import Row
from unionwork_tui.words import say

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.widgets import Input

    from unionwork import Workspace
    from unionwork_tui.app import UnionApp
    from unionwork_tui.record import RecordView
    from unionwork_tui.table import WindowTable
    from unionwork_tui.tree import OrgTree


class RegisterReading:
    """The questions of the registers pane, in a class of their own for the length of the file.

    Attributes:
        looking: the view that is wanted.
        showing: the kind of it, once it was read.
        shown_kind: key of the kind whose rows stand in the table.
        read: the record in view, None where none was read.
        known: what is declared of the kinds that were looked at.
        counts: how many records there are and how many pass, None until they were counted.
        at_first: number of the record to begin at, when the screens were made anew.
        barred: why the operator may not see the kind in view, "" where he may.
    """

    looking: Looking
    showing: Showing | None
    shown_kind: str
    read: Read | None
    known: dict[str, Mapping[str, Any]]
    counts: tuple[int, int] | None
    at_first: str | None
    barred: str
    if TYPE_CHECKING:

        @property
        def desk(self) -> UnionApp: ...
        @property
        def table(self) -> WindowTable: ...
        @property
        def orgs(self) -> OrgTree: ...
        @property
        def record(self) -> RecordView: ...
        def ask(
            self, call: Callable[[Workspace], Any], then: Callable[[Any], Any], *, group: str = "read",
            failed: Callable[[UnionworkError], Any] | None = None,
        ) -> None: ...  # fmt: skip
        @property
        def search_line(self) -> Input: ...
        @property
        def table_column(self) -> Widget: ...
        @property
        def record_column(self) -> Widget: ...
        def face(self, column: str) -> None: ...

    def look(self, looking: Looking) -> None:
        """Narrow or widen the view; rows of before stay until the new ones come."""
        self.looking = looking
        line = self.search_line
        if not looking.search and not line.has_focus:
            line.value = ""
            line.remove_class("open")
        self.load()

    def load(self, at: str | None = None) -> None:
        """Read the view, the cursor on the record `at`."""
        looking = self.looking
        at, self.at_first = at or self.at_first, None
        self.barred = why_not(self.desk.workspace, "read", looking.kind)
        if self.barred:
            self._bar(looking)
            return
        if looking.kind in self.known:
            self._open(looking, at)
            return
        self.counts = None

        def then(described: Mapping[str, Any]) -> None:
            self.known[looking.kind] = described
            self._open(looking, at)

        self.ask(lambda workspace: workspace.describe(looking.kind), then, group="describe", failed=self._refuse_view)

    def _bar(self, looking: Looking) -> None:
        """Show nothing of a kind that the operator may not see, nor of the one before it: only why."""
        self.showing, self.shown_kind, self.counts = None, "", None
        self.forget_record()
        self.table.clear(barred_told(self.barred))
        self.orgs.count({})
        self.table_column.border_title = Content(kind_label(self.desk.workspace, looking.kind))
        self.table_column.border_subtitle = ""
        self.face("table")

    def read_tree(self) -> None:
        """Read the organisations below the scope."""
        scope = self.desk.scope

        def then(orgs: Sequence[Row]) -> None:
            self.orgs.put(orgs)
            self.table.remeasure()

        self.ask(lambda workspace: workspace.org_tree(scope), then, group="tree", failed=lambda _: None)

    def _open(self, looking: Looking, at: str | None) -> None:
        if looking is not self.looking:
            return
        showing, sort = Showing(self.known[looking.kind], self.orgs.names), looking.sort
        self.showing = showing

        def columns(rows: Sequence[Row]) -> Sequence[Column]:
            self.shown_kind = looking.kind
            return columns_of(showing, rows)

        self.table.open(
            source_of(looking, self.desk.scope), columns, by_number=not sort, at=None if sort else at
        )  # fmt: skip
        self._count(looking)
        self.say_place()

    def _count(self, looking: Looking) -> None:
        filters, scope = looking.filters(self.desk.scope), self.desk.scope

        def call(workspace: Workspace) -> tuple[int, int]:
            count = workspace.count(looking.kind, **filters)
            return (workspace.count(looking.kind, org=scope) if looking.narrowed else count), count

        def then(counts: tuple[int, int]) -> None:
            if looking is self.looking:
                self.counts, self.table.total = counts, counts[1]
                self.say_place()

        def count_orgs(orgs: Sequence[Row]) -> None:
            if looking is self.looking:
                self.orgs.count({entry["code"]: entry["count"] for entry in orgs})

        beside = {**filters, "org": scope}
        self.ask(call, then, group="count", failed=lambda _: None)
        self.ask(
            lambda workspace: workspace.facets(looking.kind, "org", **beside), count_orgs, group="orgs",
            failed=lambda _: None,
        )  # fmt: skip

    def _refuse_view(self, error: UnionworkError) -> None:
        """The last good rows stay; what was refused is said."""
        if self.table.rows:
            self.desk.tell_error(error)
        else:
            self.table.say_instead(refused_told(error))

    def say_place(self) -> None:
        """Write the frame of the table: how many, by what conditions, where the cursor is."""
        if self.showing is None:
            return
        column = self.table_column
        column.border_title = Content(title_of(self.showing, self.looking, self.counts))
        place, many = self.table.window.place, self.counts[1] if self.counts else None
        known = place is not None and many is not None
        column.border_subtitle = say(f"第 {place:,} 条，共 {many:,}", f"{place:,} of {many:,}") if known else ""

    def forget_record(self) -> None:
        """No record is in view."""
        self.read = None
        self.record.show(None, None)
        self.record_column.border_title = ""

    def read_now(self, number: str, *, reveal: bool = False) -> None:
        """Read a record and show it."""
        if self.barred:
            return
        kind, known = self.looking.kind, self.known.get(self.looking.kind)

        def call(workspace: Workspace) -> tuple[Read, Mapping[str, Any]]:
            return read_record(workspace, kind, number, reveal=reveal), known or workspace.describe(kind)

        def then(answer: tuple[Read, Mapping[str, Any]]) -> None:
            read, described = answer
            if kind != self.looking.kind:
                return
            self.read, shown = read, Showing(described, self.orgs.names)
            self.record.show(read, shown)
            self.record_column.border_title = Content(shown.title(read.row))
            self.desk.show_keys()

        self.ask(call, then, group="record")
