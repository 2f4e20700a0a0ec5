"""Plans what a chunk of a sheet's rows does to the registers, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, or_, select

from unionwork.declare.fields import Field, Private, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill
from unionwork.errors import nearest
from unionwork.exchange.layouts import Layout
from unionwork.exchange.problems import ERROR, WARNING, Problem
from unionwork.exchange.rows import RowReading
from unionwork.store.journal import image_columns
from unionwork.store.registers import Row, find_ids
from unionwork.store.tables import IN_FORCE, UNDONE, VOIDED
from unionwork.values import day_number, mask_id
from unionwork.work.session import Session

PRESUMED = "推定"
_ASK = 900
Key = tuple[Any, ...]


@attrs.define(eq=False)
class Planned:
    """A record that the sheet names, with what it says of it.

    Attributes:
        key: what identifies it in the sheet.
        row: the sheet's row that named it first.
        org: id of its organisation, or the name of one yet to be founded; None to leave it.
        values: column to stored value, only what the sheet states.
        links: reference column to another planned record.
        extra: columns nobody declared.
        stored: the row as it is stored, None for a new record.
        status: "added", "changed", "unchanged" once it is settled.
    """

    fill: Fill
    key: Key
    row: int
    org: Any
    values: dict[str, Any]
    links: dict[str, Planned] = attrs.field(factory=dict)
    extra: dict[str, Any] = attrs.field(factory=dict)
    stored: Row | None = None
    id: int = 0
    status: str = ""
    headed: bool = False


@attrs.define(eq=False)
class RowPlan:
    """What one row of the sheet does.

    Attributes:
        reading: the row as it was read.
        org: id or token of its organisation.
        records: its record for each fill, None where it has none.
    """

    reading: RowReading
    org: Any
    records: list[Planned | None]
    problems: list[Problem]
    again: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether an error stops the row."""
        return any(problem.level == ERROR for problem in self.problems)


