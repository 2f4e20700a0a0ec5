"""A session: one operator at work in one workspace on one business day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, text

from unionwork.core.permissions import RIGHTS, Role, permissions
from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Step
from unionwork.errors import NotPermittedError, RefusedError, UnknownNameError, UsageError
from unionwork.regions.hooks import Plugins
from unionwork.store.engines import reading, writing
from unionwork.store.files import Contents
from unionwork.store.journal import Author
from unionwork.store.registers import Changed, Transaction, take_ids, transaction
from unionwork.store.stopping import stop_of
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.values import day_number, mask_id

_OUTSIDE = ";也可能在您的范围之外"


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
        name: the person's name.
        tier: at which tier an approver approves.
        login: whether the person logged in at the server, where row security holds; else naming an operator
            is a statement.
        org: the scope: id of the organisation in which, with all below it, the operator works; None for all.
    """

    key: str
    role: str = "administrator"
    rights: frozenset[str] = frozenset(RIGHTS)
    name: str | None = None
    tier: int | None = None
    login: bool = False
    org: int | None = None

    @property
    def may(self) -> Role:
        """What the permission table lets the operator's role do."""
        return permissions().role(self.role)


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

    def allow(self, act: str, kind: Kind | str | None = None) -> None:
        """Let through only an operator whose role, and where the table asks for one whose right, covers an act.

        Args:
            act: a word of the permission table, such as add, change, merge, attach, import, decide, org.
            kind: with records of which kind; None for what concerns no kind.

        Raises:
            NotPermittedError: says which roles may, or which right is missing.
        """
        found = self.kind(kind) if isinstance(kind, str) else kind
        table, worker = permissions(), self.worker
        what = f"{table.acts.get(act, act)}{found.label if found is not None else ''}"
        if not worker.may.may(act, found):
            raise self.refusal(act, what, table.who_may(act, found))
        right = table.right_for(worker.role, act)
        if right:
            self.require(right, what)

    def may(self, act: str, kind: Kind | None = None) -> bool:
        """Whether `allow` would let an act through."""
        right = permissions().right_for(self.worker.role, act)
        return self.worker.may.may(act, kind) and (not right or right in self.worker.rights)

    def refusal(self, right: str, what: str, roles: Sequence[str]) -> NotPermittedError:
        """The error for an operator whose role may not do something, with the roles that may."""
        vocabulary = self.catalogue.vocabulary("operator_role")
        return NotPermittedError(
            self.worker.key, right, what, role=vocabulary.label_of(self.worker.role, "zh"),
            roles=[f"{vocabulary.label_of(role, 'zh')}({role})" for role in roles],
        )  # fmt: skip

    def refuse_step(self, step: Step, kind: Kind | None = None) -> str | None:
        """Why the operator may not take a step, in words; None where the role and tier are right."""
        if not step.role:
            return None
        vocabulary = self.catalogue.vocabulary("operator_role")
        worker = self.worker
        tier = f"第 {step.tier} 级" if step.tier and step.role == "approver" else ""
        if not worker.may.may_take(step.role, kind):
            wanted, held = (vocabulary.label_of(role, "zh") for role in (step.role, worker.role))
            return f"「{step.label}」由{tier}「{wanted}」办理,您的角色是「{held}」"
        if tier and worker.role == "approver" and worker.tier != step.tier:
            own = f"第 {worker.tier} 级" if worker.tier else "没有级次的"
            return f"「{step.label}」由{tier}「{vocabulary.label_of('approver', 'zh')}」办理,您是{own}审批"
        return None

    def inside(self, column: Any) -> tuple[ColumnElement[bool], ...]:
        """The condition that the organisation in a column lies in the operator's scope; none where the scope is all.

        This is the one place where the scope becomes SQL. It is that of the real day, not of the business
        day: whoever looks back must not see what has left the scope since. The owner of an organisation's
        own record is that organisation.
        """
        if self.worker.org is None:
            return ()
        table = getattr(column.table, "element", column.table)
        if column.name == "org" and table.name == "organisation":
            column = column.table.c.id
        path, today = self.tables.path, day_number(self.now().date())
        below = select(path.c.descendant).where(
            path.c.ancestor == self.worker.org, path.c.from_on <= today, path.c.to_on > today
        )
        return (column.in_(below),)

    def refuse_outside(self, connection: Connection, kind: Kind, row: Mapping[str, Any]) -> None:
        """Refuse a record that would lie outside the operator's scope, or point to one that does.

        Raises:
            UnknownNameError: names the field; what lies outside is as if it were not there.
        """
        if self.worker.org is None:
            return
        asked = [("组织", "organisation", row.get("org"))]
        asked += [(f.label, f.to, row.get(f.column)) for f in kind.stored_fields if f.shape is Shape.REF]
        for label, target, record in asked:
            table = self.tables[target]
            query = select(table.c.id).where(table.c.id == record, *self.inside(table.c.org))
            if record is not None and connection.execute(query).first() is None:
                raise self.unknown(label, str(record))

    def unknown(self, what: str, name: str, known: Iterable[str] = ()) -> UnknownNameError:
        """The error for what is not there, which also is what an operator is told of what lies outside the scope."""
        return UnknownNameError(what, name, known, more=_OUTSIDE if self.worker.org is not None else "")

    def may_read(self, field: Field, *, reveal: bool, kind: Kind | None = None) -> bool:
        """Whether a field's values may be shown: with the right, and if the role may see the field's class."""
        if field.private is None:
            return True
        return reveal and "private.read" in self.worker.rights and self.worker.may.may_see(field.private, kind)

    def require_field(self, field: Field, act: str, kind: Kind | None = None) -> None:
        """Let through only an operator who may see a private field.

        Raises:
            NotPermittedError: the right or the role is missing.
        """
        if field.private is None:
            return
        self.require("private.read", act)
        if not self.worker.may.may_see(field.private, kind):
            roles = [key for key, role in permissions().roles.items() if role.may_see(field.private, kind)]
            raise self.refusal(f"private.read:{field.private.value}", act, roles)

    def stop(self) -> None:
        """Break off whatever this session is doing, from another thread; nothing further begins until `resume`.

        The call that waits raises `StoppedError`; what it was writing is taken back whole.
        """
        stop_of(self.engine).set()

    def resume(self) -> None:
        """Let work begin again after `stop`."""
        stop_of(self.engine).clear()

    def check_stopped(self) -> None:
        """Go on only if nobody asked to stop; for loops that run long between two statements.

        Raises:
            StoppedError: somebody did.
        """
        stop_of(self.engine).check()

    def contents(self, connection: Connection) -> Contents:
        """What attachments hold."""
        return Contents(connection, self.tables)

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
    """The stored row of a number within the operator's scope.

    Raises:
        UnknownNameError: no record there carries it; names the nearest.
        NotPermittedError: the operator's role may not see records of the kind.
    """
    session.allow("read", kind)
    table = session.tables[kind.key]
    inside = session.inside(table.c.org)
    row = connection.execute(select(table).where(table.c.number == number, *inside)).mappings().first()
    if row is None:
        # Numbers that begin alike are the likely ones; the first few there are show how they look.
        known: list[str] = []
        for begun in (f"{number[:-2]}%", f"{number[:4]}%", "%"):
            near = select(table.c.number).where(table.c.number.like(begun), *inside)
            known = list(connection.execute(near.order_by(table.c.number).limit(200)).scalars())
            if known:
                break
        shown = mask_id(number) if len(number) in (15, 18) and number[:-1].isdigit() else number
        raise session.unknown(kind.label, shown, known)
    return dict(row)


