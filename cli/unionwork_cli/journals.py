"""The journal: what was done when and by whom, and whether anybody changed records past it."""

from __future__ import annotations

import click

from unionwork_cli.command import command, group, limit, option
from unionwork_cli.language import say
from unionwork_cli.output import write_record, write_rows
from unionwork_cli.session import Session

_COLUMNS = ("batch", "position", "at", "business_on", "who", "surface", "what", "entries", "hash")


@command("list", ("列出最近的批次", "list the latest batches"), examples=["unionwork journal list --limit 10"])
@limit(50)
def list_(session: Session, limit: int) -> None:
    """List the latest batches, the newest first."""
    with session.workspace() as workspace:
        rows = workspace.journal(limit=limit or None)
    session.print_rows(rows, _COLUMNS, empty=("日志是空的", "the journal is empty"))


@command(
    "verify",
    ("查证记录与日志是否一致", "hold the records against the journal"),
    examples=["unionwork journal verify"],
    notes=[("有不一致时逐条列出，退出码为 1。", "What does not agree is named, and the exit code is 1.")],
)
@option("--head", value=("校验值", "HEX"), zh="报告或备份上印的日志头，核对日志有没有被换掉",
        en="the head printed on a report or backup, to see whether the journal was replaced")  # fmt: skip
def verify(session: Session, head: str | None) -> None:
    """Hold every record against the journal, in both directions."""
    with session.workspace() as workspace:
        found = workspace.verify(head)
    breaks = found["breaks"]
    if session.is_table:
        write_record(found, [key for key in found if key != "breaks"], "table")
        if breaks:
            click.echo()
        write_rows(breaks, ("what", "kind", "number", "message"), "table")
        told = (f"有 {len(breaks)} 处不一致", f"{len(breaks)} breaks") if breaks else ("全部一致", "everything agrees")
        session.tell(say(*told))
    else:
        session.print_record(found)
    if breaks:
        click.get_current_context().exit(1)


_READS = ("at", "who", "surface", "what", "records")


@command(
    "access", ("列出最近查看个人信息和导出的记录", "list the latest reads of private data and exports"),
    examples=["unionwork journal access --limit 10"],
)  # fmt: skip
@limit(50)
def access(session: Session, limit: int) -> None:
    """List who read private data or exported a register, the newest first."""
    with session.workspace() as workspace:
        rows = workspace.access_log(limit=limit or None)
    session.print_rows(rows, _READS, empty=("还没有这样的记录", "there are none yet"))


journal = group("journal", [list_, verify, access])
