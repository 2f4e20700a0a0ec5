"""Operators: who works here, in which role, for which part of the tree, with which explicit rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select

from unionwork.core.permissions import RIGHTS
from unionwork.errors import RefusedError, UnknownNameError, UsageError
from unionwork.store.registers import Row, Transaction
from unionwork.store.rowsecurity import link_role, role_of, unlink_role
from unionwork.store.tables import IN_FORCE
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

APPROVER = "approver"
ADMINISTRATOR = "administrator"


def list_operators(session: Session) -> list[dict[str, Any]]:
    """The operators of the scope with their role, rights and organisation, and whoever asks."""
    session.allow("read", "operator")
    table = session.tables["operator"]
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        seen = session.inside(table.c.org)
        tests = [or_(table.c.key == session.worker.key, *seen)] if seen else []
        query = select(table).where(table.c.void == IN_FORCE, *tests).order_by(table.c.id)
        return [_plain(organisations, dict(row)) for row in connection.execute(query).mappings()]


def add_operator(
    session: Session, key: str, *, name: str | None = None, role: str = "recorder", rights: Sequence[str] = (),
    org: str | None = None, tier: int | None = None, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Add an operator with explicit rights; on PostgreSQL with a database role, where the login may make one.

    Returns:
        `key`, `name`, `role`, `tier`, `rights`, `org`; on PostgreSQL also `login`, the database role, or None.

    Raises:
        RefusedError: the key is taken.
        UnknownNameError: no such role or right.
        NotPermittedError: the asker is no administrator with the right `admin`, or gives what he has not.
    """
    code = _role_code(session, role)
    if not key.strip() or "," in key or key != key.strip():
        raise UsageError("操作员代号不能为空,首尾不能有空格,也不能含逗号")
    role_of(key)
    session.allow("operator")
    for right in rights:
        _may_give(session, right)
    kind, table = session.kind("operator"), session.tables["operator"]
    with session.writing(f"operator add {key}", dry_run=dry_run) as change:
        if change.rows(kind, table.c.key == key, table.c.void == IN_FORCE):
            raise RefusedError(f"操作员「{key}」已经存在;请换一个代号")
        organisations = Organisations.seen(session, change.connection)
        facts = {"key": key, "name": name, "role": code, "rights": ",".join(sorted(set(rights))), "tier": tier}
        _check_tier(facts)
        row = change.add(kind, [{"org": organisations.find(org), **facts}])[0]
        return {**_plain(organisations, row), **_link(session, change, key)}


