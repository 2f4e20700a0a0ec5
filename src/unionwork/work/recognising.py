"""Looks at a file before it is imported: which sheets are rolls, and which column is what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unionwork.declare.rolls import Roll
from unionwork.exchange.grids import read_book
from unionwork.exchange.headers import recognise_book
from unionwork.exchange.layouts import Layout
from unionwork.work.importing import find_roll, rolls_of
from unionwork.work.session import Session


def list_rolls(session: Session) -> list[dict[str, Any]]:
    """The layouts that an import knows: the declared rolls first, then the registers' own."""
    return [
        {
            "key": roll.key, "label": _label(session, roll), "kinds": [fill.kind.key for fill in roll.fills],
            "register": roll.key.endswith(".register"), "owner": roll.owner or None,
        }
        for roll in rolls_of(session)
    ]  # fmt: skip


def recognise_file(session: Session, path: Path, *, roll: str | None = None) -> dict[str, Any]:
    """What an import would read in a file; nothing is read but the headers.

    Returns:
        `file`, `notes` (sheets that are no rolls) and `sheets`, for each `sheet`, `roll`, `label`, `header_row`,
        `columns` (each with `header`, and `kind`, `field` and `label` of what it fills, all None where nothing
        declares it) and `matched`, how many of them fill something.

    Raises:
        SheetError: the file cannot be read, or is no roll that is known.
        UnknownNameError: no such roll.
    """
    book = read_book(path)
    found, skipped = recognise_book(book, rolls_of(session), find_roll(session, roll) if roll else None)
    sheets = [{"sheet": sheet.name, **_told(session, layout)} for sheet, layout in found]
    return {"file": str(path), "notes": [*book.notes, *skipped], "sheets": sheets}


def _told(session: Session, layout: Layout) -> dict[str, Any]:
    read: dict[int, dict[str, Any]] = {
        column.index: {"kind": None, "field": "org", "label": "组织" if session.lang == "zh" else "organisation"}
        for column in layout.org
    }
    for fill, columns in zip(layout.roll.fills, layout.fills, strict=True):
        for key, column in columns.items():
            if key == "number":
                label = fill.kind.number_label[0] if session.lang == "zh" else "number"
            else:
                field = fill.kind.field(key)
                label = field.label if session.lang == "zh" else field.label_en or field.label
            read.setdefault(column.index, {"kind": fill.kind.key, "field": key, "label": label})
    ignored = {column.index for column in layout.ignored}
    listed = [column for column in layout.columns if column.index not in ignored]
    nothing = {"kind": None, "field": None, "label": None}
    return {
        "roll": layout.roll.key, "label": _label(session, layout.roll), "header_row": layout.header_row,
        "columns": [{"header": column.header, **read.get(column.index, nothing)} for column in listed],
        "matched": sum(column.index in read for column in listed),
    }  # fmt: skip


def _label(session: Session, roll: Roll) -> str:
    return roll.label if session.lang == "zh" else roll.label_en or roll.label
