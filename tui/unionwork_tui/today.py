"""Today: what is owed, what waits, and the figures that matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from unionwork_tui.figures import aim_text
from unionwork_tui.grid import BAD, DIM, Cell, Column, Grid, Line
from unionwork_tui.matching import matches
from unionwork_tui.pane import Pane
from unionwork_tui.settings import read_settings, remember
from unionwork_tui.signs import spark
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace

Row = dict[str, Any]
# What is owed later is nobody's business today.
DAYS: Final = 30
MOST_ROWS: Final = 1000
_FIGURES, _BACK = 3, 8
_COLUMNS: Final = (
    Column("due", ("期限", "due"), 10),
    Column("label", ("事项", "what"), 18, grow=2),
    Column("subject", ("对象", "record"), 18, grow=4),
    Column("responsible", ("责任人", "person"), 8),
    Column("late", ("已逾期", "overdue"), 8, right=True),
    Column("org", ("组织", "organisation"), 16, keep=2),
    Column("source", ("依据", "source"), 12, grow=2, keep=1),
)


class TodayPane(Pane):
    """What is due, overdue or waits for the operator, soonest first."""

    key: ClassVar[str] = "today"
    words: ClassVar[Words] = ("今日", "Today")
    about: ClassVar[Words] = (
        """这里列出已经逾期、今天到期、三十天内到期的事项，和等您审批的事项，最早的在前。
Enter 打开那条记录，F9 直接办理；上面一行是总数，下面一行是几项指标。
下一步：按 F6 导入自己的 Excel 花名册。""",
        """What is overdue, due today or within thirty days, and what waits for your approval, the soonest first.
