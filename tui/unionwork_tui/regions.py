"""The regions: the parameters as they hold here with their documents, what is installed, and what is off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from unionwork_tui.figures import amount
from unionwork_tui.grid import BAD, DIM, Cell, Column, Grid, Line
from unionwork_tui.matching import matches
from unionwork_tui.pane import Pane
from unionwork_tui.rights import why_not
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace

Facts = Mapping[str, Any]
_COLUMNS: Final = (
    Column("label", ("参数", "parameter"), 22, grow=2),
    Column("value", ("值", "value"), 18, grow=1, right=True),
    Column("from", ("自", "from"), 10, keep=1),
    Column("source", ("依据", "source"), 20, grow=3),
)
_PACK_COLUMNS: Final = (
    Column("name", ("地区和插件", "regions and plugins"), 16, grow=1),
    Column("state", ("状态", "state"), 10),
    Column("brings", ("带来", "brings"), 24, grow=2),
)


class RegionsPane(Pane):
    """The parameters that hold here, and the packs that bring them."""

    key: ClassVar[str] = "regions"
    words: ClassVar[Words] = ("地区", "Regions")
    about: ClassVar[Words] = (
        """\
上面是对所选组织有效的参数：值、从哪一天起、依据的文件；没有定的排在后面。
F2 定一个参数，须写依据的文件；下面一栏是它历次的值。
下半部是装着的地区包和插件，停用的写明原因；Enter 看一个地区的内容，可以检验它。""",
        """\
