"""The made-up roll of poor households and their members, and its counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

import attrs

from unionwork.sample import place
from unionwork.sample.person import MAN, WOMAN, People, Person, age, anniversary

FIVE_GUARANTEES: Final = "五保户"
_CATEGORIES: Final = ("扶贫户", "扶贫低保户", "纯低保户", FIVE_GUARANTEES)
_HEALTH: Final = ("健康", "长期慢性病", "大病", "残疾")
_CAUSES: Final = ("因病", "因残", "因学", "因灾", "缺土地", "缺技术", "缺劳动力")
# Relation to the head: sex (None: either, but a spouse is of the other sex), years younger than the head.
_RELATIONS: Final[Mapping[str, tuple[str | None, int]]] = {
    "配偶": (None, 1),
    "子": (MAN, 25),
    "女": (WOMAN, 26),
    "父亲": (MAN, -24),
    "母亲": (WOMAN, -23),
    "孙子": (MAN, 50),
    "孙女": (WOMAN, 51),
    "其他": (None, 3),
}


@attrs.frozen(kw_only=True)
class HouseholdMember:
    """A person of a poor household; every row repeats the household's columns."""

    household: str
    head: str
    person: Person
    relation: str
    category: str
    town: str
    village: str
    health: str
    cause: str

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        who = self.person
        first = (self.household, self.head, who.name, self.relation, who.sex, who.id_number)
        return (*first, self.category, self.town, self.village, self.health, self.cause)


@attrs.frozen(kw_only=True)
class PovertyFacts:
    """Households and persons, in all, by category and by town.

    Attributes:
        categories: households and persons of each category.
        towns: households and persons of each town.
        incidence: persons per person of the rural population; None where that is not given.
    """

    households: int
    persons: int
    categories: Mapping[str, tuple[int, int]]
    towns: Mapping[str, tuple[int, int]]
    incidence: float | None


def make_members(rng: Random, households: int, on: date, division: str) -> tuple[HouseholdMember, ...]:
    """The members of so many households; some households do not list their head first."""
    people = People(rng, division)
    towns = place.some_towns(rng, rng.randint(6, 12))
    members: list[HouseholdMember] = []
    for index in range(1, households + 1):
        family = _household(rng, people, f"PK{index:06}", towns, on)
        if len(family) > 1 and rng.random() < 0.03:
            family[0], family[1] = family[1], family[0]
        members += family
    return tuple(members)


def count_members(members: Sequence[HouseholdMember], rural_population: int | None = None) -> PovertyFacts:
    """The counts of the roll."""
    return PovertyFacts(
        households=len({member.household for member in members}),
        persons=len(members),
        categories=_households_and_persons(members, lambda member: member.category),
        towns=_households_and_persons(members, lambda member: member.town),
        incidence=len(members) / rural_population if rural_population else None,
    )


def _households_and_persons(
    members: Sequence[HouseholdMember], key: Callable[[HouseholdMember], str]
) -> dict[str, tuple[int, int]]:
    households: dict[str, set[str]] = {}
    persons: dict[str, int] = {}
    for member in members:
        households.setdefault(key(member), set()).add(member.household)
        persons[key(member)] = persons.get(key(member), 0) + 1
    return {group: (len(households[group]), persons[group]) for group in sorted(households)}


def _household(rng: Random, people: People, number: str, towns: Sequence[str], on: date) -> list[HouseholdMember]:
    category = rng.choices(_CATEGORIES, (33, 13, 45, 9))[0]
    alone = category == FIVE_GUARANTEES and rng.random() < 0.95
    size = 1 if alone else rng.choices((1, 2, 3, 4, 5, 6, 7), (17, 22, 22, 18, 12, 6, 3))[0]
    head = people.anyone(anniversary(on, 85), anniversary(on, 60 if alone else 40))
    town = rng.choice(towns)
    village = f"{town}{rng.randint(1, 12)}村"
    cause = rng.choice(_CAUSES)
    others = _relations(rng, size - 1, age(head.born, on))
    family = [("户主", head), *((relation, _relative(people, head, relation)) for relation in others)]
    return [
        HouseholdMember(
            household=number,
            head=head.name,
            person=person,
            relation=relation,
            category=category,
            town=town,
            village=village,
            health=rng.choices(_HEALTH, (40, 20, 20, 20))[0],
            cause=cause,
        )
        for relation, person in family
    ]


def _relations(rng: Random, count: int, head_age: int) -> list[str]:
    """Relations to the head; one spouse, one father and one mother at most, and nobody yet unborn."""
    left = {relation: 1 if relation in {"配偶", "父亲", "母亲"} else count for relation in _RELATIONS}
    if head_age > 65:
        left |= {"父亲": 0, "母亲": 0}
    if head_age < 56:
        left |= {"孙子": 0, "孙女": 0}
    chosen: list[str] = []
    for _ in range(count):
        relation = rng.choice([relation for relation, free in left.items() if free])
        left[relation] -= 1
        chosen.append(relation)
    return chosen


def _relative(people: People, head: Person, relation: str) -> Person:
    sex, younger = _RELATIONS[relation]
    if relation == "配偶":
        sex = WOMAN if head.sex == MAN else MAN
    first, last = anniversary(head.born, 2 - younger), anniversary(head.born, -younger - 3)
    return people.anyone(first, last, (sex,) if sex else (MAN, WOMAN))
