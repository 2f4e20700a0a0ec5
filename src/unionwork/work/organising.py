"""Organisations: finding them by name, founding, changing, moving and merging them, and their dated figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.rolls import BEFORE_ALL_ROLLS
from unionwork.declare.vocabularies import fold
from unionwork.errors import RefusedError, UnknownNameError, UsageError, ValueRefusedError
from unionwork.store.registers import Transaction
from unionwork.store.tables import IN_FORCE, Tables
from unionwork.store.tree import Tree, tree_on
from unionwork.values import day_number
from unionwork.work.absorbed import absorbed_today
from unionwork.work.session import Session

ROOT = "ROOT"


@attrs.define
class Organisations:
    """The organisations of a workspace as of a day, found by number or name.

    Attributes:
        names: id to name.
        numbers: id to number.
        tree: the tree of the day.
        top: the organisation at which it begins for the operator; the root's where the scope is all.
    """

    names: dict[int, str]
    numbers: dict[int, str]
    regions: dict[int, str]
    levels: dict[int, str]
    tree: Tree
    _by_name: dict[str, list[int]]
    top: int | None = None

    @classmethod
    def seen(cls, session: Session, connection: Connection, on: int | None = None) -> Organisations:
        """Those that the operator may see, as of the business day: nothing outside the scope can be named at all."""
        whole = cls.read(connection, session.tables, session.day if on is None else on)
        if session.worker.org is None:
            return whole
        organisation = session.tables["organisation"]
        query = select(organisation.c.id).where(organisation.c.void == IN_FORCE, *session.inside(organisation.c.id))
        return whole.within_scope(session.worker.org, set(connection.execute(query).scalars()))

    @classmethod
    def read(cls, connection: Connection, tables: Tables, on: int) -> Organisations:
        """Read all of them; a use case for an operator takes `seen`."""
        table = tables["organisation"]
        query = select(table.c.id, table.c.number, table.c.name, table.c.region, table.c.level)
        rows = connection.execute(query.where(table.c.void == IN_FORCE).order_by(table.c.id)).all()
        found = cls({}, {}, {}, {}, tree_on(connection, tables, on), defaultdict(list))
        for row in rows:
            found.remember(row.id, row.number, row.name, row.region or "", row.level or "")
        return found

    def within_scope(self, top: int, inside: set[int]) -> Organisations:
        """The part that an operator's scope holds; what holds there from above still does."""
        parents = {org: above if above in inside else None for org, above in self.tree.parents.items() if org in inside}
        tree = Tree(parents, tuple(org for org in self.tree.order if org in inside))
        kept = Organisations({}, {}, {}, {}, tree, defaultdict(list), top)
        for org in sorted(inside & self.names.keys()):
            region = self.region_of(org) if parents.get(org) is None else self.regions.get(org, "")
            kept.remember(org, self.numbers[org], self.names[org], region, self.levels[org])
        return kept

    def remember(self, org: int, number: str, name: str, region: str = "", level: str = "") -> None:
        """Take in one organisation."""
        self.names[org], self.numbers[org], self.levels[org] = name, number, level
        if region:
            self.regions[org] = region
        self._by_name[fold(name)].append(org)

    @property
    def root(self) -> int:
        """The root organisation: the first that was founded, or where the operator's scope begins."""
        return min(self.names) if self.top is None else self.top

    def find(self, name: str | None) -> int:
        """The organisation that a number, a unique name or ROOT names; the root without a name.

        Raises:
            UnknownNameError: none; names the nearest.
            UsageError: more than one carries the name.
        """
        if name is None or name == ROOT:
            return self.root
        for org, number in self.numbers.items():
            if number == name:
                return org
        found = self._by_name.get(fold(name), [])
        standing = [org for org in found if org in self.tree.parents] or found
        if len(standing) == 1:
            return standing[0]
        if standing:
            listed = "、".join(self.numbers[org] for org in standing[:6])
            raise UsageError(f"有 {len(standing)} 个组织叫「{name}」({listed});请改用编号")
        outside = ";也可能在您的范围之外" if self.top is not None else ""
        raise UnknownNameError("组织", name, self.names.values(), more=outside)

    def within(self, name: str, base: int) -> list[int]:
        """The organisations of a name that are `base` or stand below it."""
        return [org for org in self._by_name.get(fold(name), []) if self.is_within(org, base)]

    def is_within(self, org: int, base: int) -> bool:
        """Whether an organisation is `base` or stands below it."""
        at: int | None = org
        while at is not None:
            if at == base:
                return True
            at = self.tree.parents.get(at)
        return base == self.root

    def region_of(self, org: int) -> str:
        """The region that an organisation is bound to, by itself or from above; "" for none."""
        at: int | None = org
        while at is not None:
            if at in self.regions:
                return self.regions[at]
            at = self.tree.parents.get(at)
        return ""

    def path(self, org: int) -> str:
        """The names from below the root down to an organisation, joined by /; "" for the root."""
        parts: list[str] = []
        at: int | None = org
        while at is not None and at != self.root:
            parts.append(self.names[at])
            at = self.tree.parents.get(at)
        return "/".join(reversed(parts))


