"""The reports: a form drawn as a page, each number of it open to where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer

from unionwork.errors import ExitCode, UnionworkError, UsageError
from unionwork.values import Period
from unionwork_tui.grid import DIM, Cell, Column, Grid, Line
from unionwork_tui.matching import matches
from unionwork_tui.pane import Pane
from unionwork_tui.period import name_of, open_period
from unionwork_tui.showing import label_of
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Paper, Workspace

Facts = Mapping[str, Any]
_FORMS: Final = (Column("label", ("报表", "reports"), 12, grow=1),)
_PAGE: Final = (Column("text", ("", ""), 20, grow=1),)
_BESIDE: Final = 100
_REST: Final = 0.3


class ReportsPane(Pane):
    """The forms of the region, and the page of the one at the cursor."""

    key: ClassVar[str] = "reports"
    words: ClassVar[Words] = ("报告", "Reports")
    about: ClassVar[Words] = (
        """\
左边是这里可以出的报表、文书和公示，右边是画好的样子：数都是现取的，没有来源的句子不写。
Tab 到右边，Enter 看这一行的数从哪里来、背后的记录；F3 说明一张报表要哪些数。
^X 换期间，^E 换组织，F7 写成文件。按记录出的文书（意见书、明白卡等）用 F7 写明编号。
同样的命令：
unionwork report write FORM -o FILE""",
        """\
