"""What is written is read back as it was, in every format, and the same data give the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.declared import CATEGORY, SEX, a_field, an_id, cells_of
from unionwork.declare.fields import Shape
from unionwork.errors import SheetError, UsageError
from unionwork.exchange.cells import read_cell
from unionwork.exchange.showing import shower_for
from unionwork.exchange.texts import guard, unguard
from unionwork.exchange.wording import tidy
from unionwork.exchange.writing import FORMATS, write_table
from unionwork.values import day_number

AWKWARD = [
    "=1+1", "+8613800138000", "-5", "@名", "'=1+1", "''", "'", "''=x", "#N/A", "=", "一\n二", 'a"b,c;d\te', "😀",
    "_x0041_",
    "230190198502245470", "00123", "1e5", "TRUE", " 前后 ", "a\r\nb", "=\"x\"", "<&>", "１２", "2009-06-30",
    "\ufffd", "𠮷",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=20
    ),
    st.text("=+-@'\"", min_size=1, max_size=4),
)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(day_number)
STORED = {
    Shape.TEXT: TEXTS.map(tidy).filter(lambda text: text and text != "清空"),
    Shape.CODE: st.sampled_from(SEX.codes),
    Shape.DAY: DAYS,
    Shape.MONTH: DAYS.map(lambda day: day // 100),
    # Counts are not below 0 unless a field says so.
    Shape.INTEGER: st.integers(0, 10**14),
    Shape.QUANTITY: st.integers(-(10**12), 10**12),
    Shape.MONEY: st.integers(-(10**12), 10**12),
    Shape.FLAG: st.integers(0, 1),
    Shape.ID_NUMBER: st.integers(1, 999).map(an_id),
    Shape.CREDIT_CODE: st.just("91350100M000100Y43"),
    Shape.PHONE: st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
}


def written(format: str, headers: list[str], rows: list[list[object]]) -> tuple[bytes, list[list[object]]]:
    """The bytes of a table, and the rows that are read from them."""
    stream = io.BytesIO()
    write_table(stream, format, headers, rows, title="表")  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{format}"
        path.write_bytes(stream.getvalue())
        return stream.getvalue(), [list(row) for row in cells_of(path)[1:]]


@pytest.mark.parametrize("format", FORMATS)
def test_awkward_texts_keep_every_sign(format: str) -> None:
    _, rows = written(format, ["编号", "文字"], [["x", text] for text in AWKWARD])
    assert [row[1] for row in rows] == AWKWARD


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=10))
def test_no_text_changes_on_its_way_out_and_in(format: str, texts: list[str]) -> None:
    _, rows = written(format, ["编号", "文字"], [["x", text] for text in texts])
    assert [row[1] or "" for row in rows] == texts


@given(st.text())
def test_guarding_a_text_is_undone_by_reading_it(text: str) -> None:
    assert unguard(guard(text)) == text or text.startswith('="')
    assert guard(text)[:1] not in ("=", "+", "-", "@")


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_shape_goes_out_and_comes_back_and_goes_out_the_same(format: str, data: st.DataObject) -> None:
    shapes = list(STORED)
    fields = [a_field(shape, decimals=3 if shape is Shape.QUANTITY else 0) for shape in shapes]
    shows = [shower_for(field, SEX) for field in fields]
    headers = [str(shape) for shape in shapes]
    stored = [[data.draw(STORED[shape]) for shape in shapes] for _ in range(2)]

    def export(rows: list[list[object]]) -> tuple[bytes, list[list[object]]]:
        return written(format, headers, [[show(v) for show, v in zip(shows, row, strict=True)] for row in rows])  # type: ignore[arg-type]

    first, rows = export(stored)
    again = [[read_cell(field, cell, SEX).value for field, cell in zip(fields, row, strict=True)] for row in rows]
    assert again == stored
    assert export(again)[0] == first


def test_words_that_an_open_vocabulary_kept_come_back() -> None:
    field = a_field(Shape.CODE)
    assert read_cell(field, shower_for(field, CATEGORY)("五保户"), CATEGORY).value == "五保户"
    assert shower_for(field, CATEGORY)("poor") == "贫困户"


def test_dates_are_dates_in_excel_and_iso_text_elsewhere() -> None:
    row = ["甲", date(2009, 6, 30), Decimal("735.03"), None]
    headers = ["一", "二", "三", "四"]
    assert written("xlsx", headers, [row])[1] == [["甲", date(2009, 6, 30), 735.03, ""]]
    assert written("csv", headers, [row])[1] == [["甲", "2009-06-30", "735.03", ""]]
    assert written("json", headers, [row])[1] == [["甲", "2009-06-30", "735.03", None]]


def test_days_that_excel_does_not_know_are_text() -> None:
    assert written("xlsx", ["一"], [[date(1899, 5, 1)]])[1] == [["1899-05-01"]]


def test_a_workbook_tells_neither_when_nor_where_it_was_made() -> None:
    content, _ = written("xlsx", ["一"], [["甲"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01" in archive.read("docProps/core.xml")


def test_numbers_of_persons_are_text_cells_formatted_as_text() -> None:
    from openpyxl import load_workbook

    content, _ = written("xlsx", ["身份证号", "姓名"], [[an_id(), "张三"]])
    sheet = load_workbook(io.BytesIO(content)).active
    assert (sheet["A2"].data_type, sheet["A2"].number_format) == ("s", "@")
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width >= 20


def test_a_csv_for_excel_begins_with_a_bom_and_a_plain_one_does_not() -> None:
    for bom, start in ((True, b"\xef\xbb\xbf"), (False, b"\xe5\xa7\x93")):
        stream = io.BytesIO()
        assert write_table(stream, "csv", ["姓名"], iter([["张三"]]), bom=bom) == 1
        assert stream.getvalue().startswith(start)


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_without_rows_has_its_headers_or_is_an_empty_list(format: str) -> None:
    stream = io.BytesIO()
    assert write_table(stream, format, ["姓名"], []) == 0
    assert stream.getvalue() == b"[\n]\n" or "姓名".encode() in stream.getvalue() or format == "xlsx"


def test_more_rows_than_a_batch_are_all_written() -> None:
    for format in ("csv", "json"):
        _, rows = written(format, ["编号", "值"], [[f"a{n}", n] for n in range(4501)])
        assert [row[0] for row in rows] == [f"a{n}" for n in range(4501)]


def test_what_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="可用的格式:xlsx、csv、json"):
        write_table(tmp_path / "a.pdf", "pdf", ["姓名"], [])
    with pytest.raises(UsageError, match="两列都叫「姓名」"):
        write_table(tmp_path / "a.json", "json", ["姓名", "姓名"], [])
    with pytest.raises(UsageError, match="32767"):
        write_table(tmp_path / "a.xlsx", "xlsx", ["姓名"], [["长" * 40_000]])
    with pytest.raises(SheetError, match="没有这个文件夹"):
        write_table(tmp_path / "无" / "a.csv", "csv", ["姓名"], [])
    with pytest.raises(SheetError, match="是文件夹"):
        write_table(tmp_path, "csv", ["姓名"], [])
    with pytest.raises(ValueError, match="row 1 has 2 cells"):
        write_table(tmp_path / "a.csv", "csv", ["姓名"], [["a", "b"]])
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_file_of_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, "csv", ["姓名"], [["张三"]])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="cells"):
        write_table(path, "csv", ["姓名"], [["李四"], ["a", "b"]])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