Above, the parameters as they hold for the organisation in view: value, since when, by which document.
F2 sets a parameter, which needs a document. Its dated history stands below.
Regions and plugins are at the bottom, one that is off says why; Enter shows a region, which can be tested.""",
    )
    offers: ClassVar[tuple[str, ...]] = ("open", "change", "why", "search", "scope", "import")
    DEFAULT_CSS = """
    RegionsPane #params { border: round $border; border-title-color: $text; height: 3fr; }
    RegionsPane #dated { height: auto; max-height: 8; border: round $border; border-title-color: $text; padding: 0 1; }
    RegionsPane #dated Static { height: auto; }
    RegionsPane #packs { border: round $border; border-title-color: $text; height: 2fr; min-height: 6; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._params: dict[str, Facts] = {}
        self._packs: dict[str, Facts] = {}
        self._word = ""
        self._wanted = ""
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Grid(_COLUMNS, id="params", empty=say("没有声明参数。", "No parameters are declared."))
        with VerticalScroll(id="dated", can_focus=False):
            yield Static("", markup=False)
        yield Grid(_PACK_COLUMNS, id="packs", empty=say("没有地区包。", "No regions are installed."))

    @property
    def params(self) -> Grid:
        """The parameters."""
        return self.query_one("#params", Grid)

    @property
    def packs(self) -> Grid:
        """The regions and plugins."""
        return self.query_one("#packs", Grid)

    def memo(self) -> str:
        """The parameter at the cursor."""
        return self.params.key

    def recall(self, memo: str) -> None:
        """Go back to the parameter."""
        self._wanted = memo

    def enter(self) -> None:
        """Read the parameters, the regions and the plugins."""
        org = self.desk.scope

        def call(workspace: Workspace) -> tuple[Sequence[Facts], Sequence[Facts], Sequence[Facts], str]:
            tree = workspace.org_tree(org)
            name = tree[0]["name"] if tree else ""
            return workspace.params(org=org), workspace.regions(), workspace.plugins(), name

        def show(answer: tuple[Sequence[Facts], Sequence[Facts], Sequence[Facts], str]) -> None:
            params, regions, plugins, name = answer
            self._params = {row["key"]: row for row in params}
            self._packs = {f"region {row['key']}": row for row in regions}
            self._packs |= {f"plugin {row['name']}": row for row in plugins}
            self._list(name)
            self._list_packs()
            self.desk.show_keys()

        self.ask(call, show)

    def _list(self, name: str) -> None:
        rows = [row for row in self._params.values() if matches(self._word, row["label"], row["key"])]
        held = [row for row in rows if row["value"] is not None]
        open_ones = [row for row in rows if row["value"] is None]
        lines = [
            Line(row["key"], {**{key: row[key] or "" for key in ("label", "from", "source")}, "value": value_text(row)})
            for row in held
        ]  # fmt: skip
        if open_ones:
            lines.append(
                Line("", {"": say("没有定，用到它们的认定和事项不能算", "not set: what needs them cannot be told")})
            )
        missing: Cell = (say("未定", "not set"), DIM)
        lines += [Line(row["key"], {"label": row["label"], "value": missing}) for row in open_ones]
        self.params.show(lines, at=self._wanted)
        self._wanted = ""
        parts = [say("参数", "Parameters"), name, say(f"已定 {len(held)} 项，未定 {len(open_ones)} 项",
                                                     f"{len(held)} set, {len(open_ones)} not set")]  # fmt: skip
        self.params.border_title = Content(" · ".join(part for part in parts if part))

    def _list_packs(self) -> None:
        lines = [Line("", {"": say("地区", "regions")})]
        for key, row in self._packs.items():
            if key.startswith("region "):
                stands = say(f"基于 {row['extends']}", f"on {row['extends']}") if row["extends"] else ""
                brings = say(f"参数 {row['parameters']} 项，词条 {row['words']} 个",
                             f"{row['parameters']} parameters, {row['words']} words")  # fmt: skip
                lines.append(Line(key, {"name": f" {row['name']}", "state": stands, "brings": brings}))
        lines.append(Line("", {"": say("插件", "plugins")}))
        for key, row in self._packs.items():
            if key.startswith("plugin "):
                lines.append(
                    Line(key, {"name": f" {row['name']}", "state": state_cell(row), "brings": brings_text(row)})
                )
        self.packs.show(lines)
        off = sum(row["state"] != "on" for key, row in self._packs.items() if key.startswith("plugin "))
        told = say(f"停用 {off} 个", f"{off} off") if off else say("全部启用", "all on")
        self.packs.border_title = Content(f"{say('地区和插件', 'Regions and plugins')} · {told}")

    # The parameter at the cursor

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Show the history of the parameter at the cursor, once the cursor rests."""
        event.stop()
        if event.grid is self.params:
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(0.15, self._show_history)
        self.desk.show_keys()

    def _show_history(self) -> None:
        key = self.params.key
        if not key:
            return

        def show(answer: tuple[Sequence[str], str]) -> None:
            lines, barred = answer
            if self.params.key == key:
                self.query_one("#dated").border_title = Content(
                    say(f"{self._params[key]['label']} · 历次的值", f"{self._params[key]['label']} · dated values")
                )
                empty = say("还没有定过。F2 定值，须写依据的文件。", "Never set. F2 sets it, with its document.")
                hidden = say(f"您无权查看各单位定过的值。{barred}", f"You may not see what was set here. {barred}")
                told = [*lines, hidden] if barred else lines
                self.query_one("#dated Static", Static).update("\n".join(told) or empty)

        self.ask(lambda workspace: dated_values(workspace, key), show, group="dated")

    def refusal(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if action == "change" and not self.params.key:
            return say("先选一个参数", "choose a parameter first")
        if action == "change":
            return why_not(self.desk.workspace, "param") or None
        return None

    # Actions

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Enter sets a parameter, or shows a region."""
        event.stop()
        self.act_open()

    def act_open(self) -> None:
        """Show the region at the cursor, or set the parameter at the cursor."""
        from unionwork_tui.region_sheet import RegionSheet
        from unionwork_tui.sheet import tell

        if not self.packs.has_focus:
            self.act_change()
            return
        sort, _, key = self.packs.key.partition(" ")
        row = self._packs[self.packs.key]
        if sort == "region":
            self.desk.push_screen(RegionSheet(key, row["name"]))
        else:
            tell(self.desk, row["name"], plugin_text(row))

    def act_change(self) -> None:
        """Set the parameter at the cursor."""
        from unionwork_tui.set_sheet import open_parameter

        # Enter leads here too.
        refusal = self.refusal("change")
        if refusal is not None:
            self.notify(refusal, severity="warning", markup=False)
        else:
            open_parameter(self.desk, self._params[self.params.key], self.enter)

    def act_why(self) -> None:
        """Read out by which document the value holds."""
        from unionwork_tui.sheet import tell

        if not self.params.key:
            return
        row = self._params[self.params.key]
        parts = [
            (say("值", "value"), value_text(row)), (say("自", "from"), row["from"]),
            (say("依据", "source"), row["source"]), (say("定在", "set at"), row["origin"]),
            (say("键", "key"), row["key"]),
        ]  # fmt: skip
        tell(self.desk, row["label"], "\n".join(f"{name}{say('：', ': ')}{text}" for name, text in parts if text))

    def act_search(self) -> None:
        """Show only the parameters whose name has a word."""
        from unionwork_tui.set_sheet import open_word

        def found(word: str) -> None:
            self._word = word
            self.enter()

        open_word(self.desk, say("搜索参数", "Search the parameters"), self._word, found)

    def act_scope(self) -> None:
        """Narrow to an organisation."""
        self.desk.act_scope()

    def act_import(self) -> None:
        """Import a roll."""
        self.desk.act_import()

    def find(self, word: str) -> list[tuple[str, Callable[[], object]]]:
        """The parameters whose name has the word."""
        rows = [row for row in self._params.values() if matches(word, row["label"], row["key"])]
        return [(row["label"], partial(self.params.go_to, row["key"])) for row in rows[:20]]


