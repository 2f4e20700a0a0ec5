"""Why a number is no longer what it was: what the journal, the tree and the parameters say has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import AlsoIn, Expr, Figure, Name, Param, Related
from unionwork.declare.fields import Shape
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.documents.paper import Address
from unionwork.errors import UnionworkError
from unionwork.values import Period
from unionwork.work.changes import changes_since
from unionwork.work.organising import Organisations
from unionwork.work.session import Session

_FEW = 3
_WORDS = {
    "zh": {"added": "新增", "changed": "改动", "voided": "作废", "moved": "划入", "merged": "并入"},
    "en": {"added": "added", "changed": "changed", "voided": "voided", "moved": "moved to", "merged": "merged into"},
}


@attrs.frozen(kw_only=True)
class Since:
    """What was recorded after a head; `found` is None where the head is not in this journal, `reason` says so.

    Attributes:
        organisations: the organisations as of the session's day.
        on: the business day of the old paper; `now` that of the session.
        same_packs: whether the parameters that hold have the same fingerprint; None where that is not known.
    """

    session: Session
    organisations: Organisations
    found: Mapping[str, Any] | None
    reason: str = ""
    on: str
    now: str
    same_packs: bool | None = None


def look_since(session: Session, head: str, on: str, *, same_packs: bool | None = None) -> Since:
    """What has changed since an old paper's journal head."""
    with session.reading() as connection:
        organisations = Organisations.seen(session, connection)
    found: Mapping[str, Any] | None = None
    reason = ""
    try:
        found = changes_since(session, head)
    except UnionworkError as error:
        reason = str(error)
    return Since(
        session=session, organisations=organisations, found=found, reason=reason, on=on, now=session.on.isoformat(),
        same_packs=same_packs,
    )  # fmt: skip


def why(since: Since, address: Address) -> str:
    """What may have moved a number, in one line; what cannot be told is said."""
    zh = since.session.lang == "zh"
    told: list[str] = []
    if since.on != since.now:
        told.append(f"业务日期由{since.on}改为{since.now}" if zh else f"business day {since.on} -> {since.now}")
    if since.found is None:
        told.append(since.reason)
    else:
        asked = _asked(since.session.catalogue, address)
        told += _records(since, asked)
        told += _organisations(since, address)
        told += _settings(since, asked, address)
    if not told and since.same_packs is False:
        told.append("地区的参数有变" if zh else "the region's parameters have changed")
    if not told:
        nothing = "日志里没有直接的改动;可能换了程序或地区包"
        told.append(nothing if zh else "nothing in the journal; perhaps the program or a pack")
    return (";" if zh else "; ").join(told)


@attrs.define
class _Asked:
    """The kinds that a number reads (None: all) and the parameters."""

    kinds: set[str] | None = attrs.field(factory=set)
    params: set[str] = attrs.field(factory=set)


def _asked(catalogue: Catalogue, address: Address) -> _Asked:
    asked = _Asked()
    match address.sort:
        case "indicator" if address.key in catalogue.indicators:
            word = catalogue.indicators[address.key]
            _read(catalogue, catalogue.kind(word.of.key), _expressions(word), asked)
            if address.part in ("gap", "target"):
                asked.kinds = {*(asked.kinds or ()), "target"}
        case "check" if address.key in catalogue.checks and catalogue.checks[address.key].of is not None:
            check = catalogue.checks[address.key]
            assert check.of is not None
            _read(catalogue, catalogue.kind(check.of.key), [check.holds], asked)
        case "duty" if address.key in catalogue.duties:
            duty = catalogue.duties[address.key]
            _read(catalogue, catalogue.kind(duty.of.key), [duty.owed, duty.due], asked)
            asked.params |= {duty.parameter} - {""}
        case "list":
            asked.kinds = {address.key}
        case "target":
            asked.kinds = {"target"}
        case "param":
            asked.kinds, asked.params = set(), {address.key}
        case _:
            asked.kinds = None
    return asked


def _expressions(word: Indicator) -> list[Expr]:
    dates = [Name(tuple(key.split("."))) for key in (word.on, *word.between) if key]
    given = [word.counted, word.denominator, word.where, *word.by.values()]
    return [*dates, *(part for part in given if part is not None)]


