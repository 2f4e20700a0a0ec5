"""Totals that must agree: a whole against its parts, said in words with both numbers where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import attrs

from unionwork.documents.paper import Paragraph, Run
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.punctuation import is_chinese, official

EXACT, WITHIN, AT_LEAST = "exact", "within", "at_least"


@attrs.frozen(kw_only=True)
class Sum:
    """A whole and its parts in one column of a table.

    Attributes:
        label: what the whole is called; `column` where it stands.
        whole: its number, None where it has none.
        parts: what each part is called, with its number.
        must: "exact" where the parts must add up to the whole, "within" where each must not be above it,
            "at_least" where together they must not be below it (persons who belong to several parts).
    """

    label: str
    column: str
    whole: Known | None
    parts: Sequence[tuple[str, Known | None]]
    must: str = EXACT


def disagree(desk: Desk, table: str, sums: Sequence[Sum]) -> list[Paragraph]:
    """The notes below a table on totals that do not agree; they are kept for the page too."""
    notes: list[Paragraph] = []
    for entry in sums:
        missing = [label for label, part in [(entry.label, entry.whole), *entry.parts] if part is None]
        if entry.must != WITHIN and missing and len(missing) <= len(entry.parts):
            named = "、".join(f"「{label}」" for label in missing)
            desk.omit(f"「{entry.label}」的{entry.column}没有核对合计:{named}没有数据")
        for runs in _broken(desk.session.lang, entry):
            line = "".join(run.text for run in runs)
            desk.disagreements.append(f"{table}:{line}" if table else line)
            spoken = [attrs.evolve(run, text=official(run.text)) for run in runs] if is_chinese(line) else runs
            notes.append(Paragraph(runs=spoken, indent=False, small=True))
    return notes


def _broken(lang: str, entry: Sum) -> list[tuple[Run, ...]]:
    whole = entry.whole
    known = [(label, part) for label, part in entry.parts if part is not None]
    if whole is None or len(known) < len(entry.parts) or not known:
        # What is not known agrees with anything.
        return []
    if entry.must == WITHIN:
        return [_within(lang, entry, label, part, whole) for label, part in known if part.amount > whole.amount]
    together = sum((Decimal(part.amount) for _, part in known), Decimal(0))
    if together == whole.amount or (entry.must == AT_LEAST and together > whole.amount):
        return []
    shown = attrs.evolve(whole, amount=together, decimals=max(part.decimals for _, part in known), place=0)
    apart = attrs.evolve(shown, amount=abs(together - whole.amount))
    named = ("、" if lang == "zh" else ", ").join(label for label, _ in known)
    if lang == "zh":
        texts = (f"注意:「{entry.label}」的{entry.column}是", f",各项({named})合计是{shown.text},相差{apart.text}。")
    else:
        tail = f", but its parts ({named}) make {shown.text}; they differ by {apart.text}."
        texts = (f"Mind: {entry.label}, {entry.column}: ", tail)
    return [(Run(texts[0]), whole.run, Run(texts[1]))]


def _within(lang: str, entry: Sum, label: str, part: Known, whole: Known) -> tuple[Run, ...]:
    if lang == "zh":
        return (
            Run(f"注意:{entry.column}中,「{label}」是"), part.run, Run(f",大于它所属的「{entry.label}」"), whole.run,
            Run("。"),
        )  # fmt: skip
    return (
        Run(f"Mind: {entry.column}: {label} is "), part.run, Run(f", above {entry.label}, of which it is a part: "),
        whole.run, Run("."),
    )  # fmt: skip
