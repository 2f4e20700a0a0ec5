"""Reports: forms drawn from the records and written as paper; and whether an earlier one still agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from unionwork_cli.command import argument, as_of, command, dry_run, group, option, organisation
from unionwork_cli.inputs import split_list
from unionwork_cli.language import Words, say
from unionwork_cli.output import Shown
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Workspace

FIGURES = "figures"
_FORM = ("报表", "FORM")
_LISTED = ("form", "label", "of", "layout", "owner")
_FACTS = ("fact", "indicators", "asked_by", "differs", "definition")
_WRITTEN = ("form", "label", "files", "org", "period", "on", "as_of", "numbers", "pages", "head", "head_on", "digest")
_BOOK = ("file", "sheets", "cells", "head", "head_on")
_CHANGED = ("place", "label", "then", "now", "why", "command")
_HEADINGS: Final[dict[str, Words]] = {
    "as_of": ("按何时所知", "as known"),
    "asked_by": ("要这个数的报表", "asked by"),
    "cells": ("格", "cells"),
    "command": ("重新测算", "measure again"),
    "differs": ("口径不一", "differs"),
    "digest": ("参数指纹", "parameters"),
    "fact": ("数", "fact"),
    "form": ("报表", "form"),
    "head_on": ("登记到", "recorded to"),
    "indicators": ("指标", "indicators"),
    "layout": ("版式", "layout"),
    "now": ("现在", "now"),
    "numbers": ("有出处的数", "numbers"),
    "of": ("一份写", "about"),
    "pages": ("份数", "pages"),
    "place": ("出处", "place"),
    "sheets": ("工作表", "sheets"),
    "then": ("原来", "then"),
    "why": ("变化的原因", "why"),
}
_HELD: Final[dict[str, Words]] = {
    "listing": ("名单：", "listing: "),
    "checklist": ("检查表：", "checklist: "),
    "rule": ("认定的理由：", "reasons by: "),
    "chart": ("图：", "chart: "),
    "draws": ("由台账得出：", "drawn from the registers: "),
}
_LAYOUTS: Final[dict[str, Words]] = {
    "card": ("明白卡", "card"), "letter": ("信函", "letter"), "notice": ("公示", "notice"),
    "official": ("公文", "official"), "statistics": ("统计报表", "statistics"),
}  # fmt: skip


@command("list", ("列出可以出的报表、文书和公示", "list the reports, letters and notices"),
         examples=["unionwork report list"])  # fmt: skip
def list_(session: Session) -> None:
    """List the forms."""
    with session.workspace() as workspace:
        rows = list(workspace.forms())

    def told(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "label": say(row["label"], row["label_en"]), "layout": say(*_LAYOUTS[row["layout"]])}

    columns = _LISTED if session.is_table else (*_LISTED, "label_en", "public", "replaces", "sections")
    session.print_rows(rows, columns, shown=_shown(told), empty=("没有报表", "no forms"))


def _shown(record: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict) -> Shown:
    """Columns under what they are called here."""
    return Shown(headings={key: say(*words) for key, words in _HEADINGS.items()}, record=record)


@command("show", ("说明一张报表要哪些数、从哪里取", "say what a report asks for, and where it comes from"),
         examples=["unionwork report show work-summary"])  # fmt: skip
@argument("form", _FORM, complete="forms", zh="报表的键，- 与 _ 一样", en="key of the form; - is taken for _")
@organisation("按哪个组织所在的地区，默认 ROOT", "as the region of this organisation has it, ROOT by default")
def show(session: Session, form: str, org: str | None) -> None:
    """Say what a form asks for."""
    with session.workspace() as workspace:
        told = workspace.form(form, org=org)
    if not session.is_table:
        session.print_record(told)
        return
    for line in _read_out(told):
        click.echo(line)


def _read_out(told: Mapping[str, Any]) -> Iterator[str]:
    """A form in words: what it is, and for each part its numbers with their definitions."""
    yield f"{say(told['label'], told['label_en'])}  {told['form']}  {say(*_LAYOUTS[told['layout']])}"
    facts = (("of", ("一份写", "about")), ("when", ("用于", "for")), ("source", ("依据", "source")),
             ("replaces", ("代替", "in place of")), ("owner", ("出自", "owner")))  # fmt: skip
    for key, words in facts:
        if told[key]:
            yield f"  {say(*words)}{say('：', ': ')}{told[key]}"
    for section in told["sections"]:
        yield ""
        yield "  " * (section["level"] - 1) + (section["title"] or section["key"])
        for ask in section["asks"]:
            yield "  " * section["level"] + f"{ask['name']}  {ask['indicator']}"
            yield "  " * (section["level"] + 1) + ask["definition"]
        if not section["asks"]:
            texts = [section["text"], *(sentence["text"] for sentence in section["sentences"])]
            yield from ("  " * section["level"] + text for text in texts if text)
        for key, words in _HELD.items():
            held = section[key]
            if held:
                named = f"{held['of']} {' '.join(held['columns'])}" if key == "listing" else held
                yield "  " * section["level"] + say(*words) + named


@command(
    "write",
    ("写出一张报表、一批文书，或一本指标数据", "write a report, a batch of letters, or a book of figures"),
    examples=[
        "unionwork report write work-summary --period 2024H2 -o 工作总结.docx --on 2024-12-31",
        "unionwork report write work-summary --period 2024H2 -o 工作总结.json --on 2024-12-31",
        "unionwork report write work-summary --period 2024H2 -o - --on 2024-12-31",
        "unionwork report write aid.grade_reasons DA202400001 -o 认定依据.docx --on 2024-12-31",
        "unionwork report write figures aid.hardship_workers --period 2024Q3,2024Q4 -o 数据.xlsx --on 2024-12-31",
    ],
    notes=[
        (
            "按文件名的后缀写 .docx、.html、.md、.json、.xlsx；-o - 直接显示（Markdown，或 --format json）。",
            "The suffix tells the format: .docx, .html, .md, .json, .xlsx; -o - prints (Markdown, or --format json).",
        ),
        (
            "一类记录的文书：后面写编号，或用 --where 选；-o 写成 文件夹/ 就一条记录一个文件。",
            "Letters about records: name the numbers, or choose by --where; -o FOLDER/ writes a file for each record.",
        ),
        (
            "有的数没有来源，那一句就不写，并在这里说明；合计对不上时照样写出，退出码为 1。",
            "A sentence whose number has no source is left out and named; totals that disagree give exit code 1.",
        ),
    ],
)
@argument("form", _FORM, complete="forms", zh="报表的键；figures 是指标数据", en="key of the form; figures for a book")
@argument("names", ("编号或指标", "NAME"), nargs=-1, required=False, zh="记录的编号；figures 后面是指标的键",
          en="numbers of records; after figures keys of indicators")  # fmt: skip
@organisation("哪个组织，默认 ROOT", "the organisation, ROOT by default")
@option("--period", multiple=True, value=("时期", "PERIOD"), zh="哪个时期；figures 可以写几个",
        en="the period; several for figures")  # fmt: skip
@option("--where", multiple=True, value=("字段=值", "FIELD=VALUE"), zh="只要这样的记录", en="only such records")
@option("--by", multiple=True, value=("字段", "FIELD"), zh="figures 按什么分", en="what figures are broken down by")
@as_of()
@option("--against", value=("旧稿", "OLD.json"), zh="与早先写出的 .json 相比，列出变了的数和原因",
        en="what has changed since a report that was written as .json, and why")  # fmt: skip
@option("--reveal", is_flag=True, zh="文书里写出隐藏的内容；要有权限，并留下记录",
        en="write what is hidden in letters; needs the right and is logged")  # fmt: skip
@option("-o", "--output", value=("文件", "FILE"), zh="写到哪个文件或 文件夹/，- 为直接显示",
        en="the file or FOLDER/ that is written, - to print")  # fmt: skip
@dry_run()
def write(
    session: Session, form: str, names: tuple[str, ...], org: str | None, period: tuple[str, ...],
    where: tuple[str, ...], by: tuple[str, ...], as_of: str | None, against: str | None, reveal: bool,
    output: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a form, or a book of figures."""
    is_book = form == FIGURES
    _refuse(form, where=where, by=by, against=against, reveal=reveal, output=output)
    periods = split_list(period)
    if not is_book and len(periods) > 1:
        raise _usage(f"报表 {form} 只写一个 --period", f"give one --period for {form}")
    with session.workspace_as_of(as_of) as workspace:
        if is_book:
            made = workspace.write_figures(
                str(output), split_list(names), org=org, periods=periods, by=split_list(by), dry_run=dry_run
            )
            _tell(session, made, _BOOK, dry_run)
            return
        asked: dict[str, Any] = {
            "org": org, "period": periods[0] if periods else None, "numbers": list(names), "where": list(where),
            "against": against, "reveal": reveal,
        }  # fmt: skip
        if output in (None, "-"):
            _print(session, workspace, form, asked)
            return
        made = workspace.write_report(form, str(output), **asked, dry_run=dry_run)
    _tell(session, made, _WRITTEN, dry_run)


