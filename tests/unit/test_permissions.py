"""The permission table as a file: every word in it is known, what it does not say is not allowed."""

from __future__ import annotations

import pytest

from tests.work.planting import CARRIED_OUT, SHOWN
from unionwork.core.permissions import FORMATS, RIGHTS, area_of, permissions, read_permissions
from unionwork.core.vocabularies import VOCABULARIES
from unionwork.declare.fields import Private
from unionwork.errors import DeclarationError
from unionwork.regions.plugins import load

TABLE = permissions()
KINDS = load().catalogue.kinds
ROLES = next(word.codes for word in VOCABULARIES if word.key == "operator_role")
_SMALL = 'format = 1\n[acts]\nread = "看"\n[roles.recorder]\n'


def test_every_role_has_its_part_and_no_other() -> None:
    assert set(TABLE.roles) == set(ROLES)


def test_an_unknown_role_may_do_nothing() -> None:
    nobody = TABLE.role("visitor")
    assert not any(nobody.may(act) or nobody.may(act, kind) for act in TABLE.acts for kind in KINDS.values())
    assert not any(nobody.may_see(private) for private in Private)
    assert not any(nobody.may_write(form) for form in FORMATS)
    assert not any(nobody.may_take(role) for role in ROLES)


def test_every_act_is_allowed_to_somebody_and_the_administrator_may_do_all() -> None:
    for act in TABLE.acts:
        assert "administrator" in TABLE.who_may(act)


def test_an_auditor_writes_nothing_at_all() -> None:
    auditor = TABLE.role("auditor")
    reading = {"read", "measure", "assess", "export", "journal", "access", "verify"}
    assert {act for act in TABLE.acts if auditor.may(act)} == reading
    assert not any(auditor.may_take(role) for role in ROLES)


def test_classes_are_those_that_were_written_down_beside_the_table() -> None:
    for key, role in TABLE.roles.items():
        kind = KINDS["finding" if key == "inspector" else "aid_file"]
        assert {private for private in Private if role.may_see(private, kind)} == SHOWN[key]
        assert {private for private in Private if role.may_carry_out(private, kind)} == CARRIED_OUT[key]


def test_each_role_takes_the_steps_of_its_own() -> None:
    takes = {
        key: {step for step in ROLES if role.may_take(step, KINDS["finding"])} for key, role in TABLE.roles.items()
    }
    assert takes == {
        "recorder": {"recorder"},
        "caseworker": {"recorder", "caseworker"},
        "approver": {"approver"},
        "inspector": {"recorder", "inspector"},
        "auditor": set(),
        "administrator": set(ROLES),
    }


def test_an_area_is_named_by_its_package() -> None:
    assert {area_of(kind) for kind in KINDS.values()} >= {"aid", "inspection", "relief", "rights", "members", "core"}
    assert area_of(KINDS["finding"]) == "inspection"
    assert area_of(KINDS["operator"]) == "core"


def test_patterns_name_all_an_area_a_kind_and_what_is_left_out() -> None:
    table = read_permissions(_SMALL + 'acts.read = ["aid/*", "finding", "-payment"]\n')
    role = table.role("recorder")
    allowed = {key for key, kind in KINDS.items() if role.may("read", kind)}
    assert "aid_file" in allowed
    assert "finding" in allowed
    assert "payment" not in allowed
    assert "inspection" not in allowed
    # What concerns no kind needs the pattern for all.
    assert not role.may("read")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format = 2\n", "format"),
        ("format = 1\nnews = 1\n", "news"),
        (_SMALL.replace("recorder", "boss"), "boss"),
        (_SMALL + 'acts.fly = ["*"]\n', "fly"),
        (_SMALL + 'classes.gossip = ["*"]\n', "gossip"),
        (_SMALL + 'formats.pdf = ["*"]\n', "pdf"),
        (_SMALL + 'steps.boss = ["*"]\n', "boss"),
        (_SMALL + 'rights.read = "everything"\n', "everything"),
        ('format = 1\n[acts]\n[rights]\nread = "export"\n', "read"),
    ],
)
def test_an_unknown_word_in_the_table_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        read_permissions(text)


def test_rights_that_are_granted_are_those_the_table_speaks_of() -> None:
    assert RIGHTS == ("private.read", "export", "self_approve", "admin")
    assert TABLE.right_for("caseworker", "decide") == "self_approve"
    assert TABLE.right_for("approver", "decide") == ""
    assert TABLE.right_for("recorder", "export") == "export"
