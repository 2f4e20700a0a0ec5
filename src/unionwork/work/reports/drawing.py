"""Draws a form as a page: finds the form that holds, sets up the desk, and calls the drawers of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.form_checking import used_section
from unionwork.declare.forms import Form, Section
from unionwork.documents.paper import Block, Break, Heading, Paper, Paragraph, Run
from unionwork.errors import NotPermittedError, UsageError
from unionwork.store.tables import IN_FORCE
from unionwork.values import Period
from unionwork.work.browsing import narrow
from unionwork.work.measuring import window_of
from unionwork.work.organising import Organisations
from unionwork.work.reports.changes import with_changes
from unionwork.work.reports.checklists import draw_checklist
from unionwork.work.reports.conditions import decide, is_about_nothing_kept
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.diagrams import draw_chart
from unionwork.work.reports.finding import find_form, form_in_force
from unionwork.work.reports.listings import draw_listing
from unionwork.work.reports.outlook import draw_outlook
from unionwork.work.reports.page_words import say_day
from unionwork.work.reports.reasons import draw_rule
from unionwork.work.reports.standing import standing_of
from unionwork.work.reports.tables import draw_indicators, draw_table
from unionwork.work.reports.texts import LEFT_OUT, draw_sentences, draw_text, say
from unionwork.work.session import Session, find_row

Row = Mapping[str, Any]
_ASK = 900
# In the order of the attributes of a part.
_DRAWERS: tuple[Callable[[Desk, Section], list[Block]], ...] = (
    draw_text, draw_sentences, draw_indicators, draw_table, draw_listing, draw_checklist, draw_rule, draw_chart,
    draw_outlook,
)  # fmt: skip


def draw(
    session: Session, key: str, *, org: str | None = None, period: str | None = None, numbers: Sequence[str] = (),
    where: Sequence[str] = (), against: str | Path | None = None, reveal: bool = False,
    carried: bool = False,
) -> Paper:  # fmt: skip
    """A form as a page; see `Paperwork.paper`. Everything is read from one state of the workspace.

    With `carried` the page goes into a file, which may show less than a screen.
    """
    form = find_form(session, key)
    if reveal:
        session.require("private.read", f"在报表「{form.label}」里查看个人信息")
    with session.reading() as connection:
        if form.of is None:
            if numbers or where:
                raise UsageError(f"报表「{form.label}」按组织和期间出,不能指定记录;请去掉记录编号和筛选条件")
            desks = [desk_of_organisation(session, connection, form, org, period, reveal=reveal)]
        else:
            desks = _desks_of_records(session, connection, form, org, period, numbers, where, reveal=reveal)
        for desk in desks:
            desk.carried = carried
        paper = _paper(desks)
        if against is not None:
            paper = with_changes(desks[0], paper, Path(against))
    if reveal and form.of is not None:
        session.log_access(f"report {form.key}", len(desks))
    return paper


def desk_of_organisation(
    session: Session, connection: Connection, form: Form, org: str | None, period: str | None, *, reveal: bool
) -> Desk:
    """The desk of a page for an organisation and a period.

    Raises:
        UsageError: the period is missing or lies ahead, or the organisation did not stand then.
    """
    if period is None:
        raise UsageError(f"报表「{form.label}」要写明期间;可写 2024、2024H1、2024Q3 或 2024-10")
    window = window_of(session, period)
    organisations = Organisations.seen(session, connection, window.last)
    at = organisations.find(org)
    if at not in organisations.tree.parents:
        raise UsageError(f"组织「{organisations.names[at]}」在期末({window.name})不在册;请改期间或组织")
    region = organisations.region_of(at)
    return Desk(
        session=session, connection=connection, organisations=organisations, form=form_in_force(session, form, region),
        org=at, period=Period.parse(period), region=region, reveal=reveal,
    )  # fmt: skip


def _desks_of_records(
    session: Session, connection: Connection, form: Form, org: str | None, period: str | None,
    numbers: Sequence[str], where: Sequence[str], *, reveal: bool,
) -> list[Desk]:  # fmt: skip
    """A desk for each record; they share their lists, so that every place is given once."""
    assert form.of is not None
    kind = session.kind(form.of.key)
    rows = _named_rows(session, connection, form, numbers) if numbers else _chosen_rows(
        session, connection, form, org, where
    )  # fmt: skip
    if not rows:
        raise UsageError(f"没有一条{kind.label}要出「{form.label}」;请检查组织和筛选条件,或写明记录编号")
    if period is not None:
        window_of(session, period)
    organisations = Organisations.seen(session, connection)
    first: Desk | None = None
    desks: list[Desk] = []
    for row in rows:
        region = organisations.region_of(row["org"])
        desk = Desk(
            session=session, connection=connection, organisations=organisations,
            form=form_in_force(session, form, region), org=row["org"],
            period=Period.parse(period) if period is not None else None, region=region, kind=kind, record=row,
            reveal=reveal,
        )  # fmt: skip
        if first is None:
            first = desk
        else:
            desk.addresses, desk.omitted, desk.disagreements = first.addresses, first.omitted, first.disagreements
        desks.append(desk)
    return desks


def choose_numbers(
    session: Session, form: Form, org: str | None, numbers: Sequence[str], where: Sequence[str]
) -> list[str]:
    """The numbers of the records that a form of a kind is drawn for: those that are named, or all that it is for."""
    if numbers:
        return list(dict.fromkeys(numbers))
    with session.reading() as connection:
        return [str(row["number"]) for row in _chosen_rows(session, connection, form, org, where)]


def _named_rows(session: Session, connection: Connection, form: Form, numbers: Sequence[str]) -> list[Row]:
    assert form.of is not None
    rows: list[Row] = []
    for number in dict.fromkeys(numbers):
        row = find_row(connection, session, session.kind(form.of.key), number)
        if row["void"] != IN_FORCE:
            raise UsageError(f"{form.of.label} {number} 已作废,不能出「{form.label}」")
        rows.append(row)
    return rows


def _chosen_rows(
    session: Session, connection: Connection, form: Form, org: str | None, where: Sequence[str]
) -> list[Row]:
    """The records that pass the filters and the form's own condition, by number."""
    assert form.of is not None
    kind = session.kind(form.of.key)
    _, scope, tests = narrow(connection, session, kind, where=where, org=org)
    if form.when is not None:
        tests.append(scope.condition(form.when))
    query = select(scope.row.c.id).select_from(scope.source).where(*tests).order_by(scope.row.c.number)
    ids = list(connection.execute(query).scalars())
    table = session.tables[kind.key]
    rows: list[Row] = []
    for start in range(0, len(ids), _ASK):
        some = select(table).where(table.c.id.in_(ids[start : start + _ASK])).order_by(table.c.number)
        rows += [dict(row) for row in connection.execute(some).mappings()]
    return rows


