"""Listings: the records of a register that belong to a page, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs
from sqlalchemy import func, select

from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Compare, Const, Expr, Known, Logic, Name, Not
from unionwork.declare.fields import Shape
from unionwork.declare.forms import Listing, Section
from unionwork.declare.kinds import Kind
from unionwork.declare.speaking import Speaker
from unionwork.documents.paper import Block, Cell, Grid, Paragraph, Run
from unionwork.store.compiler import Scope
from unionwork.store.tables import IN_FORCE
from unionwork.values import day_number, number_day
from unionwork.work.browsing import order_by
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.entries import columns_of, entry_cell, scope_at
from unionwork.work.reports.punctuation import official

_HEADS = {"zh": "序号", "en": "No."}
_NOTHING = {"zh": "没有符合条件的记录。", "en": "There are no such records."}
AND = " 且 "
_READ = 500


@attrs.frozen(kw_only=True)
class Chosen:
    """The records of a listing.

    Attributes:
        scope: where they are read; columns may still ask for joins.
        tests: the conditions on them, as SQL.
        filters: the same conditions as they are typed behind --where, joined by AND; "" for none, in
            brackets and in words where they cannot be typed.
        on: the day as of which they are read.
        org: below which organisation they are listed: the page's, or for a record's own the operator's whole scope.
    """

    scope: Scope
    tests: list[Any]
    filters: str
    on: int
    org: int


def draw_listing(desk: Desk, section: Section) -> list[Block]:
    """The records of a listing as a table, with how many there are and how many are left out.

    Raises:
        NotPermittedError: the operator's role may not see records of the kind.
        RefusedError: the form is public and a column is private.
    """
    listing = section.listing
    if listing is None:
        return []
    kind = desk.session.kind(listing.of.key)
    chosen = choose(desk, kind, listing)
    columns = columns_of(desk, chosen.scope, listing.columns)
    order = order_by(desk.session, kind, chosen.scope, listing.sort or None)
    total = _count(desk, chosen)
    place = desk.address(
        sort="list", key=kind.key, label=desk.label_of(kind), org=chosen.org, on=number_day(chosen.on).isoformat(),
        period=_period(desk, listing), value=total, where=chosen.filters,
    )  # fmt: skip
    if not total:
        return [Paragraph(runs=(Run(_NOTHING[desk.session.lang]),))]
    query = select(*(column.value.label(f"c{at}") for at, column in enumerate(columns)))
    query = query.select_from(chosen.scope.source).where(*chosen.tests).order_by(*order)
    if listing.limit:
        query = query.limit(listing.limit)
    body = []
    for number, row in enumerate(desk.connection.execute(query), start=1):
        if number % _READ == 0:
            desk.session.check_stopped()
        cells = [entry_cell(desk, column, stored) for column, stored in zip(columns, row, strict=True)]
        body.append((Cell(runs=(Run(str(number)),), align="center"), *cells))
    lang = desk.session.lang
    head = [Cell(runs=(Run(text),), align="center") for text in (_HEADS[lang], *(c.heading(lang) for c in columns))]
    widths = [max(len(line[at].text) for line in (head, *body)) for at in range(len(head))]
    note = _note(lang, total, len(body), place)
    return [Grid(head=(tuple(head),), body=body, widths=[min(max(width, 3), 24) for width in widths], notes=(note,))]


def choose(desk: Desk, kind: Kind, listing: Listing) -> Chosen:
    """Which records of a kind stand in a listing: in force, begun by the page's day, of the organisation or record.

    Raises:
        NotPermittedError: the operator's role may not see records of the kind.
    """
    session = desk.session
    session.allow("read", kind)
    period = desk.period
    on = session.day if period is None else min(day_number(period.last), session.day)
    scope = scope_at(desk, kind, on)
    tests = [scope.row.c.void == IN_FORCE, *session.inside(scope.row.c.org)]
    filters: list[str] = []
    link = _link(session.catalogue.kinds, kind, desk.kind) if desk.kind is not None else ()
    org = desk.org
    if link and desk.record is not None:
        pointer, row = scope.field_at(link)
        tests.append(row.c[pointer.column] == desk.record["id"])
        filters.append(f"{'.'.join(link)}={desk.record['number']}")
        org = desk.organisations.root
    elif org != desk.organisations.root:
        path = session.tables.path
        below = select(path.c.descendant).where(path.c.ancestor == org, path.c.from_on <= on, path.c.to_on > on)
        tests.append(scope.row.c.org.in_(below))
    begun = kind.field(listing.on) if listing.on else kind.begins
    if begun is not None:
        column = scope.row.c[begun.column]
        tests.append(column <= on)
        if listing.on and period is not None:
            tests.append(column >= day_number(period.first))
            filters.append(f"{begun.key}>={period.first.isoformat()}")
        filters.append(f"{begun.key}<={number_day(on).isoformat()}")
    if listing.where is not None:
        _require_fields(desk, kind, listing.where)
        tests.append(scope.condition(listing.where))
        typed = list(_typed(listing.where))
        if None in typed:
            words = Speaker(session.catalogue, kind, session.lang).say(listing.where)
            return Chosen(scope=scope, tests=tests, filters=f"({AND.join((*filters, words))})", on=on, org=org)
        filters += [text for text in typed if text is not None]
    return Chosen(scope=scope, tests=tests, filters=AND.join(filters), on=on, org=org)


def _require_fields(desk: Desk, kind: Kind, where: Expr) -> None:
    """Whom a private field lets into a list is told by the list, so it takes the right to read the field."""
    for at in where.walk():
        if isinstance(at, Name):
            owner, field = resolve(desk.session.catalogue, kind, at.path)
            desk.session.require_field(field, f"按「{field.label}」列出{kind.label}", owner)


def _link(kinds: Any, kind: Kind, to: Kind) -> tuple[str, ...]:
    """The path of references from a kind to another, over one kind between at most; () for none."""
    refs = [field for field in kind.fields if field.shape is Shape.REF]
    for field in refs:
        if field.to == to.key:
            return (field.key,)
    for field in refs:
        between = kinds.get(field.to)
        if between is None or between.system:
            continue
        for other in between.fields:
            if other.shape is Shape.REF and other.to == to.key:
                return (field.key, other.key)
    return ()


def _count(desk: Desk, chosen: Chosen) -> int:
    query = select(func.count()).select_from(chosen.scope.source).where(*chosen.tests)
    return int(desk.connection.execute(query).scalar_one())


def _typed(at: Expr) -> Iterator[str | None]:
    """The filters that a condition amounts to; None for a part that cannot be typed."""
    match at:
        case Logic(operator="and", items=items):
            for item in items:
                yield from _typed(item)
        case Compare(operator=operator, left=Name(path=path), right=Const(value=value)):
            shown = value.isoformat() if isinstance(value, date) else str(value)
            yield None if isinstance(value, bool) else f"{'.'.join(path)}{operator.replace('==', '=')}{shown}"
        case Known(item=Name(path=path)):
            yield f"{'.'.join(path)}!="
        case Not(item=Known(item=Name(path=path))):
            yield f"{'.'.join(path)}="
        case _:
            yield None


def _period(desk: Desk, listing: Listing) -> str:
    return str(desk.period) if listing.on and desk.period is not None else ""


def _note(lang: str, total: int, listed: int, place: int) -> Paragraph:
    left = total - listed
    if lang == "zh":
        runs: Sequence[Run] = (Run("共"), Run(str(total), place), Run("条"))
        more = official(f",列出{listed}条,其余{left}条未列出。") if left else "。"
    else:
        runs = (Run(str(total), place), Run(" records"))
        more = f", {listed} of them listed, {left} left out." if left else "."
    return Paragraph(runs=(*runs, Run(more)), indent=False, small=True)
