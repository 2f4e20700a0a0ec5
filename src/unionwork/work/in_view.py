"""What of the declarations holds where the operator works: a region's words only where somebody is bound to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from unionwork.declare.forms import Form
from unionwork.declare.indicators import Indicator
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

_Word = TypeVar("_Word", Form, Indicator)


def words_in_view(session: Session, declared: Iterable[_Word]) -> list[_Word]:
    """The declarations without those of regions that no organisation in view is bound to, by key."""
    catalogue = session.catalogue
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
    bound = {organisations.region_of(org) for org in organisations.names} - {""}
    held = {entry.key for region in bound for entry in catalogue.lineage(region)}
    kept = (word for word in declared if word.owner not in catalogue.regions or word.owner in held)
    return sorted(kept, key=lambda word: word.key)
