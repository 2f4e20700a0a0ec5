"""A plain table: columns that fit the width, group lines, a cursor that stands on rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from unionwork_tui.cutting import cut
from unionwork_tui.words import Words, say

GOOD, BAD, DIM = "good", "bad", "dim"
Cell = str | tuple[str, str]
"""A text, or a text with how it is shown: good, bad or dim; the text alone must say all."""

_GAP: Final = 2


class Column(NamedTuple):
    """A column.

    Attributes:
        key: names its cells.
        words: its heading.
        width: cells that it needs at least.
        grow: its share of the room that is left, 0 for none.
        right: whether its texts end at the right.
        keep: where the width does not hold all columns, those with the highest number go first.
    """

    key: str
    words: Words
    width: int
    grow: int = 0
    right: bool = False
    keep: int = 0


class Line(NamedTuple):
    """A row, or the heading of a group of rows.

    Attributes:
        key: names the row; "" for the heading of a group, which the cursor passes over.
        cells: texts by column; of a group's heading, its text under "".
    """

    key: str
    cells: Mapping[str, Cell]


class Grid(ScrollView, can_focus=True):
    """Rows below headings; Enter opens the row at the cursor.

    Attributes:
        empty: what is said where there are no rows.
    """

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, grid: Grid, key: str) -> None:
            super().__init__()
            self.grid, self.key = grid, key

        @property
        def control(self) -> Grid:
            """The grid."""
            return self.grid

    class Opened(Moved):
        """The row at the cursor is to be opened."""

    class Seen(Message):
        """Other rows are in view."""

        def __init__(self, grid: Grid) -> None:
            super().__init__()
            self.grid = grid

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--heading", "grid--group", "grid--cursor", "grid--good", "grid--bad", "grid--dim",
    }  # fmt: skip
    DEFAULT_CSS = """
    Grid { height: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; scrollbar-gutter: stable; }
    Grid.-waiting { text-opacity: 60%; }
    Grid > .grid--heading { color: $text-accent; text-style: bold; }
    Grid > .grid--group { color: $text-muted; text-style: bold; }
    Grid > .grid--cursor { background: $foreground 20%; }
    Grid:focus > .grid--cursor { background: $accent; color: $text; text-style: bold; }
    Grid > .grid--good { color: $text-success; }
    Grid > .grid--bad { color: $text-error; }
    Grid > .grid--dim { color: $text-disabled; }
    """

    def __init__(self, columns: Sequence[Column], *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns, self._lines = tuple(columns), list[Line]()
        self._at = 0
        self.empty = empty
        self._widths: dict[str, int] = {}

    # What it shows

    @property
    def key(self) -> str:
        """The row at the cursor; "" where there is none."""
        return self._lines[self._at].key if self._at < len(self._lines) else ""

    @property
    def keys(self) -> list[str]:
        """All rows in their order."""
        return [line.key for line in self._lines if line.key]

    @property
    def keys_in_view(self) -> list[str]:
        """The rows that can be seen now."""
        first = int(self.scroll_offset.y)
        return [line.key for line in self._lines[first : first + max(self.size.height - 1, 1)] if line.key]

    def text_of(self, key: str, column: str) -> str:
        """What a cell says."""
        for line in self._lines:
            if line.key == key:
                return _text(line.cells.get(column, ""))
        return ""

    def show(self, lines: Sequence[Line], *, columns: Sequence[Column] | None = None, at: str = "") -> None:
        """Show other rows; the cursor stays on its row where that is still there."""
        wanted = at or self.key
        if columns is not None:
            self._columns = tuple(columns)
        self._lines = list(lines)
        places = [place for place, line in enumerate(self._lines) if line.key]
        same = next((place for place in places if self._lines[place].key == wanted), None)
        if same is None:
            same = min((place for place in places if place >= self._at), default=places[-1] if places else 0)
        self._at = same
        self._measure()
        self._follow()
        self.refresh()
        self.post_message(self.Moved(self, self.key))
        self.post_message(self.Seen(self))

    def change(self, key: str, cells: Mapping[str, Cell]) -> None:
        """Show other texts in some cells of a row."""
        for place, line in enumerate(self._lines):
            if line.key == key:
                self._lines[place] = Line(key, {**line.cells, **cells})
                self.refresh()

    def _measure(self) -> None:
        """Share the width out; what does not fit goes, the last to be kept first."""
        room = self.scrollable_content_region.width or 80
        kept = list(self._columns)
        while len(kept) > 1 and sum(column.width + _GAP for column in kept) - _GAP > room - 2:
            # Among equals the one at the right goes first.
            kept.remove(max(reversed(kept), key=lambda column: column.keep))
        spare = max(room - 2 - sum(column.width + _GAP for column in kept) + _GAP, 0)
        shares = sum(column.grow for column in kept)
        self._widths = {column.key: column.width + (spare * column.grow // shares if shares else 0) for column in kept}
        self.virtual_size = Size(room, len(self._lines) + 1)

    @property
    def shown_columns(self) -> list[str]:
        """The columns that the width holds."""
        return list(self._widths)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            cells = {column.key: say(*column.words) for column in self._columns}
            return self._strip(cells, self.get_component_rich_style("grid--heading"), width, mark=" ")
        place = int(self.scroll_offset.y) + y - 1
        if not self._lines:
            lines = self.empty.splitlines()
            text = lines[y - 2] if 0 <= y - 2 < len(lines) else ""
            return Strip([Segment(cut(f"  {text}", width), self.rich_style)], width)
        if place >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[place]
        if not line.key:
            text = cut(f" {_text(line.cells.get('', ''))}", width)
            return Strip([Segment(text, self.get_component_rich_style("grid--group"))], width)
        here = place == self._at
        base = self.get_component_rich_style("grid--cursor") if here else self.rich_style
        return self._strip(line.cells, base, width, mark="▌" if here else " ", plain=here)

    def _strip(self, cells: Mapping[str, Cell], base: Style, width: int, *, mark: str, plain: bool = False) -> Strip:
        rights = {column.key: column.right for column in self._columns}
        segments = [Segment(mark, base)]
        for place, (key, wide) in enumerate(self._widths.items()):
            cell = cells.get(key, "")
            style = base
            if isinstance(cell, tuple) and cell[1] and not plain:
                style = base + self.get_component_rich_style(f"grid--{cell[1]}")
            gap = " " * _GAP if place else ""
            segments += [Segment(gap, base), Segment(cut(_text(cell), wide, right=rights[key]), style)]
        return Strip(segments).adjust_cell_length(width, base)

    # The cursor

    def _follow(self) -> None:
        height = max(self.size.height - 1, 1)
        # The heading of the first group is seen together with its first row.
        top = self._at - 1 if self._at and not self._lines[self._at - 1].key else self._at
        first = int(self.scroll_offset.y)
        if top < first:
            self.scroll_to(y=top, animate=False, force=True)
        elif self._at >= first + height:
            self.scroll_to(y=self._at - height + 1, animate=False, force=True)

    def _go(self, place: int, step: int) -> None:
        """Put the cursor on the next row at or after a place, in a direction; else on the nearest one."""
        rows = [at for at, line in enumerate(self._lines) if line.key]
        if not rows:
            return
        ahead = [at for at in rows if (at >= place if step > 0 else at <= place)]
        found = (ahead[0] if step > 0 else ahead[-1]) if ahead else (rows[-1] if step > 0 else rows[0])
        if found != self._at:
            self._at = found
            self._follow()
            self.refresh()
            self.post_message(self.Moved(self, self.key))
            self.post_message(self.Seen(self))

    def go_to(self, key: str) -> None:
        """Put the cursor on a row."""
        for place, line in enumerate(self._lines):
            if key and line.key == key:
                self._go(place, 1)

    def action_step(self, step: int) -> None:
        """One row up or down."""
        self._go(self._at + step, step)

    def action_page(self, step: int) -> None:
        """A page up or down."""
        self._go(self._at + step * max(self.size.height - 2, 1), step)

    def action_edge(self, end: int) -> None:
        """To the first or the last row."""
        self._go(len(self._lines) if end else 0, -1 if end else 1)

    def action_open(self) -> None:
        """Open the row at the cursor."""
        if self.key:
            self.post_message(self.Opened(self, self.key))

    def on_click(self, event: Click) -> None:
        """A click puts the cursor there; on the cursor it opens."""
        place = int(self.scroll_offset.y) + event.y - 1
        if event.y < 1 or place >= len(self._lines) or not self._lines[place].key:
            return
        if place == self._at:
            self.action_open()
        else:
            self._go(place, 1)

    def on_resize(self, event: Resize) -> None:
        """Share the width out anew."""
        del event
        self._measure()
        self._follow()
        self.refresh()
        self.post_message(self.Seen(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows are in view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.refresh(Region(0, 0, self.size.width, self.size.height))
            self.post_message(self.Seen(self))


def _text(cell: Cell) -> str:
    return cell[0] if isinstance(cell, tuple) else cell
