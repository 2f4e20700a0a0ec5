"""Entries of records as a page shows them: labels for codes, ISO dates, what is private hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from unionwork.declare.checking import resolve
from unionwork.declare.expressions import Name
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.documents.paper import Cell, Run
from unionwork.errors import RefusedError
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.values import number_day
from unionwork.work.attaching import mask_name
from unionwork.work.reports.desk import Desk

HIDDEN = {"zh": "已隐藏", "en": "hidden"}
_YES = {"zh": ("否", "是"), "en": ("no", "yes")}
# Labels under which registers keep the names of persons, beside the naming field of a person.
_PERSON = re.compile(r"(姓名|名字|人|户主|干部|主席|人员|成员)([ABab12]|\([AB]\))?$")


@attrs.frozen(kw_only=True)
class Column:
    """A column that shows one field of records, or of what they point to.

    Attributes:
        owner: the kind that has the field.
        field: the field as the column is headed; a reference shows the name of what it points to.
        shown: the field whose value is shown.
        value: what is read, as SQL.
    """

    owner: Kind
    field: Field
    shown: Field
    shown_owner: Kind
    value: Any

    def heading(self, lang: str) -> str:
        """What stands above it, with the unit of its numbers."""
        unit = "元" if self.field.shape is Shape.MONEY else self.field.unit
        label = self.field.label if lang == "zh" else self.field.label_en or self.field.label
        return f"{label}({unit})" if unit else label


def scope_at(desk: Desk, kind: Kind, on: int) -> Scope:
    """Where records of a kind are read as of a day, within the operator's scope."""
    session = desk.session
    scope = Scope(session.catalogue, session.tables, kind, on, Settings(session.tables, on))
    scope.inside = session.inside
    return scope


def columns_of(desk: Desk, scope: Scope, paths: Sequence[str]) -> list[Column]:
    """The columns for fields of a kind; the joins that they ask for are in the scope's source afterwards.

    Raises:
        DeclarationError: a path leads to no field.
        NotPermittedError: the operator's role may not see records that a path leads to.
        RefusedError: the form is public and the field is private.
    """
    return [_column(desk, scope, tuple(path.split("."))) for path in paths]


def _column(desk: Desk, scope: Scope, path: tuple[str, ...]) -> Column:
    catalogue = desk.session.catalogue
    owner, field = resolve(catalogue, scope.kind, path)
    shown, shown_owner, at = field, owner, path
    if field.shape is Shape.REF:
        target = catalogue.kind(field.to)
        named = target.named_by
        at = (*path, target.name if named is not None and named.private is None else "number")
        shown_owner, shown = resolve(catalogue, scope.kind, at)
    elif field.key == "number" and not owner.has("number"):
        field = attrs.evolve(field, label=owner.number_label[0], label_en="number")
    for entry, kind in ((field, owner), (shown, shown_owner)):
        if kind.key != scope.kind.key and not kind.system:
            desk.session.allow("read", kind)
        if desk.form.public and entry.private is not None:
            raise RefusedError(
                f"报表「{desk.form.label}」是公开的,不能有个人信息「{entry.label}」;请从它的列里去掉 {'.'.join(path)}"
            )
    if shown.shape is Shape.DECIDED:
        value = scope.value(Name(at)).top
    else:
        found, row = scope.field_at(at)
        value = row.c[found.column]
    return Column(owner=owner, field=field, shown=shown, shown_owner=shown_owner, value=value)


def entry_cell(desk: Desk, column: Column, stored: Any) -> Cell:
    """The cell of a stored value: empty where nothing is filled in, never a private value without the right."""
    field = column.shown
    if stored is None:
        return Cell()
    if not desk.may_show(field, column.shown_owner):
        return Cell(runs=(Run(HIDDEN[desk.session.lang]),))
    text = say_entry(desk, column.shown_owner, field, stored)
    if not field.shape.is_number:
        return Cell(runs=(Run(text),))
    amount = field.to_json(stored)
    decimals = len(text.partition(".")[2])
    return Cell(runs=(Run(text),), align="right", amount=amount, form="0." + "0" * decimals if decimals else "0")


def say_entry(desk: Desk, owner: Kind, field: Field, stored: Any) -> str:
    """A stored value in words; whoever may not read it must not be shown this.

    On a public form names of persons keep their first sign. Numbers of persons that stand in a free text
    are masked unless private values are shown.
    """
    session = desk.session
    match field.shape:
        case Shape.CODE | Shape.DECIDED:
            code, catalogue = str(stored), session.catalogue
            known = code in catalogue.vocabulary(field.vocabulary, desk.region).codes
            return mask_name(catalogue.label_of(field, code, session.lang, desk.region if known else ""))
        case Shape.DAY:
            return number_day(int(stored)).isoformat()
        case Shape.FLAG:
            return _YES[session.lang][bool(stored)]
        case Shape.MONEY:
            yuan = Decimal(int(stored)) / 100
            return str(int(yuan)) if yuan == int(yuan) else f"{yuan:.2f}"
        case Shape.TEXT:
            text = str(stored)
            if desk.form.public and is_person(owner, field):
                return mask_person(text)
            return text if desk.reveal and not desk.form.public else mask_name(text)
    return str(field.to_json(stored))


def is_person(kind: Kind, field: Field) -> bool:
    """Whether a text field holds the name of a person."""
    named = field.key == kind.name and any(entry.shape is Shape.ID_NUMBER for entry in kind.fields)
    return field.shape is Shape.TEXT and (named or any(_PERSON.search(header) for header in field.headers))


def mask_person(name: str) -> str:
    """A name as a public page shows it: its first sign, and one star whatever its length."""
    stripped = name.strip()
    return f"{stripped[0]}*" if stripped else ""
