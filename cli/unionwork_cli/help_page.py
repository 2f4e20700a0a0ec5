"""The page that `--help` shows, laid out in cells so that Chinese lines up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence

import click

from unionwork_cli.command import Argument, Command, Group, Option, say_words
from unionwork_cli.language import say
from unionwork_cli.table import cells, pad

_INDENT = "  "
_WIDEST = 100
_LEFT = 30


def page(command: Command, ctx: click.Context) -> str:
    """The whole page of a command."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    parts = [usage_line(command, ctx), say_words(command.words)]
    parts += ["\n".join(wrap(text, width)) for note in command.notes if (text := say_words(note))]
    if command.examples:
        parts.append(_block(say("例：", "Examples:"), command.examples_for(ctx)))
    options, others = _options(command, ctx), [*_sections(command, ctx), *command.more_help(ctx)]
    # Commands are what a newcomer looks for, before any option; a command's options come before its fields.
    others.insert(len(others) if isinstance(command, Group) else 1, options)
    for heading, rows in others:
        if rows:
            parts.append(_block(heading, two_columns(rows, width - len(_INDENT))))
    if ctx.parent is not None:
        parts.append(
            say(
                "通用选项（写在命令前后都可以）：-w、--as、--on、--lang、--format，说明见 unionwork --help",
                "General options (before or after the command): -w, --as, --on, --lang, --format; see unionwork --help",
            )
        )
    return "\n\n".join(parts)


def usage_line(command: click.Command, ctx: click.Context) -> str:
    """How a command is written."""
    pieces = [say("[选项]", "[OPTIONS]")]
    for param in command.params:
        if isinstance(param, Argument):
            name = say_words(param.value_words) + ("..." if param.nargs != 1 else "")
            pieces.append(name if param.required else f"[{name}]")
    if isinstance(command, click.Group):
        pieces.append(say("命令 ...", "COMMAND ..."))
    return f"{say('用法：', 'Usage: ')}{ctx.command_path} {' '.join(pieces)}"


def _sections(command: Command, ctx: click.Context) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    arguments = [param for param in command.params if isinstance(param, Argument)]
    yield (
        say("参数：", "Arguments:"),
        [(say_words(param.value_words), say_words(param.words)) for param in arguments],
    )
    if isinstance(command, Group):
        rows = [(name, say_words(words)) for name, words in command.entries(ctx)]
        yield say("命令：", "Commands:"), rows


def _options(command: Command, ctx: click.Context) -> tuple[str, list[tuple[str, str]]]:
    is_top = ctx.parent is None
    wanted = [param for param in command.params if isinstance(param, Option) and (is_top or not param.is_general)]
    rows = [(_left(param), _right(param)) for param in wanted]
    return say("选项：", "Options:"), [*rows, (_INDENT * 2 + "--help", say("显示这一页", "show this page"))]


def _left(param: Option) -> str:
    # A long name stands under the others whether or not a short one comes before it.
    names = ", ".join(param.opts) if len(param.opts[0]) == 2 else _INDENT * 2 + ", ".join(param.opts)
    return f"{names} {say_words(param.value_words)}" if param.value_words else names


def _right(param: Option) -> str:
    marks = [
        say("必填", "required") if param.required else "",
        say("可重复", "may be repeated") if param.multiple else "",
    ]
    told = say("，", ", ").join(mark for mark in marks if mark)
    return say_words(param.words) + (say(f"（{told}）", f" ({told})") if told else "")


def _block(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"{_INDENT}{line}" for line in lines)])


def two_columns(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names on the left, what they mean on the right, wrapped to so many cells."""
    left = min(max((cells(name) for name, _ in rows), default=0), _LEFT) + 2
    lines: list[str] = []
    for name, text in rows:
        told = wrap(text, max(width - left, 20)) or [""]
        if cells(name) > left - 2:
            lines.append(name)
        else:
            lines.append((pad(name, left) + told.pop(0)).rstrip())
        lines += [" " * left + line for line in told]
    return lines


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of so many cells; it may break between any two Chinese signs, and at spaces."""
    lines: list[str] = []
    line = ""
    for piece in re.findall(r"[!-~]+|\s+|[^!-~\s][，。；：、）」]*", text):
        if cells(line + piece) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
        line += piece if line or piece.strip() else ""
    return [*lines, line.rstrip()] if line.strip() else lines
