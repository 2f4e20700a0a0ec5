"""The names a declaration mentions: kinds, fields, codes, parameters, indicators; each must be there."""

from __future__ import annotations

from collections.abc import Iterable

from unionwork.declare.catalogue import Catalogue, Region, find
from unionwork.declare.checking import Checker, check_word, resolve
from unionwork.declare.expressions import Compare, Expr
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.papers import Checklist
from unionwork.declare.procedures import Duty, Procedure
from unionwork.declare.rolls import Fill, Roll
from unionwork.declare.rules import UNKNOWN, Rule, Test
from unionwork.declare.tiers import Tier
from unionwork.declare.vocabularies import Vocabulary
from unionwork.errors import DeclarationError, UnionworkError, suggest
from unionwork.regions.judging import stored_record
from unionwork.regions.nouns import PackField, Target, WrittenCase
from unionwork.regions.toml_lines import Path


def check_names(catalogue: Catalogue, region: Region, word: object) -> None:
    """Check the expressions of a declaration, and every name that it mentions.

    Raises:
        UnionworkError: the first that does not hold, with the nearest that does.
    """
    check_word(catalogue, word)
    match word:
        case Vocabulary():
            catalogue.vocabulary(word.key, region.key)
        case PackField():
            if word.vocabulary:
                find(catalogue.vocabularies | _own(region), word.vocabulary, "代码表")
            if word.rule:
                catalogue.rule(word.rule)
            if word.derived_from:
                catalogue.kind(word.kind).field(word.derived_from)
        case Rule():
            _check_rule(catalogue, region, word)
        case Indicator():
            for path in word.by.values():
                resolve(catalogue, catalogue.kind(word.of.key), path.path)
        case Checklist():
            if word.of:
                catalogue.kind(word.of)
        case Duty():
            if word.parameter:
                catalogue.parameter(word.parameter)
            if word.responsible is not None:
                Checker(catalogue, catalogue.kind(word.of.key), f"应办事项 {word.key}").sort(word.responsible)
        case Procedure():
            _check_steps(catalogue, word)
        case Tier():
            _check_tier(catalogue, region, word)
        case Roll():
            for fill in word.fills:
                _check_fill(catalogue, region, word, fill)
        case Target():
            catalogue.indicator(word.indicator)
        case WrittenCase():
            _check_case(catalogue, region, word)


def complaint_at(nodes: Iterable[tuple[Path, Expr | Test]], path: Path, catalogue: Catalogue, word: object) -> Path:
    """The path of the expression in a declaration that does not hold; the declaration's own where none stands out."""
    kind = getattr(word, "of", None)
    if not isinstance(kind, Kind):
        return path
    checker = Checker(catalogue, catalogue.kind(kind.key), "")
    for at, made in nodes:
        if at[: len(path)] != path:
            continue
        try:
            if isinstance(made, Test):
                checker.comparison(Compare(made.operator, made.left, made.right))
            else:
                checker.sort(made)
        except UnionworkError:
            return at
    return path


def _own(region: Region) -> dict[str, Vocabulary]:
    return {own.key: own for own in region.vocabularies}


def _check_rule(catalogue: Catalogue, region: Region, word: Rule) -> None:
    if not word.vocabulary:
        return
    vocabulary = catalogue.vocabulary(word.vocabulary, region.key)
    for outcome in word.outcomes:
        if outcome.key not in vocabulary.codes:
            raise DeclarationError(
                f"代码表「{vocabulary.label}」没有代码「{outcome.key}」;{suggest(outcome.key, vocabulary.codes)}"
            )


def _check_steps(catalogue: Catalogue, word: Procedure) -> None:
    roles = catalogue.vocabulary("operator_role").codes
    for step in word.steps:
        if step.role and step.role not in roles:
            raise DeclarationError(f"步骤 {step.key}:没有角色「{step.role}」;{suggest(step.role, roles)}")
        kind = catalogue.kind(word.of.key)
        if step.adds:
            key, _, pointer = step.adds.partition(".")
            kind = catalogue.kind(key)
            if kind.field(pointer).to != word.of.key:
                raise DeclarationError(f"步骤 {step.key}:{step.adds} 不是指向{word.of.label}的引用")
        for field in step.fields:
            kind.field(field)
        for source in step.copies.values():
            catalogue.kind(word.of.key).field(source)
        for key, given in step.gives.items():
            field_given = kind.field(key)
            if given and field_given.shape is Shape.CODE:
                vocabulary = catalogue.vocabulary(field_given.vocabulary)
                if vocabulary.find(given) is None and not vocabulary.open:
                    codes = vocabulary.codes
                    raise DeclarationError(
                        f"步骤 {step.key}:{field_given.label}没有代码「{given}」;{suggest(given, codes)}"
                    )
        if step.deadline is not None:
            catalogue.parameter(step.deadline[1])


def _check_tier(catalogue: Catalogue, region: Region, word: Tier) -> None:
    if word.deadline:
        parameter = catalogue.parameter(word.deadline)
        unit = parameter.unit.partition("/")[0].strip()
        if unit not in ("天", "日", "月", "个月"):
            reason = f"参数 {parameter.key} 的单位是「{parameter.unit}」,算不出期限;要用以天或月为单位的参数"
            raise DeclarationError(reason)
    _check_steps(catalogue, catalogue.procedure(word.of.key, region.key))


def _check_fill(catalogue: Catalogue, region: Region, roll: Roll, fill: Fill) -> None:
    kind = catalogue.kind(fill.kind.key)
    for key in (*fill.columns, *fill.presumed, *fill.fixed):
        if key not in ("number", "org"):
            kind.field(key)
    for key, value in fill.fixed.items():
        if key in ("number", "org"):
            continue
        field = kind.field(key)
        if field.shape is Shape.CODE:
            vocabulary = catalogue.vocabulary(field.vocabulary, region.key)
            if str(value) not in vocabulary.codes:
                raise DeclarationError(f"{field.label}没有代码「{value}」;{suggest(str(value), vocabulary.codes)}")
    if fill.head is not None:
        key, code = fill.head
        fields = [entry.kind.field(key) for entry in roll.fills if entry.kind.has(key)]
        if not fields:
            raise DeclarationError(f"花名册 {roll.key}:head 的字段「{key}」不在任何一部分里")
        codes = catalogue.vocabulary(fields[0].vocabulary, region.key).codes if fields[0].vocabulary else (code,)
        if code not in codes:
            raise DeclarationError(f"{fields[0].label}没有代码「{code}」;{suggest(code, codes)}")


def _check_case(catalogue: Catalogue, region: Region, word: WrittenCase) -> None:
    rule = catalogue.rule(word.rule)
    keys = [outcome.key for outcome in rule.outcomes]
    if word.expect not in (*keys, UNKNOWN):
        raise DeclarationError(f"规则 {rule.key} 没有结果「{word.expect}」;{suggest(word.expect, [*keys, UNKNOWN])}")
    stored_record(catalogue, region.key, rule, word.record)
