"""Taking a snapshot: the tables that figures and rules need, as Parquet files with a manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import Column, Connection, Table, select
from sqlalchemy.sql import visitors

from unionwork.declare.expressions import Measure
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError, StoreError
from unionwork.regions.plugins import load
from unionwork.store.assessments import Assessor
from unionwork.store.columnar_files import Taken, Written, write_tables
from unionwork.store.columnar_guard import Place, places_of
from unionwork.store.compiler import Scope
from unionwork.store.files import write_whole
from unionwork.store.journal import head_of
from unionwork.store.settings import Settings
from unionwork.work.session import Session

MANIFEST, PACKS, FORMAT = "manifest.json", "packs", 1
# Who works in the workspace and what they did is no figure.
_LEFT = ("operator", "act")
# What the store itself reads of its own kinds; of all other kinds the text that some indicator or rule asks for.
_OWN: dict[str, tuple[str, ...]] = {
    "organisation": ("name", "region"),
    "figure": ("key",),
    "param_setting": ("key", "value", "source"),
    "target": ("indicator",),
    "decision": ("rule", "kind", "proposed", "decided"),
    "attachment": ("kind",),
}
_HASHED = (Shape.ID_NUMBER, Shape.PHONE, Shape.CREDIT_CODE)


def take_snapshot(session: Session, folder: Path, *, reveal: bool = False) -> dict[str, Any]:
    """Write what figures and rules need into a new folder, as of one moment; the export is logged.

    Records in force go in, with their codes, days and numbers. Free text goes in only where an indicator or a
    rule asks for it. Private values stay behind; an ID or phone number that is counted is replaced by a digest
    whose secret is thrown away, so equal ones stay equal. With `reveal` private values that are asked for go in
    as they are.

    Raises:
        NotPermittedError: without the right `export`, or to reveal without `private.read`.
        RefusedError: the operator sees only a part, or the folder holds something already.
        StoreError: DuckDB is not installed.
    """
    kinds = [kind for key, kind in sorted(session.catalogue.kinds.items()) if key not in _LEFT]
    _refuse(session, kinds, folder, reveal=reveal)
    asked = frozenset(columns_asked(session))
    taken = [_taken(session, kind, asked, reveal=reveal) for kind in kinds]
    taken += [_whole(table) for table in (session.tables.path, session.tables.pack_parameter)]
    made = _new_folder(folder)
    try:
        with session.reading() as connection:
            facts = _facts(connection, session, taken, reveal=reveal)
            written = write_tables(connection, taken, made)
        facts["files"] = [attrs.asdict(entry) for entry in written]
        _copy_packs(session, made / PACKS)
        write_whole(made / MANIFEST, json.dumps(facts, ensure_ascii=False, indent=1).encode())
        rows = sum(entry.rows for entry in written)
        # Noted before it can be read: an export that nobody noted must not stand anywhere.
        session.log_access(f"snapshot{' --reveal' if reveal else ''} {folder}", rows)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    except BaseException:
        # Half a snapshot would look like one.
        shutil.rmtree(made, ignore_errors=True)
        raise
    return {
        "folder": str(folder), "on": facts["business_on"], "head": facts["journal"]["head"], "tables": len(written),
        "rows": rows, "bytes": _size(folder, written), "revealed": reveal, "hashed": facts["hashed"],
        "missing": facts["missing"],
    }  # fmt: skip


def _refuse(session: Session, kinds: list[Kind], folder: Path, *, reveal: bool) -> None:
    if session.worker.org is not None:
        raise RefusedError("您的范围不是全部组织,只看到一部分,不能做快照;请管理全部组织的人来做")
    for kind in kinds:
        session.allow("export", kind)
        # A file for programs, as JSON is.
        if not session.worker.may.may_write("json", kind):
            raise session.refusal("export", f"把{kind.label}导出成快照", [])
    if reveal:
        session.require("private.read", "做带个人信息的快照")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(f"「{folder}」里已有文件,快照不会混进去;请换一个新的文件夹")


def _new_folder(folder: Path) -> Path:
    """An empty folder beside the one that is wanted, for this user alone; it takes that name when it is whole."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as error:
        raise StoreError(f"写不了「{folder}」({error.strerror});请检查文件夹权限和磁盘空间") from None


