"""The data rows of a sheet: what is read, what is passed over, what is refused and why."""

from __future__ import annotations

from datetime import date

import pytest

from tests.exchange.declared import HEADERS, ROLLS, WORDS, a_row, a_sheet, an_id, read, reasons
from unionwork.exchange.files import Sort
from unionwork.exchange.grids import CellProblem
from unionwork.exchange.headers import recognise
from unionwork.exchange.rows import read_rows


def test_a_row_fills_the_records_of_its_roll() -> None:
    (row,) = read(HEADERS, a_row(1))
    assert row.row == 2
    assert row.fills == (
        {"number": "NH0001", "head_name": "户主1"},
        {"name": "村民1", "sex": "1", "id_number": an_id(1), "born_on": 19850224},
        {"amount": 10050, "paid_on": 20240506},
    )
    assert row.org == ("红星镇", "前进村")
    assert (row.extra, list(row.problems), row.is_refused) == ({}, [], False)


def test_an_empty_cell_is_absent_and_a_cleared_one_is_none() -> None:
    headers = (*HEADERS, "是否会员", "情况说明")
    (empty,) = read(headers, [*a_row(), "", None])
    (cleared,) = read(headers, [*a_row(), "清空", "清空"])
    assert empty.fills[1] is not None
    assert "is_member" not in empty.fills[1]
    assert cleared.fills[1] is not None
    assert (cleared.fills[1]["is_member"], cleared.fills[1]["remark"]) == (None, None)


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    bad = a_row(3, 姓名="", 性别="妖", 身份证号=2.3999e17, 发放日期="2024-6-31", 户编号="清空")
    (row,) = read(HEADERS, bad)
    assert row.is_refused
    told = reasons(row)
    assert set(told) == {"姓名", "性别", "身份证号", "发放日期", "户编号"}
    assert "不能为空" in told["姓名"]
    assert "数字格式" in told["身份证号"]
    assert "只有 30 天" in told["发放日期"]
    assert {problem.index for problem in row.problems} == {2, 4, 5, 6, 8}
    assert "2399900000" not in str(row.problems)


def test_a_bad_row_does_not_touch_the_others() -> None:
    rows = read(HEADERS, a_row(1), a_row(2, 身份证号="123"), a_row(3))
    assert [(row.row, row.is_refused) for row in rows] == [(2, False), (3, True), (4, False)]


def test_a_record_whose_condition_is_empty_is_not_there() -> None:
    (row,) = read(HEADERS, a_row(1, 补助金额="", 发放日期=""))
    assert row.fills[2] is None
    assert not row.is_refused


def test_a_formula_without_a_value_refuses_the_row_by_name() -> None:
    (row,) = read(HEADERS, a_row(1, 补助金额=CellProblem("#REF!", "公式的结果是错误值 #REF!")))
    assert reasons(row) == {"补助金额": "公式的结果是错误值 #REF!"}


@pytest.mark.parametrize(
    "passed",
    [
        (),
        ("", None, "  "),
        ("合计", "", "", "", "", "", "", 5000.0),
        ("", "总 计", "", "", "", "", "", 5000.0),
        ("本页小计:", "", "", "", "", "", "", 5000.0),
        ("全镇合计(3人)", ""),
        HEADERS,
        ("前进村村民花名册",),
        ("单位负责人:张三", "", "填表人：李四"),
        ("填表人：李四",),
        ("填表日期:2024年5月6日",),
        ("注:本表一式两份",),
    ],
    ids=str,
)
def test_rows_that_are_no_record_are_passed_over(passed: tuple[object, ...]) -> None:
    rows = read(("前进村村民花名册",), HEADERS, a_row(1), passed, a_row(2))
    assert [row.row for row in rows] == [3, 5]
    assert not any(row.is_refused for row in rows)


def test_a_row_that_is_only_numbered_beforehand_is_blank() -> None:
    headers = ("序号", *HEADERS)
    assert [row.row for row in read(headers, [1.0, *a_row()], [2.0], [3.0, *[""] * 9])] == [2]


