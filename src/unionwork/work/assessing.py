"""Assessing: what a rule proposes, with reasons; what a person decides on it; what would change if."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs
from sqlalchemy import Connection, false

from unionwork.declare.expressions import Arithmetic, Name
from unionwork.declare.fields import Field
from unionwork.declare.kinds import Kind
from unionwork.declare.parameters import to_ratio
from unionwork.declare.rules import UNKNOWN, Rule, Test
from unionwork.errors import RefusedError, UnknownNameError, UsageError
from unionwork.store.assessments import Assessed, Assessor, Side, Tested
from unionwork.store.registers import Transaction
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day, round_half_up
from unionwork.work.organising import Organisations, owner_test, scope_test
from unionwork.work.params import Resolved, resolve_params
from unionwork.work.session import Session, find_row

_CHUNK = 5_000
# With so many decimals a number below it still is a whole one of 64 bits, in fen and in parts of 100 too.
_MOST, _PLACES = 10**10, 6
# What was found, the outcome decided, the reason, the parameters it was based on.
_Waiting = tuple[Assessed, str, str | None, Mapping[str, Resolved]]


def assess_one(session: Session, key: str, number: str) -> dict[str, Any]:
    """What a rule proposes for one record, every test with both sides, per head and in yuan.

    The amounts are private: an operator without `private.read` gets the results without them; with
    it the read is logged.
    """
    rule = session.catalogue.rule(key)
    kind = session.kind(rule.of.key)
    session.allow("assess", kind)
    with session.reading() as connection:
        row = find_row(connection, session, kind, number)
        answer = propose(connection, session, rule, row, reveal=True)
    if not any("hidden" in test for test in answer["tests"]):
        session.log_access(f"assess {key} {number}", 1)
    return answer


def propose(
    connection: Connection, session: Session, rule: Rule, row: Mapping[str, Any], *, reveal: bool
) -> dict[str, Any]:
    """What a rule proposes for a stored row; both sides of its tests are hidden without `reveal` and the right.

    Raises:
        RefusedError: the record was voided.
    """
    kind = session.kind(rule.of.key)
    assessor = Assessor(session.catalogue, session.tables, rule, session.day)
    listed = list(assessor.records(connection, assessor.scope.row.c.id == row["id"], lived=False))
    if not listed:
        raise RefusedError(f"{kind.label} {row['number']} 已作废,不能评定")
    found = listed[0]
    resolved = resolve_params(connection, session, _keys(rule), found.org)
    shown = all(session.may_read(field, reveal=reveal, kind=kind) for field in _asked(rule))
    answer = {
        "rule": rule.key, "label": rule.label, "subject": row["number"], "on": session.on.isoformat(),
        "outcome": found.outcome, "outcome_label": outcome_label(session, rule, found.outcome),
        "tests": [explain(tested, resolved, shown=shown) for tested in found.tests],
    }  # fmt: skip
    missing = _missing(session, rule, found, row)
    if missing:
        answer["missing"] = missing
    return answer


def explain(tested: Tested, resolved: Mapping[str, Resolved], *, shown: bool) -> dict[str, Any]:
    """One test in plain values."""
    test = tested.test
    held = resolved.get(test.parameter)
    left, right = tested.left, tested.right
    money = "money" in (left.sort, right.sort)
    plain: dict[str, Any] = {
        "name": test.name, "outcome": tested.outcome, "result": tested.result,
        "left": _shown(left, money), "operator": test.operator,
        "right": _shown(right, money), "distance": None,
        "parameter": test.parameter or None, "from": held.from_on if held else None,
        "source": held.source if held else None, "unit": "元" if money else "",
    }  # fmt: skip
    if left.is_number and right.is_number:
        # Taken before rounding, so a distance of 0.00 with "failed" is less than half a fen.
        (a, b), (c, d) = _ratio(left), _ratio(right)
        plain["distance"] = round_half_up(a * d - c * b, b * d * (100 if money else 1), 2)
    if not shown:
        plain.update(left=None, right=None, distance=None, hidden=["left", "right", "distance"])
    return plain


def assess_all(
    session: Session, key: str, *, org: str | None = None, accept: bool = False, dry_run: bool = False
) -> dict[str, Any]:
    """How many records each outcome is proposed for; with `accept`, the operator decides so for all of them.

    A record whose facts do not suffice (`unknown`) is never decided on by the way.
    """
    rule = session.catalogue.rule(key)
    session.allow("decide" if accept else "assess", session.kind(rule.of.key))
    if not accept:
        with session.reading() as connection:
            assessor, tests = _assessor(connection, session, rule, org)
            return _summary(session, rule, assessor.counts(connection, *tests))
    with session.writing(f"assess {key} --accept", dry_run=dry_run) as change:
        assessor, tests = _assessor(change.connection, session, rule, org)
        answer = _summary(session, rule, assessor.counts(change.connection, *tests))
        accepted, last = 0, 0
        resolved: dict[int, Mapping[str, Resolved]] = {}
        # By pieces, so that a register of any size is decided on in the same memory.
        while True:
            after = assessor.scope.row.c.id > last
            piece = list(assessor.records(change.connection, after, *tests, limit=_CHUNK))
            if not piece:
                break
            last = piece[-1].id
            decidable = [found for found in piece if found.outcome not in (UNKNOWN, "")]
            for owner in {found.org for found in decidable} - set(resolved):
                resolved[owner] = resolve_params(change.connection, session, _keys(rule), owner)
            waiting = [(found, found.outcome, None, resolved[found.org]) for found in decidable]
            accepted += _decide(change, session, rule, waiting)
    return {**answer, "accepted": accepted, "batch": None if dry_run else change.batch}


def accept_one(
    session: Session, key: str, number: str, *, outcome: str | None = None, reason: str | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Decide on one record: as proposed, or otherwise with a reason.

    Raises:
        RefusedError: nothing is proposed, or another outcome comes without a reason.
    """
    rule = session.catalogue.rule(key)
    kind = session.kind(rule.of.key)
    session.allow("decide", kind)
    with session.writing(f"assess {key} {number} --accept", dry_run=dry_run) as change:
        row = find_row(change.connection, session, kind, number)
        assessor = Assessor(session.catalogue, session.tables, rule, session.day)
        found = next(iter(assessor.records(change.connection, assessor.scope.row.c.id == row["id"])), None)
        if found is None:
            raise RefusedError(f"{kind.label} {number} 在 {session.on} 不在册,不能认定;请检查建档和退出日期")
        decided = outcome or found.outcome
        known = [entry.key for entry in rule.outcomes]
        if decided == UNKNOWN:
            raise RefusedError(
                f"{kind.label} {number} 资料不全,没有建议:{'、'.join(_missing(session, rule, found, row))}"
            )
        if decided not in known:
            raise UnknownNameError("认定结果", decided, known)
        if decided != found.outcome and not (reason or "").strip():
            raise RefusedError(f"建议是 {found.outcome},您认定为 {decided};与建议不同须写明理由(--reason)")
        resolved = resolve_params(change.connection, session, _keys(rule), found.org)
        _decide(change, session, rule, [(found, decided, reason, resolved)])
    return {
        "rule": key, "subject": number, "on": session.on.isoformat(), "proposed": found.outcome, "decided": decided,
        "reason": reason, "operator": session.worker.key,
    }  # fmt: skip


