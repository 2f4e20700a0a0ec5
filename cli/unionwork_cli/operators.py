"""Operators: who may do what."""

from __future__ import annotations

from unionwork_cli.command import argument, command, dry_run, group, option, organisation
from unionwork_cli.inputs import split_list
from unionwork_cli.session import Session


@command("list", ("列出操作员", "list the operators"), examples=["unionwork operator list"])
def list_(session: Session) -> None:
    """List the operators and their rights."""
    with session.workspace() as workspace:
        rows = workspace.operators()
    session.print_rows(rows, ("key", "name", "role", "rights", "org"), empty=("没有操作员", "no operators"))


@command(
    "add",
    ("新增一个操作员", "add an operator"),
    examples=["unionwork operator add zhang --name 张红 --role recorder --right private.read --dry-run"],
    notes=[
        (
            "本地文件没有登录，--as 只是声明操作员是谁；多人使用请放在 PostgreSQL 上。",
            "A local file has no login, --as only states who the operator is; several users belong on PostgreSQL.",
        )
    ],
)
@argument("key", ("键", "KEY"), zh="--as 后面写的词", en="what --as names")
@option("--name", value=("姓名", "NAME"), zh="姓名", en="the person's name")
@option("--role", default="recorder", value=("角色", "ROLE"), zh="角色，默认 recorder", en="role, recorder by default")
@option("--right", "rights", multiple=True, value=("权限", "RIGHT"), zh="权限，如 private.read、export",
        en="a right, such as private.read or export")  # fmt: skip
@organisation("归哪个组织，默认 ROOT", "the organisation, ROOT by default")
@dry_run()
def add(
    session: Session, key: str, name: str | None, role: str, rights: tuple[str, ...], org: str | None, dry_run: bool
) -> None:
    """Add an operator."""
    with session.workspace() as workspace:
        made = workspace.operator_add(key, name=name, role=role, rights=split_list(rights), org=org, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


operator = group("operator", [list_, add])
