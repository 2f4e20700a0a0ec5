"""Numbers of records: unique for their kind, going on after the highest seen, never used again."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sqlalchemy import Connection, select, update

from unionwork.declare.kinds import Kind
from unionwork.store.tables import Tables

_MOST = 10**12


@cache
def pattern_of(number: str) -> re.Pattern[str]:
    """A pattern that recognises numbers of a kind: "YH{year}{seq:04}" reads YH20240181."""
    parts = re.split(r"\{(year|seq)(?::0(\d+))?\}", number)
    found = re.escape(parts[0])
    for place in range(1, len(parts), 3):
        name, width, tail = parts[place : place + 3]
        found += r"(?P<year>\d{4})" if name == "year" else rf"(?P<seq>\d{{{width or 1},}})"
        found += re.escape(tail)
    return re.compile(found)


class Numbers:
    """Gives numbers inside one transaction; a rolled back one leaves no gap."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection, self.tables = connection, tables

    def give(self, kind: Kind, rows: list[dict[str, Any]] | Any, year: int) -> None:
        """Number the rows that have no number, and remember the highest of those that came with one."""
        pattern = pattern_of(kind.number)
        highest: dict[int, int] = {}
        bare = []
        for row in rows:
            number = row.get("number")
            if not number:
                bare.append(row)
                continue
            read = pattern.fullmatch(number)
            if read:
                parts = read.groupdict()
                held, seen = int(parts.get("year") or 0), int(parts.get("seq") or 0)
                # A slip of the hand must not use up the numbers, nor overflow the counter.
                if seen <= _MOST:
                    highest[held] = max(highest.get(held, 0), seen)
        yearly = "{year}" in kind.number
        mine = year if yearly else 0
        for held, seen in highest.items():
            if held != mine or not bare:
                self._raise(kind.key, held, seen)
        if bare:
            last = self._take(kind.key, mine, highest.get(mine, 0), len(bare))
            for place, row in enumerate(bare, start=last - len(bare) + 1):
                row["number"] = kind.number.format(year=year, seq=place)

    def _raise(self, kind: str, year: int, seen: int) -> None:
        self._take(kind, year, seen, 0)

    def _maker(self) -> Any:
        """The engine's own INSERT that may find a row there; the other engine's is not even imported."""
        if self.connection.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert as insert_there

            return insert_there
        from sqlalchemy.dialects.sqlite import insert as insert_here

        return insert_here

    def _take(self, kind: str, year: int, at_least: int, count: int) -> int:
        """The last of so many numbers, after the highest that was given or seen."""
        counter = self.tables.counter
        name = f"{kind}:{year}"
        maker = self._maker()
        self.connection.execute(maker(counter).values(name=name, last=0).on_conflict_do_nothing())
        # The update locks the counter until commit, so two writers never give the same number.
        self.connection.execute(update(counter).where(counter.c.name == name).values(last=counter.c.last))
        last = int(self.connection.execute(select(counter.c.last).where(counter.c.name == name)).scalar_one())
        after = max(last, at_least) + count
        self.connection.execute(update(counter).where(counter.c.name == name).values(last=after))
        return after
