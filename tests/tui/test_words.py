"""The words of the screens: Chinese screens say nothing in English, English ones nothing of ours in Chinese."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import LARGE, SMALL, ToldApp, drive, lines, open_app, press, screen_text, settle
from unionwork_tui.actions import ACTIONS
from unionwork_tui.first_run import ask_place
from unionwork_tui.places import PLACES
from unionwork_tui.words import say, speak, spoken

pytestmark = pytest.mark.slow

TUI = Path(__file__).parents[2] / "tui" / "unionwork_tui"
# Keys, the name of the program and of the spreadsheet, the language: they are the same in Chinese.
ALLOWED = {
    "unionwork", "Excel", "zh", "English", "Enter", "Esc", "Tab", "Del", "Ctrl", "PgUp", "PgDn", "Home", "End", "Space",
    "admin", "exit", "UTF", "GB", "ID", "Word", "CSV", "JSON", "xlsx", "csv", "json", "db", "docx",
}  # fmt: skip
# Numbers of records, keys of declarations such as aid.grade, files, function keys, single letters of keys.
CODED = re.compile(r"^([A-Z]{2,4}-?\d[\w-]*|[A-Z]{2,3}|Q[1-4]|[\w]+[._/][\w./-]+|F\d{1,2}|[A-Za-z]|\d+[A-Za-z]\d*)$")
LATIN = re.compile(r"[A-Za-z][\w./-]*")
COMMAND = re.compile(r"unionwork [\x20-\x7e]*")


def stray_words(app: ToldApp) -> set[str]:
    """The Latin words on the screen, or on the sheet on top, that a Chinese reader would stumble over."""
    known = set(ALLOWED)
    if app.workspace is not None:
        # Regions and plugins are named by their keys, as on the command line.
        known |= set(app.workspace.loaded.catalogue.regions) | {plugin["name"] for plugin in app.workspace.plugins()}
    shown = lines(app, sheet=True)
    words = {word for line in shown for word in LATIN.findall(COMMAND.sub(" ", line))}
    text = "\n".join(shown)
    # What is cut at the end of a column is no word; what has a slash is a path.
    return {
        word
        for word in words - known
        if not CODED.match(word) and "/" not in word and f"{word}…" not in text
    }  # fmt: skip


SCREENS = {
    **{pane.key: (str(digit),) for digit, pane in enumerate(PLACES, start=1)},
    **{f"help of {pane.key}": (str(digit), "f1") for digit, pane in enumerate(PLACES, start=1)},
    "palette": ("ctrl+p",),
    "palette, nothing found": ("ctrl+p", *"999999"),
    "jump": ("ctrl+o",),
    "organisations": ("ctrl+e",),
    "filter": ("ctrl+k",),
    "filter hides all": ("ctrl+f", *"999"),
    "steps": ("f9",),
    "import": ("f6",),
    "an action that is not here": ("ctrl+g",),
    "how to leave": ("ctrl+c",),
}  # fmt: skip


async def go_home(pilot: Pilot[Any], app: ToldApp) -> None:
    """Close every sheet and go to the first place, without a filter."""
    while app.screen is not app.base:
        app.pop_screen()
        await settle(pilot)
    await press(pilot, "escape")
    app.action_go_to(1)
    await settle(pilot)


@pytest.mark.slow
@pytest.mark.parametrize("size", [pytest.param(SMALL, id="80x24"), pytest.param(LARGE, id="120x40")])
def test_chinese_screens_say_nothing_in_english(sample: Path, size: tuple[int, int]) -> None:
    stray: dict[str, set[str]] = {}

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ToldApp)
        for screen, keys in SCREENS.items():
            await press(pilot, *keys)
            found = stray_words(app)
            if found:
                stray[f"{screen}:\n{screen_text(app)}"] = found
            await go_home(pilot, app)
        for notice in app.told:
            words = {word for word in LATIN.findall(notice) if word not in ALLOWED and not CODED.match(word)}
            if words:
                stray[notice] = words

    drive(open_app(sample), play, size=size)
    assert not stray, "\n".join(f"{screen}\n{words}" for screen, words in stray.items())


def test_the_first_sheet_says_nothing_in_english(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, ToldApp)
        ask_place(pilot.app)
        await press(pilot)
        await pilot.pause()
        assert {word for word in stray_words(pilot.app) if "/" not in word} == set()

    drive(open_app(sample), play)


def test_an_english_screen_has_english_tabs_and_keys(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, ToldApp)
        for digit in range(1, len(PLACES) + 1):
            await press(pilot, str(digit))
            found = lines(pilot.app)
            for line in (found[1], found[-1]):
                assert not re.search(r"[\u4e00-\u9fff]", line.replace("中文", "")), line
            assert "F1 Help" in found[-1]

    drive(open_app(sample, lang="en"), play)


def test_no_line_is_wider_than_the_terminal_and_frames_close(sample: Path) -> None:
    from rich.cells import cell_len

    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, ToldApp)
        for digit in range(1, len(PLACES) + 1):
            await press(pilot, str(digit))
            for line in lines(pilot.app):
                assert cell_len(line) <= SMALL[0]
        await press(pilot, "1")
        for line in lines(pilot.app)[3:-2]:
            assert cell_len(line) == SMALL[0], "the frame on the right stands in the last cell"
            assert line[-1] in "│╮╯"

    drive(open_app(sample), play)


def test_say_gives_the_text_of_the_language_in_use() -> None:
    before = spoken()
    try:
        speak("en")
        assert say("帮助", "Help") == "Help"
        speak("fr")
        assert say("帮助", "Help") == "帮助"
    finally:
        speak(before)


def _said(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]


@pytest.mark.parametrize("path", sorted(TUI.glob("*.py")), ids=lambda path: path.stem)
def test_every_text_stands_in_both_languages(path: Path) -> None:
    for call in _said(path):
        if len(call.args) != 2:
            assert any(isinstance(arg, ast.Starred) for arg in call.args), f"{path.name}:{call.lineno}"
            continue
        chinese, english = (ast.unparse(arg) for arg in call.args)
        if isinstance(call.args[1], ast.Constant | ast.JoinedStr):
            assert not re.search(r"[\u4e00-\u9fff]", english), f"{path.name}:{call.lineno}: {english}"
        assert chinese != "''" or english == "''", f"{path.name}:{call.lineno}"


def test_no_text_of_the_table_is_chinese_in_english_or_the_other_way() -> None:
    for action in ACTIONS.values():
        assert re.search(r"[\u4e00-\u9fff]", action.help[0])
        assert not re.search(r"[\u4e00-\u9fff]", action.help[1])


def test_a_screen_of_every_place_shows_something(sample: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, ToldApp)
        for digit in range(1, len(PLACES) + 1):
            await press(pilot, str(digit))
            assert len(screen_text(pilot.app).split()) > 25, PLACES[digit - 1].key

    drive(open_app(sample), play)
