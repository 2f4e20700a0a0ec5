"""A region's pack as a folder, and small sheets, for the tests of the whole line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from tests.originals import copy_database, new_database, server_of
from unionwork.sample.person import check_sign
from unionwork.store.engines import is_address
from unionwork.workspace import Workspace

# Server and business day to the address of the workspace that is copied there.
_MADE: dict[tuple[str, date], str] = {}

HARDSHIP = ("档案编号", "姓名", "身份证号", "所属工会", "家庭人口", "家庭月总收入", "建档日期", "手机号码")
POVERTY = ("户编号", "户主姓名", "姓名", "与户主关系", "身份证号", "户类型", "乡镇", "村", "致贫原因")

_DOCUMENT = "县总工会文件第 1 号"
_FROM = "from = 2000-01-01"
_PACK = f"""\
format = 1
key = "invented"
name = "红星县"
extends = "cn"

[[parameters."aid.hardship_line"]]
value = 280
unit = "元/人·月"
{_FROM}
source = "{_DOCUMENT}"

[[parameters."aid.extreme_line"]]
value = 245
unit = "元/人·月"
{_FROM}
source = "{_DOCUMENT}"

[[parameters."relief.visit_months"]]
value = 1
unit = "个月"
{_FROM}
source = "{_DOCUMENT}"

[[parameters."relief.households_per_helper"]]
value = 5
unit = "户"
{_FROM}
source = "{_DOCUMENT}"

[[vocabularies]]
key = "household_category"
name = "户类型"
open = true
source = "{_DOCUMENT}"
terms = [
    {{ code = "relief_household", name = "扶贫户" }},
    {{ code = "relief_dibao", name = "扶贫低保户" }},
    {{ code = "pure_dibao", name = "纯低保户" }},
    {{ code = "five_guarantees", name = "五保户" }},
    {{ code = "poor", name = "贫困户" }},
    {{ code = "ordinary", name = "一般农户" }},
]

[[vocabularies]]
key = "aid_programme"
name = "帮扶项目"
open = true
source = "{_DOCUMENT}"
terms = [
    {{ code = "hardship_aid", name = "困难职工帮扶" }},
    {{ code = "golden_autumn", name = "金秋助学" }},
    {{ code = "study_dream", name = "求学圆梦" }},
]

[[vocabularies]]
key = "petition_source"
name = "信访来源"
open = true
source = "{_DOCUMENT}"
terms = [
    {{ code = "transfer", name = "市总转办" }},
    {{ code = "reception", name = "本级接访" }},
]
"""
_GROUPS = {
    "men_under_50": ("1", "age(on) < 50"),
    "men_50_up": ("1", "age(on) >= 50"),
    "women_under_40": ("2", "age(on) < 40"),
    "women_40_up": ("2", "age(on) >= 40"),
}


def a_pack(folder: Path, extra: str = "") -> Path:
    """A pack for the invented county of the sample rolls, with its four groups by sex and age."""
    groups = "".join(
        f"""
[[indicators]]
key = "invented.extreme_{key}"
name = "{key}"
of = "aid_file"
unit = "人"
between = ["filed_on", "exited_on"]
measure = "distinct(id_number, grade == 'extreme' and sex == '{sex}' and {years})"
source = "{_DOCUMENT}"
"""
        for key, (sex, years) in _GROUPS.items()
    )
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(_PACK + groups + extra, encoding="utf-8")
    return folder


def a_workspace(place: str | Path, folder: Path, on: date = date(2024, 12, 31)) -> Workspace:
    """A new workspace of the invented county; `folder` is an empty place for its pack."""
    pack = a_pack(folder / "invented-pack")
    if not is_address(str(place)):
        return Workspace.create(place, region=str(pack), on=on)
    return _copy(str(place), pack, on)


def _copy(place: str, pack: Path, on: date) -> Workspace:
    """The same on a server: made once by every process, and copied by the server for every further test."""
    import psycopg

    server = server_of(make_url(place))
    if (server, on) not in _MADE:
        made = new_database(place)
        Workspace.create(made, region=str(pack), on=on).close()
        _MADE[server, on] = made
    copy_database(_MADE[server, on], place)
    with psycopg.connect(place.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE _meta SET value = %s WHERE key = 'folders'", (str(pack.resolve()),))
    return Workspace.open(place, on=on, surface="cli")


def an_id(index: int) -> str:
    """An ID number of nobody (its county was never allotted), with its check digit right; a man's."""
    day, place = divmod(index, 499)
    digits = f"239997{date(1970, 1, 1) + timedelta(days=day):%Y%m%d}{place * 2 + 1:03}"
    return digits + check_sign(digits)


def a_wrong_id(index: int) -> str:
    """An ID number whose check digit is wrong."""
    right = an_id(index)
    return right[:-1] + ("0" if right[-1] != "0" else "1")


def a_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A sheet as text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def an_xlsx(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook; each sheet is its rows, the header first."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for place, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"表{place}")
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def a_file(index: int, **changes: object) -> list[object]:
    """A row of a hardship sheet; `changes` by header."""
    facts: dict[str, object] = {
        "档案编号": f"DA2024{index:05}",
        "姓名": f"职工{index}",
        "身份证号": an_id(index),
        "所属工会": "",
        "家庭人口": 3,
        "家庭月总收入": 900,
        "建档日期": "2024-03-01",
        "手机号码": f"138{index:08}",
    }
    facts.update(changes)
    return [facts[header] for header in HARDSHIP]


def a_person(household: str, index: int, **changes: object) -> list[object]:
    """A row of a poverty sheet; `changes` by header."""
    facts: dict[str, object] = {
        "户编号": household,
        "户主姓名": f"户主{household}",
        "姓名": f"成员{index}",
        "与户主关系": "子",
        "身份证号": an_id(index),
        "户类型": "扶贫户",
        "乡镇": "青禾镇",
        "村": "一村",
        "致贫原因": "因病",
    }
    facts.update(changes)
    return [facts[header] for header in POVERTY]


def load(workspace: Workspace, *paths: Path, **options: Any) -> dict[str, Any]:
    """The report of the last sheet imported; new organisations are founded unless said otherwise."""
    reports = workspace.import_files(paths, **{"create_orgs": True, **options})
    return dict(reports[-1])


def everything(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """All records of all registers as an entitled operator sees them, without their versions."""
    found = {}
    for kind in workspace.kinds():
        rows = workspace.list(kind["key"], limit=None, reveal=True)["rows"]
        found[kind["key"]] = [{name: value for name, value in row.items() if name != "version"} for row in rows]
    return found


def record(workspace: Workspace, kind: str, number: str) -> dict[str, Any]:
    """One record, private values shown."""
    return dict(workspace.show(kind, number, reveal=True))


def figures(workspace: Workspace, *keys: str, **options: Any) -> dict[str, Any]:
    """Indicator to value, where each has one cell."""
    rows = workspace.measure(keys, **options)
    assert len(rows) == len(keys)
    return {row["indicator"]: row["value"] for row in rows}


def by(workspace: Workspace, key: str, field: str, **options: Any) -> dict[str, Any]:
    """Label to value of one indicator broken down; groups without a record left out."""
    rows = workspace.measure([key], by=[field], **options)
    return {row["by"][field]: row["value"] for row in rows if row["value"]}


def yuan(fen: int) -> Decimal:
    """An amount in fen as figures show it."""
    return Decimal(fen) / 100


def without_zero(counts: Mapping[str, Any]) -> dict[str, Any]:
    """A count without the groups that have none."""
    return {label: value for label, value in counts.items() if value}
