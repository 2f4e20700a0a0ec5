"""Indicators: what they mean, their figures, their targets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.command import argument, as_of, command, dry_run, group, limit, option, organisation
from unionwork_cli.inputs import Day, Setting, split_list
from unionwork_cli.language import Words, say
from unionwork_cli.output import Shown
from unionwork_cli.record_view import RecordView
from unionwork_cli.session import Session
from unionwork_cli.snapshots import figures, readable

if TYPE_CHECKING:
    from unionwork import Snapshot, Workspace

_KEY = ("指标", "KEY")
_DENOMINATORS: dict[str, Words] = {
    "own": ("本单位的数据", "own figure"),
    "children": ("直接下级之和", "sum of its children"),
}


@command("list", ("列出全部指标", "list the indicators"), examples=["unionwork indicator list"])
def list_(session: Session) -> None:
    """List the indicators."""
    with session.workspace() as workspace:
        rows = workspace.indicators()
    session.print_rows(rows, ("key", "label", "unit", "kind"), empty=("没有指标", "no indicators"))


@command("show", ("说明一个指标的口径", "say what an indicator means"),
         examples=["unionwork indicator show aid.hardship_share"])  # fmt: skip
@argument("key", _KEY, complete="indicators", zh="指标的键", en="key of the indicator")
def show(session: Session, key: str) -> None:
    """Say what an indicator counts, in words."""
    with session.workspace() as workspace:
        session.print_record(workspace.indicator(key))


@command(
    "measure",
    ("得出数字", "take the figures"),
    examples=[
        "unionwork indicator measure aid.hardship_workers aid.hardship_share --period 2024-12 --on 2024-12-31",
        "unionwork indicator measure aid.extreme_workers --by education --on 2024-12-31",
        "unionwork indicator measure finding.closed_rate --period 2024Q4 --children --on 2024-12-31",
        "unionwork indicator measure finding.closed_rate --as-of 2024-12-31",
    ],
    notes=[
        (
            "时期写作 2015、2015H1、2015Q3、2015-10；不写时期就取 --on 那一天的数。",
            "A period is written 2015, 2015H1, 2015Q3 or 2015-10; without one the figure is that of the day --on.",
        )
    ],
)
@argument(
    "keys", _KEY, complete="indicators", nargs=-1, required=True, zh="一个或几个指标的键", en="keys of indicators"
)
@organisation("哪个组织，默认 ROOT", "the organisation, ROOT by default")
@option("--period", value=("时期", "PERIOD"), zh="哪个时期", en="the period")
@option(
    "--by",
    multiple=True,
    value=("字段", "FIELD"),
    zh="按什么分，几个用逗号隔开",
    en="break down by; commas join several",
)
@option("--children", is_flag=True, zh="连同它的直接下级", en="its direct children too")
@option("--all", "all_orgs", is_flag=True, zh="连同它的全部下级", en="all organisations below it too")
@as_of()
@readable
def measure(
    session: Session, keys: tuple[str, ...], org: str | None, period: str | None, by: tuple[str, ...],
    children: bool, all_orgs: bool, as_of: str | None, folder: str | None, engine: str | None, master: str | None,
) -> None:  # fmt: skip
    """Take the figures of indicators."""
    if children and all_orgs:
        raise click.UsageError(say("--children 和 --all 取一个", "--children or --all, not both"),
                               click.get_current_context())  # fmt: skip
    fields = split_list(by)
    with figures(session, folder, engine, master, as_of) as workspace:
        cells = workspace.measure(
            split_list(keys), org=org, period=period, by=fields, children=children, all_orgs=all_orgs
        )
        labels = _labels(workspace, {cell["indicator"] for cell in cells}, fields) if session.is_table else {}
    shown = [_flat(cell, fields) for cell in cells] if session.is_table or session.format == "csv" else cells
    columns = _columns(fields, cells, all_of_them=not session.is_table)
    session.print_rows(shown, columns, shown=Shown(headings=labels, record=_told), empty=("没有数字", "no figures"))
    for note in dict.fromkeys(note for cell in cells for note in cell["notes"]):
        session.tell(note)


def _flat(cell: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """A cell with a column for each field it is broken down by."""
    return {**cell, **{field: cell["by"].get(field) for field in fields}}


def _told(cell: Mapping[str, Any]) -> dict[str, Any]:
    origin, target = cell["denominator_from"], cell["target"]
    return {
        **cell,
        "denominator_from": say(*_DENOMINATORS[origin]) if origin in _DENOMINATORS else origin,
        "target": f"{target.normalize():f}" if isinstance(target, Decimal) else target,
    }


def _columns(fields: Sequence[str], cells: Sequence[Mapping[str, Any]], *, all_of_them: bool) -> list[str]:
    """The columns; for a person, without those that say nothing here."""
    columns = ["indicator", "label", "org_name", "period", "on", *fields, "value", "unit"]
    columns += ["numerator", "denominator", "denominator_from", "target"]
    if all_of_them:
        return columns
    empty = {key for key in columns if key not in fields and all(cell[key] is None for cell in cells)}
    return [key for key in columns if key not in (empty | {"numerator"} if "denominator" in empty else empty)]


def _labels(workspace: Workspace | Snapshot, keys: Collection[str], fields: Sequence[str]) -> dict[str, str]:
    """What the fields of a breakdown are called by the kinds that are counted; else the field's own key."""
    found = {field: field for field in fields}
    for key in sorted(keys):
        kind = workspace.describe(workspace.indicator(key)["of"])
        for field in kind["fields"]:
            if field["key"] in found:
                found[field["key"]] = say(field["label"], field["label_en"] or field["key"])
    return found


