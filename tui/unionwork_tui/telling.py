"""What is said about an indicator: its definition, its organisations, how far its target is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.cells import cell_len

from unionwork_tui.cutting import cut
from unionwork_tui.figures import amount, is_reached, plain_value, unit_word
from unionwork_tui.words import say

Facts = Mapping[str, Any]


def note_text(note: str) -> str:
    """A note of the library in the language in use; it speaks Chinese."""
    if "参数" in note:
        told = "a parameter has no value here" if "不能计算" in note else "some bodies are left out: no parameter value"
        return say(note, told)
    return say(note, "cannot be divided: there is no whole" if "不能计算" in note else "the tree moved in the period")


def lacks(row: Facts, now: Facts) -> bool:
    """Whether what a share lacks is what people want to see: more of it is better, and some is missing."""
    return row["better"] == "higher" and now["denominator"] is not None and now["numerator"] < now["denominator"]


def behind_text(row: Facts, now: Facts) -> str:
    """What Enter opens."""
    target = is_reached(now["value"], now["target"], row["better"])
    gap = ""
    if target is False and now["value"] is not None:
        off = abs(now["value"] - now["target"])
        shown = amount(off.normalize() if isinstance(off, Decimal) else off)
        unit = say("个百分点", "percentage points") if row["unit"] == "%" else unit_word(row["unit"])
        gap = say(f"离目标差 {shown} {unit}；", f"{shown} {unit} off the target; ")
    return gap + say("Enter：看这个数背后的记录", "Enter: the records behind this number")


def meaning(told: Facts) -> str:
    """The definition of an indicator, a line for each part."""
    rows = [
        (say("计数", "counts"), told["counts"]), (say("除以", "divided by"), told.get("divided_by")),
        (say("范围", "of"), told.get("where")), (say("日期", "dates"), say("、", ", ").join(told["dates"])),
        (say("单位", "unit"), unit_word(told["unit"])),
        (say("好的方向", "better"), {"higher": say("越高越好", "higher"), "lower": say("越低越好", "lower")}.get(
            told["better"] or "")),
        (say("可分组", "by"), say("、", ", ").join(told["by"])), (say("说明", "note"), told["help"]),
        (say("依据", "source"), told["source"]), (say("键", "key"), told["key"]),
    ]  # fmt: skip
    return "\n".join(f"{name}{say('：', ': ')}{text}" for name, text in rows if text)


def side_by_side(cells: Sequence[Facts], width: int, lines: int) -> list[str]:
    """Organisations with their figures in aligned columns, so many lines at most; what is left off is counted."""
    texts = [(cell["org_name"], plain_value(cell)) for cell in cells]
    names, values = (max((cell_len(text[place]) for text in texts), default=0) for place in (0, 1))
    names = min(names, 24)
    across = max(width // (names + values + 4), 1)
    room = across * lines
    shown = texts if len(texts) <= room else texts[: room - 1]
    parts = [f"{cut(name, names)} {cut(value, values, right=True)}" for name, value in shown]
    rows = ["   ".join(parts[place : place + across]) for place in range(0, len(parts), across)]
    if len(shown) < len(texts):
        last = say(f"另有 {len(texts) - len(shown)} 个", f"{len(texts) - len(shown)} more")
        if len(parts) % across:
            rows[-1] += f"   {last}"
        else:
            rows.append(last)
    return rows
