"""unionwork: registers, rules and figures for the grassroots work of Chinese trade unions and poverty relief.

The public names are resolved when they are first used, so that `import unionwork` loads no
database library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unionwork.areas.aid.entities import AidApplication, AidFile, Payment
    from unionwork.areas.funds.entities import FundReceipt
    from unionwork.areas.inspection.entities import Finding, Inspection
    from unionwork.areas.members.entities import Member, Unit
    from unionwork.areas.relief.entities import Household, Pairing, Person, Visit
    from unionwork.areas.rights.entities import Petition
    from unionwork.declare.catalogue import Catalogue
    from unionwork.declare.expressions import (
        age, block_end, block_start, count, distinct, fields, figure, has, number_of, on, one_of, param, sum_of,
    )  # fmt: skip
    from unionwork.declare.fields import (
        Field, Private, Shape, coded, credit_code, day, deadline, decided, flag, id_number, integer, money, month,
        phone, quantity, ref, text,
    )  # fmt: skip
    from unionwork.declare.grammar import parse
    from unionwork.declare.indicators import Indicator
    from unionwork.declare.kinds import Kind, Record, Ref, kind, kind_of
    from unionwork.declare.papers import Action, Checklist, Form, Item, Section
    from unionwork.declare.parameters import DatedValue, Parameter
    from unionwork.declare.procedures import Check, Duty, Procedure, State, Step
    from unionwork.declare.rolls import Fill, Roll
    from unionwork.declare.rules import Outcome, Rule, Test
    from unionwork.declare.vocabularies import Term, Vocabulary, term
    from unionwork.errors import (
        ConflictError, DeclarationError, ExitCode, NotPermittedError, PluginError, RefusedError, SheetError,
        StoreError, UnionworkError, UnknownNameError, UsageError, ValueRefusedError,
    )  # fmt: skip
    from unionwork.regions.hookspecs import API_VERSION, hookimpl
    from unionwork.values import CreditCode, IdNumber, Money, Period
    from unionwork.demonstration import demo
    from unionwork.work.surveying import systems
    from unionwork.work.testing import region_new, region_test
    from unionwork.workspace import Workspace, load_catalogue, plugins, restore

_PLACES = {
    "areas.aid.entities": ("AidApplication", "AidFile", "Payment"),
    "areas.funds.entities": ("FundReceipt",),
    "areas.inspection.entities": ("Finding", "Inspection"),
    "areas.members.entities": ("Member", "Unit"),
    "areas.relief.entities": ("Household", "Pairing", "Person", "Visit"),
    "areas.rights.entities": ("Petition",),
    "declare.catalogue": ("Catalogue",),
    "declare.expressions": (
        "age", "block_end", "block_start", "count", "distinct", "fields", "figure", "has", "number_of", "on", "one_of",
        "param", "sum_of",
    ),
    "declare.fields": (
        "Field", "Private", "Shape", "coded", "credit_code", "day", "deadline", "decided", "flag", "id_number", "integer",
        "money", "month", "phone", "quantity", "ref", "text",
    ),
    "declare.grammar": ("parse",),
    "declare.indicators": ("Indicator",),
    "declare.kinds": ("Kind", "Record", "Ref", "kind", "kind_of"),
    "declare.papers": ("Action", "Checklist", "Form", "Item", "Section"),
    "declare.parameters": ("DatedValue", "Parameter"),
    "declare.procedures": ("Check", "Duty", "Procedure", "State", "Step"),
    "declare.rolls": ("Fill", "Roll"),
    "declare.rules": ("Outcome", "Rule", "Test"),
    "declare.vocabularies": ("Term", "Vocabulary", "term"),
    "errors": (
        "ConflictError", "DeclarationError", "ExitCode", "NotPermittedError", "PluginError", "RefusedError", "SheetError",
        "StoreError", "UnionworkError", "UnknownNameError", "UsageError", "ValueRefusedError",
    ),
    "regions.hookspecs": ("API_VERSION", "hookimpl"),
    "values": ("CreditCode", "IdNumber", "Money", "Period"),
    "demonstration": ("demo",),
    "work.surveying": ("systems",),
    "work.testing": ("region_new", "region_test"),
    "workspace": ("Workspace", "load_catalogue", "plugins", "restore"),
}  # fmt: skip
_HOMES = {name: place for place, names in _PLACES.items() for name in names}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # one table says where each name lives


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"unionwork has no public name {name!r}")
    found = getattr(import_module(f"unionwork.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
