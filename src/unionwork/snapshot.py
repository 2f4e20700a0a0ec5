"""Snapshot: the figures of a workspace as of one moment, from Parquet files, by DuckDB or Spark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import attrs
from sqlalchemy import Engine

from unionwork.declare.catalogue import Catalogue
from unionwork.errors import RefusedError, StoreError, UsageError
from unionwork.regions.plugins import load
from unionwork.store.columnar_files import Written, digest_of
from unionwork.store.columnar_guard import Holdings, Place, guard
from unionwork.store.tables import Tables
from unionwork.work.session import Session, Worker
from unionwork.work.snapshotting import FORMAT, MANIFEST, PACKS

Answer = dict[str, Any]
ENGINES = ("duckdb", "spark")


@attrs.define(kw_only=True)
class _Reader(Session):
    """A session over files: nothing is written, and what was carried out was logged when it was."""

    def writing(self, what: str, *, dry_run: bool = False) -> NoReturn:
        """Refuse.

        Raises:
            RefusedError: always.
        """
        del what, dry_run
        raise RefusedError("快照只能读;要登记、认定,请打开工作区")

    def log_access(self, what: str, records: int) -> None:
        """Nothing: there is no log in the files."""


class Snapshot:
    """Figures and assessments from a folder that `Workspace.snapshot` wrote; they are those of the workspace then.

    Open one with `Snapshot.open`; use it as a context manager.

    Attributes:
        session: what the use cases are handed; its `on` is the business day.
        manifest: when it was made and by whom, the journal's head, what its files hold and what stayed behind.
    """

    def __init__(self, session: Session, manifest: Mapping[str, Any]) -> None:
        self.session, self.manifest = session, manifest

    @classmethod
    def open(
        cls, folder: str | Path, engine: str = "duckdb", *, master: str | None = None, on: date | None = None,
        lang: str = "zh",
    ) -> Snapshot:  # fmt: skip
        """Open a snapshot, its files held against the manifest.

        Args:
            folder: where it lies; on a cluster every machine must see it under this path.
            engine: duckdb, in this process; or spark.
            master: the address of a Spark cluster, such as spark://host:7077; without one Spark runs here.
            on: the business day; that of the snapshot where none is given.
            lang: zh or en, for labels.

        Raises:
            UsageError: no such engine, or a day after the snapshot was made.
            StoreError: it is no snapshot, a file was changed, a pack is missing or another, an engine is missing.
        """
        if engine not in ENGINES:
            raise UsageError(f"没有引擎「{engine}」;可用:{'、'.join(ENGINES)}")
        if master is not None and engine != "spark":
            raise UsageError(f"集群地址「{master}」只用于 spark;请加 --engine spark,或不写地址")
        place = Path(folder)
        manifest = _read_manifest(place)
        made_at = datetime.fromisoformat(manifest["made_at"])
        taken_on = date.fromisoformat(manifest["business_on"])
        if on is not None and on > max(taken_on, made_at.date()):
            raise UsageError(f"快照做于 {made_at.date()},不知道 {on} 的事;请改用以前的日期,或重做快照")
        files = [Written(**entry) for entry in manifest["files"]]
        _verify(place, files)
        packs = sorted((place / PACKS).iterdir()) if (place / PACKS).is_dir() else ()
        catalogue = load(packs).catalogue
        _check_packs(catalogue, manifest["packs"])
        made = _open_engine(place, files, engine, master)
        guard(made, _holdings(catalogue, manifest, files))
        rights = frozenset(("private.read",)) if manifest["revealed"] else frozenset[str]()
        session = _Reader(
            engine=made, catalogue=catalogue, tables=Tables(catalogue),
            worker=Worker(key=manifest["made_by"], rights=rights), on=on or taken_on, now=lambda: made_at, lang=lang,
        )  # fmt: skip
        return cls(session, manifest)

    def measure(
        self, keys: Sequence[str], *, org: str | None = None, period: str | None = None, by: Sequence[str] = (),
        children: bool = False, all_orgs: bool = False,
    ) -> Sequence[Answer]:  # fmt: skip
        """What `Workspace.measure` answers."""
        from unionwork.work.measuring import measure

        return measure(self.session, keys, org=org, period=period, by=by, children=children, all_orgs=all_orgs)

    def course(
        self, keys: Sequence[str], periods: Sequence[str], *, org: str | None = None
    ) -> dict[str, Sequence[int | Decimal | None]]:
        """What `Workspace.course` answers."""
        from unionwork.work.measuring import measure_course

        return measure_course(self.session, keys, periods, org=org)

    def assess_all(self, rule: str, *, org: str | None = None) -> Answer:
        """How many records each outcome is proposed for; what `Workspace.assess_all` answers."""
        from unionwork.work.assessing import assess_all

        return assess_all(self.session, rule, org=org)

    def indicators(self) -> Sequence[Answer]:
        """The indicators in view: of a region's own where an organisation in view is bound to it."""
        from unionwork.work.measuring import list_indicators

        return list_indicators(self.session)

    def indicator(self, key: str) -> Answer:
        """The definition of an indicator, read out."""
        from unionwork.work.measuring import show_indicator

        return show_indicator(self.session, key)

    def describe(self, kind: str) -> Answer:
        """A kind: its fields, codes, states and steps."""
        from unionwork.work.describing import describe_kind

        return describe_kind(self.session, kind)

    def close(self) -> None:
        """Let go of the engine."""
        self.session.engine.dispose()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf8"))
        held = found["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(
            f"「{folder}」不是快照(没有可读的 {MANIFEST});请用 unionwork snapshot -o 文件夹 做一份"
        ) from None
    if held != FORMAT:
        raise StoreError(f"快照是另一个版本写的(格式 {held},本程序读 {FORMAT});请升级 unionwork,或重做快照")
    return found


