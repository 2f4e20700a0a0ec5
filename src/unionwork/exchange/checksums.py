"""Checksums: a folder whose files are named with their digests, in the form that `sha256sum -c` reads.

Stable: `write_checksums`, `verify_evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from unionwork.errors import UsageError

NAME: Final = "sha256sums.txt"
_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_READ: Final = 1 << 20


def write_checksums(folder: Path) -> str:
    """Write `sha256sums.txt` over all other files of a folder; gives the digest of that file itself."""
    lines = [f"{digest_of_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    body = "".join(lines).encode()
    (folder / NAME).write_bytes(body)
    return sha256(body).hexdigest()


def verify_evidence(folder: str | Path) -> dict[str, Any]:
    """Hold the files of a folder against its `sha256sums.txt`; no workspace is needed.

    Returns:
        `folder`, `files` (how many are named), `digest` (of `sha256sums.txt` itself, to be compared with what was
        printed when the folder was made) and `breaks`: for each file that is not as it was, `what` (changed,
        missing, extra), `file` and `message`.

    Raises:
        UsageError: the folder or its list is not there, or the list is none.
    """
    place = Path(folder)
    listed = place / NAME
    if not listed.is_file():
        raise UsageError(f"「{folder}」里没有 {NAME},不是证据夹,或清单被拿走了;请指明 evidence 写出的文件夹")
    body = listed.read_bytes()
    named = dict(_read_lines(body, place))
    breaks = []
    for name, digest in sorted(named.items()):
        path = place / name
        if not path.is_file():
            breaks.append({"what": "missing", "file": name, "message": f"文件「{name}」不在了"})
        elif digest_of_file(path) != digest:
            breaks.append({"what": "changed", "file": name, "message": f"文件「{name}」被改动过,与清单上的摘要不符"})
    for path in _files(place):
        name = path.relative_to(place).as_posix()
        if name not in named:
            breaks.append({"what": "extra", "file": name, "message": f"文件「{name}」不在清单上,是后来放进去的"})
    return {"folder": str(folder), "files": len(named), "digest": sha256(body).hexdigest(), "breaks": breaks}


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, hex."""
    running = sha256()
    with path.open("rb") as file:
        while part := file.read(_READ):
            running.update(part)
    return running.hexdigest()


def _files(folder: Path) -> list[Path]:
    """All files below a folder but the list itself, links too, in the order of their names."""
    found = [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]
    return sorted((path for path in found if path != folder / NAME), key=lambda path: path.as_posix())


def _read_lines(body: bytes, folder: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = body.decode().splitlines()
    except UnicodeDecodeError:
        lines = [""]
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        # A name that leads out of the folder is none that was written here.
        if found is None or Path(found[2]).is_absolute() or ".." in Path(found[2]).parts:
            raise UsageError(f"「{folder / NAME}」第 {number} 行看不懂,清单被改动过;请换一份没有动过的证据夹")
        yield found[2], found[1]