def change_operator(
    session: Session, key: str, *, name: str | None = None, role: str | None = None, org: str | None = None,
    tier: int | None = None, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Change an operator's name, role, tier or scope; what is None stays.

    Raises:
        UnknownNameError: no such operator in the scope, role or organisation.
        RefusedError: nobody would be left who may manage operators.
    """
    session.allow("operator")
    code = _role_code(session, role) if role is not None else None
    with session.writing(f"operator change {key}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        row = _held(session, change, key)
        new: dict[str, Any] = {"name": name, "role": code, "tier": tier}
        new = {name: value for name, value in new.items() if value is not None}
        if org is not None:
            new["org"] = organisations.find(org)
        if code is not None and code != APPROVER:
            new.setdefault("tier", None)
        after = {**row, **new}
        _check_tier(after)
        return {**_store(session, change, organisations, row, new), **_link(session, change, key)}


def grant_right(session: Session, key: str, right: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Give an operator an explicit right; the journal says who gave it.

    Raises:
        UnknownNameError: no such operator in the scope, or right.
        NotPermittedError: the asker has not the right himself.
    """
    session.allow("operator")
    _may_give(session, right)
    with session.writing(f"operator grant {key} {right}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        row = _held(session, change, key)
        return _store(session, change, organisations, row, {"rights": ",".join(sorted({*_rights(row), right}))})


def revoke_right(session: Session, key: str, right: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Take an explicit right back.

    Raises:
        RefusedError: nobody would be left who may manage operators.
    """
    session.allow("operator")
    if right not in RIGHTS:
        raise UnknownNameError("权限", right, RIGHTS)
    with session.writing(f"operator revoke {key} {right}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        row = _held(session, change, key)
        kept = ",".join(sorted({*_rights(row)} - {right}))
        return _store(session, change, organisations, row, {"rights": kept})


def void_operator(session: Session, key: str, reason: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Take an operator out of force; what he did stays in the journal under his key.

    Raises:
        RefusedError: nobody would be left who may manage operators.
    """
    session.allow("operator")
    if not reason.strip():
        raise UsageError("停用操作员要写明理由")
    with session.writing(f"operator void {key}: {reason.strip()}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        row = _held(session, change, key)
        _keep_an_administrator(session, change.connection, row, None)
        change.void(session.kind("operator"), [row])
        unlink_role(change.connection, key)
        return {**_plain(organisations, row), "void": True, "reason": reason.strip()}


def _store(
    session: Session, change: Transaction, organisations: Organisations, row: Row, new: Mapping[str, Any]
) -> dict[str, Any]:
    after = {**row, **new}
    _keep_an_administrator(session, change.connection, row, after)
    if after != row:
        after = change.change(session.kind("operator"), [(row, new)])[0]
    return _plain(organisations, after)


def _held(session: Session, change: Transaction, key: str) -> Row:
    """The operator of a key within the asker's scope."""
    kind, table = session.kind("operator"), session.tables["operator"]
    inside = session.inside(table.c.org)
    rows = change.rows(kind, table.c.key == key, table.c.void == IN_FORCE, *inside)
    if not rows:
        known = change.rows(kind, table.c.void == IN_FORCE, *inside)
        raise session.unknown("操作员", key, [row["key"] for row in known])
    return rows[0]


def _keep_an_administrator(session: Session, connection: Connection, row: Row, after: Row | None) -> None:
    """Refuse what would leave the workspace without one who may manage all its operators."""
    organisation, table = session.tables["organisation"], session.tables["operator"]
    root = connection.execute(select(func.min(organisation.c.id)).where(organisation.c.void == IN_FORCE)).scalar()
    if not _manages(row, root) or (after is not None and _manages(after, root)):
        return
    query = select(table.c.role, table.c.rights, table.c.org).where(table.c.void == IN_FORCE, table.c.id != row["id"])
    if not any(_manages(dict(other), root) for other in connection.execute(query).mappings()):
        raise RefusedError(
            f"「{row['key']}」是最后一个能管理全部操作员的管理员;请先另设一个(role administrator,权限 admin,组织 ROOT)"
        )


def _manages(row: Mapping[str, Any], root: int | None) -> bool:
    return row["role"] == ADMINISTRATOR and "admin" in _rights(row) and row["org"] in (root, 0)


def _may_give(session: Session, right: str) -> None:
    """Nobody gives what he has not."""
    if right not in RIGHTS:
        raise UnknownNameError("权限", right, RIGHTS)
    session.require(right, f"授予 {right}")


def _role_code(session: Session, role: str) -> str:
    vocabulary = session.catalogue.vocabulary("operator_role")
    code = vocabulary.find(role)
    if code is None:
        raise UnknownNameError("角色", role, vocabulary.codes)
    return code


def _check_tier(row: Mapping[str, Any]) -> None:
    tier = row.get("tier")
    if tier is not None and (row["role"] != APPROVER or tier < 1):
        raise UsageError(f"审批级次 {tier} 只用于审批人,从 1 起;请用 --role approver --tier 1,或不写级次")


def _link(session: Session, change: Transaction, key: str) -> dict[str, Any]:
    """The database role of an operator, where there are any."""
    if change.connection.dialect.name != "postgresql":
        return {}
    login = link_role(change.connection, session.tables, key)
    return {"login": login}


def _rights(row: Mapping[str, Any]) -> list[str]:
    return [right for right in (row["rights"] or "").split(",") if right]


def _plain(organisations: Organisations, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"], "name": row["name"], "role": row["role"], "tier": row["tier"], "rights": _rights(row),
        "org": organisations.numbers.get(row["org"]),
    }  # fmt: skip
