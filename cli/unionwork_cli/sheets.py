"""Sheets in and out: import, undo, export, templates."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unionwork.errors import SheetError
from unionwork_cli.command import argument, command, dry_run, option, organisation
from unionwork_cli.inputs import Whole
from unionwork_cli.language import say
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Workspace

_SHOWN_PROBLEMS = 20
_COLUMNS = ("file", "roll", "batch", "rows", "added", "changed", "unchanged", "refused", "warnings")
_UNDONE = ("batch", "voided", "restored")


@command(
    "import",
    examples=[
        "unionwork import 困难职工档案.xlsx --create-orgs",
        "unionwork import 困难职工档案.xlsx --problems 退回.xlsx --dry-run",
        "unionwork import undo 12",
    ],
    notes=[
        (
            "不合格的行逐行写明行号、列、原值和原因，其余照常保存，退出码为 1。同一张表再导一次，什么也不会改变。",
            "A refused row is named with row, column, value and reason; the others are stored, the exit code is 1.",
        ),
        (
            "import undo 批次号 撤回一次导入；名为 undo 的文件请写成 ./undo。",
            "import undo BATCH takes an import back; a file of that name is written ./undo.",
        ),
        (
            "--format json：一张表是一个对象，几张表是一个列表；计数都是行数。",
            "--format json: one object for one sheet, a list for several; counts are of rows.",
        ),
    ],
)
@argument(
    "files", ("文件", "FILE"), nargs=-1, required=True, zh="xlsx、xls 或 csv 花名册", en="rolls: xlsx, xls or csv"
)
@option(
    "--roll",
    value=("花名册", "ROLL"),
    complete="rolls",
    zh="花名册的键，不写则由表头认出",
    en="key of the roll, else read from headers",
)
@organisation("这些记录归哪个组织，默认 ROOT", "the organisation that owns the records, ROOT by default")
@option(
    "--create-orgs", is_flag=True, zh="表里没见过的组织，建在 --org 之下", en="found unknown organisations below --org"
)
@option("--problems", value=("文件", "FILE"), zh="把问题写成一份标出错格的 xlsx", en="write the problems as an xlsx")
@dry_run()
def import_(
    session: Session, files: tuple[str, ...], roll: str | None, org: str | None, create_orgs: bool,
    problems: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Import rolls, or take an import back."""
    if files[0] == "undo":
        _undo(session, files[1:], dry_run=dry_run)
        return
    with session.workspace() as workspace:
        reports, unread = _import_each(
            workspace, files, problems, roll=roll, org=org, create_orgs=create_orgs, dry_run=dry_run
        )
    if session.is_table or session.format == "csv" or len(files) != 1 or len(reports) != 1:
        session.print_rows(reports, _COLUMNS, empty=("没有导入任何表", "nothing was imported"))
    else:
        session.print_record(reports[0])
    for report in reports:
        _tell(session, report, is_told_where=problems is not None)
    session.tell_dry_run(dry_run)
    for error in unread[:-1]:
        session.tell(f"unionwork: {error}")
    if unread:
        raise unread[-1]
    if any(report["refused"] for report in reports):
        click.get_current_context().exit(1)


def _import_each(
    workspace: Workspace, files: Sequence[str], problems: str | None, **how: Any
) -> tuple[list[Mapping[str, Any]], list[SheetError]]:
    """The reports of all files; one that cannot be read stops no other, unless it is the only one."""
    reports: list[Mapping[str, Any]] = []
    unread: list[SheetError] = []
    progress = _draw if sys.stderr.isatty() else None
    for file in files:
        # Several files have their problems apart, as no page holds the columns of two rolls.
        beside = Path(problems) if problems else None
        if beside and len(files) > 1:
            beside = beside.with_name(f"{beside.stem}-{Path(file).stem}{beside.suffix}")
        try:
            reports += workspace.import_files([file], problems=beside, progress=progress, **how)
        except SheetError as error:
            if len(files) == 1:
                raise
            unread.append(error)
    return reports, unread


def _undo(session: Session, words: Sequence[str], *, dry_run: bool) -> None:
    ctx = click.get_current_context()
    if len(words) != 1:
        raise click.UsageError(say("import undo 后面写一个批次号；批次号见 unionwork journal list",
                                   "import undo takes one BATCH; see unionwork journal list"), ctx)  # fmt: skip
    batch = Whole(1).convert(words[0], None, ctx)
    with session.workspace() as workspace:
        undone = workspace.undo_import(batch, dry_run=dry_run)
    session.print_record(undone, _UNDONE)
    session.tell_dry_run(dry_run)