@command(
    "behind",
    ("列出一个数字背后的记录", "list the records behind a figure"),
    examples=[
        "unionwork indicator behind finding.closed_rate --period 2024Q4 --on 2024-12-31",
        "unionwork indicator behind finding.closed_rate --rest --period 2024Q4 --on 2024-12-31",
    ],
    notes=[
        (
            "条件与 indicator measure 完全相同；按人、按单位去重的指标，同一人的几条记录都列出。",
            "The conditions are those of indicator measure; where persons or units count once, each record is listed.",
        )
    ],
)
@argument("key", _KEY, complete="indicators", zh="指标的键", en="key of the indicator")
@organisation("哪个组织，默认 ROOT", "the organisation, ROOT by default")
@option("--period", value=("时期", "PERIOD"), zh="哪个时期", en="the period")
@option("--rest", is_flag=True, zh="只看分母中没有计入分子的，如还没有销号的",
        en="only those of the denominator that the numerator lacks")  # fmt: skip
@limit(50)
@option("--after", value=("编号", "NUMBER"), zh="从这个编号之后接着看", en="go on after this number")
def behind(
    session: Session, key: str, org: str | None, period: str | None, rest: bool, limit: int, after: str | None
) -> None:
    """List the records behind a figure."""
    which = "rest" if rest else "numerator"
    with session.workspace() as workspace:
        found = workspace.behind(key, org=org, period=period, which=which, limit=limit or None, after=after)
        view = RecordView(workspace.describe(found["kind"]))
    rows = found["rows"]
    if not (session.is_table or session.format == "csv"):
        session.print_record(found)
        return
    session.print_rows(
        rows, view.columns(rows, only_used=session.is_table), shown=view.shown(),
        empty=("没有这样的记录", "no such records"),
    )  # fmt: skip
    if len(rows) < found["total"] and not after:
        session.tell(say(f"共 {found['total']} 条，显示 {len(rows)} 条；--limit 0 显示全部",
                         f"{len(rows)} of {found['total']} shown; --limit 0 shows all"))  # fmt: skip


@command("list", ("列出目标值", "list the targets"), examples=["unionwork target list"])
def list_targets(session: Session) -> None:
    """List the targets of indicators."""
    with session.workspace() as workspace:
        rows = workspace.targets()
    session.print_rows(
        rows, ("indicator", "org", "value", "from", "source"),
        empty=("还没有目标；unionwork target set 指标=值 --from 日期 --source 文件",
               "no targets yet; unionwork target set INDICATOR=VALUE --from DATE --source TEXT"),
    )  # fmt: skip


@command(
    "set",
    ("定一个目标值", "set a target"),
    examples=["unionwork target set finding.closed_rate=95 --from 2024-01-01 --source 年度责任书 --dry-run"],
)
@argument(
    "setting", ("指标=值", "INDICATOR=VALUE"), type=Setting(), zh="哪个指标，多少", en="the indicator and its target"
)
@option("--from", "from_on", type=Day(), required=True, value=("日期", "DATE"), zh="何时起", en="since when")
@option("--source", required=True, value=("文件", "TEXT"), zh="依据的文件", en="the document it rests on")
@organisation("哪个组织，默认 ROOT", "the organisation, ROOT by default")
@dry_run()
def set_target(
    session: Session, setting: tuple[str, str], from_on: date, source: str, org: str | None, dry_run: bool
) -> None:
    """Set what an indicator ought to reach."""
    with session.workspace() as workspace:
        made = workspace.set_target(*setting, from_on=from_on, source=source, org=org, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


indicator = group("indicator", [measure, behind, list_, show])
target = group("target", [list_targets, set_target])