def columns_asked(session: Session) -> Iterator[Place]:
    """The stored columns that some indicator or rule of the catalogue reads."""
    catalogue, tables = session.catalogue, session.tables
    for word in catalogue.indicators.values():
        yield from columns_of(session, word)
    for rule in catalogue.rules.values():
        assessor = Assessor(catalogue, tables, rule, session.day)
        yield from _columns_in(assessor.outcome, assessor.scope.source)


def columns_of(session: Session, word: Indicator) -> Iterator[Place]:
    """The stored columns that an indicator reads, those of its breakdowns of its own among them."""
    kind = session.kind(word.of.key)
    scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
    measures = [part for part in (word.counted, word.denominator) if isinstance(part, Measure)]
    asked: list[Any] = [word.where, *(at for part in measures for at in (part.value, part.where)), *word.by.values()]
    parts = [scope.value(part).top for part in asked if part is not None]
    for path in (word.on, *word.between):
        if path:
            field, row = scope.field_at(tuple(path.split(".")))
            parts.append(row.c[field.column])
    # Joins that the expressions asked for are complete only now.
    yield from _columns_in(*parts, scope.source)


def _columns_in(*parts: Any) -> Iterator[Place]:
    for part in parts:
        for at in visitors.iterate(part):
            if isinstance(at, Column):
                yield from places_of(at)


def _taken(session: Session, kind: Kind, asked: frozenset[Place], *, reveal: bool) -> Taken:
    """Which columns of a kind go into the file, and how."""
    table = session.tables[kind.key]
    columns, hashed, missing = ["id", "number", "org", "void"], [], []
    own = _OWN.get(kind.key, ())
    for field in kind.stored_fields:
        needed = field.key in own or field.totals or (kind.key, field.column) in asked
        if field.private is None:
            if needed or not _is_free(field):
                columns.append(field.column)
        elif needed and reveal and _goes_out(session, kind, field):
            columns.append(field.column)
        elif needed and field.shape in _HASHED:
            hashed.append(field.column)
        else:
            missing.append(field.column)
    return Taken(table=table, columns=tuple(columns), hashed=tuple(hashed), missing=tuple(missing))


def _whole(table: Table) -> Taken:
    return Taken(table=table, columns=tuple(column.name for column in table.columns))


def _is_free(field: Field) -> bool:
    """Whether a field may hold anything that somebody wrote."""
    return field.shape in (Shape.TEXT, Shape.ID_NUMBER, Shape.PHONE)


def _goes_out(session: Session, kind: Kind, field: Field) -> bool:
    """Whether the operator may carry a private field out in a file."""
    assert field.private is not None
    carried = session.worker.may.may_carry_out(field.private, kind)
    return carried and session.may_read(field, reveal=True, kind=kind)


def _facts(connection: Connection, session: Session, taken: list[Taken], *, reveal: bool) -> dict[str, Any]:
    """What the manifest says beside its files."""
    position, head = head_of(connection, session.tables)
    organisation = session.tables["organisation"]
    query = select(organisation.c.region).where(organisation.c.region.is_not(None)).distinct()
    used = {
        region.key: region.digest
        for key in sorted(connection.execute(query).scalars())
        if key in session.catalogue.regions
        for region in session.catalogue.lineage(key)
    }
    return {
        "format": FORMAT, "made_at": session.now().astimezone().isoformat(timespec="seconds"),
        "made_by": session.worker.key, "business_on": session.on.isoformat(),
        "journal": {"position": position, "head": head}, "packs": used, "revealed": reveal,
        "hashed": [f"{entry.table.name}.{name}" for entry in taken for name in entry.hashed],
        "missing": [f"{entry.table.name}.{name}" for entry in taken for name in entry.missing],
    }  # fmt: skip


def _copy_packs(session: Session, target: Path) -> None:
    """The packs that came from folders, so that the snapshot can be read where they are not."""
    installed = load().catalogue.regions
    for key, region in session.catalogue.regions.items():
        if key not in installed:
            home = Path(region.folder)
            for source in sorted(home.rglob("*")):
                if source.is_file() and not source.name.startswith("."):
                    write_whole(target / key / source.relative_to(home), source.read_bytes())


def _size(folder: Path, written: list[Written]) -> int:
    return sum((folder / entry.file).stat().st_size for entry in written)
