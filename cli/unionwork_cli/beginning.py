"""To begin: a sample county, and a new workspace."""

from __future__ import annotations

from unionwork_cli.command import argument, command, dry_run, option
from unionwork_cli.inputs import OneOf
from unionwork_cli.language import say
from unionwork_cli.session import Session


@command("demo", examples=["unionwork demo"])
@argument(
    "folder", ("文件夹", "DIR"), required=False, default="unionwork-demo",
    zh="写到哪里，默认 unionwork-demo", en="where it is written, unionwork-demo by default",
)  # fmt: skip
def demo(session: Session, folder: str) -> None:
    """Make a sample county, from rolls to figures."""
    from unionwork import demo as make_demo

    made = make_demo(folder, session.tell)
    if not session.is_table:
        session.print_record(made)


@command(
    "init",
    examples=["unionwork init 新台账.db --region cn --name 本单位总工会"],
    notes=[
        (
            "地区决定用哪里的标准；已安装的地区见 unionwork region list，也可以给出地区包的文件夹。",
            "The region says whose lines hold; unionwork region list shows what is installed, or give a pack's folder.",
        )
    ],
)
@argument("place", ("台账", "PLACE"), zh="新文件的路径，或 PostgreSQL 地址", en="a new file, or a PostgreSQL address")
@option("--region", required=True, value=("地区", "REGION"), complete="regions", zh="地区的键，或地区包的文件夹",
        en="key of the region, or folder of its pack")  # fmt: skip
@option("--name", value=("名称", "NAME"), zh="本单位的名称，默认是地区的名称", en="name of the root organisation")
@option("--attachments", type=OneOf(("database", "folder")), default="database", value=("存放", "WHERE"),
        zh="附件放在哪里：database 在台账文件里（默认），folder 在旁边的文件夹",
        en="where attachments are kept: in the database (default), or in a folder beside it")  # fmt: skip
@dry_run()
def init(session: Session, place: str, region: str, name: str | None, attachments: str, dry_run: bool) -> None:
    """Make a new workspace."""
    from unionwork import Workspace

    with Workspace.create(
        place, region=region, name=name, on=session.on, attachments=attachments, dry_run=dry_run
    ) as workspace:
        for notice in dict.fromkeys(workspace.notices):
            session.tell(notice)
        root = workspace.org_tree()[0]
    session.print_record({"workspace": place, "name": root["name"], "number": root["number"], "region": root["region"]})
    session.tell_dry_run(dry_run)
    if not dry_run:
        session.tell(say(f"已建立台账；下一步：unionwork -w {place} import 花名册.xlsx --create-orgs",
                         f"made; next: unionwork -w {place} import ROLL.xlsx --create-orgs"))  # fmt: skip