def _read(catalogue: Catalogue, kind: Kind, parts: Sequence[Expr], asked: _Asked) -> None:
    """Take in the kinds and parameters that expressions over a kind read."""
    held = asked.kinds if asked.kinds is not None else set()
    asked.kinds = held
    held.add(kind.key)
    for at in (node for part in parts for node in part.walk()):
        match at:
            case Param():
                asked.params.add(at.key)
            case Figure():
                held.add("figure")
            case Name():
                held.update(_along(catalogue, kind, at.path))
            case Related() | AlsoIn():
                _read(catalogue, catalogue.kind(at.kind), [at.where] if at.where is not None else [], asked)


def _along(catalogue: Catalogue, kind: Kind, path: Sequence[str]) -> Iterator[str]:
    """The kinds that a path leads over; a decided field reads decisions."""
    for part in path:
        if not kind.has(part):
            return
        field = kind.field(part)
        if field.shape is Shape.DECIDED:
            yield "decision"
        if field.shape is not Shape.REF:
            return
        kind = catalogue.kind(field.to)
        yield kind.key


def _records(since: Since, asked: _Asked) -> list[str]:
    assert since.found is not None
    words = _WORDS[since.session.lang]
    told: list[str] = []
    for entry in since.found["kinds"]:
        if asked.kinds is not None and entry["kind"] not in asked.kinds:
            continue
        parts = []
        for sort in ("added", "changed", "voided"):
            if entry[sort]:
                numbers = "、".join(entry["numbers"][sort][:_FEW]) + ("等" if entry[sort] > _FEW else "")
                parts.append(f"{words[sort]}{entry[sort]}条({numbers})" if since.session.lang == "zh" else (
                    f"{entry[sort]} {words[sort]} ({', '.join(entry['numbers'][sort][:_FEW])})"
                ))  # fmt: skip
        told.append(f"{entry['label']}{'' if since.session.lang == 'zh' else ': '}{'、'.join(parts)}")
    return told


def _organisations(since: Since, address: Address) -> list[str]:
    """Organisations that came or went below the number's own by the end of its period, or changed what is above it."""
    assert since.found is not None
    words, names = _WORDS[since.session.lang], since.organisations
    last = Period.parse(address.period).last.isoformat() if address.period else address.on
    moved = [
        entry
        for entry in since.found["organisations"]
        if entry["what"] in ("moved", "merged") and (entry["on"] or "") <= last and _touches(names, entry, address)
    ]
    ids = {number: org for org, number in names.numbers.items()}
    told = [
        f"{entry['name']}{words[entry['what']]}{names.names.get(ids.get(entry['to'], 0), '')}({entry['on']})"
        for entry in moved[:_FEW]
    ]
    if len(moved) > _FEW:
        told.append(f"另有{len(moved) - _FEW}个组织变动" if since.session.lang == "zh" else f"{len(moved) - _FEW} more")
    return told


def _touches(names: Organisations, move: Mapping[str, Any], address: Address) -> bool:
    ids = {number: org for org, number in names.numbers.items()}
    at, org, before, after = (ids.get(key or "") for key in (address.org, move["number"], move["from"], move["to"]))
    if at is None or org is None:
        return True
    if names.is_within(at, org):
        # It was moved itself, or stands below what was: other parameters and siblings.
        return True
    if address.part in ("rank", "siblings") and names.tree.parents.get(at) in (before, after):
        return True
    came, went = (place is not None and names.is_within(place, at) for place in (after, before))
    return came != went


def _settings(since: Since, asked: _Asked, address: Address) -> list[str]:
    assert since.found is not None
    zh = since.session.lang == "zh"
    told = [
        f"参数{entry['key']}自{entry['from']}起为{entry['value']}" if zh else (
            f"parameter {entry['key']} is {entry['value']} from {entry['from']}"
        )
        for entry in since.found["parameters"]
        if entry["key"] in asked.params
    ]  # fmt: skip
    if address.sort == "target" or address.part in ("gap", "target"):
        told += [
            f"目标自{entry['from']}起为{entry['value']}" if zh else f"target is {entry['value']} from {entry['from']}"
            for entry in since.found["targets"]
            if entry["key"] == address.key
        ]
    return told
