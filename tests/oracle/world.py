"""Records as plain dicts of what their columns hold, and the way they are put into a store."""

from __future__ import annotations

from typing import Any

import attrs
from sqlalchemy import Connection, insert

from tests.oracle.shortness import Short
from unionwork.declare.catalogue import Catalogue
from unionwork.store.tables import Tables
from unionwork.store.tree import rebuild_paths

Row = dict[str, Any]


@attrs.define
class World(Short):
    """What a store holds, by kind."""

    catalogue: Catalogue
    records: dict[str, list[Row]] = attrs.field(factory=dict)

    def __repr__(self) -> str:
        parts = []
        for kind, rows in self.records.items():
            for row in rows:
                known = {
                    key: value for key, value in row.items() if value is not None and key not in ("number", "version")
                }
                parts.append(f"{kind} {known}")
        return "\n".join(parts)

    def add(self, kind: str, /, **values: Any) -> Row:
        """A new record; what is not given is unknown."""
        rows = self.records.setdefault(kind, [])
        record = sum(len(held) for held in self.records.values()) + 1
        columns = {field.column: None for field in self.catalogue.kind(kind).stored_fields}
        row = {"id": record, "number": f"{kind}-{record}", "org": 0, "version": 1, "void": 0, **columns, **values}
        rows.append(row)
        return row

    def get(self, kind: str, record: int | None) -> Row | None:
        """The record of an id, if it is in force."""
        return next((row for row in self.in_force(kind) if row["id"] == record), None)

    def in_force(self, kind: str) -> list[Row]:
        """The records that nobody voided."""
        return [row for row in self.records.get(kind, []) if not row["void"]]

    def parents(self, on: int) -> dict[int, int | None]:
        """Organisation to its parent on a day; who has no standing parent is a root."""
        held = {
            row["organisation"]: row["parent"]
            for row in self.in_force("placement")
            if row["from_on"] <= on and (row["to_on"] is None or on < row["to_on"])
        }
        return {org: parent if parent in held else None for org, parent in held.items()}

    def upward(self, org: int, on: int) -> list[int]:
        """An organisation and those above it, nearest first; none where it does not stand on the day."""
        parents, found = self.parents(on), []
        at: int | None = org if org in parents else None
        while at is not None:
            found.append(at)
            at = parents[at]
        return found

    def store(self, connection: Connection, tables: Tables) -> None:
        """Put everything into an open transaction."""
        for kind, rows in self.records.items():
            if rows:
                connection.execute(insert(tables[kind]), rows)
        rebuild_paths(connection, tables)
