"""A short form on a sheet, such as a reason: it hands its words on and shows what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from unionwork_tui.field_input import Field
from unionwork_tui.form import FieldForm
from unionwork_tui.form_sheet import Done, FormSheet
from unionwork_tui.words import Words, say

if TYPE_CHECKING:
    from unionwork import Workspace

Act = Callable[["Workspace", Mapping[str, str]], Mapping[str, Any]]


def text_field(key: str, words: Words, *, required: bool = True, hint: str = "") -> dict[str, Any]:
    """A field that no kind declares."""
    return {
        "key": key, "label": words[0], "label_en": words[1], "shape": "text", "unit": None, "required": required,
        "private": None, "vocabulary": None, "aliases": [], "codes": [], "owner": None, "to": None, "rule": None,
        "help": hint,
    }  # fmt: skip


class AskSheet(FormSheet):
    """Asks for a few words and does something with them."""

    keys_line = (
        "^S 确定  Enter 下一项（最后一项即确定）  Esc 取消",
        "^S go on  Enter next, in the last goes on  Esc cancel",
    )

    def __init__(
        self, title: str, lead: str, fields: Sequence[Field], act: Act, done: Done | None, *, name: str,
        values: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, fields, values or {}, done=done)
        self._title, self._lead, self._act = title, lead, act

    def title_text(self) -> str:
        return self._title

    def lead(self) -> str:
        return self._lead

    def keep_draft(self) -> None:
        """A reason is not worth a draft."""

    def action_close(self) -> None:
        """Close; nothing is done."""
        if self.app.screen is self and not self.saving:
            self.dismiss(None)

    def save(self, form: FieldForm) -> None:
        given = form.values()
        self.desk.ask(
            self, lambda workspace: self._act(workspace, given), self.saved, group="write", failed=self.refused
        )


def reason_field() -> dict[str, Any]:
    """Why something is done, which the journal keeps."""
    return text_field("reason", ("理由", "reason"), hint=say("记入日志", "is kept in the journal"))
