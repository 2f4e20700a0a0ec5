"""A table of any length: it holds a window of a few pages, and asks for more as the cursor nears an edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from unionwork_tui.cutting import cut, wrap
from unionwork_tui.pane import desk
from unionwork_tui.window import Edge, Row, Window

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork.errors import UnionworkError

_NEAR = 30
_NARROWEST = 4


@attrs.frozen(kw_only=True)
class Column:
    """A column: what stands over it, and the text of a row in it.

    Attributes:
        right: whether its texts end at the right, as amounts do.
        widest: cells it takes at most.
        least: cells it can be pressed to where room is short; 0 where it cannot.
    """

    key: str
    heading: str
    text: Callable[[Row], str]
    right: bool = False
    widest: int = 28
    least: int = 0


Source = Callable[["Workspace", Edge], Mapping[str, Any]]
Columns = Callable[[Sequence[Row]], Sequence[Column]]


class WindowTable(Widget, can_focus=True):
    """Rows that a source gives by the page; the first column stays while the others move sideways.

    Attributes:
        total: how many rows there are, None until it was counted.
        failure: why the last page did not come, "" where it came.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("left", "sideways(-1)", show=False),
        Binding("right", "sideways(1)", show=False),
        Binding("enter", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "window-table--header", "window-table--row", "window-table--even", "window-table--cursor",
        "window-table--waiting", "window-table--words",
    }  # fmt: skip
    DEFAULT_CSS = """
    WindowTable { height: 1fr; }
    WindowTable > .window-table--header { color: $text-accent; text-style: bold; }
    WindowTable > .window-table--even { background: $foreground 4%; }
    WindowTable > .window-table--cursor { background: $foreground 20%; }
    WindowTable:focus > .window-table--cursor { background: $accent; color: $text; text-style: bold; }
    WindowTable > .window-table--waiting { color: $text-disabled; }
    WindowTable > .window-table--words { color: $text-muted; }
    """

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, table: WindowTable, row: Row | None) -> None:
            super().__init__()
            self.table, self.row = table, row

        @property
        def control(self) -> WindowTable:
            """The table."""
            return self.table

    class Opened(Moved):
        """A row is to be opened."""

    class Filled(Moved):
        """Rows arrived, or were refused."""

    class Leaving(Moved):
        """Left was pressed where nothing more is at the left."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.total: int | None = None
        self.failure = ""
        self.window = Window()
        self._source: Source | None = None
        self._next: tuple[Source, Columns, bool] | None = None
        self._columns: Sequence[Column] = ()
        self._widths: list[int] = []
        self._first = self._owed = 0
        self._busy = False
        # Rises when the table is cleared: what was asked for before is not shown any more.
        self._turn = 0
        self._words: list[str] = []

    @property
    def row(self) -> Row | None:
        """The row at the cursor."""
        return self.window.row

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are held now."""
        return self.window.rows

    @property
    def busy(self) -> bool:
        """Whether rows were asked for and have not come; the rows in view are then those of before."""
        return self._busy

    def open(self, source: Source, columns: Columns, *, by_number: bool = True, at: str | None = None) -> None:
        """Show other rows from their beginning, or around the row `at`; the old ones stay until they come.

        Args:
            source: gives the rows of a page.
            columns: the columns for the first rows.
            by_number: whether the rows stand in the order of their numbers.
            at: number of the row to begin at.
        """
        self._next, self._owed = (source, columns, by_number), 0
        self._ask(Edge(), fresh=True, at=at)

    def remeasure(self) -> None:
        """What the columns show has changed although the rows did not, such as names that came later."""
        self._widths = []
        self._measure(self.window.rows)
        self.refresh()

    def clear(self, text: str) -> None:
        """Show no rows, not even those that are on their way, and a text instead."""
        self._turn += 1
        self._busy, self._next, self._source, self.failure = False, None, None, ""
        self._columns, self._widths, self._first, self._owed, self.total = (), [], 0, 0, None
        self.window.replace(Edge(), [], more=False)
        self.remove_class("waiting")
        self.say_instead(text)

    def say_instead(self, text: str) -> None:
        """What to read where there are no rows."""
        self._words = text.splitlines()
        self.refresh()

    def go_to(self, number: str) -> bool:
        """Put the cursor on the row of a number, where it is held."""
        for at, row in enumerate(self.window.rows):
            if row.get("number") == number:
                self._go(at)
                return True
        return False

    # Asking

    def _ask(self, edge: Edge | None, *, fresh: bool = False, at: str | None = None, jump: str = "") -> None:
        source = self._next[0] if fresh and self._next else self._source
        if edge is None or source is None or (self._busy and not fresh and not jump):
            return
        self._busy, turn = True, self._turn
        self.set_class(fresh and bool(self.window.rows), "waiting")
        self.refresh()

        def call(workspace: Workspace) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
            if at is None:
                return source(workspace, edge), None
            # What stands from the number on, and what stands before it: the number lies between two pages.
            before = source(workspace, Edge(before=at, limit=_NEAR))
            last = before["rows"][-1]["number"] if before["rows"] else None
            return source(workspace, Edge(after=last)), before

        def then(answer: tuple[Mapping[str, Any], Mapping[str, Any] | None]) -> None:
            if turn == self._turn:
                self._take(edge, *answer, fresh=fresh, at=at, jump=jump)

        def failed(error: UnionworkError) -> None:
            if turn == self._turn:
                self._fail(error)

        desk(self).ask(self, call, then, group="rows", failed=failed)

    def _fail(self, error: UnionworkError) -> None:
        """The last good rows stay."""
        self._busy, self.failure = False, str(error)
        self.remove_class("waiting")
        self.refresh()
        self.post_message(self.Filled(self, self.row))

    def _take(
        self, edge: Edge, answer: Mapping[str, Any], before: Mapping[str, Any] | None, *, fresh: bool,
        at: str | None, jump: str,
    ) -> None:  # fmt: skip
        self._busy, self.failure = False, ""
        self.remove_class("waiting")
        window, held = self.window, self.window.row
        rows, more = list(answer["rows"]), bool(answer["more"])
        if fresh and self._next is not None:
            self._source, make, window.by_number = self._next
            window.replace(edge, rows, more=more, before=before)
            self._columns, self._widths, self._first = make(window.rows), [], 0
        elif jump:
            window.replace(edge, rows, more=more, total=self.total)
            window.cursor = max(len(rows) - 1, 0) if jump == "last" else 0
        elif window.is_above(edge):
            window.put_above(rows, more=more, room=self._room)
        else:
            window.put_below(rows, more=more)
        self._measure(rows)
        if at is not None and not self.go_to(at) and before is not None:
            # It is not in view any more: the one that follows it.
            window.cursor = min(len(before["rows"]), max(len(window.rows) - 1, 0))
        owed, self._owed = self._owed, 0
        if owed and not fresh and not jump:
            self.action_move(owed)
        window.show_cursor(self._room)
        self.refresh()
        self.post_message(self.Filled(self, self.row))
        if fresh or self.row is not held:
            self.post_message(self.Moved(self, self.row))

    # Moving

    @property
    def _room(self) -> int:
        """Rows that fit below the header."""
        return max(self.size.height - 1, 1)

    def _go(self, at: int) -> None:
        window, held = self.window, self.window.row
        window.cursor = max(0, min(at, len(window.rows) - 1))
        window.show_cursor(self._room)
        self.refresh()
        if self.row is not held:
            self.post_message(self.Moved(self, self.row))
        if window.cursor >= len(window.rows) - _NEAR:
            self._ask(window.edge_below())
        if window.cursor < _NEAR:
            self._ask(window.edge_above())

    def action_move(self, steps: int) -> None:
        """Move the cursor; what lies beyond the rows that are held is owed until they come."""
        window = self.window
        wanted = window.cursor + steps
        if window.rows and wanted >= len(window.rows) and window.below:
            self._owed = wanted - len(window.rows) + 1
        elif window.rows and wanted < 0 and window.above:
            self._owed = wanted
        self._go(wanted)

    def action_page(self, pages: int) -> None:
        """Move by as many rows as are in view."""
        self.action_move(pages * max(self._room - 1, 1))

    def action_first(self) -> None:
        """Go to the first row of all."""
        if self.window.above:
            self._ask(Edge(), jump="first")
        else:
            self._go(0)

    def action_last(self) -> None:
        """Go to the last row of all, which is asked from the other side."""
        if self.window.below:
            self._ask(self.window.edge_last(self.total), jump="last")
        else:
            self._go(len(self.window.rows) - 1)

    def action_sideways(self, columns: int) -> None:
        """Move the columns behind the first one."""
        if columns < 0 and self._first == 0:
            self.post_message(self.Leaving(self, self.row))
            return
        shown = self._visible()
        if columns > 0 and (not shown or shown[-1][0] is self._columns[-1]):
            return
        self._first = max(0, min(self._first + columns, len(self._columns) - 2))
        self.refresh()

    def action_open(self) -> None:
        """Open the row at the cursor."""
        self.post_message(self.Opened(self, self.row))

    def on_click(self, event: Click) -> None:
        """Go to the row; open it at a double click."""
        offset = event.get_content_offset(self)
        at = self.window.top + offset.y - 1 if offset is not None else -1
        if offset is None or offset.y < 1 or at >= len(self.window.rows):
            return
        self._go(at)
        if event.chain > 1:
            self.action_open()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Three rows further."""
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Three rows back."""
        event.stop()
        self.action_move(-3)

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in view."""
        del event
        self.window.show_cursor(self._room)

    # Drawing

    def _measure(self, rows: Sequence[Row]) -> None:
        """Columns grow with what they have to show, up to their widest; they never shrink under the eye."""
        if not self._widths:
            self._widths = [max(cell_len(column.heading), _NARROWEST) for column in self._columns]
            rows = self.window.rows
        for place, column in enumerate(self._columns):
            longest = max((cell_len(column.text(row)) for row in rows), default=0)
            widest = max(column.widest, cell_len(column.heading))
            self._widths[place] = min(max(self._widths[place], longest), widest)

    def _visible(self) -> list[tuple[Column, int]]:
        """The columns that fit: pressed to their least first, then given what room is left."""
        room = self.size.width - 2
        shown: list[tuple[Column, int, int]] = []
        for place, (column, wanted) in enumerate(zip(self._columns, self._widths, strict=False)):
            if 0 < place <= self._first:
                continue
            least = min(column.least or wanted, wanted)
            if shown and least > room:
                break
            least = max(min(least, room), 0)
            shown.append((column, least, wanted))
            room -= least + 2
        room += 2
        fitted = []
        for column, least, wanted in shown:
            more = max(min(wanted - least, room), 0)
            fitted.append((column, least + more))
            room -= more
        return fitted

    def shown_columns(self) -> list[str]:
        """Keys of the columns in view."""
        return [column.key for column, _ in self._visible()]

    def render_line(self, y: int) -> Strip:
        window, width, style = self.window, self.size.width, self.rich_style
        if not window.rows:
            return self._word_line(y, width)
        if y == 0:
            style += self.get_component_rich_style("window-table--header")
            line = "  ".join(cut(column.heading, cells, right=column.right) for column, cells in self._visible())
            return Strip([Segment(cut(" " + line, width), style)], width)
        at = window.top + y - 1
        if at >= len(window.rows):
            return Strip.blank(width, style)
        row = window.rows[at]
        names = ["even" if (at + (window.start or 0)) % 2 else "row"]
        names += ["cursor"] if at == window.cursor else []
        names += ["waiting"] if self.has_class("waiting") else []
        for name in names:
            style += self.get_component_rich_style(f"window-table--{name}")
        line = "  ".join(cut(column.text(row), cells, right=column.right) for column, cells in self._visible())
        mark = "▌" if at == window.cursor else " "
        return Strip([Segment(cut(mark + line, width), style)], width)

    def _word_line(self, y: int, width: int) -> Strip:
        lines = [line for text in self._words for line in wrap(text, max(width - 4, 4))]
        first = max((self.size.height - len(lines)) // 3, 0)
        style = self.rich_style + self.get_component_rich_style("window-table--words")
        text = f"  {lines[y - first]}" if 0 <= y - first < len(lines) else ""
        return Strip([Segment(cut(text, width), style)], width)
