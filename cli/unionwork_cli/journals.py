"""The journal: what was done when and by whom, and whether anybody changed records past it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from unionwork_cli.command import argument, command, group, limit, option
from unionwork_cli.language import Words, say
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


_CHANGED = ("kind", "label", "added", "changed", "voided", "numbers")
_MOVED = ("number", "name", "what", "from", "to", "on")
_SETTINGS = ("what", "key", "org", "value", "from", "to", "source")
_IMPORTED = ("batch", "at", "who", "what", "entries")
_WHAT: dict[str, Words] = {
    "added": ("新增", "added"), "changed": ("修改", "changed"), "voided": ("作废", "voided"),
    "moved": ("移动", "moved"), "merged": ("并入", "merged"), "founded": ("新设", "founded"),
}  # fmt: skip


@command(
    "since", ("列出一个日志头以后记了什么", "list what was recorded after a head"),
    examples=["unionwork journal since 3f2a91c07d5e"],
    notes=[
        (
            "日志头印在报告、备份和证据夹上，至少写 8 位；编号每类每项最多列 20 个。",
            "The head is printed on reports, backups and evidence, 8 signs or more; at most 20 numbers of each.",
        )
    ],
)  # fmt: skip
@argument(
    "head", ("日志头", "HEAD"), zh="报告、备份或证据夹上印的日志头", en="the head on a report, backup or evidence"
)
def since(session: Session, head: str) -> None:
    """List what was recorded after a head: records, organisations, parameters, targets, imports."""
    with session.workspace() as workspace:
        found = workspace.changes_since(head)
    if not session.is_table:
        session.print_record(found)
        return
    write_record(found, [key for key, held in found.items() if not isinstance(held, list)], "table")
    for part, columns in (
        ("kinds", _CHANGED), ("organisations", _MOVED), ("parameters", _SETTINGS), ("targets", _SETTINGS),
        ("imports", _IMPORTED),
    ):  # fmt: skip
        if found[part]:
            click.echo()
            write_rows([_told(row) for row in found[part]], columns, "table")
    if not found["batches"]:
        session.tell(say("从那以后没有新的记录", "nothing was recorded since"))


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a person reads it: what happened in words, the numbers in one line."""
    told = dict(row)
    if "numbers" in row:
        told["numbers"] = [number for listed in row["numbers"].values() for number in listed]
    elif row["what"] in _WHAT:
        told["what"] = say(*_WHAT[row["what"]])
    return told


journal = group("journal", [list_, verify, since, access])
