"""Why, and why not: the tests of a rule with both sides, how far off, and where the standard comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from unionwork_tui.ask_sheet import AskSheet, reason_field, text_field
from unionwork_tui.choices import Choices
from unionwork_tui.cutting import cut, wrap
from unionwork_tui.field_input import Field
from unionwork_tui.form_sheet import Done
from unionwork_tui.record_form import logged, with_batch
from unionwork_tui.sheet import Sheet, tell
from unionwork_tui.showing import Showing, hidden_word, label_of
from unionwork_tui.signs import NO, YES, sign
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

_OPERATORS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_FIRST_NUMBERS = 12
Row = Mapping[str, Any]


class WhySheet(Sheet[None]):
    """What a rule proposes for a record, with every reason; a person decides on it from here."""

    keys_line: ClassVar[tuple[str, str]] = ("↑↓ 选择  Enter 执行  Esc 关闭", "↑↓ choose  Enter do  Esc close")
    about = (
        "✓ 满足，✗ 不满足；左边是记录的数，右边是标准和它的依据。\n建议不等于认定：由人接受，或写明理由另行认定。",
        "Every test of the rule, both sides, how far off, and where the standard comes from. A person decides.",
    )
    DEFAULT_CSS = """
    WhySheet VerticalScroll { height: auto; max-height: 70%; }
    WhySheet OptionList { height: auto; margin-top: 1; }
    """

    def __init__(self, showing: Showing, row: Row, answer: Row, done: Done | None) -> None:
        super().__init__()
        self._showing, self._row, self._answer, self._done = showing, row, answer, done
        self._decided = next(
            (field for field in showing.described["fields"] if field["rule"] == answer["rule"]), None
        )  # fmt: skip

    def title_text(self) -> str:
        return f"{self._answer['label']}  {self._showing.title(self._row)}  {self._answer['on']}"

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="why-tests", markup=False)
        accept = say(f"接受建议：{self._answer['outcome_label']}", f"accept: {self._answer['outcome_label']}")
        yield Choices(
            Option(f"[{accept}]", id="accept", disabled=self._answer["outcome"] == "unknown"),
            Option(say("[另行认定…（须写明理由）]", "[decide otherwise… (with a reason)]"), id="other"),
            Option(say("[若标准改变会怎样…]", "[what if the standard changed…]"), id="what_if"),
        )

    def on_mount(self) -> None:
        self.call_after_refresh(self._draw)
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.query_one("#why-tests").size.width or 70
        self.query_one("#why-tests", Static).update(Content("\n").join(self.lines(width)))

    def lines(self, width: int) -> list[Content]:
        """The tests in words, at a width."""
        answer = self._answer
        lines = [Content.assemble((say("建议：", "proposed: "), "$text-muted"), (str(answer["outcome_label"]), "bold"))]
        if self._decided is not None:
            held = self._showing.value(self._decided["key"], self._row)
            lines.append(
                Content.assemble((say("现认定：", "decided: "), "$text-muted"), held or say("还没有", "nothing yet"))
            )
        if answer.get("missing"):
            names = say("、", ", ").join(answer["missing"])
            lines += [
                Content.styled(part, "$text-warning")
                for part in wrap(say(f"缺少：{names}", f"missing: {names}"), width)
            ]
        for test in answer["tests"]:
            lines += self._test(test, width)
        return lines

    def _test(self, test: Row, width: int) -> list[Content]:
        passed = test["result"] == "passed"
        mark, style = (
            (sign(YES), "$text-success") if passed
            else (("?", "$text-warning") if test["result"] == "unknown" else (sign(NO), "$text-error"))
        )  # fmt: skip
        hidden = test.get("hidden", ())
        left, right, distance = (
            hidden_word() if side in hidden else _number(test[side]) for side in ("left", "right", "distance")
        )
        unit = f" {test['unit']}" if test["unit"] else ""
        outcome = self._showing.word(self._decided["key"], test["outcome"]) if self._decided else str(test["outcome"])
        sides = f"{test['name']} {left} {_OPERATORS.get(test['operator'], test['operator'])} {right}{unit}"
        off = ""
        if "distance" not in hidden and test["distance"] is not None:
            higher = test["distance"] > 0
            off = say(
                f"{'高出' if higher else '低于'} {_number(abs(test['distance']))}{unit}",
                f"{'above' if higher else 'below'} by {_number(abs(test['distance']))}{unit}",
            )
            off = say("正好相等", "exactly equal") if test["distance"] == 0 else off
        elif "distance" in hidden:
            off = say(f"相差 {distance}", f"off by: {distance}")
        lines = [
            Content.assemble((f"{mark} ", style), (cut(outcome, max(cell_len(outcome), 10)), "bold"), f"  {sides}")
        ]
        parts = wrap("  ".join(part for part in (off, _source(test)) if part), width - 4)
        return [*lines, *(Content.styled(f"    {part}", "$text-muted") for part in parts if part)]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        act = {"accept": self.accept, "other": self.decide_otherwise, "what_if": self.what_if}[str(event.option_id)]
        act()

    def accept(self) -> None:
        """Decide as proposed."""
        rule, number = str(self._answer["rule"]), str(self._answer["subject"])
        self.desk.ask(
            self, lambda workspace: with_batch(workspace, workspace.accept(rule, number)), self._accepted, group="write"
        )

    def _accepted(self, answer: Row) -> None:
        label = self._showing.word(self._decided["key"], answer["decided"]) if self._decided else answer["decided"]
        self.desk.tell_done(
            say(f"已认定 {answer['subject']}：{label}", f"decided {answer['subject']}: {label}") + logged(answer)
        )
        self.finish(None)
        if self._done is not None:
            self._done(answer)

    def decide_otherwise(self) -> None:
        """Decide otherwise, with a reason."""
        rule, number = str(self._answer["rule"]), str(self._answer["subject"])
        outcome: Field = text_field("outcome", ("认定为", "decide as"))
        if self._decided is not None:
            outcome = {**outcome, "shape": "code", "codes": self._decided["codes"]}

        def act(workspace: Workspace, given: Mapping[str, str]) -> Row:
            return with_batch(
                workspace, workspace.accept(rule, number, outcome=given["outcome"], reason=given["reason"])
            )

        self.desk.push_screen(
            AskSheet(
                say(f"另行认定 {number}", f"decide otherwise on {number}"),
                say(f"建议是「{self._answer['outcome_label']}」。", f"Proposed: {self._answer['outcome_label']}."),
                [outcome, reason_field()], act, self._accepted_below, name=f"decide/{rule}/{number}",
            )
        )  # fmt: skip

    def _accepted_below(self, answer: Row) -> None:
        self.call_after_refresh(self._accepted, answer)

    def what_if(self) -> None:
        """Who would enter, leave or change under other values of the parameters."""
        rule = str(self._answer["rule"])
        keys = list(dict.fromkeys(str(test["parameter"]) for test in self._answer["tests"] if test["parameter"]))
        if not keys:
            self.notify(say("这条规则没有可改的标准", "this rule has no parameter"), markup=False)
            return
        desk = self.desk

        def ask(params: Sequence[Row]) -> None:
            labels = {row["key"]: row for row in params}
            fields = [
                {
                    **text_field(key, (labels[key]["label"], labels[key].get("label_en") or labels[key]["label"])),
                    "unit": labels[key].get("unit"),
                }
                for key in keys
                if key in labels
            ]
            values = {key: str(labels[key]["value"]) for key in keys if labels.get(key, {}).get("value") is not None}

            def act(workspace: Workspace, given: Mapping[str, str]) -> Row:
                return workspace.what_if(rule, given, org=desk.scope)

            lead = say("只是试算，什么也不写入。", "Only a trial; nothing is written.")
            title = say("若标准改变会怎样", "what if the standard changed")
            desk.push_screen(
                AskSheet(
                    title,
                    lead,
                    fields,
                    act,
                    lambda answer: tell(desk, title, _moved(answer)),
                    name=f"whatif/{rule}",
                    values=values,
                )
            )

        desk.ask(
            self,
            lambda workspace: [row for key in keys for row in workspace.params(key, org=desk.scope)],
            ask,
            group="params",
        )


def _number(value: Any) -> str:
    if value is None:
        return say("无数据", "no data")
    try:
        return f"{value:,}"
    except (TypeError, ValueError):
        return str(value)


def _source(test: Row) -> str:
    if not test["parameter"]:
        return ""
    since = say(f"自 {test['from']}", f"from {test['from']}") if test["from"] else ""
    return "  ".join(
        part for part in (str(test["parameter"]), " · ".join(filter(None, (since, test["source"])))) if part
    )


def _moved(answer: Row) -> str:
    words = (
        ("entering", "新纳入", "would enter"),
        ("leaving", "不再纳入", "would leave"),
        ("changed", "等级改变", "would change"),
    )
    lines = []
    for key, zh, en in words:
        numbers = answer[key]
        shown = say("、", ", ").join(numbers[:_FIRST_NUMBERS]) + ("…" if len(numbers) > _FIRST_NUMBERS else "")
        lines.append(say(f"{zh} {len(numbers):,} 条", f"{en}: {len(numbers):,}") + (f"  {shown}" if shown else ""))
    lines.append(say(f"不变 {answer['unchanged']:,} 条", f"unchanged: {answer['unchanged']:,}"))
    return "\n".join(lines)


def open_why(app: UnionApp, rule: str, number: str, done: Done | None = None) -> None:
    """Show what a rule proposes for a record, and why."""
    asker = app.screen

    def call(workspace: Workspace) -> tuple[Row, Row, Row]:
        answer = workspace.assess(rule, number)
        kind = next(
            kind["key"] for kind in workspace.kinds() if rule in workspace.describe(kind["key"]).get("rules", ())
        )
        return answer, workspace.describe(kind), workspace.show(kind, number)

    def then(answer: tuple[Row, Row, Row]) -> None:
        found, described, row = answer
        app.push_screen(WhySheet(Showing(described), row, found, done))

    app.ask(asker, call, then, group="why")


def states_told(showing: Showing, row: Row) -> str:
    """Why a record is in its state: the states of its kind with their conditions."""
    lines = [say(f"现在：{showing.state(row)}", f"now: {showing.state(row)}"), ""]
    for state in showing.described["states"]:
        here = state["key"] == row.get("state")
        when = state["when"] or say("新记录就在这里", "where a new record begins")
        lines.append(f"{sign(YES) if here else ' '} {label_of(state)}{say('：', ': ')}{when}")
    return "\n".join(lines)
