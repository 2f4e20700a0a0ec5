"""Writing registers to sheets, in a layout that an import reads back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from unionwork.declare.expressions import Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.errors import UsageError
from unionwork.exchange.showing import shower_for
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.values import mask_id, mask_phone
from unionwork.work.browsing import read_filter
from unionwork.work.importing import ORG_HEADERS, find_roll
from unionwork.work.organising import Organisations, scope_test
from unionwork.work.session import Session

_READ = 5_000
FORMATS = ("xlsx", "csv", "json")
HIDDEN = "***"


def export_register(
    session: Session, key: str, target: str | Path, *, format: str | None = None, org: str | None = None,
    where: Sequence[str] = (), reveal: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Write the records of a kind that pass the filters, one row each.

    The first columns are the number and the organisation (its path below the root). Private values are
    masked unless `reveal`; a masked cell that is imported again leaves what is stored. Every export is
    logged.

    Raises:
        NotPermittedError: without the right `export`, or to reveal without `private.read`.
        UsageError: a format that is not written.
    """
    from unionwork.exchange.writing import write_table

    kind = session.kind(key)
    session.require("export", f"导出{kind.label}")
    if reveal:
        session.require("private.read", f"导出{kind.label}的个人信息")
    form = _format(target, format)
    with session.reading() as connection:
        organisations = Organisations.read(connection, session.tables, session.day)
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        tests = [scope.row.c.void == IN_FORCE, *scope_test(session, organisations, org, scope.row.c.org)]
        tests += [scope.condition(read_filter(session, kind, text)) for text in where]
        extras = _extra_columns(connection, scope, tests)
        headers = [kind.number_label[0], ORG_HEADERS[0], *(field.label for field in kind.fields), *extras]
        rows = _rows(connection, session, kind, scope, tests, organisations, extras, reveal=reveal)
        stream = sys.stdout.buffer if str(target) == "-" else Path(target)
        count = write_table(stream, form, headers, rows, title=kind.label)
    session.log_access(f"export {key}{' --reveal' if reveal else ''} {target}", count)
    hidden = [] if reveal else [field.key for field in kind.fields if field.private is not None]
    return {"file": str(target), "kind": key, "format": form, "rows": count, "hidden": hidden}


def write_roll_template(session: Session, key: str, path: Path) -> dict[str, Any]:
    """Write an empty sheet of a roll with drop-down lists of the root's region, and what each column means."""
    from unionwork.exchange.templates import write_template

    roll = find_roll(session, key)
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"模板只能写成 .xlsx;请把「{path.name}」改为 {path.stem}.xlsx")
    with session.reading() as connection:
        organisations = Organisations.read(connection, session.tables, session.day)
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
            held = select(other.c.number).where(other.c.id == scope.row.c[field.column]).correlate(scope.row)
            columns.append(held.scalar_subquery().label(f"f_{field.key}"))
        elif field.shape is Shape.DECIDED:
            columns.append(scope.value(Name((field.key,))).top.label(f"f_{field.key}"))
        else:
            columns.append(scope.row.c[field.column].label(f"f_{field.key}"))
    query = select(*columns).select_from(scope.source).where(*tests).order_by(scope.row.c.number)
    paths: dict[int, str] = {}
    found = connection.execute(query, execution_options={"yield_per": _READ})
    for part in found.partitions(_READ):
        for number, org, extra, *values in part:
            if org not in paths:
                paths[org] = organisations.path(org)
            shown = [
                show(value) if session.may_read(field, reveal=reveal) else _masked(field, value)
                for field, show, value in zip(kind.fields, shows, values, strict=True)
            ]
            held_extra = json.loads(extra) if extra else {}
            yield [number, paths[org] or None, *shown, *(held_extra.get(name) for name in extras)]


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
