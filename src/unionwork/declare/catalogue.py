"""The catalogue: everything that is declared, by areas, plugins and regions alike, found by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from unionwork.declare.fields import Field
from unionwork.declare.forms import Form
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.papers import Action, Checklist
from unionwork.declare.parameters import DatedValue, Parameter
from unionwork.declare.procedures import Check, Duty, Procedure
from unionwork.declare.rolls import Roll
from unionwork.declare.rules import Rule
from unionwork.declare.tiers import Tier, core_of, place_tiers, put_tiers
from unionwork.declare.vocabularies import Vocabulary
from unionwork.errors import DeclarationError, UnknownNameError

Declared = (
    Kind | Vocabulary | Parameter | Rule | Indicator | Check | Procedure | Duty | Roll | Checklist | Form | Action
)
_Word = TypeVar("_Word")


@attrs.frozen(kw_only=True)
class FieldAddition:
    """A field that a region adds to a kind; a real, nullable column of its own.

    Attributes:
        kind: key of the kind.
        field: the field; its owner is the pack's key.
    """

    kind: str
    field: Field


@attrs.frozen(kw_only=True, eq=False)
class Region:
    """A region: its dated values, vocabularies and own declarations.

    Attributes:
        key: how commands name it.
        name: its Chinese name.
        extends: key of the region it stands on, "" for none.
        parameters: parameter key to the dated values it sets.
        vocabularies: vocabularies that it redefines or adds.
        fields: fields that it adds.
        tiers: approvals that it puts into procedures, in order.
        declared: its rules, indicators, checks, checklists, forms, duties, rolls.
        cases: what `region test` runs: record, date, expected outcome.
        digest: fingerprint of its files; figures carry it.
        folder: where its files lie.
    """

    key: str
    name: str
    extends: str = ""
    name_en: str = ""
    parameters: Mapping[str, tuple[DatedValue, ...]] = attrs.field(factory=dict)
    vocabularies: tuple[Vocabulary, ...] = ()
    fields: tuple[FieldAddition, ...] = ()
    tiers: tuple[Tier, ...] = ()
    declared: tuple[Declared, ...] = ()
    cases: tuple[Mapping[str, Any], ...] = ()
    digest: str = ""
    folder: str = ""


@attrs.define(kw_only=True, eq=False)
class Catalogue:
    """All declarations, each sort a mapping from key; sorted, so nothing depends on the order of arrival."""

    kinds: dict[str, Kind] = attrs.field(factory=dict)
    vocabularies: dict[str, Vocabulary] = attrs.field(factory=dict)
    parameters: dict[str, Parameter] = attrs.field(factory=dict)
    rules: dict[str, Rule] = attrs.field(factory=dict)
    indicators: dict[str, Indicator] = attrs.field(factory=dict)
    checks: dict[str, Check] = attrs.field(factory=dict)
    procedures: dict[str, Procedure] = attrs.field(factory=dict)
    duties: dict[str, Duty] = attrs.field(factory=dict)
    rolls: dict[str, Roll] = attrs.field(factory=dict)
    checklists: dict[str, Checklist] = attrs.field(factory=dict)
    forms: dict[str, Form] = attrs.field(factory=dict)
    actions: dict[str, Action] = attrs.field(factory=dict)
    regions: dict[str, Region] = attrs.field(factory=dict)

    @classmethod
    def of(cls, declared: Iterable[Declared], regions: Iterable[Region] = ()) -> Catalogue:
        """The catalogue of these declarations and regions.

        Raises:
            DeclarationError: two of a sort carry the same key.
        """
        made = cls()
        ordered = sorted(regions, key=lambda region: region.key)
        for word in sorted(declared, key=_rank):
            made._add(word)
        for region in ordered:
            made._take(made.regions, "地区", region.key, region)
        for region in ordered:
            for addition in region.fields:
                made._extend(addition)
        for region in ordered:
            for word in sorted(region.declared, key=_rank):
                made._add(word)
        for key in sorted({tier.of.key for region in ordered for tier in region.tiers}):
            made._put_tiers(key)
        return made

    def kind(self, key: str) -> Kind:
        """The kind of that key, with the fields regions added."""
        return find(self.kinds, key, "种类")

    def rule(self, key: str) -> Rule:
        """The rule of that key."""
        return find(self.rules, key, "规则")

    def indicator(self, key: str) -> Indicator:
        """The indicator of that key."""
        return find(self.indicators, key, "指标")

    def parameter(self, key: str) -> Parameter:
        """The parameter of that key."""
        return find(self.parameters, key, "参数")

    def roll(self, key: str) -> Roll:
        """The roll of that key."""
        return find(self.rolls, key, "花名册")

    def procedure(self, kind: str, region: str | None = None) -> Procedure:
        """The procedure of a kind as a region has it; without a region, with the states and steps of all regions.

        A region that put no tier into it, nor stands on one that did, has it as it was declared.

        Raises:
            UnknownNameError: the kind has none; names those that do.
        """
        whole = find(self.procedures, kind, "流程")
        if region is None:
            return whole
        tiers = self.tiers(kind, region)
        return put_tiers(core_of(whole), self.kind(kind), place_tiers(tiers)) if tiers else core_of(whole)

    def tiers(self, kind: str, region: str) -> tuple[Tier, ...]:
        """The tiers that hold in a region, those of the regions it stands on first; none where it is not there."""
        chain = reversed(self.lineage(region)) if region in self.regions else ()
        return tuple(tier for entry in chain for tier in entry.tiers if tier.of.key == kind)

    def region(self, key: str) -> Region:
        """The region of that key."""
        return find(self.regions, key, "地区")

    def lineage(self, region: str) -> list[Region]:
        """A region and those it stands on, itself first.

        Raises:
            UnknownNameError: a link of the chain is not installed.
            DeclarationError: the chain bites its tail.
        """
        found: list[Region] = []
        while region:
            if any(entry.key == region for entry in found):
                raise DeclarationError(f"地区 {region} 的 extends 绕成了圈:{' -> '.join(r.key for r in found)}")
            found.append(self.region(region))
            region = found[-1].extends
        return found

    def vocabulary(self, key: str, region: str = "") -> Vocabulary:
        """A vocabulary as a region has it; without a region, with the terms of all regions."""
        base = self.vocabularies.get(key)
        chain = reversed(self.lineage(region)) if region else iter(self.regions.values())
        for entry in chain:
            for own in entry.vocabularies:
                if own.key == key:
                    # Two regions may use a word differently, so the union of all is kept by code alone.
                    base = own if base is None else _merge(base, own, strict=bool(region))
        if base is None:
            raise UnknownNameError("代码表", key, self.vocabularies)
        return base

    def label_of(self, field: Field, code: str, lang: str = "zh", region: str = "") -> str:
        """The label of a code of a field."""
        return self.vocabulary(field.vocabulary, region).label_of(code, lang)

    def words(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every sort of declaration with its mapping."""
        for attribute in attrs.fields(Catalogue):
            yield attribute.name, getattr(self, attribute.name)

    def _add(self, word: Declared) -> None:
        for sort, table, what in (
            (Kind, self.kinds, "种类"),
            (Vocabulary, self.vocabularies, "代码表"),
            (Parameter, self.parameters, "参数"),
            (Rule, self.rules, "规则"),
            (Indicator, self.indicators, "指标"),
            (Check, self.checks, "检查"),
            (Procedure, self.procedures, "流程"),
            (Duty, self.duties, "应办事项"),
            (Roll, self.rolls, "花名册"),
            (Checklist, self.checklists, "检查表"),
            (Form, self.forms, "报表"),
            (Action, self.actions, "办理动作"),
        ):
            if isinstance(word, sort):
                self._take(table, what, word.key, word)
                return

    def _take(self, table: Any, what: str, key: str, word: Any) -> None:
        if key in table:
            owner = getattr(word, "owner", "") or "核心"
            raise DeclarationError(f"{what}「{key}」声明了两次(第二次来自 {owner});每个键只能有一个")
        table[key] = word

    def _put_tiers(self, kind: str) -> None:
        """Make the procedure of a kind the whole of what all regions have."""
        heights = {key: len(self.lineage(key)) for key, region in self.regions.items() if region.tiers}
        placed = [
            (tier, at)
            for region in sorted(heights, key=lambda key: (heights[key], key))
            for tier, at in place_tiers(self.tiers(kind, region))
            if tier in self.regions[region].tiers
        ]
        self.procedures[kind] = put_tiers(find(self.procedures, kind, "流程"), self.kind(kind), placed, beside=True)

    def _extend(self, addition: FieldAddition) -> None:
        kind = self.kind(addition.kind)
        field = addition.field
        if kind.has(field.key) or field.key in {"id", "number", "org", "version", "extra"}:
            raise DeclarationError(f"地区 {field.owner}:{kind.key} 已经有字段「{field.key}」;请换一个名字")
        self.kinds[kind.key] = attrs.evolve(kind, fields=(*kind.fields, field))


def find(table: Mapping[str, _Word], key: str, what: str) -> _Word:
    """An entry of a mapping.

    Raises:
        UnknownNameError: it is not there; names the nearest.
    """
    try:
        return table[key]
    except KeyError:
        raise UnknownNameError(what, key, table) from None


def _rank(word: Declared) -> tuple[str, str]:
    return type(word).__name__, word.key


def _merge(base: Vocabulary, own: Vocabulary, *, strict: bool) -> Vocabulary:
    """A vocabulary with a region's terms; for all regions together a word belongs to the first that took it."""
    if strict:
        return own if own.replaces else base.extended(own.terms)
    held = set(base.codes)
    merged = base
    for entry in own.terms:
        if entry.code in held or merged.find(entry.code) is not None:
            continue
        # Two regions may mean different codes by one word; the union of all must still hold every code.
        free = tuple(alias for alias in entry.aliases if merged.find(alias) is None)
        label_en = entry.label_en if merged.find(entry.label_en) is None else ""
        label = entry.label if merged.find(entry.label) is None else f"{entry.label}({entry.code})"
        merged = merged.extended((attrs.evolve(entry, label=label, label_en=label_en, aliases=free),))
    return merged
