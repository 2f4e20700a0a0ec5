"""A roll from its workbook into the register, the journal included; and the walk over that journal."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, create_engine, insert
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from benchmarks.apart import Run
from benchmarks.county import ON
from unionwork.workspace import Workspace

# The columns of the sheet with the type in which they are stored.
_DAYS, _NUMBERS, _MONEY, _ID = ("建档日期",), ("家庭人口",), ("家庭月总收入",), "身份证号"


def write_roll(folder: Path, rows: int) -> None:
    """Write the roll; the same number of rows gives the same roll."""
    from unionwork.sample import write_rolls

    write_rolls(folder, seed=7, size=rows / 1_000, rolls={"hardship"})


def import_here(roll: str, place: str) -> Run:
    """Import by this library into a workspace that has just been made."""
    _clear(Path(place))
    with Workspace.create(place, region="cn", name="示范地区总工会", on=ON) as workspace:
        started = perf_counter()
        (report,) = workspace.import_files([roll], create_orgs=True)
        seconds = perf_counter() - started
        register = workspace.session.tables["aid_file"]
        with workspace.session.reading() as connection:
            stored = connection.execute(register.select()).all()
    assert report["added"] == len(stored)
    people, income = sum(row.family_size for row in stored), sum(row.income for row in stored)
    return Run(seconds=seconds, answer=_answer(len(stored), report["refused"], people, income))


def import_there(roll: str, place: str) -> Run:
    """Import by tablib with its openpyxl reader, python-stdnum and one Core insert of the same columns."""
    import tablib

    _clear(Path(place))
    engine = create_engine(f"sqlite:///{place}")
    started = perf_counter()
    sheet = tablib.Dataset().load(Path(roll).read_bytes(), format="xlsx")
    rows: list[dict[str, Any]] = []
    refused = 0
    for cells in sheet.dict:
        if not _is_sound(str(cells[_ID])):
            refused += 1
            continue
        for name in _DAYS:
            cells[name] = int(cells[name].strftime("%Y%m%d"))
        for name in _MONEY:
            cells[name] = round(cells[name] * 100)
        rows.append(cells)
    table = _table(sheet.headers)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), rows)
    seconds = perf_counter() - started
    engine.dispose()
    people, income = (sum(row[name] for row in rows) for name in (_NUMBERS[0], _MONEY[0]))
    return Run(seconds=seconds, answer=_answer(len(rows), refused, people, income))


def verify_here(place: str) -> Run:
    """Walk the journal of an imported workspace."""
    with Workspace.open(place, on=ON) as workspace:
        started = perf_counter()
        found = workspace.verify()
        seconds = perf_counter() - started
    assert found["breaks"] == []
    return Run(seconds=seconds, answer=f"{found['entries']} entries")


def _is_sound(number: str) -> bool:
    """Length, check digit and date by python-stdnum; the invented people live in no division it knows."""
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return len(number) == 18 and number[-1] == ric.calc_check_digit(number)


def _table(headers: list[str]) -> Table:
    kinds = dict.fromkeys((*_DAYS, *_NUMBERS, *_MONEY), BigInteger)
    columns = [Column(name, kinds.get(name, Text)) for name in headers]
    return Table("roll", MetaData(), Column("id", Integer, primary_key=True), *columns)


def _clear(place: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)


def _answer(stored: int, refused: int, people: int, income: int) -> str:
    return f"{stored} stored, {refused} refused, {people} people, {income} fen"
