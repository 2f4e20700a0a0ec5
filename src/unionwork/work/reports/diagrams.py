"""Charts of a page: figures over periods, over organisations, or over the codes of a breakdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from unionwork.declare.forms import Chart, Section
from unionwork.documents.paper import Block, Diagram, Series
from unionwork.values import Period
from unionwork.work.reports.breakdowns import codes_of
from unionwork.work.reports.desk import Desk, Known

PERIODS = 8
_NO_PERIOD = {"zh": "图「{}」要按期间画,但没有写明期间", "en": "The chart {} goes over periods, but none was asked for"}
_NOTHING = {"zh": "图「{}」没有数据,没有画", "en": "The chart {} has no data and is not drawn"}
_Take = Callable[[str], Known | None]


def draw_chart(desk: Desk, section: Section) -> list[Block]:
    """The chart of a section, every value with its address; one without any value is left out and noted."""
    chart = section.chart
    if chart is None:
        return []
    lang = desk.session.lang
    title = chart.title or "、".join(desk.label_of(desk.indicator(key)) for key in chart.indicators)
    if chart.across == "periods" and desk.period is None:
        desk.omit(_NO_PERIOD[lang].format(title))
        return []
    places = _places(desk, chart)
    keys = chart.indicators if chart.across in ("periods", "orgs") else chart.indicators[:1]
    units = {desk.indicator(key).unit for key in keys}
    series = [_series(desk, key, [take(key) for _, take in places], len(units) > 1) for key in keys]
    # A series of nothing but gaps says nothing.
    series = [entry for entry in series if any(value is not None for value in entry.values)]
    if not series or not places:
        desk.omit(_NOTHING[lang].format(title))
        return []
    unit = units.pop() if len(units) == 1 else ""
    return [Diagram(title=title, form=chart.form, unit=unit, categories=[label for label, _ in places], series=series)]


def last_periods(period: Period, count: int = PERIODS) -> list[Period]:
    """So many periods of the same length, the given one last."""
    found = [period]
    while len(found) < count and found[0].year > 1:
        found.insert(0, found[0].before())
    return found


def _places(desk: Desk, chart: Chart) -> list[tuple[str, _Take]]:
    """What stands along the foot of the chart, with how a number there is taken."""
    if chart.across == "periods":
        assert desk.period is not None
        return [(str(period), _over(desk, period)) for period in last_periods(desk.period)]
    if chart.across == "orgs":
        return [(desk.organisations.names[org], _at(desk, org)) for org in desk.children()]
    codes = codes_of(desk, chart.indicators[0], chart.across)
    return [(label, _of(desk, chart.across, code)) for code, label in codes]


def _over(desk: Desk, period: Period) -> _Take:
    return lambda key: desk.figure(key, period=period)


def _at(desk: Desk, org: int) -> _Take:
    return lambda key: desk.figure(key, org=org)


def _of(desk: Desk, field: str, code: str) -> _Take:
    return lambda key: desk.figure(key, by={field: code})


def _series(desk: Desk, key: str, numbers: Sequence[Known | None], with_unit: bool) -> Series:
    word = desk.indicator(key)
    label = f"{desk.label_of(word)}({word.unit})" if with_unit and word.unit else desk.label_of(word)
    made = Series(label=label, values=[None if number is None else number.amount for number in numbers])
    return attrs.evolve(made, places=[0 if number is None else number.place for number in numbers])
