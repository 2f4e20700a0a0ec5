"""Keeps what hypothesis prints short: by itself it prints every field of an attrs object, the whole catalogue too."""

from __future__ import annotations

from typing import Any


class Short:
    """Printed as its own `repr`."""

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))
