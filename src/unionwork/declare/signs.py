"""Signs of Chinese typing that stand where only ASCII ones may: the commas, quotes and brackets of an input method."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import attrs

# Those that no normal form turns into what was meant.
_MEANT: Final = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "、": ",", "。": ".", "【": "[", "】": "]",
    "〔": "(", "〕": ")", "×": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "!=",
}  # fmt: skip
_NAMES: Final = {
    '"': "引号", "'": "引号", ",": "逗号", "[": "方括号", "]": "方括号", "(": "括号", ")": "括号", "{": "花括号",
    "}": "花括号", "=": "等号", ":": "冒号", ";": "分号", ".": "点",
}  # fmt: skip
_WRITTEN = re.compile(r""""(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
# No space: what stands behind a string is no value of its own.
_BLANK: Final = "\0"
_LONE = re.compile(r"""["'][^"']*$""")


@attrs.frozen(kw_only=True)
class WideSign:
    """A sign that was typed in Chinese.

    Attributes:
        at: its place in the text, from 0.
        typed: the sign.
        meant: what has to stand there.
    """

    at: int
    typed: str
    meant: str

    @property
    def says(self) -> str:
        """What to do about it, in words."""
        name = _NAMES.get(self.meant, "符号")
        return f"「{self.typed}」是中文(全角)的{name},这里要写英文的 {self.meant}"


def without_strings(text: str) -> str:
    """A line with all that stands in ASCII quotes, and what stands behind a #, blanked; places stay as they are."""
    plain = _WRITTEN.sub(lambda found: _BLANK * len(found[0]), text)
    # A string that is not closed reaches to the end; a Chinese quote at its end was meant to close it.
    plain = _LONE.sub(lambda found: _unclosed(found[0]), plain)
    comment = plain.find("#")
    return plain if comment < 0 else plain[:comment] + " " * (len(plain) - comment)


def find_wide_sign(text: str) -> WideSign | None:
    """The first sign of a line, outside its strings, that was typed in Chinese; None where there is none."""
    for place, sign in enumerate(without_strings(text)):
        meant = _MEANT.get(sign) or (unicodedata.normalize("NFKC", sign) if "！" <= sign <= "～" else "")
        if meant:
            return WideSign(at=place, typed=sign, meant=meant)
    return None


def _unclosed(written: str) -> str:
    end = len(written.rstrip(" ,，]］}\n\t"))
    if end > 1 and written[end - 1] in "“”‘’＂＇":
        return _BLANK * (end - 1) + written[end - 1 :]
    return _BLANK * len(written)
