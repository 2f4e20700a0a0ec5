"""Tiers of regions compose into one procedure for each region, and what does not fit is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.procedures import Procedure
from unionwork.declare.tiers import core_of
from unionwork.errors import DeclarationError
from unionwork.regions.packs import without_regions
from unionwork.regions.plugins import load
from unionwork.regions.walking import walk_tiers

KIND = "aid_application"
CORE = load(entry_points=[]).catalogue


def a_tier(key: str = "district", **changes: object) -> str:
    """A tier as a pack writes it."""
    facts = {"of": KIND, "key": key, "name": f"{key}复核", "after": "town_passed", "tier": 2, "source": "示意文件"}
    lines = (f'{name} = {value if isinstance(value, int) else f"{chr(34)}{value}{chr(34)}"}'
             for name, value in {**facts, **changes}.items() if value is not None)  # fmt: skip
    return "\n[[tiers]]\n" + "\n".join(lines) + "\n"


def with_packs(folder: Path, **packs: str) -> Catalogue:
    """The catalogue with packs; `county__city` is the pack county on the pack city."""
    homes = []
    for name, text in packs.items():
        key, _, extends = name.partition("__")
        homes.append(folder / key)
        homes[-1].mkdir(parents=True)
        head = f'format = 1\nkey = "{key}"\nname = "{key}"\nextends = "{extends or "cn"}"\n'
        (homes[-1] / "pack.toml").write_text(head + text, encoding="utf-8")
    return load(homes, entry_points=[]).catalogue


def way(procedure: Procedure, *, to: str = "city_passed") -> list[str]:
    """The steps by which a record that all approve comes to a state."""
    taken: list[str] = []
    at = procedure.states[0].key
    while at != to:
        step = next(step for step in procedure.steps if at in step.sources and step.key.endswith("_pass"))
        taken.append(step.key)
        at = step.target
    return taken


def test_without_tiers_every_region_has_the_procedure_that_was_declared(tmp_path: Path) -> None:
    for key, declared in CORE.procedures.items():
        for region in ("", None, "nowhere", *CORE.regions):
            assert CORE.procedure(key, region) is declared
    grown = with_packs(tmp_path, county=a_tier(), other="")
    for key in grown.procedures:
        for region in ("", "cn", "other", "nowhere"):
            assert grown.procedure(key, region) is core_of(grown.procedures[key])
    assert without_regions(grown).count(core_of(grown.procedures[KIND])) == 1


def test_tiers_of_a_region_and_of_the_one_it_stands_on_stand_in_one_line(tmp_path: Path) -> None:
    own = a_tier("late") + a_tier("early", after="applied", tier=1) + a_tier("last", after="late_passed")
    packs = {"city": a_tier("district"), "county__city": own, "beside": a_tier("other")}
    grown = with_packs(tmp_path, **packs)
    core = ["town_pass", "city_pass"]
    assert way(grown.procedure(KIND, "cn")) == core
    assert way(grown.procedure(KIND, "city")) == ["town_pass", "district_pass", "city_pass"]
    assert way(grown.procedure(KIND, "county")) == [
        "early_pass", "town_pass", "district_pass", "late_pass", "last_pass", "city_pass",
    ]  # fmt: skip
    assert way(grown.procedure(KIND, "beside")) == ["town_pass", "other_pass", "city_pass"]
    assert {walk.got == walk.expected for key in packs for walk in
            walk_tiers(grown.region(key.partition("__")[0]), grown)} == {True}  # fmt: skip
    whole = grown.procedure(KIND)
    for region in grown.regions:
        part = grown.procedure(KIND, region)
        assert [state.key for state in whole.states if state.key in {each.key for each in part.states}] == [
            state.key for state in part.states
        ]
        for step in part.steps:
            assert set(step.sources) <= set(whole.step(step.key).sources)


def test_what_needs_no_approval_does_not_wait_for_a_tier_and_all_else_does(tmp_path: Path) -> None:
    core = CORE.procedures[KIND]
    grown = with_packs(tmp_path, a=a_tier("b", after="city_passed", tier=3), c=a_tier("d", after="applied", tier=1))
    late, early = grown.procedure(KIND, "a"), grown.procedure(KIND, "c")
    from_here = {step.key for step in late.steps if "city_passed" in step.sources}
    assert from_here == {"b_pass", "b_refuse", "cancel", "send_up"}
    assert {step.key for step in early.steps if "applied" in step.sources} == {"d_pass", "d_refuse", "cancel"}
    for procedure, passed, at in ((late, "b_passed", "city_passed"), (early, "d_passed", "applied")):
        there = {step.key for step in procedure.steps if passed in step.sources}
        assert there == {step.key for step in core.steps if at in step.sources}


def test_a_kind_without_tiers_gets_a_refusal_of_its_own_and_begins_anew_when_its_ground_is_taken(
    tmp_path: Path,
) -> None:
    grown = with_packs(tmp_path, county=a_tier("check", of="finding", after="rectified", tier=1))
    procedure = grown.procedure("finding", "county")
    assert procedure.step("check_refuse").fills == ("check_note",)
    assert procedure.state("check_refused").final
    assert procedure.step("close").sources == ("check_passed",)
    for key in ("return", "reopen"):
        assert procedure.step(key).gives.items() >= {"check_on": "", "check_result": ""}.items()


# What is wrong, the word of the entry that is to be named by its line ("" for the entry), and what is said.
REFUSED = {
    "unknown state": (a_tier(after="town_pased"), "after", "最接近的是「town_passed」"),
    "final state": (a_tier(after="paid"), "after", "已经办结"),
    "unknown kind": (a_tier(of="aid_aplication"), "of", "最接近的是「aid_application」"),
    "kind without procedure": (a_tier(of="unit"), "of", "没有办理流程"),
    "taken fields": (a_tier("town"), "key", "已经有字段「town_result」"),
    "two alike": (a_tier() + a_tier(), "key", "已经有字段「district_result」"),
    "no number": (a_tier(tier=0), "tier", "从 1 起"),
    "no source": (a_tier(source=None), "", "缺少「source」"),
    "misspelt key": (a_tier(folows="x"), "folows", "没有键「folows」"),
    "unknown parameter": (a_tier(deadline="aid.review_month"), "", "最接近的是「aid.review_months」"),
    "parameter of another unit": (a_tier(deadline="aid.hardship_line"), "", "元/人·月"),
    "deadline of the first state": (a_tier(after="applied", deadline="aid.review_months"), "deadline", "算不出期限"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_tier_that_does_not_fit_is_named_with_its_line(case: str, tmp_path: Path) -> None:
    text, named, says = REFUSED[case]
    with pytest.raises(DeclarationError) as caught:
        with_packs(tmp_path, county=text)
    written = (tmp_path / "county" / "pack.toml").read_text(encoding="utf-8").splitlines()
    start = f"{named} = " if named else "[[tiers]]"
    line = max(place for place, said in enumerate(written, start=1) if said.startswith(start))
    assert f"pack.toml 第 {line} 行" in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("tier", "says"),
    [
        (a_tier(tier=3), "级次与前后各级相接"),
        (a_tier(after="answered", of="finding", tier=1), "后面的办不了"),
    ],
)
def test_a_walk_finds_a_tier_that_is_out_of_order_or_stands_in_nobodys_way(
    tier: str, says: str, tmp_path: Path
) -> None:
    grown = with_packs(tmp_path, county=tier)
    wrong = [walk.says for walk in walk_tiers(grown.region("county"), grown) if walk.got != walk.expected]
    assert [says in said for said in wrong] == [True]
