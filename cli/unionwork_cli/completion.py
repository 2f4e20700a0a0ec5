"""What a shell offers when Tab is pressed: names from the declarations, and from the workspace in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from unionwork_cli.language import say
from unionwork_cli.records import group_of
from unionwork_cli.registers import KindGroup, load
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Field

Offer = Iterable[tuple[str, str]]
_OFFERED = 50
_FILTERS = ("list", "do")


def offer(what: str, ctx: click.Context, typed: str) -> list[CompletionItem]:
    """The names of a sort that begin with what is typed; whatever fails, nothing is offered and nothing said.

    Args:
        what: "org", "number", "field", "step", "number_or_value", or a sort of declarations such as "kinds".
        ctx: the command that is being typed.
        typed: the word as far as it is typed.
    """
    ways: dict[str, Callable[[click.Context, str], Offer]] = {
        "org": _orgs, "number": _numbers, "field": _fields, "step": _steps, "number_or_value": _words_of_step,
        "record_of_kind": _numbers_of_named_kind, "operator": _operators, "role": _roles, "right": _rights,
    }  # fmt: skip
    found = ways.get(what) or (lambda _, __: _declared(what))
    try:
        begun = [CompletionItem(name, help=told) for name, told in found(ctx, typed) if name.startswith(typed)]
    except Exception:
        return []
    return begun[:_OFFERED]


def _operators(ctx: click.Context, _: str) -> Offer:
    with ctx.ensure_object(Session).workspace(quiet=True) as workspace:
        return [(row["key"], row["name"] or "") for row in workspace.operators()]


def _roles(_: click.Context, __: str) -> Offer:
    return [(term.code, say(term.label, term.label_en)) for term in load().catalogue.vocabulary("operator_role").terms]


def _rights(_: click.Context, __: str) -> Offer:
    return [(right, "") for right in ("private.read", "export", "self_approve", "admin")]


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


def _numbers_of_named_kind(ctx: click.Context, typed: str) -> Offer:
    """Numbers of the kind that stands before."""
    with ctx.ensure_object(Session).workspace(quiet=True) as workspace:
        rows = workspace.list(ctx.params["kind"], search=typed or None, limit=_OFFERED)["rows"]
    return [(row["number"], "") for row in rows]


def _fields(ctx: click.Context, typed: str) -> Offer:
    """FIELD= for each field of the kind, and after the sign the codes that the field takes; state= and the states."""
    group = group_of(ctx)
    procedure = group.catalogue.procedures.get(group.kind.key)
    name, sign, _ = typed.partition("=")
    if sign and name == "state" and procedure:
        return [(f"state={state.key}", say(state.label, state.label_en)) for state in procedure.states]
    state = [("state=", say("状态", "state"))] if procedure and not sign and ctx.info_name in _FILTERS else []
    return [*state, *_pairs(group.kind.fields, group, typed)]


def _steps(ctx: click.Context, _: str) -> Offer:
    group = group_of(ctx)
    procedure = group.catalogue.procedures[group.kind.key]
    return [(step.key, say(step.label, step.label_en)) for step in procedure.steps]


def _words_of_step(ctx: click.Context, typed: str) -> Offer:
    """What may follow a step: the numbers of records, and the fields that its form asks for."""
    group = group_of(ctx)
    step = group.catalogue.procedures[group.kind.key].find(ctx.params["step"])
    if step is None:
        return list(_numbers(ctx, typed))
    kind = group.catalogue.kinds[step.adds.partition(".")[0]] if step.adds else group.kind
    asked = [kind.field(key) for key in dict.fromkeys((*step.fills, *step.asks))]
    numbers = [] if "=" in typed else list(_numbers(ctx, typed))
    return [*_pairs(asked, group, typed), *numbers]


def _pairs(fields: Iterable[Field], group: KindGroup, typed: str) -> list[tuple[str, str]]:
    name, sign, _ = typed.partition("=")
    if not sign:
        return [(f"{field.key}=", say(field.label, field.label_en)) for field in fields]
    vocabulary = next((field.vocabulary for field in fields if field.key == name), "")
    terms = group.catalogue.vocabulary(vocabulary).terms if vocabulary else ()
    return [(f"{name}={term.code}", say(term.label, term.label_en)) for term in terms]
