"""Writes an expression down as text, and compares two trees node by node."""

from __future__ import annotations

from datetime import date

import attrs

from unionwork.declare.expressions import (
    Age,
    AlsoIn,
    Among,
    Arithmetic,
    Attached,
    Block,
    Compare,
    Const,
    Expr,
    Figure,
    Known,
    Logic,
    Measure,
    Name,
    Not,
    On,
    Param,
    Related,
    Repeated,
)


def write(at: Expr) -> str:
    """The text of a tree; every part in brackets, so that only brackets say what belongs together."""
    match at:
        case Name():
            return ".".join(at.path)
        case Const():
            return f"date('{at.value.isoformat()}')" if isinstance(at.value, date) else _plain(at.value)
        case Param() | Figure():
            return f"{type(at).__name__.lower()}({at.key!r})"
        case On():
            return "on"
        case Age():
            return f"age({write(at.at)})"
        case Block():
            return f"block_{at.edge}({write(at.months)})"
        case Arithmetic() | Compare():
            return f"({write(at.left)}) {at.operator} ({write(at.right)})"
        case Among():
            return f"({write(at.value)}) in [{', '.join(write(entry) for entry in at.among)}]"
        case Logic():
            return f" {at.operator} ".join(f"({write(item)})" for item in at.items)
        case Not():
            return f"not ({write(at.item)})"
        case AlsoIn():
            parts = [f"{at.kind}.{at.held}", write(at.field), *([write(at.where)] if at.where is not None else [])]
            return f"also_in({', '.join(parts)})"
        case Attached():
            return "attached()"
        case Repeated():
            return f"repeated({write(at.field)})"
        case Known():
            return f"known({write(at.item)})"
        case Measure():
            given = [part for part in (at.value, at.where) if part is not None]
            return f"{at.function}({', '.join(write(part) for part in given)})"
        case Related():
            name = {"has": "has", "count": "number_of", "one": "one_of", "sum": "total_of"}[at.want]
            given_texts = [f"{at.kind}.{at.via}", *([at.field] if at.field else [])]
            given_texts += [write(at.where)] if at.where is not None else []
            return f"{name}({', '.join(given_texts)})"
    raise AssertionError(f"no text for {at!r}")


def _plain(value: object) -> str:
    return repr(value) if isinstance(value, str | bool | int) else f"{value:f}"


def same(one: object, other: object) -> bool:
    """Whether two trees are alike in every node and value."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Expr) or isinstance(other, Expr):
        if type(one) is not type(other):
            return False
        names = [entry.name for entry in attrs.fields(type(one))]  # type: ignore[arg-type]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return type(one) is type(other) and one == other
