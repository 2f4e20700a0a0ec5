"""A pane: one of the places behind the digits, with what can be done in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.containers import Vertical
from textual.widget import Widget

from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork.errors import UnionworkError
    from unionwork_tui.app import UnionApp

Answer = TypeVar("Answer")


def desk(widget: Widget) -> UnionApp:
    """The program that a widget belongs to."""
    from unionwork_tui.app import UnionApp

    app = widget.app
    if not isinstance(app, UnionApp):
        raise TypeError("a pane lives in UnionApp")
    return app


def takes_focus(widget: Widget) -> bool:
    """Whether a widget is in view and takes the focus."""
    shown = all(above.display for above in widget.ancestors_with_self if isinstance(above, Widget))
    return shown and widget.focusable


class Pane(Vertical):
    """One of the places behind the digits.

    Attributes:
        key: its name.
        words: what its tab says.
        about: two to four lines of help: what it is for, and what to do next.
        offers: keys of the actions that it carries out, the most important first.
    """

    key: ClassVar[str] = ""
    words: ClassVar[Words] = ("", "")
    about: ClassVar[Words] = ("", "")
    offers: ClassVar[tuple[str, ...]] = ()

    _wanted: str = ""
    DEFAULT_CSS = """
    Pane { height: 1fr; }
    """

    @property
    def desk(self) -> UnionApp:
        """The program."""
        return desk(self)

    def enter(self) -> None:
        """Called whenever the pane comes to the front, and when all is to be read again."""

    def leave(self) -> None:
        """Called before another place comes to the front: remembers where the cursor was."""
        focused = self.screen.focused
        self._left = focused if focused is not None and self in focused.ancestors else None

    def focus_start(self) -> None:
        """Put the focus where it was when the place was left, or on the first thing that takes it."""
        left = getattr(self, "_left", None)
        if left is not None and left.is_attached and takes_focus(left):
            left.focus()
            return
        for widget in self.query("*"):
            if takes_focus(widget):
                widget.focus()
                return
        self.screen.set_focus(None)

    def aim(self, key: str) -> None:
        """The row that is to be under the cursor when the pane has read its rows next."""
        self._wanted = key

    def memo(self) -> Any:
        """What the pane wants to have again after the screens were made anew in another language."""
        return None

    def recall(self, memo: Any) -> None:
        """Take back what `memo` gave; called before `enter`."""
        del memo

    def refusal(self, action: str) -> str | None:
        """Why an offered action cannot be done now, in words; None where it can."""
        del action
        return None

    def help_text(self) -> str:
        """What F1 says of the place before its keys; a register adds what is declared of its kind."""
        return say(*self.about)

    def find(self, word: str) -> list[tuple[str, Callable[[], object]]]:
        """What the palette finds here for a word: labels, each with what choosing it does."""
        del word
        return []

    def ask(
        self, call: Callable[[Workspace], Answer], then: Callable[[Answer], Any], *, group: str = "read",
        failed: Callable[[UnionworkError], Any] | None = None,
    ) -> None:  # fmt: skip
        """Ask the workspace in a thread and go on with the answer here; see `UnionApp.ask`."""
        self.desk.ask(self, call, then, group=group, failed=failed)
