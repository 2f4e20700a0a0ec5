"""Forms to add a record and to change one, for every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from unionwork.errors import ConflictError, UnionworkError
from unionwork_tui.field_input import Field
from unionwork_tui.form import FieldForm, as_typed, org_field
from unionwork_tui.form_sheet import Done, FormSheet
from unionwork_tui.showing import Showing, label_of
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp


class NewSheet(FormSheet):
    """Adds a record."""

    about = (
        "新增一条记录。带 * 的必须填写；身份证号会带出出生日期和性别。\n保存后得到编号和日志号。",
        "Adds a record. What bears a * is needed; an ID number gives the birthday and sex.",
    )

    def __init__(self, described: Mapping[str, Any], values: Mapping[str, Any], done: Done | None) -> None:
        kind = described["key"]
        fields = [*own_fields(described), org_field()]
        fields.sort(key=lambda field: not field["required"])
        super().__init__(f"{kind}.new", fields, values, done=done)
        self._kind, self._label = kind, label_of(described)

    def title_text(self) -> str:
        return say(f"新增{self._label}", f"new {self._label}")

    def save(self, form: FieldForm) -> None:
        values = form.values()
        org = values.pop("org", None)

        def call(workspace: Workspace) -> Mapping[str, Any]:
            return with_batch(workspace, workspace.add(self._kind, values, org=org))

        self.desk.ask(self, call, self.saved, group="write", failed=self.refused)

    def saved(self, answer: Mapping[str, Any]) -> None:
        self.desk.tell_done(
            say(f"已新增{self._label} {answer['number']}", f"added {answer['number']}") + logged(answer)
        )
        super().saved(answer)


class ChangeSheet(FormSheet):
    """Changes a record, as long as it still is what was read."""

    about = (
        "修改一条记录；只写入改过的项。由办理步骤写入的项请用 F9。\n别人同时改了，会写明两边的版本，填的内容不丢。",
        "Changes a record; only what differs is written. What steps write is not here, use F9.",
    )

    def __init__(self, described: Mapping[str, Any], row: Mapping[str, Any], done: Done | None, at: str = "") -> None:
        kind, number = str(described["key"]), str(row["number"])
        fields = [*own_fields(described), org_field(required=True)]
        super().__init__(f"{kind}/{number}", fields, row, done=done, hidden=row.get("hidden", ()))
        self._kind, self._number, self._version = kind, number, int(row["version"])
        self._showing, self._row, self._at = Showing(described), row, at

    def title_text(self) -> str:
        return say(f"修改 {self._showing.title(self._row)}", f"edit {self._showing.title(self._row)}")

    def begin(self) -> None:
        if self._at:
            self.form.go_to([self._at])
        else:
            super().begin()

    def save(self, form: FieldForm) -> None:
        values, version = form.changed(), self._version
        if not values:
            self.saving = False
            form.note(say("没有改动", "nothing was changed"))
            return

        def call(workspace: Workspace) -> Mapping[str, Any]:
            return with_batch(workspace, workspace.change(self._kind, self._number, values, version=version))

        self.desk.ask(self, call, self.saved, group="write", failed=self.refused)

    def saved(self, answer: Mapping[str, Any]) -> None:
        self.desk.tell_done(say(f"已修改 {answer['number']}", f"changed {answer['number']}") + logged(answer))
        super().saved(answer)

    def refused(self, error: UnionworkError) -> None:
        super().refused(error)
        if isinstance(error, ConflictError):
            # What was typed stays; the other's values are read, so that a person can decide between the two.
            self.desk.ask(
                self, lambda workspace: workspace.show(self._kind, self._number), self._compare, group="compare"
            )

    def _compare(self, row: Mapping[str, Any]) -> None:
        old, self._version = self._row, int(row["version"])
        self._row = row
        for field in self._fields:
            key = field["key"]
            if row.get(key) != old.get(key):
                now = as_typed(field, row.get(key)) or say("空", "empty")
                self.form.show_error(
                    key, say(f"第 {row['version']} 版改成了「{now}」", f"version {row['version']}: {now}")
                )
        self.form.note(
            say(
                f"已被他人改动：您读到的是第 {old['version']} 版，现在是第 {row['version']} 版。"
                "您填的内容都在；看过不同之处再按 ^S，就在新版上保存您改过的项。",
                f"Changed by somebody else: you read version {old['version']}, now it is {row['version']}. "
                "What you typed is kept; ^S saves your changes over the new version.",
            )
        )


def open_new(app: UnionApp, kind: str, values: Mapping[str, str] | None = None, done: Done | None = None) -> None:
    """Open the form that adds a record."""

    def then(described: Mapping[str, Any]) -> None:
        app.push_screen(NewSheet(described, values or {}, done))

    app.ask(app.screen, lambda workspace: workspace.describe(kind), then, group="form")


def open_change(app: UnionApp, kind: str, number: str, done: Done | None = None, *, at: str = "") -> None:
    """Open the form that changes a record, at a field of it."""

    def call(workspace: Workspace) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return workspace.describe(kind), workspace.show(kind, number)

    def then(answer: tuple[Mapping[str, Any], Mapping[str, Any]]) -> None:
        app.push_screen(ChangeSheet(*answer, done, at))

    app.ask(app.screen, call, then, group="form")


def own_fields(described: Mapping[str, Any]) -> list[Field]:
    """The fields that a person writes: not those that a step or a rule does."""
    return [field for field in described["fields"] if not field["rule"] and not field["steps"]]


def with_batch(workspace: Workspace, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """An answer with the batch of the journal that it was written in."""
    if answer.get("batch"):
        return answer
    last = workspace.journal(1)
    return {**answer, "batch": last[0]["batch"] if last else None}


def logged(answer: Mapping[str, Any]) -> str:
    """The journal number of an answer, for a toast."""
    return say(f" · 日志 #{answer['batch']}", f" · journal #{answer['batch']}") if answer.get("batch") else ""


def chosen_fields(described: Mapping[str, Any], asked: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The declarations of the fields that a step asks for, needed where the step needs them."""
    known = {field["key"]: field for field in described["fields"]}
    return [{**known[field["key"]], "required": field["required"]} for field in asked if field["key"] in known]
