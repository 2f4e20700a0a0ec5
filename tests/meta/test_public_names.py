"""The public names: what a script or a front end may import, each with its meaning."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import unionwork
from tests.meta.repository import run_python


def test_the_library_says_what_is_public() -> None:
    assert unionwork.__all__
    assert len(set(unionwork.__all__)) == len(unionwork.__all__)


def test_every_public_name_says_what_it_means() -> None:
    assert [name for name in unionwork.__all__ if not has_meaning(getattr(unionwork, name))] == []


def has_meaning(public: object) -> bool:
    """Whether a class or function has words of its own; a plain value has its meaning beside its name."""
    if inspect.isclass(public):
        # The class's own words: an inherited docstring speaks of something else.
        return bool((public.__dict__.get("__doc__") or "").strip())
    if inspect.isroutine(public):
        return bool((public.__doc__ or "").strip())
    return public is not None


@pytest.mark.slow
def test_every_public_name_can_be_the_first_one_asked_for() -> None:
    probe = """
import sys
for name in sys.argv[1:]:
    for loaded in [m for m in sys.modules if m.partition(".")[0] == "unionwork"]:
        del sys.modules[loaded]
    exec(f"from unionwork import {name}")
"""
    done = run_python(probe, *unionwork.__all__)
    assert done.returncode == 0, done.stderr


def test_dir_lists_the_public_names() -> None:
    assert set(unionwork.__all__) <= set(dir(unionwork))


def test_a_name_that_is_not_there_is_refused_as_any_module_refuses_it() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        unionwork.no_such_name  # noqa: B018


def test_type_checkers_see_the_names_that_are_there() -> None:
    stub = Path(unionwork.__file__).with_name("__init__.pyi").read_text(encoding="utf-8")
    listed = re.findall(r"^from unionwork\.([\w.]+) import (\w+) as \2$", stub, re.MULTILINE)
    seen = {name: place for place, name in listed}
    assert seen == unionwork._HOMES
    assert re.findall(r'^    "(\w+)",$', stub, re.MULTILINE) == unionwork.__all__