def value_text(row: Facts) -> str:
    """A value with its unit."""
    if row["value"] is None:
        return say("未定", "not set")
    value = row["value"]
    return f"{amount(value.normalize() if value == value.to_integral_value() else value)} {row['unit']}".rstrip()


def state_cell(row: Facts) -> Cell:
    """Whether a plugin is on."""
    return say("启用", "on") if row["state"] == "on" else (say("停用", "off"), BAD)


def brings_text(row: Facts) -> str:
    """What a plugin brings, or why it is off."""
    if row["state"] != "on":
        return " ".join(str(row["reason"] or "").split())
    regions, kinds = row["regions"], row["kinds"]
    parts = [
        f"{say('地区', 'regions')} {say('、', ', ').join(regions)}" if regions else "",
        say(f"台账 {len(kinds)} 类", f"{len(kinds)} registers") if kinds else "",
    ]
    return say("，", "; ").join(part for part in parts if part)


def plugin_text(row: Facts) -> str:
    """All that is known of a plugin."""
    state = say("启用", "on") if row["state"] == "on" else say("停用", "off")
    parts = [
        (say("版本", "version"), row["version"]), (say("状态", "state"), state), (say("原因", "reason"), row["reason"]),
        (say("地区", "regions"), say("、", ", ").join(row["regions"])),
        (say("台账", "registers"), say("、", ", ").join(row["kinds"])),
    ]  # fmt: skip
    return "\n".join(f"{name}{say('：', ': ')}{text}" for name, text in parts if text)


def dated_values(workspace: Workspace, key: str) -> tuple[list[str], str]:
    """Every value that a parameter was given, newest first: by the workspace, and by the regions in use.

    Returns:
        The values, and why those of the workspace may not be seen, "" where they may.
    """
    orgs = workspace.org_tree()
    names = {row["number"]: row["name"] for row in orgs}
    used = {row["region"] for row in orgs if row["region"]}
    rows: list[tuple[str, str]] = []
    unit = next((row["unit"] for row in workspace.params(key)), "")
    barred = why_not(workspace, "read", "param_setting")
    settings = [] if barred else workspace.list("param_setting", where=[f"key={key}"], limit=None)["rows"]
    for row in settings:
        at = names.get(row["org"], row["org"])
        rows.append((row["from_on"], f"{row['value']} {unit} · {row['source']} · {at}（{row['number']}）"))
    for region in workspace.regions():
        if region["key"] not in _with_bases(workspace, used):
            continue
        for row in workspace.region(region["key"])["parameters"]:
            if row["key"] == key:
                until = say(f"至 {row['to']}", f"to {row['to']}") if row["to"] else ""
                text = f"{amount(row['value'])} {row['unit']} {until}".rstrip()
                rows.append((row["from"], f"{text} · {row['source']} · {region['name']}"))
    rows.sort(reverse=True)
    return [f"{say(f'{since} 起', f'from {since}')}  {text}" for since, text in rows], barred


def _with_bases(workspace: Workspace, regions: set[str]) -> set[str]:
    """The regions with those that they stand on."""
    return {entry for key in regions for entry in (key, *workspace.region(key)["extends"])}
