"""A wrongly worded command, told as one line in the language in use."""

from __future__ import annotations

from difflib import get_close_matches

import click

from unionwork_cli.command import Argument, say_words
from unionwork_cli.language import say, spoken


def line_of(error: click.ClickException) -> str:
    """What was wrong, and where the help is."""
    text = _chinese(error) if spoken() == "zh" else _english(error)
    ctx = getattr(error, "ctx", None)
    if ctx is None:
        return text
    how = f"{ctx.command_path} --help"
    return say(f"{text}；运行 {how} 查看用法", f"{text.rstrip('.')}; see {how}")


def _english(error: click.ClickException) -> str:
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return f"{name}: {error.message}" if (name := _name_of(error)) else error.message
    if isinstance(error, click.MissingParameter):
        return f"{_name_of(error)} is missing"
    return error.format_message()


def _chinese(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_did_you_mean(error.option_name, _options(error))}"
    if isinstance(error, click.MissingParameter):
        return f"缺少{'参数' if isinstance(error.param, Argument) else '选项'} {_name_of(error)}"
    if isinstance(error, click.BadParameter):
        return f"{name}：{error.message}" if (name := _name_of(error)) else error.message
    if isinstance(error, click.BadOptionUsage):
        takes = "takes" in error.message or "does not take" in error.message
        return f"选项 {error.option_name} {'不带值' if takes else '后面要有一个值'}"
    message = error.message
    if isinstance(error, click.UsageError) and message == "Missing command.":
        return "缺少命令"
    if isinstance(error, click.UsageError) and message.startswith("Got unexpected extra argument"):
        return f"多出了参数 {message.partition('(')[2].rstrip(')')}"
    return message


def _name_of(error: click.BadParameter) -> str:
    param = error.param
    if isinstance(param, Argument):
        return say_words(param.value_words)
    if param is not None:
        return max(param.opts, key=len)
    return str(error.param_hint or "")


def _options(error: click.UsageError) -> list[str]:
    return [name for param in error.ctx.command.params for name in param.opts] if error.ctx else []


def _did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word, [name for name in known if name.startswith("--")], n=1)
    return f"，是不是 {close[0]}" if close else ""
