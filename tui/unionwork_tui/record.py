"""One record: its fields, where it stands, what can be done, what was done, and what it is linked to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unionwork_tui.cutting import cut, wrap
from unionwork_tui.showing import Showing, hidden_word, label_of
from unionwork_tui.signs import NO, YES, sign
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace

Row = Mapping[str, Any]
_SHOWN_LINKS = 5
_SHOWN_EMPTY = 6
_SHOWN_STEPS = 3


@attrs.frozen(kw_only=True)
class Read:
    """What was read about one record, in one go.

    Attributes:
        row: the record.
        steps: what can be done and what is refused, with reasons.
        acts: what was done, the oldest first.
        links: what it is linked to, both ways.
        files: its attachments.
    """

    row: Row
    steps: Sequence[Row] = ()
    acts: Sequence[Row] = ()
    links: Sequence[Row] = ()
    files: Sequence[Row] = ()


def read_record(workspace: Workspace, kind: str, number: str, *, reveal: bool = False) -> Read:
    """Read a record with all that its page shows."""
    row = workspace.show(kind, number, reveal=reveal)
    live = bool(workspace.describe(kind)["states"]) and not row.get("void")
    return Read(
        row=row,
        steps=workspace.steps(kind, number) if live else (),
        acts=workspace.acts(kind, number) if live else (),
        links=workspace.related(kind, number),
        files=workspace.attachments(kind, number),
    )


@attrs.frozen(kw_only=True)
class Line:
    """A line of the page that can be chosen.

    Attributes:
        sort: field, step, link, links, file, or "" for one that only tells.
        facts: what the line is about.
    """

    sort: str = ""
    facts: Row = attrs.field(factory=dict)


class RecordView(OptionList):
    """The page of a record: every line that leads somewhere can be chosen."""

    DEFAULT_CSS = """
    RecordView { height: 1fr; max-height: 100%; border: none; padding: 0; background: transparent; }
    RecordView:focus { border: none; background-tint: transparent; }
    RecordView > .option-list--option-disabled { color: $foreground; }
    """

    class Chosen(Message):
        """A line was chosen."""

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self.read: Read | None = None
        self.showing: Showing | None = None
        self._lines_of: list[Line] = []
        self._width = 0

    @property
    def number(self) -> str | None:
        """Number of the record in view."""
        return str(self.read.row["number"]) if self.read is not None else None

    def show(self, read: Read | None, showing: Showing | None) -> None:
        """Show a record; None for none."""
        same = self.number is not None and read is not None and self.number == read.row["number"]
        held = self.highlighted if same else None
        self.read, self.showing = read, showing
        self._draw()
        if held is not None and held < self.option_count:
            self.highlighted = held
        elif not same:
            self.highlighted = next((at for at, line in enumerate(self._lines_of) if line.sort), None)
            self.scroll_home(animate=False, immediate=True)

    def on_resize(self, event: Resize) -> None:
        del event
        if self.size.width != self._width:
            held = self.highlighted
            self._draw()
            self.highlighted = held if held is not None and held < self.option_count else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        line = self._lines_of[event.option_index]
        if line.sort:
            self.post_message(self.Chosen(line))

    def chosen_line(self) -> Line | None:
        """The line at the cursor."""
        return self._lines_of[self.highlighted] if self.highlighted is not None else None

    # Drawing

    def _draw(self) -> None:
        self._width = self.size.width
        self._lines_of = []
        self.clear_options()
        if self.read is None or self.showing is None:
            return
        options: list[Option] = []
        for content, line in page_lines(self.read, self.showing, max(self._width - 1, 20)):
            options.append(Option(content, disabled=not line.sort))
            self._lines_of.append(line)
        self.add_options(options)


Drawn = list[tuple[Content, Line]]


def page_lines(read: Read, showing: Showing, width: int) -> Drawn:
    """The lines of a record's page at a width."""
    return [
        *_head(read, showing, width),
        *_steps(read, width),
        *_fields(read, showing, width),
        *_acts(read, width),
        *_links(read, width),
        *_files(read, width),
    ]


