"""The parts of the documentation that are made from the declarations say what is declared now."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from docs.generate import DOCS, PARTS, declared, pages, render
from tests.meta.pages import read_page
from tests.meta.repository import ROOT, shown
from unionwork.declare import grammar
from unionwork.declare.checking import Checker
from unionwork.declare.grammar import parse
from unionwork.errors import DeclarationError
from unionwork.regions import hookspecs
from unionwork.regions.hooks import HOOKS

CATALOGUE = declared()
PLUGIN_PAGES = (DOCS / "插件.md", DOCS / "en/插件.md")
PACK_PAGES = (DOCS / "写一个地区包.md", DOCS / "en/写一个地区包.md")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in (…)", "+", "-", "*", "/", "on")


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


def language_table(page: Path) -> list[tuple[str, ...]]:
    """The rows of the table of the language of conditions, each as its cells."""
    part = re.split(r"^## (?:条件怎么写|How conditions are written)$", page.read_text("utf-8"), flags=re.MULTILINE)[1]
    lines = [line for line in part.split("\n## ")[0].splitlines() if line.startswith("| `")]
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines]


def stands_somewhere(text: str) -> bool:
    """Whether an expression holds together over some kind, with the fields that the pages add to one."""
    plain = re.sub(r"\bblock\b", "name", text)
    for kind in CATALOGUE.kinds.values():
        try:
            Checker(CATALOGUE, kind, text).sort(parse(plain))
        except DeclarationError:
            continue
        return True
    return False


@pytest.mark.parametrize("page", PACK_PAGES, ids=shown)
def test_the_table_of_conditions_has_every_operator_and_function(page: Path) -> None:
    written = {code for cells in language_table(page) for code in re.findall(r"`([^`]+)`", cells[0])}
    functions = {code.partition("(")[0] for code in written if "(" in code}
    assert [name for name in grammar._FUNCTIONS if name not in functions] == []
    assert [sign for sign in OPERATORS if sign not in written] == []


@pytest.mark.parametrize("page", PACK_PAGES, ids=shown)
def test_every_example_of_the_table_of_conditions_holds_together(page: Path) -> None:
    examples = [code for cells in language_table(page) for code in re.findall(r"`([^`]+)`", cells[2])]
    assert len(examples) >= len(grammar._FUNCTIONS)
    assert [text for text in examples if not stands_somewhere(text)] == []


def test_the_generator_is_named_where_pages_are_checked() -> None:
    assert (ROOT / "docs/generate.py").is_file()
    assert "docs/generate.py" in (DOCS / "README.md").read_text(encoding="utf-8")
