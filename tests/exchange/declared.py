"""Small kinds, words and rolls for the tests of sheets; builders of books and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.fields import (
    Field,
    Private,
    Shape,
    coded,
    credit_code,
    day,
    flag,
    id_number,
    integer,
    money,
    month,
    phone,
    quantity,
    ref,
    text,
)
from unionwork.declare.kinds import Record, Ref, kind, kind_of
from unionwork.declare.rolls import Fill, Roll
from unionwork.declare.vocabularies import Vocabulary, term
from unionwork.exchange.files import Sort
from unionwork.exchange.grids import Cell, Sheet, read_book
from unionwork.exchange.headers import recognise
from unionwork.exchange.layouts import Layout
from unionwork.exchange.rows import RowReading, read_rows
from unionwork.values import IdNumber

SEX = Vocabulary(key="sex", label="性别", terms=(term("1", "男", "男性"), term("2", "女", "女性")))
CATEGORY = Vocabulary(
    key="category",
    label="户类型",
    terms=(term("poor", "贫困户", "建档立卡户"), term("plain", "一般农户")),
    open=True,
)
WORDS = {"sex": SEX, "category": CATEGORY}


@kind("farm", "农户", label_en="farm", number="NH{seq:04}", number_label=("户编号", "户号"), name="head_name")
class Farm(Record):
    """A household of the tests."""

    head_name: str = text("户主姓名", aliases=("户主",))
    category: str | None = coded("户类型", "category", aliases=("农户属性",))
    income: int | None = money("家庭年收入", aliases=("年收入",), private=Private.INCOME)
    land: int | None = quantity("耕地面积", decimals=2, help="亩数,两位小数")


@kind("villager", "村民", label_en="villager", number="CM{seq:05}", name="name")
class Villager(Record):
    """A person of the tests."""

    farm: Ref = ref("户编号", to="farm")
    name: str = text("姓名", aliases=("成员姓名",))
    sex: str | None = coded("性别", "sex", derived_from="id_number")
    id_number: str = id_number()
    born_on: date | None = day("出生日期", derived_from="id_number", private=Private.BIRTH)
    people: int | None = integer("人数", unit="人", least=None)
    is_member: bool | None = flag("是否会员")
    joined: str | None = month("入会月份")
    phone: str | None = phone()
    employer_code: str | None = credit_code()
    remark: str | None = text("情况说明")


@kind("grant", "补助", label_en="grant", number="BZ{seq:05}")
class Grant(Record):
    """A payment of the tests."""

    person: Ref = ref("村民编号", to="villager")
    amount: int = money("补助金额", aliases=("金额",))
    paid_on: date = day("发放日期")


VILLAGE = Roll(
    key="village",
    label="村民花名册",
    org=(("乡镇", "镇"), ("村", "行政村")),
    fills=(
        Fill(kind=Farm, key=("number",), fields=("number", "head_name", "category", "income", "land")),
        Fill(
            kind=Villager,
            key=("id_number",),
            refs={"farm": 0},
            fields=(
                *("name", "sex", "id_number", "born_on", "people", "is_member", "joined", "phone"),
                *("employer_code", "remark"),
            ),
        ),
        Fill(
            kind=Grant,
            key=("person",),
            refs={"person": 1},
            fields=("amount", "paid_on"),
            when=("amount", "paid_on"),
        ),
    ),
)
FARMS = Roll(
    key="farms",
    label="农户台账",
    fills=(Fill(kind=Farm, key=("number",), fields=("number", "head_name", "category")),),
)
ROLLS = (VILLAGE, FARMS)
CATALOGUE = Catalogue.of([kind_of(Farm), kind_of(Villager), kind_of(Grant), SEX, CATEGORY, *ROLLS])

HEADERS = ("乡镇", "村", "户编号", "户主姓名", "姓名", "性别", "身份证号", "补助金额", "发放日期")


def an_id(place: int = 1, born: str = "19850224") -> str:
    """A valid ID number in a division that was never allotted."""
    first = f"239990{born}{place:03}"
    return first + IdNumber.check_sign(first)


def a_row(place: int = 1, **changed: Cell) -> list[Cell]:
    """A row below HEADERS; a header given by name gets another value."""
    row: dict[str, Cell] = {
        "乡镇": "红星镇",
        "村": "前进村",
        "户编号": f"NH{place:04}",
        "户主姓名": f"户主{place}",
        "姓名": f"村民{place}",
        "性别": "男" if place % 2 else "女",
        "身份证号": an_id(place),
        "补助金额": 100.5,
        "发放日期": date(2024, 5, 6),
    }
    return [{**row, **changed}[name] for name in HEADERS]


def a_field(shape: Shape, **facts: object) -> Field:
    """A field of that shape."""
    return Field(key="field", label="字段", shape=shape, **facts)  # type: ignore[arg-type]


def a_sheet(*rows: Sequence[Cell], sort: Sort = Sort.XLSX) -> Sheet:
    """A sheet that holds these rows from row 1 on."""
    return Sheet(
        name="表一", book="花名册.xlsx", sort=sort, read=lambda: iter([(n, list(r)) for n, r in enumerate(rows, 1)])
    )


def a_book(path: Path, rows: Iterable[Sequence[object]], merged: Iterable[str] = ()) -> Path:
    """An .xlsx with these rows and merged ranges."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


def cells_of(path: Path) -> list[list[Cell]]:
    """The cells of the first sheet of a file."""
    return [cells for _, cells in read_book(path).sheets[0].rows()]


def laid_out(*rows: Sequence[Cell], roll: Roll | None = None) -> Layout:
    """The layout of a sheet with these rows."""
    return recognise(a_sheet(*rows), ROLLS, roll)


def read(*rows: Sequence[Cell], sort: Sort = Sort.XLSX) -> list[RowReading]:
    """What a sheet with these rows holds."""
    sheet = a_sheet(*rows, sort=sort)
    return list(read_rows(recognise(sheet, ROLLS), sheet, WORDS))


def reasons(reading: RowReading, level: str = "error") -> dict[str, str]:
    """Column to reason of the problems of that level."""
    return {problem.column: problem.reason for problem in reading.problems if problem.level == level}
