"""Parameters and targets: what holds where, since when, by which document; and setting them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.parameters import to_ratio
from unionwork.errors import UsageError
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.values import day_number, number_day
from unionwork.work.organising import Organisations
from unionwork.work.session import Session


@attrs.frozen(kw_only=True)
class Resolved:
    """The value of a parameter that holds for an organisation on a day."""

    value: str
    from_on: str
    source: str
    origin: str


def resolve_params(connection: Connection, session: Session, keys: Iterable[str], org: int) -> dict[str, Resolved]:
    """The values that hold for an organisation on the business day; a key without one is left out."""
    wanted = sorted(keys)
    if not wanted:
        return {}
    ranked = Settings(session.tables, session.day).candidates(*wanted).subquery()
    query = select(ranked).where(ranked.c.org == org, ranked.c.place == 1).order_by(ranked.c.key)
    return {
        row.key: Resolved(
            value=row.value, from_on=number_day(row.from_on).isoformat(), source=row.source, origin=row.origin
        )
        for row in connection.execute(query)
    }


def resolve_everywhere(connection: Connection, session: Session, key: str) -> dict[int, Resolved]:
    """Organisation to the value of a parameter that holds for it on the business day; those without one left out."""
    ranked = Settings(session.tables, session.day).candidates(key).subquery()
    return {
        row.org: Resolved(
            value=row.value, from_on=number_day(row.from_on).isoformat(), source=row.source, origin=row.origin
        )
        for row in connection.execute(select(ranked).where(ranked.c.place == 1))
    }


def show_params(session: Session, key: str | None = None, *, org: str | None = None) -> list[dict[str, Any]]:
    """Every parameter as it holds for an organisation on the business day; value None where it has none."""
    if key is not None:
        session.catalogue.parameter(key)
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        at = organisations.find(org)
        keys = [key] if key else sorted(session.catalogue.parameters)
        held = resolve_params(connection, session, keys, at)
    rows = []
    for name in keys:
        parameter, value = session.catalogue.parameter(name), held.get(name)
        rows.append(
            {
                "key": name, "label": parameter.label, "unit": parameter.unit,
                "value": Decimal(value.value) if value else None, "from": value.from_on if value else None,
                "source": value.source if value else None, "origin": value.origin if value else None,
                "org": organisations.numbers[at],
            }
        )  # fmt: skip
    return rows


def set_param(
    session: Session, key: str, value: str, *, from_on: date, source: str, org: str | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Set a parameter for an organisation and those below it, from a day on; the same day corrects it.

    Raises:
        UsageError: no number, or no document is named.
    """
    from unionwork.work.assessing import read_number

    parameter = session.catalogue.parameter(key)
    session.allow("param")
    if not source.strip():
        raise UsageError("请用 --source 写明依据的文件")
    amount = read_number(value, parameter.label, least=0)
    top, bottom = to_ratio(amount, parameter.unit)
    kind, table = session.kind("param_setting"), session.tables["param_setting"]
    with session.writing(f"param set {key}={amount}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        at = organisations.find(org)
        facts = {"value": str(amount), "top": top, "bottom": bottom, "source": source.strip()}
        held = change.rows(
            kind,
            table.c.org == at,
            table.c.key == key,
            table.c.from_on == day_number(from_on),
            table.c.void == IN_FORCE,
        )
        if held:
            change.change(kind, [(held[0], facts)])
        else:
            change.add(kind, [{"org": at, "key": key, **facts, "from_on": day_number(from_on), "to_on": None}])
    return {
        "key": key, "label": parameter.label, "unit": parameter.unit, "value": amount, "from": from_on.isoformat(),
        "source": source.strip(), "org": organisations.numbers[at],
    }  # fmt: skip


def set_target(
    session: Session, indicator: str, value: str, *, from_on: date, source: str, org: str | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Set what an indicator of an organisation ought to reach, from a day on."""
    from unionwork.work.assessing import read_number

    word = session.catalogue.indicator(indicator)
    session.allow("target")
    if not source.strip():
        raise UsageError("请用 --source 写明依据的文件")
    amount = read_number(value, word.label)
    kind, table = session.kind("target"), session.tables["target"]
    with session.writing(f"target set {indicator}={amount}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        at = organisations.find(org)
        stored = kind.field("value").to_store(amount)
        held = change.rows(
            kind, table.c.org == at, table.c.indicator == indicator, table.c.from_on == day_number(from_on),
            table.c.void == IN_FORCE,
        )  # fmt: skip
        if held:
            change.change(kind, [(held[0], {"value": stored, "source": source.strip()})])
        else:
            row = {"org": at, "indicator": indicator, "value": stored, "from_on": day_number(from_on), "to_on": None}
            change.add(kind, [{**row, "source": source.strip()}])
    return {
        "indicator": indicator, "label": word.label, "value": amount, "unit": word.unit, "from": from_on.isoformat(),
        "source": source.strip(), "org": organisations.numbers[at],
    }  # fmt: skip


def list_targets(session: Session) -> list[dict[str, Any]]:
    """All targets, newest first."""
    kind, table = session.kind("target"), session.tables["target"]
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        rows = connection.execute(
            select(table)
            .where(table.c.void == IN_FORCE, *session.inside(table.c.org))
            .order_by(table.c.indicator, table.c.from_on.desc())
        ).all()
    return [
        {
            "indicator": row.indicator, "org": organisations.numbers[row.org],
            "value": kind.field("value").to_json(row.value), "from": number_day(row.from_on).isoformat(),
            "source": row.source,
        }
        for row in rows
    ]  # fmt: skip


def targets_on(connection: Connection, session: Session, indicator: str, on: int) -> dict[int, Decimal]:
    """Organisation to the target that holds on a day."""
    kind, table = session.kind("target"), session.tables["target"]
    query = (
        select(table.c.org, table.c.value)
        .where(table.c.indicator == indicator, table.c.void == IN_FORCE, table.c.from_on <= on)
        .where(table.c.to_on.is_(None) | (table.c.to_on > on))
        .order_by(table.c.from_on, table.c.id)
    )
    return {org: kind.field("value").to_json(value) for org, value in connection.execute(query)}
