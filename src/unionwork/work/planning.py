"""Plans what a chunk of a sheet's rows does to the registers, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, or_, select

from unionwork.declare.fields import Private, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.rolls import Fill
from unionwork.errors import nearest
from unionwork.exchange.layouts import Layout
from unionwork.exchange.problems import ERROR, WARNING, Problem
from unionwork.exchange.rows import RowReading
from unionwork.store.journal import image_columns
from unionwork.store.registers import Row, find_ids
from unionwork.store.tables import IN_FORCE, UNDONE, VOIDED
from unionwork.values import mask_id
from unionwork.work.drafting import Key, Planned, changes_of
from unionwork.work.fencing import hidden_numbers, outside_of
from unionwork.work.gathering import Gathered
from unionwork.work.session import Session
from unionwork.work.standing import Standing

_ASK = 900
_OPEN = object()


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
        return bool(self.problems) and any(problem.level == ERROR for problem in self.problems)


class Planner:
    """Plans the rows of one sheet; remembers across chunks which row named a record first."""

    def __init__(self, session: Session, layout: Layout) -> None:
        self.session, self.layout, self.roll = session, layout, layout.roll
        own = [place for place, fill in enumerate(self.roll.fills) if not fill.shared and fill.head is None]
        # The record that keeps the columns nobody declared: the first that is the row's own.
        self._keeper = own[0] if own else 0
        self.has_org = bool(layout.org)
        self.seen: list[dict[Key, Planned]] = [{} for _ in self.roll.fills]
        self.gathered = Gathered(self.roll)
        self.standing = Standing(session, self.roll)
        self._homeless: list[tuple[int, Key, Planned]] = []

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
        shared = self.gathered.of(place, plan.reading, values)
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
        if place == self._keeper:
            record.extra = dict(plan.reading.extra)
        plan.records[place] = record

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
            if self.session.worker.org is not None:
                ids = {number: record for number, record in ids.items() if record in orgs}
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
            query = query.where(*self.session.inside(table.c.org))
            found.update(dict(connection.execute(query).all()))
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

    def _leave_out(self, place: int, plans: Iterable[RowPlan], barred: dict[int, str]) -> None:
        """Take drafts out of their rows with a warning; a row that has nothing else to say is refused."""
        for plan in plans:
            record = plan.records[place]
            if record is None or id(record) not in barred:
                continue
            if place == self._keeper:
                self._refuse(plan, place, self.roll.fills[place].key[0], "", barred[id(record)])
            else:
                plan.records[place] = None
                kind = self.roll.fills[place].kind
                problem = Problem(
                    row=plan.reading.row, column=kind.label, value="", reason=barred[id(record)], level=WARNING
                )
                plan.problems.append(problem)

    def _warn_kept(self, plan: RowPlan, place: int, keys: Iterable[str]) -> None:
        for key in keys:
            column = self._header(place, key)
            reason = "本件已在本系统办理,表中的值不采用,原值保留;要改请办理相应步骤"
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
        outside = outside_of(connection, self.session, fill.kind, [row["id"] for row in stored.values()])
        hidden = hidden_numbers(connection, self.session, fill, [record.key for record in records], stored)
        refused: dict[int, str] = {}
        for record in records:
            if any(isinstance(part, Planned) for part in record.key):
                continue
            held = stored.get(record.key)
            if (held is not None and held["id"] in outside) or record.key in hidden:
                if fill.key[0] == "number":
                    refused[id(record)] = f"{fill.kind.label} {record.key[0]} 已被您的范围之外的记录使用;请换编号"
                continue
            if held is not None and held["void"] == VOIDED:
                refused[id(record)] = f"{fill.kind.label} {held['number']} 已作废;编号不重复使用,请换编号或先恢复原记录"
                continue
            record.stored = held
        barred = self.standing.barred(connection, fill, records)
        if barred:
            self._leave_out(place, plans, barred)
            records = [record for record in records if id(record) not in barred]
        kept = self.standing.dropped(connection, fill.kind, records)
        for plan in plans:
            record_here = plan.records[place]
            if record_here is not None and id(record_here) in refused:
                self._refuse(plan, place, fill.key[0], self._shown(fill, record_here), refused[id(record_here)])
            elif record_here is not None and record_here.row == plan.reading.row:
                self._warn_kept(plan, place, kept.get(id(record_here), ()))
        for record in records:
            if id(record) not in refused:
                self._state(record)

    def _state(self, record: Planned) -> None:
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


def missing_org(name: str, known: Iterable[str]) -> str:
    """Why a row with an unknown organisation is refused."""
    close = nearest(name, known)
    hint = f";最接近的是「{close}」" if close else ""
    return f"没有组织「{name}」{hint};请改正,或加 --create-orgs 一并建立"
