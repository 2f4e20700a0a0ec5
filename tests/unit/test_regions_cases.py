"""The cases of a region: what experts wrote, and what its dated values call for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.regions_words import GRADE, HEAD, WORDS, a_catalogue, a_folder, a_value, an_indicator
from unionwork.declare.catalogue import Catalogue, Region
from unionwork.declare.parameters import DatedValue
from unionwork.errors import DeclarationError
from unionwork.regions.cases import Case, cases_of, gaps_of
from unionwork.regions.judging import judge, value_at
from unionwork.regions.packs import read_pack

LINES = a_value(value=280) + a_value(value="300.50", start="2010-07-01") + a_value("file.extreme_line", 245)
CASE = """
[[cases]]
rule = "file.grade"
on = 2009-06-30
record = { income = "840", family_size = 3, sex = "男性", filed_on = 2009-01-31, area = 55.5 }
expect = "hardship"
says = "正好在线上"
"""


def a_region(folder: Path, pack: str = LINES, **others: str) -> tuple[Region, Catalogue]:
    region = read_pack(a_folder(folder, HEAD + pack, **others), a_catalogue())
    return region, Catalogue.of(WORDS, [region])


def generated(region: Region, catalogue: Catalogue) -> list[Case]:
    return [case for case in cases_of(region, catalogue) if case.generated]


def test_a_written_case_is_stored_as_the_register_stores_it(tmp_path: Path) -> None:
    case = cases_of(*a_region(tmp_path, cases=CASE))[0]
    assert (case.rule, case.on, case.expected, case.says) == ("file.grade", date(2009, 6, 30), "hardship", "正好在线上")
    assert case.record == {"income": 84000, "family_size": 3, "sex": "1", "filed_on": 20090131, "area": 555}
    assert not case.generated


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('rule = "file.grade"', 'rule = "file.grad"', "最接近的是「file.grade」"),
        ('expect = "hardship"', 'expect = "hardshp"', "没有结果「hardshp」;最接近的是「hardship」"),
        ("family_size", "family_sice", "最接近的是「family_size」"),
        ('"男性"', '"男士"', "不在代码表「性别」中"),
        ('"840"', '"840.005"', "最多两位小数"),
        ("= 3,", "= 3.5,", "要写整数"),
        ("55.5", "55.55", "最多 1 位小数"),
        ("2009-06-30", '"2009-06-30"', "不加引号"),
        ("sex = ", "grade = ", "不能写引用和认定结果"),
    ],
)
def test_a_case_that_cannot_be_run_is_named_with_its_line(old: str, new: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        a_region(tmp_path, cases=CASE.replace(old, new))
    assert says in str(caught.value)
    assert Path(caught.value.file).name == "cases.toml"
    assert 2 <= caught.value.line <= 7


def test_each_line_is_tried_exactly_on_it_a_fen_below_and_a_fen_above(tmp_path: Path) -> None:
    cases = {
        (case.record["income"], case.record["family_size"]): case.expected
        for case in generated(*a_region(tmp_path))
        if case.on == date(2009, 12, 31)
    }
    line, extreme = 280 * 100 * 3, 245 * 100 * 3
    assert cases == {
        (extreme - 1, 3): "extreme",
        (extreme, 3): "extreme",
        (extreme + 1, 3): "hardship",
        (line - 1, 3): "hardship",
        (line, 3): "hardship",
        (line + 1, 3): "none",
    }


def test_a_change_of_value_is_tried_on_the_day_before_the_day_itself_and_over_the_year(tmp_path: Path) -> None:
    new = round(300.5 * 100 * 3)
    cases = {case.on: case.expected for case in generated(*a_region(tmp_path)) if case.record["income"] == new}
    assert cases == {
        date(2010, 6, 30): "none",
        date(2010, 7, 1): "hardship",
        date(2010, 12, 31): "hardship",
        date(2011, 1, 1): "hardship",
    }
    old = {case.on: case.expected for case in generated(*a_region(tmp_path)) if case.record["income"] == 84001}
    assert (old[date(2010, 6, 30)], old[date(2010, 7, 1)]) == ("none", "hardship")


def test_before_the_first_value_the_outcome_is_unknown(tmp_path: Path) -> None:
    cases = [case for case in generated(*a_region(tmp_path)) if case.on == date(2008, 12, 31)]
    assert {case.expected for case in cases} == {"unknown"}


def test_no_case_is_made_twice(tmp_path: Path) -> None:
    cases = generated(*a_region(tmp_path))
    assert len({(case.on, tuple(sorted(case.record.items()))) for case in cases}) == len(cases) > 20


def test_a_rule_over_whole_numbers_is_tried_one_below_and_one_above(tmp_path: Path) -> None:
    pack = """