def what_if(session: Session, key: str, values: Mapping[str, str], *, org: str | None = None) -> dict[str, Any]:
    """Who would enter, leave or change under other parameter values, by number.

    To enter is to get an outcome above the rule's last one where there was none; to leave the reverse.
    """
    rule = session.catalogue.rule(key)
    kind = session.kind(rule.of.key)
    session.allow("assess", kind)
    for field in _asked(rule):
        # Whoever may narrow a line at will finds the income of every family.
        session.require_field(field, f"试算「{rule.label}」", kind)
    used = _keys(rule)
    overrides: dict[str, tuple[int, int]] = {}
    for name, text in values.items():
        parameter = session.catalogue.parameter(name)
        if name not in used:
            raise UsageError(f"规则 {key} 不用参数「{name}」;它用的是:{'、'.join(sorted(used))}")
        overrides[name] = to_ratio(read_number(text, parameter.label, least=0), parameter.unit)
    with session.reading() as connection:
        assessor, tests = _assessor(connection, session, rule, org)
        before = assessor.outcomes(connection, *tests)
        other = Assessor(session.catalogue, session.tables, rule, session.day, overrides, connection)
        organisations = Organisations.seen(session, connection)
        after = other.outcomes(connection, *scope_test(session, organisations, org, other.scope.row.c.org))
    out = rule.outcomes[-1].key
    outside = {out, UNKNOWN}
    moved: dict[str, list[str]] = {"entering": [], "leaving": [], "changed": []}
    unchanged = 0
    for record, (number, held) in before.items():
        new = after[record][1]
        if new == held:
            unchanged += 1
        elif held in outside and new not in outside:
            moved["entering"].append(number)
        elif held not in outside and new in outside:
            moved["leaving"].append(number)
        else:
            moved["changed"].append(number)
    return {
        "rule": key, "on": session.on.isoformat(), "set": dict(values),
        **{name: sorted(numbers) for name, numbers in moved.items()}, "unchanged": unchanged,
    }  # fmt: skip


