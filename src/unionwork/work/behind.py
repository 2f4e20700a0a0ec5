"""The records behind a number: those that were counted, and those that a share lacks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from unionwork.declare.expressions import Measure
from unionwork.declare.indicators import Indicator
from unionwork.errors import UsageError
from unionwork.store.measures import Measurer
from unionwork.values import number_day
from unionwork.work.browsing import finish, read_rows
from unionwork.work.measuring import window_of
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

WHICH = ("numerator", "rest")


def has_rest(word: Indicator) -> bool:
    """Whether what is above the line is a part of the records below it, so that the others can be listed."""
    below = word.denominator
    return (
        isinstance(below, Measure) and below.function == word.counted.function != "sum"
        and repr(below.value) == repr(word.counted.value)
    )  # fmt: skip


def list_behind(
    session: Session, key: str, *, org: str | None = None, period: str | None = None, which: str = "numerator",
    after: str | None = None, limit: int | None = 50,
) -> dict[str, Any]:  # fmt: skip
    """The records that a figure of an organisation and period is made of, under the conditions of `measure`.

    Different persons or units are counted once in the figure; here each of their records is listed.
    `which` is "numerator" for what was counted or added up, or "rest" for what only the whole of a share holds.

    Returns:
        `indicator`, `label`, `org`, `org_name`, `period`, `on`, `which`, `has_rest`, `kind`, `total` (records),
        `rows` as a list of the register gives them, private values hidden, and `next`, the number to go on
        after, or None.

    Raises:
        UnknownNameError: no such indicator or organisation.
        UsageError: the figure is no part of a set of records, or the period lies ahead.
    """
    word = session.catalogue.indicator(key)
    kind = session.kind(word.of.key)
    session.allow("measure", kind)
    session.allow("read", kind)
    if which not in WHICH:
        raise UsageError(f"没有「{which}」;可用:numerator(计入的)、rest(分母中没有计入的)")
    if limit is not None and limit < 0:
        raise UsageError(f"条数 {limit} 不能是负数;不限条数请不写")
    if which == "rest" and not has_rest(word):
        raise UsageError(f"指标「{word.label}」的分子不是分母中的一部分记录,没有差额的明细;可看计入的记录(numerator)")
    window = window_of(session, period)
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection, window.last)
        at = organisations.find(org)
        measurer = Measurer(connection, session.catalogue, session.tables, session.inside)
        scope, tests = measurer.behind(word, window, at, rest=which == "rest")
        total = connection.execute(select(func.count()).select_from(scope.source).where(*tests)).scalar_one()
        if after is not None:
            tests.append(scope.row.c.number > after)
        rows = read_rows(connection, session, kind, scope, tests, [scope.row.c.number], limit, reveal=False)
    shown = [finish(organisations, row) for row in rows]
    return {
        "indicator": word.key, "label": word.label if session.lang == "zh" else word.label_en or word.label,
        "org": organisations.numbers[at], "org_name": organisations.names[at], "period": window.name or None,
        "on": number_day(window.last).isoformat(), "which": which, "has_rest": has_rest(word), "kind": kind.key,
        "total": int(total), "rows": shown, "next": shown[-1]["number"] if shown and len(shown) == limit else None,
    }  # fmt: skip
