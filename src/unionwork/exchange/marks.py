"""Marks: what a cell can say beside a value: empty the field, leave it, or a value with a warning."""

from __future__ import annotations

from enum import Enum
from typing import Final

import attrs


class Mark(Enum):
    """What a cell says about a value without giving one."""

    CLEAR = "clear"
    LEAVE = "leave"


CLEAR: Final = Mark.CLEAR
LEAVE: Final = Mark.LEAVE


@attrs.frozen
class Warned:
    """A value that is taken, with what the user should look at.

    Attributes:
        value: the stored value; None leaves what is stored.
        warning: one sentence; a private value is masked.
    """

    value: str | int | None
    warning: str
