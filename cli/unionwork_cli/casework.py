"""The commands by which a record moves on: steps, do, withdraw, acts; and merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.command import argument, dry_run, option, organisation
from unionwork_cli.inputs import Setting
from unionwork_cli.language import say, spoken
from unionwork_cli.output import Shown
from unionwork_cli.record_view import RecordView
from unionwork_cli.records import (
    NUMBER,
    PAIR,
    RecordCommand,
    group_of,
    number_of,
    record_command,
    samples,
    settings,
)
from unionwork_cli.registers import load
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Catalogue, Procedure, Step

_STEPS = ("step", "label", "allowed", "target_label", "role", "tier", "fields", "why")
_ACTS = ("on", "step", "label", "from", "to", "who", "note", "exception", "taken_over", "withdrawn")
_ACTS_IN_WORDS = (
    "on",
    "step",
    "label",
    "from_label",
    "to_label",
    "who",
    "note",
    "exception",
    "taken_over",
    "withdrawn",
)
_NAMED = 10
_TOLD = 20


class StepCommand(RecordCommand):
    """A command of a kind that moves on by steps: its page shows them."""

    def examples_for(self, ctx: click.Context) -> list[str]:
        """The examples with the kind's first step and what it asks for."""
        group, step = group_of(ctx), procedure_of(ctx).steps[0]
        kind = group.catalogue.kinds[step.adds.partition(".")[0]] if step.adds else group.kind
        facts = {"kind": group.kind.key, "number": number_of(group.kind), "step": step.key}
        values = samples(group, [kind.field(key) for key in step.fills])
        return [" ".join(line.format(**facts, values=values).split()) for line in self.examples]

    def more_help(self, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """The steps of the kind with what each asks for."""
        group = group_of(ctx).in_use(ctx)
        procedure = group.catalogue.procedures[group.kind.key]
        rows = [(step.key, _told_step(group.catalogue, procedure, step)) for step in procedure.steps]
        return [(say("步骤：", "Steps:"), [*rows, *group.unseen_rows()])]


@record_command("steps", ("列出一条记录能走的步骤，走不通的写明原因", "list a record's steps, refused ones with why"),
                "unionwork {kind} steps {number}")  # fmt: skip
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
def steps(session: Session, number: str) -> None:
    """List the steps that a record's state leads to."""
    with session.workspace() as workspace:
        rows = workspace.steps(group_of().kind.key, number)
    session.print_rows(
        rows,
        _STEPS,
        empty=("这类台账没有步骤", "no steps"),
        shown=Shown(headings={"fields": say("填写（* 必填）", "fills in (* needed)")}, record=_in_words),
    )


@record_command(
    "do", ("办理一个步骤，一条或多条记录", "take a step on one record or many"),
    "unionwork {kind} do {step} {number} {values} --dry-run",
    made=StepCommand,
    notes=(
        (
            "写编号办那几条，写 --where 办所有符合的；带等号的是所填内容。办不了的逐条写明原因和办法，其余照办。",
            ("Name NUMBERs, or take all that match --where; words with '=' fill in the step's form. "
            "A refused record is named with the guard and the remedy, the others are done, the exit code is 1."),
        ),
    ),
)  # fmt: skip
@argument("step", ("步骤", "STEP"), complete="step", zh="步骤的键", en="key of the step")
@argument("words", ("编号或字段=值", "NUMBER or FIELD=VALUE"), complete="number_or_value", nargs=-1, required=False,
          zh="要办的记录；步骤要填的内容", en="the records; what the step's form asks for")  # fmt: skip
@option("--where", multiple=True, complete="field", value=PAIR, zh="办所有符合的记录，写法同 list --where",
        en="all records that match, worded as for list --where")  # fmt: skip
@organisation("只办这个组织和它的下级的", "only of this organisation and those below it")
@settings()
@option("--note", value=("说明", "TEXT"), zh="写进办理记录的说明", en="a note for the record of the act")
@dry_run()
def do(
    session: Session, step: str, words: tuple[str, ...], where: tuple[str, ...], org: str | None,
    settings: tuple[tuple[str, str], ...], note: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Take a step on records; what is refused is told with the guard and the remedy."""
    from unionwork.errors import StepRefusedError

    key, ctx = group_of().kind.key, click.get_current_context()
    numbers = [word for word in words if "=" not in word]
    pairs = [Setting().convert(word, None, ctx) for word in words if "=" in word]
    if not numbers and not where:
        raise click.UsageError(say("请写出编号，或用 --where 写明办哪些", "name the records, or give --where"), ctx)
    with session.workspace() as workspace:
        described = workspace.describe(key)
        view = RecordView(described)
        values = view.values((*pairs, *settings)) if pairs or settings else {}
        try:
            done = workspace.do(
                key, step, numbers, where=[view.condition(text) for text in where], values=values, note=note,
                org=org, dry_run=dry_run,
            )  # fmt: skip
        except StepRefusedError as error:
            # One record that is refused is answered in the same shape as many. The step may be of the
            # workspace's own pack, so the workspace says what it is called.
            label = next(entry["label"] for entry in described["steps"] if entry["key"] == step)
            done = {
                "kind": key, "step": step, "label": label, "done": [], "batch": None,
                "refused": [{"number": error.number, **reason} for reason in error.reasons], "added": [],
            }  # fmt: skip
    _tell(session, done, dry_run=dry_run)
    if done["refused"]:
        ctx.exit(1)


@record_command("withdraw", ("撤回最后一次办理，后面还没有动作时", "take back the last act while nothing followed"),
                "unionwork {kind} withdraw {number} --reason 填错了 --dry-run")  # fmt: skip
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
@option("--reason", value=("理由", "TEXT"), zh="为什么撤回", en="why")
@dry_run()
def withdraw(session: Session, number: str, reason: str | None, dry_run: bool) -> None:
    """Take back the last act on a record."""
    with session.workspace() as workspace:
        answer = workspace.withdraw(group_of().kind.key, number, reason=reason, dry_run=dry_run)
    session.print_record(answer)
    session.tell_dry_run(dry_run)


@record_command("acts", ("列出一条记录的办理经过", "list what was done on a record"), "unionwork {kind} acts {number}")
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
def acts(session: Session, number: str) -> None:
    """List the acts on a record, oldest first, with what a sheet took over."""
    with session.workspace() as workspace:
        rows = workspace.acts(group_of().kind.key, number)
    columns = _ACTS_IN_WORDS if session.is_table else _ACTS
    session.print_rows(rows, columns, empty=("还没有办理过", "nothing was done yet"))


@record_command("merge", ("把重复的一条并入另一条", "merge a duplicate into the record that stays"),
                "unionwork {kind} merge {number} --into {other} --reason 重复登记 --dry-run")  # fmt: skip
@argument("number", NUMBER, complete="number", zh="重复的记录，合并后作废", en="the duplicate, voided afterwards")
@option("--into", required=True, value=NUMBER, complete="number", zh="并入哪一条", en="the record that stays")
@option("--reason", required=True, value=("理由", "TEXT"), zh="为什么合并", en="why")
@dry_run()
def merge(session: Session, number: str, into: str, reason: str, dry_run: bool) -> None:
    """Merge a duplicate: what points to it is moved, gaps are filled, it is voided."""
    with session.workspace() as workspace:
        answer = workspace.merge(group_of().kind.key, number, into, reason, dry_run=dry_run)
    session.print_record(answer)
    session.tell_dry_run(dry_run)


def procedure_of(ctx: click.Context | None = None) -> Procedure:
    """The procedure of the kind whose command runs."""
    group = group_of(ctx)
    return group.catalogue.procedures[group.kind.key]


def _told_step(catalogue: Catalogue, procedure: Procedure, step: Step) -> str:
    """A step for a page of help: from where to where, who takes it, what it asks for."""
    kind = catalogue.kinds[step.adds.partition(".")[0]] if step.adds else procedure.of

    def state(key: str) -> str:
        found = procedure.state(key)
        return say(found.label, found.label_en or found.label)

    def fields(keys: Sequence[str]) -> str:
        return say("、", ", ").join(say(f"{key} {kind.field(key).label}", key) for key in keys)

    marks = [
        catalogue.vocabulary("operator_role").label_of(step.role, spoken()) if step.role else "",
        say(f"第 {step.tier} 级", f"tier {step.tier}") if step.tier else "",
        say("须换一个人", "another person") if step.second_person else "",
        say(f"必填 {fields(step.fills)}", f"fill in {fields(step.fills)}") if step.fills else "",
        say(f"可填 {fields(step.asks)}", f"may fill in {fields(step.asks)}") if step.asks else "",
    ]
    label = say(step.label, step.label_en or step.label)
    sources = say("、", ", ").join(state(key) for key in step.sources)
    way = f"{sources} -> {state(step.target)}" if step.target else sources
    told = [mark for mark in marks if mark]
    return say("；", "; ").join([f"{label}{say('：', ': ')}{way}", *told])


def _in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """A step with its reasons and its fields as a person reads them; also why a deadline has to be given."""
    obstacles = (*row["why"], *(row["deadline"] or {}).get("why", ()))
    reasons = [f"{why['message']}{say('；', '; ')}{why['remedy']}" for why in obstacles]
    needed = [f"{field['key']}{'*' if field['required'] else ''}" for field in row["fields"]]
    role = load().catalogue.vocabulary("operator_role").label_of(row["role"], spoken()) if row["role"] else None
    return {**row, "role": role, "why": reasons, "fields": needed}


def _tell(session: Session, done: Mapping[str, Any], *, dry_run: bool) -> None:
    """The answer of `do`: the numbers on stdout, what was refused on stderr."""
    if session.is_table:
        numbers, added = done["done"], done["added"]
        more = {"done": _few(numbers), "added": _few(added), "batch": done["batch"]}
        row = {"label": done["label"], "count": len(numbers), **{key: held for key, held in more.items() if held}}
        session.print_record(row)
    else:
        session.print_record(done)
    for refused in done["refused"][:_TOLD]:
        told = f"{refused['message']}{say('；', '; ')}{refused['remedy']}" if refused["remedy"] else refused["message"]
        zh, en = "退回 {0}（{1}）：{2}", "refused {0} ({1}): {2}"
        session.tell(say(zh, en).format(refused["number"], refused["guard"], told))
    left = len(done["refused"]) - _TOLD
    if left > 0:
        session.tell(
            say(f"还有 {left} 条退回；--format json 全部列出", f"{left} more refused; --format json lists all")
        )
    session.tell_dry_run(dry_run)


def _few(numbers: Sequence[str]) -> str:
    shown = say("、", ", ").join(numbers[:_NAMED])
    return (
        shown + say(f" 等 {len(numbers)} 条", f" and {len(numbers) - _NAMED} more") if len(numbers) > _NAMED else shown
    )
