"""Stopping what an engine is doing, from another thread: a running statement is broken off, none further begins."""

from __future__ import annotations

import threading
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

from unionwork.errors import StoppedError


class Stop:
    """The switch of one engine.

    Once it is set, every statement that begins is refused, and what runs is broken off, until it is cleared.
    """

    def __init__(self, engine: Engine) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        # The driver's connections that are at work now, by their identity.
        self._working: dict[int, Any] = {}
        event.listen(engine, "checkout", self._begin)
        event.listen(engine, "checkin", self._end)
        # What is on its way out is left in peace: it is rolling back, or thrown away for a fault.
        event.listen(engine, "rollback", self._leave)
        for way_out in ("reset", "close"):
            event.listen(engine, way_out, self._end)
        event.listen(engine, "before_cursor_execute", self._refuse)

    @property
    def is_set(self) -> bool:
        """Whether work is to stop."""
        return self._asked.is_set()

    def set(self) -> None:
        """Stop: break off the statements that run now and let no other begin.

        A statement that was let through but had not begun yet is broken off by a second call.
        """
        self._asked.set()
        with self._lock:
            for connection in self._working.values():
                _break_off(connection)

    def clear(self) -> None:
        """Let work begin again."""
        self._asked.clear()

    def check(self) -> None:
        """Go on only if nobody asked to stop.

        Raises:
            StoppedError: somebody did.
        """
        if self._asked.is_set():
            raise StoppedError()

    def _begin(self, connection: Any, *_: Any) -> None:
        with self._lock:
            self._working[id(connection)] = connection

    def _end(self, connection: Any, *_: Any) -> None:
        with self._lock:
            self._working.pop(id(connection), None)

    def _leave(self, connection: Connection) -> None:
        self._end(connection.connection.dbapi_connection)

    def _refuse(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # What takes a part back is let through: it is on the way out.
        if not statement.startswith("ROLLBACK"):
            self.check()


_stops: WeakKeyDictionary[Engine, Stop] = WeakKeyDictionary()


def make_stoppable(engine: Engine) -> None:
    """Give an engine its switch; done once, when it is opened."""
    _stops[engine] = Stop(engine)


def stop_of(engine: Engine) -> Stop:
    """The switch of an engine."""
    return _stops[engine]


def check_stopped(connection: Connection) -> None:
    """Go on reading only if nobody asked to stop; for loops in which no new statement begins.

    Raises:
        StoppedError: somebody did.
    """
    found = _stops.get(connection.engine)
    if found is not None:
        found.check()


def _break_off(connection: Any) -> None:
    """Break off what a driver's connection runs; both drivers allow that from another thread."""
    if hasattr(connection, "interrupt"):
        connection.interrupt()
    else:
        connection.cancel()
