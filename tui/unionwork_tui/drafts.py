"""Drafts: what was typed into a form and not saved yet, kept in the user's state folder."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

_STATE: Final = "XDG_STATE_HOME"


def state_folder() -> Path:
    """The folder of this user's state, made where it is missing; UNIONWORK_STATE names another."""
    named = os.environ.get("UNIONWORK_STATE")
    home = os.environ.get(_STATE)
    folder = Path(named) if named else Path(home or Path.home() / ".local" / "state") / "unionwork"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def owner_of(app: UnionApp) -> str:
    """Whose drafts are kept: those of the operator in the workspace that is open; another operator has his own."""
    operator = app.workspace.session.worker.key if app.workspace is not None else ""
    return owner(app.place, operator)


def owner(place: str, operator: str) -> str:
    """Whose drafts are kept: of a workspace and the key of an operator."""
    return f"{place}\n{operator}"


def keep(owner: str, name: str, values: dict[str, str]) -> None:
    """Keep what was typed into a form; the caller leaves private values out.

    Args:
        owner: whose draft it is, see `owner_of`.
        name: the form: `finding.new`, `finding/YH2024-0181`, or `finding/YH2024-0181/recheck` for a step.
        values: key of the field to the words typed.
    """
    held = _read(owner)
    held[name] = values
    _write(owner, held)


def take(owner: str, name: str) -> dict[str, str]:
    """What was kept for a form, {} where nothing was."""
    return dict(_read(owner).get(name, {}))


def drop(owner: str, name: str) -> None:
    """Forget a draft: it was saved, or thrown away."""
    held = _read(owner)
    if held.pop(name, None) is not None:
        _write(owner, held)


def names(owner: str) -> list[str]:
    """The forms for which an operator has a draft, the latest last."""
    return list(_read(owner))


def _file(owner: str) -> Path:
    # The address may hold a password and the path a name: neither becomes a file name.
    return state_folder() / "drafts" / f"{hashlib.sha256(owner.encode()).hexdigest()[:24]}.json"


def _read(owner: str) -> dict[str, dict[str, str]]:
    with suppress(OSError, ValueError):
        held = json.loads(_file(owner).read_text(encoding="utf-8"))
        if isinstance(held, dict):
            return {name: values for name, values in held.items() if isinstance(values, dict)}
    return {}


def _write(owner: str, held: dict[str, dict[str, str]]) -> None:
    write_private(_file(owner), json.dumps(held, ensure_ascii=False, indent=1))


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with suppress(OSError):
        fresh.unlink()
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
    fresh.replace(path)
