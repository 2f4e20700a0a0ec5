"""Papers: records as they go into a folder of evidence, each value shown, or hidden where it is private."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.store.compiler import Scope
from unionwork.store.settings import Settings
from unionwork.work.acting import parts
from unionwork.work.attaching import mask_name
from unionwork.work.browsing import read_rows
from unionwork.work.drafting import PRESUMED
from unionwork.work.exporting import goes_out
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

HIDDEN = "隐藏"


@attrs.define(kw_only=True)
class Papers:
    """The records of a folder, and how their values are told.

    Attributes:
        numbers: kind to id to number of the records that are here.
        reveal: whether private values are shown that the operator may carry out.
    """

    session: Session
    connection: Connection
    organisations: Organisations
    reveal: bool
    numbers: dict[str, dict[int, str]] = attrs.field(factory=dict)
    _other: dict[tuple[str, int], str] = attrs.field(factory=dict)

    def learn(self, reasons: Mapping[str, Iterable[int]]) -> None:
        """Learn the numbers of the records that are here."""
        for key, ids in reasons.items():
            table = self.session.tables[key]
            held = self.numbers.setdefault(key, {})
            for part in parts(ids):
                query = select(table.c.id, table.c.number).where(table.c.id.in_(part))
                held.update(dict(self.connection.execute(query).all()))

    def read(self, kind: Kind, ids: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Records by number: id and plain values as `Workspace.show` gives them, voided ones too.

        Beside these `org_name`, `extra` (columns of a sheet that nobody declared; None where they are hidden)
        and, for what is kept of another record, `subject_number`.
        """
        session = self.session
        for part in parts(ids):
            scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
            scope.inside = session.inside
            tests, order = [scope.row.c.id.in_(part)], [scope.row.c.number]
            rows = read_rows(self.connection, session, kind, scope, tests, order, None, reveal=self.reveal)
            table = session.tables[kind.key]
            extras = dict(self.connection.execute(select(table.c.id, table.c.extra).where(table.c.id.in_(part))).all())
            for row in rows:
                yield row["id"], self._told(kind, row, extras[row["id"]])

    def _told(self, kind: Kind, row: dict[str, Any], extra: str | None) -> dict[str, Any]:
        org = row["org"]
        told = {name: value for name, value in row.items() if name not in ("id", "hidden")}
        told.update(org=self.organisations.numbers.get(org), org_name=self.organisations.names.get(org))
        hidden = list(row["hidden"])
        for field in kind.fields:
            if told[field.key] is not None and not self.shows(kind, field):
                told[field.key] = None
                hidden.append(field.key)
            elif field.shape is Shape.TEXT and told[field.key]:
                told[field.key] = self.text(told[field.key])
        if "subject" in told and kind.system:
            told["subject_number"] = self.numbers.get(str(told["kind"]), {}).get(told["subject"])
        held = json.loads(extra) if extra else {}
        if held:
            # Nobody said whether such a column is private; which dates were presumed is known not to be.
            shown = {name: value if self.reveal or name == PRESUMED else None for name, value in held.items()}
            told["extra"] = shown
            hidden += ["extra"] if None in shown.values() else []
        return {**told, "hidden": sorted(hidden)}

    def shows(self, kind: Kind, field: Field) -> bool:
        """Whether a folder that leaves the office may show a field."""
        return goes_out(self.session, kind, field, reveal=self.reveal)

    def text(self, words: str) -> str:
        """Free words: long numbers in them are masked unless private values are shown."""
        return words if self.reveal else mask_name(words)

    def value(self, kind: Kind, field: Field, stored: Any) -> str:
        """A stored value in words; what is private reads as hidden."""
        if stored is None:
            return "空"
        if not self.shows(kind, field):
            return HIDDEN
        if field.shape is Shape.REF:
            return self.number(field.to, int(stored))
        plain = field.to_json(stored)
        return self.words(field, plain)

    def words(self, field: Field, plain: Any) -> str:
        """A plain value in words: codes by their labels."""
        if isinstance(plain, bool):
            return "是" if plain else "否"
        if field.vocabulary:
            return self.session.catalogue.label_of(field, str(plain))
        text = f"{plain} {field.unit}" if field.unit else str(plain)
        return self.text(text) if field.shape is Shape.TEXT else text

    def number(self, kind: str, record: int) -> str:
        """The number of a record, here or elsewhere."""
        here = self.numbers.get(kind, {}).get(record)
        if here is None and (kind, record) not in self._other:
            table = self.session.tables[kind]
            query = select(table.c.number).where(table.c.id == record, *self.session.inside(table.c.org))
            self._other[kind, record] = self.connection.execute(query).scalar() or f"#{record}"
        return here or self._other[kind, record]

    def page(self, kind: Kind, told: Mapping[str, Any], why: str, entry: str) -> str:
        """A record as a page of Markdown."""
        void = ",已作废" if told.get("void") else ""
        lines = [f"# {kind.label} {told['number']}", "", f"第 {told['version']} 版{void};{why};{entry}。", ""]
        lines += ["| 栏目 | 内容 |", "|---|---|", f"| 组织 | {cell(told['org_name'])} |"]
        if told.get("subject_number"):
            lines.append(f"| 对象编号 | {cell(told['subject_number'])} |")
        if "state_label" in told:
            lines.append(f"| 状态 | {cell(told['state_label'])} |")
        for field in kind.fields:
            value = told[field.key]
            shown = HIDDEN if field.key in told["hidden"] else "" if value is None else self.words(field, value)
            lines.append(f"| {cell(field.label)} | {cell(shown)} |")
        for name, value in told.get("extra", {}).items():
            lines.append(f"| {cell(name)}(表中另有) | {HIDDEN if value is None else cell(value)} |")
        return "\n".join(lines) + "\n"


def cell(value: Any) -> str:
    """A text that may stand in a table of Markdown, on one line."""
    text = "" if value is None else str(value)
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())
