"""Which records point to which: what stands in the way of taking a record back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select

from unionwork.declare.fields import Field, Shape
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
        columns = [table.c[field.column] for field in references(other, keys)]
        # A body and its place in the tree name their organisation otherwise.
        if "organisation" in keys and other.key not in ("organisation", "placement"):
            columns.append(table.c.org)
        # Whoever voids a record keeps its history with it; what is taken back is as if it had never been.
        if other.key == "decision" or (other.key in ("act", "attachment") and act == "撤回"):
            columns.append(table.c.subject)
        for column in columns:
            for part in _parts(ids):
                query = select(table.c.id, table.c.number).where(column.in_(part), table.c.void == IN_FORCE)
                pointing = connection.execute(query)
                staying = {record: number for record, number in pointing if record not in ids and record not in but}
                if staying:
                    # What lies outside the operator's scope stands in the way without being named.
                    seen = connection.execute(query.where(*session.inside(table.c.org)).order_by(table.c.id))
                    named = [number for record, number in seen if record in staying][:5]
                    which = "、".join(named) if named else "在您的范围之外"
                    raise RefusedError(
                        f"不能{act}:{other.label} {which} 等 {len(staying)} 条还指向这些记录;请先处理它们"
                    )


def references(kind: Kind, keys: Collection[str]) -> list[Field]:
    """The fields of a kind that point to records of some kinds."""
    return [field for field in kind.stored_fields if field.shape is Shape.REF and field.to in keys]


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    listed = sorted(ids)
    return (listed[start : start + _ASK] for start in range(0, len(listed), _ASK))
