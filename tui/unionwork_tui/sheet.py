"""A sheet: what lies over the places until it is answered or closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from unionwork_tui.pane import desk
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

Result = TypeVar("Result")


class Sheet(ModalScreen[Result]):
    """A sheet over the places: Esc always closes it; its last line says its keys.

    Attributes:
        keys_line: the keys of the sheet, in both languages, most important first.
        about: two to four lines of help for F1; where there are none, the keys alone are shown.
        finished: whether it has its answer, and stays only while another sheet lies over it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("f1", "app.act('help')", show=False),
        Binding("ctrl+p", "app.act('palette')", show=False),
    ]
    DEFAULT_CSS = """
    Sheet { align: center middle; background: $background 60%; }
    Sheet > .sheet {
        width: 90%; max-width: 110; height: auto; max-height: 95%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    Sheet .keys { height: 1; color: $text-muted; dock: bottom; }
    """
    keys_line: ClassVar[Words] = ("Esc 关闭", "Esc close")
    about: ClassVar[Words] = ("", "")
    # The places below begin without a focus, a sheet with its first field.
    AUTO_FOCUS = "*"

    finished = False
    _when_back: Callable[[], object] | None = None

    @property
    def desk(self) -> UnionApp:
        """The program."""
        return desk(self)

    def body(self) -> ComposeResult:
        """What stands in the sheet; nothing unless a sheet says so."""
        return iter(())

    def title_text(self) -> str:
        """What stands in its frame."""
        return ""

    def unsaved(self) -> bool:
        """Whether something was typed that leaving would lose; the program asks before it leaves."""
        return False

    def keep_draft(self) -> None:
        """Keep what was typed as a draft, see `unionwork_tui.drafts`; called when the program is left."""

    def finish(self, answer: Result) -> None:
        """Close with an answer; where another sheet lies over this one, as soon as that one is gone."""
        self.finished = True
        if self.app.screen is self:
            self.dismiss(answer)
        else:
            self._when_back = partial(self.dismiss, answer)

    def on_screen_resume(self) -> None:
        """Show its keys; close, if the answer came while another sheet lay over this one."""
        self.desk.show_keys()
        if self._when_back is not None:
            self.call_after_refresh(self._close_late)

    def _close_late(self) -> None:
        late, self._when_back = self._when_back, None
        if late is not None:
            # What it gives is not waited for: a screen cannot wait for its own end.
            late()

    def on_unmount(self) -> None:
        """The keys of what lay below hold again."""
        self.desk.show_keys()

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet") as frame:
            frame.border_title = Content(self.title_text())
            yield from self.body()
            yield Static(say(*self.keys_line), classes="keys", markup=False)

    def action_close(self) -> None:
        """Close without an answer; only where the sheet is on top, so that no sheet below is closed by mistake."""
        if self.app.screen is self:
            self.dismiss(None)


class TextSheet(Sheet[None]):
    """A text to read, such as why something was refused."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "close", show=False)]
    DEFAULT_CSS = """
    TextSheet VerticalScroll { height: auto; max-height: 100%; }
    """
    keys_line = ("Enter 知道了  Esc 关闭", "Enter OK  Esc close")

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text, markup=False)


def tell(app: UnionApp, title: str, text: str) -> None:
    """Show a text that needs reading."""
    app.push_screen(TextSheet(title, text))
