"""What the general options say, and the workspace that they name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.language import Words, say, spoken

if TYPE_CHECKING:
    from unionwork import Loaded, Workspace
    from unionwork_cli.output import Shown

_VARIABLE = "UNIONWORK_WORKSPACE"
_PLACE_NAMES = ("-w", "--workspace")
_MAGIC = b"SQLite format 3\x00"
# A workspace's first table; SQLite keeps the text that made it near the beginning of the file.
_MARK = b"CREATE TABLE _meta"
_SEARCHED = 1 << 20


class Session:
    """The general options of this run.

    Attributes:
        place: `--workspace`, or None.
        place_ahead: `--workspace` as it stands anywhere on the line, for pages of help, which come before the parsing.
        operator: `--as`, or None.
        on: `--on`, or None.
        format: `--format`, or None where it was not given.
    """

    def __init__(self) -> None:
        self.place: str | None = None
        self.place_ahead: str | None = None
        self.operator: str | None = None
        self.on: date | None = None
        self.format: str | None = None

    @property
    def is_table(self) -> bool:
        """Whether a person is to read the output."""
        return self.format in (None, "table")

    @contextmanager
    def workspace(self, *, quiet: bool = False) -> Iterator[Workspace]:
        """The workspace that this run works on, opened; `quiet` says nothing of it on stderr."""
        from unionwork import Workspace

        with Workspace.open(
            self.find_place(quiet=quiet), operator=self.operator, on=self.on, surface="cli", lang=spoken()
        ) as workspace:
            for notice in () if quiet else dict.fromkeys(workspace.notices):
                self.tell(notice)
            yield workspace

    @contextmanager
    def workspace_as_of(self, to: str | None) -> Iterator[Workspace]:
        """The workspace as it was known on a day or at a journal head; as it is now without one."""
        with self.workspace() as workspace:
            if to is None:
                yield workspace
                return
            with workspace.as_of(to, on=self.on) as then:
                for notice in then.notices:
                    self.tell(notice)
                yield then

    @contextmanager
    def workspace_or_trial(self) -> Iterator[Workspace]:
        """The workspace that is named or lies alone in this folder; else an empty one that is never stored."""
        from unionwork import Workspace

        if self.named_place() or len(_workspaces_here()) == 1:
            with self.workspace() as workspace:
                yield workspace
        else:
            with Workspace.create("regions.db", region="cn", on=self.on, dry_run=True) as workspace:
                yield workspace

    def named_place(self) -> str | None:
        """The workspace that an option or the environment names."""
        return self.place or os.environ.get(_VARIABLE) or None

    def find_place_or_none(self) -> str | None:
        """The workspace that is named, or the only one in this folder; None where the person has to choose."""
        found = _workspaces_here()
        return self.named_place() or (str(found[0]) if len(found) == 1 else None)

    def find_declared(self) -> Loaded | None:
        """What is declared for the workspace that would be used; None where there is none, or it cannot be read."""
        place = self.place_ahead or self.find_place_or_none()
        if place is None:
            return None
        from unionwork import Workspace
        from unionwork.errors import UnionworkError

        try:
            return Workspace.declared(place)
        except UnionworkError:
            return None

    def find_place(self, *, quiet: bool = False) -> str:
        """The workspace that is named, or else the only one in this folder.

        Raises:
            StoreError: none is named, and the folder holds none or several.
        """
        named = self.named_place()
        if named:
            return named
        from unionwork.errors import StoreError

        found = _workspaces_here()
        if len(found) == 1 and quiet:
            return str(found[0])
        if len(found) == 1:
            self.tell(say(f"使用当前文件夹里的台账 {found[0]}", f"using the workspace {found[0]} of this folder"))
            return str(found[0])
        how = say(
            f"请用 -w 台账.db 指明，或设环境变量 {_VARIABLE}",
            f"name one with -w FILE, or set {_VARIABLE}",
        )
        if found:
            listed = say("、", ", ").join(map(str, found))
            raise StoreError(say(f"当前文件夹有 {len(found)} 个台账（{listed}），不知道用哪一个；{how}",
                                 f"this folder holds {len(found)} workspaces ({listed}); {how}"))  # fmt: skip
        raise StoreError(
            say(
                f"没有指明台账，当前文件夹里也没有；{how}；还没有台账时先运行 unionwork init 台账.db --region 地区",
                f"no workspace is named and this folder holds none; {how}; "
                "to make one: unionwork init FILE --region REGION",
            )
        )

    def tell(self, text: str) -> None:
        """Say something to the person, beside the data."""
        click.echo(text, err=True)

    def tell_dry_run(self, dry_run: bool) -> None:
        """Say that nothing was stored, where it was only tried."""
        if dry_run:
            self.tell(say("试运行：没有保存任何改动", "dry run: nothing was stored"))

    def print_rows(
        self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, empty: Words, shown: Shown | None = None
    ) -> None:
        """Print a list in the wanted format; say what an empty one means."""
        from unionwork_cli.output import write_rows

        write_rows(rows, columns, self.format or "table", shown)
        if not rows:
            self.tell(say(*empty))

    def print_record(self, record: Mapping[str, Any], columns: Sequence[str] = (), shown: Shown | None = None) -> None:
        """Print one record in the wanted format; without columns, all that it has."""
        from unionwork_cli.output import write_record

        write_record(record, columns or list(record), self.format or "table", shown)


def place_in(arguments: Sequence[str]) -> str | None:
    """The workspace that arguments name, read before they are parsed; the last one, as in the parsing."""
    found = None
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, sign, value = word.partition("=")
        if word in _PLACE_NAMES and following:
            found = following
        elif sign and name == _PLACE_NAMES[1]:
            found = value or found
    return found


def _workspaces_here() -> list[Path]:
    return [path for path in sorted(Path().glob("*.db")) if _is_workspace(path)]


def _is_workspace(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            begun = file.read(_SEARCHED)
    except OSError:
        return False
    return begun.startswith(_MAGIC) and _MARK in begun
