"""Attachments: the files that go with a record, known by their digest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, select, true

from unionwork.core.permissions import permissions
from unionwork.declare.expressions import Attached, Expr
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Step
from unionwork.errors import RefusedError, StoreError, UsageError
from unionwork.store.compiler import Scope
from unionwork.store.files import Contents, write_whole
from unionwork.store.registers import Row
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.values import mask_id, mask_phone, number_day
from unionwork.work.session import Session, find_row

MOST = 50 * 1024 * 1024
_LONGEST_NAME = 200
# What may be an ID or account number, and what may be a mobile number.
_NUMBER = re.compile(r"\d{14,}[\dXx]")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def attach_file(
    session: Session, key: str, number: str, path: Path, *, name: str | None = None, note: str | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Keep a file with a record that is in force.

    Raises:
        UsageError: there is no such file, or its name cannot be kept.
        RefusedError: it is empty or too large, the record is void, or has the file already.
    """
    kind = _subject_kind(session, key)
    session.allow("attach", kind)
    kept_name = clean_name(path.name if name is None else name)
    body = read_file(path)
    with session.writing(f"attach {key} {number}", dry_run=dry_run) as change:
        row = find_row(change.connection, session, kind, number)
        if row["void"] != IN_FORCE:
            raise RefusedError(f"{kind.label} {number} 已作废,不能再附文件")
        attachment, table = session.kind("attachment"), session.tables["attachment"]
        same = change.rows(
            attachment, table.c.subject == row["id"], table.c.kind == key, table.c.void == IN_FORCE,
            table.c.sha256 == sha256(body).hexdigest(),
        )  # fmt: skip
        if same:
            raise RefusedError(
                f"{kind.label} {number} 已有这个文件(附件 {same[0]['number']}「{same[0]['name']}」),没有再存一份;"
                "内容相同的文件不必重复附"
            )
        digest, place = Contents(change.connection, session.tables).keep(body, dry_run=dry_run)
        shown = mask_name(kept_name)
        facts = {
            "org": row["org"], "kind": key, "subject": row["id"], "name": shown,
            "full_name": kept_name if kept_name != shown else None, "size": len(body), "sha256": digest,
            "place": place, "added_on": session.day, "note": (note or "").strip() or None,
        }  # fmt: skip
        stored = change.add(attachment, [facts])[0]
    return {**_plain(stored, number, session.worker.key), "batch": None if dry_run else change.batch}


def list_attachments(
    session: Session, key: str | None = None, number: str | None = None, *, reveal: bool = False
) -> list[dict[str, Any]]:
    """The attachments in force of a record, of a kind, or of all kinds, by number.

    Raises:
        NotPermittedError: `reveal` without the right `private.read`.
    """
    if key is None and number is not None:
        raise UsageError("要列一条记录的附件,请同时写明种类,如 finding YH20240001")
    if reveal:
        session.require_field(session.kind("attachment").field("full_name"), "查看附件的原文件名")
    found: list[dict[str, Any]] = []
    with session.reading() as connection:
        if key is not None:
            kind = _subject_kind(session, key)
            record = find_row(connection, session, kind, number)["id"] if number is not None else None
            found = _read(connection, session, kind, record, reveal=reveal)
        else:
            table = session.tables["attachment"]
            held = connection.execute(select(table.c.kind).where(table.c.void == IN_FORCE).distinct()).scalars()
            for name in sorted(set(held) & set(session.catalogue.kinds)):
                if session.may("read", session.kind(name)):
                    found += _read(connection, session, session.kind(name), None, reveal=reveal)
    if reveal:
        session.log_access(f"attachments {key or ''} {number or ''} --reveal".replace("  ", " "), len(found))
    return sorted(found, key=lambda row: str(row["number"]))


