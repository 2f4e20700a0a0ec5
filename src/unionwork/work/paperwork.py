"""Paperwork: reports, letters and tables as methods of the office."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionwork.work.session import Session

if TYPE_CHECKING:
    from unionwork.documents.paper import Paper

Answer = dict[str, Any]


class Paperwork:
    """What leaves the office as paper; each module is imported when it is first needed.

    Attributes:
        session: what the use cases are handed.
    """

    session: Session

    def forms(self) -> Sequence[Answer]:
        """The forms in view, by key.

        `form`, `label`, `label_en`, `of`, `layout`, `public`, `replaces`, `owner`, `sections`; those of a region where
        an organisation in view is bound to it.
        """
        from unionwork.work.reports.registry import list_forms

        return list_forms(self.session)

    def form(self, key: str, *, org: str | None = None) -> Answer:
        """A form as it holds for an organisation's region: its parts, and what each asks for, read out."""
        from unionwork.work.reports.registry import show_form

        return show_form(self.session, key, org=org)

    def facts(self) -> Sequence[Answer]:
        """The registry of forms: each fact with the forms that ask for it.

        Returns:
            For each: `fact` (what it is called), `indicators`, `definition` (read out), `asked_by` (form and
            section), `differs` (whether forms ask for it by that name with different definitions).
        """
        from unionwork.work.reports.registry import list_facts

        return list_facts(self.session)

    def paper(
        self, form: str, *, org: str | None = None, period: str | None = None, numbers: Sequence[str] = (),
        where: Sequence[str] = (), against: str | Path | None = None, reveal: bool = False,
    ) -> Paper:  # fmt: skip
        """A form drawn as a page, with the address of every number.

        Args:
            form: its key (- is taken for _), or that of the form that the region puts in its place.
            org: whom it is about; the root where none is given. For a form of a kind, only its records.
            period: 2024, 2024H1, 2024Q3 or 2024-10; a form for an organisation needs one.
            numbers: in a form of a kind, these records; without them those that pass `where` and the form's own `when`.
            where: in a form of a kind, filters as `list` takes them.
            against: a report written earlier as .json; a part at the end says what has changed since.
            reveal: show private values in a form of a kind; needs the right and is logged.

        Raises:
            UnknownNameError: no such form, organisation or record.
            UsageError: a period is missing or lies ahead, or does not belong to the form.
            NotPermittedError: the operator's role may not measure or read what the form asks for.
        """
        from unionwork.work.reports.drawing import draw

        return draw(
            self.session, form, org=org, period=period, numbers=numbers, where=where, against=against, reveal=reveal
        )

    def write_report(
        self, form: str, path: str | Path, *, format: str | None = None, org: str | None = None,
        period: str | None = None, numbers: Sequence[str] = (), where: Sequence[str] = (),
        against: str | Path | None = None, reveal: bool = False, dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Draw a form and write it: .docx, .md, .html, .json, or .xlsx for its tables. See `paper`.

        A path that ends in / (or is a folder) takes one file for each record of a form of a kind.

        Returns:
            `form`, `label`, `files`, `org`, `period`, `on`, `as_of`, `numbers` (how many have an address),
            `pages` (records written), `omitted`, `disagreements`, `head`, `head_on`, `digest`.

        Raises:
            RefusedError: the file exists and is no earlier report of this form.
        """
        from unionwork.work.reports.writing import write_report

        return write_report(
            self.session, form, path, format=format, org=org, period=period, numbers=numbers, where=where,
            against=against, reveal=reveal, dry_run=dry_run,
        )  # fmt: skip

    def recheck(self, path: str | Path) -> Answer:
        """Measure every number of a report that was written as .json again.

        Returns:
            `file`, `form`, `numbers`, `same`, `changed`: for each `place`, `label`, `then`, `now`, `command`, `why`
            (what the journal, the tree and the parameters say has changed since its journal head); `unchecked`, the
            places of lists whose condition cannot be asked again as filters; `sealed`, False for a file of an earlier
            version, of which nobody can tell whether it was changed since.

        Raises:
            RefusedError: somebody changed the file since it was written.
        """
        from unionwork.work.reports.rechecking import recheck

        return recheck(self.session, Path(path))

    def write_figures(
        self, path: str | Path, keys: Sequence[str] = (), *, org: str | None = None, periods: Sequence[str] = (),
        by: Sequence[str] = (), children: bool = True, dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Write the cube of indicators to .xlsx: organisations x periods x breakdowns, totals that agree, charts.

        Returns:
            `file`, `sheets`, `cells`, `disagreements`, `head`, `head_on`.
        """
        from unionwork.work.reports.cube_book import write_figures

        return write_figures(
            self.session, Path(path), keys, org=org, periods=periods, by=by, children=children, dry_run=dry_run
        )
