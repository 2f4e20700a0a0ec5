"""The terminal interface, in this terminal or in the browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.command import argument, command, option
from unionwork_cli.inputs import Whole
from unionwork_cli.language import say, spoken
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from types import ModuleType

_INSTALL = "pip install 'unionwork[tui]'"


@command(
    "tui",
    examples=["unionwork tui", "unionwork tui finding", "unionwork -w 台账.db tui petition XF202400001"],
    notes=[
        (
            "没有指明台账也能打开，由界面里选一个或新建一个。",
            "It opens without a workspace too, and lets you choose one or make one.",
        )
    ],
)
@argument("kind", ("种类", "KIND"), complete="kinds", required=False, zh="打开这一类台账", en="open on this register")
@argument(
    "number", ("编号", "NUMBER"), complete="record_of_kind", required=False, zh="打开这一条", en="open this record"
)
def tui(session: Session, kind: str | None, number: str | None) -> None:
    """Open the terminal interface."""
    interface = _interface("textual")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        zh = "终端界面要在终端窗口里打开；脚本里请用各条命令，见 unionwork --help"
        en = "the interface needs a terminal; in a script use the commands, see unionwork --help"
        raise click.UsageError(say(zh, en))
    code = interface.launch(
        session.find_place_or_none() or "", operator=session.operator, on=session.on, lang=spoken(), kind=kind,
        number=number,
    )  # fmt: skip
    click.get_current_context().exit(code)


@command(
    "serve",
    examples=["unionwork serve --no-open"],
    notes=[
        (
            "只在本机开放（127.0.0.1）。地址里的口令只能用一次：先打开它的浏览器可以用，别的打不开。按 Ctrl+C 停止。",
            (
                "Open to this machine only (127.0.0.1). The token in the address is good once: the first browser that "
                "opens it may go on, no other. Ctrl+C stops it."
            ),
        )
    ],
)
@option(
    "--port",
    type=Whole(),
    default=0,
    value=("端口", "PORT"),
    zh="端口，默认任选一个空闲的",
    en="port, any free one by default",
)
@option("--no-open", is_flag=True, zh="只显示地址，不打开浏览器", en="show the address, open no browser")
def serve(session: Session, port: int, no_open: bool) -> None:
    """Show the terminal interface in the browser."""

    def tell(address: str) -> None:
        session.tell(say(f"在浏览器打开 {address}\n按 Ctrl+C 停止", f"open {address}\nCtrl+C stops it"))

    code = _interface("textual", "textual_serve").serve(
        session.find_place_or_none() or "", operator=session.operator, on=session.on, lang=spoken(), port=port,
        opens=not no_open, tell=tell,
    )  # fmt: skip
    click.get_current_context().exit(code)


def _interface(*needed: str) -> ModuleType:
    """The package of the terminal interface, where the libraries that it needs are there.

    Raises:
        UsageError: what it stands on is not installed.
    """
    from importlib.util import find_spec

    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        zh = f"没有安装终端界面所需的 {'、'.join(missing)}；请运行 {_INSTALL}"
        raise click.UsageError(say(zh, f"the terminal interface needs {', '.join(missing)}; run {_INSTALL}"))
    import unionwork_tui

    interface: Any = unionwork_tui
    return interface  # type: ignore[no-any-return]
