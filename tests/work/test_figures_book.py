"""The figures book: what Excel opens is what was measured, its totals agree, and its charts are charts."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.work.county import an_id
from tests.work.hands import hand
from tests.work.paperwork import EAST, SHOP, WEST, Small, a_small_county
from unionwork.documents.cube_sheets import AGREES, CHECK, DISAGREES, NO_DATA, CubeBlock, CubeBook, CubeSheet, Values
from unionwork.documents.cube_sheets import build_book as build
from unionwork.errors import NotPermittedError, RefusedError, UsageError
from unionwork.exchange.archives import save_workbook
from unionwork.sample import demo_rolls
from unionwork.workspace import Workspace

KEYS = ("aid.files", "aid.hardship_workers", "aid.hardship_share", "finding.count")
PERIODS = ("2024Q1", "2024Q2", "2024Q3", "2024Q4")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """The county, of which tests only read."""
    folder = tmp_path_factory.mktemp("small")
    made = a_small_county(folder / "w.db", folder)
    with made.workspace:
        yield made


def read(path: Path, sheet: str, *, values: bool = False) -> list[list[Any]]:
    """The rows of a sheet; with `values` what its formulas gave when it was last saved."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=values)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def blocks(rows: list[list[Any]]) -> Iterator[tuple[str, list[list[Any]]]]:
    """The blocks of a sheet below its heading: what each is called, and its lines."""
    title, lines = "", []
    for row in [*rows[4:], [None] * 3]:
        if row[0] is None or (row[1] is None and row[2] is None):
            if lines:
                yield title, lines
            title, lines = str(row[0]), []
        else:
            lines.append(row)


