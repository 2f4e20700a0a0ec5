"""Bodies that were merged into others: what is no longer done with them."""

from __future__ import annotations

from collections.abc import Mapping

from unionwork.errors import RefusedError
from unionwork.store.registers import Row, Transaction
from unionwork.values import number_day
from unionwork.work.session import Session


def absorbed_today(
    change: Transaction, session: Session, names: Mapping[int, str], org: int, act: str, *, corrects: bool = True
) -> list[Row]:
    """The row of an organisation that was merged on the business day, which the same day corrects; else none.

    Args:
        change: the transaction.
        session: whose business day it is.
        names: the organisations in view by id, for the message.
        org: the organisation.
        act: what was asked for, in words.
        corrects: whether what was asked for would take the merger back.

    Raises:
        RefusedError: it was merged before that day; names into which.
    """
    kind, table = session.kind("organisation"), session.tables["organisation"]
    rows = change.rows(kind, table.c.id == org, table.c.merged_into.is_not(None), table.c.closed_on <= session.day)
    for row in rows:
        day = number_day(row["closed_on"])
        if not corrects or day != session.on:
            into = names.get(row["merged_into"])
            into = f"「{into}」" if into else "您范围之外的组织"
            raise RefusedError(
                f"「{row['name']}」已于 {day} 并入{into},不能{act};请改用{into};确属误并的,用 --on {day} 改正"
            )
    return rows
