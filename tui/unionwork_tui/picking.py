"""An input over a list: arrows and Enter move and choose in the list while the typing goes on."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList


class ListInput(Input):
    """An input whose arrows and Enter belong to a list beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "in_list('cursor_up')", show=False),
        Binding("down", "in_list('cursor_down')", show=False),
        Binding("pageup", "in_list('page_up')", show=False),
        Binding("pagedown", "in_list('page_down')", show=False),
        Binding("enter", "in_list('select')", show=False),
    ]

    def __init__(self, listed: OptionList, **facts: Any) -> None:
        super().__init__(compact=True, **facts)
        self._listed = listed
        listed.can_focus = False

    def action_in_list(self, act: str) -> None:
        """Let the list do something."""
        getattr(self._listed, f"action_{act}")()
