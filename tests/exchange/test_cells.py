"""One cell to a stored value: every shape, every spelling that offices use."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.declared import CATEGORY, SEX, a_field, an_id
from unionwork.declare.fields import Field, Private, Shape
from unionwork.declare.vocabularies import Vocabulary
from unionwork.errors import ValueRefusedError
from unionwork.exchange.cells import CLEAR, LEAVE, Mark, read_cell, reader_for
from unionwork.exchange.grids import Cell, CellProblem


def value_of(
    shape: Shape, cell: Cell, vocabulary: Vocabulary | None = None, factor: int = 1, **facts: object
) -> object:
    return read_cell(a_field(shape, **facts), cell, vocabulary, factor).value


def reason_of(shape: Shape, cell: Cell, vocabulary: Vocabulary | None = None, **facts: object) -> str:
    with pytest.raises(ValueRefusedError) as refused:
        read_cell(a_field(shape, **facts), cell, vocabulary)
    return refused.value.message


@pytest.mark.parametrize("shape", list(Shape))
def test_an_empty_cell_leaves_a_word_clears_and_a_mask_leaves(shape: Shape) -> None:
    private = Private.ACCOUNT
    for cell in (None, "", "  ", "\u3000"):
        assert value_of(shape, cell, SEX, private=private) is None
    assert value_of(shape, " 清空 ", SEX, private=private) is CLEAR
    for cell in ("******", "230190***5", "已隐藏", "hidden"):
        assert value_of(shape, cell, SEX, private=private) is LEAVE


def test_stars_and_the_word_hidden_in_open_text_are_text() -> None:
    assert value_of(Shape.TEXT, "见***附件") == "见***附件"
    assert value_of(Shape.TEXT, "hidden") == "hidden"


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("\u3000张三 ", "张三"),
        ("第一行\n 第二行", "第一行 第二行"),
        ("Ａ１", "Ａ１"),
        (3.0, "3"),
        (1234567890123.0, "1234567890123"),
        (0.5, "0.5"),
        (1e22, "1" + "0" * 22),
        (True, "是"),
        (date(2009, 6, 30), "2009-06-30"),
        (datetime(2009, 6, 30, 8, 5), "2009-06-30 08:05:00"),  # noqa: DTZ001
        ("\x00a\u200b", "a"),
        ("\ud800a", "a"),
    ],
)
def test_text_is_kept_and_numbers_become_their_digits(cell: Cell, stored: str) -> None:
    assert value_of(Shape.TEXT, cell) == stored


@pytest.mark.parametrize(("cell", "stored"), [("男", "1"), (" 女性", "2"), (1.0, "1"), ("2", "2")])
def test_a_code_is_found_by_label_alias_or_code(cell: Cell, stored: str) -> None:
    assert value_of(Shape.CODE, cell, SEX) == stored


def test_an_unknown_word_is_kept_where_the_vocabulary_is_open_and_refused_where_not() -> None:
    kept = read_cell(a_field(Shape.CODE), "五保户", CATEGORY)
    assert (kept.value, "已照原样保留" in kept.warning) == ("五保户", True)
    message = reason_of(Shape.CODE, "男姓", SEX)
    assert all(word in message for word in ("男姓", "男、女", "最接近的是「男」"))


@pytest.mark.parametrize(
    "cell",
    [
        "2009-6-3",
        "2009-06-03",
        "2009.06.03",
        "2009.6.3",
        "2009/6/3",
        "2009/06/03",
        "20090603",
        "2009年6月3日",
        "2009年06月03日",
        "２００９－０６－０３",
        "２００９年６月３日",
        " 2009-06-03 ",
        "2009-06-03 00:00:00",
        "2009/6/3 0:00",
        20090603.0,
        20090603,
        39967.0,
        39967.75,
        date(2009, 6, 3),
        datetime(2009, 6, 3, 9, 30),  # noqa: DTZ001
    ],
)
def test_every_spelling_of_a_day_is_read(cell: Cell) -> None:
    assert value_of(Shape.DAY, cell) == 20090603


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("2009-6-31", "6 月只有 30 天"),
        ("2009-2-29", "2 月只有 28 天"),
        ("2009-13-1", "没有 13 月"),
        ("2009-1-0", "只有 31 天"),
        ("2009年6月", "缺少日"),
        ("2009", "缺少日"),
        (2009.0, "缺少日"),
        (200906.0, "缺少日"),
        (2009.6, "缺少日"),
        ("09-6-30", "两位"),
        ("'09.6.30", "两位"),
        ("30/6/2009", "分不清"),
        ("39967", "日期序号"),
        ("1899-12-31", "1900 到 2100"),
        ("2101-01-01", "1900 到 2100"),
        (date(1850, 1, 1), "1900 到 2100"),
        ("去年", "看不懂"),
        (1e300, "不是日期"),
        (float("nan"), "不是日期"),
        (-5.0, "不是日期"),
        (True, "不是日期"),
        (time(3, 4), "看不懂"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(cell: Cell, word: str) -> None:
    assert word in reason_of(Shape.DAY, cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2015-01",
        "2015-1",
        "2015年1月",
        "2015年1月份",
        "201501",
        "2015/1",
        "2015/01",
        "2015.01",
        "２０１５．０１",
        "2015-01-15",
        201501.0,
        2015.01,
        42005.0,
        date(2015, 1, 1),
    ],
)
def test_every_spelling_of_a_month_is_read(cell: Cell) -> None:
    assert value_of(Shape.MONTH, cell) == 201501


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (2015.1, "1 月还是 10 月"),
        ("2015.1", "1 月还是 10 月"),
        ("2015-13", "没有 13 月"),
        ("2015", "看不懂"),
        ("一月", "看不懂"),
        (2015.0, "看不懂"),
        (2015.13, "没有 13 月"),
    ],
)
def test_what_may_be_two_months_is_refused(cell: Cell, word: str) -> None:
    assert word in reason_of(Shape.MONTH, cell)


@pytest.mark.parametrize(
    ("cell", "stored"), [(3.0, 3), (3, 3), ("３", 3), ("3人", 3), ("1,234", 1234), (" 12 户", 12), ("3.0", 3), (0.0, 0)]
)
def test_whole_numbers_are_read(cell: Cell, stored: int) -> None:
    assert value_of(Shape.INTEGER, cell) == stored


@pytest.mark.parametrize("cell", [3.5, "3.5", "约3", "12,34", "三", "3匹", 1e16, float("inf"), True, date(2009, 1, 1)])
def test_what_is_no_whole_number_is_refused(cell: Cell) -> None:
    assert reason_of(Shape.INTEGER, cell)


def test_a_unit_of_the_field_itself_is_taken_off() -> None:
    assert value_of(Shape.INTEGER, "3匹", unit="匹") == 3


@pytest.mark.parametrize(("cell", "stored"), [(12.5, 1250), ("12.5亩", 1250), (0.1 + 0.2, 30), ("1,000", 100000)])
def test_quantities_keep_their_decimals(cell: Cell, stored: int) -> None:
    assert value_of(Shape.QUANTITY, cell, decimals=2) == stored


@pytest.mark.parametrize(
    ("cell", "factor", "fen"),
    [
        (735.03, 1, 73503),
        (0.1 + 0.2, 1, 30),
        (560.0, 1, 56000),
        ("1,234.50", 1, 123450),
        ("￥12", 1, 1200),
        ("¥１２．５", 1, 1250),
        ("12元", 1, 1200),
        ("12元整", 1, 1200),
        ("1.2万元", 1, 1200000),
        ("1.2万", 1, 1200000),
        (1.2, 10000, 1200000),
        (0.8740, 10000, 874000),
        ("3", 10000, 3000000),
        ("3元", 10000, 300),
        (12.345678, 10000, 12345678),
        (99999999999.99, 1, 9999999999999),
        (0.0, 1, 0),
        ("0", 1, 0),
    ],
)
def test_money_is_read_exactly_to_the_fen(cell: Cell, factor: int, fen: int) -> None:
    assert value_of(Shape.MONEY, cell, factor=factor) == fen


@given(st.integers(0, 10**13))
def test_no_amount_of_fen_is_lost_in_a_float(fen: int) -> None:
    assert value_of(Shape.MONEY, fen / 100) == fen
    assert value_of(Shape.MONEY, f"{Decimal(fen) / 100:,f}") == fen


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (1.234, "到分"),
        ("1.234", "到分"),
        ("abc", "不是金额"),
        ("1.2.3", "不是金额"),
        ("1,23", "不是金额"),
        (1e20, "不合常理"),
        (float("nan"), "不是数字"),
        (True, "不是金额"),
        ("--5", "不是金额"),
        ("(5", "不是金额"),
    ],
)
def test_what_is_no_amount_is_refused(cell: Cell, word: str) -> None:
    assert word in reason_of(Shape.MONEY, cell)


@pytest.mark.parametrize("cell", [-3.0, "-3", "(3)", "-￥3"])
def test_a_negative_amount_is_taken_with_a_warning(cell: Cell) -> None:
    reading = read_cell(a_field(Shape.MONEY), cell)
    assert (reading.value, "负数" in reading.warning) == (-300, True)


@pytest.mark.parametrize(
    ("words", "stored"), [(("是", "有", "√", "Y", "1", 1.0, True), 1), (("否", "无", "×", "N", "0", 0.0, False), 0)]
)
def test_yes_and_no_are_read(words: tuple[Cell, ...], stored: int) -> None:
    assert {value_of(Shape.FLAG, word) for word in words} == {stored}
    assert "是”或“否" in reason_of(Shape.FLAG, "也许")


def test_an_id_number_is_read_from_text_only_and_never_shown() -> None:
    number = an_id()
    facts = {"private": Private.ID_NUMBER}
    spaced = f" '{number[:6]} {number[6:].lower()}"
    assert value_of(Shape.ID_NUMBER, spaced, **facts) == number
    for cell, word in (
        (float(number[:17] + "0"), "数字格式"),
        ("2.39990198502245E+17", "科学计数"),
        (number[:-1] + ("1" if number[-1] != "1" else "2"), f"校验码应为 {number[-1]}"),
        (number[:-1], "18 位"),
        ("23999019850231001X", "出生日期"),
    ):
        message = reason_of(Shape.ID_NUMBER, cell, **facts)
        assert word in message
        assert number[6:17] not in message
        assert "19850231" not in message


def test_an_old_id_number_gets_its_century_with_a_warning() -> None:
    reading = read_cell(a_field(Shape.ID_NUMBER, private=Private.ID_NUMBER), "239990850224001")
    assert (reading.value, "旧号码" in reading.warning) == (an_id(), True)


def test_a_credit_code_from_a_number_or_with_a_wrong_sign_is_refused() -> None:
    assert value_of(Shape.CREDIT_CODE, " 91350100m000100y43 ") == "91350100M000100Y43"
    assert "校验位应为 3" in reason_of(Shape.CREDIT_CODE, "91350100M000100Y44")
    assert "数字格式" in reason_of(Shape.CREDIT_CODE, 1e17)


@pytest.mark.parametrize(
    ("cell", "stored", "warned"),
    [
        (13800138000.0, "13800138000", False),
        ("138-0013-8000", "13800138000", False),
        ("138 0013 8000", "13800138000", False),
        ("+86 13800138000", "13800138000", False),
        ("0451-12345678", "045112345678", False),
        ("12345", "12345", True),
        ("1380013800099", "1380013800099", True),
        ("13800138000/13900139000", "13800138000/13900139000", True),
    ],
)
def test_telephone_numbers_are_digits_and_odd_ones_only_warn(cell: Cell, stored: str, warned: bool) -> None:
    reading = read_cell(a_field(Shape.PHONE, private=Private.PHONE), cell)
    assert (reading.value, bool(reading.warning)) == (stored, warned)


@pytest.mark.parametrize("shape", [Shape.DAY, Shape.MONEY, Shape.INTEGER, Shape.PHONE, Shape.CODE, Shape.ID_NUMBER])
@pytest.mark.parametrize("cell", ["/", "-", "——", "暂无"])
def test_a_stroke_for_nothing_counts_as_empty_with_a_warning(shape: Shape, cell: str) -> None:
    reading = read_cell(a_field(shape), cell, SEX)
    assert (reading.value, reading.warning) == (None, "按空白处理")


def test_a_cell_without_a_value_is_refused_with_its_reason() -> None:
    for shape in Shape:
        assert "错误值" in reason_of(shape, CellProblem("#N/A", "公式的结果是错误值 #N/A"))


def test_a_private_number_that_slipped_into_another_column_is_masked() -> None:
    message = reason_of(Shape.DAY, an_id())
    assert an_id()[6:17] not in message
    assert "0013" not in reason_of(Shape.DAY, "电话13800138000")
    assert "大病" not in reason_of(Shape.CODE, "大病", SEX, private=Private.HEALTH)


@given(
    st.sampled_from(list(Shape)),
    st.one_of(
        st.none(),
        st.text(max_size=30),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.from_regex(r"[-￥(]?[0-9.,年月/-]{1,12}[元万)]?", fullmatch=True),
    ),
)
def test_no_cell_makes_a_reader_fail_in_another_way(shape: Shape, cell: Cell) -> None:
    field: Field = a_field(shape, decimals=2, private=None)
    with suppress(ValueRefusedError):
        value = reader_for(field, SEX)(cell)
        stored = getattr(value, "value", value) if not isinstance(value, Mark) else value
        assert stored is None or isinstance(stored, str | int | Mark)
        assert not isinstance(stored, bool)


def test_equal_keys_of_different_types_are_not_taken_for_one_another() -> None:
    read = reader_for(a_field(Shape.INTEGER))
    assert read(1.0) == 1
    with pytest.raises(ValueRefusedError):
        read(True)


def test_a_count_below_nothing_is_refused_unless_its_field_allows_it() -> None:
    reader = reader_for(Field(key="size", label="人口", shape=Shape.INTEGER))
    with pytest.raises(ValueRefusedError, match="不能小于 0"):
        reader(-3)
    assert read_cell(Field(key="change", label="增减", shape=Shape.INTEGER, least=None), -3).value == -3
