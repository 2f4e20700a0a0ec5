"""A new pack passes as it stands, and so does every example in it once it is switched on."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from unionwork.errors import UsageError
from unionwork.regions.cases import cases_of
from unionwork.regions.nouns import NOUNS, PARAMETERS
from unionwork.regions.plugins import load
from unionwork.regions.scaffold import write_pack


def switch_on(file: Path) -> None:
    """Take the mark off every example; prose has two of them."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^#(?!#)", "", text), encoding="utf-8")


@pytest.mark.parametrize("key", ["my-county", "2nd-county", "x"])
def test_a_new_pack_passes_as_it_stands(key: str, tmp_path: Path) -> None:
    written = write_pack(tmp_path / key, key, '某县"一"')
    loaded = load([written.folder], entry_points=[])
    region = loaded.catalogue.region(key)
    assert (region.name, region.extends) == ('某县"一"', "cn")
    assert cases_of(region, loaded.catalogue) == []
    assert [path.name for path in written.files] == ["pack.toml", "cases.toml", "pyproject.toml", "__init__.py"]
    assert str(written.files[0]) in written.advice


@pytest.mark.parametrize("key", ["my-county", "2nd-county"])
def test_every_example_of_a_new_pack_passes_once_it_is_switched_on(key: str, tmp_path: Path) -> None:
    written = write_pack(tmp_path / key, key, "某县")
    for file in written.files[:2]:
        switch_on(file)
    data = tomllib.loads(written.files[0].read_text(encoding="utf-8"))
    data |= tomllib.loads(written.files[1].read_text(encoding="utf-8"))
    assert set(NOUNS) | {PARAMETERS} <= set(data), "every noun has an example"
    catalogue = load([written.folder], entry_points=[]).catalogue
    cases = cases_of(catalogue.region(key), catalogue)
    assert [case.expected for case in cases if not case.generated] == ["hardship"]
    assert {case.rule.split(".")[-1] for case in cases if case.generated} == {"grade", "family_size"}


def test_a_new_pack_can_be_installed(tmp_path: Path) -> None:
    written = write_pack(tmp_path / "source", "my-county", "某县")
    wheel = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(wheel, cwd=written.folder, check=True, capture_output=True)
    (built,) = (tmp_path / "dist").glob("unionwork_my_county-*.whl")
    names = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(built)], check=True, capture_output=True, text=True
    ).stdout
    for name in ("unionwork_my_county/__init__.py", "unionwork_my_county/pack.toml", "unionwork_my_county/cases.toml"):
        assert name in names
    assert "entry_points.txt" in names


def test_the_hook_of_a_new_pack_finds_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_pack(tmp_path / "source", "hook-county", "某县")
    monkeypatch.syspath_prepend(written.folder)
    module = importlib.import_module("unionwork_hook_county")
    assert module.regions() == [written.folder]


@pytest.mark.parametrize(("key", "name"), [("My County", "某县"), ("my_county", "某县"), ("a", " "), ("-a", "某县")])
def test_a_key_or_name_that_is_none_is_refused(key: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_pack(tmp_path / "new", key, name)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="已经有内容"):
        write_pack(tmp_path, "my-county", "某县")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
