"""Whether what a person types means a name: a piece of it, its pinyin, or the initials of it."""

from __future__ import annotations

from functools import lru_cache


def matches(word: str, *names: str) -> bool:
    """Whether a word is a piece of one of the names, of its pinyin or of its initials; nothing matches all."""
    sought = word.strip().lower()
    return not sought or any(sought in text for name in names for text in _texts(name))


@lru_cache(maxsize=4096)
def _texts(name: str) -> tuple[str, ...]:
    if name.isascii():
        return (name.lower(),)
    from unionwork import initials, syllables

    return (name.lower(), initials(name), syllables(name))
