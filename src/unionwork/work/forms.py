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
from unionwork.values import day_number, number_day
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
        allowed = (*step.fills, *step.asks, *(step.deadline[:1] if step.deadline else ()))
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
        if self.step.deadline is not None:
            day, refused = self.deadline(row, new)
            reasons += refused
            if day is not None:
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

    def deadline(self, row: Row, new: Row) -> tuple[int | None, list[Reason]]:
        """The deadline of a record for which the step writes `new`; or why it is not known or not to be given."""
        step = self.step
        assert step.deadline is not None
        field, is_asked = self.kind.field(step.deadline[0]), self.asks_for(step.deadline[0])
        held = None if step.adds else row.get(field.column)
        if step.deadline_from and held is not None:
            typed = new.get(field.column) if field.key in self.given else None
            if typed is None or typed <= held:
                return typed or held, []
            message = f"已登记的「{field.label}」是 {number_day(held)},这一步不能改晚"
            remedy = f"登记有误的,先用 {self.subject.key} change 更正;要延期的,另行登记延期,由另一人同意"
            return None, [reason("deadline", message, remedy)]
        if field.key in self.given and is_asked:
            return new[field.column], []
        day, refused = self._computed(row, new)
        if field.key in self.given:
            if day is None:
                return new[field.column], []
            message = f"「{field.label}」按参数 {step.deadline[1]} 算出,是 {number_day(day)},不能另填"
            return None, [reason("deadline", message, f"去掉 {field.key};天数不对的,由管理员更正参数")]
        # What the form may be given is not wanting where the record has it.
        return (held, []) if day is None and is_asked and held is not None else (day, refused)

    def asks_for(self, key: str) -> bool:
        """Whether a field is one of the form, and not only what the step works out."""
        return key in self.step.fills or key in self.step.asks

    def _computed(self, row: Row, new: Row) -> tuple[int | None, list[Reason]]:
        """So many days after the start as the parameter says; or why that is not known."""
        assert self.step.deadline is not None
        key, parameter = self.step.deadline[0], self.session.catalogue.parameter(self.step.deadline[1])
        if self._days is None:
            self._days = resolve_everywhere(self.connection, self.session, parameter.key)
        held = self._days.get(row["org"])
        if held is None:
            message = f"没有参数 {parameter.key}({parameter.label}),算不出期限"
            remedy = (
                f"填写 {key}=日期;规定以天计的,由管理员设置:param set {parameter.key}=... --from 日期 --source 文件"
            )
            return None, [reason(parameter.key, message, remedy)]
        day = _after(self._start(row, new), held.value, parameter.unit)
        if day is None:
            message = f"参数 {parameter.key} 是 {held.value} {parameter.unit},不能由程序推算期限"
            remedy = f"按当年的放假安排数出日期,填写 {key}=日期"
            return None, [reason(parameter.key, message, remedy)]
        return day_number(day), []

    def _start(self, row: Row, new: Row) -> date:
        """The day that the deadline is counted from."""
        key = self.step.deadline_from
        held = (new if self.step.adds else {**row, **new}).get(self.kind.field(key).column) if key else None
        return number_day(held) if held is not None else self.session.on

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
