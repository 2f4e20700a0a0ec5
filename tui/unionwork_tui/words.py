"""The language of the screens: every text stands in Chinese and in English beside each other."""

from __future__ import annotations

from typing import Final

Words = tuple[str, str]
"""A text in Chinese and in English."""

LANGUAGES: Final = ("zh", "en")

_state = {"language": "zh"}


def speak(language: str) -> None:
    """Use a language from here on, in every thread."""
    _state["language"] = language if language in LANGUAGES else "zh"


def spoken() -> str:
    """The language in use: zh or en."""
    return _state["language"]


def say(zh: str, en: str) -> str:
    """The one of two texts that is in the language in use."""
    return en if spoken() == "en" else zh
