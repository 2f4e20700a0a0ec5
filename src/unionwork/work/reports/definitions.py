"""What an indicator means: told apart from others by its tree, and read out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from unionwork.declare.expressions import Compare, Const, Expr, Figure, Known, Logic, Measure, Name, Not
from unionwork.declare.indicators import Indicator
from unionwork.declare.speaking import Speaker
from unionwork.work.measuring import show_indicator
from unionwork.work.session import Session

_WORDS = {
    "zh": {
        "flow": "按「{}」落在期内计", "stock": "按期末在「{}」与「{}」之间计", "only": "只计{}", "where": "条件:{}",
        "over": "{} ÷ {}",
    },
    "en": {
        "flow": "by {} in the period", "stock": "held at its end between {} and {}", "only": "only {}",
        "where": "where {}", "over": "{} divided by {}",
    },
}  # fmt: skip


def identity_of(word: Indicator, by: Mapping[str, str]) -> str:
    """What an indicator means, as a text that is the same for the same meaning, whatever its key and label.

    Conditions on all records and conditions on what is counted come together, in no particular order; so
    taking only the records of a code means the same as counting only those.
    """
    limits = [*_conditions(word.where), *_limits(word, by)]
    dates = f"on {word.on}" if word.is_flow else f"between {' and '.join(word.between)}"
    parts = [word.counted, *([word.denominator] if word.denominator is not None else [])]
    return "\n".join([word.of.key, dates, *(_part(part, limits) for part in parts)])


def say_definition(session: Session, word: Indicator, by: Mapping[str, str]) -> str:
    """What an indicator means, in words: what is counted, by which dates, of which records."""
    words = _WORDS[session.lang]
    shown = show_indicator(session, word.key)
    counts = (
        shown["counts"] if "divided_by" not in shown else words["over"].format(shown["counts"], shown["divided_by"])
    )
    said = [f"{session.kind(word.of.key).label}:{counts}" if session.lang == "zh" else f"{word.of.label_en}: {counts}"]
    said.append(words["flow" if word.is_flow else "stock"].format(*shown["dates"]))
    if "where" in shown:
        said.append(words["where"].format(shown["where"]))
    speaker = Speaker(session.catalogue, session.kind(word.of.key), session.lang)
    said += [words["only"].format(speaker.say(limit)) for limit in _limits(word, by)]
    return (";" if session.lang == "zh" else "; ").join(said)


def _limits(word: Indicator, by: Mapping[str, str]) -> Iterator[Expr]:
    """Only the records of these codes, as conditions."""
    for name, code in by.items():
        path = word.by[name] if name in word.by else Name(tuple(name.split(".")))
        yield Compare("==", path, Const(code)) if code else Not(Known(path))


def _part(part: Measure | Figure, limits: list[Expr]) -> str:
    if isinstance(part, Figure):
        return f"figure {part.key}"
    conditions = sorted({_canonical(at) for at in (*limits, *_conditions(part.where))})
    value = _canonical(part.value) if part.value is not None else ""
    return f"{part.function}({value}) where {' and '.join(conditions)}"


def _conditions(where: Expr | None) -> Iterator[Expr]:
    """A condition as the conditions that must all hold."""
    if where is not None:
        yield from _flat(where, "and")


def _canonical(at: Any) -> str:
    """A tree as a text; what stands in no order is put in one."""
    if isinstance(at, Logic):
        return f"{at.operator}({', '.join(sorted({_canonical(item) for item in _flat(at, at.operator)}))})"
    if isinstance(at, Expr):
        held = (f"{name}={_canonical(value)}" for name, value in attrs.asdict(at, recurse=False).items())
        return f"{type(at).__name__}({', '.join(held)})"
    if isinstance(at, tuple | list):
        return f"[{', '.join(_canonical(item) for item in at)}]"
    return repr(at)


def _flat(at: Expr, operator: str) -> Iterator[Expr]:
    if isinstance(at, Logic) and at.operator == operator:
        for item in at.items:
            yield from _flat(item, operator)
    else:
        yield at