def save_attachment(session: Session, number: str, path: Path) -> dict[str, Any]:
    """Write an attachment into a file that is not there yet, or under its own name into a folder.

    Raises:
        NotPermittedError: without the right `private.read`: a file may show anything.
        StoreError: its content is gone or was changed.
    """
    session.require("private.read", "取出附件")
    with session.reading() as connection:
        held, kind, _ = find_attachment(connection, session, number)
        require_content(session, kind, f"取出{kind.label}的附件")
        body = read_content(connection, session, held)
    target = path / (held["full_name"] or held["name"]) if path.is_dir() else path
    if target.exists():
        raise RefusedError(f"「{target.name}」已经存在,不会覆盖它;请换一个文件名")
    if not target.parent.is_dir():
        raise UsageError(f"文件夹「{target.parent}」不存在;请先建好文件夹")
    session.log_access(f"attachment save {number}", 1)
    write_whole(target, body)
    return {"number": number, "file": str(target), "bytes": len(body), "sha256": held["sha256"]}


def void_attachment(session: Session, number: str, reason: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Take an attachment out of force; its content and digest stay.

    Raises:
        RefusedError: it is void, or a step was taken on the strength of it.
    """
    if not reason.strip():
        raise UsageError("作废附件要写明理由")
    with session.writing(f"attachment void {number}: {reason.strip()}", dry_run=dry_run) as change:
        held, kind, subject = find_attachment(change.connection, session, number)
        session.allow("attach", kind)
        if held["void"] != IN_FORCE:
            raise RefusedError(f"附件 {number} 已作废")
        stored = change.void(session.kind("attachment"), [held])[0]
        step = _step_without_ground(change.connection, session, kind, subject["id"])
        if step is not None:
            raise RefusedError(
                f"{kind.label} {subject['number']} 已办的步骤 {step.key}({step.label})以这个附件为据,不能作废;"
                "请先另附文件,或先撤回该步骤"
            )
    return {**_plain(stored, subject["number"], session.worker.key), "void": True, "reason": reason.strip()}


def find_attachment(connection: Connection, session: Session, number: str) -> tuple[Row, Kind, Row]:
    """An attachment, voided or not, with the kind and the row of its record, which lies in the operator's scope.

    Raises:
        UnknownNameError: there is none such.
    """
    table = session.tables["attachment"]
    row = connection.execute(select(table).where(table.c.number == number)).mappings().first()
    if row is not None and row["kind"] in session.catalogue.kinds:
        kind = session.kind(row["kind"])
        own = session.tables[kind.key]
        query = select(own).where(own.c.id == row["subject"], *session.inside(own.c.org))
        subject = connection.execute(query).mappings().first()
        if subject is not None:
            session.allow("read", kind)
            return dict(row), kind, dict(subject)
    raise session.unknown("附件", mask_name(number))


def require_content(session: Session, kind: Kind, act: str, *, carry_out: bool = False) -> None:
    """Let through only an operator who may see every class of personal data that records of the kind hold.

    What a file shows cannot be masked, and it may show what its record says.

    Raises:
        NotPermittedError: the right or the role is missing.
    """
    session.require("private.read", act)
    may = session.worker.may
    for private in sorted({field.private for field in kind.fields if field.private is not None}):
        if not (may.may_carry_out if carry_out else may.may_see)(private, kind):
            roles = [key for key, role in permissions().roles.items() if role.may_see(private, kind)]
            raise session.refusal(f"private.read:{private.value}", act, roles)


def read_content(connection: Connection, session: Session, attachment: Mapping[str, Any]) -> bytes:
    """What an attachment holds, as its digest says.

    Raises:
        StoreError: it is gone, or was changed.
    """
    body = session.contents(connection).read(attachment["sha256"])
    if body is None:
        raise StoreError(f"附件 {attachment['number']} 的内容不在了;请从备份恢复,并运行 journal verify 查看还缺哪些")
    if sha256(body).hexdigest() != attachment["sha256"]:
        raise StoreError(f"附件 {attachment['number']} 的内容被改动过,与摘要不符;没有取出,请从备份恢复")
    return body


def read_file(path: Path) -> bytes:
    """A file that may be attached.

    Raises:
        UsageError: there is none.
        RefusedError: it is empty or too large.
    """
    if path.is_dir():
        raise UsageError(f"「{path.name}」是一个文件夹;请逐个附文件,或先打包成一个压缩文件")
    try:
        with path.open("rb") as file:
            body = file.read(MOST + 1)
    except OSError as error:
        raise UsageError(f"读不了文件「{mask_name(path.name)}」({error.strerror});请检查路径和权限") from None
    if not body:
        raise RefusedError(f"文件「{mask_name(path.name)}」是空的,没有附上;请检查文件是否保存完整")
    if len(body) > MOST:
        raise RefusedError(
            f"文件「{mask_name(path.name)}」超过 {MOST // 1024 // 1024} MB,没有附上;请压缩图片或视频,或分成几个文件"
        )
    return body


def clean_name(name: str) -> str:
    """A file's name without the folders it came from.

    Raises:
        UsageError: nothing is left of it, it is too long, or it holds signs that cannot be seen.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not text.strip("."):
        raise UsageError("附件要有文件名;请用 --name 写明,如 整改后.jpg")
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in text):
        raise UsageError("附件的文件名里有看不见的控制字符;请用 --name 另取一个名称")
    if len(text) > _LONGEST_NAME:
        raise UsageError(f"附件的文件名有 {len(text)} 个字,最多 {_LONGEST_NAME} 个;请用 --name 另取一个短一些的")
    return text


