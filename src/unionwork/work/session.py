"""A session: one operator at work in one workspace on one business day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import attrs
from sqlalchemy import Connection, Engine, insert, select

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import Field
from unionwork.declare.kinds import Kind
from unionwork.errors import NotPermittedError, RefusedError, UnknownNameError, UsageError
from unionwork.regions.hooks import Plugins
from unionwork.store.engines import reading, writing
from unionwork.store.journal import Author
from unionwork.store.registers import Changed, Transaction, take_ids, transaction
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.values import day_number, mask_id

RIGHTS = ("private.read", "export", "self_approve", "admin")


class MembersRefusedError(RefusedError):
    """A plugin refused some of the records of a batch; nothing of it was stored.

    Attributes:
        members: id that the record would have had, to the reason.
    """

    def __init__(self, members: Mapping[int, str]) -> None:
        self.members = dict(members)
        super().__init__(";".join(dict.fromkeys(members.values())))


@attrs.frozen(kw_only=True)
class ChangeBatch:
    """The changes of one transaction, as plugins see them."""

    on: date
    operator: str
    surface: str
    changes: list[Changed]


@attrs.frozen(kw_only=True)
class Worker:
    """The operator of a session.

    Attributes:
        key: how journal entries name the person.
        role: see the vocabulary operator_role.
        rights: the explicit grants.
    """

    key: str
    role: str = "administrator"
    rights: frozenset[str] = frozenset(RIGHTS)


@attrs.define(kw_only=True)
class Session:
    """What every use case is handed.

    Attributes:
        on: the business day.
        now: the real clock, for the journal.
        hooks: the plugins, which may refuse a change before it is stored.
        notices: what a plugin did wrong after a change was stored.
    """

    engine: Engine
    catalogue: Catalogue
    tables: Tables
    worker: Worker
    on: date
    now: Callable[[], datetime]
    surface: str = "library"
    lang: str = "zh"
    hooks: Plugins | None = None
    notices: list[str] = attrs.field(factory=list)

    @property
    def day(self) -> int:
        """The business day as the store holds it."""
        return day_number(self.on)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the workspace."""
        with reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self, what: str, *, dry_run: bool = False) -> Iterator[Transaction]:
        """A transaction in this operator's name.

        Raises:
            UsageError: the business day lies after today.
        """
        if self.on > self.now().date():
            raise UsageError(f"业务日期 {self.on} 在今天之后,不能记账;请改用今天或以前的日期")
        author = Author(
            who=self.worker.key, surface=self.surface, on=self.day,
            at=self.now().astimezone().isoformat(timespec="seconds"), what=what,
        )  # fmt: skip
        listens = self.hooks is not None and self.hooks.listens
        changes: list[Changed] = []
        with transaction(self.engine, self.catalogue, self.tables, author, dry_run=dry_run) as made:
            if listens:
                made.watchers.append(changes.extend)
            yield made
            batch = ChangeBatch(on=self.on, operator=self.worker.key, surface=self.surface, changes=changes)
            if listens and self.hooks is not None:
                refused = self.hooks.before_changes(batch)
                if refused:
                    raise MembersRefusedError({changes[place].id: reason for place, reason in refused.items()})
        if listens and self.hooks is not None and changes and not dry_run:
            for refusal in self.hooks.after_changes(batch):
                self.notices.append(f"插件 {refusal.name}:{refusal.reason}(数据已保存)")

    def kind(self, key: str) -> Kind:
        """A kind by key."""
        return self.catalogue.kind(key)

    def require(self, right: str, act: str) -> None:
        """Let through only an operator who holds a right.

        Raises:
            NotPermittedError: the operator does not.
        """
        if right not in self.worker.rights:
            raise NotPermittedError(self.worker.key, right, act)

    def may_read(self, field: Field, *, reveal: bool) -> bool:
        """Whether a field's values may be shown."""
        return field.private is None or (reveal and "private.read" in self.worker.rights)

    def log_access(self, what: str, records: int) -> None:
        """Note that private data was read or exported; one row a command, in a log of its own."""
        with writing(self.engine) as connection:
            connection.execute(
                insert(self.tables.access).values(
                    id=take_ids(connection, self.tables, 1)[0],
                    at=self.now().astimezone().isoformat(timespec="seconds"),
                    who=self.worker.key, surface=self.surface, what=what, records=records,
                )
            )  # fmt: skip


def find_row(connection: Connection, session: Session, kind: Kind, number: str) -> dict[str, Any]:
    """The stored row of a number.

    Raises:
        UnknownNameError: no record carries it; names the nearest.
    """
    table = session.tables[kind.key]
    row = connection.execute(select(table).where(table.c.number == number)).mappings().first()
    if row is None:
        # Numbers that begin alike are the likely ones; the first few there are show how they look.
        known: list[str] = []
        for begun in (f"{number[:-2]}%", f"{number[:4]}%", "%"):
            near = select(table.c.number).where(table.c.number.like(begun)).order_by(table.c.number).limit(200)
            known = list(connection.execute(near).scalars())
            if known:
                break
        shown = mask_id(number) if len(number) in (15, 18) and number[:-1].isdigit() else number
        raise UnknownNameError(kind.label, shown, known)
    return dict(row)


def worker_of(connection: Connection, tables: Tables, key: str | None) -> Worker:
    """The operator of that key; without one the workspace's first.

    Raises:
        UnknownNameError: there is none such.
    """
    operator = tables["operator"]
    rows = connection.execute(
        select(operator.c.key, operator.c.role, operator.c.rights)
        .where(operator.c.void == IN_FORCE)
        .order_by(operator.c.id)
    ).all()
    for row in rows:
        if key is None or row.key == key:
            rights = frozenset(part for part in (row.rights or "").split(",") if part)
            return Worker(key=row.key, role=row.role, rights=rights)
    raise UnknownNameError("操作员", key or "", [row.key for row in rows])
