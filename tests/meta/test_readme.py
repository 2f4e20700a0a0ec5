"""The first page tells the truth about the commands, the extras and the versions."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.meta.repository import ROOT

PAGES = ("README.md", "README.en.md", "CONTRIBUTING.md")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def text_of(page: str) -> str:
    """The text of one of the first pages."""
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_that_a_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", text_of(page)))
    assert {"demo", "test"} <= named
    assert [target for target in sorted(named) if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)] == []


def test_make_alone_lists_every_target_it_promises() -> None:
    listed = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    assert {"demo", "test", "lint", "fix", "docs", "bench"} <= listed
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert {target for target in phony.split() if target.isalpha()} == listed


@pytest.mark.parametrize("page", PAGES)
def test_every_extra_that_a_page_names_is_there(page: str) -> None:
    named = {extra for group in re.findall(r"\.\[([a-z,]+)\]", text_of(page)) for extra in group.split(",")}
    assert named <= set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_a_page_asks_for_the_python_that_the_project_asks_for(page: str) -> None:
    asked = PROJECT["requires-python"].removeprefix(">=")
    assert f"Python {asked}" in text_of(page)


def test_the_command_that_the_pages_use_is_installed() -> None:
    assert PROJECT["scripts"] == {"unionwork": "unionwork_cli.main:main"}


def test_the_check_of_the_repository_runs_what_the_first_page_says() -> None:
    script = ROOT / ".ci/run"
    text = script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111, "not executable"
    assert [name for name in ("test", "lint", "docs", "demo") if f"make {name}" not in text] == []
