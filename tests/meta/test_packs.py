"""Every folder in plugins/ is a whole region: a distribution that unionwork finds by its entry point."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from tests.meta.repository import PACKS, files, project_of

GROUP = "unionwork"


def test_the_four_regions_are_there() -> None:
    assert {"dongguan", "guangfeng", "harbin-daoli", "ziyang-haoping"} <= {folder.name for folder in PACKS}


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_pack_names_its_distribution_package_and_entry_point_by_its_key(folder: Path) -> None:
    assert (folder / "pyproject.toml").exists(), "a folder without pyproject.toml is a half-made region"
    project = project_of(folder)
    package = f"unionwork_{folder.name.replace('-', '_')}"
    assert project["name"] == f"unionwork-{folder.name}"
    assert project["entry-points"] == {GROUP: {folder.name: package}}
    assert any(str(need).startswith("unionwork") for need in project["dependencies"])
    assert (folder / package / "__init__.py").exists()


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_pack_is_installed_and_offers_its_regions(folder: Path) -> None:
    (entry,) = importlib.metadata.entry_points(group=GROUP, name=folder.name)
    assert callable(entry.load().regions)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_pack_says_its_facts_in_toml(folder: Path) -> None:
    root = folder.relative_to(folder.parents[1]).as_posix()
    assert list(files(root, suffixes=[".toml"])) != [folder / "pyproject.toml"]