def _rule(words: str, width: int) -> tuple[Content, Line]:
    lead = f"── {words} "
    return Content.styled(cut(lead + "─" * max(width - cell_len(lead), 0), width), "$text-accent"), Line()


def _tell(text: str, width: int, style: str = "", lead: str = "") -> list[tuple[Content, Line]]:
    return [(Content.styled(lead + part, style), Line()) for part in wrap(text, width - cell_len(lead))]


def _head(read: Read, showing: Showing, width: int) -> Drawn:
    row, lines = read.row, []
    if row.get("void"):
        lines += _tell(say("已作废，只能查看", "void: to be read only"), width, "bold $text-error")
    state = showing.state(row)
    if state:
        lines.append((Content.assemble((say("状态  ", "state  "), "$text-muted"), (state, "bold")), Line()))
    owner = showing.value("org", row)
    lines.append((Content.assemble((say("组织  ", "organisation  "), "$text-muted"), owner), Line()))
    return lines


def _fields(read: Read, showing: Showing, width: int) -> Drawn:
    """Filled fields by group: its own, then personal ones; what is empty is named in one line."""
    row = read.row
    own = [field for field in showing.fields.values() if not field["private"]]
    private = [field for field in showing.fields.values() if field["private"]]
    lines: Drawn = []
    empty: list[str] = []
    for words, group in ((say("内容", "content"), own), (say("个人信息", "personal data"), private)):
        filled = [field for field in group if showing.value(field["key"], row)]
        empty += [label_of(field) for field in group if not showing.value(field["key"], row)]
        if not filled:
            continue
        lines.append(_rule(words, width))
        labels = min(max(cell_len(label_of(field)) for field in filled), 16 if width > 34 else 12)
        for field in filled:
            lines.append((_field(showing, field, row, labels, width), Line(sort="field", facts=field)))
    if empty:
        more = len(empty) - _SHOWN_EMPTY
        words = say("未填：", "not filled in: ") + say("、", ", ").join(empty[:_SHOWN_EMPTY])
        words += say(f" 等 {len(empty)} 项", f" and {more} more") if more > 0 else ""
        lines += _tell(words, width, "$text-disabled")
    return lines


def _field(showing: Showing, field: Row, row: Row, labels: int, width: int) -> Content:
    value = showing.value(field["key"], row)
    unit = f" {field['unit']}" if field.get("unit") and showing.is_number(field["key"]) else ""
    hidden = field["key"] in row.get("hidden", ())
    style = "$text-disabled italic" if hidden else ("$text-primary" if field["to"] else "")
    parts = wrap(value + ("" if hidden else unit), width - labels - 2)
    label = Content.styled(cut(label_of(field), labels) + "  ", "$text-muted")
    rest = [Content(" " * (labels + 2)).append(Content.styled(part, style)) for part in parts[1:]]
    return Content("\n").join([label.append(Content.styled(parts[0], style)), *rest])


def _steps(read: Read, width: int) -> Drawn:
    if not read.steps:
        return []
    lines = [_rule(say("办理", "steps"), width)]
    allowed = [step for step in read.steps if step["allowed"]]
    for step in allowed:
        target = f" → {step['target_label']}" if step.get("target_label") else ""
        content = Content.assemble(
            (f"{sign(YES)} ", "$text-success"), (f"[{label_of(step)}]", "bold"), (target, "$text-muted")
        )
        lines.append((content, Line(sort="step", facts=step)))
    # What another state leads to is named in one line; F9 says of each what is in the way.
    refused = [step for step in read.steps if not step["allowed"]]
    elsewhere = [step for step in refused if is_elsewhere(step)]
    for step in refused:
        if step not in elsewhere:
            lines.append((refused_step(step, width), Line(sort="step", facts=step)))
    if elsewhere:
        names = say("、", ", ").join(label_of(step) for step in elsewhere[:_SHOWN_STEPS])
        if len(elsewhere) > _SHOWN_STEPS:
            names += say(f" 等 {len(elsewhere)} 步", f" and {len(elsewhere) - _SHOWN_STEPS} more")
        words = say(f"现在的状态办不到：{names}（F9 看原因）", f"not from this state: {names} (F9 says why)")
        lines += _tell(words, width, "$text-disabled")
    return lines