Enter opens the record, F9 takes its next step. Totals stand above, some indicators below.
What to do next: F6 imports a roll of your own.""",
    )
    offers: ClassVar[tuple[str, ...]] = ("open", "steps", "search", "import", "filter")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "unfilter", show=False), Binding("delete", "dismiss_hint", show=False),
        Binding("down", "to_rows", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    TodayPane { border: round $panel-lighten-2; border-title-color: $text-muted; padding: 0; }
    TodayPane > #counts { height: 1; padding: 0 1; }
    TodayPane > #word { height: 1; border: none; padding: 0 1; background: $panel; display: none; }
    TodayPane > #word.-open { display: block; }
    TodayPane > #hint { height: 1; padding: 0 1; color: $text-accent; display: none; }
    TodayPane > #hint.-open { display: block; }
    TodayPane > #figures { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[Row] = []
        self._counts: dict[str, int] = {}
        self._shown: dict[str, Row] = {}
        self._duty, self._mine, self._read = "", False, False

    def compose(self) -> ComposeResult:
        yield Static(id="counts", markup=False)
        word = Input(
            id="word", compact=True, placeholder=say("输入事项、对象、责任人，拼音首字母也行", "words or initials")
        )
        yield word
        yield Grid(_COLUMNS, id="due")
        yield Static(id="hint", markup=False)
        yield Static(id="figures", markup=False)

    # What is read

    def enter(self) -> None:
        """Read what is due and the counts, then the figures."""
        self._show_hint()
        scope, mine = self.desk.scope, self._mine

        def read(workspace: Workspace) -> tuple[dict[str, int], list[Row]]:
            counts = dict(workspace.due_counts(org=scope, mine=mine))
            own = list(workspace.due(within_days=DAYS, org=scope, mine=True, limit=MOST_ROWS))
            if mine:
                return counts, own
            rows = list(workspace.due(within_days=DAYS, org=scope, limit=MOST_ROWS))
            return counts, rows + [row for row in own if row["due"] is None]

        self.ask(read, self._take)

    def _take(self, answer: tuple[dict[str, int], list[Row]]) -> None:
        self._counts, self._rows = answer
        today = self.desk.workspace.session.on.isoformat() if self.desk.workspace is not None else ""
        self._rows = [{**row, "is_today": row["due"] == today} for row in self._rows]
        first = not self._read
        self._read = True
        self._show_rows()
        self.ask(_read_figures(self.desk.scope), self._show_figures, group="figures", failed=lambda _: None)
        if first and self.desk.front is self and not self.query_one("#word", Input).has_focus:
            self.query_one(Grid).focus()

    def focus_start(self) -> None:
        """The rows have the focus; an input that is not in view never has."""
        self.query_one(Grid).focus()

    def memo(self) -> Any:
        return self.query_one("#word", Input).value, self._duty, self._mine, self.query_one(Grid).key

    def recall(self, memo: Any) -> None:
        if memo is not None:
            word, self._duty, self._mine, self._wanted = memo
            self.query_one("#word", Input).value = word
            self.query_one("#word").set_class(bool(word), "-open")

    # What is shown

    def _show_rows(self) -> None:
        word = self.query_one("#word", Input).value.strip()
        chosen = [row for row in self._rows if not self._duty or row["duty"] == self._duty]
        found = [row for row in chosen if all(matches(part, *_texts(row)) for part in word.split())]
        self._shown = {f"{row['duty']}|{row['kind']}|{row['number']}": row for row in found}
        grid = self.query_one(Grid)
        grid.empty = self._say_empty()
        grid.show([Line(key, _cells(row)) for key, row in self._shown.items()], at=self._wanted)
        self._wanted = ""
        self.query_one("#counts", Static).update(self._say_counts(len(found)))
        self.border_title = Content(self._say_title(len(found)))
        self.desk.show_keys()

    @property
    def _narrowed(self) -> bool:
        return bool(self._duty or self._mine or self.query_one("#word", Input).value.strip())

    def _say_counts(self, shown: int) -> Content:
        held = self._counts
        late = say(f"逾期 {held.get('overdue', 0):,}", f"overdue {held.get('overdue', 0):,}")
        parts: list[str | tuple[str, str]] = [(late, "bold $text-error" if held.get("overdue") else "")]
        for words in (
            say(f"今天到期 {held.get('today', 0):,}", f"due today {held.get('today', 0):,}"),
            say(f"七天内 {held.get('within_7_days', 0):,}", f"in 7 days {held.get('within_7_days', 0):,}"),
            say(f"待我审批 {held.get('waiting', 0):,}", f"for my approval {held.get('waiting', 0):,}"),
        ):
            parts += ["   ", words]
        if self._narrowed:
            parts += ["   ", (say(f"已筛选 {shown:,}，Esc 取消", f"filtered {shown:,}, Esc clears"), "$text-accent")]
        return Content.assemble(*parts)

    def _say_title(self, shown: int) -> str:
        if not self._read:
            return say("今日", "Today")
        mine = say("，只看我的", ", mine only") if self._mine else ""
        return say(f"今日 {shown:,} 件{mine}", f"Today: {shown:,}{mine}")

    def _say_empty(self) -> str:
        if self._narrowed and self._rows:
            return say("筛选后没有事项。Esc 取消筛选", "Nothing passes the filter. Esc clears it")
        return say(
            "三十天内没有到期的事项。\n\n可以接着做：\n  F6  导入花名册（Excel）\n"
            "  2   打开台账，F4 新增一条记录\n  3   看指标\n"
            "  ^P  输入“样例”，造一个样例县来练习",
            "Nothing is due within thirty days.\n\nWhat to do next:\n  F6  import a roll (Excel)\n"
            "  2   open the registers, F4 adds a record\n  3   look at the indicators\n"
            "  ^P  type “sample” to make a sample county for practice",
        )

    def _show_figures(self, figures: Sequence[Row]) -> None:
        # A label is never cut in the middle: what does not fit is left out.
        room, text = self.size.width - 4, ""
        for row in figures:
            aim = row["target"]
            target = "" if aim is None else say(f" 目标 {aim_text(aim)}", f" target {aim_text(aim)}")
            bars = spark(row["past"]).strip()
            told = f"{row['label']} {row['value']:,} {row['unit']}{' ' + bars if bars else ''}{target}"
            longer = f"{text}   {told}" if text else told
            if Content(longer).cell_length > room and text:
                break
            text = longer
        self.query_one("#figures", Static).update(Content(text))

    def _show_hint(self) -> None:
        hint = self.query_one("#hint", Static)
        hint.set_class(not read_settings().get("hint_read"), "-open")
        hint.update(
            say("↑↓ 选择  Enter 打开  F9 办理  Esc 返回  F1 帮助      Del 不再显示",
                "↑↓ choose  Enter open  F9 steps  Esc back  F1 help      Del hides this")
        )  # fmt: skip

    def action_dismiss_hint(self) -> None:
        """The line of keys has been read."""
        remember("hint_read", True)
        self._show_hint()

    # What can be done

    @property
    def row(self) -> Row | None:
        """The row at the cursor."""
        return self._shown.get(self.query_one(Grid).key)

    def refusal(self, action: str) -> str | None:
        if action in ("open", "steps") and self.row is None:
            return say("没有选中的事项", "no row is chosen")
        if action == "steps" and self.row is not None and self.desk.workspace is not None:
            procedures = self.desk.workspace.loaded.catalogue.procedures
            if self.row["kind"] not in procedures:
                return say("这一类记录没有办理步骤；Enter 打开记录", "no steps for this kind; Enter opens the record")
        return None

    def on_grid_moved(self) -> None:
        """Other keys may hold for another row."""
        self.desk.show_keys()

    def on_grid_opened(self) -> None:
        """Enter, or a click on the row."""
        self.act_open()

    def act_open(self) -> None:
        """Open the record in its register."""
        if self.row is not None:
            self.desk.open_record(self.row["kind"], self.row["number"])

    def act_steps(self) -> None:
        """Take the next step of the record: the one that waits, or the only one that is allowed."""
        from unionwork_tui.step_form import open_step

        row = self.row
        if row is None:
            return
        kind, number, wanted = row["kind"], row["number"], row.get("step")

        def go_on(steps: Sequence[Row]) -> None:
            open_step(self.desk, kind, number, likely_step(steps, wanted), done=self._after)

        self.ask(lambda workspace: workspace.steps(kind, number), go_on, group="steps")

    def _after(self, *told: object) -> None:
        del told
        self.enter()

    def act_search(self) -> None:
        """Type words that narrow the rows."""
        word = self.query_one("#word", Input)
        word.add_class("-open")
        word.focus()

    def act_filter(self) -> None:
        """Choose one duty, or only what falls to the operator."""
        from unionwork_tui.palette import Choice, choose

        counts: dict[str, tuple[str, int]] = {}
        for row in self._rows:
            counts[row["duty"]] = (row["label"], counts.get(row["duty"], ("", 0))[1] + 1)

        def take(duty: str, mine: bool) -> None:
            reread, self._duty, self._mine = mine != self._mine, duty, mine
            if reread:
                self.enter()
            else:
                self._show_rows()

        choices = [
            Choice(say("全部事项", "everything"), lambda: take("", False)),
            Choice(say("只看我的", "mine only"), lambda: take("", True)),
            *(
                Choice(label, lambda duty=duty: take(duty, self._mine), side=f"{count:,}")  # type: ignore[misc]
                for duty, (label, count) in sorted(counts.items(), key=lambda entry: -entry[1][1])
            ),
        ]
        choose(self.desk, say("筛选", "Filter"), choices, side=("条数", "rows"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the rows while words are typed."""
        event.stop()
        self._show_rows()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the words to the rows."""
        event.stop()
        self.action_to_rows()

    def action_to_rows(self) -> None:
        """From the words to the rows."""
        self.query_one(Grid).focus()

    def action_unfilter(self) -> None:
        """Clear the filter; where there is none, Esc means what it means elsewhere."""
        word = self.query_one("#word", Input)
        if not self._narrowed and not word.has_class("-open"):
            self.desk.action_go_back()
            return
        reread, self._mine, self._duty = self._mine, False, ""
        word.remove_class("-open")
        with word.prevent(Input.Changed):
            word.value = ""
        self.query_one(Grid).focus()
        if reread:
            self.enter()
        else:
            self._show_rows()


def likely_step(steps: Sequence[Row], wanted: str | None = None) -> str | None:
    """The step that a person most likely takes: the one that waits, else the only one that leads on; None to choose."""
    if wanted is not None:
        return wanted
    onward = [step["step"] for step in steps if step["allowed"] and step["target"]]
    return str(onward[0]) if len(onward) == 1 else None


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(key) or "") for key in ("label", "number", "what", "responsible", "org_name"))


def _cells(row: Row) -> dict[str, Cell]:
    what = "" if row["what"] == row["number"] else f" {row['what']}"
    days, waits = row["overdue_days"], row["due"] is None
    if waits:
        late: Cell = (say(f"自 {row['since'][5:]}", f"since {row['since'][5:]}") if row["since"] else "", DIM)
    elif days:
        late = (say(f"{days:,} 天", f"{days:,} d"), BAD)
    else:
        late = say("今天", "today") if row["is_today"] else ("-", DIM)
    return {
        "due": row["due"] or say("待办", "waiting"), "label": row["label"], "subject": f"{row['number']}{what}",
        "responsible": say("待我", "me") if waits else row["responsible"] or "-", "late": late,
        "org": row["org_name"] or "", "source": ((row["source"] or "").replace("; ", "；"), DIM),
    }  # fmt: skip


def _read_figures(scope: str | None) -> Any:
    """What asks for a few indicators: those with a target first, then shares, that have a value this year."""

    def read(workspace: Workspace) -> list[Row]:
        aimed = [target["indicator"] for target in workspace.targets()]
        words = workspace.indicators()
        shares = [word["key"] for word in words if word["unit"] == "%"]
        counts = [word["key"] for word in words if word["unit"] != "%"]
        known = {word["key"] for word in words}
        keys = [key for key in dict.fromkeys([*aimed, *shares, *counts]) if key in known][:12]
        on = workspace.session.on
        # Where nothing has been registered yet a row of noughts says nothing.
        rows = [row for row in workspace.measure(keys, org=scope, period=str(on.year)) if row["value"]]
        chosen = {row["indicator"]: {**row, "past": []} for row in rows[:_FIGURES]}
        if chosen:
            quarter = on.year * 4 + (on.month - 1) // 3
            for back in range(_BACK - 1, -1, -1):
                year, part = divmod(quarter - back, 4)
                for row in workspace.measure(list(chosen), org=scope, period=f"{year}Q{part + 1}"):
                    chosen[row["indicator"]]["past"].append(row["value"])
        return list(chosen.values())

    return read
