"""What a shell offers when Tab is pressed: names from the declarations, and from the workspace in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

from unionwork_cli.language import say
from unionwork_cli.records import group_of
from unionwork_cli.registers import load
from unionwork_cli.session import Session

Offer = Iterable[tuple[str, str]]
_OFFERED = 50


def offer(what: str, ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The names of a sort that begin with what is typed; whatever fails, nothing is offered and nothing said.

    Args:
        what: "org", "number", "field", or a sort of declarations such as "kinds" or "indicators".
        ctx: the command that is being typed.
        typed: the word as far as it is typed.
    """
    found: Callable[[click.Context, str], Offer] = {"org": _orgs, "number": _numbers, "field": _fields}.get(
        what, lambda _, __: _declared(what)
    )
    try:
        begun = [CompletionItem(name, help=told) for name, told in found(ctx, typed) if name.startswith(typed)]
    except Exception:
        return []
    return begun[:_OFFERED]


def _declared(sort: str) -> Offer:
    table: dict[str, Any] = getattr(load().catalogue, sort)
    return [(key, getattr(word, "label", "") or getattr(word, "name", "")) for key, word in table.items()]


def _orgs(ctx: click.Context, _: str) -> Offer:
    with ctx.ensure_object(Session).workspace(quiet=True) as workspace:
        rows = workspace.org_tree()
    by_name = [(row["name"], row["number"]) for row in rows]
    return [("ROOT", rows[0]["name"]), *by_name, *((number, name) for name, number in by_name)]


def _numbers(ctx: click.Context, typed: str) -> Offer:
    with ctx.ensure_object(Session).workspace(quiet=True) as workspace:
        rows = workspace.list(group_of(ctx).kind.key, search=typed or None, limit=_OFFERED)["rows"]
    return [(row["number"], "") for row in rows]


def _fields(ctx: click.Context, typed: str) -> Offer:
    """FIELD= for each field of the kind, and after the sign the codes that the field takes."""
    group = group_of(ctx)
    name, sign, _ = typed.partition("=")
    if not sign:
        return [(f"{field.key}=", say(field.label, field.label_en)) for field in group.kind.fields]
    vocabulary = group.kind.field(name).vocabulary
    terms = group.catalogue.vocabulary(vocabulary).terms if vocabulary else ()
    return [(f"{name}={term.code}", say(term.label, term.label_en)) for term in terms]
