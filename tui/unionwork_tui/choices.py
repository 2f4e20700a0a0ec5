"""A list to choose from on a sheet, without a frame of its own."""

from __future__ import annotations

from typing import ClassVar

from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Choices(OptionList):
    """Options one below the other; the sheet around them has the frame."""

    DEFAULT_CSS: ClassVar[str] = """
    Choices { border: none; padding: 0; background: transparent; }
    Choices:focus { border: none; background-tint: transparent; }
    """

    def __init__(self, *content: Option | str, id: str | None = None) -> None:
        super().__init__(*content, id=id, markup=False, compact=True)
