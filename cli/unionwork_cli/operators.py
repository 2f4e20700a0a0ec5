"""Operators: who may do what, and for which organisations."""

from __future__ import annotations

import click

from unionwork_cli.command import Decorator, argument, command, dry_run, group, option, organisation
from unionwork_cli.inputs import Whole, split_list
from unionwork_cli.language import say
from unionwork_cli.session import Session

_COLUMNS = ("key", "name", "role", "tier", "rights", "org")


def _key() -> Decorator:
    return argument("key", ("键", "KEY"), complete="operator", zh="--as 后面写的词", en="what --as names")


def _right() -> Decorator:
    zh, en = "权限：private.read、export、self_approve、admin", "private.read, export, self_approve or admin"
    return argument("right", ("权限", "RIGHT"), complete="right", zh=zh, en=en)


def _role(default: str | None) -> Decorator:
    zh, en = "角色，见 unionwork operator list --help", "role, see unionwork operator list --help"
    return option("--role", default=default, value=("角色", "ROLE"), complete="role", zh=zh, en=en)


def _tier() -> Decorator:
    zh, en = "审批人在第几级审批，如 1 为初审", "the tier at which an approver acts, such as 1"
    return option("--tier", type=Whole(1), value=("级次", "TIER"), zh=zh, en=en)


def _name() -> Decorator:
    return option("--name", value=("姓名", "NAME"), zh="姓名", en="the person's name")


@command(
    "list", ("列出操作员", "list the operators"), examples=["unionwork operator list"],
    notes=[
        (
            ("角色：recorder 登记，caseworker 经办，approver 审批（另写级次），inspector 检查，auditor 审计，"
            "administrator 管理。各能做什么，见文档“权限与隐私”。"),
            ("Roles: recorder, caseworker, approver (with a tier), inspector, auditor, administrator. "
            "What each may do stands in the documentation on rights and privacy."),
        )
    ],
)  # fmt: skip
def list_(session: Session) -> None:
    """List the operators and their rights."""
    with session.workspace() as workspace:
        rows = workspace.operators()
    session.print_rows(rows, _COLUMNS, empty=("没有操作员", "no operators"))


@command(
    "add",
    ("新增一个操作员", "add an operator"),
    examples=[
        "unionwork operator add zhang --name 张红 --role recorder --right private.read --dry-run",
        "unionwork operator add wang --name 王平 --role approver --tier 1 --dry-run",
    ],
    notes=[
        (
            "本地文件没有登录，--as 只是声明操作员是谁；多人使用请放在 PostgreSQL 上。",
            "A local file has no login, --as only states who the operator is; several users belong on PostgreSQL.",
        )
    ],
)
@_key()
@_name()
@_role("recorder")
@_tier()
@option("--right", "rights", multiple=True, value=("权限", "RIGHT"), zh="权限，如 private.read、export",
        en="a right, such as private.read or export")  # fmt: skip
@organisation("管到哪个组织和它的下级，默认 ROOT", "the organisation, with all below it; ROOT by default")
@dry_run()
def add(
    session: Session, key: str, name: str | None, role: str, tier: int | None, rights: tuple[str, ...],
    org: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Add an operator."""
    with session.workspace() as workspace:
        made = workspace.operator_add(
            key, name=name, role=role, tier=tier, rights=split_list(rights), org=org, dry_run=dry_run
        )
    session.print_record(made)
    session.tell_dry_run(dry_run)


@command("grant", ("授予一项权限", "grant a right"), examples=["unionwork operator grant li export --dry-run"])
@_key()
@_right()
@dry_run()
def grant(session: Session, key: str, right: str, dry_run: bool) -> None:
    """Grant a right; it is journalled."""
    with session.workspace() as workspace:
        changed = workspace.operator_grant(key, right, dry_run=dry_run)
    session.print_record(changed)
    session.tell_dry_run(dry_run)


@command(
    "revoke",
    ("收回一项权限", "take a right away"),
    examples=["unionwork operator revoke li private.read --dry-run"],
)
@_key()
@_right()
@dry_run()
def revoke(session: Session, key: str, right: str, dry_run: bool) -> None:
    """Take a right away; it is journalled."""
    with session.workspace() as workspace:
        changed = workspace.operator_revoke(key, right, dry_run=dry_run)
    session.print_record(changed)
    session.tell_dry_run(dry_run)


@command(
    "change",
    ("修改一个操作员", "change an operator"),
    examples=["unionwork operator change li --name 李强 --dry-run"],
)
@_key()
@_name()
@_role(None)
@_tier()
@organisation("管到哪个组织和它的下级", "the organisation, with all below it")
@dry_run()
def change(
    session: Session, key: str, name: str | None, role: str | None, tier: int | None, org: str | None, dry_run: bool
) -> None:
    """Change what is known of an operator; rights are granted and revoked."""
    if name is None and role is None and tier is None and org is None:
        zh, en = "请写出要改什么：--name、--role、--tier 或 --org", "give --name, --role, --tier or --org"
        raise click.UsageError(say(zh, en), click.get_current_context())
    with session.workspace() as workspace:
        changed = workspace.operator_change(key, name=name, role=role, tier=tier, org=org, dry_run=dry_run)
    session.print_record(changed)
    session.tell_dry_run(dry_run)


@command(
    "void",
    ("停用一个操作员；他做过的仍在日志里", "take an operator out of force; his acts stay in the journal"),
    examples=["unionwork operator void li --reason 调离 --dry-run"],
)
@_key()
@option("--reason", required=True, value=("理由", "TEXT"), zh="为什么停用", en="why")
@dry_run()
def void(session: Session, key: str, reason: str, dry_run: bool) -> None:
    """Take an operator out of force."""
    with session.workspace() as workspace:
        voided = workspace.operator_void(key, reason, dry_run=dry_run)
    session.print_record(voided)
    session.tell_dry_run(dry_run)


operator = group("operator", [list_, add, grant, revoke, change, void])
