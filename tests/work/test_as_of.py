"""What was known then: a workspace rewound to a point of its journal answers as it answered then."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.engine import make_url

from tests.work.county import HARDSHIP, a_csv, a_file, a_workspace, an_id, everything, load
from tests.work.hands import hand
from unionwork.errors import NotPermittedError, RefusedError, StoreError, UnionworkError, UnknownNameError, UsageError
from unionwork.store.engines import writing
from unionwork.store.journal import verify
from unionwork.workspace import Workspace

pytestmark = pytest.mark.slow

FIGURES = ("aid.files", "aid.hardship_workers", "aid.hardship_share", "petition.received")
UNIONS = ("甲工会", "乙工会", "丙工会")
ON = date(2024, 12, 31)


def begun(place: str, folder: Path) -> Workspace:
    """A workspace with three unions, written on the first day of the year."""
    workspace = a_workspace(place, folder, date(2024, 1, 1))
    for name in UNIONS:
        workspace.org_add(name, parent="ROOT")
    workspace.org_change("ROOT", {"workers": "1000"})
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with begun(str(tmp_path / "w.db"), tmp_path) as made:
        yield made


def answers(workspace: Workspace) -> dict[str, Any]:
    """All that a person reads of it."""
    workspace = hand(workspace, "admin", workspace.session.on)
    return {
        "figures": [workspace.measure(FIGURES, period="2024", all_orgs=True), workspace.measure(FIGURES)],
        "by": workspace.measure(["aid.files"], by=["grade"], children=True),
        "records": everything(workspace), "due": workspace.due(), "check": workspace.check(),
        "tree": workspace.org_tree(), "params": workspace.params(), "targets": workspace.targets(),
        "decisions": workspace.list("decision", limit=None)["rows"],
        "acts": workspace.list("act", limit=None)["rows"], "journal": workspace.journal(None),
    }  # fmt: skip


def head_of(workspace: Workspace) -> str:
    return str(workspace.journal(1)[0]["hash"])


def numbers(workspace: Workspace, kind: str) -> list[str]:
    return [row["number"] for row in workspace.list(kind, limit=None)["rows"]]


def add_file(workspace: Workspace, pick: int) -> None:
    facts = {"name": f"职工{pick}", "id_number": an_id(pick), "family_size": "2", "filed_on": "2024-02-01"}
    workspace.add("aid_file", {**facts, "income": str(300 + 40 * (pick % 8))}, org=UNIONS[pick % 3])


def correct_file(workspace: Workspace, pick: int) -> None:
    found = numbers(workspace, "aid_file")
    workspace.change("aid_file", found[pick % len(found)], {"income": str(100 + pick)})


def void_file(workspace: Workspace, pick: int) -> None:
    found = numbers(workspace, "aid_file")
    workspace.void("aid_file", found[pick % len(found)], "登记有误")


def decide(workspace: Workspace, pick: int) -> None:
    found = numbers(workspace, "aid_file")
    workspace.accept("aid.grade", found[pick % len(found)])


def petition(workspace: Workspace, pick: int) -> None:
    facts = {"petitioner": f"赵{pick}", "received_on": workspace.session.on.isoformat()}
    workspace.add("petition", facts, org=UNIONS[pick % 3])


def move(workspace: Workspace, pick: int) -> None:
    workspace.org_move(UNIONS[pick % 3], (*UNIONS, "ROOT")[(pick // 3) % 4])


def merge(workspace: Workspace, pick: int) -> None:
    workspace.org_merge(UNIONS[pick % 3], UNIONS[(pick + 1) % 3])


def set_line(workspace: Workspace, pick: int) -> None:
    workspace.set_param("aid.hardship_line", str(200 + pick), from_on=workspace.session.on, source="县总〔2024〕9号")


def set_target(workspace: Workspace, pick: int) -> None:
    workspace.set_target("aid.hardship_share", str(pick % 50), from_on=workspace.session.on, source="责任书")


def set_workers(workspace: Workspace, pick: int) -> None:
    workspace.org_change(UNIONS[pick % 3], {"workers": str(100 + pick)})


DEEDS: tuple[Callable[[Workspace, int], None], ...] = (
    add_file, add_file, correct_file, void_file, decide, petition, move, merge, set_line, set_target, set_workers,
)  # fmt: skip
# What is done, to which, and how many days after what was done before; a late entry bears an earlier day.
HISTORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 400), st.integers(-20, 30)), min_size=4, max_size=9)


def hold(workspace: Workspace, history: list[tuple[Callable[[Workspace, int], None], int, int]], place: int) -> int:
    """Live through a history and look back to one point of it; how many of the deeds were done."""
    day = max(date.fromisoformat(row["business_on"]) for row in workspace.journal(None))
    heads: list[str] = []
    for step, (deed, pick, days) in enumerate(history):
        today = date.fromordinal(min(day.toordinal() + days, date(2025, 12, 31).toordinal()))
        # What is refused changes nothing; a register may still be empty.
        with suppress(UnionworkError, ZeroDivisionError):
            deed(hand(workspace, "admin", today), pick)
        day = max(day, today)
        heads.append(head_of(workspace))
        if step == place % len(history):
            known, told = heads[-1], answers(hand(workspace, "admin", ON))
    with workspace.as_of(known, on=ON) as then:
        assert answers(then) == told
        with then.session.reading() as connection:
            assert list(verify(connection, then.session.tables, then.session.catalogue)) == []
    chain = sorted(workspace.journal(None), key=lambda row: int(row["position"]))
    wanted = date.fromisoformat(next(row["business_on"] for row in chain if row["hash"] == known))
    begun = list(dropwhile(lambda row: date.fromisoformat(row["business_on"]) > wanted, chain))
    before = list(takewhile(lambda row: date.fromisoformat(row["business_on"]) <= wanted, begun))
    with workspace.as_of(wanted) as then:
        assert [row["hash"] for row in then.journal(1)] == [before[-1]["hash"]]
    return len(set(heads))


@pytest.fixture(scope="module")
def sqlite_past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("past")
    with begun(str(folder / "w.db"), folder) as made:
        yield made


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(history=HISTORY, place=st.integers(0, 8))
def test_every_point_of_any_history_is_reproduced(sqlite_past: Workspace, history: Any, place: int) -> None:
    """The workspace grows from one history to the next, so that later ones stand on a longer past."""
    assert hold(sqlite_past, history, place) <= len(history)


@pytest.mark.postgres
def test_a_history_on_postgres_is_reproduced(postgres_url: str, tmp_path: Path) -> None:
    with begun(postgres_url, tmp_path) as workspace:
        history = [
            (add_file, 1, 30), (add_file, 5, 0), (set_line, 80, 2), (decide, 0, 5), (petition, 3, 9), (move, 3, 10),
            (correct_file, 1, -8), (set_target, 30, 0), (add_file, 8, -30), (merge, 1, 20), (void_file, 1, 1),
        ]  # fmt: skip
        assert hold(workspace, history, 6) == len(history), "nothing was refused"


def test_a_late_entry_and_a_correction_are_not_known_before_they_were_recorded(workspace: Workspace) -> None:
    hand(workspace, "admin", "2024-03-31").add("petition", {"petitioner": "赵", "received_on": "2024-03-01"})
    quarter = hand(workspace, "admin", "2024-03-31").measure(["petition.received"], period="2024Q1")
    head = head_of(workspace)
    hand(workspace, "admin", "2024-04-05").add("petition", {"petitioner": "钱", "received_on": "2024-04-02"})
    hand(workspace, "admin", "2024-03-20").add("petition", {"petitioner": "孙", "received_on": "2024-03-20"})
    later = hand(workspace, "admin", "2024-04-10")
    assert later.measure(["petition.received"], period="2024Q1")[0]["value"] == 2
    for to in (head, head[:8].upper(), "2024-03-31", "20240331", date(2024, 4, 4)):
        with later.as_of(to, on=date(2024, 3, 31)) as then:
            assert then.measure(["petition.received"], period="2024Q1") == quarter
    # By the fifth of April it had been recorded, whatever day it bears.
    with later.as_of("2024-04-05") as then:
        assert then.session.on == date(2024, 4, 5)
        assert then.measure(["petition.received"], period="2024Q1")[0]["value"] == 2
    with later.as_of(head) as then:
        assert then.session.on == date(2024, 4, 10)
        assert then.rewound is not None
        assert (then.rewound["head"], then.rewound["business_on"]) == (head, "2024-03-31")
        assert head[:16] in then.notices[0]


def test_what_was_made_ready_under_a_later_day_was_known_when_the_work_began(tmp_path: Path) -> None:
    """Somebody makes the workspace today and enters last year's papers into it."""
    place = tmp_path / "w.db"
    Workspace.create(place, name="红星县总工会", on=date(2025, 6, 1)).close()
    for day in (date(2024, 3, 1), date(2024, 3, 31), date(2024, 5, 2), date(2024, 3, 15)):
        with Workspace.open(place, on=day) as workspace:
            workspace.add("unit", {"name": f"{day} 记的厂"})
    with Workspace.open(place, on=date(2025, 6, 1)) as workspace:
        with workspace.as_of("2024-03-31") as then:
            assert [row["name"] for row in then.list("unit")["rows"]] == ["2024-03-01 记的厂", "2024-03-31 记的厂"]
            assert then.rewound["business_on"] == "2024-03-31"
        with pytest.raises(UsageError, match="还没有记录"), workspace.as_of("2024-02-01"):
            pass


