"""What can be done with the record at the cursor; the registers pane carries it out through these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from unionwork_tui.looking import Looking
from unionwork_tui.rights import why_not
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace
    from unionwork_tui.app import UnionApp
    from unionwork_tui.record import Line, Read, RecordView
    from unionwork_tui.showing import Showing
    from unionwork_tui.table import WindowTable

_NEEDS_RECORD = ("open", "steps", "change", "why", "withdraw", "void", "attach", "merge", "accept", "reveal")
# What the permission table calls the actions that it speaks of kind by kind.
_NEEDS_RIGHT = {
    "new": "add", "change": "change", "void": "void", "attach": "attach", "merge": "merge", "export": "export",
}  # fmt: skip
_NOT_VOID = ("steps", "change", "withdraw", "void", "attach", "merge", "accept")


class RecordActs:
    """The actions of the registers, in a class of their own for the length of the file.

    Attributes:
        looking: the view of the register.
        showing: the kind in view.
        read: the record in view, None where none was read.
    """

    looking: Looking
    showing: Showing | None
    read: Read | None
    shown_kind: str
    barred: str
    _trail: list[tuple[Looking, str | None]]
    if TYPE_CHECKING:

        @property
        def desk(self) -> UnionApp: ...
        @property
        def table(self) -> WindowTable: ...
        @property
        def record(self) -> RecordView: ...
        @property
        def is_narrow(self) -> bool: ...
        def has_class(self, *names: str) -> bool: ...
        def face(self, column: str) -> None: ...
        def read_now(self, number: str, *, reveal: bool = False) -> None: ...
        def look(self, looking: Looking) -> None: ...
        def enter(self) -> None: ...
        def load(self, at: str | None = None) -> None: ...
        def forget_record(self) -> None: ...
        def show(
            self, kind: str, number: str | None = None, where: Sequence[str] = (), *, visiting: bool = True
        ) -> None: ...

    @property
    def at_number(self) -> str | None:
        """Number of the record at hand: the one on its page, else the one at the cursor of the table."""
        # Rows of another kind may stand in the table until those that were asked for come.
        row = self.table.row if self.shown_kind == self.looking.kind else None
        if self.record.number is not None and (self.has_class("at-record") or row is None):
            return self.record.number
        return str(row["number"]) if row is not None else None

    def refusal(self, action: str) -> str | None:
        """Why an action cannot be done now."""
        showing = self.showing
        if self.barred and action not in ("kind", "import"):
            return self.barred
        if showing is None:
            return say("先选一类台账", "choose a kind first") if action not in ("kind", "import") else None
        cleared = action == "open" and self.looking.narrowed
        if action in _NEEDS_RECORD and self.at_number is None and not cleared:
            return say("没有选中的记录", "no record is chosen")
        read = self.read if self.read is not None and self.read.row["number"] == self.at_number else None
        if read is not None and read.row.get("void") and action in _NOT_VOID:
            return say("这条记录已作废，只能查看", "this record is void")
        return self._refuse_kind(action, showing, read)

    def _refuse_kind(self, action: str, showing: Showing, read: Read | None) -> str | None:
        barred = why_not(self.desk.workspace, _NEEDS_RIGHT.get(action, ""), showing.key)
        if barred:
            return barred
        if action in ("steps", "withdraw") and not showing.has_states:
            return say(f"{showing.label}没有办理流程", f"a {showing.label} has no steps")
        if (
            action == "withdraw"
            and read is not None
            and not any(not act["withdrawn"] and not act["taken_over"] for act in read.acts)
        ):
            return say("还没有在这里办理过，没有可撤回的", "nothing was done here that could be taken back")
        if action == "accept" and not showing.described["rules"]:
            return say(f"{showing.label}没有认定规则", f"a {showing.label} is assessed by no rule")
        if action == "why" and not (showing.described["rules"] or showing.has_states):
            return say(f"{showing.label}没有认定规则，也没有状态", f"a {showing.label} has neither rule nor states")
        if action == "reveal":
            return self._refuse_reveal(showing)
        if action == "new" and showing.described["added_by"]:
            by = showing.described["added_by"][0]
            return say(
                f"{showing.label}由步骤「{by['label']}」产生（台账 {by['kind']}，F9 办理）",
                f"the step {by['label_en']} of {by['kind']} adds a {showing.label}",
            )
        return None

    def _refuse_reveal(self, showing: Showing) -> str | None:
        workspace = self.desk.workspace
        if not any(field["private"] for field in showing.fields.values()):
            return say("这类台账没有隐私项", "this kind has no private fields")
        if workspace is not None and "private.read" not in workspace.session.worker.rights:
            return say("要有 private.read 权限；请管理员授权", "needs the right private.read; ask an administrator")
        return None

    def _after(self, _: Mapping[str, Any] | None = None) -> None:
        """Something was written: read again what is in view."""
        number = self.record.number or self.at_number
        self.enter()
        if number is not None and (self.record.number is not None or self.has_class("at-record")):
            self.read_now(number)

    def _with_record(self, act: Callable[[str, str], object]) -> None:
        number = self.at_number
        if number is not None:
            act(self._kind_at_hand, number)

    @property
    def _kind_at_hand(self) -> str:
        return self.looking.kind

    def act_open(self) -> None:
        """Enter."""
        number = self.at_number
        if number is None:
            if self.looking.narrowed:
                self.look(self.looking.cleared())
            return
        if self.record.number != number:
            self.read_now(number)
        self.face("record")

    def act_steps(self) -> None:
        """F9."""
        from unionwork_tui.step_form import open_step

        self._with_record(lambda kind, number: open_step(self.desk, kind, number, done=self._after))

    def take_step(self, step: Mapping[str, Any]) -> None:
        """Take the step of a line of the page."""
        from unionwork_tui.step_form import open_step

        self._with_record(lambda kind, number: open_step(self.desk, kind, number, step["step"], done=self._after))

    def follow(self, line: Line) -> None:
        """Do what a line of the record's page leads to."""
        facts = line.facts
        if line.sort == "step":
            self.take_step(facts)
        elif line.sort == "file":
            self.save_file(facts)
        elif line.sort in ("link", "links"):
            self._trail.append((self.looking, self.record.number))
            where = (str(facts["where"]),) if "where" in facts else ()
            self.looking = Looking(kind=str(facts["kind"]), where=where)
            number = facts.get("number")
            self.load(at=str(number) if number else None)
            if number:
                self.read_now(str(number))
            else:
                self.face("table")
        elif line.sort == "field":
            self.open_field(facts)

    def act_filter(self) -> None:
        """Ctrl+K."""
        from unionwork_tui.filters import FilterSheet

        if self.showing is not None:
            self.desk.push_screen(FilterSheet(self.showing, self.looking, self.look))

    def act_new(self) -> None:
        """F4."""
        from unionwork_tui.record_form import open_new

        org = self.looking.org or self.desk.scope
        open_new(self.desk, self.looking.kind, {"org": org} if org else None, done=self._added)

    def _added(self, answer: Mapping[str, Any]) -> None:
        self.show(self.looking.kind, str(answer["number"]), visiting=False)

    def act_change(self) -> None:
        """F2."""
        self._with_record(lambda kind, number: self._change(kind, number, ""))

    def open_field(self, field: Mapping[str, Any]) -> None:
        """Enter on a field: to the record that it refers to, else to change it."""
        read = self.read
        if field["to"] and read is not None:
            from unionwork_tui.record import Line

            number = read.row.get(field["key"])
            if number and field["to"] != "organisation":
                self.follow(Line(sort="link", facts={"kind": field["to"], "number": number}))
            return
        refused = self.refusal("change")
        if refused is not None:
            self.desk.notify(refused, severity="warning", markup=False)
            return
        self._with_record(lambda kind, number: self._change(kind, number, field["key"]))

    def _change(self, kind: str, number: str, at: str) -> None:
        from unionwork_tui.record_form import open_change

        open_change(self.desk, kind, number, done=self._after, at=at)

    def act_why(self) -> None:
        """F3."""
        from unionwork_tui.sheet import tell
        from unionwork_tui.why_sheet import open_why, states_told

        showing = self.showing
        rules = showing.described["rules"] if showing is not None else ()
        if rules:
            self._with_record(lambda _, number: open_why(self.desk, rules[0], number, done=self._after))
        elif showing is not None:
            row = self.read.row if self.read is not None and self.has_class("at-record") else self.table.row
            if row is not None:
                tell(self.desk, showing.title(row), states_told(showing, row))

    act_accept = act_why

    def act_export(self) -> None:
        """F7."""
        from unionwork_tui.export_sheet import open_export

        looking = self.looking
        open_export(self.desk, looking.kind, list(looking.where), looking.search, looking.org)

    def act_withdraw(self) -> None:
        """F8."""
        from unionwork_tui.ask_sheet import AskSheet, text_field
        from unionwork_tui.record_form import logged

        def open_sheet(kind: str, number: str) -> None:
            def act(workspace: Workspace, given: Mapping[str, str]) -> Mapping[str, Any]:
                return workspace.withdraw(kind, number, reason=given.get("reason"))

            def done(answer: Mapping[str, Any]) -> None:
                words = say(f"已撤回「{answer['label']}」", f"took back {answer['label']}")
                self.desk.tell_done(words + logged(answer))
                self._after()

            lead = say(
                "撤回最后一次办理：记录恢复原样，日志里两样都在。", "Takes back the last act; the journal keeps both."
            )
            fields = [text_field("reason", ("理由", "reason"), required=False)]
            title = say(f"撤回 {number} 的最后一次办理", f"take back the last act on {number}")
            self.desk.push_screen(AskSheet(title, lead, fields, act, done, name=f"withdraw/{number}"))

        self._with_record(open_sheet)

    def act_void(self) -> None:
        """Ctrl+D."""
        from unionwork_tui.ask_sheet import AskSheet, reason_field

        def open_sheet(kind: str, number: str) -> None:
            def act(workspace: Workspace, given: Mapping[str, str]) -> Mapping[str, Any]:
                from unionwork_tui.record_form import with_batch

                return with_batch(workspace, workspace.void(kind, number, given["reason"]))

            def done(answer: Mapping[str, Any]) -> None:
                from unionwork_tui.record_form import logged

                self.desk.tell_done(say(f"已作废 {number}", f"voided {number}") + logged(answer))
                self.forget_record()
                self.face("table")
                self.enter()

            lead = say("作废后仍可查看，编号不再使用。", "It stays readable; its number is never used again.")
            title = say(f"作废 {number}", f"void {number}")
            self.desk.push_screen(AskSheet(title, lead, [reason_field()], act, done, name=f"void/{number}"))

        self._with_record(open_sheet)

    def act_attach(self) -> None:
        """Ctrl+A."""
        from unionwork_tui.attach_sheet import AttachSheet

        self._with_record(lambda kind, number: self.desk.push_screen(AttachSheet(kind, number, self._after)))

    def save_file(self, file: Mapping[str, Any]) -> None:
        """Enter on an attachment."""
        from unionwork_tui.attach_sheet import open_save

        open_save(self.desk, file)

    def act_merge(self) -> None:
        """Ctrl+G."""
        from unionwork_tui.merge_sheet import MergeSheet

        showing, number = self.showing, self.at_number
        if showing is None or number is None:
            return

        def then(row: Mapping[str, Any]) -> None:
            self.desk.push_screen(MergeSheet(showing, row, self._merged))

        kind = self._kind_at_hand
        self.desk.ask(self.record, lambda workspace: workspace.show(kind, number), then, group="merge")

    def _merged(self, answer: Mapping[str, Any]) -> None:
        self.show(self._kind_at_hand, str(answer["into"]), visiting=False)

    def act_reveal(self) -> None:
        """Ctrl+R."""
        self._with_record(lambda _, number: self.read_now(number, reveal=True))
        self.face("record")
