"""What is waiting: duties that are due, and records that do not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.command import argument, as_of, command, limit, option, organisation
from unionwork_cli.inputs import Day, DayCount
from unionwork_cli.language import say
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Workspace

_DUTIES = (
    "due", "since", "overdue_days", "label", "kind", "number", "what", "responsible", "org_name", "parameter", "value",
    "source",
)  # fmt: skip
_RARE = ("since", "responsible", "parameter", "value")
_VIOLATIONS = ("severity", "check", "kind", "number", "message", "remedy", "org")
_CATALOGUE = ("severity", "check", "kind", "label", "remedy", "source")
_AGREES = ("核对完毕，没有问题", "everything agrees")
_COUNTED = ("severity", "check", "kind", "label", "count")


@command(
    "due",
    examples=[
        "unionwork due --within 30d --on 2024-12-31",
        "unionwork due --mine --on 2024-12-31",
        "unionwork due --kind finding --from 2024-12-01 --to 2024-12-31 --on 2024-12-31",
        "unionwork due --as-of 2024-12-31",
    ],
    notes=[
        (
            "--mine 列出归自己办的：责任人是自己，或者下一步该自己的角色办；最后是没有期限、等自己审批或复核的。",
            (
                "--mine lists what falls to the operator: named as responsible, or whose next step the operator's role "
                "takes; last what waits for the operator's approval without a date."
            ),
        )
    ],
)
@option("--within", type=DayCount(), value=("天数", "DAYS"), zh="连同今后这些天里到期的，如 30d",
        en="also what falls due within so many days, such as 30d")  # fmt: skip
@option("--from", "from_on", type=Day(), value=("日期", "DATE"), zh="从这一天起到期的", en="due on that day or later")
@option("--to", "to_on", type=Day(), value=("日期", "DATE"), zh="到这一天为止到期的", en="due on that day or before")
@organisation("只看这个组织和它的下级", "only this organisation and those below it")
@option("--mine", is_flag=True, zh="只看归自己办的", en="only what falls to the operator")
@option("--kind", value=("种类", "KIND"), complete="kinds", zh="只看这一类台账", en="only of this kind")
@as_of()
@limit(0)
def due(
    session: Session, within: int | None, from_on: date | None, to_on: date | None, org: str | None, mine: bool,
    kind: str | None, as_of: str | None, limit: int,
) -> None:  # fmt: skip
    """List what is due and overdue on the business day."""
    with session.workspace_as_of(as_of) as workspace:
        rows = workspace.due(
            within_days=within, from_on=from_on, to_on=to_on, org=org, mine=mine, kind=kind, limit=limit or None
        )
    # What few rows have is left out of the table where none has it.
    columns = [key for key in _DUTIES if key not in _RARE or any(row[key] for row in rows)]
    session.print_rows(rows, columns if session.is_table else _DUTIES, empty=("没有到期未办的事项", "nothing is due"))
    if limit and len(rows) == limit:
        session.tell(
            say(f"只显示最早的 {limit} 条；--limit 0 显示全部", f"the first {limit} only; --limit 0 shows all")
        )


@command(
    "check",
    examples=[
        "unionwork check --on 2024-12-31",
        "unionwork check --summary --on 2024-12-31",
        "unionwork check --list",
        "unionwork check --kind aid_application --on 2024-12-31",
    ],
    notes=[
        (
            "--list 只说明核对什么、依据什么、怎么办，不查记录；--summary 每项只列条数。",
            (
                "--list says what is checked, by which source, and what to do, and reads no record; "
                "--summary counts the records of each check."
            ),
        )
    ],
)
@argument(
    "keys", ("核对项", "CHECK"), complete="checks", nargs=-1, required=False, zh="只做这几项", en="only these checks"
)
@organisation("只看这个组织和它的下级", "only this organisation and those below it")
@option("--kind", value=("种类", "KIND"), complete="kinds", zh="只核对这一类台账", en="only checks of this kind")
@option("--list", "is_list", is_flag=True, zh="列出全部核对项和依据", en="list the checks and their sources")
@option("--summary", is_flag=True, zh="每项查出几条", en="how many records break each check")
@as_of()
def check(
    session: Session, keys: tuple[str, ...], org: str | None, kind: str | None, is_list: bool, summary: bool,
    as_of: str | None,
) -> None:  # fmt: skip
    """List the records that do not agree, and what to do."""
    if is_list and summary:
        zh, en = "--list 和 --summary 只能写一个", "give --list or --summary, not both"
        raise click.UsageError(say(zh, en), click.get_current_context())
    with session.workspace_as_of(as_of) as workspace:
        if is_list:
            rows = list(workspace.checks(keys, kind=kind))
            session.print_rows(rows, _CATALOGUE, empty=("没有这样的核对项", "no such check"))
            return
        if summary:
            found = list(workspace.check_counts(keys, org=org, kind=kind))
            session.print_rows([row for row in found if row["count"] or keys], _COUNTED, empty=_AGREES)
        else:
            rows = list(workspace.check(keys, org=org, kind=kind))
            session.print_rows(rows, _VIOLATIONS, empty=_AGREES)
            found = list(workspace.checks(keys, kind=kind))
        _tell_unseen(session, workspace, found)


def _tell_unseen(session: Session, workspace: Workspace, checks: Sequence[Mapping[str, Any]]) -> None:
    """Say which registers nobody looked at, because the operator may not see them."""
    held = workspace.session
    unseen = [row for row in checks if not held.may("read", held.kind(row["kind"]))]
    if unseen:
        labels = list(dict.fromkeys(row["kind_label"] for row in unseen))
        zh = f"您无权查看{'、'.join(f'「{label}」' for label in labels)}，它们的 {len(unseen)} 项没有核对"
        en = f"you may not see {', '.join(labels)}: {len(unseen)} checks of them were not made"
        session.tell(say(zh, en))
