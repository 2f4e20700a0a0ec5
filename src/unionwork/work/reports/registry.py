"""The registry of forms: which there are, what each asks for, and which ask for the same fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from unionwork.declare.expressions import Expr, Name
from unionwork.declare.form_checking import used_section, words_of
from unionwork.declare.form_words import FIGURE, Names
from unionwork.declare.forms import Form, Listing, Section
from unionwork.declare.speaking import Speaker
from unionwork.declare.vocabularies import fold
from unionwork.work.in_view import words_in_view
from unionwork.work.organising import Organisations
from unionwork.work.reports.definitions import identity_of, say_definition
from unionwork.work.reports.finding import find_form, form_in_force
from unionwork.work.session import Session


@attrs.frozen(kw_only=True)
class Ask:
    """A form that asks for a number.

    Attributes:
        form: key of the form; `section` the heading (or key) of the part.
        name: what the form calls the number.
        indicator: key of the indicator.
        by: field to code: only these records.
    """

    form: str
    section: str
    name: str
    indicator: str
    by: Mapping[str, str] = attrs.field(factory=dict)


def list_forms(session: Session) -> list[dict[str, Any]]:
    """The forms in view, by key; those of a region where an organisation in view is bound to it."""
    return [_entry(form) for form in words_in_view(session, session.catalogue.forms.values())]


def show_form(session: Session, key: str, *, org: str | None = None) -> dict[str, Any]:
    """The form that holds for an organisation's region: its parts, and what each asks for, read out.

    Raises:
        UnknownNameError: no such form or organisation; names the nearest.
    """
    asked = find_form(session, key)
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
        region = organisations.region_of(organisations.find(org))
    form = form_in_force(session, asked, region)
    speaker = None if form.of is None else Speaker(session.catalogue, session.kind(form.of.key), session.lang)
    return {
        **_entry(form), "asked": asked.key, "title": form.title, "addressee": form.addressee,
        "when": speaker.say(form.when) if form.when is not None and speaker is not None else None,
        "signed_by": list(form.signed_by), "notes": list(form.notes),
        "head": attrs.asdict(form.head) if form.head is not None else None, "source": form.source,
        "sections": [_section(session, form, section) for section in form.sections],
    }  # fmt: skip


def list_facts(session: Session) -> list[dict[str, Any]]:
    """Each fact that forms ask for, with who asks; facts of one name and several definitions differ.

    Two indicators (or an indicator and a line of a table that takes only some of its records) with the
    same definition are one fact, whatever they are called.
    """
    asks = sorted(
        (ask for form in session.catalogue.forms.values() for ask in _asks(session, form)),
        key=lambda ask: (ask.form, ask.section, ask.indicator, ask.name, sorted(ask.by.items())),
    )
    groups: dict[str, list[Ask]] = {}
    for ask in asks:
        word = session.catalogue.indicator(ask.indicator)
        groups.setdefault(identity_of(word, ask.by), []).append(ask)
    defined: dict[str, set[str]] = {}
    for identity, held in groups.items():
        for ask in held:
            defined.setdefault(fold(ask.name), set()).add(identity)
    return sorted(
        (_fact(session, held, {n for ask in held for n in defined[fold(ask.name)]}) for held in groups.values()),
        key=lambda fact: (fact["fact"], fact["indicators"], fact["definition"]),
    )


def _fact(session: Session, asks: list[Ask], identities: set[str]) -> dict[str, Any]:
    first = asks[0]
    word = session.catalogue.indicator(first.indicator)
    names = list(dict.fromkeys(ask.name for ask in asks))
    return {
        "fact": names[0], "names": names, "indicators": sorted({ask.indicator for ask in asks}),
        "definition": say_definition(session, word, first.by),
        "asked_by": [{"form": ask.form, "section": ask.section, "name": ask.name} for ask in asks],
        "differs": len(identities) > 1,
    }  # fmt: skip


def _entry(form: Form) -> dict[str, Any]:
    return {
        "form": form.key, "label": form.label, "label_en": form.label_en or form.label,
        "of": form.of.key if form.of is not None else None, "layout": form.layout, "public": form.public,
        "replaces": form.replaces or None, "owner": form.owner or "core",
        "sections": [section.title or section.key or section.use for section in form.sections],
    }  # fmt: skip


def _section(session: Session, form: Form, section: Section) -> dict[str, Any]:
    used = used_section(session.catalogue, section)
    asks = [
        {
            "name": ask.name, "indicator": ask.indicator, "by": dict(ask.by),
            "definition": say_definition(session, session.catalogue.indicator(ask.indicator), ask.by),
        }
        for ask in _asks_of(session, form, used)
    ]  # fmt: skip
    return {
        "key": used.key, "title": used.title, "level": used.level, "use": section.use or None,
        "when": _say_figures(session, used.when), "text": used.text or None,
        "sentences": [{"text": entry.text, "when": _say_figures(session, entry.when)} for entry in used.sentences],
        "asks": asks, "by": used.by or None,
        "listing": _listing(session, used.listing) if used.listing is not None else None,
        "checklist": used.checklist or None, "rule": used.rule or None,
        "chart": used.chart.across if used.chart is not None else None, "draws": used.draws or None,
    }  # fmt: skip


def _listing(session: Session, listing: Listing) -> dict[str, Any]:
    kind = session.kind(listing.of.key)
    where = Speaker(session.catalogue, kind, session.lang).say(listing.where) if listing.where is not None else None
    return {
        "of": kind.key, "columns": list(listing.columns), "where": where, "on": listing.on or None,
        "limit": listing.limit or None,
    }  # fmt: skip


def _say_figures(session: Session, when: Expr | None) -> str | None:
    """A condition over figures in words: the figures by what they are called."""
    if when is None:
        return None
    said = Speaker(session.catalogue, session.kind("organisation"), session.lang).say(when)
    names = {".".join(at.path) for at in when.walk() if isinstance(at, Name)}
    for name in sorted(names, key=len, reverse=True):
        word = session.catalogue.indicators.get(name)
        if word is not None:
            said = said.replace(name, f"「{word.label if session.lang == 'zh' else word.label_en or word.label}」")
    return said


def _asks(session: Session, form: Form) -> Iterator[Ask]:
    for section in form.sections:
        yield from _asks_of(session, form, used_section(session.catalogue, section))


def _asks_of(session: Session, form: Form, section: Section) -> Iterator[Ask]:
    """The numbers of a part, each once: in its texts, its table, its chart."""
    catalogue = session.catalogue
    kind = catalogue.kind(form.of.key) if form.of is not None else None
    # A condition asks about a number too, but writes none.
    spoken = attrs.evolve(section, when=None, sentences=[attrs.evolve(s, when=None) for s in section.sentences])
    names = Names(catalogue=catalogue, kind=kind, public=form.public)
    keys = [word.key for word in words_of(spoken, names) if word.sort == FIGURE]
    keys += [*section.indicators, *(section.chart.indicators if section.chart is not None else ())]
    where = section.title or section.key
    seen: set[tuple[str, str, tuple[tuple[str, str], ...]]] = set()
    asks = [Ask(form=form.key, section=where, name=_label(session, key), indicator=key) for key in keys]
    for row in section.table.rows if section.table is not None else ():
        if row.indicator:
            name = row.label or _label(session, row.indicator)
            asks.append(Ask(form=form.key, section=where, name=name, indicator=row.indicator, by=dict(row.by)))
    for ask in asks:
        mark = (ask.indicator, ask.name, tuple(sorted(ask.by.items())))
        if mark not in seen:
            seen.add(mark)
            yield ask


def _label(session: Session, key: str) -> str:
    word = session.catalogue.indicator(key)
    return word.label if session.lang == "zh" else word.label_en or word.label
