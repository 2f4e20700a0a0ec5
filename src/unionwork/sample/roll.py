"""Writes the made-up rolls of an invented county, with the answers they must give."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Final, Protocol

import attrs

from unionwork.errors import StoreError, UnknownNameError, UsageError
from unionwork.sample.application import ask_for_consent, make_applications
from unionwork.sample.dirt import Spoiled, spoil_files
from unionwork.sample.fund import make_receipts
from unionwork.sample.hardship import make_files
from unionwork.sample.layout import LAYOUTS
from unionwork.sample.person import DIVISIONS
from unionwork.sample.petition import make_petitions
from unionwork.sample.plan import Style
from unionwork.sample.poverty import make_members
from unionwork.sample.safety import make_findings, make_inspections
from unionwork.sample.sheet import Row, Sheet, write_sheet
from unionwork.sample.truth import Records, Truth
from unionwork.sample.village import list_households, make_households, make_visits

DEMO_SEED: Final = 20240101
DEMO_YEAR: Final = 2024
_HEADERS: Final = ("usual", "other")
# The fewest records of a roll, so that every edge finds room.
_FEWEST: Final = 16
# The longest roll has some 1,500 rows at size 1.0, and a sheet holds 1,048,576.
_LARGEST: Final = 600


class _Printable(Protocol):
    def cells(self) -> Row: ...


@attrs.frozen(kw_only=True)
class Counts:
    """How many records to make.

    Attributes:
        hardship, petition, application, household, inspection, finding: rows of these rolls.
        poverty: poor households; their members make the rows.
        fund: units; each has a row for each of the `months`.
    """

    hardship: int = 1000
    poverty: int = 500
    petition: int = 60
    application: int = 200
    fund: int = 60
    months: int = 10
    household: int = 200
    inspection: int = 60
    finding: int = 140

    def scaled(self, size: float) -> Counts:
        """So many times as many; the months stay."""
        fields = attrs.asdict(self)
        fewest = {key: min(_FEWEST, count) for key, count in fields.items()}
        scaled = {key: max(fewest[key], round(count * size)) for key, count in fields.items()}
        return Counts(**{**scaled, "months": self.months})


_DEMO: Final = Counts(
    hardship=300, poverty=150, petition=40, application=60, fund=40, household=120, inspection=25, finding=60
)


def write_rolls(
    folder: Path,
    *,
    seed: int,
    size: float = 1.0,
    dirty: bool = False,
    headers: str = "usual",
    rolls: Collection[str] | None = None,
    year: int = DEMO_YEAR,
) -> Truth:
    """Write rolls of invented people into a folder, which is made if it is not there.

    The same arguments give the same data; leaving out rolls changes nothing in the others.

    Args:
        folder: where the files go.
        seed: another seed gives other people, other dates and other dirt.
        size: 1.0 makes 1,000 hardship files and the others in proportion; 100 makes 100,000.
        dirty: a title and a unit row, spaces, full-width digits, days as text, rows repeated, and
            hardship rows that must be refused.
        headers: "usual", or "other" for other names and order, 序号, 备注, a two-line header, a total
            row, blank rows, an amount in 万元, and one roll as csv in GB18030.
        rolls: keys of the rolls to write; all nine when not given.
        year: all that happened, happened in this year or just after it.

    Raises:
        UnknownNameError: an unknown roll or header style.
        UsageError: a size that is not above 0, or too large for a sheet.
        StoreError: the folder cannot be written.
    """
    if headers not in _HEADERS:
        raise UnknownNameError("表头样式", headers, _HEADERS)
    if not 0 < size <= _LARGEST:
        raise UsageError(f"size 是 {size},须大于 0 且不超过 {_LARGEST};1.0 即一千份困难职工档案,请改正")
    for key in rolls or ():
        if key not in LAYOUTS:
            raise UnknownNameError("花名册", key, LAYOUTS)
    keys = [key for key in LAYOUTS if rolls is None or key in rolls]
    style = Style(other=headers == "other", dirty=dirty)
    return _write(Path(folder), seed, Counts().scaled(size), style, keys=keys, on=date(year, 12, 31))


def demo_rolls(folder: Path) -> Truth:
    """Write the nine small clean rolls of one invented county in 2024.

    Raises:
        StoreError: the folder cannot be written.
    """
    return _write(Path(folder), DEMO_SEED, _DEMO, Style(), keys=list(LAYOUTS), on=date(DEMO_YEAR, 12, 31))


def _write(folder: Path, seed: int, counts: Counts, style: Style, *, keys: Sequence[str], on: date) -> Truth:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"建不了文件夹「{folder}」:{error.strerror or error};请换一个地方") from error
    records = _make(seed, counts, set(keys), on)
    spoiled: Mapping[int, Spoiled] = {}
    if style.dirty and "hardship" in keys:
        spoiled = spoil_files(_stream(seed, "spoil"), records.hardship)
    sheets: dict[str, Sheet] = {}
    for key in keys:
        made: Sequence[_Printable] = getattr(records, key)
        sheets[key] = write_sheet(
            folder,
            LAYOUTS[key],
            [record.cells() for record in made],
            _stream(seed, f"{key} sheet"),
            style=style,
            spoiled=spoiled if key == "hardship" else {},
        )
    accepted = tuple(file for index, file in enumerate(records.hardship) if index not in spoiled)
    return Truth(
        seed=seed,
        on=on,
        workers=counts.hardship * 9 + 724,
        rural_population=counts.poverty * 90 + 61,
        sheets=sheets,
        records=attrs.evolve(records, hardship=accepted),
    )


def _stream(seed: int, name: str) -> Random:
    """Random numbers of their own for each purpose, so that no roll depends on another."""
    return Random(f"{seed} {name}")


def _make(seed: int, counts: Counts, wanted: set[str], on: date) -> Records:
    """The records of the rolls asked for, and of those that they point to."""
    county = _stream(seed, "county").choice(DIVISIONS)
    records = Records()
    if "hardship" in wanted:
        files = make_files(_stream(seed, "hardship"), counts.hardship, on, f"{county}0")
        records = attrs.evolve(records, hardship=files)
    if "poverty" in wanted:
        members = make_members(_stream(seed, "poverty"), counts.poverty, on, f"{county}1")
        records = attrs.evolve(records, poverty=members)
    if "petition" in wanted:
        petitions = make_petitions(_stream(seed, "petition"), counts.petition, on, f"{county}2")
        records = attrs.evolve(records, petition=petitions)
    if "application" in wanted:
        applications = make_applications(_stream(seed, "application"), counts.application, on, f"{county}2")
        asked = ask_for_consent(_stream(seed, "application consent"), applications)
        records = attrs.evolve(records, application=asked)
    if "fund" in wanted:
        receipts = make_receipts(_stream(seed, "fund"), counts.fund, counts.months, on)
        records = attrs.evolve(records, fund=receipts)
    if wanted & {"household", "visit"}:
        records = _with_village(records, seed, counts, on, f"{county}3")
    if wanted & {"inspection", "finding"}:
        records = _with_inspections(records, seed, counts, on)
    return records


def _with_village(records: Records, seed: int, counts: Counts, on: date, division: str) -> Records:
    households = make_households(_stream(seed, "household"), counts.household, on, division)
    visits = make_visits(_stream(seed, "visit"), households, on)
    listed = list_households(_stream(seed, "household listed"), households, visits, on)
    return attrs.evolve(records, household=listed, visit=visits)


def _with_inspections(records: Records, seed: int, counts: Counts, on: date) -> Records:
    inspections = make_inspections(_stream(seed, "inspection"), counts.inspection, on)
    findings = make_findings(_stream(seed, "finding"), inspections, counts.finding, on)
    return attrs.evolve(records, inspection=inspections, finding=findings)
