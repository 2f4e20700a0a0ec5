"""Puts what plugins and packs bring together into one catalogue, in an order that nothing outside can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

import attrs

from unionwork.declare.catalogue import Catalogue, Declared
from unionwork.declare.checking import check_catalogue, check_region
from unionwork.errors import DeclarationError, UnionworkError, suggest
from unionwork.regions.nouns import Head, Pack
from unionwork.regions.packs import read_head, read_pack
from unionwork.regions.sources import digest_of, pack_folder

Entry = TypeVar("Entry")


@attrs.frozen(kw_only=True, eq=False)
class Brought:
    """What one plugin brings, or one folder.

    Attributes:
        name: the plugin's name, or the folder.
        words: its declarations in Python.
        packs: its pack folders.
        named: whether a person named this folder, so that a fault in it is an error and no refusal.
    """

    name: str
    words: tuple[Declared, ...] = ()
    packs: tuple[Path, ...] = ()
    named: bool = False


class BrokenError(Exception):
    """What one plugin or folder brings does not hold.

    Attributes:
        name: whose fault it is.
        cause: the error itself.
        reason: its message.
    """

    def __init__(self, name: str, cause: UnionworkError) -> None:
        self.name, self.cause, self.reason = name, cause, str(cause)
        super().__init__(f"{name}: {cause}")


def assemble(brought: Sequence[Brought], refused: Mapping[str, str]) -> Catalogue:
    """The catalogue of all that is brought.

    Args:
        brought: unionwork's own first, plugins by name, then folders.
        refused: what was taken out before, to say so where something stood on it.

    Raises:
        BrokenError: the first that does not hold; without it the rest may be assembled again.
    """
    declared = _declare(brought)
    return _add_packs(declared, brought, refused)


def _declare(brought: Sequence[Brought]) -> list[Declared]:
    """All declarations in Python. A plugin may use what a later one declares, so the order of names never decides."""
    owners: dict[tuple[str, str], str] = {}
    for entry in brought:
        for word in entry.words:
            slot = (type(word).__name__, word.key)
            if slot in owners:
                clash = f"「{word.key}」已经由「{owners[slot]}」声明,「{entry.name}」又声明了一次;请改其中一个的键"
                raise BrokenError(entry.name, DeclarationError(clash))
            owners[slot] = entry.name
    declared: list[Declared] = []
    waiting = [entry for entry in brought if entry.words]
    while waiting:
        failed: list[tuple[Brought, UnionworkError]] = []
        for entry in waiting:
            try:
                _check(_Same([*declared, *entry.words]))
            except UnionworkError as error:
                failed.append((entry, error))
            else:
                declared += entry.words
        if len(failed) == len(waiting):
            raise BrokenError(failed[0][0].name, failed[0][1])
        waiting = [entry for entry, _ in failed]
    return declared


def _add_packs(declared: list[Declared], brought: Sequence[Brought], refused: Mapping[str, str]) -> Catalogue:
    """The packs, those that others stand on first, then by key; each is read against its own lineage only."""
    waiting = _heads(brought)
    held: dict[str, Pack] = {}
    whole = Catalogue.of(declared)
    while waiting:
        ready = sorted(key for key, (_, _, head) in waiting.items() if not head.extends or head.extends in held)
        if not ready:
            raise _nothing_to_stand_on(waiting, held, refused)
        for key in ready:
            owner, folder, head = waiting.pop(key)
            try:
                files = _Files(folder, digest_of(pack_folder(folder)))
                pack = _read(files, _Same(declared), _Same(_lineage(held, head.extends)))
                grown = Catalogue.of(declared, [*held.values(), pack])
                check_region(grown, pack)
            except UnionworkError as error:
                raise BrokenError(owner, error) from None
            held[key], whole = pack, grown
    return whole


@attrs.frozen(eq=False)
class _Same(Generic[Entry]):
    """Objects as a key: equal where they are the very same ones."""

    entries: Sequence[Entry]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.entries)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same) or len(self.entries) != len(other.entries):
            return False
        return all(one is another for one, another in zip(self.entries, other.entries, strict=True))


@attrs.frozen
class _Files:
    """A pack's folder with what lies in it now."""

    folder: Path
    digest: str


@lru_cache(maxsize=64)
def _read(files: _Files, declared: _Same[Declared], lineage: _Same[Pack]) -> Pack:
    """A pack, read once while neither its files nor what it stands on change: a process may open many workspaces."""
    return read_pack(files.folder, Catalogue.of(declared.entries, lineage.entries))


@lru_cache(maxsize=8)
def _check(words: _Same[Declared]) -> None:
    """See that declarations hold together; those of one process are the same at every load."""
    check_catalogue(Catalogue.of(words.entries))


def _heads(brought: Sequence[Brought]) -> dict[str, tuple[str, Path, Head]]:
    """Key of each region to who brings it, its folder and its head."""
    heads: dict[str, tuple[str, Path, Head]] = {}
    for entry in brought:
        for folder in entry.packs:
            try:
                head = read_head(folder)
            except UnionworkError as error:
                raise BrokenError(entry.name, error) from None
            if head.key in heads:
                first = heads[head.key][0]
                clash = f"地区「{head.key}」已经由「{first}」带来,「{entry.name}」又带来一次;请改 key 或移走其一"
                raise BrokenError(entry.name, DeclarationError(clash))
            heads[head.key] = (entry.name, folder, head)
    return heads


def _lineage(held: Mapping[str, Pack], key: str) -> list[Pack]:
    found: list[Pack] = []
    while key:
        found.append(held[key])
        key = found[-1].extends
    return found


def _nothing_to_stand_on(
    waiting: Mapping[str, tuple[str, Path, Head]], held: Mapping[str, Pack], refused: Mapping[str, str]
) -> BrokenError:
    """The first by key whose base is missing; where each waits for another, their chain bites its tail."""
    for key in sorted(waiting):
        owner, folder, head = waiting[key]
        if head.extends not in waiting:
            off = f"(已停用:{'、'.join(sorted(refused))})" if refused else ""
            reason = f"地区「{key}」依托的「{head.extends}」没有载入{off};{suggest(head.extends, held)}"
            return BrokenError(owner, DeclarationError(reason, file=str(folder)))
    key = sorted(waiting)[0]
    owner, folder, head = waiting[key]
    reason = f"地区「{key}」的 extends 绕成了圈:{key} -> {head.extends} -> …… -> {key}"
    return BrokenError(owner, DeclarationError(reason, file=str(folder)))
