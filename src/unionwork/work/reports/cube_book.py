"""The figures book: the cube of indicators as a workbook, its totals held against their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from unionwork.declare.checking import resolve
from unionwork.declare.fields import Field
from unionwork.declare.forms import Form, Section
from unionwork.declare.indicators import Indicator
from unionwork.documents.cube_sheets import AT_LEAST, EXACT, FREE, CubeBlock, CubeBook, CubeSheet, Values, build_book
from unionwork.documents.marks import WRITER, identifier_of, read_mark
from unionwork.documents.paper import Amount
from unionwork.errors import RefusedError, UnionworkError, UsageError
from unionwork.exchange.archives import save_workbook, target_stream
from unionwork.store.measures import Cell
from unionwork.store.sums import Window
from unionwork.values import Period
from unionwork.work.measuring import parts_in_fen, value_of, window_of
from unionwork.work.organising import Organisations
from unionwork.work.reports.breakdowns import adds_up, field_of, say_code
from unionwork.work.reports.definitions import say_definition
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.diagrams import last_periods
from unionwork.work.reports.standing import standing_of
from unionwork.work.session import Session

_FORM = Form(key="figures", label="指标数据簿", label_en="figures book", sections=(Section(key="figures"),))
_QUARTER = 3


@attrs.frozen(kw_only=True)
class Asked:
    """What a figures book is made over.

    Attributes:
        words: the indicators; `by` the fields of each breakdown, for those that have them.
        windows: the days of each period.
        children: whether the direct subordinates stand below the organisation.
    """

    words: Sequence[Indicator]
    by: Sequence[str]
    windows: Sequence[Window]
    children: bool


def write_figures(
    session: Session, path: Path, keys: Sequence[str] = (), *, org: str | None = None, periods: Sequence[str] = (),
    by: Sequence[str] = (), children: bool = True, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Measure a cube and write it as .xlsx; see `Paperwork.write_figures`.

    Without keys all indicators that the operator may measure are taken, without periods the last eight
    quarters. A breakdown is applied to the indicators that have it.

    Raises:
        UnknownNameError: no such indicator or organisation.
        UsageError: a period lies ahead, no indicator has a breakdown, or the file is to be no .xlsx.
        NotPermittedError: the operator's role may not measure an indicator.
        RefusedError: the file exists and is no figures book, or a breakdown is private.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"指标数据簿只写成 .xlsx,「{path.name}」不是;请改文件名,如 {path.stem or '指标'}.xlsx")
    _refuse_other(path)
    with session.reading() as connection:
        windows = _windows(session, periods)
        organisations = Organisations.seen(session, connection, windows[-1].last)
        at = organisations.find(org)
        words = _words(session, keys, by, organisations.region_of(at))
        asked = Asked(words=words, by=by, windows=windows, children=children)
        desk = Desk(
            session=session, connection=connection, organisations=organisations, form=_FORM, org=at,
            period=Period.parse(asked.windows[-1].name), region=organisations.region_of(at),
        )  # fmt: skip
        made = _book(desk, asked)
        head = standing_of(desk)
    if not dry_run:
        book = build_book(made)
        properties = book.properties
        properties.identifier, properties.title = identifier_of(_FORM.key), made.title
        properties.lastModifiedBy = WRITER
        with target_stream(path) as stream:
            save_workbook(book, stream)
    return {
        "file": str(path), "sheets": [sheet.key for sheet in made.sheets], "cells": _count(made),
        "disagreements": list(desk.disagreements), "head": head.head, "head_on": head.head_on,
    }  # fmt: skip


def _words(session: Session, keys: Sequence[str], by: Sequence[str], region: str) -> list[Indicator]:
    """The indicators that are asked for; without any, those that hold in a region and that the operator may measure."""
    words = [session.catalogue.indicator(key) for key in dict.fromkeys(keys)]
    if not words:
        owners = {"", *(held.key for held in session.catalogue.lineage(region))}
        known = (word for _, word in sorted(session.catalogue.indicators.items()))
        words = [word for word in known if word.owner in owners and session.may("measure", session.kind(word.of.key))]
    for word in words:
        session.allow("measure", word.of)
    for name in by:
        fields = [field for word in words if (field := _field(session, word, name)) is not None]
        if not fields:
            raise UsageError(f"这些指标都不能按「{name}」分组;indicator show 列出每个指标可用的分组")
        if any(field.private is not None and not field.totals for field in fields):
            raise RefusedError(
                f"「{fields[0].label}」是个人信息,不能写进指标数据簿;有权查看的,请用 indicator measure --by {name}"
            )
    return words


def _windows(session: Session, periods: Sequence[str]) -> list[Window]:
    """The days of the periods, the earliest first."""
    quarter = Period(session.on.year, (session.on.month - 1) // _QUARTER * _QUARTER + 1, _QUARTER)
    named = periods or [str(period) for period in last_periods(quarter)]
    windows = (window_of(session, period) for period in dict.fromkeys(named))
    return sorted(windows, key=lambda window: (window.last, window.first))


def _field(session: Session, word: Indicator, name: str) -> Field | None:
    """The field of a breakdown; None where an indicator has none such."""
    path = word.by[name].path if name in word.by else tuple(name.split("."))
    try:
        return resolve(session.catalogue, session.kind(word.of.key), path)[1]
    except UnionworkError:
        return None


def _book(desk: Desk, asked: Asked) -> CubeBook:
    session = desk.session
    sheets = []
    for word in asked.words:
        session.check_stopped()
        sheets.append(_sheet(desk, asked, word))
    standing = standing_of(desk)
    facts = (
        ("组织", f"{desk.organisations.names[desk.org]}({desk.organisations.numbers[desk.org]})"),
        ("期间", "、".join(window.name for window in asked.windows)),
        ("业务日期", session.on.isoformat()),
        ("地区", desk.region or "未绑定"),
        ("日志头", standing.head),
        ("日志头的业务日期", standing.head_on),
        ("参数指纹", desk.digest()),
    )
    title = f"{desk.organisations.names[desk.org]}{_FORM.label}"
    return CubeBook(title=title, facts=facts, sheets=sheets, notes=desk.disagreements)


def _sheet(desk: Desk, asked: Asked, word: Indicator) -> CubeSheet:
    """The numbers of an indicator: by organisation, then each breakdown that it has."""
    session = desk.session
    orgs = [desk.org, *(desk.children() if asked.children else [])]
    cells = desk.measurer.measure(word, asked.windows, orgs)
    blocks = [_by_orgs(desk, asked, word, orgs, cells)]
    for name in asked.by:
        if _field(session, word, name) is not None:
            blocks.append(_by_codes(desk, asked, word, name))
    share = None
    if word.is_share:
        parts = [_part(desk, asked, word, orgs, cells, part) for part in ("numerator", "denominator")]
        share = (parts[0], parts[1], 100 if word.unit == "%" else 1, word.decimals)
    decimals = word.decimals if word.is_share else 2 if word.unit in ("元", "万元") else 0
    period = asked.windows[-1].name
    return CubeSheet(
        key=word.key, label=desk.label_of(word), unit=word.unit, definition=say_definition(session, word, {}),
        source=word.source, periods=[window.name for window in asked.windows], blocks=blocks, share=share,
        form="#,##0." + "0" * decimals if decimals else "#,##0",
        command=f"unionwork indicator measure {word.key} --org {desk.organisations.numbers[desk.org]} "
        f"--period {period}{' --children' if asked.children else ''} --on {session.on.isoformat()}",
    )  # fmt: skip


def _by_orgs(desk: Desk, asked: Asked, word: Indicator, orgs: Sequence[int], cells: Sequence[Cell]) -> CubeBlock:
    """The organisation's own number as the total; what belongs to itself stands beside its subordinates' numbers."""
    found = {(cell.org, cell.window): value_of(word, cell) for cell in cells}
    names = desk.organisations
    total = _line(asked, "合计", names.numbers[desk.org], {w: found.get((desk.org, w)) for w in asked.windows})
    parts = [
        _line(asked, names.names[org], names.numbers[org], {w: found.get((org, w)) for w in asked.windows})
        for org in orgs[1:]
    ]
    must = FREE if word.is_share or not parts else EXACT if adds_up(word) else AT_LEAST
    if must != FREE:
        own = _own(desk, asked, word)
        if any(own.values()):
            parts.insert(0, _line(asked, "本级", names.numbers[desk.org], own))
    block = CubeBlock(title="按组织", total=total, parts=parts, must=must)
    _compare(desk, asked, word, block)
    return block


def _own(desk: Desk, asked: Asked, word: Indicator) -> dict[Window, Amount | None]:
    """The numbers of the records that belong to the organisation itself."""
    cells = desk.measurer.measure(word, asked.windows, [desk.org], ["org"])
    found = {cell.window: value_of(word, cell) for cell in cells if cell.by == (desk.org,)}
    return {window: found.get(window, 0) for window in asked.windows}


def _by_codes(desk: Desk, asked: Asked, word: Indicator, name: str) -> CubeBlock:
    """The organisation's numbers by the codes of a field."""
    field = field_of(desk, word.key, name)
    whole = {cell.window: value_of(word, cell) for cell in desk.measurer.measure(word, asked.windows, [desk.org])}
    held: dict[Any, dict[Window, Amount | None]] = {}
    for cell in desk.measurer.measure(word, asked.windows, [desk.org], [name]):
        held.setdefault(cell.by[0], {})[cell.window] = value_of(word, cell)
    missing = None if word.is_share else 0
    parts = []
    for code, values in held.items():
        row = {w: None if whole.get(w) is None else values.get(w, missing) for w in asked.windows}
        parts.append(_line(asked, say_code(desk, field, code), "" if code is None else str(code), row))
    must = FREE if word.is_share or not parts else EXACT if adds_up(word) else AT_LEAST
    block = CubeBlock(title=f"按{desk.label_of(field)}", total=_line(asked, "合计", "", whole), parts=parts, must=must)
    _compare(desk, asked, word, block)
    return block


