"""An operator's organisation is the end of the world: nothing from outside it stands in any answer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from tests.work.planting import READING_METHODS, READINGS, WRITING_METHODS, Planted, attempt, file_text, plant
from unionwork.errors import NotPermittedError, RefusedError, UnionworkError, UnknownNameError
from unionwork.work.office import Office
from unionwork.workspace import Workspace

ON = date(2024, 12, 31)
MARK, OWN_MARK = "外界暗号", "本镇记号"
ROLES = ("recorder", "caseworker", "approver", "inspector", "auditor", "administrator")


@attrs.frozen(kw_only=True)
class County:
    """A workspace with a record of every kind inside and one outside the township of the operators."""

    place: str
    inside: Planted
    outside: Planted
    folder: Path


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    place = str(folder / "w.db")
    with a_workspace(place, folder, ON) as root:
        root.org_add("甲镇工会")
        root.org_add(f"乙镇工会{MARK}")
        root.org_add("甲厂工会", parent="甲镇工会")
        outside = plant(root, f"乙镇工会{MARK}", MARK)
        inside = plant(root, "甲厂工会", OWN_MARK)
        root.org_change(f"乙镇工会{MARK}", {"workers": "98765431"}, source=MARK)
        root.set_target("aid.hardship_share", "3", from_on=date(2024, 1, 1), source=MARK, org=f"乙镇工会{MARK}")
        root.operator_add(f"out{MARK}", name=MARK, role="caseworker", org=f"乙镇工会{MARK}")
        for role in ROLES:
            rights = ["private.read", "export", "self_approve", "admin"]
            root.operator_add(role, role=role, rights=rights, org="甲镇工会", tier=1 if role == "approver" else None)
    with Workspace.open(place, operator=f"out{MARK}", on=ON) as other:
        other.add("petition", {"petitioner": f"人{MARK}", "received_on": "2024-02-01"})
    return County(place=place, inside=inside, outside=outside, folder=folder)


@pytest.fixture(params=ROLES)
def scoped(request: pytest.FixtureRequest, county: County) -> Iterator[Workspace]:
    """The workspace in the hands of an operator of the township, of each role."""
    with Workspace.open(county.place, operator=request.param, on=ON) as workspace:
        yield workspace


def traces(county: County, *answers: object) -> list[str]:
    """What of the world outside stands in these answers: its mark, its numbers."""
    text = "\n".join(str(answer) for answer in answers)
    words = [MARK, "98765431", *(number for number in county.outside.numbers.values()), county.outside.attachment]
    return [word for word in words if re.search(rf"{re.escape(word)}(?!\d)", text)]


@pytest.mark.parametrize("way", sorted(READINGS))
def test_no_way_of_reading_tells_anything_of_the_world_outside(
    county: County, scoped: Workspace, way: str, tmp_path: Path
) -> None:
    answers = list(READINGS[way](scoped, county.inside, tmp_path))
    assert answers
    assert traces(county, *answers) == []


@pytest.mark.parametrize("way", ["show", "history", "acts", "steps", "related"])
def test_a_record_outside_is_as_if_it_were_not_there(
    county: County, scoped: Workspace, way: str, tmp_path: Path
) -> None:
    for answer in READINGS[way](scoped, county.outside, tmp_path):
        assert isinstance(answer, UnknownNameError | NotPermittedError) or "没有办理流程" in str(answer), answer
        assert MARK not in str(answer)
        assert isinstance(answer, NotPermittedError) or "范围" in str(answer) or "没有办理流程" in str(answer)


def test_every_public_way_of_the_office_is_known_to_these_tests() -> None:
    names = {name for name, _ in inspect.getmembers(Office, inspect.isfunction) if not name.startswith("_")}
    assert names == READING_METHODS | WRITING_METHODS


def test_no_use_case_reads_the_whole_tree_past_the_scope() -> None:
    import unionwork.work

    folder = Path(str(unionwork.work.__file__)).parent
    whole = {path.name for path in folder.glob("*.py") if "Organisations.read(" in path.read_text(encoding="utf8")}
    # What makes a workspace of its own has no operator.
    assert whole == {"testing.py"}


def test_whoever_sees_all_sees_both_sides(county: County, tmp_path: Path) -> None:
    with Workspace.open(county.place, on=ON) as root:
        answers = list(READINGS["list"](root, county.inside, tmp_path))
        assert MARK in str(answers)
        assert OWN_MARK in str(answers)


def test_a_scoped_operator_still_sees_what_is_his(county: County, tmp_path: Path) -> None:
    with Workspace.open(county.place, operator="caseworker", on=ON) as own:
        for kind, number in county.inside.numbers.items():
            assert own.show(kind, number)["number"] == number
            assert [row["number"] for row in own.list(kind)["rows"]] == [number]
            assert own.count(kind) == 1
        assert [row["name"] for row in own.org_tree()] == ["甲镇工会", "甲厂工会"]
        assert {row["key"]: row["records"] for row in own.kinds()} == dict.fromkeys(county.inside.numbers, 1)
        assert own.measure(["aid.files"])[0]["value"] == 1
        assert own.params("aid.hardship_line")[0]["value"] == 280
        assert {row["key"] for row in own.operators()} == set(ROLES)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_no_file_that_is_exported_tells_anything_of_the_world_outside(
    county: County, tmp_path: Path, form: str
) -> None:
    with Workspace.open(county.place, operator="caseworker", on=ON) as own:
        for kind in county.inside.numbers:
            path = tmp_path / f"{kind}.{form}"
            assert own.export(kind, path, reveal=True)["rows"] == 1
            assert traces(county, file_text(path)) == []


def test_organisations_outside_can_not_be_named(county: County) -> None:
    name = f"乙镇工会{MARK}"
    with Workspace.open(county.place, operator="administrator", on=ON) as own:
        asks = [
            lambda: own.list("aid_file", org=name),
            lambda: own.measure(["aid.files"], org=name),
            lambda: own.params(org=name),
            lambda: own.due(org=name),
            lambda: own.check(org=name),
            lambda: own.assess_all("aid.grade", org=name),
            lambda: own.figures(name),
            lambda: own.org_tree(name),
            lambda: own.org_add("新厂", parent=name),
            lambda: own.org_change(name, {"name": "改"}),
            lambda: own.org_move("甲厂工会", name),
            lambda: own.add("petition", {"received_on": "2024-01-01"}, org=name),
            lambda: own.change("aid_file", county.inside.numbers["aid_file"], {"org": name}),
            lambda: own.set_param("aid.hardship_line", "1", from_on=ON, source="x", org=name),
            lambda: own.operator_add("neu", org=name),
            lambda: own.export("aid_file", county.folder / "no.csv", org=name),
        ]
        for ask in asks:
            answer = attempt(ask)
            assert isinstance(answer, UnknownNameError), answer
            assert "范围之外" in str(answer)


def test_nothing_outside_can_be_written(county: County) -> None:
    number = county.outside.numbers["aid_file"]
    with Workspace.open(county.place, operator="administrator", on=ON) as own:
        asks = [
            lambda: own.change("aid_file", number, {"name": "改"}),
            lambda: own.void("aid_file", number, "无"),
            lambda: own.accept("aid.grade", number, outcome="none", reason="x"),
            lambda: own.merge("aid_file", number, county.inside.numbers["aid_file"], "x"),
            lambda: own.merge("aid_file", county.inside.numbers["aid_file"], number, "x"),
            lambda: own.do("aid_file", "review", [number], values={"reviewed_on": "2024-06-01"}),
            lambda: own.withdraw("aid_file", number),
            lambda: own.attach("aid_file", number, county.place),
            lambda: own.void_attachment(county.outside.attachment, "x"),
            lambda: own.save_attachment(county.outside.attachment, county.folder / "no.bin"),
            lambda: own.operator_grant(f"out{MARK}", "export"),
            lambda: own.operator_void(f"out{MARK}", "x"),
            lambda: own.add("finding", {"inspection": county.outside.numbers["inspection"], "found_on": "2024-01-01"}),
        ]
        for ask in asks:
            assert isinstance(attempt(ask), UnionworkError)
    with Workspace.open(county.place, on=ON) as root:
        assert len(root.history("aid_file", number)) == 1


def test_an_import_neither_changes_nor_reveals_what_lies_outside(tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    with a_workspace(place, tmp_path, ON) as root:
        root.org_add("甲镇工会")
        root.org_add("乙镇工会")
        load(root, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 所属工会="乙镇工会", 姓名="原名")]))
        root.operator_add("li", role="caseworker", org="甲镇工会")
    with Workspace.open(place, operator="li", on=ON) as own:
        rows = [a_file(1, 姓名="抢占"), a_file(2, 所属工会="乙镇工会"), a_file(3, 所属工会="新厂工会"), a_file(4)]
        report = load(own, a_csv(tmp_path / "b.csv", HARDSHIP, rows), create_orgs=False)
        assert (report["added"], report["refused"]) == (1, 3)
        assert "范围之外" in report["problems"][0]["reason"]
        load(own, a_csv(tmp_path / "c.csv", HARDSHIP, [rows[2]]))
        assert "新厂工会" in {row["name"] for row in own.org_tree()}
    with Workspace.open(place, on=ON) as root:
        assert root.show("aid_file", "DA202400001")["name"] == "原名"
        parents = {row["name"]: row["parent"] for row in root.org_tree()}
        assert parents["新厂工会"] == {row["name"]: row["number"] for row in root.org_tree()}["甲镇工会"]
        assert root.verify()["breaks"] == []


def test_an_import_that_reached_outside_is_not_undone_from_inside(tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    with a_workspace(place, tmp_path, ON) as root:
        root.org_add("甲镇工会")
        root.org_add("乙镇工会")
        rows = [a_file(1, 所属工会="乙镇工会"), a_file(2, 所属工会="甲镇工会")]
        batch = load(root, a_csv(tmp_path / "a.csv", HARDSHIP, rows))["batch"]
        root.operator_add("li", role="caseworker", org="甲镇工会")
    with Workspace.open(place, operator="li", on=ON) as own, pytest.raises(RefusedError, match="范围之外"):
        own.undo_import(batch)


def test_an_export_of_a_part_comes_back_into_the_same_places(tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    with a_workspace(place, tmp_path, ON) as root:
        root.org_add("甲镇工会")
        root.org_add("甲厂工会", parent="甲镇工会")
        rows = [a_file(1, 所属工会="甲厂工会"), a_file(2, 所属工会="甲镇工会")]
        load(root, a_csv(tmp_path / "a.csv", HARDSHIP, rows))
        root.operator_add("li", role="caseworker", org="甲镇工会", rights=["export", "private.read"])
    with Workspace.open(place, operator="li", on=ON) as own:
        own.export("aid_file", tmp_path / "out.csv", reveal=True)
        report = load(own, tmp_path / "out.csv", create_orgs=False)
        assert (report["unchanged"], report["refused"]) == (2, 0)


def test_looking_back_does_not_bring_back_what_has_left_the_scope(tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    with a_workspace(place, tmp_path, date(2024, 6, 30)) as root:
        root.org_add("甲镇工会")
        root.org_add("乙镇工会")
        root.org_add("甲厂工会", parent="甲镇工会")
        load(root, a_csv(tmp_path / "a.csv", HARDSHIP, [a_file(1, 所属工会="甲厂工会")]))
        root.operator_add("li", role="caseworker", org="甲镇工会")
        root.org_move("甲厂工会", "乙镇工会")
    with Workspace.open(place, operator="li", on=date(2024, 5, 1)) as own:
        assert [row["name"] for row in own.org_tree()] == ["甲镇工会"]
        assert own.list("aid_file")["total"] == 0
        figure = own.measure(["aid.files"])[0]
        assert figure["value"] == 0
        assert "已不在您的范围内" in str(figure["notes"])


def test_a_filter_over_a_reference_tells_nothing_of_a_record_outside(county: County) -> None:
    with Workspace.open(county.place, on=ON) as root:
        number = root.add("finding", {"inspection": county.outside.numbers["inspection"], "found_on": "2024-03-01"})
        root.change("finding", number["number"], {"org": "甲镇工会"})
    with Workspace.open(county.place, operator="inspector", on=ON) as own:
        shown = own.show("finding", number["number"])
        assert shown["inspection"] is None
        probes = ["inspection!=", f"inspection={county.outside.numbers['inspection']}", "inspection.inspected_on!="]
        assert [row["number"] for row in own.list("finding", where=[probes[2]])["rows"]] == [
            county.inside.numbers["finding"]
        ]
        assert own.list("finding", where=[probes[1]])["total"] == 0
    with Workspace.open(county.place, on=ON) as root:
        root.void("finding", number["number"], "试毕")


def test_what_stands_in_the_way_outside_is_not_named(tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    with a_workspace(place, tmp_path, ON) as root:
        root.org_add("甲镇工会")
        root.org_add("乙镇工会")
        inspection = root.add("inspection", {"unit": _a_unit(root), "inspected_on": "2024-01-01"}, org="甲镇工会")
        finding = root.add("finding", {"inspection": inspection["number"], "found_on": "2024-01-02"}, org="乙镇工会")
        root.operator_add("li", role="caseworker", org="甲镇工会")
    with Workspace.open(place, operator="li", on=ON) as own:
        with pytest.raises(RefusedError, match="范围之外") as refused:
            own.void("inspection", inspection["number"], "重复")
        assert finding["number"] not in str(refused.value)


def _a_unit(workspace: Workspace) -> str:
    return str(workspace.add("unit", {"name": "甲厂"}, org="甲镇工会")["number"])
