"""Writes data to stdout as a table, as CSV or as JSON."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
import click

from unionwork_cli.headings import heading
from unionwork_cli.json_text import json_text
from unionwork_cli.language import say
from unionwork_cli.table import clean, lay_out


@attrs.frozen(kw_only=True)
class Shown:
    """How a person sees records of which programs see codes.

    Attributes:
        headings: what to call a column, by its key.
        record: a record with its codes in words.
    """

    headings: Mapping[str, str]
    record: Callable[[Mapping[str, Any]], Mapping[str, Any]]


def write_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str, shown: Shown | None = None
) -> None:
    """Write a list; JSON holds all of it, a table and CSV these columns."""
    if form == "json":
        click.echo(json_text(rows, 2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json_text(row))
    elif form == "csv":
        _write_csv(rows, columns)
    elif rows:
        _write_table(rows, columns, shown)


def write_record(record: Mapping[str, Any], columns: Sequence[str], form: str, shown: Shown | None = None) -> None:
    """Write one record; a table has a line for each column."""
    if form == "json":
        click.echo(json_text(record, 2))
    elif form == "jsonl":
        click.echo(json_text(record))
    elif form == "csv":
        _write_csv([record], columns)
    else:
        told = shown.record(record) if shown else record
        lines = [(_heading(key, shown), words_of(told.get(key))) for key in columns]
        _echo_columns(lines)


def words_of(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return say("，", ", ").join(f"{key}={words_of(held)}" for key, held in value.items())
    if isinstance(value, list | tuple):
        return say("、", ", ").join(words_of(held) for held in value)
    return str(value)


def _heading(key: str, shown: Shown | None) -> str:
    return (shown.headings.get(key) if shown else None) or heading(key)


def _echo_columns(lines: Sequence[tuple[str, str]]) -> None:
    from unionwork_cli.table import cells, pad

    width = max((cells(name) for name, _ in lines), default=0) + 2
    for name, text in lines:
        click.echo((pad(name, width) + clean(text)).rstrip())


def _write_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], shown: Shown | None) -> None:
    told = [shown.record(row) for row in rows] if shown else list(rows)
    numbers = [_is_numeric(row.get(key) for row in told) for key in columns]
    texts = [[words_of(row.get(key)) for key in columns] for row in told]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    lines, left_off = lay_out([_heading(key, shown) for key in columns], texts, numbers, width)
    click.echo("\n".join(lines))
    if left_off:
        zh = f"窗口不够宽，右边还有 {left_off} 列没有显示；--format csv 可以看全部"
        click.echo(say(zh, f"{left_off} columns at the right do not fit; --format csv shows all"), err=True)


def _is_numeric(values: Any) -> bool:
    held = [value for value in values if value is not None]
    return bool(held) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in held
    )


def _write_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(key)) for key in columns] for row in rows)
    click.echo(text.getvalue(), nl=False)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    text = json_text(value)
    return text if isinstance(value, Mapping | list | tuple) else text.strip('"')
