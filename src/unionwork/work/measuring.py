"""Measuring: figures that agree with the records, with their parts and their targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import attrs
from sqlalchemy import select

from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Figure, Measure, Name
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.parameters import money_factor
from unionwork.declare.speaking import Speaker
from unionwork.errors import UnionworkError, UsageError
from unionwork.store.measures import Cell, Measurer
from unionwork.store.sums import Window
from unionwork.store.tree import changes_between
from unionwork.values import Period, day_number, number_day, round_half_up
from unionwork.work.in_view import words_in_view
from unionwork.work.organising import Organisations
from unionwork.work.params import targets_on
from unionwork.work.session import Session

_ORG = "organisation"
_LOT = 900


def list_indicators(session: Session) -> list[dict[str, Any]]:
    """The indicators in view, by key; `in_fen` names the parts of a share that `measure` gives in fen.

    Those of a region stand in it where an organisation in view is bound to that region.
    """
    return [
        {
            "key": word.key, "label": word.label, "label_en": word.label_en or word.label, "unit": word.unit,
            "of": word.of.key, "kind": "flow" if word.is_flow else "stock", "better": word.better or None,
            "in_fen": parts_in_fen(session, word), "owner": word.owner or "core",
        }
        for word in words_in_view(session, session.catalogue.indicators.values())
    ]  # fmt: skip


def parts_in_fen(session: Session, word: Indicator) -> list[str]:
    """Which parts of a share are sums of money: the share has another unit, so they stay as they are stored."""
    parts = {"numerator": word.counted, "denominator": word.denominator} if word.is_share else {}
    kind = session.kind(word.of.key)
    return [
        name
        for name, part in parts.items()
        if isinstance(part, Measure) and part.function == "sum" and part.value is not None
        and any(
            isinstance(at, Name) and resolve(session.catalogue, kind, at.path)[1].shape is Shape.MONEY
            for at in part.value.walk()
        )
    ]  # fmt: skip


def show_indicator(session: Session, key: str) -> dict[str, Any]:
    """The definition of an indicator, read out."""
    word = session.catalogue.indicator(key)
    kind = session.kind(word.of.key)
    speaker = Speaker(session.catalogue, kind, session.lang)
    parts = {"counts": speaker.say(word.counted)}
    if word.denominator is not None:
        parts["divided_by"] = speaker.say(word.denominator)
    if word.where is not None:
        parts["where"] = speaker.say(word.where)
    dates = [kind.field(name).label if kind.has(name) else name for name in (word.on, *word.between) if name]
    breakdowns = [field.key for field in kind.fields if field.vocabulary and (not field.private or field.totals)]
    return {
        "key": key, "label": word.label, "unit": word.unit, "of": kind.key, "dates": dates, **parts,
        "by": sorted({*word.by, *breakdowns}), "better": word.better or None, "help": word.help, "source": word.source,
        "owner": word.owner or "core",
    }  # fmt: skip


def measure(
    session: Session, keys: Sequence[str], *, org: str | None = None, period: str | None = None,
    by: Sequence[str] = (), children: bool = False, all_orgs: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """The cells of indicators: one for each organisation asked for and each combination of codes.

    A period that has not ended by the business day is measured up to it. Where several indicators
    are asked for, a breakdown is applied to those that have it; one that none has is an error.

    Raises:
        UnknownNameError: no such indicator or organisation.
        UsageError: no indicator has the breakdown, or the period lies ahead.
    """
    words = [session.catalogue.indicator(key) for key in keys]
    for word in words:
        session.allow("measure", word.of)
    if not words:
        raise UsageError("请写明要测的指标,如 aid.hardship_workers;unionwork indicator list 列出全部")
    window = window_of(session, period)
    applied = {word.key: [name for name in by if _has_breakdown(session, word, name)] for word in words}
    for name in by:
        if not any(name in names for names in applied.values()):
            known = sorted({entry for word in words for entry in show_indicator(session, word.key)["by"]})
            raise UsageError(f"这些指标不能按「{name}」分组;可用:{'、'.join(known) or '无'}")
    private = [require_breakdown(session, word, applied[word.key]) for word in words]
    rows: list[dict[str, Any]] = []
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection, window.last)
        at = organisations.find(org)
        wanted = _wanted(organisations, at, children=children, all_orgs=all_orgs)
        measurer = Measurer(connection, session.catalogue, session.tables, session.inside)
        moved = changes_between(connection, session.tables, window.first, window.last) if window.first else []
        for word in words:
            targets = targets_on(connection, session, word.key, window.last)
            names = applied[word.key]
            for cell in _with_numbers(session, measurer, word, names, measurer.measure(word, [window], wanted, names)):
                session.check_stopped()
                rows.append(_row(session, organisations, measurer, word, cell, names, targets.get(cell.org), moved))
    if any(private):
        session.log_access(f"measure {' '.join(keys)} by {' '.join(by)}", len(rows))
    return rows


def measure_course(
    session: Session, keys: Sequence[str], periods: Sequence[str], *, org: str | None = None
) -> dict[str, Sequence[int | Decimal | None]]:
    """The values of indicators over several periods, for one organisation; all periods are read together.

    Returns:
        For each key the values in the order of the periods, None where there is nothing to divide by, a
        parameter that the indicator asks for has no value, or the organisation did not stand in the tree.

    Raises:
        UnknownNameError: no such indicator or organisation.
        UsageError: a period lies ahead.
    """
    words = [session.catalogue.indicator(key) for key in keys]
    for word in words:
        session.allow("measure", word.of)
    windows = [window_of(session, period) for period in periods]
    found: dict[str, Sequence[int | Decimal | None]] = {}
    with session.reading() as connection:
        at = Organisations.seen(session, connection).find(org)
        measurer = Measurer(connection, session.catalogue, session.tables, session.inside)
        for word in words:
            session.check_stopped()
            values = {cell.window: value_of(word, cell) for cell in measurer.measure(word, windows, [at])}
            found[word.key] = [values.get(window) for window in windows]
    return found


def window_of(session: Session, period: str | None) -> Window:
    """The days that a figure is taken over: up to the business day where the period has not ended."""
    if period is None:
        return Window("", 0, session.day)
    asked = Period.parse(period)
    if asked.first > session.on:
        raise UsageError(f"期间 {asked} 在业务日期 {session.on} 之后才开始,还没有数;请改期间或 --on")
    return Window(str(asked), day_number(asked.first), min(day_number(asked.last), session.day))


def value_of(word: Indicator, cell: Cell) -> int | Decimal | None:
    """The figure in the indicator's unit, rounded half up.

    None where there is nothing to divide by, or a parameter that it asks for has no value.
    """
    factor = money_factor(word.unit) or 1
    if not word.is_share:
        return _exact(word, cell)
    if not cell.denominator or not cell.has_value:
        return None
    share = 100 if word.unit == "%" else 1
    return round_half_up(
        cell.numerator * cell.denominator_scale * share, cell.denominator * cell.scale * factor, word.decimals
    )


def _wanted(organisations: Organisations, at: int, *, children: bool, all_orgs: bool) -> list[int]:
    tree = organisations.tree
    if all_orgs:
        return sorted(tree.below(at) & set(tree.parents), key=lambda org: organisations.numbers[org])
    if children:
        return [at, *sorted(tree.children(at), key=lambda org: organisations.numbers[org])]
    return [at]


def _row(
    session: Session, organisations: Organisations, measurer: Measurer, word: Indicator, cell: Cell,
    by: Sequence[str], target: Decimal | None, moved: Sequence[int],
) -> dict[str, Any]:  # fmt: skip
    codes = dict(zip(by, cell.by, strict=True))
    region = organisations.region_of(cell.org)
    notes = []
    if moved:
        days = "、".join(number_day(day).isoformat() for day in moved[:3])
        notes.append(f"期间内组织隶属有变动({days}),按期末的隶属汇总")
    if session.worker.org is not None:
        gone = measurer.tree(cell.window.last).below(cell.org) - organisations.names.keys()
        if gone:
            notes.append(f"期末在册的 {len(gone)} 个下级已不在您的范围内,它们的记录没有计入")
    notes += _about_gaps(session, organisations, cell)
    if cell.has_value and isinstance(word.denominator, Figure):
        notes += _about_figure(organisations, word.denominator.key, cell)
    elif cell.has_value and word.is_share and not cell.denominator:
        notes.append("分母为 0,不能计算")
    return {
        "indicator": word.key, "label": word.label if session.lang == "zh" else word.label_en or word.label,
        "org": organisations.numbers[cell.org], "org_name": organisations.names[cell.org],
        "period": cell.window.name or None, "on": number_day(cell.window.last).isoformat(),
        "by": {name: _label(session, measurer, word, name, code, region) for name, code in codes.items()},
        "by_code": codes, "value": value_of(word, cell),
        "numerator": _exact(word, cell),
        "denominator": _whole(cell.denominator, cell.denominator_scale) if cell.has_value else None,
        "denominator_from": cell.figure.whence or None, "unit": word.unit, "target": target, "notes": notes,
    }  # fmt: skip


def _about_figure(organisations: Organisations, key: str, cell: Cell) -> list[str]:
    """What has to be said of a registered figure that a share is divided by."""
    held, notes = cell.figure, []
    if held.whence == "children":
        notes.append("分母取自直接下级之和")
    if held.joined:
        names = _names(organisations, held.joined)
        notes.append(f"分母加上了后来并入的{names};请登记并入以后的「{key}」")
    if held.value is not None and held.lacking:
        names, remedy = _names(organisations, held.lacking), f"请用 org change 登记「{key}」"
        if cell.denominator is None:
            return [f"{names}有记录计入分子,没有「{key}」的数据,不能计算;{remedy}"]
        notes.append(f"分母不含{names},它们没有「{key}」的数据;{remedy}")
    if cell.denominator is None:
        notes.append(f"没有「{key}」的数据,不能计算")
    elif not cell.denominator:
        notes.append(f"「{key}」的数据是 0,不能计算")
    return notes


def _about_gaps(session: Session, organisations: Organisations, cell: Cell) -> list[str]:
    """What has to be said of the parameters that have no value."""
    notes = []
    for gap in cell.gaps:
        label, remedy = session.catalogue.parameter(gap.key).label, f"请用 param set 设定 {gap.key}"
        if gap.is_whole:
            notes.append(f"参数「{label}」没有值,不能计算;{remedy}")
        elif cell.has_value:
            notes.append(f"不含{_names(organisations, gap.lacking)},它们的参数「{label}」没有值;{remedy}")
    return notes


def _names(organisations: Organisations, found: Sequence[int]) -> str:
    """The first of some organisations by name, and how many they are."""
    names = "、".join(f"「{organisations.names.get(org, org)}」" for org in found[:3])
    return names if len(found) <= 3 else f"{names}等 {len(found)} 个组织"


def _exact(word: Indicator, cell: Cell) -> int | Decimal | None:
    """What was counted or added up, with all its decimals; money of a figure in its unit."""
    if not cell.has_value:
        return None
    factor = None if word.is_share else money_factor(word.unit)
    if factor is not None:
        return round_half_up(cell.numerator, factor * cell.scale, 2)
    return _whole(cell.numerator, cell.scale)


def _whole(number: int | None, scale: int) -> int | Decimal | None:
    return number if number is None or scale == 1 else Decimal(number) / Decimal(scale)


def _with_numbers(
    session: Session, measurer: Measurer, word: Indicator, by: Sequence[str], cells: Sequence[Cell]
) -> list[Cell]:
    """The cells with the number of a record, where they are broken down by one: its id tells nobody anything."""
    found = list(cells)
    for place, name in enumerate(by):
        field = measurer.group_field(word, name)
        if field.shape is not Shape.REF:
            continue
        ids = sorted({cell.by[place] for cell in found if cell.by[place] is not None})
        table, numbers = session.tables[field.to], dict[int, str]()
        for start in range(0, len(ids), _LOT):
            query = select(table.c.id, table.c.number).where(table.c.id.in_(ids[start : start + _LOT]))
            numbers.update((row.id, row.number) for row in measurer.connection.execute(query))
        found = [
            attrs.evolve(cell, by=(*cell.by[:place], numbers.get(cell.by[place]), *cell.by[place + 1 :]))
            for cell in found
        ]
    return found


def _label(session: Session, measurer: Measurer, word: Indicator, name: str, code: Any, region: str) -> str:
    if code is None:
        return "未填" if session.lang == "zh" else "not stated"
    field = measurer.group_field(word, name)
    if field.vocabulary:
        if str(code) in session.catalogue.vocabulary(field.vocabulary, region).codes:
            return session.catalogue.label_of(field, str(code), session.lang, region)
        return session.catalogue.label_of(field, str(code), session.lang)
    return str(code) if field.shape is Shape.REF else str(field.to_json(code))


def _has_breakdown(session: Session, word: Indicator, name: str) -> bool:
    if name in word.by:
        return True
    try:
        resolve(session.catalogue, session.kind(word.of.key), tuple(name.split(".")))
    except UnionworkError:
        return False
    return True


def require_breakdown(session: Session, word: Indicator, names: Iterable[str]) -> bool:
    """Let through a breakdown that the operator may see; whether it shows what is private.

    The totals of some private codes are open to everybody who may measure, but not beside what tells a person
    from another, such as the name: then they would say whose code it is.

    Raises:
        NotPermittedError: the right or the role is missing.
    """
    parts = []
    for name in names:
        path = word.by[name].path if name in word.by else tuple(name.split("."))
        kind, field = resolve(session.catalogue, session.kind(word.of.key), path)
        if kind.key != word.of.key:
            session.allow("read", kind)
        parts.append((name, kind, field))
    telling = [
        name for name, _, field in parts if not (field.vocabulary or field.shape is Shape.FLAG or field.to == _ORG)
    ]
    shown = False
    for name, kind, field in parts:
        if field.private is not None and not (field.totals and not telling):
            act = f"把「{name}」与「{'、'.join(telling)}」放在一起分组" if field.totals else f"按「{name}」分组"
            session.require_field(field, act, kind)
            shown = True
    return shown