def found(
    change: Transaction, session: Session, organisations: Organisations, name: str, parent: int | None, *,
    from_on: date = BEFORE_ALL_ROLLS, **values: Any,
) -> int:  # fmt: skip
    """Add an organisation below another; where nobody says since when, it stands from before any roll."""
    clean = read_name(name)
    region = values.get("region")
    if region:
        session.catalogue.region(region)
    row = change.add(session.kind("organisation"), [{"org": parent or 0, "name": clean, **values}])[0]
    org = int(row["id"])
    place(change, session, org, parent, day_number(from_on))
    organisations.remember(org, row["number"], clean, region or "", values.get("level") or "")
    organisations.tree.parents[org] = parent
    return org


def place(change: Transaction, session: Session, org: int, parent: int | None, on: int) -> None:
    """Put an organisation below another from a day on, ending where it stood before."""
    kind = session.kind("placement")
    table = session.tables["placement"]
    open_ones = change.rows(kind, table.c.organisation == org, table.c.to_on.is_(None), table.c.void == IN_FORCE)
    same_day = [row for row in open_ones if row["from_on"] == on]
    for row in open_ones:
        if row["from_on"] > on:
            raise RefusedError("该组织在这一天之后已经变动过;请用更晚的日期")
    change.change(kind, [(row, {"to_on": on}) for row in open_ones if row not in same_day])
    if same_day:
        change.change(kind, [(row, {"parent": parent}) for row in same_day])
    else:
        change.add(kind, [{"org": org, "organisation": org, "parent": parent, "from_on": on, "to_on": None}])


