"""The kinds, and the group of commands that each kind has, made from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.command import Command, Group, argument, command
from unionwork_cli.commands import COMMANDS
from unionwork_cli.language import say
from unionwork_cli.output import Shown
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Loaded


@lru_cache(maxsize=1)
def loaded(folder: str | None) -> Loaded:
    """All that is declared, with the packs in the folder `regions` beside a workspace."""
    from unionwork import load_catalogue

    return load_catalogue(folder)


def extra_folder(session: Session) -> str | None:
    """The folder of the workspace that is named, where it is a file."""
    place = session.named_place()
    if place is None or "://" in place:
        return None
    return str(Path(place).parent)


class KindGroup(Group):
    """The commands of one kind.

    Attributes:
        kind: key of the kind.
        described: what `Workspace.describe` says of it, as far as no workspace is needed.
    """

    def __init__(self, kind: str, described: Mapping[str, Any], commands: list[Command]) -> None:
        self.kind, self.described = kind, described
        label = described["label"], described["label_en"]
        super().__init__(
            kind,
            words=(f"{label[0]}：查看、新增、修改、作废", f"{label[1]}: read, add, change, void"),
            examples=[f"unionwork {kind} list --limit 10"],
            commands={entry.name or "": entry for entry in commands},
        )

    def more_help(self, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """The kind's fields."""
        return [(say("字段：", "Fields:"), field_rows(self.described))]


def field_rows(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a kind for a page of help: key, and what it holds."""
    rows = []
    for field in described["fields"]:
        label = say(field["label"], field["label_en"] or field["label"])
        codes = [f"{code['code']}={say(code['label'], code.get('label_en') or code['label'])}" for code in field["codes"]]
        marks = [
            field["unit"],
            say("必填", "required") if field["required"] else "",
            say("隐私", "private") if field["private"] else "",
            say("、", ", ").join(codes[:12]) + ("…" if len(codes) > 12 else ""),
        ]
        told = say("，", ", ").join(mark for mark in marks if mark)
        rows.append((field["key"], f"{label}{say('（', ' (')}{told}{say('）', ')')}" if told else label))
    return rows


def kind_group(name: str) -> click.Command | None:
    """The commands of the kind of that key, or those that a plugin adds; None where there are none."""
    from unionwork_cli.records import commands_of

    ctx = click.get_current_context(silent=True)
    session = ctx.find_object(Session) if ctx else None
    found = loaded(extra_folder(session) if session else None)
    if name in found.catalogue.kinds:
        from unionwork import describe_kind

        kind = found.catalogue.kinds[name]
        return KindGroup(name, describe_kind(found.catalogue, name), commands_of(writable=not kind.system))
    return None


def unknown_command(ctx: click.Context, name: str) -> click.UsageError:
    """What is said of a word that is no command; the nearest one is offered."""
    session = ctx.find_object(Session)
    known = [*COMMANDS, *loaded(extra_folder(session) if session else None).catalogue.kinds]
    close = get_close_matches(name, known, n=1)
    zh = f"没有命令「{name}」" + (f"，是不是 {close[0]}" if close else "") + "；台账的种类见 unionwork kinds"
    en = f"no command {name!r}" + (f", did you mean {close[0]}?" if close else "") + "; unionwork kinds lists the kinds"
    return click.UsageError(say(zh, en), ctx)
