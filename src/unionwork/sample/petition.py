"""The made-up register of petitions, and its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

from unionwork.sample import place
from unionwork.sample.person import People, anniversary, day_between

TRANSFERRED: Final = "市总转办"
RECEIVED_HERE: Final = "本级接访"
_MATTERS: Final = ("拖欠工资", "工伤待遇", "加班费", "社保补缴", "解除合同")
_OFFICERS: Final = (("甲1", "甲2", "甲3"), ("乙1", "乙2", "乙3"))
# A sign outside the two-byte plane, so that a csv in GB18030 cannot be read as GBK.
_RARE_NAME: Final = "周㛃"


@attrs.frozen(kw_only=True)
class Petition:
    """A petition; without a day of reply it is still in hand."""

    number: str
    source: str
    received_on: date
    petitioner: str
    persons: int
    unit: str
    matter: str
    first_officer: str
    second_officer: str
    due_on: date
    replied_on: date | None

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        first = (self.number, self.source, self.received_on, self.petitioner, self.persons, self.unit)
        hands = (self.matter, self.first_officer, self.second_officer, self.due_on, self.replied_on)
        return (*first, *hands, "已办结" if self.replied_on else "办理中")


@attrs.frozen(kw_only=True)
class PetitionFacts:
    """The petitions received in the year by the day; a reply after the day is not yet known.

    Attributes:
        total: all of them, transferred from above and received here.
        persons: the persons they speak for.
        late: replied to after the limit.
        missed: not replied to and past the limit.
        in_hand: not replied to and within the limit.
    """

    on: date
    total: int
    transferred: int
    received: int
    persons: int
    late: int
    missed: int
    in_hand: int
    matters: Mapping[str, int]


def make_petitions(rng: Random, count: int, on: date, division: str) -> tuple[Petition, ...]:
    """So many petitions of the year: most in time, some on the last day, some late, some open."""
    people = People(rng, division)
    units = place.units(rng, max(8, count // 4))
    ends = sorted(range(count), key=lambda _: rng.random())
    petitions = []
    for index, end in enumerate(ends, 1):
        # A reply may be put off once, to 30 days.
        days = 30 if rng.random() < 0.1 else 15
        received_on, replied_on = _handled(rng, days, on, end)
        person = people.anyone(anniversary(on, 60), anniversary(on, 18))
        petitions.append(
            Petition(
                number=f"XF{on.year}{index:03}",
                source=TRANSFERRED if rng.random() < 0.6 else RECEIVED_HERE,
                received_on=received_on,
                petitioner=_RARE_NAME if index == 2 else person.name,
                persons=rng.choice((1, 1, 1, 2, 5, 12, 38)),
                unit=rng.choice(units),
                matter=rng.choice(_MATTERS),
                first_officer=rng.choice(_OFFICERS[0]),
                second_officer=rng.choice(_OFFICERS[1]),
                due_on=received_on + timedelta(days=days),
                replied_on=replied_on,
            )
        )
    return tuple(petitions)


def count_petitions(petitions: Sequence[Petition], on: date) -> PetitionFacts:
    """The facts of the year's petitions as they stand on the day."""
    known = [petition for petition in petitions if date(on.year, 1, 1) <= petition.received_on <= on]
    replied = [petition for petition in known if petition.replied_on and petition.replied_on <= on]
    numbers = {petition.number for petition in replied}
    unreplied = [petition for petition in known if petition.number not in numbers]
    sources = Counter(petition.source for petition in known)
    return PetitionFacts(
        on=on,
        total=len(known),
        transferred=sources[TRANSFERRED],
        received=sources[RECEIVED_HERE],
        persons=sum(petition.persons for petition in known),
        late=sum(bool(petition.replied_on and petition.replied_on > petition.due_on) for petition in replied),
        missed=sum(petition.due_on < on for petition in unreplied),
        in_hand=sum(petition.due_on >= on for petition in unreplied),
        matters=dict(sorted(Counter(petition.matter for petition in known).items())),
    )


def _handled(rng: Random, days: int, on: date, end: int) -> tuple[date, date | None]:
    """Days of receipt and of reply; the first few `end` numbers ask for an edge, the others for any."""
    received_on = day_between(rng, date(on.year, 1, 1), on)
    early = day_between(rng, date(on.year, 1, 1), on - timedelta(days=70))
    edges: dict[int, tuple[date, date | None]] = {
        0: (early, early + timedelta(days=days)),  # on the last day allowed
        1: (early, early + timedelta(days=days + 1)),  # a day late
        2: (early, None),  # missed
        3: (on - timedelta(days=days), None),  # the limit is the very day
        4: (on, None),
        5: (on - timedelta(days=2), on + timedelta(days=3)),  # replied to next year, in time
        6: (on - timedelta(days=days + 1), on + timedelta(days=4)),  # next year, and late by then
        7: (early, early),
    }
    if end in edges:
        return edges[end]
    kind = rng.random()
    if kind < 0.04:
        return received_on, None
    if kind < 0.10:
        return received_on, received_on + timedelta(days=days + rng.randint(1, 10))
    return received_on, received_on + timedelta(days=rng.randint(1, days))
