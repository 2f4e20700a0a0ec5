"""The part of the documentation that says which systems of work there are, and what is declared for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from unionwork import systems as list_systems


class Words(Protocol):
    """The language of the page."""

    english: bool

    def pick(self, chinese: str, english: str) -> str:
        """The word in the page's language."""


def systems(words: Words) -> Iterator[str]:
    """Each system of work with the registers kept for it and how many declarations name it as their source."""
    rows = list_systems()
    held = sum(row["state"] == "part" for row in rows)
    yield words.pick(
        f"一共 {len(rows)} 个工作体系，其中 {held} 个有声明以它为依据。",
        f"{len(rows)} systems of work, {held} of which some declaration names as its source.",
    )
    yield ""
    heads = (("编号", "工作体系", "台账", "声明"), ("Key", "System of work", "Registers", "Declarations"))
    head = heads[words.english]
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        kinds = words.pick("、", ", ").join(f"`{kind}`" for kind in row["kinds"])
        yield f"| {row['system']} | {words.pick(row['label'], row['label_en'])} | {kinds} | {row['words'] or ''} |"
    yield ""
