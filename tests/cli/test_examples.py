"""Every example on a page of help runs as it stands, on the rolls of the sample county."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.cli.console import ON, a_workspace, ok, run
from tests.cli.test_help import EVERY
from unionwork.sample import demo_rolls
from unionwork_cli.commands import COMMANDS
from unionwork_cli.main import program

# The interface stays open until it is left; tests/tui drives it.
_STAYING = ("tui", "serve")
FIXED = [words for words in EVERY if words and words[0] in COMMANDS and words[0] not in _STAYING]


def examples_of(*words: str) -> list[str]:
    """The command lines that a page of help shows."""
    _, _, below = ok(*words, "--help").out.partition("例：\n")
    return re.findall(r"^  (unionwork .*)$", below.partition("\n\n")[0], re.MULTILINE)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rolls of the sample county and a workspace that holds them."""
    folder = tmp_path_factory.mktemp("county")
    demo_rolls(folder)
    place = a_workspace(folder)
    names = ("困难职工档案", "监督检查记录", "隐患整改台账", "信访台账", "农户台账", "入户走访记录")
    ok("-w", place, "import", *(str(folder / f"{name}.xlsx") for name in names), "--create-orgs")
    ok("-w", place, "assess", "aid.grade", "--all", "--accept", "--on", ON)
    ok("-w", place, "operator", "add", "li", "--right", "private.read")
    summary = ("report", "write", "work-summary", "--period", "2024H2", "-o", str(folder / "工作总结.json"), "--on", ON)
    ok("-w", place, *summary)
    return folder


@pytest.fixture
def at_work(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in the folder with its workspace at hand."""
    monkeypatch.chdir(county)
    monkeypatch.setenv("UNIONWORK_WORKSPACE", "w.db")


@pytest.mark.slow
@pytest.mark.usefixtures("at_work")
def test_the_examples_of_the_fixed_commands_run() -> None:
    """In the order of the pages: a backup comes before it is restored."""
    lines = [line for words in [(), *FIXED] for line in examples_of(*words)]
    assert len(lines) > 40
    journal = ok("journal", "list", "--format", "json").json
    batch = next(row["batch"] for row in journal if row["what"].startswith("import 信访台账"))
    made_up = {"import undo 12": f"import undo {batch} --dry-run", "since 3f2a91c07d5e": f"since {journal[-1]['hash']}"}
    failed = []
    for line in dict.fromkeys(lines):
        known = next((words for words in made_up if words in line), "")
        done = run(*shlex.split(line.replace(known, made_up[known]) if known else line)[1:])
        if done.code != 0:
            failed.append(f"{line}: {done.code} {done.err}")
    assert failed == []


def numbers_of(kinds: list[str]) -> dict[str, str]:
    """The numbers that examples make up for a kind, and those that are stored; a duplicate has a second one."""
    found = {}
    for kind in kinds:
        pattern = ok("kinds", kind, "--format", "json").json["number"]
        rows = ok(kind, "list", "--limit", "2", "--format", "json").json
        found |= {pattern.format(year=2024, seq=place): row["number"] for place, row in enumerate(rows, start=1)}
    return found


def with_stored(line: str, stored: dict[str, str]) -> str:
    """A command line with numbers that are stored in the place of those made up."""
    return re.sub(r"(?<=[ =])[A-Z]{2,}\d+(?= |$)", lambda found: stored.get(found[0], found[0]), line)


def commands_of(kind: str) -> list[str]:
    """The commands of a kind that is kept here; a file is needed for those that are left out."""
    group = program.get_command(click.Context(program), kind)
    assert isinstance(group, click.Group)
    return [name for name in group.list_commands(click.Context(group)) if name not in ("attach", "save")]


@pytest.mark.slow
@pytest.mark.usefixtures("at_work")
def test_the_examples_of_every_kind_run() -> None:
    """They are made from the declaration, so they hold for kinds that nobody thought of."""
    kinds = [row["key"] for row in ok("kinds", "--format", "json").json]
    stored = numbers_of(kinds)
    assert len(stored) > 12
    failed, ran = [], 0
    for kind in kinds:
        for words in ((kind,), *((kind, name) for name in commands_of(kind))):
            for line in examples_of(*words):
                done = run(*shlex.split(with_stored(line, stored))[1:])
                ran += done.code == 0
                # A register that is still empty has no such number; what others point to is not voided.
                known = "现在一个也没有" in done.err or "还指向" in done.err
                # What stands for any record may be refused for the one that is there, by a rule and in words.
                known |= (
                    words[-1] in ("do", "withdraw", "merge", "add", "change") and done.code == 1 and "\n" in done.err
                )
                if done.code != 0 and not known:
                    failed.append(f"{line}: {done.code} {done.err}")
    assert failed == []
    assert ran > 4 * len(stored)


@pytest.mark.slow
def test_the_sample_county_is_made_told_and_ready_to_be_opened(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    done = ok("demo", str(folder), "--format", "json")
    place = done.json["workspace"]
    assert Path(place).is_file()
    assert done.err.splitlines(), "what happens is told as it goes"
    proposed = [re.sub(r"^unionwork ", "", line.strip()) for line in done.err.splitlines() if "unionwork -w" in line]
    assert proposed
    number = ok("-w", place, "aid_file", "list", "--limit", "1", "--format", "json").json[0]["number"]
    for line in proposed:
        ok(*shlex.split(line.replace("档案编号", number)))
    assert run("demo", str(folder)).code == 1, "nothing is overwritten"
