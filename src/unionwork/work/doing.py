"""Taking a step of a procedure on one record or on many, with every guard, and an act for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.errors import StepRefusedError, UsageError
from unionwork.store.compiler import Scope
from unionwork.store.journal import image_columns
from unionwork.store.registers import Row, Transaction
from unionwork.store.settings import Settings
from unionwork.store.tables import IN_FORCE
from unionwork.work.acting import (
    LOT,
    label_of,
    parts,
    procedure_of,
    read_acted,
    reason,
    refuse_order,
    refuse_person,
    refuse_role,
    refuse_state,
)
from unionwork.work.browsing import narrow
from unionwork.work.forms import StepForm
from unionwork.work.organising import Organisations, scope_test
from unionwork.work.proceeding import Proceeding
from unionwork.work.rehearsing import Candidate, rehearse
from unionwork.work.session import MembersRefusedError, Session, find_row

_SHOWN_STATE = "_state"


def do_step(
    session: Session, key: str, step: str, numbers: Sequence[str] = (), *, where: Sequence[str] = (),
    values: Mapping[str, str], note: str | None = None, org: str | None = None, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Take a step on the records that are named, or on all that pass the filters.

    Records that a guard refuses are left as they are and named with what would satisfy it; the others
    are written, each with its act, in one transaction.

    Returns:
        As `Casework.do` says.

    Raises:
        StepRefusedError: one record was named, and it is refused.
        UnknownNameError: no such step, no such record, or a field that the step does not ask for.
        ValueRefusedError: a word does not fit its field.
    """
    kind = session.kind(key)
    taken = procedure_of(session, kind).step(step)
    if bool(numbers) == bool(where):
        raise UsageError(f"请写明对哪些{kind.label}办理「{taken.label}」:写编号,或用 --where 选出,两者取一")
    barred: dict[int, str] = {}
    while True:
        work = _Doing(session, kind, taken, note, barred)
        what = f"do {key} {step}" + (f" {numbers[0]}" if len(numbers) == 1 else "")
        try:
            with session.writing(what, dry_run=dry_run) as change:
                answer = work.run(change, numbers, where, values, org)
                if change.journal.count and not dry_run:
                    answer["batch"] = change.batch
        except MembersRefusedError as refusal:
            fresh = {work.subjects[member]: said for member, said in refusal.members.items() if member in work.subjects}
            if not fresh.keys() - barred.keys():
                raise
            barred.update(fresh)
            continue
        return answer


