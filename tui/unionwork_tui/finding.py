"""How well a typed word fits a text: the text itself, the initials of its syllables, or the whole syllables."""

from __future__ import annotations

from functools import lru_cache

from unionwork import initials, syllables


@lru_cache(maxsize=20_000)
def _forms(text: str) -> tuple[str, str, str]:
    return text.casefold(), initials(text), syllables(text)


def score(word: str, text: str) -> int:
    """How well a word fits a text: 0 not at all, the higher the better.

    A word is looked for in the text, in the initials of its syllables (`yh` in 新建隐患) and in the
    whole syllables; at the beginning it counts more. Signs may be left out of initials: `xjyh` fits
    新建一条隐患 less well than 新建隐患.
    """
    plain = word.casefold().strip()
    if not plain:
        return 1
    itself, first, whole = _forms(text)
    best = 0
    for form, worth in ((itself, 60), (first, 50), (whole, 40)):
        at = form.find(plain)
        if at >= 0:
            # The beginning counts more, and so does the larger part of the text.
            best = max(best, worth + (30 if at == 0 else 0) + 9 * len(plain) // max(len(form), 1))
    if not best and len(plain) > 2 and plain.isascii() and _in_order(plain, first):
        best = 10
    return best


def _in_order(word: str, text: str) -> bool:
    signs = iter(text)
    return all(sign in signs for sign in word)
