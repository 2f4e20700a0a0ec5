"""The procedure of a kind as each organisation has it: regions put tiers of their own into one procedure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from sqlalchemy import ColumnElement, case, not_

from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure
from unionwork.store.compiler import Scope
from unionwork.store.states import state_of
from unionwork.work.acting import procedure_of
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

Sql = ColumnElement[Any]


@attrs.frozen(eq=False)
class Proceeding:
    """The procedures that the organisations in view have for a kind; most kinds have one for all.

    Attributes:
        whole: with the states and steps of all regions, to name them and to know what only steps may write.
        plain: where no tier holds.
        tiered: where tiers hold, with the organisations that have them.
    """

    whole: Procedure
    plain: Procedure
    tiered: Sequence[tuple[Procedure, frozenset[int]]] = ()

    @classmethod
    def of(cls, session: Session, organisations: Organisations, kind: Kind) -> Proceeding:
        """Those of a kind.

        Raises:
            UsageError: it has no procedure.
        """
        catalogue, whole = session.catalogue, procedure_of(session, kind)
        if not any(catalogue.tiers(kind.key, region) for region in catalogue.regions):
            return cls(whole, whole)
        by_region: dict[str, set[int]] = {}
        for org in organisations.names:
            by_region.setdefault(organisations.region_of(org), set()).add(org)
        held: dict[tuple[str, ...], set[int]] = {}
        procedures: dict[tuple[str, ...], Procedure] = {}
        for region, orgs in sorted(by_region.items()):
            names = tuple(f"{tier.owner} {tier.key}" for tier in catalogue.tiers(kind.key, region))
            if names:
                held.setdefault(names, set()).update(orgs)
                procedures.setdefault(names, _over(catalogue.procedure(kind.key, region), kind))
        tiered = tuple((procedures[names], frozenset(orgs)) for names, orgs in held.items())
        return cls(whole, _over(catalogue.procedure(kind.key, ""), kind), tiered)

    def at(self, org: int) -> Procedure:
        """The procedure for the records of an organisation."""
        return next((procedure for procedure, orgs in self.tiered if org in orgs), self.plain)

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """Each of them once."""
        return (*(procedure for procedure, _ in self.tiered), self.plain)

    def here(self, procedure: Procedure, column: Any) -> list[Sql]:
        """The condition that records follow one of the procedures, by the column of their organisation."""
        own = [column.in_(sorted(orgs)) for held, orgs in self.tiered if held is procedure]
        return own or [not_(column.in_(sorted(orgs))) for _, orgs in self.tiered]

    def state(self, scope: Scope) -> Sql:
        """The key of the state that each row of a scope is in."""
        plain = state_of(scope, self.plain)
        states = [
            (self.here(procedure, scope.row.c.org)[0], state_of(scope, procedure)) for procedure, _ in self.tiered
        ]
        return case(*states, else_=plain) if states else plain


def _over(procedure: Procedure, kind: Kind) -> Procedure:
    """A procedure over the kind as the catalogue has it: with the fields that regions added."""
    return attrs.evolve(procedure, of=kind)
