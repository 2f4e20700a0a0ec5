"""The first launch: three questions with answers filled in; later the last workspace again, and its drafts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from unionwork.errors import UnionworkError
from unionwork_tui.finding import score
from unionwork_tui.pane import takes_focus
from unionwork_tui.settings import last_place, read_settings, remember_day
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork_tui.app import UnionApp

SAMPLE, OWN, OPEN = "sample", "own", "open"
_WAYS: Final[tuple[tuple[str, Words], ...]] = (
    (SAMPLE, ("样例县（练习）", "sample county")), (OWN, ("我的单位（新建）", "my own (new)")),
    (OPEN, ("已有的台账", "one there is")),
)  # fmt: skip
_BOOK: Final = "红星县.db"


def begin(app: UnionApp) -> None:
    """Open the workspace that was named, or the last one, or ask for one."""
    place = app.place or last_place()
    if place:
        app.open_place(place, then=lambda: _offer_draft(app))
    else:
        ask_place(app)


def ask_place(app: UnionApp, refused: str = "", *, way: str = SAMPLE, where: str = "") -> None:
    """Ask for a workspace; `refused` says why the one before could not be opened, which is proposed again."""
    sheet = FirstSheet(refused, way, where)
    app.push_screen(sheet, lambda answer: _answered(app, answer))
    # The sheet stands before the packs are read: keys that are typed ahead find it.
    app.questions.put(app.base, _regions, sheet.take_regions, group="regions")


def make_sample(app: UnionApp) -> None:
    """Make a sample county in the usual place, or open the one that is there."""
    _make(app, {"way": SAMPLE, "where": _usual(SAMPLE), "region": "cn", "name": ""})


def _regions() -> dict[str, str]:
    from unionwork import load_catalogue

    return {key: region.name for key, region in load_catalogue().catalogue.regions.items()}


def _usual(way: str) -> str:
    """The place that is proposed."""
    home = Path.home() / "unionwork"
    if way == SAMPLE:
        return str(home / say("样例县", "sample"))
    if way == OWN:
        return str(home / say("台账.db", "workspace.db"))
    known = read_settings().get("places", [])
    return str(known[0]) if known else str(home)


class WaySwitch(Widget, can_focus=True):
    """Which of a few ways; the arrows change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "turn(-1)", show=False), Binding("right,down,space", "turn(1)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    WaySwitch { height: 1; width: 1fr; }
    """
    at: reactive[int] = reactive(0)

    def render(self) -> Content:
        parts: list[str | tuple[str, str]] = []
        for place, (_, words) in enumerate(_WAYS):
            style = ("bold reverse" if self.has_focus else "bold underline") if place == self.at else "$text-muted"
            parts += [(f" {say(*words)} ", style), " "]
        return Content.assemble(*parts)

    def action_turn(self, step: int) -> None:
        """The next one, or the one before."""
        self.at = (self.at + step) % len(_WAYS)


class FirstSheet(Sheet[dict[str, str]]):
    """Three questions: which workspace, where it lies, which region; Enter goes on, at the end it begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", show=False, priority=True),
        Binding("down", "app.focus_next", show=False), Binding("up", "app.focus_previous", show=False),
    ]  # fmt: skip
    keys_line: ClassVar[Words] = (
        "Enter 下一项，最后一项按 Enter 开始  ←→ 换一种  ^Q 退出",
        "Enter next, at the last one begins  ←→ another  ^Q leave",
    )
    about: ClassVar[Words] = (
        "三个问题都填好了，连按三次 Enter 就造一个样例县来练习。\n样例里的人和事全是虚构的，可以随便改。",
        "All three are filled in: Enter three times makes a sample county for practice.\nEverything in it is made up.",
    )
    DEFAULT_CSS = """
    FirstSheet > .sheet { max-width: 78; }
    FirstSheet .question { height: 1; margin-top: 1; }
    FirstSheet Input { height: 1; border: none; padding: 0 1; background: $panel; }
    FirstSheet Input:focus { background: $primary-muted; }
    FirstSheet #refused { color: $text-error; }
    FirstSheet #known { color: $text-muted; height: 1; }
    FirstSheet .-off { display: none; }
    """

    def __init__(self, refused: str = "", way: str = SAMPLE, where: str = "") -> None:
        super().__init__()
        self._regions: Mapping[str, str] = {"cn": "全国"}
        self._refused, self._proposed = refused, ""
        self._way, self._where = way, where

    def title_text(self) -> str:
        return say("开始使用 unionwork", "Welcome to unionwork")

    def body(self) -> ComposeResult:
        yield Static(self._refused, id="refused", markup=False, classes="" if self._refused else "-off")
        yield Static(say("1 用哪个台账？", "1 Which workspace?"), classes="question", markup=False)
        yield WaySwitch()
        yield Static(say("2 放在哪里？", "2 Where does it lie?"), classes="question", markup=False)
        yield Input(id="where", compact=True)
        yield Static(say("3 在哪个地区？（名称、拼音或首字母）", "3 Which region?"), classes="question", markup=False)
        yield Input(id="region", compact=True)
        yield Static(id="known", markup=False)
        yield Static(say("4 单位全称？", "4 Name of your organisation?"), classes="question own", markup=False)
        yield Input(id="name", compact=True, classes="own")
        yield Static("", classes="question", markup=False)

    def on_mount(self) -> None:
        """Fill in the answers that are proposed."""
        self.query_one("#region", Input).value = self._regions.get("cn", "")
        self.query_one("#name", Input).placeholder = say("如 红星县总工会", "its full name")
        switch = self.query_one(WaySwitch)
        switch.at = [way for way, _ in _WAYS].index(self._way)
        self.watch(switch, "at", self._turned)
        switch.focus()

    def take_regions(self, regions: Mapping[str, str]) -> None:
        """Know the regions that are installed."""
        self._regions = regions

    @property
    def way(self) -> str:
        """Which of the ways is chosen."""
        return _WAYS[self.query_one(WaySwitch).at][0]

    def _turned(self) -> None:
        where = self.query_one("#where", Input)
        if where.value == self._proposed:
            # What was refused is proposed again, to be mended; another way has a place of its own.
            refused = self._where if self.way == self._way else ""
            where.value = self._proposed = refused or _usual(self.way)
            where.cursor_position = len(where.value)
        self.query_one("#region").disabled = self.way == OPEN
        for widget in self.query(".own"):
            widget.set_class(self.way != OWN, "-off")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show which regions what was typed means."""
        event.stop()
        if event.input.id == "region":
            found = self._found()
            named = self._regions[found[0]] if found else ""
            others = say("、", ", ").join(self._regions[key] for key in found[1:5])
            told = say(f"选定：{named}", f"means: {named}") if found else say("没有这个地区", "no such region")
            self.query_one("#known", Static).update(
                Content(told + (say(f"   也像：{others}", f"   also: {others}") if others else ""))
            )

    def _found(self) -> list[str]:
        """The regions that fit what was typed, the best first; the exact name alone where it is one."""
        word = self.query_one("#region", Input).value.strip()
        exact = [key for key, name in self._regions.items() if word in (key, name)]
        ranked = sorted(self._regions, key=lambda key: -max(score(word, self._regions[key]), score(word, key)))
        return exact or [key for key in ranked if max(score(word, self._regions[key]), score(word, key))]

    def action_go_on(self) -> None:
        """The next question; after the last one, begin."""
        asked = [widget for widget in self.query("WaySwitch, Input") if takes_focus(widget)]
        at = asked.index(self.focused) if self.focused in asked else -1
        if at + 1 < len(asked):
            asked[at + 1].focus()
        else:
            self._finish()

    def _finish(self) -> None:
        where, found = self.query_one("#where", Input).value.strip(), self._found()
        name = self.query_one("#name", Input).value.strip()
        if not where:
            self._refuse(say("请写明放在哪里", "say where it lies"), "#where")
        elif not found and self.way != OPEN:
            self._refuse(say("没有这个地区，请重写", "no such region"), "#region")
        elif not name and self.way == OWN:
            self._refuse(say("请写单位全称，报表和文书用它", "give the full name; forms and letters bear it"), "#name")
        else:
            path = where if "://" in where else str(Path(where).expanduser())
            self.dismiss({"way": self.way, "where": path, "region": found[0] if found else "cn", "name": name})

    def _refuse(self, why: str, field: str) -> None:
        refused = self.query_one("#refused", Static)
        refused.remove_class("-off")
        refused.update(why)
        self.query_one(field).focus()

    def action_close(self) -> None:
        """Without a workspace there is nothing to go back to."""
        if self.desk.workspace is not None:
            super().action_close()
        else:
            self.desk.notify(say("还没有台账：按 Enter 继续，或 Ctrl+Q 退出", "no workspace yet: Enter, or Ctrl+Q"))


class MakingSheet(Sheet[None]):
    """What is being made, line by line, with the seconds."""

    keys_line: ClassVar[Words] = ("正在造，请稍候  ^Q 退出", "being made, please wait  ^Q leave")
    DEFAULT_CSS = """
    MakingSheet #lines { height: auto; max-height: 14; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._since, self._lines = monotonic(), list[str]()

    def title_text(self) -> str:
        return say("造一个样例县", "Making a sample county")

    def body(self) -> ComposeResult:
        yield Static(id="seconds", markup=False)
        yield Static(id="lines", markup=False)

    def on_mount(self) -> None:
        """Count the seconds."""
        self.set_interval(0.2, self._count)
        self._count()

    def _count(self) -> None:
        seconds = monotonic() - self._since
        self.query_one("#seconds", Static).update(
            say(f"已用 {seconds:.0f} 秒，约需 20 秒", f"{seconds:.0f} s of about 20")
        )

    def say_line(self, line: str) -> None:
        """Show a further line; the last ones are kept."""
        self._lines = [*self._lines, line][-12:]
        if self.is_mounted:
            self.query_one("#lines", Static).update(Content("\n".join(self._lines)))

    def action_close(self) -> None:
        """It is closed when the work is done."""


