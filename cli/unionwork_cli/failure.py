"""What a failed run says, as one line, and the exit code it answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from unionwork_cli.language import say

INTERRUPTED = 130
STORE = 3
USAGE = 2


def answer(error: BaseException) -> int:
    """Say on stderr what went wrong, without a traceback; the exit code for the shell."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return USAGE
    if isinstance(error, click.ClickException):
        from unionwork_cli.usage import line_of

        _say_line(line_of(error))
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | EOFError | click.Abort):
        _say_line(say("已中断", "interrupted"))
        return INTERRUPTED
    from unionwork.errors import UnionworkError

    if isinstance(error, UnionworkError):
        _say_line(error.message)
        return int(error.exit_code)
    if isinstance(error, OSError) and error.filename is not None:
        why = error.strerror or type(error).__name__
        _say_line(say(f"读写「{error.filename}」失败：{why}；请检查路径、权限和磁盘空间",
                      f"cannot read or write {error.filename!r}: {why}"))  # fmt: skip
        return STORE
    from unionwork_cli.crash import write_report

    # Its text may quote a record, so only its class is shown.
    name, path = type(error).__name__, write_report(error)
    zh = f"程序内部出错（{name}）；报告不含任何数据，已写入 {path}，请连同所用的命令交给维护人员"
    _say_line(say(zh, f"internal error ({name}); a report without any data was written to {path}"))
    return STORE


def _say_line(text: str) -> None:
    with suppress(BrokenPipeError):
        click.echo(f"unionwork: {' '.join(text.split())}", err=True)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """A reader such as `head` that has seen enough is no failure."""
    try:
        yield
    except BrokenPipeError:
        # What is still held back must not fail again when the interpreter ends.
        silent = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                os.dup2(silent, stream.fileno())
        raise click.exceptions.Exit(0) from None
