"""Twenty people write at once on PostgreSQL: nothing is lost, the chain holds, no number is doubled or unexplained."""

from __future__ import annotations

import os
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from traceback import format_exception, format_stack

import attrs
import psycopg
import pytest

from tests.work.county import a_workspace
from tests.work.hands import a_finding, an_application
from unionwork.errors import ConflictError, RefusedError
from unionwork.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

WRITERS = 20
ON = date(2024, 12, 31)
# A minute: UNIONWORK_WRITERS_SECONDS=60. Read here, since the tests themselves see no setting from outside.
SECONDS = float(os.environ.get("UNIONWORK_WRITERS_SECONDS", "8"))


@attrs.define(kw_only=True)
class Tally:
    """What one writer did.

    Attributes:
        done: what was stored, by the sort of act.
        refused: what was refused, by the sort of act.
        raised: how often the writer raised the shared count.
        numbers: numbers that were given to records of his.
        faults: errors that ought not to be.
    """

    done: Counter[str] = attrs.field(factory=Counter)
    refused: Counter[str] = attrs.field(factory=Counter)
    raised: int = 0
    numbers: list[str] = attrs.field(factory=list)
    faults: list[str] = attrs.field(factory=list)


class Writer:
    """One person at work, with a workspace and connections of his own."""

    def __init__(self, place: str, key: str, shared: dict[str, str], ready: threading.Barrier) -> None:
        self.place, self.key, self.shared, self.ready = place, key, shared, ready
        self.until = 0.0
        self.tally, self.luck = Tally(), random.Random(key)
        self.findings: list[str] = []

    def run(self) -> None:
        """Work until the time is over."""
        acts: list[Callable[[Workspace], None]] = [
            self.add, self.add, self.raise_count, self.rectify, self.fail, self.race,
        ]  # fmt: skip
        try:
            with Workspace.open(self.place, operator=self.key, on=ON) as workspace:
                # Nobody begins before all have come.
                self.ready.wait(120)
                self.until = time.monotonic() + SECONDS
                # On a slow machine a writer may lose every race of his time: he goes on until one act of his is stored,
                # and the test fails on whoever never gets that far.
                while time.monotonic() < self.until or not self.tally.done:
                    act = self.luck.choice(acts)
                    try:
                        act(workspace)
                    except ConflictError:
                        self.tally.refused["conflict"] += 1
                    except RefusedError:
                        self.tally.refused[act.__name__] += 1
        except threading.BrokenBarrierError:
            # Somebody else did not come; what kept him stands in his own tally.
            self.tally.faults.append(f"{self.key}: the others did not come")
        except Exception as error:
            self.tally.faults.append(f"{self.key}: {''.join(format_exception(error))}")
            # Nobody waits for one who will not come.
            self.ready.abort()

    def add(self, workspace: Workspace) -> None:
        """Add a finding."""
        made = workspace.add(
            "finding",
            {"inspection": self.shared["inspection"], "found_on": "2024-03-01", "description": f"由 {self.key} 登记"},
        )
        self.tally.numbers.append(str(made["number"]))
        self.findings.append(str(made["number"]))
        self.tally.done["add"] += 1

    def fail(self, workspace: Workspace) -> None:
        """Try to add and not keep it; no number is used up."""
        workspace.add("finding", {"inspection": self.shared["inspection"], "found_on": "2024-03-01"}, dry_run=True)
        self.tally.done["dry run"] += 1

    def raise_count(self, workspace: Workspace) -> None:
        """Raise a count that all writers share by one, again whenever somebody was quicker."""
        for _ in range(50):
            row = workspace.show("petition", self.shared["petition"])
            try:
                workspace.change(
                    "petition", self.shared["petition"], {"people": str(row["people"] + 1)}, version=row["version"]
                )
            except ConflictError:
                self.tally.refused["conflict"] += 1
                if time.monotonic() > self.until:
                    return
                continue
            self.tally.raised += 1
            self.tally.done["raise"] += 1
            return

    def rectify(self, workspace: Workspace) -> None:
        """Take a step on a finding of one's own."""
        if self.findings:
            number = self.findings.pop()
            done = workspace.do("finding", "rectify", [number], values={"evidence": f"照片 {number}"})
            self.tally.done["do"] += len(done["done"])

    def race(self, workspace: Workspace) -> None:
        """Take a step that all writers are after; only one of them can."""
        number = self.luck.choice(self.shared["applications"].split())
        done = workspace.do("aid_application", "town_pass", [number])
        self.tally.done["won"] += len(done["done"])


