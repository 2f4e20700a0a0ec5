"""The made-up register of applications for aid, and its counts by programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

from unionwork.sample import place
from unionwork.sample.person import People, Person, anniversary, day_between

PAID: Final = "已发放"
WAITING: Final = "待省总审核"
PASSED: Final = "通过"
REFUSED: Final = "不通过"
HARDSHIP_AID: Final = "困难职工帮扶"
STUDENT_AID: Final = "金秋助学"
STUDY_AID: Final = "求学圆梦"
_REASONS: Final = ("人均收入超过标准", "材料不全")


@attrs.frozen(kw_only=True)
class Application:
    """An application with what the town's and the city's union said, and what was paid.

    Attributes:
        first_result, second_result: 通过, 不通过, or None where nobody has decided yet.
        consent_on: the day on which the applicant consented to publication; None for who did not.
        amount_fen: what was paid; None where nothing was.
    """

    number: str
    programme: str
    person: Person
    union: str
    applied_on: date
    consent_on: date | None = None
    first_result: str | None = None
    first_on: date | None = None
    second_result: str | None = None
    second_on: date | None = None
    state: str | None = None
    amount_fen: int | None = None
    paid_on: date | None = None
    reason: str | None = None

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        first = (self.number, self.programme, self.person.name, self.person.id_number, self.union)
        dates = (self.applied_on, self.consent_on)
        tiers = (self.first_result, self.first_on, self.second_result, self.second_on)
        return (*first, *dates, *tiers, self.state, self.amount_fen, self.paid_on, self.reason)


@attrs.frozen(kw_only=True)
class ProgrammeFacts:
    """One programme: applied, passed by the city's union, refused by either, paid, waiting for the province."""

    applied: int
    passed: int
    refused: int
    paid: int
    paid_fen: int
    waiting_province: int


@attrs.frozen(kw_only=True)
class ApplicationFacts:
    """The applications made by the day, by programme; a later result or payment is not yet known."""

    on: date
    applied: int
    programmes: Mapping[str, ProgrammeFacts]


def make_applications(rng: Random, count: int, on: date, division: str) -> tuple[Application, ...]:
    """So many applications of the year in three programmes; a few are paid only in the next year."""
    people = People(rng, division)
    unions = place.unions()
    # Each way to end comes at least once: the first chances are set, the others drawn.
    chances = [0.01, 0.04, 0.07, 0.12, 0.5, 0.99, *(rng.random() for _ in range(count))][:count]
    rng.shuffle(chances)
    applications = []
    for index, chance in enumerate(chances, 1):
        programme = rng.choices((HARDSHIP_AID, STUDENT_AID, STUDY_AID), (42, 36, 22))[0]
        application = Application(
            number=f"SQ{on.year}{index:04}",
            programme=programme,
            person=people.anyone(anniversary(on, 55), anniversary(on, 18)),
            union=rng.choice(unions),
            applied_on=day_between(rng, date(on.year, 1, 5), date(on.year, 11, 20)),
        )
        applications.append(_decided(rng, application, on, chance))
    return tuple(applications)


def ask_for_consent(rng: Random, applications: Sequence[Application]) -> tuple[Application, ...]:
    """Most applicants consent to publication when they apply; some do not."""
    return tuple(one if rng.random() < 0.25 else attrs.evolve(one, consent_on=one.applied_on) for one in applications)


def count_applications(applications: Sequence[Application], on: date) -> ApplicationFacts:
    """The facts of the applications as they stand on the day."""
    known = [application for application in applications if application.applied_on <= on]
    programmes = sorted({application.programme for application in known})
    return ApplicationFacts(
        on=on,
        applied=len(known),
        programmes={
            programme: _count_programme([one for one in known if one.programme == programme], on)
            for programme in programmes
        },
    )


def _count_programme(applications: Sequence[Application], on: date) -> ProgrammeFacts:
    passed = [one for one in applications if one.second_result == PASSED and _by(one.second_on, on)]
    refused = [
        one
        for one in applications
        if (one.first_result == REFUSED and _by(one.first_on, on))
        or (one.second_result == REFUSED and _by(one.second_on, on))
    ]
    paid = [one for one in passed if one.state == PAID and _by(one.paid_on, on)]
    return ProgrammeFacts(
        applied=len(applications),
        passed=len(passed),
        refused=len(refused),
        paid=len(paid),
        paid_fen=sum(one.amount_fen or 0 for one in paid),
        waiting_province=sum(one.state == WAITING for one in passed),
    )


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _decided(rng: Random, application: Application, on: date, chance: float) -> Application:
    """The application as far as it came: refused, waiting, passed, paid."""
    first_on = application.applied_on + timedelta(days=rng.randint(1, 10))
    second_on = first_on + timedelta(days=rng.randint(3, 20))
    if chance < 0.03:
        return application
    if chance < 0.06:
        return attrs.evolve(application, first_result=REFUSED, first_on=first_on, reason=rng.choice(_REASONS))
    passed_first = attrs.evolve(application, first_result=PASSED, first_on=first_on)
    if chance < 0.09:
        return passed_first
    if chance < 0.15:
        return attrs.evolve(passed_first, second_result=REFUSED, second_on=second_on, reason=rng.choice(_REASONS))
    passed = attrs.evolve(passed_first, second_result=PASSED, second_on=second_on)
    if application.programme == STUDY_AID:
        return attrs.evolve(passed, state=WAITING)
    yuan = 1000 if application.programme == HARDSHIP_AID else rng.choice((1500, 2000))
    paid_on = second_on + timedelta(days=15)
    if chance > 0.98:
        paid_on = date(on.year + 1, 1, rng.randint(5, 25))
    return attrs.evolve(passed, state=PAID, amount_fen=yuan * 100, paid_on=paid_on)