def _answered(app: UnionApp, answer: dict[str, str] | None) -> None:
    if answer is None:
        return
    if answer["way"] == OPEN:
        app.open_place(answer["where"])
    else:
        _make(app, answer)


def _make(app: UnionApp, answer: Mapping[str, str]) -> None:
    """Make the workspace that was answered in a thread, then open it."""
    sheet = MakingSheet()
    app.push_screen(sheet)
    sample = answer["way"] == SAMPLE

    def work() -> dict[str, Any]:
        if sample:
            return _make_sample(app, sheet, answer)
        from unionwork import Workspace

        place = Path(answer["where"])
        if "://" not in answer["where"]:
            place.parent.mkdir(parents=True, exist_ok=True)
        Workspace.create(answer["where"], region=answer["region"], name=answer["name"] or None).close()
        return {"workspace": answer["where"]}

    def made(told: dict[str, Any]) -> None:
        sheet.finish(None)
        if told.get("on"):
            remember_day(told["workspace"], date.fromisoformat(told["on"]))
        app.open_place(told["workspace"])

    def failed(error: UnionworkError) -> None:
        sheet.finish(None)
        ask_place(app, str(error), way=answer["way"], where=answer["where"])

    app.questions.put(app.base, work, made, group="make", failed=failed)


def _make_sample(app: UnionApp, sheet: MakingSheet, answer: Mapping[str, str]) -> dict[str, Any]:
    """Make the sample beside its place and move it there when it is whole: leaving halfway leaves no half county."""
    from unionwork import demo

    folder = Path(answer["where"])
    if (folder / _BOOK).exists():
        return {"workspace": str(folder / _BOOK)}
    from unionwork.errors import StoreError

    def say_line(line: str) -> None:
        app.call_later(sheet.say_line, line)

    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        told = demo(fresh, lambda line: say_line(line.replace(str(fresh), str(folder))), region=answer["region"])
        folder.mkdir(parents=True, exist_ok=True)
        # The workspace comes last: where it is, all is there.
        for path in sorted(fresh.iterdir(), key=lambda path: path.name == _BOOK):
            path.replace(folder / path.name)
        fresh.rmdir()
    except OSError as error:
        if isinstance(error, UnionworkError):
            raise
        why = error.strerror or type(error).__name__
        raise StoreError(f"不能写到「{folder}」：{why}；请换一个文件夹") from None
    return {"workspace": str(folder / _BOOK), "on": told["on"]}


def _offer_draft(app: UnionApp) -> None:
    """Offer the form that was left half filled, the latest one."""
    from unionwork_tui.reopening import offer_last

    with suppress(OSError):
        offer_last(app)
