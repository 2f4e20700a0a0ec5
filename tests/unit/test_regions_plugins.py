"""Plugins are loaded apart: a broken one is switched off whole with one reason, and the rest works."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import attrs
import click
import pytest

from tests.unit.regions_words import a_folder, a_value
from unionwork.errors import DeclarationError, PluginError, RefusedError
from unionwork.regions import hookspecs
from unionwork.regions.hooks import HOOKS
from unionwork.regions.hookspecs import API_VERSION
from unionwork.regions.plugins import Loaded, load

IMPORTS = "from __future__ import annotations\nfrom unionwork.regions.hookspecs import hookimpl\n"
PACK = "@hookimpl\ndef regions():\n    return [{folder!r}]\n"
KIND = """
from unionwork.declare.fields import text
from unionwork.declare.kinds import Record, kind

@kind("{key}", "样品", number="YP{{seq:04}}")
class Sample(Record):
    \"\"\"A sample.\"\"\"
    name: str = text("名称")

@hookimpl
def kinds():
    return [Sample]
"""


class World:
    """Plugins as distributions would bring them: modules on the path, and their entry points."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.points = folder, list[EntryPoint]()

    def plugin(self, name: str, body: str) -> None:
        module = f"{self.folder.name}_{name.replace('-', '_')}_{len(self.points)}".replace("-", "_")
        (self.folder / f"{module}.py").write_text(IMPORTS + body, encoding="utf-8")
        self.points.append(EntryPoint(name, module, "unionwork"))

    def pack(self, key: str, more: str = "", extends: str = "cn") -> Path:
        head = f'format = 1\nkey = "{key}"\nname = "某县"\nextends = "{extends}"\n'
        return a_folder(self.folder / "packs" / key, head + more)

    def load(self, *folders: Path, **options: Any) -> Loaded:
        return load(folders, self.points, **options)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.syspath_prepend(tmp_path)
    return World(tmp_path)


def indicator(key: str, where: str = "sex == '2'") -> str:
    return (
        f'[[indicators]]\nkey = "{key}"\nname = "女"\nof = "aid_file"\nunit = "人"\n'
        f'between = ["filed_on", "exited_on"]\nmeasure = "count({where})"\n'
    )


def the_reason(loaded: Loaded, name: str) -> str:
    """The one reason for which exactly this plugin is off."""
    (refusal,) = loaded.refusals
    (info,) = [entry for entry in loaded.plugins if entry.state == "off"]
    assert (refusal.name, info.name, info.reason) == (name, name, refusal.reason)
    assert "\n" not in refusal.reason
    return refusal.reason


def test_the_core_the_areas_and_the_national_base_enter_as_the_plugin_unionwork() -> None:
    loaded = load(entry_points=[])
    (own,) = loaded.plugins
    assert (own.name, own.regions, own.state) == ("unionwork", ("cn",), "on")
    assert {"organisation", "aid_file"} <= set(own.kinds)
    assert loaded.refusals == ()
    assert loaded.catalogue.rule("aid.grade").of.key == "aid_file"


def test_a_plugin_brings_its_region_and_its_kind(world: World) -> None:
    world.plugin("alpha", PACK.format(folder=str(world.pack("alpha", indicator("alpha.women")))))
    world.plugin("beta", KIND.format(key="sample"))
    loaded = world.load()
    assert loaded.refusals == ()
    assert [entry.name for entry in loaded.plugins] == ["unionwork", "alpha", "beta"]
    assert [(entry.regions, entry.kinds) for entry in loaded.plugins[1:]] == [(("alpha",), ()), ((), ("sample",))]
    assert loaded.catalogue.indicator("alpha.women").owner == "alpha"
    assert loaded.catalogue.kind("sample").label == "样品"


