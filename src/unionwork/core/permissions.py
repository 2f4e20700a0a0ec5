"""The permission table: what an operator of a role may do at all; what it does not say is not allowed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from unionwork.core.vocabularies import VOCABULARIES
from unionwork.declare.fields import Private
from unionwork.declare.kinds import Kind
from unionwork.errors import DeclarationError, suggest

_FORMAT = 1
RIGHTS = ("private.read", "export", "self_approve", "admin")
FORMATS = ("xlsx", "csv", "json")
Patterns = Mapping[str, tuple[str, ...]]


@attrs.frozen(kw_only=True)
class Role:
    """What one role may do; each mapping goes from a key to the patterns of the kinds for which it holds.

    Attributes:
        key: a code of the vocabulary operator_role.
        acts: what it may do with records, or (pattern "*") with the workspace.
        steps: the step roles whose steps it may take.
        classes: the classes of personal data that it may see, given the right `private.read`.
        files: the classes that a file it exports may show, given that right too.
        formats: the formats that it may export to, given the right `export`.
        rights: act to a right that an operator of this role needs beside the role.
    """

    key: str
    acts: Patterns
    steps: Patterns
    classes: Patterns
    files: Patterns
    formats: Patterns
    rights: Mapping[str, str]

    def may(self, act: str, kind: Kind | None = None) -> bool:
        """Whether it may do something with records of a kind; without one, with the workspace."""
        return _covers(self.acts.get(act, ()), kind)

    def may_take(self, step_role: str, kind: Kind | None = None) -> bool:
        """Whether it may take the steps of a role."""
        return _covers(self.steps.get(step_role, ()), kind)

    def may_see(self, private: Private, kind: Kind | None = None) -> bool:
        """Whether it may see a class of personal data."""
        return _covers(self.classes.get(private.value, ()), kind)

    def may_carry_out(self, private: Private, kind: Kind | None = None) -> bool:
        """Whether a file that it exports may show a class of personal data."""
        return self.may_see(private, kind) and _covers(self.files.get(private.value, ()), kind)

    def may_write(self, format: str, kind: Kind | None = None) -> bool:
        """Whether it may export to a format."""
        return _covers(self.formats.get(format, ()), kind)


@attrs.frozen(kw_only=True)
class Permissions:
    """The whole table.

    Attributes:
        acts: every act that the table knows, with its Chinese word.
        rights: act to the right that everybody needs for it beside the role.
        roles: role to what it may do.
    """

    acts: Mapping[str, str]
    rights: Mapping[str, str]
    roles: Mapping[str, Role]

    def role(self, key: str) -> Role:
        """A role; one that the table does not know may do nothing."""
        return self.roles.get(key) or Role(key=key, acts={}, steps={}, classes={}, files={}, formats={}, rights={})

    def right_for(self, role: str, act: str) -> str:
        """The right that an operator of a role needs for an act beside the role; "" for none."""
        return self.role(role).rights.get(act) or self.rights.get(act, "")

    def who_may(self, act: str, kind: Kind | None = None) -> list[str]:
        """The roles that may do something."""
        return [key for key, role in self.roles.items() if role.may(act, kind)]


@cache
def permissions() -> Permissions:
    """The table that this program ships.

    Raises:
        DeclarationError: the file does not hold together; names the nearest word.
    """
    text = (files("unionwork.core") / "permissions.toml").read_text(encoding="utf8")
    return read_permissions(text)


def read_permissions(text: str) -> Permissions:
    """A table from its text; every word in it must be known.

    Raises:
        DeclarationError: an unknown role, act, class, format or right.
    """
    plain = tomllib.loads(text)
    if plain.get("format") != _FORMAT:
        raise DeclarationError(f"权限表的 format 应为 {_FORMAT}")
    _refuse_unknown(plain, ("format", "acts", "rights", "roles"), "权限表")
    acts: dict[str, str] = plain.get("acts", {})
    known = next(word.codes for word in VOCABULARIES if word.key == "operator_role")
    _refuse_unknown(plain.get("roles", {}), known, "权限表的角色")
    _refuse_unknown(plain.get("rights", {}), acts, "权限表的 rights")
    words = {
        "acts": tuple(acts),
        "steps": known,
        "classes": tuple(entry.value for entry in Private),
        "files": tuple(entry.value for entry in Private),
        "formats": FORMATS,
        "rights": tuple(acts),
    }
    roles = {key: _role(key, given, words) for key, given in plain.get("roles", {}).items()}
    wanted = [*plain.get("rights", {}).values(), *(right for role in roles.values() for right in role.rights.values())]
    for right in wanted:
        if right not in RIGHTS:
            raise DeclarationError(f"权限表:没有授权「{right}」;{suggest(right, RIGHTS)}")
    return Permissions(acts=acts, rights=plain.get("rights", {}), roles=roles)


def area_of(kind: Kind) -> str:
    """The area whose package declares a kind: aid, inspection; `core` for what every workspace has."""
    parts = kind.entity.__module__.split(".")
    if parts[:2] == ["unionwork", "areas"] and len(parts) > 2:
        return parts[2]
    return "core" if parts[0] == "unionwork" else parts[0]


def _role(key: str, given: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> Role:
    _refuse_unknown(given, words, f"权限表的角色 {key}")
    for name, held in given.items():
        _refuse_unknown(held, words[name], f"权限表的 {key}.{name}")
    patterns: dict[str, Patterns] = {
        name: {word: tuple(kinds) for word, kinds in given.get(name, {}).items()}
        for name in ("acts", "steps", "classes", "files", "formats")
    }
    return Role(key=key, rights=given.get("rights", {}), **patterns)


def _refuse_unknown(given: Mapping[str, Any], known: Any, where: str) -> None:
    for word in given:
        if word not in known:
            raise DeclarationError(f"{where}:没有「{word}」;{suggest(word, known)}")


def _covers(patterns: tuple[str, ...], kind: Kind | None) -> bool:
    """Whether patterns name a kind; without a kind only "*" does."""
    if kind is None:
        return "*" in patterns
    names = {"*", kind.key, f"{area_of(kind)}/*"}
    if any(pattern.removeprefix("-") in names for pattern in patterns if pattern.startswith("-")):
        return False
    return any(pattern in names for pattern in patterns)
