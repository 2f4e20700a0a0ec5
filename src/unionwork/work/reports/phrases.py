"""Phrases that the numbers choose: how a figure moved, whether it met its target, where it stands, its parts."""

from __future__ import annotations

from decimal import Decimal

import attrs

from unionwork.declare.fields import Field
from unionwork.declare.form_words import Names, Word
from unionwork.documents.paper import Run
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.numbers import POINTS, is_shared, number_of
from unionwork.work.reports.page_words import say_before

_EN_UNITS = {POINTS: "percentage points"}
_MISSING = {
    "change": "没有可比的上期的数",
    "change_last_year": "没有可比的上年同期的数",
    "target": "没有目标,或没有写明越高越好还是越低越好",
    "rank": "没有可比的同级组织",
    "parts": "没有可以分列的数,或分组的字段不能看",
}


def say_phrase(desk: Desk, word: Word, lang: str) -> list[Run] | None:
    """The phrase that the numbers of the page choose, in a language; None where one of them is missing."""
    if word.phrase in ("change", "change_last_year"):
        return _change(desk, word.key, word.phrase, lang)
    if word.phrase == "target":
        return _target(desk, word.key, lang)
    if word.phrase == "rank":
        return _rank(desk, word.key, lang)
    return _parts(desk, word.key, word.argument, lang)


def why_missing(word: Word) -> str:
    """What a phrase that cannot be said lacks."""
    return _MISSING[word.phrase]


def misses_target(desk: Desk, key: str) -> bool | None:
    """Whether a figure misses its target; None where it has none, or no end of it is the better one."""
    better = desk.indicator(key).better
    gap = number_of(desk, key, "gap", silent=True)
    if gap is None or not better:
        return None
    return gap.amount < 0 if better == "higher" else gap.amount > 0


def with_unit(known: Known, lang: str) -> list[Run]:
    """A number with its unit behind it."""
    if lang == "zh":
        return [known.run, Run(known.unit)] if known.unit else [known.run]
    unit = _EN_UNITS.get(known.unit, known.unit)
    return [known.run, Run(unit if unit == "%" else f" {unit}")] if unit else [known.run]


def _size(known: Known) -> Known:
    """A number without its sign: the words beside it say the way."""
    return attrs.evolve(known, amount=-known.amount) if known.amount < 0 else known


def _change(desk: Desk, key: str, part: str, lang: str) -> list[Run] | None:
    change = number_of(desk, key, part, silent=True)
    if change is None or desk.period is None:
        return None
    rate = desk.indicator(key).is_share
    before = say_before(desk.period, year_before=part == "change_last_year", lang=lang)
    if not change.amount:
        # Equal is a statement about both numbers too, so it has an address.
        place = (number_of(desk, key, part) or change).place
        return [Run(f"与{before}持平" if lang == "zh" else f"the same as {before}", place)]
    shown = number_of(desk, key, part)
    assert shown is not None
    rises = change.amount > 0
    if lang == "zh":
        verb = ("上升" if rises else "下降") if rate else ("增加" if rises else "减少")
        return [Run(f"比{before}{verb}"), *with_unit(_size(shown), lang)]
    return [Run("up " if rises else "down "), *with_unit(_size(shown), lang), Run(f" on {before}")]


def _target(desk: Desk, key: str, lang: str) -> list[Run] | None:
    misses = misses_target(desk, key)
    if misses is None:
        return None
    target, better = number_of(desk, key, "target"), desk.indicator(key).better
    assert target is not None
    held = with_unit(target, lang)
    if lang == "zh":
        bound = "不高于" if better == "lower" else ""
        head = [Run(f"{'未达目标' if misses else '达到目标'}({bound}"), *held, Run(")")]
    else:
        bound = "at most " if better == "lower" else ""
        head = [Run(f"target {'missed' if misses else 'met'} ({bound}"), *held, Run(")")]
    if not misses:
        return head
    gap = number_of(desk, key, "gap")
    assert gap is not None
    if lang == "zh":
        return [*head, Run(",差" if better == "higher" else ",超出"), *with_unit(_size(gap), lang)]
    return [*head, Run(", short by " if better == "higher" else ", over by "), *with_unit(_size(gap), lang)]


def _rank(desk: Desk, key: str, lang: str) -> list[Run] | None:
    rank = number_of(desk, key, "rank", silent=True)
    if rank is None:
        return None
    siblings, rank = number_of(desk, key, "siblings"), number_of(desk, key, "rank")
    assert siblings is not None
    assert rank is not None
    tied = is_shared(desk, key)
    if lang == "zh":
        return [Run("在"), siblings.run, Run(f"个同级组织中{'并列' if tied else '列'}第"), rank.run, Run("位")]
    return [Run("tied for place " if tied else "place "), rank.run, Run(" of "), siblings.run, Run(" at its level")]


def _parts(desk: Desk, key: str, name: str, lang: str) -> list[Run] | None:
    """The codes that have a number, the largest first."""
    session, word = desk.session, desk.indicator(key)
    field = Names(catalogue=session.catalogue).breakdown(word, name)
    if not field.totals and not desk.may_show(field, word.of):
        return None
    codes = [cell.by[0] for cell in desk.cells(key, by=[name])]
    known = [(code, desk.figure(key, by={name: code}, silent=True)) for code in codes]
    present = [(code, number.amount) for code, number in known if number is not None and number.amount]
    if not present:
        return None
    present.sort(key=lambda entry: (-Decimal(entry[1]), str(entry[0])))
    runs = [Run("其中" if lang == "zh" else "of which ")]
    for place, (code, _) in enumerate(present):
        shown = desk.figure(key, by={name: code})
        assert shown is not None
        comma = ("、" if lang == "zh" else ", ") if place else ""
        gap = "" if lang == "zh" else " "
        runs += [Run(f"{comma}{_label(desk, field, code, lang)}{gap}"), *with_unit(shown, lang)]
    return runs


def _label(desk: Desk, field: Field, code: object, lang: str) -> str:
    if code is None:
        return "未填" if lang == "zh" else "not stated"
    if not field.vocabulary:
        return str(field.to_json(code))
    if str(code) in desk.session.catalogue.vocabulary(field.vocabulary, desk.region).codes:
        return desk.session.catalogue.label_of(field, str(code), lang, desk.region)
    return desk.session.catalogue.label_of(field, str(code), lang)
