"""Taking a step: choose it, fill in what it asks for, see what it computes, and why it may be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unionwork.errors import StepRefusedError, UnionworkError
from unionwork_tui.choices import Choices
from unionwork_tui.cutting import cut
from unionwork_tui.form import FieldForm, fields_in
from unionwork_tui.form_sheet import Done, FormSheet
from unionwork_tui.record import is_elsewhere, refused_step, why_lines
from unionwork_tui.record_form import chosen_fields, logged
from unionwork_tui.sheet import Sheet, tell
from unionwork_tui.showing import Showing, label_of
from unionwork_tui.signs import NO, YES, sign
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp

_NOTE: dict[str, Any] = {
    "key": "_note", "label": "备注", "label_en": "note", "shape": "text", "unit": None, "required": False,
    "private": None, "vocabulary": None, "aliases": [], "codes": [], "owner": None, "to": None, "rule": None,
    "help": None,
}  # fmt: skip


class StepsSheet(Sheet[str]):
    """Chooses a step; those that are refused stay in view, each with its reasons."""

    keys_line: ClassVar[tuple[str, str]] = ("↑↓ 选择  Enter 办理  Esc 关闭", "↑↓ choose  Enter take  Esc close")
    about = (
        "这条记录现在能办的步骤在上面；不能办的写明缺什么、怎么补。",
        "The steps that this record can take; a refused one says what is missing and what to do.",
    )
    DEFAULT_CSS = """
    StepsSheet > .sheet { max-width: 84; }
    StepsSheet OptionList { height: auto; max-height: 30; }
    """

    def __init__(self, title: str, steps: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._title = title
        self._steps = sorted(steps, key=lambda step: (not step["allowed"], is_elsewhere(step)))

    def title_text(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        yield Choices()

    def on_mount(self) -> None:
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        listed = self.query_one(Choices)
        width, held = max(listed.size.width - 2, 30), listed.highlighted
        listed.set_options([Option(_step_words(step, width), id=step["step"]) for step in self._steps])
        listed.highlighted = held if held is not None else (0 if self._steps else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        step = self._steps[event.option_index]
        if step["allowed"]:
            self.dismiss(event.option_id)
        else:
            self.notify("\n".join(why_lines(step)), severity="warning", markup=False)


def _step_words(step: Mapping[str, Any], width: int) -> Content:
    if step["allowed"]:
        target = f" → {step['target_label']}" if step.get("target_label") else ""
        return Content.assemble((f"{sign(YES)} ", "$text-success"), (label_of(step), "bold"), (target, "$text-muted"))
    if is_elsewhere(step):
        # What another state leads to is told in one line; Enter says it whole.
        line = f"{sign(NO)} {label_of(step)}  {step['why'][0]['message']}"
        return Content.styled(cut(line, width).rstrip(), "$text-disabled")
    return refused_step(step, width)


class StepSheet(FormSheet):
    """The form of a step: what it asks for; the rest the step fills in itself."""

    keys_line = (
        "^S 办理  Enter 下一项（最后一项即办理）  ↓ 选择  Esc 关闭，留草稿",
        "^S take the step  Enter next  ↓ choose  Esc close, draft kept",
    )
    about = (
        "填好几项，其余由步骤自己写入：办理日期是业务日期，期限按参数算出。\n不满足条件的，写明缺什么、怎么补。",
        "Fill in a few fields; the step writes the rest: its day, and the deadline by the parameter.",
    )

    def __init__(
        self, subject: Showing, row: Mapping[str, Any], step: Mapping[str, Any], form: Mapping[str, Any],
        done: Done | None,
    ) -> None:  # fmt: skip
        kind, number = subject.key, str(row["number"])
        values = {field["key"]: field["value"] for field in step["fields"] if field.get("value") is not None}
        fields = [*chosen_fields(form, step["fields"]), _NOTE]
        hidden = [key for key in row.get("hidden", ()) if not step.get("adds")]
        super().__init__(f"{kind}/{number}/{step['step']}", fields, values, done=done, hidden=hidden)
        self._kind, self._number, self._step, self._row, self._subject = kind, number, step, row, subject

    def title_text(self) -> str:
        return f"{label_of(self._step)}  {self._subject.title(self._row)}"

    def lead(self) -> str:
        lines = []
        state, target = self._subject.state(self._row), self._step.get("target_label")
        if state and target and state != target:
            lines.append(say(f"状态：{state} → {target}", f"state: {state} → {target}"))
        deadline = self._step.get("deadline")
        if deadline and deadline.get("value"):
            lines.append(
                say(
                    f"办理后{deadline['label']}：{deadline['value']}",
                    f"{deadline['label']} will be {deadline['value']}",
                )
            )
        if deadline and deadline.get("why"):
            lines += why_lines(deadline)
        return "\n".join(lines)

    def save(self, form: FieldForm) -> None:
        kind, number, key = self._kind, self._number, str(self._step["step"])
        given = form.values()
        note = given.pop("_note", None)

        def call(workspace: Workspace) -> Mapping[str, Any]:
            return workspace.do(kind, key, [number], values=given, note=note)

        self.desk.ask(self, call, self.saved, group="write", failed=self.refused)

    def saved(self, answer: Mapping[str, Any]) -> None:
        words = say(f"已办理「{label_of(self._step)}」", f"done: {label_of(self._step)}") + logged(answer)
        self.desk.tell_done(words + say(" · F8 撤回", " · F8 takes it back"))
        super().saved(answer)

    def refused(self, error: UnionworkError) -> None:
        """Every guard that refused it, with its remedy, beside the fields that it names."""
        self.saving = False
        if not isinstance(error, StepRefusedError):
            self.form.refuse(str(error))
            return
        self.form.clear_errors()
        rest, found = [], []
        for reason, line in zip(error.reasons, why_lines({"why": error.reasons}), strict=True):
            named = fields_in(reason["message"], self.form.fields, loosely=True)
            for key in named:
                self.form.show_error(key, line)
            found += named
            rest += [] if named else [f"{sign(NO)} {line}"]
        self.form.note("\n".join(rest))
        self.form.go_to(found)


def open_step(app: UnionApp, kind: str, number: str, step: str | None = None, done: Done | None = None) -> None:
    """Take a step on a record: the one that is named, or one that a person chooses."""
    asker = app.screen

    def call(workspace: Workspace) -> tuple[Mapping[str, Any], Mapping[str, Any], Sequence[Mapping[str, Any]]]:
        return workspace.describe(kind), workspace.show(kind, number), workspace.steps(kind, number)

    def then(answer: tuple[Mapping[str, Any], Mapping[str, Any], Sequence[Mapping[str, Any]]]) -> None:
        described, row, steps = answer
        subject = Showing(described)

        def take(chosen: str | None) -> None:
            found = next((entry for entry in steps if entry["step"] == chosen), None)
            if found is None:
                return
            if not found["allowed"]:
                tell(
                    app,
                    say(f"现在不能「{label_of(found)}」", f"{label_of(found)}: not now"),
                    "\n".join(why_lines(found)),
                )
                return
            adds = found.get("adds")
            if not adds:
                app.push_screen(StepSheet(subject, row, found, described, done))
                return
            app.ask(
                asker, lambda workspace: workspace.describe(adds),
                lambda form: app.push_screen(StepSheet(subject, row, found, form, done)), group="form",
            )  # fmt: skip

        if step is not None:
            take(step)
        else:
            app.push_screen(
                StepsSheet(say(f"办理 {subject.title(row)}", f"steps of {subject.title(row)}"), steps), take
            )

    app.ask(asker, call, then, group="form")
