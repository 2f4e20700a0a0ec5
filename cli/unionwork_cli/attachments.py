"""Files that go with a record: attach, list, save, void."""

from __future__ import annotations

from unionwork_cli.command import argument, dry_run, option
from unionwork_cli.records import NUMBER, group_of, record_command
from unionwork_cli.session import Session

_COLUMNS = ("number", "kind", "subject", "name", "size", "sha256", "added_on", "who", "note")


@record_command("attach", ("附上一个文件，如整改照片", "keep a file with a record, such as a photograph"),
                "unionwork {kind} attach {number} 照片.jpg --note 整改后 --dry-run")  # fmt: skip
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
@argument("file", ("文件", "FILE"), zh="要附上的文件", en="the file")
@option("--name", value=("名称", "NAME"), zh="存成什么名字，默认原名", en="what it is called, its own name by default")
@option("--note", value=("说明", "TEXT"), zh="文件里是什么", en="what it shows")
@dry_run()
def attach(session: Session, number: str, file: str, name: str | None, note: str | None, dry_run: bool) -> None:
    """Keep a file with a record."""
    with session.workspace() as workspace:
        made = workspace.attach(group_of().kind.key, number, file, name=name, note=note, dry_run=dry_run)
    session.print_record(made)
    session.tell_dry_run(dry_run)


@record_command("attachments", ("列出附件", "list the attachments"), "unionwork {kind} attachments")
@argument("number", NUMBER, complete="number", required=False, zh="只列这一条的", en="only of this record")
def attachments(session: Session, number: str | None) -> None:
    """List the files that go with a record, or with all of the kind."""
    with session.workspace() as workspace:
        rows = workspace.attachments(group_of().kind.key, number)
    session.print_rows(rows, _COLUMNS, empty=("没有附件", "no attachments"))


@record_command("save", ("把附件写成文件；要有权限，并留下记录", "write an attachment into a file; logged"),
                "unionwork attachment save {number} -o 照片.jpg")  # fmt: skip
@argument("number", NUMBER, complete="number", zh="附件的编号", en="number of the attachment")
@option("-o", "--output", required=True, value=("文件", "FILE"), zh="写到哪里", en="where it is written")
def save(session: Session, number: str, output: str) -> None:
    """Write an attachment into a file."""
    with session.workspace() as workspace:
        saved = workspace.save_attachment(number, output)
    session.print_record(saved)


@record_command("void", ("作废一个附件；内容和摘要保留", "void an attachment; content and digest are kept"),
                "unionwork attachment void {number} --reason 传错了 --dry-run")  # fmt: skip
@argument("number", NUMBER, complete="number", zh="附件的编号", en="number of the attachment")
@option("--reason", required=True, value=("理由", "TEXT"), zh="为什么作废", en="why")
@dry_run()
def void(session: Session, number: str, reason: str, dry_run: bool) -> None:
    """Take an attachment out of force."""
    with session.workspace() as workspace:
        voided = workspace.void_attachment(number, reason, dry_run=dry_run)
    session.print_record(voided)
    session.tell_dry_run(dry_run)
