"""Region packs and plugins: what is installed, what a pack says, a new one, its test."""

from __future__ import annotations

import click

from unionwork_cli.command import argument, command, group, option
from unionwork_cli.language import say
from unionwork_cli.output import write_record, write_rows
from unionwork_cli.session import Session

_TESTED = ("region", "name", "cases", "generated", "passed", "failed")


@command("list", ("列出已安装的地区", "list the regions"), examples=["unionwork region list"])
def list_(session: Session) -> None:
    """List the regions; no workspace is needed."""
    with session.workspace_or_trial() as workspace:
        rows = workspace.regions()
    session.print_rows(rows, ("key", "name", "extends", "parameters", "words"), empty=("没有地区", "no regions"))


@command("show", ("查看一个地区的标准和依据", "show a region's values and their sources"),
         examples=["unionwork region show cn"])  # fmt: skip
@argument(
    "region",
    ("地区", "REGION"),
    complete="regions",
    zh="地区的键，或包的文件夹",
    en="key of the region, or folder of the pack",
)
def show(session: Session, region: str) -> None:
    """Show a region's values with their sources, and the words it brings."""
    with session.workspace_or_trial() as workspace:
        found = workspace.region(region)
    if not session.is_table:
        session.print_record(found)
        return
    parts = {
        "parameters": ("key", "label", "value", "unit", "from", "to", "source"),
        "vocabularies": ("key", "label", "codes"),
        "fields": ("kind", "key", "label"),
        "tiers": ("kind", "key", "label", "after", "tier", "from"),
        "words": ("sort", "key", "label"),
    }
    write_record(found, [key for key in found if key not in parts], "table")
    for part, columns in parts.items():
        if found[part]:
            click.echo()
            write_rows(found[part], columns, "table")


@command(
    "new",
    ("写一个新的地区包", "write a new region pack"),
    examples=["unionwork region new my-county --name 某县"],
    notes=[
        (
            "写出的包能通过检验：先改 pack.toml 里的数值和依据，再用 unionwork region test 检验。",
            "The pack passes as it is: put your values and sources into pack.toml, then run unionwork region test.",
        )
    ],
)
@argument("key", ("地区", "KEY"), zh="新地区的键，或写到哪个文件夹", en="key of the new region, or the folder to write")
@option("--name", value=("名称", "NAME"), zh="地区的中文名称", en="its Chinese name")
@option(
    "--extends", default="cn", value=("地区", "KEY"), zh="以哪个地区为基础，默认 cn", en="the region it stands on, cn"
)
def new(session: Session, key: str, name: str | None, extends: str) -> None:
    """Write a new region pack that passes its test."""
    from unionwork import region_new

    written = region_new(key, name=name, extends=extends)
    session.print_record(written, ("region", "folder", "files"))
    session.tell(written["advice"])


@command(
    "test",
    ("检验一个地区包：运行它的用例", "test a region pack"),
    examples=["unionwork region test cn"],
    notes=[
        (
            "除包里的用例外，自动加上恰在标准线上和年度交界的用例；有一个不符或缺值，退出码为 1。",
            "Cases exactly at each line and at the turn of a year are added; a failure or a gap makes the exit code 1.",
        )
    ],
)
@argument(
    "region",
    ("地区", "REGION"),
    complete="regions",
    zh="地区的键，或包的文件夹",
    en="key of the region, or folder of the pack",
)
def test(session: Session, region: str) -> None:
    """Run a pack's cases, those at each line, and look for gaps."""
    from unionwork import region_test

    found = region_test(region)
    if session.is_table:
        write_record({**found, "failed": len(found["failed"])}, _TESTED, "table")
        if found["failed"]:
            click.echo()
            write_rows(found["failed"], ("rule", "on", "says", "expected", "got"), "table")
        for note in found["notes"]:
            session.tell(note)
        for gap in found["gaps"]:
            session.tell(say(f"缺值：{gap}", f"gap: {gap}"))
    else:
        session.print_record(found)
    if found["failed"] or found["gaps"]:
        click.get_current_context().exit(1)


@command("list", ("列出插件，停用的写明原因", "list the plugins; one that is off says why"),
         examples=["unionwork plugin list"])  # fmt: skip
def list_plugins(session: Session) -> None:
    """List the plugins, on or off; no workspace is needed."""
    with session.workspace_or_trial() as workspace:
        rows = workspace.plugins()
    session.print_rows(
        rows, ("name", "version", "state", "reason", "regions", "kinds"), empty=("没有插件", "no plugins")
    )


region = group("region", [list_, show, new, test])
plugin = group("plugin", [list_plugins])
