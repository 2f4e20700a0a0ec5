"""Commands, groups, options and arguments that speak both languages and share the general options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

import click

from unionwork_cli.commands import COMMANDS
from unionwork_cli.inputs import Day, OneOf, Whole
from unionwork_cli.language import LANGUAGES, Words, say, speak

FORMATS = ("table", "csv", "json", "jsonl")
_FILES: Words = (
    "；这是屏幕上的格式，文件的格式由 -o 的后缀决定",
    "; so the screen shows it, a file goes by the suffix of -o, as in -o table.xlsx",
)

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Decorator(Protocol):
    """What adds an option or argument to a command's function."""

    def __call__(self, function: _Function, /) -> _Function:
        """The function, which now takes it."""


class Option(click.Option):
    """An option with words in both languages.

    Attributes:
        words: what it does.
        value_words: what its value is called; None for a switch.
        is_general: whether every command has it.
    """

    def __init__(
        self,
        declared: Sequence[str],
        words: Words,
        value_words: Words | None = None,
        is_general: bool = False,
        **facts: Any,
    ) -> None:
        super().__init__(declared, **facts)
        self.words, self.value_words, self.is_general = words, value_words, is_general


class Argument(click.Argument):
    """An argument with words in both languages.

    Attributes:
        words: what it is.
        value_words: what it is called in the usage line.
    """

    def __init__(self, declared: Sequence[str], words: Words, value_words: Words, **facts: Any) -> None:
        super().__init__(declared, **facts)
        self.words, self.value_words = words, value_words