def test_every_number_is_the_one_that_is_measured(small: Small, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    answer = small.workspace.write_figures(path, KEYS, periods=PERIODS, by=["cause", "grade"])
    assert answer["sheets"] == list(KEYS)
    assert answer["disagreements"] == []
    numbers = {row["name"]: row["number"] for row in small.workspace.org_tree()}
    for key, name in zip(KEYS, ("在档档案", "困难职工", "困难职工占职工比例", "发现问题隐患"), strict=True):
        rows = read(path, name)
        assert rows[3][2:6] == list(PERIODS)
        found = {line[1]: line for line in dict(blocks(rows))["按组织"]}
        assert set(found) >= {numbers[org] for org in (EAST, WEST)} | {"ORG0001"}
        for place, period in enumerate(PERIODS, start=2):
            for row in small.workspace.measure([key], period=period, children=True):
                shown = found[row["org"]][place]
                assert (None if shown == NO_DATA else Decimal(str(shown))) == row["value"], (key, period, row["org"])
    parts = dict(blocks(read(path, "在档档案")))["按主要致困原因"]
    assert [line[:6] for line in parts[1:4]] == [
        ["下岗失业", "laid_off", 1, 1, 2, 2], ["患重特大疾病", "serious_illness", 1, 1, 1, 1],
        ["未填", None, 0, 0, 1, 1],
    ]  # fmt: skip


def test_records_of_the_organisation_itself_stand_in_a_line_of_their_own(small: Small, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    answer = small.workspace.write_figures(path, ["aid.files"], org=EAST, periods=["2024"])
    lines = dict(blocks(read(path, "在档档案")))["按组织"]
    assert [(line[0], line[2]) for line in lines[:3]] == [("合计", 2), ("本级", 2), (SHOP, 0)]
    assert answer["disagreements"] == []


def test_the_book_says_what_it_is_and_how_each_number_is_measured_again(small: Small, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    answer = small.workspace.write_figures(path, ["aid.files"], periods=["2024"])
    text = "\n".join(str(cell) for row in read(path, "说明") for cell in row if cell)
    assert answer["head"] in text
    assert "困难职工档案:数量;按期末在「建档日期」与「退出日期」之间计" in text
    assert "unionwork indicator measure aid.files --org ORG0001 --period 2024 --children --on 2024-12-31" in text


def test_the_same_data_give_the_same_bytes(small: Small, tmp_path: Path) -> None:
    one, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (one, other, one):
        small.workspace.write_figures(path, KEYS[:2], periods=PERIODS, by=["cause"])
    assert one.read_bytes() == other.read_bytes(), "a book of figures may be written over"


def test_no_other_file_is_written_over(small: Small, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    small.workspace.export("aid_file", path)
    held = path.read_bytes()
    with pytest.raises(RefusedError, match="已经存在"):
        small.workspace.write_figures(path, ["aid.files"])
    assert path.read_bytes() == held
    with pytest.raises(UsageError, match="xlsx"):
        small.workspace.write_figures(tmp_path / "a.csv", ["aid.files"])


def test_a_dry_run_writes_nothing(small: Small, tmp_path: Path) -> None:
    answer = small.workspace.write_figures(tmp_path / "a.xlsx", ["aid.files"], dry_run=True)
    assert answer["cells"] == 8 * 3, "eight quarters, the county and two towns"
    assert not (tmp_path / "a.xlsx").exists()


def test_a_private_breakdown_never_goes_into_a_file(small: Small, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="个人信息"):
        small.workspace.write_figures(tmp_path / "a.xlsx", ["aid.files"], by=["health"])
    with pytest.raises(UsageError, match="不能按"):
        small.workspace.write_figures(tmp_path / "a.xlsx", ["aid.files"], by=["no_such"])
    small.workspace.operator_add("inspector", role="inspector")
    with pytest.raises(NotPermittedError):
        hand(small.workspace, "inspector").write_figures(tmp_path / "a.xlsx", ["aid.files"])
    assert not (tmp_path / "a.xlsx").exists()


def test_an_operator_of_a_town_gets_the_figures_of_the_town(small: Small, tmp_path: Path) -> None:
    small.workspace.operator_add("east", role="caseworker", org=EAST)
    path = tmp_path / "a.xlsx"
    hand(small.workspace, "east").write_figures(path, ["aid.files"], periods=["2024"])
    with zipfile.ZipFile(path) as parts:
        text = "".join(parts.read(name).decode("utf8", "replace") for name in parts.namelist())
    assert WEST not in text
    assert dict(blocks(read(path, "在档档案")))["按组织"][0][2] == 2
    assert not [place for place in range(1, 5) if an_id(place) in text]


def a_book(path: Path, total: int, *parts: int, label: str = "甲") -> Path:
    """A book of one sheet with a total and its parts."""
    lines = [Values(label=f"{label}{place}", values=[part]) for place, part in enumerate(parts)]
    block = CubeBlock(title="按组织", total=Values(label="合计", values=[total]), parts=lines)
    sheet = CubeSheet(key="k", label="指标", unit="件", definition="定义", periods=["2024"], blocks=[block])
    with path.open("wb") as stream:
        save_workbook(build(CubeBook(title="簿", facts=(), sheets=[sheet])), stream)
    return path


def test_a_label_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    page = load_workbook(a_book(tmp_path / "a.xlsx", 3, 1, 2, label="=1+1"))["指标"]
    assert (page["A7"].value, page["A7"].data_type) == ("=1+10", "s")
    assert page["C9"].value == "=SUM(C7:C8)"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Opens workbooks in LibreOffice and saves them again, so that their formulas have their values."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed here")
    folder = tmp_path_factory.mktemp("office")

    def open_and_save(*paths: Path) -> list[Path]:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [found, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return [folder / path.name for path in paths]

    return open_and_save


@pytest.mark.slow
def test_the_check_cells_tell_right_totals_from_wrong_ones(office: Any, tmp_path: Path) -> None:
    paths = [a_book(tmp_path / f"{total}.xlsx", total, 1, 2) for total in (3, 4)]
    for saved, said, wrong in zip(office(*paths), (AGREES, DISAGREES), (0, 1), strict=True):
        [line] = [row for row in read(saved, "指标", values=True) if row[0] == CHECK]
        assert line[2] == said
        [row] = [row for row in read(saved, "说明", values=True) if row[0] == "指标"]
        assert row[6] == wrong


@pytest.mark.slow
def test_the_book_of_a_county_opens_in_an_office_and_all_its_totals_agree(office: Any, tmp_path: Path) -> None:
    truth = demo_rolls(tmp_path)
    Workspace.create(tmp_path / "w.db", name="红星县总工会").close()
    path = tmp_path / "figures.xlsx"
    with Workspace.open(tmp_path / "w.db", on=truth.on) as workspace:
        for key in ("hardship", "fund", "inspection", "finding", "petition"):
            workspace.import_files([truth.sheets[key].path], create_orgs=True)
        workspace.org_change("ROOT", {"workers": str(truth.workers)})
        answer = workspace.write_figures(
            path, ["aid.files", "fund.received_amount", "fund.rate", "finding.closed_rate", "petition.received"],
            periods=PERIODS, by=["source", "grade"],
        )  # fmt: skip
    assert answer["disagreements"] == []
    [saved] = office(path)
    with zipfile.ZipFile(saved) as parts:
        assert len([name for name in parts.namelist() if name.startswith("xl/charts/chart")]) >= 5
    checked = 0
    for name in ("在档档案", "收缴经费", "实缴比例", "隐患销号率", "受理信访"):
        before, after = read(path, name), read(saved, name, values=True)
        for one, other in zip(before, after, strict=False):
            for value, kept in zip(one, other, strict=False):
                if isinstance(value, str) and value.startswith("="):
                    assert kept != DISAGREES
                    assert not str(kept).startswith(("#", "Err:"))
                    checked += kept == AGREES
                elif isinstance(value, int | float):
                    assert kept == pytest.approx(value, abs=1e-9)
                else:
                    assert kept == value
    assert checked >= 24
