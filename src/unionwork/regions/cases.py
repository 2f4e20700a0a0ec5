"""Cases of a region: those its experts wrote, and those that its dated values call for by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import attrs

from unionwork.declare.catalogue import Catalogue, Region
from unionwork.declare.expressions import Const, Expr, Name, Param
from unionwork.declare.fields import Field, Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.parameters import DatedValue
from unionwork.declare.procedures import Check, Duty
from unionwork.declare.rules import Rule, Test
from unionwork.errors import DeclarationError
from unionwork.regions.judging import Stored, is_simple, judge, line_of, stored_record, value_at
from unionwork.values import day_number

# A household of three: a number whose thirds are not whole, so that a division shows.
_HEADS = 3


@attrs.frozen(kw_only=True)
class Case:
    """A record, a day and the outcome that a rule must propose.

    Attributes:
        rule: key of the rule.
        on: the day of the assessment.
        record: field to value in stored form; the fields that the rule reads.
        expected: the outcome's key, "unknown", or "" where no outcome fits.
        says: the case in words.
        generated: whether it was made from the dated values and not written by a person.
    """

    rule: str
    on: date
    record: Mapping[str, Stored]
    expected: str
    says: str
    generated: bool = False


def cases_of(region: Region, catalogue: Catalogue) -> list[Case]:
    """All cases of a region: its own first, then the generated ones.

    The outcome of a generated case is computed here, in plain Python from the rule's tree,
    so running it in the store checks one against the other.

    Raises:
        DeclarationError: a parameter that the region's words read has no value in its lineage, or
            loses it between two values; each such gap is named once.
    """
    gaps = gaps_of(region, catalogue)
    if gaps:
        raise DeclarationError(";".join(gaps), file=region.folder)
    written = [_written(region, catalogue, case) for case in region.cases]
    generated = [case for rule in _rules(region, catalogue) for case in _generated(region, catalogue, rule)]
    return [*written, *generated]


def gaps_of(region: Region, catalogue: Catalogue) -> list[str]:
    """The parameters that the region's words read without a value, and the days between two values; each once."""
    found: list[str] = []
    for key, reader in sorted(_read_parameters(region, catalogue).items()):
        label = catalogue.parameter(key).label
        values = [value for entry in catalogue.lineage(region.key) for value in entry.parameters.get(key, ())]
        if not values:
            found.append(f'参数 {key}({label})没有值,{reader}要用到它;请在 pack.toml 写 [[parameters."{key}"]]')
            continue
        found += [
            f"参数 {key}({label})自 {value.to_on} 起没有值;请补上"
            for value in values
            if value.to_on is not None
            and value_at(catalogue, region.key, key, value.to_on) is None
            and any(later.from_on > value.to_on for later in values)
        ]
    return found


def _written(region: Region, catalogue: Catalogue, case: Mapping[str, object]) -> Case:
    rule, on, record = catalogue.rule(str(case["rule"])), case["on"], case["record"]
    assert isinstance(on, date)
    assert isinstance(record, Mapping)
    return Case(
        rule=rule.key,
        on=on,
        record=stored_record(catalogue, region.key, rule, record),
        expected=str(case["expect"]),
        says=str(case["says"]) or f"{rule.label},{on}",
    )


def _rules(region: Region, catalogue: Catalogue) -> list[Rule]:
    """The rules that the region declares, tests by cases, or gives values to."""
    own = {rule.key for rule in region.declared if isinstance(rule, Rule)}
    tested = {str(case["rule"]) for case in region.cases}
    return [
        rule
        for key, rule in sorted(catalogue.rules.items())
        if key in own | tested or any(test.parameter in region.parameters for test in rule.tests)
    ]


def _read_parameters(region: Region, catalogue: Catalogue) -> dict[str, str]:
    """Each parameter that a word of the region reads, with the name of that word."""
    reading: dict[str, str] = {}
    words: list[Rule | Indicator | Duty | Check] = list(_rules(region, catalogue))
    words += [word for word in region.declared if isinstance(word, Indicator | Duty | Check)]
    for table in (catalogue.indicators, catalogue.duties):
        # A word of the areas is the region's as soon as the region sets one of its parameters.
        words += [word for word in table.values() if _parameters_of(word) & set(region.parameters)]
    for word in words:
        for key in sorted(_parameters_of(word)):
            reading.setdefault(key, f"「{word.label}」")
    return reading


def _parameters_of(word: Rule | Indicator | Duty | Check) -> set[str]:
    roots: Iterable[Expr | None]
    match word:
        case Rule():
            roots = [side for test in word.tests for side in (test.left, test.right, test.per)]
        case Indicator():
            roots = [word.counted, word.where, word.denominator]
        case Duty():
            roots = [word.owed, word.due]
        case Check():
            roots = [word.holds]
    found = {at.key for root in roots if root is not None for at in _walk(root) if isinstance(at, Param)}
    return found | ({word.parameter} if isinstance(word, Duty) and word.parameter else set())