class Planner:
    """Plans the rows of one sheet; remembers across chunks which row named a record first."""

    def __init__(self, session: Session, layout: Layout) -> None:
        self.session, self.layout, self.roll = session, layout, layout.roll
        self.has_org = bool(layout.org)
        self.seen: list[dict[Key, Planned]] = [{} for _ in self.roll.fills]

    def plan(self, connection: Connection, plans: list[RowPlan]) -> None:
        """Settle, for each fill in order, which record each row names and what it would change."""
        for place, fill in enumerate(self.roll.fills):
            live = [plan for plan in plans if not plan.is_refused and plan.reading.fills[place] is not None]
            for plan in live:
                self._plan_row(place, fill, plan)
            self._link(connection, place, fill, live)
            live = [plan for plan in live if not plan.is_refused]
            self._merge(place, fill, live)
            fresh = {id(record): record for plan in live if (record := plan.records[place]) and not record.status}
            self._settle(connection, fill, list(fresh.values()), live, place)

    def _plan_row(self, place: int, fill: Fill, plan: RowPlan) -> None:
        values = dict(plan.reading.fills[place] or {})
        org = plan.org if self.has_org else None
        record = Planned(fill=fill, key=(), row=plan.reading.row, org=org, values=values)
        for field, target in fill.refs.items():
            linked = plan.records[target]
            if linked is not None:
                record.links[field] = linked
        if self._carries_extra(place):
            record.extra = dict(plan.reading.extra)
        if fill.head is not None:
            field, code = fill.head
            record.headed = any(part.get(field) == code for part in plan.reading.fills if part)
        plan.records[place] = record

    def _carries_extra(self, place: int) -> bool:
        own = [number for number, fill in enumerate(self.roll.fills) if not fill.shared and fill.head is None]
        return place == (own[0] if own else 0)

    def _link(self, connection: Connection, place: int, fill: Fill, plans: Iterable[RowPlan]) -> None:
        """Turn the numbers in reference columns into ids, all rows at once."""
        plans = list(plans)
        for field in fill.kind.stored_fields:
            if field.shape is not Shape.REF:
                continue
            asked = {
                str(record.values[field.key])
                for plan in plans
                if (record := plan.records[place]) and record.values.get(field.key) is not None
            }
            if not asked:
                continue
            target = self.session.kind(field.to)
            ids = find_ids(connection, self.session.tables, target.key, sorted(asked))
            orgs = self._owners(connection, target, list(ids.values()))
            for plan in plans:
                record = plan.records[place]
                if record is None or record.values.get(field.key) is None:
                    continue
                number = str(record.values[field.key])
                if number not in ids:
                    self._refuse(
                        plan, place, field.key, number,
                        f"没有{target.label}「{number}」;请先导入{target.label},或改正编号",
                    )  # fmt: skip
                    continue
                record.values[field.key] = ids[number]
                if not self.has_org and record.org is None:
                    record.org = orgs.get(ids[number])

    def _owners(self, connection: Connection, kind: Kind, ids: Sequence[int]) -> dict[int, int]:
        table = self.session.tables[kind.key]
        found: dict[int, int] = {}
        for start in range(0, len(ids), _ASK):
            query = select(table.c.id, table.c.org).where(table.c.id.in_(ids[start : start + _ASK]))
            found.update({record: org for record, org in connection.execute(query).tuples()})
        return found

    def _merge(self, place: int, fill: Fill, plans: Iterable[RowPlan]) -> None:
        """One record for each key: a row that repeats it adds nothing, one that contradicts it is refused."""
        seen = self.seen[place]
        for plan in plans:
            record = plan.records[place]
            assert record is not None
            record.key = self._key(fill, record, plan)
            first = seen.get(record.key)
            if first is None:
                seen[record.key] = record
                continue
            plan.again = True
            plan.records[place] = first
            differing = [key for key, value in record.values.items() if first.values.get(key, value) != value]
            if not fill.shared and record.org is not None and record.org != first.org:
                differing.append("org")
            if record.headed and not first.headed:
                # The head's row speaks for the household; the others only name it.
                if first.status:
                    seen[record.key] = plan.records[place] = record
                    continue
                first.values.update(record.values)
                first.headed = True
            elif fill.shared or fill.head is not None:
                if not first.status:
                    first.values.update({key: value for key, value in record.values.items() if key not in first.values})
                if differing:
                    self._warn(plan, place, differing, first)
            elif differing or record.extra != first.extra:
                names = "、".join(self._header(place, key) for key in differing) or "其他列"
                self._refuse(
                    plan, place, fill.key[0], self._shown(fill, record),
                    f"与第 {first.row} 行是同一条记录,但「{names}」不同;只收第 {first.row} 行,请改正后再导入",
                )  # fmt: skip

    def _warn(self, plan: RowPlan, place: int, differing: list[str], first: Planned) -> None:
        field = differing[0]
        plan.problems.append(
            Problem(
                row=plan.reading.row, column=self._header(place, field), value="",
                reason=f"与第 {first.row} 行所写不同;以第 {first.row} 行为准", level=WARNING,
            )
        )  # fmt: skip

    def _key(self, fill: Fill, record: Planned, plan: RowPlan) -> Key:
        parts: list[Any] = []
        for name in fill.key:
            if name == "org":
                parts.append(record.org if record.org is not None else plan.org)
            elif name in record.links:
                linked = record.links[name]
                parts.append(linked.id or (linked.stored["id"] if linked.stored else linked))
            else:
                parts.append(record.values.get(name, fill.fixed.get(name)))
        return tuple(parts)

    def _settle(
        self, connection: Connection, fill: Fill, records: list[Planned], plans: Iterable[RowPlan], place: int
    ) -> None:
        """Compare with what is stored: new, changed or unchanged."""
        stored = self._stored(connection, fill, records)
        refused: dict[int, str] = {}
        for record in records:
            if any(isinstance(part, Planned) for part in record.key):
                continue
            held = stored.get(record.key)
            if held is not None and held["void"] == VOIDED:
                refused[id(record)] = f"{fill.kind.label} {held['number']} 已作废;编号不重复使用,请换编号或先恢复原记录"
                continue
            record.stored = held
        for plan in plans:
            record_here = plan.records[place]
            if record_here is not None and id(record_here) in refused:
                self._refuse(
                    plan, place, fill.key[0], self._shown(fill, record_here), refused[id(record_here)]
                )
        for record in records:
            if id(record) not in refused:
                self._state(fill, record)

    def _state(self, fill: Fill, record: Planned) -> None:
        if record.stored is None or record.stored["void"] == UNDONE:
            record.status = "added"
            return
        new = changes_of(record)
        record.status = "changed" if new else "unchanged"

    def _stored(self, connection: Connection, fill: Fill, records: Sequence[Planned]) -> dict[Key, Row]:
        """The stored rows that the keys name."""
        usable = [record for record in records if not any(isinstance(part, Planned | tuple) for part in record.key)]
        if not usable:
            return {}
        kind = fill.kind
        table = self.session.tables[kind.key]
        names = (*image_columns(kind), "digest")
        first = next((name for name in fill.key if name != "org"), fill.key[0])
        column = table.c.number if first == "number" else table.c[kind.field(first).column]
        place = fill.key.index(first)
        asked = sorted({record.key[place] for record in usable if record.key[place] is not None})
        wanted = {record.key for record in usable}
        found: dict[Key, Row] = {}
        for start in range(0, len(asked), _ASK):
            query = select(*(table.c[name] for name in names)).where(column.in_(asked[start : start + _ASK]))
            if first != "number":
                query = query.where(or_(table.c.void == IN_FORCE, table.c.void == UNDONE))
            for values in connection.execute(query.order_by(table.c.void.desc(), table.c.id.desc())):
                row = dict(zip(names, values, strict=True))
                key = tuple(
                    row[name] if name in ("number", "org") else row[kind.field(name).column] for name in fill.key
                )
                if key in wanted:
                    found[key] = row
        return found

    def _shown(self, fill: Fill, record: Planned) -> str:
        first = fill.key[0]
        value = record.values.get(first, "")
        if first != "number" and fill.kind.has(first) and fill.kind.field(first).private is Private.ID_NUMBER:
            return mask_id(str(value))
        return str(value) if not isinstance(value, int) else ""

    def _header(self, place: int, key: str) -> str:
        kind = self.roll.fills[place].kind
        if key == "org":
            return self.layout.org[-1].header if self.layout.org else "组织"
        printed = self.layout.fills[place].get(key)
        if printed:
            return printed.header
        return kind.number_label[0] if key == "number" else kind.field(key).label

    def _refuse(self, plan: RowPlan, place: int, key: str, value: str, reason: str) -> None:
        printed = self.layout.fills[place].get(key)
        plan.problems.append(
            Problem(
                row=plan.reading.row, column=self._header(place, key), value=value, reason=reason, level=ERROR,
                index=printed.index if printed else None,
            )
        )  # fmt: skip


