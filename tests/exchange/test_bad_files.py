"""Files that cannot be read: each gives one clear message and nothing else."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from tests.exchange.declared import HEADERS, a_book, a_row
from unionwork.errors import SheetError
from unionwork.exchange.grids import read_book

HTML = "<html><body><table><tr><td>姓名</td></tr></table></body></html>"


def refusal(path: Path) -> str:
    with pytest.raises(SheetError) as refused:
        read_book(path)
    assert "\n" not in refused.value.message
    return refused.value.message


def a_zip(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return path


def an_old_book(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for place, name in enumerate(HEADERS):
        sheet.write(0, place, name)
    book.save(str(path))
    return path


def replaced_part(path: Path, part: str, content: bytes) -> Path:
    """The workbook with one of its parts replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in {**parts, part: content}.items():
            archive.writestr(name, held)
    return path


def a_sheet_part(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = f"<sheetData>{cells}</sheetData>"
    return f'<worksheet xmlns="{space}"><dimension ref="A1:XFD1048576"/>{data}</worksheet>'.encode()


def test_a_missing_file_is_named_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text("姓名", encoding="utf-8")
    message = refusal(tmp_path / "花名册.xlsx")
    assert "找不到文件" in message
    assert "花名册.csv" in message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "是文件夹" in refusal(tmp_path)


def test_a_path_with_a_sign_that_no_path_has_is_refused() -> None:
    assert "打不开" in refusal(Path("a\x00b.xlsx"))


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_book(tmp_path / "a.xlsx", [["姓名"]])

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, whom no file refuses.
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    monkeypatch.setattr(Path, "open", refuse)
    assert "正在被 Excel 打开" in refusal(path)
    (tmp_path / "~$a.xlsx").unlink()
    assert "没有权限" in refusal(path)


def test_a_file_that_excel_has_open_is_read_with_a_note(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", [["姓名"]])
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    assert "上次保存" in read_book(path).notes[0]
    assert "临时文件" in refusal(tmp_path / "~$a.xlsx")


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    assert "0 字节" in refusal(path)


def test_a_workbook_with_nothing_in_it_is_called_empty(tmp_path: Path) -> None:
    assert "没有任何内容" in refusal(a_book(tmp_path / "a.xlsx", [["", "  "]]))


def test_a_password_is_named_whatever_the_file_is_called(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = a_book(tmp_path / "plain.xlsx", [["姓名"]])
    for name in ("a.xlsx", "a.xls", "a.csv"):
        with plain.open("rb") as source, (tmp_path / name).open("wb") as place:
            OOXMLFile(source).encrypt("secret", place)
        assert "密码" in refusal(tmp_path / name)


def test_a_protected_old_workbook_is_called_protected(tmp_path: Path) -> None:
    path = an_old_book(tmp_path / "a.xls")
    data = bytearray(path.read_bytes())
    # The record after the first BOF becomes FILEPASS, the mark of an encrypted stream.
    first = data.index(b"\x09\x08\x10\x00")
    data[first + 20 : first + 22] = b"\x2f\x00"
    path.write_bytes(bytes(data))
    assert "密码" in refusal(path)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"\xff\xd8\xff\xe0....", "图片"),
        (HTML.encode(), "网页"),
        (b"\xef\xbb\xbf  \n<TABLE><tr>", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"{\\rtf1 abc", "RTF"),
        (b"MZ\x90\x00\x03\x00\x00", "二进制"),
    ],
)
@pytest.mark.parametrize("suffix", ["xls", "xlsx", "csv"])
def test_a_foreign_format_is_named(tmp_path: Path, content: bytes, word: str, suffix: str) -> None:
    path = tmp_path / f"花名册.{suffix}"
    path.write_bytes(content)
    message = refusal(path)
    assert word in message
    assert "xlsx" in message


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PPT"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "xlsb"),
        ("readme.txt", "压缩包"),
        ("[Content_Types].xml", "损坏"),
    ],
)
def test_another_office_file_is_named(tmp_path: Path, part: str, word: str) -> None:
    assert word in refusal(a_zip(tmp_path / "a.xlsx", part))


def test_a_csv_named_xlsx_is_read_as_csv_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("姓名,性别\n张三,男\n", encoding="utf-8")
    book = read_book(path)
    assert [cells for _, cells in book.sheets[0].rows()] == [["姓名", "性别"], ["张三", "男"]]
    assert "内容其实是 CSV" in book.notes[0]