def test_nothing_is_written_into_the_past_and_nothing_of_it_stays(workspace: Workspace) -> None:
    add_file(workspace, 1)
    number = numbers(workspace, "aid_file")[0]
    with workspace.as_of(head_of(workspace)) as then:
        file = Path(str(then.session.engine.url.database))
        assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
        writes: tuple[Callable[[], Any], ...] = (
            lambda: then.add("unit", {"name": "甲厂"}), lambda: then.change("aid_file", number, {"income": "1"}),
            lambda: then.org_add("丁工会", dry_run=True), lambda: then.verify(),
            lambda: then.backup(file.with_name("b.db")),
        )  # fmt: skip
        for write in writes:
            with pytest.raises(RefusedError):
                write()
        with pytest.raises(StoreError), writing(then.session.engine) as connection:
            connection.execute(update(then.session.tables["aid_file"]).values(name="改"))
        assert then.show("aid_file", number, reveal=True)["id_number"] == an_id(1)
    assert not file.parent.exists()
    # Who looked at private data then is in the log of now.
    assert workspace.access_log(1)[0]["what"].startswith(f"show aid_file {number} (as of ")


@pytest.mark.parametrize(
    ("to", "error"),
    [("0" * 16, UnknownNameError), ("abc", UsageError), ("昨天", UsageError), ("2024-02-30", UsageError),
     ("2023-12-31", UsageError), ("deadbeef", UnknownNameError)],
)  # fmt: skip
def test_a_point_that_is_none_is_refused(workspace: Workspace, to: str, error: type[UnionworkError]) -> None:
    with pytest.raises(error), workspace.as_of(to):
        pass