def add_organisation(
    session: Session, name: str, *, parent: str | None = None, level: str | None = None, region: str | None = None,
    from_on: date | None = None, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Found an organisation below another.

    Raises:
        RefusedError: its parent has one of that name already, or was merged into another.
    """
    session.allow("org")
    with session.writing(f"org add {name}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        above = organisations.find(parent)
        absorbed_today(change, session, organisations.names, above, "下设组织", corrects=False)
        name = _free_name(organisations, name, above)
        code = read_level(session, level)
        org = found(
            change, session, organisations, name, above, from_on=from_on or BEFORE_ALL_ROLLS, level=code, region=region
        )
        return _node(organisations, org)


def change_organisation(
    session: Session, name: str, values: Mapping[str, str], *, source: str | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Change an organisation's own facts; any other word with a number is a dated figure, such as workers.

    Raises:
        UsageError: a figure that is no whole number.
    """
    own = {"name", "level", "region", "chair", "sort"}
    session.allow("org")
    with session.writing(f"org change {name} {' '.join(values)}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        org = organisations.find(name)
        new = {key: value.strip() or None for key, value in values.items() if key in own}
        if "name" in new:
            new["name"] = _free_name(organisations, new["name"] or "", organisations.tree.parents.get(org), but=org)
        if new.get("region"):
            session.catalogue.region(str(new["region"]))
        if "level" in new:
            new["level"] = read_level(session, new["level"])
        if new:
            kind = session.kind("organisation")
            change.change(kind, [(row, new) for row in change.rows(kind, session.tables["organisation"].c.id == org)])
        from unionwork.work.figures import read_figure, record_figure

        for key, value in values.items():
            if key not in own:
                record_figure(change, session, org, key, read_figure(session, key, value), source)
        return {**_node(organisations, org), "on": session.on.isoformat(), "set": dict(values)}


def read_name(name: str) -> str:
    """A name that an organisation can bear.

    Raises:
        ValueRefusedError: it is empty, or holds the sign that separates levels.
    """
    clean = name.strip()
    if not clean:
        raise ValueRefusedError("组织名称不能为空")
    if "/" in clean:
        raise ValueRefusedError("组织名称不能含有 /(它用来分隔上下级)", clean)
    return clean


def _free_name(organisations: Organisations, name: str, above: int | None, but: int | None = None) -> str:
    """A name that no other organisation bears below the same one."""
    clean = read_name(name)
    if clean == ROOT or re.fullmatch(r"ORG\d+", clean):
        raise ValueRefusedError("组织名称不能写成 ROOT 或组织编号的样子(写它时认不出是哪一个);请写组织的名称", clean)
    if above is not None:
        for org in organisations.within(clean, above):
            if org != but and organisations.tree.parents.get(org) == above:
                raise RefusedError(f"「{organisations.names[above]}」下已有「{clean}」;请换一个名称")
    return clean


def read_level(session: Session, level: str | None) -> str | None:
    """The code of a level word."""
    if not level:
        return None
    vocabulary = session.catalogue.vocabulary("org_level")
    code = vocabulary.find(level)
    if code is None:
        raise ValueRefusedError(f"不是工会层级;可用:{'、'.join(term.label for term in vocabulary.terms)}", level)
    return code


def move_organisation(session: Session, name: str, to: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Put an organisation below another from the business day on; figures before it keep the old tree.

    A body that was merged on this very day stands on its own again.

    Raises:
        RefusedError: it is the root, would stand below itself, or one of the two was merged before.
    """
    session.allow("tree")
    with session.writing(f"org move {name} --to {to}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        org, above = organisations.find(name), organisations.find(to)
        _refuse_circle(organisations, org, above)
        absorbed_today(change, session, organisations.names, above, "接收别的组织", corrects=False)
        rows = absorbed_today(change, session, organisations.names, org, "移动")
        place(change, session, org, above, session.day)
        change.change(session.kind("organisation"), [(row, {"merged_into": None, "closed_on": None}) for row in rows])
        organisations.tree.parents[org] = above
        return {**_node(organisations, org), "from": session.on.isoformat()}


def merge_organisations(session: Session, name: str, into: str, *, dry_run: bool = False) -> dict[str, Any]:
    """Merge an organisation into another from the business day on.

    It stands below the other as merged, so its records count there from that day, keep their old
    owner, and last year's figures stay as they were. On the very day it can be merged into another instead.

    Raises:
        RefusedError: it is the root, would stand below itself, or one of the two was merged before.
    """
    session.allow("tree")
    with session.writing(f"org merge {name} --into {into}", dry_run=dry_run) as change:
        organisations = Organisations.seen(session, change.connection)
        org, above = organisations.find(name), organisations.find(into)
        _refuse_circle(organisations, org, above)
        absorbed_today(change, session, organisations.names, above, "接收别的组织", corrects=False)
        absorbed_today(change, session, organisations.names, org, "再并入别的组织")
        place(change, session, org, above, session.day)
        kind = session.kind("organisation")
        rows = change.rows(kind, session.tables["organisation"].c.id == org)
        change.change(kind, [(row, {"merged_into": above, "closed_on": session.day}) for row in rows])
        organisations.tree.parents[org] = above
        return {
            **_node(organisations, org),
            "merged_into": organisations.numbers[above],
            "from": session.on.isoformat(),
        }


def list_tree(session: Session, name: str | None = None) -> list[dict[str, Any]]:
    """The tree of the business day below an organisation, from the top, with depth."""
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        start = organisations.find(name)
        rows: list[dict[str, Any]] = []
        below: dict[int | None, list[int]] = defaultdict(list)
        for org, parent in organisations.tree.parents.items():
            below[parent].append(org)
        waiting = [(start, 0)]
        while waiting:
            org, depth = waiting.pop()
            rows.append({**_node(organisations, org), "depth": depth})
            waiting.extend((child, depth + 1) for child in sorted(below[org], reverse=True))
        return rows


def scope_test(session: Session, organisations: Organisations, name: str | None, column: Any) -> Sequence[Any]:
    """The conditions that a record lies in the operator's scope, and belongs to an organisation or one below it."""
    seen = session.inside(column)
    if name is None:
        return seen
    org = organisations.find(name)
    if org == organisations.root:
        return seen
    path = session.tables.path
    inside = select(path.c.descendant).where(
        path.c.ancestor == org, path.c.from_on <= session.day, path.c.to_on > session.day
    )
    return (*seen, column.in_(inside))


def owner_test(session: Session, organisations: Organisations, owner: str, column: Any) -> Sequence[Any] | None:
    """The condition that a record lies where a pack's words hold: below what is bound to its region.

    Returns:
        No condition for the core's own words; None where the pack's region is bound nowhere.
    """
    if not owner:
        return ()
    catalogue = session.catalogue
    held = {key for key in catalogue.regions if any(entry.key == owner for entry in catalogue.lineage(key))}
    inside = [org for org in organisations.names if organisations.region_of(org) in held]
    if not inside:
        return None
    return () if len(inside) == len(organisations.names) else (column.in_(inside),)


def _node(organisations: Organisations, org: int) -> dict[str, Any]:
    parent = organisations.tree.parents.get(org)
    return {
        "number": organisations.numbers[org],
        "name": organisations.names[org],
        "level": organisations.levels.get(org) or None,
        "parent": organisations.numbers.get(parent) if parent is not None else None,
        "region": organisations.region_of(org) or None,
    }


def _refuse_circle(organisations: Organisations, org: int, above: int) -> None:
    if org == organisations.root:
        raise RefusedError("根组织不能移动或并入;请选择它的下级")
    at: int | None = above
    while at is not None:
        if at == org:
            raise RefusedError(
                f"「{organisations.names[above]}」就是「{organisations.names[org]}」或它的下级;请选择别的组织"
            )
        at = organisations.tree.parents.get(at)