class _Doing:
    """One step at work.

    Attributes:
        barred: id of a record to the reason for which a plugin refused it.
        subjects: id of every record written to the id of the record that the step is taken on.
    """

    def __init__(self, session: Session, kind: Kind, step: Step, note: str | None, barred: dict[int, str]) -> None:
        self.session, self.kind, self.step = session, kind, step
        self.note, self.barred = (note or "").strip() or None, barred
        self.subjects: dict[int, int] = {}

    def run(
        self, change: Transaction, numbers: Sequence[str], where: Sequence[str], values: Mapping[str, str],
        org: str | None,
    ) -> dict[str, Any]:  # fmt: skip
        """Weigh, try out and write; the answer without its batch."""
        connection = change.connection
        organisations = Organisations.seen(self.session, connection)
        form = StepForm(self.session, connection, self.kind, self.step, values, organisations)
        proceeding = Proceeding.of(self.session, organisations, self.kind)
        candidates = self._choose(connection, proceeding, numbers, where, org)
        together: dict[int, list[Candidate]] = {}
        for each in candidates:
            together.setdefault(id(proceeding.at(each.row["org"])), []).append(each)
        for members in together.values():
            self._try(connection, organisations, proceeding.at(members[0].row["org"]), values, members)
        refused = [each for each in candidates if each.reasons]
        if refused and len(numbers) == 1:
            what = f"{self.kind.label} {numbers[0]} 不能办理「{label_of(self.session, self.step)}」"
            raise StepRefusedError(what, numbers[0], refused[0].reasons)
        taken = [each for each in candidates if not each.reasons]
        added = self._write(change, form, taken)
        return {
            "kind": self.kind.key, "step": self.step.key, "label": label_of(self.session, self.step),
            "done": [each.row["number"] for each in taken],
            "refused": [{"number": each.row["number"], **said} for each in refused for said in each.reasons],
            "batch": None, "added": added,
        }  # fmt: skip

    def _choose(
        self, connection: Connection, proceeding: Proceeding, numbers: Sequence[str], where: Sequence[str],
        org: str | None,
    ) -> list[Candidate]:  # fmt: skip
        """The records with their states, held against other writers until the transaction ends."""
        found = choose_rows(connection, self.session, proceeding, numbers=numbers, where=where, org=org)
        return [Candidate(row=row, state=state) for row, state in found]

    def _try(
        self, connection: Connection, organisations: Organisations, procedure: Procedure, values: Mapping[str, str],
        candidates: Sequence[Candidate],
    ) -> None:  # fmt: skip
        """Weigh and try out records that follow the same procedure, by the step as that procedure has it."""
        step = procedure.find(self.step.key)
        if step is None:
            message = f"「{label_of(self.session, self.step)}」不是本地流程的步骤"
            remedy = f"请用 {self.kind.key} steps 编号 查看能办的步骤"
            for each in candidates:
                each.reasons.append(reason("state", message, remedy))
            return
        form = StepForm(self.session, connection, self.kind, step, values, organisations)
        self._weigh(connection, form, procedure, step, candidates)
        tried = [each for each in candidates if not any(said["guard"] in ("state", "void") for said in each.reasons)]
        rehearse(connection, self.session, procedure, step, tried)

    def _weigh(
        self, connection: Connection, form: StepForm, procedure: Procedure, step: Step, candidates: Sequence[Candidate]
    ) -> None:
        """What refuses each record before any guard is asked, and what the step would write."""
        acted = read_acted(connection, self.session.tables, procedure, [each.row for each in candidates])
        role = refuse_role(self.session, step, self.kind)
        for each in candidates:
            if each.row["void"] != IN_FORCE:
                each.reasons.append(reason("void", "已作废", "作废的记录不能再办理;请另行登记"))
                continue
            before = acted[each.row["id"]]
            person, each.exception = refuse_person(self.session, step, before)
            each.reasons += role
            each.reasons += refuse_state(self.session, procedure, step, each.state)
            each.reasons += refuse_order(self.session, procedure, self.kind, each.row, before)
            each.reasons += person
            if each.row["id"] in self.barred:
                each.reasons.append(reason("plugin", self.barred[each.row["id"]], "请按插件的要求改正后再办理"))
            each.new, wrong, each.missing = form.write(each.row)
            each.reasons += wrong

    def _write(self, change: Transaction, form: StepForm, taken: Sequence[Candidate]) -> list[str]:
        """Store what the step writes and an act for each record; the numbers of added records."""
        added: list[Row] = []
        after = {each.row["id"]: each.row["version"] for each in taken}
        self.subjects.update((record, record) for record in after)
        if self.step.adds:
            added = change.add(form.kind, [{"number": None, "org": each.row["org"], **each.new} for each in taken])
        else:
            pairs = []
            for each in taken:
                differing = {name: value for name, value in each.new.items() if each.row[name] != value}
                if differing:
                    pairs.append((each.row, differing))
            after.update((row["id"], row["version"]) for row in change.change(self.kind, pairs, "do"))
        acts = [
            {
                "number": None, "org": each.row["org"], "kind": self.kind.key, "subject": each.row["id"],
                "step": self.step.key, "from_state": each.state, "to_state": each.reached,
                "on": self.session.day, "operator": self.session.worker.key, "tier": self.step.tier or None,
                "note": self.note, "exception": each.exception, "before": each.row["version"],
                "after": after[each.row["id"]], "added_kind": form.kind.key if added else None,
                "added": added[place]["id"] if added else None,
            }
            for place, each in enumerate(taken)
        ]  # fmt: skip
        for each, made in zip(taken, change.add(self.session.kind("act"), acts), strict=True):
            self.subjects[made["id"]] = each.row["id"]
        for each, made in zip(taken, added, strict=False):
            self.subjects[made["id"]] = each.row["id"]
        return [str(row["number"]) for row in added]


def choose_rows(
    connection: Connection, session: Session, proceeding: Proceeding, *, numbers: Sequence[str],
    where: Sequence[str] = (), org: str | None = None,
) -> list[tuple[Row, str]]:  # fmt: skip
    """Stored rows with the state each is in, by number, locked where the engine locks rows.

    Raises:
        UnknownNameError: no record carries a number.
    """
    kind = proceeding.whole.of
    organisations, scope, tests = narrow(connection, session, kind, where=where, org=org)
    if numbers:
        # A voided record that is named is refused with that reason, not passed over.
        scope = Scope(session.catalogue, session.tables, kind, session.day, Settings(session.tables, session.day))
        tests = [*scope_test(session, organisations, org, scope.row.c.org)]
    state = proceeding.state(scope)
    names = (*image_columns(kind), "digest")
    once = list(dict.fromkeys(numbers))
    lots = [[scope.row.c.number.in_(once[start : start + LOT])] for start in range(0, len(once), LOT)]
    ids: list[int] = []
    for lot in lots or [[]]:
        query = select(scope.row.c.id).select_from(scope.source).where(*lot, *tests)
        ids += connection.execute(query).scalars()
    lock_rows(connection, session, kind, ids)
    found: list[tuple[Row, str]] = []
    columns = [scope.row.c[name] for name in names]
    for part in parts(ids):
        # Asked again under the lock: another writer may have come first.
        query = select(*columns, state.label(_SHOWN_STATE)).select_from(scope.source)
        for *held, at in connection.execute(query.where(scope.row.c.id.in_(part), *tests)):
            found.append((dict(zip(names, held, strict=True)), at))
    known = {row["number"] for row, _ in found}
    for number in numbers:
        if number not in known:
            find_row(connection, session, kind, number)
            raise session.unknown(kind.label, number)
    return sorted(found, key=lambda pair: str(pair[0]["number"]))


def lock_rows(connection: Connection, session: Session, kind: Kind, ids: Sequence[int]) -> None:
    """Hold records until the transaction ends, so that two people cannot take the same step at once."""
    if connection.dialect.name != "postgresql":
        return
    table = session.tables[kind.key]
    for part in parts(sorted(ids)):
        connection.execute(select(table.c.id).where(table.c.id.in_(part)).order_by(table.c.id).with_for_update())
