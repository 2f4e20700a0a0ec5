"""What is remembered between two launches: the last workspace, the colours, what was dismissed."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from unionwork_tui.drafts import state_folder, write_private


def read_settings() -> dict[str, Any]:
    """What is remembered; {} where nothing is, or the file cannot be read."""
    with suppress(OSError, ValueError):
        held = json.loads((state_folder() / "settings.json").read_text(encoding="utf-8"))
        if isinstance(held, dict):
            return held
    return {}


def remember(key: str, value: Any) -> None:
    """Remember one thing; a folder that cannot be written to is no reason to stop."""
    with suppress(OSError):
        write_private(
            state_folder() / "settings.json", json.dumps({**read_settings(), key: value}, ensure_ascii=False, indent=1)
        )


def whole_place(place: str) -> str:
    """The file or address of a workspace as it is remembered, wherever it was named from."""
    return place if "://" in place else str(Path(place).absolute())


def remember_place(place: str) -> None:
    """Remember the workspace that was opened last, and with it those before it."""
    place = whole_place(place)
    if "://" in place and "@" in place:
        # An address with a password is not written down.
        return
    before = [held for held in read_settings().get("places", []) if held != place]
    remember("places", [place, *before][:8])


def last_place() -> str:
    """The workspace that was opened last and is still there; "" where there is none."""
    for place in read_settings().get("places", []):
        with suppress(OSError):
            if "://" in place or Path(place).is_file():
                return str(place)
    return ""


def remember_day(place: str, day: date) -> None:
    """Remember the business day of a sample: its story ends on a day of its own."""
    days = read_settings().get("days", {})
    remember("days", {**days, str(Path(place).absolute()): day.isoformat()})


def day_of(place: str) -> date | None:
    """The business day of a sample; None for any other workspace."""
    text = read_settings().get("days", {}).get(str(Path(place).absolute()))
    with suppress(TypeError, ValueError):
        return date.fromisoformat(text)
    return None