def _part(
    desk: Desk, asked: Asked, word: Indicator, orgs: Sequence[int], cells: Sequence[Cell], part: str
) -> CubeBlock:
    """The numerators or denominators of a share; what is stored in fen is shown in yuan."""
    yuan = 100 if part in parts_in_fen(desk.session, word) else 1
    found: dict[tuple[int, Window], Amount | None] = {}
    for cell in cells:
        number, scale = (cell.numerator, cell.scale) if part == "numerator" else (
            cell.denominator, cell.denominator_scale
        )  # fmt: skip
        if number is not None and cell.has_value:
            found[cell.org, cell.window] = Decimal(number) / (scale * yuan) if scale * yuan > 1 else number
    names = desk.organisations
    lines = [
        _line(asked, names.names[org], names.numbers[org], {w: found.get((org, w)) for w in asked.windows})
        for org in orgs
    ]
    title = "分子" if part == "numerator" else "分母"
    total = attrs.evolve(lines[0], label="合计")
    return CubeBlock(title=title, total=total, parts=lines[1:], must=FREE)


def _line(asked: Asked, label: str, code: str, values: Mapping[Window, Amount | None]) -> Values:
    return Values(label=label, code=code, values=[values.get(window) for window in asked.windows])


def _compare(desk: Desk, asked: Asked, word: Indicator, block: CubeBlock) -> None:
    """Note where a total does not agree with its parts, exactly."""
    if block.must == FREE:
        return
    for place, window in enumerate(asked.windows):
        whole = block.total.values[place]
        parts = [part.values[place] for part in block.parts]
        if whole is None:
            continue
        together = sum((Decimal(part) for part in parts if part is not None), Decimal(0))
        if together < whole or (together > whole and block.must == EXACT):
            desk.disagreements.append(
                f"{desk.label_of(word)},{window.name},{block.title}:合计是 {whole},各项之和是 {together}"
            )


def _count(made: CubeBook) -> int:
    return sum(
        value is not None
        for sheet in made.sheets
        for block in sheet.blocks
        for line in (block.total, *block.parts)
        for value in line.values
    )


def _refuse_other(path: Path) -> None:
    """Only a figures book that nobody worked on may be written over."""
    if not path.exists():
        return
    mark = read_mark(path)
    if mark.form != _FORM.key or mark.touched:
        why = "已被人改过" if mark.form == _FORM.key else "不是本程序写的指标数据簿"
        raise RefusedError(f"{path} 已经存在,而且{why};请换一个文件名,或先把它移走")