def test_a_journal_that_was_tampered_with_reproduces_nothing(workspace: Workspace) -> None:
    add_file(workspace, 1)
    head, entry = head_of(workspace), workspace.session.tables.entry
    with workspace.session.reading() as connection:
        row = connection.execute(entry.select().where(entry.c.kind == "aid_file")).one()
    for values in ({"body": row.body.replace("34000", "94000")}, {"version": 7}, {"salt": None}):
        with writing(workspace.session.engine) as connection:
            connection.execute(update(entry).where(entry.c.kind == "aid_file").values(**values))
        with pytest.raises(StoreError, match="journal verify"), workspace.as_of(head):
            pass
        with writing(workspace.session.engine) as connection:
            held = {"body": row.body, "version": 1, "salt": row.salt}
            connection.execute(update(entry).where(entry.c.kind == "aid_file").values(**held))
    with workspace.as_of(head) as then:
        assert then.count("aid_file") == 1


def test_a_record_whose_image_was_erased_is_named_and_left_out(workspace: Workspace) -> None:
    add_file(workspace, 1)
    add_file(workspace, 2)
    gone, stays = numbers(workspace, "aid_file")
    head, entry = head_of(workspace), workspace.session.tables.entry
    correct_file(workspace, 0)
    with writing(workspace.session.engine) as connection:
        row = workspace.session.tables["aid_file"]
        record = connection.execute(row.select().where(row.c.number == gone)).one().id
        connection.execute(
            update(entry).where(entry.c.record == record, entry.c.version == 1).values(body=None, salt=None)
        )
    with workspace.as_of(head) as then:
        assert numbers(then, "aid_file") == [stays]
        assert then.rewound is not None
        assert [(row["kind"], row["number"], row["version"]) for row in then.rewound["erased"]] == [
            ("aid_file", gone, 1)
        ]
        assert any(gone in notice and "已清除" in notice for notice in then.notices)
    with workspace.as_of(head_of(workspace)) as now:
        assert numbers(now, "aid_file") == [gone, stays]


def test_who_looks_back_sees_no_more_than_the_scope_of_today(workspace: Workspace) -> None:
    for pick in range(3):
        add_file(workspace, pick)
    number = {row["name"]: row["number"] for row in workspace.org_tree()}["甲工会"]
    workspace.operator_add("wang", role="caseworker", rights=("export",), org=number)
    head = head_of(workspace)
    with workspace.as_of(head) as then:
        assert then.count("aid_file") == 3
    wang = hand(workspace, "wang")
    with wang.as_of(head) as then:
        assert [row["name"] for row in then.list("aid_file")["rows"]] == ["职工0"]
        assert [row["name"] for row in then.org_tree()] == ["甲工会"]
        with pytest.raises(UnknownNameError):
            then.measure(["aid.files"], org="乙工会")
        with pytest.raises(NotPermittedError):
            then.list("aid_file", reveal=True)
    # What left the scope since is gone from its past too.
    with pytest.raises(RefusedError), wang.as_of(workspace.journal(None)[-1]["hash"]):
        pass


