"""JSON as people and programs read it: Chinese unescaped, amounts as numbers with their decimals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def json_text(value: Any, indent: int | None = None, depth: int = 0) -> str:
    """A plain value as JSON; a Decimal keeps its decimals and a date is written 2009-06-30.

    Args:
        value: mappings, sequences and plain values.
        indent: spaces a level; None writes one line.
        depth: the level at which the value stands.

    Raises:
        TypeError: a value that has no form in JSON.
    """
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        pairs = [f"{json.dumps(str(key), ensure_ascii=False)}: {json_text(held, indent, depth + 1)}"
                 for key, held in value.items()]  # fmt: skip
        return _joined("{}", pairs, indent, depth)
    if isinstance(value, list | tuple):
        return _joined("[]", [json_text(held, indent, depth + 1) for held in value], indent, depth)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _joined(brackets: str, parts: list[str], indent: int | None, depth: int) -> str:
    if not parts:
        return brackets
    if indent is None:
        return f"{brackets[0]}{', '.join(parts)}{brackets[1]}"
    outer, inner = "\n" + " " * (indent * depth), "\n" + " " * (indent * (depth + 1))
    return f"{brackets[0]}{inner}{f',{inner}'.join(parts)}{outer}{brackets[1]}"
