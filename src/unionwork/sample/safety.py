"""The made-up inspections and the hazards found at them, and what they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

from unionwork.sample import place
from unionwork.sample.person import day_between

MAJOR: Final = "重大"
MINOR: Final = "一般"
_KINDS: Final = ("日常检查", "定期检查", "专项检查", "联合检查")
_INDUSTRIES: Final = ("制造业", "建筑业", "采矿业", "住宿和餐饮业")
_HAZARDS: Final[Mapping[str, str]] = {
    "劳动合同": "新进职工未按时签订书面劳动合同",
    "工资支付": "工资条未列明加班工资",
    "工作时间": "当月加班时间超过规定",
    "社会保险": "个别职工未参加工伤保险",
    "职业危害": "粉尘岗位未定期检测",
    "防护用品": "防护口罩发放记录不全",
    "女职工保护": "哺乳期女职工安排夜班",
    "安全设施": "安全出口堆放货物",
}


@attrs.frozen(kw_only=True)
class Inspection:
    """An inspection of one unit on one day."""

    number: str
    kind: str
    unit: str
    industry: str
    inspected_on: date
    inspector: str

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        return (self.number, self.kind, self.unit, self.industry, self.inspected_on, self.inspector)


@attrs.frozen(kw_only=True)
class Finding:
    """A hazard found at an inspection; closed when the recheck struck it off."""

    number: str
    inspection: str
    category: str
    grade: str
    description: str
    found_on: date
    due_on: date
    responsible: str
    rectified_on: date | None
    verified_on: date | None

    def cells(self) -> tuple[str | int | date | None, ...]:
        """The row of the sheet, in the order of the layout."""
        first = (self.number, self.inspection, self.category, self.grade, self.description, self.found_on)
        return (*first, self.due_on, self.responsible, self.rectified_on, self.verified_on)


@attrs.frozen(kw_only=True)
class InspectionFacts:
    """The inspections made in the year by the day."""

    on: date
    inspections: int
    units: int
    kinds: Mapping[str, int]
    industries: Mapping[str, int]


@attrs.frozen(kw_only=True)
class FindingFacts:
    """The hazards found in the year by the day; what was closed later is not yet known.

    Attributes:
        overdue: not closed and the limit lies before the day.
        due_on_the_day: not closed and the limit is the very day; not overdue yet.
        rectified: not closed, but said to be put right.
    """

    on: date
    findings: int
    major: int
    closed: int
    open: int
    overdue: int
    due_on_the_day: int
    rectified: int
    categories: Mapping[str, int]


def make_inspections(rng: Random, count: int, on: date) -> tuple[Inspection, ...]:
    """So many inspections of the year; some units are inspected more than once."""
    units = [(unit, rng.choice(_INDUSTRIES)) for unit in place.units(rng, max(4, count * 2 // 3))]
    inspections = []
    for index in range(1, count + 1):
        unit, industry = rng.choice(units)
        inspections.append(
            Inspection(
                number=f"JC{on.year}{index:03}",
                kind=rng.choice(_KINDS),
                unit=unit,
                industry=industry,
                inspected_on=day_between(rng, date(on.year, 1, 2), on - timedelta(days=1)),
                inspector=f"监督员{rng.randint(1, 9)}",
            )
        )
    return tuple(inspections)


def make_findings(rng: Random, inspections: Sequence[Inspection], count: int, on: date) -> tuple[Finding, ...]:
    """So many hazards of these inspections, in the order of the inspections."""
    ends = sorted(range(count), key=lambda _: rng.random())
    chosen = sorted(rng.choices(inspections, k=count), key=lambda inspection: inspection.number)
    return tuple(
        _finding(rng, index, inspection, on, end)
        for index, (inspection, end) in enumerate(zip(chosen, ends, strict=True), 1)
    )


def count_inspections(inspections: Sequence[Inspection], on: date) -> InspectionFacts:
    """The facts of the year's inspections up to the day."""
    known = [one for one in inspections if date(on.year, 1, 1) <= one.inspected_on <= on]
    return InspectionFacts(
        on=on,
        inspections=len(known),
        units=len({one.unit for one in known}),
        kinds=dict(sorted(Counter(one.kind for one in known).items())),
        industries=dict(sorted(Counter(one.industry for one in known).items())),
    )


def count_findings(findings: Sequence[Finding], on: date) -> FindingFacts:
    """The facts of the year's hazards as they stand on the day."""
    known = [one for one in findings if date(on.year, 1, 1) <= one.found_on <= on]
    left = [one for one in known if one.verified_on is None or one.verified_on > on]
    return FindingFacts(
        on=on,
        findings=len(known),
        major=sum(one.grade == MAJOR for one in known),
        closed=len(known) - len(left),
        open=len(left),
        overdue=sum(one.due_on < on for one in left),
        due_on_the_day=sum(one.due_on == on for one in left),
        rectified=sum(one.rectified_on is not None and one.rectified_on <= on for one in left),
        categories=dict(sorted(Counter(one.category for one in known).items())),
    )


def _finding(rng: Random, index: int, inspection: Inspection, on: date, end: int) -> Finding:
    """A hazard; the first few `end` numbers ask for an edge of the dates, the others for any."""
    category = rng.choice(tuple(_HAZARDS))
    found_on = inspection.inspected_on
    due_on = found_on + timedelta(days=rng.choice((7, 15, 30)))
    rectified_on, verified_on = _ending(rng, found_on, due_on, on, end)
    return Finding(
        number=f"YH{on.year}{index:04}",
        inspection=inspection.number,
        category=category,
        grade=MAJOR if rng.random() < 0.09 else MINOR,
        description=_HAZARDS[category],
        found_on=found_on,
        due_on=on if end in {0, 1} else due_on,
        responsible=f"责任人{rng.randint(1, 40)}",
        rectified_on=rectified_on,
        verified_on=verified_on,
    )


def _ending(rng: Random, found_on: date, due_on: date, on: date, end: int) -> tuple[date | None, date | None]:
    """Days of putting right and of striking off, with the edges asked for."""
    next_year = date(on.year + 1, 1, 1)
    edges: dict[int, tuple[date | None, date | None]] = {
        0: (None, None),  # the limit is the very day, and nothing is done
        1: (on, on),  # the limit is the very day, and struck off on it
        2: (found_on, found_on),  # put right on the spot
        3: (on, next_year),  # put right this year, struck off on New Year's Day
        4: (next_year, next_year + timedelta(days=20)),
        5: (due_on, due_on),  # on the last day allowed
        6: (found_on, None),  # put right, never rechecked
    }
    if end in edges:
        return edges[end]
    kind = rng.random()
    if kind < 0.14:
        return None, None
    rectified_on = found_on + timedelta(days=rng.randint(0, 45))
    if kind < 0.2:
        return rectified_on, None
    return rectified_on, rectified_on + timedelta(days=rng.randint(0, 6))
