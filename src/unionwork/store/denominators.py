"""What organisations registered to divide by: a figure of their own, or that of the bodies below them."""

from __future__ import annotations

from collections import defaultdict

import attrs
from sqlalchemy import Connection, select

from unionwork.store.compiler import Inside
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.store.tree import Tree


@attrs.frozen(kw_only=True)
class Denominator:
    """What a share of an organisation is divided by.

    Attributes:
        value: the figure, None where nobody registered one.
        whence: "own", "children", or "" where there is none.
        lacking: the organisations below whose part of it nobody registered.
        joined: those that merged into it after it registered its own figure, so that theirs is added.
    """

    value: int | None
    whence: str
    lacking: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()


def read_denominators(
    connection: Connection, tables: Tables, inside: Inside, key: str, on: int, tree: Tree
) -> dict[int, Denominator]:
    """The denominators of every organisation in a tree, by the figures of a key in force on a day.

    Its own figure is the nearest one before the day. Who has none takes the sum over the bodies directly
    below; a body that merged into one with an older figure is added to that figure, as its people are.
    """
    figure = tables["figure"]
    query = select(figure.c.org, figure.c.value, figure.c.from_on).where(
        figure.c.key == key, figure.c.void == IN_FORCE, figure.c.from_on <= on, *inside(figure.c.org)
    )
    own = {row.org: row for row in connection.execute(query.order_by(figure.c.from_on, figure.c.id))}
    merged = _merged(connection, tables, on)
    children: dict[int, list[int]] = defaultdict(list)
    found: dict[int, Denominator] = {}
    # Children come first, so what stands below an organisation is ready when its own turn comes.
    for org in tree.order:
        parent = tree.parents[org]
        if parent is not None:
            children[parent].append(org)
        if org in own:
            held = own[org]
            joined = [body for body in children[org] if _joined(merged.get(body), org, held.from_on)]
            parts = [found[body] for body in joined]
            value: int | None = int(held.value) + sum(part.value or 0 for part in parts)
            whence = "own"
        else:
            joined, parts = [], [found[body] for body in children[org]]
            known = [part.value for part in parts if part.value is not None]
            value, whence = (sum(known), "children") if known else (None, "")
        lacking = [entry for part in parts for entry in part.lacking]
        if value is None:
            lacking = [org]
        found[org] = Denominator(value=value, whence=whence, lacking=tuple(lacking), joined=tuple(joined))
    return found


def _merged(connection: Connection, tables: Tables, on: int) -> dict[int, tuple[int, int]]:
    """Each organisation that merged by a day, to the one it merged into and the day."""
    table = tables["organisation"]
    query = select(table.c.id, table.c.merged_into, table.c.closed_on).where(
        table.c.merged_into.is_not(None), table.c.closed_on <= on, table.c.void == IN_FORCE
    )
    return {row.id: (row.merged_into, row.closed_on) for row in connection.execute(query)}


def _joined(merger: tuple[int, int] | None, org: int, since: int) -> bool:
    return merger is not None and merger[0] == org and merger[1] > since
