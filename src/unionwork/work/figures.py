"""The dated figures of organisations, such as their workers, that indicators divide by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from unionwork.errors import UnknownNameError, UsageError
from unionwork.store.registers import Transaction
from unionwork.store.tables import IN_FORCE
from unionwork.work.organising import Organisations
from unionwork.work.session import Session


def figure_keys(session: Session) -> set[str]:
    """The figures that indicators divide by."""
    from unionwork.declare.expressions import Figure

    used = {
        word.denominator.key for word in session.catalogue.indicators.values() if isinstance(word.denominator, Figure)
    }
    return used | {"workers", "population", "rural_population", "members"}


def read_figure(session: Session, key: str, value: str) -> int:
    """A figure as a whole number."""
    known = figure_keys(session)
    if key not in known:
        raise UnknownNameError("组织数据或字段", key, [*known, "name", "level", "region", "chair"])
    text = value.replace(",", "").strip()
    if not text.isdecimal() or len(text) > 15:
        raise UsageError(f"{key} 的值「{value}」不是合理的整数;请写成 {key}=33724 这样")
    return int(text)


def record_figure(change: Transaction, session: Session, org: int, key: str, value: int, source: str | None) -> None:
    """Record a figure of an organisation from the business day on; the same day corrects it."""
    kind = session.kind("figure")
    table = session.tables["figure"]
    held = change.rows(
        kind, table.c.org == org, table.c.key == key, table.c.from_on == session.day, table.c.void == IN_FORCE
    )
    if held:
        change.change(kind, [(held[0], {"value": value, "source": source or held[0]["source"]})])
    else:
        change.add(kind, [{"org": org, "key": key, "value": value, "from_on": session.day, "source": source}])


def list_figures(session: Session, name: str | None = None) -> list[dict[str, Any]]:
    """The dated figures of an organisation, newest first."""
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        table = session.tables["figure"]
        query = select(table).where(table.c.void == IN_FORCE, *session.inside(table.c.org))
        query = query.order_by(table.c.key, table.c.from_on.desc())
        if name is not None:
            query = query.where(table.c.org == organisations.find(name))
        field = session.kind("figure").field("from_on")
        return [
            {
                "org": organisations.numbers[row.org], "org_name": organisations.names[row.org], "key": row.key,
                "value": row.value, "from": field.to_json(row.from_on), "source": row.source,
            }
            for row in connection.execute(query)
        ]  # fmt: skip