[[new_parameters]]
key = "my.area"
name = "面积线"
unit = "平方米"
[[parameters."my.area"]]
value = 13.25
unit = "平方米"
from = 2020-01-01
source = "通知"
[[rules]]
key = "my.narrow"
name = "住房困难"
of = "file"
[[rules.outcomes]]
key = "narrow"
all_of = [
  { name = "人均面积", left = "area", operator = "<", right = "param('my.area')", per = "family_size" },
  { name = "性别", left = "sex", operator = "==", right = "'2'" },
]
[[rules.outcomes]]
key = "enough"
"""
    cases = [case for case in generated(*a_region(tmp_path, pack)) if case.on == date(2020, 1, 1)]
    # 13.25 a head for three is 39.75, which a field of one decimal cannot hold.
    assert {(case.record["area"], case.record["sex"], case.expected) for case in cases} == {
        (397, "2", "narrow"),
        (398, "2", "enough"),
    }


def test_a_parameter_without_any_value_is_a_gap_that_is_named_once(tmp_path: Path) -> None:
    region, catalogue = a_region(tmp_path, a_value(value=280) + an_indicator(measure="count(age(on) < 3)"))
    (gap,) = gaps_of(region, catalogue)
    assert "参数 file.extreme_line(特困线)没有值" in gap
    with pytest.raises(DeclarationError, match=r"file\.extreme_line"):
        cases_of(region, catalogue)


def test_a_parameter_that_an_indicator_reads_must_have_a_value(tmp_path: Path) -> None:
    where = "filed_on >= block_start(param('file.visit_months'))"
    region, catalogue = a_region(tmp_path, an_indicator(measure=f"count({where})"))
    assert "file.visit_months" in gaps_of(region, catalogue)[0]


def test_a_parameter_of_its_own_that_only_a_check_reads_must_have_a_value(tmp_path: Path) -> None:
    own = """
[[new_parameters]]
key = "my.least"
name = "最低收入"
unit = "元"

[[checks]]
key = "my.low"
name = "收入过低"
of = "file"
holds = "income >= param('my.least')"
message = "收入过低"
remedy = "核对"
"""
    (gap,) = gaps_of(*a_region(tmp_path / "bare", own))
    assert "参数 my.least(最低收入)没有值,「收入过低」要用到它" in gap
    value = '\n[[parameters."my.least"]]\nvalue = 10\nunit = "元"\nfrom = 2009-01-01\nsource = "通知"\n'
    assert gaps_of(*a_region(tmp_path / "filled", own + value)) == []


def test_a_region_that_sets_nothing_has_no_gap(tmp_path: Path) -> None:
    assert cases_of(*a_region(tmp_path, an_indicator())) == []


def test_a_value_of_the_base_fills_the_gap(tmp_path: Path) -> None:
    base, grown = a_region(tmp_path / "base")
    head = 'format = 1\nkey = "town"\nname = "某镇"\nextends = "my-county"\n'
    town = read_pack(a_folder(tmp_path / "town", head + a_value(value=290, start="2012-01-01")), grown)
    catalogue = Catalogue.of(WORDS, [base, town])
    assert gaps_of(town, catalogue) == []
    held = value_at(catalogue, "town", "file.hardship_line", date(2011, 12, 31))
    assert held is not None
    assert held.value == Decimal("300.50")
    before = [case for case in generated(town, catalogue) if case.on == date(2011, 12, 31)]
    assert {(case.record["income"], case.expected) for case in before} == {
        (290 * 300 - 1, "hardship"),
        (290 * 300, "hardship"),
        (290 * 300 + 1, "hardship"),
    }


@given(
    income=st.integers(0, 200_000) | st.none(),
    size=st.integers(0, 7) | st.none(),
    line=st.integers(1, 50_000) | st.none(),
    extreme=st.integers(1, 50_000) | st.none(),
)
def test_the_oracle_agrees_with_a_judgement_written_out_by_hand(
    income: int | None, size: int | None, line: int | None, extreme: int | None
) -> None:
    values = {"file.hardship_line": line, "file.extreme_line": extreme}
    region = Region(
        key="r",
        name="某地",
        parameters={
            key: (DatedValue(value=Decimal(fen) / 100, from_on=date(2000, 1, 1), source="通知"),)
            for key, fen in values.items()
            if fen is not None
        },
    )
    record = {key: value for key, value in (("income", income), ("family_size", size)) if value is not None}
    expected = "unknown"
    if income is not None and size:
        head = Fraction(income, size)
        if extreme is not None:
            expected = "extreme" if head <= extreme else "unknown"
            if expected == "unknown" and line is not None:
                expected = "hardship" if head <= line else "none"
    assert judge(Catalogue.of(WORDS, [region]), "r", GRADE, record, date(2009, 6, 30)) == expected
