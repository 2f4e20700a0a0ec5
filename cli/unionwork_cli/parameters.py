"""Parameters: the values that hold, since when and by which document."""

from __future__ import annotations

from datetime import date

from unionwork_cli.command import argument, command, dry_run, group, option, organisation
from unionwork_cli.inputs import Day, Setting
from unionwork_cli.session import Session

_COLUMNS = ("key", "label", "value", "unit", "from", "source", "origin", "org")


@command("show", ("列出有效的参数值", "list the values that hold"), examples=["unionwork param show aid.hardship_line"])
@argument("key", ("参数", "KEY"), complete="parameters", required=False, zh="只看这一个", en="only this one")
@organisation("哪个组织，默认 ROOT", "the organisation, ROOT by default")
def show(session: Session, key: str | None, org: str | None) -> None:
    """List the values that hold on the business day."""
    with session.workspace() as workspace:
        rows = workspace.params(key, org=org)
    session.print_rows(rows, _COLUMNS, empty=("没有参数", "no parameters"))


@command(
    "set",
    ("为一个组织定一个参数值", "set a value for an organisation"),
    examples=["unionwork param set aid.hardship_line=300 --from 2024-01-01 --source 红星县〔2024〕1号文件 --dry-run"],
)
@argument("setting", ("参数=值", "KEY=VALUE"), type=Setting(), zh="哪个参数，多少", en="the parameter and its value")
@option("--from", "from_on", type=Day(), required=True, value=("日期", "DATE"), zh="何时起", en="since when")
@option("--source", required=True, value=("文件", "TEXT"), zh="依据的文件", en="the document it rests on")
@organisation("对哪个组织和它的下级有效，默认 ROOT", "for this organisation and those below it, ROOT by default")
@dry_run()
def set_(
    session: Session, setting: tuple[str, str], from_on: date, source: str, org: str | None, dry_run: bool
) -> None:
    """Set a parameter from a day on; what held before stays for the days before."""
    with session.workspace() as workspace:
        made = workspace.set_param(*setting, from_on=from_on, source=source, org=org, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


param = group("param", [show, set_])
