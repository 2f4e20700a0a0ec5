"""The bottom line: the keys that matter here, the most important first, never more than fit."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from unionwork_tui.actions import ACTIONS
from unionwork_tui.keys import shown_key
from unionwork_tui.words import say

MOST_AT_80 = 7


class KeyLine(Widget):
    """The keys of the place in front, greyed where they are refused now."""

    DEFAULT_CSS = """
    KeyLine { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[str, str, str, bool]] = []
        self._places: list[tuple[int, int, str]] = []

    def show(self, entries: list[tuple[str, bool]]) -> None:
        """Show actions, each with whether it can be done now."""
        self._entries = [
            (key, shown_key(key), say(*ACTIONS[key].words), allowed) for key, allowed in entries if key in ACTIONS
        ]
        self.refresh()

    def shown_keys(self) -> list[str]:
        """The actions that fit the width, as they stand in the line."""
        return [key for _, _, key in self._fit()]

    def _fit(self) -> list[tuple[int, int, str]]:
        width, places, at = self.size.width or 80, [], 1
        most = MOST_AT_80 if width < 100 else 12
        for key, shown, label, _ in self._entries[:most]:
            cells = Content(f"{shown} {label}").cell_length
            if at + cells > width:
                break
            places.append((at, at + cells, key))
            at += cells + 2
        return places

    def render(self) -> RenderResult:
        self._places = self._fit()
        fitting = {key for _, _, key in self._places}
        parts: list[tuple[str, str] | str] = [" "]
        for key, shown, label, allowed in self._entries:
            if key in fitting:
                parts += [(shown, "bold $accent" if allowed else "$text-disabled"),
                          (f" {label}", "" if allowed else "$text-disabled"), "  "]  # fmt: skip
        return Content.assemble(*parts)

    async def on_click(self, event: Click) -> None:
        for start, end, key in self._places:
            if start <= event.x < end:
                await self.app.run_action(f"app.act('{key}')")