def is_elsewhere(step: Row) -> bool:
    """Whether a step is refused for nothing but the state that the record is in."""
    return bool(step["why"]) and all(reason["guard"] == "state" for reason in step["why"])


def refused_step(step: Row, width: int) -> Content:
    """A step that is refused now, each reason with its remedy below it."""
    content = Content.styled(f"{sign(NO)} {label_of(step)}", "$text-disabled")
    for reason in why_lines(step):
        for place, part in enumerate(wrap(reason, width - 4)):
            lead = "    " if place else "  · "
            content = content.append(Content.styled(f"\n{lead}{part}", "$text-disabled italic"))
    return content


def why_lines(step: Row) -> list[str]:
    """Why a step is refused, a reason with its remedy a line."""
    parts = []
    for reason in step["why"]:
        remedy = reason.get("remedy") or ""
        parts.append(f"{reason['message']}{say('；', '; ')}{remedy}" if remedy else str(reason["message"]))
    return parts


def _acts(read: Read, width: int) -> Drawn:
    if not read.acts:
        return []
    lines = [_rule(say("经过", "course"), width)]
    for act in read.acts:
        marks = []
        if act.get("taken_over"):
            marks.append(say("接收的历史", "taken over"))
        if act.get("withdrawn"):
            marks.append(say("已撤回", "withdrawn"))
        if act.get("exception"):
            marks.append(say("例外：本人审批", "exception: own approval"))
        who = act.get("who") or ""
        text = "  ".join(
            part for part in (label_of(act), who, *(say(f"（{mark}）", f"({mark})") for mark in marks)) if part
        )
        # What a sheet took over has the command of the import for a note; the journal keeps that.
        if act.get("note") and not act.get("taken_over"):
            text += say(f"：{act['note']}", f": {act['note']}")
        style = "$text-disabled" if act.get("withdrawn") or act.get("taken_over") else ""
        lead = f"{act['on']}  "
        for place, part in enumerate(wrap(text, width - cell_len(lead))):
            lines.append((Content.styled((lead if not place else " " * cell_len(lead)) + part, style), Line()))
    return lines


def _links(read: Read, width: int) -> Drawn:
    if not read.links:
        return []
    lines = [_rule(say("关联", "linked"), width)]
    for link in read.links:
        back = link["way"] == "from"
        if back:
            words = say(f"{link['label']} {link['count']:,} 条", f"{link['label']} {link['count']:,}")
            lines.append((Content.styled(cut(words, width).rstrip(), "$text-muted"), Line()))
        lead = "  " if back else f"{link['field_label']}  "
        for number, name in list(zip(link["numbers"], link["names"], strict=True))[:_SHOWN_LINKS]:
            text = cut(f"{number} {name or ''}", width - cell_len(lead)).rstrip()
            facts = {"kind": link["kind"], "number": number}
            content = Content.assemble((lead, "$text-muted"), (text, "$text-primary"))
            lines.append((content, Line(sort="link", facts=facts)))
        if link["way"] == "from" and link["count"] > _SHOWN_LINKS:
            text = say(f"  全部 {link['count']:,} 条 …", f"  all {link['count']:,} …")
            facts = {"kind": link["kind"], "where": f"{link['field']}={read.row['number']}"}
            lines.append((Content.styled(text, "$text-primary"), Line(sort="links", facts=facts)))
    return lines


def _files(read: Read, width: int) -> Drawn:
    if not read.files:
        return []
    lines = [_rule(say("附件", "attachments"), width)]
    for file in read.files:
        size = file.get("bytes") or file.get("size") or 0
        name = file.get("name") or hidden_word()
        text = cut(f"{name}  {_size(int(size))}", width).rstrip()
        lines.append((Content.styled(text, "$text-primary"), Line(sort="file", facts=file)))
    return lines


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 1024 * 1024 else f"{max(size / 1024, 0.1):,.1f} KB"
