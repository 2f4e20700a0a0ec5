"""Where the journal stands that a page was drawn from."""

from __future__ import annotations

import attrs
from sqlalchemy import Connection, text

from unionwork.store.journal import head_of
from unionwork.store.rewinding import day_of
from unionwork.values import number_day
from unionwork.work.reports.desk import Desk
from unionwork.work.session import Session


@attrs.frozen(kw_only=True)
class Standing:
    """The journal head, the earliest day that names it, and to what the records were taken back ("" for not)."""

    head: str
    head_on: str
    as_of: str = ""


def standing_of(desk: Desk) -> Standing:
    """Where the journal stands for the desk's connection."""
    from unionwork.work.rewinding import RewoundSession

    session = desk.session
    if isinstance(session, RewoundSession):
        facts = session.facts
        return Standing(head=facts["head"], head_on=str(facts["business_on"]), as_of=str(facts["to"]))
    return read_standing(desk.connection, session)


def read_standing(connection: Connection, session: Session) -> Standing:
    """The last batch of the journal; its day is "" where row security hides the batch."""
    if connection.dialect.name == "postgresql":
        row = connection.execute(text("SELECT position, hash FROM uw_last_batch()")).first()
        position, head = (row.position, bytes(row.hash).hex()) if row else head_of(connection, session.tables)
    else:
        position, head = head_of(connection, session.tables)
    day = day_of(connection, session.tables, position)
    return Standing(head=head, head_on=number_day(day).isoformat() if day else "")
