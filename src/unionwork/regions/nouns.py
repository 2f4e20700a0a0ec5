"""The tables that a pack may have, each with the class that it mirrors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from unionwork.declare.catalogue import FieldAddition, Region
from unionwork.declare.fields import Field, Private, Shape
from unionwork.declare.forms import Form
from unionwork.declare.indicators import Indicator
from unionwork.declare.papers import Checklist
from unionwork.declare.parameters import DatedValue, Parameter
from unionwork.declare.procedures import Check, Duty, Procedure
from unionwork.declare.rolls import Roll
from unionwork.declare.rules import Rule
from unionwork.declare.tiers import Tier
from unionwork.declare.vocabularies import Vocabulary

FORMAT: Final = 1


@attrs.frozen(kw_only=True)
class Head:
    """The top of pack.toml.

    Attributes:
        format: the format of the file; 1 is the only one.
        key: how commands name the region.
        name: its Chinese name.
        extends: key of the region it stands on, "" for none.
        name_en: its English name.
    """

    format: int
    key: str
    name: str
    extends: str = ""
    name_en: str = ""


@attrs.frozen(kw_only=True)
class PackValue(DatedValue):
    """A dated value as a pack writes it: with its unit, which must be the declared one."""

    unit: str

    @property
    def dated(self) -> DatedValue:
        """The value without its unit."""
        return DatedValue(**{entry.name: getattr(self, entry.name) for entry in attrs.fields(DatedValue)})


@attrs.frozen(kw_only=True)
class NewParameter:
    """A parameter of the pack's own; its values stand under `parameters` like all others."""

    key: str
    label: str
    unit: str
    label_en: str = ""
    help: str = ""
    owner: str = ""

    @property
    def parameter(self) -> Parameter:
        """The parameter it declares."""
        return Parameter(**attrs.asdict(self))


@attrs.frozen(kw_only=True)
class PackField(Field):
    """A field that a pack adds to a kind.

    Attributes:
        kind: key of the kind.
    """

    kind: str

    @property
    def addition(self) -> FieldAddition:
        """The field with what its shape implies: an ID number or a telephone number is private, money is in yuan."""
        facts = {entry.name: getattr(self, entry.name) for entry in attrs.fields(Field)}
        facts["label_en"] = self.label_en or self.label
        if self.shape in _IMPLIED_PRIVATE and self.private is None:
            facts["private"] = _IMPLIED_PRIVATE[self.shape]
        if self.shape is Shape.MONEY and not self.unit:
            facts["unit"] = "元"
        return FieldAddition(kind=self.kind, field=Field(**facts))


_IMPLIED_PRIVATE = {Shape.ID_NUMBER: Private.ID_NUMBER, Shape.PHONE: Private.PHONE}


@attrs.frozen(kw_only=True)
class Target:
    """What an indicator ought to reach in a region.

    Attributes:
        indicator: key of the indicator.
        value: in the indicator's unit.
        from_on: first day it holds.
        to_on: first day it no longer holds, None while open.
        source: the document that sets it.
    """

    indicator: str
    value: Decimal
    from_on: date
    to_on: date | None = None
    source: str
    note: str = ""


@attrs.frozen(kw_only=True)
class WrittenCase:
    """A case as cases.toml states it.

    Attributes:
        rule: key of the rule.
        on: the day of the assessment.
        record: field to value, as a person writes it.
        expect: the outcome's key, or "unknown".
        says: the case in words.
    """

    rule: str
    on: date
    record: Mapping[str, Any]
    expect: str
    says: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Pack(Region):
    """A region as its files say it.

    Attributes:
        targets: what its indicators ought to reach.
    """

    targets: tuple[Target, ...] = ()


# `parameters` is the only other one: a table with a list of PackValue for each key.
NOUNS: Final[Mapping[str, type]] = {
    "vocabularies": Vocabulary,
    "fields": PackField,
    "new_parameters": NewParameter,
    "indicators": Indicator,
    "rules": Rule,
    "checks": Check,
    "checklists": Checklist,
    "forms": Form,
    "duties": Duty,
    "procedures": Procedure,
    "tiers": Tier,
    "rolls": Roll,
    "targets": Target,
    "cases": WrittenCase,
}
# These are read first: the others name what they bring.
FIRST: Final = ("vocabularies", "fields", "new_parameters", "tiers")
PARAMETERS: Final = "parameters"
