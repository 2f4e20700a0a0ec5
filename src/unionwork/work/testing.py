"""Testing a region: its cases and the ones made from its dated values, run through the real store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from unionwork.declare.catalogue import Catalogue, Region
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import BEFORE_ALL_ROLLS
from unionwork.declare.skipping import skip_key
from unionwork.errors import DeclarationError
from unionwork.regions.cases import Case, cases_of, gaps_of
from unionwork.regions.plugins import find_region
from unionwork.regions.scaffold import write_pack
from unionwork.regions.walking import walk_tiers
from unionwork.store.assessments import Assessor
from unionwork.store.engines import open_engine
from unionwork.store.schema import create
from unionwork.store.tables import Tables
from unionwork.values import day_number
from unionwork.work.organising import Organisations, found
from unionwork.work.session import Session, Worker


def region_test(which: str) -> dict[str, Any]:
    """Run a region's cases, the threshold and year-boundary cases made from its values, and look for gaps.

    Its procedures are walked over every tier that it put into them; these walks count as cases made by themselves.
    `notes` says of each tier of its own by which check the records are listed that a sheet brought past it.

    Args:
        which: key of an installed region, or the folder of a pack.

    Raises:
        DeclarationError: the pack does not hold together; file, line and nearest key are named.
    """
    catalogue, region = find_region(which)
    gaps = gaps_of(region, catalogue)
    cases: list[Case] = []
    if not gaps:
        try:
            cases = cases_of(region, catalogue)
        except DeclarationError as error:
            gaps = [str(error)]
    walks = walk_tiers(region, catalogue)
    failed = _run(catalogue, region, cases)
    failed += [
        {
            "rule": walk.tier, "on": "", "says": walk.says, "expected": walk.expected, "got": walk.got,
            "generated": True,
        }
        for walk in walks if walk.got != walk.expected
    ]  # fmt: skip
    count = len(cases) + len(walks)
    return {
        "region": region.key, "name": region.name, "digest": region.digest[:16], "cases": count,
        "generated": sum(case.generated for case in cases) + len(walks), "passed": count - len(failed),
        "failed": failed, "gaps": gaps, "notes": list(_notes(region, catalogue)),
    }  # fmt: skip


def _notes(region: Region, catalogue: Catalogue) -> Iterator[str]:
    for tier in region.tiers:
        key = skip_key(tier)
        if key in catalogue.checks:
            since = f"{tier.from_on} 以前办的不列" if tier.from_on else "只管某一天以后的,用 from 写明日期"
            yield f"{tier.label}:导入的记录越过这一级的,由核对 {key} 列出;{since}"


def region_new(folder: str | Path, name: str | None = None, extends: str = "cn") -> dict[str, Any]:
    """Write a new pack that passes its tests as it stands; the folder's last part is its key."""
    place = Path(folder)
    written = write_pack(place, place.name, name or place.name, extends)
    return {
        "region": place.name, "folder": str(written.folder), "files": [str(path) for path in written.files],
        "advice": written.advice,
    }  # fmt: skip


def _run(catalogue: Catalogue, region: Region, cases: list[Case]) -> list[dict[str, Any]]:
    """Each case as a record of its own in a workspace of its own, assessed by the statement that assesses all."""
    failed: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(str(Path(folder) / "cases.db"), must_exist=False)
        tables = Tables(catalogue)
        create(engine, tables, catalogue)
        session = Session(
            engine=engine, catalogue=catalogue, tables=tables, worker=Worker(key="region test"),
            on=max([case.on for case in cases], default=BEFORE_ALL_ROLLS),
            now=lambda: datetime(9998, 12, 31, 12, tzinfo=UTC),
        )  # fmt: skip
        placed: list[tuple[Case, int]] = []
        with session.writing("region test") as change:
            organisations = Organisations.read(change.connection, tables, session.day)
            root = found(change, session, organisations, region.name, None, from_on=date(1, 1, 1), region=region.key)
            for case in cases:
                kind = catalogue.kind(catalogue.rule(case.rule).of.key)
                row = {**_filler(kind, case.on), **_columns(kind, case), "org": root, "number": None}
                placed.append((case, change.add(kind, [row])[0]["id"]))
        with session.reading() as connection:
            for case, record in placed:
                assessor = Assessor(catalogue, tables, catalogue.rule(case.rule), day_number(case.on))
                test = assessor.scope.row.c.id == record
                got = [one.outcome for one in assessor.records(connection, test, lived=False)]
                if got != [case.expected]:
                    failed.append(
                        {
                            "rule": case.rule, "on": case.on.isoformat(), "says": case.says, "expected": case.expected,
                            "got": got[0] if got else None, "generated": case.generated,
                        }
                    )  # fmt: skip
        engine.dispose()
    return failed


def _columns(kind: Kind, case: Case) -> dict[str, Any]:
    return {kind.field(key).column: value for key, value in case.record.items()}


def _filler(kind: Kind, on: date) -> dict[str, Any]:
    """What a record must hold and a case does not speak of."""
    return {field.column: _any(field, on) for field in kind.stored_fields if field.required}


def _any(field: Field, on: date) -> Any:
    if field.shape is Shape.DAY:
        return day_number(min(on, date(on.year, 1, 1)))
    if field.shape is Shape.MONTH:
        return on.year * 100 + on.month
    return "-" if field.shape.is_stored_as_text else 0
