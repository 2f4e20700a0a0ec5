"""The mark by which a written paper is known again, and by which one sees that a person changed it since.

.md and .html end in a line with the key of the form and a digest of all before it; .docx and .xlsx carry the key
in their core properties, of which an office program that saves changes others; .json says its form itself, and a
digest of all the rest.
"""

from __future__ import annotations

import io
import re
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import attrs

from unionwork.documents.plain import SEAL, read_json, seal_of

# Core properties of .docx and .xlsx: who saved last. Word, WPS and LibreOffice put a person's name or nothing there.
WRITER: Final = "unionwork"
_PREFIX: Final = "unionwork:report:"
_SEAL: Final = re.compile(r"\n?<!-- unionwork:report (\S+) sha256:([0-9a-f]{64}) -->\n?\Z")
_CORE: Final = "docProps/core.xml"
_IDENTIFIER: Final = "{http://purl.org/dc/elements/1.1/}identifier"
_SAVED_BY: Final = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy"


@attrs.frozen(kw_only=True)
class Mark:
    """What a file says about itself.

    Attributes:
        form: key of the form of which it is a report; "" where it is none of ours.
        touched: whether somebody changed it since it was written.
        sealed: whether that can be told at all; a .json of an earlier version carries no seal.
    """

    form: str = ""
    touched: bool = False
    sealed: bool = True


def identifier_of(form: str) -> str:
    """What the core properties of a report carry."""
    return f"{_PREFIX}{form}"


def seal_text(form: str, text: str) -> str:
    """A text with its mark as the last line, a comment in Markdown and HTML alike."""
    body = text.rstrip("\n") + "\n"
    return f"{body}\n<!-- unionwork:report {form} sha256:{sha256(body.encode('utf-8')).hexdigest()} -->\n"


def read_mark(path: Path) -> Mark:
    """The mark of a file; a file that cannot be read as one of ours has none."""
    if not path.is_file():
        # Reading a pipe would wait for whoever writes to it.
        return Mark()
    try:
        body = path.read_bytes()
        suffix = path.suffix.lower()
        if body.startswith(b"PK"):
            return _packed(body)
        text = body.decode("utf-8")
        return _json(text) if suffix == ".json" or text.startswith("{") else _sealed(text)
    except (OSError, UnicodeDecodeError, ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return Mark()


def _sealed(text: str) -> Mark:
    found = _SEAL.search(text.replace("\r\n", "\n"))
    if not found:
        # The line may have been moved or followed by more: still a report of ours, and changed.
        inside = re.search(r"<!-- unionwork:report (\S+) ", text)
        return Mark(form=inside[1], touched=True) if inside else Mark()
    body = text[: found.start()] + "\n"
    return Mark(form=found[1], touched=sha256(body.rstrip("\n").encode("utf-8") + b"\n").hexdigest() != found[2])


def _json(text: str) -> Mark:
    held = read_json(text)
    if not isinstance(held, dict) or not {"format", "form", "blocks", "addresses"} <= held.keys():
        return Mark()
    sealed = SEAL in held
    return Mark(form=str(held["form"]), touched=sealed and held[SEAL] != seal_of(held), sealed=sealed)


def _packed(body: bytes) -> Mark:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        core = ElementTree.fromstring(archive.read(_CORE))
    said = core.findtext(_IDENTIFIER) or ""
    if not said.startswith(_PREFIX):
        return Mark()
    return Mark(form=said.removeprefix(_PREFIX), touched=core.findtext(_SAVED_BY) != WRITER)
