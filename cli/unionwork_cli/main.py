"""The command `unionwork`: finds the command that is asked for, runs it, answers with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli import failure
from unionwork_cli.command import Group, option
from unionwork_cli.commands import COMMANDS, SECTIONS
from unionwork_cli.language import Words, language_in, say, speak
from unionwork_cli.session import Session, place_in

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_NAME = "unionwork"
_TAB = 'eval "$(_UNIONWORK_COMPLETE={}_source unionwork)"'


class Program(Group):
    """The whole program. A command is loaded when it is used, a kind's commands when its kind is named."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run one command line and leave with its exit code."""
        speak(language_in(sys.argv[1:] if args is None else args))
        try:
            code = super().main(args, *more, **{"prog_name": _NAME, **extra, "standalone_mode": False})
        except SystemExit:
            raise
        except BaseException as error:
            code = failure.answer(error)
        sys.exit(code if isinstance(code, int) else 0)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a run, with a session of its own."""
        session = Session()
        session.place_ahead = place_in(args)
        with failure.reader_may_leave():
            return super().make_context(info_name, args, parent, **{"obj": session, **extra})

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and hand over all that it printed."""
        with failure.reader_may_leave():
            answer = super().invoke(ctx)
            sys.stdout.flush()
            return answer

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The fixed commands; the kinds are listed by `kinds`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A fixed command, or the group of a kind."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            from unionwork_cli.registers import find_group

            return find_group(cmd_name)
        module, _, name = entry.place.partition(":")
        found = getattr(import_module(f"unionwork_cli.{module}"), name)
        return found if isinstance(found, click.Command) else None

    def known_names(self, ctx: click.Context) -> list[str]:
        """The fixed commands and the kinds."""
        from unionwork_cli.registers import load

        return [*self.list_commands(ctx), *load().catalogue.kinds]

    def entries(self, ctx: click.Context) -> list[tuple[str, Words]]:
        """Nothing here: the commands stand in sections of their own."""
        del ctx
        return []

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The fixed commands, from the table alone, and the kinds."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        fixed = [CompletionItem(name, help=say(*entry.words)) for name, entry in COMMANDS.items()]
        from unionwork_cli.completion import offer

        kinds = [item for item in offer("kinds", ctx, incomplete) if item.value not in COMMANDS]
        return [item for item in (*fixed, *kinds) if item.value.startswith(incomplete)]

    def more_help(self, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """The fixed commands by section, and where the others are."""
        del ctx
        sections = [
            (say(*title) + say("：", ":"), [(name, say(*entry.words)) for name, entry in entries.items()])
            for title, entries in SECTIONS.items()
        ]
        kinds = [
            ("<" + say("种类", "KIND") + ">", say(
                "每一类台账也是一组命令，如 unionwork finding list；全部种类见 unionwork kinds",
                "each kind is a group of commands too, as in unionwork finding list; see unionwork kinds",
            ))
        ]  # fmt: skip
        codes = [
            ("0", say("完成", "done")),
            ("1", say("规则不允许，或有几行被退回（其余已保存）", "refused by a rule, or rows refused, others stored")),
            ("2", say("命令写得不对", "worded wrongly")),
            ("3", say("台账打不开或存不进去", "the workspace cannot be used")),
            ("4", say("插件或地区包有问题", "a plugin or a pack cannot be used")),
            ("130", say("被中断", "interrupted")),
        ]
        tab = [(shell, _TAB.format(shell)) for shell in ("bash", "zsh")]
        return [
            *sections,
            (say("各类台账：", "Kinds:"), kinds),
            (say("退出码：", "Exit codes:"), codes),
            (say("按 Tab 补全，写进 shell 的启动文件：", "Completion, for the shell's start-up file:"), tab),
        ]


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"unionwork {version('unionwork')}")
        ctx.exit()


program = Program(
    _NAME,
    words=(
        "基层工会与帮扶工作：把花名册变成对得上账的数字",
        "the registers, rules and figures of grassroots trade unions",
    ),
    examples=[
        "unionwork demo",
        "unionwork init 台账.db --region cn --name 本单位",
        "unionwork import 困难职工档案.xlsx --create-orgs -w 台账.db",
    ],
)
option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
       zh="显示版本", en="show the version")(program)  # fmt: skip


def main() -> None:
    """Run the command line; the script `unionwork` calls this."""
    for stream in (sys.stdout, sys.stderr):
        # Data are UTF-8 whatever the system's code page; a file name that is none is shown escaped.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    program.main()
