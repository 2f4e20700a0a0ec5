"""unionwork: registers, rules and figures for the grassroots work of Chinese trade unions and poverty relief.

The public names are resolved when they are first used, so that `import unionwork` loads no
database library. What type checkers see of them stands in `__init__.pyi`; a test holds the two equal.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {
    "areas.aid.entities": ("AidApplication", "AidFile", "Payment"),
    "areas.funds.entities": ("FundReceipt",),
    "areas.inspection.entities": ("Finding", "Inspection"),
    "areas.members.entities": ("Member", "Unit"),
    "areas.relief.entities": ("Household", "Pairing", "Person", "Visit"),
    "areas.rights.entities": ("Petition",),
    "declare.catalogue": ("Catalogue",),
    "declare.phrases": (
        "age", "alike", "also_in", "attached", "block_end", "block_start", "count", "distinct", "fields", "figure",
        "has", "number_of", "on", "one_of", "param", "repeated", "sum_of", "total_of",
    ),
    "declare.fields": (
        "Field", "Private", "Shape", "coded", "credit_code", "day", "deadline", "decided", "flag", "id_number",
        "integer",
        "money", "month", "phone", "quantity", "ref", "text",
    ),
    "declare.forms": ("Chart", "Form", "FormHead", "Listing", "Row", "Section", "Sentence", "Table"),
    "declare.grammar": ("parse",),
    "declare.indicators": ("Indicator",),
    "declare.kinds": ("Kind", "Record", "Ref", "kind", "kind_of"),
    "declare.papers": ("Action", "Checklist", "Item"),
    "declare.parameters": ("DatedValue", "Parameter"),
    "declare.procedures": ("Check", "Duty", "Procedure", "State", "Step"),
    "declare.rolls": ("Fill", "Roll"),
    "declare.rules": ("Outcome", "Rule", "Test"),
    "declare.tiers": ("Tier",),
    "declare.vocabularies": ("Term", "Vocabulary", "term"),
    "documents.paper": ("Address", "Paper"),
    "documents.screen": ("page_lines",),
    "documents.writers": ("write_paper",),
    "errors": (
        "ConflictError", "DeclarationError", "ExitCode", "NotPermittedError", "PluginError", "RefusedError",
        "SheetError", "StepRefusedError", "StoppedError",
        "StoreError", "UnionworkError", "UnknownNameError", "UsageError", "ValueRefusedError",
    ),
    "exchange.checksums": ("verify_evidence",),
    "pinyin": ("initials", "syllables"),
    "regions.hookspecs": ("API_VERSION", "hookimpl"),
    "regions.plugins": ("Loaded", "load_catalogue", "plugins"),
    "values": ("CreditCode", "IdNumber", "Money", "Period"),
    "demonstration": ("demo",),
    "snapshot": ("Snapshot",),
    "work.surveying": ("systems",),
    "work.testing": ("region_new", "region_test"),
    "workspace": ("Workspace", "restore"),
}  # fmt: skip
_HOMES = {name: place for place, names in _PLACES.items() for name in names}

__all__ = list(_HOMES)
__all__.sort()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"unionwork has no public name {name!r}")
    found = getattr(import_module(f"unionwork.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
