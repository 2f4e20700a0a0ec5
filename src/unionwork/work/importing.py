"""Imports an office's sheet: every good row is stored, every bad cell is named, nothing is lost."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import attrs

from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill, Roll
from unionwork.declare.vocabularies import Vocabulary, fold
from unionwork.errors import StoppedError
from unionwork.exchange.grids import Sheet, read_book
from unionwork.exchange.headers import recognise_book
from unionwork.exchange.layouts import Layout
from unionwork.exchange.problems import ERROR, WARNING, Problem, problem_places, write_problem_book
from unionwork.exchange.rows import RowReading, read_rows
from unionwork.store.registers import Transaction
from unionwork.work.drafting import Planned, changes_of, new_row
from unionwork.work.organising import Organisations, found
from unionwork.work.planning import Planner, RowPlan, missing_org
from unionwork.work.refounding import Undone
from unionwork.work.session import MembersRefusedError, Session

CHUNK = 10_000
# After so many rows the import looks whether it is to stop.
_LOOK = 500
ORG_HEADERS = ("组织", "所属组织")
Progress = Callable[[str, int, int], None]


@attrs.define(kw_only=True)
class Import:
    """What an import of one sheet did; counts are of rows."""

    file: str
    roll: str
    sheet: str = ""
    batch: int | None = None
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    warnings: int = 0
    records: dict[str, int] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    unknown_columns: list[str] = attrs.field(factory=list)
    notes: list[str] = attrs.field(factory=list)

    def plain(self) -> dict[str, Any]:
        """As the command line's contract has it."""
        facts = attrs.asdict(self, recurse=False)
        facts["problems"] = [attrs.asdict(problem) for problem in self.problems]
        return facts


def register_roll(kind: Kind) -> Roll:
    """The layout in which a register is exported, so that it can be imported again."""
    keys = ("number", *(field.key for field in kind.stored_fields))
    fill = Fill(kind=kind, key=("number",), fields=keys)
    return Roll(key=f"{kind.key}.register", label=kind.label, fills=(fill,), org=(ORG_HEADERS,))


def rolls_of(session: Session) -> list[Roll]:
    """Every layout that an import knows: the declared ones, and the registers' own."""
    kinds = [kind for kind in session.catalogue.kinds.values() if not kind.system]
    return [*session.catalogue.rolls.values(), *(register_roll(kind) for kind in kinds)]


def find_roll(session: Session, key: str) -> Roll:
    """A layout by key."""
    for roll in rolls_of(session):
        if roll.key == key:
            return roll
    return session.catalogue.roll(key)


def import_file(
    session: Session, path: Path, *, roll: str | None = None, org: str | None = None, create_orgs: bool = False,
    dry_run: bool = False, problems: Path | None = None, progress: Progress | None = None,
) -> list[Import]:  # fmt: skip
    """Import every sheet of a file that is a roll.

    Raises:
        SheetError: the file cannot be read, is no roll that is known, or `problems` names a file not to be replaced.
    """
    book = read_book(path)
    found_sheets, skipped = recognise_book(book, rolls_of(session), find_roll(session, roll) if roll else None)
    # Before anything is stored: where they may not go is said while nothing has happened.
    places = problem_places(problems, path, [sheet.name for sheet, _ in found_sheets]) if problems else []
    done: list[Import] = []
    for kind in {fill.kind.key: fill.kind for _, layout in found_sheets for fill in layout.roll.fills}.values():
        session.allow("import", kind)
    if create_orgs:
        session.allow("org")
    for position, (sheet, layout) in enumerate(found_sheets, start=1):
        made = SheetImport(session, path, sheet, layout, org=org, create_orgs=create_orgs)
        try:
            report = made.run(dry_run=dry_run, progress=progress)
        except StoppedError as error:
            raise stopped_after(error, [held.batch for held in done]) from error
        report.notes = [*book.notes, *layout.warnings, *skipped]
        if places and report.problems:
            # A workbook of problems holds one sheet.
            place = places[position if any(held.problems for held in done) else 0]
            write_problem_book(place, sheet, layout, made.bad)
            report.notes.append(f"问题表:{place.name}")
        done.append(report)
    return done


def stopped_after(error: StoppedError, batches: Sequence[int | None]) -> StoppedError:
    """What to say of an import that was stopped after sheets whose batches are these: each is a transaction."""
    stored = [str(batch) for batch in batches if batch is not None]
    if not stored:
        return error
    return StoppedError(f"已停止:前面 {len(stored)} 张表已经保存(批号 {'、'.join(stored)}),其余没有保存")


