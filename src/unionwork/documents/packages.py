"""Packages: a .docx zipped so that the same paper gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

# The first day that a zip archive can name; no file says when it was made, the journal does.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_CONTENT_TYPES: Final = "[Content_Types].xml"


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Parts by name as one archive, in a fixed order; what says the types of the others stands first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda held: (held != _CONTENT_TYPES, held)):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return stream.getvalue()


def pack_again(body: bytes) -> bytes:
    """An archive without the moments at which its parts were written."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})
