"""Parameters as of a day: resolved for every organisation, along the tree of that day, by SQL alone."""

from __future__ import annotations

from typing import Any

import attrs
from sqlalchemy import BigInteger, ColumnElement, Connection, Integer, case, func, literal, or_, select

from unionwork.store.tables import FOREVER, IN_FORCE, Tables

Sql = ColumnElement[Any]


@attrs.frozen(eq=False)
class Setting:
    """A parameter at a day: one value for all organisations, or a table (org, top, bottom) of them."""

    top: Any = None
    bottom: Any = 1
    table: Any = None


class Settings:
    """The parameters as of a day, per organisation, resolved along the tree of that day by SQL alone.

    The nearest organisation upward that sets a value, or is bound to a region that has one, decides;
    at the same organisation its own setting comes before its region, a region before what it extends.

    Args:
        overrides: key to (top, bottom): values assumed in place of the stored ones (`what-if`).
        connection: where to see whether a value is the same everywhere; without it none is taken to be.
    """

    def __init__(
        self, tables: Tables, on: int, overrides: dict[str, tuple[int, int]] | None = None,
        connection: Connection | None = None,
    ) -> None:  # fmt: skip
        self.tables, self.on, self.overrides, self.connection = tables, on, overrides or {}, connection
        self._held: dict[str, Setting] = {}

    def of(self, key: str) -> Setting:
        """The values of a parameter."""
        if key not in self._held:
            if key in self.overrides:
                top, bottom = self.overrides[key]
                self._held[key] = Setting(literal(top, BigInteger), bottom)
            else:
                ranked = self.candidates(key).subquery()
                best = select(ranked.c.org, ranked.c.top, ranked.c.bottom).where(ranked.c.place == 1)
                shared = self._shared(best)
                self._held[key] = shared or Setting(table=best.cte(f"param_{len(self._held)}_{self.on}"))
        return self._held[key]

    def _shared(self, best: Any) -> Setting | None:
        """The one value that every organisation has, where that is so: then no record need be joined to it."""
        if self.connection is None:
            return None
        held = self.connection.execute(best).all()
        organisation = self.tables["organisation"]
        everybody = select(func.count()).select_from(organisation).where(organisation.c.void == IN_FORCE)
        values = {(row.top, row.bottom) for row in held}
        if len(values) != 1 or len(held) != self.connection.execute(everybody).scalar_one():
            return None
        top, bottom = values.pop()
        return Setting(literal(int(top), BigInteger), int(bottom))

    def candidates(self, *keys: str) -> Any:
        """Every value of parameters that could hold for an organisation, the deciding one of each at place 1."""
        path, pack = self.tables.path, self.tables.pack_parameter
        setting, org = self.tables["param_setting"], self.tables["organisation"]
        own = (
            select(
                path.c.descendant.label("org"), setting.c.key, path.c.distance, literal(0, Integer).label("rank"),
                setting.c.from_on, setting.c.to_on, setting.c.value, setting.c.top, setting.c.bottom, setting.c.source,
                setting.c.number.label("origin"),
            )
            .join(setting, setting.c.org == path.c.ancestor)
            .where(
                _among(setting.c.key, keys), setting.c.void == IN_FORCE, setting.c.from_on <= self.on,
                or_(setting.c.to_on.is_(None), setting.c.to_on > self.on), *self.in_tree(),
            )
        )  # fmt: skip
        region = (
            select(
                path.c.descendant.label("org"), pack.c.key, path.c.distance, (pack.c.rank + 1).label("rank"),
                pack.c.from_on, case((pack.c.to_on < FOREVER, pack.c.to_on)).label("to_on"), pack.c.value,
                pack.c.top, pack.c.bottom, pack.c.source, pack.c.origin,
            )
            .join(org, org.c.id == path.c.ancestor)
            .join(pack, pack.c.region == org.c.region)
            .where(
                _among(pack.c.key, keys), org.c.void == IN_FORCE, pack.c.from_on <= self.on, pack.c.to_on > self.on,
                *self.in_tree(),
            )
        )  # fmt: skip
        both = own.union_all(region).subquery()
        order = (both.c.distance, both.c.rank, both.c.from_on.desc())
        each = (both.c.org,) if len(keys) == 1 else (both.c.org, both.c.key)
        place = func.row_number().over(partition_by=each, order_by=order).label("place")
        return select(both, place)

    def in_tree(self) -> tuple[Sql, Sql]:
        """The part of the tree that stands on the day."""
        path = self.tables.path
        return path.c.from_on <= self.on, path.c.to_on > self.on


def _among(column: Sql, keys: tuple[str, ...]) -> Sql:
    return column == keys[0] if len(keys) == 1 else column.in_(keys)
