"""A paper as .json: everything of it, each number exact, and a seal by which one sees whether it was changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from unionwork.documents.paper import Paper

# The key that carries the digest of all the rest.
SEAL: Final = "seal"
_STEP: Final = 2


def write_json(paper: Paper) -> bytes:
    """The paper as JSON in UTF-8, sealed; a Decimal keeps its digits."""
    plain = paper.plain()
    # The digest is of what a reader of the file finds.
    return (_text({**plain, SEAL: seal_of(read_json(_text(plain)))}) + "\n").encode("utf-8")


def read_json(text: str) -> Any:
    """What a text of JSON says, its numbers exact.

    Raises:
        ValueError: it is none.
    """
    return json.loads(text, parse_float=Decimal)


def seal_of(held: Mapping[str, Any]) -> str:
    """The seal that belongs to what was read from a file; spaces and line breaks do not matter to it.

    Raises:
        ValueError: it holds what no paper holds, such as NaN.
    """
    rest = {key: value for key, value in held.items() if key != SEAL}
    return f"sha256:{sha256(_text(rest).encode('utf-8')).hexdigest()}"


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
