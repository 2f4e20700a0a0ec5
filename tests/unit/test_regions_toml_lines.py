"""The lines of a TOML file's entries are those a person would count."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionwork.regions.toml_lines import find_lines

DOCUMENT = '''# a comment with [brackets] and = signs
format = 1

[[parameters."aid.line"]]
value = 1
note = "a # no comment, [no] = table"

[[parameters."aid.line"]]   # again
value = 2
source = """
[not.a.table]
not_a_key = 1
"""
from = 2009-01-01

[[rules]]
key = 'one'
  [[rules.outcomes]]
  key = "x"
  all_of = [
    # a comment ] inside
    { name = "a, ] } b", left = "income" },
    { name = 'c', left = ["]",
        "}"] },
  ]
  [[rules.outcomes]]
  key = "y"
[[rules]]
key = "two"
[[rules.outcomes]]
key = "z"

[table.inner]
a.b."c d" = 1
"quoted key" = \'\'\'it\'s
many ' lines\'\'\'
last = """ends in quotes"""""
after = 3
'''


def test_the_document_is_toml() -> None:
    assert tomllib.loads(DOCUMENT)["table"]["inner"]["after"] == 3


@pytest.mark.parametrize(
    ("path", "beginning"),
    [
        (("format",), "format = 1"),
        (("parameters", "aid.line", 0), '[[parameters."aid.line"]]'),
        (("parameters", "aid.line", 0, "note"), "note ="),
        (("parameters", "aid.line", 1), '[[parameters."aid.line"]]   # again'),
        (("parameters", "aid.line", 1, "value"), "value = 2"),
        (("parameters", "aid.line", 1, "from"), "from = 2009"),
        (("rules", 0, "key"), "key = 'one'"),
        (("rules", 0, "outcomes", 0, "all_of"), "all_of"),
        (("rules", 0, "outcomes", 0, "all_of", 0), '{ name = "a, ] } b"'),
        (("rules", 0, "outcomes", 0, "all_of", 1, "left"), "{ name = 'c'"),
        (("rules", 0, "outcomes", 0, "all_of", 1, "left", 1), '"}"] }'),
        (("rules", 0, "outcomes", 1, "key"), 'key = "y"'),
        (("rules", 1, "key"), 'key = "two"'),
        (("rules", 1, "outcomes", 0, "key"), 'key = "z"'),
        (("table", "inner", "a", "b", "c d"), 'a.b."c d"'),
        (("table", "inner", "quoted key"), '"quoted key"'),
        (("table", "inner", "last"), "last ="),
        (("table", "inner", "after"), "after = 3"),
    ],
)
def test_an_entry_is_found_on_its_line(path: tuple[str | int, ...], beginning: str) -> None:
    line = find_lines(DOCUMENT).at[path]
    assert DOCUMENT.splitlines()[line - 1].strip().startswith(beginning)


def test_every_entry_of_a_document_has_a_line() -> None:
    at = find_lines(DOCUMENT).at
    assert [path for path in paths(tomllib.loads(DOCUMENT)) if path not in at] == []


def test_an_entry_that_is_not_there_has_the_line_of_its_table() -> None:
    lines = find_lines(DOCUMENT)
    assert lines.of(("rules", 1, "label")) == lines.at[("rules", 1)]
    assert lines.of(("no", "such")) == 1


def test_a_key_that_stands_twice_is_reported_with_both_lines() -> None:
    assert find_lines("a = 1\nb = [\n 1,\n]\n\na = 2\n").repeated == ((6, 1, "a"),)


@pytest.mark.parametrize("text", ["", "a", "a =", "[", "[[x]", 'a = "open', "a = [1, {b = ", "= 1", 'a = """', "a.=1"])
def test_a_broken_text_ends_the_walk_and_no_more(text: str) -> None:
    assert find_lines(text).of(("a",)) == 1


@given(st.text(alphabet="ab=[]{}\"'\n #,.1\\", max_size=40))
def test_no_text_hangs_or_breaks_the_walk(text: str) -> None:
    lines = find_lines(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.at.values())
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    assert [path for path in paths(data) if path not in lines.at] == []


def paths(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in inner for found in ((*path, key), *paths(value, (*path, key)))]
