"""Checklists and actions: what packs can name besides registers and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import attrs

from unionwork.declare.kinds import Kind, Record, kind_of
from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError


@attrs.frozen(kw_only=True)
class Item:
    """One line of a checklist.

    Attributes:
        key: its name in code, unique in the list.
        label: what is examined.
        limit: what is allowed, in words.
        source: law and article.
    """

    key: str
    label: str
    limit: str = ""
    source: str = ""


@attrs.frozen(kw_only=True)
class Checklist:
    """The items a subject is examined against.

    Attributes:
        key: area.name.
        label: its Chinese name.
        of: key of the kind that is examined, "" for any.
        items: its lines in order.
    """

    key: str
    label: str
    label_en: str = ""
    of: str = ""
    items: tuple[Item, ...] = attrs.field(converter=listed)
    source: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        keys = [item.key for item in self.items]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise DeclarationError(f"检查表 {self.key}:项目「{twice[0]}」写了两次")


class Desk(Protocol):
    """What an action may do; only `unionwork.work` implements it."""

    @property
    def today(self) -> date:
        """The business date."""

    def find(self, kind: str, **where: Any) -> Sequence[Record]:
        """The records whose fields have these values."""

    def add(self, kind: str, **values: Any) -> Record:
        """Add a record."""

    def change(self, record: Record, **values: Any) -> Record:
        """Change a record."""

    def param(self, key: str) -> Any:
        """The parameter at the business date."""


@attrs.frozen(eq=False, kw_only=True)
class Action:
    """Work on a kind that needs more than one record.

    Attributes:
        key: area.name.
        label: its Chinese name.
        of: the kind it works on.
        inputs: name to label of what it asks for.
        run: the work: takes the desk and the inputs, gives the records it made.
    """

    key: str
    label: str
    label_en: str = ""
    of: Kind = attrs.field(converter=kind_of)
    inputs: Mapping[str, str] = attrs.field(factory=dict)
    run: Callable[[Desk, Mapping[str, str]], Sequence[Record]]
    owner: str = ""
