"""Questions to the workspace: each in a thread of its own, answered in the program's own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from textual.widget import Widget

from unionwork.errors import ExitCode, UnionworkError
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

Answer = TypeVar("Answer")
Failed = Callable[[UnionworkError], Any]

# After so many seconds a question says that it still runs.
PATIENCE: Final = 0.2
# A group whose name begins so writes: leaving asks first, and Esc does not stop it.
WRITING: Final = ("import", "write")
_AT_ONCE: Final = 6


class Question(NamedTuple):
    """A question that is on its way.

    Attributes:
        widget: who asked.
        group: what it is about; a later one of the same widget and group makes it void.
        since: the moment it was asked, by the monotonic clock.
    """

    widget: Widget
    group: str
    since: float

    @property
    def writes(self) -> bool:
        """Whether it changes the workspace."""
        return self.group.startswith(WRITING)


class Questions:
    """The questions on their way. Daemon threads carry them, so that none of them holds up the exit."""

    def __init__(self, app: UnionApp) -> None:
        self._app = app
        self._latest: dict[tuple[int, str], int] = {}
        self._open: dict[int, Question] = {}
        self._tickets = 0
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._threads: set[threading.Thread] = set()

    def put(
        self, widget: Widget, work: Callable[[], Answer], then: Callable[[Answer], Any], *, group: str,
        failed: Failed | None = None,
    ) -> None:  # fmt: skip
        """Ask; `then` gets the answer, `failed` what was refused."""
        self._tickets += 1
        ticket = self._tickets
        self._latest[id(widget), group] = ticket
        self._open[ticket] = Question(widget, group, monotonic())
        thread = threading.Thread(
            target=self._carry, args=(ticket, work, then, failed), name=f"unionwork {group}", daemon=True
        )
        self._threads.add(thread)
        thread.start()

    def running(self) -> list[Question]:
        """What is on its way, the oldest first."""
        return list(self._open.values())

    @property
    def writing(self) -> bool:
        """Whether something on its way changes the workspace."""
        return any(question.writes for question in self._open.values())

    def slow(self) -> list[tuple[Question, float]]:
        """What takes longer than a person waits without a word, with its seconds."""
        now = monotonic()
        return [(held, now - held.since) for held in self._open.values() if now - held.since >= PATIENCE]

    def wait(self, seconds: float) -> bool:
        """Wait until all threads are done, but not longer; whether they are."""
        end = monotonic() + seconds
        for thread in list(self._threads):
            thread.join(max(end - monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def _carry(
        self, ticket: int, work: Callable[[], Answer], then: Callable[[Answer], Any], failed: Failed | None
    ) -> None:
        try:
            with self._room:
                question = self._open[ticket]
                if self._latest.get((id(question.widget), question.group)) != ticket and not question.writes:
                    self._hand_over(self._settle, ticket, None)
                    return
                answer = work()
        except UnionworkError as error:
            refused = error
            self._hand_over(self._settle, ticket, lambda: self._refuse(refused, failed))
        except BaseException as error:
            broken = error
            self._hand_over(self._settle, ticket, lambda: _raise(broken))
        else:
            self._hand_over(self._settle, ticket, lambda: then(answer))
        finally:
            self._threads.discard(threading.current_thread())

    def _hand_over(self, call: Callable[..., Any], *facts: Any) -> None:
        """Let the program's own thread do something; nobody waits for it, and after the end it is dropped."""
        with suppress(RuntimeError):
            self._app.call_later(call, *facts)

    def _settle(self, ticket: int, deliver: Callable[[], Any] | None) -> None:
        question = self._open.pop(ticket)
        widget = question.widget
        if not any(other.widget is widget for other in self._open.values()):
            widget.remove_class("-waiting")
            widget.border_subtitle = ""
        self._app.asked_less()
        if deliver is None or not widget.is_attached:
            return
        if self._latest.get((id(widget), question.group)) == ticket:
            deliver()

    def _refuse(self, error: UnionworkError, failed: Failed | None) -> None:
        if failed is not None:
            failed(error)
        elif error.exit_code != ExitCode.INTERRUPTED:
            self._app.tell_error(error)

    def show_waiting(self) -> str:
        """Let widgets that still wait say so; the longest of the waits in words, "" where nobody waits."""
        longest = 0.0
        for question, seconds in self.slow():
            longest = max(longest, seconds)
            if question.widget.is_attached:
                question.widget.add_class("-waiting")
                question.widget.border_subtitle = say(f"读取中 {seconds:.1f} 秒", f"reading, {seconds:.1f} s")
        return say(f"读取中 {longest:.0f} 秒", f"reading, {longest:.0f} s") if longest else ""


def _raise(error: BaseException) -> None:
    raise error
