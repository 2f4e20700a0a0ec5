"""What is waiting: duties that are due, and records that do not agree."""

from __future__ import annotations

from unionwork_cli.command import argument, command, option, organisation
from unionwork_cli.inputs import DayCount
from unionwork_cli.session import Session

_DUTIES = ("due", "overdue_days", "label", "kind", "number", "what", "responsible", "org_name", "source")


@command("due", examples=["unionwork due --within 30d --on 2024-12-31"])
@option("--within", type=DayCount(), value=("天数", "DAYS"), zh="连同今后这些天里到期的，如 30d",
        en="also what falls due within so many days, such as 30d")  # fmt: skip
@organisation("只看这个组织和它的下级", "only this organisation and those below it")
def due(session: Session, within: int | None, org: str | None) -> None:
    """List what is due and overdue on the business day."""
    with session.workspace() as workspace:
        rows = workspace.due(within_days=within, org=org)
    session.print_rows(rows, _DUTIES, empty=("没有到期未办的事项", "nothing is due"))


@command("check", examples=["unionwork check --on 2024-12-31"])
@argument(
    "keys", ("核对项", "CHECK"), complete="checks", nargs=-1, required=False, zh="只做这几项", en="only these checks"
)
@organisation("只看这个组织和它的下级", "only this organisation and those below it")
def check(session: Session, keys: tuple[str, ...], org: str | None) -> None:
    """List the records that do not agree, and what to do."""
    with session.workspace() as workspace:
        rows = workspace.check(keys, org=org)
    columns = ("severity", "check", "kind", "number", "message", "remedy", "org")
    session.print_rows(rows, columns, empty=("核对完毕，没有问题", "everything agrees"))