def worker_of(connection: Connection, tables: Tables, key: str | None) -> Worker:
    """The operator of that key; without one the workspace's first.

    Who is logged in at the server as an operator is that operator, and no other.

    Raises:
        UnknownNameError: there is none such.
        NotPermittedError: the login is another operator's.
    """
    login = login_of(connection)
    if login is not None:
        if key is not None and key != login:
            raise NotPermittedError(login, "login", f"改用操作员「{key}」(数据库账号就是操作员,--as 不能另写)")
        key = login
    operator, organisation = tables["operator"], tables["organisation"]
    columns = (operator.c[name] for name in ("key", "role", "rights", "name", "tier", "org"))
    rows = connection.execute(select(*columns).where(operator.c.void == IN_FORCE).order_by(operator.c.id)).all()
    root = connection.execute(select(func.min(organisation.c.id)).where(organisation.c.void == IN_FORCE)).scalar()
    for row in rows:
        if key is None or row.key == key:
            rights = frozenset(part for part in (row.rights or "").split(",") if part)
            scope = None if row.org in (root, 0) else row.org
            return Worker(
                key=row.key, role=row.role, rights=rights, name=row.name, tier=row.tier, login=login is not None,
                org=scope,
            )  # fmt: skip
    raise UnknownNameError("操作员", key or "", [row.key for row in rows] if login is None else [])


def login_of(connection: Connection) -> str | None:
    """The operator whose database role is logged in; None on SQLite, and for a role above row security."""
    if connection.dialect.name != "postgresql":
        return None
    from unionwork.store.rowsecurity import operator_of

    bound, login = connection.execute(text("SELECT row_security_active('operator'), session_user")).one()
    if bound and operator_of(login) is None:
        raise NotPermittedError(login, "login", "使用这个工作区(这个数据库账号不是操作员)")
    return operator_of(login) if bound else None
