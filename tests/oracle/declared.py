"""A small world of declarations for the tests of the store: homes, the calls made on them, two regions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from unionwork.core import DECLARED as CORE
from unionwork.declare.catalogue import Catalogue, Region
from unionwork.declare.fields import (
    coded,
    day,
    deadline,
    decided,
    flag,
    id_number,
    integer,
    money,
    month,
    quantity,
    ref,
    text,
)
from unionwork.declare.kinds import Kind, Record, Ref, kind, kind_of
from unionwork.declare.parameters import DatedValue, Parameter
from unionwork.declare.phrases import fields, param
from unionwork.declare.rules import Outcome, Rule, Test
from unionwork.declare.vocabularies import Vocabulary, term
from unionwork.values import Money

GRADES = ("high", "low", "中", "A")
SORTS = ("visit", "phone")


@kind("home", "户", number="H{year}{seq:04}", name="name", lives=("joined_on", "left_on"))
class Home(Record):
    """A home, with one field of every shape."""

    name: str | None = text("户名")
    grade: str | None = coded("等级", "home_grade")
    size: int | None = integer("人数")
    income: Money | None = money("收入")
    area: Decimal | None = quantity("面积", decimals=2)
    poor: bool | None = flag("贫困")
    joined_on: date | None = day("纳入日期")
    left_on: date | None = day("退出日期")
    due_on: date | None = deadline("期限")
    since: str | None = month("起始月")
    till: str | None = month("截止月")
    born_on: date | None = day("出生日期", birth=True)
    person: str | None = id_number()
    near: Ref | None = ref("邻户", to="home")
    outcome: str | None = decided("认定", rule="home.grade", vocabulary="home_grade")


@kind("call", "走访", number="C{seq:05}")
class Call(Record):
    """A call on a home."""

    home: Ref | None = ref("户", to="home")
    sort: str | None = coded("方式", "call_sort")
    called_on: date | None = day("日期")
    ended_on: date | None = day("结束日期")
    paid_for: str | None = month("所属月")
    minutes: int | None = integer("分钟")
    given: Money | None = money("金额")
    weight: Decimal | None = quantity("重量", decimals=1)
    kept: bool | None = flag("落实")
    who: str | None = text("何人")


HOME: Kind = kind_of(Home)
CALL: Kind = kind_of(Call)


def value(number: str, start: date, end: date | None = None) -> DatedValue:
    """A dated value with a document."""
    return DatedValue(value=Decimal(number), from_on=start, to_on=end, source="文件")


PARAMETERS = (
    Parameter(key="home.line", label="标准", unit="元/人·月"),
    Parameter(key="home.rate", label="比例", unit="%"),
    Parameter(key="home.times", label="倍数", unit="倍"),
    Parameter(key="home.months", label="周期", unit="月"),
)
NORTH = Region(
    key="north",
    name="北",
    digest="n1",
    parameters={
        "home.line": (value("20", date(2015, 1, 1)), value("25.5", date(2016, 1, 1))),
        "home.rate": (value("12.5", date(2014, 1, 1), date(2015, 7, 1)),),
        "home.months": (value("3", date(2014, 1, 1)), value("5", date(2015, 12, 31)), value("6", date(2016, 2, 29))),
    },
)
SOUTH = Region(
    key="south",
    name="南",
    extends="north",
    digest="s1",
    parameters={
        "home.line": (value("30", date(2015, 3, 31), date(2015, 12, 31)),),
        "home.times": (value("1.5", date(2015, 1, 1)),),
    },
)

_home = fields(Home)
RULE = Rule(
    key="home.grade",
    label="分级",
    of=Home,
    vocabulary="home_grade",
    outcomes=[
        Outcome("low", all_of=[Test("人均", _home.income, "<=", param("home.line"), per=_home.size)]),
        Outcome("high"),
    ],
)


def a_catalogue(*extra: object, regions: tuple[Region, ...] = (NORTH, SOUTH)) -> Catalogue:
    """The catalogue of this world, with whatever a test declares besides."""
    own = (
        HOME,
        CALL,
        RULE,
        Vocabulary(key="home_grade", label="等级", terms=[term(code, f"等级{code}") for code in GRADES]),
        Vocabulary(key="call_sort", label="方式", terms=[term(code, f"方式{code}") for code in SORTS]),
        *PARAMETERS,
    )
    return Catalogue.of([*CORE, *own, *extra], regions)  # type: ignore[list-item]


CATALOGUE = a_catalogue()