class SheetImport:
    """The import of one sheet in one transaction."""

    def __init__(
        self, session: Session, path: Path, sheet: Sheet, layout: Layout, *, org: str | None, create_orgs: bool
    ) -> None:
        self.session, self.path, self.sheet, self.layout = session, path, sheet, layout
        self.org, self.create_orgs = org, create_orgs
        self.report = Import(file=str(path), roll=layout.roll.key, sheet=sheet.name)
        self.organisations: Organisations
        self.undone: Undone
        self.base = 0
        self._orgs: dict[tuple[str, ...], Any] = {}
        self._rows: dict[int, int] = {}
        self._barred: dict[int, str] = {}
        self.bad: list[tuple[RowReading, list[Problem]]] = []

    def run(self, *, dry_run: bool, progress: Progress | None) -> Import:
        """Store the good rows, all or none of them should the program die, and report.

        A plugin may refuse rows once they are written; they are then left out and the rest is written anew.
        """
        while True:
            report = Import(file=str(self.path), roll=self.layout.roll.key, sheet=self.sheet.name)
            self.report, self._orgs, self._rows, self.bad = report, {}, {}, []
            try:
                with collector_at_rest():
                    self._write_all(dry_run=dry_run, progress=progress)
            except MembersRefusedError as refusal:
                barred = {
                    self._rows[record]: reason for record, reason in refusal.members.items() if record in self._rows
                }
                if not barred:
                    raise
                self._barred.update(barred)
                continue
            report.problems.sort(key=lambda problem: problem.row)
            report.warnings = sum(problem.level == WARNING for problem in report.problems)
            return report

    def _write_all(self, *, dry_run: bool, progress: Progress | None) -> None:
        report = self.report
        total = sum(1 for _ in self.sheet.rows()) if progress is not None else 0
        with self.session.writing(f"import {self.path.name}", dry_run=dry_run) as change:
            self.organisations = Organisations.seen(self.session, change.connection)
            self.undone = Undone(change.connection, self.session.tables)
            self.base = self.organisations.find(self.org)
            decided = decided_labels(self.layout.roll)
            report.unknown_columns = [
                column.header for column in self.layout.unknown if fold(column.header) not in decided
            ]
            planner = Planner(self.session, self.layout)
            known = self._vocabularies()
            if planner.gathered.places:
                planner.gathered.take(self._stoppable(read_rows(self.layout, self.sheet, known, self.session.on)))
            for chunk in _chunks(self._stoppable(read_rows(self.layout, self.sheet, known, self.session.on)), CHUNK):
                self._take(change, planner, chunk, decided)
                if progress is not None:
                    progress(self.path.name, chunk[-1].row, total)
            if change.journal.count and not dry_run:
                report.batch = change.batch

    def _stoppable(self, rows: Iterator[RowReading]) -> Iterator[RowReading]:
        """The rows, as long as nobody asks to stop."""
        for place, row in enumerate(rows):
            if place % _LOOK == 0:
                self.session.check_stopped()
            yield row

    def _vocabularies(self) -> dict[str, Vocabulary]:
        region = self.organisations.region_of(self.base)
        keys = {field.vocabulary for fill in self.layout.roll.fills for field in fill.kind.fields if field.vocabulary}
        return {key: self.session.catalogue.vocabulary(key, region) for key in keys}

    def _take(self, change: Transaction, planner: Planner, chunk: Sequence[RowReading], decided: set[str]) -> None:
        plans = []
        for read in chunk:
            reading = read
            if decided and any(fold(name) in decided for name in read.extra):
                extra = {name: value for name, value in read.extra.items() if fold(name) not in decided}
                reading = attrs.evolve(read, extra=extra)
            plan = RowPlan(reading, None, [None] * len(self.layout.roll.fills), list(reading.problems))
            if reading.row in self._barred:
                reason = self._barred[reading.row]
                plan.problems.append(Problem(row=reading.row, column="", value="", reason=reason, level=ERROR))
            if not plan.is_refused:
                self._place(plan)
            plans.append(plan)
        planner.plan(change.connection, plans)
        kept = [plan for plan in plans if not plan.is_refused]
        self._found(change, kept)
        for place, fill in enumerate(self.layout.roll.fills):
            self._write(change, fill, [plan.records[place] for plan in kept])
        for plan in kept:
            for record in plan.records:
                if record is not None:
                    self._rows.setdefault(record.id, plan.reading.row)
        self._count(plans)

    def _place(self, plan: RowPlan) -> None:
        """The organisation of a row: an id, or the path of one yet to be founded."""
        written = plan.reading.org
        if written not in self._orgs:
            self._orgs[written] = self._resolve(tuple(part for name in written for part in name.split("/") if part))
        found_org = self._orgs[written]
        if isinstance(found_org, str):
            column = self.layout.org[-1]
            plan.problems.append(
                Problem(
                    row=plan.reading.row, column=column.header, value=written[-1], reason=found_org, level=ERROR,
                    index=column.index,
                )
            )  # fmt: skip
        else:
            plan.org = found_org

    def _resolve(self, names: tuple[str, ...]) -> Any:
        """An id; a tuple (above, names) yet to be founded; or, as text, why there is none."""
        at = self.base
        for place, name in enumerate(names):
            below = self.organisations.within(name, at)
            if len(below) > 1:
                direct = [org for org in below if self.organisations.tree.parents.get(org) == at]
                below = direct if len(direct) == 1 else below
            if len(below) > 1:
                listed = "、".join(self.organisations.numbers[org] for org in below[:6])
                return f"有 {len(below)} 个组织叫「{name}」({listed});请用 --org 指明在哪一个之下"
            if not below:
                if not self.create_orgs:
                    return missing_org(name, self.organisations.names.values())
                known = self.undone.find(name, at)
                if known is None:
                    return (at, names[place:])
                below = [known]
            at = below[0]
        return at

    def _found(self, change: Transaction, plans: Sequence[RowPlan]) -> None:
        """Found the organisations that rows that are kept need."""
        made: dict[Any, int] = {}
        for plan in plans:
            records = [record for record in plan.records if record is not None]
            plan.org = self._found_one(change, plan.org, made)
            for record in records:
                if record.org is not None:
                    record.org = self._found_one(change, record.org, made)
                elif record.status == "added":
                    record.org = self._inherited(record, plan)
        if made:
            self._orgs.clear()

    def _inherited(self, record: Planned, plan: RowPlan) -> int:
        """Without a column of its own a record belongs where the record it points to belongs."""
        for linked in record.links.values():
            if isinstance(linked.org, int):
                return linked.org
            if linked.stored:
                return int(linked.stored["org"])
        return int(plan.org)

    def _found_one(self, change: Transaction, org: int | tuple[int, tuple[str, ...]], made: dict[Any, int]) -> int:
        at, names = org if isinstance(org, tuple) else (org, ())
        self.undone.restore(change, self.session, self.organisations, at)
        for name in names:
            key = (at, fold(name))
            if key not in made:
                standing = [
                    org for org in self.organisations.within(name, at) if self.organisations.tree.parents.get(org) == at
                ]
                made[key] = standing[0] if standing else found(change, self.session, self.organisations, name, at)
            at = made[key]
        return at

    def _write(self, change: Transaction, fill: Fill, records: Sequence[Planned | None]) -> None:
        fresh: dict[int, Planned] = {}
        moved: dict[int, Planned] = {}
        revived: dict[int, Planned] = {}
        for record in records:
            if record is None or record.id:
                continue
            if record.stored is None:
                fresh[id(record)] = record
            elif record.status == "added":
                revived[id(record)] = record
            else:
                moved[id(record)] = record
        rows = change.add(fill.kind, [new_row(record) for record in fresh.values()])
        for record, row in zip(fresh.values(), rows, strict=True):
            record.id = row["id"]
        for record in (*moved.values(), *revived.values()):
            assert record.stored is not None
            record.id = record.stored["id"]
        changes = [(record.stored or {}, changes_of(record)) for record in moved.values()]
        change.change(fill.kind, [(row, new) for row, new in changes if new])
        back = []
        for record in revived.values():
            # What was taken back does not come again unless this sheet says it.
            empty = dict.fromkeys(field.column for field in fill.kind.stored_fields)
            given = {**empty, **{name: value for name, value in new_row(record).items() if name != "number" or value}}
            if given.get("org") is None:
                given.pop("org", None)
            back.append((record.stored or {}, {**given, "void": 0}))
        change.change(fill.kind, back, "revive")
        for act, number in (("新增", len(rows) + len(back)), ("更新", sum(bool(new) for _, new in changes))):
            if number:
                key = fill.kind.key if act == "新增" else f"{fill.kind.key}.changed"
                self.report.records[key] = self.report.records.get(key, 0) + number

    def _count(self, plans: Sequence[RowPlan]) -> None:
        report = self.report
        for plan in plans:
            report.rows += 1
            report.problems.extend(plan.problems)
            if plan.problems:
                self.bad.append((plan.reading, plan.problems))
            if plan.is_refused:
                report.refused += 1
                continue
            own = {record.status for record in plan.records if record is not None and record.row == plan.reading.row}
            if "added" in own:
                report.added += 1
            elif "changed" in own:
                report.changed += 1
            else:
                report.unchanged += 1


def decided_labels(roll: Roll) -> set[str]:
    """Headers of what is decided, not filled in: shown in exports, passed over in imports."""
    from unionwork.declare.fields import Shape

    return {fold(field.label) for fill in roll.fills for field in fill.kind.fields if field.shape is Shape.DECIDED}


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Without the cyclic collector: an import makes many objects that live to its end and no cycles to collect."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _chunks(rows: Iterator[RowReading], size: int) -> Iterator[list[RowReading]]:
    while chunk := list(islice(rows, size)):
        yield chunk
