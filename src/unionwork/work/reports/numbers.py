"""The numbers about a figure: itself, its parts, what it ought to be, what it was, and its place among others."""

from __future__ import annotations

import attrs

from unionwork.declare.indicators import Indicator
from unionwork.values import Period, number_day
from unionwork.work.reports.desk import Desk, Known

POINTS = "个百分点"


def number_of(
    desk: Desk, key: str, part: str = "value", *, org: int | None = None, silent: bool = False
) -> Known | None:
    """A number about an indicator of the page, with its address; None where it has no source.

    Args:
        desk: where the page is drawn.
        key: the indicator.
        part: see `declare.forms.PARTS`. A change is taken between the exact numbers as they are shown; it is
            None for a flow whose period has not ended, since part of a period is no match for a whole one.
        org: of which organisation; the page's own where none is given.
        silent: the number is asked about and not written, so it gets no address.
    """
    if part in ("value", "numerator", "denominator", "target"):
        return desk.figure(key, part=part, org=org, silent=silent)
    if part in ("rank", "siblings"):
        return _standing(desk, key, part, org=org, silent=silent)
    if part in ("previous", "last_year"):
        return _earlier(desk, key, part, org=org, silent=silent)
    against = {"gap": "target", "change": "previous", "change_last_year": "last_year"}[part]
    if part != "gap" and _is_cut_short(desk, desk.indicator(key)):
        return None
    return _difference(desk, key, part, against, org=org, silent=silent)


def earlier_period(period: Period, part: str) -> Period:
    """The period that a change is taken against."""
    return period.before() if part in ("previous", "change") else period.year_before()


def _earlier(desk: Desk, key: str, part: str, *, org: int | None, silent: bool) -> Known | None:
    if desk.period is None or desk.period.year < 2:
        return None
    return desk.figure(key, org=org, period=earlier_period(desk.period, part), silent=silent)


def _is_cut_short(desk: Desk, word: Indicator) -> bool:
    return word.is_flow and desk.period is not None and desk.period.last > desk.session.on


def _difference(desk: Desk, key: str, part: str, against: str, *, org: int | None, silent: bool) -> Known | None:
    one = number_of(desk, key, org=org, silent=True)
    other = number_of(desk, key, against, org=org, silent=True)
    if one is None or other is None:
        return None
    found = Known(
        amount=one.amount - other.amount, unit=POINTS if one.unit == "%" else one.unit,
        decimals=max(one.decimals, other.decimals),
    )  # fmt: skip
    return found if silent else _addressed(desk, key, part, found, org)


def _standing(desk: Desk, key: str, part: str, *, org: int | None, silent: bool) -> Known | None:
    """The place among the siblings whose number is known (ties share one), or how many they are."""
    word = desk.indicator(key)
    siblings = desk.siblings()
    at = desk.org if org is None else org
    if not word.better or at not in siblings:
        return None
    numbers = {held: desk.figure(key, org=held, silent=True) for held in siblings}
    own = numbers[at]
    known = [number.amount for number in numbers.values() if number is not None]
    if own is None or len(set(known)) < 2:
        # Where all are equal nobody stands before another.
        return None
    before = sum(1 for amount in known if amount != own.amount and (amount > own.amount) == (word.better == "higher"))
    found = Known(amount=before + 1 if part == "rank" else len(known))
    return found if silent else _addressed(desk, key, part, found, org)


def is_shared(desk: Desk, key: str) -> bool:
    """Whether another sibling has the same number and so the same place."""
    own = desk.figure(key, silent=True)
    others = [desk.figure(key, org=held, silent=True) for held in desk.siblings() if held != desk.org]
    return own is not None and any(other is not None and other.amount == own.amount for other in others)


def _addressed(desk: Desk, key: str, part: str, found: Known, org: int | None) -> Known:
    window = desk.window(desk.period)
    assert window is not None
    place = desk.address(
        sort="indicator", key=key, label=desk.label_of(desk.indicator(key)), part=part,
        org=desk.org if org is None else org, period=window.name, on=number_day(window.last).isoformat(),
        value=found.amount, unit=found.unit,
    )  # fmt: skip
    return attrs.evolve(found, place=place)
