"""An invented county of any size, stored through the bulk path of the store: the data of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.sizes import Sizes
from unionwork.store.registers import Transaction
from unionwork.workspace import Workspace

Row = dict[str, Any]
ON = date(2025, 12, 31)
# Yuan a head and month; a family exactly on a line is within it.
LINES = {"aid.extreme_line": 245, "aid.hardship_line": 280}
_SEED = 20251231
_CHUNK = 10_000
_LEVELS = (1, 8, 60, 400)
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红梅建国庆春秋冬雪晓东海波宇航子轩浩然欣怡佳慧志远文博思源"
_CATEGORIES = ("ordinary", "ordinary", "poor", "poor_dibao", "five_guarantees")
_SIGNS = "10X98765432"


def build_county(place: Path, sizes: Sizes) -> None:
    """Make a workspace that holds the county; the same sizes give the same records."""
    rng = Random(_SEED)
    with Workspace.create(place, region="cn", name="示范地区总工会", on=ON) as workspace:
        with workspace.session.writing("county") as change:
            orgs = _add_organisations(change, rng, sizes.organisations)
        with workspace.session.writing("members") as change:
            _store(change, "member", _members(rng, orgs, sizes.members))
        with workspace.session.writing("relief") as change:
            households = _store(change, "household", _households(rng, orgs, sizes.households))
            _store(change, "visit", _visits(rng, households, sizes.visits))
        with workspace.session.writing("aid") as change:
            applications = _store(change, "aid_application", _applications(rng, orgs, sizes.applications))
            _store(change, "payment", _payments(rng, applications, sizes.payments))
        with workspace.session.writing("safety") as change:
            inspections = _store(change, "inspection", _inspections(rng, orgs, sizes.inspections))
            _store(change, "finding", _findings(rng, inspections, sizes.findings))


def build_files(place: Path, count: int) -> None:
    """Make a workspace that holds so many hardship files, some with a missing income, many on a line."""
    rng = Random(_SEED)
    with Workspace.create(place, region="cn", name="示范地区总工会", on=ON) as workspace:
        for key, line in LINES.items():
            workspace.set_param(key, str(line), from_on=date(2009, 1, 1), source="示范文件")
        with workspace.session.writing("files") as change:
            orgs = _add_organisations(change, rng, 40)
            _store(change, "aid_file", _files(rng, orgs, count))


def _add_organisations(change: Transaction, rng: Random, count: int) -> list[int]:
    """A tree of five levels below the root, where one body in fifty moved in the middle of the second year."""
    root = change.rows(change.catalogue.kind("organisation"))[0]["id"]
    levels: list[list[int]] = [[root]]
    parents: dict[int, int] = {}
    places: list[Row] = []
    wanted = [max(2, size * count // 2_000) for size in _LEVELS[1:]]
    wanted.append(max(2, count - 1 - sum(wanted)))
    for depth, size in enumerate(wanted, start=1):
        above = [levels[-1][place % len(levels[-1])] for place in range(size)]
        rows: list[Row] = [{"org": parent, "name": f"第{depth}层{place}工会"} for place, parent in enumerate(above)]
        made = [row["id"] for row in change.add(change.catalogue.kind("organisation"), rows)]
        parents.update(zip(made, above, strict=True))
        levels.append(made)
    lowest, upper = set(levels[-1]), levels[-2]
    for org, parent in parents.items():
        whole: Row = {"org": org, "organisation": org, "parent": parent, "from_on": 19490101, "to_on": None}
        if org in lowest and len(upper) > 1 and rng.random() < 0.02:
            other = rng.choice([entry for entry in upper if entry != parent])
            places += [{**whole, "to_on": 20240515}, {**whole, "parent": other, "from_on": 20240515}]
        else:
            places.append(whole)
    change.add(change.catalogue.kind("placement"), places)
    return [org for level in levels[1:] for org in level]


def _store(change: Transaction, kind: str, rows: Iterable[Row]) -> list[Row]:
    """Add rows in chunks; gives id, organisation and first date of each."""
    found = change.catalogue.kind(kind)
    kept: list[Row] = []
    for chunk in _chunks(rows):
        kept += ({"id": row["id"], "org": row["org"], "day": row.get("_day")} for row in change.add(found, chunk))
    return kept


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


def _members(rng: Random, orgs: list[int], count: int) -> Iterator[Row]:
    day = _days(rng, date(2010, 1, 1), ON)
    kinds, schools = ("regular", "dispatched", "migrant"), ("10", "20", "30", "40", "60")
    for number in range(count):
        born = rng.randrange(19600101, 20050000)
        joined = day()
        # One member in forty is on two rolls; one in two hundred has no ID number on record.
        person = number if rng.random() > 0.025 else rng.randrange(number + 1)
        yield {
            "org": rng.choice(orgs), "name": _name(rng), "sex": "12"[number % 2],
            "born_on": born // 10000 * 10000 + 101 + person % 1100 // 100 * 100 + person % 28,
            "id_number": None if rng.random() < 0.005 else _id_number(person),
            "kind_of_member": rng.choice(kinds), "education": rng.choice(schools), "joined_on": joined,
            "left_on": _later(rng, joined) if rng.random() < 0.15 else None,
            "phone": f"1990{number % 10_000_000:07}", "hardship": int(rng.random() < 0.03), "model_worker": 0,
        }  # fmt: skip


def _households(rng: Random, orgs: list[int], count: int) -> Iterator[Row]:
    day = _days(rng, date(2014, 1, 1), ON)
    for number in range(count):
        listed = day()
        yield {
            "org": rng.choice(orgs), "head_name": _name(rng), "head_id_number": _id_number(5_000_000 + number),
            "category": rng.choice(_CATEGORIES), "size": rng.randrange(1, 8), "village_group": f"{number % 12 + 1}组",
            "listed_on": listed, "removed_on": _later(rng, listed) if rng.random() < 0.3 else None,
        }  # fmt: skip


def _visits(rng: Random, households: list[Row], count: int) -> Iterator[Row]:
    day = _days(rng, date(2022, 1, 1), ON)
    for _ in range(count):
        household = rng.choice(households)
        yield {"org": household["org"], "household": household["id"], "visitor": _name(rng), "visited_on": day()}


def _applications(rng: Random, orgs: list[int], count: int) -> Iterator[Row]:
    day = _days(rng, date(2022, 1, 1), ON)
    for number in range(count):
        yield {
            "org": rng.choice(orgs), "programme": "medical", "name": _name(rng),
            "id_number": _id_number(7_000_000 + number), "applied_on": day(),
        }  # fmt: skip


def _payments(rng: Random, applications: list[Row], count: int) -> Iterator[Row]:
    day = _days(rng, date(2022, 1, 1), ON)
    for _ in range(count):
        application = rng.choice(applications)
        yield {
            "org": application["org"], "application": application["id"], "amount": rng.randrange(20_000, 900_000),
            "paid_on": day(),
        }  # fmt: skip


def _inspections(rng: Random, orgs: list[int], count: int) -> Iterator[Row]:
    day = _days(rng, date(2022, 1, 1), date(2025, 11, 30))
    for _ in range(count):
        found = day()
        yield {"org": rng.choice(orgs), "unit": 0, "inspected_on": found, "_day": found}


def _findings(rng: Random, inspections: list[Row], count: int) -> Iterator[Row]:
    for _ in range(count):
        inspection = rng.choice(inspections)
        closed = _later(rng, inspection["day"]) if rng.random() < 0.8 else None
        yield {
            "org": inspection["org"], "inspection": inspection["id"], "found_on": inspection["day"],
            "grade": "major" if rng.random() < 0.1 else "general", "description": "临边没有防护栏杆",
            "due_on": _later(rng, inspection["day"]), "rectified_on": closed, "verified_on": closed,
        }  # fmt: skip


def _files(rng: Random, orgs: list[int], count: int) -> Iterator[Row]:
    day = _days(rng, date(2012, 1, 1), ON)
    for number in range(count):
        size = rng.randrange(1, 7)
        # One family in seven stands exactly on a line.
        income = rng.choice((24_500, 28_000)) * size if number % 7 == 0 else rng.randrange(9_000, 36_000) * size
        filed = day()
        yield {
            "org": rng.choice(orgs), "name": _name(rng), "id_number": _id_number(number), "sex": "12"[number % 2],
            "family_size": size, "income": None if rng.random() < 0.01 else income, "filed_on": filed,
            "exited_on": _later(rng, filed) if rng.random() < 0.05 else None,
        }  # fmt: skip


def _days(rng: Random, first: date, last: date) -> Callable[[], int]:
    """A drawer of days as yyyymmdd."""
    span = (last - first).days + 1
    known = [int((first + timedelta(days=offset)).strftime("%Y%m%d")) for offset in range(span)]
    return lambda: rng.choice(known)


def _later(rng: Random, day: int) -> int:
    start = date(day // 10000, day // 100 % 100, day % 100)
    return int((start + timedelta(days=rng.randrange(1, 1_200))).strftime("%Y%m%d"))


def _name(rng: Random) -> str:
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)


def _id_number(person: int) -> str:
    """A number with a right check sign; its division does not exist."""
    born = f"{1960 + person % 45}{person // 45 % 12 + 1:02}{person // 540 % 28 + 1:02}"
    body = f"239990{born}{person // 15_120 % 1000:03}"
    return body + _SIGNS[sum(int(sign) * 2 ** (17 - place) for place, sign in enumerate(body)) % 11]
