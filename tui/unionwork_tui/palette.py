"""The palette: finds commands, records, organisations and indicators by what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from unionwork_tui.actions import ACTIONS
from unionwork_tui.finding import score
from unionwork_tui.grid import DIM, Column, Grid, Line
from unionwork_tui.keys import shown_key
from unionwork_tui.pane import Pane
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

_MOST: Final = 60
_PAUSE: Final = 0.2
_FROM_STORE: Final = 2
_PER_KIND: Final = 4


class Choice(NamedTuple):
    """Something that can be chosen.

    Attributes:
        label: what it is called, and found by.
        do: what choosing it does.
        side: what stands beside it: a key, a count, a sort.
        command: the command line that does the same, or what it is.
        also: further words that it is found by.
    """

    label: str
    do: Callable[[], object]
    side: str = ""
    command: str = ""
    also: str = ""

    def score(self, word: str) -> int:
        """How well it fits what was typed."""
        return max(score(word, self.label), score(word, self.also) - 5 if self.also else 0)


Find = Callable[["ChoiceSheet", str], object]
_KEYS: Final[Words] = ("按键", "key")


class ChoiceSheet(Sheet[Choice]):
    """A list that narrows while one types; Enter takes the row at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('step', -1)", show=False), Binding("down", "move('step', 1)", show=False),
        Binding("pageup", "move('page', -1)", show=False), Binding("pagedown", "move('page', 1)", show=False),
        Binding("ctrl+p", "close", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ChoiceSheet { align: center top; }
    ChoiceSheet > .sheet { margin-top: 1; height: 90%; }
    ChoiceSheet Input { height: 1; border: none; padding: 0 1; background: $panel; }
    ChoiceSheet Grid { margin-top: 1; }
    """
    keys_line = ("↑↓ 选择  Enter 确定  Esc 关闭", "↑↓ choose  Enter take  Esc close")
    about = (
        "输入几个字、全拼或首字母，例如 xjyh 找到“新建问题隐患”。\n右边是它的按键和同样功能的命令行。",
        "Type words, or initials of Chinese syllables. The key and the command line that do the same stand beside.",
    )

    def __init__(
        self, title: str, choices: Sequence[Choice], *, find: Find | None = None, side: Words = _KEYS,
        also: Callable[[str], Sequence[Choice]] | None = None,
    ) -> None:  # fmt: skip
        """Make a list.

        Args:
            title: stands in the frame.
            choices: what can be chosen.
            find: asks the workspace for more when the typing pauses, and adds it.
            side: heading of what stands beside the names.
            also: what else there is for a word, at once.
        """
        super().__init__()
        self._title, self._choices, self._find, self._side, self._also = title, list(choices), find, side, also
        self._more: list[Choice] = []
        self._shown: dict[str, Choice] = {}
        self._timer: Timer | None = None

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        columns = [Column("label", ("名称", "name"), 20, grow=3), Column("side", self._side, 8)]
        if any(choice.command for choice in self._choices):
            columns.append(Column("command", ("命令行", "command line"), 30, grow=4, keep=1))
        yield Input(compact=True, placeholder=say("输入汉字、拼音或首字母", "type to find"))
        yield Grid(columns, empty=say("没有找到。Esc 关闭", "Nothing found. Esc closes"))

    def on_mount(self) -> None:
        """Begin with everything, the cursor in the input."""
        grid = self.query_one(Grid)
        grid.can_focus = False
        self.query_one(Input).focus()
        self._show()

    @property
    def word(self) -> str:
        """What was typed."""
        return self.query_one(Input).value.strip()

    @property
    def found(self) -> list[Choice]:
        """What is listed now, the best first."""
        return list(self._shown.values())

    def add(self, word: str, choices: Sequence[Choice]) -> None:
        """List what was found in the workspace for a word, unless another one was typed since."""
        if word == self.word:
            self._more = list(choices)
            self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list at once; ask the workspace when the typing pauses."""
        event.stop()
        self._more = []
        self._show(begin=True)
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        word, find = self.word, self._find
        if find is not None and len(word) >= _FROM_STORE:
            self._timer = self.set_timer(_PAUSE, lambda: find(self, word))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the row at the cursor."""
        event.stop()
        self._take()

    def on_grid_opened(self) -> None:
        """Take the row that was clicked."""
        self._take()

    def action_move(self, how: str, step: int) -> None:
        """Move the cursor in the list while the input keeps the focus."""
        getattr(self.query_one(Grid), f"action_{how}")(step)

    def _take(self) -> None:
        choice = self._shown.get(self.query_one(Grid).key)
        if choice is not None:
            self.dismiss(choice)

    def _show(self, *, begin: bool = False) -> None:
        word = self.word
        ranked = [(choice.score(word), place, choice) for place, choice in enumerate(self._choices)]
        best = [choice for points, _, choice in sorted(ranked, key=lambda held: (-held[0], held[1])) if points]
        named = {choice.label for choice in best}
        here = [choice for choice in (self._also(word) if self._also and word else ()) if choice.label not in named]
        kept = [*best, *here, *self._more][:_MOST]
        self._shown = {str(place): choice for place, choice in enumerate(kept)}
        lines = [
            Line(key, {"label": choice.label, "side": choice.side, "command": (choice.command, DIM)})
            for key, choice in self._shown.items()
        ]
        self.query_one(Grid).show(lines, at="0" if begin else "")


def choose(
    app: UnionApp, title: str, choices: Sequence[Choice], *, find: Find | None = None, side: Words = _KEYS,
    also: Callable[[str], Sequence[Choice]] | None = None,
) -> None:  # fmt: skip
    """Let a person choose, see `ChoiceSheet`; what was chosen is done after the list is closed."""

    def done(choice: Choice | None) -> None:
        if choice is not None:
            choice.do()

    app.push_screen(ChoiceSheet(title, choices, find=find, side=side, also=also), done)


def open_palette(app: UnionApp) -> None:
    """Open the palette: over a sheet only what makes sense there."""
    if isinstance(app.screen, ModalScreen):
        if not isinstance(app.screen, ChoiceSheet):
            from unionwork_tui.app import OVER_A_SHEET

            choose(app, say("命令", "Commands"), [_action(app, key) for key in OVER_A_SHEET if key != "palette"])
        return
    title = say("命令、记录、组织、指标", "Commands, records, organisations, indicators")
    choose(app, title, _all(app), find=_find, also=lambda word: _here(app, word))


def open_organisations(app: UnionApp) -> None:
    """Let a person choose the organisation that all places are narrowed to."""

    def show(tree: Sequence[dict[str, Any]]) -> None:
        whole = Choice(say("全部（取消缩小）", "all (no narrowing)"), lambda: app.set_scope(None))
        choices = [
            Choice("  " * row["depth"] + row["name"], lambda number=row["number"]: app.set_scope(number),  # type: ignore[misc]
                   row["number"], f"unionwork due --org {row['number']}", row["number"])
            for row in tree
        ]  # fmt: skip
        title = say("只看一个组织和它的下级", "Only one organisation and those below it")
        choose(app, title, [whole, *choices], side=("编号", "number"))

    app.ask(app.base, lambda workspace: workspace.org_tree(), show, group="organisations")


def _all(app: UnionApp) -> list[Choice]:
    """What can be done now."""
    choices = [
        _action(app, key) for key, refusal in app.possible() if refusal is None and key not in ("palette", "open")
    ]
    for digit, pane in enumerate(app.panes(), start=1):
        choices.append(
            Choice(say(f"到“{pane.words[0]}”", f"go to {pane.words[1]}"), lambda key=pane.key: app.action_go(key),  # type: ignore[misc]
                   str(digit), "unionwork tui")
        )  # fmt: skip
    if app.workspace is not None:
        choices += _declared(app, app.workspace)
    from unionwork_tui.first_run import ask_place, make_sample

    choices.append(Choice(say("打开或新建台账", "open or make a workspace"), lambda: ask_place(app),
                          command="unionwork -w FILE tui"))  # fmt: skip
    choices.append(Choice(say("造一个样例县来练习", "make a sample county for practice"), lambda: make_sample(app),
                          command="unionwork demo"))  # fmt: skip
    return choices


def _action(app: UnionApp, key: str) -> Choice:
    action = ACTIONS[key]

    def do() -> None:
        app.call_later(app.action_act, key)

    return Choice(say(*action.words), do, shown_key(key), action.command, say(*action.help))


def _declared(app: UnionApp, workspace: Workspace) -> list[Choice]:
    """The kinds, indicators, rules and checks that are declared; each opens where its rows stand."""
    from unionwork_tui.record_form import open_new

    catalogue, session, choices = workspace.loaded.catalogue, workspace.session, list[Choice]()
    kinds = {
        key: kind for key, kind in sorted(catalogue.kinds.items()) if not kind.system and session.may("read", kind)
    }
    for key, kind in kinds.items():
        label = say(kind.label, kind.label_en or kind.label)
        choices.append(Choice(label, lambda key=key: app.open_record(key), say("台账", "register"),  # type: ignore[misc]
                              f"unionwork {key} list", key))  # fmt: skip
        if session.may("add", kind):
            choices.append(
                Choice(say(f"新建{label}", f"new {label}"), lambda key=key: open_new(app, key),  # type: ignore[misc]
                       say("新增", "new"), f"unionwork {key} add FIELD=VALUE")
            )  # fmt: skip
    for key, indicator in sorted(catalogue.indicators.items()):
        if not session.may("measure", indicator.of):
            continue
        label = say(indicator.label, indicator.label_en or indicator.label)
        choices.append(Choice(label, lambda key=key: _go_and_show(app, "indicators", key),  # type: ignore[misc]
                              say("指标", "figure"), f"unionwork indicator measure {key}", key))  # fmt: skip
    for key, rule in sorted(catalogue.rules.items()):
        if not session.may("assess", rule.of):
            continue
        choices.append(Choice(say(rule.label, rule.label_en or rule.label),
                              lambda kind=rule.of.key: app.open_record(kind),  # type: ignore[misc]
                              say("规则", "rule"), f"unionwork assess {key} NUMBER", key))  # fmt: skip
    for key, check in sorted(catalogue.checks.items()):
        if check.of is not None and not session.may("read", check.of):
            continue
        choices.append(Choice(say(check.label, key), lambda key=key: _go_and_show(app, "checks", key),  # type: ignore[misc]
                              say("检查", "check"), f"unionwork check {key}", key))  # fmt: skip
    return choices


def _go_and_show(app: UnionApp, place: str, key: str) -> None:
    """Bring a place to the front and its row of that key under the cursor."""
    for pane in app.base.query(f"#{place}").results(Pane):
        pane.aim(key)
    app.action_go(place)


def _here(app: UnionApp, word: str) -> list[Choice]:
    """What the place in front finds for a word."""
    pane = app.front
    return [] if pane is None else [Choice(label, do, say(*pane.words)) for label, do in pane.find(word)]


def _find(sheet: ChoiceSheet, word: str) -> None:
    """Ask the workspace for records and organisations of a name or number."""
    app = sheet.desk

    def read(workspace: Workspace) -> list[tuple[str, str, str, str]]:
        found = [("", row["number"], row["name"], "") for row in workspace.org_tree() if score(word, row["name"]) > 10][
            :_PER_KIND
        ]
        for key, kind in sorted(workspace.loaded.catalogue.kinds.items()):
            if kind.system or not workspace.session.may("read", kind):
                continue
            name = kind.named_by.key if kind.named_by is not None and kind.named_by.private is None else ""
            label = say(kind.label, kind.label_en or kind.label)
            rows = workspace.list(key, search=word, limit=_PER_KIND, org=app.scope)["rows"]
            found += [(key, row["number"], str(row.get(name) or "") if name else "", label) for row in rows]
        return found

    def show(found: list[tuple[str, str, str, str]]) -> None:
        sheet.add(word, [_found(app, *row) for row in found])

    app.ask(sheet, read, show, group="palette", failed=lambda _: None)


def _found(app: UnionApp, kind: str, number: str, name: str, label: str) -> Choice:
    if not kind:
        return Choice(name, lambda: app.set_scope(number), say("组织", "org"), f"unionwork due --org {number}", number)
    return Choice(f"{number} {name}".strip(), lambda: app.open_record(kind, number), label,
                  f"unionwork {kind} show {number}")  # fmt: skip
