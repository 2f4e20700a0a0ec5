"""Days and months as offices write them, read to yyyymmdd and yyyymm."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from unionwork.errors import ValueRefusedError
from unionwork.exchange.grids import Cell
from unionwork.exchange.wording import half_width, whole

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EPOCH: Final = date(1899, 12, 30)
_LAST_SERIAL: Final = (date(_LAST_YEAR, 12, 31) - _EPOCH).days
_CLOCK: Final = r"(?:[T日]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY: Final = re.compile(rf"(\d{{4}})[-./年](\d{{1,2}})[-./月](\d{{1,2}})[日号]?{_CLOCK}")
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})(?:[-/年](\d{1,2})月?份?|\.(\d{2})|(\d{2}))")
_SHORT_YEAR: Final = re.compile(r"['’]?\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_OTHER_ORDER: Final = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def read_day(value: Cell) -> int:
    """The day that a cell holds, as yyyymmdd.

    Raises:
        ValueRefusedError: it is none, has no day or a year of two digits, or is not in the calendar.
    """
    if isinstance(value, datetime | date):
        return _day(value.year, value.month, value.day, str(value))
    if isinstance(value, bool):
        raise ValueRefusedError("不是日期;请写成 2009-06-30 这样", str(value))
    if isinstance(value, int | float):
        return _day_of_number(value)
    text = half_width(str(value))
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    raise ValueRefusedError(_why_no_day(text), text)


def read_month(value: Cell) -> int:
    """The month that a cell holds, as yyyymm.

    Raises:
        ValueRefusedError: it is none, or a number such as 2015.1 that may be January or October.
    """
    if isinstance(value, datetime | date):
        return _month(value.year, value.month, str(value))
    if isinstance(value, bool):
        raise ValueRefusedError("不是月份;请写成 2015-01 这样", str(value))
    if isinstance(value, int | float):
        return _month_of_number(value)
    text = half_width(str(value))
    found = _MONTH.fullmatch(text)
    if found:
        return _month(int(found[1]), int(found[2] or found[3] or found[4]), text)
    if _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text):
        return read_day(text) // 100
    if re.fullmatch(r"\d{4}\.\d", text):
        raise ValueRefusedError(f"分不清是 {text[-1]} 月还是 {text[-1]}0 月;请写成 2015-01 这样的文本", text)
    raise ValueRefusedError("看不懂这个月份;请写成 2015-01 这样", text)


def _day(year: int, month: int, day: int, text: str) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueRefusedError(f"年份应在 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间;请改正", text)
    if not 1 <= month <= 12:
        raise ValueRefusedError(f"没有 {month} 月;请改正", text)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValueRefusedError(f"这一天不存在:{year} 年 {month} 月只有 {last} 天;请改正", text)
    return year * 10000 + month * 100 + day


def _month(year: int, month: int, text: str) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueRefusedError(f"年份应在 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间;请改正", text)
    if not 1 <= month <= 12:
        raise ValueRefusedError(f"没有 {month} 月;请改正", text)
    return year * 100 + month


def _day_of_number(value: float) -> int:
    text = whole(value)
    number = int(value) if abs(value) < 1e9 else 0
    if number == value and 1000_00_00 <= number <= 9999_99_99:
        return _day(number // 10000, number // 100 % 100, number % 100, text)
    if _FIRST_YEAR <= value < _LAST_YEAR + 1:
        # As a serial number these are days of 1905, which no roll means.
        raise ValueRefusedError("只有年或年月,缺少日;请写成 2009-06-30 这样", text)
    if 60 < value <= _LAST_SERIAL:
        serial = _EPOCH + timedelta(days=number)
        return _day(serial.year, serial.month, serial.day, text)
    if number == value and _month_like(number):
        raise ValueRefusedError("缺少日;请写成 2009-06-30 这样", text)
    raise ValueRefusedError("不是日期;请写成 2009-06-30 这样", text)


def _month_of_number(value: float) -> int:
    text = whole(value)
    number = int(value) if abs(value) < 1e9 else 0
    if number == value:
        if 1000_00_00 <= number <= 9999_99_99:
            return _day_of_number(value) // 100
        if _month_like(number):
            return _month(number // 100, number % 100, text)
        if _LAST_YEAR < number <= _LAST_SERIAL:
            return _day_of_number(value) // 100
        raise ValueRefusedError("看不懂这个月份;请写成 2015-01 这样", text)
    if found := re.fullmatch(r"(\d{4})\.(\d{1,2})", text):
        if found[2] == "1":
            raise ValueRefusedError(
                f"数字 {text} 分不清是 1 月还是 10 月(数字末尾的 0 不保存);请写成 {found[1]}-01 这样的文本", text
            )
        return _month(int(found[1]), int(found[2]), text)
    raise ValueRefusedError("看不懂这个月份;请写成 2015-01 这样", text)


def _month_like(number: int) -> bool:
    return _FIRST_YEAR * 100 <= number <= _LAST_YEAR * 100 + 99


def _why_no_day(text: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return "年份只有两位,分不清是哪个世纪;请写四位年份,如 2009-06-30"
    if _MONTH.fullmatch(text) or re.fullmatch(r"\d{4}年?|\d{4}\.\d", text):
        return "缺少日;请写成 2009-06-30 这样"
    if _OTHER_ORDER.fullmatch(text):
        return "分不清哪个是月、哪个是日;请把年写在最前,如 2009-06-30"
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return "像是 Excel 的日期序号;请在 Excel 里把这一列设成日期格式再保存"
    return "看不懂这个日期;请写成 2009-06-30 这样"
