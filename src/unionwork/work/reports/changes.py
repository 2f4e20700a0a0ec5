"""What a new report says otherwise than an earlier one, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from unionwork.documents.paper import Address, Amount, Block, Cell, Grid, Heading, Paper, Paragraph, Run
from unionwork.errors import UsageError
from unionwork.work.reports.desk import Desk, Known
from unionwork.work.reports.punctuation import official
from unionwork.work.reports.rechecking import read_address, read_paper
from unionwork.work.reports.why import Since, look_since, why

_HEADS = {
    "zh": ("项目", "组织", "期间", "上一稿", "本稿", "变化原因"),
    "en": ("item", "organisation", "period", "before", "now", "why"),
}
_PARTS = {
    "zh": {
        "numerator": "分子", "denominator": "分母", "target": "目标", "gap": "与目标之差", "change": "比上期",
        "change_last_year": "比上年同期", "rank": "位次", "siblings": "同级组织数", "overdue": "已逾期",
        "upcoming": "将到期",
    },
    "en": {},
}  # fmt: skip
_WIDTHS = (10, 8, 6, 6, 6, 20)
_SHOWN = 16


def with_changes(desk: Desk, paper: Paper, path: Path) -> Paper:
    """The paper with a part at its end that says which numbers differ from an earlier one's, and why.

    Raises:
        UsageError: the earlier file is no report as .json, or one of another form, organisation or period.
    """
    old = read_paper(path)
    for key, word in (("form", "报表"), ("org", "组织"), ("period", "期间")):
        held = str(getattr(paper, key))
        if str(old.get(key, "")) != held:
            raise UsageError(
                f"「{path}」的{word}是「{old.get(key, '')}」,本稿是「{held}」;只能和同一报表、组织、期间的上一稿比"
            )
    before = {_identity(entry): entry for entry in map(read_address, old["addresses"])}
    after = {_identity(entry): entry for entry in paper.addresses}
    same_packs = None if not old.get("digest") else old["digest"] == paper.digest
    since = look_since(desk.session, old["head"], old["on"], same_packs=same_packs)
    lines = [
        _line(desk, since, before.get(slot), after.get(slot))
        for slot in {**after, **before}
        if slot not in before or slot not in after or before[slot].value != after[slot].value
    ]
    zh = desk.session.lang == "zh"
    heading = Heading(text="与上一稿相比" if zh else "compared with the earlier report")
    blocks: list[Block] = [*paper.blocks, heading, Paragraph(runs=[Run(_opening(zh, old, len(after), len(lines)))])]
    if lines:
        head = tuple(Cell(runs=[Run(text)], align="center") for text in _HEADS[desk.session.lang])
        blocks.append(Grid(head=[head], body=lines, widths=_WIDTHS))
    return attrs.evolve(paper, blocks=blocks)


def _identity(address: Address) -> tuple[Any, ...]:
    """What makes a number of two reports the same one; the day and the filter's days may differ."""
    by = tuple(sorted(address.by.items()))
    return address.sort, address.key, address.part, address.org, address.period, by


def _opening(zh: bool, old: Mapping[str, Any], numbers: int, differing: int) -> str:
    head = str(old["head"])[:_SHOWN]
    if zh:
        result = f"有{differing}个数不同,列表如下。" if differing else f"{numbers}个数都没有变化。"
        return official(f"上一稿截至{old['on']},日志头{head},登记到{old.get('head_on', '')}。与上一稿相比,{result}")
    result = f"{differing} numbers differ." if differing else f"all {numbers} numbers are the same."
    return (
        f"The earlier report is as of {old['on']}, journal head {head}, recorded to {old.get('head_on', '')}: {result}"
    )


def _line(desk: Desk, since: Since, old: Address | None, new: Address | None) -> Sequence[Cell]:
    held = new if new is not None else old
    assert held is not None
    zh = desk.session.lang == "zh"
    part = _PARTS[desk.session.lang].get(held.part, "" if held.part in ("", "value") else held.part)
    codes = "、".join(f"{name}={code}" for name, code in held.by.items())
    details = "、".join(text for text in (part, codes) if text)
    label = held.label + (f"({details})" if details else "")
    absent = "未写" if zh else "not written"
    shown = [
        Cell(runs=[Run(absent)], align="right")
        if entry is None
        # The earlier number is quoted from that report: only the new one has an address here.
        else Cell(runs=[Run(_text(entry), entry.place if entry is new else 0)], align="right", amount=entry.value)
        for entry in (old, new)
    ]
    reason = why(since, held)
    texts = (label, held.org_name, held.period)
    return [
        *(Cell(runs=[Run(official(text) if zh else text)]) for text in texts), *shown,
        Cell(runs=[Run(official(reason) if zh else reason)]),
    ]  # fmt: skip


def _text(address: Address) -> str:
    amount: Amount = address.value
    exponent = 0 if isinstance(amount, int) else amount.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Known(amount=amount, unit=address.unit, decimals=decimals).text + address.unit
