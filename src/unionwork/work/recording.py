"""Adding, changing and voiding single records, from words as a person types them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill
from unionwork.errors import ConflictError, RefusedError, UsageError, ValueRefusedError
from unionwork.exchange.cells import CLEAR, LEAVE, read_cell
from unionwork.exchange.derived import derivations
from unionwork.exchange.layouts import Column
from unionwork.store.registers import Row, Transaction, refuse_number
from unionwork.store.tables import IN_FORCE
from unionwork.work.browsing import show_record
from unionwork.work.governing import refuse_change, refuse_new, refuse_void
from unionwork.work.organising import Organisations
from unionwork.work.reading import to_entity
from unionwork.work.session import Session, find_row


def add_record(
    session: Session, key: str, values: Mapping[str, str], *, org: str | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Add one record; it is numbered unless `number` is given.

    Raises:
        ValueRefusedError: a value does not fit, or one that is needed is missing.
        RefusedError: the number is taken.
    """
    kind = open_kind(session, key, "add")
    with session.writing(f"add {key}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        owner = organisations.find(org)
        row = read_values(session, change.connection, kind, values, organisations.region_of(owner))
        refuse_new(session, kind, row)
        missing = [field.label for field in kind.stored_fields if field.required and row.get(field.column) is None]
        if missing:
            raise ValueRefusedError(f"{kind.label}缺少「{'、'.join(missing)}」;请补上")
        if row.get("number") and change.rows(kind, session.tables[key].c.number == row["number"]):
            raise refuse_number(kind, row["number"])
        stored = change.add(kind, [{"number": None, **row, "org": owner}])[0]
        to_entity(kind, stored)
        shown = preview(kind, stored)
    return shown if dry_run else show_record(session, key, stored["number"])


def change_record(
    session: Session, key: str, number: str, values: Mapping[str, str], *, version: int | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Change fields of one record; an empty value clears a field.

    Raises:
        ConflictError: the record is no longer the version that was read.
    """
    kind = open_kind(session, key, "change")
    with session.writing(f"change {key} {number}", dry_run=dry_run) as change:
        row = _in_force(change.connection, session, kind, number)
        if version is not None and row["version"] != version:
            raise ConflictError(kind.label, number, version, row["version"], _last_author(change, row))
        organisations = Organisations.seen(session, change.connection)
        cleared = {name: "清空" if not value.strip() else value for name, value in values.items() if name != "org"}
        new = read_values(session, change.connection, kind, cleared, organisations.region_of(row["org"]))
        if "org" in values:
            new["org"] = organisations.find(values["org"])
        if new.get("number", number) != number:
            raise RefusedError(f"编号 {number} 不能修改;如编号有误,请作废本记录后重新登记")
        emptied = [field.label for field in kind.stored_fields if field.required and new.get(field.column, 1) is None]
        if emptied:
            raise ValueRefusedError(f"「{'、'.join(emptied)}」必须填写,不能清空")
        differing = {name: value for name, value in new.items() if row[name] != value}
        refuse_change(session, change.connection, kind, row, differing.keys())
        # What says nothing new makes no new version, so nobody else's change is refused for it.
        stored = change.change(kind, [(row, differing)])[0] if differing else row
        to_entity(kind, stored)
        shown = preview(kind, stored)
    return shown if dry_run else show_record(session, key, number)


def void_record(session: Session, key: str, number: str, reason: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Take a record out of force; it stays readable, and its number is never used again."""
    kind = open_kind(session, key, "void")
    if not reason.strip():
        raise UsageError("作废要写明理由")
    with session.writing(f"void {key} {number}: {reason.strip()}", dry_run=dry_run) as change:
        row = _in_force(change.connection, session, kind, number)
        refuse_void(session, change.connection, kind, row)
        from unionwork.work.pointing import refuse_pointed_at

        refuse_pointed_at(session, change.connection, [kind], {row["id"]}, act="作废")
        stored = change.void(kind, [row])[0]
        shown = preview(kind, stored)
    return {**shown, "void": True, "reason": reason.strip()}


def read_values(
    session: Session, connection: Connection, kind: Kind, values: Mapping[str, str], region: str
) -> dict[str, Any]:
    """Words as stored values, by field; fields that follow from the ID number are filled in.

    Raises:
        UnknownNameError: no such field.
        ValueRefusedError: a word does not fit its field; names the field.
    """
    row: dict[str, Any] = {}
    for name, text in values.items():
        if name == "number":
            row["number"] = text.strip() or None
            continue
        field = kind.field(name)
        if field.shape is Shape.DECIDED:
            raise ValueRefusedError(f"「{field.label}」由认定产生,不能直接填写;请用 assess {field.rule}")
        row[field.column] = read_value(session, connection, field, text, region)
    derive_fields(session, kind, row)
    return row


def derive_fields(session: Session, kind: Kind, row: dict[str, Any]) -> None:
    """Fill in what follows from an ID number, birthday and sex, where the record does not say it."""
    given = {field.key: Column(index=0, header=field.label) for field in kind.fields if field.column in row}
    known = {key: session.catalogue.vocabulary(key) for key in {field.vocabulary for field in kind.fields} if key}
    for derivation in derivations(Fill(kind=kind, key=("number",)), given, known):
        derivation.complete(row)


def read_value(session: Session, connection: Connection, field: Field, text: str, region: str) -> Any:
    """One word as its field stores it."""
    if field.shape is Shape.REF and text.strip() not in ("", "清空"):
        target = session.kind(field.to)
        if field.to == "organisation":
            return Organisations.seen(session, connection).find(text.strip())
        table = session.tables[field.to]
        query = select(table.c.id).where(table.c.number == text.strip(), table.c.void == IN_FORCE)
        found = connection.execute(query.where(*session.inside(table.c.org))).scalar()
        if found is None:
            raise session.unknown(target.label, text.strip())
        return int(found)
    vocabulary = session.catalogue.vocabulary(field.vocabulary, region) if field.vocabulary else None
    try:
        value = read_cell(field, text, vocabulary, on=session.on).value
    except ValueRefusedError as error:
        raise ValueRefusedError(f"字段「{field.label}」({field.key}):{error}") from None
    if value is LEAVE:
        raise ValueRefusedError(f"字段「{field.label}」:这是隐藏值的掩码,不能写入")
    return None if value is CLEAR else value


def preview(kind: Kind, row: Row) -> dict[str, Any]:
    """A record as it would be stored, private values left out."""
    plain: dict[str, Any] = {"number": row["number"]}
    for field in kind.stored_fields:
        plain[field.key] = None if field.private else field.to_json(row.get(field.column))
    plain["version"] = row["version"]
    return plain


def open_kind(session: Session, key: str, act: str) -> Kind:
    """A kind whose records may be added, changed or voided one by one, by this operator.

    Raises:
        RefusedError: it has commands of its own.
        NotPermittedError: the operator's role may not do it.
    """
    kind = session.kind(key)
    if kind.system:
        raise RefusedError(f"「{kind.label}」有自己的命令(org、param、operator、target、assess),不能这样修改")
    session.allow(act, kind)
    return kind


def _in_force(connection: Connection, session: Session, kind: Kind, number: str) -> Row:
    row = find_row(connection, session, kind, number)
    if row["void"] != IN_FORCE:
        raise RefusedError(f"{kind.label} {number} 已作废,不能再改")
    return row


def _last_author(change: Transaction, row: Row) -> str:
    entry, batch = change.tables.entry, change.tables.batch
    query = select(batch.c.who).join(entry, entry.c.batch == batch.c.id)
    who = change.connection.execute(
        query.where(entry.c.record == row["id"], entry.c.version == row["version"])
    ).scalar()
    return who or ""
