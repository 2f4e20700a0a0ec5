"""What must come out of the written rolls, counted from the made-up records by plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from unionwork.errors import UnknownNameError
from unionwork.sample.application import Application, ApplicationFacts, count_applications
from unionwork.sample.fund import FundFacts, Receipt, count_receipts
from unionwork.sample.hardship import (
    EXTREME_LINE,
    HARDSHIP_LINE,
    HardshipFacts,
    HardshipFile,
    count_files,
    grade_of,
)
from unionwork.sample.petition import Petition, PetitionFacts, count_petitions
from unionwork.sample.poverty import HouseholdMember, PovertyFacts, count_members
from unionwork.sample.safety import (
    Finding,
    FindingFacts,
    Inspection,
    InspectionFacts,
    count_findings,
    count_inspections,
)
from unionwork.sample.sheet import Sheet
from unionwork.sample.village import (
    QUOTA,
    Household,
    HouseholdFacts,
    Visit,
    VisitFacts,
    count_households,
    count_visits,
)


@attrs.frozen(kw_only=True)
class Records:
    """The records of the nine rolls that a reader must accept; empty where a roll was not asked for."""

    hardship: tuple[HardshipFile, ...] = ()
    poverty: tuple[HouseholdMember, ...] = ()
    petition: tuple[Petition, ...] = ()
    application: tuple[Application, ...] = ()
    fund: tuple[Receipt, ...] = ()
    household: tuple[Household, ...] = ()
    visit: tuple[Visit, ...] = ()
    inspection: tuple[Inspection, ...] = ()
    finding: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Truth:
    """The written sheets and what must come out of them.

    Each method answers for one roll, as of `on` where no other day is given. Rows that must be
    refused are left out of all figures, rows that are repeated count once.

    Attributes:
        seed: the seed of everything.
        on: the day at which the figures are taken unless asked otherwise.
        workers: workers of the county, for shares.
        rural_population: its rural population, for the incidence.
        sheets: what was written, by roll.
        records: the records behind the rows that must be accepted.
    """

    seed: int
    on: date
    workers: int
    rural_population: int
    sheets: Mapping[str, Sheet]
    records: Records

    def hardship(
        self,
        hardship_line: int = HARDSHIP_LINE,
        extreme_line: int = EXTREME_LINE,
        on: date | None = None,
    ) -> HardshipFacts:
        """The hardship files at two lines (yuan a head a month) on a day."""
        self._written("hardship")
        return count_files(self.records.hardship, on or self.on, hardship_line, extreme_line)

    def grades(self, hardship_line: int = HARDSHIP_LINE, extreme_line: int = EXTREME_LINE) -> dict[str, str]:
        """extreme, hardship or none for the number of each hardship file."""
        self._written("hardship")
        return {file.number: grade_of(file, hardship_line, extreme_line) for file in self.records.hardship}

    def poverty(self) -> PovertyFacts:
        """The poor households and persons."""
        self._written("poverty")
        return count_members(self.records.poverty, self.rural_population)

    def petition(self, on: date | None = None) -> PetitionFacts:
        """The petitions of the year as they stand on a day."""
        self._written("petition")
        return count_petitions(self.records.petition, on or self.on)

    def application(self, on: date | None = None) -> ApplicationFacts:
        """The applications as they stand on a day."""
        self._written("application")
        return count_applications(self.records.application, on or self.on)

    def fund(self, on: date | None = None) -> FundFacts:
        """The receipts of the months up to a day."""
        self._written("fund")
        return count_receipts(self.records.fund, on or self.on)

    def household(self, quota: int = QUOTA) -> HouseholdFacts:
        """The households, and the helpers with more of them than the quota."""
        self._written("household")
        return count_households(self.records.household, quota)

    def visit(self, month: int | None = None) -> VisitFacts:
        """The visits of a month (yyyymm), the last one of the sheets where none is given."""
        self._written("visit")
        last = self.on.year * 100 + self.on.month
        return count_visits(self.records.household, self.records.visit, month or last)

    def inspection(self, on: date | None = None) -> InspectionFacts:
        """The inspections of the year up to a day."""
        self._written("inspection")
        return count_inspections(self.records.inspection, on or self.on)

    def finding(self, on: date | None = None) -> FindingFacts:
        """The hazards of the year as they stand on a day."""
        self._written("finding")
        return count_findings(self.records.finding, on or self.on)

    def facts(self) -> dict[str, dict[str, Any]]:
        """The facts of every written roll as plain values, days in ISO form, for printing or JSON."""
        found = {key: attrs.asdict(getattr(self, key)()) for key in self.sheets}
        return {key: {name: _plain(value) for name, value in facts.items()} for key, facts in found.items()}

    def _written(self, key: str) -> None:
        if key not in self.sheets:
            raise UnknownNameError("已写出的花名册", key, self.sheets)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value
