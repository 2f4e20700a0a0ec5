"""Tab offers what can stand there: commands, kinds, fields, codes, organisations, numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import a_workspace, ok, run, some_rolls


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A workspace with petitions, alone in the folder."""
    truth = some_rolls(tmp_path, "petition", seed=3)
    place = a_workspace(tmp_path)
    ok("-w", place, "import", str(truth.sheets["petition"].path))
    ok("-w", place, "org", "add", "红旗镇工会")
    monkeypatch.chdir(tmp_path)
    return place


def offered(line: str) -> list[str]:
    """What bash is offered at the end of a line."""
    words = line.split(" ")
    env = {"_UNIONWORK_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = run(env=env)
    assert (done.code, done.err) == (0, "")
    return [answer.partition(",")[2] for answer in done.lines if answer]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("unionwork ass", ["assess"]),
        ("unionwork find", ["finding"]),
        ("unionwork indicator ", ["measure", "behind", "list", "show"]),
        ("unionwork finding do clo", ["close"]),
        ("unionwork finding do close veri", ["verifier="]),
        ("unionwork finding do propose YH1 grade=ma", ["grade=major"]),
        ("unionwork finding list --where sta", ["state="]),
        ("unionwork finding list --where state=clo", ["state=closed"]),
        ("unionwork finding change YH1 sta", []),
        ("unionwork operator add li --role cas", ["caseworker"]),
        ("unionwork operator grant ad", ["admin"]),
        ("unionwork operator grant admin priv", ["private.read"]),
        ("unionwork due --kind pet", ["petition"]),
        ("unionwork tui pet", ["petition"]),
        ("unionwork indicator measure aid.hard", ["aid.hardship_share", "aid.hardship_workers"]),
        ("unionwork assess aid.", ["aid.grade"]),
        ("unionwork kinds pet", ["petition"]),
        ("unionwork import --roll hou", ["household"]),
        ("unionwork petition list --where receiv", ["received_on="]),
        ("unionwork finding change YH1 grade=", ["grade=general", "grade=major"]),
        ("unionwork due --wi", ["--within"]),
        ("unionwork org tree 红", ["红旗镇工会"]),
        ("unionwork org move ORG0002 --to RO", ["ROOT"]),
        ("unionwork finding show nothing", []),
        ("unionwork assess nothing", []),
    ],
)
def test_what_can_stand_there_is_offered(place: str, line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_numbers_come_from_the_workspace_in_use(place: str, tmp_path: Path) -> None:
    rows = ok("-w", place, "petition", "list", "--limit", "0", "--format", "json").json
    assert offered(f"unionwork -w {place} petition show {rows[4]['number']}") == [rows[4]["number"]]
    assert len(offered("unionwork petition show ")) == len(rows)


def test_a_workspace_that_cannot_be_opened_offers_nothing_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert offered("unionwork petition show ") == []
    assert offered("unionwork -w nowhere.db org tree ") == []


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_first_page_says_how_to_switch_it_on(shell: str) -> None:
    assert f"_UNIONWORK_COMPLETE={shell}_source unionwork" in ok("--help").out