def _refuse(
    form: str, *, where: Sequence[str], by: Sequence[str], against: str | None, reveal: bool, output: str | None
) -> None:
    """Refuse options that do not belong together."""
    if form == FIGURES:
        if where or against or reveal:
            raise _usage("figures 不用 --where、--against、--reveal", "figures takes no --where, --against or --reveal")
        if output in (None, "-") or not str(output).lower().endswith(".xlsx"):
            raise _usage("figures 要用 -o 写到一个 .xlsx 文件", "figures needs -o and an .xlsx file")
    elif by:
        raise _usage("--by 只用于 figures；报表按什么分由报表自己规定", "--by is for figures only")


def _print(session: Session, workspace: Workspace, form: str, asked: Mapping[str, Any]) -> None:
    from unionwork import write_paper

    paper = workspace.paper(form, **asked)
    click.echo(write_paper(paper, "md" if session.is_table else "json").decode(), nl=False)
    _tell_faults(session, paper.omitted, paper.disagreements)


def _tell(session: Session, made: Mapping[str, Any], columns: Sequence[str], dry_run: bool) -> None:
    session.print_record(made, columns if session.is_table else (), shown=_shown())
    session.tell_dry_run(dry_run)
    _tell_faults(session, made.get("omitted", ()), made["disagreements"])


