"""Which records point to which: what stands in the way of taking a record back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select

from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind
from unionwork.errors import RefusedError
from unionwork.store.tables import IN_FORCE
from unionwork.work.session import Session

_ASK = 900


def refuse_pointed_at(
    session: Session, connection: Connection, kinds: Sequence[Kind], ids: Collection[int],
    but: Collection[int] = (), act: str = "撤回",
) -> None:  # fmt: skip
    """Refuse to take records back while others, that stay, depend on them; `but` those that let go by themselves.

    `act` is what was asked for, in the words of the message.

    Raises:
        RefusedError: names the first records that point to them.
    """
    keys = {kind.key for kind in kinds}
    for other in session.catalogue.kinds.values():
        table = session.tables[other.key]
        refs = (field for field in other.stored_fields if field.shape is Shape.REF and field.to in keys)
        columns = [table.c[field.column] for field in refs]
        # A body and its place in the tree name their organisation otherwise.
        if "organisation" in keys and other.key not in ("organisation", "placement"):
            columns.append(table.c.org)
        if other.key == "decision":
            columns.append(table.c.subject)
        for column in columns:
            for part in _parts(ids):
                query = select(table.c.id, table.c.number).where(column.in_(part), table.c.void == IN_FORCE)
                pointing = connection.execute(query)
                staying = [number for record, number in pointing if record not in ids and record not in but]
                if staying:
                    raise RefusedError(
                        f"不能{act}:{other.label} {'、'.join(staying[:5])} 等 {len(staying)} 条"
                        "还指向这些记录;请先处理它们"
                    )


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    listed = sorted(ids)
    return (listed[start : start + _ASK] for start in range(0, len(listed), _ASK))
