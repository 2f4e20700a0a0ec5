"""The made-up rolls hold what they promise, recounted from the written files."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from unionwork.errors import StoreError, UnknownNameError, UsageError
from unionwork.sample import HEADERS, LAYOUTS, TOWNS, Sheet, Truth, demo_rolls, write_rolls

STYLES = [
    pytest.param({"headers": headers, "dirty": dirty}, id=f"{headers}-{'dirty' if dirty else 'clean'}")
    for headers in ("usual", "other")
    for dirty in (False, True)
]


# --- a reader of its own, so that no count below comes from the code under test ---


def matrix(sheet: Sheet) -> list[list[Any]]:
    """Every row of the file from its first, blank ones too."""
    if sheet.path.suffix == ".csv":
        with sheet.path.open(encoding="gb18030", newline="") as file:
            return [list(row) for row in csv.reader(file)]
    book = CalamineWorkbook.from_path(sheet.path)
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def plain(cell: Any) -> Any:
    return unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else cell


def headers_of(sheet: Sheet) -> list[str]:
    """The headers from left to right; of two lines, upper and lower joined."""
    rows = matrix(sheet)
    lower = rows[sheet.header_row - 1]
    upper = rows[sheet.header_row - 2] if "序号" not in lower and sheet.header_row > 1 else None
    if upper is None or "序号" not in upper:
        return [str(cell) for cell in lower]
    joined, above = [], ""
    for high, low in zip(upper, lower, strict=True):
        above = high or above
        joined.append(above + low if low else high)
    return joined


def usual_label(key: str, header: str) -> str:
    """The usual header for a printed one, or the printed one where no roll declares it."""
    wanted = plain(header)
    for label, aliases in HEADERS[key].items():
        if wanted in {plain(name) for name in (label, *aliases)}:
            return label
    return wanted


def day_of(cell: Any) -> date | None:
    if isinstance(cell, date) or cell in {"", None}:
        return cell or None
    found = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?", plain(cell))
    assert found, cell
    return date(*(int(part) for part in found.groups()))


def value_of(form: str, cell: Any, header: str) -> Any:
    cell = plain(cell)
    if cell == "":
        return None
    if form == "day":
        return day_of(cell)
    if form == "month":
        year, month = re.fullmatch(r"(\d{4})[-年](\d{1,2})月?", cell).groups()
        return int(year) * 100 + int(month)
    if form == "money":
        fen = Decimal(str(cell)) * (1_000_000 if "万元" in header else 100)
        assert fen == int(fen), f"{cell} is not exact to the fen"
        return int(fen)
    return int(cell) if form == "count" else cell


def read_back(truth: Truth, key: str) -> dict[int, dict[str, Any]]:
    """The data rows by their number in the sheet, repeated ones and spoilt ones left out."""
    sheet = truth.sheets[key]
    headers = headers_of(sheet)
    labels = [usual_label(key, header) for header in headers]
    forms = {column.label: column.form for column in LAYOUTS[key].columns}
    spoilt = {refusal.row for refusal in sheet.refused}
    rows: dict[int, dict[str, Any]] = {}
    seen: set[tuple[Any, ...]] = set()
    for number, cells in enumerate(matrix(sheet)[sheet.header_row :], sheet.header_row + 1):
        if not any(cell not in {"", None} for cell in cells) or number in spoilt:
            continue
        if plain(str(cells[0])).replace(" ", "") in {"合计", "总计"}:
            break
        row = {
            label: value_of(forms[label], cell, header)
            for label, cell, header in zip(labels, cells, headers, strict=True)
            if label in forms
        }
        values = tuple(row.items())
        if values not in seen:
            rows[number] = row
        seen.add(values)
    return rows


def records(truth: Truth, key: str) -> list[dict[str, Any]]:
    return list(read_back(truth, key).values())


def full_years(born: date, on: date) -> int:
    years = on.year - born.year
    return years if (on.month, on.day) >= (born.month, born.day) else years - 1


def birth(id_number: str) -> date:
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def is_valid(id_number: str) -> bool:
    """ISO 7064 MOD 11-2, another way to the check digit than the generator's."""
    rest = 0
    for digit in id_number[:17]:
        rest = (rest + int(digit)) * 2 % 11
    return id_number[17] == "0123456789X"[(12 - rest) % 11]


