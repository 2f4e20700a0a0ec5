"""What an import finds beyond the operator's scope: it is neither changed nor told of, but its numbers are taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, and_, or_, select, text

from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill
from unionwork.store.tables import UNDONE
from unionwork.work.drafting import Key
from unionwork.work.session import Session

_ASK = 900


def outside_of(connection: Connection, session: Session, kind: Kind, ids: Sequence[int]) -> set[int]:
    """Those records that lie outside the operator's scope; what an undone import left nowhere lies nowhere."""
    if session.worker.org is None:
        return set()
    table, organisation = session.tables[kind.key], session.tables["organisation"]
    nowhere = select(organisation.c.id).where(organisation.c.void == UNDONE)
    seen = or_(and_(table.c.void == UNDONE, table.c.org.in_(nowhere)), *session.inside(table.c.org))
    found: set[int] = set()
    for start in range(0, len(ids), _ASK):
        query = select(table.c.id).where(table.c.id.in_(ids[start : start + _ASK]), seen)
        found.update(connection.execute(query).scalars())
    return set(ids) - found


def hidden_numbers(
    connection: Connection, session: Session, fill: Fill, keys: Sequence[Key], seen: Collection[Key]
) -> set[Key]:
    """The keys that are numbers of records which row security does not even show."""
    if not session.worker.login or fill.key[0] != "number":
        return set()
    asked = {str(key[0]): key for key in keys if key not in seen and key[0] is not None}
    query = text("SELECT taken FROM uw_taken(:kind, :numbers) AS found(taken)")
    found = connection.execute(query, {"kind": fill.kind.key, "numbers": sorted(asked)}).scalars()
    return {asked[number] for number in found}
