"""What a page says is wrong and what comes next: from checks, duties and targets, never from anybody's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from unionwork.declare.form_checking import words_of
from unionwork.declare.form_words import FIGURE, Names
from unionwork.declare.forms import Section
from unionwork.documents.paper import Block, Paragraph, Run
from unionwork.values import Period, number_day
from unionwork.work.checking import list_checks
from unionwork.work.owing import DutyCount, Window, count_by_duty
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.numbers import number_of
from unionwork.work.reports.page_words import say_day
from unionwork.work.reports.phrases import misses_target, say_phrase, with_unit
from unionwork.work.reports.punctuation import official
from unionwork.work.reports.texts import joined

OVERDUE, UPCOMING = "overdue", "upcoming"
_NUMERALS = "一二三四五六七八九"
_STATED = ("error", "warning")


@attrs.frozen(kw_only=True)
class _Broken:
    """A check that records break: which, what to do, and how many."""

    key: str
    label: str
    severity: str
    remedy: str
    count: int


def draw_outlook(desk: Desk, section: Section) -> list[Block]:
    """What `draws` asks for: the problems, or the next steps."""
    if section.draws == "problems":
        return draw_problems(desk, section)
    return draw_next_steps(desk, section) if section.draws == "next_steps" else []


def draw_problems(desk: Desk, section: Section) -> list[Block]:
    """Missed targets, overdue duties, and checks that records break, each number with its address."""
    del section
    zh = desk.session.lang == "zh"
    groups = [
        (("有的指标未达目标。" if zh else "Targets missed: "), _missed(desk)),
        (("有的事项已经逾期。" if zh else "Duties overdue: "), _overdue(desk)),
    ]
    broken = _broken(desk)
    for severity, head, head_en in zip(
        _STATED,
        ("台账有与规定不符的。", "台账有要核实的。"),
        ("Records at fault: ", "Records to look into: "),
        strict=True,
    ):
        found = [entry for entry in broken if entry.severity == severity]
        groups.append((head if zh else head_en, [_said_broken(desk, entry) for entry in found]))
    day = say_day(desk.session.on, desk.session.lang)
    nothing = f"截至{day},没有未达目标的指标、逾期的事项和不符规定的台账。"
    nothing_en = f"As of {day} no target is missed, nothing is overdue and no record is at fault."
    return _listed(desk, groups, nothing if zh else nothing_en)


def draw_next_steps(desk: Desk, section: Section) -> list[Block]:
    """What is to be done, the gravest first, as proposals: overdue duties, missed targets, faults, what falls due."""
    del section
    zh, lang = desk.session.lang == "zh", desk.session.lang
    until = _coming(desk)
    last = say_day(until.last, lang)
    errors = [entry for entry in _broken(desk) if entry.severity == "error" and entry.remedy]
    groups = [
        (("建议先办结逾期的事项:" if zh else "Proposed first, what is overdue: "), _overdue(desk, steps=True)),
        (("建议针对未达目标的工作采取措施:" if zh else "Proposed for missed targets: "), _raised(desk)),
        (
            ("建议核对并更正台账:" if zh else "Proposed for the records: "),
            [_said_remedy(desk, entry) for entry in errors],
        ),
        ((f"{last}前到期的事项,建议按期办理:" if zh else f"Due by {last}: "), _upcoming(desk, until)),
    ]
    nothing = f"截至{say_day(desk.session.on, lang)},没有逾期和{last}前到期的事项,也没有未达目标的指标。"
    nothing_en = f"Nothing is overdue or falls due by {last}, and no target is missed."
    return _listed(desk, groups, nothing if zh else nothing_en)


def last_overdue_day(on: date) -> date:
    """The last day by which a duty had to be done to be overdue on a day."""
    return on - timedelta(days=1)


def indicators_of(desk: Desk) -> list[str]:
    """Every indicator that the form asks for, in the order in which it does."""
    names = Names(catalogue=desk.session.catalogue, kind=desk.kind)
    found: list[str] = []
    for section in desk.form.sections:
        found += [word.key for word in words_of(section, names) if word.sort == FIGURE]
        found += section.indicators
        found += [row.indicator for row in (section.table.rows if section.table else ()) if row.indicator]
        found += section.chart.indicators if section.chart else ()
    return list(dict.fromkeys(found))


def _listed(desk: Desk, groups: Sequence[tuple[str, Sequence[Sequence[Run]]]], nothing: str) -> list[Block]:
    """A paragraph for each group that has something: 一是……;二是……"""
    zh = desk.session.lang == "zh"
    held = [(head, said) for head, said in groups if said]
    if not held:
        return [Paragraph(runs=[Run(official(nothing) if zh else nothing)])]
    drawn: list[Block] = []
    for place, (head, said) in enumerate(held):
        number = f"{_NUMERALS[place]}是" if zh else f"{place + 1}. "
        runs = [Run(number + head)]
        for entry, item in enumerate(said):
            runs += [Run((";" if zh else "; ") if entry else ""), *item]
        runs.append(Run("。" if zh else "."))
        drawn.append(
            Paragraph(runs=joined([attrs.evolve(run, text=official(run.text)) if zh else run for run in runs]))
        )
    return drawn


def _missing_keys(desk: Desk) -> list[str]:
    may = [key for key in indicators_of(desk) if desk.session.may("measure", desk.session.catalogue.indicator(key).of)]
    return [key for key in may if misses_target(desk, key)]


def _missed(desk: Desk) -> list[list[Run]]:
    said: list[list[Run]] = []
    names = Names(catalogue=desk.session.catalogue)
    for key in _missing_keys(desk):
        value, phrase = number_of(desk, key), say_phrase(desk, names.phrase(key, "target", ""), desk.session.lang)
        assert value is not None
        assert phrase is not None
        comma = "," if desk.session.lang == "zh" else ", "
        said.append([Run(_label(desk, key)), *with_unit(value, desk.session.lang), Run(comma), *phrase])
    return said


def _raised(desk: Desk) -> list[list[Run]]:
    """Missed targets as proposals: from what to what."""
    said: list[list[Run]] = []
    lang = desk.session.lang
    for key in _missing_keys(desk):
        value, target = number_of(desk, key), number_of(desk, key, "target")
        assert value is not None
        assert target is not None
        higher = desk.indicator(key).better == "higher"
        words = (" from ", " up to " if higher else " down to ", "")
        if lang == "zh":
            words = ("由", "提高到" if higher else "降到", "以上" if higher else "以内")
        numbers = with_unit(value, lang), with_unit(target, lang)
        said.append([Run(_label(desk, key) + words[0]), *numbers[0], Run(words[1]), *numbers[1], Run(words[2])])
    return said


def _overdue(desk: Desk, *, steps: bool = False) -> list[list[Run]]:
    """Overdue duties, those that are owed most often first."""
    window = Window(org=_org(desk), to_on=last_overdue_day(desk.session.on))
    found = _duties(desk, window)
    lang = desk.session.lang
    said: list[list[Run]] = []
    for entry in found:
        known = _duty(desk, entry, OVERDUE, "")
        earliest = say_day(number_day(entry.earliest), lang)
        runs = [Run(f"{desk.label_of(entry.duty)}" + ("" if lang == "zh" else " ")), *_counted(desk, known)]
        if not steps:
            runs.append(Run(f",最早应于{earliest}办结" if lang == "zh" else f", the earliest by {earliest}"))
        said.append(runs)
    return said


def _upcoming(desk: Desk, until: Period) -> list[list[Run]]:
    window = Window(org=_org(desk), from_on=desk.session.on, to_on=until.last)
    lang = desk.session.lang
    said: list[list[Run]] = []
    for entry in _duties(desk, window):
        known = _duty(desk, entry, UPCOMING, str(until))
        earliest = say_day(number_day(entry.earliest), lang)
        tail = f",最早{earliest}到期" if lang == "zh" else f", the first by {earliest}"
        said.append([Run(desk.label_of(entry.duty) + ("" if lang == "zh" else " ")), *_counted(desk, known), Run(tail)])
    return said


def _duties(desk: Desk, window: Window) -> list[DutyCount]:
    found = count_by_duty(desk.connection, desk.session, desk.organisations, window)
    return sorted(found, key=lambda entry: (-entry.count, entry.duty.key))


def _duty(desk: Desk, entry: DutyCount, part: str, period: str) -> Known:
    place = desk.address(
        sort="duty", key=entry.duty.key, label=desk.label_of(entry.duty), part=part, org=desk.org, period=period,
        on=desk.session.on.isoformat(), value=entry.count, unit="件",
    )  # fmt: skip
    return Known(amount=entry.count, unit="件", place=place)


def _broken(desk: Desk) -> list[_Broken]:
    """The checks that records of the organisation break, gravest first."""
    counts = desk.broken()
    return [
        _Broken(
            key=row["check"], label=_check_label(desk, row), severity=row["severity"], remedy=row["remedy"],
            count=counts[row["check"]],
        )
        for row in list_checks(desk.session)
        if row["severity"] in _STATED and counts.get(row["check"])
    ]  # fmt: skip


def _check_label(desk: Desk, row: Mapping[str, Any]) -> str:
    """What a check finds; what a step asks for is named as that, since its label says what ought to be."""
    check = desk.session.catalogue.checks.get(row["check"])
    label = str(row["label"]) if check is None else desk.label_of(check)
    if row["step"] is None:
        return label
    return f"没有做到「{label}」的" if desk.session.lang == "zh" else f"not as asked ({label})"


def _said_broken(desk: Desk, entry: _Broken) -> list[Run]:
    gap = "" if desk.session.lang == "zh" else " "
    return [Run(entry.label + gap), *_counted(desk, _check_count(desk, entry))]


def _said_remedy(desk: Desk, entry: _Broken) -> list[Run]:
    known = _check_count(desk, entry)
    if desk.session.lang != "zh":
        return [Run(f"{entry.label} "), *_counted(desk, known)]
    return [Run(f"{entry.label}的"), *_counted(desk, known), Run(f",{entry.remedy.rstrip('。')}")]


def _check_count(desk: Desk, entry: _Broken) -> Known:
    place = desk.address(
        sort="check", key=entry.key, label=entry.label, org=desk.org, on=desk.session.on.isoformat(),
        value=entry.count, unit="条",
    )  # fmt: skip
    return Known(amount=entry.count, unit="条", place=place)


def _counted(desk: Desk, known: Known) -> list[Run]:
    """A count of duties or records; English has no word for 件."""
    return with_unit(known, desk.session.lang) if desk.session.lang == "zh" else [known.run]


def _coming(desk: Desk) -> Period:
    """The first period of the same length after the page's that has not ended by the business day."""
    period = desk.period if desk.period is not None else Period(desk.session.on.year)
    after = period.last + timedelta(days=1)
    found = Period(after.year, after.month, period.months)
    while found.last < desk.session.on:
        after = found.last + timedelta(days=1)
        found = Period(after.year, after.month, period.months)
    return found


def _label(desk: Desk, key: str) -> str:
    gap = "" if desk.session.lang == "zh" else " "
    return desk.label_of(desk.session.catalogue.indicator(key)) + gap


def _org(desk: Desk) -> str:
    return desk.organisations.numbers[desk.org]
