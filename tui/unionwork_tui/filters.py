"""Filters: the codes of a register with how many records have each, other conditions, the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from unionwork.errors import UnionworkError
from unionwork_tui.choices import Choices
from unionwork_tui.cutting import cut
from unionwork_tui.looking import Looking
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import Showing, label_of
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace

_SORT = "_sort"
Row = Mapping[str, Any]


class FilterSheet(Sheet[Looking]):
    """Fields at the left, their codes with counts at the right; every choice is seen at once in the table below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "to_fields", show=False),
        Binding("right", "to_codes", show=False),
        Binding("ctrl+x", "clear", show=False),
        Binding("ctrl+y", "copy", show=False),
    ]
    keys_line = (
        "↑↓ ←→ 选择  Enter 选定  ^X 全部清除  ^Y 复制命令  Esc 完成",
        "↑↓ ←→ choose  Enter set  ^X clear all  ^Y copy the line  Esc done",
    )
    about = (
        "左边选字段，右边选代码；数字是还有多少条。下面可写别的条件。\n最下一行是同样的命令行条件，^Y 复制。",
        "Choose a field at the left and a code at the right; other conditions can be typed below.",
    )
    DEFAULT_CSS = """
    FilterSheet Horizontal { height: auto; max-height: 16; }
    FilterSheet OptionList { height: 14; }
    FilterSheet #filter-fields { width: 40%; }
    FilterSheet #filter-codes { width: 1fr; border-left: solid $foreground 20%; }
    FilterSheet .line { height: auto; color: $text-muted; }
    FilterSheet .refused { height: auto; color: $text-error; }
    """

    def __init__(self, showing: Showing, looking: Looking, changed: Callable[[Looking], Any]) -> None:
        super().__init__()
        self._showing, self.looking, self._changed = showing, looking, changed
        self._found: Sequence[Row] = ()
        self._free = ""

    def title_text(self) -> str:
        return say(f"筛选{self._showing.label}", f"filter {self._showing.label}")

    def body(self) -> ComposeResult:
        with Horizontal():
            yield Choices(id="filter-fields")
            yield Choices(id="filter-codes")
        box = Input(
            placeholder=say(
                "其他条件，如 found_on>=2024-01-01，Enter 加上", "another condition, such as found_on>=2024-01-01"
            ),
            id="filter-free",
        )
        box.compact = True
        yield box
        yield Static("", classes="refused", markup=False)
        yield Static("", classes="line", markup=False)

    def on_mount(self) -> None:
        self._draw_fields()
        fields = self.query_one("#filter-fields", OptionList)
        fields.focus()
        fields.highlighted = 0 if fields.option_count else None
        self._say_line()

    def _fields(self) -> list[tuple[str, str]]:
        """What can be chosen from a list: the state, codes, decisions, yes or no; at last the order."""
        showing = self._showing
        states = [("state", say("状态", "state"))] if showing.has_states and "state" not in showing.fields else []
        may = self.desk.workspace is not None and "private.read" in self.desk.workspace.session.worker.rights
        coded = [
            (key, label_of(field))
            for key, field in showing.fields.items()
            if field["shape"] in ("code", "decided", "flag") and (may or not field["private"])
        ]
        return [*states, *coded, (_SORT, say("排序", "order"))]

    def _draw_fields(self) -> None:
        listed = self.query_one("#filter-fields", OptionList)
        held = listed.highlighted
        options = []
        for key, label in self._fields():
            condition = self.looking.condition_on(key)
            chosen = self._order_told() if key == _SORT else self.looking.told_as.get(condition or "", condition or "")
            value = chosen.partition("：")[2] or chosen.partition(": ")[2] or chosen
            options.append(
                Option(Content.assemble(label, (f"  {value}" if value else "", "bold $text-accent")), id=key)
            )
        listed.set_options(options)
        listed.highlighted = held if held is not None and held < len(options) else (0 if options else None)

    def _order_told(self) -> str:
        sort = self.looking.sort
        if not sort:
            return ""
        label = self._showing.heading(sort.removeprefix("-"))
        return say(f"按{label}", f"by {label}") + (say("，大的在前", ", largest first") if sort.startswith("-") else "")

    @property
    def field(self) -> str | None:
        """The field at the cursor."""
        listed = self.query_one("#filter-fields", OptionList)
        return str(listed.get_option_at_index(listed.highlighted).id) if listed.highlighted is not None else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_list.id == "filter-fields":
            self._list_codes()

    def _list_codes(self) -> None:
        key = self.field
        if key is None:
            return
        if key == _SORT:
            self._found = [
                {"code": f"{mark}{name}", "label": self._showing.heading(name) + words, "count": None}
                for name in self._sortable()
                for mark, words in (("", ""), ("-", say("，大的在前", ", largest first")))
            ]
            self._draw_codes(key)
            return
        # The other conditions hold; the field's own does not, so that another of its codes can be chosen.
        beside = self.looking.with_condition(key, None, "")
        filters, kind = beside.filters(self.desk.scope), self._showing.key

        def then(found: Sequence[Row]) -> None:
            if key == self.field:
                self._found = found
                self._draw_codes(key)

        self.desk.ask(
            self, lambda workspace: workspace.facets(kind, key, **filters), then, group="facets", failed=self._refuse
        )

    def _sortable(self) -> list[str]:
        return [key for key, field in self._showing.fields.items() if not field["private"] and field["shape"] != "ref"]

    def _draw_codes(self, key: str) -> None:
        listed = self.query_one("#filter-codes", OptionList)
        chosen = self.looking.sort if key == _SORT else (self.looking.condition_on(key) or "").partition("=")[2]
        every = say("按编号", "by number") if key == _SORT else say("全部", "all")
        width = max((cell_len(str(row["label"])) for row in self._found), default=4) + 2
        options = [Option(f"{'● ' if not self._is_set(key) else '  '}{every}", id="_all")]
        for row in self._found:
            mark = "● " if self._is_set(key) and row["code"] == chosen else "  "
            count = "" if row["count"] is None else f"{row['count']:>8,}"
            options.append(Option(Content.assemble(mark, cut(str(row["label"]), width), (count, "$text-muted"))))
        listed.set_options(options)
        listed.highlighted = 0

    def _is_set(self, key: str) -> bool:
        return bool(self.looking.sort) if key == _SORT else self.looking.condition_on(key) is not None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        key = self.field
        if event.option_list.id == "filter-fields" or key is None:
            self.action_to_codes()
            return
        row = self._found[event.option_index - 1] if event.option_index else None
        if key == _SORT:
            import attrs

            self._take(attrs.evolve(self.looking, sort=str(row["code"]) if row else ""))
        elif row is None:
            self._take(self.looking.with_condition(key, None, ""))
        else:
            label = dict(self._fields())[key]
            told = say(f"{label}：{row['label']}", f"{label}: {row['label']}")
            self._take(self.looking.with_condition(key, f"{key}={row['code']}", told))
        self.action_to_fields()

    def _take(self, looking: Looking) -> None:
        self.looking = looking
        self._changed(looking)
        self._draw_fields()
        self._list_codes()
        self._say_line()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A condition that was typed is tried before it is taken."""
        event.stop()
        text = event.value.strip()
        if not text:
            return
        kind, filters = self._showing.key, self.looking.filters(self.desk.scope)
        tried = {**filters, "where": (*self.looking.where, text)}

        def then(_: int) -> None:
            import attrs

            event.input.value = ""
            self.query_one(".refused", Static).update("")
            self._take(attrs.evolve(self.looking, where=(*self.looking.where, text)))

        def call(workspace: Workspace) -> int:
            return workspace.count(kind, **tried)

        self.desk.ask(self, call, then, group="try", failed=self._refuse)

    def _refuse(self, error: UnionworkError) -> None:
        self.query_one(".refused", Static).update(str(error))

    def _say_line(self) -> None:
        line = self.looking.line()
        command = f"unionwork {self._showing.key} list {line}".rstrip()
        self.query_one(".line", Static).update(say(f"同样的命令：{command}", f"the same command: {command}"))

    def action_to_fields(self) -> None:
        """Left."""
        self.query_one("#filter-fields").focus()

    def action_to_codes(self) -> None:
        """Right."""
        self.query_one("#filter-codes").focus()

    def action_clear(self) -> None:
        """Show all records."""
        self._take(self.looking.cleared())

    def action_copy(self) -> None:
        """Copy the conditions as they stand in a command line."""
        self.app.copy_to_clipboard(self.looking.line())
        self.notify(say("已复制", "copied"), markup=False)
