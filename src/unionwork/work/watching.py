"""Watch: what is owed and what does not agree, as methods of the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from unionwork.work.session import Session

Answer = dict[str, Any]


class Watch:
    """Duties and checks; each module is imported when it is first needed.

    Attributes:
        session: what the use cases are handed.
    """

    session: Session

    def due(
        self, *, within_days: int | None = None, from_on: date | None = None, to_on: date | None = None,
        org: str | None = None, mine: bool = False, kind: str | None = None, limit: int | None = None,
    ) -> Sequence[Answer]:  # fmt: skip
        """What is owed, soonest first; see `work.owing.list_due`.

        Args:
            within_days: leaves out what falls due later than so many days from the business day.
            from_on: leaves out what was due before.
            to_on: leaves out what is due later.
            org: an organisation with all below it.
            mine: what the operator is responsible for or may take the next step of, and below it what waits
                for a tier or a second person and has no date (`due` None).
            kind: key of one kind.
            limit: at most so many.
        """
        from unionwork.work.owing import Window, list_due

        if within_days is not None:
            near = self.session.on + timedelta(days=within_days)
            to_on = near if to_on is None else min(near, to_on)
        window = Window(from_on=from_on, to_on=to_on, org=org, mine=mine, kind=kind, limit=limit)
        return list_due(self.session, window)

    def due_counts(self, *, org: str | None = None, mine: bool = False) -> dict[str, int]:
        """How much is `overdue`, due `today`, due `within_7_days` after it, and `waiting` for the operator's word."""
        from unionwork.work.owing import count_due

        return count_due(self.session, org=org, mine=mine)

    def check(
        self, keys: Sequence[str] = (), *, org: str | None = None, kind: str | None = None
    ) -> Sequence[Answer]:  # fmt: skip
        """What ought to hold and does not, gravest first; `kind` asks for the checks of one kind."""
        from unionwork.work.checking import list_violations

        return list_violations(self.session, keys, org=org, kind=kind)

    def check_counts(
        self, keys: Sequence[str] = (), *, org: str | None = None, kind: str | None = None
    ) -> Sequence[Answer]:  # fmt: skip
        """How many records break each check: the rows of `checks`, each with `count`.

        The count is None where the operator may not see the register; `check` leaves its records out.
        """
        from unionwork.work.checking import count_violations

        return count_violations(self.session, keys, org=org, kind=kind)

    def checks(self, keys: Sequence[str] = (), *, kind: str | None = None) -> Sequence[Answer]:
        """The checks that hold here: what each asks, how grave it is, where it comes from, what to do."""
        from unionwork.work.checking import list_checks_here

        return list_checks_here(self.session, keys, kind=kind)
