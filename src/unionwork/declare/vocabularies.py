"""Vocabularies: the codes a field may hold, with their labels and the other words offices use."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import attrs

from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError


def fold(text: str) -> str:
    """A word as it is compared: NFKC, without any space, letters in lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@attrs.frozen(kw_only=True)
class Term:
    """One code of a vocabulary.

    Attributes:
        code: what is stored.
        label: the Chinese word that is shown.
        label_en: the English word; the Chinese one where none is given.
        aliases: other words that sheets use for it.
    """

    code: str
    label: str
    label_en: str = ""
    aliases: tuple[str, ...] = attrs.field(default=(), converter=listed)


def term(code: str, label: str, *aliases: str, en: str = "") -> Term:
    """A term in one line: `term("1", "男", "男性", en="male")`."""
    return Term(code=code, label=label, label_en=en, aliases=aliases)


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Codes with labels. Data, never an Enum, because regions extend it.

    Attributes:
        key: how fields name it.
        label: what it is called in Chinese.
        terms: its codes in the order they are listed.
        open: whether a word that is not in it may be kept as it is (with a warning).
        replaces: whether a region's vocabulary stands in place of the one below it, instead of adding to it.
        source: where the codes come from.
    """

    key: str
    label: str
    terms: tuple[Term, ...] = attrs.field(default=(), converter=listed)
    open: bool = False
    replaces: bool = False
    source: str = ""
    _codes: Mapping[str, str] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        codes: dict[str, str] = {}
        for entry in self.terms:
            for word in (entry.code, entry.label, entry.label_en, *entry.aliases):
                held = codes.setdefault(fold(word), entry.code) if word else entry.code
                if held != entry.code:
                    raise DeclarationError(
                        f"代码表 {self.key}:「{word}」同时属于 {held} 和 {entry.code};一个词只能属于一个代码"
                    )
        object.__setattr__(self, "_codes", codes)

    def find(self, word: str) -> str | None:
        """The code that a code, label or alias stands for; None where the word is not in it."""
        return self._codes.get(fold(word))

    def label_of(self, code: str, lang: str = "zh") -> str:
        """The label of a code; a word that was kept as it is labels itself."""
        for entry in self.terms:
            if entry.code == code:
                return entry.label_en or entry.label if lang == "en" else entry.label
        return code

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in their order."""
        return tuple(entry.code for entry in self.terms)

    def extended(self, terms: tuple[Term, ...]) -> Vocabulary:
        """This vocabulary with a region's terms: a known code is redefined, a new one appended."""
        own = {entry.code: entry for entry in self.terms}
        own.update({entry.code: entry for entry in terms})
        return attrs.evolve(self, terms=tuple(own.values()))
