"""Values with a meaning of their own: money, days, periods, ID numbers, credit codes."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

import attrs

from unionwork.errors import UsageError, ValueRefusedError

_ID_CHECKS: Final = "10X98765432"
_ID_SHAPE: Final = re.compile(r"[0-9]{17}[0-9X]")
_FULL_ID: Final = (15, 18)
_FULL_PHONE: Final = 11
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES: Final = {sign: value for value, sign in enumerate(_CREDIT_ALPHABET)}


def day_number(day: date) -> int:
    """A day as the store holds it: 2009-06-30 is 20090630, so that whole years subtract."""
    return day.year * 10000 + day.month * 100 + day.day


def number_day(number: int) -> date:
    """The day that a stored number stands for."""
    return date(number // 10000, number // 100 % 100, number % 100)


def parse_day(text: str, what: str = "日期") -> date:
    """A day written as 2009-06-30 (also 20090630, 2009.6.30, 2009年6月30日).

    Raises:
        UsageError: the text is no day of the calendar, such as 31 June.
    """
    found = re.fullmatch(r"\s*(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?\s*", text) or re.fullmatch(
        r"\s*(\d{4})(\d{2})(\d{2})\s*", text
    )
    if not found:
        raise UsageError(f"{what}「{text}」看不懂;请写成 2009-06-30 这样")
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        raise UsageError(f"{what}「{text}」不存在:没有 {month} 月;请改正")
    last = monthrange(year, month)[1] if year else 0
    if not 1 <= day <= last:
        raise UsageError(f"{what}「{text}」不存在:{year} 年 {month} 月只有 {last} 天;请改正")
    return date(year, month, day)


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


@attrs.frozen(order=True)
class Money:
    """An amount of yuan, exact to the fen.

    Attributes:
        fen: the amount in fen, may be negative.
    """

    fen: int

    @classmethod
    def yuan(cls, amount: str | int | Decimal) -> Money:
        """Money from an amount in yuan with at most two decimals.

        Raises:
            ValueRefusedError: no number, or parts of a fen.
        """
        try:
            fen = Decimal(str(amount)) * 100
        except InvalidOperation:
            raise ValueRefusedError("不是金额;请写数字,单位元,最多两位小数", str(amount)) from None
        if not fen.is_finite() or fen != fen.to_integral_value():
            raise ValueRefusedError("金额最多两位小数(精确到分)", str(amount))
        return cls(int(fen))

    def __str__(self) -> str:
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{abs(self.fen) // 100}.{abs(self.fen) % 100:02}"

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)


def round_half_up(numerator: int, denominator: int, decimals: int) -> Decimal:
    """numerator / denominator rounded half up (away from zero) to so many decimals."""
    step = Decimal(1).scaleb(-decimals)
    # 50 digits hold any quotient of two 64-bit numbers far beyond the digit that decides.
    scaled = abs(numerator) * 10**decimals * 2 + abs(denominator)
    units = scaled // (2 * abs(denominator))
    sign = -1 if (numerator < 0) != (denominator < 0) and numerator else 1
    return (Decimal(sign * units) * step).quantize(step, rounding=ROUND_HALF_UP)


@attrs.frozen(order=True)
class Period:
    """A year, half-year, quarter or month; written 2015, 2015H1, 2015Q3, 2015-10.

    Attributes:
        year: the calendar year.
        month: its first month, 1 to 12.
        months: how many months it lasts: 12, 6, 3 or 1.
    """

    year: int
    month: int = 1
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that the text names.

        Raises:
            UsageError: it names none.
        """
        found = re.fullmatch(r"(\d{4})(?:(?:-(\d{2}))|(?:Q([1-4]))|(?:H([12])))?", text.strip().upper())
        if not found or not 1 <= int(found[1]) <= 9999:
            raise UsageError(f"期间「{text}」看不懂;可写 2015、2015H1、2015Q3 或 2015-10")
        year, month, quarter, half = int(found[1]), found[2], found[3], found[4]
        if month:
            if not 1 <= int(month) <= 12:
                raise UsageError(f"期间「{text}」没有这个月份;月份是 01 到 12")
            return cls(year, int(month), 1)
        if quarter:
            return cls(year, int(quarter) * 3 - 2, 3)
        if half:
            return cls(year, int(half) * 6 - 5, 6)
        return cls(year)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return last_day(self.year, self.month + self.months - 1)

    def split(self, months: int) -> list[Period]:
        """The shorter periods of so many months that it is made of, in order."""
        return [Period(self.year, self.month + step, months) for step in range(0, self.months, months)]

    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        end = self.first - timedelta(days=1)
        return Period(end.year, end.month - self.months + 1, self.months)

    def year_before(self) -> Period:
        """The same period of the year before."""
        return Period(self.year - 1, self.month, self.months)

    def __str__(self) -> str:
        if self.months == 12:
            return f"{self.year:04}"
        if self.months == 6:
            return f"{self.year:04}H{(self.month + 5) // 6}"
        if self.months == 3:
            return f"{self.year:04}Q{(self.month + 2) // 3}"
        return f"{self.year:04}-{self.month:02}"


