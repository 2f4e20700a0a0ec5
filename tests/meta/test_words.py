"""Words that must not stand in the repository: real places in the code, addresses of registries, this machine."""

from __future__ import annotations

import re

import pytest

from tests.meta.repository import CODE_ROOTS, PACKS, ROOT, files, project_of, shown, text_of

# The places of the four regions and of the offices whose sheets they read.
PLACES = (
    *("哈尔滨", "道里", "东莞", "上饶", "广丰", "东阳", "铜钹山", "嵩峰", "毛村", "紫阳", "蒿坪", "黄金村"),
    *("harbin", "daoli", "dongguan", "shangrao", "guangfeng", "ziyang", "haoping"),
)
# Put together here, because this file too is searched.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("deb", "debian", "org"),
        ("tuna", "tsinghua", "edu", "cn"),
        ("mirrors", "aliyun", "com"),
        ("mirrors", "cloud", "tencent", "com"),
        ("pypi", "doubanio", "com"),
        ("mirrors", "ustc", "edu", "cn"),
    )
]
PIP_ADDRESSES = re.compile("--(?:extra-)?index-url|--find-links|--trusted-host")
THIS_FILE = shown(ROOT / "tests/meta/test_words.py")


def lines_with(word: re.Pattern[str], *roots: str) -> list[str]:
    """Where a word stands, as `path:line`, in all files below the roots but this one."""
    return [
        f"{shown(path)}:{number}"
        for path in files(*roots)
        if shown(path) != THIS_FILE
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if word.search(line)
    ]


def pack_places() -> list[str]:
    """The places that the packs themselves name: the parts of their keys and Chinese names."""
    keys = [part for folder in PACKS for part in folder.name.split("-")]
    names = [str(project_of(folder)["description"]).split()[-1] for folder in PACKS]
    return keys + [part for name in names for part in re.split("[省市县区镇乡村]", name) if part]


def test_the_list_of_places_knows_every_pack() -> None:
    assert [place for place in pack_places() if place not in PLACES] == []


@pytest.mark.parametrize("place", PLACES)
def test_no_place_is_named_in_the_code(place: str) -> None:
    # Latin names count as words only: `ziyang` may be part of another.
    pattern = rf"(?<![a-z]){place}(?![a-z])" if place.isascii() else place
    assert lines_with(re.compile(pattern, re.IGNORECASE), *CODE_ROOTS) == []


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_registry(host: str) -> None:
    assert lines_with(re.compile(re.escape(host))) == []


def test_no_file_tells_pip_where_to_look() -> None:
    assert lines_with(PIP_ADDRESSES) == []


def test_constraints_are_plain_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.+!]+", line)] == []


def test_no_file_names_a_folder_of_this_machine() -> None:
    assert lines_with(re.compile(re.escape(str(ROOT)) + r"(?![\w-])")) == []


def test_nothing_is_left_half_done() -> None:
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"))
    assert lines_with(re.compile(rf"\b(?:{marks})\b"), *CODE_ROOTS, "plugins", "tests", "benchmarks") == []


def test_no_dash_stands_in_for_a_sentence() -> None:
    assert lines_with(re.compile("\N{EM DASH}(?!\N{EM DASH})(?<!\N{EM DASH}\N{EM DASH})")) == []
