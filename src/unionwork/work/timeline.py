"""The timeline of records: every version that the journal holds, every act and decision, in the order of the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from sqlalchemy import select

from unionwork.declare.fields import Shape
from unionwork.declare.kinds import Kind
from unionwork.store.tables import IN_FORCE
from unionwork.values import number_day
from unionwork.work.acting import parts
from unionwork.work.papers import Papers

_ACTS = {
    "add": "登记", "change": "修改", "void": "作废", "undo": "随导入撤回", "revive": "恢复", "restore": "改回原值",
    "merge": "合并", "withdraw": "撤回办理",
}  # fmt: skip
_ERASED = "当时的留底已清除,看不出内容"
_LONGEST = 200


@attrs.frozen(kw_only=True)
class Entry:
    """One version of one record, as the journal holds it.

    Attributes:
        position: its batch's place in the chain; `batch` is the batch's id.
        place: its place in the batch.
        digest: of the after-image, salted, hex.
        image: what the record held; None where it was erased.
    """

    position: int
    place: int
    batch: int
    kind: str
    record: int
    version: int
    act: str
    digest: str
    at: str
    business_on: int
    who: str
    surface: str
    what: str
    image: Mapping[str, Any] | None

    @property
    def address(self) -> str:
        """Where it stands, in words."""
        return f"日志第 {self.position} 批第 {self.place} 条"


def read_entries(papers: Papers, reasons: Mapping[str, Iterable[int]]) -> list[Entry]:
    """The entries of records, in the order of the chain."""
    entry, batch = papers.session.tables.entry, papers.session.tables.batch
    columns = (
        batch.c.position, entry.c.place, entry.c.batch, entry.c.kind, entry.c.record, entry.c.version, entry.c.act,
        entry.c.digest, batch.c.at, batch.c.business_on, batch.c.who, batch.c.surface, batch.c.what, entry.c.body,
    )  # fmt: skip
    found: list[Entry] = []
    for kind, ids in reasons.items():
        for part in parts(ids):
            query = select(*columns).join(batch, batch.c.id == entry.c.batch)
            query = query.where(entry.c.kind == kind, entry.c.record.in_(part))
            for row in papers.connection.execute(query):
                facts = row._asdict()
                body, digest = facts.pop("body"), bytes(facts.pop("digest")).hex()
                found.append(Entry(**facts, digest=digest, image=json.loads(body) if body else None))
    return sorted(found, key=lambda held: (held.position, held.place))


def write_timeline(papers: Papers, entries: Iterable[Entry], names: Mapping[str, str]) -> Iterator[str]:
    """The lines of the timeline, in Markdown; `names` gives the names of operators by their keys."""
    yield "# 时间线\n\n"
    yield "按日志的先后排列。每行是一条记录的一个版本:业务日期,记账时间,何人,何事。\n\n"
    before: dict[int, Mapping[str, Any] | None] = {}
    at = 0
    for entry in entries:
        if entry.position != at:
            at = entry.position
            name = names.get(entry.who, "")
            who = f"{entry.who}({name})" if name else entry.who
            day = number_day(entry.business_on).isoformat()
            what = _line(papers, entry.what)
            yield f"\n## {day} 第 {at} 批\n\n{entry.at} 记账,操作员 {who},经 {entry.surface}:{what}\n\n"
        kind = papers.session.kind(entry.kind)
        number = papers.numbers.get(entry.kind, {}).get(entry.record, f"#{entry.record}")
        told = "".join(f"。{text}" for text in _told(papers, kind, entry, before.get(entry.record)) if text)
        act = _ACTS.get(entry.act, entry.act)
        yield f"- 第 {entry.place} 条 {kind.label} {number} 第 {entry.version} 版 {act}{told}\n"
        before[entry.record] = entry.image


def _told(papers: Papers, kind: Kind, entry: Entry, before: Mapping[str, Any] | None) -> Iterator[str]:
    """What an entry says beside its act."""
    if entry.image is None:
        yield _ERASED
    elif entry.version == 1:
        if kind.key == "act":
            yield _act(papers, entry.image)
        elif kind.key == "decision":
            yield _decision(papers, entry.image)
        elif kind.key == "attachment":
            yield f"「{_line(papers, entry.image['name'])}」,摘要 {entry.image['sha256']}"
        else:
            yield ";".join(_dates(papers, kind, entry.image))
    elif before is None:
        yield "上一版的留底已清除,看不出改了什么"
    else:
        yield ";".join(_differences(papers, kind, before, entry.image))


def _dates(papers: Papers, kind: Kind, image: Mapping[str, Any]) -> Iterator[str]:
    """What a new record is called, and its days: when it happened, beside when it was written down."""
    for field in kind.stored_fields:
        stored = image.get(field.column)
        if stored is not None and (field.shape is Shape.DAY or field is kind.named_by):
            yield f"{field.label} {_line(papers, papers.value(kind, field, stored))}"


def _act(papers: Papers, image: Mapping[str, Any]) -> str:
    procedure = papers.session.catalogue.procedures.get(image["kind"])
    steps = {step.key: step.label for step in procedure.steps} if procedure else {}
    states = {state.key: state.label for state in procedure.states} if procedure else {}
    of, number = _subject(papers, image)
    told = f"{of} {number} 办理「{steps.get(image['step'], image['step'])}」:"
    told += (
        f"{states.get(image['from_state'], image['from_state'])} → {states.get(image['to_state'], image['to_state'])}"
    )
    told += f",办理人 {image['operator']},{number_day(image['on'])}"
    tier = f",第 {image['tier']} 级" if image.get("tier") else ""
    exception = ",例外:没有第二人,自我审批" if image.get("exception") else ""
    note = f",说明:{_line(papers, image['note'])}" if image.get("note") else ""
    return told + tier + exception + note


def _decision(papers: Papers, image: Mapping[str, Any]) -> str:
    rule = papers.session.catalogue.rules.get(image["rule"])
    of, number = _subject(papers, image)
    decided, proposed = image["decided"], image["proposed"]
    if rule is not None and rule.vocabulary:
        outcomes = papers.session.catalogue.vocabulary(rule.vocabulary)
        decided, proposed = (outcomes.label_of(code, "zh") for code in (decided, proposed))
    told = f"{of} {number} 按「{rule.label if rule else image['rule']}」认定为「{decided}」(建议「{proposed}」)"
    told += f",自 {number_day(image['from_on'])} 起,认定人 {image['operator']}"
    return told + (f",理由:{_line(papers, image['reason'])}" if image.get("reason") else "")


def _subject(papers: Papers, image: Mapping[str, Any]) -> tuple[str, str]:
    kind = papers.session.catalogue.kinds.get(image["kind"])
    number = papers.number(image["kind"], image["subject"]) if kind else f"#{image['subject']}"
    return kind.label if kind else image["kind"], number


def _differences(papers: Papers, kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Field by field what changed."""
    for field in kind.stored_fields:
        old, new = before.get(field.column), after.get(field.column)
        if old != new:
            shown = (_line(papers, papers.value(kind, field, value)) for value in (old, new))
            yield f"{field.label}:{' → '.join(shown)}"
    if before.get("org") != after.get("org"):
        names = papers.organisations.names
        yield f"组织:{names.get(before.get('org', 0), '')} → {names.get(after.get('org', 0), '')}"
    if before.get("extra") != after.get("extra"):
        yield "表中另有的列有变动"
    if before.get("void", IN_FORCE) != after.get("void", IN_FORCE):
        yield "效力:" + ("恢复有效" if after.get("void") == IN_FORCE else "作废")


def _line(papers: Papers, text: Any) -> str:
    """Free words on one line, not without end."""
    words = " ".join(papers.text(str(text)).split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"
