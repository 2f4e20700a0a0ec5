"""The documentation is true: links lead somewhere, examples run, both languages say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.meta.pages import Example, Page, pages, read_page, run_example
from tests.meta.repository import ROOT, shown

PAGES = pages()
FIRST_PAGES = {"README.md", "docs/从花名册到数字.md", "docs/从花名册到报告.md"}


def twin_of(page: Page) -> Path | None:
    """The same page in English, for a page that is written in both languages."""
    if shown(page.path) == "README.md":
        return ROOT / "README.en.md"
    if page.path.is_relative_to(ROOT / "docs") and not page.path.is_relative_to(ROOT / "docs/en"):
        return ROOT / "docs/en" / page.path.relative_to(ROOT / "docs")
    return None


TWINS = [(page, twin) for page in PAGES if (twin := twin_of(page))]
# A twin has the very examples of its page, sign for sign, so one of the two runs them.
RUNNABLE = [
    page
    for page in PAGES
    if any(example.is_live for example in page.examples) and page.path not in {twin for _, twin in TWINS}
]


def named(value: object) -> str | None:
    """How a test over pages is called in a report."""
    return shown(value.path) if isinstance(value, Page) else None


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Page) -> None:
    broken = []
    for line, target in page.links:
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.path.parent / name).resolve() if name else page.path
        if not file.exists() or (anchor and anchor not in read_page(file).anchors):
            broken.append(f"{shown(page.path)}:{line}: {target}")
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path in seen or path.suffix != ".md":
            continue
        seen.add(path)
        targets = [target.partition("#")[0] for _, target in read_page(path).links]
        ahead += [file for target in targets if target and (file := (path.parent / target).resolve()).is_file()]
    assert [shown(page.path) for page in PAGES if page.path not in seen] == []


@pytest.mark.parametrize(("page", "twin"), TWINS, ids=named)
def test_both_languages_say_the_same(page: Page, twin: Path) -> None:
    assert twin.exists(), f"{shown(page.path)} has no page in English"
    english = read_page(twin)
    assert [level for level, _ in english.headings] == [level for level, _ in page.headings]
    assert [example.commands() for example in english.examples] == [example.commands() for example in page.examples]
    live = [example.text for example in page.examples if example.is_live]
    assert [example.text for example in english.examples if example.is_live] == live
    marks = [(example.language, example.exit_code, example.file, example.appends) for example in page.examples]
    assert [(entry.language, entry.exit_code, entry.file, entry.appends) for entry in english.examples] == marks


def test_the_first_pages_have_examples_that_run() -> None:
    assert {shown(page.path) for page in RUNNABLE} >= FIRST_PAGES


@pytest.mark.slow
@pytest.mark.parametrize("page", RUNNABLE, ids=named)
def test_every_example_of_a_page_runs(page: Page, tmp_path: Path) -> None:
    """The examples of a page run in order, in a folder that holds the made-up rolls of the sample county."""
    from unionwork.sample import demo_rolls

    demo_rolls(tmp_path)
    faults = [
        f"{shown(page.path)}:{example.line}: {fault}"
        for example in page.examples
        if example.is_live
        for fault in run_example(example, tmp_path)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "exit_code", "is_true"),
    [
        ("$ echo 台账\n台账\n", 0, True),
        ("$ echo 台账\n花名册\n", 0, False),
        ("$ echo first && echo second && echo third\nfirst\n...\nthird\n", 0, True),
        ("$ exit 1\n", 0, False),
        ("$ exit 1\n", 1, True),
        ("$ exit 1\n$ echo after\nafter\n", 0, False),
        ("echo without a prompt\n", 0, False),
    ],
)
def test_an_example_that_says_otherwise_is_found(text: str, exit_code: int, is_true: bool, tmp_path: Path) -> None:
    example = Example(line=1, language="console", text=text, exit_code=exit_code)
    assert (run_example(example, tmp_path) == []) is is_true


def test_a_program_that_fails_is_found(tmp_path: Path) -> None:
    example = Example(line=1, language="python", text="raise SystemExit(3)", exit_code=0)
    assert run_example(example, tmp_path) != []


def test_a_file_that_a_page_shows_is_written(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "# One\n\n<!-- file: a.csv -->\n```csv\n姓名\n```\n\n<!-- append: a.csv -->\n```csv\n张三\n```\n",
        encoding="utf-8",
    )
    faults = [run_example(example, tmp_path) for example in read_page(path).examples if example.is_live]
    assert faults == [[], []]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "姓名\n张三\n"


def test_a_page_is_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "# One `two`\n\n[a](b.md) `[not](code.md)`\n\n<!-- run: exit 1 -->\n```console\n$ a \\\n    b\nc\n```\n"
        "\n```toml\n[x](y)\n```\n",
        encoding="utf-8",
    )
    page = read_page(path)
    assert page.headings == ((1, "One two"),)
    assert page.anchors == {"one-two"}
    assert page.links == ((3, "b.md"),)
    assert [(example.language, example.exit_code) for example in page.examples] == [("console", 1), ("toml", None)]
    assert page.examples[0].commands() == [("a b", "c\n")]
