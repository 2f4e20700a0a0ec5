"""What the permission table lets the operator do, asked before a screen offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionwork.errors import NotPermittedError
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace


def why_not(workspace: Workspace | None, act: str, kind: str = "") -> str:
    """Why the operator may not do something with records of a kind, in words; "" where he may.

    Args:
        workspace: the workspace; where there is none yet, nothing is refused.
        act: a word of the permission table; "" for what it does not speak of.
        kind: the kind; "" for what concerns none.
    """
    if workspace is None or not act or (kind and kind not in workspace.loaded.catalogue.kinds):
        return ""
    try:
        workspace.session.allow(act, kind or None)
    except NotPermittedError as error:
        return str(error)
    return ""


def kind_label(workspace: Workspace | None, key: str) -> str:
    """What a kind is called, in the language in use."""
    declared = workspace.loaded.catalogue.kinds.get(key) if workspace is not None else None
    return say(declared.label, declared.label_en or declared.label) if declared is not None else key
