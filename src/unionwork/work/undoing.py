"""Taking an import back: what it added goes out of force, what it changed gets its old values."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from unionwork.errors import RefusedError
from unionwork.work.pointing import refuse_pointed_at
from unionwork.work.session import Session


def undo_import(session: Session, batch: int, *, dry_run: bool = False) -> dict[str, Any]:
    """Take back everything that a batch did, as long as nothing moved on since.

    Raises:
        RefusedError: a record was changed since, or another points to it; names the first ones.
    """
    entry, journal = session.tables.entry, session.tables.batch
    # No id is larger; the driver would break on it.
    if not 0 < batch < 2**63:
        raise RefusedError(f"批次 {batch} 不是一次导入;请用 unionwork journal list 查看批次号")
    with session.writing(f"import undo {batch}", dry_run=dry_run) as change:
        connection = change.connection
        held = connection.execute(select(journal.c.what).where(journal.c.id == batch)).scalar()
        if held is None or not held.startswith("import ") or held.startswith("import undo"):
            raise RefusedError(f"批次 {batch} 不是一次导入;请用 unionwork journal list 查看批次号")
        voided = restored = 0
        kinds = connection.execute(select(entry.c.kind).where(entry.c.batch == batch).distinct()).scalars().all()
        steps = []
        for key in sorted(kinds):
            kind = session.kind(key)
            table = session.tables[key]
            own = (entry.c.batch == batch, entry.c.kind == key)
            query = select(entry.c.record, entry.c.version, entry.c.act).where(*own)
            # A batch may touch a record more than once: the first act tells what to go back to.
            acts: dict[int, tuple[int, int, str]] = {}
            for record, version, act in connection.execute(query.order_by(entry.c.version)):
                first = acts.get(record)
                acts[record] = (first[0], version, first[2]) if first else (version, version, act)
            rows = change.rows(kind, table.c.id.in_(select(entry.c.record).where(entry.c.batch == batch)))
            moved = [row["number"] for row in rows if row["version"] != acts[row["id"]][1]]
            if moved:
                raise RefusedError(
                    f"不能撤回:{kind.label} {'、'.join(moved[:5])} 等 {len(moved)} 条在导入之后又改动过;"
                    f"请先处理这些记录"
                )
            steps.append((kind, rows, acts))
        taken = {row["id"] for kind, rows, acts in steps for row in rows if acts[row["id"]][2] in ("add", "revive")}
        restored_ids = {row["id"] for _, rows, _ in steps for row in rows} - taken
        refuse_pointed_at(session, connection, [kind for kind, _, _ in steps], taken, restored_ids)
        for kind, rows, acts in steps:
            new = [row for row in rows if acts[row["id"]][2] in ("add", "revive")]
            old = [row for row in rows if acts[row["id"]][2] not in ("add", "revive")]
            change.void(kind, new, "undo")
            voided += len(new)
            for row in old:
                body = connection.execute(
                    select(entry.c.body).where(
                        entry.c.kind == kind.key, entry.c.record == row["id"], entry.c.version == acts[row["id"]][0] - 1
                    )
                ).scalar()
                if body is None:
                    raise RefusedError(f"{kind.label} {row['number']} 的上一版留底已清除,不能撤回")
                image = json.loads(body)
                back = {name: image.get(name) for name in row if name not in ("id", "version", "digest")}
                change.change(kind, [(row, back)], "restore")
                restored += 1
        return {"batch": batch, "voided": voided, "restored": restored}
