"""The systems of work, and how far each is covered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unionwork_cli.command import command
from unionwork_cli.language import Words, say
from unionwork_cli.output import Shown
from unionwork_cli.session import Session

_STATES: dict[str, Words] = {"full": ("全部", "full"), "part": ("部分", "part"), "none": ("没有", "none")}


@command("systems", examples=["unionwork systems"])
def systems(session: Session) -> None:
    """List the systems of work, and how far each is covered."""
    from unionwork import systems as list_systems

    def told(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "label": say(row["label"], row["label_en"]), "state": say(*_STATES[row["state"]])}

    rows = list_systems()
    session.print_rows(
        rows, ("system", "label", "state", "kinds"), shown=Shown(headings={}, record=told), empty=("没有", "none")
    )
