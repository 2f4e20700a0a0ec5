"""Where the numbers of a paper come from, as the last part of every paper says it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs

from unionwork.documents.paper import Address, Amount, Paper
from unionwork.documents.wording import word

COLUMNS: Final = ("place", "label", "number", "org", "period", "on", "key", "region")
# What is handed out or hung up: the sources lie on a page of their own that stays in the office.
SENT_OUT: Final = ("letter", "card", "notice")


@attrs.frozen(kw_only=True)
class Source:
    """A line of the table of sources, in words.

    Attributes:
        place: the number of the address.
        cells: what stands in each of COLUMNS.
        command: the command line that measures it again, "" for none.
    """

    place: int
    cells: tuple[str, ...]
    command: str


def number_text(value: Amount) -> str:
    """An exact number as it is typed: no exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def list_sources(paper: Paper) -> list[Source]:
    """The lines of the table of sources, by place."""
    return [
        Source(place=address.place, cells=_cells(address, paper.lang), command=address.command)
        for address in sorted(paper.addresses, key=lambda held: held.place)
    ]


def list_facts(paper: Paper) -> list[tuple[str, str]]:
    """What holds for all numbers of a paper: label and value, only what is known."""
    facts = {
        "head": paper.head, "head_on": paper.head_on, "as_of": paper.as_of, "digest": paper.digest,
        "again": command_again(paper),
    }  # fmt: skip
    return [(word(key, paper.lang), value) for key, value in facts.items() if value]


def command_again(paper: Paper) -> str:
    """The command line that writes the same paper again, "" where there is no journal head yet."""
    if not paper.head:
        return ""
    # The records are named; their own organisation need not be.
    named = "".join(f" {number}" for number in paper.numbers)
    org = f" --org {paper.org}" if paper.org and not named else ""
    period = f" --period {paper.period}" if paper.period else ""
    lang = "" if paper.lang == "zh" else f" --lang {paper.lang}"
    tail = f" --on {paper.on} --as-of {paper.head}{lang} -o {word('file', paper.lang)}"
    return f"unionwork report write {paper.form}{named}{org}{period}{tail}"


def stays_inside(paper: Paper) -> bool:
    """Whether the sources are for the office only."""
    return paper.layout in SENT_OUT


def _cells(address: Address, lang: str) -> tuple[str, ...]:
    label = address.label
    if address.by:
        told = address.told or "，".join(f"{field}={code}" for field, code in sorted(address.by.items()))
        label += f"（{told}）"
    part = (
        word(address.part, lang) if address.part in ("numerator", "denominator", "target", "rank", "siblings") else ""
    )
    if part:
        label += f"·{part}"
    region = address.region if not address.where or address.sort != "param" else f"{address.region} {address.where}"
    return (
        str(address.place), label, number_text(address.value) + address.unit, address.org_name or address.org,
        address.period, address.on, address.key, region.strip(),
    )  # fmt: skip
