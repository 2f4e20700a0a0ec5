"""What a step writes: the words of its form, its date, its given and copied values, its deadline."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection

from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Step
from unionwork.errors import UnionworkError, UnknownNameError
from unionwork.store.registers import Row
from unionwork.values import day_number
from unionwork.work.acting import Reason, reason
from unionwork.work.organising import Organisations
from unionwork.work.params import Resolved, resolve_everywhere
from unionwork.work.reading import to_entity
from unionwork.work.recording import read_value, read_values
from unionwork.work.session import Session


class StepForm:
    """What taking a step writes on each record; the words are read once for a region, not for each record.

    Attributes:
        kind: the kind whose fields the form has: the subject's own, or that of the record the step adds.
        given: the words that were given, by field; blank ones count as not given.
    """

    def __init__(
        self, session: Session, connection: Connection, subject: Kind, step: Step, values: Mapping[str, str],
        organisations: Organisations,
    ) -> None:  # fmt: skip
        self.session, self.connection, self.subject, self.step = session, connection, subject, step
        self.organisations = organisations
        added, _, self.pointer = step.adds.partition(".")
        self.kind = session.kind(added) if added else subject
        self.given = {key: text for key, text in values.items() if text.strip()}
        allowed = (*step.fills, *step.asks)
        for key in values:
            if key not in allowed:
                raise UnknownNameError(f"可填的字段(步骤 {step.key})", key, allowed)
        self._read: dict[str, Row] = {}
        self._days: dict[int, Resolved] | None = None

    def write(self, row: Row) -> tuple[Row, list[Reason], set[str]]:
        """The columns that the step writes for a record, what is wrong with them, and the fields left unfilled."""
        new = dict(self._of_region(self.organisations.region_of(row["org"])))
        reasons: list[Reason] = []
        # All at once: a field may hand its value on and take another's in the same step.
        held = row if self.step.adds else {**row, **new}
        new |= {
            self.kind.field(key).column: held.get(self.subject.field(source).column)
            for key, source in self.step.copies.items()
        }
        if self.step.deadline is not None and self.step.deadline[0] not in self.given:
            day, refused = self.deadline(row["org"])
            stands = self.step.deadline[0] in (*self.step.fills, *self.step.asks) and not self.step.adds
            if day is None and not (stands and row.get(self.kind.field(self.step.deadline[0]).column) is not None):
                reasons += refused
            elif day is not None:
                new[self.kind.field(self.step.deadline[0]).column] = day
        if self.step.adds:
            new[self.kind.field(self.pointer).column] = row["id"]
        missing = self._missing(new if self.step.adds else {**row, **new})
        if missing:
            labels = "、".join(self.kind.field(key).label for key in missing)
            remedy = f"请填写 {' '.join(f'{key}=...' for key in missing)}"
            reasons.append(reason("fills", f"缺少「{labels}」", remedy))
        elif broken := self._broken(row, new):
            reasons.append(broken)
        return new, reasons, set(missing)

    def deadline(self, org: int) -> tuple[int | None, list[Reason]]:
        """The last day that a step taken on the business day allows an organisation; or why it is not known."""
        assert self.step.deadline is not None
        parameter = self.session.catalogue.parameter(self.step.deadline[1])
        if self._days is None:
            self._days = resolve_everywhere(self.connection, self.session, parameter.key)
        held = self._days.get(org)
        if held is None:
            message = f"没有参数 {parameter.key}({parameter.label}),算不出期限"
            remedy = f"由管理员设置:param set {parameter.key}=... --from 日期 --source 文件"
            return None, [reason(parameter.key, message, remedy)]
        day = _after(self.session.on, held.value, parameter.unit)
        if day is None:
            message = f"参数 {parameter.key} 是 {held.value} {parameter.unit},不能由程序推算期限"
            return None, [reason(parameter.key, message, "须按当年放假安排由人推算;请改用以天为单位的参数")]
        return day_number(day), []

    def _of_region(self, region: str) -> Row:
        """What is the same for all records of a region: the words given, the date, the given values."""
        if region not in self._read:
            step, kind = self.step, self.kind
            new = read_values(self.session, self.connection, kind, self.given, region)
            for key in step.sets:
                new[kind.field(key).column] = self.session.day
            for key, text in step.gives.items():
                field = kind.field(key)
                new[field.column] = read_value(self.session, self.connection, field, text, region)
            self._read[region] = new
        return self._read[region]

    def _missing(self, whole: Row) -> list[str]:
        wanted = list(self.step.fills)
        if self.step.adds:
            wanted += [field.key for field in self.kind.stored_fields if field.required]
        return [key for key in dict.fromkeys(wanted) if whole.get(self.kind.field(key).column) is None]

    def _broken(self, row: Row, new: Row) -> Reason | None:
        """What the kind's own class demands across fields."""
        base: Row = {"number": "", "org": row["org"], "id": 0, "version": 1} if self.step.adds else row
        try:
            to_entity(self.kind, {**base, **new})
        except (UnionworkError, ValueError, TypeError) as error:
            return reason("record", str(error), "请改正所填的内容")
        return None


def _after(start: date, amount: str, unit: str) -> date | None:
    """The day so many days or months after another; None for a unit that is no plain count of them."""
    if not amount.isdigit():
        return None
    plain, count = unit.split("/", maxsplit=1)[0].strip(), int(amount)
    if plain in ("天", "日"):
        return start + timedelta(days=count)
    if plain in ("月", "个月"):
        years, month = divmod(start.month - 1 + count, 12)
        year = start.year + years
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return None
