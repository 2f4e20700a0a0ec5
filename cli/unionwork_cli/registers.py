"""The kinds, and the group of commands that each kind has, made from its declaration."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import click

from unionwork_cli.command import Command, Group, argument, command
from unionwork_cli.language import say
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Catalogue, Kind, Loaded

# More codes than these are told by `unionwork kinds KIND`.
_CODES = 6


class KindGroup(Group):
    """The commands of one kind.

    Attributes:
        kind: the declaration.
        catalogue: where its vocabularies are.
        is_in_use: whether the declaration is that of the workspace in use, with all that its regions add.
    """

    def __init__(self, kind: Kind, catalogue: Catalogue, commands: Sequence[Command]) -> None:
        self.kind, self.catalogue, self.is_in_use = kind, catalogue, False
        # What one record is, with its source, is written in English beside the declaration.
        doc = " ".join(kind.doc.split())
        super().__init__(
            kind.key,
            words=(f"{kind.label}台账", f"the register of kind {kind.label_en or kind.key}"),
            examples=[f"unionwork {kind.key} list --limit 10"],
            notes=[("", doc)],
            commands={entry.name or "": entry for entry in commands},
        )

    def more_help(self, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """The kind's fields."""
        group = self.in_use(ctx)
        return [(say("字段：", "Fields:"), [*group.field_rows(), *group.unseen_rows()])]

    def in_use(self, ctx: click.Context) -> KindGroup:
        """The group as the workspace has it that is named, or that lies alone in this folder; itself without one."""
        found = ctx.ensure_object(Session).find_declared()
        kind = found.catalogue.kinds.get(self.kind.key) if found is not None else None
        if found is None or kind is None:
            return self
        made = KindGroup(kind, found.catalogue, ())
        made.is_in_use = True
        return made

    def unseen_rows(self) -> list[tuple[str, str]]:
        """Where to look for what a region adds; nothing where the workspace itself was looked at."""
        if self.is_in_use or self.kind.key not in self.catalogue.procedures:
            return []
        told = say(
            f"地区另加的步骤和字段：用 -w 指明台账再看，或用 unionwork {self.kind.key} steps 编号",
            f"steps and fields that a region adds: name its workspace with -w, or see unionwork {self.kind.key} "
            "steps NUMBER",
        )
        return [("...", told)]

    def field_rows(self) -> list[tuple[str, str]]:
        """The fields for a page of help: key, and what it holds."""
        rows = []
        for field in self.kind.fields:
            codes: list[str] = []
            if field.vocabulary:
                terms = self.catalogue.vocabulary(field.vocabulary).terms
                codes = [f"{term.code} {say(term.label, term.label_en or term.label)}" for term in terms]
            marks = [
                field.unit,
                say("必填", "required") if field.required else "",
                say("隐私", "private") if field.private else "",
                say(f"{field.to} 的编号", f"number of a {field.to}") if field.to else "",
                say("、", ", ").join(codes[:_CODES]) + ("…" if len(codes) > _CODES else ""),
            ]
            told = say("，", "; ").join(mark for mark in marks if mark)
            label = say(field.label, field.label_en or field.label)
            rows.append((field.key, f"{label}{say('（', ' (')}{told}{say('）', ')')}" if told else label))
        return rows


@lru_cache(maxsize=1)
def load() -> Loaded:
    """All that is declared by areas, plugins and installed packs."""
    from unionwork import load_catalogue

    return load_catalogue()


def find_group(name: str) -> click.Command | None:
    """The commands of the kind of that key, or a command that a plugin adds; None where neither is."""
    from unionwork_cli.kind_commands import commands_of

    found = load()
    kind = found.catalogue.kinds.get(name)
    if kind is not None:
        return KindGroup(kind, found.catalogue, commands_of(kind, found.catalogue))
    added = Group("plugins", words=("", ""))
    for refused in found.hooks.add_commands(added):
        zh, en = "插件 {0.name} 停用：{0.reason}", "plugin {0.name} is off: {0.reason}"
        click.echo(say(zh, en).format(refused), err=True)
    return added.commands.get(name)


@command(
    "kinds",
    examples=["unionwork kinds", "unionwork kinds finding --format json"],
    notes=[
        (
            "写出一个种类就说明它的字段、代码、状态和步骤；--format json 供程序读取。",
            "With a KIND, its fields, codes, states and steps; --format json is for programs.",
        )
    ],
)
@argument("kind", ("种类", "KIND"), complete="kinds", required=False, zh="说明这一个", en="describe this one")
def kinds(session: Session, kind: str | None) -> None:
    """List the kinds of registers, or describe one."""
    with session.workspace() as workspace:
        if kind is None:
            rows = workspace.kinds()
            session.print_rows(rows, ("key", "label", "label_en", "fields", "records"), empty=("没有台账", "no kinds"))
            return
        described = workspace.describe(kind)
    if session.is_table or session.format == "csv":
        columns = ("key", "label", "shape", "unit", "required", "private", "vocabulary", "codes")
        fields = [{**field, "codes": [code["code"] for code in field["codes"]]} for field in described["fields"]]
        session.print_rows(fields, columns, empty=("没有字段", "no fields"))
    else:
        session.print_record(described)