class Command(click.Command):
    """A command with a page of help in both languages and the general options.

    Attributes:
        words: what it does, as one line.
        examples: command lines that run.
        notes: further paragraphs, each in both languages.
    """

    def __init__(
        self,
        name: str | None,
        *,
        words: Words,
        examples: Sequence[str] = (),
        notes: Sequence[Words] = (),
        **facts: Any,
    ) -> None:
        super().__init__(name, **facts)
        self.words, self.examples, self.notes = words, tuple(examples), tuple(notes)
        self.params += general_options()

    def get_help(self, ctx: click.Context) -> str:
        """The page that `--help` shows."""
        from unionwork_cli.help_page import page

        return page(self, ctx)

    def examples_for(self, ctx: click.Context) -> Sequence[str]:
        """Command lines that run, for the page of help."""
        del ctx
        return self.examples

    def more_help(self, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """Further sections of the page, each a heading over two columns."""
        del ctx
        return []


class Group(Command, click.Group):
    """A command that is made of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which the work goes, as they were declared."""
        del ctx
        return list(self.commands)

    def entries(self, ctx: click.Context) -> list[tuple[str, Words]]:
        """Its commands with their words."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, command.words) for name, command in found if isinstance(command, Command)]

    def known_names(self, ctx: click.Context) -> list[str]:
        """Every name that could have been meant."""
        return self.list_commands(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names.

        Raises:
            UsageError: there is none such; names the nearest.
        """
        found = self.get_command(ctx, args[0])
        if found is None and not ctx.resilient_parsing:
            close = get_close_matches(args[0], self.known_names(ctx), n=1)
            zh = f"没有命令「{args[0]}」" + (f"，是不是 {close[0]}" if close else "")
            en = f"no command {args[0]!r}" + (f", did you mean {close[0]}?" if close else "")
            raise click.UsageError(say(zh, en), ctx)
        return args[0] if found else None, found, args[1:]


def command(
    name: str, words: Words | None = None, *, examples: Sequence[str], notes: Sequence[Words] = (), **facts: Any
) -> Callable[[Callable[..., Any]], Command]:
    """Make a function that takes the session first a command; a fixed one has its words in the table."""

    def make(function: Callable[..., Any]) -> Command:
        told = words or COMMANDS[name].words
        decorate = click.command(name, cls=Command, words=told, examples=examples, notes=notes, **facts)
        return decorate(click.pass_obj(function))

    return make


def group(name: str, commands: Sequence[Command]) -> Group:
    """A fixed command that is made of these commands."""
    examples = [line for command in commands for line in command.examples[:1]]
    made = {command.name or "": command for command in commands}
    return Group(name, words=COMMANDS[name].words, examples=examples, commands=made)


def option(
    *names: str, zh: str, en: str, value: Words | None = None, complete: str | None = None, **facts: Any
) -> Decorator:
    """Add an option; `complete` names what a shell offers, see `completion.offer`."""
    facts.update(cls=Option, words=(zh, en), value_words=value, shell_complete=_completer(complete))
    return click.option(*names, **facts)


def argument(name: str, value: Words, *, zh: str, en: str, complete: str | None = None, **facts: Any) -> Decorator:
    """Add an argument; `complete` names what a shell offers, see `completion.offer`."""
    facts.update(cls=Argument, words=(zh, en), value_words=value, shell_complete=_completer(complete))
    return click.argument(name, **facts)


def organisation(zh: str, en: str, **facts: Any) -> Decorator:
    """Add `--org`, which names an organisation."""
    return option("--org", zh=zh, en=en, value=("组织", "ORG"), complete="org", **facts)


def as_of() -> Decorator:
    """Add `--as-of`, which looks back at what was known then."""
    zh = "按当时所知：这一天为止，或报告上印的日志头为止所记的；以后的更正、变动都不算"
    en = "as it was known then: recorded up to that day, or up to the journal head printed on a report"
    return option("--as-of", zh=zh, en=en, value=("日期或日志头", "DAY|HEAD"))


def dry_run() -> Decorator:
    """Add `--dry-run`, which every command that writes has."""
    zh, en = "试运行：照样检查，不保存", "check everything, store nothing"
    return option("--dry-run", is_flag=True, zh=zh, en=en)


def limit(default: int) -> Decorator:
    """Add `--limit`."""
    zh, en = f"最多显示几条，0 为全部（默认 {default}）", f"show at most so many, 0 for all (default {default})"
    return option("--limit", type=Whole(), default=default, zh=zh, en=en, value=("条数", "N"))


def general_options() -> list[click.Parameter]:
    """The options that every command has; a later one wins over an earlier one."""

    def make(*names: str, zh: str, en: str, value: Words, **facts: Any) -> Option:
        return Option(
            names, (zh, en), value, is_general=True, expose_value=False, callback=_take, default=None, **facts
        )

    return [
        make(
            *("-w", "--workspace", "general_place"),
            zh="台账文件，或 PostgreSQL 地址；也可以写在环境变量 UNIONWORK_WORKSPACE 里",
            en="the workspace: a file or a PostgreSQL address; or set UNIONWORK_WORKSPACE",
            value=("台账", "PLACE"),
        ),
        make("--as", "general_operator", zh="操作员的键", en="key of the operator", value=("操作员", "OPERATOR")),
        make("--on", "general_on", type=Day(), zh="业务日期，默认今天", en="business day, today by default",
             value=("日期", "DATE")),
        make("--lang", "general_lang", type=OneOf(LANGUAGES), zh="语言：zh 或 en", en="language: zh or en",
             value=("语言", "LANG")),
        make("--format", "general_format", type=OneOf(FORMATS, _FILES), zh="输出格式：table、csv、json、jsonl",
             en="output: table, csv, json, jsonl", value=("格式", "FORMAT")),
    ]  # fmt: skip


def _completer(what: str | None) -> Callable[[click.Context, click.Parameter, str], Any] | None:
    """What a shell offers for a parameter, found only when it asks."""

    def complete(ctx: click.Context, _: click.Parameter, typed: str) -> Any:
        from unionwork_cli.completion import offer

        return offer(what or "", ctx, typed)

    return complete if what else None


def _take(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is None or ctx.obj is None:
        return
    name = (param.name or "").removeprefix("general_")
    if name == "lang":
        speak(value)
    else:
        setattr(ctx.obj, name, value)


def say_words(words: Words) -> str:
    """The text of a pair that is in the language in use."""
    return say(*words)
