"""Role x kind x act x class x step x format: what the use cases really let through, against a list made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.work.county import a_workspace
from tests.work.planting import SHOWN, TEXTS, Planted, allowed, file_text, found_in, plant, reads
from unionwork.declare.fields import Private
from unionwork.errors import NotPermittedError, UnionworkError
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)
ROLES = ("recorder", "caseworker", "approver", "inspector", "auditor", "administrator")
RIGHTS = ("private.read", "export", "self_approve", "admin")
INSPECTION = {"finding", "inspection"}
_LOOKS = {"read", "measure", "assess", "export"}
_KEEPS_BOOKS = {"add", "change", "attach", "import"}
# What each role may do, said once more by hand; of an inspector with records of inspections only.
MAY: Mapping[str, set[str]] = {
    "recorder": _LOOKS | _KEEPS_BOOKS,
    "caseworker": _LOOKS | _KEEPS_BOOKS | {"void", "merge", "undo", "decide", "org"},
    "approver": _LOOKS | {"attach", "decide"},
    "inspector": _LOOKS | _KEEPS_BOOKS | {"void"},
    "auditor": _LOOKS | {"journal", "access", "verify"},
    "administrator": _LOOKS | _KEEPS_BOOKS
    | {"void", "merge", "undo", "decide", "org", "tree", "param", "target", "operator", "journal", "access", "verify",
       "backup"},
}  # fmt: skip
FORMATS: Mapping[str, set[str]] = {
    "recorder": {"xlsx", "csv"}, "caseworker": {"xlsx", "csv", "json"}, "approver": {"xlsx", "csv"},
    "inspector": {"xlsx", "csv"}, "auditor": {"xlsx", "csv", "json"}, "administrator": {"xlsx", "csv", "json"},
}  # fmt: skip
STEPS: Mapping[str, set[str]] = {
    "recorder": {"recorder"}, "caseworker": {"recorder", "caseworker"}, "approver": {"approver"},
    "inspector": {"inspector"}, "auditor": set(),
    "administrator": {"recorder", "caseworker", "approver", "inspector", "auditor", "administrator"},
}  # fmt: skip


@attrs.frozen(kw_only=True)
class County:
    place: str
    planted: Planted
    folder: Path
    kinds: tuple[str, ...]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    place = str(folder / "w.db")
    with a_workspace(place, folder, ON) as root:
        root.org_add("甲镇工会")
        planted = plant(root)
        for role in ROLES:
            tier = 2 if role == "approver" else None
            root.operator_add(role, role=role, rights=RIGHTS, tier=tier)
            root.operator_add(f"{role}-bare", role=role, tier=tier)
        for kind in planted.numbers:
            root.export(kind, folder / f"{kind}.csv")
    return County(place=place, planted=planted, folder=folder, kinds=tuple(sorted(planted.numbers)))


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def granted(county: County, role: str) -> Iterator[Workspace]:
    """The workspace in the hands of an operator of the role with every explicit right."""
    with Workspace.open(county.place, operator=role, on=ON) as workspace:
        yield workspace


@pytest.fixture
def bare(county: County, role: str) -> Iterator[Workspace]:
    """The same without any explicit right."""
    with Workspace.open(county.place, operator=f"{role}-bare", on=ON) as workspace:
        yield workspace


def passes(ask: Callable[[], Any]) -> bool:
    """Whether nobody's permission stood in the way; another refusal comes after it."""
    try:
        answer = ask()
        if hasattr(answer, "__next__"):
            list(answer)
    except NotPermittedError as refused:
        if "可以的角色" not in str(refused) and "operator grant" not in str(refused):
            raise
        return False
    except UnionworkError:
        return True
    return True


def expected(role: str, act: str, kind: str | None = None) -> bool:
    """What the list made by hand says."""
    if act not in MAY[role]:
        return False
    if role != "inspector" or kind is None:
        return role != "inspector"
    return kind in INSPECTION or (act == "read" and reads(role, kind))


