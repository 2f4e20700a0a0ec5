"""Writing registers to sheets, in a layout that an import reads back."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, select

from unionwork.core.permissions import permissions
from unionwork.declare.expressions import Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError, UsageError
from unionwork.exchange.showing import shower_for
from unionwork.store.compiler import Scope
from unionwork.store.files import write_whole
from unionwork.store.tables import IN_FORCE
from unionwork.values import mask_id, mask_phone
from unionwork.work.attaching import read_content, require_content
from unionwork.work.browsing import narrow
from unionwork.work.importing import ORG_HEADERS, find_roll
from unionwork.work.organising import Organisations
from unionwork.work.session import Session, find_row

_READ = 5_000
# What a file's name may not hold on one system or another.
UNSAFE = re.compile(r'[<>:"/\\|?*]')
FORMATS = ("xlsx", "csv", "json")
HIDDEN = "***"


def export_register(
    session: Session, key: str, target: str | Path, *, format: str | None = None, org: str | None = None,
    where: Sequence[str] = (), search: str | None = None, reveal: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Write the records of a kind that pass the filters and the search, one row each.

    The first columns are the number and the organisation (its path below the root). Private values are
    masked unless `reveal`; a masked cell that is imported again leaves what is stored. Every export is
    logged before its first row leaves.

    Raises:
        NotPermittedError: without the right `export`, or to reveal without `private.read`.
        UsageError: a format that is not written.
    """
    from unionwork.exchange.writing import write_table

    kind = session.kind(key)
    session.allow("export", kind)
    if reveal:
        session.require("private.read", f"导出{kind.label}的个人信息")
    form = _format(target, format)
    if not session.worker.may.may_write(form, kind):
        roles = [key for key, role in permissions().roles.items() if role.may_write(form, kind)]
        raise session.refusal("export", f"把{kind.label}导出成 {form}", roles)
    with session.reading() as connection:
        organisations, scope, tests = narrow(connection, session, kind, where=where, search=search, org=org)
        extras = _extra_columns(connection, scope, tests)
        headers = [kind.number_label[0], ORG_HEADERS[0], *(field.label for field in kind.fields), *extras]
        number = connection.execute(select(func.count()).select_from(scope.source).where(*tests)).scalar_one()
        rows = _rows(connection, session, kind, scope, tests, organisations, extras, reveal=reveal)
        noted = _noted(session, f"export {key}{' --reveal' if reveal else ''} {target}", int(number), rows)
        stream = sys.stdout.buffer if str(target) == "-" else Path(target)
        count = write_table(stream, form, headers, noted, title=kind.label)
    hidden = [field.key for field in kind.fields if not goes_out(session, kind, field, reveal=reveal)]
    return {"file": str(target), "kind": key, "format": form, "rows": count, "hidden": hidden}


def _noted(session: Session, what: str, number: int, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows, noted in the access log before the first is handed on: a reader may leave before the last."""
    session.log_access(what, number)
    yield from rows


def export_attachments(
    session: Session, key: str, folder: Path, *, numbers: Sequence[str] = (), where: Sequence[str] = (),
    org: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write the attachments of records that are named, or that pass the filters, into a new folder.

    Each file begins with the attachment's number; index.csv beside them says what belongs to what, with
    the digests. What a file shows cannot be masked, so both rights are needed, and the export is logged.

    Raises:
        NotPermittedError: without the rights `export` and `private.read`.
        RefusedError: the folder holds something already.
        StoreError: a content is gone or was changed; nothing is left in the folder.
    """
    from unionwork.exchange.writing import write_table

    kind = session.kind(key)
    session.allow("export", kind)
    require_content(session, kind, f"导出{kind.label}的附件", carry_out=True)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(f"「{folder}」里已有文件,导出不会混进去;请换一个新的文件夹")
    made: list[Path] = []
    index: list[list[Any]] = []
    with session.reading() as connection:
        _, scope, tests = narrow(connection, session, kind, where=where, org=org)
        if numbers:
            ids = [find_row(connection, session, kind, number)["id"] for number in numbers]
            tests.append(scope.row.c.id.in_(ids))
        file = session.tables["attachment"]
        held = file.join(scope.source, and_(file.c.subject == scope.row.c.id, file.c.kind == key))
        query = select(file, scope.row.c.number.label("of")).select_from(held).where(file.c.void == IN_FORCE, *tests)
        found = connection.execute(query.order_by(file.c.number)).mappings().all()
        # Noted before it can be read: an export that nobody noted must not stand anywhere.
        session.log_access(f"export attachments {key} {folder}", len(found))
        try:
            for row in map(dict, found):
                session.check_stopped()
                name = f"{row['number']}-{UNSAFE.sub('_', row['full_name'] or row['name'])}"
                body = read_content(connection, session, row)
                made.append(folder / name)
                write_whole(folder / name, body)
                index.append([row["number"], row["of"], name, row["sha256"]])
            folder.mkdir(parents=True, exist_ok=True)
            write_table(folder / "index.csv", "csv", ("number", "subject", "name", "sha256"), index)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
    return {"folder": str(folder), "kind": key, "files": len(index), "index": str(folder / "index.csv")}


def write_roll_template(session: Session, key: str, path: Path) -> dict[str, Any]:
    """Write an empty sheet of a roll with drop-down lists of the root's region, and what each column means."""
    from unionwork.exchange.templates import write_template

    roll = find_roll(session, key)
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"模板只能写成 .xlsx;请把「{path.name}」改为 {path.stem}.xlsx")
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
    write_template(path, roll, session.catalogue, organisations.region_of(organisations.root))
    return {"file": str(path), "roll": key, "columns": sum(len(fill.headers()) for fill in roll.fills) + len(roll.org)}


