"""Chinese text in Latin letters: the initials and syllables by which people type a name quickly.

Every sign has one reading here, its most usual one, without tone (ü is written v); a surname or a
compound that is read otherwise is found by the usual reading. `pinyin.txt` holds them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FIRST, LAST = 0x4E00, 0x9FA5
_NONE = "-"
_PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789"
_WIDE = 0xFEE0


class _Readings(dict[int, str]):
    """Sign to letters; what is neither Chinese nor a plain letter or digit has none."""

    def __missing__(self, sign: int) -> None:
        return None


def initials(text: str) -> str:
    """The first letter of each sign: 配电箱 gives pdx; plain letters and digits stay, in lower case."""
    return text.lower().translate(_tables()[0])


def syllables(text: str) -> str:
    """The whole syllables: 配电箱 gives peidianxiang; plain letters and digits stay, in lower case."""
    return text.lower().translate(_tables()[1])


@cache
def _tables() -> tuple[_Readings, _Readings]:
    """The readings by sign: initials, and whole syllables."""
    listed = Path(__file__).with_suffix(".txt").read_text(encoding="ascii").split()
    plain = {ord(sign): sign for sign in _PLAIN}
    # The same in full width, as some input methods type them.
    plain |= {ord(sign) + _WIDE: sign for sign in _PLAIN}
    known = {FIRST + place: reading for place, reading in enumerate(listed) if reading != _NONE}
    whole = _Readings({**plain, **known})
    return _Readings({sign: reading[0] for sign, reading in whole.items()}), whole
