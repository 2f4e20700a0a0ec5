"""Backups: one file that holds a whole workspace, and a workspace made from it."""

from __future__ import annotations

from unionwork_cli.command import argument, command
from unionwork_cli.session import Session


@command("backup", examples=["unionwork backup 台账-2024.bak"])
@argument("file", ("文件", "FILE"), zh="备份写到哪里", en="where the backup is written")
def backup(session: Session, file: str) -> None:
    """Back the workspace up into one file; note the head that it prints."""
    with session.workspace() as workspace:
        session.print_record(workspace.backup(file))


@command("restore", examples=["unionwork restore 台账-2024.bak 恢复.db"])
@argument("file", ("备份", "BACKUP"), zh="备份文件", en="the backup")
@argument("place", ("台账", "PLACE"), zh="恢复成的新台账", en="the new workspace")
def restore(session: Session, file: str, place: str) -> None:
    """Restore a backup as a new workspace; nothing is overwritten."""
    from unionwork import restore as restore_backup

    session.print_record(restore_backup(file, place))
