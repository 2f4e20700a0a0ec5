"""Evidence: a folder that holds all that belongs to a record, and whether anybody changed one since."""

from __future__ import annotations

import click

from unionwork_cli.command import argument, command, option
from unionwork_cli.language import say
from unionwork_cli.output import write_record, write_rows
from unionwork_cli.session import Session

_MADE = ("folder", "kind", "number", "records", "attachments", "files", "head", "digest")
_BREAKS = ("what", "file", "message")


@command(
    "evidence",
    examples=[
        "unionwork evidence aid_file DA202400001 -o 证据-DA202400001",
        "unionwork evidence org ORG0003 -o 证据-ORG0003",
        "unionwork evidence verify 证据-DA202400001",
    ],
    notes=[
        (
            "证据夹里有目录、时间线、每条记录、附件和摘要清单；个人信息默认隐藏，附件只列不附，有权限时写 --reveal。",
            (
                "The folder holds contents, timeline, records, attachments and digests; private values are hidden and "
                "attachments only listed unless --reveal is given by who may."
            ),
        ),
        (
            "evidence verify 文件夹 核对有没有动过，不需要台账，动过时退出码为 1；记下打印的摘要，可查清单换过没有。",
            (
                "evidence verify FOLDER needs no workspace; the exit code is 1 where a file is not as it was. "
                "Note the digest that is printed: it tells whether the list itself was replaced."
            ),
        ),
    ],
)  # fmt: skip
@argument("kind", ("种类", "KIND"), complete="kinds", zh="哪一类记录，组织写 org，或 verify",
          en="the kind, org for an organisation, or verify")  # fmt: skip
@argument("number", ("编号", "NUMBER"), zh="记录的编号，verify 后面写文件夹", en="the number; a folder after verify")
@option("-o", "--output", value=("文件夹", "FOLDER"), zh="写到哪个新文件夹", en="the new folder it is written to")
@option("--reveal", is_flag=True, zh="写出隐藏的内容和附件；要有权限，并留下记录",
        en="write what is hidden, and the attachments; needs the right and is logged")  # fmt: skip
def evidence(session: Session, kind: str, number: str, output: str | None, reveal: bool) -> None:
    """Write a folder of evidence, or see whether one was changed."""
    if kind == "verify":
        _verify(session, number)
        return
    if output is None:
        zh, en = "写证据夹要用 -o 指明一个新文件夹", "name a new folder with -o"
        raise click.UsageError(say(zh, en), click.get_current_context())
    with session.workspace() as workspace:
        # The commands about organisations are under `org`; their kind is called by its whole name.
        made = workspace.evidence("organisation" if kind == "org" else kind, number, output, reveal=reveal)
    session.print_record(made, _MADE if session.is_table else ())
    if made["not_copied"]:
        count = len(made["not_copied"])
        session.tell(say(f"{count} 个附件只列了名称和摘要；有权限时可用 --reveal 带出原件",
                         f"{count} attachments are listed only; --reveal copies them, given the right"))  # fmt: skip


def _verify(session: Session, folder: str) -> None:
    from unionwork import verify_evidence

    found = verify_evidence(folder)
    breaks = found["breaks"]
    if session.is_table:
        write_record(found, [key for key in found if key != "breaks"], "table")
        if breaks:
            click.echo()
            write_rows(breaks, _BREAKS, "table")
        told = (f"有 {len(breaks)} 处不一致", f"{len(breaks)} breaks") if breaks else ("全部一致", "everything agrees")
        session.tell(say(*told))
    else:
        session.print_record(found)
    if breaks:
        click.get_current_context().exit(1)
