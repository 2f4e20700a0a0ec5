"""Figures in words: a missing one says so, a hidden one too, and a target says whether it is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from unionwork.errors import NotPermittedError
from unionwork_tui.grid import BAD, DIM, GOOD, Cell
from unionwork_tui.signs import NO, YES, sign
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace

Facts = Mapping[str, Any]
_MILLION: Final = 1_000_000
_UNITS = {
    "人": "persons", "人次": "times", "户": "households", "户次": "household visits", "件": "cases", "个": "",
    "项": "items", "次": "times", "家": "units", "元": "yuan", "万元": "10,000 yuan", "天": "days", "笔": "payments",
}  # fmt: skip


def measure_each(workspace: Workspace, keys: Sequence[str], **how: Any) -> dict[str, list[Facts] | None]:
    """The cells of each indicator; None where the operator may not see it, so that the others still show."""
    found: dict[str, list[Facts] | None] = {key: [] for key in keys}
    if not keys:
        return found
    try:
        _share_out(found, workspace.measure(keys, **how))
    except NotPermittedError:
        for key in keys:
            try:
                _share_out(found, workspace.measure([key], **how))
            except NotPermittedError:
                found[key] = None
    return found


def _share_out(found: dict[str, list[Facts] | None], cells: Sequence[Facts]) -> None:
    for cell in cells:
        held = found[cell["indicator"]]
        if held is not None:
            held.append(cell)


def amount(number: Decimal | int, *, in_fen: bool = False) -> str:
    """A number with commas; fen are shown as yuan."""
    if in_fen:
        yuan = Decimal(number) / 100
        # Nobody reads cents of millions.
        if yuan >= _MILLION:
            return say(f"{yuan / 10_000:,.1f} 万", f"{yuan / 1_000:,.0f} k")
        return f"{yuan:,.2f}"
    if isinstance(number, Decimal):
        return f"{number:,f}"
    return f"{number:,}"


def aim_text(target: Decimal) -> str:
    """A target without the zeros that only fill its decimals."""
    return f"{target.normalize():,f}"


def unit_word(unit: str) -> str:
    """A unit in the language in use."""
    return say(unit, _UNITS.get(unit, unit))


def value_cell(cells: Sequence[Facts] | None) -> Cell:
    """A figure as it stands in a table: the unit beside it, 无数据 or 已隐藏 in the place of one that is not there."""
    if cells is None:
        return say("已隐藏", "hidden"), DIM
    if not cells or cells[0]["value"] is None:
        return say("无数据", "no data"), DIM
    cell = cells[0]
    unit = unit_word(cell["unit"]) if cell["unit"] in ("%", "‰") or say("zh", "") else ""
    return f"{amount(cell['value'])} {unit}".rstrip()


def parts_text(cell: Facts, in_fen: Sequence[str]) -> str:
    """What a share is made of: 264 / 306."""
    if cell["denominator"] is None:
        return ""
    return " / ".join(amount(cell[part], in_fen=part in in_fen) for part in ("numerator", "denominator"))


def is_reached(value: Decimal | int | None, target: Decimal | None, better: str | None) -> bool | None:
    """Whether a target is reached; None where nobody can say."""
    if value is None or target is None or better is None:
        return None
    return value >= target if better == "higher" else value <= target


def target_cell(cells: Sequence[Facts] | None, better: str | None) -> Cell:
    """The target, with a sign and a word for whether it is reached."""
    if not cells or cells[0]["target"] is None:
        return ""
    target = cells[0]["target"]
    text = aim_text(target)
    reached = is_reached(cells[0]["value"], target, better)
    if reached is None:
        return text
    if reached:
        return f"{text} {sign(YES)}{say('达到', 'met')}", GOOD
    return f"{text} {sign(NO)}{say('未达', 'missed')}", BAD


def plain_value(cell: Facts) -> str:
    """One figure in words, without a style."""
    value = value_cell([cell])
    return value if isinstance(value, str) else value[0]
