"""The names that a form's texts and conditions use: figures, parameters, the page's own, a record's fields."""

from __future__ import annotations

import re

import attrs

from unionwork.declare.catalogue import Catalogue, find
from unionwork.declare.checking import resolve
from unionwork.declare.fields import Field
from unionwork.declare.forms import PARTS, PHRASES
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.errors import DeclarationError, UnionworkError, suggest

FIGURE, PARAM, PAGE, FIELD = "figure", "param", "page", "field"
# What the page itself is called: whom it is about, over which period, on which day.
OF_THE_PAGE = ("org", "period", "on")
# Parts and phrases that have no sense where no end of an indicator is the better one.
_WANT_BETTER = ("rank", "siblings")
_BRACES = re.compile(r"\{([^{}]*)\}")
_WRITTEN = re.compile(r"([A-Za-z][\w.]*)(?::([a-z_]+)(?:\(([\w.]*)\))?)?", re.ASCII)
_PARAM = "param."


@attrs.frozen(kw_only=True)
class Word:
    """A name in a text or a condition.

    Attributes:
        sort: figure, param, page or field.
        key: of the indicator or parameter; org, period or on; the dotted path of a field.
        part: which number of a figure, see `PARTS`.
        phrase: which phrase the numbers choose, see `PHRASES`; "" for the number itself.
        argument: what the phrase takes: the field of parts.
    """

    sort: str
    key: str
    part: str = "value"
    phrase: str = ""
    argument: str = ""


Piece = str | Word


@attrs.frozen(kw_only=True, eq=False)
class Names:
    """What a form may name.

    Attributes:
        catalogue: everything that is declared.
        kind: in a form of a kind that kind.
        public: whether the form is made to be published, so that it names nothing private.
    """

    catalogue: Catalogue
    kind: Kind | None = None
    public: bool = False

    def find(self, name: str) -> Word:
        """The word of a name: an indicator's key is taken as long as it can be.

        Raises:
            DeclarationError: there is nothing of that name; says what is nearest.
        """
        if name in OF_THE_PAGE:
            return Word(sort=PAGE, key=name)
        if name.startswith(_PARAM):
            key = name.removeprefix(_PARAM)
            find(self.catalogue.parameters, key, "参数")
            return Word(sort=PARAM, key=key)
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            key = ".".join(parts[:length])
            if key in self.catalogue.indicators:
                return self._part(key, ".".join(parts[length:]))
        return self._field(name)

    def _part(self, key: str, part: str) -> Word:
        if part and part not in PARTS:
            raise DeclarationError(f"指标 {key} 后面不能写「.{part}」;{suggest(part, PARTS)}")
        self._refuse_without_better(key, part)
        return Word(sort=FIGURE, key=key, part=part or "value")

    def phrase(self, name: str, phrase: str, argument: str) -> Word:
        """The word of a phrase behind a name.

        Raises:
            DeclarationError: there is no such phrase, or it cannot be said of what is named.
        """
        word = self.find(name)
        if phrase not in PHRASES:
            raise DeclarationError(f"没有短语「{phrase}」;{suggest(phrase, PHRASES)}")
        if word.sort != FIGURE or word.part != "value":
            raise DeclarationError(f"短语「:{phrase}」只能写在指标后面,「{name}」不是指标")
        self._refuse_without_better(word.key, phrase)
        if phrase != "parts":
            if argument:
                raise DeclarationError(f"短语「{phrase}」不带括号;只有 parts(字段) 带")
        elif not argument:
            raise DeclarationError(f"短语 parts 要写明字段,例如 {{{name}:parts(cause)}}")
        else:
            self.breakdown(self.catalogue.indicator(word.key), argument)
        return attrs.evolve(word, phrase=phrase, argument=argument)

    def breakdown(self, indicator: Indicator, name: str) -> Field:
        """The field by which an indicator is broken down.

        Raises:
            DeclarationError: it has no such field, or the field is private and the form public.
        """
        path = indicator.by.get(name)
        kind = self.catalogue.kind(indicator.of.key)
        try:
            field = resolve(self.catalogue, kind, path.path if path is not None else tuple(name.split(".")))[1]
        except UnionworkError as error:
            named = f";它自己声明的分组有:{'、'.join(sorted(indicator.by))}" if indicator.by else ""
            raise DeclarationError(f"指标 {indicator.key} 不能按「{name}」分组:{error}{named}") from None
        if self.public and field.private is not None:
            raise DeclarationError(f"公开的报表不能按「{field.label}」分组:它是个人信息")
        return field

    def field(self, kind: Kind, name: str) -> Field:
        """A field of a kind, or one behind its references.

        Raises:
            DeclarationError: there is none such, or it is private and the form public.
        """
        owner, field = resolve(self.catalogue, kind, tuple(name.split(".")))
        if self.public and field.private is not None:
            raise DeclarationError(
                f"公开的报表不能写{owner.label}的「{field.label}」:它是个人信息;请去掉,或不要写 public"
            )
        return field

    def _field(self, name: str) -> Word:
        if self.kind is None:
            known = [*self.catalogue.indicators, *OF_THE_PAGE]
            raise DeclarationError(f"没有指标「{name}」;{suggest(name, known)};按组织出的报表不能写记录的字段")
        try:
            resolve(self.catalogue, self.kind, tuple(name.split(".")))
        except UnionworkError as error:
            raise DeclarationError(f"「{name}」不是指标,也不是{self.kind.label}的字段:{error}") from None
        self.field(self.kind, name)
        return Word(sort=FIELD, key=name)

    def _refuse_without_better(self, key: str, wanted: str) -> None:
        if wanted in _WANT_BETTER and not self.catalogue.indicator(key).better:
            raise DeclarationError(f"指标 {key} 没有写明越高越好还是越低越好(better),不能排位")


def read_text(text: str, names: Names, place: str) -> tuple[Piece, ...]:
    """A text as what is read and the words between.

    Raises:
        DeclarationError: a brace is left open, or a word is none; says where, and what is nearest.
    """
    pieces: list[Piece] = []
    end = 0
    for found in _BRACES.finditer(text):
        _refuse_brace(text, end, found.start(), place)
        if found.start() > end:
            pieces.append(text[end : found.start()])
        pieces.append(_read_word(found[1], names, f"{place}第 {found.start() + 1} 个字符处 {{{found[1]}}}"))
        end = found.end()
    _refuse_brace(text, end, len(text), place)
    if end < len(text):
        pieces.append(text[end:])
    return tuple(pieces)


def _read_word(written: str, names: Names, place: str) -> Word:
    read = _WRITTEN.fullmatch(written.strip())
    if read is None:
        raise DeclarationError(f"{place}:看不懂;写成 {{指标}}、{{指标.部分}}、{{指标:短语}} 或 {{param.参数}}")
    try:
        if read[2] is None:
            return names.find(read[1])
        return names.phrase(read[1], read[2], read[3] or "")
    except UnionworkError as error:
        raise DeclarationError(f"{place}:{error}") from None


def _refuse_brace(text: str, start: int, end: int, place: str) -> None:
    for at in range(start, end):
        if text[at] in "{}":
            raise DeclarationError(f"{place}第 {at + 1} 个字符处:花括号 {text[at]} 不成对")
