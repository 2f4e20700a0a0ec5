"""A form on a sheet: what all forms share, drafts, saving, and what happens when saving is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from unionwork.errors import UnionworkError
from unionwork_tui import drafts
from unionwork_tui.field_input import Field
from unionwork_tui.form import FieldForm
from unionwork_tui.sheet import Sheet
from unionwork_tui.words import say

Done = Callable[[Mapping[str, Any]], Any]


class FormSheet(Sheet[Mapping[str, Any]]):
    """A form that is saved with Ctrl+S; Esc keeps what was typed as a draft.

    Attributes:
        draft_name: under which a draft is kept.
        saving: whether an answer is waited for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", show=False)]
    keys_line = (
        "^S 保存  Enter 下一项（最后一项即保存）  ↓ 选择  Esc 关闭，留草稿",
        "^S save  Enter next, the last saves  ↓ choose  Esc close, draft kept",
    )
    DEFAULT_CSS = """
    FormSheet > .sheet { max-width: 96; }
    FormSheet .form-lead { height: auto; color: $text-muted; }
    """

    def __init__(
        self, draft_name: str, fields: Sequence[Field], values: Mapping[str, Any], *, done: Done | None,
        hidden: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self.draft_name = draft_name
        self.saving = False
        self._fields, self._values, self._hidden, self._done = fields, values, hidden, done

    def lead(self) -> str:
        """What stands above the fields."""
        return ""

    def save(self, form: FieldForm) -> None:
        """Hand what is filled in to the workspace, and end in `saved` or `refused`; each form has its own way."""
        del form

    def body(self) -> ComposeResult:
        yield Static(self.lead(), classes="form-lead", markup=False)
        workspace = self.desk.workspace
        today = workspace.session.on.isoformat() if workspace is not None else ""
        yield FieldForm(self._fields, self._values, hidden=self._hidden, today=today)

    @property
    def form(self) -> FieldForm:
        """The fields."""
        return self.query_one(FieldForm)

    def on_mount(self) -> None:
        """Take a draft back, if there is one."""
        self.query_one(".form-lead").display = bool(self.lead())
        held = drafts.take(drafts.owner_of(self.desk), self.draft_name)
        if held:
            self.form.fill(held)
            self.notify(say("已取回上次没保存的草稿", "the draft of last time is back"), markup=False)
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        """Put the cursor where a person begins."""
        self.form.focus_first()

    def unsaved(self) -> bool:
        return bool(self.form.changed())

    def keep_draft(self) -> None:
        held = self.form.draft()
        if held:
            drafts.keep(drafts.owner_of(self.desk), self.draft_name, held)

    def action_close(self) -> None:
        """Close; what was typed is kept."""
        if self.app.screen is not self or self.saving:
            return
        if self.unsaved():
            self.keep_draft()
            self.notify(
                say("没有保存；已填的内容留作草稿（隐私项不留）", "not saved; kept as a draft, without private fields"),
                markup=False,
            )
        self.dismiss(None)

    def action_save(self) -> None:
        """Save, unless something that is needed is missing."""
        if self.saving:
            return
        form = self.form
        form.clear_errors()
        lacking = form.lacking()
        for key in lacking:
            form.show_error(key, say("必须填写", "needed"))
        if lacking:
            form.go_to(lacking)
            return
        self.saving = True
        self.save(form)

    def on_field_form_submitted(self, event: FieldForm.Submitted) -> None:
        event.stop()
        self.action_save()

    def saved(self, answer: Mapping[str, Any]) -> None:
        """It is stored: the draft goes, the sheet closes."""
        self.saving = False
        drafts.drop(drafts.owner_of(self.desk), self.draft_name)
        self.finish(answer)
        if self._done is not None:
            self._done(answer)

    def refused(self, error: UnionworkError) -> None:
        """It is not stored: what was typed stays, the error stands beside its field."""
        self.saving = False
        self.form.refuse(str(error))
