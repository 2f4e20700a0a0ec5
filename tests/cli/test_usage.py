"""A wrongly worded command is told in one line, in the language asked for, with exit code 2."""

from __future__ import annotations

import re

import pytest

from tests.cli.console import a_workspace, run

WRONG = {
    "an unknown command": ("fnding",),
    "an unknown command of a group": ("org", "tre"),
    "an unknown option": ("due", "--wihtin", "30d"),
    "an unknown general option": ("--worksapce", "w.db", "due"),
    "a missing argument": ("assess",),
    "a missing option": ("org", "move", "ROOT"),
    "a missing value": ("due", "--within"),
    "a value for a switch": ("import", "a.xlsx", "--dry-run=yes"),
    "too many arguments": ("due", "x"),
    "an unknown format": ("due", "--format", "xml"),
    "an unknown language": ("due", "--lang", "fr"),
    "no number of days": ("due", "--within", "soon"),
    "no whole number": ("finding", "list", "--limit", "-1"),
    "no equals sign": ("org", "change", "ROOT", "--set", "workers"),
    "no such day": ("due", "--on", "2024-06-31"),
    "neither a number nor all": ("assess", "aid.grade"),
    "a number and all": ("assess", "aid.grade", "BF1", "--all"),
    "an outcome without accepting": ("assess", "aid.grade", "BF1", "--outcome", "none"),
    "an undo without a batch": ("import", "undo"),
    "an undo of no batch": ("import", "undo", "x"),
    "an undo of two": ("import", "undo", "1", "2"),
    "children and all": ("indicator", "measure", "aid.files", "--children", "--all"),
}
# The library's own messages are Chinese, and an unknown language is none to speak.
IN_ENGLISH = {name: words for name, words in WRONG.items() if name not in {"no such day", "an unknown language"}}
# What a person has to type stays as it is.
TYPED = re.compile(
    r"unionwork[a-z ]*|import undo|是不是 [a-z]+|--[a-z-]+|-w|[a-z_.]+=[a-z0-9]+|「[^」]*」"
    r"|\b(?:table|csv|jsonl?|zh|en|undo|w\.db|BATCH|x|d)\b"
)


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_told_in_one_chinese_line(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("unionwork: ")
    assert re.findall("[A-Za-z]{2,}", TYPED.sub("", line)) == []


@pytest.mark.parametrize("words", IN_ENGLISH.values(), ids=IN_ENGLISH.keys())
def test_a_mistake_is_told_in_one_english_line(words: tuple[str, ...]) -> None:
    done = run("--lang", "en", *words)
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert line.startswith("unionwork: ")
    assert re.findall("[一-鿿]", line) == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("fnding",), "finding"),
        (("indicatr", "list"), "indicator"),
        (("due", "--wihtin", "30d"), "--within"),
        (("org", "tre"), "tree"),
    ],
)
def test_a_slip_of_the_pen_is_met_with_what_was_meant(words: tuple[str, ...], hint: str) -> None:
    assert f"是不是 {hint}" in run(*words).err


@pytest.mark.parametrize(
    ("words", "where"),
    [(("due", "x"), "unionwork due --help"), (("org", "move", "ROOT"), "unionwork org move --help")],
)
def test_a_mistake_says_where_the_help_is(words: tuple[str, ...], where: str) -> None:
    assert where in run(*words).err


def test_a_typo_never_reaches_a_workspace(tmp_path, monkeypatch) -> None:
    """No command stands in for another: an unknown word is refused before anything is opened."""
    monkeypatch.setenv("UNIONWORK_WORKSPACE", str(tmp_path / "none.db"))
    done = run("qury", "select")
    assert done.code == 2
    assert "没有命令「qury」" in done.err
    assert list(tmp_path.iterdir()) == []


def test_values_are_refused_by_the_library_with_its_own_words(tmp_path) -> None:
    place = a_workspace(tmp_path)
    for words, said in (
        (("indicator", "measure", "aid.filez"), "没有指标「aid.filez」"),
        (("assess", "aid.grad", "--all"), "没有规则「aid.grad」"),
        (("org", "change", "ROOT", "--set", "workers=many"), "workers"),
        (("export", "nothing"), "没有种类「nothing」"),
        (("param", "set", "aid.hardship_line=x", "--from", "2024-01-01", "--source", "文件"), "不是数字"),
        (("finding", "list", "--where", "colour=red"), "没有字段"),
    ):
        done = run("-w", place, *words)
        assert (done.code, done.out) == (2, ""), words
        assert said in done.err
        assert len(done.err.splitlines()) == 1
