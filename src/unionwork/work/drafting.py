"""Records that a sheet names, drafted: what is new about each, and the row it becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from unionwork.declare.fields import Field
from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill
from unionwork.store.registers import Row
from unionwork.values import day_number

PRESUMED = "推定"
Key = tuple[Any, ...]


@attrs.define(eq=False)
class Planned:
    """A record that the sheet names, with what it says of it.

    Attributes:
        key: what identifies it in the sheet.
        row: the sheet's row that named it first.
        org: id of its organisation, or the name of one yet to be founded; None to leave it.
        values: column to stored value, only what the sheet states.
        links: reference column to another planned record.
        extra: columns nobody declared.
        stored: the row as it is stored, None for a new record.
        status: "added", "changed", "unchanged" once it is settled.
    """

    fill: Fill
    key: Key
    row: int
    org: Any
    values: dict[str, Any]
    links: dict[str, Planned] = attrs.field(factory=dict)
    extra: dict[str, Any] = attrs.field(factory=dict)
    stored: Row | None = None
    id: int = 0
    status: str = ""


def changes_of(record: Planned) -> dict[str, Any]:
    """The columns of a stored record to which the sheet gives another value."""
    kind, held = record.fill.kind, record.stored
    assert held is not None
    new: dict[str, Any] = {}
    for key, value in record.values.items():
        column = key if key == "number" else kind.field(key).column
        if held.get(column) != value:
            new[column] = value
    for field, linked in record.links.items():
        target = linked.id or (linked.stored["id"] if linked.stored else 0)
        if held[kind.field(field).column] != target and target:
            new[kind.field(field).column] = target
    if isinstance(record.org, int) and record.org != held["org"]:
        new["org"] = record.org
    before = json.loads(held["extra"] or "{}")
    merged = without_presumed({**before, **record.extra}, kind, record.values)
    if merged != before:
        new["extra"] = write_extra(merged)
    return new


def without_presumed(extra: Mapping[str, Any], kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The extra columns, no longer marking as presumed what is stated by now; `values` by field."""
    kept = dict(extra)
    if PRESUMED in kept:
        stated = {kind.field(key).label for key, value in values.items() if value is not None and kind.has(key)}
        labels = [label for label in str(kept[PRESUMED]).split("、") if label not in stated]
        kept[PRESUMED] = "、".join(labels)
        if not labels:
            del kept[PRESUMED]
    return kept


def new_row(record: Planned) -> Row:
    """The row of a new record: what the sheet states, what it presumes, and what is fixed."""
    fill = record.fill
    row: Row = {"org": record.org, "number": None}
    extra = dict(record.extra)
    columns = fill.kind.columns
    for key, value in fill.fixed.items():
        row[columns[key]] = value
    for key, value in record.values.items():
        row[columns[key]] = value
    for key, linked in record.links.items():
        row[fill.kind.field(key).column] = linked.id
    presumed: list[Field] = []
    for key, day in fill.presumed.items():
        field = fill.kind.field(key)
        if row.get(field.column) is None:
            row[field.column] = day_number(day)
            presumed.append(field)
    if presumed:
        extra[PRESUMED] = "、".join(field.label for field in presumed)
    row["extra"] = write_extra(extra)
    return row


def write_extra(extra: Mapping[str, Any]) -> str | None:
    """The sheet columns that nobody declared, as they are stored."""
    return json.dumps(dict(sorted(extra.items())), ensure_ascii=False, separators=(",", ":")) if extra else None
