"""Jump: a letter on every place, tab and widget that can take the focus; its letter leads there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from unionwork_tui.header import TabLine
from unionwork_tui.pane import takes_focus
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

_LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"


class Target(NamedTuple):
    """Where a letter leads.

    Attributes:
        letter: the letter.
        at: where it is shown.
        go: what it does.
    """

    letter: str
    at: Offset
    go: Callable[[], object]


class JumpSheet(ModalScreen[Target]):
    """The letters over the places. Where an input method swallows letters, Tab and Enter do the same."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+o", "leave", show=False), Binding("tab,right,down", "next(1)", show=False),
        Binding("shift+tab,left,up", "next(-1)", show=False), Binding("enter", "take", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    JumpSheet { background: $background 40%; layers: base; }
    JumpSheet .letter { position: absolute; width: 3; height: 1; background: $warning; color: black; text-style: bold; }
    JumpSheet .letter.-here { background: $success; }
    JumpSheet .line { dock: bottom; height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, targets: list[Target]) -> None:
        super().__init__()
        self.targets = targets
        self._at = 0

    def compose(self) -> ComposeResult:
        for target in self.targets:
            mark = Static(f" {target.letter.upper()} ", classes="letter", markup=False)
            mark.styles.offset = (target.at.x, target.at.y)
            yield mark
        yield Static(
            say("按字母到那里；也可以 Tab 选、Enter 到  Esc 返回", "press a letter; or Tab and Enter; Esc goes back"),
            classes="line", markup=False,
        )  # fmt: skip

    def on_mount(self) -> None:
        """Mark the first one."""
        self._mark()

    def _mark(self) -> None:
        for place, mark in enumerate(self.query(".letter")):
            mark.set_class(place == self._at, "-here")

    def on_key(self, event: Key) -> None:
        """A letter, also a full-width one, leads to its place."""
        sign = event.character or ""
        letter = chr(ord(sign) - 0xFEE0) if len(sign) == 1 and "！" <= sign <= "～" else sign
        for target in self.targets:
            if target.letter == letter.lower():
                event.stop()
                self.dismiss(target)
                return

    def action_next(self, step: int) -> None:
        """Mark another one."""
        if self.targets:
            self._at = (self._at + step) % len(self.targets)
            self._mark()

    def action_take(self) -> None:
        """Go to the one that is marked."""
        if self.targets:
            self.dismiss(self.targets[self._at])

    def action_leave(self) -> None:
        """Stay where one was."""
        self.dismiss(None)


def open_jump(app: UnionApp) -> None:
    """Show the letters."""

    def go(target: Target | None) -> None:
        if target is not None:
            target.go()

    app.push_screen(JumpSheet(targets_of(app)), go)


def targets_of(app: UnionApp) -> list[Target]:
    """The widgets in view that can take the focus, from the top left, then the tabs."""
    found: list[tuple[Offset, Callable[[], object]]] = []
    for widget in app.base.query(Widget):
        region = widget.region
        if region.area and takes_focus(widget):
            found.append((region.offset, widget.focus))
    found.sort(key=lambda held: (held[0].y, held[0].x))
    tabs = app.base.query_one(TabLine)
    for start, _, key in tabs.spans():
        found.append((Offset(start, tabs.region.y), lambda key=key: app.action_go(key)))  # type: ignore[misc]
    return [Target(letter, at, go) for letter, (at, go) in zip(_LETTERS, found, strict=False)]
