"""Merging a duplicate: what would happen is shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from unionwork.errors import UnionworkError
from unionwork_tui.ask_sheet import reason_field, text_field
from unionwork_tui.form import FieldForm
from unionwork_tui.form_sheet import Done
from unionwork_tui.record_form import logged
from unionwork_tui.sheet import Sheet
from unionwork_tui.showing import Showing, hidden_word, label_of
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace


class MergeSheet(Sheet[Mapping[str, Any]]):
    """Asks which record stays and why; shows a rehearsal; merges when that was seen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "go", show=False)]
    keys_line = (
        "^S 先预演，看过再按一次即合并  ↓ 列出记录  Esc 取消",
        "^S rehearse, once more to merge  ↓ lists records  Esc cancel",
    )
    about = (
        "把重复的一条并入另一条：指向它的记录、附件和办理都移过去，空白处补上，重复的一条作废。\n先预演，写明会发生什么，再按一次才合并。",
        "Merges a duplicate into the record that stays. First a rehearsal says what would happen.",
    )
    DEFAULT_CSS = """
    MergeSheet .rehearsal { height: auto; max-height: 60%; }
    MergeSheet .lead { height: auto; color: $text-muted; }
    """

    def __init__(self, showing: Showing, row: Mapping[str, Any], done: Done | None) -> None:
        super().__init__()
        self._showing, self._row, self._done = showing, row, done
        self._seen: dict[str, str] | None = None
        self._working = False

    def title_text(self) -> str:
        return say(f"合并 {self._showing.title(self._row)}", f"merge {self._showing.title(self._row)}")

    def body(self) -> ComposeResult:
        yield Static(
            say("这一条并入下面那一条，之后作废。", "This record goes into the one below and is voided."),
            classes="lead", markup=False,
        )  # fmt: skip
        into = text_field("into", ("并入", "into"))
        yield FieldForm([{**into, "shape": "ref", "to": self._showing.key}, reason_field()])
        with VerticalScroll(classes="rehearsal"):
            yield Static("", id="rehearsal", markup=False)

    def on_mount(self) -> None:
        self.call_after_refresh(self.query_one(FieldForm).focus_first)

    def on_field_form_submitted(self, event: FieldForm.Submitted) -> None:
        event.stop()
        self.action_go()

    def action_go(self) -> None:
        """Rehearse; where that is what was seen, merge."""
        form = self.query_one(FieldForm)
        form.clear_errors()
        for key in form.lacking():
            form.show_error(key, say("必须填写", "needed"))
        given = form.values()
        if form.lacking() or self._working:
            return
        self._working = True
        rehearsal = given != self._seen
        kind, number = self._showing.key, str(self._row["number"])

        def call(workspace: Workspace) -> Mapping[str, Any]:
            return workspace.merge(kind, number, given["into"], given["reason"], dry_run=rehearsal)

        def then(answer: Mapping[str, Any]) -> None:
            self._working = False
            if rehearsal:
                self._seen = given
                self.query_one("#rehearsal", Static).update(self._told(answer))
                return
            self.desk.tell_done(
                say(f"已把 {number} 并入 {answer['into']}", f"merged {number} into {answer['into']}") + logged(answer)
            )
            self.finish(answer)
            if self._done is not None:
                self._done(answer)

        self.desk.ask(self, call, then, group="write", failed=self._refuse)

    def _refuse(self, error: UnionworkError) -> None:
        self._working, self._seen = False, None
        self.query_one("#rehearsal", Static).update("")
        self.query_one(FieldForm).refuse(str(error))

    def _told(self, answer: Mapping[str, Any]) -> str:
        """A rehearsal in words."""
        fields, comma = self._showing.fields, say("、", ", ")
        lines = [say("预演（还没有写入）：", "Rehearsal (nothing is written yet):")]
        moved = comma.join(f"{kind} {count}" for kind, count in answer["moved"].items())
        if moved:
            lines.append(say(f"  移过去：{moved}", f"  moved: {moved}"))
        filled = comma.join(label_of(fields[key]) if key in fields else str(key) for key in answer["filled"])
        if filled:
            lines.append(say(f"  补上空白：{filled}", f"  gaps filled: {filled}"))
        for kept in answer["kept"]:
            pair = [
                hidden_word() if side in kept.get("hidden", ()) else self._showing.word(kept["field"], kept[side])
                for side in ("stays", "given_up")
            ]
            label = label_of(fields[kept["field"]]) if kept["field"] in fields else kept["label"]
            lines.append(
                say(
                    f"  {label}：保留「{pair[0]}」，放弃「{pair[1]}」",
                    f"  {label}: keeps {pair[0]}, gives up {pair[1]}",
                )
            )
        if answer["left"]:
            lines.append(
                say(f"  留在原处：{comma.join(answer['left'])}", f"  left behind: {comma.join(answer['left'])}")
            )
        lines += [f"  {note}" for note in answer["notes"]]
        number = self._row["number"]
        lines.append(say(f"  {number} 作废，编号不再使用", f"  {number} is voided"))
        lines.append(say("再按一次 ^S 合并。", "^S once more merges."))
        return "\n".join(lines)
