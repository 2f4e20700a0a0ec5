"""Organisations that an undone import had founded: the same ones come back, under their numbers."""

from __future__ import annotations

from sqlalchemy import Connection, select

from unionwork.declare.vocabularies import fold
from unionwork.store.registers import Transaction
from unionwork.store.tables import IN_FORCE, UNDONE, Tables
from unionwork.work.organising import Organisations
from unionwork.work.session import Session


class Undone:
    """The organisations out of force because their import was taken back, by their parent and name."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        organisation, placement = tables["organisation"], tables["placement"]
        query = (
            select(organisation.c.id, organisation.c.name, placement.c.parent)
            .join(placement, placement.c.organisation == organisation.c.id)
            .where(organisation.c.void == UNDONE, placement.c.void == UNDONE)
            .order_by(organisation.c.id)
        )
        self._parents: dict[int, int] = {}
        self._found: dict[tuple[int, str], int] = {}
        for org, name, parent in connection.execute(query):
            self._parents[org] = parent
            self._found[parent, fold(name)] = org

    def find(self, name: str, parent: int) -> int | None:
        """The one of that name that stood below `parent`."""
        return self._found.get((parent, fold(name)))

    def restore(self, change: Transaction, session: Session, organisations: Organisations, org: int) -> None:
        """Put an organisation, and first those above it, in force again; one that is in force is left alone."""
        parent = self._parents.pop(org, None)
        if parent is None:
            return
        self.restore(change, session, organisations, parent)
        for key, column in (("organisation", "id"), ("placement", "organisation")):
            kind, table = session.kind(key), session.tables[key]
            rows = change.rows(kind, table.c[column] == org, table.c.void == UNDONE)
            restored = change.change(kind, [(row, {"void": IN_FORCE}) for row in rows], "revive")
            if key == "organisation":
                row = restored[0]
                organisations.remember(org, row["number"], row["name"], row["region"] or "", row["level"] or "")
        organisations.tree.parents[org] = parent
