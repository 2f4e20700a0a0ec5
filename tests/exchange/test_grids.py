"""Sheets as rows of plain cells, whatever the file's format."""

from __future__ import annotations

import codecs
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook
from tablib import Databook, Dataset

from tests.exchange.declared import a_book, cells_of
from unionwork.exchange.files import Sort
from unionwork.exchange.formats import register_formats
from unionwork.exchange.grids import CellProblem, read_book

TABLE = "姓名,说明\n张三,好\n李四,\n"


def test_rows_carry_the_number_that_excel_shows(tmp_path: Path) -> None:
    book = Workbook()
    book.active["C4"] = "姓名"
    book.active["C6"] = "张三"
    book.save(tmp_path / "a.xlsx")
    rows = {number: cells[2] for number, cells in read_book(tmp_path / "a.xlsx").sheets[0].rows() if any(cells)}
    assert rows == {4: "姓名", 6: "张三"}


def test_sheets_with_content_are_kept_hidden_ones_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "甲"
    book.active["A1"] = 1
    book.create_sheet("空")
    hidden = book.create_sheet("乙")
    hidden["A1"], hidden.sheet_state = 2, "hidden"
    book.create_sheet("填写说明")["A1"] = "列名"
    book.save(tmp_path / "a.xlsx")
    read = read_book(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in read.sheets] == [("甲", False), ("乙", True)]
    assert "「乙」是隐藏的" in read.notes[0]


def test_a_formula_without_a_value_and_an_error_value_are_problems(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["=1+1", 5, "文字"])
    book.active["D1"] = "#N/A"
    book.active["F3"] = "=A1"
    book.save(tmp_path / "a.xlsx")
    rows = cells_of(tmp_path / "a.xlsx")
    formula, number, word, error = rows[0][:4]
    assert isinstance(formula, CellProblem)
    assert "公式还没有算出结果" in formula.reason
    assert (number, word) == (5, "文字")
    assert isinstance(error, CellProblem)
    assert error.text == "#N/A"
    assert isinstance(rows[-1][5], CellProblem)


def test_a_formula_that_was_computed_is_its_value_even_the_empty_text(tmp_path: Path) -> None:
    from tests.exchange.test_bad_files import a_sheet_part, replaced_part

    path = a_book(tmp_path / "a.xlsx", [["x"]])
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>"a"</f><v>a</v></c><c r="D1"><f>B1</f></c>'
        '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    row = cells_of(replaced_part(path, "xl/worksheets/sheet1.xml", a_sheet_part(cells)))[0]
    assert row[:3] == [2, "", "a"]
    assert [cell.text for cell in row[3:] if isinstance(cell, CellProblem)] == ["", "#DIV/0!"]


def test_an_old_workbook_gives_dates_numbers_and_error_values(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    style = xlwt.XFStyle()
    style.num_format_str = "yyyy-mm-dd"
    sheet.write(1, 0, date(2009, 6, 30), style)
    sheet.write(1, 1, 3.5)
    sheet.write(1, 2, "张三")
    sheet.row(1).set_cell_error(3, "#REF!")
    book.save(str(tmp_path / "a.xls"))
    read = read_book(tmp_path / "a.xls")
    cells = list(read.sheets[0].rows())[1][1]
    assert read.sort is Sort.XLS
    assert cells[:3] == [date(2009, 6, 30), 3.5, "张三"]
    assert isinstance(cells[3], CellProblem)
    assert cells[3].text == "#REF!"


def test_a_cell_merged_over_rows_holds_its_value_in_each(tmp_path: Path) -> None:
    rows = [["户编号", "姓名"], ["H1", "甲"], [None, "乙"], [None, "丙"], ["H2", "丁"]]
    path = a_book(tmp_path / "a.xlsx", rows, merged=["A2:A4"])
    assert [row[0] for row in cells_of(path)] == ["户编号", "H1", "H1", "H1", "H2"]


def test_a_day_with_a_clock_time_is_a_datetime(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", [[date(2009, 6, 30), datetime(2009, 6, 30, 8, 5)]])  # noqa: DTZ001
    assert cells_of(path)[0] == [date(2009, 6, 30), datetime(2009, 6, 30, 8, 5)]  # noqa: DTZ001


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8"),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("gb18030"),
        codecs.BOM_UTF8 + TABLE.encode("gb18030"),
        TABLE.encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode("gb18030"),
        TABLE.replace("\n", "\r").encode("utf-8"),
    ],
    ids=["utf-8", "bom", "gb18030", "bom+gb18030", "utf-16", "crlf", "cr"],
)
def test_a_csv_is_read_in_the_encoding_it_has(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert cells_of(path) == [["姓名", "说明"], ["张三", "好"], ["李四", ""]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_of_a_csv_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'姓名{delimiter}说明\n张三{delimiter}"a,b;c\td"\n', encoding="utf-8")
    assert cells_of(path) == [["姓名", "说明"], ["张三", "a,b;c\td"]]


def test_rows_of_a_csv_are_counted_as_excel_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,说明\n\n张三,"一\n二"\n李四,\n', encoding="utf-8")
    assert [number for number, cells in read_book(path).sheets[0].rows() if cells] == [1, 3, 4]


def test_texts_that_other_systems_guard_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('编号\n"=""00123"""\n\'=1+1\n\'abc\n', encoding="utf-8")
    assert cells_of(path) == [["编号"], ["00123"], ["=1+1"], ["'abc"]]


def test_a_json_list_becomes_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"姓名": "张三", "人数": 3}, {"姓名": "李四", "是否": true}]', encoding="utf-8")
    assert cells_of(path) == [["姓名", "人数", "是否"], ["张三", 3, None], ["李四", None, True]]


def test_tablib_reads_spreadsheets_through_calamine(tmp_path: Path) -> None:
    register_formats()
    path = a_book(tmp_path / "a.xlsx", [["姓名", "人数"], ["张三", 3]])
    with path.open("rb") as file:
        data = Dataset().load(file, format="calamine")
    assert (data.headers, data[0]) == (["姓名", "人数"], ("张三", 3))
    with path.open("rb") as file:
        assert [sheet.title for sheet in Databook().load(file, format="calamine").sheets()] == ["Sheet"]


def test_tablib_writes_formulas_as_the_texts_they_are(tmp_path: Path) -> None:
    register_formats()
    path = tmp_path / "a.xlsx"
    path.write_bytes(Dataset(["=1+1"], headers=["说明"]).export("text_safe_xlsx"))
    assert cells_of(path) == [["说明"], ["=1+1"]]
