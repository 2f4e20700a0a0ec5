"""The header of a sheet is found, and the roll recognised, however an office prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.declared import FARMS, HEADERS, ROLLS, VILLAGE, a_book, a_row, a_sheet, laid_out
from unionwork.errors import SheetError
from unionwork.exchange.grids import read_book
from unionwork.exchange.headers import recognise, recognise_book
from unionwork.exchange.layouts import Layout

TITLE = ("前进村村民花名册",)


def places(layout: Layout) -> dict[str, int]:
    return {f"{place}.{key}": column.index for place, fill in enumerate(layout.fills) for key, column in fill.items()}


def test_a_tidy_header_is_found_in_row_one() -> None:
    layout = laid_out(HEADERS, a_row())
    assert (layout.roll, layout.header_row, layout.first_row) == (VILLAGE, 1, 2)
    assert places(layout) == {
        "0.number": 2, "0.head_name": 3,
        "1.name": 4, "1.sex": 5, "1.id_number": 6,
        "2.amount": 7, "2.paid_on": 8,
    }  # fmt: skip
    assert [column.index for column in layout.org] == [0, 1]


def test_title_unit_and_blank_rows_above_are_passed_over() -> None:
    layout = laid_out(TITLE, (), ("填报单位:(盖章)", "", "计量单位:元"), HEADERS, a_row())
    assert (layout.header_row, layout.fills[2]["amount"].factor) == (4, 1)


@pytest.mark.parametrize("spoiled", [" {}{}\u3000", "{} \n{}", "*{}{}:", "{}{}*", "{}  {}(必填)"])
def test_spaces_stars_colons_and_hints_in_a_header_do_not_matter(spoiled: str) -> None:
    layout = laid_out([spoiled.format(name[0], name[1:]) for name in HEADERS])
    assert layout.roll is VILLAGE
    assert layout.unknown == ()


def test_aliases_and_another_order_are_recognised() -> None:
    other = ("身份证号码", "成员姓名", "户号", "户主", "农户属性", "行政村", "镇")
    layout = laid_out(("序号", *other, "备注"), ())
    assert places(layout) == {"0.number": 3, "0.head_name": 4, "0.category": 5, "1.id_number": 1, "1.name": 2}
    assert [column.index for column in layout.org] == [7, 6]
    assert [column.header for column in layout.unknown] == ["备注"]
    assert [column.header for column in layout.ignored] == ["序号"]


@pytest.mark.parametrize(
    ("header", "note", "factor"),
    [
        ("补助金额(万元)", "", 10_000),
        ("补助金额（千元）", "", 1_000),
        ("补助金额(单位:万元)", "", 10_000),
        ("补助金额", "计量单位:万元", 10_000),
        ("补助金额", "单位：人、千元", 1_000),
        ("补助金额", "填报单位:元宝镇  金额单位:百元", 100),
        ("补助金额", "填报单位:万元村", 1),
        ("补助金额(元)", "计量单位:万元", 1),
        ("补助金额(元/人)", "", 1),
        ("补助金额", "", 1),
    ],
)
def test_the_unit_of_money_is_read_from_the_header_or_above_it(header: str, note: str, factor: int) -> None:
    headers = [header if name == "补助金额" else name for name in HEADERS]
    assert laid_out(TITLE, (note,), headers, a_row()).fills[2]["amount"].factor == factor


def test_a_header_of_two_lines_joins_groups_and_their_parts() -> None:
    layout = laid_out(
        TITLE,
        ("户编号", "户主姓名", "村民", "", "补助", ""),
        ("", "", "姓名", "身份证号", "金额", "发放日期"),
        ("NH0001", "甲", "乙", "1", "2", "3"),
    )
    assert layout.header_rows == (2, 3)
    assert places(layout) == {
        "0.number": 0, "0.head_name": 1, "1.name": 2, "1.id_number": 3, "2.amount": 4, "2.paid_on": 5,
    }  # fmt: skip


def test_a_merged_header_of_two_lines_is_read_from_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["前进村村民花名册"],
        ["户编号", "户主姓名", "村民", None, "补助", None, "备注"],
        [None, None, "姓名", "身份证号", "金额(万元)", "发放日期", None],
        ["NH0001", "甲", "乙", "1", 2, "3", "说"],
    ]
    path = a_book(tmp_path / "a.xlsx", rows, merged=["A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"])
    layout = recognise(read_book(path).sheets[0], ROLLS)
    assert (layout.header_row, layout.fills[2]["amount"].factor) == (3, 10_000)
    assert places(layout)["1.id_number"] == 3
    assert [column.header for column in layout.unknown] == ["备注"]


def test_a_header_of_three_lines_is_read() -> None:
    layout = laid_out(
        ("农户", "", "村民", "", "", ""),
        ("基本", "", "本人", "", "补助情况", ""),
        ("户编号", "户主姓名", "姓名", "身份证号", "金额", "发放日期"),
        a_row(),
    )
    assert layout.header_row == 3
    assert len(places(layout)) == 6


def test_a_line_of_units_below_the_header_belongs_to_it() -> None:
    layout = laid_out(HEADERS, ("", "", "", "", "", "", "", "万元", ""), a_row())
    assert layout.fills[2]["amount"].factor == 10_000
    assert layout.first_row == 3


def test_the_same_header_may_serve_two_fills_and_label_comes_before_alias() -> None:
    layout = laid_out(("户编号", "户主", "户主姓名", "姓名", "身份证号"))
    assert layout.fills[0]["head_name"].index == 2
    assert [column.header for column in layout.unknown] == ["户主"]


def test_of_two_equal_headers_the_first_counts_and_the_other_is_kept_with_a_warning() -> None:
    layout = laid_out((*HEADERS, "姓名"), a_row())
    assert layout.fills[1]["name"].index == 4
    assert [column.index for column in layout.unknown] == [9]
    assert "「姓名」出现了两列" in layout.warnings[0]


def test_the_roll_with_most_columns_is_chosen_and_a_named_one_is_taken() -> None:
    assert laid_out(HEADERS).roll is VILLAGE
    assert laid_out(("户编号", "户主姓名", "户类型")).roll is FARMS
    assert laid_out(HEADERS, roll=FARMS).roll is FARMS


def test_a_part_without_its_columns_is_left_out_and_said() -> None:
    layout = laid_out([name for name in HEADERS if name != "发放日期"], ())
    assert layout.fills[2] == {}
    assert [column.header for column in layout.unknown] == ["补助金额"]
    assert "没有读取补助" in layout.warnings[0]
    assert "「发放日期」" in layout.warnings[0]


def test_a_sheet_of_no_roll_names_the_nearest_and_what_is_missing() -> None:
    with pytest.raises(SheetError) as refused:
        laid_out(TITLE, ("户编号", "姓名", "性别", "电话费"))
    assert all(word in refused.value.message for word in ("第 2 行", "「户主姓名」", "电话费", "最接近的花名册"))


def test_a_sheet_that_is_no_roll_at_all_lists_the_rolls() -> None:
    with pytest.raises(SheetError, match="可以识别的花名册:村民花名册"):
        laid_out(("会议纪要",), ("今天开会",))


def test_sheets_that_carry_no_roll_are_noted_and_the_others_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["会议纪要"])
    for name in ("一组", "二组"):
        book.create_sheet(name).append(list(HEADERS))
    book.save(tmp_path / "a.xlsx")
    found, notes = recognise_book(read_book(tmp_path / "a.xlsx"), ROLLS)
    assert [sheet.name for sheet, _ in found] == ["一组", "二组"]
    assert "没有读取工作表「Sheet」" in notes[0]


def test_a_sheet_whose_rows_start_late_says_so() -> None:
    with pytest.raises(SheetError, match="找不到表头"):
        recognise(a_sheet(*[()] * 50, HEADERS), ROLLS)
