"""The workbook of refused rows: corrected, it is imported again. And templates, filled in and imported."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.exchange.declared import CATALOGUE, HEADERS, ROLLS, VILLAGE, WORDS, a_row, a_sheet, an_id
from unionwork.exchange.grids import Cell, CellProblem, read_book
from unionwork.exchange.headers import recognise
from unionwork.exchange.headings import REMARK_HEADER
from unionwork.exchange.problems import write_problem_book
from unionwork.exchange.rows import RowReading, read_rows
from unionwork.exchange.templates import write_template


def refused_book(path: Path, *rows: tuple[Cell, ...] | list[Cell]) -> int:
    sheet = a_sheet(*rows)
    layout = recognise(sheet, ROLLS)
    refused = [(row, row.problems) for row in read_rows(layout, sheet, WORDS) if row.is_refused]
    return write_problem_book(path, sheet, layout, refused)


def reread(path: Path) -> list[RowReading]:
    sheet = read_book(path).sheets[0]
    return list(read_rows(recognise(sheet, ROLLS), sheet, WORDS))


def test_refused_rows_come_back_as_they_were_with_their_problems(tmp_path: Path) -> None:
    path = tmp_path / "问题.xlsx"
    bad = a_row(2, 性别="妖", 发放日期="2024-6-31")
    assert refused_book(path, ("村民花名册",), HEADERS, a_row(1), bad) == 1
    sheet = load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == [*HEADERS, REMARK_HEADER]
    assert [cell.value for cell in sheet[2]][:9] == bad
    assert sheet["J2"].value.startswith("原第 4 行:性别:")
    assert "只有 30 天" in sheet["J2"].value
    assert sheet["F2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "男、女" in sheet["F2"].comment.text
    assert sheet["E2"].comment is None


def test_the_corrected_workbook_is_read_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "问题.xlsx"
    refused_book(path, HEADERS, a_row(2, 性别="妖", 身份证号=CellProblem("", "没有值")), a_row(3, 姓名=""))
    assert [row.is_refused for row in reread(path)] == [True, True]
    book = load_workbook(path)
    book.active["F2"], book.active["G2"], book.active["E3"] = "女", an_id(2), "村民3"
    book.save(path)
    rows = reread(path)
    assert [(row.is_refused, row.extra, list(row.problems)) for row in rows] == [(False, {}, [])] * 2
    assert rows[0].fills[2] == {"amount": 10050, "paid_on": 20240506}


def test_units_and_group_headings_survive_the_way_through_the_problem_workbook(tmp_path: Path) -> None:
    path = tmp_path / "问题.xlsx"
    refused_book(
        path,
        ("计量单位:万元",),
        ("户编号", "户主姓名", "村民", "", "补助", "", "别的"),
        ("", "", "姓名", "身份证号", "金额", "发放日期", "说明"),
        ("NH0001", "甲", "", an_id(), 0.12, date(2024, 5, 6), "特别"),
    )
    book = load_workbook(path)
    assert book.active["E1"].value == "补助金额(万元)"
    book.active["C2"] = "乙"
    book.save(path)
    (row,) = reread(path)
    assert not row.is_refused
    assert row.fills[2] == {"amount": 120000, "paid_on": 20240506}
    assert row.extra == {"别的说明": "特别"}


def test_a_stream_can_take_the_problem_workbook() -> None:
    sheet = a_sheet(HEADERS, a_row(1, 姓名=""))
    layout = recognise(sheet, ROLLS)
    stream = io.BytesIO()
    write_problem_book(stream, sheet, layout, [(row, row.problems) for row in read_rows(layout, sheet, WORDS)])
    assert load_workbook(stream).active["A2"].value == "红星镇"


def test_a_template_is_recognised_as_its_roll_and_may_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(path, VILLAGE, CATALOGUE)
    book = load_workbook(path)
    headers = [str(cell.value) for cell in book.active[1]]
    assert headers[:4] == ["乡镇", "村", "户编号*", "户主姓名*"]
    assert "家庭年收入(元)" in headers
    values = dict(zip(HEADERS, a_row(), strict=True))
    book.active.append([values.get(name.rstrip("*").partition("(")[0]) for name in headers])
    book.save(path)
    (row,) = reread(path)
    assert not row.problems
    assert row.fills[2] == {"amount": 10050, "paid_on": 20240506}
    assert row.org == ("红星镇", "前进村")


def test_a_template_offers_lists_text_columns_and_an_explanation(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(path, VILLAGE, CATALOGUE)
    book = load_workbook(path)
    headers = {str(cell.value).rstrip("*"): cell.column_letter for cell in book.active[1]}
    lists = {str(rule.sqref).partition("2:")[0]: rule for rule in book.active.data_validations.dataValidation}
    assert lists[headers["性别"]].formula1 == '"男,女"'
    assert lists[headers["性别"]].errorStyle in ("stop", None)
    assert lists[headers["户类型"]].errorStyle == "warning"
    assert lists[headers["是否会员"]].formula1 == '"是,否"'
    for name in ("身份证号", "联系电话", "入会月份"):
        assert book.active.column_dimensions[headers[name]].number_format == "@"
    guide = {row[0]: row for row in book["填写说明"].iter_rows(values_only=True) if row[0]}
    assert guide["耕地面积"][3] == "亩数,两位小数"
    assert guide["姓名"][1] == "是"
    assert "男、女" in guide["性别"][3]


@pytest.mark.parametrize("count", [2, 90])
def test_a_long_list_of_words_lies_on_a_hidden_sheet(tmp_path: Path, count: int) -> None:
    from unionwork.declare.catalogue import Catalogue
    from unionwork.declare.vocabularies import Vocabulary, term

    words = Vocabulary(key="sex", label="词", terms=tuple(term(f"c{n}", f"第{n}个词语") for n in range(count)))
    catalogue = Catalogue.of([*CATALOGUE.kinds.values(), words, CATALOGUE.vocabularies["category"], *ROLLS])
    path = tmp_path / "模板.xlsx"
    write_template(path, VILLAGE, catalogue)
    book = load_workbook(path)
    place = next(cell.column_letter for cell in book.active[1] if cell.value == "性别")
    rule = next(r for r in book.active.data_validations.dataValidation if str(r.sqref).startswith(f"{place}2"))
    assert (rule.formula1 == f"填写选项!${place}$1:${place}$90") is (count == 90)
    assert book["填写选项"].sheet_state == "hidden"
