"""The plugins that are switched on, and each of their hooks as a typed method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import attrs
import pluggy

from unionwork.errors import PluginError, RefusedError, suggest
from unionwork.regions import hookspecs
from unionwork.regions.hookspecs import API_VERSION, PROJECT

if TYPE_CHECKING:
    import click

    from unionwork.regions.hookspecs import Batch

# unionwork's own words enter as a plugin of this name.
OWN: Final = "unionwork"
HOOKS: Final = ("regions", "kinds", "rolls", "declarations", "commands", "before_changes", "after_changes")


@attrs.frozen
class Refusal:
    """A plugin or pack that is switched off.

    Attributes:
        name: the plugin's name, or the pack's folder.
        reason: why, in one line.
    """

    name: str
    reason: str


class Plugins:
    """Owns the plugin manager: registers whole plugins or none, and calls each apart from the others."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)

    @property
    def names(self) -> list[str]:
        """The registered plugins, by name, unionwork itself first."""
        names = [name for name, plugin in self._manager.list_name_plugin() if plugin is not None]
        return sorted(names, key=by_rank)

    @property
    def listens(self) -> bool:
        """Whether any plugin wants to see changes; otherwise none are collected."""
        hook = self._manager.hook
        return bool(hook.before_changes.get_hookimpls() or hook.after_changes.get_hookimpls())

    def add(self, name: str, plugin: object) -> None:
        """Register a plugin.

        Raises:
            PluginError: it is written for another version, its hooks are misspelt, or it has none.
        """
        api = getattr(plugin, "unionwork_api", API_VERSION)
        if api != API_VERSION:
            raise PluginError(f"为接口版本 {api} 编写,本程序的接口版本是 {API_VERSION};请更新插件或 unionwork")
        _check_hooks(plugin)
        if self._manager.has_plugin(name):
            raise PluginError(f"有两个插件都叫「{name}」;后一个停用,请卸载其中之一")
        try:
            self._manager.register(plugin, name=name)
        except ValueError as error:
            raise PluginError(f"不能登记:{_one_line(error)}") from None
        except pluggy.PluginValidationError as error:
            self.remove(name)
            raise PluginError(f"钩子的参数不对:{_one_line(error)}") from None

    def remove(self, name: str) -> None:
        """Take a plugin out whole."""
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def ask(self, name: str, hook: str) -> list[Any]:
        """What a plugin's hook without arguments brings, as a list.

        Raises:
            PluginError: it raises, or brings no list.
        """
        given = self._call(name, hook, {})
        if given is None:
            return []
        if isinstance(given, str | bytes) or not isinstance(given, Iterable):
            raise PluginError(f"钩子 {hook} 要返回一组,却返回了 {type(given).__name__}")
        try:
            return list(given)
        except (Exception, SystemExit) as error:
            raise PluginError(f"钩子 {hook} 出错:{said(error)}") from None

    def add_commands(self, cli: click.Group) -> list[Refusal]:
        """Let each plugin add its commands; a plugin that fails leaves none behind."""
        refused: list[Refusal] = []
        for name in self.names:
            before = dict(cli.commands)
            try:
                self._call(name, "commands", {"cli": cli})
                taken = sorted(key for key, held in before.items() if cli.commands.get(key) is not held)
                if taken:
                    raise PluginError(f"改动了已有的命令「{taken[0]}」;请换一个命令名")
            except PluginError as error:
                cli.commands.clear()
                cli.commands.update(before)
                refused.append(Refusal(name, str(error)))
        return refused

    def before_changes(self, batch: Batch) -> dict[int, str]:
        """Ask each plugin about a batch before it is committed: place of a refused member to the reasons.

        Raises:
            RefusedError: a plugin refuses the whole batch.
            PluginError: a plugin fails; the batch must not be committed unasked.
        """
        reasons: dict[int, list[str]] = {}
        for name in self.names:
            try:
                given = self._call(name, "before_changes", {"batch": batch}, passing=(RefusedError,))
                if not isinstance(given, Mapping | None):
                    raise PluginError("钩子 before_changes 要返回 {第几条: 原因}")
                for place, reason in (given or {}).items():
                    if place not in range(len(batch.changes)):
                        raise PluginError(f"钩子 before_changes 拒绝了不存在的第 {place} 条")
                    reasons.setdefault(place, []).append(f"{reason}({name})")
            except PluginError as error:
                raise PluginError(f"插件 {name}:{error};本批未保存,可先卸载或更新它") from None
        return {place: ";".join(reasons[place]) for place in sorted(reasons)}

    def after_changes(self, batch: Batch) -> list[Refusal]:
        """Tell each plugin that a batch was committed; failures are given back, the others are still told."""
        failed: list[Refusal] = []
        for name in self.names:
            try:
                self._call(name, "after_changes", {"batch": batch})
            except PluginError as error:
                failed.append(Refusal(name, str(error)))
        return failed

    def _call(self, name: str, hook: str, given: Mapping[str, Any], passing: tuple[type[Exception], ...] = ()) -> Any:
        caller = getattr(self._manager.hook, hook)
        for implementation in caller.get_hookimpls():
            if implementation.plugin_name != name:
                continue
            try:
                return implementation.function(*(given[key] for key in implementation.argnames))
            except passing:
                raise
            except (Exception, SystemExit) as error:
                raise PluginError(f"钩子 {hook} 出错:{said(error)}") from None
        return None


def by_rank(name: str) -> tuple[bool, str]:
    """The order of plugins: unionwork itself, then by name."""
    return name != OWN, name


def said(error: BaseException) -> str:
    """An error of a plugin in one line."""
    if isinstance(error, SyntaxError):
        return f"{Path(error.filename or '').name} 第 {error.lineno} 行语法不对:{error.msg}"
    return f"{type(error).__name__}: {_one_line(error)}" if str(error) else type(error).__name__


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _check_hooks(plugin: object) -> None:
    marked: list[str] = []
    for name in dir(plugin):
        attribute = _attribute(plugin, name)
        if not callable(attribute):
            continue
        if isinstance(getattr(attribute, f"{PROJECT}_impl", None), dict):
            marked.append(name)
        elif name in HOOKS and not isinstance(attribute, type | ModuleType):
            raise PluginError(f"函数 {name} 没有写 @hookimpl,不会被调用;请在它前面加上 @hookimpl")
    for name in marked:
        if name not in HOOKS:
            raise PluginError(f"没有钩子「{name}」;{suggest(name, HOOKS)}")
    if not marked:
        raise PluginError(f"一个钩子也没有;请用 @hookimpl 写出其中之一:{'、'.join(HOOKS)}")


def _attribute(plugin: object, name: str) -> Callable[..., Any] | None:
    try:
        found: Any = getattr(plugin, name)
    except Exception:
        # A property of the plugin may raise; it is no hook.
        return None
    return found if callable(found) else None
