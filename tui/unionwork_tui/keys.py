"""Keys as they stand on the screen, and the keys that a person chose instead."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Final

from unionwork_tui.actions import ACTIONS
from unionwork_tui.words import say

_NAMES: Final[dict[str, str]] = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
    "question_mark": "?", "slash": "/", "delete": "Del", "backspace": "Backspace", "insert": "Ins",
}  # fmt: skip
_chosen: dict[str, tuple[str, ...]] = {}


def display(key: str) -> str:
    """A key as it stands on the screen: `ctrl+p` is ^P, `f9` is F9."""
    if key.startswith("ctrl+"):
        return f"^{display(key.removeprefix('ctrl+')).upper()}"
    if key.startswith(("alt+", "shift+")):
        first, _, rest = key.partition("+")
        return f"{first.capitalize()}+{display(rest)}"
    if key == "space":
        return say("空格", "Space")
    if key in _NAMES:
        return _NAMES[key]
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def keys_of(action: str) -> tuple[str, ...]:
    """The keys that carry out an action now."""
    return _chosen.get(action) or ACTIONS[action].keys


def shown_key(action: str) -> str:
    """The first key of an action as it stands on the screen."""
    return display(_chosen[action][0]) if action in _chosen else ACTIONS[action].shown


def keys_file() -> Path:
    """The file in which a person chooses keys; UNIONWORK_CONFIG names another folder."""
    named, home = os.environ.get("UNIONWORK_CONFIG"), os.environ.get("XDG_CONFIG_HOME")
    folder = Path(named) if named else Path(home or Path.home() / ".config") / "unionwork"
    return folder / "keys.toml"


def read_keys() -> tuple[dict[str, str], list[str]]:
    """The chosen keys as Textual's keymap, and what is wrong with the file, a sentence each.

    The file holds a table `keys`: an action and its keys, as in `steps = "f9,s"`.
    """
    _chosen.clear()
    path = keys_file()
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8")).get("keys", {})
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}, [say(f"按键文件 {path} 读不懂，用默认按键", f"{path} cannot be read; the usual keys hold")]
    wrong: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for action, text in held.items() if isinstance(held, dict) else ():
        if action not in ACTIONS or action == "open" or not isinstance(text, str) or not text.strip():
            wrong.append(say(f"按键文件里没有操作「{action}」", f"no action {action!r} for keys"))
            continue
        chosen[action] = tuple(key.strip() for key in text.split(",") if key.strip())
    for action, keys in chosen.items():
        others = {key: other for other in ACTIONS if other != action for key in chosen.get(other, ACTIONS[other].keys)}
        taken = next((key for key in keys if key in others), None)
        if taken is not None:
            other = say(*ACTIONS[others[taken]].words)
            mine = say(*ACTIONS[action].words)
            wrong.append(
                say(f"按键 {display(taken)} 已用于「{other}」，「{mine}」仍用默认按键",
                    f"{display(taken)} belongs to {other}; {mine} keeps its usual key")
            )  # fmt: skip
        else:
            _chosen[action] = keys
    return {action: ",".join(keys) for action, keys in _chosen.items()}, wrong