def outcome_label(session: Session, rule: Rule, outcome: str) -> str:
    """An outcome in words."""
    if outcome == UNKNOWN:
        return "资料不全" if session.lang == "zh" else "unknown"
    if not rule.vocabulary:
        return outcome
    return session.catalogue.vocabulary(rule.vocabulary).label_of(outcome, session.lang)


def read_number(text: str, what: str, least: int | None = None) -> Decimal:
    """A decimal number as a person writes it.

    Raises:
        UsageError: it is none, or too large, too fine or too small to be meant.
    """
    named = f"{what}的值「{text}」"
    try:
        value = Decimal(text.replace(",", "").strip().removesuffix("%"))
    except InvalidOperation:
        raise UsageError(f"{named}不是数字;请只写数字,如 280 或 1.5") from None
    if not value.is_finite():
        raise UsageError(f"{named}不是数字;请只写数字,如 280 或 1.5")
    if abs(value) >= _MOST:
        raise UsageError(f"{named}大得不合常理;请核对单位和位数,如 280 或 1.5")
    if value and (value.adjusted() < -_PLACES or value != round(value, _PLACES)):
        raise UsageError(f"{named}最多 {_PLACES} 位小数;请改正,如 280 或 1.5")
    if least is not None and value < least:
        raise UsageError(f"{named}不能小于 {least};请改正,如 280 或 1.5")
    # Written out, since 1E+3 is nothing that a person reads.
    return Decimal(f"{value:f}")


def _assessor(connection: Connection, session: Session, rule: Rule, org: str | None) -> tuple[Assessor, Any]:
    organisations = Organisations.seen(session, connection)
    assessor = Assessor(session.catalogue, session.tables, rule, session.day, connection=connection)
    column = assessor.scope.row.c.org
    inside = owner_test(session, organisations, rule.owner, column)
    return assessor, (*scope_test(session, organisations, org, column), *((false(),) if inside is None else inside))


def _summary(session: Session, rule: Rule, counts: Mapping[str, int]) -> dict[str, Any]:
    labels = {outcome: outcome_label(session, rule, outcome) for outcome in counts}
    return {"rule": rule.key, "on": session.on.isoformat(), "outcomes": dict(counts), "labels": labels}


def _decide(
    change: Transaction, session: Session, rule: Rule,
    waiting: Sequence[_Waiting],
) -> int:  # fmt: skip
    """Write decisions: the one before ends at the new date, one of the same date is corrected."""
    if not waiting:
        return 0
    kind = session.kind("decision")
    table = session.tables["decision"]
    subjects = {found.id for found, *_ in waiting}
    listed = sorted(subjects)
    held: dict[int, list[dict[str, Any]]] = {}
    for start in range(0, len(listed), 900):
        for row in change.rows(
            kind, table.c.rule == rule.key, table.c.void == IN_FORCE,
            table.c.subject.in_(listed[start : start + 900]),
        ):  # fmt: skip
            held.setdefault(row["subject"], []).append(row)
    fresh: list[dict[str, Any]] = []
    moved: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for found, decided, reason, resolved in waiting:
        basis = _basis(found, resolved)
        facts: dict[str, Any] = {
            "proposed": found.outcome, "decided": decided, "reason": reason, "operator": session.worker.key,
            "basis": basis,
        }  # fmt: skip
        rows = held.get(found.id, [])
        same = [row for row in rows if row["from_on"] == session.day]
        if same:
            moved.append((same[0], facts))
            continue
        later = [row["from_on"] for row in rows if row["from_on"] > session.day]
        for row in rows:
            if row["from_on"] < session.day and (row["to_on"] is None or row["to_on"] > session.day):
                moved.append((row, {"to_on": session.day}))
        fresh.append(
            {
                "org": found.org, "kind": rule.of.key, "subject": found.id, "rule": rule.key, **facts,
                "from_on": session.day, "to_on": min(later) if later else None,
            }
        )  # fmt: skip
    change.change(kind, moved)
    change.add(kind, fresh)
    return len(waiting)


