"""The two top lines: where we are, which day, who works; and the places behind the digits."""

from __future__ import annotations

from datetime import date

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from unionwork_tui.words import say, spoken

_DAYS = ("周一 Mon", "周二 Tue", "周三 Wed", "周四 Thu", "周五 Fri", "周六 Sat", "周日 Sun")


class PlaceLine(Widget):
    """The organisation and its scope, the business day, the operator, the language.

    Attributes:
        waiting: what is said while a question runs, "" where none does.
    """

    DEFAULT_CSS = """
    PlaceLine { height: 1; background: $primary-darken-2; color: $text; }
    """
    place: reactive[str] = reactive("")
    operator: reactive[str] = reactive("")
    day: reactive[date | None] = reactive(None)
    waiting: reactive[str] = reactive("")

    def render(self) -> RenderResult:
        names = _DAYS[self.day.weekday()].split() if self.day else ("", "")
        when = f"{self.day} {say(*names)}" if self.day else ""
        right = "  ".join(part for part in (self.waiting, when, self.operator, spoken()) if part) + " "
        room = max(self.size.width - Content(right).cell_length, 8)
        left = next(
            (text for text in (f" unionwork  {self.place}", f" {self.place}") if Content(text).cell_length < room),
            f" {self.place}",
        )
        shown = Content(left).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(shown, right)


class TabLine(Widget):
    """The places, each behind its digit."""

    DEFAULT_CSS = """
    TabLine { height: 1; background: $surface; color: $foreground; }
    """
    front: reactive[str] = reactive("")

    def __init__(self, tabs: list[tuple[str, tuple[str, str]]]) -> None:
        super().__init__()
        self.tabs = tabs

    def spans(self) -> list[tuple[int, int, str]]:
        """Where each place stands in the line: first cell, cell after the last, its key."""
        spans, at = [], 0
        for digit, (key, words) in enumerate(self.tabs, start=1):
            cells = Content(f" {digit} {say(*words)} ").cell_length
            spans.append((at, at + cells, key))
            at += cells
        return spans

    def render(self) -> RenderResult:
        return Content.assemble(
            *(
                (f" {digit} {say(*words)} ", "reverse bold" if key == self.front else "")
                for digit, (key, words) in enumerate(self.tabs, start=1)
            )
        )

    async def on_click(self, event: Click) -> None:
        for start, end, key in self.spans():
            if start <= event.x < end:
                await self.app.run_action(f"app.go('{key}')")