def _tell_faults(session: Session, omitted: Sequence[str], disagreements: Sequence[str]) -> None:
    for line in (*omitted, *disagreements):
        session.tell(line)
    if disagreements:
        click.get_current_context().exit(1)


@command(
    "check",
    ("重新测算一份 .json 报告里的每个数", "measure every number of a report written as .json again"),
    examples=["unionwork report check 工作总结.json --on 2024-12-31"],
)
@argument("file", ("文件", "FILE"), zh="report write 写出的 .json", en="the .json that report write wrote")
@as_of()
def check(session: Session, file: str, as_of: str | None) -> None:
    """Measure a report again; the exit code is 1 where a number is no longer the same."""
    with session.workspace_as_of(as_of) as workspace:
        found = workspace.recheck(Path(file))
    if session.is_table:
        session.print_rows(
            found["changed"], _CHANGED, shown=_shown(), empty=("每个数都一样", "every number is the same")
        )
        session.tell(say(f"{found['numbers']} 个数，{found['same']} 个没有变",
                         f"{found['numbers']} numbers, {found['same']} unchanged"))  # fmt: skip
        if not found["sealed"]:
            session.tell(say("这份文件由较早的版本写出，没有封记，看不出写出以后有没有人改过",
                             "an earlier version wrote it without a seal; changes to it cannot be told"))  # fmt: skip
    else:
        session.print_record(found)
    if found["changed"]:
        click.get_current_context().exit(1)


@command("facts", ("哪些报表要同一个数，口径是否一致", "which reports ask for the same number, and whether they agree"),
         examples=["unionwork report facts"])  # fmt: skip
@option("--differs", is_flag=True, zh="只看名称相同、口径不同的", en="only one name with several definitions")
def facts(session: Session, differs: bool) -> None:
    """List what the forms ask for."""
    with session.workspace() as workspace:
        rows = [row for row in workspace.facts() if row["differs"] or not differs]

    def told(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "asked_by": list(dict.fromkeys(entry["form"] for entry in row["asked_by"]))}

    session.print_rows(rows, _FACTS, shown=_shown(told), empty=("没有", "none"))


def _usage(zh: str, en: str) -> click.UsageError:
    return click.UsageError(say(zh, en), click.get_current_context())


report = group("report", [write, list_, show, check, facts])
