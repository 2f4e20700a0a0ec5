"""The language of this run: Chinese unless `--lang en` is given."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Final

Words = tuple[str, str]
"""A text in Chinese and in English."""

LANGUAGES: Final = ("zh", "en")

_spoken: ContextVar[str] = ContextVar("language", default="zh")


def speak(language: str) -> None:
    """Use a language from here on."""
    _spoken.set(language)


def spoken() -> str:
    """The language in use: zh or en."""
    return _spoken.get()


def say(zh: str, en: str) -> str:
    """The one of two texts that is in the language in use."""
    return en if spoken() == "en" else zh


def language_in(arguments: Sequence[str]) -> str:
    """The language that arguments ask for, read before they are parsed: help and mistakes need it too."""
    asked = "zh"
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, _, value = word.partition("=")
        if name == "--lang" and (value or following) in LANGUAGES:
            asked = value or following
    return asked