def test_a_total_in_the_column_of_running_numbers_is_passed_over() -> None:
    headers = ("序号", *HEADERS)
    assert [row.row for row in read(headers, [1.0, *a_row()], ["合计", "", "", "", "", "", "", "", 100.5])] == [2]


def test_the_line_that_numbers_the_columns_is_passed_over() -> None:
    assert [row.row for row in read(HEADERS, ("甲", "乙", 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), a_row())] == [3]


def test_people_whose_names_hold_the_words_of_totals_stay() -> None:
    rows = read(HEADERS, a_row(1, 村="计家村", 姓名="计划"), a_row(2, 乡镇="负责人镇"))
    assert len(rows) == 2


def test_unknown_columns_are_kept_as_text() -> None:
    (row,) = read((*HEADERS, "备注", "备注"), [*a_row(), " 重点户 ", 3.0])
    assert row.extra == {"备注": "重点户", "备注(K)": "3"}


def test_sex_and_birthday_come_from_the_id_number_where_the_sheet_has_none() -> None:
    headers = tuple(name for name in HEADERS if name != "性别")
    (row,) = read(headers, [cell for name, cell in zip(HEADERS, a_row(2), strict=True) if name != "性别"])
    assert row.fills[1] is not None
    assert (row.fills[1]["sex"], row.fills[1]["born_on"]) == ("2", 19850224)


def test_a_sheet_that_contradicts_the_id_number_is_kept_with_a_warning() -> None:
    (row,) = read((*HEADERS, "出生日期"), [*a_row(1, 性别="女"), "1985-02-25"])
    assert not row.is_refused
    assert row.fills[1] is not None
    assert (row.fills[1]["sex"], row.fills[1]["born_on"]) == ("2", 19850225)
    told = reasons(row, "warning")
    assert "表中是女,身份证号中是男" in told["性别"]
    assert "1985-**-**" in told["出生日期"]
    assert "0224" not in str(row.problems)


def test_a_masked_export_changes_nothing_and_refuses_nothing() -> None:
    (row,) = read((*HEADERS, "家庭年收入"), [*a_row(1, 身份证号="239990***********0"), "hidden"])
    assert not row.is_refused
    assert row.fills[1] == {"name": "村民1", "sex": "1"}
    assert row.fills[0] == {"number": "NH0001", "head_name": "户主1"}


def test_a_row_of_a_csv_with_too_many_cells_has_slipped_and_is_refused() -> None:
    (row,) = read(HEADERS, [*a_row(), "多", "出"], sort=Sort.CSV)
    assert "多出 2 格" in reasons(row)[""]
    (kept,) = read(HEADERS, [*a_row(), "", "说明"])
    assert kept.extra == {"K 列": "说明"}


def test_a_short_row_is_read_as_if_its_end_were_empty() -> None:
    (row,) = read(HEADERS, a_row()[:7], sort=Sort.CSV)
    assert row.fills[2] is None
    assert not row.is_refused


def test_a_field_whose_vocabulary_is_unknown_keeps_its_words() -> None:
    sheet = a_sheet(HEADERS, a_row(1, 性别="男性"))
    (row,) = read_rows(recognise(sheet, ROLLS), sheet, {})
    assert row.fills[1] is not None
    assert row.fills[1]["sex"] == "男性"
    assert WORDS["sex"].find("男性") == "1"


def test_reading_is_lazy_and_keeps_no_row() -> None:
    def endless():
        yield 1, list(HEADERS)
        number = 1
        while True:
            number += 1
            yield number, a_row(number % 900 + 1, 发放日期=date(2024, 1, 1))

    from unionwork.exchange.grids import Sheet

    sheet = Sheet(name="表", book="无尽.xlsx", sort=Sort.XLSX, read=endless)
    rows = read_rows(recognise(sheet, ROLLS), sheet, WORDS)
    assert [next(rows).row for _ in range(3)] == [2, 3, 4]
