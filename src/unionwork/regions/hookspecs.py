"""The hooks through which areas, regions and plugins enter: bare signatures, each saying when it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import pluggy

if TYPE_CHECKING:
    import click

    from unionwork.declare.catalogue import Declared
    from unionwork.declare.kinds import Record
    from unionwork.declare.rolls import Roll

PROJECT: Final = "unionwork"
# A plugin may say `unionwork_api = 1`; one that names another number is switched off.
API_VERSION: Final = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Change(Protocol):
    """One record of a batch, as a hook sees it.

    Attributes:
        kind: key of its kind.
        number: its number.
        act: "add", "change" or "void".
        before: its stored values before, None where it is new.
        after: its stored values after, None where it goes.
    """

    @property
    def kind(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def act(self) -> str: ...

    @property
    def before(self) -> Mapping[str, Any] | None: ...

    @property
    def after(self) -> Mapping[str, Any] | None: ...


class Batch(Protocol):
    """The changes of one transaction, as a hook sees them.

    Attributes:
        on: the business date.
        operator: key of the operator.
        surface: where it comes from: command, import, screen, script.
        changes: its records in order.
    """

    @property
    def on(self) -> date: ...

    @property
    def operator(self) -> str: ...

    @property
    def surface(self) -> str: ...

    @property
    def changes(self) -> Sequence[Change]: ...


@hookspec
def regions() -> Iterable[str | Path]:  # type: ignore[empty-body]
    """Called once when the declarations are loaded: the folders of the packs that the plugin brings."""


@hookspec
def kinds() -> Iterable[type[Record]]:  # type: ignore[empty-body]
    """Called once when the declarations are loaded: the plugin's own kinds, classes declared with `@kind`."""


@hookspec
def rolls() -> Iterable[Roll]:  # type: ignore[empty-body]
    """Called once when the declarations are loaded: the sheet layouts that the plugin brings."""


@hookspec
def declarations() -> Iterable[Declared]:  # type: ignore[empty-body]
    """Called once when the declarations are loaded: all other words of the plugin, of any sort."""


@hookspec
def commands(cli: click.Group) -> None:
    """Called when the command line does not know the command it was given: adds the plugin's own to `cli`."""


@hookspec
def before_changes(batch: Batch) -> Mapping[int, str] | None:
    """Called inside the transaction, before a batch is committed: the refused members, place in the batch to reason.

    Raises:
        Exception: any error refuses the whole batch.
    """


@hookspec
def after_changes(batch: Batch) -> None:
    """Called after a batch was committed; cannot undo it, so an error is reported and nothing more."""
