"""Invented people: names, ID numbers with a right check digit, telephones."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

MAN: Final = "男"
WOMAN: Final = "女"

# The counties 9990 to 9993 of these provinces were never allotted, so no number made here can be
# a living person's. A roll has a county of its own: no person appears in two rolls.
DIVISIONS: Final = tuple(f"{province}999" for province in (23, 45, 63))

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_SURNAMES: Final[tuple[str, ...]] = (
    *"王李张刘陈杨黄赵周吴徐孙马朱胡林罗梁郑谢宋唐许冯韩曹蔡潘田董余叶蒋杜苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖",
    *("欧阳", "上官", "诸葛", "皇甫", "尉迟", "东方"),
)
_MEN: Final = tuple("强军磊洋勇杰涛超刚峰辉鹏斌浩亮建国志文德林振海波宁福生根柱山川松柏旺")
_WOMEN: Final = tuple("芳娜秀敏静丽艳娟霞玲燕萍红兰梅琴云莲真环雪荣爱香月莺媛瑞凡佳嘉琼勤珍贞莉")
# Names with a middle dot stand beside the two and three signs that most sheets are made for.
_DOTTED: Final = ("阿依古丽·热合曼", "古丽娜尔·艾山", "买买提·依明", "巴哈尔·努尔兰")


def check_sign(digits: str) -> str:
    """The last sign of an ID number, from its first 17 digits. Source: GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def age(born: date, on: date) -> int:
    """Full years on a day; someone born on 29 February grows older on 1 March in common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def anniversary(on: date, years: int) -> date:
    """The same day so many years before; 1 March where that year has no 29 February."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)


def leap_births(first: int, last: int) -> list[date]:
    """Every 29 February from the first to the last year."""
    return [date(year, 2, 29) for year in range(first, last + 1) if isleap(year)]


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from the first to the last, both included."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def a_phone(rng: Random, index: int) -> str:
    """A mobile number of eleven digits, its own for each index below a million."""
    return f"1{rng.choice('35789')}{rng.randrange(10)}00{index % 1_000_000:06}"


@attrs.frozen(kw_only=True)
class Person:
    """An invented person.

    Attributes:
        name: two to four signs, or a name with a middle dot.
        sex: 男 or 女, as digit 17 of the ID number says.
        born: the day of birth, as the ID number says.
        id_number: 18 signs, check digit right.
    """

    name: str
    sex: str
    born: date
    id_number: str


class People:
    """Makes people of one county; no two have the same ID number."""

    def __init__(self, rng: Random, division: str) -> None:
        self._rng = rng
        self._division = division
        self._taken: set[str] = set()

    def name(self, sex: str) -> str:
        """A name, sometimes with a surname of two signs."""
        rng = self._rng
        if rng.random() < 0.005:
            return rng.choice(_DOTTED)
        given = _MEN if sex == MAN else _WOMEN
        second = rng.choice(given) if rng.random() < 0.7 else ""
        return rng.choice(_SURNAMES) + rng.choice(given) + second

    def person(self, sex: str, born: date, *, sign: str = "") -> Person:
        """A person of this sex and day of birth; `sign` asks for an ID number that ends in it."""
        id_number = self._id_number(sex, born, sign)
        return Person(name=self.name(sex), sex=sex, born=born, id_number=id_number)

    def anyone(self, first: date, last: date, sexes: Sequence[str] = (MAN, WOMAN)) -> Person:
        """A person born from the first to the last day."""
        sex = self._rng.choice(sexes)
        return self.person(sex, day_between(self._rng, first, last))

    def _id_number(self, sex: str, born: date, sign: str) -> str:
        start = self._division + f"{born:%Y%m%d}"
        odd = sex == MAN
        while True:
            digits = f"{start}{self._rng.randrange(500) * 2 + odd:03}"
            id_number = digits + check_sign(digits)
            if id_number not in self._taken and id_number.endswith(sign):
                self._taken.add(id_number)
                return id_number
