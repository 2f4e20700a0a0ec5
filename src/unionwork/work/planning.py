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
_OPEN = object()
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


@attrs.frozen(eq=False)
class Shared:
    """What a whole sheet says of a record that many of its rows name, gathered before any row is planned.

    Attributes:
        row: the row that speaks for it: the head's, else the first.
        values: what that row states, then what the others add.
    """

    row: int
    values: Mapping[str, Any]
    is_headed: bool


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
        self._shared: list[dict[Key, Shared]] = [{} for _ in self.roll.fills]
        self._homeless: list[tuple[int, Key, Planned]] = []

    @property
    def is_gathering(self) -> bool:
        """Whether rows must be gathered first, because many may name one record."""
        return any(fill.shared or fill.head is not None for fill in self.roll.fills)

    def gather(self, readings: Iterable[RowReading]) -> None:
        """Take in what all rows of the sheet say of the records that several of them name.

        So the outcome depends neither on the place of the head's row nor on where a batch of rows ends.
        """
        places = [place for place, fill in enumerate(self.roll.fills) if fill.shared or fill.head is not None]
        for reading in readings:
            for place in places:
                values = reading.fills[place]
                if values is not None and not reading.is_refused:
                    self._gather(place, reading, values)

    def _gather(self, place: int, reading: RowReading, values: Mapping[str, Any]) -> None:
        fill, held = self.roll.fills[place], self._shared[place]
        headed = fill.head is not None and any(part.get(fill.head[0]) == fill.head[1] for part in reading.fills if part)
        key = _sheet_key(fill, reading, values)
        before = held.get(key)
        if before is None:
            held[key] = Shared(reading.row, dict(values), headed)
        elif headed and not before.is_headed:
            held[key] = Shared(reading.row, {**before.values, **values}, True)
        elif not values.keys() <= before.values.keys():
            held[key] = Shared(before.row, {**values, **before.values}, before.is_headed)

    def plan(self, connection: Connection, plans: list[RowPlan]) -> None:
        """Settle, for each fill in order, which record each row names and what it would change."""
        self._house()
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
        # An empty cell leaves a stored record where it is.
        org = plan.org if self.has_org and plan.reading.org else None
        shared = self._shared[place].get(_sheet_key(fill, plan.reading, values))
        if shared is not None:
            differing = [key for key, value in values.items() if shared.values.get(key, value) != value]
            if differing:
                self._warn(plan, place, differing, shared.row)
            values = dict(shared.values)
        record = Planned(fill=fill, key=(), row=plan.reading.row, org=org, values=values)
        for field, target in fill.refs.items():
            linked = plan.records[target]
            if linked is not None:
                record.links[field] = linked
        if self._carries_extra(place):
            record.extra = dict(plan.reading.extra)
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
                if record.org is None:
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
            named = self._named(fill, record)
            first = seen.get(named)
            if first is None:
                seen[named] = record
                if any(isinstance(part, tuple) for part in named):
                    self._homeless.append((place, named, record))
                continue
            plan.again = True
            plan.records[place] = first
            # A value that the first row leaves open differs too: kept silently out, it would be lost.
            differing = [key for key, value in record.values.items() if first.values.get(key, _OPEN) != value]
            if not fill.shared and record.org is not None and record.org != first.org:
                differing.append("org")
            if fill.shared or fill.head is not None:
                if "org" in differing:
                    self._warn(plan, place, ["org"], first.row)
            elif differing:
                names = "、".join(self._header(place, key) for key in differing)
                self._refuse(
                    plan, place, fill.key[0], self._shown(fill, record),
                    f"与第 {first.row} 行是同一条记录,但「{names}」不同;只收第 {first.row} 行,请改正后再导入",
                )  # fmt: skip
            elif record.extra != first.extra:
                # Remarks of the office's own are no facts of the record, so they stop no row.
                column = next((name for name, text in record.extra.items() if first.extra.get(name) != text), "")
                if column:
                    self._warn_of(plan, column, first.row)

    def _warn(self, plan: RowPlan, place: int, differing: Sequence[str], row: int) -> None:
        self._warn_of(plan, self._header(place, differing[0]), row)

    def _warn_of(self, plan: RowPlan, column: str, row: int) -> None:
        reason = f"与第 {row} 行所写不同;以第 {row} 行为准"
        plan.problems.append(Problem(row=plan.reading.row, column=column, value="", reason=reason, level=WARNING))

    def _house(self) -> None:
        """Records whose organisation has been founded since are known by its id from now on."""
        for place, named, record in self._homeless:
            if isinstance(record.org, int):
                key = tuple(record.org if isinstance(part, tuple) else part for part in named)
                self.seen[place].setdefault(key, record)
        self._homeless.clear()

    def _named(self, fill: Fill, record: Planned) -> Key:
        """The key of a record within this sheet: the same before and after what it points to is stored."""
        return tuple(record.links.get(name, part) for name, part in zip(fill.key, record.key, strict=True))

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
    before = json.loads(held["extra"] or "{}")
    merged = without_presumed({**before, **record.extra}, kind, record.values)
    if merged != before:
        new["extra"] = write_extra(merged)
    return new


def without_presumed(extra: Mapping[str, Any], kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The extra columns, no longer marking as presumed what is stated by now; `values` by field."""
    kept = dict(extra)
    if PRESUMED in kept:
        stated = {kind.field(key).label for key, value in values.items() if value is not None and kind.has(key)}
        labels = [label for label in str(kept[PRESUMED]).split("、") if label not in stated]
        kept[PRESUMED] = "、".join(labels)
        if not labels:
            del kept[PRESUMED]
    return kept


def _sheet_key(fill: Fill, reading: RowReading, values: Mapping[str, Any]) -> Key:
    """What names a shared record in a row, as the sheet writes it."""
    return tuple(reading.org if name == "org" else values.get(name) for name in fill.key)


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

