"""Which commands a kind has: those of every register, of a procedure, of files that go with a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionwork_cli import attachments, casework, records

if TYPE_CHECKING:
    from unionwork import Catalogue, Kind
    from unionwork_cli.command import Command


def commands_of(kind: Kind, catalogue: Catalogue) -> list[Command]:
    """The commands of a kind in the order of the work; what every workspace has of itself is only read here."""
    reading = [records.list_, records.show]
    if kind.key == "attachment":
        return [*reading, attachments.save, attachments.void, records.history]
    if kind.system:
        return [*reading, records.history]
    moving = [casework.steps, casework.do, casework.withdraw, casework.acts] if kind.key in catalogue.procedures else []
    return [
        *reading, records.add, records.change, *moving, attachments.attach, attachments.attachments,
        records.void, casework.merge, records.history,
    ]  # fmt: skip
