"""Hypothesis draws worlds, well-typed expressions and indicators over them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.oracle.declared import CALL, CATALOGUE, GRADES, HOME, SORTS
from tests.oracle.world import Row, World
from unionwork.declare.expressions import (
    Age,
    AlsoIn,
    Among,
    Arithmetic,
    Attached,
    Block,
    Compare,
    Const,
    Expr,
    Known,
    Logic,
    Name,
    Not,
    On,
    Param,
    Related,
    Repeated,
)
from unionwork.declare.kinds import Kind

# Few days, chosen for their edges, so that equal dates and ends of months are met again and again.
DAYS = (
    20141231, 20150101, 20150131, 20150201, 20150331, 20150401, 20150615, 20150630, 20150701, 20150930, 20151130,
    20151231, 20160101, 20160228, 20160229, 20160301, 20160331,
)  # fmt: skip
BIRTHS = (19600229, 19650615, 20000229, 20121231, 20150101, 20160229)
MONTHS = (201412, 201501, 201503, 201506, 201512, 201601, 201602, 201603)
WORDS = ("甲", "乙", "a", "B", "")
REGIONS = (None, "north", "south")
_PARAMS = ("home.rate", "home.times", "home.months")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")

days = st.sampled_from(DAYS)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def intervals(draw: st.DrawFn, most: int = 3) -> list[tuple[int, int | None]]:
    """Half-open intervals that follow each other, with or without gaps."""
    edges = sorted(draw(st.sets(days, min_size=1, max_size=most * 2)))
    found: list[tuple[int, int | None]] = []
    while edges:
        start = edges.pop(0)
        end = edges[0] if edges else None
        if end is not None and draw(st.booleans()):
            edges.pop(0)
        found.append((start, end))
    return found


@st.composite
def worlds(draw: st.DrawFn, homes: int = 5, calls: int = 6) -> World:
    """A world: a dated tree with moves, foundations and closings, records, settings and decisions."""
    world = World(CATALOGUE)
    orgs = [
        world.add("organisation", name=draw(st.sampled_from(WORDS)), region=draw(st.sampled_from(REGIONS)))
        for _ in range(draw(st.integers(1, 5)))
    ]
    ids = [row["id"] for row in orgs]
    for place, org in enumerate(orgs):
        # The first stands all the time; the others come, move and go.
        spans = [(20000101, None)] if place == 0 else draw(intervals())
        for start, end in spans:
            parent = draw(st.sampled_from(ids[:place])) if place else None
            void = draw(st.sampled_from([0, 0, 0, 0, 1])) if place else 0
            world.add(
                "placement", org=org["id"], organisation=org["id"], parent=parent, from_on=start, to_on=end, void=void
            )
    made = [_home(draw, world, ids) for _ in range(draw(st.integers(1, homes)))]
    near = st.none() | st.sampled_from([row["id"] for row in made])
    for row in made:
        row["near"] = draw(near)
        for start, end in draw(intervals(1)) if draw(st.booleans()) else []:
            world.add(
                "decision", org=row["org"], subject=row["id"], rule="home.grade", proposed="high",
                decided=draw(st.sampled_from(GRADES)), from_on=start, to_on=end, operator="admin", basis="{}",
            )  # fmt: skip
    for _ in range(draw(st.integers(0, calls))):
        _call(draw, world, ids, near)
    for _ in range(draw(st.integers(0, 3))):
        # Ids are shared by all kinds, so one of another kind must not count.
        row, void = draw(st.sampled_from(made)), draw(st.sampled_from([0, 0, 0, 1]))
        kind = draw(st.sampled_from(["home", "home", "call"]))
        world.add(
            "attachment", org=row["org"], void=void, kind=kind, subject=row["id"], name="a.jpg", size=1, sha256="",
            place="database", added_on=draw(days),
        )  # fmt: skip
    for _ in range(draw(st.integers(0, 3))):
        _setting(draw, world, ids)
    for org in ids:
        for start in sorted(draw(st.sets(days, max_size=2))):
            world.add("figure", org=org, key="people", value=draw(st.integers(0, 50)), from_on=start)
    return world


def _home(draw: st.DrawFn, world: World, orgs: list[int]) -> Row:
    return world.add(
        "home", org=draw(st.sampled_from(orgs)), void=draw(st.sampled_from([0, 0, 0, 0, 0, 1])),
        name=draw(_maybe(st.sampled_from(WORDS))), grade=draw(_maybe(st.sampled_from(GRADES))),
        size=draw(_maybe(st.integers(-2, 12))), income=draw(_maybe(st.sampled_from([0, 2000, 2550, 3000, 4999, -100]))),
        area=draw(_maybe(st.integers(-5, 200))), poor=draw(_maybe(st.integers(0, 1))), joined_on=draw(_maybe(days)),
        left_on=draw(_maybe(days)), due_on=draw(_maybe(days)), since=draw(_maybe(st.sampled_from(MONTHS))),
        till=draw(_maybe(st.sampled_from(MONTHS))), born_on=draw(_maybe(st.sampled_from(BIRTHS))),
        person=draw(_maybe(st.sampled_from(["1", "2", "3"]))),
    )  # fmt: skip


def _call(draw: st.DrawFn, world: World, orgs: list[int], homes: st.SearchStrategy[int | None]) -> Row:
    return world.add(
        "call", org=draw(st.sampled_from(orgs)), void=draw(st.sampled_from([0, 0, 0, 0, 0, 1])), home=draw(homes),
        sort=draw(_maybe(st.sampled_from(SORTS))), called_on=draw(_maybe(days)), ended_on=draw(_maybe(days)),
        paid_for=draw(_maybe(st.sampled_from(MONTHS))), minutes=draw(_maybe(st.integers(-2, 12))),
        given=draw(_maybe(st.sampled_from([0, 100, 250, 3000]))), weight=draw(_maybe(st.integers(0, 99))),
        kept=draw(_maybe(st.integers(0, 1))), who=draw(_maybe(st.sampled_from(WORDS))),
    )  # fmt: skip


def _setting(draw: st.DrawFn, world: World, orgs: list[int]) -> None:
    key, held = draw(
        st.sampled_from(
            [("home.line", ("22", 2200, 1)), ("home.rate", ("12.5", 125, 1000)), ("home.times", ("0.5", 5, 10)),
             ("home.months", ("12", 12, 1))]
        )
    )  # fmt: skip
    org, (start, end) = draw(st.sampled_from(orgs)), draw(intervals(1))[0]
    taken = [(row["org"], row["key"], row["from_on"]) for row in world.records.get("param_setting", [])]
    if (org, key, start) in taken:
        return
    number, top, bottom = held
    world.add(
        "param_setting", org=org, key=key, value=number, top=top, bottom=bottom, from_on=start, to_on=end, source="文件"
    )


# What may stand where: kind -> sort -> paths.
_PATHS: dict[str, dict[str, list[str]]] = {
    "home": {
        "number": ["size", "area", "near.size", "near.near.area"], "money": ["income", "near.income"],
        "day": ["joined_on", "left_on", "due_on", "since", "near.joined_on", "born_on", "org.founded_on"],
        "text": ["name", "grade", "outcome", "near.outcome", "near.grade", "org.name", "number", "near.org.region"],
        "truth": ["poor", "near.poor"], "ref": ["near", "org", "near.org", "near.near"],
    },
    "call": {
        "number": ["minutes", "weight", "home.size", "home.near.area"], "money": ["given", "home.income"],
        "day": ["called_on", "paid_for", "home.joined_on", "home.due_on", "home.since", "home.near.left_on"],
        "text": ["sort", "who", "home.grade", "home.outcome", "home.near.outcome", "org.region"],
        "truth": ["kept", "home.poor"], "ref": ["home", "home.near", "org"],
    },
}  # fmt: skip
_REPEATED = {"home": ["person", "name", "size", "near"], "call": ["who", "home", "kept", "given"]}
_ALSO_IN = {
    "home": [("name", "call", "who"), ("grade", "home", "grade"), ("joined_on", "call", "called_on")],
    "call": [("who", "home", "name"), ("called_on", "home", "due_on"), ("given", "home", "income")],
}
_CODES = {"grade": GRADES, "outcome": GRADES, "sort": SORTS}
_NUMBERS = (0, 1, 3, 12, -2, Decimal("0.5"), Decimal("9.9"), Decimal("-1.5"))


@st.composite
def conditions(draw: st.DrawFn, kind: Kind, depth: int = 3) -> Expr:
    """A condition over records of a kind."""
    simple = ["number", "money", "day", "text", "ref", "among", "known", "flag", "truth", "repeated", "attached"]
    simple += ["also_in"]
    simple += ["has", "has"] if kind is HOME else []
    deep = ["and", "or", "not", "equal"] if depth > 0 else []
    form = draw(st.sampled_from([*deep, *deep, *simple]))
    below = conditions(kind, depth - 1)
    match form:
        case "and" | "or":
            return Logic(form, tuple(draw(st.lists(below, min_size=2, max_size=3))))
        case "not":
            return Not(draw(below))
        case "equal":
            return Compare(draw(st.sampled_from(("==", "!="))), draw(below), draw(below))
        case "number" | "money":
            return _amounts_compared(draw, kind, form)
        case "day":
            return Compare(draw(st.sampled_from(COMPARISONS)), draw(dates(kind)), draw(dates(kind)))
        case "text":
            return _text_compared(draw, kind)
        case "ref":
            paths = st.sampled_from(_PATHS[kind.key]["ref"])
            own, other = draw(paths), draw(paths)
            pointing_alike = "org" if own.endswith("org") else "near" if own.endswith("near") else own
            return Compare(
                draw(st.sampled_from(("==", "!="))), _name(own), _name(other if other.endswith(pointing_alike) else own)
            )
        case "among":
            path = draw(st.sampled_from(_PATHS[kind.key]["text"]))
            listed = draw(st.lists(st.sampled_from(_CODES.get(path.split(".")[-1], WORDS)), max_size=3))
            return Among(_name(path), tuple(Const(word) for word in listed))
        case "known":
            sorts = [path for paths in _PATHS[kind.key].values() for path in paths]
            return Known(
                draw(st.sampled_from(sorts).map(_name) | amounts(kind, "number", 1) | dates(kind) | flags(kind))
            )
        case "repeated":
            return Repeated(_name(draw(st.sampled_from(_REPEATED[kind.key]))))
        case "attached":
            return Attached()
        case "also_in":
            return draw(_also_in(kind))
        case "has":
            return Related("has", *draw(_pointing(kind)))
        case "truth":
            return Const(draw(st.booleans()))
    return draw(flags(kind))


def flags(kind: Kind) -> st.SearchStrategy[Expr]:
    """A field of yes or no, here or on a record that points here."""
    held = st.sampled_from(_PATHS[kind.key]["truth"]).map(_name)
    if kind.key != "home":
        return held
    return held | _one("call", "home", "kept") | _one("home", "near", "poor")


def _amounts_compared(draw: st.DrawFn, kind: Kind, sort: str) -> Expr:
    left = draw(amounts(kind, sort))
    # Beside money a number may be written: it means yuan.
    right = Const(draw(st.sampled_from(_NUMBERS))) if draw(st.booleans()) else draw(amounts(kind, sort))
    pair = (left, right) if draw(st.booleans()) else (right, left)
    return Compare(draw(st.sampled_from(COMPARISONS)), *pair)


def _text_compared(draw: st.DrawFn, kind: Kind) -> Expr:
    path = draw(st.sampled_from(_PATHS[kind.key]["text"]))
    words = _CODES.get(path.split(".")[-1])
    if words is None and draw(st.booleans()):
        return Compare(
            draw(st.sampled_from(COMPARISONS)), _name(path), _name(draw(st.sampled_from(_PATHS[kind.key]["text"])))
        )
    return Compare(draw(st.sampled_from(COMPARISONS)), _name(path), Const(draw(st.sampled_from(words or WORDS))))


@st.composite
def amounts(draw: st.DrawFn, kind: Kind, sort: str, depth: int = 2) -> Expr:
    """A number or an amount of money; three leaves at most, so that whole products stay within 64 bits."""
    forms = ["field", "field", "param"]
    forms += ["+", "-", "*", "/"] if depth > 0 else []
    if sort == "number":
        forms += ["written", *(["age", "count"] if kind.key == "home" else [])]
    forms += ["total"] if kind.key == "home" else []
    form = draw(st.sampled_from(forms))
    leaf = amounts(kind, "number", 0)
    below = amounts(kind, sort, depth - 1)
    match form:
        case "param":
            return Param("home.line" if sort == "money" else draw(st.sampled_from(_PARAMS)))
        case "written":
            return Const(draw(st.sampled_from(_NUMBERS)))
        case "age":
            return Age(draw(dates(kind)))
        case "count":
            return Related("count", *draw(_pointing(kind)))
        case "total":
            summed = {"number": draw(st.sampled_from(["weight", "minutes", "home.size"])), "money": "given"}[sort]
            return Related("sum", "call", "home", draw(st.none() | conditions(CALL, 1)), summed)
        case "+" | "-":
            return Arithmetic(form, draw(below), draw(amounts(kind, sort, 0)))
        case "*":
            pair = [draw(below), draw(leaf)]
            return Arithmetic(form, *(pair if draw(st.booleans()) else pair[::-1]))
        case "/":
            if sort == "number" and draw(st.booleans()):
                return Arithmetic(form, draw(amounts(kind, "money", 0)), draw(amounts(kind, "money", 0)))
            return Arithmetic(form, draw(below), draw(leaf))
    if kind.key == "home" and draw(st.booleans()):
        return draw(_one("call", "home", "weight" if sort == "number" else "given"))
    return _name(draw(st.sampled_from(_PATHS[kind.key][sort])))


@st.composite
def dates(draw: st.DrawFn, kind: Kind) -> Expr:
    """A day."""
    form = draw(st.sampled_from(["field", "field", "on", "written", "block", "one"]))
    if form == "on":
        return On()
    if form == "written":
        number = draw(days)
        return Const(date(number // 10000, number // 100 % 100, number % 100))
    if form == "block":
        months = draw(st.sampled_from([Const(size) for size in (1, 2, 3, 4, 5, 6, 12)] + [Param("home.months")]))
        return Block(draw(st.sampled_from(["start", "end"])), months)
    if form == "one" and kind.key == "home":
        return draw(_one("call", "home", draw(st.sampled_from(["called_on", "paid_for", "home.due_on"]))))
    return _name(draw(st.sampled_from(_PATHS[kind.key]["day"])))


@st.composite
def _also_in(draw: st.DrawFn, kind: Kind) -> AlsoIn:
    mine, through, held = draw(st.sampled_from(_ALSO_IN[kind.key]))
    where = draw(st.none() | conditions(HOME if through == "home" else CALL, 0))
    return AlsoIn(through, held, _name(mine), where)


@st.composite
def _pointing(draw: st.DrawFn, kind: Kind) -> tuple[str, str, Expr | None]:
    assert kind is HOME, "nothing points to a call"
    if draw(st.booleans()):
        return "call", "home", draw(st.none() | conditions(CALL, 1))
    return "home", "near", draw(st.none() | conditions(HOME, 0))


@st.composite
def _one(draw: st.DrawFn, kind: str, via: str, field: str) -> Expr:
    inner = CALL if kind == "call" else HOME
    simple = st.sampled_from(_PATHS[inner.key]["truth"]).map(_name)
    return Related("one", kind, via, draw(st.none() | simple), field)


def _name(path: str) -> Name:
    return Name(tuple(path.split(".")))
