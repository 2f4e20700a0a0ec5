"""Says what there is: kinds, regions, plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import Field
from unionwork.declare.procedures import Step
from unionwork.declare.speaking import Speaker
from unionwork.regions.plugins import find_region, names_folder
from unionwork.store.registers import count_rows
from unionwork.work.governing import governed_in
from unionwork.work.session import Session


def list_kinds(session: Session) -> list[dict[str, Any]]:
    """The kinds of the areas, regions and plugins, with how many records are in force."""
    with session.reading() as connection:
        return [
            {
                "key": key, "label": kind.label, "label_en": kind.label_en, "fields": len(kind.fields),
                "records": count_rows(connection, session.tables, key, *session.inside(session.tables[key].c.org)),
            }
            for key, kind in sorted(session.catalogue.kinds.items())
            if not kind.system and session.may("read", kind)
        ]  # fmt: skip


def describe_kind(session: Session, key: str) -> dict[str, Any]:
    """A kind with its fields, the codes they take, its states and steps."""
    kind = session.kind(key)
    procedure = session.catalogue.procedures.get(key)
    speaker = Speaker(session.catalogue, kind, session.lang)
    governed = governed_in(session.catalogue, kind)
    states = [
        {
            "key": state.key, "label": state.label, "label_en": state.label_en or state.label,
            "when": speaker.say(state.when) if state.when is not None else None, "final": state.final,
        }
        for state in (procedure.states if procedure else ())
    ]  # fmt: skip
    steps = [_step(speaker, step) for step in (procedure.steps if procedure else ())]
    return {
        "key": key, "label": kind.label, "label_en": kind.label_en, "doc": kind.doc, "number": kind.number,
        "name": kind.name or None,
        "rules": [rule.key for rule in session.catalogue.rules.values() if rule.of.key == key],
        "fields": [
            {**_field(session.catalogue, field), "steps": [step.key for step in governed.fixed.get(field.key, ())]}
            for field in kind.fields
        ],
        "states": states, "steps": steps,
        "added_by": [
            {"kind": before.of.key, "step": step.key, "label": step.label, "label_en": step.label_en or step.label}
            for pointer, (before, step) in governed.arrivals.items()
            if kind.field(pointer).required
        ],
    }  # fmt: skip


def _step(speaker: Speaker, step: Step) -> dict[str, Any]:
    field, parameter = step.deadline or (None, None)
    deadline = {"field": field, "parameter": parameter, "from": step.deadline_from or None} if field else None
    return {
        "key": step.key, "label": step.label, "label_en": step.label_en or step.label, "from": list(step.sources),
        "to": step.target, "role": step.role or None, "tier": step.tier or None, "fills": list(step.fills),
        "asks": list(step.asks), "sets": list(step.sets), "gives": dict(step.gives), "copies": dict(step.copies),
        "deadline": deadline,
        "guards": [
            {
                "key": guard.key, "label": guard.label, "holds": speaker.say(guard.holds), "message": guard.message,
                "remedy": guard.remedy, "source": guard.source or None,
            }
            for guard in step.guards
        ],
        "second_person": step.second_person, "adds": step.adds or None, "withdrawable": step.withdrawable,
    }  # fmt: skip


def _field(catalogue: Catalogue, field: Field) -> dict[str, Any]:
    terms = catalogue.vocabulary(field.vocabulary).terms if field.vocabulary else ()
    return {
        "key": field.key, "label": field.label, "label_en": field.label_en, "shape": field.shape.value,
        "unit": field.unit or None, "required": field.required,
        "private": field.private.value if field.private else None, "vocabulary": field.vocabulary or None,
        "aliases": list(field.aliases),
        "codes": [{"code": term.code, "label": term.label, "label_en": term.label_en or term.label} for term in terms],
        "owner": field.owner or None, "to": field.to or None, "rule": field.rule or None, "help": field.help or None,
    }  # fmt: skip


def list_regions(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The regions by key, with what each stands on."""
    return [
        {
            "key": key, "name": region.name, "extends": region.extends or None,
            "parameters": len(region.parameters), "words": len(region.declared), "digest": region.digest[:16],
        }
        for key, region in sorted(catalogue.regions.items())
    ]  # fmt: skip


def show_region(catalogue: Catalogue, which: str) -> dict[str, Any]:
    """A region, by its key or by the folder of its pack: its dated values with their sources, the words it brings."""
    # A key that is known comes before a folder that happens to have its name.
    is_folder = which not in catalogue.regions and (Path(which).is_dir() or names_folder(which))
    catalogue, region = find_region(which) if is_folder else (catalogue, catalogue.region(which))
    key = region.key
    values = [
        {
            "key": name, "label": catalogue.parameter(name).label, "unit": catalogue.parameter(name).unit,
            "value": entry.value, "from": entry.from_on.isoformat(),
            "to": entry.to_on.isoformat() if entry.to_on else None, "source": entry.source,
        }
        for name in sorted(region.parameters)
        for entry in sorted(region.parameters[name], key=lambda entry: entry.from_on)
    ]  # fmt: skip
    words = sorted((type(word).__name__.lower(), word.key, getattr(word, "label", "")) for word in region.declared)
    return {
        "key": key, "name": region.name, "extends": [entry.key for entry in catalogue.lineage(key)[1:]],
        "folder": region.folder, "digest": region.digest, "parameters": values,
        "vocabularies": [
            {"key": entry.key, "label": entry.label, "codes": len(entry.terms)} for entry in region.vocabularies
        ],
        "fields": [{"kind": added.kind, "key": added.field.key, "label": added.field.label} for added in region.fields],
        "tiers": [
            {"kind": tier.of.key, "key": tier.key, "label": tier.label, "after": tier.after, "tier": tier.tier,
             "from": tier.from_on.isoformat() if tier.from_on else None}
            for tier in region.tiers
        ],
        "words": [{"sort": sort, "key": name, "label": label} for sort, name, label in words],
        "cases": len(region.cases),
    }  # fmt: skip