@attrs.frozen
class IdNumber:
    """A citizen's ID number of 18 signs whose check digit and birthday hold (GB 11643-1999).

    Attributes:
        text: 17 digits and the check sign, X in upper case.
    """

    text: str

    @classmethod
    def parse(cls, text: str, on: date | None = None) -> IdNumber:
        """The ID number that a cell holds; an old one of 15 digits gets its century and check digit.

        Args:
            text: what the cell says.
            on: the day by which whoever it belongs to must have been born; not asked where none is given.

        Raises:
            ValueRefusedError: length, birthday or check digit do not hold, or the birthday lies ahead.
                The value is masked.
        """
        plain = text.strip().upper()
        if len(plain) == 15 and plain.isascii() and plain.isdigit():
            plain = plain[:6] + "19" + plain[6:]
            plain += cls.check_sign(plain)
        if not _ID_SHAPE.fullmatch(plain):
            raise ValueRefusedError(f"应为 18 位,末位可为 X,现在是 {len(plain)} 位", mask_id(plain))
        try:
            born = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
        except ValueError:
            raise ValueRefusedError("第 7 到 14 位不是一个存在的出生日期", mask_id(plain)) from None
        right = cls.check_sign(plain[:17])
        if plain[17] != right:
            raise ValueRefusedError(f"校验码应为 {right}", mask_id(plain))
        if on is not None and born > on:
            raise ValueRefusedError(born_ahead("第 7 到 14 位的出生日期", on), mask_id(plain))
        return cls(plain)

    @staticmethod
    def check_sign(first: str) -> str:
        """The last sign that belongs to the first 17 digits."""
        # The weights are the powers of 2 modulo 11, and 13 is 2 modulo 11: the weighted sum is the number in base 13.
        return _ID_CHECKS[int(first, 13) * 2 % 11]

    @property
    def born_on(self) -> date:
        """The birthday that it carries."""
        return date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    @property
    def sex(self) -> str:
        """GB/T 2261.1: 1 man (digit 17 odd), 2 woman."""
        return "1" if int(self.text[16]) % 2 else "2"

    @property
    def division(self) -> str:
        """The six digits of the division where it was first issued."""
        return self.text[:6]


@attrs.frozen
class CreditCode:
    """A unified social credit code of 18 signs whose check sign holds (GB 32100-2015)."""

    text: str

    @classmethod
    def parse(cls, text: str) -> CreditCode:
        """The credit code that a cell holds.

        Raises:
            ValueRefusedError: length, alphabet or check sign do not hold.
        """
        plain = text.strip().upper()
        if len(plain) != 18:
            raise ValueRefusedError(f"统一社会信用代码应为 18 位,现在是 {len(plain)} 位", plain)
        for sign in plain:
            if sign not in _CREDIT_VALUES:
                raise ValueRefusedError(f"统一社会信用代码不用「{sign}」(不含 I O Z S V)", plain)
        total = sum(_CREDIT_VALUES[sign] * pow(3, place, 31) for place, sign in enumerate(plain[:17]))
        right = _CREDIT_ALPHABET[(31 - total % 31) % 31]
        if plain[17] != right:
            raise ValueRefusedError(f"统一社会信用代码的校验位应为 {right}", plain)
        return cls(plain)


def born_ahead(what: str, on: date) -> str:
    """Why a birthday that lies after the business day is refused; the birthday itself is not told."""
    return f"{what}晚于业务日期 {on};请核对,或改业务日期"


def mask_id(text: str) -> str:
    """An ID number as a message may show it.

    A full number (15 or 18 signs) shows the division it was issued in and its last sign: the first six and one.
    Of anything else at most a third is shown, the first signs and no more than six; below 15 signs, as a passport
    or an identity card of Hong Kong or Macau has them, nothing is. What is hidden is at least three stars, so that
    a mask that comes back in a sheet is known for one.
    """
    if len(text) in _FULL_ID:
        return f"{text[:6]}{'*' * (len(text) - 7)}{text[-1]}"
    shown = min(len(text) // 3, 6) if len(text) > min(_FULL_ID) else 0
    return f"{text[:shown]}{_stars(len(text) - shown)}"


def mask_phone(text: str) -> str:
    """A telephone number as a screen may show it, of several with a stroke between each by itself.

    A full number (11 digits or more, as a mobile or one with its area code has) shows its first three and last four.
    Of 6 to 10 digits the last two are shown, at most a third; of fewer, and of what is not digits alone, nothing.
    What is hidden is at least three stars.
    """
    return "/".join(_mask_one_phone(part) for part in text.split("/"))


def _mask_one_phone(text: str) -> str:
    plain = text.isascii() and text.isdigit()
    if plain and len(text) >= _FULL_PHONE:
        return f"{text[:3]}{_stars(len(text) - 7)}{text[-4:]}"
    if plain and len(text) >= 6:
        return f"{_stars(len(text) - 2)}{text[-2:]}"
    return _stars(len(text))


def _stars(hidden: int) -> str:
    return "*" * max(hidden, 3) if hidden else ""
