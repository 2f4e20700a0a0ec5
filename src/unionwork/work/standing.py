"""What was done here stands: a sheet brings history, but never moves a record on which a step was taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill, Roll
from unionwork.store.tables import UNDONE
from unionwork.work.drafting import Planned
from unionwork.work.governing import Governed, any_moved, governed_in, moved_here
from unionwork.work.session import Session


class Standing:
    """Which of a sheet's records were moved here, asked once for a lot of rows, and only where any was."""

    def __init__(self, session: Session, roll: Roll) -> None:
        self.session = session
        self._governed: dict[str, Governed] = {
            fill.kind.key: governed_in(session.catalogue, fill.kind) for fill in roll.fills
        }
        self._any: set[str] | None = None

    def dropped(self, connection: Connection, kind: Kind, records: Sequence[Planned]) -> dict[int, list[str]]:
        """Take out what a sheet may not say; `id` of a draft to the fields whose stored value stands."""
        governed = self._governed[kind.key]
        stored = [record for record in records if record.stored is not None and record.stored["void"] != UNDONE]
        if not governed.fields or not stored:
            return {}
        moved = self._moved(connection, kind.key, (record.stored["id"] for record in stored if record.stored))
        for pointer, (procedure, _) in governed.arrivals.items():
            column = kind.field(pointer).column
            pointed = {record.stored["id"]: record.stored[column] for record in stored if record.stored}
            subjects = self._moved(connection, procedure.of.key, (at for at in pointed.values() if at))
            moved |= {record for record, at in pointed.items() if at in subjects}
        found: dict[int, list[str]] = {}
        for record in stored:
            held = record.stored or {}
            if held["id"] not in moved:
                continue
            differing = [
                key for key in record.values
                if key in governed.fields and held[kind.field(key).column] != record.values[key]
            ]  # fmt: skip
            for key in differing:
                del record.values[key]
            if differing:
                found[id(record)] = differing
        return found

    def barred(self, connection: Connection, fill: Fill, records: Sequence[Planned]) -> dict[int, str]:
        """Drafts that would move another record that was moved here, with the reason; by `id` of the draft."""
        found: dict[int, str] = {}
        for pointer, (procedure, step) in self._governed[fill.kind.key].arrivals.items():
            column = fill.kind.field(pointer).column
            arriving: dict[int, int] = {}
            for record in records:
                target = _target(record, pointer)
                held = record.stored if record.stored is not None and record.stored["void"] != UNDONE else None
                if target and (held is None or held[column] != target):
                    arriving[id(record)] = target
            moved = self._moved(connection, procedure.of.key, arriving.values())
            subject = procedure.of
            found.update(
                {
                    draft: f"所属的{subject.label}已在本系统办理,不能由表格带入;"
                    f"请用 {subject.key} do {step.key}({step.label})登记"
                    for draft, target in arriving.items()
                    if target in moved
                }
            )
        return found

    def _moved(self, connection: Connection, kind: str, ids: Iterable[int]) -> set[int]:
        if self._any is None:
            subjects = {procedure.of.key for held in self._governed.values() for procedure, _ in held.arrivals.values()}
            self._any = any_moved(self.session, connection, {*self._governed, *subjects})
        return moved_here(self.session, connection, kind, set(ids)) if kind in self._any else set()


def _target(record: Planned, pointer: str) -> int:
    """The id of the record that a draft points to, 0 where it is not stored yet."""
    linked = record.links.get(pointer)
    if linked is not None:
        return int(linked.id or (linked.stored["id"] if linked.stored else 0))
    target = record.values.get(pointer)
    return int(target) if target else 0
