"""Looking back: a session over the workspace as it was known at a point of its journal, for reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn

import attrs
from sqlalchemy import ColumnElement, Connection, select

from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError, UsageError
from unionwork.store.files import Contents
from unionwork.store.rewinding import SCOPE, Erased, Point, find_point, rewound
from unionwork.store.tables import IN_FORCE
from unionwork.values import day_number, number_day, parse_day
from unionwork.work.session import Session

_SHOWN = 5
_HEX = frozenset("0123456789abcdef")
_DIGITS_OF_A_DAY = 8
# What is only true of the workspace itself.
_NEVER = ("verify", "backup")


@attrs.define(kw_only=True)
class RewoundSession(Session):
    """A session over what was known then; it changes nothing, and what it reads is logged where it came from.

    Attributes:
        origin: the session over the workspace itself.
        facts: the point and what could not be brought back; see `rewind`.
    """

    origin: Session
    facts: Mapping[str, Any]

    def writing(self, what: str, *, dry_run: bool = False) -> NoReturn:
        """Nothing is written into the past.

        Raises:
            RefusedError: always.
        """
        del what, dry_run
        raise RefusedError(self._past())

    def allow(self, act: str, kind: Kind | str | None = None) -> None:
        """As `Session.allow`; what is only true of the workspace itself is refused.

        Raises:
            RefusedError: the journal is verified, the workspace backed up, where it is kept.
        """
        if act in _NEVER:
            raise RefusedError(self._past())
        super().allow(act, kind)

    def inside(self, column: Any) -> tuple[ColumnElement[bool], ...]:
        """The condition that an organisation lies in the operator's scope of today, not in that of then."""
        if self.worker.org is None:
            return ()
        table = getattr(column.table, "element", column.table)
        if column.name == "org" and table.name == "organisation":
            column = column.table.c.id
        return (column.in_(select(SCOPE.c.id)),)

    def contents(self, connection: Connection) -> Contents:
        """What attachments hold: it lies where the workspace keeps it, and never changes."""
        del connection
        return _Kept(self.origin)

    def log_access(self, what: str, records: int) -> None:
        """Note in the log of the workspace itself that private data was read."""
        self.origin.log_access(f"{what} (as of {self.facts['head'][:16]})", records)

    def _past(self) -> str:
        return f"这是按日志头 {self.facts['head'][:16]} 还原的台账,只能查看;登记、核对日志、备份请在现在的台账上做"


class _Kept(Contents):
    """The contents of the workspace that was rewound, read one at a time."""

    def __init__(self, origin: Session) -> None:
        self.origin = origin

    def read(self, digest: str) -> bytes | None:
        """A content; None where it is gone."""
        with self.origin.reading() as connection:
            return self.origin.contents(connection).read(digest)


@contextmanager
def rewind(session: Session, to: str | date, *, on: date | None = None) -> Iterator[RewoundSession]:
    """A session that sees every record as it was known at a point of the journal.

    The records lie in a temporary SQLite file until the context is left. Packs and program are those of now;
    `facts` says what is known of that: `to`, `head`, `position`, `at` (real time), `business_on`, `erased`
    (kind, label, number, version of what cannot be shown), `packs` (region, then, now of the packs that
    differ; None where it was not noted what held then).

    Args:
        session: who looks back.
        to: a day, see `store.rewinding.find_point`; or a journal head, hex.
        on: the business day; without it the given day, or for a head the session's own.

    Raises:
        UsageError: nothing was recorded by then, or it is neither day nor head.
        UnknownNameError: the chain has no such head.
        StoreError: the journal does not hold together.
        RefusedError: the operator's organisation did not exist then.
    """
    day = _read_day(to)
    with session.reading() as connection:
        found = find_point(connection, session.tables, day_number(day) if day else str(to))
        inside = _inside(connection, session)
    with rewound(session.engine, session.tables, session.catalogue, found, inside) as (engine, tables, erased):
        facts = _facts(session, str(to), found, erased)
        held = {
            field.name: getattr(session, field.name)
            for field in attrs.fields(Session)
            if field.name not in ("engine", "tables", "on", "hooks")
        }
        made = RewoundSession(
            **{**held, "notices": []}, engine=engine, tables=tables, on=on or day or session.on, origin=session,
            facts=facts,
        )  # fmt: skip
        _refuse_later(made)
        yield made


def notices(facts: Mapping[str, Any]) -> list[str]:
    """What a reader of a rewound workspace has to know, one line each."""
    point = f"按日志第 {facts['position']} 批(日志头 {facts['head'][:16]},{facts['at']} 记)当时所知还原"
    told = [f"{point};以后的登记、更正、变动都不在内"]
    if facts["packs"] is None:
        told.append("当时用的是哪一版地区包没有记下;标准、口径按现在的地区包和程序")
    elif facts["packs"]:
        listed = "、".join(entry["region"] for entry in facts["packs"])
        told.append(f"地区包 {listed} 以后改过,当时的内容没有留存;标准、口径按现在的,与当时可能不同")
    labels = dict.fromkeys(entry["label"] for entry in facts["erased"])
    for label in labels:
        gone = [entry["number"] for entry in facts["erased"] if entry["label"] == label]
        numbers = "、".join(number or "(编号不明)" for number in gone[:_SHOWN])
        more = f" 等 {len(gone)} 条" if len(gone) > _SHOWN else ""
        told.append(f"{label} {numbers}{more}当时的留底已清除,还原不出,没有计入")
    return told


def _read_day(to: str | date) -> date | None:
    """The day that is meant; None for what may be a head."""
    if isinstance(to, date):
        return to
    signs = to.strip().lower()
    if not _HEX.issuperset(signs):
        return parse_day(to, "日期或日志头")
    if not signs.isdigit() or len(signs) != _DIGITS_OF_A_DAY:
        return None
    try:
        return parse_day(to, "日期或日志头")
    except UsageError:
        # The beginning of a head may be digits alone.
        return None


def _facts(session: Session, to: str, found: Point, erased: Sequence[Erased]) -> dict[str, Any]:
    now = {key: region.digest for key, region in session.catalogue.regions.items()}
    packs = None
    if found.packs is not None:
        keys = sorted(found.packs.keys() | now.keys())
        packs = [
            {"region": key, "then": found.packs.get(key), "now": now.get(key)}
            for key in keys
            if found.packs.get(key) != now.get(key)
        ]
    return {
        "to": to, "head": found.head, "position": found.position, "at": found.at,
        "business_on": number_day(found.business_on).isoformat(), "packs": packs,
        "erased": [
            {
                "kind": gone.kind, "label": session.kind(gone.kind).label, "number": gone.number,
                "version": gone.version,
            }
            for gone in erased
        ],
    }  # fmt: skip


def _inside(connection: Connection, session: Session) -> list[int]:
    """The organisations of the operator's scope now: whoever looks back must not see what has left it."""
    if session.worker.org is None:
        return []
    organisation = session.tables["organisation"]
    return list(connection.execute(select(organisation.c.id).where(*session.inside(organisation.c.id))).scalars())


def _refuse_later(made: RewoundSession) -> None:
    """Refuse an operator whose scope began later."""
    if made.worker.org is None:
        return
    organisation = made.tables["organisation"]
    query = select(organisation.c.id).where(organisation.c.id == made.worker.org, organisation.c.void == IN_FORCE)
    with made.reading() as connection:
        if connection.execute(query).first() is None:
            raise RefusedError("您所在的组织在那时还没有登记,没有可看的;请改用晚一些的日期或日志头")
