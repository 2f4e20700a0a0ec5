"""Organisations: their dated tree, their changes and their figures."""

from __future__ import annotations

from datetime import date

from unionwork_cli.command import argument, command, dry_run, group, option
from unionwork_cli.inputs import Day, Setting
from unionwork_cli.language import Words, say
from unionwork_cli.output import Shown
from unionwork_cli.session import Session

_ORG: Words = ("组织", "ORG")
_NAMED = {
    "zh": "编号，或唯一的名称；ROOT 是本单位",
    "complete": "org",
    "en": "its number, or a name that is unique; ROOT is the root",
}
_COLUMNS = ("number", "name", "level", "parent", "region")


@command("tree", ("列出组织的层级", "list the tree of organisations"), examples=["unionwork org tree"])
@argument("org", _ORG, required=False, **_NAMED)
def tree(session: Session, org: str | None) -> None:
    """List the tree of organisations as of the business day."""
    with session.workspace() as workspace:
        rows = workspace.org_tree(org)
    indented = Shown(headings={}, record=lambda row: {**row, "name": "  " * row["depth"] + row["name"]})
    session.print_rows(rows, _COLUMNS, shown=indented, empty=("没有组织", "no organisations"))


@command("add", ("新增一个下级组织", "found an organisation"),
         examples=["unionwork org add 红旗镇工会 --parent ROOT --level 乡镇 --dry-run"])  # fmt: skip
@argument("name", ("名称", "NAME"), zh="新组织的名称", en="its name")
@option("--parent", value=_ORG, complete="org", zh="上级，默认 ROOT", en="the one above it, ROOT by default")
@option("--level", value=("层级", "LEVEL"), zh="工会层级", en="level of the union")
@option("--region", value=("地区", "REGION"), zh="另用一个地区的标准", en="a region of its own")
@option("--from", "from_on", type=Day(), value=("日期", "DATE"), zh="何时起在这里，默认早于任何花名册",
        en="since when it stands there, by default before any roll")  # fmt: skip
@dry_run()
def add(
    session: Session, name: str, parent: str | None, level: str | None, region: str | None, from_on: date | None,
    dry_run: bool,
) -> None:  # fmt: skip
    """Found an organisation below another."""
    with session.workspace() as workspace:
        made = workspace.org_add(name, parent=parent, level=level, region=region, from_on=from_on, dry_run=dry_run)
    session.print_record(made, _COLUMNS)
    session.tell_dry_run(dry_run)


@command(
    "change",
    ("修改组织，或登记它在某一天的数据", "change an organisation, or record a figure of it"),
    examples=["unionwork org change ROOT --set workers=33724 --on 2024-01-01"],
    notes=[
        (
            "name、level、region、chair 是组织自己的内容；workers（职工总数）等数据从 --on 那天起有效。",
            "name, level, region and chair are the organisation's own; figures such as workers hold from --on.",
        )
    ],
)
@argument("org", _ORG, **_NAMED)
@option("--set", "settings", type=Setting(), multiple=True, required=True, value=("名称=值", "NAME=VALUE"),
        zh="要改的内容或数据", en="what to change or record")  # fmt: skip
@option("--source", value=("文件", "TEXT"), zh="依据的文件", en="the document it rests on")
@dry_run()
def change(
    session: Session, org: str, settings: tuple[tuple[str, str], ...], source: str | None, dry_run: bool
) -> None:
    """Change an organisation, or record a figure as of the business day."""
    with session.workspace() as workspace:
        made = workspace.org_change(org, dict(settings), source=source, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


@command("move", ("改变组织的上级；此前的数字不变", "put an organisation below another; earlier figures stay"),
         examples=["unionwork org move ORG0002 --to ROOT --on 2024-06-30 --dry-run"])  # fmt: skip
@argument("org", _ORG, **_NAMED)
@option("--to", required=True, value=_ORG, complete="org", zh="新的上级", en="the new one above it")
@dry_run()
def move(session: Session, org: str, to: str, dry_run: bool) -> None:
    """Put an organisation below another from the business day on."""
    with session.workspace() as workspace:
        made = workspace.org_move(org, to, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


@command("merge", ("把组织并入另一个；此前的数字不变", "merge an organisation into another; earlier figures stay"),
         examples=["unionwork org merge ORG0002 --into ORG0003 --on 2024-06-30 --dry-run"])  # fmt: skip
@argument("org", _ORG, **_NAMED)
@option("--into", required=True, value=_ORG, complete="org", zh="并入哪一个", en="the one that stays")
@dry_run()
def merge(session: Session, org: str, into: str, dry_run: bool) -> None:
    """Merge an organisation into another from the business day on."""
    with session.workspace() as workspace:
        made = workspace.org_merge(org, into, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


@command(
    "figure", ("列出组织登记过的数据", "list the figures of organisations"), examples=["unionwork org figure ROOT"]
)
@argument("org", _ORG, required=False, **_NAMED)
def figure(session: Session, org: str | None) -> None:
    """List the dated figures of an organisation, or of all."""
    with session.workspace() as workspace:
        rows = workspace.figures(org)
    how = say("unionwork org change 组织 --set workers=人数", "unionwork org change ORG --set workers=N")
    session.print_rows(
        rows, ("org", "org_name", "key", "value", "from", "source"),
        empty=(f"还没有登记数据；{how}", f"no figures yet; {how}"),
    )  # fmt: skip


org = group("org", [tree, add, change, move, merge, figure])
