"""The parts of the documentation that are made from the declarations say what is declared now."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from docs.generate import DOCS, PARTS, declared, pages, render
from tests.meta.pages import read_page
from tests.meta.repository import ROOT, shown
from unionwork.regions import hookspecs
from unionwork.regions.hooks import HOOKS

CATALOGUE = declared()
PLUGIN_PAGES = (DOCS / "插件.md", DOCS / "en/插件.md")


def signature_of(hook: str) -> str:
    """A hook as its specification writes it."""
    given = inspect.signature(getattr(hookspecs, hook))
    return re.sub(r"'([^']*)'", r"\1", f"{hook}{given}")


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_a_generated_part_is_what_the_declarations_say(page: Path) -> None:
    assert render(page, CATALOGUE) == page.read_text(encoding="utf-8"), "run: .venv/bin/python docs/generate.py"


def test_every_part_stands_on_a_page_in_both_languages() -> None:
    standing = [
        (name, (DOCS / "en") in page.parents)
        for page in pages()
        for name in re.findall(r"<!-- generated: (\w+) -->", page.read_text(encoding="utf-8"))
    ]
    assert sorted(standing) == sorted((name, english) for name in PARTS for english in (False, True))


@pytest.mark.parametrize("sort", ["kinds", "indicators", "rules", "checks", "duties", "parameters", "regions", "rolls"])
def test_the_reference_names_every_word_of_a_sort(sort: str) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in pages())
    words = dict(CATALOGUE.words())[sort]
    assert [key for key, word in words.items() if not getattr(word, "system", False) and f"`{key}`" not in text] == []


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("page", PLUGIN_PAGES, ids=shown)
def test_every_hook_has_a_heading_with_its_signature(page: Path, hook: str) -> None:
    assert signature_of(hook) in [text for _, text in read_page(page).headings]


def test_the_page_of_plugins_names_the_version_of_the_hooks() -> None:
    for page in PLUGIN_PAGES:
        assert f"unionwork_api = {hookspecs.API_VERSION}" in page.read_text(encoding="utf-8"), shown(page)


def test_the_generator_is_named_where_pages_are_checked() -> None:
    assert (ROOT / "docs/generate.py").is_file()
    assert "docs/generate.py" in (DOCS / "README.md").read_text(encoding="utf-8")