def _walk(root: Expr) -> Iterator[Expr]:
    """All nodes, those over related records as well."""
    for at in root.walk():
        yield at
        where = getattr(at, "where", None) if type(at).__name__ in ("Related", "AlsoIn") else None
        if where is not None:
            yield from _walk(where)


def _generated(region: Region, catalogue: Catalogue, rule: Rule) -> Iterator[Case]:
    if not is_simple(catalogue, rule):
        return
    seen: set[tuple[date, tuple[tuple[str, Stored], ...]]] = set()
    for test in rule.tests:
        if not test.parameter:
            continue
        for value, until in _values(region, catalogue, test.parameter):
            for on, why in _days(value.from_on, until):
                for record, amount in _records(region, catalogue, rule, test, value, on):
                    slot = (on, tuple(sorted(record.items())))
                    if slot in seen:
                        continue
                    seen.add(slot)
                    yield Case(
                        rule=rule.key,
                        on=on,
                        record=record,
                        expected=judge(catalogue, region.key, rule, record, on),
                        says=f"{test.name}{amount}({catalogue.parameter(test.parameter).label} {value.value});{why}",
                        generated=True,
                    )


def _values(region: Region, catalogue: Catalogue, key: str) -> list[tuple[DatedValue, date | None]]:
    """The values of the nearest region of the lineage that has any, each with the first day it no longer holds."""
    for entry in catalogue.lineage(region.key):
        if entry.parameters.get(key):
            held = sorted(entry.parameters[key], key=lambda value: value.from_on)
            ends = [*(value.from_on for value in held[1:]), None]
            return [(value, value.to_on or end) for value, end in zip(held, ends, strict=True)]
    return []


def _days(start: date, end: date | None) -> list[tuple[date, str]]:
    """The days on which a value may be mistaken for another one."""
    days = {
        date(start.year, 12, 31): "起期当年最后一天",
        date(start.year + 1, 1, 1): "起期次年第一天",
        start - timedelta(days=1): "起期前一天",
        start: "起期当天",
    }
    if end is not None:
        days |= {end - timedelta(days=1): "止期前一天", end: "止期当天"}
    return sorted(days.items())


def _records(
    region: Region, catalogue: Catalogue, rule: Rule, test: Test, value: DatedValue, on: date
) -> Iterator[tuple[dict[str, Stored], str]]:
    """A record exactly on the line of a test, the next below it and the next above it."""
    assert isinstance(test.left, Name)
    field = catalogue.kind(rule.of.key).field(test.left.path[0])
    if not field.shape.is_number:
        return
    rest = _filled(region, catalogue, rule, on)
    share = Fraction(1)
    if isinstance(test.per, Name):
        per = catalogue.kind(rule.of.key).field(test.per.path[0])
        rest[per.key] = _HEADS * _units(per)
        share = Fraction(_HEADS)
    exact = line_of(catalogue, test.parameter, value) * share * (_units(field) if field.shape is not Shape.MONEY else 1)
    names = ((floor(exact), "正好等于" if exact.denominator == 1 else "略低于"), (ceil(exact) - 1, "差一点低于"))
    for amount, name in dict((*names, (floor(exact) + 1, "差一点高于"))).items():
        yield {**rest, field.key: amount}, name


def _filled(region: Region, catalogue: Catalogue, rule: Rule, on: date) -> dict[str, Stored]:
    """A value for every field that the rule reads: on the line of its first test, where the test includes it."""
    filled: dict[str, Stored] = {}
    kind = catalogue.kind(rule.of.key)
    for test in rule.tests:
        for at in (test.left, test.per):
            if isinstance(at, Name) and at.path[0] not in filled:
                field = kind.field(at.path[0])
                filled[field.key] = _passing(region, catalogue, field, test, on) if at is test.left else _units(field)
    return filled


def _passing(region: Region, catalogue: Catalogue, field: Field, test: Test, on: date) -> Stored:
    """A value with which a test passes, as far as one value can tell."""
    if isinstance(test.right, Const) and isinstance(test.right.value, str):
        return test.right.value if test.operator != "!=" else ""
    if isinstance(test.right, Const) and isinstance(test.right.value, date):
        shift = {"<": -1, ">": 1}.get(test.operator, 0)
        return day_number(test.right.value + timedelta(days=shift))
    scale = 1 if field.shape is Shape.MONEY else _units(field)
    if isinstance(test.right, Const):
        assert not isinstance(test.right.value, str | date)
        line = Fraction(test.right.value) * (100 if field.shape is Shape.MONEY else 1)
    else:
        assert isinstance(test.right, Param)
        value = value_at(catalogue, region.key, test.right.key, on)
        line = line_of(catalogue, test.right.key, value) if value else Fraction(1)
    exact = line * scale
    return {"<": ceil(exact) - 1, ">": floor(exact) + 1, ">=": ceil(exact)}.get(test.operator, floor(exact))


def _units(field: Field) -> int:
    """How many of the stored number one of the field is, for numbers that are no money."""
    return 10**field.decimals if field.shape is Shape.QUANTITY else 1
