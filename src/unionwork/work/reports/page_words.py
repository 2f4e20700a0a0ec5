"""What a page calls its organisation, its period and its day."""

from __future__ import annotations

from datetime import date

from unionwork.values import Period
from unionwork.work.reports.desk import Desk

_QUARTERS = ("一", "二", "三", "四")
_BEFORE = {12: "上年", 6: "上个半年", 3: "上季度", 1: "上月"}
_BEFORE_EN = {12: "the year before", 6: "the half-year before", 3: "the quarter before", 1: "the month before"}


def say_page_word(desk: Desk, key: str, lang: str) -> str:
    """What {org}, {period} and {on} stand for in a language; the period is "" where none was asked for."""
    if key == "org":
        return desk.organisations.names[desk.org]
    if key == "on":
        return say_day(desk.session.on, lang)
    return say_period(desk.period, lang) if desk.period is not None else ""


def say_period(period: Period, lang: str = "zh") -> str:
    """A period in words: 2024年上半年, 2024年第三季度, 2024年10月."""
    if lang != "zh" or period.months == 12:
        return str(period) if lang != "zh" else f"{period.year}年"
    if period.months == 6:
        return f"{period.year}年{'上' if period.month == 1 else '下'}半年"
    if period.months == 3:
        return f"{period.year}年第{_QUARTERS[period.month // 3]}季度"
    return f"{period.year}年{period.month}月"


def say_before(period: Period, *, year_before: bool, lang: str = "zh") -> str:
    """What the period that a change is taken against is called: 上个半年, 上年同期."""
    if year_before and period.months != 12:
        return "上年同期" if lang == "zh" else "the same period of the year before"
    return (_BEFORE if lang == "zh" else _BEFORE_EN)[period.months]


def say_day(day: date, lang: str = "zh") -> str:
    """A day in words: 2024年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()
