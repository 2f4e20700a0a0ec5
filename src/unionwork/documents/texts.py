"""Texts as a file can hold them: no control signs, nothing that a reader would take for code."""

from __future__ import annotations

import re
from typing import Final

# XML holds none of these; nothing that a person reads needs them.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|~$#&])")
# At the beginning of a line these would make a list or a heading.
_LEADING: Final = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def printable(text: str) -> str:
    """A text without control signs; its line breaks are those of Unix."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def xml_text(text: str) -> str:
    """A text between tags or in an attribute of XML or HTML."""
    cleaned = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return cleaned.replace('"', "&quot;").replace("'", "&#39;")


def markdown_text(text: str) -> str:
    """A text in Markdown that is read as it stands, on one line."""
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(printable(text).split("\n")))
    return _LEADING.sub(lambda found: f"{found[1]}{_escaped_lead(found[2])}", escaped)


def _escaped_lead(lead: str) -> str:
    return f"\\{lead}" if len(lead) == 1 else f"{lead[:-1]}\\{lead[-1]}"
