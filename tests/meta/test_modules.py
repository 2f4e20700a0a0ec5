"""How the code reads: what a module is called, how it begins, how long it and its functions grow."""

from __future__ import annotations

import ast

from tests.meta.repository import CODE_ROOTS, files, shown

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "base", "common", "manager", "misc"}
CODE = files(*CODE_ROOTS, "plugins", suffixes=[".py"])
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}
# The habit is about 300; a module this long holds more than one noun for certain.
LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 60


def test_there_are_modules_to_look_at() -> None:
    assert {shown(path).split("/")[0] for path in MODULES} == {*CODE_ROOTS, "plugins"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [shown(path) for path in MODULES if VAGUE_NAMES & {path.stem, path.parent.name}] == []


def test_every_module_opens_with_one_line_that_says_what_it_is() -> None:
    silent = [shown(path) for path, tree in MODULES.items() if not (ast.get_docstring(tree) or "").strip()]
    assert silent == []


def test_no_module_and_no_function_is_too_long_to_read() -> None:
    long = [
        f"{shown(path)}: {length} lines"
        for path in MODULES
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LINES_OF_A_MODULE
    ]
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno
                if length > LINES_OF_A_FUNCTION:
                    long.append(f"{shown(path)}:{node.lineno} {node.name}: {length} lines")
    assert long == []


def test_only_the_workspace_and_the_front_ends_ask_the_clock() -> None:
    clocks = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}
    asking = [
        f"{shown(path)}:{node.lineno}"
        for path, tree in MODULES.items()
        if shown(path).startswith("src/") and path.stem != "workspace"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (ast.unparse(node.func.value).split(".")[-1], node.func.attr) in clocks
    ]
    assert asking == []


def test_every_test_can_fail() -> None:
    """A test without a word that can refuse proves nothing."""
    words = ("assert", "raises", "warns", "fail(", "expect", "check_")
    empty = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in files("tests", "plugins", suffixes=[".py"])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if not any(word in ast.unparse(node) for word in words)
    ]
    assert empty == []
