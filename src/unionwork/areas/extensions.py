"""A later deadline: one person asks, another grants or refuses; the same in every area that has deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unionwork.declare.phrases import on
from unionwork.declare.procedures import Check, State, Step

STATES = ("extension_asked", "extended", "extension_refused")
"""The states of a request, in the order of `extension_states`."""

CLEARED = dict.fromkeys(
    (
        "extension_asked_on", "extension_to", "extension_reason", "extension_granted_on", "extension_refused_on",
        "extension_answer",
    ),
    "",
)  # fmt: skip
"""What a step gives that starts the work anew, so that an earlier request no longer speaks."""


def extension_states(f: Any) -> tuple[State, ...]:
    """The states that a request for a later deadline puts a record in."""
    waiting = f.extension_asked_on.known() & ~f.extension_granted_on.known() & ~f.extension_refused_on.known()
    return (
        State(key="extension_asked", label="延期待批", label_en="extension asked for", when=waiting),
        State(
            key="extended", label="已同意延期", label_en="extension granted", when=f.extension_granted_on.known()
        ),
        State(
            key="extension_refused",
            label="未同意延期",
            label_en="extension refused",
            when=f.extension_refused_on.known() & ~f.extension_granted_on.known(),
        ),
    )  # fmt: skip


def extension_steps(f: Any, area: str, *, sources: Sequence[str], role: str, source: str) -> tuple[Step, ...]:
    """Ask, grant and refuse, and set a deadline that is wanting; who grants or refuses is never who asked.

    Args:
        f: the fields of the kind, with `due_on` and the `extension_` fields.
        area: the first part of the guards' keys.
        sources: the states in which it may be asked for.
        role: who records the request and the answer.
        source: the system of work.
    """
    return (
        _ask(f, area, sources, role, source),
        *_answers(f, area, role, source),
        _late_deadline(f, area, sources, role, source),
    )


def _ask(f: Any, area: str, sources: Sequence[str], role: str, source: str) -> Step:
    return Step(
        key="ask_extension",
        label="登记延期申请",
        label_en="record a request for a later deadline",
        sources=tuple(sources),
        target="extension_asked",
        role=role,
        fills=("extension_to", "extension_reason"),
        sets=("extension_asked_on",),
        gives={"extension_granted_on": "", "extension_refused_on": "", "extension_answer": ""},
        guards=(
            Check(
                key=f"{area}.extension_has_deadline",
                label="延期之前要有期限",
                holds=f.due_on.known(),
                message="还没有期限,谈不上延期",
                remedy="先写明期限,再登记延期申请",
                source=source,
            ),
            Check(
                key=f"{area}.extension_later",
                label="申请延至的日期晚于现在的期限",
                holds=~f.due_on.known() | (f.extension_to.known() & (f.extension_to > f.due_on)),
                message="申请延至的日期不晚于现在的期限",
                remedy="改填一个晚于现在期限的日期;不需要延期的不必申请",
                source=source,
            ),
        ),
    )


def _answers(f: Any, area: str, role: str, source: str) -> tuple[Step, Step]:
    return (
        Step(
            key="grant_extension",
            label="同意延期",
            label_en="grant the later deadline",
            sources=("extension_asked",),
            target="extended",
            role=role,
            asks=("extension_answer",),
            sets=("extension_granted_on",),
            copies={"extended_from": "due_on", "due_on": "extension_to"},
            second_person=True,
            guards=(
                Check(
                    key=f"{area}.extension_asked",
                    label="有延期申请才能同意",
                    holds=f.extension_asked_on.known() & f.extension_reason.known(),
                    message="没有延期申请,或申请没有理由",
                    remedy="先登记延期申请和理由",
                    source=source,
                ),
                Check(
                    key=f"{area}.extension_still_ahead",
                    label="延至的日期还没有过",
                    holds=f.extension_to.known() & (f.extension_to >= on),
                    message="申请延至的日期已经过了",
                    remedy="不同意这次申请,由申请人重新提出一个以后的日期",
                    source=source,
                ),
            ),
        ),
        Step(
            key="refuse_extension",
            label="不同意延期",
            label_en="refuse the later deadline",
            sources=("extension_asked",),
            target="extension_refused",
            role=role,
            fills=("extension_answer",),
            sets=("extension_refused_on",),
            second_person=True,
        ),
    )


def _late_deadline(f: Any, area: str, sources: Sequence[str], role: str, source: str) -> Step:
    return Step(
        key="set_deadline",
        label="补定期限",
        label_en="set a deadline that is wanting",
        sources=tuple(sources),
        role=role,
        fills=("due_on",),
        second_person=True,
        guards=(
            Check(
                key=f"{area}.deadline_ahead",
                label="补定的期限还没有过",
                holds=f.due_on.known() & (f.due_on >= on),
                message="补定的期限早于业务日期",
                remedy="改填业务日期当天或以后的日期",
                source=source,
            ),
        ),
    )