def test_workbooks_with_each_others_name_are_read(tmp_path: Path) -> None:
    a_book(tmp_path / "a.xls", [HEADERS])
    an_old_book(tmp_path / "b.xlsx")
    for name in ("a.xls", "b.xlsx"):
        assert next(read_book(tmp_path / name).sheets[0].rows())[1] == list(HEADERS)


@pytest.mark.parametrize("kept", [4, 100, 1000, -30])
@pytest.mark.parametrize("suffix", ["xls", "xlsx"])
def test_a_file_cut_short_is_called_damaged(tmp_path: Path, kept: int, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        a_book(path, [HEADERS, *(a_row(place) for place in range(50))])
    else:
        an_old_book(path)
    path.write_bytes(path.read_bytes()[:kept])
    message = refusal(path)
    assert "损坏" in message or kept == 4


def test_parts_that_are_missing_or_garbled_are_called_damage(tmp_path: Path) -> None:
    garbled = replaced_part(a_book(tmp_path / "a.xlsx", [HEADERS]), "xl/workbook.xml", b"<workbook><sheets>")
    assert "损坏" in refusal(garbled)
    torn = replaced_part(
        a_book(tmp_path / "b.xlsx", [HEADERS]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"
    )
    assert "损坏" in refusal(torn) or "没有任何内容" in refusal(torn)
    assert "损坏" in refusal(a_zip(tmp_path / "c.xlsx", "xl/workbook.xml"))


def test_a_stray_cell_at_the_far_corner_does_not_exhaust_the_memory(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", [["姓名"]])
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    book = read_book(replaced_part(path, "xl/worksheets/sheet1.xml", a_sheet_part(cells)))
    assert next(book.sheets[0].rows()) == (1, ["姓名"])
    assert "XFD1048576" in book.notes[0]


def test_a_sheet_that_only_claims_to_be_endless_is_read(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", [["姓名"]])
    cells = '<row r="2"><c r="B2" t="inlineStr"><is><t>姓名</t></is></c><c r="XFD2" s="1"/></row>'
    book = read_book(replaced_part(path, "xl/worksheets/sheet1.xml", a_sheet_part(cells)))
    assert list(book.sheets[0].rows())[1] == (2, ["", "姓名"])


def test_bytes_at_random_never_escape_as_anything_but_a_sheet_error(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    sources = [
        a_book(tmp_path / "s.xlsx", [HEADERS, *(a_row(place) for place in range(5))]).read_bytes(),
        an_old_book(tmp_path / "s.xls").read_bytes(),
        '姓名,年龄\n张三,"5"\n'.encode("gb18030") * 9,
        b"PK\x03\x04" + chance.randbytes(400),
        b"\xff\xfe" + chance.randbytes(400),
        b"[{" + chance.randbytes(40),
    ]
    read, refused = 0, 0
    path = tmp_path / "任意.xlsx"
    for _ in range(300):
        data = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.randrange(1, len(data) + 1)] if chance.random() < 0.3 else data))
        try:
            for sheet in read_book(path).sheets:
                for _row in sheet.rows():
                    pass
            read += 1
        except SheetError:
            refused += 1
    assert read + refused == 300
    assert min(read, refused) > 20


def test_an_old_workbook_that_claims_impossible_cells_is_called_damaged(tmp_path: Path) -> None:
    path = an_old_book(tmp_path / "a.xls")
    data = path.read_bytes()
    # DIMENSIONS: the last row becomes an absurd number, for which calamine would reserve memory.
    place = data.index(b"\x00\x02\x0e\x00")
    path.write_bytes(data[: place + 8] + b"\xff\xff\xff\x7f" + data[place + 12 :])
    assert "损坏" in refusal(path)


def test_a_text_in_no_known_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名\n".encode() + "张三\n".encode() + b"\xff\xff\xfe\n")
    assert "第 3 行" in refusal(path)


@pytest.mark.parametrize("lines", [3, 30_000])
def test_a_quotation_mark_left_open_names_the_line(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,说明\n张三,"开头\n' + "很长的内容,\n" * lines, encoding="utf-8")
    with pytest.raises(SheetError, match="第 2 行附近的引号"):
        list(read_book(path).sheets[0].rows())


@pytest.mark.parametrize("content", ["[{]", "[ 1, 2]", '[{"a": 1}', "[ " + "[" * 100_000])
def test_a_json_of_another_form_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    assert "重新导出" in refusal(path)


def test_an_error_keeps_no_foreign_exception_visible(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    stream = io.BytesIO()
    Workbook().save(stream)
    path.write_bytes(stream.getvalue()[:700])
    with pytest.raises(SheetError) as refused:
        read_book(path)
    assert refused.value.__suppress_context__
