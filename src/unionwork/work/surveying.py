"""Which systems of grassroots work there are, and which of them this program keeps registers for."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from unionwork.regions.plugins import load

_NAMED = re.compile(r"\b[A-Z]{3}-\d\d\b")


def systems() -> list[dict[str, Any]]:
    """The catalogue of systems of work, each with what is declared for it.

    Returns:
        `system`, `label`, `label_en`, `state` ("part" where something is declared that names it as its
        source, else "none"; whether a system is served whole is for its users to say), `kinds` and the
        count of all `words` that name it.
    """
    kinds: dict[str, set[str]] = {}
    words: dict[str, int] = {}
    catalogue = load().catalogue
    for sort, table in catalogue.words():
        for key, word in table.items():
            stated = f"{getattr(word, 'source', '')} {getattr(word, 'doc', '')}"
            for system in set(_NAMED.findall(stated)):
                words[system] = words.get(system, 0) + 1
                if sort == "kinds":
                    kinds.setdefault(system, set()).add(key)
    rows = []
    text = (files("unionwork.areas") / "systems.tsv").read_text(encoding="utf8")
    for line in text.splitlines():
        system, label, label_en = line.split("\t")
        rows.append(
            {
                "system": system, "label": label, "label_en": label_en,
                "state": "part" if words.get(system) else "none",
                "kinds": sorted(kinds.get(system, ())), "words": words.get(system, 0),
            }
        )  # fmt: skip
    return rows