def _basis(found: Assessed, resolved: Mapping[str, Resolved]) -> str:
    tests = [
        {
            "name": tested.test.name, "result": tested.result, "left": [tested.left.top, tested.left.bottom],
            "operator": tested.test.operator, "right": [tested.right.top, tested.right.bottom],
            "parameter": tested.test.parameter or None,
        }
        for tested in found.tests
    ]  # fmt: skip
    params = {key: attrs.asdict(value) for key, value in sorted(resolved.items())}
    return json.dumps({"tests": tests, "parameters": params}, ensure_ascii=False, default=str, separators=(",", ":"))


def _asked(rule: Rule) -> list[Field]:
    """The fields of a record that a rule asks for."""
    kind = rule.of
    sides = [side for test in rule.tests for side in (test.left, test.right, test.per) if side is not None]
    names = {at.path[0] for side in sides for at in side.walk() if isinstance(at, Name)}
    return [kind.field(name) for name in sorted(names) if kind.has(name)]


def _keys(rule: Rule) -> set[str]:
    from unionwork.declare.expressions import Param

    sides = [side for test in rule.tests for side in (test.left, test.right, test.per) if side is not None]
    return {at.key for side in sides for at in side.walk() if isinstance(at, Param)}


def _missing(session: Session, rule: Rule, found: Assessed, row: Mapping[str, Any]) -> list[str]:
    """What is not known of a record, or not set for its region."""
    names = []
    kind = session.kind(rule.of.key)
    for tested in found.tests:
        if tested.result != "unknown":
            continue
        if tested.right.top is None and tested.test.parameter:
            names.append(f"{session.catalogue.parameter(tested.test.parameter).label}(本地区没有值)")
        if tested.left.top is None or not tested.left.bottom:
            parts = [tested.test.left, *([tested.test.per] if tested.test.per is not None else [])]
            asked = [kind.field(at.path[0]) for part in parts for at in part.walk() if isinstance(at, Name)]
            absent = [field.label for field in asked if row.get(field.column) is None]
            absent += [f"{field.label}(不大于 0,不能相除)" for field in _bad_divisors(kind, tested.test, row)]
            names += absent or [field.label for field in asked]
    return list(dict.fromkeys(names))


def _bad_divisors(kind: Kind, test: Test, row: Mapping[str, Any]) -> list[Field]:
    """The fields that a test divides by and that are not above 0."""
    divisors = [at.right for at in test.left.walk() if isinstance(at, Arithmetic) and at.operator == "/"]
    divisors += [test.per] if test.per is not None else []
    fields = [kind.field(at.path[0]) for part in divisors for at in part.walk() if isinstance(at, Name)]
    held = [(field, row.get(field.column)) for field in fields if field.shape.is_number]
    return [field for field, stored in held if isinstance(stored, int) and stored <= 0]


def _shown(side: Side, money: bool) -> Decimal | str | None:
    """A side as a person reads it: yuan, a number, an ISO date, a code; None where it has no value."""
    if side.is_number:
        top, bottom = _ratio(side)
        return round_half_up(top, bottom * (100 if money else 1), 2)
    if side.sort == "day" and isinstance(side.top, int):
        return number_day(side.top).isoformat()
    # A number without a divisor above 0 has none.
    return None if side.top is None or side.sort in ("number", "money") else str(side.top)


def _ratio(side: Side) -> tuple[int, int]:
    return int(side.top or 0), int(side.bottom or 1)
