"""Files that are none, or not what they seem: one clear word each, and nothing stored."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, an_id, an_xlsx, everything, load
from unionwork.errors import UnionworkError
from unionwork.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path / "w.db", tmp_path) as opened:
        yield opened


def _written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _password(folder: Path) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = an_xlsx(folder / "plain.xlsx", [HARDSHIP, a_file(1)])
    locked = io.BytesIO()
    with plain.open("rb") as file:
        OOXMLFile(file).encrypt("secret", locked)
    return _written(folder, "locked.xlsx", locked.getvalue())


def _directory(folder: Path) -> Path:
    path = folder / "a.xlsx"
    path.mkdir()
    return path


def _half(folder: Path) -> Path:
    whole = an_xlsx(folder / "whole.xlsx", [HARDSHIP, *(a_file(i) for i in range(1, 200))]).read_bytes()
    return _written(folder, "half.xlsx", whole[: len(whole) // 2])


HOPELESS: dict[str, Callable[[Path], Path]] = {
    "missing": lambda folder: folder / "nowhere.xlsx",
    "directory": _directory,
    "empty workbook": lambda folder: an_xlsx(folder / "a.xlsx", []),
    "no byte in an xlsx": lambda folder: _written(folder, "a.xlsx", b""),
    "no byte in a csv": lambda folder: _written(folder, "a.csv", b""),
    "password": _password,
    "half a workbook": _half,
    "a picture": lambda folder: _written(folder, "a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "a text document": lambda folder: _written(folder, "a.docx", b"PK\x03\x04" + bytes(500)),
    "another sheet": lambda folder: an_xlsx(folder / "a.xlsx", [("书名", "作者"), ("红楼梦", "曹雪芹")]),
    "a sheet without its key": lambda folder: a_csv(folder / "a.csv", HARDSHIP[1:], [a_file(1)[1:]]),
}


@pytest.mark.parametrize("fault", HOPELESS)
def test_a_file_that_cannot_be_read_is_refused_in_one_line_that_names_it(
    fault: str, workspace: Workspace, tmp_path: Path
) -> None:
    path = HOPELESS[fault](tmp_path)
    before = (everything(workspace), workspace.verify()["head"])
    with pytest.raises(UnionworkError) as refused:
        workspace.import_files([path], create_orgs=True)
    message = str(refused.value)
    assert "\n" not in message
    assert path.name in message
    assert (everything(workspace), workspace.verify()["head"]) == before


def test_a_sheet_with_a_header_and_no_row_adds_nothing(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, []))
    assert (report["rows"], report["batch"], report["problems"]) == (0, None, [])


def test_a_csv_named_xlsx_is_read_as_what_it_is_and_says_so(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, a_csv(tmp_path / "a.xlsx", HARDSHIP, [a_file(1), a_file(2)]))
    assert report["added"] == len(everything(workspace)["aid_file"]) == 2
    assert any("csv" in note.lower() for note in report["notes"])


def _problems(workspace: Workspace, path: Path) -> list[tuple[int, str, str]]:
    report = load(workspace, path)
    return [(one["row"], one["column"], one["reason"]) for one in report["problems"] if one["level"] == "error"]


def test_an_id_number_in_a_number_cell_is_refused_with_its_row_and_column(workspace: Workspace, tmp_path: Path) -> None:
    book = an_xlsx(tmp_path / "a.xlsx", [HARDSHIP, a_file(1, 身份证号=int(an_id(2)[:17] + "0")), a_file(2)])
    ((row, column, reason),) = _problems(workspace, book)
    assert (row, column) == (2, "身份证号")
    assert "数字" in reason
    assert [one["number"] for one in everything(workspace)["aid_file"]] == ["DA202400002"]


def test_a_formula_without_a_value_is_one_problem_and_no_other_row_is_lost(
    workspace: Workspace, tmp_path: Path
) -> None:
    book = an_xlsx(tmp_path / "a.xlsx", [HARDSHIP, a_file(1, 家庭月总收入="=300*3"), a_file(2)])
    problems = _problems(workspace, book)
    assert [(row, column) for row, column, _ in problems] == [(2, "家庭月总收入")]
    assert [one["number"] for one in everything(workspace)["aid_file"]] == ["DA202400002"]


def test_a_day_that_does_not_exist_is_one_problem(workspace: Workspace, tmp_path: Path) -> None:
    days = ["2024-06-31", "2023年2月29日", "2024/13/1", "20240230", "昨天"]
    rows = [a_file(i, 建档日期=day) for i, day in enumerate(days, start=1)]
    problems = _problems(workspace, a_csv(tmp_path / "a.csv", HARDSHIP, [*rows, a_file(9)]))
    assert [(row, column) for row, column, _ in problems] == [(row, "建档日期") for row in range(2, 7)]
    assert [one["number"] for one in everything(workspace)["aid_file"]] == ["DA202400009"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("家庭人口", "99999999999999999999"),
        ("家庭人口", "3000000000"),
        ("家庭月总收入", "9" * 25),
        ("家庭月总收入", "1e300"),
        ("家庭月总收入", "NaN"),
        ("档案编号", "D" * 5_000),
        ("姓名", "长" * 40_000),
    ],
)
def test_a_value_that_no_database_holds_never_loses_the_other_rows(
    column: str, value: str, workspace_location: str, tmp_path: Path
) -> None:
    with a_workspace(workspace_location, tmp_path) as workspace:
        path = a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1), a_file(2, **{column: value}), a_file(3)])
        report = load(workspace, path)
        numbers = [one["number"] for one in everything(workspace)["aid_file"]]
        assert {"DA202400001", "DA202400003"} <= set(numbers)
        assert report["refused"] == 3 - len(numbers)
        assert workspace.verify()["breaks"] == []
        assert load(workspace, path)["batch"] is None


def test_of_several_files_the_good_ones_before_a_bad_one_are_stored(workspace: Workspace, tmp_path: Path) -> None:
    good = a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1)])
    with pytest.raises(UnionworkError, match=r"nowhere\.csv"):
        workspace.import_files([good, tmp_path / "nowhere.csv"], create_orgs=True)
    assert len(everything(workspace)["aid_file"]) == 1


def test_a_workbook_is_refused_as_a_whole_only_where_no_sheet_is_a_roll(workspace: Workspace, tmp_path: Path) -> None:
    sheets: list[Any] = [[("书名", "作者"), ("红楼梦", "曹雪芹")], [HARDSHIP, a_file(1)]]
    reports = workspace.import_files([an_xlsx(tmp_path / "a.xlsx", *sheets)], create_orgs=True)
    assert [report["added"] for report in reports] == [1]
