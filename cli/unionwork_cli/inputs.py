"""What an option or argument may hold, and what is said when it holds something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from unionwork_cli.language import Words, say


class OneOf(click.ParamType[str]):
    """One of a few words; `more` is what is said beside them to who wrote another."""

    name = "word"

    def __init__(self, words: Sequence[str], more: Words = ("", "")) -> None:
        self.words, self.more = tuple(words), more

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, if it is one of them."""
        if value in self.words:
            return str(value)
        listed = "、".join(self.words) + self.more[0], ", ".join(self.words) + self.more[1]
        return self.fail(say(f"没有「{value}」；可用：{listed[0]}", f"{value!r} is none of: {listed[1]}"), param, ctx)


class Whole(click.ParamType[int]):
    """A whole number that is not below a lowest one."""

    name = "whole"

    def __init__(self, lowest: int = 0) -> None:
        self.lowest = lowest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if isinstance(value, int):
            return value
        if not re.fullmatch(r"\d{1,18}", value, re.ASCII) or int(value) < self.lowest:
            zh = f"「{value}」应为不小于 {self.lowest} 的整数"
            self.fail(say(zh, f"{value!r} is no whole number of {self.lowest} or more"), param, ctx)
        return int(value)


class Day(click.ParamType[date]):
    """A day, written 2009-06-30."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; the library refuses one that no calendar has."""
        del ctx
        from unionwork.values import parse_day

        if isinstance(value, date):
            return value
        return parse_day(value, f"{param.opts[0]} 的日期" if param else "日期")


class DayCount(click.ParamType[int]):
    """So many days, written 30d, 30天 or 30."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """How many days."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,5})\s*(?:[dD]|天|日)?", value.strip(), re.ASCII)
        if not found:
            self.fail(say(f"「{value}」看不懂；请写成 30d", f"{value!r} is no count of days; write 30d"), param, ctx)
        return int(found[1])


class Setting(click.ParamType[tuple[str, str]]):
    """A name and its value, written NAME=VALUE; the value may be empty."""

    name = "setting"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the value."""
        if isinstance(value, tuple):
            return value
        name, sign, text = value.partition("=")
        if not sign or not name.strip():
            zh = f"「{name}」后面要有等号和值，例如 {name.strip() or 'workers'}=100"
            self.fail(say(zh, f"{name!r} lacks '=VALUE'"), param, ctx)
        return name.strip(), text.strip()


def split_list(words: Sequence[str]) -> list[str]:
    """The words of options that may be repeated or hold several words joined by commas."""
    return [part.strip() for word in words for part in re.split("[,，]", word) if part.strip()]