def _format(target: str | Path, format: str | None) -> str:
    form = format or Path(str(target)).suffix.lower().lstrip(".") or "csv"
    if form not in FORMATS:
        raise UsageError(f"不能导出成「{form}」;可用的格式:{'、'.join(FORMATS)}")
    if str(target) == "-" and form == "xlsx":
        raise UsageError("xlsx 不能写到标准输出;请用 -o 文件.xlsx,或改用 csv、json")
    return form


def _extra_columns(connection: Connection, scope: Scope, tests: Sequence[Any]) -> list[str]:
    """The sheet columns nobody declared that any of the records holds."""
    query = select(scope.row.c.extra).select_from(scope.source).where(*tests, scope.row.c.extra.is_not(None)).distinct()
    found: set[str] = set()
    for text in connection.execute(query).scalars():
        found.update(json.loads(text))
    return sorted(found)


def _rows(
    connection: Connection, session: Session, kind: Kind, scope: Scope, tests: Sequence[Any],
    organisations: Organisations, extras: Sequence[str], *, reveal: bool,
) -> Iterator[list[Any]]:  # fmt: skip
    columns: list[Any] = [scope.row.c.number, scope.row.c.org, scope.row.c.extra]
    shows = []
    for field in kind.fields:
        vocabulary = session.catalogue.vocabulary(field.vocabulary) if field.vocabulary else None
        shows.append(_reference if field.shape is Shape.REF else shower_for(field, vocabulary, session.lang))
        if field.shape is Shape.REF:
            other = session.tables[field.to]
            held = select(other.c.number).where(other.c.id == scope.row.c[field.column], *session.inside(other.c.org))
            held = held.correlate(scope.row)
            columns.append(held.scalar_subquery().label(f"f_{field.key}"))
        elif field.shape is Shape.DECIDED:
            columns.append(scope.value(Name((field.key,))).top.label(f"f_{field.key}"))
        else:
            columns.append(scope.row.c[field.column].label(f"f_{field.key}"))
    query = select(*columns).select_from(scope.source).where(*tests).order_by(scope.row.c.number)
    paths: dict[int, str] = {}
    found = connection.execute(query, execution_options={"yield_per": _READ})
    for part in found.partitions(_READ):
        session.check_stopped()
        for number, org, extra, *values in part:
            if org not in paths:
                paths[org] = organisations.path(org)
            shown = [
                show(value) if goes_out(session, kind, field, reveal=reveal) else _masked(field, value)
                for field, show, value in zip(kind.fields, shows, values, strict=True)
            ]
            held_extra = json.loads(extra) if extra else {}
            yield [number, paths[org] or None, *shown, *(held_extra.get(name) for name in extras)]


def goes_out(session: Session, kind: Kind, field: Field, *, reveal: bool) -> bool:
    """Whether a file may show a field: what may be read on the screen may not always be carried out."""
    if field.private is None:
        return True
    carried = session.worker.may.may_carry_out(field.private, kind)
    return carried and session.may_read(field, reveal=reveal, kind=kind)


def _reference(value: Any) -> Any:
    return value


def _masked(field: Field, value: Any) -> str | None:
    if value is None:
        return None
    if field.shape is Shape.ID_NUMBER:
        return mask_id(str(value))
    if field.shape is Shape.PHONE:
        return mask_phone(str(value))
    return HIDDEN
