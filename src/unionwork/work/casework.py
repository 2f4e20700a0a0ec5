"""Casework: what is done with single records over time, as methods of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from unionwork.work.session import Session

Answer = dict[str, Any]


class Casework:
    """Steps, their withdrawal, attachments, merging of duplicates; each module is imported when it is first needed.

    Attributes:
        session: what the use cases are handed.
    """

    session: Session

    def page(
        self, kind: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None,
        after: str | None = None, before: str | None = None, limit: int = 50, sort: str | None = None, offset: int = 0,
    ) -> Answer:  # fmt: skip
        """One page of a register without counting the rest; see `work.paging.list_page`."""
        from unionwork.work.paging import list_page

        return list_page(
            self.session, kind, where=where, search=search, org=org, after=after, before=before, limit=limit,
            sort=sort, offset=offset,
        )  # fmt: skip

    def count(self, kind: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None) -> int:
        """How many records of a kind pass the filters."""
        from unionwork.work.paging import count_records

        return count_records(self.session, kind, where=where, search=search, org=org)

    def facets(
        self, kind: str, field: str, *, where: Sequence[str] = (), search: str | None = None, org: str | None = None
    ) -> Sequence[Answer]:
        """How many of the records in view have each code of a field, each state (`state`) or organisation (`org`)."""
        from unionwork.work.paging import list_facets

        return list_facets(self.session, kind, field, where=where, search=search, org=org)

    def related(self, kind: str, number: str) -> Sequence[Answer]:
        """What a record refers to, and what refers to it."""
        from unionwork.work.paging import list_related

        return list_related(self.session, kind, number)

    def steps(self, kind: str, number: str) -> Sequence[Answer]:
        """The steps that a record's state leads to, those that are refused now with every reason.

        Returns:
            For each: `step`, `label`, `target`, `target_label`, `role`, `tier`, `allowed`,
            `why` (guard, message, remedy; empty where it is allowed), `fields` (what the form asks for:
            key, label, required, value where one is proposed), `adds` (key of the kind it adds, or None) and
            `deadline` (None, or field, label, parameter, the value written where nobody gives another, and
            `why` it is to be given by hand).
        """
        from unionwork.work.offering import list_steps

        return list_steps(self.session, kind, number)

    def do(
        self, kind: str, step: str, numbers: Sequence[str] = (), *, where: Sequence[str] = (),
        values: Mapping[str, str] | None = None, note: str | None = None, org: str | None = None,
        dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Take a step on records that are named, or on all that match.

        Returns:
            `kind`, `step`, `label`, `done` (numbers), `refused` (number, guard, message, remedy), `batch`
            (None on a dry run or where nothing was done) and `added` (numbers of added records).
        """
        from unionwork.work.doing import do_step

        return do_step(
            self.session, kind, step, numbers, where=where, values=values or {}, note=note, org=org, dry_run=dry_run
        )

    def withdraw(self, kind: str, number: str, *, reason: str | None = None, dry_run: bool = False) -> Answer:
        """Take back the last act on a record, as long as nothing followed."""
        from unionwork.work.withdrawing import withdraw_act

        return withdraw_act(self.session, kind, number, reason=reason, dry_run=dry_run)

    def acts(self, kind: str, number: str) -> Sequence[Answer]:
        """What was done on a record, oldest first, with what a sheet took over.

        Returns:
            For each: `on`, `step`, `label`, `from`, `to`, `who`, `note`, `exception`, `taken_over`, `withdrawn`.
        """
        from unionwork.work.offering import list_acts

        return list_acts(self.session, kind, number)

    def attach(
        self, kind: str, number: str, path: str | Path, *, name: str | None = None, note: str | None = None,
        dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Keep a file with a record."""
        from unionwork.work.attaching import attach_file

        return attach_file(self.session, kind, number, Path(path), name=name, note=note, dry_run=dry_run)

    def attachments(
        self, kind: str | None = None, number: str | None = None, *, reveal: bool = False
    ) -> Sequence[Answer]:
        """The attachments in force of a record, of a kind, or all.

        Returns:
            For each: `number`, `kind`, `subject` (number of the record), `name`, `size` (bytes), `sha256`,
            `added_on`, `who`, `note`, `place`. An ID number in a name is masked unless `reveal`.
        """
        from unionwork.work.attaching import list_attachments

        return list_attachments(self.session, kind, number, reveal=reveal)

    def save_attachment(self, attachment: str, path: str | Path) -> Answer:
        """Write an attachment into a file; private, so it needs the right and is logged."""
        from unionwork.work.attaching import save_attachment

        return save_attachment(self.session, attachment, Path(path))

    def export_attachments(
        self, kind: str, folder: str | Path, *, numbers: Sequence[str] = (), where: Sequence[str] = (),
        org: str | None = None,
    ) -> Answer:  # fmt: skip
        """Write the attachments of records into a folder with index.csv; needs both rights and is logged."""
        from unionwork.work.exporting import export_attachments

        return export_attachments(self.session, kind, Path(folder), numbers=numbers, where=where, org=org)

    def void_attachment(self, attachment: str, reason: str, *, dry_run: bool = False) -> Answer:
        """Take an attachment out of force; its content and digest stay."""
        from unionwork.work.attaching import void_attachment

        return void_attachment(self.session, attachment, reason, dry_run=dry_run)

    def merge(self, kind: str, number: str, into: str, reason: str, *, dry_run: bool = False) -> Answer:
        """Merge a duplicate into the record that stays: what points to it moves, gaps are filled, it is voided."""
        from unionwork.work.merging import merge_records

        return merge_records(self.session, kind, number, into, reason, dry_run=dry_run)

    def stop(self) -> None:
        """Break off what the session is doing, from another thread; see `Session.stop`."""
        self.session.stop()

    def resume(self) -> None:
        """Let work begin again after `stop`."""
        self.session.resume()
