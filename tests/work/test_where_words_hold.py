"""Words of a pack hold below what is bound to its region; values differ along the tree; likeness is counted."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, load
from unionwork import Workspace, parse
from unionwork.declare.checking import Checker
from unionwork.errors import DeclarationError, UsageError

ON = date(2024, 12, 31)
HOUSES = ("户编号", "户主姓名", "户类型", "家庭人口", "帮扶责任人")
CHECK = """
[[checks]]
key = "invented.small"
name = "小户"
of = "aid_file"
holds = "family_size > 3"
severity = "hint"
message = "人口不多于三人"
remedy = "核对人口"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path / "w.db", tmp_path, ON) as made:
        yield made


NUMBER, PERSON, UNION, SIZE, INCOME = (
    HARDSHIP.index(name) for name in ("档案编号", "身份证号", "所属工会", "家庭人口", "家庭月总收入")
)


def files(count: int) -> list[list[object]]:
    """Files of two unions with incomes on and around two lines."""
    rng = Random(7)
    amounts = (245, 246, 279, 280, 281, 299, 300, 301)
    rows = []
    for place in range(1, count + 1):
        size = rng.randint(1, 5)
        income, union = rng.choice(amounts) * size, rng.choice(["甲工会", "乙工会"])
        rows.append(a_file(place, 家庭人口=size, 家庭月总收入=income, 所属工会=union))
    return rows


def graded(rows: list[list[object]], lines: dict[str, int]) -> Counter[str]:
    """What plain counting gives, each union by its own line."""
    found: Counter[str] = Counter()
    for row in rows:
        size, income = int(str(row[SIZE])), int(str(row[INCOME]))
        within = income <= lines[str(row[UNION])] * size
        found["extreme" if income <= 245 * size else "hardship" if within else "none"] += 1
    return found


def test_each_union_is_assessed_by_its_own_line_and_the_shared_one_alike(workspace: Workspace, tmp_path: Path) -> None:
    rows = files(80)
    load(workspace, a_csv(tmp_path / "files.csv", HARDSHIP, rows))
    shared = workspace.assess_all("aid.grade")["outcomes"]
    assert shared == dict(graded(rows, {"甲工会": 280, "乙工会": 280}))
    workspace.set_param("aid.hardship_line", "300", from_on=date(2024, 1, 1), source="乙文件", org="乙工会")
    apart = workspace.assess_all("aid.grade")["outcomes"]
    assert apart == dict(graded(rows, {"甲工会": 280, "乙工会": 300}))
    assert apart != shared
    one_by_one = Counter(workspace.assess("aid.grade", str(row[NUMBER]))["outcome"] for row in rows)
    assert one_by_one == Counter(apart)


def test_a_helper_over_the_quota_is_named_with_each_of_his_households_and_no_other(
    workspace: Workspace, tmp_path: Path
) -> None:
    carried = {"帮扶甲": 5, "帮扶乙": 6, "帮扶丙": 1}
    rows = [
        [f"H{helper}{place}", f"户主{place}", "贫困户", 2, helper]
        for helper, count in carried.items()
        for place in range(count)
    ]
    load(workspace, a_csv(tmp_path / "houses.csv", HOUSES, rows))
    named = workspace.check(["pairing.helper_over_quota"])
    over = {str(row["number"]) for row in workspace.list("pairing", where=["helper=帮扶乙"])["rows"]}
    assert len(over) == 6
    assert {row["number"] for row in named} == over
    ended = sorted(over)[0]
    assert workspace.do("pairing", "end", [ended], values={"end_reason": "帮扶人调整"})["done"] == [ended]
    assert workspace.check(["pairing.helper_over_quota"]) == []


def test_two_files_of_one_person_are_both_named(workspace: Workspace, tmp_path: Path) -> None:
    rows = [a_file(1), a_file(2), a_file(3)]
    rows[2][PERSON] = rows[0][PERSON]
    load(workspace, a_csv(tmp_path / "files.csv", HARDSHIP, rows))
    named = {row["number"] for row in workspace.check(["aid_file.same_person"])}
    assert named == {rows[0][NUMBER], rows[2][NUMBER]}
    workspace.void("aid_file", str(rows[2][NUMBER]), "重复建档")
    assert workspace.check(["aid_file.same_person"]) == []


def test_likeness_is_asked_of_a_field_of_the_kind_itself(workspace: Workspace) -> None:
    catalogue = workspace.session.catalogue
    checker = Checker(catalogue, catalogue.kind("pairing"), "试")
    assert checker.sort(parse("alike(helper)")).name == "number"
    assert checker.sort(parse("repeated(helper)")).name == "truth"
    with pytest.raises(DeclarationError, match="本种类的一个字段"):
        parse("alike(household.number)")


def test_a_check_of_a_pack_holds_only_below_what_is_bound_to_its_region(tmp_path: Path) -> None:
    with a_workspace(tmp_path / "a.db", tmp_path, ON):
        pack = next(path.parent for path in tmp_path.rglob("pack.toml"))
    home = tmp_path / "bound"
    (home / "regions").mkdir(parents=True)
    shutil.copytree(pack, home / "regions" / "invented")
    with (home / "regions" / "invented" / "pack.toml").open("a", encoding="utf-8") as file:
        file.write(CHECK)
    place = home / "w.db"
    Workspace.create(place, region="cn", name="县总工会").close()
    with Workspace.open(place, on=ON) as workspace:
        assert "invented.small" not in {row["check"] for row in workspace.checks()}
        assert [row["check"] for row in workspace.checks(["invented.small"])] == ["invented.small"]
        workspace.org_add("甲工会", region="invented")
        assert "invented.small" in {row["check"] for row in workspace.checks()}
        workspace.org_add("乙工会")
        rows = [a_file(1, 所属工会="甲工会", 家庭人口=2), a_file(2, 所属工会="乙工会", 家庭人口=2)]
        load(workspace, a_csv(tmp_path / "files.csv", HARDSHIP, rows))
        assert [row["number"] for row in workspace.check(["invented.small"])] == [rows[0][NUMBER]]


def test_only_what_holds_for_somebody_in_view_is_listed(workspace: Workspace) -> None:
    loaded = workspace.session.catalogue
    elsewhere = {
        word.key
        for word in (*loaded.indicators.values(), *loaded.forms.values())
        if word.owner in loaded.regions and word.owner != "invented"
    }
    assert elsewhere, "packs of other regions are installed beside this one"
    listed = {row["key"] for row in workspace.indicators()} | {row["form"] for row in workspace.forms()}
    assert listed.isdisjoint(elsewhere)
    assert {"invented.extreme_men_50_up", "aid.files", "work_summary"} <= listed
    form = next(key for key in sorted(elsewhere) if key in loaded.forms)
    with pytest.raises(UsageError, match="--org 指明那里的组织"):
        workspace.form(form)
