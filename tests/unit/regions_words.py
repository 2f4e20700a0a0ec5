"""A small register with one rule, and the text of packs over it, for the tests of regions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from unionwork.core import DECLARED
from unionwork.declare.catalogue import Catalogue, Declared
from unionwork.declare.fields import coded, day, decided, integer, money, quantity, text
from unionwork.declare.kinds import Record, kind, kind_of
from unionwork.declare.parameters import Parameter
from unionwork.declare.phrases import fields, param
from unionwork.declare.rules import Outcome, Rule, Test
from unionwork.declare.vocabularies import Vocabulary, term
from unionwork.values import Money


@kind("file", "档案", number="WJ{year}{seq:04}", lives=("filed_on", "exited_on"))
class File(Record):
    """A file of a household."""

    name: str = text("姓名")
    sex: str = coded("性别", "sex")
    born_on: date | None = day("出生日期", birth=True)
    income: Money | None = money("月收入")
    family_size: int | None = integer("人口")
    area: int | None = quantity("面积", decimals=1)
    filed_on: date = day("建档日期")
    exited_on: date | None = day("退出日期")
    grade: str | None = decided("类别", rule="file.grade", vocabulary="grade")


f = fields(File)
GRADE = Rule(
    key="file.grade",
    label="认定",
    of=File,
    vocabulary="grade",
    outcomes=[
        Outcome("extreme", [Test("人均收入", f.income, "<=", param("file.extreme_line"), per=f.family_size)]),
        Outcome("hardship", [Test("人均收入", f.income, "<=", param("file.hardship_line"), per=f.family_size)]),
        Outcome("none"),
    ],
)
WORDS: tuple[Declared, ...] = (
    kind_of(File),
    *(word for word in DECLARED if word.key == "operator_role"),
    Vocabulary(key="sex", label="性别", terms=(term("1", "男", "男性"), term("2", "女"))),
    Vocabulary(
        key="grade", label="类别", terms=(term("extreme", "特困"), term("hardship", "困难"), term("none", "不符合"))
    ),
    Parameter(key="file.hardship_line", label="困难线", unit="元/人·月"),
    Parameter(key="file.extreme_line", label="特困线", unit="元/人·月"),
    Parameter(key="file.visit_months", label="走访周期", unit="个月"),
    GRADE,
)
HEAD = 'format = 1\nkey = "my-county"\nname = "某县"\n'


def a_catalogue() -> Catalogue:
    """The words of this module, no region."""
    return Catalogue.of(WORDS)


def a_value(key: str = "file.hardship_line", value: object = 280, start: str = "2009-01-01", more: str = "") -> str:
    """One dated value as a pack writes it."""
    return f'[[parameters."{key}"]]\nvalue = {value}\nunit = "元/人·月"\nfrom = {start}\nsource = "调研报告"\n{more}\n'


def an_indicator(key: str = "my.men", measure: str = "count(sex == '1')", more: str = "") -> str:
    """One indicator as a pack writes it."""
    return (
        f'[[indicators]]\nkey = "{key}"\nname = "男"\nof = "file"\nunit = "人"\n'
        f'between = ["filed_on", "exited_on"]\nmeasure = "{measure}"\n{more}\n'
    )


def a_folder(folder: Path, pack: str, **others: str) -> Path:
    """A pack's folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(pack, encoding="utf-8")
    for name, text_ in others.items():
        (folder / f"{name}.toml").write_text(text_, encoding="utf-8")
    return folder
