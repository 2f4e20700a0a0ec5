"""A register in words and columns: where its rows come from, what stands over them, what an empty one says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from unionwork.errors import NotPermittedError, UnionworkError
from unionwork_tui.looking import Looking
from unionwork_tui.showing import Showing, label_of
from unionwork_tui.table import Column, Source
from unionwork_tui.window import Edge, Row
from unionwork_tui.words import say

if TYPE_CHECKING:
    from unionwork import Workspace

_NAME_LEAST = 12
_TEXT_LEAST = 10


def columns_of(showing: Showing, rows: Sequence[Row]) -> list[Column]:
    """The columns for rows; names and texts give way where room is short."""
    return [
        Column(
            key=key, heading=showing.heading(key), text=partial(showing.cell, key), right=showing.is_number(key),
            widest=40 if key == showing.name else 28, least=_least(showing, key),
        )
        for key in showing.columns(rows)
    ]  # fmt: skip


def _least(showing: Showing, key: str) -> int:
    if key == showing.name:
        return _NAME_LEAST
    return _TEXT_LEAST if key == "org" or showing.is_text(key) else 0


def source_of(looking: Looking, scope: str | None) -> Source:
    """Where the rows of a view come from: by number from the edge, in another order by place."""
    kind, filters, sort = looking.kind, looking.filters(scope), looking.sort

    def source(workspace: Workspace, edge: Edge) -> Mapping[str, Any]:
        if sort:
            return workspace.page(kind, **filters, sort=sort, offset=edge.offset, limit=edge.limit)
        return workspace.page(kind, **filters, after=edge.after, before=edge.before, limit=edge.limit)

    return source


def title_of(showing: Showing, looking: Looking, counts: tuple[int, int] | None) -> str:
    """What stands in the frame: the kind, how many there are, how many pass, and the conditions."""
    title = showing.label
    if counts is not None:
        total, count = counts
        title += say(f" {total:,} 条", f" {total:,}")
        if looking.narrowed:
            title += say(f"，已筛选 {count:,}", f", filtered {count:,}")
    told = looking.told()
    return f"{title}  {told}" if told else title


def kind_told(showing: Showing) -> str:
    """A kind in a few lines, from its declaration: what it holds, its states and steps."""
    described, comma = showing.described, say("、", ", ")
    needed = comma.join(label_of(field) for field in described["fields"] if field["required"])
    lines = [
        say(
            f"{showing.label}：{len(described['fields'])} 项，必填的是{needed or '没有'}。",
            f"{showing.label}: {len(described['fields'])} fields; needed: {needed or 'none'}.",
        )
    ]
    if described["states"]:
        states = comma.join(label_of(state) for state in described["states"])
        steps = comma.join(label_of(step) for step in described["steps"])
        lines.append(say(f"状态：{states}。", f"States: {states}."))
        lines.append(say(f"步骤：{steps}。", f"Steps: {steps}."))
    return "\n".join(lines)


def nothing_told(showing: Showing, looking: Looking) -> str:
    """What an empty register means, and the key that fills it."""
    if looking.narrowed:
        return say(
            f"没有符合条件的{showing.label}。\n{looking.told()}\n按 Enter 清除全部条件。",
            f"No {showing.label} matches.\n{looking.told()}\nEnter clears all conditions.",
        )
    return say(
        f"还没有{showing.label}记录。\nF4 新增一条，F6 从 Excel 导入。",
        f"No {showing.label} yet.\nF4 adds one, F6 imports from Excel.",
    )


def barred_told(why: str) -> str:
    """That a register may not be seen, and what to do about it."""
    return say(
        f"您无权查看这类台账。\n{why}\nF10 换一类台账。", f"You may not see this register.\n{why}\nF10 another kind."
    )


def refused_told(error: UnionworkError) -> str:
    """Why a register cannot be shown, and what to do about it."""
    if isinstance(error, NotPermittedError):
        return barred_told(str(error))
    return say(f"没有读到：{error}\n^L 再读一次。", f"Not read: {error}\n^L reads again.")