def where(threads: list[threading.Thread]) -> list[str]:
    """What those that are still at work are doing now, a text for each."""
    frames = sys._current_frames()
    return ["".join(format_stack(frames[thread.ident])) for thread in threads if thread.is_alive() and thread.ident]


def activity(place: str) -> list[str]:
    """The connections that the server has now, for whoever reads why a writer did not come."""
    query = "SELECT datname, state, wait_event_type, wait_event, left(query, 80) FROM pg_stat_activity"
    with psycopg.connect(place.replace("+psycopg", ""), connect_timeout=10) as connection:
        return [str(row) for row in connection.execute(f"{query} WHERE backend_type = 'client backend'")]


def test_twenty_writers_lose_nothing_and_double_nothing(postgres_url: str, tmp_path: Path) -> None:
    with a_workspace(postgres_url, tmp_path, ON) as workspace:
        keys = [f"w{place:02}" for place in range(WRITERS)]
        for key in keys:
            workspace.operator_add(key, role="administrator")
        finding = a_finding(workspace)
        shared = {
            "inspection": workspace.show("finding", finding)["inspection"],
            "petition": workspace.add("petition", {"received_on": "2024-03-01", "people": "0"})["number"],
            "applications": " ".join(an_application(workspace, name=f"申请人{place}") for place in range(30)),
        }
        ready = threading.Barrier(WRITERS + 1)
        writers = [Writer(postgres_url, key, shared, ready) for key in keys]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        with suppress(threading.BrokenBarrierError):
            ready.wait(120)
        begun = time.monotonic()
        for thread in threads:
            thread.join(SECONDS + 60)
        taken = time.monotonic() - begun
        tallies = [writer.tally for writer in writers]
        # What kept one of them away before what the others say of it.
        faults = sorted((fault for tally in tallies for fault in tally.faults), key=lambda fault: "not come" in fault)
        waiting = where(threads)
        assert not waiting, "\n".join(["writers wait for ever:", *waiting, *faults, *activity(postgres_url)])
        assert not faults, "\n".join([*faults, *activity(postgres_url)])
        done, refused = Counter[str](), Counter[str]()
        for tally in tallies:
            done.update(tally.done)
            refused.update(tally.refused)
        stored = sum(done.values()) - done["dry run"]
        print(f"{WRITERS} writers, {taken:.1f} s: {stored} stored, {stored / taken:.0f} a second; {dict(done)}; "
              f"refused {dict(refused)}")  # fmt: skip
        assert all(tally.done for tally in tallies), "everybody's acts are stored in the end"

        # No lost update: the count is what all of them together raised it by, and so is its version.
        raised = sum(tally.raised for tally in tallies)
        row = workspace.show("petition", shared["petition"])
        assert (row["people"], row["version"]) == (raised, raised + 1)
        assert raised > 0
        assert len(workspace.history("petition", shared["petition"])) == raised + 1

        # A step that several were after was taken once.
        won = [number for number in shared["applications"].split() if workspace.acts("aid_application", number)]
        assert len(won) == done["won"]
        assert all(len(workspace.acts("aid_application", number)) == 1 for number in won)

        # No number twice, none that nobody knows of, and no gap: what was refused or only tried took none.
        given = [number for tally in tallies for number in tally.numbers]
        held = [entry["number"] for entry in workspace.list("finding", limit=None)["rows"]]
        assert len(given) == len(set(given)) == done["add"]
        assert set(held) == {finding, *given}
        places = sorted(int(re.sub(r"^YH2024", "", number)) for number in held)
        assert places == list(range(places[0], places[0] + len(places)))

        # Every act stands in the chain, and the chain holds.
        verified = workspace.verify()
        assert verified["breaks"] == []
        assert verified["batches"] >= stored