def _tell(session: Session, report: Mapping[str, Any], *, is_told_where: bool) -> None:
    """Say what a person must know of an import: notes, unknown columns, the first problems."""
    name = Path(report["file"]).name
    for note in report["notes"]:
        session.tell(f"{name}{say('：', ': ')}{note}")
    if report["unknown_columns"]:
        columns = say("、", ", ").join(report["unknown_columns"])
        session.tell(say(f"{name}：没有认出的列（原样保留）：{columns}", f"{name}: unknown columns, kept: {columns}"))
    found = report["problems"]
    shown = found[:_SHOWN_PROBLEMS] if session.is_table else ()
    for problem in shown:
        session.tell(_line_of(name, problem))
    if len(found) > len(shown):
        count = say(f"{name}：共 {len(found)} 个问题", f"{name}: {len(found)} problems")
        how = say("；全部见 --problems 退回.xlsx 或 --format json", "; all by --problems FILE.xlsx or --format json")
        session.tell(count if is_told_where else count + how)


def _line_of(name: str, problem: Mapping[str, Any]) -> str:
    level = say("提示", "warning") if problem["level"] == "warning" else say("退回", "refused")
    value = f"「{problem['value']}」" if problem["value"] else ""
    column = f"「{problem['column']}」" if problem["column"] else ""
    place = say(f"{name} 第 {problem['row']} 行{column}", f"{name} row {problem['row']} {column}".rstrip())
    return f"{level} {place}{say('：', ': ')}{value}{problem['reason']}"


def _draw(name: str, done: int, total: int) -> None:
    """Draw how far an import is, on the same line of the terminal."""
    share = min(done / total, 1.0) if total else 1.0
    if share < 1.0:
        click.echo(f"\r{name} [{'#' * int(share * 30):<30}] {share:4.0%} {done}/{total}", err=True, nl=False)
    else:
        click.echo("\r\x1b[2K", err=True, nl=False)


@command(
    "export",
    examples=[
        "unionwork export aid_file -o 困难职工.xlsx",
        "unionwork export aid_file --format json --where grade=extreme",
    ],
    notes=[
        (
            "文件的格式看扩展名：xlsx、csv、json；不写 -o 时输出到屏幕。个人信息默认隐藏，--reveal 要有权限。",
            "The ending says the format: xlsx, csv, json; without -o it goes to stdout. Private values are hidden.",
        )
    ],
)
@argument(
    "kind",
    ("种类", "KIND"),
    complete="kinds",
    zh="台账的种类，见 unionwork kinds",
    en="key of the kind, see unionwork kinds",
)
@option("-o", "--output", value=("文件", "FILE"), zh="写到哪个文件", en="the file to write")
@organisation("只导出这个组织和它的下级", "only this organisation and those below it")
@option("--where", multiple=True, value=("字段=值", "FIELD=VALUE"), zh="只要符合的", en="only those that match")
@option("--search", value=("词", "WORD"), zh="按名称和编号查找", en="search names and numbers")
@option("--reveal", is_flag=True, zh="写出隐藏的内容", en="write what is hidden")
def export(
    session: Session, kind: str, output: str | None, org: str | None, where: tuple[str, ...], search: str | None,
    reveal: bool,
) -> None:  # fmt: skip
    """Export a register."""
    path = output or "-"
    form = None if path != "-" else "csv" if session.is_table else session.format
    with session.workspace() as workspace:
        done = workspace.export(kind, path, format=form, org=org, where=where, search=search, reveal=reveal)
    if path != "-":
        session.print_record(done)
    if done["hidden"] and not reveal:
        session.tell(say("个人信息已隐藏；有权限时可用 --reveal", "private values are hidden; --reveal shows them"))


@command("template", examples=["unionwork template hardship -o 空白花名册.xlsx"])
@argument(
    "roll", ("花名册", "ROLL"), complete="rolls", zh="花名册的键，如 hardship", en="key of the roll, such as hardship"
)
@option("-o", "--output", required=True, value=("文件", "FILE"), zh="写到哪个文件", en="the file to write")
def template(session: Session, roll: str, output: str) -> None:
    """Write an empty roll with drop-down lists."""
    with session.workspace() as workspace:
        session.print_record(workspace.template(roll, output))
