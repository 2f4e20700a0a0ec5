"""The text of a form: sentences whose numbers all have a source, each number leading to its address."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from unionwork.declare.form_words import FIELD, PAGE, PARAM, Names, Piece, Word, read_text
from unionwork.declare.forms import Section
from unionwork.documents.paper import Block, Paragraph, Run
from unionwork.work.reports.conditions import decide, is_about_nothing_kept
from unionwork.work.reports.desk import Desk
from unionwork.work.reports.fields import say_field
from unionwork.work.reports.numbers import number_of
from unionwork.work.reports.page_words import say_page_word
from unionwork.work.reports.phrases import say_phrase, why_missing
from unionwork.work.reports.punctuation import is_chinese, official

# A sentence ends where Chinese ends it, or at a full stop with nothing or a space behind it.
_SENTENCE = re.compile(r".+?(?:[。!?\uff01\uff1f][”’」』)\uff09]*|\.(?=\s|$)\s*|$)", re.DOTALL)
_CLAUSE = re.compile(r"[^,;\uff0c\uff1b]*[,;\uff0c\uff1b]?")
_CLAUSE_ENDS = ",;\uff0c\uff1b"
# Between the reason why a phrase could not be said and of what; notes with one reason are put together.
LEFT_OUT = ",短语没有写:"
_STOPS = "。!?.\uff01\uff1f"


@attrs.frozen
class _MissingError(Exception):
    """A word has nothing to be written for it; a phrase may be left out with its clause, a number may not."""

    word: Word
    reason: str


def draw_text(desk: Desk, section: Section) -> list[Block]:
    """The sentences that always stand, a paragraph a line; one with a missing number is left out and noted."""
    return _paragraphs(desk, section.text)


def draw_sentences(desk: Desk, section: Section) -> list[Block]:
    """The sentences whose conditions hold, one after the other."""
    runs: list[Run] = []
    for sentence in section.sentences:
        holds = decide(desk, sentence.when)
        if holds:
            runs += say(desk, sentence.text)
        elif holds is None and desk.kind is None and not is_about_nothing_kept(desk, sentence.when):
            names = Names(catalogue=desk.session.catalogue)
            desk.omit(f"「{_without_words(sentence.text, names)}」没有写:它的条件里有数没有数据")
    return [Paragraph(runs=joined(runs))] if runs else []


def say(desk: Desk, text: str) -> list[Run]:
    """The sentences of a text that can be written.

    A sentence with a number that has no source is left out. A clause that is nothing but a phrase, and
    cannot be said, is left out alone.
    """
    names = Names(catalogue=desk.session.catalogue, kind=desk.kind)
    runs: list[Run] = []
    for found in _SENTENCE.finditer(text):
        held = len(desk.addresses)
        try:
            runs += _sentence(desk, found[0], names)
        except _MissingError as missing:
            # What was measured for a sentence that is not written has no place on the page.
            del desk.addresses[held:]
            desk.omit(f"「{_without_words(found[0], names)}」没有写:{missing.reason}")
    return runs


def joined(runs: Sequence[Run]) -> list[Run]:
    """Runs with neighbours of plain text put together."""
    found: list[Run] = []
    for run in runs:
        if found and not run.place and not found[-1].place and run.bold == found[-1].bold:
            found[-1] = Run(found[-1].text + run.text, 0, run.bold)
        elif run.text:
            found.append(run)
    return found


def _paragraphs(desk: Desk, text: str) -> list[Block]:
    drawn: list[Block] = []
    for line in text.splitlines():
        runs = joined(say(desk, line.strip()))
        if runs:
            drawn.append(Paragraph(runs=runs))
    return drawn


def _sentence(desk: Desk, sentence: str, names: Names) -> list[Run]:
    body = sentence.rstrip()
    ending = body[len(body.rstrip(_STOPS)) :] + sentence[len(body) :]
    runs: list[Run] = []
    chinese = is_chinese(sentence)
    for found in _CLAUSE.finditer(sentence[: len(sentence) - len(ending)]):
        pieces, held = read_text(found[0], names, ""), len(desk.addresses)
        try:
            runs += _clause(desk, pieces, chinese=chinese)
        except _MissingError as missing:
            if not missing.word.phrase or not _is_phrase_alone(pieces):
                raise
            del desk.addresses[held:]
            desk.omit(f"{missing.reason}{LEFT_OUT}{_label(desk, missing.word)}")
    if not runs:
        return []
    if not runs[-1].place and runs[-1].text and runs[-1].text[-1] in _CLAUSE_ENDS:
        runs[-1] = Run(runs[-1].text[:-1])
    return [*runs, Run(official(ending) if chinese else ending)]


def _is_phrase_alone(pieces: Sequence[Piece]) -> bool:
    return all(piece.phrase if isinstance(piece, Word) else not piece.strip(f" {_CLAUSE_ENDS}") for piece in pieces)


def _clause(desk: Desk, pieces: Sequence[Piece], *, chinese: bool) -> list[Run]:
    runs: list[Run] = []
    for place, piece in enumerate(pieces):
        if isinstance(piece, Word):
            # A phrase speaks the language of its sentence.
            said = _word(desk, piece, "zh" if chinese else desk.session.lang)
            runs += [attrs.evolve(run, text=official(run.text)) for run in said] if piece.phrase and chinese else said
        elif chinese:
            before = piece.lstrip(" ") if place else piece
            runs.append(Run(official(before.rstrip(" ") if place < len(pieces) - 1 else before)))
        else:
            runs.append(Run(piece))
    return runs


def _word(desk: Desk, word: Word, lang: str) -> list[Run]:
    if word.sort == PAGE:
        said = say_page_word(desk, word.key, lang)
        if not said:
            raise _MissingError(word, "没有写明期间")
        return [Run(said)]
    if word.sort == FIELD:
        said = say_field(desk, word.key)
        if not said:
            raise _MissingError(word, f"记录没有填「{word.key}」")
        return [Run(said)]
    if word.phrase:
        phrase = say_phrase(desk, word, lang)
        if phrase is None:
            raise _MissingError(word, why_missing(word))
        return phrase
    found = desk.param(word.key) if word.sort == PARAM else number_of(desk, word.key, word.part)
    if found is None:
        raise _MissingError(word, f"{_label(desk, word)}没有数据")
    return [found.run]


def _label(desk: Desk, word: Word) -> str:
    catalogue = desk.session.catalogue
    if word.sort == PARAM:
        return f"参数「{desk.label_of(catalogue.parameter(word.key))}」"
    return f"「{desk.label_of(catalogue.indicator(word.key))}」"


def _without_words(sentence: str, names: Names) -> str:
    """A sentence as a note may quote it: what stands between its words."""
    return "".join("……" if isinstance(piece, Word) else piece for piece in read_text(sentence, names, "")).strip()