def _paper(desks: Sequence[Desk]) -> Paper:
    """The page of the desks, those after the first each on a new one with its own title and signatures."""
    first, session = desks[0], desks[0].session
    form = first.form
    blocks: list[Block] = []
    for place, desk in enumerate(desks):
        session.check_stopped()
        if place:
            blocks += [*_foot(desks[place - 1]), Break(), *_top(desk)]
        blocks += _draw_parts(desk)
    standing = standing_of(first)
    return Paper(
        form=form.key, label=first.label_of(form), layout=form.layout, title=_title(first),
        addressee=_plain(first, form.addressee), blocks=blocks, signed_by=form.signed_by,
        org=first.organisations.numbers[first.org], org_name=first.organisations.names[first.org],
        period=str(first.period) if first.period is not None else "", on=session.on.isoformat(),
        numbers=[str(desk.record["number"]) for desk in desks if desk.record is not None],
        as_of=standing.as_of, head=standing.head, head_on=standing.head_on, region=first.region,
        digest=first.digest(), statistics=form.head, addresses=first.addresses, omitted=_grouped(first.omitted),
        disagreements=first.disagreements, notes=[note for text in form.notes if (note := _plain(first, text))],
        lang=session.lang,
    )  # fmt: skip


def _draw_parts(desk: Desk) -> list[Block]:
    """Every part that has something to say; where none may be drawn for want of a right, that is said."""
    catalogue = desk.session.catalogue
    desk.form = attrs.evolve(desk.form, sections=[used_section(catalogue, entry) for entry in desk.form.sections])
    drawn: list[Block] = []
    refused: list[NotPermittedError] = []
    for section in desk.form.sections:
        try:
            holds = decide(desk, section.when)
            told = holds is not None or is_about_nothing_kept(desk, section.when)
        except NotPermittedError as error:
            refused.append(error)
            holds, told = None, False
        if not told and desk.kind is None:
            desk.omit(f"部分「{section.title or section.key}」没有写:它的条件里有数没有数据")
        if holds:
            drawn += _draw_part(desk, section, refused)
    if refused and not any(not isinstance(block, Heading) for block in drawn):
        raise refused[0]
    return _without_bare_headings(drawn)