def by(on: date) -> Callable[[date | None], bool]:
    return lambda day: day is not None and day <= on


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return demo_rolls(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module", params=STYLES)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_rolls(tmp_path_factory.mktemp("rolls"), seed=7, size=0.3, **request.param)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_rolls(tmp_path_factory.mktemp("dirty"), seed=11, dirty=True)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_rolls(tmp_path_factory.mktemp("other"), seed=12, size=0.3, headers="other")


# --- the same seed ---


def data_of(path: Path) -> dict[str, bytes]:
    """What a file says, without the hour at which it was written."""
    if path.suffix == ".csv":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_writes_the_same_data(tmp_path: Path, style: dict[str, Any]) -> None:
    first = write_rolls(tmp_path / "a", seed=3, size=0.05, **style)
    second = write_rolls(tmp_path / "b", seed=3, size=0.05, **style)
    assert first.facts() == second.facts()
    for key, sheet in first.sheets.items():
        assert data_of(sheet.path) == data_of(second.sheets[key].path), key


def test_another_seed_makes_other_people(tmp_path: Path) -> None:
    first = write_rolls(tmp_path / "a", seed=3, size=0.05, rolls=["hardship"])
    second = write_rolls(tmp_path / "b", seed=4, size=0.05, rolls=["hardship"])
    ids = [{row["身份证号"] for row in records(truth, "hardship")} for truth in (first, second)]
    assert not ids[0] & ids[1]


def test_a_roll_is_the_same_whatever_other_rolls_are_written(tmp_path: Path) -> None:
    every = write_rolls(tmp_path / "all", seed=3, size=0.05, dirty=True)
    for key in LAYOUTS:
        alone = write_rolls(tmp_path / key, seed=3, size=0.05, dirty=True, rolls=[key])
        assert list(alone.sheets) == [key]
        assert data_of(alone.sheets[key].path) == data_of(every.sheets[key].path), key
        assert getattr(alone, key)() == getattr(every, key)()


def test_dirt_and_headers_change_no_record(tmp_path: Path) -> None:
    clean = write_rolls(tmp_path / "a", seed=5, size=0.05)
    other = write_rolls(tmp_path / "b", seed=5, size=0.05, headers="other")
    dirty = write_rolls(tmp_path / "c", seed=5, size=0.05, dirty=True)
    for key in LAYOUTS:
        assert records(clean, key) == records(other, key), key
        if key != "hardship":
            assert records(clean, key) == records(dirty, key), key


# --- the answers, recounted from the files ---


def test_every_id_number_is_valid_and_its_own(written: Truth) -> None:
    for key in ("hardship", "poverty", "application", "household"):
        ids = [row["身份证号"] for row in records(written, key)]
        assert len(set(ids)) == len(ids)
        assert all(is_valid(id_number) for id_number in ids)
        assert {id_number[:2] for id_number in ids} <= {"23", "45", "63"}
        assert {id_number[2:5] for id_number in ids} == {"999"}, "a county that was never allotted"


def test_the_id_number_agrees_with_the_sex_on_the_sheet(written: Truth) -> None:
    for key in ("hardship", "poverty"):
        for row in records(written, key):
            assert (int(row["身份证号"][16]) % 2 == 1) == (row["性别"] == "男")


@pytest.mark.parametrize("lines", [(280, 245), (300, 200)])
def test_hardship_facts_agree_with_the_sheet(written: Truth, lines: tuple[int, int]) -> None:
    for on in (written.on, date(written.on.year, 6, 30)):
        rows = [row for row in records(written, "hardship") if row["建档日期"] <= on]
        per_head = [Decimal(row["家庭月总收入"]) / 100 / row["家庭人口"] for row in rows]
        extreme = [row for row, income in zip(rows, per_head, strict=True) if income <= lines[1]]
        ages = {
            sex: [full_years(birth(row["身份证号"]), on) for row in extreme if row["性别"] == sex]
            for sex in ("男", "女")
        }
        facts = written.hardship(*lines, on=on)
        assert facts.files == len(rows)
        assert facts.hardship_workers == sum(income <= lines[0] for income in per_head)
        assert facts.extreme == len(extreme)
        assert facts.none == sum(income > lines[0] for income in per_head)
        assert facts.hardship + facts.extreme == facts.hardship_workers
        assert facts.on_hardship_line == per_head.count(Decimal(lines[0]))
        assert facts.on_extreme_line == per_head.count(Decimal(lines[1]))
        assert facts.extreme_men_under_50 == sum(age < 50 for age in ages["男"])
        assert facts.extreme_men_50_up == sum(age >= 50 for age in ages["男"])
        assert facts.extreme_women_under_40 == sum(age < 40 for age in ages["女"])
        assert facts.extreme_women_40_up == sum(age >= 40 for age in ages["女"])
        assert facts.extreme_education == Counter(row["学历"] for row in extreme)


def test_grades_name_every_accepted_file(written: Truth) -> None:
    grades = written.grades()
    assert set(grades) == {row["档案编号"] for row in records(written, "hardship")}
    assert Counter(grades.values())["extreme"] == written.hardship().extreme


def test_poverty_facts_agree_with_the_sheet(written: Truth) -> None:
    rows = records(written, "poverty")
    facts = written.poverty()
    assert (facts.households, facts.persons) == (len({row["户编号"] for row in rows}), len(rows))
    for label, groups in (("户类型", facts.categories), ("乡镇", facts.towns)):
        assert set(groups) == {row[label] for row in rows}
        for group, counts in groups.items():
            inside = [row for row in rows if row[label] == group]
            assert counts == (len({row["户编号"] for row in inside}), len(inside))
    assert facts.incidence == pytest.approx(len(rows) / written.rural_population)
    assert {row["户编号"] for row in rows if row["与户主关系"] == "户主"} == {row["户编号"] for row in rows}


def test_petition_facts_agree_with_the_sheet(written: Truth) -> None:
    for on in (written.on, date(written.on.year, 8, 15)):
        rows = [row for row in records(written, "petition") if row["收到日期"] <= on]
        replied = [row for row in rows if by(on)(row["答复日期"])]
        left = [row for row in rows if not by(on)(row["答复日期"])]
        facts = written.petition(on)
        assert facts.total == len(rows)
        assert facts.transferred == sum(row["来源"] == "市总转办" for row in rows)
        assert facts.received == sum(row["来源"] == "本级接访" for row in rows)
        assert facts.persons == sum(row["人数"] for row in rows)
        assert facts.late == sum(row["答复日期"] > row["办理期限"] for row in replied)
        assert facts.missed == sum(row["办理期限"] < on for row in left)
        assert facts.in_hand == len(left) - facts.missed
        assert facts.matters == Counter(row["事项"] for row in rows)


def test_application_facts_agree_with_the_sheet(written: Truth) -> None:
    for on in (written.on, date(written.on.year, 6, 30)):
        known = by(on)
        rows = [row for row in records(written, "application") if known(row["申请日期"])]
        facts = written.application(on)
        assert facts.applied == len(rows)
        assert set(facts.programmes) == {row["项目"] for row in rows}
        for programme, found in facts.programmes.items():
            mine = [row for row in rows if row["项目"] == programme]
            passed = [row for row in mine if row["市总审核"] == "通过" and known(row["审核日期"])]
            paid = [row for row in passed if row["状态"] == "已发放" and known(row["发放日期"])]
            first = sum(row["镇总初审"] == "不通过" and known(row["初审日期"]) for row in mine)
            second = sum(row["市总审核"] == "不通过" and known(row["审核日期"]) for row in mine)
            assert (found.applied, found.passed, found.paid) == (len(mine), len(passed), len(paid))
            assert found.refused == first + second
            assert found.paid_fen == sum(row["金额"] for row in paid)
            assert found.waiting_province == sum(row["状态"] == "待省总审核" for row in passed)


def test_fund_facts_agree_with_the_sheet_to_the_fen(written: Truth) -> None:
    rows = records(written, "fund")
    facts = written.fund()
    assert facts.units == len({row["企业名称"] for row in rows})
    for state, units in facts.return_states.items():
        assert units == len({row["企业名称"] for row in rows if row["返还手续"] == state})
    assert facts.received_fen == sum(row["缴纳经费"] for row in rows)
    assert facts.months == {
        month: sum(row["缴纳经费"] for row in rows if row["所属月份"] == month)
        for month in {row["所属月份"] for row in rows}
    }
    assert abs(facts.monthly_mean_fen * len(facts.months) - facts.received_fen) * 2 <= len(facts.months)
    assert all(row["缴纳经费"] * 50 == row["工资总额"] for row in rows)
    assert any(row["缴纳经费"] % 100 for row in rows), "amounts with fen"
    until_march = written.fund(date(written.on.year, 3, 31))
    assert until_march.received_fen == sum(row["缴纳经费"] for row in rows if row["所属月份"] % 100 <= 3)


def test_household_and_visit_facts_agree_with_the_sheets(written: Truth) -> None:
    households, visits = records(written, "household"), records(written, "visit")
    facts = written.household(quota=4)
    poor = [row for row in households if row["户类型"] == "贫困户"]
    helpers = Counter(row["帮扶责任人"] for row in households if row["帮扶责任人"])
    assert (facts.households, facts.persons) == (len(households), sum(row["家庭人口"] for row in households))
    assert (facts.poor_households, facts.poor_persons) == (len(poor), sum(row["家庭人口"] for row in poor))
    assert facts.helped == sum(helpers.values())
    assert facts.helpers == helpers
    assert facts.over_quota == tuple(sorted(helper for helper, count in helpers.items() if count > 4))
    for month in range(1, 13):
        found = written.visit(written.on.year * 100 + month)
        seen = {row["户编号"] for row in visits if row["走访日期"].month == month}
        owed = {row["户编号"] for row in households if row["帮扶责任人"]} - seen
        assert set(found.without_contact) == owed
        assert owed, "in every month somebody was left out"
        assert found.in_month == sum(row["走访日期"].month == month for row in visits)
        assert found.visits == len(visits)
    assert written.visit() == written.visit(written.on.year * 100 + 12)


def test_inspection_and_finding_facts_agree_with_the_sheets(written: Truth) -> None:
    for on in (written.on, date(written.on.year, 9, 1)):
        inspections = [row for row in records(written, "inspection") if row["检查日期"] <= on]
        findings = [row for row in records(written, "finding") if row["发现日期"] <= on]
        left = [row for row in findings if not by(on)(row["复查销号日期"])]
        made, found = written.inspection(on), written.finding(on)
        assert made.inspections == len(inspections)
        assert made.units == len({row["受检单位"] for row in inspections})
        assert made.kinds == Counter(row["检查类型"] for row in inspections)
        assert made.industries == Counter(row["行业"] for row in inspections)
        assert found.findings == len(findings)
        assert found.major == sum(row["等级"] == "重大" for row in findings)
        assert (found.closed, found.open) == (len(findings) - len(left), len(left))
        assert found.overdue == sum(row["整改期限"] < on for row in left)
        assert found.due_on_the_day == sum(row["整改期限"] == on for row in left)
        assert found.rectified == sum(by(on)(row["整改完成日期"]) for row in left)
        assert found.categories == Counter(row["类别"] for row in findings)


def test_findings_and_visits_point_to_rows_that_exist(written: Truth) -> None:
    inspected = {row["检查编号"]: row["检查日期"] for row in records(written, "inspection")}
    for row in records(written, "finding"):
        assert inspected[row["检查编号"]] == row["发现日期"]
    numbers = {row["户编号"] for row in records(written, "household")}
    assert {row["户编号"] for row in records(written, "visit")} <= numbers


def test_rows_are_counted_as_they_stand_in_the_sheet(written: Truth) -> None:
    for key, sheet in written.sheets.items():
        assert sheet.rows == len(records(written, key)) + len(sheet.refused) + len(sheet.repeated), key


# --- edges ---


def test_about_one_income_in_seven_is_exactly_on_the_line(dirty: Truth) -> None:
    facts = dirty.hardship()
    assert 0.12 < facts.on_hardship_line / facts.files < 0.18
    assert facts.on_extreme_line > facts.files * 0.04


def test_incomes_stand_a_few_fen_beside_the_line(demo: Truth) -> None:
    rows = records(demo, "hardship")
    beside = {row["家庭月总收入"] - 28000 * row["家庭人口"] for row in rows}
    assert {-2, -1, 1, 2} <= beside
    assert any(row["家庭月总收入"] % 100 == 2 for row in rows)


def test_birthdays_fall_on_the_day_before_and_after_it_and_on_29_february(demo: Truth) -> None:
    births = [(row["性别"], birth(row["身份证号"])) for row in records(demo, "hardship")]
    for sex, years in (("男", 50), ("女", 40)):
        birthday = demo.on.replace(year=demo.on.year - years)
        for shift in (-1, 0, 1):
            assert (sex, birthday + timedelta(days=shift)) in births
    assert sum((born.month, born.day) == (2, 29) for _, born in births) >= 3


def test_names_numbers_and_families_come_in_all_shapes(demo: Truth) -> None:
    files = records(demo, "hardship")
    assert any(row["身份证号"].endswith("X") for row in files)
    assert any(row["姓名"][:2] in {"欧阳", "上官", "诸葛", "皇甫", "尉迟", "东方"} for row in files)
    assert {len(row["姓名"]) for row in files} >= {2, 3}
    assert any(row["家庭人口"] == 1 for row in files)
    assert any(row["次要致困原因"] is None for row in files)
    sizes = Counter(row["户编号"] for row in records(demo, "poverty"))
    assert min(sizes.values()) == 1
    assert max(sizes.values()) >= 5


def test_one_helper_has_too_many_households_and_one_poor_household_has_none(demo: Truth) -> None:
    facts = demo.household()
    assert max(facts.helpers.values()) == 8
    assert len(facts.over_quota) == 1
    assert facts.helped < facts.poor_households


def test_hazards_are_due_on_the_very_day_and_closed_in_the_next_year(demo: Truth) -> None:
    rows = records(demo, "finding")
    new_year = demo.on + timedelta(days=1)
    assert any(row["整改期限"] == demo.on and row["复查销号日期"] is None for row in rows)
    assert any(row["整改期限"] == demo.on == row["复查销号日期"] for row in rows)
    assert any(row["整改完成日期"] == demo.on and row["复查销号日期"] == new_year for row in rows)
    assert any(row["整改完成日期"] is not None and row["复查销号日期"] is None for row in rows)


def test_petitions_are_answered_on_the_last_day_late_next_year_and_never(demo: Truth) -> None:
    rows = records(demo, "petition")
    delays = [(row["答复日期"] - row["办理期限"]).days for row in rows if row["答复日期"]]
    assert 0 in delays
    assert 1 in delays
    assert any(row["答复日期"] and row["答复日期"].year > demo.on.year for row in rows)
    assert any(row["办理期限"] == demo.on and row["答复日期"] is None for row in rows)
    assert demo.petition().missed >= 2


def test_applications_end_in_every_way(demo: Truth) -> None:
    rows = records(demo, "application")
    ends = {(row["镇总初审"], row["市总审核"], row["状态"]) for row in rows}
    passed = {("通过", "通过", "已发放"), ("通过", "通过", "待省总审核")}
    assert ends == {(None, None, None), ("不通过", None, None), ("通过", None, None), ("通过", "不通过", None)} | passed
    assert any(row["发放日期"] and row["发放日期"].year > demo.on.year for row in rows)


# --- dirt ---


def test_a_dirty_sheet_has_a_title_and_a_unit_row_above_its_header(dirty: Truth) -> None:
    for key, sheet in dirty.sheets.items():
        rows = matrix(sheet)
        assert rows[0][0] == LAYOUTS[key].title
        assert rows[1][2] == "计量单位:元"
        assert sheet.header_row == 3
        assert [usual_label(key, cell) for cell in rows[2]] == list(HEADERS[key])


def test_dirt_puts_spaces_wide_digits_and_days_as_text_into_cells(dirty: Truth) -> None:
    headers = [cell for sheet in dirty.sheets.values() for cell in matrix(sheet)[2]]
    assert any(header != header.strip() for header in headers)
    cells = [cell for row in matrix(dirty.sheets["hardship"])[3:] for cell in row if isinstance(cell, str)]
    assert any(cell.startswith("\u3000") for cell in cells)
    assert any(cell.startswith(" ") and cell.endswith("\u3000") for cell in cells)
    assert any(re.fullmatch("[\uff10-\uff19]+", cell) for cell in cells)
    shapes = {re.sub(r"\d+", "9", cell) for cell in cells if re.match(r"(19|20)\d\d[年/.-]?\d+", cell)}
    assert {"9年9月9日", "9/9/9", "9.9.9", "9", "9-9-9"} <= shapes


def test_a_small_dirty_sheet_is_dirty_too(tmp_path: Path) -> None:
    sheet = write_rolls(tmp_path, seed=1, size=0.02, dirty=True, rolls=["inspection"]).sheets["inspection"]
    cells = [cell for row in matrix(sheet)[3:] for cell in row]
    assert any(isinstance(cell, str) and cell != plain(cell) for cell in cells)


def test_repeated_rows_are_exact_copies_of_accepted_rows(written: Truth) -> None:
    for key, sheet in written.sheets.items():
        rows = matrix(sheet)
        skip = 1 if "序号" in headers_of(sheet) else 0
        refused = {refusal.row for refusal in sheet.refused}
        for copy, first in sheet.repeated:
            width = slice(skip, skip + len(HEADERS[key]))
            assert rows[copy - 1][width] == rows[first - 1][width]
            assert first < copy
            assert first not in refused


def test_every_dirty_roll_repeats_rows_and_no_clean_one_does(demo: Truth, dirty: Truth) -> None:
    assert all(len(sheet.repeated) == 7 for sheet in dirty.sheets.values())
    assert not any(sheet.repeated or sheet.refused for sheet in demo.sheets.values())


def test_exactly_the_named_hardship_rows_are_spoilt(dirty: Truth) -> None:
    sheet = dirty.sheets["hardship"]
    rows = matrix(sheet)
    position = {usual_label("hardship", header): place for place, header in enumerate(rows[2])}
    found: dict[int, tuple[str, str, str]] = {}
    for number, row in enumerate(rows[3:], 4):
        id_number, filed_on = row[position["身份证号"]], row[position["建档日期"]]
        if isinstance(id_number, float):
            found[number] = ("身份证号", "numeric_id", plain(row[0]))
        elif not is_valid(plain(id_number)):
            found[number] = ("身份证号", "check_digit", plain(row[0]))
        elif isinstance(filed_on, str) and "6月31日" in filed_on:
            found[number] = ("建档日期", "no_such_day", plain(row[0]))
    named = {refusal.row: (refusal.label, refusal.kind, refusal.number) for refusal in sheet.refused}
    assert found == named
    assert Counter(refusal.kind for refusal in sheet.refused) == {"check_digit": 3, "numeric_id": 1, "no_such_day": 1}
    for refusal in sheet.refused:
        assert refusal.column == rows[2][position[refusal.label]]
    assert not {refusal.number for refusal in sheet.refused} & set(dirty.grades())


# --- other offices ---


def test_most_who_are_asked_consent_to_publication_and_some_do_not(demo: Truth) -> None:
    asked = demo.records.application
    consenting = [one for one in asked if one.consent_on]
    assert len(asked) / 2 < len(consenting) < len(asked)
    assert {one.consent_on == one.applied_on for one in consenting} == {True}
    newly = [one for one in demo.records.household if one.listed_on and one.listed_on.year == demo.on.year]
    consented = [one for one in newly if one.consent_on]
    assert len(newly) / 2 < len(consented) < len(newly)
    assert {one.listed_on.month for one in newly} == {1}, "no figure at the end of a month depends on it"
    listed = {one.number: one.listed_on for one in demo.records.household}
    assert all(listed[visit.household] <= visit.visited_on for visit in demo.records.visit)


def test_no_header_belongs_to_two_columns_of_one_roll() -> None:
    for key, headers in HEADERS.items():
        names = [plain(name) for label, aliases in headers.items() for name in (label, *aliases)]
        assert len(set(names)) == len(names), key


def test_over_many_seeds_every_other_name_of_a_column_is_printed(tmp_path: Path) -> None:
    printed: dict[str, set[str]] = {}
    for seed in range(40):
        truth = write_rolls(tmp_path, seed=seed, size=0.02, headers="other", rolls=["visit"])
        for label, header in truth.sheets["visit"].columns.items():
            printed.setdefault(label, set()).add(header)
    assert printed == {label: set(aliases) for label, aliases in HEADERS["visit"].items()}


def test_another_office_renames_and_reorders_its_columns(other: Truth) -> None:
    for key, sheet in other.sheets.items():
        headers = headers_of(sheet)
        assert (headers[0], headers[-1]) == ("序号", "备注")
        assert not set(headers) & set(HEADERS[key]) - {"初审日期", "审核日期", "发放日期"}
        labels = [usual_label(key, header) for header in headers[1:-1]]
        assert labels != list(HEADERS[key])
        assert sorted(labels) == sorted(HEADERS[key])
        assert labels == list(sheet.order)
        assert [sheet.columns[label] for label in labels] == headers[1:-1]


def test_another_office_numbers_its_rows_leaves_blank_ones_and_sums_them_up(other: Truth) -> None:
    for key, sheet in other.sheets.items():
        rows = matrix(sheet)[sheet.header_row :]
        *body, total = rows
        numbers = [int(row[0]) for row in body if row[0] != ""]
        assert numbers == list(range(1, sheet.rows + 1))
        assert sum(not any(cell != "" for cell in row) for row in body) == 4
        assert plain(total[0]).replace(" ", "") in {"合计", "总计"}
        assert any(row[-1] for row in body), f"{key} has remarks"
    fund = other.sheets["fund"]
    place = headers_of(fund).index(fund.columns["缴纳经费"])
    assert round(float(matrix(fund)[-1][place]) * 1_000_000) == other.fund().received_fen


def test_one_roll_has_a_header_of_two_lines(other: Truth) -> None:
    two = [key for key, sheet in other.sheets.items() if sheet.header_row == 2]
    assert two == ["application"]
    upper, lower = matrix(other.sheets["application"])[:2]
    assert Counter(cell for cell in lower if cell) == {"日期": 3, "结果": 2, "姓名": 1, "身份证号": 1, "金额": 1}
    assert {"申请人", "初审", "审核", "发放"} <= set(upper)


def test_one_roll_is_a_csv_in_gb18030_that_gbk_cannot_read(other: Truth) -> None:
    assert [key for key, sheet in other.sheets.items() if sheet.path.suffix == ".csv"] == ["petition"]
    raw = other.sheets["petition"].path.read_bytes()
    assert "周㛃" in raw.decode("gb18030")
    for codec in ("gbk", "utf-8"):
        with pytest.raises(UnicodeDecodeError):
            raw.decode(codec)


def test_one_amount_is_kept_in_ten_thousands_and_loses_not_a_fen(other: Truth) -> None:
    header = other.sheets["fund"].columns["缴纳经费"]
    assert header.endswith("(万元)")
    place = headers_of(other.sheets["fund"]).index(header)
    cells = [row[place] for row in matrix(other.sheets["fund"])[1:] if isinstance(row[place], float)]
    assert any(len(str(cell).split(".")[1]) >= 5 for cell in cells)


# --- the demo and the arguments ---


def test_the_demo_is_one_small_county(demo: Truth) -> None:
    rows = {key: sheet.rows for key, sheet in demo.sheets.items()}
    visits, persons = rows.pop("visit"), rows.pop("poverty")
    assert rows == {
        "hardship": 300,
        "petition": 40,
        "application": 60,
        "fund": 400,
        "household": 120,
        "inspection": 25,
        "finding": 60,
    }
    assert 600 <= visits <= 800
    assert persons == demo.poverty().persons
    assert demo.on == date(2024, 12, 31)
    assert {row["乡镇"] for row in records(demo, "poverty")} <= set(TOWNS)


def test_facts_are_plain_enough_for_json(demo: Truth) -> None:
    facts = json.loads(json.dumps(demo.facts()))
    assert list(facts) == list(LAYOUTS)
    assert facts["hardship"]["extreme"] == demo.hardship().extreme
    assert facts["finding"]["on"] == "2024-12-31"
    assert facts["visit"]["without_contact"] == list(demo.visit().without_contact)


def test_size_and_year_are_taken_at_their_word(tmp_path: Path) -> None:
    truth = write_rolls(tmp_path, seed=1, size=0.5, year=2009, rolls=["hardship", "fund"])
    assert truth.sheets["hardship"].rows == 500
    assert truth.sheets["fund"].rows == 30 * 10
    assert {row["建档日期"].year for row in records(truth, "hardship")} == {2009}
    assert set(truth.fund().months) == {200900 + month for month in range(1, 11)}


def test_a_roll_that_was_not_written_has_no_answer(tmp_path: Path) -> None:
    truth = write_rolls(tmp_path, seed=1, size=0.02, rolls=["visit"])
    assert truth.visit().visits
    with pytest.raises(UnknownNameError, match="household"):
        truth.household()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"rolls": ["hardhip"]}, UnknownNameError, "hardship"),
        ({"headers": "strange"}, UnknownNameError, "表头样式"),
        ({"size": 0}, UsageError, "须大于 0"),
        ({"size": float("nan")}, UsageError, "须大于 0"),
        ({"size": 601}, UsageError, "不超过 600"),
    ],
)
def test_wrong_arguments_are_refused_in_words(
    tmp_path: Path, arguments: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        write_rolls(tmp_path / "rolls", seed=1, **arguments)
    assert not (tmp_path / "rolls").exists()


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        write_rolls(tmp_path / "file" / "rolls", seed=1, size=0.02)
