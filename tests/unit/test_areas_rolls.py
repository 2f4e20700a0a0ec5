"""The rolls find their columns under the headers that offices print."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.unit.areas_words import the_areas_alone
from unionwork.declare.fields import Shape
from unionwork.declare.rolls import Fill, Roll
from unionwork.declare.vocabularies import fold
from unionwork.sample import HEADERS, demo_rolls

AREAS = the_areas_alone()
ROLLS = AREAS.rolls
COLUMNS = [(key, label, aliases) for key, headers in HEADERS.items() for label, aliases in headers.items()]
# The tidy headers of nine real offices, in their order.
PRINTED = {
    "hardship": "档案编号 姓名 性别 身份证号 所属工会 工作单位 企业状况 学历 家庭人口 家庭月总收入 主要致困原因"
    " 次要致困原因 建档日期 手机号码",
    "poverty": "户编号 户主姓名 姓名 与户主关系 性别 身份证号 户类型 乡镇 村 健康状况 致贫原因",
    "petition": "编号 来源 收到日期 信访人 人数 用人单位 事项 承办人A 承办人B 办理期限 答复日期 办理结果",
    "application": "申请编号 项目 姓名 身份证号 所属工会 申请日期 镇总初审 初审日期 市总审核 审核日期 状态"
    " 金额 发放日期 不通过原因",
    "fund": "企业名称 工会名称 所属月份 工资总额 缴纳经费 返还手续",
    "household": "户编号 户主姓名 身份证号 户类型 村民小组 家庭人口 帮扶责任人",
    "visit": "户编号 走访人 走访日期 走访方式",
    "inspection": "检查编号 检查类型 受检单位 行业 检查日期 检查人",
    "finding": "隐患编号 检查编号 类别 等级 问题描述 发现日期 整改期限 责任人 整改完成日期 复查销号日期",
}


def meanings(roll: Roll, header: str) -> set[tuple[int, str]]:
    """Where a header leads: fill and field, or (-1, ...) for a column of the organisation."""
    plain = re.sub(r"[((](元|万元)[))]$", "", header)
    wanted = {fold(header), fold(plain)}
    found = {(-1, column[0]) for column in roll.org if wanted & {fold(name) for name in column}}
    for place, fill in enumerate(roll.fills):
        for field, headers in fill.headers().items():
            if wanted & {fold(name) for name in headers}:
                found.add((place, field))
    return found


def test_there_are_the_nine_rolls() -> None:
    assert set(ROLLS) == set(PRINTED)
    assert set(ROLLS) == set(HEADERS)


@pytest.mark.parametrize("key", PRINTED)
def test_no_column_of_the_usual_sheet_is_left_over(key: str) -> None:
    assert [header for header in PRINTED[key].split() if not meanings(ROLLS[key], header)] == []


@pytest.mark.parametrize(("key", "label", "aliases"), COLUMNS, ids=[f"{key}-{label}" for key, label, _ in COLUMNS])
def test_other_headers_of_a_column_mean_the_same(key: str, label: str, aliases: tuple[str, ...]) -> None:
    usual = meanings(ROLLS[key], label)
    assert usual
    assert {alias: meanings(ROLLS[key], alias) for alias in aliases} == dict.fromkeys(aliases, usual)


@pytest.mark.parametrize("roll", ROLLS.values(), ids=lambda roll: roll.key)
def test_no_header_means_two_fields_of_one_record(roll: Roll) -> None:
    for fill in roll.fills:
        seen: dict[str, str] = {}
        for field, headers in fill.headers().items():
            for header in headers:
                assert seen.setdefault(fold(header), field) == field, f"{roll.key}: {header}"


@pytest.mark.parametrize("roll", ROLLS.values(), ids=lambda roll: roll.key)
def test_what_a_record_must_have_is_read_pointed_to_or_presumed(roll: Roll) -> None:
    for fill in roll.fills:
        given = {*fill.headers(), *fill.refs, *fill.presumed, *fill.fixed}
        assert [field.key for field in fill.kind.stored_fields if field.required and field.key not in given] == []


def test_the_recorded_organisation_columns() -> None:
    levels = {key: len(roll.org) for key, roll in ROLLS.items() if roll.org}
    assert levels == {"hardship": 1, "application": 1, "fund": 1, "poverty": 2}


def test_only_dates_are_presumed_and_from_before_any_roll() -> None:
    fills: list[Fill] = [fill for roll in ROLLS.values() for fill in roll.fills]
    presumed = [(fill.kind.field(key), day) for fill in fills for key, day in fill.presumed.items()]
    assert len(presumed) >= 5
    assert {field.shape for field, _ in presumed} == {Shape.DAY}
    assert {day for _, day in presumed} == {date(1949, 10, 1)}


def test_the_words_of_the_sheets_are_in_the_vocabularies(tmp_path: Path) -> None:
    truth = demo_rolls(tmp_path)
    strange: set[str] = set()
    for key, roll in ROLLS.items():
        labels = list(HEADERS[key])
        columns = {
            labels.index(header): fill.kind.field(field).vocabulary
            for fill in roll.fills
            for field, headers in fill.headers().items()
            for header in headers
            if field != "number" and header in labels and fill.kind.field(field).shape is Shape.CODE
        }
        for record in getattr(truth.records, key):
            cells = record.cells()
            for place, vocabulary in columns.items():
                if cells[place] and AREAS.vocabularies[vocabulary].find(str(cells[place])) is None:
                    strange.add(f"{key}.{labels[place]}: {cells[place]}")
    # Programmes and categories of one place are in its pack, not here.
    assert {entry.split(":")[0] for entry in strange} <= {"application.项目", "poverty.户类型"}
