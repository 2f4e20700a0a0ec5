"""Every use case as a method: what a workspace can be asked, and what it can be told to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from unionwork.declare.kinds import Record
from unionwork.errors import StoppedError
from unionwork.regions.plugins import Loaded, list_plugins
from unionwork.work.casework import Casework
from unionwork.work.paperwork import Paperwork
from unionwork.work.session import Session
from unionwork.work.staff import Staff
from unionwork.work.watching import Watch

_Entity = TypeVar("_Entity", bound=Record)
Answer = dict[str, Any]


class Office(Casework, Watch, Staff, Paperwork):
    """The use cases over one session; each module of this package is imported when it is first needed.

    Attributes:
        session: what the use cases are handed.
        loaded: what is declared, and which plugins are on.
    """

    session: Session
    loaded: Loaded

    # Registers

    def kinds(self) -> list[Answer]:
        """The kinds of records with how many of each are in force."""
        from unionwork.work.describing import list_kinds

        return list_kinds(self.session)

    def describe(self, kind: str) -> Answer:
        """A kind: its fields, codes, states and steps."""
        from unionwork.work.describing import describe_kind

        return describe_kind(self.session, kind)

    def list(
        self, kind: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None,
        limit: int | None = 50, after: str | None = None, sort: str | None = None, reveal: bool = False,
    ) -> Answer:  # fmt: skip
        """The records of a register that pass the filters; see `work.browsing.list_records`."""
        from unionwork.work.browsing import list_records

        return list_records(
            self.session, kind, where=where, search=search, org=org, limit=limit, after=after, sort=sort, reveal=reveal
        )

    def show(self, kind: str, number: str, *, reveal: bool = False) -> Answer:
        """One record, private fields hidden unless `reveal`."""
        from unionwork.work.browsing import show_record

        return show_record(self.session, kind, number, reveal=reveal)

    def history(self, kind: str, number: str) -> Sequence[Answer]:
        """Every version of a record."""
        from unionwork.work.browsing import show_history

        return show_history(self.session, kind, number)

    def records(self, entity: type[_Entity], *, where: Sequence[str] = ()) -> Iterator[_Entity]:
        """The records of a kind as its own frozen objects, for scripts; reads private values, and is logged."""
        from unionwork.work.reading import read_entities

        return read_entities(self.session, entity, where)

    def get(self, entity: type[_Entity], number: str) -> _Entity:
        """One record as its kind's own frozen object."""
        from unionwork.work.reading import read_entity

        return read_entity(self.session, entity, number)

    def save(self, record: _Entity) -> _Entity:
        """Store an object: add it where its id is 0, else change the record it was read from.

        Raises:
            ConflictError: somebody changed the record since this object was read.
        """
        from unionwork.work.reading import save_entity

        return save_entity(self.session, record)

    def add(self, kind: str, values: Mapping[str, str], *, org: str | None = None, dry_run: bool = False) -> Answer:
        """Add one record from words as a person types them."""
        from unionwork.work.recording import add_record

        return add_record(self.session, kind, values, org=org, dry_run=dry_run)

    def change(
        self, kind: str, number: str, values: Mapping[str, str], *, version: int | None = None, dry_run: bool = False
    ) -> Answer:
        """Change one record; with `version`, only if it still is that version."""
        from unionwork.work.recording import change_record

        return change_record(self.session, kind, number, values, version=version, dry_run=dry_run)

    def void(self, kind: str, number: str, reason: str, *, dry_run: bool = False) -> Answer:
        """Take one record out of force; it is kept."""
        from unionwork.work.recording import void_record

        return void_record(self.session, kind, number, reason, dry_run=dry_run)

    # Organisations

    def org_tree(self, org: str | None = None) -> Sequence[Answer]:
        """The tree of the business day."""
        from unionwork.work.organising import list_tree

        return list_tree(self.session, org)

    def org_add(
        self, name: str, *, parent: str | None = None, level: str | None = None, region: str | None = None,
        from_on: date | None = None, dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Found an organisation."""
        from unionwork.work.organising import add_organisation

        return add_organisation(
            self.session, name, parent=parent, level=level, region=region, from_on=from_on, dry_run=dry_run
        )

    def org_change(
        self, org: str, values: Mapping[str, str], *, source: str | None = None, dry_run: bool = False
    ) -> Answer:
        """Change an organisation, or record a dated figure of it, such as workers."""
        from unionwork.work.organising import change_organisation

        return change_organisation(self.session, org, values, source=source, dry_run=dry_run)

    def org_move(self, org: str, to: str, *, dry_run: bool = False) -> Answer:
        """Put an organisation below another from the business day on."""
        from unionwork.work.organising import move_organisation

        return move_organisation(self.session, org, to, dry_run=dry_run)

    def org_merge(self, org: str, into: str, *, dry_run: bool = False) -> Answer:
        """Merge an organisation into another from the business day on."""
        from unionwork.work.organising import merge_organisations

        return merge_organisations(self.session, org, into, dry_run=dry_run)

    def figures(self, org: str | None = None) -> Sequence[Answer]:
        """The dated figures of organisations."""
        from unionwork.work.figures import list_figures

        return list_figures(self.session, org)

    # Sheets

    def import_files(
        self, paths: Sequence[str | Path], *, roll: str | None = None, org: str | None = None,
        create_orgs: bool = False, dry_run: bool = False, problems: str | Path | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Sequence[Answer]:  # fmt: skip
        """Import rolls: good rows are stored, bad cells named; each sheet in one transaction."""
        from unionwork.work.importing import import_file, stopped_after

        done: list[Answer] = []
        for path in paths:
            try:
                reports = import_file(
                    self.session, Path(path), roll=roll, org=org, create_orgs=create_orgs, dry_run=dry_run,
                    problems=Path(problems) if problems is not None else None, progress=progress,
                )  # fmt: skip
            except StoppedError as error:
                raise stopped_after(error, [report["batch"] for report in done]) from error
            done.extend(report.plain() for report in reports)
        return done

    def rolls(self) -> Sequence[Answer]:
        """The sheet layouts that an import knows."""
        from unionwork.work.recognising import list_rolls

        return list_rolls(self.session)

    def recognise(self, path: str | Path, *, roll: str | None = None) -> Answer:
        """Which sheets of a file are rolls, and what each column fills; nothing is stored."""
        from unionwork.work.recognising import recognise_file

        return recognise_file(self.session, Path(path), roll=roll)

    def undo_import(self, batch: int, *, dry_run: bool = False) -> Answer:
        """Take back an import, as long as nothing moved on since."""
        from unionwork.work.undoing import undo_import

        return undo_import(self.session, batch, dry_run=dry_run)

    def export(
        self, kind: str, path: str | Path, *, format: str | None = None, org: str | None = None,
        where: Sequence[str] = (), search: str | None = None, reveal: bool = False,
    ) -> Answer:  # fmt: skip
        """Write a register to xlsx, csv or json, private values masked unless `reveal`."""
        from unionwork.work.exporting import export_register

        return export_register(
            self.session, kind, path, format=format, org=org, where=where, search=search, reveal=reveal
        )

    def template(self, roll: str, path: str | Path) -> Answer:
        """Write an empty sheet of a roll, with drop-down lists."""
        from unionwork.work.exporting import write_roll_template

        return write_roll_template(self.session, roll, Path(path))

    # Rules

    def assess(self, rule: str, number: str) -> Answer:
        """What a rule proposes for one record, with reasons."""
        from unionwork.work.assessing import assess_one

        return assess_one(self.session, rule, number)

    def assess_all(self, rule: str, *, org: str | None = None, accept: bool = False, dry_run: bool = False) -> Answer:
        """How many records each outcome is proposed for; with `accept`, decide so."""
        from unionwork.work.assessing import assess_all

        return assess_all(self.session, rule, org=org, accept=accept, dry_run=dry_run)

    def accept(
        self, rule: str, number: str, *, outcome: str | None = None, reason: str | None = None, dry_run: bool = False
    ) -> Answer:
        """Decide on one record, as proposed or otherwise with a reason."""
        from unionwork.work.assessing import accept_one

        return accept_one(self.session, rule, number, outcome=outcome, reason=reason, dry_run=dry_run)

    def what_if(self, rule: str, values: Mapping[str, str], *, org: str | None = None) -> Answer:
        """Who would enter, leave or change under other parameter values."""
        from unionwork.work.assessing import what_if

        return what_if(self.session, rule, values, org=org)

    # Figures

    def indicators(self) -> Sequence[Answer]:
        """The indicators in view: of a region's own where an organisation in view is bound to it."""
        from unionwork.work.measuring import list_indicators

        return list_indicators(self.session)

    def indicator(self, key: str) -> Answer:
        """The definition of an indicator, read out."""
        from unionwork.work.measuring import show_indicator

        return show_indicator(self.session, key)

    def measure(
        self, keys: Sequence[str], *, org: str | None = None, period: str | None = None, by: Sequence[str] = (),
        children: bool = False, all_orgs: bool = False,
    ) -> Sequence[Answer]:  # fmt: skip
        """The figures of indicators for organisations, a period and a breakdown."""
        from unionwork.work.measuring import measure

        return measure(self.session, keys, org=org, period=period, by=by, children=children, all_orgs=all_orgs)

    def course(
        self, keys: Sequence[str], periods: Sequence[str], *, org: str | None = None
    ) -> dict[str, Sequence[Any]]:
        """The values of indicators over several periods, read together."""
        from unionwork.work.measuring import measure_course

        return measure_course(self.session, keys, periods, org=org)

    def behind(
        self, key: str, *, org: str | None = None, period: str | None = None, which: str = "numerator",
        after: str | None = None, limit: int | None = 50,
    ) -> Answer:  # fmt: skip
        """The records that a figure is made of, or (`which="rest"`) those that a share lacks."""
        from unionwork.work.behind import list_behind

        return list_behind(self.session, key, org=org, period=period, which=which, after=after, limit=limit)

    # Parameters, targets

    def params(self, key: str | None = None, *, org: str | None = None) -> Sequence[Answer]:
        """The parameters as they hold for an organisation."""
        from unionwork.work.params import show_params

        return show_params(self.session, key, org=org)

    def set_param(
        self, key: str, value: str, *, from_on: date, source: str, org: str | None = None, dry_run: bool = False
    ) -> Answer:
        """Set a parameter for an organisation and those below it, by a document."""
        from unionwork.work.params import set_param

        return set_param(self.session, key, value, from_on=from_on, source=source, org=org, dry_run=dry_run)

    def set_target(
        self, indicator: str, value: str, *, from_on: date, source: str, org: str | None = None, dry_run: bool = False
    ) -> Answer:
        """Set what an indicator ought to reach."""
        from unionwork.work.params import set_target

        return set_target(self.session, indicator, value, from_on=from_on, source=source, org=org, dry_run=dry_run)

    def targets(self) -> Sequence[Answer]:
        """All targets."""
        from unionwork.work.params import list_targets

        return list_targets(self.session)

    # Regions and plugins

    def regions(self) -> Sequence[Answer]:
        """The regions that are loaded."""
        from unionwork.work.describing import list_regions

        return list_regions(self.session.catalogue)

    def region(self, which: str) -> Answer:
        """What a region brings: one that is loaded, by its key, or a pack, by its folder."""
        from unionwork.work.describing import show_region

        return show_region(self.session.catalogue, which)

    def plugins(self) -> Sequence[Answer]:
        """The plugins, on or off, with the reason."""
        return list_plugins(self.loaded)

    # Keeping

    def journal(self, limit: int | None = 50) -> Sequence[Answer]:
        """The last batches of the journal."""
        from unionwork.work.keeping import list_batches

        return list_batches(self.session, limit)

    def changes_since(self, head: str) -> Answer:
        """What the journal holds after a head that was printed on a report; see `work.changes.changes_since`."""
        from unionwork.work.changes import changes_since

        return changes_since(self.session, head)

    def evidence(self, kind: str, number: str, folder: str | Path, *, reveal: bool = False) -> Answer:
        """Write a folder with all that belongs to a record, its timeline, attachments and digests; logged."""
        from unionwork.work.evidence import write_evidence

        return write_evidence(self.session, kind, number, Path(folder), reveal=reveal)

    def verify(self, head: str | None = None) -> Answer:
        """Every place where records and journal disagree."""
        from unionwork.work.keeping import verify_journal

        return verify_journal(self.session, head)

    def access_log(self, limit: int | None = 50) -> Sequence[Answer]:
        """The last reads of private data and exports."""
        from unionwork.work.keeping import list_access

        return list_access(self.session, limit)

    def backup(self, path: str | Path) -> Answer:
        """Copy the workspace into a new file."""
        from unionwork.work.keeping import backup

        return backup(self.session, Path(path))

    def snapshot(self, folder: str | Path, *, reveal: bool = False) -> Answer:
        """Write what figures and rules need to Parquet files in a new folder; see `unionwork.Snapshot`."""
        from unionwork.work.snapshotting import take_snapshot

        return take_snapshot(self.session, Path(folder), reveal=reveal)
