"""The checks: what ought to hold, how often it does not, and the records that break it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Static

from unionwork.errors import ExitCode, UnionworkError
from unionwork_tui.grid import BAD, DIM, GOOD, Cell, Column, Grid, Line
from unionwork_tui.matching import matches
from unionwork_tui.pane import Pane
from unionwork_tui.rights import why_not
from unionwork_tui.words import Words, say

Facts = Mapping[str, Any]
_SEVERITIES: Final[dict[str, Words]] = {
    "error": ("错误", "errors"), "warning": ("警告", "warnings"), "hint": ("提示", "hints"),
}  # fmt: skip
_SIDE_BY_SIDE: Final = 100
_MOST: Final = 5_000
_CHECK_COLUMNS: Final = (
    Column("label", ("检查项", "check"), 20, grow=1),
    Column("kind", ("台账", "register"), 12, keep=1),
    Column("count", ("条数", "records"), 7, right=True),
)
_ROW_COLUMNS: Final = (
    Column("number", ("编号", "number"), 14),
    Column("org", ("组织", "organisation"), 14, grow=1),
)


class ChecksPane(Pane):
    """The catalogue of checks beside the records that break the one at the cursor."""

    key: ClassVar[str] = "checks"
    words: ClassVar[Words] = ("检查", "Checks")
    about: ClassVar[Words] = (
        """\
台账里应当成立的事，和不成立的记录。左边是检查项和条数，逐项在后台数；右边是所选一项的记录。
Enter 从检查项走到它的记录，再按一次打开记录，改正后按 ^L 重新检查。
查不了的（缺少数据）不算不成立。""",
        """\
