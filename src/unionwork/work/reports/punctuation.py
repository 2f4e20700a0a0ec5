"""Punctuation of Chinese text on paper: full width, and no space between Chinese and a number."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Brackets stand in pairs; another sign between two Latin letters or digits belongs to them: 10:30, 1,000.
_SIGN = re.compile(r"[()]|(?<![A-Za-z0-9])[,;:!?]|[,;:!?](?![A-Za-z0-9])")
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in ",;:!?()"}


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _CHINESE.search(text) is not None


def official(text: str) -> str:
    """A piece of Chinese text with its punctuation in full width, as official papers have it."""
    return _SIGN.sub(lambda found: found[0].translate(_WIDE), text)