@pytest.mark.postgres
def test_a_login_that_sees_a_part_of_the_journal_is_refused_and_one_that_sees_all_is_not(
    postgres_url: str, tmp_path: Path
) -> None:
    with begun(postgres_url, tmp_path) as workspace:
        add_file(workspace, 1)
        number = {row["name"]: row["number"] for row in workspace.org_tree()}["甲工会"]
        workspace.operator_add("wang", role="caseworker", org=number)
        workspace.operator_add("shen", role="auditor")
        head = head_of(workspace)
        for who, sees in (("wang", False), ("shen", True)):
            login = make_url(postgres_url).set(username=f"uw_{who}").render_as_string(hide_password=False)
            with Workspace.open(login, on=ON) as office:
                if sees:
                    with office.as_of(head) as then:
                        assert then.count("aid_file") == 1
                else:
                    with pytest.raises((StoreError, UnknownNameError)), office.as_of(head):
                        pass
                    with pytest.raises(StoreError, match="看不全"), office.as_of(ON):
                        pass


def test_a_pack_that_was_changed_since_is_said(tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    begun(str(place), tmp_path).close()
    with Workspace.open(place, on=ON) as workspace:
        add_file(workspace, 1)
        head = head_of(workspace)
        with workspace.as_of(head) as then:
            assert then.rewound is not None
            assert then.rewound["packs"] == []
            assert len(then.notices) == 1
    pack = tmp_path / "invented-pack" / "pack.toml"
    pack.write_text(pack.read_text(encoding="utf8").replace("value = 280", "value = 290"), encoding="utf8")
    with Workspace.open(place, on=ON) as workspace, workspace.as_of(head) as then:
        assert then.rewound is not None
        assert [entry["region"] for entry in then.rewound["packs"]] == ["invented"]
        assert "invented" in then.notices[1]


def test_attachments_of_then_can_be_read(workspace: Workspace, tmp_path: Path) -> None:
    add_file(workspace, 1)
    number = numbers(workspace, "aid_file")[0]
    paper = tmp_path / "证明.txt"
    paper.write_text("社区证明", encoding="utf8")
    held = workspace.attach("aid_file", number, paper)["number"]
    head = head_of(workspace)
    workspace.void_attachment(held, "附错了")
    with workspace.as_of(head) as then:
        assert [row["number"] for row in then.attachments("aid_file", number)] == [held]
        then.save_attachment(held, tmp_path / "取出.txt")
    assert (tmp_path / "取出.txt").read_text(encoding="utf8") == "社区证明"
    assert workspace.attachments("aid_file", number) == []


def test_what_changed_since_a_head_is_told(workspace: Workspace, tmp_path: Path) -> None:
    sheet = [a_file(1, 所属工会="甲工会"), a_file(2, 所属工会="乙工会")]
    load(workspace, a_csv(tmp_path / "一.csv", HARDSHIP, sheet))
    add_file(workspace, 3)
    head = head_of(workspace)
    assert workspace.changes_since(head)["kinds"] == []
    assert (workspace.changes_since(head)["batches"], workspace.changes_since(head)["records"]) == (0, 0)
    later = hand(workspace, "admin", "2024-07-01")
    later.change("aid_file", "DA202400001", {"income": "800"})
    later.change("aid_file", "DA202400001", {"income": "700"})
    third = next(number for number in numbers(later, "aid_file") if number not in ("DA202400001", "DA202400002"))
    later.void("aid_file", third, "重复")
    later.org_move("乙工会", "甲工会")
    later.org_merge("丙工会", "甲工会")
    set_line(later, 100)
    set_target(later, 30)
    load(later, a_csv(tmp_path / "二.csv", HARDSHIP, [a_file(4, 所属工会="甲工会")]))
    told = later.changes_since(head[:12])
    aid = next(row for row in told["kinds"] if row["kind"] == "aid_file")
    assert {name: aid[name] for name in ("added", "changed", "voided")} == {"added": 1, "changed": 1, "voided": 1}
    assert aid["numbers"] == {"added": ["DA202400004"], "changed": ["DA202400001"], "voided": [third]}
    root, first = (later.org_tree()[0]["number"], later.org_tree("甲工会")[0]["number"])
    assert [(row["name"], row["what"], row["from"], row["to"], row["on"]) for row in told["organisations"]] == [
        ("乙工会", "moved", root, first, "2024-07-01"), ("丙工会", "merged", root, first, "2024-07-01"),
    ]  # fmt: skip
    assert [(row["key"], row["value"], row["what"]) for row in told["parameters"]] == [
        ("aid.hardship_line", "300", "added")
    ]
    assert [(row["key"], row["value"]) for row in told["targets"]] == [("aid.hardship_share", "30")]
    assert [row["what"] for row in told["imports"]] == ["import 二.csv"]
    assert (told["head"], told["to_head"], told["batches"]) == (head, head_of(later), 8)
    assert json.dumps(told, ensure_ascii=False)
    with later.as_of(head) as then:
        assert then.changes_since(head)["batches"] == 0