def _verify(folder: Path, files: Sequence[Written]) -> None:
    """Hold every file against the manifest."""
    for entry in files:
        path = folder / entry.file
        if not path.is_file():
            raise StoreError(f"快照缺少文件「{path}」;请重新复制整个文件夹,或重做快照")
        if digest_of(path) != entry.sha256:
            raise StoreError(f"快照的文件「{path}」被改动过,摘要与 {MANIFEST} 不符;请重新复制整个文件夹,或重做快照")


def _check_packs(catalogue: Catalogue, used: Mapping[str, str]) -> None:
    """The packs that hold in the snapshot must be those that are loaded now."""
    for key, digest in used.items():
        if key not in catalogue.regions:
            raise StoreError(f"快照用到地区包「{key}」,这里没有安装;请安装它再打开")
        if catalogue.regions[key].digest != digest:
            raise StoreError(f"地区包「{key}」与做快照时的不同;请安装当时的版本,或重做快照")


def _open_engine(folder: Path, files: Sequence[Written], engine: str, master: str | None) -> Engine:
    if engine == "spark":
        from unionwork.store.columnar_spark import HERE, open_spark

        return open_spark(folder, files, master or HERE)
    from unionwork.store.columnar import open_duckdb

    return open_duckdb(folder, files)


def _holdings(catalogue: Catalogue, manifest: Mapping[str, Any], files: Sequence[Written]) -> Holdings:
    columns = {(entry.table, name) for entry in files for name in entry.columns}

    def read(name: str) -> Place:
        table, _, column = name.partition(".")
        return table, column

    def say(place: Place) -> str:
        kind = catalogue.kinds.get(place[0])
        labels = {field.column: field.label for field in kind.stored_fields} if kind else {}
        return f"{kind.label}的{labels.get(place[1], place[1])}" if kind else ".".join(place)

    return Holdings(
        columns=frozenset(columns), hashed=frozenset(map(read, manifest["hashed"])),
        missing=frozenset(map(read, manifest["missing"])), name=say,
    )  # fmt: skip