On the left the reports, letters and notices that can be made here, on the right the page as it is drawn now.
Tab goes to the page; Enter shows where the numbers of a line come from, F3 what a form asks for.
^X another period, ^E another organisation, F7 writes a file. Letters about records ask for numbers with F7.
The command:
unionwork report write FORM -o FILE""",
    )
    offers: ClassVar[tuple[str, ...]] = ("open", "export", "period", "why", "scope", "search")
    DEFAULT_CSS = """
    ReportsPane Container { layout: horizontal; height: 1fr; }
    ReportsPane Container.-stacked { layout: vertical; }
    ReportsPane #forms { width: 30; border: round $border; border-title-color: $text; }
    ReportsPane .-stacked #forms { width: 1fr; height: 7; }
    ReportsPane #page { width: 1fr; border: round $border; border-title-color: $text; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._period: Period | None = None
        self._listed: dict[str, Facts] = {}
        self._paper: Paper | None = None
        self._drawn: tuple[str, str, str | None, int] | None = None
        self._lines: list[Any] = []
        self._pause: Timer | None = None
        self._word = ""
        self._wanted = ""

    def compose(self) -> ComposeResult:
        with Container():
            yield Grid(_FORMS, id="forms", empty=say("没有报表。地区包和插件可以声明报表。",
                                                     "No forms. Regions and plugins may declare some."))  # fmt: skip
            yield Grid(_PAGE, id="page")

    @property
    def listed(self) -> Grid:
        """The forms."""
        return self.query_one("#forms", Grid)

    @property
    def page(self) -> Grid:
        """The page."""
        return self.query_one("#page", Grid)

    @property
    def period(self) -> Period:
        """The period that is reported on: the half-year of the business day unless another was chosen."""
        workspace = self.desk.workspace
        if self._period is None and workspace is not None:
            day = workspace.session.on
            self._period = Period(day.year, 1 if day.month <= 6 else 7, 6)
        return self._period or Period(2024)

    def memo(self) -> tuple[str, str]:
        """The period and the form."""
        return str(self.period), self.listed.key

    def recall(self, memo: tuple[str, str]) -> None:
        """Take the period and the form back."""
        self._period, self._wanted = Period.parse(memo[0]), memo[1]

    def on_resize(self, event: Resize) -> None:
        """Beside each other where there is room, else above each other."""
        self.query_one(Container).set_class(event.size.width < _BESIDE, "-stacked")
        self._draw_later()

    # The forms

    def enter(self) -> None:
        """List the forms that hold here, and draw the one at the cursor anew."""
        self._drawn = None
        org = self.desk.scope

        def show(rows: Sequence[Facts]) -> None:
            self._listed = {row["form"]: row for row in rows}
            self._list()

        self.ask(lambda workspace: _forms_of(workspace, org), show, group="list")

    def _list(self) -> None:
        rows = [row for row in self._listed.values() if matches(self._word, label_of(row), row["form"])]
        lines: list[Line] = []
        groups = {
            say("单位的", "of the office"): [row for row in rows if not row["of"]],
            say("按记录出的", "about records"): [row for row in rows if row["of"]],
        }
        for label, members in groups.items():
            if members:
                lines.append(Line("", {"": label}))
                lines += [Line(row["form"], {"label": f" {label_of(row)}"}) for row in members]
        # What is asked for most stands first under the cursor.
        self.listed.show(lines, at=self._wanted or ("" if self._drawn else "work_summary"))
        self._wanted = ""
        self.listed.border_title = Content(say(f"报表 · {len(rows)} 种", f"Reports · {len(rows)}"))
        self.desk.show_keys()
        self._draw_later()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Draw the form at the cursor, once the cursor rests."""
        event.stop()
        if event.grid is self.listed:
            self._draw_later()

    def _draw_later(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_REST, self._draw)

    # The page

    def _draw(self) -> None:
        key = self.listed.key
        width = self.page.scrollable_content_region.width - 3
        asked = (key, str(self.period), self.desk.scope, width)
        if not key or width < 20 or asked == self._drawn or self.desk.front is not self:
            return
        self._drawn = asked
        row = self._listed[key]
        if row["of"]:
            self._paper = None
            zh = "按记录出的文书：F7 写明记录编号，写成文件。F3 说明它写什么。"
            self._say(key, say(zh, "About records: F7 asks for their numbers and writes files. F3 says what it holds."))
            return
        org, period = self.desk.scope, str(self.period)
        self._title(key)

        def call(workspace: Workspace) -> tuple[Paper, list[Any]]:
            from unionwork import page_lines

            paper = workspace.paper(key, org=org, period=period)
            return paper, page_lines(paper, width)

        def show(answer: tuple[Paper, list[Any]]) -> None:
            self._paper, self._lines = answer
            lines = [Line(str(place), {"text": _cell(line)}) for place, line in enumerate(self._lines)]
            self.page.show(lines, at="0")
            self._title(key)
            self.desk.show_keys()

        def failed(error: UnionworkError) -> None:
            if error.exit_code == ExitCode.INTERRUPTED:
                self._drawn = None
            else:
                self._paper = None
                self._say(key, str(error))

        self.ask(call, show, group="paper", failed=failed)

    def _say(self, key: str, text: str) -> None:
        self._lines = []
        self.page.empty = text
        self.page.show([])
        self._title(key)
        self.desk.show_keys()

    def _title(self, key: str) -> None:
        row = self._listed[key]
        parts = [label_of(row)]
        if not row["of"]:
            parts.append(name_of(self.period))
        paper = self._paper
        if paper is not None and paper.form == key:
            parts.append(say(f"{len(paper.addresses)} 个数有出处", f"{len(paper.addresses)} numbers with a source"))
            if paper.omitted:
                parts.append(say(f"{len(paper.omitted)} 处没有写", f"{len(paper.omitted)} left out"))
            if paper.disagreements:
                parts.append(say(f"{len(paper.disagreements)} 处对不上", f"{len(paper.disagreements)} disagree"))
        self.page.border_title = Content(" · ".join(parts))

    def refusal(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if action in ("open", "why", "export") and not self.listed.key:
            return say("先选一张报表", "choose a form first")
        if action == "open" and self.page.has_focus and not self._places():
            return say("这一行没有数", "no number stands on this line")
        row = self._listed.get(self.listed.key)
        if action == "period" and row is not None and row["of"]:
            return say("这种文书按记录出，不分期间", "this letter is about a record, not a period")
        return None

    def _places(self) -> list[int]:
        key = self.page.key
        return list(self._lines[int(key)].places) if key and int(key) < len(self._lines) else []

    # Actions

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Enter on a form goes to its page, on a line to where its numbers come from."""
        event.stop()
        if event.grid is self.listed:
            if self._listed[event.key]["of"]:
                self.act_export()
            else:
                self.page.focus()
            return
        refusal = self.refusal("open")
        if refusal is not None:
            self.notify(refusal)
            return
        self.act_open()

    def act_open(self) -> None:
        """Show where the numbers of the line at the cursor come from."""
        from unionwork_tui.address_sheet import open_addresses

        if not self.page.has_focus:
            self.page.focus()
            return
        assert self._paper is not None
        held = {address.place: address for address in self._paper.addresses}
        open_addresses(self.desk, [held[place] for place in self._places()])

    def act_why(self) -> None:
        """Say what the form asks for."""
        from unionwork_tui.report_sheets import asked_for
        from unionwork_tui.sheet import tell

        key, org = self.listed.key, self.desk.scope
        title = label_of(self._listed[key])
        self.ask(lambda workspace: workspace.form(key, org=org), lambda told: tell(self.desk, title, asked_for(told)))

    def act_export(self) -> None:
        """Write the form into a file."""
        from unionwork_tui.report_sheets import open_write

        open_write(self.desk, self._listed[self.listed.key], self.period)

    def act_period(self) -> None:
        """Report on another period."""

        def chosen(period: Period) -> None:
            self._period = period
            self._draw_later()

        open_period(self.desk, self.period, chosen)

    def act_search(self) -> None:
        """Show only the forms whose name has a word."""
        from unionwork_tui.set_sheet import open_word

        def found(word: str) -> None:
            self._word = word
            self._list()

        open_word(self.desk, say("搜索报表", "Search the reports"), self._word, found)

    def act_scope(self) -> None:
        """Another organisation."""
        self.desk.act_scope()

    def find(self, word: str) -> list[tuple[str, Callable[[], object]]]:
        """The forms whose name has the word."""
        rows = [row for row in self._listed.values() if matches(word, label_of(row), row["form"])]
        return [(label_of(row), partial(self.listed.go_to, row["form"])) for row in rows[:20]]


def _forms_of(workspace: Workspace, org: str | None) -> Sequence[Facts]:
    """The forms that hold for an organisation: its region's, and those of no region."""
    rows: list[Facts] = []
    for row in workspace.forms():
        try:
            workspace.form(row["form"], org=org)
        except UsageError:
            continue
        rows.append(row)
    return rows


def _cell(line: Any) -> Cell:
    return (line.text, DIM) if line.look == "dim" else str(line.text)
