"""Measuring every number of a written report again, from its address alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import Connection, func, select

from unionwork.declare.forms import Form, Section
from unionwork.documents.paper import Address, Amount
from unionwork.documents.plain import SEAL, read_json, seal_of
from unionwork.errors import RefusedError, UnionworkError, UsageError
from unionwork.values import Period, day_number
from unionwork.work.browsing import narrow
from unionwork.work.checking import counts_of_broken
from unionwork.work.organising import Organisations
from unionwork.work.owing import Window, count_by_duty
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.listings import AND
from unionwork.work.reports.numbers import number_of
from unionwork.work.reports.outlook import OVERDUE, last_overdue_day
from unionwork.work.reports.why import look_since, why
from unionwork.work.session import Session

_FORM = Form(key="address", label="address", sections=[Section(title="address")])

# What the parts of an address are, as .json has them.
_SORTS: Mapping[str, Any] = {"place": int, "value": (int, Decimal), "by": Mapping}


def recheck(session: Session, path: Path) -> dict[str, Any]:
    """Measure every number of a report that was written as .json, on its own business day; see `Paperwork.recheck`.

    Raises:
        UsageError: the file is no report of unionwork as .json.
        RefusedError: somebody changed it since it was written.
    """
    paper = read_paper(path)
    addresses = [read_address(entry) for entry in paper["addresses"]]
    unchecked = [entry.place for entry in addresses if not _can_be_asked(entry)]
    measured = remeasure(session, [entry for entry in addresses if _can_be_asked(entry)])
    differing = [entry for entry in addresses if entry.place in measured and measured[entry.place] != entry.value]
    changed: list[dict[str, Any]] = []
    if differing:
        at_its_day = attrs.evolve(session, on=date.fromisoformat(paper["on"]))
        since = look_since(at_its_day, paper["head"], paper["on"])
        changed = [
            {
                "place": entry.place, "label": entry.label, "then": entry.value, "now": measured[entry.place],
                "command": entry.command, "why": why(since, entry),
            }
            for entry in differing
        ]  # fmt: skip
    return {
        "file": str(path), "form": paper["form"], "numbers": len(addresses), "same": len(measured) - len(changed),
        "changed": changed, "unchecked": unchecked, "sealed": SEAL in paper,
    }  # fmt: skip


def read_paper(path: Path) -> dict[str, Any]:
    """A report that was written as .json, its numbers exact; one of an earlier version carries no seal.

    Raises:
        UsageError: it cannot be read, or is none.
        RefusedError: somebody changed it since it was written.
    """
    try:
        paper = read_json(path.read_text(encoding="utf-8"))
        touched = isinstance(paper, dict) and SEAL in paper and paper[SEAL] != seal_of(paper)
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else error.strerror or error
        raise UsageError(f"读不了「{path}」:{reason};请写以前用 report write 写出的 .json 文件") from None
    except ValueError:
        paper, touched = None, False
    if not isinstance(paper, dict) or paper.get("format") != 1 or not _is_whole(paper):
        raise UsageError(f"「{path}」不是本程序写出的报告(.json);请用 report write -o 文件.json 写出的文件")
    if touched:
        raise RefusedError(
            f"「{path}」写出以后有人改过(和文件里的封记不符),不能当作当时的报告;请用原来的文件,或重新写出报告"
        )
    return paper


def _is_whole(paper: Mapping[str, Any]) -> bool:
    """Whether what a check reads of a report is there and is what it should be."""
    if not all(isinstance(paper.get(key), str) for key in ("form", "org", "on", "head")) or not _is_day(paper["on"]):
        return False
    addresses = paper.get("addresses")
    if not isinstance(addresses, list) or not all(isinstance(entry, dict) for entry in addresses):
        return False
    places = [str(entry.get("place")) for entry in addresses]
    return len(set(places)) == len(places)


def read_address(plain: Mapping[str, Any]) -> Address:
    """An address as .json has it.

    Raises:
        UsageError: it is none.
    """
    known = {entry.name for entry in attrs.fields(Address)}
    given = {name: value for name, value in plain.items() if name in known}
    try:
        sound = all(isinstance(value, _SORTS.get(name, str)) for name, value in given.items())
        if sound and _is_day(given.get("on", "")):
            return Address(**given)
    except TypeError:
        pass
    raise UsageError("报告里有一个数的来源不完整,文件可能被改过;请重新写出报告")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def remeasure(session: Session, addresses: Sequence[Address]) -> dict[int, Amount | None]:
    """Place to the number that its address gives now, None where it gives none any more."""
    days = sorted({entry.on for entry in addresses})
    found: dict[int, Amount | None] = {}
    with session.reading() as connection:
        for day in days:
            measurer = _Measurer(attrs.evolve(session, on=date.fromisoformat(day)), connection)
            for entry in addresses:
                if entry.on == day:
                    session.check_stopped()
                    found[entry.place] = measurer.measure(entry)
    return found


def _can_be_asked(address: Address) -> bool:
    """Whether an address says all that is needed: a list whose condition cannot be typed as filters does not."""
    return not (address.sort == "list" and address.where.startswith("("))


class _Measurer:
    """Measures addresses of one day over one state of the workspace."""

    def __init__(self, session: Session, connection: Connection) -> None:
        self.session, self.connection = session, connection
        self._desks: dict[tuple[str, str], Desk] = {}

    def measure(self, address: Address) -> Amount | None:
        try:
            return self._measured(address)
        except UnionworkError:
            # The indicator, organisation or check is not there any more, or may not be seen.
            return None

    def _measured(self, address: Address) -> Amount | None:
        desk = self._desk(address)
        match address.sort:
            case "indicator" if address.by:
                known = desk.figure(address.key, part=address.part, by=address.by, silent=True)
            case "indicator" | "target":
                known = number_of(desk, address.key, address.part, silent=True)
            case "param":
                known = desk.param(address.key, silent=True)
            case "check":
                counts = counts_of_broken(
                    self.connection, self.session, desk.organisations, [address.key], org=address.org
                )
                return counts.get(address.key, 0)
            case "duty":
                return self._owed(desk, address)
            case "list":
                return self._listed(address)
            case _:
                return None
        return None if known is None else known.amount

    def _desk(self, address: Address) -> Desk:
        slot = (address.org, address.period)
        if slot not in self._desks:
            period = Period.parse(address.period) if address.period else None
            last = self.session.day if period is None else min(day_number(period.last), self.session.day)
            organisations = Organisations.seen(self.session, self.connection, last)
            at = organisations.find(address.org)
            self._desks[slot] = Desk(
                session=self.session, connection=self.connection, organisations=organisations, form=_FORM, org=at,
                period=period, region=organisations.region_of(at),
            )  # fmt: skip
        return self._desks[slot]

    def _owed(self, desk: Desk, address: Address) -> int:
        if address.part == OVERDUE:
            window = Window(org=address.org, to_on=last_overdue_day(self.session.on))
        else:
            window = Window(org=address.org, from_on=self.session.on, to_on=Period.parse(address.period).last)
        counted = count_by_duty(self.connection, self.session, desk.organisations, window)
        return next((entry.count for entry in counted if entry.duty.key == address.key), 0)

    def _listed(self, address: Address) -> int:
        """How many records the filters of a list give."""
        where = address.where.split(AND) if address.where else []
        kind = self.session.kind(address.key)
        _, scope, tests = narrow(self.connection, self.session, kind, where=where, org=address.org)
        query = select(func.count()).select_from(scope.source).where(*tests)
        return int(self.connection.execute(query).scalar_one())
