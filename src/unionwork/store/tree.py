"""The dated tree: who stood below whom on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import attrs
from sqlalchemy import Connection, delete, insert, select, text

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

    def above(self, org: int) -> list[int]:
        """An organisation and all above it, from below; nothing where it does not stand in the tree."""
        found: list[int] = []
        at: int | None = org if org in self.parents else None
        while at is not None:
            found.append(at)
            at = self.parents[at]
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
        RefusedError: a body would stand below itself, or below two others, on some day.
    """
    if connection.dialect.name == "postgresql":
        from unionwork.store.rowsecurity import is_bound

        if is_bound(connection):
            # Who sees a part of the placements would write a part of the paths.
            connection.execute(text("SELECT uw_rebuild_paths()"))
            return
    placement, path = tables["placement"], tables.path
    links: dict[int, list[tuple[int | None, int, int]]] = defaultdict(list)
    query = select(placement.c.organisation, placement.c.parent, placement.c.from_on, placement.c.to_on)
    for org, parent, start, end in connection.execute(query.where(placement.c.void == IN_FORCE)):
        links[org].append((parent, start, FOREVER if end is None else end))
    rows = [
        {"ancestor": ancestor, "descendant": org, "distance": distance, "from_on": low, "to_on": high}
        for org in sorted(links)
        for ancestor, distance, low, high in _upward(links, org)
    ]
    connection.execute(delete(path))
    if rows:
        connection.execute(insert(path), rows)


def _upward(links: Mapping[int, list[tuple[int | None, int, int]]], org: int) -> Iterator[tuple[int, int, int, int]]:
    """(ancestor, distance, from, to) of an organisation, itself at distance 0."""
    ends = 0
    for _, start, end in sorted(links[org], key=lambda link: link[1]):
        if start < ends:
            raise RefusedError(f"组织 {org} 在 {number_day(start)} 有两个上级;请先结束原来的隶属关系")
        ends = end
    waiting = [(org, 0, 0, FOREVER, frozenset({org}))]
    while waiting:
        at, distance, low, high, seen = waiting.pop()
        for parent, start, end in links.get(at, ()):
            since, until = max(low, start), min(high, end)
            if since >= until:
                continue
            yield at, distance, since, until
            if parent is None:
                continue
            # Two bodies may change places in time; only on one and the same day would it be a circle.
            if parent in seen:
                raise RefusedError(f"组织 {org} 从 {number_day(since)} 起会成为自己的下级;请换一个上级")
            waiting.append((parent, distance + 1, since, until, seen | {parent}))