def acts_on(workspace: Workspace, county: County, kind: str) -> dict[str, Callable[[], Any]]:
    """Each act on a kind as a real call that would store nothing."""
    number = county.planted.numbers[kind]
    return {
        "read": lambda: workspace.list(kind),
        "read one": lambda: workspace.show(kind, number),
        "read past": lambda: workspace.history(kind, number),
        "read page": lambda: workspace.page(kind),
        "read links": lambda: workspace.related(kind, number),
        "add": lambda: workspace.add(kind, {}, dry_run=True),
        "change": lambda: workspace.change(kind, number, {"number": "X"}, dry_run=True),
        "void": lambda: workspace.void(kind, number, "试", dry_run=True),
        "merge": lambda: workspace.merge(kind, number, "NONE", "试", dry_run=True),
        "attach": lambda: workspace.attach(kind, number, county.folder / "none.txt", dry_run=True),
        "import": lambda: workspace.import_files(
            [county.folder / f"{kind}.csv"], roll=f"{kind}.register", dry_run=True
        ),
    }


def test_each_act_on_each_kind_is_let_through_just_as_the_list_says(
    county: County, granted: Workspace, role: str
) -> None:
    wrong = []
    for kind in county.kinds:
        for name, ask in acts_on(granted, county, kind).items():
            act = name.split()[0]
            if passes(ask) != expected(role, act, kind):
                wrong.append((kind, name))
    assert wrong == []


def test_each_indicator_is_measured_just_by_those_who_may(granted: Workspace, role: str) -> None:
    for word in granted.session.catalogue.indicators.values():
        assert passes(lambda key=word.key: granted.measure([key])) == expected(role, "measure", word.of.key)
        assert passes(lambda key=word.key: granted.behind(key)) == expected(role, "measure", word.of.key)


def test_each_format_of_each_kind_is_written_just_for_those_who_may(
    county: County, granted: Workspace, bare: Workspace, role: str, tmp_path: Path
) -> None:
    for kind in county.kinds:
        for form in ("xlsx", "csv", "json"):
            path = tmp_path / f"{kind}.{form}"
            may = expected(role, "export", kind) and form in FORMATS[role]
            assert passes(lambda p=path, k=kind: granted.export(k, p)) == may, (kind, form)
            assert not passes(lambda p=path, k=kind: bare.export(k, p))
            if may:
                granted.export(kind, path, reveal=True)
                shown = found_in(file_text(path))
                held = classes_of(granted, kind)
                assert shown == held & allowed(role, RIGHTS, file=True), (kind, form)
                granted.export(kind, path)
                assert found_in(file_text(path)) == set()


def classes_of(workspace: Workspace, kind: str) -> set[Private]:
    return {field.private for field in workspace.session.kind(kind).fields if field.private is not None}


def test_each_class_of_each_kind_is_shown_just_to_those_who_may(
    county: County, granted: Workspace, bare: Workspace, role: str
) -> None:
    for kind, number in county.planted.numbers.items():
        if not reads(role, kind):
            continue
        row = granted.show(kind, number, reveal=True)
        for field in granted.session.kind(kind).fields:
            if field.private is not None:
                shown = field.private in SHOWN[role]
                assert (row[field.key] is not None) == shown, (kind, field.key)
                assert (field.key in row["hidden"]) == (not shown)
                for ask in (
                    lambda k=kind, f=field.key: granted.list(k, where=[f"{f}!="]),
                    lambda k=kind, f=field.key: granted.list(k, sort=f),
                ):
                    assert passes(ask) == shown, (kind, field.key)
        assert found_in(row) == classes_of(granted, kind) & SHOWN[role]
        assert found_in(bare.show(kind, number)) == set()
        if classes_of(granted, kind):
            assert not passes(lambda k=kind, n=number: bare.show(k, n, reveal=True))


def test_a_search_for_a_private_number_finds_just_what_may_be_seen(
    county: County, granted: Workspace, bare: Workspace, role: str
) -> None:
    for kind in county.kinds:
        if reads(role, kind):
            held = classes_of(granted, kind)
            for private in (Private.ID_NUMBER, Private.PHONE):
                found = granted.list(kind, search=TEXTS[private][0])["total"]
                assert found == (1 if private in held & SHOWN[role] else 0), (kind, private)
                assert bare.list(kind, search=TEXTS[private][0])["total"] == 0


def test_each_step_is_taken_just_by_its_role_and_tier(granted: Workspace, role: str) -> None:
    for key, procedure in granted.session.catalogue.procedures.items():
        for step in procedure.steps:
            refused = granted.session.refuse_step(step, granted.session.kind(key))
            may = step.role in STEPS[role]
            if role == "approver" and step.tier:
                may = may and step.tier == 2
            if role == "inspector":
                may = step.role == "inspector" or (step.role == "recorder" and key in INSPECTION)
            assert (refused is None) == may, (key, step.key, refused)
            if refused is not None:
                assert step.label in refused


