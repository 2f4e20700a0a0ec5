"""Pages of the documentation: their headings, links and examples, and how an example is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs

from tests.meta.repository import files, shown

_FENCE = re.compile(r"^(?P<fence>```+)(?P<language>\w*)\s*$")
_RUN = re.compile(r"^<!-- run(?:: exit (?P<code>\d+))? -->$")
_FILE = re.compile(r"^<!-- (?P<act>file|append): (?P<name>\S+) -->$")
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_CODE_SPAN = re.compile(r"`[^`]*`")
_HEADING = re.compile(r"^(?P<marks>#{1,6}) (?P<text>.+?)\s*$")


@attrs.frozen(kw_only=True)
class Example:
    """A fenced block of a page.

    Attributes:
        line: where it begins.
        language: the word after the fence: console, python, toml.
        text: what stands between the fences.
        exit_code: what running it must answer; None where it is not marked `<!-- run -->`.
        file: the file that it is written to, where it is marked `<!-- file: NAME -->` or `<!-- append: NAME -->`.
        appends: whether it is added to the end of that file.
    """

    line: int
    language: str
    text: str
    exit_code: int | None
    file: str = ""
    appends: bool = False

    @property
    def is_live(self) -> bool:
        """Whether the test of the page does something with it."""
        return self.exit_code is not None or bool(self.file)

    def commands(self) -> list[tuple[str, str]]:
        """The commands after a `$ ` prompt, each with the output that is shown below it."""
        found: list[tuple[str, str]] = []
        for part in re.split(r"^\$ ", self.text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((re.sub(r"\s+", " ", command.strip()), output))
        return found


@attrs.frozen(kw_only=True)
class Page:
    """A Markdown file, taken apart.

    Attributes:
        path: the file.
        headings: level and text of each heading, in order.
        links: line and target of each link outside code.
        examples: the fenced blocks, in order.
    """

    path: Path
    headings: tuple[tuple[int, str], ...]
    links: tuple[tuple[int, str], ...]
    examples: tuple[Example, ...]

    @property
    def anchors(self) -> set[str]:
        """What a link may name after `#`: the headings as Markdown viewers spell them."""
        return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for _, text in self.headings}


def pages() -> list[Page]:
    """Every page of the repository, in order of its path."""
    return [read_page(path) for path in files(suffixes=[".md"])]


def read_page(path: Path) -> Page:
    """Take a Markdown file apart; an unclosed fence is an AssertionError."""
    headings, links, examples = [], [], []
    opened: tuple[int, str, str, dict[str, Any]] | None = None
    body: list[str] = []
    marked: dict[str, Any] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if opened is not None:
            if fence and fence["fence"] == opened[2] and not fence["language"]:
                start, language, _, facts = opened
                text = "".join(f"{row}\n" for row in body)
                examples.append(Example(line=start, language=language, text=text, **{"exit_code": None, **facts}))
                opened, body = None, []
            else:
                body.append(line)
        elif fence:
            opened, marked = (number, fence["language"], fence["fence"], marked), {}
        elif run := _RUN.match(line.strip()):
            marked = {"exit_code": int(run["code"] or 0)}
        elif file := _FILE.match(line.strip()):
            marked = {"file": file["name"], "appends": file["act"] == "append"}
        else:
            marked = marked if not line.strip() else {}
            if heading := _HEADING.match(line):
                headings.append((len(heading["marks"]), heading["text"].replace("`", "")))
            links += [(number, found["target"]) for found in _LINK.finditer(_CODE_SPAN.sub("", line))]
    assert opened is None, f"{shown(path)}:{opened and opened[0]}: a fence is never closed"
    return Page(path=path, headings=tuple(headings), links=tuple(links), examples=tuple(examples))


def run_example(example: Example, folder: Path) -> list[str]:
    """Run one example in a folder; what went otherwise than the page says, empty when nothing did."""
    if example.file:
        with (folder / example.file).open("a" if example.appends else "w", encoding="utf-8") as target:
            target.write(example.text)
        return []
    if example.language == "python":
        return _compare("the program", [sys.executable, "-c", example.text], "", example.exit_code, folder)
    commands = example.commands()
    if not commands:
        return ["no line begins with the prompt `$ `"]
    faults: list[str] = []
    for number, (command, output) in enumerate(commands, start=1):
        # Only the last command of a block may be one that is refused.
        code = example.exit_code if number == len(commands) else 0
        faults += _compare(command, command, output, code, folder)
    return faults


def _compare(name: str, command: str | list[str], output: str, code: int | None, folder: Path) -> list[str]:
    """Run a command and hold its exit code and what it printed against the page."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != code:
        return [f"{name}: exit code {done.returncode}, not {code}\n{done.stdout}{done.stderr}"]
    if output.strip() and not says(output, done.stdout + done.stderr):
        return [f"{name}: printed\n{done.stdout}{done.stderr}not\n{output}"]
    return []


def says(expected: str, printed: str) -> bool:
    """Whether the output is the one shown; `...` stands for anything, spaces at the ends of lines for nothing."""
    wanted, got = ("\n".join(line.rstrip() for line in text.strip().splitlines()) for text in (expected, printed))
    return re.fullmatch(re.escape(wanted).replace(r"\.\.\.", "(?s:.*)"), got) is not None
