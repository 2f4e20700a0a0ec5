"""Checks a form when it is declared: every name in it is there, and nothing private is made public."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import attrs

from unionwork.declare.catalogue import Catalogue, find
from unionwork.declare.checking import Checker, Sort, sort_of_field
from unionwork.declare.expressions import Among, Arithmetic, Compare, Const, Expr, Known, Logic, Name, Not
from unionwork.declare.fields import Shape
from unionwork.declare.form_words import FIELD, PAGE, Names, Word, read_text
from unionwork.declare.forms import Form, Listing, Section, Sentence, Table
from unionwork.errors import DeclarationError, UnionworkError, suggest

_LET_THROUGH = (Name, Const, Compare, Among, Logic, Not, Known, Arithmetic)
_USED_WITH = ("key", "title", "level", "use", "when")
_BY = "by:"
_Found = TypeVar("_Found")


class ConditionChecker(Checker):
    """Checks a condition over figures, parameters and, in a form of a kind, fields of the record."""

    def __init__(self, names: Names, place: str) -> None:
        self.catalogue, self.names, self.place = names.catalogue, names, place

    def sort(self, at: Expr) -> Sort:
        """What a node is; only comparisons of numbers and codes are let through.

        Raises:
            DeclarationError: it cannot stand in a condition of a form.
        """
        if not isinstance(at, _LET_THROUGH):
            raise self.refuse(
                f"报表的条件里不能用 {type(at).__name__};可用指标、param.参数、字段、数字、代码、比较、加减乘除、"
                "in、known、and or not"
            )
        if not isinstance(at, Name):
            return super().sort(at)
        try:
            word = self.names.find(".".join(at.path))
            if word.sort == PAGE:
                return Sort("text")
            if word.sort == FIELD:
                assert self.names.kind is not None
                return sort_of_field(self.names.field(self.names.kind, word.key))
        except UnionworkError as error:
            raise self.refuse(str(error)) from None
        return Sort("number")


def check_form(catalogue: Catalogue, form: Form) -> None:
    """Check every name of a form.

    Raises:
        DeclarationError: the first that does not hold, with its place and the nearest that does.
    """
    _FormChecker(catalogue, form).check()


def words_of(section: Section, names: Names) -> Iterator[Word]:
    """Every word in the texts and conditions of a part."""
    for text in (section.text, *(sentence.text for sentence in section.sentences)):
        yield from (piece for piece in read_text(text, names, "") if isinstance(piece, Word))
    for when in (section.when, *(sentence.when for sentence in section.sentences)):
        for at in when.walk() if when is not None else ():
            if isinstance(at, Name):
                yield names.find(".".join(at.path))


def used_section(catalogue: Catalogue, section: Section) -> Section:
    """A part as it is drawn: one that uses another form's takes that over, with its own title and condition.

    Raises:
        DeclarationError: there is no such form or part, or the parts use each other in a circle.
    """
    seen: list[str] = []
    found = section
    while found.use:
        if found.use in seen:
            raise DeclarationError(f"use 绕成了圈:{' -> '.join((*seen, found.use))}")
        seen.append(found.use)
        key, _, part = found.use.partition(":")
        form = find(catalogue.forms, key, "报表")
        other = form.section(part)
        if other is None:
            parts = [entry.key for entry in form.sections if entry.key]
            raise DeclarationError(f"报表 {key} 没有部分「{part}」;{suggest(part, parts)}")
        found = attrs.evolve(
            other, key=found.key or other.key, title=found.title or other.title, when=_both(found.when, other.when),
            level=found.level if found.level > 1 else other.level,
        )  # fmt: skip
    return found


def _both(one: Expr | None, other: Expr | None) -> Expr | None:
    return Logic("and", (one, other)) if one is not None and other is not None else one if one is not None else other


class _FormChecker:
    def __init__(self, catalogue: Catalogue, form: Form) -> None:
        self.catalogue, self.form = catalogue, form
        self.kind = catalogue.kind(form.of.key) if form.of is not None else None
        self.names = Names(catalogue=catalogue, kind=self.kind, public=form.public)

    def check(self) -> None:
        form = self.form
        place = f"报表 {form.key}"
        read_text(form.title, self.names, f"{place} 的 title ")
        for note in form.notes:
            read_text(note, self.names, f"{place} 的 notes ")
        if form.when is not None and self.kind is not None:
            Checker(self.catalogue, self.kind, f"{place} 的 when").want(form.when, "truth")
        if form.replaces:
            replaced = self._named(lambda: find(self.catalogue.forms, form.replaces, "报表"), place)
            if replaced.key == form.key or _kind_key(replaced) != _kind_key(form):
                raise DeclarationError(f"{place}:不能替代 {form.replaces};两张表要是同一种类的记录,且不能是自己")
        for number, section in enumerate(form.sections, start=1):
            self.section(section, f"{place} 第 {number} 部分「{section.title or section.key or section.use}」")

    def section(self, section: Section, place: str) -> None:
        if section.use:
            extra = [
                entry.name
                for entry in attrs.fields(Section)
                if entry.name not in _USED_WITH and getattr(section, entry.name)
            ]
            if extra:
                raise DeclarationError(f"{place}:用 use 的部分只能另写 {'、'.join(_USED_WITH)},不能写 {extra[0]}")
            used = self._named(lambda: used_section(self.catalogue, section), place)
            if _kind_key(find(self.catalogue.forms, section.use.partition(":")[0], "报表")) != _kind_key(self.form):
                raise DeclarationError(f"{place}:{section.use} 是另一种类的报表的部分,不能拿来用")
            self.contents(used, place)
        else:
            self.contents(section, place)

    def contents(self, section: Section, place: str) -> None:
        read_text(section.text, self.names, f"{place} 的 text ")
        self.condition(section.when, f"{place} 的 when")
        for number, sentence in enumerate(section.sentences, start=1):
            self.sentence(sentence, f"{place} 第 {number} 句")
        for key in section.indicators:
            self.figure(key, section.by, place)
        if section.table is not None:
            self.table(section.table, place)
        if section.listing is not None:
            self.listing(section.listing, place)
        if section.checklist:
            self._named(lambda: find(self.catalogue.checklists, section.checklist, "检查表"), place)
        if section.rule:
            rule = self._named(lambda: self.catalogue.rule(section.rule), place)
            if self.kind is None or rule.of.key != self.kind.key:
                raise DeclarationError(f"{place}:规则 {rule.key} 评的是{rule.of.label},本表不是按它出的")
            if self.form.public:
                raise DeclarationError(f"{place}:公开的报表不能写认定的理由(rule):它含收入等个人信息")
        if section.chart is not None:
            chart = section.chart
            field = "" if chart.across in ("periods", "orgs") else chart.across
            for index, key in enumerate(chart.indicators):
                self.figure(key, "" if index else field, place)

    def sentence(self, sentence: Sentence, place: str) -> None:
        read_text(sentence.text, self.names, place)
        self.condition(sentence.when, f"{place}的 when")

    def condition(self, when: Expr | None, place: str) -> None:
        if when is not None:
            ConditionChecker(self.names, place).want(when, "truth")

    def figure(self, key: str, by: str, place: str) -> None:
        indicator = self._named(lambda: self.catalogue.indicator(key), place)
        if by:
            self._named(lambda: self.names.breakdown(indicator, by), place)

    def code(self, key: str, by: str, code: str, place: str) -> None:
        """A code that a row names is one of the field's, in this region or another; "" is for records without one."""
        field = self.names.breakdown(self.catalogue.indicator(key), by)
        if not field.vocabulary or not code:
            return
        vocabulary = self.catalogue.vocabulary(field.vocabulary)
        meant = vocabulary.find(code)
        if meant not in (None, code):
            raise DeclarationError(f"{place}:{field.label}的「{code}」要写代码 {meant}")
        if meant is None and not vocabulary.open:
            raise DeclarationError(f"{place}:{field.label}没有代码「{code}」;{suggest(code, vocabulary.codes)}")

    def table(self, table: Table, place: str) -> None:
        fields = [column.removeprefix(_BY) for column in table.columns if column.startswith(_BY)]
        for row in table.rows:
            for by in (*row.by, row.each, *fields) if row.indicator else ():
                self.figure(row.indicator, by, f"{place}的表,行「{row.name}」")
            for by, code in row.by.items() if row.indicator else ():
                self.code(row.indicator, by, code, f"{place}的表,行「{row.name}」")
            if row.indicator and not row.by and not row.each and not fields:
                self.figure(row.indicator, "", f"{place}的表,行「{row.name}」")

    def listing(self, listing: Listing, place: str) -> None:
        kind = self._named(lambda: self.catalogue.kind(listing.of.key), place)
        for column in (*listing.columns, listing.sort.removeprefix("-")):
            if column:
                self._named(partial(self.names.field, kind, column), f"{place}的名单")
        if listing.on and self._named(partial(kind.field, listing.on), f"{place}的名单").shape is not Shape.DAY:
            raise DeclarationError(f"{place}的名单:on 要写日期字段,「{listing.on}」不是")
        if listing.where is not None:
            Checker(self.catalogue, kind, f"{place}的名单").want(listing.where, "truth")
            for at in listing.where.walk() if self.form.public else ():
                if isinstance(at, Name):
                    # Whom a private field lets in is told by the list itself.
                    self._named(partial(self.names.field, kind, ".".join(at.path)), f"{place}的名单的条件")

    def _named(self, look: Callable[[], _Found], place: str) -> _Found:
        """What is looked up; an error says where it was named."""
        try:
            return look()
        except UnionworkError as error:
            raise DeclarationError(f"{place}:{error}") from None


def _kind_key(form: Form) -> str:
    return form.of.key if form.of is not None else ""
