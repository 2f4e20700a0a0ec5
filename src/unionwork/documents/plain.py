"""A paper as .json: everything of it, each number exact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from unionwork.documents.paper import Paper

_STEP: Final = 2


def write_json(paper: Paper) -> bytes:
    """The paper as JSON in UTF-8; a Decimal keeps its digits."""
    return (_text(paper.plain()) + "\n").encode("utf-8")


def _text(value: Any, depth: int = 0) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        lines = [f"{_word(str(key))}: {_text(held, depth + 1)}" for key, held in value.items()]
        return _joined("{", lines, "}", depth)
    if isinstance(value, list | tuple):
        return _joined("[", [_text(held, depth + 1) for held in value], "]", depth)
    return _word(value) if isinstance(value, str) else json.dumps(value, allow_nan=False)


def _word(text: str) -> str:
    # A lone surrogate has no place in UTF-8.
    return json.dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)


def _joined(opening: str, lines: list[str], closing: str, depth: int) -> str:
    if not lines:
        return opening + closing
    lead = "\n" + " " * _STEP * (depth + 1)
    return opening + lead + f",{lead}".join(lines) + "\n" + " " * _STEP * depth + closing
