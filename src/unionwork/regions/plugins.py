"""Plugins: found among the installed distributions, each loaded apart, so that a broken one harms no other."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs

from unionwork.declare.catalogue import Catalogue, Declared, Region
from unionwork.declare.kinds import kind_of
from unionwork.declare.rolls import Roll
from unionwork.errors import DeclarationError, PluginError, UnionworkError
from unionwork.regions import builtin
from unionwork.regions.assembling import BrokenError, Brought, assemble
from unionwork.regions.hooks import OWN, Plugins, Refusal, by_rank, said
from unionwork.regions.hookspecs import API_VERSION
from unionwork.regions.sources import pack_folder

GROUP: Final = "unionwork"


@attrs.frozen(kw_only=True)
class PluginInfo:
    """What `plugin list` shows of a plugin.

    Attributes:
        name: of its entry point.
        version: of its distribution, "" where it has none.
        api: the version of the hooks that it was written for.
        regions: keys of the regions it brings.
        kinds: keys of the kinds it brings.
        state: "on" or "off".
        reason: why it is off.
    """

    name: str
    version: str = ""
    api: int = API_VERSION
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    state: str = "on"
    reason: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Loaded:
    """What came of loading.

    Attributes:
        catalogue: all that is declared.
        refusals: what is switched off, one reason each; the front end prints them.
        plugins: every plugin that was found, on or off, by name.
        hooks: the plugins that are on, to be called when records change.
    """

    catalogue: Catalogue
    refusals: tuple[Refusal, ...]
    plugins: tuple[PluginInfo, ...]
    hooks: Plugins


def load(
    extra_folders: Iterable[str | Path] = (),
    entry_points: Iterable[importlib.metadata.EntryPoint] | None = None,
    *,
    regions_folder: str | Path | None = None,
) -> Loaded:
    """Load unionwork's own words, every plugin and every pack.

    Args:
        extra_folders: packs named by path.
        entry_points: instead of those of the installed distributions.
        regions_folder: the folder `regions/` beside the workspace; each folder in it is a pack.

    Raises:
        DeclarationError: a pack named by path does not hold, or unionwork's own words do not.
    """
    folders = tuple(map(Path, extra_folders))
    lying = tuple(_lying(regions_folder))
    if entry_points is None and not folders and not lying:
        return _installed(importlib.metadata.entry_points)
    found = importlib.metadata.entry_points(group=GROUP) if entry_points is None else entry_points
    return _load(found, folders, lying)


@cache
def _installed(entry_points: Callable[..., Iterable[importlib.metadata.EntryPoint]]) -> Loaded:
    """What is installed; it is read once, since a command asks for it before and after it opens a workspace."""
    return _load(entry_points(group=GROUP), (), ())


def _load(found: Iterable[importlib.metadata.EntryPoint], folders: Iterable[Path], lying: Iterable[Path]) -> Loaded:
    hooks = Plugins()
    hooks.add(OWN, builtin)
    brought = [_gather(hooks, OWN)]
    infos = {OWN: PluginInfo(name=OWN, version=_own_version())}
    refused: dict[str, str] = {}
    for entry in sorted(found, key=lambda entry: (entry.name, entry.value)):
        name = entry.name if entry.name not in infos else f"{entry.name} ({entry.value})"
        infos[name] = PluginInfo(name=name, version=entry.dist.version if entry.dist else "")
        try:
            plugin = _import(entry)
            infos[name] = attrs.evolve(infos[name], api=_api_of(plugin))
            if name != entry.name:
                raise PluginError(f"已有一个插件叫「{entry.name}」;一个名称只能有一个插件,请卸载其中之一")
            hooks.add(name, plugin)
            brought.append(_gather(hooks, name))
        except PluginError as error:
            hooks.remove(name)
            refused[name] = str(error)

    loose = [Brought(name=str(path), packs=(path,), named=True) for path in folders]
    loose += [Brought(name=str(path), packs=(path,)) for path in lying]
    catalogue, kept, broken = _assemble(brought, _without_twins(brought, loose))
    refused.update(broken)
    for name in broken:
        hooks.remove(name)
    shown = [
        _shown(infos[name], kept.get(name), catalogue, refused.get(name, "")) for name in sorted(infos, key=by_rank)
    ]
    refusals = tuple(Refusal(name, refused[name]) for name in sorted(refused))
    return Loaded(catalogue=catalogue, refusals=refusals, plugins=tuple(shown), hooks=hooks)


def names_folder(which: str) -> bool:
    """Whether a text means the folder of a pack rather than the key of a region, should there be neither."""
    return "/" in which or "\\" in which


def find_region(which: str | Path) -> tuple[Catalogue, Region]:
    """A region by its key, or by the folder of its pack, with all that is declared beside it.

    Raises:
        DeclarationError: the pack in that folder does not hold, or there is none.
        UnknownNameError: no such region.
    """
    folder = Path(which)
    if not folder.is_dir():
        if names_folder(str(which)):
            pack_folder(folder)
        catalogue = load().catalogue
        return catalogue, catalogue.region(str(which))
    catalogue, home = load([folder]).catalogue, folder.resolve()
    for region in catalogue.regions.values():
        place = Path(region.folder).resolve()
        if place == home or home in place.parents:
            return catalogue, region
    raise DeclarationError(f"「{which}」里没有地区包;请检查其中的 pack.toml")


def load_catalogue(extra_folder: str | Path | None = None) -> Loaded:
    """Everything that is declared, without a workspace.

    Raises:
        DeclarationError: the pack in `extra_folder` does not hold.
    """
    return load((extra_folder,) if extra_folder else ())


def plugins() -> list[dict[str, Any]]:
    """The plugins, on or off, without a workspace."""
    return list_plugins(load())


def list_plugins(loaded: Loaded) -> list[dict[str, Any]]:
    """The plugins, on or off; and packs that were switched off."""
    rows = [attrs.asdict(entry) for entry in loaded.plugins]
    known = {row["name"] for row in rows}
    rows += [
        {
            "name": entry.name,
            "version": "",
            "api": None,
            "regions": (),
            "kinds": (),
            "state": "off",
            "reason": entry.reason,
        }
        for entry in loaded.refusals
        if entry.name not in known
    ]
    return [{**row, "regions": list(row["regions"]), "kinds": list(row["kinds"])} for row in rows]


def _assemble(brought: list[Brought], loose: list[Brought]) -> tuple[Catalogue, dict[str, Brought], dict[str, str]]:
    """Put everything together; whatever breaks is taken out whole, and the rest is put together again."""
    active = {entry.name: entry for entry in [*brought, *loose]}
    refused: dict[str, str] = {}
    while True:
        try:
            return assemble(list(active.values()), refused), active, refused
        except BrokenError as error:
            if error.name == OWN or active[error.name].named:
                raise error.cause from None
            refused[error.name] = error.reason
            del active[error.name]


def _gather(hooks: Plugins, name: str) -> Brought:
    """All that a plugin brings.

    Raises:
        PluginError: a hook raises, or brings something of another sort.
    """
    words: list[Declared] = []
    for entry in hooks.ask(name, "kinds"):
        try:
            words.append(kind_of(entry))
        except (UnionworkError, AttributeError):
            raise PluginError(f"钩子 kinds 要返回用 @kind 声明的类,却有 {entry!r}") from None
    for entry in hooks.ask(name, "rolls"):
        if not isinstance(entry, Roll):
            raise PluginError(f"钩子 rolls 要返回花名册(Roll),却有 {type(entry).__name__}")
        words.append(entry)
    for entry in hooks.ask(name, "declarations"):
        if not isinstance(entry, Declared):
            raise PluginError(f"钩子 declarations 要返回声明,却有 {type(entry).__name__}")
        words.append(entry)
    folders: list[Path] = []
    for entry in hooks.ask(name, "regions"):
        if not isinstance(entry, str | Path):
            raise PluginError(f"钩子 regions 要返回文件夹的路径,却有 {type(entry).__name__}")
        folders.append(Path(entry))
    return Brought(name=name, words=tuple(words), packs=tuple(sorted(folders)))


def _import(entry: importlib.metadata.EntryPoint) -> object:
    try:
        return entry.load()
    except (Exception, SystemExit) as error:
        raise PluginError(f"导入失败:{said(error)}") from None


def _api_of(plugin: object) -> int:
    api = getattr(plugin, "unionwork_api", API_VERSION)
    return api if isinstance(api, int) else 0


def _lying(folder: str | Path | None) -> list[Path]:
    """The packs that lie in a folder, by name; hidden ones are none."""
    if folder is None or not Path(folder).is_dir():
        return []
    return sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith((".", "_")))


def _without_twins(brought: Iterable[Brought], loose: Iterable[Brought]) -> list[Brought]:
    """The loose packs without those whose very folder has come already."""
    seen = {_place(path) for entry in brought for path in entry.packs}
    kept: list[Brought] = []
    for entry in loose:
        place = _place(entry.packs[0])
        if place not in seen:
            seen.add(place)
            kept.append(entry)
    return kept


def _place(path: Path) -> Path:
    try:
        return pack_folder(path).resolve()
    except UnionworkError:
        return path.resolve()


def _shown(info: PluginInfo, held: Brought | None, catalogue: Catalogue, reason: str) -> PluginInfo:
    if reason or held is None:
        return attrs.evolve(info, state="off", reason=reason)
    folders = {str(pack_folder(path)) for path in held.packs}
    regions = [region.key for region in catalogue.regions.values() if region.folder in folders]
    kinds = [
        word.key
        for word in held.words
        if catalogue.kinds.get(word.key) is not None and word.__class__.__name__ == "Kind"
    ]
    return attrs.evolve(info, regions=tuple(sorted(regions)), kinds=tuple(sorted(kinds)))


def _own_version() -> str:
    try:
        return importlib.metadata.version("unionwork")
    except importlib.metadata.PackageNotFoundError:
        return ""