def changes_of(record: Planned) -> dict[str, Any]:
    """The columns of a stored record to which the sheet gives another value."""
    kind, held = record.fill.kind, record.stored
    assert held is not None
    new: dict[str, Any] = {}
    for key, value in record.values.items():
        column = key if key == "number" else kind.field(key).column
        if held.get(column) != value:
            new[column] = value
    for field, linked in record.links.items():
        target = linked.id or (linked.stored["id"] if linked.stored else 0)
        if held[kind.field(field).column] != target and target:
            new[kind.field(field).column] = target
    if isinstance(record.org, int) and record.org != held["org"]:
        new["org"] = record.org
    if record.extra:
        before = json.loads(held["extra"] or "{}")
        merged = {**before, **record.extra}
        if merged != before:
            new["extra"] = write_extra(merged)
    return new


def new_row(record: Planned) -> Row:
    """The row of a new record: what the sheet states, what it presumes, and what is fixed."""
    fill = record.fill
    row: Row = {"org": record.org, "number": None}
    extra = dict(record.extra)
    for key, value in {**fill.fixed, **record.values}.items():
        row["number" if key == "number" else fill.kind.field(key).column] = value
    for key, linked in record.links.items():
        row[fill.kind.field(key).column] = linked.id
    presumed: list[Field] = []
    for key, day in fill.presumed.items():
        field = fill.kind.field(key)
        if row.get(field.column) is None:
            row[field.column] = day_number(day)
            presumed.append(field)
    if presumed:
        extra[PRESUMED] = "、".join(field.label for field in presumed)
    row["extra"] = write_extra(extra)
    return row


def write_extra(extra: Mapping[str, Any]) -> str | None:
    """The sheet columns that nobody declared, as they are stored."""
    return json.dumps(dict(sorted(extra.items())), ensure_ascii=False, separators=(",", ":")) if extra else None


def missing_org(name: str, known: Iterable[str]) -> str:
    """Why a row with an unknown organisation is refused."""
    close = nearest(name, known)
    hint = f";最接近的是「{close}」" if close else ""
    return f"没有组织「{name}」{hint};请改正,或加 --create-orgs 一并建立"

