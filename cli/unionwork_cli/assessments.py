"""Assessments: what a rule proposes and why, the operator's decision, and what other values would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from unionwork_cli.command import argument, command, dry_run, option, organisation
from unionwork_cli.inputs import Setting
from unionwork_cli.language import Words, say
from unionwork_cli.output import Shown, write_record, write_rows
from unionwork_cli.session import Session
from unionwork_cli.snapshots import figures, readable

_TESTS = ("name", "outcome", "result", "left", "operator", "right", "distance", "unit", "parameter", "from", "source")
_RESULTS: dict[str, Words] = {
    "passed": ("符合", "passed"),
    "failed": ("不符合", "failed"),
    "unknown": ("不清楚", "unknown"),
}
_CHANGES: dict[str, Words] = {
    "entering": ("进入", "enters"),
    "leaving": ("退出", "leaves"),
    "changed": ("改变", "changes"),
}
_RULE = ("规则", "RULE")


@command(
    "assess",
    examples=[
        "unionwork assess aid.grade DA202400001 --on 2024-12-31",
        "unionwork assess aid.grade --all --accept --on 2024-12-31",
        "unionwork assess aid.grade DA202400001 --accept --outcome hardship --reason 入户核实 --on 2024-12-31",
    ],
    notes=[
        (
            "程序只提建议；--accept 表示由当前操作员确认。与建议不同时用 --outcome 写明结果，用 --reason 写明理由。",
            "The program proposes, --accept decides; an outcome that differs is given with --outcome and --reason.",
        )
    ],
)
@argument("rule", _RULE, complete="rules", zh="规则的键，如 aid.grade", en="key of the rule, such as aid.grade")
@argument("number", ("编号", "NUMBER"), required=False, zh="一条记录；全部则写 --all", en="one record; --all for all")
@option("--all", "everything", is_flag=True, zh="评定全部在册记录", en="assess every record in force")
@organisation("与 --all 合用：只评定这个组织和它的下级", "with --all: only this organisation and those below it")
@option("--accept", is_flag=True, zh="由操作员确认", en="let the operator accept")
@option("--outcome", value=("结果", "KEY"), zh="认定为另一个结果", en="decide on another outcome")
@option("--reason", value=("理由", "TEXT"), zh="为什么与建议不同", en="why it differs from what is proposed")
@dry_run()
@readable
def assess(
    session: Session, rule: str, number: str | None, everything: bool, org: str | None, accept: bool,
    outcome: str | None, reason: str | None, dry_run: bool, folder: str | None, engine: str | None, master: str | None,
) -> None:  # fmt: skip
    """Propose by a rule, and let the operator accept."""
    _check_words(number, everything, org, accept, outcome, reason)
    if folder is not None or engine or master:
        _check_readable(number, accept)
        with figures(session, folder, engine, master) as held:
            _print_counts(session, held.assess_all(rule, org=org))
        return
    with session.workspace() as workspace:
        if number is None:
            _print_counts(session, workspace.assess_all(rule, org=org, accept=accept, dry_run=dry_run))
        elif accept:
            session.print_record(workspace.accept(rule, number, outcome=outcome, reason=reason, dry_run=dry_run))
        else:
            _print_one(session, workspace.assess(rule, number))
    session.tell_dry_run(dry_run)


def _check_words(
    number: str | None, everything: bool, org: str | None, accept: bool, outcome: str | None, reason: str | None
) -> None:
    ctx = click.get_current_context()
    if (number is None) == (not everything):
        raise click.UsageError(say("写一个编号，或者 --all，二者取一", "give a NUMBER or --all, one of them"), ctx)
    if number is not None and org is not None:
        raise click.UsageError(say("--org 只和 --all 合用", "--org goes with --all"), ctx)
    if (outcome or reason) and (number is None or not accept):
        raise click.UsageError(say("--outcome 和 --reason 要写编号，并和 --accept 合用",
                                   "--outcome and --reason go with a NUMBER and --accept"), ctx)  # fmt: skip


def _check_readable(number: str | None, accept: bool) -> None:
    if number is not None or accept:
        raise click.UsageError(say("--snapshot 只和 --all 合用，不能 --accept：快照只能读",
                                   "--snapshot goes with --all and without --accept: it can only be read"),
                               click.get_current_context())  # fmt: skip


def _print_counts(session: Session, found: Mapping[str, Any]) -> None:
    if not session.is_table:
        session.print_record(found)
        return
    labels = found["labels"]
    rows = [{"outcome": key, "label": labels[key], "count": count} for key, count in found["outcomes"].items()]
    write_rows(rows, ("outcome", "label", "count"), "table")
    if "accepted" in found:
        batch = found.get("batch")
        told = say(f"已确认 {found['accepted']} 份", f"{found['accepted']} accepted")
        session.tell(told + (say(f"，批次 {batch}", f", batch {batch}") if batch else ""))


def _print_one(session: Session, found: Mapping[str, Any]) -> None:
    if not session.is_table:
        session.print_record(found)
        return
    write_record(found, [key for key in found if key != "tests"], "table")
    click.echo()
    # What is hidden reads so, never as nothing.
    shown = Shown(headings={"name": say("比较", "test"), "operator": ""}, record=lambda test: {
        **test,
        "result": say(*_RESULTS.get(test["result"], (test["result"],) * 2)),
        **{key: say("隐藏", "hidden") for key in test.get("hidden", ())},
    })  # fmt: skip
    write_rows(found["tests"], _TESTS, "table", shown)


@command("what-if", examples=["unionwork what-if aid.grade --set aid.hardship_line=300 --on 2024-12-31"])
@argument("rule", _RULE, complete="rules", zh="规则的键", en="key of the rule")
@option("--set", "settings", type=Setting(), multiple=True, required=True, value=("参数=值", "KEY=VALUE"),
        zh="假定的参数值", en="the value to assume")  # fmt: skip
@organisation("只试算这个组织和它的下级", "only this organisation and those below it")
def what_if(session: Session, rule: str, settings: tuple[tuple[str, str], ...], org: str | None) -> None:
    """Say who would enter or leave under other values; nothing is stored."""
    with session.workspace() as workspace:
        found = workspace.what_if(rule, dict(settings), org=org)
    if not session.is_table:
        session.print_record(found)
        return
    rows = [{"change": say(*told), "number": number} for key, told in _CHANGES.items() for number in found[key]]
    write_rows(rows, ("change", "number"), "table")
    counts = say("，", ", ").join(f"{say(*told)} {len(found[key])}" for key, told in _CHANGES.items())
    session.tell(f"{counts}{say('，不变', ', unchanged')} {found['unchanged']}")
