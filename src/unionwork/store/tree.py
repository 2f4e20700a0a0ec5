"""The dated tree: who stood below whom on which day."""

from __future__ import annotations

from collections import defaultdict

import attrs
from sqlalchemy import Connection, delete, insert, select

from unionwork.errors import RefusedError
from unionwork.store.tables import FOREVER, IN_FORCE, Tables
from unionwork.values import number_day


@attrs.frozen(eq=False)
class Tree:
    """The tree as it stood on a day.

    Attributes:
        parents: organisation to its parent, None for a root.
        order: every organisation, children before their parents.
    """

    parents: dict[int, int | None]
    order: tuple[int, ...]

    def below(self, org: int) -> set[int]:
        """An organisation and all below it."""
        found = {org}
        for entry in reversed(self.order):
            if self.parents[entry] in found:
                found.add(entry)
        return found

    def children(self, org: int) -> list[int]:
        """The organisations directly below."""
        return [entry for entry in reversed(self.order) if self.parents[entry] == org]

    def depth(self, org: int) -> int:
        """How far below the root."""
        depth, above = 0, self.parents.get(org)
        while above is not None:
            depth, above = depth + 1, self.parents.get(above)
        return depth


def tree_on(connection: Connection, tables: Tables, on: int) -> Tree:
    """The tree of a day, from the placements in force."""
    placement = tables["placement"]
    rows = connection.execute(
        select(placement.c.organisation, placement.c.parent)
        .where(
            placement.c.void == IN_FORCE,
            placement.c.from_on <= on,
            (placement.c.to_on.is_(None)) | (placement.c.to_on > on),
        )
        .order_by(placement.c.organisation)
    )
    parents = {row.organisation: row.parent for row in rows}
    below = defaultdict(list)
    for org, parent in parents.items():
        below[parent if parent in parents else None].append(org)
    order: list[int] = []
    waiting = list(below[None])
    while waiting:
        org = waiting.pop()
        order.append(org)
        waiting.extend(below[org])
    order.reverse()
    return Tree({org: parent if parent in parents else None for org, parent in parents.items()}, tuple(order))


def changes_between(connection: Connection, tables: Tables, first: int, last: int) -> list[int]:
    """The days inside (first, last] on which the tree changed."""
    placement = tables["placement"]
    days: set[int] = set()
    for column in (placement.c.from_on, placement.c.to_on):
        query = select(column).where(placement.c.void == IN_FORCE, column > first, column <= last).distinct()
        days.update(connection.execute(query).scalars())
    return sorted(days)


def rebuild_paths(connection: Connection, tables: Tables) -> None:
    """Write anew, from the placements, which organisation stood below which in which interval.

    Raises:
        RefusedError: a body would stand below itself.
    """
    placement, path = tables["placement"], tables.path
    links: dict[int, list[tuple[int | None, int, int]]] = defaultdict(list)
    query = select(placement.c.organisation, placement.c.parent, placement.c.from_on, placement.c.to_on)
    for org, parent, start, end in connection.execute(query.where(placement.c.void == IN_FORCE)):
        links[org].append((parent, start, FOREVER if end is None else end))
    known: dict[int, list[tuple[int, int, int, int]]] = {}

    def above(org: int, visiting: frozenset[int]) -> list[tuple[int, int, int, int]]:
        """(ancestor, distance, from, to) of an organisation, itself at distance 0."""
        if org in known:
            return known[org]
        if org in visiting:
            raise RefusedError(f"组织 {org} 会成为自己的下级;请换一个上级")
        found: list[tuple[int, int, int, int]] = []
        for parent, start, end in links.get(org, ()):
            found.append((org, 0, start, end))
            if parent is None:
                continue
            for ancestor, distance, since, until in above(parent, visiting | {org}):
                low, high = max(start, since), min(end, until)
                if low < high:
                    found.append((ancestor, distance + 1, low, high))
        known[org] = found
        return found

    rows = [
        {"ancestor": ancestor, "descendant": org, "distance": distance, "from_on": low, "to_on": high}
        for org in sorted(links)
        for ancestor, distance, low, high in above(org, frozenset())
    ]
    connection.execute(delete(path))
    if rows:
        connection.execute(insert(path), rows)


def day_text(number: int) -> str:
    """A stored day as ISO text."""
    return number_day(number).isoformat()
