"""Snapshots: the figures' own copy as Parquet files, and the options of the commands that can read one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from unionwork_cli.command import Decorator, command, option
from unionwork_cli.inputs import OneOf
from unionwork_cli.language import say, spoken
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Snapshot, Workspace

_ENGINES = ("duckdb", "spark")
_SHOWN = ("folder", "on", "head", "tables", "rows", "bytes", "revealed", "hashed", "missing")


@command(
    "snapshot",
    examples=[
        "unionwork snapshot -o 快照 --on 2024-12-31",
        "unionwork indicator measure finding.closed_rate --period 2024Q4 --snapshot 快照",
    ],
    notes=[
        (
            "个人信息不带出，身份证号换成摘要；--reveal 带出规则和指标用到的那些。要有 export 授权。",
            "No private data, ID numbers as digests; --reveal takes what figures and rules ask for. Needs export.",
        ),
        (
            "读快照：unionwork indicator measure ... --snapshot 文件夹，unionwork assess ... --all --snapshot 文件夹。",
            "To read one: unionwork indicator measure ... --snapshot DIR, unionwork assess ... --all --snapshot DIR.",
        ),
    ],
)
@option("-o", "--output", "folder", required=True, value=("文件夹", "DIR"), zh="新的文件夹", en="a new folder")
@option("--reveal", is_flag=True, zh="带出用到的个人信息（记入查阅记录）", en="take private values that are asked for")
def snapshot(session: Session, folder: str, reveal: bool) -> None:
    """Write what figures need to Parquet files."""
    with session.workspace() as workspace:
        made = workspace.snapshot(folder, reveal=reveal)
    session.print_record(made, _SHOWN)


def from_snapshot() -> tuple[Decorator, Decorator, Decorator]:
    """The options `--snapshot`, `--engine` and `--master`."""
    return (
        option("--snapshot", "folder", value=("文件夹", "DIR"), zh="不读台账，读这个快照",
               en="read this snapshot, not the workspace"),
        option("--engine", type=OneOf(_ENGINES), value=("引擎", "ENGINE"), zh="与 --snapshot 合用：duckdb 或 spark",
               en="with --snapshot: duckdb or spark"),
        option("--master", value=("地址", "ADDRESS"), zh="与 --engine spark 合用：集群地址，不写就在本机",
               en="with --engine spark: the cluster; this machine without"),
    )  # fmt: skip


def readable(function: click.decorators.FC) -> click.decorators.FC:
    """Let a command read a snapshot in place of the workspace: it is handed `folder`, `engine` and `master`."""
    for add in reversed(from_snapshot()):
        function = add(function)
    return function


@contextmanager
def figures(
    session: Session, folder: str | None, engine: str | None, master: str | None, as_of: str | None = None
) -> Iterator[Workspace | Snapshot]:
    """The snapshot that is named; else the workspace, or as it was known before."""
    if folder is None and (engine or master):
        told = say("--engine 和 --master 只和 --snapshot 合用", "--engine and --master go with --snapshot")
        raise click.UsageError(told, click.get_current_context())
    if folder is not None and as_of is not None:
        told = say("--snapshot 和 --as-of 取一个", "--snapshot or --as-of, not both")
        raise click.UsageError(told, click.get_current_context())
    if folder is None:
        with session.workspace_as_of(as_of) as workspace:
            yield workspace
        return
    from unionwork import Snapshot

    with Snapshot.open(folder, engine or "duckdb", master=master, on=session.on, lang=spoken()) as held:
        yield held
