"""The program: holds the workspace, shows the places behind the digits, carries out actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from inspect import isawaitable
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from unionwork.errors import ExitCode, UnionworkError
from unionwork_tui.actions import ACTIONS, COMMON
from unionwork_tui.asking import PATIENCE, Questions
from unionwork_tui.footer import KeyLine
from unionwork_tui.header import PlaceLine, TabLine
from unionwork_tui.keys import read_keys
from unionwork_tui.pane import Pane
from unionwork_tui.words import say, speak, spoken

if TYPE_CHECKING:
    from unionwork import Workspace

Answer = TypeVar("Answer")
_ALWAYS_FIRST = ("help", "palette")
# What can be done while a sheet lies over the places.
OVER_A_SHEET = ("help", "palette", "light", "quit")


def _bindings() -> list[BindingType]:
    """Every key of the table; a bare letter never acts while an input has the focus, since inputs take it."""
    rows: list[BindingType] = [
        Binding(",".join(action.keys), f"act('{key}')", action.words[1], show=False, id=key, priority=key == "quit")
        for key, action in ACTIONS.items()
        if key != "open"
    ]
    names = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    rows += [
        Binding(f"{digit},fullwidth_digit_{name}", f"go_to({digit})", show=False)
        for digit, name in enumerate(names, start=1)
    ]
    rows.append(Binding("escape", "go_back", show=False))
    return rows


class UnionApp(App[int]):
    """The terminal interface over one workspace.

    Attributes:
        workspace: what is asked and told; None until one is chosen.
        place: its file or address, "" until one is chosen.
        scope: number of the organisation that the screens are narrowed to, None for all that the operator sees.
        questions: what is on its way to the workspace.
    """

    ENABLE_COMMAND_PALETTE = False
    # A key that is pressed before the workspace is open finds no box to fall into.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = _bindings()
    CSS = """
    Screen { layers: base; }
    ContentSwitcher { height: 1fr; }
    .-waiting { text-opacity: 70%; }
    """

    def __init__(
        self, place: str = "", *, operator: str | None = None, on: date | None = None, lang: str = "zh",
        kind: str | None = None, number: str | None = None,
    ) -> None:  # fmt: skip
        speak(lang)
        super().__init__()
        self.place, self.operator_key, self.on_day = place, operator, on
        self.first_record = (kind, number)
        self.workspace: Workspace | None = None
        self.scope: str | None = None
        self.questions = Questions(self)
        self._trail: list[str] = []
        self._stopping = False
        self._wrong_keys: list[str] = []

    def panes(self) -> list[type[Pane]]:
        """The places, in the order of their digits."""
        from unionwork_tui.places import PLACES

        return list(PLACES)

    def compose(self) -> ComposeResult:
        panes = self.panes()
        yield PlaceLine()
        yield TabLine([(pane.key, pane.words) for pane in panes])
        with ContentSwitcher(initial=panes[0].key):
            for pane in panes:
                yield pane(id=pane.key)
        yield KeyLine()

    def on_mount(self) -> None:
        """Open the workspace that was named, or ask for one."""
        from unionwork_tui.settings import read_settings

        self.theme = "textual-light" if read_settings().get("theme") == "light" else "textual-dark"
        keymap, self._wrong_keys = read_keys()
        self.set_keymap(keymap)
        self.set_interval(0.1, self._show_waiting)
        # The frame stands before anything is read.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        from unionwork_tui.first_run import begin

        for sentence in self._wrong_keys:
            self.notify(sentence, severity="warning")
        begin(self)

    # The workspace

    def open_place(self, place: str, *, then: Callable[[], object] | None = None) -> None:
        """Open a workspace in a thread and show what is due in it."""
        from unionwork_tui.opening import open_place

        open_place(self, place, then=then)

    @property
    def base(self) -> Any:
        """The screen of the places, below all sheets."""
        return self.screen_stack[0]

    def show_header(self) -> None:
        """Write the top line anew."""
        if self.workspace is None:
            return
        line = self.base.query_one(PlaceLine)
        session = self.workspace.session
        worker = session.worker
        role = session.catalogue.vocabulary("operator_role").label_of(worker.role, spoken())
        who = getattr(worker, "name", None) or worker.key
        line.day, line.operator = session.on, say(f"操作员 {who}（{role}）", f"{who} ({role})")

        def show(tree: Any) -> None:
            name = tree[0]["name"] if tree else ""
            line.place = f"{name} ▸ {say('本级及下属', 'with all below')}"

        self.ask(line, lambda workspace: workspace.org_tree(self.scope)[:1], show, group="header")

    def ask(
        self, widget: Widget, call: Callable[[Workspace], Answer], then: Callable[[Answer], Any], *,
        group: str = "read", failed: Callable[[UnionworkError], Any] | None = None,
    ) -> None:  # fmt: skip
        """Ask the workspace in a thread; `then` gets the answer in the program's own thread.

        A later question of the same widget and group makes an earlier one's answer void. What the
        workspace refuses goes to `failed`, or is shown; what is on the screen stays. A group whose
        name begins with `import` or `write` writes: leaving asks first, and Esc does not stop it.
        """
        workspace = self.workspace
        if workspace is not None:
            self.questions.put(widget, lambda: call(workspace), then, group=group, failed=failed)

    def asked_less(self) -> None:
        """A question is done; after the last one that was stopped, the workspace may be asked again."""
        if self._stopping and not self.questions.running():
            self._stopping = False
            if self.workspace is not None:
                self.workspace.session.resume()

    def stop_reading(self) -> bool:
        """Stop what a person waits for; False where nobody waits, or where something is being written."""
        if self.workspace is None or self.questions.writing or not self.questions.slow():
            return False
        self._stopping = True
        self.workspace.session.stop()
        return True

    def _show_waiting(self) -> None:
        if self._stopping and self.workspace is not None:
            self.workspace.session.stop()
        # There is none for a moment while the screens are made anew in another language.
        # While the program closes there is no screen any more.
        for line in self.base.query(PlaceLine) if self.screen_stack else ():
            line.waiting = self.questions.show_waiting()

    def tell_error(self, error: Exception) -> None:
        """Show what was refused; nothing on the screen is lost."""
        from unionwork_tui.sheet import tell

        tell(self, say("没有完成", "Not done"), str(error))

    def tell_done(self, text: str) -> None:
        """Say in passing that something was stored."""
        self.notify(text, timeout=6, markup=False)

    # Places

    @property
    def front(self) -> Pane | None:
        """The place in front."""
        # While the program closes its parts go one by one, and an answer may still come.
        held = self.base.query(ContentSwitcher) if self.screen_stack else ()
        found = next((switcher.visible_content for switcher in held), None)
        return found if isinstance(found, Pane) else None

    def action_go(self, key: str) -> None:
        """Bring a place to the front."""
        pane = self.front
        if pane is not None:
            pane.leave()
            if pane.key != key:
                self._trail = [*(held for held in self._trail if held != key), pane.key]
        self._bring(key)

    def _bring(self, key: str) -> None:
        self.base.query_one(ContentSwitcher).current = key
        self.base.query_one(TabLine).front = key
        pane = self.front
        if pane is not None:
            if self.workspace is not None:
                pane.enter()
            pane.focus_start()
        self.show_keys()

    def action_go_to(self, digit: int) -> None:
        """Bring the place behind a digit to the front."""
        panes = self.panes()
        if digit <= len(panes) and not isinstance(self.screen, ModalScreen):
            self.action_go(panes[digit - 1].key)

    def action_go_back(self) -> None:
        """Stop what a person waits for; else go back to where one came from, at last to the first place."""
        if isinstance(self.screen, ModalScreen) or self.stop_reading():
            return
        pane, first = self.front, self.panes()[0].key
        if self._trail:
            self._bring_back(self._trail.pop())
        elif pane is not None and pane.key != first:
            self._bring_back(first)

    def _bring_back(self, key: str) -> None:
        if self.front is not None:
            self.front.leave()
        self._bring(key)

    def show_keys(self) -> None:
        """Write the bottom line anew."""
        for line in self.base.query(KeyLine) if self.screen_stack else ():
            if isinstance(self.screen, ModalScreen):
                line.show([(key, True) for key in OVER_A_SHEET])
            else:
                line.show([(key, why is None) for key, why in self.possible()])

    def possible(self) -> list[tuple[str, str | None]]:
        """The actions of the place in front, in the order of the footer, each with why it cannot be done now."""
        pane = self.front
        offers = pane.offers if pane is not None else ()
        listed = [*_ALWAYS_FIRST, *offers, *(key for key in COMMON if key not in offers)]
        return [(key, pane.refusal(key) if pane is not None and key in offers else None) for key in listed]

    # Actions

    async def action_act(self, key: str) -> None:
        """Carry out an action of the table: the place in front does it, or the program itself."""
        if isinstance(self.screen, ModalScreen) and key not in OVER_A_SHEET:
            return
        pane, own = self.front, getattr(self, f"act_{key}", None)
        if pane is not None and key in pane.offers and not isinstance(self.screen, ModalScreen):
            refusal = pane.refusal(key)
            if refusal is not None:
                self.notify(refusal, severity="warning", markup=False)
                return
            own = getattr(pane, f"act_{key}", own)
        if own is None:
            self.notify(say(f"这里不能「{ACTIONS[key].words[0]}」", f"no {ACTIONS[key].words[1]} here"))
        else:
            await _finish(own())

    def reload(self) -> None:
        """Read everything in view again."""
        self.show_header()
        if self.front is not None and self.workspace is not None:
            self.front.enter()
        self.show_keys()

    def open_record(self, kind: str, number: str | None = None, where: list[str] | None = None) -> None:
        """Show a register, narrowed by conditions, and one record of it."""
        from unionwork_tui.places import REGISTERS

        self.action_go(REGISTERS.key)
        pane = self.front
        if isinstance(pane, REGISTERS):
            pane.show(kind, number=number, where=where or [])

    def set_scope(self, org: str | None) -> None:
        """Narrow all places to an organisation and those below it; None for all that the operator sees."""
        self.scope = org
        self.reload()

    def act_help(self) -> None:
        """F1."""
        from unionwork_tui.help_sheet import open_help

        open_help(self)

    def act_palette(self) -> None:
        """Ctrl+P."""
        from unionwork_tui.palette import open_palette

        open_palette(self)

    def act_jump(self) -> None:
        """Ctrl+O."""
        from unionwork_tui.jump import open_jump

        open_jump(self)

    def act_scope(self) -> None:
        """Narrow all places to one organisation."""
        from unionwork_tui.palette import open_organisations

        open_organisations(self)

    def act_reload(self) -> None:
        """Read again."""
        self.reload()

    async def act_language(self) -> None:
        """Switch between Chinese and English, staying in the same place."""
        front = self.front
        memos = {pane.key: pane.memo() for pane in self.base.query(Pane)}
        speak("en" if spoken() == "zh" else "zh")
        if self.workspace is not None:
            self.workspace.session.lang = spoken()
        await self.recompose()
        for pane in self.base.query(Pane):
            pane.recall(memos.get(pane.key))
        self._bring(front.key if front is not None else self.panes()[0].key)
        self.show_header()

    def act_light(self) -> None:
        """Switch between light and dark."""
        from unionwork_tui.settings import remember

        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"
        remember("theme", self.theme.removeprefix("textual-"))

    def act_import(self) -> None:
        """Import from anywhere."""
        from unionwork_tui.import_sheet import open_import

        open_import(self)

    def act_quit(self) -> None:
        """Leave; asks only when something is unsaved."""
        from unionwork_tui.leaving import leave

        leave(self)

    async def action_quit(self) -> None:
        """Leave; Ctrl+C never does."""
        self.act_quit()

    def action_help_quit(self) -> None:
        """Say how to leave: Ctrl+C is a habit, and would lose what was typed."""
        self.notify(say("Ctrl+C 不退出；退出请按 Ctrl+Q", "Ctrl+C does not leave; Ctrl+Q does"))

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print the error with the values of all variables, which may be a citizen's."""
        from unionwork_tui.crash import farewell

        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = int(ExitCode.STORE)
        self.panic(Text(farewell(error), overflow="fold"))

    def close_workspace(self) -> None:
        """Let go of the workspace after the screens are gone; what still runs is stopped and rolled back."""
        if self.workspace is None:
            return
        end = monotonic() + PATIENCE
        while self.questions.running() and monotonic() < end:
            self.workspace.session.stop()
            if self.questions.wait(PATIENCE / 4):
                break
        self.workspace.close()

    def leave_now(self, code: int = 0) -> None:
        """Stop what runs and leave."""
        if self.workspace is not None and self.questions.running():
            self.workspace.session.stop()
        self.exit(code, return_code=code)


async def _finish(answer: object) -> None:
    """Wait for an action that takes its time."""
    if isawaitable(answer):
        await answer