def mask_name(name: str) -> str:
    """A file's name in which long numbers (ID, account, telephone) are masked."""
    masked = _NUMBER.sub(lambda found: mask_id(found[0]), name)
    return _PHONE.sub(lambda found: mask_phone(found[0]), masked)


def _subject_kind(session: Session, key: str) -> Kind:
    kind = session.kind(key)
    if kind.system:
        raise RefusedError(f"「{kind.label}」不能附文件;请附到登记的记录上,如 finding、aid_file")
    return kind


def _read(
    connection: Connection, session: Session, kind: Kind, record: int | None, *, reveal: bool
) -> list[dict[str, Any]]:
    session.allow("read", kind)
    file, own = session.tables["attachment"], session.tables[kind.key]
    entry, batch = session.tables.entry, session.tables.batch
    first = and_(entry.c.kind == "attachment", entry.c.record == file.c.id, entry.c.version == 1)
    query = (
        select(file, own.c.number.label("of"), batch.c.who)
        .join(own, own.c.id == file.c.subject)
        .outerjoin(entry, first)
        .outerjoin(batch, batch.c.id == entry.c.batch)
        .where(file.c.kind == kind.key, file.c.void == IN_FORCE, *session.inside(own.c.org))
    )
    if record is not None:
        query = query.where(file.c.subject == record)
    return [
        _plain(row, row["of"], row["who"], reveal=reveal) for row in map(dict, connection.execute(query).mappings())
    ]


def _plain(row: Mapping[str, Any], subject: str, who: str | None, *, reveal: bool = False) -> dict[str, Any]:
    return {
        "number": row["number"], "kind": row["kind"], "subject": subject,
        "name": (row["full_name"] if reveal else None) or row["name"], "size": row["size"], "sha256": row["sha256"],
        "added_on": number_day(row["added_on"]).isoformat(), "who": who, "note": row["note"], "place": row["place"],
    }  # fmt: skip


def _step_without_ground(connection: Connection, session: Session, kind: Kind, record: int) -> Step | None:
    """A step taken on a record whose guard asked for an attachment and would not hold any more."""
    procedure = session.catalogue.procedures.get(kind.key)
    asking = {step.key: step for step in (procedure.steps if procedure else ()) if _attached_guards(step)}
    if not asking:
        return None
    act = session.tables["act"]
    taken = select(act.c.step).where(act.c.subject == record, act.c.kind == kind.key, act.c.void == IN_FORCE)
    for key in sorted(set(connection.execute(taken).scalars()) & set(asking)):
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        holds = and_(true(), *(scope.condition(guard) for guard in _attached_guards(asking[key])))
        if not connection.execute(select(holds).select_from(scope.source).where(scope.row.c.id == record)).scalar():
            return asking[key]
    return None


def _attached_guards(step: Step) -> list[Expr]:
    """The conditions of a step that ask for an attachment."""
    return [guard.holds for guard in step.guards if any(isinstance(part, Attached) for part in guard.holds.walk())]
