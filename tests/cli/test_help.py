"""Every command explains itself in both languages, with an example, and without loading what it does not need."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from tests.cli.console import ok, run
from tests.meta.test_imports import loaded_after
from unionwork_cli.command import Command, Group
from unionwork_cli.commands import COMMANDS
from unionwork_cli.main import program

# What Click itself would say.
CLICK_WORDS = re.compile(r"Usage|Options|Commands|Arguments|Show this|Error|Missing|Invalid|Try '|No such|\[required\]")


def all_commands() -> Iterator[tuple[str, ...]]:
    """The words that name each command: all fixed ones, and those of one kind."""

    def below(names: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
        yield names
        if isinstance(command, click.Group):
            ctx = click.Context(command)
            for name in command.list_commands(ctx):
                found = command.get_command(ctx, name)
                assert found is not None, (*names, name)
                yield from below((*names, name), found)

    yield from below((), program)
    found = program.get_command(click.Context(program), "petition")
    assert found is not None
    yield from below(("petition",), found)


EVERY = list(all_commands())


def test_there_are_all_the_commands_that_the_design_names() -> None:
    named = {" ".join(words) for words in EVERY}
    wanted = """
        demo|init|org tree|org add|org change|org move|org merge|org figure|kinds|import|export|template|assess|what-if
        indicator list|indicator show|indicator measure|param show|param set|target set|target list|due|check
        region list|region show|region new|region test|plugin list|journal list|journal verify|operator list
        operator add|operator grant|operator revoke|operator change|operator void|backup|restore|systems|tui|serve
        petition list|petition show|petition add|petition change|petition void|petition history
        petition steps|petition do|petition withdraw|petition acts|petition attach|petition attachments|petition merge
    """
    assert {word.strip() for word in re.split(r"[|\n]", wanted) if word.strip()} - named == set()


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_page_of_help_is_chinese_and_has_an_example(words: tuple[str, ...]) -> None:
    page = ok(*words, "--help").out
    assert CLICK_WORDS.findall(page) == []
    assert re.search(rf"^  unionwork {' '.join(words)}".rstrip(), page, re.MULTILINE), page
    assert "例：" in page
    assert re.search("[一-鿿]", page.splitlines()[2]), page


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_page_of_help_in_english_explains_in_english(words: tuple[str, ...]) -> None:
    page = ok(*words, "--lang", "en", "--help").out
    prose = [line for line in page.splitlines() if "unionwork " not in line and "=" not in line]
    # Labels of a kind's codes are the office's own words.
    if words[:1] != ("petition",):
        assert [line for line in prose if re.search("[一-鿿]", line)] == []
    assert page.startswith("Usage: unionwork")
    assert "Examples:" in page


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_page_of_help_fits_a_terminal(words: tuple[str, ...]) -> None:
    from wcwidth import wcswidth

    page = run(*words, "--help", env={"COLUMNS": "80"}).out
    # A command line is never broken, so that it can be copied.
    wide = [line for line in page.splitlines() if wcswidth(line) > 80 and "unionwork" not in line]
    assert wide == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_table_of_commands_says_what_the_command_says(name: str) -> None:
    found = program.get_command(click.Context(program), name)
    assert isinstance(found, Command)
    assert found.words == COMMANDS[name].words
    assert found.name == name


@pytest.mark.parametrize("words", [words for words in EVERY if words], ids=" ".join)
def test_every_command_takes_the_general_options(words: tuple[str, ...]) -> None:
    ctx = click.Context(program)
    found: click.Command | None = program
    for word in words:
        assert isinstance(found, click.Group)
        found = found.get_command(ctx, word)
    assert found is not None
    names = {name for param in found.params for name in param.opts}
    assert {"-w", "--workspace", "--as", "--on", "--lang", "--format"} <= names


def test_every_command_that_writes_can_be_tried_first() -> None:
    writing = {
        ("init",), ("import",), ("assess",), ("org", "add"), ("org", "change"), ("org", "move"), ("org", "merge"),
        ("param", "set"), ("target", "set"), ("operator", "add"), ("operator", "grant"), ("operator", "revoke"),
        ("operator", "change"), ("operator", "void"), ("petition", "add"), ("petition", "change"),
        ("petition", "void"), ("petition", "do"), ("petition", "withdraw"), ("petition", "attach"),
        ("petition", "merge"), ("attachment", "void"),
    }  # fmt: skip
    assert [words for words in sorted(writing) if "--dry-run" not in ok(*words, "--help").out] == []


def test_the_page_of_a_kind_lists_its_fields_with_their_codes() -> None:
    page = ok("finding", "add", "--help").out
    assert re.search(r"found_on +发现日期（必填）", page)
    assert "major 重大" in page


def test_the_first_page_loads_no_command_and_no_declaration() -> None:
    code = "from unionwork_cli.main import main\nsys.argv[0] = 'unionwork'\nmain()"
    loaded = loaded_after(code, "--help")
    assert "unionwork_cli.help_page" in loaded
    own = {name for name in loaded if name.startswith("unionwork")}
    assert own & {f"unionwork_cli.{entry.place.partition(':')[0]}" for entry in COMMANDS.values()} == set()
    assert loaded & {"attrs", "attr", "wcwidth", "unionwork.declare", "unionwork.workspace", "pluggy"} == set()


def test_the_program_alone_shows_its_page_as_a_usage_error() -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert done.err == ok("--help").out


def test_a_group_without_a_command_shows_its_page_as_a_usage_error() -> None:
    done = run("org")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("用法：unionwork org")


def test_a_group_lists_its_commands_in_the_order_of_the_work() -> None:
    group = program.get_command(click.Context(program), "org")
    assert isinstance(group, Group)
    assert group.list_commands(click.Context(group)) == ["tree", "add", "change", "move", "merge", "figure"]
