"""A planted ID number, diagnosis, income, account is printed, exported or told only where the table allows it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs
import pytest

from tests.cli.console import Done, run
from tests.work.county import a_workspace
from tests.work.planting import (
    ACCOUNT,
    DIAGNOSIS,
    EVERYTHING,
    ID,
    PHONE,
    Planted,
    allowed,
    file_text,
    found_in,
    plant,
    reads,
)
from unionwork.declare.fields import Private

ON = date(2024, 12, 31)
ROLES = ("recorder", "caseworker", "approver", "inspector", "auditor", "administrator")
RIGHTS = {"bare": (), "full": ("private.read", "export")}
# Between them they hold every class; tests/work asks for all kinds.
KINDS = ("aid_file", "aid_family_member", "person", "payment", "unit")
# What everybody may ask; KIND and NUMBER stand for each planted record that holds something private.
ASKED = """
KIND list --limit 0
KIND list --format json
KIND show NUMBER
KIND history NUMBER --format json
KIND attachments --format json
kinds KIND --format json
"""
REVEALED = """
KIND list --reveal --format csv
KIND show NUMBER --reveal --format json
"""
ONCE = f"""
due --format json
due --mine
check --format json
check --summary
check --list
org tree
operator list
journal list --limit 0 --format json
journal verify
decision list --format json
act list --format json
attachment list --format json
assess aid.grade AID_FILE
assess aid.grade AID_FILE --format json
what-if aid.grade --set aid.hardship_line=9000 --format json
indicator measure aid.hardship_workers --by id_number
indicator behind aid.files --limit 0 --format json
aid_file list --where id_number={ID}
aid_file list --where phone={PHONE}
aid_file list --where health={DIAGNOSIS}
aid_file list --where bank_account={ACCOUNT}
aid_file list --where income>7000
aid_file list --sort income
aid_file list --search {ID}
aid_file show {ID}
aid_file add name=甲 id_number={ID}9 --dry-run
aid_file add name=甲 id_number={ID} filed_on={ID} --dry-run
aid_file change {ID} name=甲
aid_application do pay {ID} amount={ID} bank_account={ACCOUNT} --dry-run
aid_file acts AID_FILE --format json
aid_file steps AID_FILE --format json
aid_application steps AID_APPLICATION --format json
param set aid.hardship_line={ID} --from 2024-01-01 --source 文件 --dry-run
"""


@attrs.frozen(kw_only=True)
class County:
    """A workspace with private texts planted in a record of every kind."""

    place: str
    planted: Planted
    kinds: Mapping[str, frozenset[Private]]

    def readable(self, role: str) -> frozenset[Private]:
        """The classes that stand in records which a role may see at all."""
        return frozenset().union(*(classes for kind, classes in self.kinds.items() if reads(role, kind)))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    place = str(folder / "w.db")
    with a_workspace(place, folder, ON) as root:
        planted = plant(root)
        for role in ROLES:
            for name, rights in RIGHTS.items():
                root.operator_add(f"{role}-{name}", role=role, rights=rights, tier=1 if role == "approver" else None)
        fields = {key: root.session.kind(key).stored_fields for key in KINDS}
        kinds = {key: frozenset(field.private for field in held if field.private) for key, held in fields.items()}
    return County(place=place, planted=planted, kinds=kinds)


@pytest.fixture(params=[(role, name) for role in ROLES for name in RIGHTS], ids="-".join)
def who(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A role, and which rights an operator of it has."""
    role, name = request.param
    return role, name


def asked(county: County, who: tuple[str, str], line: str, **names: str) -> tuple[str, Done]:
    """What a command line answers to an operator."""
    numbers = county.planted.numbers
    words = {"AID_FILE": numbers["aid_file"], "AID_APPLICATION": numbers["aid_application"], **names}
    for name, value in words.items():
        line = line.replace(name, value)
    return line, run("-w", county.place, "--as", "-".join(who), "--on", str(ON), *shlex.split(line))


def lines(county: County, text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text for each kind that holds something private."""
    for kind in county.kinds:
        for line in text.strip().splitlines():
            yield kind, line.replace("KIND", kind).replace("NUMBER", county.planted.numbers[kind])


@pytest.mark.slow
def test_what_is_printed_without_revealing_holds_nothing_private(county: County, who: tuple[str, str]) -> None:
    told = []
    for line in [line for _, line in lines(county, ASKED)] + ONCE.strip().splitlines():
        command, done = asked(county, who, line)
        # The distance from a line is told by `assess` to who may read incomes; everywhere else nothing is.
        may = allowed(who[0], RIGHTS[who[1]]) & {Private.INCOME} if line.startswith("assess") else frozenset()
        leaked = found_in(done.out, done.err) - may
        if leaked:
            told.append((command, sorted(leaked)))
    assert told == []


@pytest.mark.slow
def test_what_is_revealed_is_what_the_table_allows(county: County, who: tuple[str, str]) -> None:
    role, rights = who[0], RIGHTS[who[1]]
    seen = set()
    for kind, line in lines(county, REVEALED):
        command, done = asked(county, who, line)
        found = found_in(done.out, done.err)
        assert found <= allowed(role, rights), command
        if "private.read" not in rights or not reads(role, kind):
            assert (done.code, done.out) == (1, ""), command
        seen |= found
    # The table also gives, so that a program that hides everything would not pass.
    assert seen == allowed(role, rights) & county.readable(role)


@pytest.mark.slow
def test_what_is_exported_is_what_the_table_allows(county: County, who: tuple[str, str], tmp_path: Path) -> None:
    role, rights = who[0], RIGHTS[who[1]]
    carried = set()
    for kind in county.kinds:
        for form in ("csv", "json", "xlsx"):
            for reveal in ("", " --reveal"):
                file = tmp_path / f"{kind}{len(reveal)}.{form}"
                command, done = asked(county, who, f"export {kind} -o '{file}'{reveal}")
                assert found_in(done.out, done.err) == set(), command
                written = found_in(file_text(file)) if file.exists() else set()
                assert written <= (allowed(role, rights, file=True) if reveal else set()), command
                assert file.exists() == (done.code == 0), command
                carried |= written
    assert carried == allowed(role, rights, file=True) & county.readable(role)


def test_the_planting_reaches_every_class(county: County) -> None:
    """Else nothing would be found because nothing was there."""
    seen = set()
    for _, line in lines(county, "KIND show NUMBER --reveal --format json"):
        seen |= found_in(asked(county, ("administrator", "full"), line)[1].out)
    assert seen == EVERYTHING