What ought to hold, and the records for which it does not. Counts come one by one in the background.
Enter goes from a check to its records, and opens a record; ^L checks again.
What cannot be known breaks nothing.""",
    )
    offers: ClassVar[tuple[str, ...]] = ("open", "search", "reload", "scope", "import")
    DEFAULT_CSS = """
    ChecksPane #checks-list { border: round $border; border-title-color: $text; height: 1fr; }
    ChecksPane #broken { height: 1fr; border: round $border; border-title-color: $text; }
    ChecksPane #remedy { height: auto; max-height: 5; padding: 0 1; color: $text-muted; }
    ChecksPane #sides { layout: vertical; height: 1fr; }
    ChecksPane #sides.-wide { layout: horizontal; }
    ChecksPane #sides.-wide #checks-list { width: 48%; height: 100%; }
    ChecksPane #sides.-wide #broken { width: 1fr; height: 100%; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._checks: dict[str, Facts] = {}
        self._counts: dict[str, int | None] = {}
        self._orgs: dict[str, str] = {}
        self._broken: dict[str, Facts] = {}
        self._shown = ""
        self._round = 0
        self._word = ""
        self._wanted = ""
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="sides"):
            empty = say("没有检查项。各业务和地区包可以声明检查。", "No checks. Areas and regions may declare some.")
            yield Grid(_CHECK_COLUMNS, id="checks-list", empty=empty)
            with Vertical(id="broken"):
                yield Static("", id="remedy", markup=False)
                yield Grid(_ROW_COLUMNS, id="broken-rows")

    @property
    def catalogue(self) -> Grid:
        """The checks."""
        return self.query_one("#checks-list", Grid)

    @property
    def rows(self) -> Grid:
        """The records that break the check at the cursor."""
        return self.query_one("#broken-rows", Grid)

    def memo(self) -> str:
        """The check at the cursor."""
        return self.catalogue.key

    def recall(self, memo: str) -> None:
        """Go back to the check."""
        self._wanted = memo

    def on_resize(self, event: Resize) -> None:
        """Side by side where there is room."""
        self.query_one("#sides").set_class(event.size.width >= _SIDE_BY_SIDE, "-wide")

    def enter(self) -> None:
        """Check everything anew; old counts stay until new ones are there."""
        self._round += 1
        turn = self._round
        self._shown = ""

        def listed(answer: tuple[Sequence[Facts], Sequence[Facts]]) -> None:
            checks, orgs = answer
            self._checks = {row["check"]: row for row in checks}
            self._orgs = {row["number"]: row["name"] for row in orgs}
            self._counts = {key: count for key, count in self._counts.items() if key in self._checks}
            self._list()
            self._count(turn, list(self._checks))

        self.ask(lambda workspace: (workspace.checks(), workspace.org_tree()), listed, group="list")

    def _count(self, turn: int, waiting: Sequence[str]) -> None:
        """Count one check after the other, the gravest first, so that each number shows as soon as it is known."""
        if turn != self._round:
            return
        if not waiting:
            self._list()
            self._title(counting=False)
            return
        key, org = waiting[0], self.desk.scope

        def counted(answer: Sequence[Facts]) -> None:
            if turn == self._round:
                self._counts[key] = answer[0]["count"]
                self.catalogue.change(key, {"count": self._count_cell(key)})
                self._title(counting=len(waiting) > 1)
                self._count(turn, waiting[1:])

        def failed(error: UnionworkError) -> None:
            self._counts[key] = None
            self.catalogue.change(key, {"count": self._count_cell(key)})
            if error.exit_code != ExitCode.INTERRUPTED:
                self._count(turn, waiting[1:])

        # The widget is the list itself, so that the frame of the pane does not flicker.
        self.desk.ask(
            self.catalogue, lambda workspace: workspace.check_counts([key], org=org), counted, group="count",
            failed=failed,
        )  # fmt: skip

    def _barred(self, key: str) -> str:
        """Why the records of a check may not be seen, "" where they may."""
        return why_not(self.desk.workspace, "read", self._checks[key]["kind"]) if key in self._checks else ""

    def _count_cell(self, key: str) -> Cell:
        if key not in self._counts:
            return "…", DIM
        count = self._counts[key]
        if count is None:
            return (say("无权", "no right") if self._barred(key) else say("未完成", "stopped")), DIM
        if not count:
            return "0", GOOD
        return f"{count:,}", BAD if self._checks[key]["severity"] == "error" else ""

    def _list(self) -> None:
        lines: list[Line] = []
        for severity, words in _SEVERITIES.items():
            rows = [
                row
                for row in self._checks.values()
                if row["severity"] == severity and matches(self._word, row["label"], row["check"], row["kind_label"])
            ]
            if rows:
                lines.append(Line("", {"": say(*words)}))
            # Once all is counted, what is broken comes first.
            if len(self._counts) == len(self._checks):
                rows.sort(key=lambda row: self._counts[row["check"]] == 0)
            lines += [
                Line(row["check"], {
                    "label": f" {row['label']}", "kind": row["kind_label"], "count": self._count_cell(row["check"]),
                })
                for row in rows
            ]  # fmt: skip
        if self._word and not lines:
            self.catalogue.empty = say(f"没有检查项含「{self._word}」。^F 改搜索词。",
                                       f"No check has {self._word!r}. ^F changes the word.")  # fmt: skip
        first = next((line.key for line in lines if line.key), "")
        # Who has not moved yet stays at the top.
        moved = self.catalogue.keys[:1] != [self.catalogue.key]
        self.catalogue.show(lines, at=self._wanted or ("" if moved else first))
        self._wanted = ""
        self._title(counting=True)

    def _title(self, *, counting: bool) -> None:
        sums = dict.fromkeys(_SEVERITIES, 0)
        for key, count in self._counts.items():
            sums[self._checks[key]["severity"]] += count or 0
        told = [f"{say(*words)} {sums[key]:,}" for key, words in _SEVERITIES.items()]
        if counting:
            told.append(say("数着", "counting"))
        self.catalogue.border_title = Content(" · ".join([say("检查", "Checks"), *told]))

    # The records

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Show the records of the check at the cursor, once the cursor rests."""
        event.stop()
        if event.grid is self.catalogue:
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(0.15, self._show_broken)
        self.desk.show_keys()

    def _show_broken(self) -> None:
        key, org = self.catalogue.key, self.desk.scope
        if not key or key == self._shown or key not in self._checks:
            return
        check = self._checks[key]
        self.query_one("#remedy", Static).update(
            "\n".join(text for text in (check["message"], _remedy(check), _source(check)) if text)
        )

        def show(found: Sequence[Facts]) -> None:
            if self.catalogue.key != key:
                return
            self._shown = key
            self._broken = {row["number"]: row for row in found[:_MOST]}
            lines = [
                Line(number, {"number": number, "org": self._orgs.get(row["org"], row["org"] or "")})
                for number, row in self._broken.items()
            ]
            barred = self._barred(key)
            unseen = say(f"没有核对：{barred}", f"Not checked: {barred}")
            self.rows.empty = unseen if barred else say("全部成立，没有这样的记录。", "All records meet it.")
            self.rows.show(lines)
            more = say(f"，只列前 {_MOST} 条", f", the first {_MOST} listed") if len(found) > _MOST else ""
            title = say(f"{check['label']} {len(found):,} 条{more}", f"{check['label']}: {len(found):,}{more}")
            self.query_one("#broken").border_title = Content(check["label"] if barred else title)
            self.desk.show_keys()

        self.desk.ask(self.rows, lambda workspace: workspace.check([key], org=org), show, group="broken")

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Enter goes from a check to its records, and from a record to its register."""
        event.stop()
        if event.grid is self.catalogue:
            if self.rows.key:
                self.rows.focus()
            elif barred := self._barred(event.key):
                self.notify(barred, severity="warning", markup=False)
            else:
                self.notify(say("没有不成立的记录", "no record breaks it"))
            return
        row = self._broken.get(event.key)
        if row is not None:
            self.desk.open_record(row["kind"], row["number"])

    def refusal(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if action == "open" and not (self.rows.key or self.catalogue.key):
            return say("没有可以打开的", "nothing to open")
        return None

    def act_open(self) -> None:
        """Open what has the focus."""
        grid = self.rows if self.rows.has_focus else self.catalogue
        grid.action_open()

    def act_search(self) -> None:
        """Show only the checks whose name has a word."""
        from unionwork_tui.set_sheet import open_word

        def found(word: str) -> None:
            self._word = word
            self._list()

        open_word(self.desk, say("搜索检查项", "Search the checks"), self._word, found)

    def act_reload(self) -> None:
        """Check again."""
        self._counts = {}
        self.desk.reload()

    def act_scope(self) -> None:
        """Narrow to an organisation."""
        self.desk.act_scope()

    def act_import(self) -> None:
        """Import a roll."""
        self.desk.act_import()

    def find(self, word: str) -> list[tuple[str, Callable[[], object]]]:
        """The checks whose name has the word."""
        rows = [row for row in self._checks.values() if matches(word, row["label"], row["check"])]
        return [(row["label"], partial(self.catalogue.go_to, row["check"])) for row in rows[:20]]


def _remedy(check: Facts) -> str:
    return say(f"怎么办：{check['remedy']}", f"remedy: {check['remedy']}") if check["remedy"] else ""


def _source(check: Facts) -> str:
    return say(f"依据：{check['source']}", f"source: {check['source']}") if check["source"] else ""
