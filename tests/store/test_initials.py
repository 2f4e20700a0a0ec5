"""Names are found by their pinyin initials, and the shipped readings are those of pypinyin."""

from __future__ import annotations

import itertools
import random
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin
from sqlalchemy import text, update

import unionwork
from unionwork.pinyin import FIRST, LAST, initials, syllables
from unionwork.store.engines import writing
from unionwork.store.schema import FORMAT
from unionwork.workspace import Workspace

ON = date(2024, 6, 30)
NAMES = ("配电箱", "红星县配电箱厂", "A区3号楼", "配件电箱", "配电-箱站", "吕小绿", "PDX 公司", "电箱", "配,电")


def test_the_shipped_readings_are_those_of_pypinyin() -> None:
    listed = Path(unionwork.__file__).with_name("pinyin.txt").read_text(encoding="ascii").split()
    assert len(listed) == LAST - FIRST + 1
    for sign, reading in zip(range(FIRST, LAST + 1), listed, strict=True):
        expected = pinyin(chr(sign), style=Style.NORMAL, errors="ignore")
        assert reading == (expected[0][0] if expected else "-"), chr(sign)


@pytest.mark.parametrize(
    ("words", "first", "whole"),
    [
        ("配电箱", "pdx", "peidianxiang"),
        ("A区3号楼-绿化", "aq3hllh", "aqu3haoloulvhua"),
        ("Ａ１区", "a1q", "a1qu"),
        ("", "", ""),
        ("——、㐀", "", ""),
    ],
)
def test_signs_are_read_and_the_rest_is_kept_or_dropped(words: str, first: str, whole: str) -> None:
    assert (initials(words), syllables(words)) == (first, whole)


@given(st.text())
def test_any_text_becomes_small_letters_and_digits(words: str) -> None:
    allowed = set(string.ascii_lowercase + string.digits)
    assert set(initials(words)) | set(syllables(words)) <= allowed
    assert len(initials(words)) <= len(syllables(words))


def found(workspace: Workspace, words: str) -> set[str]:
    """The names of the units that a search finds."""
    return {row["name"] for row in workspace.list("unit", search=words, limit=None)["rows"]}


def a_register(place: str, names: tuple[str, ...] = NAMES) -> Workspace:
    """A workspace with a unit of each name."""
    workspace = Workspace.create(place, region="cn", name="县总工会", on=ON)
    for number, name in enumerate(names):
        workspace.add("unit", {"number": f"DW{number:03}", "name": name})
    return workspace


def test_initials_find_signs_that_follow_each_other(workspace_location: str) -> None:
    with a_register(workspace_location) as workspace:
        assert found(workspace, "pdx") == {"配电箱", "红星县配电箱厂", "配电-箱站", "PDX 公司"}
        assert found(workspace, "PDX") == found(workspace, "pdx")
        assert found(workspace, "pd") == {"配电箱", "红星县配电箱厂", "配电-箱站", "PDX 公司", "配,电"}
        assert found(workspace, "lx") == {"吕小绿"}
        assert found(workspace, "pdxg") == {"PDX 公司"}
        assert found(workspace, "zz") == set()


def test_other_searches_find_what_they_found(workspace_location: str) -> None:
    with a_register(workspace_location) as workspace:
        assert found(workspace, "配电") == {"配电箱", "红星县配电箱厂", "配电-箱站"}
        assert found(workspace, "DW00") == set(NAMES)
        assert found(workspace, "3号") == {"A区3号楼"}
        # One letter alone is no initials: half of all names would have it.
        assert found(workspace, "l") == set()
        assert found(workspace, "电箱 ") == {"配电箱", "红星县配电箱厂", "配件电箱", "电箱"}


def test_every_search_by_letters_is_that_of_a_plain_comparison(workspace_location: str) -> None:
    draw = random.Random(3)
    signs = "配电箱红星县厂工会a1 -"
    names = tuple({"".join(draw.choices(signs, k=draw.randint(1, 9))).strip() or "厂" for _ in range(120)})
    with a_register(workspace_location, names) as workspace:
        for length in (2, 3, 4):
            for letters in draw.sample(list(itertools.product("pdxhcga", repeat=length)), 25):
                words = "".join(letters)
                expected = {name for name in names if words in initials(name) or words in name.lower()}
                assert found(workspace, words) == expected, words


def test_another_name_is_found_by_its_own_initials_only(workspace_location: str) -> None:
    with a_register(workspace_location) as workspace:
        workspace.change("unit", "DW000", {"name": "水泵房"})
        assert "水泵房" in found(workspace, "sbf")
        assert "水泵房" not in found(workspace, "pdx")
        workspace.change("unit", "DW000", {"name": "配电箱"})
        assert "配电箱" in found(workspace, "pdx")
        assert found(workspace, "sbf") == set()


def test_a_workspace_without_initials_gets_them_when_it_is_opened(workspace_location: str) -> None:
    with a_register(workspace_location) as workspace:
        tables = workspace.session.tables
        with writing(workspace.session.engine) as connection:
            postgres = connection.dialect.name == "postgresql"
            # The index as format 2 wrote it: signs only.
            connection.execute(text("DELETE FROM _name" if postgres else "DROP TABLE _name"))
            if not postgres:
                connection.execute(text("CREATE VIRTUAL TABLE _name USING fts5(signs, content='', detail=full)"))
            connection.execute(update(tables.meta).where(tables.meta.c.key == "format").values(value="2"))
        assert found(workspace, "pdx") == set()
    with Workspace.open(workspace_location, on=ON) as workspace:
        assert found(workspace, "pdx") == {"配电箱", "红星县配电箱厂", "配电-箱站", "PDX 公司"}
        assert found(workspace, "配电") == {"配电箱", "红星县配电箱厂", "配电-箱站"}
        with workspace.session.reading() as connection:
            tables = workspace.session.tables
            held = connection.execute(tables.meta.select().where(tables.meta.c.key == "format")).one()
        assert int(held.value) == FORMAT
        assert workspace.verify()["breaks"] == []
