"""Kinds: an attrs class that says what one record of a register (台账) holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NewType, TypeVar, dataclass_transform

import attrs

from unionwork.declare.fields import METADATA, Field, Shape
from unionwork.errors import DeclarationError, UnknownNameError

_KIND = "__unionwork_kind__"
_Class = TypeVar("_Class", bound=type)


Ref = NewType("Ref", int)
"""The id of a record of another kind; `ref(..., to="inspection")` names the kind."""


@attrs.frozen(kw_only=True)
class Record:
    """What every record has beside its kind's own fields.

    Attributes:
        id: its place in the store; 0 before it is stored.
        number: unique for its kind, never reused.
        org: id of the organisation that owns it.
        version: 1 when added, one more at every change.
        extra: sheet columns that nobody declared, and what was presumed.
    """

    id: int = 0
    number: str = ""
    org: int = 0
    version: int = 0
    extra: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Kind:
    """One kind of record, as every surface reads it.

    Attributes:
        key: its name in code and as the command group.
        label: its Chinese name.
        label_en: its English name.
        entity: the attrs class.
        fields: its fields in the order of the form.
        number: pattern of its numbers, with {year} and {seq:04}.
        number_label: header of the number in sheets, with its aliases after it.
        name: key of the field that names a record to a person, "" for the number.
        lives: keys of the fields between which a record is in force, or ().
        system: whether it belongs to every workspace and has no area.
        doc: what one record is, with its source.
        columns: field key (and "number") to its column.
    """

    key: str
    label: str
    label_en: str = ""
    entity: type[Record]
    fields: tuple[Field, ...]
    number: str
    number_label: tuple[str, ...] = ("编号",)
    name: str = ""
    lives: tuple[str, ...] = ()
    system: bool = False
    doc: str = ""
    columns: Mapping[str, str] = attrs.field(init=False, eq=False, repr=False)
    _by_key: dict[str, Field] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        # Sheets look fields up by key for every cell.
        object.__setattr__(self, "_by_key", {entry.key: entry for entry in self.fields})
        object.__setattr__(self, "columns", {"number": "number", **{f.key: f.column for f in self.fields}})

    def field(self, key: str) -> Field:
        """The field of that key.

        Raises:
            UnknownNameError: it has none such; names the nearest.
        """
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownNameError(f"字段({self.label})", key, self._by_key) from None

    def has(self, key: str) -> bool:
        """Whether it has a field of that key."""
        return key in self._by_key

    @property
    def stored_fields(self) -> tuple[Field, ...]:
        """The fields that have a column."""
        return tuple(entry for entry in self.fields if entry.shape is not Shape.DECIDED)

    @property
    def birth(self) -> Field | None:
        """The field from which an age is counted."""
        return next((entry for entry in self.fields if entry.birth), None)

    @property
    def begins(self) -> Field | None:
        """The field with the day on which a record begins; None where it has none."""
        if self.lives:
            return self.field(self.lives[0])
        days = (entry for entry in self.fields if entry.shape is Shape.DAY and entry.required and not entry.planned)
        return next(days, None)

    @property
    def named_by(self) -> Field | None:
        """The field that names a record to a person."""
        return self.field(self.name) if self.name else None


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def kind(
    key: str,
    label: str,
    *,
    number: str,
    label_en: str = "",
    number_label: tuple[str, ...] = ("编号",),
    name: str = "",
    lives: tuple[str, ...] = (),
    system: bool = False,
) -> Callable[[_Class], _Class]:
    """Declare a class as a kind of record; it becomes a frozen, slotted, keyword-only attrs class.

    Raises:
        DeclarationError: a key that is no word, a field without a declaration, a reference to nothing.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
        raise DeclarationError(f"种类的键「{key}」只能用小写字母、数字和下划线,并以字母开头")

    def declare(cls: _Class) -> _Class:
        made = attrs.define(frozen=True, slots=True, kw_only=True, field_transformer=_give_defaults)(cls)
        fields = tuple(_named(made, attribute) for attribute in attrs.fields(made) if METADATA in attribute.metadata)
        facts = Kind(
            key=key,
            label=label,
            label_en=label_en or label,
            entity=made,
            fields=fields,
            number=number,
            number_label=number_label,
            name=name,
            lives=lives,
            system=system,
            doc=(cls.__doc__ or "").strip(),
        )
        for wanted in (*lives, *([name] if name else [])):
            facts.field(wanted)
        setattr(made, _KIND, facts)
        return made

    return declare


def _give_defaults(_: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """A field annotated `... | None` may be left out, without a word more in its declaration."""
    return [
        entry.evolve(default=None)
        if METADATA in entry.metadata and entry.default is attrs.NOTHING and "None" in str(entry.type)
        else entry
        for entry in attributes
    ]


def _named(cls: type, attribute: attrs.Attribute[Any]) -> Field:
    field: Field = attribute.metadata[METADATA]
    if field.shape is Shape.REF and not field.to:
        raise DeclarationError(f'{cls.__name__}.{attribute.name}:引用须注明种类,如 ref("检查编号", to="inspection")')
    optional = attribute.default is not attrs.NOTHING or "None" in str(attribute.type)
    return attrs.evolve(field, key=attribute.name, label_en=field.label_en or field.label, required=not optional)


def kind_of(declared: type[Record] | Kind) -> Kind:
    """The facts of a declared class.

    Raises:
        DeclarationError: the class was not declared with `kind`.
    """
    if isinstance(declared, Kind):
        return declared
    facts = getattr(declared, _KIND, None)
    if not isinstance(facts, Kind):
        raise DeclarationError(f"{declared.__name__} 没有用 @kind 声明")
    return facts