def test_the_steps_that_are_offered_name_the_role_where_it_is_the_wrong_one(
    county: County, granted: Workspace, role: str
) -> None:
    for key, procedure in granted.session.catalogue.procedures.items():
        if not reads(role, key):
            continue
        for row in granted.steps(key, county.planted.numbers[key]):
            reasons = {reason["guard"] for reason in row["why"]}
            if "state" in reasons:
                continue
            step = procedure.step(row["step"])
            refused = granted.session.refuse_step(step, granted.session.kind(key)) is not None
            assert ("role" in reasons) == refused, (key, row)


def test_what_concerns_the_workspace_is_done_just_by_those_who_may(
    county: County, granted: Workspace, bare: Workspace, role: str, tmp_path: Path
) -> None:
    number = county.planted.numbers["aid_file"]

    def asks(w: Workspace) -> dict[str, tuple[str, Callable[[], Any]]]:
        return {
            "param": ("param", lambda: w.set_param("aid.hardship_line", "1", from_on=ON, source="x", dry_run=True)),
            "target": ("target", lambda: w.set_target("aid.files", "1", from_on=ON, source="x", dry_run=True)),
            "org add": ("org", lambda: w.org_add("新", dry_run=True)),
            "org change": ("org", lambda: w.org_change("甲镇工会", {"workers": "1"}, dry_run=True)),
            "org move": ("tree", lambda: w.org_move("甲镇工会", "ROOT", dry_run=True)),
            "org merge": ("tree", lambda: w.org_merge("甲镇工会", "ROOT", dry_run=True)),
            "operator": ("operator", lambda: w.operator_add("z", dry_run=True)),
            "verify": ("verify", w.verify),
            "backup": ("backup", lambda: w.backup(tmp_path / f"{w.session.worker.key}.db")),
            "undo": ("undo", lambda: w.undo_import(1, dry_run=True)),
            "create orgs": (
                "org",
                lambda: w.import_files(
                    [county.folder / "finding.csv"], roll="finding.register", create_orgs=True, dry_run=True
                ),
            ),
            "assess": ("assess", lambda: w.assess("aid.grade", number)),
            "assess all": ("assess", lambda: w.assess_all("aid.grade")),
            "decide": (
                "decide",
                lambda: w.accept("aid.grade", number, outcome="hardship", reason="x", dry_run=True),
            ),
            "decide all": ("decide", lambda: w.assess_all("aid.grade", accept=True, dry_run=True)),
        }

    for name, (act, ask) in asks(granted).items():
        assert passes(ask) == expected(role, act), name
    needs = {"operator": "admin", "backup": "export"}
    for name, (act, ask) in asks(bare).items():
        may = expected(role, act) and act not in needs
        if act == "decide" and role == "caseworker":
            # For a caseworker a decision is an exception that is granted by name.
            may = False
        assert passes(ask) == may, name


def test_the_logs_are_whole_for_those_who_oversee_and_their_own_for_the_rest(
    county: County, granted: Workspace, role: str
) -> None:
    granted.show("finding", county.planted.numbers["finding"], reveal=True)
    whole = {"journal", "access"} <= MAY[role]
    assert ("admin" in {row["who"] for row in granted.journal(None)}) == whole
    assert {row["who"] for row in granted.access_log(None)} >= {role}
    assert whole or {row["who"] for row in granted.access_log(None)} == {role}


def test_a_refusal_says_which_role_or_right_is_wanted_and_who_gives_it(county: County) -> None:
    with Workspace.open(county.place, operator="recorder-bare", on=ON) as recorder:
        with pytest.raises(NotPermittedError) as refused:
            recorder.void("aid_file", county.planted.numbers["aid_file"], "x")
        said = str(refused.value)
        assert "录入" in said
        assert "经办(caseworker)" in said
        assert "operator change recorder-bare --role" in said
        with pytest.raises(NotPermittedError, match=r"operator grant recorder-bare private\.read"):
            recorder.list("aid_file", reveal=True)
    with Workspace.open(county.place, operator="recorder", on=ON) as recorder:
        with pytest.raises(NotPermittedError) as refused:
            recorder.list("aid_file", sort="income")
        assert "经办(caseworker)" in str(refused.value)
