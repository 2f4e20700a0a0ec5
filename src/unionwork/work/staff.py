"""Staff: the operators of a workspace, as methods of the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unionwork.work.session import Session

Answer = dict[str, Any]


class Staff:
    """Who works here; the module is imported when it is first needed.

    Attributes:
        session: what the use cases are handed.
    """

    session: Session

    def operators(self) -> Sequence[Answer]:
        """The operators within the scope, with their roles and rights."""
        from unionwork.work.operating import list_operators

        return list_operators(self.session)

    def operator_add(
        self, key: str, *, name: str | None = None, role: str = "recorder", rights: Sequence[str] = (),
        org: str | None = None, tier: int | None = None, dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Add an operator; on PostgreSQL also a database role `uw_KEY`, which the answer names as `login`."""
        from unionwork.work.operating import add_operator

        return add_operator(
            self.session, key, name=name, role=role, rights=rights, org=org, tier=tier, dry_run=dry_run
        )  # fmt: skip

    def operator_change(
        self, key: str, *, name: str | None = None, role: str | None = None, org: str | None = None,
        tier: int | None = None, dry_run: bool = False,
    ) -> Answer:  # fmt: skip
        """Change an operator's name, role, tier or scope; what is None stays."""
        from unionwork.work.operating import change_operator

        return change_operator(self.session, key, name=name, role=role, org=org, tier=tier, dry_run=dry_run)

    def operator_grant(self, key: str, right: str, *, dry_run: bool = False) -> Answer:
        """Give an operator an explicit right."""
        from unionwork.work.operating import grant_right

        return grant_right(self.session, key, right, dry_run=dry_run)

    def operator_revoke(self, key: str, right: str, *, dry_run: bool = False) -> Answer:
        """Take an explicit right back."""
        from unionwork.work.operating import revoke_right

        return revoke_right(self.session, key, right, dry_run=dry_run)

    def operator_void(self, key: str, reason: str, *, dry_run: bool = False) -> Answer:
        """Take an operator out of force."""
        from unionwork.work.operating import void_operator

        return void_operator(self.session, key, reason, dry_run=dry_run)