def _draw_part(desk: Desk, section: Section, refused: list[NotPermittedError]) -> list[Block]:
    section = _permitted(desk, section)
    drawn: list[Block] = [Heading(text=_plain(desk, section.title), level=section.level)] if section.title else []
    for drawer in _DRAWERS:
        held = len(desk.addresses)
        try:
            drawn += drawer(desk, section)
        except NotPermittedError as error:
            del desk.addresses[held:]
            desk.omit(f"部分「{section.title or section.key}」有内容没有写:{error}")
            refused.append(error)
    return drawn


def _permitted(desk: Desk, section: Section) -> Section:
    """A part whose table has only the lines that the operator's role may measure, where the others can be taken out."""
    catalogue, session = desk.session.catalogue, desk.session
    table = section.table
    if table is None:
        return section
    kept = [
        row
        for row in table.rows
        if not row.indicator or session.may("measure", catalogue.kind(catalogue.indicator(row.indicator).of.key))
    ]
    names = {row.name for row in kept}
    if not kept or any(name not in names for row in kept for name in (*row.adds, row.within) if name):
        return section
    for row in table.rows:
        if row not in kept:
            desk.omit(f"表「{table.title}」的行「{row.label or row.name}」没有写:您的角色不能统计它")
    return attrs.evolve(section, table=attrs.evolve(table, rows=kept))


def _without_bare_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without headings that nothing stands under."""
    kept: list[Block] = []
    for block in reversed(blocks):
        below = kept[-1] if kept else None
        bare = below is None or isinstance(below, Break) or (isinstance(below, Heading) and isinstance(
            block, Heading
        ) and below.level <= block.level)  # fmt: skip
        if not (isinstance(block, Heading) and bare):
            kept.append(block)
    return kept[::-1]


def _grouped(omitted: Sequence[str]) -> list[str]:
    """The notes, those on phrases that lack the same in one line."""
    found: dict[str, list[str]] = {}
    for note in omitted:
        reason, sign, of = note.partition(LEFT_OUT)
        found.setdefault(reason + sign, []).append(of)
    return [reason + "、".join(of) for reason, of in found.items()]


def _title(desk: Desk) -> str:
    form = desk.form
    if form.title:
        return _plain(desk, form.title)
    gap = "" if desk.session.lang == "zh" else " "
    named = _plain(desk, f"{{org}}{gap}{{period}}") if desk.period is not None else _plain(desk, "{org}")
    return f"{named}{gap}{desk.label_of(form)}"


def _plain(desk: Desk, text: str) -> str:
    """A short text of the page with its words said."""
    return "".join(run.text for run in say(desk, text)) if "{" in text else text


def _top(desk: Desk) -> list[Block]:
    """The title and addressee of a further record's page."""
    made: list[Block] = [Paragraph(runs=[Run(_title(desk), bold=True)], indent=False, align="center")]
    if desk.form.addressee:
        made.append(Paragraph(runs=[Run(_plain(desk, desk.form.addressee) + "\uff1a")], indent=False))
    return made


def _foot(desk: Desk) -> list[Block]:
    """The signatures and day of a page that is not the last."""
    colon = "\uff1a" if desk.session.lang == "zh" else ": "
    lines = [Paragraph(runs=[Run(f"{label}{colon}")]) for label in desk.form.signed_by]
    closing = [desk.organisations.names[desk.org], say_day(desk.session.on, desk.session.lang)]
    return [*lines, *(Paragraph(runs=[Run(text)], indent=False, align="right") for text in closing)]