BROKEN = {
    "fails to import": ("raise RuntimeError('no\\nluck')", "导入失败:RuntimeError: no luck"),
    "lacks a library": ("import no_such_library", "导入失败:ModuleNotFoundError"),
    "ends the program": ("raise SystemExit(3)", "导入失败:SystemExit: 3"),
    "is no Python": ("def (", "语法不对"),
    "misspells a hook": ("@hookimpl\ndef region():\n    return []", "没有钩子「region」;最接近的是「regions」"),
    "forgets the marker": ("def regions():\n    return []", "函数 regions 没有写 @hookimpl"),
    "has no hook": ("x = 1", "一个钩子也没有"),
    "asks for an argument that the hook does not have": ("@hookimpl\ndef regions(x):\n    return []", "参数不对"),
    "is written for another version": (
        "unionwork_api = 2\n@hookimpl\ndef regions():\n    return []",
        f"为接口版本 2 编写,本程序的接口版本是 {API_VERSION}",
    ),
    "has a hook that raises": ("@hookimpl\ndef regions():\n    return 1 / 0", "钩子 regions 出错:ZeroDivisionError"),
    "has a hook that raises late": (
        "@hookimpl\ndef regions():\n    yield 'a'\n    raise KeyError('b')",
        "钩子 regions 出错:KeyError",
    ),
    "gives a text for a list": ("@hookimpl\ndef regions():\n    return 'a'", "要返回一组"),
    "gives a number for a folder": ("@hookimpl\ndef regions():\n    return [1]", "要返回文件夹的路径"),
    "gives a class that is no kind": ("@hookimpl\ndef kinds():\n    return [int]", "要返回用 @kind 声明的类"),
    "gives a word that is none": ("@hookimpl\ndef declarations():\n    return [object()]", "要返回声明"),
    "gives a roll that is none": ("@hookimpl\ndef rolls():\n    return [3]", "要返回花名册"),
    "names a folder that is not there": ("@hookimpl\ndef regions():\n    return ['/no/such']", "没有这个文件夹"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plugin_is_off_with_one_reason_and_the_rest_works(case: str, world: World) -> None:
    body, reason = BROKEN[case]
    world.plugin("alpha", KIND.format(key="before"))
    world.plugin("broken", KIND.format(key="half") + body if "kinds" not in body else body)
    world.plugin("zulu", PACK.format(folder=str(world.pack("zulu", indicator("zulu.women")))))
    if case in ("has no hook", "misspells a hook", "forgets the marker"):
        world.points.pop(1)
        world.plugin("broken", body)
    loaded = world.load()
    assert reason in the_reason(loaded, "broken")
    assert "half" not in loaded.catalogue.kinds, "a broken plugin must not be half loaded"
    assert loaded.hooks.names == ["unionwork", "alpha", "zulu"]
    assert {"before"} <= set(loaded.catalogue.kinds)
    assert "zulu.women" in loaded.catalogue.indicators


def test_a_pack_that_does_not_hold_switches_its_whole_plugin_off(world: World) -> None:
    good, bad = world.pack("good", indicator("good.women")), world.pack("bad", "unti = 3\n")
    world.plugin(
        "alpha", KIND.format(key="half") + f"@hookimpl\ndef regions():\n    return [{str(good)!r}, {str(bad)!r}]"
    )
    world.plugin("beta", PACK.format(folder=str(world.pack("beta"))))
    loaded = world.load()
    reason = the_reason(loaded, "alpha")
    assert "pack.toml 第 5 行:没有键「unti」" in reason
    assert sorted(loaded.catalogue.regions) == ["beta", "cn"]
    assert "half" not in loaded.catalogue.kinds
    assert "good.women" not in loaded.catalogue.indicators


def test_a_broken_pack_takes_those_that_extend_it_with_it_and_no_other(world: World) -> None:
    world.plugin("alpha", PACK.format(folder=str(world.pack("province", indicator("p.women", "sxe == '2'")))))
    world.plugin("beta", PACK.format(folder=str(world.pack("county", extends="province"))))
    world.plugin("gamma", PACK.format(folder=str(world.pack("other"))))
    loaded = world.load()
    reasons = {refusal.name: refusal.reason for refusal in loaded.refusals}
    assert sorted(reasons) == ["alpha", "beta"]
    assert "没有字段「sxe」" in reasons["alpha"]
    assert "依托的「province」没有载入(已停用:alpha)" in reasons["beta"]
    assert sorted(loaded.catalogue.regions) == ["cn", "other"]


@pytest.mark.parametrize("bases", [("cn", "cn"), ("b", "a")])
def test_the_order_of_names_never_decides_what_stands_on_what(bases: tuple[str, str], world: World) -> None:
    world.plugin("one", PACK.format(folder=str(world.pack("a", extends=bases[0]))))
    world.plugin("two", PACK.format(folder=str(world.pack("b", extends="cn"))))
    assert world.load().refusals == ()


def test_packs_that_extend_each_other_in_a_circle_are_refused(world: World) -> None:
    for key, base in (("a", "b"), ("b", "a")):
        world.plugin(key, PACK.format(folder=str(world.pack(key, extends=base))))
    reasons = {refusal.name: refusal.reason for refusal in world.load().refusals}
    assert "绕成了圈" in reasons["a"]
    assert "依托的「a」没有载入" in reasons["b"]


def test_when_two_plugins_clash_the_later_by_name_is_refused_and_both_are_named(world: World) -> None:
    world.plugin("zulu", KIND.format(key="sample"))
    world.plugin("alpha", KIND.format(key="sample"))
    reason = the_reason(world.load(), "zulu")
    assert "alpha" in reason
    assert "zulu" in reason


def test_when_two_packs_clash_the_later_by_name_is_refused_and_both_are_named(world: World) -> None:
    first, second = world.pack("same"), world.pack("same-again")
    (second / "pack.toml").write_text((first / "pack.toml").read_text(encoding="utf-8"), encoding="utf-8")
    world.plugin("zulu", PACK.format(folder=str(first)))
    world.plugin("alpha", PACK.format(folder=str(second)))
    reason = the_reason(world.load(), "zulu")
    assert "「alpha」" in reason
    assert "「zulu」" in reason


def test_two_packs_may_not_declare_one_indicator(world: World) -> None:
    for key in ("a", "b"):
        world.plugin(key, PACK.format(folder=str(world.pack(key, indicator("my.women")))))
    assert "my.women" in the_reason(world.load(), "b")


def test_two_entry_points_of_one_name_give_one_plugin(world: World) -> None:
    world.plugin("alpha", KIND.format(key="first"))
    world.plugin("alpha", KIND.format(key="second"))
    loaded = world.load()
    assert [entry.state for entry in loaded.plugins] == ["on", "on", "off"]
    assert "alpha" in loaded.refusals[0].reason


def test_a_pack_named_by_path_is_loaded(world: World) -> None:
    folder = world.pack("mine", indicator("mine.women"))
    loaded = world.load(folder)
    assert loaded.catalogue.region("mine").folder == str(folder)


def test_a_pack_is_read_anew_when_it_or_its_base_was_edited(world: World) -> None:
    base, folder = world.pack("base"), world.pack("my", extends="base")
    first = world.load(base, folder).catalogue
    assert world.load(base, folder).catalogue.region("my") is first.region("my")
    world.pack("my", a_value("aid.hardship_line"), extends="base")
    edited = world.load(base, folder).catalogue
    assert [value.value for value in edited.region("my").parameters["aid.hardship_line"]] == [280]
    assert edited.region("base") is first.region("base")
    world.pack("base", '[[vocabularies]]\nkey = "street"\nname = "片区"\nterms = [{ code = "east", name = "东片" }]\n')
    grown = world.load(base, folder).catalogue
    assert grown.vocabulary("street", "my").label == "片区"
    assert grown.region("my") is not edited.region("my")
    world.pack("my", a_value("aid.hardship_lin"), extends="base")
    for _ in range(2):
        with pytest.raises(DeclarationError, match=r"aid\.hardship_line"):
            world.load(base, folder)


def test_a_bad_pack_named_by_path_is_an_error(world: World) -> None:
    with pytest.raises(DeclarationError, match=r"第 5 行:没有键「indicater」;最接近的是「indicators」"):
        world.load(world.pack("mine", "[[indicater]]\n"))


def test_a_bad_pack_in_the_regions_folder_is_a_refusal(world: World) -> None:
    bad, good = world.pack("bad", "[[indicater]]\n"), world.pack("good")
    loaded = world.load(regions_folder=world.folder / "packs")
    (refusal,) = loaded.refusals
    assert refusal.name == str(bad)
    assert "最接近的是「indicators」" in refusal.reason
    assert loaded.catalogue.region("good").folder == str(good)


def test_a_folder_that_comes_twice_is_one_pack(world: World) -> None:
    folder = world.pack("mine")
    world.plugin("mine", PACK.format(folder=str(folder)))
    assert world.load(folder, regions_folder=folder.parent).refusals == ()


def test_no_regions_folder_is_no_fault(world: World) -> None:
    assert world.load(regions_folder=world.folder / "regions").refusals == ()


def test_the_same_catalogue_whatever_the_order(world: World) -> None:
    folders = [world.pack("p", indicator("p.women")), world.pack("c", indicator("c.women"), extends="p")]
    folders += [world.pack(key, indicator(f"{key}.women")) for key in ("x", "y", "z")]
    for key in ("delta", "alpha", "echo"):
        world.plugin(key, KIND.format(key=key))
    world.plugin("broken", "raise ValueError(3)")
    seen = set()
    for seed in range(6):
        shuffler = random.Random(seed)
        shuffler.shuffle(folders)
        shuffler.shuffle(world.points)
        loaded = world.load(*folders)
        seen.add((repr(loaded.catalogue), loaded.refusals, loaded.plugins))
    assert len(seen) == 1


def test_the_same_catalogue_whatever_the_hash_seed(world: World) -> None:
    world.pack("x", indicator("x.women"))
    world.pack("y", indicator("y.women"))
    probe = (
        "import hashlib, re, sys\nfrom unionwork.regions.plugins import load\n"
        "held = load(entry_points=[], regions_folder=sys.argv[1]).catalogue\n"
        "print(hashlib.sha256(re.sub(' at 0x[0-9a-f]+', '', repr(held)).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", probe, str(world.folder / "packs")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1


def test_every_hook_says_when_it_is_called() -> None:
    for name in HOOKS:
        assert (getattr(hookspecs, name).__doc__ or "").startswith("Called "), name
    specs = {name for name, held in vars(hookspecs).items() if hasattr(held, "unionwork_spec")}
    assert specs == set(HOOKS)


@attrs.frozen
class AChange:
    kind: str = "sample"
    number: str = "YP0001"
    act: str = "add"
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@attrs.frozen
class ABatch:
    on: date = date(2024, 6, 30)
    operator: str = "admin"
    surface: str = "script"
    changes: Sequence[AChange] = (AChange(), AChange(number="YP0002"))


def test_a_plugin_may_refuse_members_of_a_batch(world: World) -> None:
    hook = "@hookimpl\ndef before_changes(batch):\n    return {{{place}: batch.changes[{place}].number + '{why}'}}\n"
    world.plugin("beta", hook.format(place=1, why="甲"))
    world.plugin("alpha", hook.format(place=1, why="乙"))
    assert world.load().hooks.before_changes(ABatch()) == {1: "YP0002乙(alpha);YP0002甲(beta)"}


def test_a_plugin_may_refuse_a_whole_batch(world: World) -> None:
    world.plugin(
        "a",
        "from unionwork.errors import RefusedError\n"
        "@hookimpl\ndef before_changes(batch):\n    raise RefusedError('封账')",
    )
    with pytest.raises(RefusedError, match="封账"):
        world.load().hooks.before_changes(ABatch())


@pytest.mark.parametrize("body", ["return {7: 'x'}", "return 1 / 0", "return [1]"])
def test_a_plugin_that_fails_before_a_commit_stops_it_and_is_named(body: str, world: World) -> None:
    world.plugin("alpha", f"@hookimpl\ndef before_changes(batch):\n    {body}")
    with pytest.raises(PluginError, match=r"插件 alpha:.*本批未保存"):
        world.load().hooks.before_changes(ABatch())


def test_a_plugin_that_fails_after_a_commit_is_reported_and_the_others_are_told(world: World) -> None:
    world.plugin("alpha", "@hookimpl\ndef after_changes(batch):\n    raise OSError('disk')")
    world.plugin("beta", "told = []\n@hookimpl\ndef after_changes(batch):\n    told.append(len(batch.changes))")
    (failed,) = world.load().hooks.after_changes(ABatch())
    assert (failed.name, failed.reason) == ("alpha", "钩子 after_changes 出错:OSError: disk")
    assert sys.modules[world.points[1].value].told == [2]


def test_commands_are_added_whole_or_not_at_all(world: World) -> None:
    add = "import click\n@hookimpl\ndef commands(cli):\n    cli.add_command(click.Command('{name}'))\n    {more}\n"
    world.plugin("alpha", add.format(name="one", more="pass"))
    world.plugin("beta", add.format(name="two", more="raise ValueError('no')"))
    world.plugin("gamma", add.format(name="init", more="pass"))
    own = click.Command("init")
    cli = click.Group(commands={"init": own})
    refused = world.load().hooks.add_commands(cli)
    assert sorted(cli.commands) == ["init", "one"]
    assert cli.commands["init"] is own
    assert [entry.name for entry in refused] == ["beta", "gamma"]
    assert "改动了已有的命令「init」" in refused[1].reason
