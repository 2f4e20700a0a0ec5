"""The made-up households of a village with their helpers' visits, and what they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

from unionwork.sample.person import People, Person, anniversary

POOR: Final = "贫困户"
ORDINARY: Final = "一般农户"
QUOTA: Final = 5
_WAYS: Final = ("入户", "入户", "电话")
_STAND_IN: Final = "村干部甲"


@attrs.frozen(kw_only=True)
class Household:
    """A household; only a poor one has a helper, and not every poor one yet.

    Attributes:
        listed_on: the day on which it came to the register.
        consent_on: the day on which a newly listed one consented to publication; None for who was not asked or did not.
    """

    number: str
    head: Person
    category: str
    group: int
    size: int
    helper: str | None
    listed_on: date | None = None
    consent_on: date | None = None

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        first = (self.number, self.head.name, self.head.id_number, self.category)
        return (*first, self.group, self.size, self.helper, self.listed_on, self.consent_on)


@attrs.frozen(kw_only=True)
class Visit:
    """A contact with a household, in the house or by telephone."""

    household: str
    visitor: str
    visited_on: date
    way: str

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        return (self.household, self.visitor, self.visited_on, self.way)


@attrs.frozen(kw_only=True)
class HouseholdFacts:
    """Households and persons, the poor among them, and how many households each helper has.

    Attributes:
        helped: households with a helper.
        helpers: households of each helper.
        over_quota: helpers with more households than the quota.
    """

    households: int
    persons: int
    poor_households: int
    poor_persons: int
    helped: int
    helpers: Mapping[str, int]
    over_quota: tuple[str, ...]


@attrs.frozen(kw_only=True)
class VisitFacts:
    """The visits, and the households with a helper that had no contact at all in a month.

    Attributes:
        month: yyyymm.
        visits: all visits of the roll.
        in_month: visits of the month.
        without_contact: numbers of the households, in order.
    """

    month: int
    visits: int
    in_month: int
    without_contact: tuple[str, ...]


def make_households(rng: Random, count: int, on: date, division: str) -> tuple[Household, ...]:
    """So many households; the first helper has eight of them where there are so many."""
    people = People(rng, division)
    helper, room, served = 1, 8, 0
    households = []
    for index in range(1, count + 1):
        poor = index <= 5 or rng.random() < 0.6
        helped = poor and index != 5 and rng.random() >= 0.03
        if helped:
            if served == room:
                helper, room, served = helper + 1, rng.randint(3, QUOTA), 0
            served += 1
        households.append(
            Household(
                number=f"NH{index:04}",
                head=people.anyone(anniversary(on, 80), anniversary(on, 28)),
                category=POOR if poor else ORDINARY,
                group=rng.randint(1, 10),
                size=rng.choices((1, 2, 3, 4, 5, 6, 7), (8, 24, 20, 20, 16, 8, 4))[0],
                helper=f"帮扶干部{helper:02}" if helped else None,
            )
        )
    return tuple(households)


def make_visits(rng: Random, households: Sequence[Household], on: date) -> tuple[Visit, ...]:
    """The visits of the year: most months one, some by a stand-in, some on a month's first or last day."""
    visits: set[tuple[str, date, str]] = set()
    # No month passes in which nobody was left out.
    helped = [household.number for household in households if household.helper]
    left_out = {(helped[month % len(helped)], month) for month in range(1, 13)} if helped else set()
    for household in households:
        if household.helper is None:
            # A call on a household that nobody has to call on.
            if rng.random() < 0.05:
                visits.add((household.number, _day_of(rng, on.year, rng.randint(1, 12)), _STAND_IN))
            continue
        for month in range(1, 13):
            chance = 1.0 if (household.number, month) in left_out else rng.random()
            if chance < 0.75:
                visits.add((household.number, _day_of(rng, on.year, month), household.helper))
            if 0.72 < chance < 0.77:
                visits.add((household.number, _day_of(rng, on.year, month), _STAND_IN))
    return tuple(
        Visit(household=number, visitor=visitor, visited_on=day, way=rng.choice(_WAYS))
        for number, day, visitor in sorted(visits)
        if day <= on
    )


def list_households(
    rng: Random, households: Sequence[Household], visits: Sequence[Visit], on: date
) -> tuple[Household, ...]:  # fmt: skip
    """The households with the day on which each came to the register, most of them years ago.

    Some poor ones came in January, before anybody called on them; most of those consented to publication.
    """
    first: dict[str, date] = {}
    for visit in visits:
        first[visit.household] = min(visit.visited_on, first.get(visit.household, visit.visited_on))
    listed, newly = [], 0
    for household in households:
        last = min(first.get(household.number, on), date(on.year, 1, 31))
        if household.category == POOR and rng.random() < 0.15:
            day, newly = date(on.year, 1, rng.randint(1, last.day)), newly + 1
            listed.append(attrs.evolve(household, listed_on=day, consent_on=day if newly % 4 else None))
        else:
            day = date(on.year - rng.randint(3, 8), rng.randint(1, 12), rng.randint(1, 28))
            listed.append(attrs.evolve(household, listed_on=day))
    return tuple(listed)


def count_households(households: Sequence[Household], quota: int = QUOTA) -> HouseholdFacts:
    """The counts of the register."""
    poor = [household for household in households if household.category == POOR]
    helpers = Counter(household.helper for household in households if household.helper)
    return HouseholdFacts(
        households=len(households),
        persons=sum(household.size for household in households),
        poor_households=len(poor),
        poor_persons=sum(household.size for household in poor),
        helped=sum(helpers.values()),
        helpers=dict(sorted(helpers.items())),
        over_quota=tuple(sorted(helper for helper, count in helpers.items() if count > quota)),
    )


def count_visits(households: Sequence[Household], visits: Sequence[Visit], month: int) -> VisitFacts:
    """The facts of the visits in one month (yyyymm); any recorded contact counts, by whomever."""
    year, number = divmod(month, 100)
    inside = [visit for visit in visits if (visit.visited_on.year, visit.visited_on.month) == (year, number)]
    seen = {visit.household for visit in inside}
    owed = (one.number for one in households if one.helper and one.number not in seen)
    return VisitFacts(month=month, visits=len(visits), in_month=len(inside), without_contact=tuple(sorted(owed)))


def _day_of(rng: Random, year: int, month: int) -> date:
    """A day of the month; the first and the last more often than others."""
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    edge = rng.random()
    if edge < 0.06:
        return first if edge < 0.03 else last
    return first + timedelta(days=rng.randrange(last.day))
