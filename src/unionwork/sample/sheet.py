"""One written office sheet: its head, its rows, and what a reader must say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import attrs

from unionwork.errors import StoreError
from unionwork.sample.book import write_csv, write_xlsx
from unionwork.sample.dirt import Cell, Dirt, Spoiled
from unionwork.sample.layout import Layout
from unionwork.sample.plan import Plan, Style, make_plan

Row = tuple[str | int | date | None, ...]

_REMARKS: Final = (None,) * 9 + ("已电话核实", "材料后补", "见纸质档案")
_TOTALS: Final = ("合计", "合 计", "总计")


@attrs.frozen(kw_only=True)
class Refusal:
    """A row that must be refused.

    Attributes:
        row: its number in the sheet, counted from 1.
        column: the header as printed, spaces and all; `label` is the usual one.
        number: the number of the record in the row.
        kind: check_digit, numeric_id or no_such_day.
    """

    row: int
    column: str
    label: str
    number: str
    kind: str


@attrs.frozen(kw_only=True)
class Sheet:
    """What was written.

    Attributes:
        key: the key of the roll.
        path: the file.
        rows: data rows, those repeated and those to refuse among them; no blank or total row.
        header_row: the (last) row of the header.
        columns: the header printed for each usual label; of two lines, both joined.
        order: the usual labels from left to right.
        refused: the rows that must be refused.
        repeated: row numbers of a copy and of the row it copies.
    """

    key: str
    path: Path
    rows: int
    header_row: int
    columns: Mapping[str, str]
    order: tuple[str, ...]
    refused: tuple[Refusal, ...]
    repeated: tuple[tuple[int, int], ...]


def write_sheet(
    folder: Path,
    layout: Layout,
    rows: Sequence[Row],
    rng: Random,
    *,
    style: Style,
    spoiled: Mapping[int, Spoiled],
) -> Sheet:
    """Write one roll into the folder.

    Raises:
        StoreError: the file cannot be written.
    """
    dirt = Dirt(rng, len(rows)) if style.dirty else None
    plan = make_plan(layout, rng, style, dirt, rows=len(rows), whole=_whole(len(rows), spoiled))
    as_csv = style.other and layout.as_csv
    path = folder / f"{layout.title}{'.csv' if as_csv else '.xlsx'}"
    try:
        (write_csv if as_csv else write_xlsx)(path, plan, _lines(plan, rows, rng, dirt, spoiled))
    except OSError as error:
        raise StoreError(f"写不了文件「{path}」:{error.strerror or error};请检查文件夹和权限") from error
    return _written(path, plan, rows, spoiled)


def _written(path: Path, plan: Plan, rows: Sequence[Row], spoiled: Mapping[int, Spoiled]) -> Sheet:
    columns = {column.label: printed for column, printed in zip(plan.layout.columns, plan.printed, strict=True)}
    return Sheet(
        key=plan.layout.key,
        path=path,
        rows=len(rows) + len(plan.copies),
        header_row=len(plan.head),
        columns=columns,
        order=tuple(plan.layout.columns[position].label for position in plan.order),
        refused=tuple(
            Refusal(
                row=plan.row_number(index),
                column=columns[bad.label],
                label=bad.label,
                number=str(rows[index][0]),
                kind=bad.kind,
            )
            for index, bad in sorted(spoiled.items())
        ),
        repeated=tuple(
            (plan.row_number(len(rows) + copy), plan.row_number(index)) for copy, index in enumerate(plan.copies)
        ),
    )


def _whole(count: int, spoiled: Mapping[int, Spoiled]) -> list[int]:
    return [index for index in range(count) if index not in spoiled]


def _lines(
    plan: Plan, rows: Sequence[Row], rng: Random, dirt: Dirt | None, spoiled: Mapping[int, Spoiled]
) -> Iterator[Sequence[Cell]]:
    """Every row of the sheet from the head to the total."""
    yield from plan.head
    print_row = _printer(plan)
    forms = [column.form for column in plan.layout.columns]
    kept: dict[int, list[Cell]] = {}
    copies = set(plan.copies)
    blanks = set(plan.blanks)
    for index, row in enumerate(rows):
        cells = print_row(row)
        if dirt:
            cells = [dirt.cell(form, cell) for form, cell in zip(forms, cells, strict=True)]
        if index in spoiled:
            cells[plan.layout.position(spoiled[index].label)] = spoiled[index].cell
        if index in copies:
            kept[index] = cells
        if index in blanks:
            yield ()
        yield _arranged(plan, cells, rng, index)
    for copy, index in enumerate(plan.copies):
        yield _arranged(plan, kept[index], rng, len(rows) + copy)
    if plan.style.other:
        yield ()
        yield _total(plan, [*rows, *(rows[index] for index in plan.copies)], rng)


def _arranged(plan: Plan, cells: Sequence[Cell], rng: Random, index: int) -> list[Cell]:
    ordered = [cells[position] for position in plan.order]
    return [index + 1, *ordered, rng.choice(_REMARKS)] if plan.style.other else ordered


def _total(plan: Plan, rows: Iterable[Row], rng: Random) -> list[Cell]:
    sums: list[int | None] = [0 if column.form in {"count", "money"} else None for column in plan.layout.columns]
    for row in rows:
        for position, total in enumerate(sums):
            value = row[position]
            if total is not None and isinstance(value, int):
                sums[position] = total + value
    cells = _printer(plan)(tuple(sums))
    return [rng.choice(_TOTALS), *(cells[position] for position in plan.order)]


def _printer(plan: Plan) -> Callable[[Row], list[Cell]]:
    """What turns a record's values into cells: fen into yuan, yyyymm into words."""
    month = "{}年{}月" if plan.style.other else "{}-{:02}"

    def print_month(value: int) -> str:
        return month.format(value // 100, value % 100)

    changes: list[tuple[int, Callable[[int], Cell]]] = []
    for position, column in enumerate(plan.layout.columns):
        if column.form == "money":
            changes.append((position, _ten_thousands if "万元" in plan.printed[position] else _yuan))
        elif column.form == "month":
            changes.append((position, print_month))

    def print_row(row: Row) -> list[Cell]:
        cells: list[Cell] = list(row)
        for position, change in changes:
            value = row[position]
            if isinstance(value, int):
                cells[position] = change(value)
        return cells

    return print_row


def _yuan(fen: int) -> int | float:
    return fen / 100 if fen % 100 else fen // 100


def _ten_thousands(fen: int) -> int | float:
    # Six decimals at most, so that not a fen is lost.
    return fen / 1_000_000 if fen % 1_000_000 else fen // 1_000_000
