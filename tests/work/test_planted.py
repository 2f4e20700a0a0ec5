"""A planted ID number, telephone, diagnosis, income, account: found only where the permission table allows it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest

from tests.work.county import a_workspace
from tests.work.planting import (
    ACCOUNT,
    ADDRESS,
    DIAGNOSIS,
    ID,
    PHONE,
    READINGS,
    TEXTS,
    Planted,
    allowed,
    attempt,
    file_text,
    found_in,
    plant,
    reads,
)
from unionwork.areas.aid.entities import AidFile
from unionwork.declare.fields import Private
from unionwork.errors import UnionworkError
from unionwork.workspace import Workspace

pytestmark = pytest.mark.slow

ON = date(2024, 12, 31)
ROLES = ("recorder", "caseworker", "approver", "inspector", "auditor", "administrator")
RIGHTS = {"bare": (), "reader": ("private.read",), "exporter": ("export",), "full": ("private.read", "export")}


@attrs.frozen(kw_only=True)
class County:
    place: str
    planted: Planted


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    place = str(folder / "w.db")
    with a_workspace(place, folder, ON) as root:
        planted = plant(root)
        for role in ROLES:
            for name, rights in RIGHTS.items():
                tier = 1 if role == "approver" else None
                root.operator_add(f"{role}-{name}", role=role, rights=rights, tier=tier)
    return County(place=place, planted=planted)


PEOPLE = [pytest.param((role, name), id=f"{role}-{name}") for role in ROLES for name in RIGHTS]
# Whoever has fewer rights sees no more: of those without and those with `private.read`, the ones with all else.
WIDEST = [pytest.param((role, name), id=f"{role}-{name}") for role in ROLES for name in ("exporter", "full")]


@pytest.fixture(params=PEOPLE)
def who(request: pytest.FixtureRequest) -> tuple[str, tuple[str, ...], str]:
    role, name = request.param
    return role, RIGHTS[name], f"{role}-{name}"


@pytest.fixture
def office(county: County, who: tuple[str, tuple[str, ...], str]) -> Iterator[Workspace]:
    with Workspace.open(county.place, operator=who[2], on=ON) as workspace:
        yield workspace


def test_what_is_planted_is_really_there_to_be_found(county: County) -> None:
    with Workspace.open(county.place, on=ON) as root:
        shown = [root.show(kind, number, reveal=True) for kind, number in county.planted.numbers.items()]
        assert found_in(shown, root.assess("aid.grade", county.planted.numbers["aid_file"])) == set(TEXTS)


@pytest.mark.parametrize("who", WIDEST, indirect=True)
def test_no_way_of_reading_shows_more_than_the_table_allows(
    county: County, office: Workspace, who: tuple[str, tuple[str, ...], str], tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    role, rights, _ = who
    caplog.set_level(logging.DEBUG)
    for way in sorted(READINGS):
        answers = list(READINGS[way](office, county.planted, tmp_path))
        # Nothing is revealed unasked; what asks for it by itself is the assessment, the facets and the breakdowns.
        limit = allowed(role, rights) if way in ("assess", "facets", "measure") else frozenset()
        if way == "assess":
            limit &= {Private.INCOME}
        assert found_in(answers) <= limit, way
    assert found_in(caplog.text, *office.notices) == set()


def test_what_is_revealed_are_just_the_classes_of_the_role(
    county: County, office: Workspace, who: tuple[str, tuple[str, ...], str]
) -> None:
    role, rights, _ = who
    for kind, number in county.planted.numbers.items():
        held = {field.private for field in office.session.kind(kind).fields if field.private is not None}
        answers = [
            attempt(lambda k=kind, n=number: office.show(k, n, reveal=True)),
            attempt(lambda k=kind: office.list(k, reveal=True)),
        ]
        seen = held & allowed(role, rights) if reads(role, kind) else set()
        assert found_in(answers) == seen, kind


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_no_file_carries_out_more_than_the_table_allows(
    county: County, office: Workspace, who: tuple[str, tuple[str, ...], str], tmp_path: Path, form: str
) -> None:
    role, rights, _ = who
    for kind in county.planted.numbers:
        for reveal in (False, True):
            path = tmp_path / f"{kind}-{reveal}.{form}"
            attempt(lambda k=kind, p=path, r=reveal: office.export(k, p, reveal=r))
            limit = allowed(role, rights, file=True) if reveal else frozenset()
            assert not path.exists() or found_in(file_text(path)) <= limit
    folder = tmp_path / f"attached-{form}"
    folder.mkdir()
    attempt(lambda: office.export_attachments("aid_file", folder))
    attempt(lambda: office.save_attachment(county.planted.attachment, folder / "saved.txt"))
    told = [path.name + file_text(path) for path in folder.rglob("*") if path.is_file()]
    assert found_in(told) <= allowed(role, rights), told


def test_objects_are_whole_or_not_there(
    county: County, office: Workspace, who: tuple[str, tuple[str, ...], str]
) -> None:
    role, rights, _ = who
    held = {field.private for field in office.session.kind("aid_file").fields if field.private is not None}
    whole = reads(role, "aid_file") and held <= allowed(role, rights)
    for answer in (
        attempt(lambda: office.records(AidFile)),
        attempt(lambda: office.get(AidFile, county.planted.numbers["aid_file"])),
    ):
        assert isinstance(answer, UnionworkError) != whole
        if not whole:
            assert found_in(str(answer)) == set()


def test_no_refusal_quotes_the_private_value_that_was_typed(county: County, office: Workspace, tmp_path: Path) -> None:
    number = county.planted.numbers["aid_file"]
    wrong_id = ID[:-1] + ("1" if ID[-1] != "1" else "2")
    sheet = tmp_path / "a.csv"
    sheet.write_text(
        "档案编号,姓名,身份证号,建档日期,手机号码,银行卡号\n"
        f"DA202490001,甲,{wrong_id},2024-01-01,{PHONE}9,{ACCOUNT}\n"
        f"DA202490002,乙,{ID},2024-13-01,{PHONE},{ACCOUNT}\n",
        encoding="utf8",
    )
    tries = [
        lambda: office.list("aid_file", where=[f"id_number={ID}"]),
        lambda: office.list("aid_file", where=[f"income<={PHONE}x"]),
        lambda: office.list("aid_file", where=[f"filed_on={ID}"]),
        lambda: office.list("aid_file", where=[f"{ID}"]),
        lambda: office.show("aid_file", ID),
        lambda: office.change("aid_file", number, {"id_number": wrong_id}, dry_run=True),
        lambda: office.change("aid_file", number, {"phone": f"{PHONE}9"}, dry_run=True),
        lambda: office.change("aid_file", number, {"income": f"{DIAGNOSIS}"}, dry_run=True),
        lambda: office.add("aid_file", {"name": "甲", "id_number": wrong_id, "filed_on": "2024-01-01"}, dry_run=True),
        lambda: office.add("aid_file", {"name": "甲", "id_number": ID, "filed_on": "2024-01-01"}, dry_run=True),
        lambda: office.import_files([sheet], dry_run=True, problems=tmp_path / "problems.xlsx"),
    ]
    granted = [
        lambda: office.measure(["aid.files"], by=["bank_account"]),
        lambda: office.facets("aid_file", "health"),
    ]
    for place, ask in enumerate([*tries, *granted]):
        answer = attempt(ask)
        # What was let through is an answer, and no refusal.
        if ask in granted and not isinstance(answer, UnionworkError):
            continue
        assert found_in(answer) == set(), (place, answer)
        assert wrong_id not in str(answer)


def test_the_journal_says_what_was_done_and_no_value(county: County) -> None:
    with Workspace.open(county.place, on=ON) as root:
        said = [row["what"] for row in root.journal(None)] + [row["what"] for row in root.access_log(None)]
        assert found_in(said) == set()
        assert ADDRESS not in str(said)
