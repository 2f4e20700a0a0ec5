"""The made-up hardship files, and what any reckoning of them must give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

from unionwork.sample import place
from unionwork.sample.person import MAN, WOMAN, People, Person, age, anniversary, day_between, leap_births
from unionwork.sample.person import a_phone as phone_of

HARDSHIP_LINE: Final = 280
EXTREME_LINE: Final = 245

_CONDITIONS: Final = ("正常", "半停产", "停产")
_EDUCATIONS: Final = ("初中", "高中", "专科", "本科")
_CAUSES: Final = ("患重特大疾病", "下岗失业", "企业停产半停产", "子女上学", "单亲")


@attrs.frozen(kw_only=True)
class HardshipFile:
    """A hardship file; a field line is a line of the sheet.

    Attributes:
        person: name, sex, birth and ID number of the worker.
        income_fen: what the family has in a month, in fen.
    """

    number: str
    person: Person
    union: str
    workplace: str
    condition: str
    education: str
    family_size: int
    income_fen: int
    cause: str
    second_cause: str | None
    filed_on: date
    phone: str

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        who = self.person
        first = (self.number, who.name, who.sex, who.id_number, self.union, self.workplace, self.condition)
        family = (self.education, self.family_size, self.income_fen, self.cause, self.second_cause)
        return (*first, *family, self.filed_on, self.phone)


@attrs.frozen(kw_only=True)
class HardshipFacts:
    """What the files filed by a day give, at two lines in yuan a head a month.

    The hardship workers are those of both grades, the extreme are among them. Age is in full years.
    """

    on: date
    files: int
    hardship_workers: int
    extreme: int
    hardship: int
    none: int
    on_hardship_line: int
    on_extreme_line: int
    extreme_men_under_50: int
    extreme_men_50_up: int
    extreme_women_under_40: int
    extreme_women_40_up: int
    extreme_education: Mapping[str, int]


def make_files(rng: Random, count: int, on: date, division: str) -> tuple[HardshipFile, ...]:
    """So many files, all filed in the year of the day and not after it."""
    people = People(rng, division)
    workplaces = place.units(rng, 24)
    unions = place.unions()
    return tuple(
        HardshipFile(
            number=f"DA{on.year}{index:05}",
            person=person,
            union=rng.choice(unions),
            workplace=rng.choice(workplaces),
            condition=rng.choice(_CONDITIONS),
            education=rng.choices(_EDUCATIONS, (50, 30, 12, 8))[0],
            family_size=(size := rng.choices((1, 2, 3, 4, 5, 6), (18, 20, 25, 20, 12, 5))[0]),
            income_fen=_income(rng, size),
            cause=(cause := rng.choice(_CAUSES)),
            second_cause=rng.choice((None, None, *(other for other in _CAUSES if other != cause))),
            filed_on=day_between(rng, date(on.year, 1, 1), on),
            phone=phone_of(rng, index),
        )
        for index, person in enumerate(_workers(rng, people, count, on), 1)
    )


def grade_of(file: HardshipFile, hardship_line: int = HARDSHIP_LINE, extreme_line: int = EXTREME_LINE) -> str:
    """extreme, hardship or none; an income on the line is under it (以下 includes the number)."""
    if file.income_fen <= extreme_line * 100 * file.family_size:
        return "extreme"
    return "hardship" if file.income_fen <= hardship_line * 100 * file.family_size else "none"


def count_files(
    files: Sequence[HardshipFile],
    on: date,
    hardship_line: int = HARDSHIP_LINE,
    extreme_line: int = EXTREME_LINE,
) -> HardshipFacts:
    """The facts of the files filed by the day."""
    filed = [file for file in files if file.filed_on <= on]
    grades = Counter(grade_of(file, hardship_line, extreme_line) for file in filed)
    extreme = [file for file in filed if grade_of(file, hardship_line, extreme_line) == "extreme"]
    men = [age(file.person.born, on) for file in extreme if file.person.sex == MAN]
    women = [age(file.person.born, on) for file in extreme if file.person.sex == WOMAN]
    return HardshipFacts(
        on=on,
        files=len(filed),
        hardship_workers=grades["extreme"] + grades["hardship"],
        extreme=grades["extreme"],
        hardship=grades["hardship"],
        none=grades["none"],
        on_hardship_line=_on_line(filed, hardship_line),
        on_extreme_line=_on_line(filed, extreme_line),
        extreme_men_under_50=sum(years < 50 for years in men),
        extreme_men_50_up=sum(years >= 50 for years in men),
        extreme_women_under_40=sum(years < 40 for years in women),
        extreme_women_40_up=sum(years >= 40 for years in women),
        extreme_education=dict(sorted(Counter(file.education for file in extreme).items())),
    )


def _on_line(files: Sequence[HardshipFile], line: int) -> int:
    return sum(file.income_fen == line * 100 * file.family_size for file in files)


def _workers(rng: Random, people: People, count: int, on: date) -> list[Person]:
    """The workers in random order, those on the edge of an age among them."""
    makers = _edge_workers(rng, people, on)[:count]
    oldest, youngest = anniversary(on, 60), anniversary(on, 18)
    # Women of a hardship file have retired by 55.
    oldest_woman = anniversary(on, 55)
    while len(makers) < count:
        sex = MAN if rng.random() < 0.56 else WOMAN
        makers.append(people.anyone(oldest if sex == MAN else oldest_woman, youngest, (sex,)))
    rng.shuffle(makers)
    return makers


def _edge_workers(rng: Random, people: People, on: date) -> list[Person]:
    """A birthday on the day, the day before, the day after; 29 February; numbers that end in X."""
    day = timedelta(days=1)
    edges = []
    for sex, years in ((MAN, 50), (WOMAN, 40)):
        birthday = anniversary(on, years)
        edges += [people.person(sex, birthday + shift) for shift in (-day, 0 * day, day)]
    leaps = leap_births(on.year - 58, on.year - 20)
    edges += [people.person(rng.choice((MAN, WOMAN)), rng.choice(leaps)) for _ in range(3)]
    edges += [people.person(MAN, anniversary(on, 45), sign="X"), people.person(WOMAN, leaps[0], sign="X")]
    return edges


def _income(rng: Random, size: int) -> int:
    """A family's income in fen: on a line, a few fen beside it, in whole yuan, with jiao, with fen."""
    kind = rng.random()
    if kind < 0.15:
        return HARDSHIP_LINE * 100 * size
    if kind < 0.22:
        return EXTREME_LINE * 100 * size
    if kind < 0.40:
        line = rng.choice((HARDSHIP_LINE, EXTREME_LINE)) * 100 * size
        return line + rng.choice((-3, -2, -1, 1, 2, 3))
    step = rng.choice((1, 2, 10, 100))
    return rng.randrange(9000 * size, 34000 * size) // step * step
